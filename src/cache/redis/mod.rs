//! Tokens in a Redis or Valkey, which many machines share.
//!
//! An entry is the string `travauth:1:NAME`, where NAME is a hash over the key; it expires with its token. Its lock is
//! `travauth:1:NAME:lock`, which holds a random text of the holder's and expires by itself. Only who holds the lock
//! writes the entry, and the server sees to that: what decides and what is then done are one script.

mod address;
mod client;
mod lock;
mod wire;

pub use address::{Address, PasswordFrom, Route, is_redis};
pub use client::PasswordSource;
pub use lock::RedisLock;

use std::time::Duration;

use jiff::Timestamp;
use redis::{Cmd, Value};

use super::{Entry, Kept, Key, Listed, Problem, TokenStore, Waiting, random_id};
use crate::clock;
use crate::http::Trust;
use client::Client;

/// What all names begin with; the number is the format's.
const PREFIX: &str = "travauth:1:";
/// How many characters a hash has.
const HASH_CHARACTERS: usize = 32;
/// An entry is kept this long at least, for those who wait for it.
const SHORTEST_LIFE: Duration = Duration::from_mins(1);
/// How many names are asked for at once.
const PAGE: usize = 1000;

/// Writes, reads and deletes a name of its own: KEYS is the name, ARGV its content.
const TRY_OUT: &str = "redis.call('SET', KEYS[1], ARGV[1], 'PX', 1000)
local found = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return found";

/// A Redis or Valkey.
pub struct RedisStore {
    client: Client,
}

impl RedisStore {
    /// Nothing is connected, and the password is not asked for, before it is needed.
    pub fn new(address: Address, password: PasswordSource, trust: Trust) -> Self {
        Self { client: Client::new(address, password, trust) }
    }

    /// Where it is, without its password.
    pub fn shown(&self) -> String {
        self.client.shown()
    }

    /// Whether it has failed, and is asked no more.
    pub fn is_broken(&self) -> bool {
        self.client.is_broken()
    }

    /// The lock of this key's entry, not yet taken.
    pub fn redis_lock(&self, key: &Key, timeout: Duration) -> RedisLock<'_> {
        RedisLock::new(self, key, timeout)
    }

    /// The names of all entries, a page at a time.
    fn each_page(&self, mut act: impl FnMut(Vec<String>) -> Result<(), Problem>) -> Result<(), Problem> {
        self.client.be_patient();
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(&cursor).arg("MATCH").arg(format!("{PREFIX}*")).arg("COUNT").arg(PAGE);
            let Value::Array(reply) = self.client.ask(&scan)? else { return Err(self.senseless()) };
            let [next, Value::Array(names)] = reply.as_slice() else { return Err(self.senseless()) };
            let names: Vec<_> =
                names.iter().filter_map(text).filter(|name| is_entry(name)).map(str::to_owned).collect();
            if !names.is_empty() {
                act(names)?;
            }
            match text(next) {
                Some("0") | None => return Ok(()),
                Some(next) => next.clone_into(&mut cursor),
            }
        }
    }

    /// The entry that a reply holds. One that cannot be used is a miss, with a warning.
    fn read(&self, value: &Value, key: Option<&Key>) -> Result<Option<Entry>, Problem> {
        let bytes = match value {
            Value::Nil => return Ok(None),
            Value::BulkString(bytes) => bytes,
            _ => return Err(self.senseless()),
        };
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::new("it is not text"));
        match text.and_then(Entry::from_text) {
            Ok(entry) if key.is_some_and(|key| entry.key != *key) => self.warn("an entry belongs to other credentials"),
            Ok(entry) => return Ok(Some(entry)),
            Err(problem) => self.warn(&format!("an entry cannot be used: {problem}")),
        }
        Ok(None)
    }

    fn warn(&self, what: &str) {
        log::warn!("the shared cache {} has a problem: {what}", self.shown());
    }

    fn senseless(&self) -> Problem {
        self.client.give_up("its answer makes no sense")
    }
}

/// The name of an entry.
fn name(key: &Key) -> String {
    format!("{PREFIX}{}", key.name())
}

fn is_entry(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|hash| {
        hash.len() == HASH_CHARACTERS && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::BulkString(bytes) => std::str::from_utf8(bytes).ok(),
        Value::SimpleString(text) => Some(text),
        _ => None,
    }
}

fn number(value: &Value) -> Option<usize> {
    match value {
        Value::Int(number) => usize::try_from(*number).ok(),
        _ => None,
    }
}

fn script(source: &str, names: &[&str]) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(source).arg(names.len()).arg(names);
    command
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// How long the entry is of use to anybody.
fn life(entry: &Entry, now: Timestamp) -> Duration {
    let token = entry.token.as_ref().map_or(Duration::ZERO, |held| held.token.left(now));
    let until = entry.refusal.as_ref().and_then(|refusal| refusal.until);
    let refusal = until.map_or(Duration::ZERO, |until| clock::until(now, until));
    token.max(refusal).max(SHORTEST_LIFE)
}

impl TokenStore for RedisStore {
    fn load(&self, key: &Key) -> Result<Option<Entry>, Problem> {
        let mut get = redis::cmd("GET");
        get.arg(name(key));
        self.read(&self.client.ask(&get)?, Some(key))
    }

    fn lock<'a>(&'a self, key: &Key, timeout: Duration) -> Result<Waiting<'a>, Problem> {
        Ok(Waiting(Box::new(self.redis_lock(key, timeout))))
    }

    fn list(&self) -> Result<Vec<Listed>, Problem> {
        let mut listed = Vec::new();
        self.each_page(|names| {
            let mut get = redis::cmd("MGET");
            get.arg(names);
            let Value::Array(values) = self.client.ask(&get)? else { return Err(self.senseless()) };
            for value in &values {
                listed.extend(self.read(value, None)?.map(|entry| Listed { entry, kept: Kept::Shared }));
            }
            Ok(())
        })?;
        Ok(listed)
    }

    fn remove(&self, key: &Key) -> Result<bool, Problem> {
        let mut delete = redis::cmd("DEL");
        delete.arg(name(key));
        self.client.ask(&delete).map(|reply| number(&reply) == Some(1))
    }

    fn remove_all(&self) -> Result<usize, Problem> {
        let mut count = 0;
        self.each_page(|names| {
            let mut delete = redis::cmd("DEL");
            delete.arg(names);
            count += number(&self.client.ask(&delete)?).unwrap_or(0);
            Ok(())
        })?;
        Ok(count)
    }

    fn place(&self, key: &Key) -> String {
        format!("{} as {}", self.shown(), name(key))
    }

    fn try_shared(&self) -> Option<Result<String, Problem>> {
        let content = random_id();
        let mut command = script(TRY_OUT, &[&format!("{PREFIX}check:{content}")]);
        command.arg(&content);
        let is_as_written = |value: Value| text(&value) == Some(&content);
        Some(
            self.client
                .ask(&command)
                .and_then(|value| if is_as_written(value) { Ok(self.shown()) } else { Err(self.senseless()) }),
        )
    }
}
