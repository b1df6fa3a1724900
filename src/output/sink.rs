//! Where an answer goes: standard output without a buffer in between, or a file that is there whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::output_failed;
use crate::failure::{Failure, Kind, Result};

/// A place for the bytes of an answer.
pub enum Sink {
    /// Standard output.
    Stdout(File),
    /// A file beside the one that was asked for, which it will replace.
    Beside(Beside),
    /// A pipe or a device, which cannot be replaced.
    Device(File, PathBuf),
    /// Nowhere.
    Nowhere,
}

/// A file that is being written.
pub struct Beside {
    file: File,
    temporary: TempPath,
    path: PathBuf,
}

impl Sink {
    /// Standard output, past the line buffer of the standard library.
    pub fn stdout() -> Result<Self> {
        #[cfg(unix)]
        let own = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
        #[cfg(windows)]
        let own = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
        own.map(|own| Self::Stdout(File::from(own))).map_err(|error| output_failed(&error))
    }

    /// A file; nothing of what it holds now is touched before [`Sink::finish`].
    pub fn file(path: &Path) -> Result<Self> {
        let failed = |error: &io::Error| not_written(path, error);
        // What a link leads to is replaced, not the link.
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
        // A downloaded file is no secret: its mode is what the umask leaves, as with any other program.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, temporary) = builder.tempfile_in(dir).map_err(|error| failed(&error))?.into_parts();
        if let Ok(metadata) = std::fs::metadata(&target) {
            // Where this is not allowed the new file has a mode of its own.
            let _ = file.set_permissions(metadata.permissions());
        }
        remove_when_interrupted(&temporary);
        Ok(Self::Beside(Beside { file, temporary, path: target }))
    }

    /// Makes what was written count.
    pub fn finish(self) -> Result<()> {
        if let Self::Beside(Beside { file, temporary, path }) = self {
            drop(file);
            temporary.persist(&path).map_err(|error| not_written(&path, &error.error))?;
        }
        Ok(())
    }

    /// The failure that an error of writing means.
    pub fn failed(&self, error: &io::Error) -> Failure {
        match self {
            Self::Stdout(_) | Self::Nowhere => output_failed(error),
            Self::Beside(Beside { path, .. }) | Self::Device(_, path) => not_written(path, error),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(file) | Self::Beside(Beside { file, .. }) | Self::Device(file, _) => file.write(bytes),
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
        io::ErrorKind::NotFound => "make its directory first",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room, or write elsewhere",
        _ => "check the path and who may write there",
    };
    Failure::new(Kind::LocalIo, format!("the file {name} cannot be written")).because(error).hint(hint)
}

/// Ctrl-C ends the program as it would anyway, but takes the unfinished file along.
#[cfg(unix)]
fn remove_when_interrupted(temporary: &Path) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let path = temporary.to_owned();
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // It may be finished already.
            let _ = std::fs::remove_file(&path);
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
fn remove_when_interrupted(_: &Path) {}
