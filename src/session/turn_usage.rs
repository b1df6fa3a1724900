//! Counts the turns of a session that sends many requests at the same time, to show its progress.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::request_rate::RequestRate;

/// How much of its rate a session uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateUsage {
    /// The session's turns within the last window.
    pub used: u32,
    /// The turns within a window that all processes together may use.
    pub allowed: u32,
    /// The length of a window.
    pub window: Duration,
    /// The session's requests that wait for their turn.
    pub waiting: u32,
}

/// Counts turns and waits.
#[derive(Debug, Default)]
pub(super) struct TurnUsage {
    waiting: AtomicU32,
    taken: Mutex<VecDeque<Instant>>,
}

/// A request that waits for its turn, until it is dropped.
pub(super) struct WaitingRequest<'u>(&'u TurnUsage);

impl TurnUsage {
    pub(super) fn begin_waiting(&self) -> WaitingRequest<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        WaitingRequest(self)
    }

    pub(super) fn count_turn(&self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.push_back(Instant::now());
        // The longest window is a minute.
        while taken.front().is_some_and(|at| at.elapsed() > Duration::from_mins(1)) {
            taken.pop_front();
        }
    }

    pub(super) fn now(&self, rate: RequestRate) -> RateUsage {
        let requests = rate.requests();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
        let (allowed, window) =
            if requests < 1.0 { (1, rate.interval()) } else { (requests.round() as u32, rate.period()) };
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let used = taken.iter().rev().take_while(|at| at.elapsed() < window).count();
        RateUsage {
            used: u32::try_from(used).unwrap_or(u32::MAX),
            allowed,
            window,
            waiting: self.waiting.load(Ordering::Relaxed),
        }
    }
}

impl Drop for WaitingRequest<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_and_waits_are_counted() {
        let usage = TurnUsage::default();
        let waiting = usage.begin_waiting();
        usage.count_turn();
        usage.count_turn();
        let minute = usage.now("100/m".parse().unwrap());
        assert_eq!(minute, RateUsage { used: 2, allowed: 100, window: Duration::from_mins(1), waiting: 1 });
        drop(waiting);
        let slow = usage.now("0.5/s".parse().unwrap());
        assert_eq!((slow.allowed, slow.window, slow.waiting), (1, Duration::from_secs(2), 0));
    }
}
