//! The token cache: entries, where they are kept, and who may write them.

mod entry;
mod file;
mod key;
mod layered;
mod none;
pub mod redis;

pub use entry::{Entry, EntryToken, Refusal, random_id};
pub use file::FileStore;
pub use key::{Key, SecretCheck};
pub use layered::Layered;
pub use none::NoStore;

use std::time::Duration;

use jiff::Timestamp;

use crate::failure::{Failure, Kind};

/// The longest that anybody waits for a lock.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Why the cache did not do as asked; no reason to fail unless the user said so.
#[derive(Clone, Debug)]
pub struct Problem {
    what: String,
    is_shared: bool,
    is_fatal: bool,
}

impl Problem {
    /// A problem, told in one line that names the place.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), is_shared: false, is_fatal: false }
    }

    /// The same, of the cache that machines share.
    #[must_use]
    pub fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }

    /// The same, where the user would rather stop than go on.
    #[must_use]
    pub fn fatal(self) -> Self {
        Self { is_fatal: true, ..self }
    }

    /// The failure that it is, if it is one.
    pub fn tolerated(self) -> Result<Self, Failure> {
        if !self.is_fatal {
            return Ok(self);
        }
        let what = "the shared cache does not work, and --require-shared-cache forbids to go on without it";
        Err(self.as_failure(
            what,
            "see to the shared cache, or leave --require-shared-cache out to go on with this machine's own",
        ))
    }

    /// The failure that it is for a command whose business is the cache itself.
    pub fn as_failure(&self, what: &str, hint: &str) -> Failure {
        let kind = if self.is_shared { Kind::SharedCacheFailed } else { Kind::LocalIo };
        Failure::new(kind, what).because(self).hint(hint)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

/// A lock that is contended for, one per entry, and let go when dropped or when its process ends.
pub trait Lock {
    /// Tries to take it without waiting; takes it no second time once it is held.
    fn try_acquire(&mut self) -> Result<Attempt, Problem>;

    /// Replaces the entry, whole; the lock must be held, and may be let go by it.
    fn save(&mut self, entry: &Entry) -> Result<(), Problem>;

    /// Keeps on this machine, too, what [`Attempt::shared`] brought.
    fn keep(&mut self, _: &Entry) -> Result<(), Problem> {
        Ok(())
    }

    /// What the last holder wrote with [`Self::note`]; empty when it let go in good order.
    fn noted(&mut self) -> String {
        String::new()
    }

    /// Leaves a word for the next holder, should this one be killed; the lock must be held.
    fn note(&mut self, _: &str) {}
}

/// How an attempt to take a lock went.
#[derive(Debug)]
pub struct Attempt {
    /// Whether the lock is held now.
    pub is_held: bool,
    /// The entry as other machines share it, where the attempt brought it along.
    pub shared: Option<Entry>,
}

/// A lock that is waited for.
pub struct Waiting<'a>(pub Box<dyn Lock + 'a>);

/// Proof that an entry's lock is held: without it nothing is written.
pub struct Held<'a>(Box<dyn Lock + 'a>);

/// An attempt that was made.
pub struct Attempted<'a> {
    /// The lock, held or still waited for.
    pub lock: Result<Held<'a>, Waiting<'a>>,
    /// The entry as other machines share it, where the attempt brought it along.
    pub shared: Option<Entry>,
}

impl<'a> Waiting<'a> {
    /// Takes the lock if it is free now.
    pub fn attempt(mut self) -> Result<Attempted<'a>, Problem> {
        let Attempt { is_held, shared } = self.0.try_acquire()?;
        Ok(Attempted { lock: if is_held { Ok(Held(self.0)) } else { Err(self) }, shared })
    }
}

impl Attempted<'_> {
    /// Keeps on this machine, too, what other machines share.
    pub fn keep_shared(&mut self) -> Result<(), Problem> {
        let lock = match &mut self.lock {
            Ok(held) => &mut held.0,
            Err(waiting) => &mut waiting.0,
        };
        self.shared.as_ref().map_or(Ok(()), |shared| lock.keep(shared))
    }
}

impl Held<'_> {
    /// Replaces the entry, whole, and lets go.
    pub fn save(mut self, entry: &Entry) -> Result<(), Problem> {
        self.0.save(entry)
    }
}

/// Where tokens are kept: on this machine, and perhaps beyond it.
pub trait TokenStore {
    /// The entry of this key as this machine has it; none when there is none.
    fn load(&self, key: &Key) -> Result<Option<Entry>, Problem>;

    /// The entry of this key as other machines share it; none when there is none, or nothing is shared.
    fn load_shared(&self, _: &Key) -> Result<Option<Entry>, Problem> {
        Ok(None)
    }

    /// Keeps on this machine, too, what [`Self::load_shared`] brought.
    fn keep(&self, _: &Entry) -> Result<(), Problem> {
        Ok(())
    }

    /// The lock of this key's entry, not yet taken. Whoever gets it holds it for a request of at most `timeout`.
    fn lock<'a>(&'a self, key: &Key, timeout: Duration) -> Result<Waiting<'a>, Problem>;

    /// All entries that can be read, in no order.
    fn list(&self) -> Result<Vec<Listed>, Problem>;

    /// Forgets the entry of this key; false when there was none.
    fn remove(&self, key: &Key) -> Result<bool, Problem>;

    /// Forgets everything, what cannot be read included; says how many entries there were.
    fn remove_all(&self) -> Result<usize, Problem>;

    /// Where an entry is kept, for a person: a path or an address without its password.
    fn place(&self, key: &Key) -> String;

    /// Tries out reading and writing what is shared; says where it is. None when nothing is shared.
    fn try_shared(&self) -> Option<Result<String, Problem>> {
        None
    }
}

/// An entry that was found, and where.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The entry.
    pub entry: Entry,
    /// Who has it.
    pub kept: Kept,
}

/// Who has an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// This machine alone.
    Here,
    /// The shared cache alone.
    Shared,
    /// Both.
    Both,
}

impl Kept {
    /// The word that users see.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Shared => "shared",
            Self::Both => "here, shared",
        }
    }
}

/// Entries that expired longer ago than this are swept away.
const KEPT_AFTER_EXPIRY: Duration = Duration::from_hours(24);

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
