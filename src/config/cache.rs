//! `[cache]`: the storage of tokens.

use serde::Deserialize;
use toml::Spanned;

use super::secret_reference::SecretReference;

/// The storage of tokens.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct CacheTable {
    /// `file`, `none`, or the URL of a cache that several machines share.
    pub url: Option<String>,
    /// The password of that cache.
    pub password: Option<Spanned<SecretReference>>,
}
