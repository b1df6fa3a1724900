//! A rate of requests, as users write it: `10/s`, `100/m`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The format of a rate, for error messages.
const FORM: &str = "expected a rate such as 10/s or 100/m";
/// The highest rate, in requests per second; no machine can send more.
const HIGHEST: u64 = 1_000_000;
/// The number of parts of one request. A rate is stored in parts, because it can be a fraction such as `0.5/s`.
const PARTS: u64 = 1_000_000;

/// A number of requests in a second or in a minute; more than zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestRate {
    /// The number of requests in the period, in parts of a request.
    parts: u64,
    period: RatePeriod,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RatePeriod {
    Second,
    Minute,
}

impl RequestRate {
    /// Returns the rate of this many requests per second; zero counts as one.
    pub const fn per_second(requests: u32) -> Self {
        let requests = if requests == 0 { 1 } else { requests };
        Self { parts: requests as u64 * PARTS, period: RatePeriod::Second }
    }

    /// Returns the number of requests in a period.
    #[expect(clippy::cast_precision_loss, reason = "a rate has fewer digits than a float can hold")]
    pub fn requests(self) -> f64 {
        self.parts as f64 / PARTS as f64
    }

    /// Returns the period.
    pub const fn period(self) -> Duration {
        match self.period {
            RatePeriod::Second => Duration::from_secs(1),
            RatePeriod::Minute => Duration::from_mins(1),
        }
    }

    /// Returns the time between two requests.
    pub fn interval(self) -> Duration {
        self.period().mul_f64(1.0 / self.requests())
    }
}

impl FromStr for RequestRate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = text.trim().split_once('/').unwrap_or((text.trim(), "s"));
        let period = match unit.trim() {
            "s" => RatePeriod::Second,
            "m" | "min" => RatePeriod::Minute,
            _ => return Err(FORM.to_owned()),
        };
        let number = number.trim();
        // `str::parse` would also accept `inf` and exponents.
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let requests = number.parse::<f64>().ok().filter(|_| is_plain).ok_or(FORM)?;
        let rate = Self { parts: 1, period };
        #[expect(clippy::cast_precision_loss, reason = "the highest rate has few digits")]
        if requests / rate.period().as_secs_f64() > HIGHEST as f64 {
            return Err(format!("a rate must be at most {HIGHEST}/s"));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "it is positive and below the highest rate"
        )]
        match (requests * PARTS as f64).round() as u64 {
            0 => Err("a rate must be more than 0".to_owned()),
            parts => Ok(Self { parts, period }),
        }
    }
}

impl fmt::Display for RequestRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.period {
            RatePeriod::Second => "s",
            RatePeriod::Minute => "m",
        };
        write!(f, "{}/{unit}", self.requests())
    }
}

/// A limit of the rate, or `none` for no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimit {
    /// No limit.
    None,
    /// At most this rate.
    AtMost(RequestRate),
}

impl RateLimit {
    /// Returns the rate; none for no limit.
    pub const fn rate(self) -> Option<RequestRate> {
        match self {
            Self::None => None,
            Self::AtMost(rate) => Some(rate),
        }
    }
}

impl FromStr for RateLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "none" {
            return Ok(Self::None);
        }
        text.parse().map(Self::AtMost).map_err(|why| format!("{why}, or none"))
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::AtMost(rate) => rate.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_in_every_common_form() {
        for (text, millis, shown) in [
            ("10/s", 100, "10/s"),
            ("10", 100, "10/s"),
            ("0.5/s", 2000, "0.5/s"),
            ("60/m", 1000, "60/m"),
            ("10 / min", 6000, "10/m"),
            (" 1000000/s ", 0, "1000000/s"),
        ] {
            let rate: RequestRate = text.parse().unwrap();
            assert_eq!((rate.interval().as_millis(), rate.to_string().as_str()), (millis, shown), "{text}");
            assert_eq!(text.parse(), Ok(RateLimit::AtMost(rate)));
        }
        assert_eq!((" none".parse(), RateLimit::None.to_string().as_str()), (Ok(RateLimit::None), "none"));
        assert!("none".parse::<RequestRate>().is_err());
        assert_eq!(Ok(RequestRate::per_second(40)), "40/s".parse());
    }

    #[test]
    fn other_texts_are_rejected_with_the_reason() {
        for (text, part) in [
            ("0/s", "more than 0"),
            ("0.0/m", "more than 0"),
            ("0.0000001/s", "more than 0"),
            ("1000001/s", "at most 1000000/s"),
            ("60000001/m", "at most 1000000/s"),
            ("1e9/s", "expected a rate such as"),
            ("-1/s", "expected a rate such as"),
            ("+1/s", "expected a rate such as"),
            ("1/h", "expected a rate such as"),
            ("1/", "expected a rate such as"),
            ("/s", "expected a rate such as"),
            ("1/s/s", "expected a rate such as"),
            ("1.2.3/s", "expected a rate such as"),
            (".", "expected a rate such as"),
            ("inf", "expected a rate such as"),
            ("NaN/s", "expected a rate such as"),
            ("fast", "expected a rate such as"),
            ("", "expected a rate such as"),
        ] {
            let error = text.parse::<RequestRate>().unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
            let error = text.parse::<RateLimit>().unwrap_err();
            assert!(error.contains(part) && error.ends_with(", or none"), "{text}: {error}");
        }
    }
}
