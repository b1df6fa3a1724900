//! Stores each entry in a private file, with a lock file beside it.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::entry::LARGEST_ENTRY_BYTES;
use super::{CacheError, Entry, Key, Listed, LocalStore, StoredIn, is_stale};
use crate::clock::{self, Deadline};
use crate::fs;

/// The disk space that is reserved for an entry before the token request is sent, in bytes.
const RESERVED_BYTES: usize = 16 << 10;
/// The most bytes that are read from a lock file: the names of about fifteen holders.
const LONGEST_LOCK_TEXT: u64 = 256;
/// The prefix of the word in a lock file that records the size of an entry for which the disk had no room.
const UNSTORED: &str = "unstored=";
/// The most files that one sweep opens, so that its cost does not grow with the cache.
const MAX_SWEPT: usize = 256;
/// The longest time for which a sweep lists the directory.
const LONGEST_LISTING: Duration = Duration::from_millis(50);

/// The directory `tokens/`. `NAME.json` holds an entry. `NAME.lock` is locked and never deleted; it can hold the name
/// that its holder has in the shared store, and the size of an entry that could not be written.
#[derive(Debug)]
pub struct FileStore {
    dir: PathBuf,
    has_warned_of_locks: AtomicBool,
}

/// The lock of one entry, and the file that will replace the entry.
pub struct FileLock {
    file: File,
    path: PathBuf,
    entry_path: PathBuf,
    replacement: Option<fs::Replacement>,
    /// The size of the last entry, if it could not be written; otherwise 0.
    unstored_bytes: usize,
    is_held: bool,
    /// False if the file system has no locks, so that several processes can hold this lock at the same time.
    is_exclusive: bool,
}

impl FileStore {
    /// Creates a store for this directory, which is created when the first entry is written.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, has_warned_of_locks: AtomicBool::new(false) }
    }

    /// Returns the directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn path(&self, name: &str, extension: &str) -> PathBuf {
        self.dir.join(format!("{name}.{extension}"))
    }

    /// Returns the path of this key's entry.
    pub(super) fn location(&self, key: &Key) -> String {
        self.path(&key.name(), "json").display().to_string()
    }

    fn read(path: &Path) -> Result<Option<Entry>, CacheError> {
        let found = fs::read_private(path, LARGEST_ENTRY_BYTES as u64)
            .map_err(|error| CacheError::new(format!("{} cannot be read: {error}", path.display())))?;
        let Some(found) = found else { return Ok(None) };
        if found.was_open_to_others {
            log::warn!("{} could be read by other users; its mode is 0600 now", path.display());
        }
        Entry::from_text(&found.text).map(Some).map_err(|why| CacheError::new(format!("{}: {why}", path.display())))
    }

    fn entry_paths(&self) -> Result<Vec<PathBuf>, CacheError> {
        self.paths(&["json"])
    }

    /// Returns the files with one of these extensions.
    fn paths(&self, extensions: &[&str]) -> Result<Vec<PathBuf>, CacheError> {
        let listing = match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => {
                other.map_err(|error| CacheError::new(format!("{} cannot be read: {error}", self.dir.display())))?
            }
        };
        Ok(listing.flatten().map(|item| item.path()).filter(|path| has_extension(path, extensions)).collect())
    }

    /// Chooses the files of one sweep at random, because directories are always listed in the same order, and the first files
    /// would be chosen each time.
    fn paths_to_sweep(&self) -> Vec<PathBuf> {
        let Ok(listing) = std::fs::read_dir(&self.dir) else { return Vec::new() };
        let deadline = Deadline::after(LONGEST_LISTING);
        let listed = listing.flatten().map(|item| item.path()).take_while(|_| !deadline.passed());
        let mut chosen = Vec::new();
        for (count, path) in listed.filter(|path| has_extension(path, &["json", "tmp"])).enumerate() {
            if chosen.len() < MAX_SWEPT {
                chosen.push(path);
            } else if let Some(replaced) = chosen.get_mut(fastrand::usize(..=count)) {
                *replaced = path;
            }
        }
        chosen
    }

    /// Returns all entries that can be read, in no particular order.
    pub(super) fn list(&self) -> Result<Vec<Listed>, CacheError> {
        let mut listed = Vec::new();
        for path in self.entry_paths()? {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            match Self::read(&path) {
                Ok(found) => listed.extend(found.map(|entry| Listed { name, entry, stored_in: StoredIn::Local })),
                Err(error) => log::warn!("the token cache has a damaged entry: {error}"),
            }
        }
        Ok(listed)
    }

    /// Deletes the entry of this name; returns false if there was none.
    pub(super) fn remove(&self, name: &str) -> Result<bool, CacheError> {
        delete(&self.path(name, "json"))
    }

    /// Deletes all entries, including those that cannot be read, and returns their number.
    pub(super) fn remove_all(&self) -> Result<usize, CacheError> {
        let mut count = 0;
        for path in self.entry_paths()? {
            count += usize::from(delete(&path)?);
        }
        Ok(count)
    }

    /// Deletes some of the entries that expired long ago, and some temporary files of killed writers. A locked entry is
    /// skipped, because it is about to be replaced.
    ///
    /// The caller must hold no lock, because other processes would wait for it.
    pub fn sweep(&self) {
        let now = clock::now();
        for path in self.paths_to_sweep() {
            let is_old = std::fs::symlink_metadata(&path)
                .and_then(|metadata| metadata.modified())
                .is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > super::RETENTION_AFTER_EXPIRY));
            if !is_old {
                continue;
            }
            if has_extension(&path, &["tmp"]) {
                // No process writes to a file for so long, so no lock is needed.
                discard(&path);
                continue;
            }
            let Ok(lock) = fs::open_lock(&path.with_extension("lock")) else { continue };
            let is_in_use = matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
            if !is_in_use && matches!(Self::read(&path), Ok(Some(entry)) if is_stale(&entry, now)) {
                discard(&path);
            }
        }
    }
}

/// Returns whether the path has one of these extensions.
fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
}

/// Deletes the file if possible. A file that cannot be deleted does no harm.
fn discard(path: &Path) {
    let _ = std::fs::remove_file(path);
}

fn delete(path: &Path) -> Result<bool, CacheError> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(CacheError::new(format!("{} cannot be deleted: {error}", path.display()))),
    }
}

fn not_written(path: &Path) -> impl Fn(io::Error) -> CacheError + '_ {
    move |error| CacheError::new(format!("{} cannot be written: {error}", path.display()))
}

impl FileLock {
    fn create_replacement(&self) -> io::Result<fs::Replacement> {
        if self.is_exclusive {
            fs::Replacement::create(&self.entry_path)
        } else {
            fs::Replacement::create_unlocked(&self.entry_path)
        }
    }

    /// Reads the lock file: sets the size of an entry that could not be written, and returns the names.
    fn read_text(&mut self) -> String {
        let mut text = String::new();
        let read = self.file.rewind().and_then(|()| (&self.file).take(LONGEST_LOCK_TEXT).read_to_string(&mut text));
        if !self.is_exclusive || read.is_err() {
            // Without locks, the process that wrote the text may still be running.
            return String::new();
        }
        let (sizes, names): (Vec<&str>, Vec<&str>) =
            text.split_whitespace().partition(|word| word.starts_with(UNSTORED));
        let size = sizes.first().and_then(|word| word.strip_prefix(UNSTORED)?.parse().ok());
        self.unstored_bytes = size.unwrap_or(0).min(LARGEST_ENTRY_BYTES);
        names.join(" ")
    }

    fn write_text(&mut self, names: &str) -> io::Result<()> {
        let mut text = names.to_owned();
        if self.unstored_bytes > 0 {
            text = format!("{UNSTORED}{} {names}", self.unstored_bytes);
        }
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())?;
        // The length is set last, so that a process that is killed before has already written its name.
        self.file.set_len(text.len() as u64)
    }
}

impl LocalStore for FileStore {
    type Lock = FileLock;

    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError> {
        let was_open = fs::tighten_dir(&self.dir)
            .map_err(|error| CacheError::new(format!("{} cannot be used: {error}", self.dir.display())))?;
        if was_open {
            log::warn!("{} could be read by other users; its mode is 0700 now", self.dir.display());
        }
        let path = self.path(&key.name(), "json");
        match Self::read(&path)? {
            Some(entry) if !key.matches(&entry.key) => {
                Err(CacheError::new(format!("{} belongs to other credentials", path.display())))
            }
            found => Ok(found),
        }
    }

    async fn open_lock(&self, key: &Key) -> Result<FileLock, CacheError> {
        fs::make_private_dir(&self.dir)
            .map_err(|error| CacheError::new(format!("{} cannot be used: {error}", self.dir.display())))?;
        let name = key.name();
        let path = self.path(&name, "lock");
        let file = fs::open_lock(&path)
            .map_err(|error| CacheError::new(format!("{} cannot be opened: {error}", path.display())))?;
        Ok(FileLock {
            file,
            path,
            entry_path: self.path(&name, "json"),
            replacement: None,
            unstored_bytes: 0,
            is_held: false,
            is_exclusive: true,
        })
    }

    async fn try_lock(&self, lock: &mut FileLock) -> Result<bool, CacheError> {
        if !lock.is_held {
            lock.is_held = match lock.file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => false,
                Err(TryLockError::Error(error)) => {
                    // Some network file systems have no locks. Tokens are still cached there.
                    if !self.has_warned_of_locks.swap(true, Ordering::Relaxed) {
                        log::warn!("{} cannot be locked, continuing without a lock: {error}", lock.path.display());
                    }
                    lock.is_exclusive = false;
                    true
                }
            };
        }
        Ok(lock.is_held)
    }

    async fn prepare_save(&self, lock: &mut FileLock) -> Result<(), CacheError> {
        let mut replacement = lock.create_replacement().map_err(not_written(&lock.entry_path))?;
        lock.read_text();
        // A new entry is about as large as the present one, or as the last one that could not be written.
        let present = std::fs::metadata(&lock.entry_path).map_or(0, |metadata| metadata.len());
        let present = usize::try_from(present).unwrap_or(usize::MAX).min(LARGEST_ENTRY_BYTES);
        let expected = RESERVED_BYTES.max(present * 2).max(lock.unstored_bytes);
        replacement.reserve(expected).map_err(not_written(&lock.entry_path))?;
        lock.replacement = Some(replacement);
        Ok(())
    }

    async fn save(&self, lock: &mut FileLock, entry: &Entry) -> Result<(), CacheError> {
        let text = entry.to_text()?;
        let replacement = match lock.replacement.take() {
            Some(replacement) => Ok(replacement),
            None => lock.create_replacement(),
        };
        let written = replacement.and_then(|replacement| replacement.finish(&text));
        lock.unstored_bytes = if written.is_ok() { 0 } else { text.len() };
        written.map_err(not_written(&lock.entry_path))
    }

    async fn holder_names(&self, lock: &mut FileLock) -> String {
        // Without the name, this process waits until the shared lock expires.
        lock.read_text()
    }

    async fn write_holder_names(&self, lock: &mut FileLock, names: &str) {
        if lock.is_exclusive {
            // Without the name, the next process waits until the shared lock expires.
            let _ = lock.write_text(names);
        }
    }
}
