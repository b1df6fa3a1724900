//! What is wrong with the config file, and where.

use std::path::Path;

use crate::failure::{Failure, Kind};

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: bytes from the start of the file.
    pub at: usize,
    /// What is wrong, never with a value of the file in it: it could be a secret.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Problem {
    /// A mistake at this place.
    pub fn new(at: usize, what: impl Into<String>) -> Self {
        Self { at, what: what.into(), hint: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The failure that tells of it.
    pub fn in_file(self, path: &Path, text: &str) -> Failure {
        let (line, column) = line_and_column(text, self.at);
        let failure = Failure::new(Kind::BadConfig, format!("{}:{line}:{column}", path.display())).because(self.what);
        failure.hint(self.hint.unwrap_or_else(|| "docs/providers.md has every key with an example".to_owned()))
    }
}

/// The line and the column of a byte, both from 1, the column in characters.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
