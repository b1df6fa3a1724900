//! How one subject's thread tells what it does.

use std::sync::mpsc::Sender;
use std::time::Instant;

use crate::report::{CheckStep, Finding, StepName};

/// What a step found, and what it brought for those after it.
pub(super) type StepResult<T> = Result<(Finding, T), Finding>;

/// What happens while subjects are examined.
#[derive(Debug)]
pub enum Event {
    /// A subject began a step.
    Began(usize, StepName),
    /// A subject ended a step.
    Ended(usize, CheckStep),
    /// A subject has nothing more to do.
    Done(usize),
    /// Somebody interrupted: what is known is enough.
    Interrupted,
}

/// Tells what one subject does.
pub(super) struct Reporter {
    index: usize,
    sender: Sender<Event>,
}

impl Reporter {
    /// Tells of the subject of this number.
    pub(super) fn new(index: usize, sender: Sender<Event>) -> Self {
        Self { index, sender }
    }

    /// Takes a step and tells of it; what it brought, if it did not fail.
    pub(super) fn step<T>(&self, name: &StepName, work: impl FnOnce() -> StepResult<T>) -> Option<T> {
        self.tell(Event::Began(self.index, name.clone()));
        let started = Instant::now();
        let (finding, brought) = match work() {
            Ok((finding, brought)) => (finding, Some(brought)),
            Err(finding) => (finding, None),
        };
        let millis = millis(started);
        self.tell(Event::Ended(self.index, CheckStep::new(name.clone(), millis, finding)));
        brought
    }

    /// Nobody may be listening any more: that is fine.
    fn tell(&self, event: Event) {
        let _ = self.sender.send(event);
    }
}

/// Whole milliseconds since then.
pub(super) fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
