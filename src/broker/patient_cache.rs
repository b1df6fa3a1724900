//! The store as the broker uses it: its problems are told once, and are a reason to fail only where the user says so.

use std::time::Duration;

use crate::cache::{Attempted, Entry, EntryToken, Held, Key, Problem, TokenStore, Waiting};
use crate::clock;
use crate::failure::Result;

/// One key's place in the store.
pub struct PatientCache<'a> {
    store: &'a dyn TokenStore,
    key: &'a Key,
    has_warned: bool,
}

impl<'a> PatientCache<'a> {
    /// Nothing is read yet.
    pub fn new(store: &'a dyn TokenStore, key: &'a Key) -> Self {
        Self { store, key, has_warned: false }
    }

    /// Warns of the first problem; fails where the user would rather stop.
    pub fn tolerate(&mut self, problem: Problem) -> Result<()> {
        let problem = problem.tolerated()?;
        if !self.has_warned {
            log::warn!("the token cache does not work: {problem}");
            self.has_warned = true;
        }
        Ok(())
    }

    /// What this machine has.
    pub fn load(&mut self) -> Result<Option<Entry>> {
        let loaded = self.store.load(self.key);
        self.sound(loaded)
    }

    /// What other machines share.
    pub fn load_shared(&mut self) -> Result<Option<Entry>> {
        let loaded = self.store.load_shared(self.key);
        self.sound(loaded)
    }

    /// The token that is there just before the entry is replaced, be it one that will do or not.
    pub fn load_under_lock(&mut self) -> Result<Option<EntryToken>> {
        let shared = self.load_shared()?;
        let there = shared.or_else(|| self.store.load(self.key).ok().flatten());
        Ok(there.and_then(|entry| entry.token))
    }

    fn sound(&mut self, loaded: std::result::Result<Option<Entry>, Problem>) -> Result<Option<Entry>> {
        let entry = match loaded {
            Ok(entry) => entry,
            Err(problem) => {
                self.tolerate(problem)?;
                None
            }
        };
        let token = entry.as_ref().and_then(|entry| entry.token.as_ref());
        if token.is_some_and(|held| held.token.is_from_the_future(clock::now())) {
            self.tolerate(Problem::new("the cached token is dated in the future; is this machine's clock right?"))?;
        }
        Ok(entry)
    }

    /// Keeps on this machine what other machines share.
    pub fn keep(&mut self, entry: Option<&Entry>) -> Result<()> {
        let kept = entry.map_or(Ok(()), |entry| self.store.keep(entry));
        kept.or_else(|problem| self.tolerate(problem))
    }

    /// The lock, to be waited for.
    pub fn lock(&self, timeout: Duration) -> std::result::Result<Waiting<'a>, Problem> {
        self.store.lock(self.key, timeout)
    }

    /// Writes the entry. Without the lock it is tried once more, and else left.
    pub fn save(&mut self, held: Option<Held<'a>>, entry: &Entry) -> Result<()> {
        let held = match held {
            Some(held) => held,
            // What kept the lock from being opened has been told.
            None => match self.lock(Duration::ZERO).and_then(Waiting::attempt) {
                Ok(Attempted { lock: Ok(held), .. }) => held,
                Ok(_) | Err(_) => return Ok(()),
            },
        };
        held.save(entry).or_else(|problem| self.tolerate(problem))
    }
}
