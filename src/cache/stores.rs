//! What the cache asks of its two stores.
//!
//! The traits are asynchronous so that a simulation can interrupt a process at every step; the real stores block.

use std::time::Duration;

use super::{CacheError, Entry, Key};

/// The entries of this machine, each with a lock that the kernel releases when its holder ends.
pub trait LocalStore {
    /// The lock of one entry, which may be held or not.
    type Lock;

    /// The entry of this key.
    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError>;

    /// Opens the lock of this entry without taking it.
    async fn open_lock(&self, key: &Key) -> Result<Self::Lock, CacheError>;

    /// Takes the lock if it is free; true when it is held afterwards.
    async fn try_lock(&self, lock: &mut Self::Lock) -> Result<bool, CacheError>;

    /// Makes sure that an entry can be written under this held lock.
    async fn prepare_save(&self, lock: &mut Self::Lock) -> Result<(), CacheError>;

    /// Replaces the entry whole; the lock must be held.
    async fn save(&self, lock: &mut Self::Lock, entry: &Entry) -> Result<(), CacheError>;

    /// The names that earlier holders left of themselves in the shared store; empty when the last one released its lock.
    async fn predecessor(&self, lock: &mut Self::Lock) -> String;

    /// Leaves this holder's name in the shared store, in case it is killed, and the earlier ones; the lock must be held.
    async fn leave_name(&self, lock: &mut Self::Lock, names: &str);
}

/// The entries that machines share, each with a lock that expires by itself.
///
/// A lock is held by a name. Whether a name holds it and what is then done is decided by the server in one step.
pub trait SharedStore {
    /// Returns whether it failed before, after which it is not asked again in this run.
    fn has_failed(&self) -> bool;

    /// The entry of this key.
    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError>;

    /// Takes the lock for `holder`, for this long, if it is free or held by one of `gone`.
    ///
    /// Returns who holds it afterwards, and the entry.
    async fn acquire(&self, key: &Key, holder: &str, life: Duration, gone: &[&str]) -> Result<Acquired, CacheError>;

    /// Replaces the entry and releases the lock if `holder` holds it; false when another does.
    async fn save(&self, key: &Key, holder: &str, entry: &Entry) -> Result<bool, CacheError>;

    /// Releases the lock if `holder` holds it.
    async fn release(&self, key: &Key, holder: &str) -> Result<(), CacheError>;
}

/// What the shared store answered to an attempt to take a lock.
#[derive(Debug)]
pub struct Acquired {
    /// Who holds the lock now.
    pub holder: String,
    /// The entry.
    pub entry: Option<Entry>,
}
