//! The token cache: this machine's files in front of a cache that machines share. Either can be missing.

mod entry;
mod error;
mod file;
mod key;
mod lock;
mod overview;
pub mod redis;
mod stores;

pub use entry::{CachedToken, Entry, LONGEST_COOLDOWN, RecordedFailure};
pub use error::CacheError;
pub use file::FileStore;
pub use key::{Key, SecretCheck};
pub use lock::{EntryLock, SharedAttempt};
pub use overview::{Kept, Listed};
pub use stores::{Acquired, LocalStore, SharedStore};

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock;
use crate::failure::Result;
use crate::machine::{Machine, ThisMachine};

/// The cache of the program: private files, and a Redis or Valkey where one is configured.
pub type TokenCache = Cache<ThisMachine, FileStore, redis::RedisStore>;

/// This machine's store in front of one that machines share.
///
/// A store that fails is no reason to fail: the first problem of each is a warning, and the work goes on without it. The
/// shared store fails the run only where the user requires it.
pub struct Cache<M, L, S> {
    machine: M,
    local: Option<L>,
    shared: Option<S>,
    shared_is_required: bool,
    has_warned_of_local: AtomicBool,
    has_warned_of_shared: AtomicBool,
}

impl<M: Machine, L: LocalStore, S: SharedStore> Cache<M, L, S> {
    /// A cache of these stores; with neither, nothing is kept.
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

    /// Time, waiting and chance, as the cache and the broker have them.
    pub fn machine(&self) -> &M {
        &self.machine
    }

    /// The entry of this key on this machine. An entry that cannot be read counts as none, with a warning.
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

    /// The entry of this key in the shared store. Fails only where the shared store is required.
    pub async fn load_shared(&self, key: &Key) -> Result<Option<Entry>> {
        let Some(shared) = self.usable_shared() else { return Ok(None) };
        Ok(self.tolerate_shared(shared.load(key).await)?.flatten())
    }

    /// The lock of this key's entry, not yet taken. The shared lock is held for a request of at most `timeout`.
    pub async fn open_lock<'a>(&'a self, key: &'a Key, timeout: Duration) -> EntryLock<'a, M, L, S> {
        EntryLock::open(self, key, timeout).await
    }

    /// Copies an entry of the shared store to this machine, unless this machine's entry has changed since it was `seen`.
    pub async fn copy_to_local(&self, entry: &Entry, seen: Option<&Entry>) {
        let Some(local) = &self.local else { return };
        let copied = async {
            let mut lock = local.open_lock(&entry.key).await?;
            // Another process that holds the lock is about to write something newer.
            if !local.try_lock(&mut lock).await? {
                return Ok(());
            }
            // An entry that cannot be read is replaced.
            let present = local.load(&entry.key).await.unwrap_or_default();
            if is_unchanged(present.as_ref(), seen) {
                local.save(&mut lock, entry).await?;
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

    /// The shared store, unless it has failed before.
    fn usable_shared(&self) -> Option<&S> {
        self.shared.as_ref().filter(|shared| !shared.has_failed())
    }

    /// None when the shared store failed and is not required.
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

/// Returns whether an entry still has the token that was seen.
fn is_unchanged(present: Option<&Entry>, seen: Option<&Entry>) -> bool {
    #[cfg(test)]
    if COPIES_BLINDLY.get() {
        return true;
    }
    Entry::token_id(present) == Entry::token_id(seen)
}

#[cfg(test)]
thread_local! {
    /// A fault that the simulation must find.
    pub(crate) static COPIES_BLINDLY: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Entries that expired longer ago than this are deleted by the next writer.
const KEPT_AFTER_EXPIRY: Duration = Duration::from_hours(24);

/// Returns whether nothing in the entry can be of use any more.
fn is_stale(entry: &Entry, now: Timestamp) -> bool {
    let is_old = |end: Timestamp| clock::until(end, now) > KEPT_AFTER_EXPIRY;
    let token = entry.token.as_ref().map(|cached| cached.token.expires_at.unwrap_or(cached.token.obtained_at));
    let failure = entry.last_failure.as_ref().map(|failure| failure.until.unwrap_or(failure.at));
    token.is_none_or(is_old) && failure.is_none_or(is_old)
}
