//! Reports the progress of a target from its thread.

use std::sync::mpsc::Sender;
use std::time::Instant;

use crate::report::{CheckStep, Finding, StepName};

/// The finding of a step, and its result for the steps after it.
pub(super) type StepResult<T> = Result<(Finding, T), Finding>;

/// An event while targets are examined.
#[derive(Debug)]
pub enum Event {
    /// A target began a step.
    Began(usize, StepName),
    /// A target ended a step.
    Ended(usize, CheckStep),
    /// All steps of a target have ended.
    Done(usize),
    /// The user interrupted the check.
    Interrupted,
}

/// Reports the progress of one target.
pub(super) struct Reporter {
    index: usize,
    sender: Sender<Event>,
}

impl Reporter {
    /// Creates a reporter for the target with this index.
    pub(super) fn new(index: usize, sender: Sender<Event>) -> Self {
        Self { index, sender }
    }

    /// Runs a step, reports it, and returns its result unless it failed.
    pub(super) fn step<T>(&self, name: &StepName, work: impl FnOnce() -> StepResult<T>) -> Option<T> {
        self.send(Event::Began(self.index, name.clone()));
        let started = Instant::now();
        let (finding, result) = match work() {
            Ok((finding, result)) => (finding, Some(result)),
            Err(finding) => (finding, None),
        };
        let millis = millis(started);
        self.send(Event::Ended(self.index, CheckStep::new(name.clone(), millis, finding)));
        result
    }

    /// Sends an event, which is lost if the check has ended already.
    fn send(&self, event: Event) {
        let _ = self.sender.send(event);
    }
}

/// Returns the milliseconds since this moment, rounded down.
pub(super) fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
