//! The error of a store.

use crate::failure::{Failure, Kind};

/// The error of a store, as one line of text.
#[derive(Clone, Debug)]
pub struct CacheError {
    what: String,
    is_shared: bool,
    /// The mistake in the user's settings that causes it.
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

    /// A mistake in the settings of the shared store. It fails the run, unlike a store that cannot be reached.
    pub fn misconfigured(failure: Failure) -> Self {
        Self { what: failure.message(), is_shared: true, mistake: Some(failure) }
    }

    /// Returns whether the user must correct a setting.
    pub fn is_mistake(&self) -> bool {
        self.mistake.is_some()
    }

    /// Converts the error to the failure of a command that requires the shared cache.
    pub fn required(&self) -> Failure {
        self.as_failure(
            "the shared cache does not work, and --require-shared-cache is set",
            "fix the shared cache, or leave out --require-shared-cache to continue with this machine's own",
        )
    }

    /// Converts the error to the failure of a command that shows or clears the cache.
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
