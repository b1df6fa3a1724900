//! A mistake in the config file, and where it is.

use std::fmt::Display;
use std::path::Path;

use serde::de::{Error, Expected, Unexpected};

use crate::failure::{Failure, Kind};
use crate::redact::escape_control;
use crate::suggest;

/// One mistake. Its text never holds a value of the file, which could be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where the mistake is, in bytes from the start of the file; none until the reader adds it.
    at: Option<usize>,
    /// The key whose value is wrong.
    key: Option<String>,
    mistake: Wording,
    hint: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wording {
    /// A whole sentence.
    Sentence(String),
    /// A sentence without its subject, which is the key.
    AboutKey(String),
    /// A value of another type.
    WrongType { wanted: String, found: &'static str },
    /// A value of the right type that cannot be used.
    WrongValue { wanted: String },
}

impl Problem {
    /// A mistake at this position, in bytes from the start of the file.
    pub fn new(at: usize, what: impl Into<String>) -> Self {
        Self { at: Some(at), ..Self::of(Wording::Sentence(what.into())) }
    }

    /// The same mistake as a failure, at this position in the file.
    pub fn from_failure(at: usize, failure: &Failure) -> Self {
        Self { hint: failure.hint_line(), ..Self::new(at, failure.message()) }
    }

    /// A value of another type than is wanted.
    pub(super) fn wrong_type(wanted: impl Into<String>, found: &'static str) -> Self {
        Self::of(Wording::WrongType { wanted: wanted.into(), found })
    }

    fn of(mistake: Wording) -> Self {
        Self { at: None, key: None, mistake, hint: None }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the position, unless it is known more exactly already.
    #[must_use]
    pub(super) fn or_at(mut self, at: usize) -> Self {
        self.at.get_or_insert(at);
        self
    }

    /// Adds the key, unless an inner one is known already.
    #[must_use]
    pub(super) fn or_key(mut self, key: &str) -> Self {
        self.key.get_or_insert_with(|| key.to_owned());
        self
    }

    /// The mistake in one sentence.
    pub fn message(&self) -> String {
        let key = self.key.as_deref().map_or_else(|| "this".to_owned(), |key| format!("`{}`", escape_control(key)));
        match &self.mistake {
            Wording::Sentence(sentence) => sentence.clone(),
            Wording::AboutKey(rest) => format!("{key} {rest}"),
            Wording::WrongType { wanted, found } => format!("{key} takes {wanted}, and this is {found}"),
            Wording::WrongValue { wanted } => format!("{key} takes {wanted}"),
        }
    }

    /// The failure that reports this mistake in the file with this path and text.
    pub fn in_file(self, path: &Path, text: &str) -> Failure {
        let (line, column) = line_and_column(text, self.at.unwrap_or(0));
        Failure::new(Kind::BadConfig, format!("{}:{line}:{column}", path.display()))
            .because(self.message())
            .hint(self.hint.unwrap_or_else(|| "docs/providers.md has every key with an example".to_owned()))
    }
}

/// A mistake for [`Error::custom`], which takes nothing but text: `{}` prints the mistake, `{:#}` its hint.
pub(super) struct WithHint<'a> {
    /// A sentence without its subject, which is the key.
    pub what: &'a str,
    pub hint: &'a str,
}

impl Display for WithHint<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if f.alternate() { self.hint } else { self.what })
    }
}

impl Error for Problem {
    fn custom<T: Display>(message: T) -> Self {
        let (what, hint) = (message.to_string(), format!("{message:#}"));
        let hint = (hint != what).then_some(hint);
        Self { hint, ..Self::of(Wording::AboutKey(what)) }
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::wrong_type(wanted.to_string(), kind_of(found))
    }

    fn invalid_value(_: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::of(Wording::WrongValue { wanted: wanted.to_string() })
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::of(Wording::AboutKey("has no such value".to_owned())).hint(suggest::hint(variant, expected))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let field = escape_control(field);
        Self::of(Wording::Sentence(format!("unknown key `{field}`"))).hint(suggest::hint(&field, expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(Wording::AboutKey(format!("has no {field}")))
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Problem {}

/// The word of the TOML specification for what was found, with its article.
fn kind_of(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a float",
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Seq => "an array",
        Unexpected::Map => "a table",
        _ => "another value",
    }
}

/// The line and the column of a byte, both from 1, the column in characters.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
