//! Reads config files, and rejects those that another user can write.

use std::fs::Metadata;
use std::io;
use std::path::Path;

use crate::origin::{Origin, Setting};
use crate::paths::CONFIG_DIR_VARIABLE;
use crate::user_file::{self, UserFile};

/// The size limit of a config file in bytes.
pub(super) const LARGEST_BYTES: usize = 256 << 10;

/// The reason why a config file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("it is a directory; name the file in it")]
    IsDirectory,
    #[error("it is not a regular file")]
    NotRegular,
    #[error("{writer} can write it, and a config file can name commands to run (owner uid {owner}, mode {mode:04o})")]
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has owners and modes"))]
    Untrusted { writer: &'static str, owner: u32, mode: u32, chmod: Option<&'static str> },
    #[error("it is larger than {LARGEST_BYTES} bytes; is it the right file?")]
    TooLarge,
    #[error("line {line} is not UTF-8; save it as UTF-8")]
    NotUtf8 { line: usize },
}

impl ReadError {
    /// Returns the hint for the user.
    pub(super) fn hint(&self, path: &Setting<std::path::PathBuf>) -> String {
        match (self, &path.origin) {
            (Self::Untrusted { chmod: Some(chmod), .. }, _) => format!("chmod {chmod} {}", path.value.display()),
            (Self::Untrusted { chmod: None, .. }, _) => {
                format!("copy it, or make it your own: chown \"$(id -u)\" {}", path.value.display())
            }
            (_, Origin::Default) => format!("fix it, move it away, or set {CONFIG_DIR_VARIABLE}"),
            (error, Origin::Flag(_)) if error.is_missing() => {
                format!("check the path; `travauth config init --config {}` creates it", path.value.display())
            }
            (error, origin) if error.is_missing() => {
                format!("{origin} names it; `travauth config init` creates it there")
            }
            (_, origin) => format!("{origin} names it"),
        }
    }

    /// Returns whether the file could not be read at all.
    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self, Self::Io(_) | Self::NotRegular)
    }

    /// Returns whether the file does not exist, or its directory does not.
    pub(super) fn is_missing(&self) -> bool {
        let is_missing =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        matches!(self, Self::Io(error) if is_missing(error))
    }

    /// Returns whether the owner or the mode of the file is wrong.
    pub(super) fn is_untrusted(&self) -> bool {
        matches!(self, Self::Untrusted { .. })
    }
}

/// Reads the user's config file. Only a file that a flag or variable names may be a pipe.
pub(super) fn read(path: &Path, is_named: bool) -> Result<String, ReadError> {
    let found = std::fs::metadata(path)?;
    if found.is_dir() {
        return Err(ReadError::IsDirectory);
    }
    if !found.is_file() && !is_named {
        return Err(ReadError::NotRegular);
    }
    let UserFile { bytes, metadata } = user_file::read(path, LARGEST_BYTES)?;
    require_trusted(&metadata)?;
    text_of(bytes)
}

/// Reads the system's config file, which must be a regular file.
///
/// Fails when a user who is not trusted can write the file or a directory above it. Root is trusted, and with `allow_own` this
/// user too.
pub(super) fn read_system(path: &Path, allow_own: bool) -> Result<String, ReadError> {
    let path = std::fs::canonicalize(path)?;
    let found = std::fs::metadata(&path)?;
    if found.is_dir() {
        return Err(ReadError::IsDirectory);
    }
    if !found.is_file() {
        return Err(ReadError::NotRegular);
    }
    let UserFile { bytes, metadata } = user_file::read(&path, LARGEST_BYTES)?;
    require_trusted_by(&metadata, allow_own)?;
    for dir in path.ancestors().skip(1) {
        require_trusted_by(&std::fs::metadata(dir)?, allow_own)?;
    }
    text_of(bytes)
}

fn text_of(bytes: Vec<u8>) -> Result<String, ReadError> {
    if bytes.len() > LARGEST_BYTES {
        return Err(ReadError::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        ReadError::NotUtf8 { line: memchr::memchr_iter(b'\n', before).count() + 1 }
    })
}

/// Fails when a user other than this one and root could change the commands and addresses in the file.
#[cfg(unix)]
fn require_trusted(metadata: &Metadata) -> Result<(), ReadError> {
    if metadata.is_file() { require_trusted_by(metadata, true) } else { Ok(()) }
}

#[cfg(unix)]
fn require_trusted_by(metadata: &Metadata, allow_own: bool) -> Result<(), ReadError> {
    use std::os::unix::fs::MetadataExt as _;
    let (owner, mode) = (metadata.uid(), metadata.mode() & 0o7777);
    let own = rustix::process::geteuid().as_raw();
    // By convention, a group whose id equals the user's id has no other members.
    let has_private_group = metadata.gid() == owner;
    // In a directory with the sticky bit, only the owner of a file can replace it.
    let is_sticky_dir = metadata.is_dir() && mode & 0o1000 != 0;
    let (writer, chmod) = if owner != 0 && !(allow_own && owner == own) {
        ("another user", None)
    } else if mode & 0o002 != 0 && !is_sticky_dir {
        ("every user of this machine", Some("o-w"))
    } else if mode & 0o020 != 0 && !has_private_group && !is_sticky_dir {
        ("every user of its group", Some("g-w"))
    } else {
        return Ok(());
    };
    Err(ReadError::Untrusted { writer, owner, mode, chmod })
}

#[cfg(not(unix))]
fn require_trusted(_: &Metadata) -> Result<(), ReadError> {
    Ok(())
}

#[cfg(not(unix))]
fn require_trusted_by(_: &Metadata, _: bool) -> Result<(), ReadError> {
    Ok(())
}
