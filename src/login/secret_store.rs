//! Stores new secrets in the keyring or in private files. A replaced secret can be restored.

use std::path::{Path, PathBuf};

use crate::config::{Config, KeyringItem, SecretReference, default_path};
use crate::credentials::Keyring;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::fs;
use crate::origin::{Origin, Setting};
use crate::redact::escape_control;
use crate::secret::Secret;

/// The directory for secret files, inside the config directory.
const DIR: &str = "secrets";
/// A larger file is not a secret.
const LARGEST_SECRET_BYTES: u64 = 64 << 10;

/// The store that new secrets go to.
#[derive(Clone, Debug)]
pub enum SecretStore {
    /// The user's keyring.
    Keyring(Keyring),
    /// Files in this config directory.
    Files(PathBuf),
    /// No store: the profile refers to a file or command of the user, or each run asks for the secret.
    None,
}

/// The location of one stored secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretLocation {
    /// This item of the keyring.
    Keyring(KeyringItem),
    /// This private file.
    File(PathBuf),
}

impl SecretLocation {
    /// Returns the reference to the secret for the profile.
    pub fn reference(&self) -> SecretReference {
        match self {
            Self::Keyring(item) => SecretReference::Keyring(item.clone()),
            Self::File(path) => SecretReference::File(path.clone()),
        }
    }
}

impl std::fmt::Display for SecretLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Keyring(item) => write!(f, "the keyring item {item}"),
            Self::File(path) => write!(f, "the file {}", escape_control(&path.to_string_lossy())),
        }
    }
}

impl SecretStore {
    /// Returns the value of `--store` that selects this store.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keyring(_) => "keyring",
            Self::Files(_) => "file",
            Self::None => "none",
        }
    }

    /// Returns the location of this secret; `None` if the store stores no secrets.
    pub fn location(&self, profile: &str, key: &str) -> Option<SecretLocation> {
        match self {
            Self::Keyring(_) => {
                Some(SecretLocation::Keyring(KeyringItem { profile: profile.to_owned(), key: key.to_owned() }))
            }
            Self::Files(config_dir) => {
                Some(SecretLocation::File(config_dir.join(DIR).join(format!("{profile}.{key}"))))
            }
            Self::None => None,
        }
    }

    /// Stores a secret and returns the secret that it replaced.
    pub fn store(&self, location: &SecretLocation, secret: &Secret) -> Result<Option<Secret>> {
        match (self, location) {
            (Self::Keyring(keyring), SecretLocation::Keyring(item)) => {
                let before = keyring.replaceable(item)?;
                keyring.store(item, secret)?;
                Ok(before)
            }
            (_, SecretLocation::File(path)) => write_file(path, secret),
            (_, SecretLocation::Keyring(_)) => Ok(None),
        }
    }

    /// Undoes [`Self::store`]: stores the replaced secret again, or deletes the new one if it replaced none.
    pub fn restore(&self, location: &SecretLocation, before: Option<&Secret>) -> Result<()> {
        match (before, self) {
            (Some(secret), _) => self.store(location, secret).map(drop),
            (None, Self::Keyring(keyring)) => remove_secret(location, keyring).map(drop),
            (None, _) => match location {
                SecretLocation::File(path) => remove_file(path).map(drop),
                SecretLocation::Keyring(_) => Ok(()),
            },
        }
    }
}

/// Returns the name of another profile that refers to this secret, in the config or in the default config file.
pub fn other_user(config: &Config, profile: &str, env: &Env, location: &SecretLocation) -> Option<String> {
    user(config, Some(profile), location).or_else(|| user_in_default_config(config, env, location))
}

/// Returns the name of a profile in the default config file that refers to this secret, if the config is from another file.
///
/// The secrets of all config files are in the same places.
pub fn user_in_default_config(config: &Config, env: &Env, location: &SecretLocation) -> Option<String> {
    let default = default_path(env)?;
    let file = |path: &Path| std::fs::canonicalize(path).ok();
    if file(&default)? == file(config.path()?)? {
        return None;
    }
    let config = Config::load(Some(&Setting::new(default, Origin::Default)), None).ok()?;
    user(&config, None, location)
}

/// Returns the name of a profile of the config that refers to this secret, without the one named `except`.
fn user(config: &Config, except: Option<&str>, location: &SecretLocation) -> Option<String> {
    let reference = location.reference();
    let mut others = config.profile_tables().filter(|(name, _, _)| Some(name.get_ref().as_str()) != except);
    let (name, _, _) = others.find(|(_, other, _)| other.secrets().any(|used| *used == reference))?;
    Some(name.get_ref().as_str().to_owned())
}

/// Deletes a secret; `false` if there was none.
pub fn remove_secret(location: &SecretLocation, keyring: &Keyring) -> Result<bool> {
    match location {
        SecretLocation::Keyring(item) => keyring.delete(item),
        SecretLocation::File(path) => remove_file(path),
    }
}

fn write_file(path: &Path, secret: &Secret) -> Result<Option<Secret>> {
    let failed = |error: std::io::Error| {
        Failure::new(Kind::LocalIo, format!("the secret was not stored in {}", path.display()))
            .because(error)
            .hint("free space or fix the permissions there, or choose another place with --store")
    };
    let dir = path.parent().unwrap_or(Path::new(""));
    fs::make_private_dir(dir).map_err(failed)?;
    fs::tighten_dir(dir).map_err(failed)?;
    fs::ignore_in_git(dir).map_err(failed)?;
    let before = fs::read_private(path, LARGEST_SECRET_BYTES).map_err(failed)?;
    fs::Replacement::create_unlocked(path)
        .and_then(|replacement| replacement.finish(&format!("{}\n", secret.expose())))
        .map_err(failed)?;
    Ok(before.map(|before| Secret::new(before.text.trim_end_matches('\n'))))
}

fn remove_file(path: &Path) -> Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => {
            Err(Failure::new(Kind::LocalIo, format!("{} cannot be deleted", path.display())).caused_by(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_file_is_private_and_a_replaced_secret_is_put_back() {
        let dir = tempfile::tempdir().unwrap();
        let store = SecretStore::Files(dir.path().to_owned());
        let location = store.location("a", "password").unwrap();
        let SecretLocation::File(path) = &location else { panic!("{location:?}") };
        assert!(store.store(&location, &Secret::new("first")).unwrap().is_none());
        let before = store.store(&location, &Secret::new("second")).unwrap();
        assert_eq!(before.as_ref().unwrap().expose(), "first");
        assert_eq!(std::fs::read_to_string(path).unwrap(), "second\n");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(path).unwrap()) & 0o777, 0o600);
        assert_eq!(std::fs::read_to_string(dir.path().join("secrets/.gitignore")).unwrap(), "*\n");
        store.restore(&location, before.as_ref()).unwrap();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "first\n");
        store.restore(&location, None).unwrap();
        assert!(!path.exists());
    }
}
