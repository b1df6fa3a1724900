//! Tokens in a Redis or Valkey, which many machines share.
//!
//! An entry is the string `travauth:1:NAME`, where NAME is a hash of the key; it expires with its token. Its lock is
//! `travauth:1:NAME:lock`, which holds the name of the holder and expires by itself. Only the holder of the lock can write
//! the entry: a script checks the name and writes in one step.

mod address;
mod client;
mod wire;

pub use address::{Address, PasswordFrom, RedisRoute, is_redis};
pub use client::PasswordSource;

use std::time::Duration;

use jiff::Timestamp;
use redis::{Cmd, Value};

use super::{Acquired, CacheError, Entry, Kept, Key, Listed, SharedStore};
use crate::clock;
use crate::http::Trust;
use crate::random::random_u64;
use client::RedisClient;

/// The beginning of all names; the number is the format's.
const PREFIX: &str = "travauth:1:";
/// How many characters the hash of a key has.
const HASH_CHARACTERS: usize = 32;
/// The shortest time that an entry is kept, for the processes that wait for it.
const SHORTEST_LIFE: Duration = Duration::from_mins(1);
/// How many names one command asks for.
const PAGE: usize = 1000;

/// KEYS: entry, lock. ARGV: the new holder, the lock's life in ms, then the holders that are known to be gone.
/// Returns the holder and the entry.
const ACQUIRE: &str = "local holder = redis.call('GET', KEYS[2])
for i = 3, #ARGV do
  if holder == ARGV[i] then redis.call('DEL', KEYS[2]) end
end
redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2])
return {redis.call('GET', KEYS[2]), redis.call('GET', KEYS[1])}";

/// KEYS: entry, lock. ARGV: the holder, the new text, its life in ms. Returns 1 when it was written.
const SAVE: &str = "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[2])
return 1";

/// KEYS: lock. ARGV: the holder.
const RELEASE: &str = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])";

/// Writes, reads and deletes a value. KEYS: its name. ARGV: its text.
const TRY_OUT: &str = "redis.call('SET', KEYS[1], ARGV[1], 'PX', 1000)
local found = redis.call('GET', KEYS[1])
redis.call('DEL', KEYS[1])
return found";

/// A Redis or Valkey.
pub struct RedisStore {
    client: RedisClient,
}

impl RedisStore {
    /// Nothing is connected and no password is read before it is needed.
    pub fn new(address: Address, password: PasswordSource, trust: Trust) -> Self {
        Self { client: RedisClient::new(address, password, trust) }
    }

    /// Where it is, without its password.
    pub fn shown(&self) -> String {
        self.client.shown()
    }

    /// Where the entry of this key is.
    pub(super) fn location(&self, key: &Key) -> String {
        format!("{} as {}", self.shown(), entry_name(&key.name()))
    }

    /// All entries that can be read, in no order.
    pub(super) fn list(&self) -> Result<Vec<Listed>, CacheError> {
        let mut listed = Vec::new();
        self.each_page(|names| {
            let mut get = redis::cmd("MGET");
            get.arg(&names);
            let Value::Array(values) = self.client.ask(&get)? else { return Err(self.bad_reply()) };
            for (name, value) in names.iter().zip(&values) {
                let name = name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
                listed.extend(self.read(value, None)?.map(|entry| Listed { name, entry, kept: Kept::Shared }));
            }
            Ok(())
        })?;
        Ok(listed)
    }

    /// Deletes the entry of this name; false when there was none.
    pub(super) fn remove(&self, name: &str) -> Result<bool, CacheError> {
        let mut delete = redis::cmd("DEL");
        delete.arg(entry_name(name));
        self.client.ask(&delete).map(|reply| number(&reply) == Some(1))
    }

    /// Deletes all entries, those that cannot be read included, and returns how many there were.
    pub(super) fn remove_all(&self) -> Result<usize, CacheError> {
        let mut count = 0;
        self.each_page(|names| {
            let mut delete = redis::cmd("DEL");
            delete.arg(names);
            count += number(&self.client.ask(&delete)?).unwrap_or(0);
            Ok(())
        })?;
        Ok(count)
    }

    /// Writes, reads and deletes a value of its own, and returns where the store is.
    pub(super) fn try_out(&self) -> Result<String, CacheError> {
        let text_there = format!("{:016x}", random_u64());
        let mut command = script(TRY_OUT, &[&format!("{PREFIX}check:{text_there}")]);
        command.arg(&text_there);
        let reply = self.client.ask(&command)?;
        if text(&reply) == Some(&text_there) { Ok(self.shown()) } else { Err(self.bad_reply()) }
    }

    /// The names of all entries, a page at a time.
    fn each_page(&self, mut act: impl FnMut(Vec<String>) -> Result<(), CacheError>) -> Result<(), CacheError> {
        self.client.allow_a_survey();
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(&cursor).arg("MATCH").arg(format!("{PREFIX}*")).arg("COUNT").arg(PAGE);
            let Value::Array(reply) = self.client.ask(&scan)? else { return Err(self.bad_reply()) };
            let [next, Value::Array(names)] = reply.as_slice() else { return Err(self.bad_reply()) };
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

    /// The entry in a reply. An entry that cannot be used counts as none, with a warning.
    fn read(&self, value: &Value, key: Option<&Key>) -> Result<Option<Entry>, CacheError> {
        let text = match value {
            Value::Nil => return Ok(None),
            Value::BulkString(bytes) => std::str::from_utf8(bytes).map_err(|_| CacheError::new("it is not text")),
            Value::SimpleString(text) => Ok(text.as_str()),
            _ => return Err(self.bad_reply()),
        };
        match text.and_then(Entry::from_text) {
            Ok(entry) if key.is_some_and(|key| !key.matches(&entry.key)) => {
                self.warn("an entry belongs to other credentials");
            }
            Ok(entry) => return Ok(Some(entry)),
            Err(error) => self.warn(&format!("an entry cannot be used: {error}")),
        }
        Ok(None)
    }

    fn warn(&self, what: &str) {
        log::warn!("the shared cache {} has a damaged entry: {what}", self.shown());
    }

    fn bad_reply(&self) -> CacheError {
        self.client.stop_asking("it sent an unexpected reply")
    }
}

/// The name of an entry in Redis.
fn entry_name(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn lock_name(name: &str) -> String {
    format!("{PREFIX}{name}:lock")
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

/// How long the entry is of use.
fn life(entry: &Entry, now: Timestamp) -> Duration {
    let token = entry.token.as_ref().map_or(Duration::ZERO, |cached| cached.token.left(now));
    let until = entry.last_failure.as_ref().and_then(|failure| failure.until);
    let cooldown = until.map_or(Duration::ZERO, |until| clock::until(now, until));
    token.max(cooldown).max(SHORTEST_LIFE)
}

impl SharedStore for RedisStore {
    fn has_failed(&self) -> bool {
        self.client.has_failed()
    }

    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError> {
        let mut get = redis::cmd("GET");
        get.arg(entry_name(&key.name()));
        self.read(&self.client.ask(&get)?, Some(key))
    }

    async fn acquire(&self, key: &Key, holder: &str, life: Duration, gone: &[&str]) -> Result<Acquired, CacheError> {
        let name = key.name();
        let mut command = script(ACQUIRE, &[&entry_name(&name), &lock_name(&name)]);
        command.arg(holder).arg(milliseconds(life)).arg(gone);
        let left = self.client.time_left();
        let Value::Array(reply) = self.client.ask(&command)? else { return Err(self.bad_reply()) };
        let [now_holds, entry] = reply.as_slice() else { return Err(self.bad_reply()) };
        let Some(now_holds) = text(now_holds) else { return Err(self.bad_reply()) };
        if now_holds != holder {
            // The process waits for the other holder anyway, so this question cost it nothing.
            self.client.restore_time(left);
        }
        Ok(Acquired { holder: now_holds.to_owned(), entry: self.read(entry, Some(key))? })
    }

    async fn save(&self, key: &Key, holder: &str, entry: &Entry) -> Result<bool, CacheError> {
        let name = key.name();
        let mut command = script(SAVE, &[&entry_name(&name), &lock_name(&name)]);
        command.arg(holder).arg(entry.to_text()?).arg(milliseconds(life(entry, clock::now())));
        Ok(number(&self.client.ask(&command)?) == Some(1))
    }

    async fn release(&self, key: &Key, holder: &str) -> Result<(), CacheError> {
        let mut command = script(RELEASE, &[&lock_name(&key.name())]);
        command.arg(holder);
        self.client.ask(&command).map(drop)
    }
}
