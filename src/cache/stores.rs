//! The interfaces of the two stores.
//!
//! The traits are asynchronous so that a simulation can interrupt a process at every step; the real stores block.

use std::time::Duration;

use super::{CacheError, Entry, Key};

/// The entries of this machine, each with a lock that the kernel releases when its holder ends.
pub trait LocalStore {
    /// The lock of one entry, which may be held or not.
    type Lock;

    /// Returns the entry of this key.
    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError>;

    /// Opens the lock of this entry without taking it.
    async fn open_lock(&self, key: &Key) -> Result<Self::Lock, CacheError>;

    /// Takes the lock if it is free; returns whether this process holds it afterwards.
    async fn try_lock(&self, lock: &mut Self::Lock) -> Result<bool, CacheError>;

    /// Makes sure that an entry can be written; the lock must be held.
    async fn prepare_save(&self, lock: &mut Self::Lock) -> Result<(), CacheError>;

    /// Replaces the entry; the lock must be held.
    async fn save(&self, lock: &mut Self::Lock, entry: &Entry) -> Result<(), CacheError>;

    /// Returns the names with which killed processes may still hold the shared lock; empty if the last holder released
    /// it.
    async fn predecessor(&self, lock: &mut Self::Lock) -> String;

    /// Stores these names for [`Self::predecessor`], in case this process is killed; the lock must be held.
    async fn leave_name(&self, lock: &mut Self::Lock, names: &str);
}

/// The entries that machines share, each with a lock that expires by itself.
///
/// A holder is identified by its name. The server checks the name and makes the change in one step.
pub trait SharedStore {
    /// Returns whether the store has failed; it is not used again in this run.
    fn has_failed(&self) -> bool;

    /// Returns the entry of this key.
    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError>;

    /// Takes the lock for `holder`, for the time `life`, if it is free or held by one of `gone`.
    ///
    /// Returns the holder afterwards, and the entry.
    async fn acquire(&self, key: &Key, holder: &str, life: Duration, gone: &[&str]) -> Result<Acquired, CacheError>;

    /// Replaces the entry and releases the lock if `holder` holds it; returns false if it does not.
    async fn save(&self, key: &Key, holder: &str, entry: &Entry) -> Result<bool, CacheError>;

    /// Releases the lock if `holder` holds it.
    async fn release(&self, key: &Key, holder: &str) -> Result<(), CacheError>;
}

/// The reply of the shared store to an attempt to take a lock.
#[derive(Debug)]
pub struct Acquired {
    /// The holder after the attempt.
    pub holder: String,
    /// The entry.
    pub entry: Option<Entry>,
}
