//! The account of a stored response, so that `token clear` and `logout` delete its responses.

use serde::{Deserialize, Serialize};

use crate::cache::{Entry, Key};
use crate::settings::Target;

/// The account of a stored response: the key of its token, with the values that select entries of the token cache.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ResponseAccount {
    /// The name of the token's entry.
    pub(crate) name: String,
    key: Key,
    environment: String,
    base_url: Option<String>,
}

impl ResponseAccount {
    pub(super) fn new(key: Key, target: &Target) -> Self {
        Self { name: key.name(), key, environment: target.environment.value.clone(), base_url: target.base_url.shown() }
    }

    /// Returns an entry of the token cache for this account, without a token.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            key: self.key.clone(),
            environment: self.environment.clone(),
            base_url: self.base_url.clone(),
            token: None,
            failures: Vec::new(),
            replaced: Vec::new(),
        }
    }
}
