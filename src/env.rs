//! Environment variables. No other module reads those of the process.

use std::collections::BTreeMap;
use std::ffi::OsString;

use crate::failure::{Failure, Kind, Result};

/// A source of environment variables.
#[derive(Clone, Debug)]
pub enum Env {
    /// The variables of this process.
    Process,
    /// Fixed variables, for tests.
    Fixed(BTreeMap<String, String>),
}

impl Env {
    /// Returns the value, which may be empty and need not be UTF-8.
    #[expect(clippy::disallowed_methods, reason = "the only place that reads them")]
    pub fn os(&self, name: &str) -> Option<OsString> {
        match self {
            Self::Process => std::env::var_os(name),
            Self::Fixed(map) => map.get(name).map(OsString::from),
        }
    }

    /// Returns the value as text, which may be empty.
    ///
    /// # Errors
    ///
    /// Fails when the value is not UTF-8.
    pub fn text(&self, name: &str) -> Result<Option<String>> {
        self.os(name).map(OsString::into_string).transpose().map_err(|_| {
            Failure::new(Kind::BadConfig, format!("the variable {name} is not valid UTF-8"))
                .hint(format!("set {name} again, from a UTF-8 terminal or file"))
        })
    }

    /// Returns the value as text; an empty value counts as not set.
    pub fn get(&self, name: &str) -> Result<Option<String>> {
        Ok(self.text(name)?.filter(|value| !value.is_empty()))
    }

    /// Returns the names of all variables.
    pub fn names(&self) -> Vec<OsString> {
        match self {
            Self::Process => std::env::vars_os().map(|(name, _)| name).collect(),
            Self::Fixed(map) => map.keys().map(OsString::from).collect(),
        }
    }

    /// Returns whether the variable is set and not empty.
    pub fn has(&self, name: &str) -> bool {
        self.os(name).is_some_and(|value| !value.is_empty())
    }
}
