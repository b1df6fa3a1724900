//! The progress of a `check`: its running steps in one line.

use std::time::Instant;

use crate::check::{CheckTarget, Event};
use crate::redact::escape_control;
use crate::report::StepName;

/// The progress of all targets.
pub(super) struct LiveCheck {
    targets: Vec<LiveTarget>,
}

struct LiveTarget {
    label: String,
    running: Option<(StepName, Instant)>,
    is_done: bool,
}

impl LiveCheck {
    pub(super) fn new(targets: &[CheckTarget]) -> Self {
        let live =
            |target: &CheckTarget| LiveTarget { label: escape_control(&target.label), running: None, is_done: false };
        Self { targets: targets.iter().map(live).collect() }
    }

    /// Updates the progress.
    pub(super) fn observe(&mut self, event: &Event) {
        match event {
            Event::Began(index, name) => self.targets[*index].running = Some((name.clone(), Instant::now())),
            Event::Ended(index, _) => self.targets[*index].running = None,
            Event::Done(index) => self.targets[*index].is_done = true,
            Event::Interrupted => {}
        }
    }

    /// Returns the number of targets that are done, and the running step of each other target.
    pub(super) fn describe(&self) -> String {
        let running = self.targets.iter().filter_map(|target| {
            let (name, since) = target.running.as_ref()?;
            let seconds = match since.elapsed().as_secs() {
                0 => String::new(),
                seconds => format!(" {seconds} s"),
            };
            Some(format!("{}: {}{seconds}", target.label, name.text()))
        });
        let running: Vec<String> = running.collect();
        let steps = running.join(", ");
        if self.targets.len() == 1 {
            return steps;
        }
        let done = self.targets.iter().filter(|target| target.is_done).count();
        format!("{done} of {} done; {steps}", self.targets.len())
    }
}
