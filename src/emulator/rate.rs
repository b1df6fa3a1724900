//! Limits how fast an account may send requests.
//!
//! Amadeus documents two limits: 10 requests a second, and 100 ms between two requests. The emulator enforces only half
//! of that gap, because requests that were sent 100 ms apart may arrive a little closer.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::token::Issuer;

/// The rate limit of each account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The most requests in any window.
    requests: usize,
    window: Duration,
    /// The shortest time between two requests.
    gap: Duration,
}

impl Rate {
    /// Creates the limit of this many requests in a period; returns `None` unless the number is positive and the clock
    /// can measure the rate.
    ///
    /// A limit of less than one request becomes one request in a longer window: half a request per second becomes one request
    /// in two seconds.
    pub fn new(requests: f64, period: Duration) -> Option<Self> {
        let interval =
            Duration::try_from_secs_f64(period.as_secs_f64() / requests).ok().filter(|time| !time.is_zero())?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the number is positive, and must be rounded down"
        )]
        let whole = requests as usize;
        Some(Self { requests: whole.max(1), window: period.max(interval), gap: interval / 2 })
    }
}

/// The requests of one account within the window, the oldest first.
#[derive(Debug, Default)]
struct Sent(VecDeque<Instant>);

impl Sent {
    /// Returns whether the rate allows a request at this time. Only an allowed request counts.
    fn admit(&mut self, rate: Rate, now: Instant) -> bool {
        let age = |sent: &Instant| now.saturating_duration_since(*sent);
        while self.0.front().is_some_and(|oldest| age(oldest) >= rate.window) {
            self.0.pop_front();
        }
        let too_close = self.0.back().is_some_and(|latest| age(latest) < rate.gap);
        if too_close || self.0.len() >= rate.requests {
            return false;
        }
        self.0.push_back(now);
        true
    }
}

/// The accounts of a running emulator, one for each provider.
#[derive(Debug)]
pub struct Accounts {
    rate: Option<Rate>,
    sent: Mutex<HashMap<Issuer, Sent>>,
}

impl Accounts {
    /// Creates accounts without requests; without a rate, every request is allowed.
    pub fn new(rate: Option<Rate>) -> Self {
        Self { rate, sent: Mutex::default() }
    }

    /// Returns whether the account may send a request now. Only an allowed request counts.
    pub fn admit(&self, account: Issuer) -> bool {
        let Some(rate) = self.rate else { return true };
        let mut accounts = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.entry(account).or_default().admit(rate, Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const MINUTE: Duration = Duration::from_mins(1);

    /// Returns the times, in milliseconds, at which a request is accepted.
    fn accepted(rate: Rate, times: &[u64]) -> Vec<u64> {
        let start = Instant::now();
        let mut sent = Sent::default();
        let admitted = |time: &&u64| sent.admit(rate, start + Duration::from_millis(**time));
        times.iter().filter(admitted).copied().collect()
    }

    #[test]
    fn both_limits_hold_in_any_window() {
        let every = |step: usize, count: usize| (0..).step_by(step).take(count).collect::<Vec<u64>>();
        let ten = Rate::new(10.0, SECOND).unwrap();
        let cases: [(&str, Rate, Vec<u64>, Vec<u64>); 9] = [
            ("evenly spaced", ten, every(100, 30), every(100, 30)),
            ("as close as allowed", ten, every(50, 10), every(50, 10)),
            ("too close", ten, vec![0, 49, 50, 99, 100], vec![0, 50, 100]),
            ("at once", ten, vec![7, 7, 7], vec![7]),
            ("an eleventh within a second", ten, [every(50, 10), vec![999]].concat(), every(50, 10)),
            (
                "a second later",
                ten,
                [every(50, 10), vec![1000, 1050]].concat(),
                [every(50, 10), vec![1000, 1050]].concat(),
            ),
            // The ten requests from 400 to 940 fill the window until 1400. A counter per full second would restart at
            // 1000.
            (
                "across a full second",
                ten,
                [every(60, 10).iter().map(|time| time + 400).collect(), vec![1000, 1100, 1200, 1399, 1400]].concat(),
                [every(60, 10).iter().map(|time| time + 400).collect(), vec![1400]].concat(),
            ),
            ("a rejected request does not count", ten, vec![0, 40, 50, 60, 100], vec![0, 50, 100]),
            ("a minute", Rate::new(10.0, MINUTE).unwrap(), vec![0, 2999, 3000, 60_000], vec![0, 3000, 60_000]),
        ];
        for (case, rate, times, expected) in cases {
            assert_eq!(accepted(rate, &times), expected, "{case}");
        }
    }

    #[test]
    fn requests_are_rejected_while_the_clock_stops_or_goes_back() {
        let rate = Rate::new(1.0, SECOND).unwrap();
        assert_eq!(accepted(rate, &[5000, 4000, 5000, 6000]), [5000, 6000]);
    }

    #[test]
    fn a_rate_is_converted_to_a_window_and_a_gap() {
        let rate = |requests: usize, window: Duration, gap: Duration| Some(Rate { requests, window, gap });
        let millis = Duration::from_millis;
        for (requests, period, expected) in [
            (10.0, SECOND, rate(10, SECOND, millis(50))),
            (2.5, SECOND, rate(2, SECOND, millis(200))),
            (0.5, SECOND, rate(1, 2 * SECOND, SECOND)),
            (10.0, MINUTE, rate(10, MINUTE, millis(3000))),
            (0.0, SECOND, None),
            (-1.0, SECOND, None),
            (f64::NAN, SECOND, None),
            (f64::INFINITY, SECOND, None),
            (1e300, SECOND, None),
            (1e-300, SECOND, None),
        ] {
            assert_eq!(Rate::new(requests, period), expected, "{requests} in {period:?}");
        }
    }

    #[test]
    fn rejected_requests_take_no_memory() {
        let rate = Rate::new(5.0, SECOND).unwrap();
        let start = Instant::now();
        let mut sent = Sent::default();
        for millis in 0..5000 {
            sent.admit(rate, start + Duration::from_millis(millis));
            assert!(sent.0.len() <= 5);
        }
    }

    #[test]
    fn accounts_do_not_share_their_rate() {
        let accounts = Accounts::new(Rate::new(1.0, MINUTE));
        assert_eq!(
            [Issuer::Amadeus, Issuer::Sabre, Issuer::Amadeus].map(|account| accounts.admit(account)),
            [true, true, false]
        );
        let unlimited = Accounts::new(None);
        assert!((0..1000).all(|_| unlimited.admit(Issuer::Amadeus)));
    }
}
