//! The time limits of the steps that use a shared cache.

use std::time::{Duration, Instant};

use super::wire::WireError;
use crate::clock::{Deadline, in_words};

/// The time limit of one step: a connection or a command.
const STEP_LIMIT: Duration = Duration::from_secs(1);
/// The time limit of all steps of a run. The documented limit is 2 s, so a margin is left to report the failure.
const RUN_LIMIT: Duration = Duration::from_millis(1800);
/// The time limit of all steps of a command that lists or clears the cache.
const ALL_ENTRIES_LIMIT: Duration = Duration::from_secs(30);

/// The time that is left for further steps.
#[derive(Clone, Copy, Debug)]
pub struct TimeBudget {
    whole: Duration,
    left: Duration,
}

impl TimeBudget {
    /// Returns the time limit of an ordinary run.
    pub const fn for_a_run() -> Self {
        Self { whole: RUN_LIMIT, left: RUN_LIMIT }
    }

    /// Returns the time limit of a command that lists or clears the cache.
    pub const fn for_all_entries() -> Self {
        Self { whole: ALL_ENTRIES_LIMIT, left: ALL_ENTRIES_LIMIT }
    }

    /// Returns whether no time is left.
    pub fn is_spent(&self) -> bool {
        self.left.is_zero()
    }

    /// Runs a step, and subtracts its duration from the time that is left. If the step tries one
    /// of `candidates` servers, it gets an equal part of the time limit.
    pub fn step<T>(
        &mut self,
        candidates: usize,
        act: impl FnOnce(Deadline) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        if self.is_spent() {
            return Err(WireError::Final(format!("it has taken {} already", in_words(self.whole))));
        }
        let candidates = u32::try_from(candidates).unwrap_or(u32::MAX).max(1);
        let started = Instant::now();
        let outcome = act(Deadline::after(STEP_LIMIT.min(self.left) / candidates));
        self.left = self.left.saturating_sub(started.elapsed());
        outcome
    }

    /// Waits for this span, or for the time that is left if that is less.
    pub fn pause(&mut self, span: Duration) {
        let span = span.min(self.left);
        std::thread::sleep(span);
        self.left -= span;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_share_the_time_and_end_with_it() {
        let mut budget = TimeBudget { whole: Duration::from_millis(30), left: Duration::from_millis(30) };
        let left = budget.step(2, |deadline| Ok(deadline.left())).unwrap();
        assert!(left <= Duration::from_millis(15), "{left:?}");
        budget.pause(Duration::from_mins(1));
        assert!(budget.is_spent());
        assert!(matches!(budget.step(1, |_| Ok(())), Err(WireError::Final(why)) if why.contains("30 ms already")));
    }
}
