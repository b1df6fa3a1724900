//! Decides whether and when a failed request is sent again.

use std::time::Duration;

use jiff::Timestamp;

use super::TransportError;
use crate::clock::{Deadline, in_words};
use crate::failure::Result;

/// The backoff before the second attempt. It doubles with every further attempt.
const INITIAL_BACKOFF: Duration = Duration::from_secs(1);
/// The limit of the backoff. A `Retry-After` can be longer.
const MAX_BACKOFF: Duration = Duration::from_secs(8);

/// The result of one attempt.
pub struct Attempt<T> {
    /// The outcome, which is the final one if there is no further attempt.
    pub outcome: T,
    /// How to try again; none when another attempt cannot help.
    pub retry: Option<Retry>,
}

/// How to try again.
#[derive(Clone, Debug, Default)]
pub struct Retry {
    /// The reason, for the log.
    pub reason: String,
    /// How long the server asked to wait, in `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The shortest wait that the provider requires.
    pub min_wait: Duration,
}

impl<T> Attempt<T> {
    /// Creates an attempt that is not repeated.
    pub fn last(outcome: T) -> Self {
        Self { outcome, retry: None }
    }
}

impl<T> From<Result<T, TransportError>> for Attempt<Result<T>> {
    fn from(outcome: Result<T, TransportError>) -> Self {
        match outcome {
            Ok(value) => Self::last(Ok(value)),
            Err(TransportError { failure, retryable }) => {
                let retry = retryable.then(|| Retry { reason: failure.to_string(), ..Retry::default() });
                Self { outcome: Err(failure), retry }
            }
        }
    }
}

/// How often and for how long a failed request is sent again.
#[derive(Clone, Copy, Debug)]
pub struct RetryLimits {
    /// The most retries.
    pub retries: u32,
    /// The time after which no retry begins; none if only the deadline limits the retries.
    pub max_time: Option<Duration>,
}

/// Repeats an attempt until a retry cannot help, the retries are used up, or the next pause would reach the deadline.
/// No other loop repeats requests.
///
/// An attempt can postpone the deadline, for the time that it waits for something other than the server.
pub async fn repeat<T>(
    limits: RetryLimits,
    mut deadline: Deadline,
    mut attempt: impl AsyncFnMut(&mut Deadline) -> Attempt<T>,
) -> T {
    let retries_end = limits.max_time.map(Deadline::after);
    let mut number = 1;
    loop {
        let Attempt { outcome, retry } = attempt(&mut deadline).await;
        let Some(retry) = retry.filter(|_| number <= limits.retries) else { return outcome };
        let left = retries_end.map_or(Duration::MAX, Deadline::left).min(deadline.left());
        let Some(pause) = pause(number, &retry, left, fastrand::f64()) else { return outcome };
        log::info!("{}; trying again in {}", retry.reason, in_words(pause));
        tokio::time::sleep(pause).await;
        number += 1;
    }
}

/// Returns how long to wait before the next attempt: `Retry-After` if the server sent it, otherwise 50 to 100 % of 1,
/// 2, 4, then 8 s, and never less than the provider requires. Returns `None` if that is too long for the time left.
/// `random` is from 0 to 1.
fn pause(number: u32, retry: &Retry, left: Duration, random: f64) -> Option<Duration> {
    let whole = INITIAL_BACKOFF.saturating_mul(1 << number.saturating_sub(1).min(16)).min(MAX_BACKOFF);
    let backoff = whole.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0);
    let pause = retry.retry_after.unwrap_or(backoff).max(retry.min_wait);
    (pause < left).then_some(pause)
}

/// Reads the value of `Retry-After`: seconds, or the date to wait for.
pub fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    http_date(header).map(|then| crate::clock::until(now, then))
}

/// Reads an HTTP date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn http_date(header: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(header.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// N4, N7: the backoff doubles up to 8 s, and no number that a server sends overflows.
    #[test]
    fn the_pause_before_the_next_attempt() {
        let ms = Duration::from_millis;
        let plain = Retry::default();
        let asked = |span| Retry { retry_after: Some(span), ..Retry::default() };
        for (number, retry, left, random, expected) in [
            (1, plain.clone(), ms(30_000), 0.0, Some(ms(500))),
            (1, plain.clone(), ms(30_000), 1.0, Some(ms(1000))),
            (2, plain.clone(), ms(30_000), 1.0, Some(ms(2000))),
            (3, plain.clone(), ms(30_000), 0.0, Some(ms(2000))),
            (1, Retry { min_wait: ms(700), ..Retry::default() }, ms(30_000), 0.0, Some(ms(700))),
            (1, asked(ms(3000)), ms(30_000), 0.0, Some(ms(3000))),
            (1, asked(ms(10)), ms(30_000), 0.0, Some(ms(10))),
            (1, asked(ms(30_000)), ms(30_000), 0.0, None),
            (1, asked(Duration::from_secs(u64::MAX)), ms(30_000), 1.0, None),
            (40, plain.clone(), ms(30_000), 1.0, Some(ms(8000))),
            (u32::MAX, plain.clone(), ms(30_000), 1.0, Some(ms(8000))),
            (1, plain, ms(100), 1.0, None),
        ] {
            assert_eq!(pause(number, &retry, left, random), expected, "{number} {retry:?} {left:?} {random}");
        }
    }

    #[test]
    fn a_request_is_repeated_as_often_as_the_retries_allow() {
        let long = Some(Duration::from_hours(1));
        let none = Some(Duration::ZERO);
        for (retries, max_time, failures, expected) in
            [(0, None, 1, 1), (2, None, 5, 3), (2, long, 1, 2), (5, None, 3, 4), (5, none, 3, 1)]
        {
            let mut count = 0;
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let limits = RetryLimits { retries, max_time };
            let outcome = runtime.block_on(repeat(limits, Deadline::after(Duration::from_mins(1)), async |_| {
                count += 1;
                Attempt {
                    outcome: count,
                    retry: (count <= failures).then(|| Retry { retry_after: Some(Duration::ZERO), ..Retry::default() }),
                }
            }));
            assert_eq!((outcome, count), (expected, expected), "{retries} {failures}");
        }
    }

    #[test]
    fn the_deadline_is_postponed_by_other_waits() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let limits = RetryLimits { retries: 5, max_time: None };
        let retry = Retry { retry_after: Some(Duration::from_millis(1)), ..Retry::default() };
        for (later, expected) in [(Duration::ZERO, 1), (Duration::from_mins(1), 6)] {
            let mut count = 0;
            let outcome = runtime.block_on(repeat(limits, Deadline::after(Duration::ZERO), async |deadline| {
                *deadline = deadline.later_by(later);
                count += 1;
                Attempt { outcome: count, retry: Some(retry.clone()) }
            }));
            assert_eq!(outcome, expected);
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        for (header, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ] {
            assert_eq!(retry_after(header, now), seconds.map(Duration::from_secs), "{header}");
        }
    }
}
