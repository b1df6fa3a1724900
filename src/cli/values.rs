//! Parsers of command-line values.

use std::ffi::OsStr;
use std::time::Duration;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;

use crate::emulator::Rate;
use crate::request_rate::RequestRate;

/// Reads `90s`, `5m`, `1h 30m`; a number without a unit is in seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    crate::clock::parse_span(text).ok_or_else(|| "expected a duration such as 90s, 5m or 1h 30m".to_owned())
}

/// Reads a duration of more than zero.
pub(super) fn time_limit(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("a time limit must be more than 0, such as 30s".to_owned()),
        span => Ok(span),
    }
}

/// Reads the emulator's rate limit of an account: `10/s`.
pub(super) fn emulated_rate(text: &str) -> Result<Rate, String> {
    let rate: RequestRate = text.parse()?;
    Rate::new(rate.requests(), rate.period()).ok_or_else(|| "the rate is too low".to_owned())
}

/// Reads `NAME=PROFILE`; the name becomes a segment of paths.
pub(super) fn mount(text: &str) -> Result<(String, String), String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match text.split_once('=') {
        Some((name, profile))
            if !profile.is_empty() && name.chars().all(is_plain) && name.starts_with(char::is_alphanumeric) =>
        {
            Ok((name.to_owned(), profile.to_owned()))
        }
        Some((name, profile)) if !profile.is_empty() && !name.is_empty() => {
            Err("the name has letters, digits, `-`, `_` and `.`, and begins with a letter or digit".to_owned())
        }
        _ => Err("expected name=profile".to_owned()),
    }
}

/// Reads a number of bytes; K, M and G are powers of 1024.
pub(super) fn byte_count(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let (number, shift) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 10),
        Some((at, 'm' | 'M')) => (&text[..at], 20),
        Some((at, 'g' | 'G')) => (&text[..at], 30),
        _ => (text, 0),
    };
    let number = number.parse::<u64>().ok();
    number
        .and_then(|number| number.checked_mul(1 << shift))
        .ok_or_else(|| "expected a size such as 500000 or 20M".to_owned())
}

/// Reads `NAME=VALUE`; the value may be empty and may hold `=`.
pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected name=value".to_owned()),
    }
}

/// Reads an extra form field. Unlike clap's own errors, its error does not repeat the value, which may be a secret.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenParam;

impl TypedValueParser for TokenParam {
    type Value = (String, String);

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let invalid = |why: &str| {
            let what = format!("invalid value for '--token-param <NAME=VALUE>': {why}\n");
            clap::Error::raw(ErrorKind::ValueValidation, what).with_cmd(command)
        };
        let text = value.to_str().ok_or_else(|| invalid("it is not valid UTF-8"))?;
        token_param(text).map_err(|why| invalid(&why))
    }
}

/// Reads an extra form field that has no flag of its own.
fn token_param(text: &str) -> Result<(String, String), String> {
    let (name, value) = key_value(text)?;
    match name.as_str() {
        "grant_type" | "username" | "client_id" => Err(format!("`{name}` is set by travauth itself")),
        "scope" => Err("use --scope".to_owned()),
        "client_secret" => Err("a secret cannot be given on the command line: use --client-secret-file".to_owned()),
        "password" => Err("a secret cannot be given on the command line: use --password-file".to_owned()),
        _ => Ok((name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_common_form() {
        for (text, seconds) in [
            ("90s", Some(90)),
            ("5m", Some(300)),
            ("1h 30m", Some(5400)),
            ("1h30m", Some(5400)),
            ("0", Some(0)),
            ("45", Some(45)),
            ("-5s", None),
            ("soon", None),
            ("", None),
            ("99999999999999999999s", None),
        ] {
            assert_eq!(duration(text).ok(), seconds.map(Duration::from_secs), "{text}");
        }
        assert_eq!(duration("1500ms"), Ok(Duration::from_millis(1500)));
        assert!(time_limit("0s").is_err());
    }

    #[test]
    fn sizes_are_read_in_every_common_form() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("500000", Some(500_000)),
            ("4k", Some(4096)),
            ("20M", Some(20 << 20)),
            ("3G", Some(3 << 30)),
            ("99999999999G", None),
            ("-1", None),
            ("M", None),
            ("", None),
            ("ü", None),
        ] {
            assert_eq!(byte_count(text).ok(), bytes, "{text}");
        }
    }

    #[test]
    fn a_token_param_is_a_pair_and_never_a_secret() {
        assert_eq!(token_param("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(token_param("a="), Ok(("a".to_owned(), String::new())));
        for bad in ["a", "=b", "grant_type=x", "client_secret=x", "password=x", "scope=x"] {
            assert!(token_param(bad).is_err(), "{bad}");
        }
    }
}
