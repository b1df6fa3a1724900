//! Fakes of the machine, the stores and the token source, and functions that create keys and entries.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;

use crate::broker::{FetchError, Requirements, TokenSource};
use crate::cache::{
    Acquired, CacheError, CachedToken, Entry, Key, LocalStore, RecordedFailure, SecretCheck, SendingCheck, SharedStore,
};
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::machine::Machine;
use crate::secret::Secret;
use crate::token::Token;

pub(super) fn key() -> Key {
    Key {
        provider: "amadeus".to_owned(),
        token_url: "https://api.example/token".to_owned(),
        grant: "client_credentials".to_owned(),
        client_id: "me".to_owned(),
        user: None,
        scope: None,
        params: Vec::new(),
    }
}

pub(super) fn check(secret: &str) -> SecretCheck {
    key().secret_check(&[secret.as_bytes()])
}

pub(super) fn wanted() -> Requirements {
    Requirements {
        key: key(),
        environment: "test".to_owned(),
        base_url: None,
        min_valid: None,
        refresh: false,
        offline: false,
        rejected: None,
        timeout: Duration::from_secs(30),
    }
}

pub(super) fn token(name: &str, lifetime: Option<i64>) -> Token {
    let now = clock::now();
    Token {
        access_token: Secret::new(name),
        scope: None,
        obtained_at: now,
        expires_at: lifetime.map(|seconds| clock::plus_seconds(now, seconds)),
        idle: None,
        extra: serde_json::Map::new(),
    }
}

pub(super) fn empty() -> Entry {
    Entry {
        key: key(),
        environment: String::new(),
        base_url: None,
        token: None,
        failures: Vec::new(),
        replaced: Vec::new(),
    }
}

/// Returns an entry whose token has this text and this id.
pub(super) fn with_token(name: &str, lifetime: Option<i64>) -> Entry {
    let cached = CachedToken { id: name.to_owned(), secret_check: Some(check("secret")), token: token(name, lifetime) };
    Entry { token: Some(cached), ..empty() }
}

pub(super) fn recorded_failure(id: &str, has_cooldown: bool) -> RecordedFailure {
    let at = clock::now();
    let failure = Failure::new(Kind::CredentialsRejected, id);
    let until = has_cooldown.then(|| clock::plus_seconds(at, 30));
    let secret_check = Some(check("secret"));
    RecordedFailure { id: id.to_owned(), secret_check, sending_check: None, at, until, count: 1, failure }
}

pub(super) fn with_failure(id: &str, has_cooldown: bool) -> Entry {
    Entry { failures: vec![recorded_failure(id, has_cooldown)], ..empty() }
}

/// A machine whose uptime increases only while a process waits.
#[derive(Default)]
pub(super) struct FakeMachine {
    pub(super) uptime: Cell<Duration>,
    pub(super) numbers: Cell<u64>,
}

impl Machine for FakeMachine {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn uptime(&self) -> Duration {
        self.uptime.get()
    }

    async fn sleep(&self, span: Duration) {
        self.uptime.set(self.uptime.get() + span);
    }

    fn random(&self) -> u64 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }
}

/// The result of one attempt to take a lock. When no turn is left, the lock is free.
pub(super) enum Turn {
    /// Another process holds the lock, and this is the entry now.
    Busy(Option<Entry>),
    /// The lock is free, and this is the entry now.
    Free(Option<Entry>),
    /// The store fails.
    Broken,
}

#[derive(Default)]
pub(super) struct FakeLocal {
    pub(super) entry: RefCell<Option<Entry>>,
    pub(super) turns: RefCell<VecDeque<Turn>>,
    pub(super) saved: RefCell<Vec<Entry>>,
    pub(super) cannot_save: bool,
    pub(super) cannot_prepare: bool,
}

impl LocalStore for FakeLocal {
    type Lock = ();

    async fn load(&self, _: &Key) -> Result<Option<Entry>, CacheError> {
        Ok(self.entry.borrow().clone())
    }

    async fn open_lock(&self, _: &Key) -> Result<(), CacheError> {
        Ok(())
    }

    async fn try_lock(&self, (): &mut ()) -> Result<bool, CacheError> {
        match self.turns.borrow_mut().pop_front() {
            Some(Turn::Busy(entry)) => {
                self.entry.replace(entry);
                Ok(false)
            }
            Some(Turn::Free(entry)) => {
                self.entry.replace(entry);
                Ok(true)
            }
            Some(Turn::Broken) => Err(CacheError::new("broken")),
            None => Ok(true),
        }
    }

    async fn prepare_save(&self, (): &mut ()) -> Result<(), CacheError> {
        if self.cannot_prepare { Err(CacheError::new("full")) } else { Ok(()) }
    }

    async fn save(&self, (): &mut (), entry: &Entry) -> Result<(), CacheError> {
        if self.cannot_save {
            return Err(CacheError::new("full"));
        }
        self.saved.borrow_mut().push(entry.clone());
        Ok(())
    }

    async fn holder_names(&self, (): &mut ()) -> String {
        String::new()
    }

    async fn write_holder_names(&self, (): &mut (), _: &str) {}
}

#[derive(Default)]
pub(super) struct FakeShared {
    pub(super) entry: Option<Entry>,
    pub(super) turns: RefCell<VecDeque<Turn>>,
    pub(super) saved: RefCell<Vec<Entry>>,
    pub(super) released: Cell<usize>,
}

impl SharedStore for FakeShared {
    fn has_failed(&self) -> bool {
        false
    }

    async fn load(&self, _: &Key) -> Result<Option<Entry>, CacheError> {
        Ok(self.entry.clone())
    }

    async fn acquire(&self, _: &Key, holder: &str, _: Duration, _: &[&str]) -> Result<Acquired, CacheError> {
        match self.turns.borrow_mut().pop_front() {
            Some(Turn::Busy(entry)) => Ok(Acquired { holder: "another".to_owned(), entry }),
            Some(Turn::Free(entry)) => Ok(Acquired { holder: holder.to_owned(), entry }),
            Some(Turn::Broken) => Err(CacheError::shared("broken")),
            None => Ok(Acquired { holder: holder.to_owned(), entry: self.entry.clone() }),
        }
    }

    async fn save(&self, _: &Key, _: &str, entry: &Entry) -> Result<bool, CacheError> {
        self.saved.borrow_mut().push(entry.clone());
        Ok(true)
    }

    async fn release(&self, _: &Key, _: &str) -> Result<(), CacheError> {
        self.released.set(self.released.get() + 1);
        Ok(())
    }
}

/// A source that grants the token `fresh`, or rejects the request.
pub(super) struct FakeSource {
    pub(super) secret: &'static str,
    pub(super) sending: Option<SendingCheck>,
    pub(super) lifetime: Option<i64>,
    pub(super) rejects: bool,
    pub(super) cannot_read: bool,
    pub(super) prepared: usize,
    pub(super) requests: usize,
}

impl TokenSource for FakeSource {
    async fn prepare(&mut self) -> Result<()> {
        self.prepared += 1;
        Ok(())
    }

    fn longest_read(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn read_secret(&mut self) -> Result<()> {
        if self.cannot_read { Err(Failure::new(Kind::CredentialSourceFailed, "unreadable")) } else { Ok(()) }
    }

    fn secret_check(&self) -> Option<SecretCheck> {
        Some(check(self.secret))
    }

    fn sending_check(&self) -> Option<SendingCheck> {
        self.sending
    }

    async fn fetch(&mut self) -> Result<Token, FetchError> {
        self.requests += 1;
        if self.rejects {
            let failure = Failure::new(Kind::CredentialsRejected, "rejected now");
            return Err(FetchError { failure, is_rejection: true });
        }
        Ok(token("fresh", self.lifetime))
    }
}
