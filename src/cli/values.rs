//! How values are read from the command line.

use std::ffi::OsStr;
use std::time::Duration;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;

/// Reads `90s`, `5m`, `1h 30m`; a bare number is seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    crate::clock::parse_span(text).ok_or_else(|| "a duration reads like 90s, 5m or 1h 30m".to_owned())
}

/// Reads a duration that is longer than nothing.
pub(super) fn time_limit(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("a time limit is longer than nothing, such as 30s".to_owned()),
        span => Ok(span),
    }
}

/// Reads `NAME=VALUE`; the value may be empty and may hold `=`.
pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it reads like name=value".to_owned()),
    }
}

/// Reads an extra form field. Its error does not repeat the value as clap's own would: somebody may have put a secret there.
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
        let refused = |why: &str| {
            let what = format!("invalid value for '--token-param <NAME=VALUE>': {why}\n");
            clap::Error::raw(ErrorKind::ValueValidation, what).with_cmd(command)
        };
        let text = value.to_str().ok_or_else(|| refused("it is not valid UTF-8"))?;
        token_param(text).map_err(|why| refused(&why))
    }
}

/// Reads an extra form field, which must not be one that has a flag of its own.
fn token_param(text: &str) -> Result<(String, String), String> {
    let (name, value) = key_value(text)?;
    match name.as_str() {
        "grant_type" | "username" | "client_id" => Err(format!("`{name}` is set by travauth itself")),
        "scope" => Err("use --scope".to_owned()),
        "client_secret" => Err("a secret is never a flag's value: use --client-secret-file".to_owned()),
        "password" => Err("a secret is never a flag's value: use --password-file".to_owned()),
        _ => Ok((name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_write_them() {
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
    fn token_params_are_pairs_and_never_secrets() {
        assert_eq!(token_param("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(token_param("a="), Ok(("a".to_owned(), String::new())));
        for bad in ["a", "=b", "grant_type=x", "client_secret=x", "password=x", "scope=x"] {
            assert!(token_param(bad).is_err(), "{bad}");
        }
    }
}
