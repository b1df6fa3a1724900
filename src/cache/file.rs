//! Tokens in private files, one a key, each with a lock file beside it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::{Entry, Held, Key, Lock, Problem, TokenStore, is_stale};
use crate::{clock, fs};

/// A larger entry is not one of ours.
const LARGEST_ENTRY_BYTES: u64 = 4 << 20;

/// The directory `tokens/`: `NAME.json` holds an entry, `NAME.lock` is only ever locked and never deleted.
#[derive(Debug)]
pub struct FileStore {
    dir: PathBuf,
}

struct FileLock {
    file: File,
    path: PathBuf,
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
            .map_err(|error| Problem(format!("{} cannot be read: {error}", path.display())))?;
        let Some(found) = found else { return Ok(None) };
        if found.was_open_to_others {
            log::warn!("{} could be read by other users; its mode is 0600 now", path.display());
        }
        Entry::from_text(&found.text).map(Some).map_err(|why| Problem(format!("{}: {why}", path.display())))
    }

    /// The paths of all entries.
    fn entry_paths(&self) -> Result<Vec<PathBuf>, Problem> {
        let listing = match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|error| Problem(format!("{} cannot be read: {error}", self.dir.display())))?,
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
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Problem(format!("{} cannot be deleted: {error}", path.display()))),
    }
}

impl Lock for FileLock {
    fn try_acquire(&mut self) -> Result<bool, Problem> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => {
                Err(Problem(format!("{} cannot be locked: {error}", self.path.display())))
            }
        }
    }
}

impl TokenStore for FileStore {
    fn load(&self, key: &Key) -> Result<Option<Entry>, Problem> {
        let was_open = fs::tighten_dir(&self.dir)
            .map_err(|error| Problem(format!("{} cannot be used: {error}", self.dir.display())))?;
        if was_open {
            log::warn!("{} could be read by other users; its mode is 0700 now", self.dir.display());
        }
        let path = self.path(key, "json");
        match Self::read(&path)? {
            Some(entry) if entry.key != *key => {
                Err(Problem(format!("{} belongs to other credentials", path.display())))
            }
            found => Ok(found),
        }
    }

    fn lock(&self, key: &Key) -> Result<Box<dyn Lock>, Problem> {
        fs::make_private_dir(&self.dir)
            .map_err(|error| Problem(format!("{} cannot be used: {error}", self.dir.display())))?;
        let path = self.path(key, "lock");
        let file =
            fs::open_lock(&path).map_err(|error| Problem(format!("{} cannot be opened: {error}", path.display())))?;
        Ok(Box::new(FileLock { file, path }))
    }

    fn save(&self, _: &Held, key: &Key, entry: &Entry) -> Result<(), Problem> {
        let path = self.path(key, "json");
        fs::replace_private(&path, &entry.to_text()?)
            .map_err(|error| Problem(format!("{} cannot be written: {error}", path.display())))?;
        self.sweep();
        Ok(())
    }

    fn list(&self) -> Result<Vec<Entry>, Problem> {
        let mut entries = Vec::new();
        for path in self.entry_paths()? {
            match Self::read(&path) {
                Ok(found) => entries.extend(found),
                Err(problem) => log::warn!("the cache has a problem: {problem}"),
            }
        }
        Ok(entries)
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
