//! The token cache: this machine's files in front of a cache that machines share. Either can be missing.

mod entry;
mod error;
mod file;
mod key;
mod lock;
mod overview;
pub mod redis;
mod stores;

#[cfg(test)]
pub(crate) use entry::FORGETS_OTHERS;
pub use entry::{CachedToken, Entry, LONGEST_COOLDOWN, RecordedFailure};
pub use error::CacheError;
pub use file::FileStore;
pub use key::{Key, RequestCheck, SecretCheck, SendingCheck, hash_name, in_hex, is_same};
pub use lock::{EntryLock, SharedAttempt};
pub use overview::{Listed, StoredIn};
pub use stores::{Acquired, LocalStore, SharedStore};

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::failure::Result;
use crate::machine::{Machine, ThisMachine};

/// The cache of the program: private files, and a Redis or Valkey if one is configured.
pub type TokenCache = Cache<ThisMachine, FileStore, redis::RedisStore>;

/// The store of this machine, in front of a store that machines share.
///
/// If a store fails, the command prints one warning and continues without that store. The command fails only if the user
/// requires the shared store.
pub struct Cache<M, L, S> {
    machine: M,
    local: Option<L>,
    shared: Option<S>,
    shared_is_required: bool,
    has_warned_of_local: AtomicBool,
    has_warned_of_shared: AtomicBool,
}

impl<M: Machine, L: LocalStore, S: SharedStore> Cache<M, L, S> {
    /// Creates a cache with these stores. Without a store, it stores nothing.
    pub fn new(machine: M, local: Option<L>, shared: Option<S>, shared_is_required: bool) -> Self {
        Self {
            machine,
            local,
            shared,
            shared_is_required,
            has_warned_of_local: AtomicBool::new(false),
            has_warned_of_shared: AtomicBool::new(false),
        }
    }

    #[cfg(test)]
    pub(crate) fn into_parts(self) -> (M, Option<L>, Option<S>) {
        (self.machine, self.local, self.shared)
    }

    /// Returns this machine's store, if there is one.
    pub fn local(&self) -> Option<&L> {
        self.local.as_ref()
    }

    /// Returns the store that machines share, if there is one.
    pub fn shared(&self) -> Option<&S> {
        self.shared.as_ref()
    }

    /// Returns the source of time, waiting and random numbers.
    pub fn machine(&self) -> &M {
        &self.machine
    }

    /// Returns the entry of this key on this machine. An entry that cannot be read causes a warning, and counts as
    /// missing.
    pub async fn load_local(&self, key: &Key) -> Option<Entry> {
        let local = self.local.as_ref()?;
        match local.load(key).await {
            Ok(entry) => {
                let token = entry.as_ref().and_then(|entry| entry.token.as_ref());
                if token.is_some_and(|cached| cached.token.is_from_the_future(self.machine.now())) {
                    self.warn_of_local(&CacheError::new(
                        "the cached token is dated in the future; is this machine's clock right?",
                    ));
                }
                entry
            }
            Err(error) => {
                self.warn_of_local(&error);
                None
            }
        }
    }

    /// Returns the entry of this key in the shared store.
    ///
    /// # Errors
    ///
    /// Fails when the shared store fails and is required.
    pub async fn load_shared(&self, key: &Key) -> Result<Option<Entry>> {
        let Some(shared) = self.usable_shared() else { return Ok(None) };
        Ok(self.tolerate_shared(shared.load(key).await)?.flatten())
    }

    /// Opens the lock of this key's entry without taking it. The shared lock is for a request of at most `timeout`.
    pub async fn open_lock<'a>(&'a self, key: &'a Key, timeout: Duration) -> EntryLock<'a, M, L, S> {
        EntryLock::open(self, key, timeout).await
    }

    /// Copies an entry of the shared store to this machine, unless this machine's entry has changed since `seen` was
    /// read.
    pub async fn copy_to_local(&self, entry: &Entry, seen: Option<&Entry>) {
        let Some(local) = &self.local else { return };
        let copied = async {
            let mut lock = local.open_lock(&entry.key).await?;
            // The process that holds the lock will write a newer entry.
            if !local.try_lock(&mut lock).await? {
                return Ok(());
            }
            // An entry that cannot be read is replaced.
            let current = local.load(&entry.key).await.unwrap_or_default();
            if let Some(copy) = copy_of(entry, current.as_ref(), seen) {
                local.save(&mut lock, &copy).await?;
            }
            Ok(())
        };
        if let Err(error) = copied.await {
            self.warn_of_local(&error);
        }
    }

    fn warn_of_local(&self, error: &CacheError) {
        if !self.has_warned_of_local.swap(true, Ordering::Relaxed) {
            log::warn!("the token cache does not work: {error}");
        }
    }

    /// Returns whether there is a shared store that has not failed.
    pub fn is_shared(&self) -> bool {
        self.usable_shared().is_some()
    }

    /// Returns the shared store, unless it has failed before.
    fn usable_shared(&self) -> Option<&S> {
        self.shared.as_ref().filter(|shared| !shared.has_failed())
    }

    /// Returns none for an error of the shared store, and prints the first one as a warning.
    ///
    /// # Errors
    ///
    /// Fails when the store is required, or when a setting of it is wrong.
    fn tolerate_shared<T>(&self, outcome: Result<T, CacheError>) -> Result<Option<T>> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(error) if self.shared_is_required || error.is_mistake() => Err(error.required()),
            Err(error) => {
                if !self.has_warned_of_shared.swap(true, Ordering::Relaxed) {
                    log::warn!("the shared cache does not work, continuing with this machine's own: {error}");
                }
                Ok(None)
            }
        }
    }
}

/// Returns the copy of a shared entry that replaces the current one; none if another token or failure has been stored since
/// the current entry was `seen`.
fn copy_of(shared: &Entry, current: Option<&Entry>, seen: Option<&Entry>) -> Option<Entry> {
    #[cfg(test)]
    if COPIES_BLINDLY.get() {
        return Some(shared.clone());
    }
    let last_failure = |entry: Option<&Entry>| entry?.failures.first().map(|failure| failure.id.clone());
    let is_unchanged = Entry::token_id(current) == Entry::token_id(seen) && last_failure(current) == last_failure(seen);
    is_unchanged.then(|| shared.clone().with_newer_token(current))
}

#[cfg(test)]
thread_local! {
    /// Makes [`copy_of`] ignore the current entry, a fault that the simulation must find.
    pub(crate) static COPIES_BLINDLY: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// How long an expired entry is stored before it is deleted.
const RETENTION_AFTER_EXPIRY: Duration = Duration::from_hours(24);

/// Returns whether the token and all failures of the entry expired longer than [`RETENTION_AFTER_EXPIRY`] ago.
fn is_stale(entry: &Entry, now: Timestamp) -> bool {
    let is_old = |end: Timestamp| clock::until(end, now) > RETENTION_AFTER_EXPIRY;
    let token = entry.token.as_ref().map(|cached| cached.token.expires_at.unwrap_or(cached.token.obtained_at));
    let mut failures = entry.failures.iter().map(|failure| failure.until.unwrap_or(failure.at));
    token.is_none_or(is_old) && failures.all(is_old)
}
