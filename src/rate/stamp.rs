//! Decides when an account can send its next request. The functions are pure: they depend only on the stored stamp and the time.
//!
//! The algorithm is GCRA, the generic cell rate algorithm, without bursts. The stamp holds the time at which the last reserved
//! turn begins. The next turn begins one interval later. A process reserves that turn by storing its time in the stamp.

use std::time::Duration;

use crate::request_rate::RequestRate;

/// The interval between two turns is longer than the rate requires by this fraction, because requests can arrive a little
/// early or late.
const MARGIN: f64 = 0.02;
/// The longest delay of a request after its turn begins, as a fraction of the interval. A later request would be too close to
/// the next one.
const LATEST_IN_INTERVAL: f64 = 0.4;
/// The longest delay as a fraction of the rate's period: a quarter of the margin. The rest of the margin is for the network.
const LATEST_IN_PERIOD: f64 = 0.005;
/// The smallest limit of the delay, because timers are not more precise.
const PRECISION: Duration = Duration::from_millis(2);
/// The longest time that a `Retry-After` blocks an account.
pub const LONGEST_BLOCK: Duration = Duration::from_mins(15);
/// A stamp that is further in the future than this is damaged, because travauth writes no such stamp.
pub const LONGEST_AHEAD: Duration = Duration::from_hours(24);
/// A stamp that was written further in the future than this shows that the clock was set back.
pub const CLOCK_TOLERANCE: Duration = Duration::from_secs(1);

/// The interval between turns, and the limits of waiting and delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The time from one turn to the next.
    pub interval: Duration,
    /// The longest delay of a request after its turn begins.
    pub latest: Duration,
    /// The longest wait for a turn.
    pub longest_wait: Duration,
}

impl Pace {
    /// Returns the pace of this rate.
    pub fn new(rate: RequestRate, longest_wait: Duration) -> Self {
        let interval = rate.interval().mul_f64(1.0 + MARGIN);
        let latest = interval.mul_f64(LATEST_IN_INTERVAL).min(rate.period().mul_f64(LATEST_IN_PERIOD));
        Self { interval, latest: latest.max(PRECISION), longest_wait: longest_wait.min(LONGEST_AHEAD) }
    }
}

/// The stored state of an account. Its times count from the start of the store's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnStamp {
    /// The beginning of the last reserved turn.
    pub last: Duration,
    /// The end of the pause that the server asked for. No turn begins before it.
    pub blocked_until: Duration,
    /// The time at which the stamp was written.
    pub written: Duration,
}

/// The result of an attempt to reserve a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnDecision {
    /// A turn is reserved, and begins after this time.
    Reserved(Duration),
    /// No turn is reserved, because the next one begins after this time, which exceeds the longest wait.
    TooLong(Duration),
}

impl TurnStamp {
    /// Reserves the next turn: returns the decision, and the stamp to store if a turn is reserved.
    pub fn reserve(stored: Option<Self>, now: Duration, pace: &Pace) -> (TurnDecision, Option<Self>) {
        let stored = stored.filter(|stamp| stamp.is_plausible(now));
        let blocked_until = stored.map_or(Duration::ZERO, |stamp| stamp.blocked_until);
        let turn = stored.map_or(now, |stamp| (stamp.last + pace.interval).max(blocked_until).max(now));
        let wait = turn.saturating_sub(now);
        if wait > pace.longest_wait {
            return (TurnDecision::TooLong(wait), None);
        }
        (TurnDecision::Reserved(wait), Some(Self { last: turn, blocked_until, written: now }))
    }

    /// Returns a stamp that lets no turn begin within this span from now.
    #[must_use]
    pub fn block(stored: Option<Self>, now: Duration, span: Duration) -> Self {
        let stored = stored.filter(|stamp| stamp.is_plausible(now));
        let until = now + span.min(LONGEST_BLOCK);
        Self {
            last: stored.map_or(Duration::ZERO, |stamp| stamp.last),
            blocked_until: stored.map_or(until, |stamp| stamp.blocked_until.max(until)),
            written: now,
        }
    }

    /// Returns the time from now until the account is no longer blocked.
    pub fn blocked_for(&self, now: Duration) -> Duration {
        if self.is_plausible(now) { self.blocked_until.saturating_sub(now) } else { Duration::ZERO }
    }

    /// Returns whether the stamp is plausible. If it is not, the file is damaged or the clock was set back.
    fn is_plausible(&self, now: Duration) -> bool {
        let ahead = self.last.max(self.blocked_until).saturating_sub(now);
        self.written <= now + CLOCK_TOLERANCE && ahead <= LONGEST_AHEAD
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn pace(longest_wait: Duration) -> Pace {
        Pace::new("10/s".parse().unwrap(), longest_wait)
    }

    #[test]
    fn turns_are_two_percent_further_apart_than_documented() {
        for (rate, interval, latest) in [
            ("10/s", 102_000, 5_000),
            ("40/s", 25_500, 5_000),
            ("100/s", 10_200, 4_080),
            ("10/m", 6_120_000, 300_000),
            ("10000/s", 102, 2_000),
        ] {
            let pace = Pace::new(rate.parse().unwrap(), MS(0));
            let (interval, latest) = (Duration::from_micros(interval), Duration::from_micros(latest));
            assert_eq!((pace.interval, pace.latest), (interval, latest), "{rate}");
        }
        // Even after the longest delay, more than half of the documented interval is left until the next turn.
        for rate in ["1/s", "10/s", "40/s", "100/s", "10/m"] {
            let rate: RequestRate = rate.parse().unwrap();
            let pace = Pace::new(rate, MS(0));
            assert!(pace.interval.saturating_sub(pace.latest) > rate.interval() / 2, "{rate}");
        }
    }

    #[test]
    fn the_next_turn_depends_on_the_stamp_and_the_longest_wait() {
        let stamp = |last, blocked_until, written| {
            Some(TurnStamp { last: MS(last), blocked_until: MS(blocked_until), written: MS(written) })
        };
        let reserved = |wait| TurnDecision::Reserved(MS(wait));
        let too_long = |wait| TurnDecision::TooLong(MS(wait));
        let (now, day) = (200_000_000, 86_400_000);
        for (what, stored, longest, expected) in [
            ("nothing is stored", None, 30_000, reserved(0)),
            ("the last turn is over", stamp(now - 102, 0, now - 103), 30_000, reserved(0)),
            ("the last turn was a moment ago", stamp(now - 2, 0, now - 3), 30_000, reserved(100)),
            ("the last turn is ahead", stamp(now + 50, 0, now), 30_000, reserved(152)),
            ("as long as allowed", stamp(now + 29_898, 0, now), 30_000, reserved(30_000)),
            ("longer", stamp(now + 29_899, 0, now), 30_000, too_long(30_001)),
            ("no wait allowed", stamp(now - 101, 0, now), 0, too_long(1)),
            ("no wait needed", stamp(now - 102, 0, now), 0, reserved(0)),
            ("blocked", stamp(now - 500, now + 500, now), 30_000, reserved(500)),
            ("blocked for less than the turns ahead", stamp(now + 900, now + 500, now), 30_000, reserved(1002)),
            ("blocked for too long", stamp(now, now + 60_000, now), 30_000, too_long(60_000)),
            ("the clock was set back", stamp(now + 900, now + 900, now + 1001), 30_000, reserved(0)),
            ("by less than the tolerance", stamp(now + 900, 0, now + 999), 30_000, reserved(1002)),
            ("too far ahead", stamp(now + day + 1, 0, now), 30_000, reserved(0)),
            ("blocked too far ahead", stamp(now, now + day + 1, now), 30_000, reserved(0)),
        ] {
            let (decision, written) = TurnStamp::reserve(stored, MS(now), &pace(MS(longest)));
            assert_eq!(decision, expected, "{what}");
            match expected {
                TurnDecision::Reserved(wait) => {
                    let written = written.unwrap();
                    assert_eq!((written.last, written.written), (MS(now) + wait, MS(now)), "{what}");
                }
                TurnDecision::TooLong(_) => assert_eq!(written, None, "{what}"),
            }
        }
    }

    #[test]
    fn each_process_keeps_its_own_distance_to_the_last_turn() {
        let stored = TurnStamp { last: MS(1000), blocked_until: MS(0), written: MS(1000) };
        for (rate, wait) in [("10/s", 2), ("1/m", 61_100), ("100/s", 0)] {
            let pace = Pace::new(rate.parse().unwrap(), Duration::from_mins(2));
            let (decision, _) = TurnStamp::reserve(Some(stored), MS(1100), &pace);
            assert_eq!(decision, TurnDecision::Reserved(MS(wait)), "{rate}");
        }
    }

    #[test]
    fn a_block_lasts_as_the_server_asks_and_is_not_shortened() {
        let first = TurnStamp::block(None, MS(1000), MS(2000));
        assert_eq!(first, TurnStamp { last: MS(0), blocked_until: MS(3000), written: MS(1000) });
        assert_eq!((first.blocked_for(MS(1500)), first.blocked_for(MS(4000))), (MS(1500), MS(0)));
        assert_eq!(TurnStamp::block(Some(first), MS(1500), MS(10)).blocked_until, MS(3000));
        assert_eq!(TurnStamp::block(Some(first), MS(1500), Duration::MAX).blocked_until, MS(1500) + LONGEST_BLOCK);
        let (decision, stored) = TurnStamp::reserve(Some(first), MS(1500), &pace(MS(30_000)));
        assert_eq!((decision, stored.unwrap().blocked_until), (TurnDecision::Reserved(MS(1500)), MS(3000)));
    }
}
