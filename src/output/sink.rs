//! The destination of a response: unbuffered standard output, or a file that is written completely or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::output_failed;
use crate::failure::{Failure, Kind, Result};

/// The destination of a response.
pub enum Sink {
    /// Standard output.
    Stdout(File),
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
    temporary: TempPath,
    path: PathBuf,
}

impl Sink {
    /// Opens standard output without the line buffer of the standard library.
    pub fn stdout() -> Result<Self> {
        #[cfg(unix)]
        let own = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
        #[cfg(windows)]
        let own = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
        own.map(|own| Self::Stdout(File::from(own))).map_err(|error| output_failed(&error))
    }

    /// Opens a file, whose current content is unchanged until [`Sink::finish`].
    pub fn file(path: &Path) -> Result<Self> {
        let failed = |error: &io::Error| not_written(path, error);
        // The target of a link is replaced, not the link.
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match std::fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(failed(&io::ErrorKind::IsADirectory.into()));
            }
            Ok(metadata) if !metadata.is_file() => {
                let device = File::options().write(true).open(&target).map_err(|error| failed(&error))?;
                return Ok(Self::Device(device, path.to_owned()));
            }
            _ => {}
        }
        let dir = match target.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        let name = target.file_name().ok_or_else(|| failed(&io::ErrorKind::InvalidInput.into()))?;
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(name);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(".part");
        // A downloaded file is not secret, so its mode follows the umask.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, temporary) = builder.tempfile_in(dir).map_err(|error| failed(&error))?.into_parts();
        if let Ok(metadata) = std::fs::metadata(&target) {
            // If this is not permitted, the new file keeps its default mode.
            let _ = file.set_permissions(metadata.permissions());
        }
        remove_when_interrupted(&temporary);
        Ok(Self::File(PartialFile { file, temporary, path: target }))
    }

    /// Replaces the requested file by the complete one.
    pub fn finish(self) -> Result<()> {
        if let Self::File(PartialFile { file, temporary, path }) = self {
            drop(file);
            temporary.persist(&path).map_err(|error| not_written(&path, &error.error))?;
        }
        Ok(())
    }

    /// Converts a write error into a failure.
    pub fn failed(&self, error: &io::Error) -> Failure {
        match self {
            Self::Stdout(_) | Self::Nowhere => output_failed(error),
            Self::File(PartialFile { path, .. }) | Self::Device(_, path) => not_written(path, error),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(file) | Self::File(PartialFile { file, .. }) | Self::Device(file, _) => file.write(bytes),
            Self::Nowhere => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn not_written(path: &Path, error: &io::Error) -> Failure {
    let name = crate::redact::escape_control(&path.display().to_string());
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "create its directory first",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space, or write elsewhere",
        _ => "check the path and its permissions",
    };
    Failure::new(Kind::LocalIo, format!("the file {name} cannot be written")).because(error).hint(hint)
}

/// Deletes the unfinished file before a signal such as Ctrl-C ends the program.
#[cfg(unix)]
fn remove_when_interrupted(temporary: &Path) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let path = temporary.to_owned();
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // The file may be renamed already.
            let _ = std::fs::remove_file(&path);
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
fn remove_when_interrupted(_: &Path) {}
