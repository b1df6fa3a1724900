//! A mistake in a config file, and its position.

use std::path::Path;

use crate::failure::{Failure, Kind};
use crate::redact::escape_control;
use crate::suggest;

/// A mistake in a config file. Its message contains no value of the file, which could be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// The position, in bytes from the start of the file.
    at: usize,
    message: String,
    hint: Option<String>,
}

impl Problem {
    /// Creates a mistake at this position, in bytes from the start of the file.
    pub fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), hint: None }
    }

    /// Creates a mistake at this position from a failure.
    pub fn from_failure(at: usize, failure: &Failure) -> Self {
        Self { at, message: failure.message(), hint: failure.hint_line() }
    }

    /// Creates a mistake from an error of the TOML parser.
    pub(super) fn from_toml(mut error: toml::de::Error, text: &str) -> Self {
        let at = error.span().map_or(text.len(), |span| span.start);
        // Without the input, the error names the key and does not quote the line, which could contain a secret.
        error.set_input(None);
        let with_key = error.to_string();
        let path = with_key.trim_end().strip_suffix('`').and_then(|text| text.rsplit_once("\nin `"));
        let key = path.map_or("this", |(_, path)| path.rsplit('.').next().unwrap_or(path));
        // serde calls a date a map.
        let is_date = text.get(at..).is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()));
        let message = if is_date {
            error.message().replace("type: map", "type: date or time")
        } else {
            error.message().to_owned()
        };
        let (message, hint) = describe(&message, key);
        Self { at, message, hint }
    }

    /// Returns its position.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Makes the position relative to a file that starts at `start`.
    pub(super) fn shift(&mut self, start: usize) {
        self.at = self.at.saturating_sub(start);
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Returns the failure that reports this mistake in the file with this path and text.
    pub fn in_file(self, path: &Path, text: &str) -> Failure {
        let (line, column) = line_and_column(text, self.at);
        Failure::new(Kind::BadConfig, format!("{}:{line}:{column}", path.display()))
            .because(self.message)
            .hint(self.hint.unwrap_or_else(|| "`travauth config schema` has every key".to_owned()))
    }
}

/// Returns a plain message and a hint for a message of serde.
///
/// Values that serde quotes are left out, and the names that serde expected are moved to the hint. In a message from a type of
/// this program, the second line is the hint.
fn describe(message: &str, key: &str) -> (String, Option<String>) {
    let (found, expected) = message.rsplit_once(", expected ").unwrap_or((message, ""));
    let key = format!("`{}`", escape_control(key));
    let name = found.split('`').nth(1).unwrap_or_default();
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    if let Some(found) = found.strip_prefix("invalid type: ") {
        let kind = found.split(['`', '"']).next().unwrap_or_default().trim_end();
        return (format!("{key} takes {}, and this is {}", toml_words(expected), toml_words(kind)), None);
    }
    if found.starts_with("invalid value: ") {
        return (format!("{key} takes {}", toml_words(expected)), None);
    }
    if found.starts_with("unknown variant ") {
        return (format!("{key} has no such value"), Some(suggest::hint(name, &names)));
    }
    if found.starts_with("unknown field ") {
        let name = escape_control(name);
        return (format!("unknown key `{name}`"), Some(suggest::hint(&name, &names)));
    }
    match message.split_once('\n') {
        Some((what, hint)) => (what.to_owned(), Some(hint.to_owned())),
        None => (message.to_owned(), None),
    }
}

/// Returns the name of a type in the TOML specification for the name in serde.
fn toml_words(words: &str) -> &str {
    match words {
        "boolean" => "a boolean",
        "integer" => "an integer",
        "floating point" => "a float",
        "string" | "path string" => "a string",
        "sequence" | "a sequence" => "an array",
        "date or time" => "a date or time",
        "map" | "a map" => "a table",
        "u32" | "u64" => "a whole number that is not negative",
        _ => words,
    }
}

/// Returns the line and the column of a byte offset. Both start at 1, and columns count characters.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
