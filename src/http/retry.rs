//! Whether and when a failed request is sent again: pure decisions.

use std::time::Duration;

use jiff::Timestamp;

/// The longest first wait; it doubles with every attempt.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// What is known when an attempt has failed.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// 1 for the first one.
    pub number: u32,
    /// How often the request may be repeated.
    pub retries: u32,
    /// Whether this kind of failure may pass.
    pub retryable: bool,
    /// What the server asked for in `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The least that the provider asks for.
    pub least_wait: Duration,
    /// The time left for everything.
    pub left: Duration,
}

/// How long to wait before the next attempt; none to give up. `random` is in 0..1: full jitter.
pub fn wait(attempt: Attempt, random: f64) -> Option<Duration> {
    if !attempt.retryable || attempt.number > attempt.retries {
        return None;
    }
    let doubled = FIRST_WAIT.saturating_mul(1 << attempt.number.saturating_sub(1).min(16));
    let jittered = doubled.min(LONGEST_WAIT).mul_f64(random.clamp(0.0, 1.0));
    let wait = attempt.retry_after.unwrap_or_default().max(attempt.least_wait) + jittered;
    (wait < attempt.left).then_some(wait)
}

/// What a `Retry-After` asks for: seconds, or the time until a date.
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

    fn attempt() -> Attempt {
        Attempt {
            number: 1,
            retries: 2,
            retryable: true,
            retry_after: None,
            least_wait: Duration::ZERO,
            left: Duration::from_secs(30),
        }
    }

    #[test]
    fn the_next_wait() {
        let ms = Duration::from_millis;
        for (attempt, random, expected) in [
            (attempt(), 0.0, Some(ms(0))),
            (attempt(), 1.0, Some(ms(200))),
            (Attempt { number: 2, ..attempt() }, 1.0, Some(ms(400))),
            (Attempt { number: 3, ..attempt() }, 1.0, None),
            (Attempt { retries: 0, ..attempt() }, 1.0, None),
            (Attempt { retryable: false, ..attempt() }, 1.0, None),
            (Attempt { least_wait: ms(500), ..attempt() }, 0.5, Some(ms(600))),
            (Attempt { retry_after: Some(ms(3000)), ..attempt() }, 0.0, Some(ms(3000))),
            (Attempt { retry_after: Some(ms(30_000)), ..attempt() }, 0.0, None),
            (Attempt { number: 40, retries: 99, ..attempt() }, 1.0, Some(ms(8000))),
            (Attempt { left: ms(100), ..attempt() }, 1.0, None),
        ] {
            assert_eq!(wait(attempt, random), expected, "{attempt:?} {random}");
        }
    }

    #[test]
    fn both_forms_of_retry_after() {
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
