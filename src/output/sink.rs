//! The destination of a response: unbuffered standard output, or a file that is written completely or not at all.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Seek as _, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::progress::write_above_line;
use super::terminal::TerminalText;
use super::{output_failed, stdout};
use crate::failure::{Failure, Kind, Result, limit_hint};
use crate::signals::{self, ReactionGuard};

/// The longest chain of symbolic links that is followed, as on Linux.
const MAX_LINKS: usize = 40;

/// The destination of a response.
pub enum Sink {
    /// Standard output, byte for byte.
    Stdout(File),
    /// Standard output on a terminal; characters that could control it are escaped.
    Terminal(File, TerminalText),
    /// A temporary file that replaces the requested one when it is complete.
    File(PartialFile),
    /// A pipe or a device, which cannot be replaced.
    Device(File, PathBuf),
    /// Discards all bytes.
    Nowhere,
}

/// A file that is not complete yet.
pub struct PartialFile {
    file: File,
    /// The temporary file in the directory of the requested one; none for an unnamed file in the system's directory.
    temporary: Option<TempPath>,
    path: PathBuf,
    /// Deletes the temporary file when a signal ends the program.
    _guard: Option<ReactionGuard>,
}

impl Sink {
    /// Opens standard output without the line buffer of the standard library.
    pub fn stdout() -> Result<Self> {
        let stdout = stdout::open().map_err(|error| output_failed(&error))?;
        let is_terminal = stdout.is_terminal();
        #[cfg(unix)]
        let duplicate = std::os::fd::AsFd::as_fd(&stdout).try_clone_to_owned();
        #[cfg(windows)]
        let duplicate = std::os::windows::io::AsHandle::as_handle(&stdout).try_clone_to_owned();
        let file = duplicate.map(File::from).map_err(|error| output_failed(&error))?;
        Ok(if is_terminal { Self::Terminal(file, TerminalText::default()) } else { Self::Stdout(file) })
    }

    /// Opens a file, whose current content is unchanged until [`Sink::finish`].
    pub fn file(path: &Path) -> Result<Self> {
        let failed = |error: &io::Error| not_written(path, error);
        let target = target(path).map_err(|error| failed(&error))?;
        let existing = match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => return Err(failed(&io::ErrorKind::IsADirectory.into())),
            Ok(metadata) => {
                let current = File::options().write(true).open(&target).map_err(|error| failed(&error))?;
                if !metadata.is_file() {
                    return Ok(Self::Device(current, path.to_owned()));
                }
                Some(metadata)
            }
            Err(_) => None,
        };
        let partial = match PartialFile::beside(&target) {
            // The directory can forbid new files although the existing file can be written.
            Err(error) if existing.is_some() && is_forbidden(&error) => PartialFile::unnamed(target),
            created => created,
        };
        let partial = partial.map_err(|error| failed(&error))?;
        if let Some(metadata) = existing {
            // If this is not permitted, the new file keeps its default mode.
            let _ = partial.file.set_permissions(metadata.permissions());
        }
        let temporary = partial.temporary.as_ref().map(|temporary| temporary.to_path_buf());
        // If the file was renamed already, there is nothing to remove.
        let clean_up = temporary.map(|path| signals::before_end(move || drop(fs::remove_file(&path)))).transpose();
        let guard = clean_up.map_err(|error| Failure::limit("handle signals", &error))?;
        Ok(Self::File(PartialFile { _guard: guard, ..partial }))
    }

    /// Returns whether only a complete response may be written here.
    pub fn is_all_or_nothing(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Writes the rest, and replaces the requested file by the complete one.
    pub fn finish(self) -> Result<()> {
        match self {
            Self::File(partial) => {
                let path = partial.path.clone();
                partial.replace().map_err(|error| not_written(&path, &error))
            }
            Self::Terminal(mut file, mut text) => {
                file.write_all(text.end().as_bytes()).map_err(|error| output_failed(&error))
            }
            Self::Stdout(_) | Self::Device(..) | Self::Nowhere => Ok(()),
        }
    }

    /// Returns a writer for text that is already escaped for a terminal and can contain our own colours.
    pub fn escaped(&mut self) -> &mut dyn Write {
        match self {
            Self::Terminal(file, _) => file,
            other => other,
        }
    }

    /// Converts a write error into a failure.
    pub fn failed(&self, error: &io::Error) -> Failure {
        match self {
            Self::Stdout(_) | Self::Terminal(..) | Self::Nowhere => output_failed(error),
            Self::File(PartialFile { path, .. }) | Self::Device(_, path) => not_written(path, error),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(file) | Self::File(PartialFile { file, .. }) | Self::Device(file, _) => file.write(bytes),
            Self::Terminal(file, text) => {
                write_above_line(|| file.write_all(text.push(bytes).as_bytes())).map(|()| bytes.len())
            }
            Self::Nowhere => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl PartialFile {
    /// Creates a temporary file in the directory of the requested one.
    fn beside(target: &Path) -> io::Result<Self> {
        let dir = match target.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        // The temporary name does not include the requested one, which can have the maximum length already.
        let mut builder = tempfile::Builder::new();
        builder.prefix(".travauth-").suffix(".part");
        // A downloaded file is not secret, so its mode follows the umask.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, temporary) = builder.tempfile_in(dir)?.into_parts();
        Ok(Self { file, temporary: Some(temporary), path: target.to_owned(), _guard: None })
    }

    /// Creates a temporary file without a name in the system's directory.
    fn unnamed(target: PathBuf) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, temporary: None, path: target, _guard: None })
    }

    /// Replaces the requested file by the complete one.
    fn replace(self) -> io::Result<()> {
        let Self { mut file, temporary, path, _guard } = self;
        let Some(temporary) = temporary else {
            return overwrite(&mut file, &path);
        };
        // Windows does not rename an open file.
        drop(file);
        temporary.persist(&path).or_else(|error| {
            // A file that is mounted, or is in a directory with the sticky bit, can be written but not replaced.
            if path.is_file() { overwrite(&mut File::open(&error.path)?, &path) } else { Err(error.error) }
        })
    }
}

/// Copies the complete file over the requested one.
fn overwrite(complete: &mut File, path: &Path) -> io::Result<()> {
    complete.rewind()?;
    let mut requested = File::options().write(true).truncate(true).open(path)?;
    io::copy(complete, &mut requested).map(drop)
}

/// Follows symbolic links, so that their target is written, even if it does not exist yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&target) else {
            return Ok(target);
        };
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(io::Error::other("too many symbolic links"))
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Converts an error of a file into a failure.
pub(super) fn not_written(path: &Path, error: &io::Error) -> Failure {
    let name = crate::redact::escape_control(&path.display().to_string());
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "create its directory first",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space, or write elsewhere",
        _ => limit_hint(error).unwrap_or("check the path and its permissions"),
    };
    Failure::new(Kind::LocalIo, format!("the file {name} cannot be written")).because(error).hint(hint)
}
