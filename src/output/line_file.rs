//! A file that grows by whole lines, also if the program is interrupted or the disk is full.

use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::sink::not_written;
use crate::failure::{Failure, Kind, Result};
use crate::signals::{self, ReactionGuard};

/// A file to which whole lines are added.
pub struct LineFile {
    file: Arc<Mutex<File>>,
    path: PathBuf,
    /// The end of the last whole line, in bytes.
    length: u64,
    /// Lets a write end before a signal ends the program.
    _guard: ReactionGuard,
}

impl LineFile {
    /// Opens the file, or creates it, and locks it. Its content is not changed.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written, or when another process has locked it.
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |error: io::Error| not_written(path, &error);
        let file = File::options().append(true).create(true).open(path).map_err(failed)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let name = crate::redact::escape_control(&path.display().to_string());
            return Err(Failure::new(Kind::LocalIo, format!("another process writes the file {name}"))
                .hint("wait until it has ended, or name another file"));
        }
        let length = file.metadata().map_err(failed)?.len();
        let file = Arc::new(Mutex::new(file));
        let writes = Arc::clone(&file);
        let wait = move || std::mem::forget(writes.lock().unwrap_or_else(PoisonError::into_inner));
        let guard = signals::before_end(wait).map_err(|error| Failure::limit("handle signals", &error))?;
        Ok(Self { file, path: path.to_owned(), length, _guard: guard })
    }

    /// Removes all content.
    pub fn clear(&mut self) -> Result<()> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.set_len(0).map_err(|error| not_written(&self.path, &error))?;
        self.length = 0;
        Ok(())
    }

    /// Adds complete lines: all of them, or none if they cannot be written.
    pub fn append(&mut self, lines: &[u8]) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(lines) {
            // If this fails too, `--resume` removes the incomplete line.
            let _ = file.set_len(self.length);
            return Err(not_written(&self.path, &error));
        }
        self.length += lines.len() as u64;
        Ok(())
    }
}
