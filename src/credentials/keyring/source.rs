//! A secret in the keyring as a source of credentials.

use std::sync::OnceLock;
use std::time::Duration;

use super::super::{CredentialSource, SecretIdentity, secret_from_text};
use super::{Keyring, LIMIT};
use crate::config::KeyringItem;
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// A secret in the keyring. It is read at most once.
#[derive(Debug)]
pub struct KeyringSecret {
    keyring: Keyring,
    item: KeyringItem,
    found: OnceLock<Result<Secret>>,
}

impl KeyringSecret {
    /// Creates a source that reads this item of the keyring.
    pub fn new(keyring: Keyring, item: KeyringItem) -> Self {
        Self { keyring, item, found: OnceLock::new() }
    }

    fn read(&self) -> Result<Secret> {
        log::info!("reading {} from the keyring", self.item);
        let Some(secret) = self.keyring.read(&self.item)? else {
            let what = format!("the keyring has no item {}", self.item);
            return Err(Failure::new(Kind::CredentialSourceFailed, what)
                .hint(format!("store the secret again with `travauth login {} --replace`", self.item.profile)));
        };
        secret_from_text(secret.expose(), &self.name())
    }
}

impl CredentialSource for KeyringSecret {
    fn name(&self) -> String {
        format!("the keyring item {}", self.item)
    }

    fn find(&self) -> Result<Option<Secret>> {
        self.found.get_or_init(|| self.read()).clone().map(Some)
    }

    fn longest_read(&self) -> Duration {
        LIMIT
    }

    // The value is not compared, because then each use of a cached token would read the keyring.
    fn identity(&self) -> SecretIdentity {
        SecretIdentity::Reference(format!("keyring:{}", self.item))
    }
}
