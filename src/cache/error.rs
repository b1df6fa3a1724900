//! Why a store did not do as asked.

use crate::failure::{Failure, Kind};

/// Why a store did not do as asked, on one line that names the place.
#[derive(Clone, Debug)]
pub struct CacheError {
    what: String,
    is_shared: bool,
    /// The mistake in the user's settings that causes it.
    mistake: Option<Failure>,
}

impl CacheError {
    /// A problem of this machine's store.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), is_shared: false, mistake: None }
    }

    /// A problem of the shared store.
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

    /// The failure of a command that needs the shared cache.
    pub fn required(&self) -> Failure {
        self.as_failure(
            "the shared cache does not work, and --require-shared-cache is set",
            "fix the shared cache, or leave out --require-shared-cache to continue with this machine's own",
        )
    }

    /// The failure of a command that works on the cache itself.
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
