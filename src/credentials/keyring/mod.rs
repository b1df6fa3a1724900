//! Secrets in the user's keyring: Secret Service, macOS Keychain, Windows Credential Manager.

#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod backend;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "secret_service.rs"]
mod backend;
#[cfg(windows)]
#[path = "windows.rs"]
mod backend;
mod source;

pub use source::KeyringSecret;

use std::time::Duration;

use crate::config::KeyringItem;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// Time limit of one operation, because a keyring can wait for a dialog that the user does not see.
pub const LIMIT: Duration = Duration::from_secs(3);
/// Time limit for the user to unlock the keyring in `login`.
#[cfg(not(windows))]
const UNLOCK_LIMIT: Duration = Duration::from_mins(1);
/// The service name of all items.
const SERVICE: &str = "travauth";
/// The size limit of a secret in bytes.
const LARGEST_SECRET_BYTES: usize = 64 << 10;

/// The reason why an operation of the keyring failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// This machine has no keyring service.
    #[error("no keyring service answers: {0}")]
    Missing(String),
    /// The keyring has no collection to store secrets in.
    #[error("it has no default collection")]
    NoCollection,
    /// The keyring, or the item, is locked.
    #[error("it is locked")]
    Locked,
    /// The time limit expired.
    #[error("it did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The user dismissed the dialog.
    #[error("the dialog to unlock it was dismissed, or could not be shown")]
    Dismissed,
    /// The item is not a secret that travauth stored.
    #[error("{0}")]
    BadItem(String),
    /// The secret is longer than the keyring allows.
    #[error("the secret is longer than the {0} bytes that it can hold")]
    TooLong(usize),
    /// Any other error.
    #[error("{0}")]
    Failed(String),
}

impl KeyringError {
    /// Returns the hint for the user.
    fn hint(&self) -> &'static str {
        match self {
            Self::Missing(_) => {
                "start one (GNOME Keyring, KWallet or KeePassXC), or keep the secret in a file or behind a command"
            }
            Self::NoCollection => "create a default keyring with your desktop's password program",
            Self::Locked | Self::Dismissed => "unlock it with your desktop's password program, then try again",
            Self::TimedOut(_) => {
                "look for a dialog that waits for you, or keep the secret in a file or behind a command"
            }
            Self::BadItem(_) => "store the secret again with `travauth login NAME --replace`",
            Self::TooLong(_) => "keep the secret in a file or behind a command",
            Self::Failed(_) => "check the keyring with your desktop's password program",
        }
    }

    /// Builds the failure of an operation. `what` is for example `cannot read acme/password from the keyring`.
    pub fn into_failure(self, what: impl Into<String>) -> Failure {
        let hint = self.hint();
        Failure::new(Kind::CredentialSourceFailed, what).because(self).hint(hint)
    }
}

/// The user's keyring. No operation opens a dialog, except [`Self::unlock`].
#[derive(Clone, Debug)]
pub struct Keyring {
    env: Env,
}

impl Keyring {
    /// Returns the keyring that these variables select. It connects at the first operation.
    pub fn new(env: &Env) -> Self {
        Self { env: env.clone() }
    }

    /// Checks that secrets can be stored now, within `LIMIT`.
    pub fn check(&self) -> Result<(), KeyringError> {
        backend::check(&self.env)
    }

    /// Reads a secret, within `LIMIT`; `None` if the keyring has no such item.
    pub fn read(&self, item: &KeyringItem) -> Result<Option<Secret>> {
        self.secret(item).map_err(|error| error.into_failure(format!("cannot read {item} from the keyring")))
    }

    /// Reads the secret that a new one will replace, within `LIMIT`; `None` if there is none that can be used.
    pub fn replaceable(&self, item: &KeyringItem) -> Result<Option<Secret>> {
        match self.secret(item) {
            // Only a new secret repairs such an item.
            Err(KeyringError::BadItem(_)) => Ok(None),
            other => other.map_err(|error| error.into_failure(format!("cannot read {item} from the keyring"))),
        }
    }

    fn secret(&self, item: &KeyringItem) -> Result<Option<Secret>, KeyringError> {
        backend::read(&self.env, item)?.map(|bytes| secret_of(&bytes)).transpose()
    }

    /// Stores a secret, within `LIMIT`, and replaces an item of the same name.
    pub fn store(&self, item: &KeyringItem, secret: &Secret) -> Result<()> {
        backend::store(&self.env, item, secret)
            .map_err(|error| error.into_failure(format!("cannot store {item} in the keyring")))
    }

    /// Deletes an item, within `LIMIT`; `false` if there was none.
    pub fn delete(&self, item: &KeyringItem) -> Result<bool> {
        backend::delete(&self.env, item)
            .map_err(|error| error.into_failure(format!("cannot delete {item} from the keyring")))
    }

    /// Asks the user to unlock the keyring, and waits a minute at most.
    pub fn unlock(&self) -> Result<(), KeyringError> {
        backend::unlock(&self.env)
    }
}

/// Checks that the stored bytes can be a secret.
fn secret_of(bytes: &[u8]) -> Result<Secret, KeyringError> {
    if bytes.len() > LARGEST_SECRET_BYTES {
        return Err(KeyringError::BadItem(format!("the item is larger than {LARGEST_SECRET_BYTES} bytes")));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Secret::new(text)),
        Err(_) => Err(KeyringError::BadItem("the item holds binary data instead of text".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_of_a_sensible_size_is_a_secret() {
        let secret = |bytes: &[u8]| secret_of(bytes);
        assert_eq!(secret("pä ss".as_bytes()).unwrap().expose(), "pä ss");
        assert!(matches!(secret(b"\xff\xfe"), Err(KeyringError::BadItem(_))));
        assert!(matches!(secret(&vec![b'x'; LARGEST_SECRET_BYTES + 1]), Err(KeyringError::BadItem(_))));
    }
}
