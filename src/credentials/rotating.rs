//! A secret that the provider replaces while it is in use: it is read and written in the keyring or in a file.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::keyring::LIMIT;
use super::{Keyring, secret_from_text};
use crate::config::{KeyringItem, SecretReference};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::fs;
use crate::paths::config_dir;
use crate::secret::Secret;
use crate::user_file;

/// The size limit of the secret in bytes.
const LARGEST_SECRET_BYTES: usize = 64 << 10;
/// Disk space for the new secret, reserved before the old one is used.
const RESERVED_BYTES: usize = 16 << 10;

/// A secret that is replaced while it is in use.
#[derive(Clone, Debug)]
pub struct RotatingSecret(RotatingStore);

#[derive(Clone, Debug)]
enum RotatingStore {
    File(PathBuf),
    Keyring {
        keyring: Keyring,
        item: KeyringItem,
        /// The directory for files about the item; none if the user has no home directory.
        dir: Option<PathBuf>,
    },
}

impl RotatingSecret {
    /// Returns the secret of a reference; none if nothing can be written there.
    pub fn new(reference: &SecretReference, env: &Env) -> Option<Self> {
        match reference {
            SecretReference::File(path) => Some(Self(RotatingStore::File(path.clone()))),
            SecretReference::Keyring(item) => Some(Self(RotatingStore::Keyring {
                keyring: Keyring::new(env),
                item: item.clone(),
                dir: config_dir(env).map(|dir| dir.join("secrets")),
            })),
            SecretReference::Variable(_) | SecretReference::Command { .. } => None,
        }
    }

    /// Returns its name for messages.
    pub fn name(&self) -> String {
        match &self.0 {
            RotatingStore::File(path) => format!("the file {}", path.display()),
            RotatingStore::Keyring { item, .. } => format!("the keyring item {item}"),
        }
    }

    /// Returns the longest time that [`Self::read`] takes.
    pub fn longest_read(&self) -> Duration {
        match &self.0 {
            RotatingStore::File(_) => Duration::ZERO,
            RotatingStore::Keyring { .. } => LIMIT,
        }
    }

    /// Returns a text that changes with the secret, without opening the keyring; none if the file cannot be read.
    pub fn identity(&self) -> Option<Secret> {
        match &self.0 {
            RotatingStore::File(_) => self.read().ok(),
            RotatingStore::Keyring { .. } => Some(Secret::new(self.name())),
        }
    }

    /// Reads the secret as it is now.
    ///
    /// # Errors
    ///
    /// Fails when there is none, or when it is not one line of text.
    pub fn read(&self) -> Result<Secret> {
        let failed = |why: &dyn std::fmt::Display| {
            Failure::new(Kind::CredentialSourceFailed, format!("no refresh token could be read from {}", self.name()))
                .because(why)
                .hint(
                    "store a refresh token there; the provider issues the first one when a user authorizes your client",
                )
        };
        let text = match &self.0 {
            RotatingStore::File(path) => {
                let bytes = user_file::read(path, LARGEST_SECRET_BYTES).map_err(|error| failed(&error))?.bytes;
                if bytes.len() > LARGEST_SECRET_BYTES {
                    return Err(failed(&format!("it is larger than {LARGEST_SECRET_BYTES} bytes")));
                }
                Secret::new(String::from_utf8(bytes).map_err(|_| failed(&"it is not UTF-8 text"))?)
            }
            RotatingStore::Keyring { keyring, item, .. } => {
                keyring.read(item)?.ok_or_else(|| failed(&"the keyring has no such item"))?
            }
        };
        secret_from_text(text.expose(), &self.name())
    }

    /// Returns the path of a file about the secret, with this extension.
    ///
    /// # Errors
    ///
    /// Fails when there is no directory for it.
    pub fn file_beside(&self, extension: &str) -> Result<PathBuf> {
        let with_extension = |dir: &Path, name: &str| dir.join(format!("{name}.{extension}"));
        let path = match &self.0 {
            RotatingStore::File(_) => {
                let target = self.target();
                let name = target.file_name().map(|name| name.to_string_lossy().into_owned());
                target.parent().zip(name).map(|(dir, name)| with_extension(dir, &name))
            }
            RotatingStore::Keyring { item, dir, .. } => {
                dir.as_ref().map(|dir| with_extension(dir, &format!("{}.{}", item.profile, item.key)))
            }
        };
        path.ok_or_else(|| Failure::new(Kind::LocalIo, format!("there is no directory beside {}", self.name())))
    }

    /// Returns the path of the file, with links resolved.
    fn target(&self) -> PathBuf {
        match &self.0 {
            RotatingStore::File(path) => std::fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
            RotatingStore::Keyring { .. } => PathBuf::new(),
        }
    }

    /// Checks beforehand that a new secret can be stored, and reserves disk space for it.
    ///
    /// The caller holds the lock of the secret.
    ///
    /// # Errors
    ///
    /// Fails when the directory cannot be written, or the disk is full.
    pub fn prepare(&self) -> Result<PreparedStore<'_>> {
        let replacement = match &self.0 {
            RotatingStore::Keyring { .. } => None,
            RotatingStore::File(_) => {
                let reserved = || {
                    let mut replacement = fs::Replacement::create(&self.target())?;
                    replacement.reserve(RESERVED_BYTES)?;
                    io::Result::Ok(replacement)
                };
                Some(reserved().map_err(|error| {
                    Failure::new(Kind::LocalIo, format!("no new refresh token can be written to {}", self.name()))
                        .caused_by(error)
                        .hint("nothing was sent; free space, or fix the permissions of the directory")
                })?)
            }
        };
        Ok(PreparedStore { secret: self, replacement })
    }
}

/// A store that a new secret can be written to.
#[derive(Debug)]
pub struct PreparedStore<'s> {
    secret: &'s RotatingSecret,
    replacement: Option<fs::Replacement>,
}

impl PreparedStore<'_> {
    /// Stores the new secret. A file is synced before this returns.
    ///
    /// # Errors
    ///
    /// Fails when the secret could not be stored; then the old one is still there.
    pub fn store(self, new: &Secret) -> Result<()> {
        let stored = match (self.replacement, &self.secret.0) {
            (Some(replacement), _) => replacement
                .finish(&format!("{}\n", new.expose()))
                .map_err(|error| Failure::new(Kind::LocalIo, "the file could not be written").caused_by(error)),
            (None, RotatingStore::Keyring { keyring, item, .. }) => keyring.store(item, new),
            (None, RotatingStore::File(_)) => Ok(()),
        };
        stored.map_err(|failure| {
            let what = format!("the new refresh token could not be stored in {}", self.secret.name());
            Failure::new(failure.kind(), what).because(failure.message()).hint(
                "the provider may have replaced the old one: get a new refresh token from the provider, and store it there",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_its_link_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        fs::create_private(&path, "first\n").unwrap();
        let secret = RotatingSecret(RotatingStore::File(path.clone()));
        let prepared = secret.prepare().unwrap();
        assert_eq!(secret.read().unwrap().expose(), "first");
        prepared.store(&Secret::new("second")).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "second\n");
        drop(secret.prepare().unwrap());
        assert_eq!(secret.read().unwrap().expose(), "second");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            let link = dir.path().join("link");
            std::os::unix::fs::symlink(&path, &link).unwrap();
            let linked = RotatingSecret(RotatingStore::File(link.clone()));
            linked.prepare().unwrap().store(&Secret::new("third")).unwrap();
            assert!(link.is_symlink());
            assert_eq!(secret.read().unwrap().expose(), "third");
            assert_eq!(linked.file_beside("lock").unwrap(), secret.file_beside("lock").unwrap());
        }
    }
}
