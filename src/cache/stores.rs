//! The interfaces of the two stores.
//!
//! The traits are asynchronous so that a simulation can interrupt a process at every step; the real stores block.

use std::time::Duration;

use super::{CacheError, Entry, Key};

/// The entries of this machine, each with a lock that the kernel releases when its holder ends.
pub trait LocalStore {
    /// An opened lock of one entry. It is held after [`Self::try_lock`] returns true.
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

    /// Returns the names under which killed processes of this machine may still hold the shared lock, separated by spaces;
    /// empty if the last holder released it.
    async fn holder_names(&self, lock: &mut Self::Lock) -> String;

    /// Stores these names for [`Self::holder_names`] of the next process, in case this process is killed; the lock must be
    /// held.
    async fn write_holder_names(&self, lock: &mut Self::Lock, names: &str);
}

/// The entries that machines share, each with a lock that expires by itself.
///
/// Each holder of a lock has a name. The server compares the name and makes the change in one step.
pub trait SharedStore {
    /// Returns whether the store has failed. It is not used again in this run then.
    fn has_failed(&self) -> bool;

    /// Returns the entry of this key.
    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError>;

    /// Takes the lock for `holder`, for the time `life`, if it is free or if one of the holders that have `ended` has it.
    ///
    /// Returns the holder after this attempt, and the entry.
    async fn acquire(&self, key: &Key, holder: &str, life: Duration, ended: &[&str]) -> Result<Acquired, CacheError>;

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
