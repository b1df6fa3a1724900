//! Replaces the whole config file, or leaves it unchanged.

use std::fs::Permissions;
use std::io;
use std::path::{Path, PathBuf};

use super::config_files::Config;
use super::read::LARGEST_BYTES;
use crate::failure::{Failure, Kind, Result};
use crate::{fs, user_file};

/// The text of the config file as it was read. It is written only if the file still has this text.
#[derive(Clone, Debug)]
pub struct ConfigText {
    /// The path as the user knows it.
    path: PathBuf,
    /// The path of the file itself, with all links resolved.
    target: PathBuf,
    /// The text that was read; none if there was no file.
    original: Option<String>,
}

impl ConfigText {
    /// Reads the file, which may not exist.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |why: &dyn std::fmt::Display| unchanged(path).because(why);
        let target = match std::fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => path.to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(failed(&"it is a link to a file that does not exist"));
            }
            Err(error) => return Err(failed(&error)),
        };
        let original = read(&target).map_err(|error| failed(&error))?;
        Ok(Self { path: path.to_owned(), target, original })
    }

    /// Returns the path as the user knows it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the text that was read; none if there was no file.
    pub fn original(&self) -> Option<&str> {
        self.original.as_deref()
    }

    /// Checks the new text and replaces the whole file by it.
    ///
    /// # Errors
    ///
    /// Fails when the text is not a valid config, when the file has changed since it was read, or when it cannot be written.
    /// The file is unchanged then.
    pub fn save(&self, text: &str) -> Result<()> {
        if self.original.as_deref() == Some(text) {
            return Ok(());
        }
        Config::parse(text.to_owned(), self.path.clone())?;
        let failed = |error: io::Error| unchanged(&self.path).because(error);
        if let Some(dir) = self.target.parent().filter(|dir| !dir.as_os_str().is_empty() && !dir.exists()) {
            fs::make_private_dir(dir).map_err(failed)?;
        }
        let permissions = writable_permissions(&self.target).map_err(failed)?;
        // The lock file is beside the symbolic link, because the config file itself can be in a repository.
        let lock = fs::open_lock(&self.path.with_extension("lock")).map_err(failed)?;
        // If the file system has no locks, the comparison below still detects most changes.
        let _ = lock.lock();
        if read(&self.target).map_err(failed)? != self.original {
            return Err(unchanged(&self.path)
                .because("another program has changed it in the meantime")
                .hint("look at its changes, then run the command again"));
        }
        fs::Replacement::create_unlocked(&self.target)
            .and_then(|replacement| replacement.finish_with(text, permissions))
            .map_err(failed)
    }
}

/// Reads the file; none if there is none.
fn read(path: &Path) -> io::Result<Option<String>> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(io::Error::other("it is not a regular file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        Ok(_) => {}
    }
    let bytes = user_file::read(path, LARGEST_BYTES)?.bytes;
    if bytes.len() > LARGEST_BYTES {
        return Err(io::Error::other(format!("it is larger than {LARGEST_BYTES} bytes")));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Returns the permissions of the old file, to set them on the new one.
///
/// # Errors
///
/// Fails for a read-only file, although its directory may allow replacing it.
fn writable_permissions(path: &Path) -> io::Result<Option<Permissions>> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.permissions().readonly() => {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"))
        }
        Ok(metadata) => Ok(Some(metadata.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the failure of a change that was not made.
pub(super) fn unchanged(path: &Path) -> Failure {
    Failure::new(Kind::LocalIo, format!("the config file {} was not changed", path.display()))
}
