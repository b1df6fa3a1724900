//! `[cache]`: where tokens are kept.

use std::path::Path;

use serde::Deserialize;

use super::secret_reference::SecretReference;

/// Where tokens are kept.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct CacheTable {
    /// `file`, `none`, or the URL of a cache that several machines share.
    pub url: Option<String>,
    /// The password of that cache.
    pub password: Option<SecretReference>,
}

impl CacheTable {
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        if let Some(reference) = &mut self.password {
            reference.resolve_paths(config_dir);
        }
    }
}
