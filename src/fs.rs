//! Private files: created with mode 0600, written to a temporary file, synced and renamed; links are not followed.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Seek as _, Write};
use std::path::{Path, PathBuf};

/// The text of a private file, and whether its permissions were too wide.
#[derive(Debug)]
pub struct PrivateText {
    /// The text.
    pub text: String,
    /// True if other users could read the file until now.
    pub was_open_to_others: bool,
}

/// A private file that is open for reading.
#[derive(Debug)]
pub struct PrivateFile {
    /// The file.
    pub file: File,
    /// Its length in bytes.
    pub length: u64,
    /// True if other users could read the file until now.
    pub was_open_to_others: bool,
}

/// Opens a private file for reading without following a link; none if it does not exist.
pub fn open_private(path: &Path) -> io::Result<Option<PrivateFile>> {
    let file = match plain_file(OpenOptions::new().read(true)).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(name_the_link)?,
    };
    let metadata = file.metadata()?;
    require_file(&metadata)?;
    require_ownership(&metadata)?;
    let was_open_to_others = tighten(&metadata, 0o600, |mode| file.set_permissions(mode))?;
    Ok(Some(PrivateFile { file, length: metadata.len(), was_open_to_others }))
}

/// Reads a private file of at most `limit` bytes without following a link; none if it does not exist.
pub fn read_private(path: &Path, limit: u64) -> io::Result<Option<PrivateText>> {
    let Some(PrivateFile { file, length, was_open_to_others }) = open_private(path)? else { return Ok(None) };
    let mut text = String::with_capacity(usize::try_from(length.min(limit)).unwrap_or(0));
    file.take(limit + 1).read_to_string(&mut text)?;
    if text.len() as u64 > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    Ok(Some(PrivateText { text, was_open_to_others }))
}

/// Creates the directory and its missing parents with mode 0700.
pub fn make_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    require_ownership(&std::fs::metadata(path)?)
}

/// Keeps a directory out of version control, in case the config directory is in a repository.
pub fn ignore_in_git(dir: &Path) -> io::Result<()> {
    match create_private(&dir.join(".gitignore"), "*\n") {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Removes the permissions of others from a directory, if it exists; returns whether they had any.
pub fn tighten_dir(path: &Path) -> io::Result<bool> {
    let metadata = match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        other => other?,
    };
    if !metadata.is_dir() {
        return Err(io::Error::other("it is not a directory"));
    }
    tighten(&metadata, 0o700, |mode| std::fs::set_permissions(path, mode))
}

/// Replaces the file atomically: a reader sees the old text or the new one.
///
/// The caller must hold a lock, see [`Replacement::create`].
#[cfg(test)]
pub fn replace_private(path: &Path, text: &str) -> io::Result<()> {
    Replacement::create(path)?.finish(text)
}

/// A private temporary file that replaces another one.
#[derive(Debug)]
pub struct Replacement {
    temporary: tempfile::NamedTempFile,
    target: PathBuf,
}

impl Replacement {
    /// Creates the temporary file in the directory of the target, for a caller that holds a lock.
    ///
    /// Its name is fixed, so that killed writers leave one file at most. Two writers at a time would use the same file.
    pub fn create(target: &Path) -> io::Result<Self> {
        let (dir, mut name) = dir_and_name(target)?;
        name.push(".tmp");
        match std::fs::remove_file(dir.join(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Self::open(target, tempfile::Builder::new().prefix(&name).rand_bytes(0), dir)
    }

    /// Creates the temporary file under a random name, for a caller that cannot lock.
    pub fn create_unlocked(target: &Path) -> io::Result<Self> {
        let (dir, mut name) = dir_and_name(target)?;
        name.push(".");
        Self::open(target, tempfile::Builder::new().prefix(&name).suffix(".tmp"), dir)
    }

    fn open(target: &Path, builder: &mut tempfile::Builder<'_, '_>, dir: &Path) -> io::Result<Self> {
        // tempfile opens with O_EXCL and mode 0600, and removes the file when it is dropped.
        Ok(Self { temporary: builder.tempfile_in(dir)?, target: target.to_owned() })
    }

    /// Reserves this many bytes, so that a full disk is reported before the text is known.
    pub fn reserve(&mut self, bytes: usize) -> io::Result<()> {
        self.temporary.as_file_mut().write_all(&vec![0; bytes])?;
        self.temporary.as_file_mut().rewind()
    }

    /// Writes and syncs the text, and replaces the target.
    pub fn finish(self, text: &str) -> io::Result<()> {
        self.finish_with(text, None)
    }

    /// Writes and syncs the text, sets these permissions if there are any, and replaces the target.
    pub fn finish_with(mut self, text: &str, permissions: Option<Permissions>) -> io::Result<()> {
        if let Some(permissions) = permissions {
            self.temporary.as_file().set_permissions(permissions)?;
        }
        self.temporary.as_file_mut().write_all(text.as_bytes())?;
        self.temporary.as_file().set_len(text.len() as u64)?;
        self.temporary.as_file().sync_all()?;
        self.temporary.persist(&self.target)?;
        Ok(())
    }

    /// Returns the temporary file, for a caller that writes the content in parts.
    pub fn file(&self) -> &File {
        self.temporary.as_file()
    }

    /// Replaces the target by the file as it is, without a sync. After a crash of the system, the file can be damaged.
    pub fn finish_unsynced(self) -> io::Result<()> {
        self.temporary.persist(&self.target)?;
        Ok(())
    }

    /// Writes and syncs the text, and moves the file to the target; returns false if the target exists by then.
    pub fn finish_new(mut self, text: &str) -> io::Result<bool> {
        self.temporary.as_file_mut().write_all(text.as_bytes())?;
        self.temporary.as_file().sync_all()?;
        match self.temporary.persist_noclobber(&self.target) {
            Ok(_) => Ok(true),
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(failed) => Err(failed.error),
        }
    }
}

fn dir_and_name(path: &Path) -> io::Result<(&Path, OsString)> {
    let dir_and_name = path.parent().zip(path.file_name().map(OsStr::to_owned));
    dir_and_name.ok_or_else(|| io::Error::other("it has no directory"))
}

/// Creates a private file with this text; fails if the path exists, even as a broken link.
pub fn create_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Opens a lock file, and creates it if it does not exist.
pub fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = plain_file(&mut options).open(path).map_err(name_the_link)?;
    let metadata = file.metadata()?;
    require_file(&metadata)?;
    require_ownership(&metadata)?;
    Ok(file)
}

/// Sets the options so that opening follows no link and does not wait for the other end of a pipe.
#[cfg(unix)]
fn plain_file(options: &mut OpenOptions) -> &mut OpenOptions {
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed())
}

#[cfg(not(unix))]
fn plain_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

fn require_file(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() { Ok(()) } else { Err(io::Error::other("it is not a regular file")) }
}

/// Replaces the system's misleading message for a link, "Too many levels of symbolic links".
fn name_the_link(error: io::Error) -> io::Error {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
        return io::Error::other("it is a symbolic link, which is not followed");
    }
    error
}

#[cfg(unix)]
fn require_ownership(metadata: &Metadata) -> io::Result<()> {
    let owner = std::os::unix::fs::MetadataExt::uid(metadata);
    let own = rustix::process::geteuid().as_raw();
    if owner == own {
        Ok(())
    } else {
        Err(io::Error::other(format!("it belongs to another user (uid {owner}, not {own})")))
    }
}

#[cfg(not(unix))]
fn require_ownership(_: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Removes the permissions of group and others; returns whether they had any.
#[cfg(unix)]
fn tighten(
    metadata: &Metadata,
    mode: u32,
    set: impl FnOnce(std::fs::Permissions) -> io::Result<()>,
) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let rights_of_others = metadata.permissions().mode() & 0o077;
    if rights_of_others == 0 {
        return Ok(false);
    }
    set(std::fs::Permissions::from_mode(mode))?;
    Ok(true)
}

#[cfg(not(unix))]
fn tighten(_: &Metadata, _: u32, _: impl FnOnce(std::fs::Permissions) -> io::Result<()>) -> io::Result<bool> {
    Ok(false)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    macro_rules! mode {
        ($path:expr) => {
            std::fs::metadata($path).unwrap().permissions().mode() & 0o777
        };
    }

    #[test]
    fn a_replaced_file_is_private_and_leaves_no_temporary() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("entry.json");
        // A killed writer leaves this file.
        File::options().create(true).write(true).truncate(true).open(dir.path().join("entry.json.tmp")).unwrap();
        replace_private(&path, "one").unwrap();
        replace_private(&path, "two").unwrap();
        assert_eq!(read_private(&path, 100).unwrap().unwrap().text, "two");
        assert_eq!(mode!(&path), 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn writers_without_a_lock_do_not_use_the_same_temporary_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("entry.json");
        let [slow, fast] = [0, 1].map(|_| Replacement::create_unlocked(&path).unwrap());
        assert_eq!(mode!(slow.temporary.path()), 0o600);
        fast.finish("fast").unwrap();
        assert_eq!(read_private(&path, 100).unwrap().unwrap().text, "fast");
        slow.finish("slow").unwrap();
        assert_eq!(read_private(&path, 100).unwrap().unwrap().text, "slow");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("target");
        replace_private(&target, "precious").unwrap();
        let link = dir.path().join("link");
        symlink(&target, &link).unwrap();
        assert!(read_private(&link, 100).unwrap_err().to_string().contains("symbolic link"));
        assert!(open_lock(&link).unwrap_err().to_string().contains("symbolic link"));
        replace_private(&link, "new").unwrap();
        assert_eq!(read_private(&target, 100).unwrap().unwrap().text, "precious");
        assert!(!link.is_symlink());
    }

    #[test]
    fn permissions_of_others_are_removed_and_reported() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("entry.json");
        replace_private(&path, "text").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read_private(&path, 100).unwrap().unwrap().was_open_to_others);
        assert_eq!(mode!(&path), 0o600);
        assert!(!read_private(&path, 100).unwrap().unwrap().was_open_to_others);

        let tokens = dir.path().join("a/b/tokens");
        assert!(!tighten_dir(&tokens).unwrap());
        make_private_dir(&tokens).unwrap();
        assert_eq!(mode!(&tokens), 0o700);
        std::fs::set_permissions(&tokens, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(tighten_dir(&tokens).unwrap());
        assert_eq!(mode!(&tokens), 0o700);
    }

    #[test]
    fn a_file_over_the_limit_is_rejected() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("entry.json");
        replace_private(&path, "12345").unwrap();
        assert!(read_private(&path, 4).unwrap_err().to_string().contains("larger than 4 bytes"));
        assert!(read_private(&path, 5).unwrap().is_some());
    }
}
