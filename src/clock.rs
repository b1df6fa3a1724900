//! The time of day, and deadlines.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// Returns the time of day, UTC.
pub fn now() -> Timestamp {
    Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::MAX)
}

/// Returns whether the libraries work at this time of day: TLS panics before 1970, and HTTP dates panic after 9999.
pub fn is_plausible(now: SystemTime) -> bool {
    let year_9999 = Duration::from_hours(70_380_768);
    now.duration_since(UNIX_EPOCH).is_ok_and(|since| since < year_9999)
}

/// Adds seconds to a time, up to the latest possible timestamp.
pub fn plus_seconds(base: Timestamp, seconds: i64) -> Timestamp {
    base.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// Returns the time until `then`, zero if it has passed.
pub fn until(now: Timestamp, then: Timestamp) -> Duration {
    Duration::try_from(then.duration_since(now)).unwrap_or(Duration::ZERO)
}

/// Formats a time without fractions of a second.
pub fn to_the_second(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).map_or_else(|_| time.to_string(), |time| time.to_string())
}

/// The end of a time limit.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// Returns the deadline after this span.
    pub fn after(span: Duration) -> Self {
        // If the span is too long for the clock, the deadline is in a day.
        let day = Duration::from_hours(24);
        Self(Instant::now().checked_add(span).unwrap_or_else(|| Instant::now() + day))
    }

    /// Returns the deadline moved by this span.
    #[must_use]
    pub fn later_by(self, span: Duration) -> Self {
        Self(self.0.checked_add(span).unwrap_or(self.0))
    }

    /// Returns the deadline that ends at this moment.
    pub fn at(end: Instant) -> Self {
        Self(end)
    }

    /// Returns the time left, zero if the deadline has passed.
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// Returns whether the deadline has passed.
    pub fn passed(self) -> bool {
        self.left().is_zero()
    }
}

/// Formats a span in words: `45 s`, `29 min 50 s`, `6 d 23 h`.
pub fn in_words(span: Duration) -> String {
    let seconds = span.as_secs();
    let parts = [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let Some(first) = parts.iter().position(|(count, _)| *count > 0) else {
        return if span.is_zero() { "0 s".to_owned() } else { format!("{} ms", span.as_millis().max(1)) };
    };
    parts[first..parts.len().min(first + 2)]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Parses a span such as `90s`, `5m` or `1h 30m`. A number without a unit is in seconds.
pub fn parse_span(text: &str) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let span = text.parse::<jiff::SignedDuration>().ok()?;
    Duration::try_from(span).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// I18: the program fails with an error, because libraries would panic.
    #[test]
    fn a_clock_outside_the_supported_years_is_noticed() {
        let after = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        for right in [SystemTime::now(), UNIX_EPOCH, after(253_370_764_799)] {
            assert!(is_plausible(right), "{right:?}");
        }
        for wrong in [UNIX_EPOCH - Duration::from_nanos(1), after(253_370_764_800), after(1 << 40)] {
            assert!(!is_plausible(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn spans_are_formatted_for_people() {
        for (span, words) in [
            (Duration::ZERO, "0 s"),
            (Duration::from_millis(20), "20 ms"),
            (Duration::from_secs(45), "45 s"),
            (Duration::from_secs(1790), "29 min 50 s"),
            (Duration::from_hours(1), "1 h"),
            (Duration::from_secs(604_799), "6 d 23 h"),
        ] {
            assert_eq!(in_words(span), words);
        }
    }
}
