//! The error of a store.

use crate::failure::{Failure, Kind};

/// The error of a store, as one line of text.
#[derive(Clone, Debug)]
pub struct CacheError {
    what: String,
    is_shared: bool,
    /// The failure to report instead, if a wrong setting is the cause.
    mistake: Option<Failure>,
}

impl CacheError {
    /// Creates an error of this machine's store.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), is_shared: false, mistake: None }
    }

    /// Creates an error of the shared store.
    pub fn shared(what: impl Into<String>) -> Self {
        Self { what: what.into(), is_shared: true, mistake: None }
    }

    /// Creates the error of a wrong setting of the shared store. It makes the run fail, unlike a store that cannot be reached.
    pub fn misconfigured(failure: Failure) -> Self {
        Self { what: failure.message(), is_shared: true, mistake: Some(failure) }
    }

    /// Returns whether a wrong setting is the cause.
    pub fn is_mistake(&self) -> bool {
        self.mistake.is_some()
    }

    /// Returns the failure for a command that requires the shared cache.
    pub fn required(&self) -> Failure {
        self.as_failure(
            "the shared cache does not work, and this command requires it",
            "fix the shared cache; or use only this machine's own: leave out --require-shared-cache, or set TRAVAUTH_CACHE=file",
        )
    }

    /// Returns the failure for a command that shows or clears the cache.
    pub fn as_failure(&self, what: &str, hint: &str) -> Failure {
        if let Some(mistake) = &self.mistake {
            return mistake.clone();
        }
        let kind = if self.is_shared { Kind::SharedCacheFailed } else { Kind::LocalIo };
        Failure::new(kind, what).because(self).hint(hint)
    }
}

impl std::fmt::Display for CacheError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for CacheError {}
