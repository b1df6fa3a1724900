//! A store that keeps nothing.

use super::{Entry, Held, Key, Lock, Problem, TokenStore};

/// Keeps nothing and locks nothing: `--no-cache`, `TRAVAUTH_CACHE=none`.
#[derive(Debug)]
pub struct NoStore;

struct Free;

impl Lock for Free {
    fn try_acquire(&mut self) -> Result<bool, Problem> {
        Ok(true)
    }
}

impl TokenStore for NoStore {
    fn load(&self, _: &Key) -> Result<Option<Entry>, Problem> {
        Ok(None)
    }

    fn lock(&self, _: &Key) -> Result<Box<dyn Lock>, Problem> {
        Ok(Box::new(Free))
    }

    fn save(&self, _: &Held, _: &Key, _: &Entry) -> Result<(), Problem> {
        Ok(())
    }

    fn list(&self) -> Result<Vec<Entry>, Problem> {
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
