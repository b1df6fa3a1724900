//! This machine's store in front of one that many machines share: what is cached here costs no network.
//!
//! Both locks are taken, this machine's first, so that of all its processes one at a time asks the shared store. When
//! that one fails, this machine's store goes on alone.

use std::time::Duration;

use super::redis::{RedisLock, RedisStore};
use super::{Attempt, Entry, Kept, Key, Listed, Lock, Problem, TokenStore, Waiting};

/// One store in front of another.
pub struct Layered {
    near: Box<dyn TokenStore>,
    far: RedisStore,
    is_required: bool,
}

impl Layered {
    /// `is_required`: a failure of the shared store is one of the whole.
    pub fn new(near: Box<dyn TokenStore>, far: RedisStore, is_required: bool) -> Self {
        Self { near, far, is_required }
    }

    /// Warns of the first failure, after which the shared store is not asked any more.
    fn go_on_without<T>(&self, was_broken: bool, outcome: Result<T, Problem>) -> Result<Option<T>, Problem> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(problem) if self.is_required => Err(problem.fatal()),
            Err(problem) => {
                if !was_broken {
                    log::warn!("the shared cache does not work, going on with this machine's own: {problem}");
                }
                Ok(None)
            }
        }
    }

    /// Asks the shared store; none when it does not work.
    fn far<T>(&self, ask: impl FnOnce(&RedisStore) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
        let was_broken = self.far.is_broken();
        self.go_on_without(was_broken, ask(&self.far))
    }
}

struct LayeredLock<'a> {
    store: &'a Layered,
    /// None when this machine's store has no locks.
    near: Option<Waiting<'a>>,
    near_is_held: bool,
    /// None once the shared store has failed.
    far: Option<RedisLock<'a>>,
    /// What the last holder on this machine left when it was killed.
    predecessor: String,
}

impl LayeredLock<'_> {
    /// Whether no process of this machine is in the way.
    fn take_near(&mut self) -> Result<bool, Problem> {
        let Some(near) = &mut self.near else { return Ok(true) };
        if !self.near_is_held {
            self.near_is_held = near.0.try_acquire()?.is_held;
            if self.near_is_held {
                self.predecessor = near.0.noted();
            }
        }
        Ok(self.near_is_held)
    }

    fn note(&mut self, note: &str) {
        if self.near_is_held
            && let Some(near) = &mut self.near
        {
            near.0.note(note);
        }
    }
}

impl Lock for LayeredLock<'_> {
    fn try_acquire(&mut self) -> Result<Attempt, Problem> {
        match self.take_near() {
            Ok(true) => {}
            Ok(false) => return Ok(Attempt { is_held: false, shared: None }),
            Err(problem) => {
                log::warn!("the token cache does not work: {problem}");
                self.near = None;
            }
        }
        let Some(far) = &mut self.far else { return Ok(Attempt { is_held: true, shared: None }) };
        let was_broken = self.store.far.is_broken();
        let attempt = far.try_to_succeed(&self.predecessor);
        match self.store.go_on_without(was_broken, attempt)? {
            None => {
                self.far = None;
                Ok(Attempt { is_held: true, shared: None })
            }
            Some(attempt) => {
                if attempt.is_held {
                    let token = far.token().to_owned();
                    self.note(&token);
                }
                Ok(attempt)
            }
        }
    }

    fn save(&mut self, entry: &Entry) -> Result<(), Problem> {
        let far = match &mut self.far {
            Some(far) => self.store.far(|_| far.save(entry)),
            None => Ok(None),
        };
        let near = self.keep(entry);
        // Written here in any case; but what must not be overlooked comes first.
        far.and(near)
    }

    fn keep(&mut self, entry: &Entry) -> Result<(), Problem> {
        match &mut self.near {
            Some(near) if self.near_is_held => near.0.save(entry),
            _ => Ok(()),
        }
    }
}

impl Drop for LayeredLock<'_> {
    fn drop(&mut self) {
        // This machine's lock is let go last, by the fields' end.
        if self.far.as_mut().is_some_and(RedisLock::release) {
            self.note("");
        }
    }
}

impl TokenStore for Layered {
    fn load(&self, key: &Key) -> Result<Option<Entry>, Problem> {
        self.near.load(key)
    }

    fn load_shared(&self, key: &Key) -> Result<Option<Entry>, Problem> {
        Ok(self.far(|far| far.load(key))?.flatten())
    }

    fn keep(&self, entry: &Entry) -> Result<(), Problem> {
        // Whoever holds the lock is about to write something newer.
        match self.near.lock(&entry.key, Duration::ZERO)?.attempt()?.lock {
            Ok(held) => held.save(entry),
            Err(_) => Ok(()),
        }
    }

    fn lock<'a>(&'a self, key: &Key, timeout: Duration) -> Result<Waiting<'a>, Problem> {
        let near = match self.near.lock(key, timeout) {
            Ok(near) => Some(near),
            Err(problem) if self.far.is_broken() => return Err(problem),
            Err(problem) => {
                log::warn!("the token cache does not work: {problem}");
                None
            }
        };
        let far = (!self.far.is_broken()).then(|| self.far.redis_lock(key, timeout));
        let predecessor = String::new();
        Ok(Waiting(Box::new(LayeredLock { store: self, near, near_is_held: false, far, predecessor })))
    }

    fn list(&self) -> Result<Vec<Listed>, Problem> {
        let mut listed = self.near.list()?;
        for found in self.far(TokenStore::list)?.unwrap_or_default() {
            let token = |entry: &Entry| entry.token.as_ref().map(|held| held.id.clone());
            let is_same =
                |own: &&mut Listed| own.entry.key == found.entry.key && token(&own.entry) == token(&found.entry);
            match listed.iter_mut().find(is_same) {
                Some(own) => own.kept = Kept::Both,
                None => listed.push(found),
            }
        }
        Ok(listed)
    }

    fn remove(&self, key: &Key) -> Result<bool, Problem> {
        let near = self.near.remove(key);
        let far = self.far.remove(key)?;
        near.map(|near| near || far)
    }

    fn remove_all(&self) -> Result<usize, Problem> {
        let near = self.near.remove_all();
        let far = self.far.remove_all()?;
        near.map(|near| near + far)
    }

    fn place(&self, key: &Key) -> String {
        format!("{}, in front of {}", self.near.place(key), self.far.place(key))
    }

    fn try_shared(&self) -> Option<Result<String, Problem>> {
        self.far.try_shared()
    }
}
