//! The token cache: entries, where they are kept, and who may write them.

mod entry;
mod file;
mod key;
mod none;

pub use entry::{Entry, EntryToken, Refusal, random_id};
pub use file::FileStore;
pub use key::{Key, SecretCheck};
pub use none::NoStore;

use jiff::Timestamp;

/// Why the cache did not do as asked; never a reason to fail.
#[derive(Clone, Debug)]
pub struct Problem(pub String);

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A lock that is contended for, one per entry, and let go when dropped or when its process ends.
pub trait Lock {
    /// Tries to take it without waiting; true once it is held.
    fn try_acquire(&mut self) -> Result<bool, Problem>;
}

/// Proof that an entry's lock is held: without it nothing is written.
pub struct Held(Box<dyn Lock>);

impl Held {
    /// Takes the lock if it is free now, else gives it back to be tried again.
    pub fn try_from_lock(mut lock: Box<dyn Lock>) -> Result<Result<Self, Box<dyn Lock>>, Problem> {
        Ok(if lock.try_acquire()? { Ok(Self(lock)) } else { Err(lock) })
    }

    /// The lock itself, for the store that made it.
    pub fn lock(&self) -> &dyn Lock {
        &*self.0
    }
}

/// Where tokens are kept.
pub trait TokenStore {
    /// The entry of this key; none when there is none.
    fn load(&self, key: &Key) -> Result<Option<Entry>, Problem>;

    /// The lock of this key's entry, not yet taken.
    fn lock(&self, key: &Key) -> Result<Box<dyn Lock>, Problem>;

    /// Replaces the entry of this key, whole.
    fn save(&self, held: &Held, key: &Key, entry: &Entry) -> Result<(), Problem>;

    /// All entries that can be read, in no order.
    fn list(&self) -> Result<Vec<Entry>, Problem>;

    /// Forgets the entry of this key; false when there was none.
    fn remove(&self, key: &Key) -> Result<bool, Problem>;

    /// Forgets everything, what cannot be read included; says how many entries there were.
    fn remove_all(&self) -> Result<usize, Problem>;

    /// Where an entry is kept, for a person: a path or an address without its password.
    fn place(&self, key: &Key) -> String;
}

/// Entries that expired longer ago than this are swept away.
const KEPT_AFTER_EXPIRY: std::time::Duration = std::time::Duration::from_hours(24);

/// Whether nothing in the entry can be of use to anybody any more.
fn is_stale(entry: &Entry, now: Timestamp) -> bool {
    let token_is = entry.token.as_ref().is_none_or(|held| {
        let ended = held.token.expires_at.unwrap_or(held.token.obtained_at);
        crate::clock::until(ended, now) > KEPT_AFTER_EXPIRY
    });
    let refusal_is =
        entry.refusal.as_ref().is_none_or(|refusal| crate::clock::until(refusal.at, now) > KEPT_AFTER_EXPIRY);
    token_is && refusal_is
}
