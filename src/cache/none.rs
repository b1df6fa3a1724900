//! A store that keeps nothing.

use std::time::Duration;

use super::{Attempt, Entry, Key, Listed, Lock, Problem, TokenStore, Waiting};

/// Keeps nothing and locks nothing: `--no-cache`, `TRAVAUTH_CACHE=none`.
#[derive(Debug)]
pub struct NoStore;

struct Free;

impl Lock for Free {
    fn try_acquire(&mut self) -> Result<Attempt, Problem> {
        Ok(Attempt { is_held: true, shared: None })
    }

    fn save(&mut self, _: &Entry) -> Result<(), Problem> {
        Ok(())
    }
}

impl TokenStore for NoStore {
    fn load(&self, _: &Key) -> Result<Option<Entry>, Problem> {
        Ok(None)
    }

    fn lock<'a>(&'a self, _: &Key, _: Duration) -> Result<Waiting<'a>, Problem> {
        Ok(Waiting(Box::new(Free)))
    }

    fn list(&self) -> Result<Vec<Listed>, Problem> {
        Ok(Vec::new())
    }

    fn remove(&self, _: &Key) -> Result<bool, Problem> {
        Ok(false)
    }

    fn remove_all(&self) -> Result<usize, Problem> {
        Ok(0)
    }

    fn place(&self, _: &Key) -> String {
        "nowhere (the cache is off)".to_owned()
    }
}
