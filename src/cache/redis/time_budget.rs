//! The time that a process may lose to a shared cache, whatever its servers do.

use std::time::{Duration, Instant};

use super::wire::WireError;
use crate::clock::{Deadline, in_words};

/// The longest that one step may take: to connect, or to reply.
const LONGEST_STEP: Duration = Duration::from_secs(1);
/// All that a process may lose to the shared cache. It promises 2 s; the margin is for reporting the failure.
const LONGEST_LOSS: Duration = Duration::from_millis(1800);
/// The same for a command that lists or clears it.
const LONGEST_SURVEY: Duration = Duration::from_secs(30);

/// The time that may still be lost.
#[derive(Clone, Copy, Debug)]
pub struct TimeBudget {
    whole: Duration,
    left: Duration,
}

impl TimeBudget {
    /// The budget of an ordinary run.
    pub const fn for_a_run() -> Self {
        Self { whole: LONGEST_LOSS, left: LONGEST_LOSS }
    }

    /// The budget of a command that lists or clears the cache.
    pub const fn for_a_survey() -> Self {
        Self { whole: LONGEST_SURVEY, left: LONGEST_SURVEY }
    }

    /// Returns whether no time is left.
    pub fn is_spent(&self) -> bool {
        self.left.is_zero()
    }

    /// Does a step and subtracts its time. It may take a part of the time of one step: as many steps as `parts` can follow.
    pub fn step<T>(
        &mut self,
        parts: usize,
        act: impl FnOnce(Deadline) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        if self.is_spent() {
            return Err(WireError::Final(format!("it has cost {} already", in_words(self.whole))));
        }
        let parts = u32::try_from(parts).unwrap_or(u32::MAX).max(1);
        let started = Instant::now();
        let outcome = act(Deadline::after(LONGEST_STEP.min(self.left) / parts));
        self.left = self.left.saturating_sub(started.elapsed());
        outcome
    }

    /// Waits, but not for longer than is left.
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
