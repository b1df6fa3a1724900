//! Tokens in private files, one a key, each with a lock file beside it.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Attempt, Entry, Kept, Key, Listed, Lock, Problem, TokenStore, Waiting, is_stale};
use crate::{clock, fs};

/// A larger entry is not one of ours.
const LARGEST_ENTRY_BYTES: u64 = 4 << 20;

/// A longer note is none of ours.
const LONGEST_NOTE_BYTES: u64 = 256;

/// The directory `tokens/`: `NAME.json` holds an entry, `NAME.lock` is locked, may hold a note, and is never deleted.
#[derive(Debug)]
pub struct FileStore {
    dir: PathBuf,
}

struct FileLock<'a> {
    store: &'a FileStore,
    entry_path: PathBuf,
    file: File,
    path: PathBuf,
    is_held: bool,
}

impl FileStore {
    /// Keeps entries in this directory, which is made when the first one is written.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    fn path(&self, key: &Key, extension: &str) -> PathBuf {
        self.dir.join(format!("{}.{extension}", key.name()))
    }

    fn read(path: &Path) -> Result<Option<Entry>, Problem> {
        let found = fs::read_private(path, LARGEST_ENTRY_BYTES)
            .map_err(|error| Problem::new(format!("{} cannot be read: {error}", path.display())))?;
        let Some(found) = found else { return Ok(None) };
        if found.was_open_to_others {
            log::warn!("{} could be read by other users; its mode is 0600 now", path.display());
        }
        Entry::from_text(&found.text).map(Some).map_err(|why| Problem::new(format!("{}: {why}", path.display())))
    }

    /// The paths of all entries.
    fn entry_paths(&self) -> Result<Vec<PathBuf>, Problem> {
        let listing = match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|error| Problem::new(format!("{} cannot be read: {error}", self.dir.display())))?,
        };
        let paths = listing.flatten().map(|item| item.path());
        Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect())
    }

    /// Deletes what expired long ago. Whoever holds such an entry's lock is about to replace it: that one is left.
    fn sweep(&self) {
        let now = clock::now();
        for path in self.entry_paths().unwrap_or_default() {
            let is_old = std::fs::symlink_metadata(&path)
                .and_then(|metadata| metadata.modified())
                .is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > super::KEPT_AFTER_EXPIRY));
            if !is_old {
                continue;
            }
            let Ok(lock) = fs::open_lock(&path.with_extension("lock")) else {
                continue;
            };
            if lock.try_lock().is_ok() && matches!(Self::read(&path), Ok(Some(entry)) if is_stale(&entry, now)) {
                // Failing to tidy up harms nobody.
                let _ = std::fs::remove_file(&path);
            }
        }
    }
}

fn delete(path: &Path) -> Result<bool, Problem> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Problem::new(format!("{} cannot be deleted: {error}", path.display()))),
    }
}

impl FileLock<'_> {
    fn write_note(&mut self, note: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(note.as_bytes())
    }
}

impl Lock for FileLock<'_> {
    fn try_acquire(&mut self) -> Result<Attempt, Problem> {
        if !self.is_held {
            self.is_held = match self.file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => false,
                Err(TryLockError::Error(error)) => {
                    return Err(Problem::new(format!("{} cannot be locked: {error}", self.path.display())));
                }
            };
        }
        Ok(Attempt { is_held: self.is_held, shared: None })
    }

    fn save(&mut self, entry: &Entry) -> Result<(), Problem> {
        fs::replace_private(&self.entry_path, &entry.to_text()?)
            .map_err(|error| Problem::new(format!("{} cannot be written: {error}", self.entry_path.display())))?;
        self.store.sweep();
        Ok(())
    }

    fn noted(&mut self) -> String {
        let mut note = String::new();
        let is_read = self.file.rewind().and_then(|()| (&self.file).take(LONGEST_NOTE_BYTES).read_to_string(&mut note));
        // A note that cannot be read is one that was never left.
        if is_read.is_ok() { note } else { String::new() }
    }

    fn note(&mut self, note: &str) {
        // Without it the next holder only has to wait longer.
        let _ = self.write_note(note);
    }
}

impl TokenStore for FileStore {
    fn load(&self, key: &Key) -> Result<Option<Entry>, Problem> {
        let was_open = fs::tighten_dir(&self.dir)
            .map_err(|error| Problem::new(format!("{} cannot be used: {error}", self.dir.display())))?;
        if was_open {
            log::warn!("{} could be read by other users; its mode is 0700 now", self.dir.display());
        }
        let path = self.path(key, "json");
        match Self::read(&path)? {
            Some(entry) if entry.key != *key => {
                Err(Problem::new(format!("{} belongs to other credentials", path.display())))
            }
            found => Ok(found),
        }
    }

    fn lock<'a>(&'a self, key: &Key, _: Duration) -> Result<Waiting<'a>, Problem> {
        fs::make_private_dir(&self.dir)
            .map_err(|error| Problem::new(format!("{} cannot be used: {error}", self.dir.display())))?;
        let path = self.path(key, "lock");
        let file = fs::open_lock(&path)
            .map_err(|error| Problem::new(format!("{} cannot be opened: {error}", path.display())))?;
        let entry_path = self.path(key, "json");
        Ok(Waiting(Box::new(FileLock { store: self, entry_path, file, path, is_held: false })))
    }

    fn list(&self) -> Result<Vec<Listed>, Problem> {
        let mut listed = Vec::new();
        for path in self.entry_paths()? {
            match Self::read(&path) {
                Ok(found) => listed.extend(found.map(|entry| Listed { entry, kept: Kept::Here })),
                Err(problem) => log::warn!("the cache has a problem: {problem}"),
            }
        }
        Ok(listed)
    }

    fn remove(&self, key: &Key) -> Result<bool, Problem> {
        delete(&self.path(key, "json"))
    }

    fn remove_all(&self) -> Result<usize, Problem> {
        let mut count = 0;
        for path in self.entry_paths()? {
            count += usize::from(delete(&path)?);
        }
        Ok(count)
    }

    fn place(&self, key: &Key) -> String {
        self.path(key, "json").display().to_string()
    }
}
