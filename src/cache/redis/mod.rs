//! Tokens in a Redis or Valkey server that many machines share.
//!
//! An entry is the string `travauth:1:{NAME}`, where NAME is a hash of the key. It expires when it is no longer useful.
//! Its lock is `travauth:1:{NAME}:lock`, which contains the name of its holder and expires by itself. Only the holder
//! of the lock can write the entry: a script compares the holder's name and writes in one step.
//!
//! In a cluster, all names in one command must be in the same slot. The braces make NAME the hash tag of the entry and of
//! its lock, so both are in one slot, and a script can use both. All other commands use only one name each.

mod address;
mod client;
mod links;
mod node;
mod redirect;
mod time_budget;
mod topology;
mod value;
mod wire;

pub use address::{Address, PasswordReference, RedisRoute, SentinelRoute, TlsFiles, is_redis};
pub use links::{CertificateReader, PasswordSource};
pub use node::{RedisNode, RedisServer};

use std::time::Duration;

use jiff::Timestamp;
use redis::{Cmd, Value};

use super::{Acquired, CacheError, Entry, Key, Listed, RETENTION_AFTER_EXPIRY, SharedStore, StoredIn};
use crate::clock;
use crate::config::AllowedHosts;
use crate::http::Trust;
use crate::random::random_u64;
use client::RedisClient;
use links::RedisAccess;
use value::{bulk, number, text};

/// The beginning of all names; the number is the version of the format.
const PREFIX: &str = "travauth:1:";
/// The length of the hash of a key, in characters.
const HASH_CHARACTERS: usize = 32;
/// The shortest life of an entry, so that the processes that wait for it find it.
const SHORTEST_LIFE: Duration = Duration::from_mins(1);
/// The number of names that one SCAN command requests.
const PAGE: usize = 1000;

/// A script that takes the lock if it is free or its holder has ended, and returns the holder and the entry.
///
/// KEYS: entry, lock. ARGV: the new holder, the lock's life in ms, then the holders that have ended.
const ACQUIRE: &str = "local holder = redis.call('GET', KEYS[2])
for i = 3, #ARGV do
  if holder == ARGV[i] then redis.call('DEL', KEYS[2]) end
end
redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2])
return {redis.call('GET', KEYS[2]), redis.call('GET', KEYS[1])}";

/// A script that writes the entry and releases the lock if this holder has the lock. Returns 1 if it has, and 0 otherwise.
///
/// KEYS: entry, lock. ARGV: the holder, the entry's new text, the entry's life in ms.
const SAVE: &str = "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[2])
return 1";

/// A script that releases the lock if this holder has it.
///
/// KEYS: lock. ARGV: the holder.
const RELEASE: &str = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])";

/// The life of the value that [`RedisStore::try_out`] writes, in case it cannot be deleted.
const TRY_OUT_LIFE: Duration = Duration::from_secs(10);

/// A Redis or Valkey server, a cluster of them, or the primary that Sentinels name.
pub struct RedisStore {
    client: RedisClient,
}

impl RedisStore {
    /// Creates a store. It reads the password and connects when the first command is sent.
    pub fn new(address: Address, password: PasswordSource, trust: Trust) -> Self {
        let (sentinel_password, certificate) = (Box::new(|| Ok(None)), Box::new(|| Ok(None)));
        let access = RedisAccess { address, password, sentinel_password, trust, allowed_hosts: None, certificate };
        Self { client: RedisClient::new(access) }
    }

    /// Sets the password of the Sentinels.
    #[must_use]
    pub fn with_sentinel_password(self, password: PasswordSource) -> Self {
        self.client.change_access(|access| access.sentinel_password = password);
        self
    }

    /// Sets the hosts that connections are allowed to. This machine is always allowed.
    #[must_use]
    pub fn with_allowed_hosts(self, hosts: Option<AllowedHosts>) -> Self {
        self.client.change_access(|access| access.allowed_hosts = hosts);
        self
    }

    /// Sets the client certificate.
    #[must_use]
    pub fn with_client_certificate(self, certificate: CertificateReader) -> Self {
        self.client.change_access(|access| access.certificate = certificate);
        self
    }

    /// Returns the address, without its password.
    pub fn shown(&self) -> String {
        self.client.shown()
    }

    /// Returns where the entry of this key is stored.
    pub(super) fn location(&self, key: &Key) -> String {
        format!("{} as {}", self.shown(), entry_name(&key.name()))
    }

    /// Describes the server that was used last, for example `cluster, node 10.0.0.2:6379`.
    pub(super) fn server(&self) -> Result<String, CacheError> {
        self.client.server()
    }

    /// Adds all entries that can be read, in no particular order. If a node of a cluster fails, the entries of the others are still
    /// added.
    pub(super) fn list(&self, listed: &mut Vec<Listed>) -> Result<(), CacheError> {
        self.each_page(|server, names| {
            let values = self.client.query_on(server, &each("GET", names))?;
            for (name, value) in names.iter().zip(&values) {
                let name = hash_of(name).unwrap_or(name).to_owned();
                listed.extend(self.read(value, None)?.map(|entry| Listed { name, entry, stored_in: StoredIn::Shared }));
            }
            Ok(())
        })
    }

    /// Deletes the entry of this name; returns false if there was none.
    pub(super) fn remove(&self, name: &str) -> Result<bool, CacheError> {
        let replies = self.client.query_all(&each("DEL", &[entry_name(name)]))?;
        Ok(replies.iter().filter_map(number).sum::<usize>() > 0)
    }

    /// Deletes all entries, including those that cannot be read, and returns their number. If a node of a cluster fails, the
    /// entries of the other nodes are still deleted.
    pub(super) fn remove_all(&self) -> Result<usize, CacheError> {
        let mut count = 0;
        self.each_page(|server, names| {
            let replies = self.client.query_on(server, &each("DEL", names))?;
            count += replies.iter().filter_map(number).sum::<usize>();
            Ok(())
        })?;
        Ok(count)
    }

    /// Tests the store and returns its address. The test locks, writes, reads and deletes a value with the scripts that
    /// entries use. The value is in the same slot as this key's entry, but has another name.
    pub(super) fn try_out(&self, key: &Key) -> Result<String, CacheError> {
        let holder = format!("{:016x}", random_u64());
        let entry = format!("{}:check:{holder}", entry_name(&key.name()));
        let lock = format!("{entry}:lock");
        let acquire = acquire(&entry, &lock, &holder, TRY_OUT_LIFE, &[]);
        let save = save(&entry, &lock, &holder, &holder, TRY_OUT_LIFE);
        let steps = [
            (acquire.clone(), Value::Array(vec![bulk(&holder), Value::Nil])),
            (save, Value::Int(1)),
            (acquire, Value::Array(vec![bulk(&holder), bulk(&holder)])),
            (release(&lock, &holder), Value::Int(1)),
            (each("DEL", &[entry]).remove(0), Value::Int(1)),
        ];
        for (command, expected) in steps {
            if self.client.query(&command)? != expected {
                return Err(self.bad_reply());
            }
        }
        Ok(format!("{} ({})", self.shown(), self.server()?))
    }

    /// Calls `act` with the names of all entries, page by page, and with the server that stores the entries of that page.
    fn each_page(
        &self,
        mut act: impl FnMut(&RedisServer, &[String]) -> Result<(), CacheError>,
    ) -> Result<(), CacheError> {
        self.client.each_primary(|server| self.each_page_of(server, |names| act(server, names)))
    }

    fn each_page_of(
        &self,
        server: &RedisServer,
        mut act: impl FnMut(&[String]) -> Result<(), CacheError>,
    ) -> Result<(), CacheError> {
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(&cursor).arg("MATCH").arg(format!("{PREFIX}*")).arg("COUNT").arg(PAGE);
            let reply = self.client.query_on(server, &[scan])?.pop().unwrap_or_default();
            let Value::Array(reply) = reply else { return Err(self.bad_reply()) };
            let [next, Value::Array(names)] = reply.as_slice() else { return Err(self.bad_reply()) };
            let names: Vec<_> =
                names.iter().filter_map(text).filter(|name| hash_of(name).is_some()).map(str::to_owned).collect();
            if !names.is_empty() {
                act(&names)?;
            }
            match text(next) {
                Some("0") | None => return Ok(()),
                Some(next) => next.clone_into(&mut cursor),
            }
        }
    }

    /// Returns the entry in a reply. An entry that cannot be used causes a warning, and counts as missing.
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

    /// Runs a script on the request rate of this account, and returns the reply and the duration of the exchange. Even if
    /// the server rejects the script, entries can still be read and written.
    pub(crate) fn run_script(
        &self,
        source: &str,
        account: &str,
        arguments: &[u64],
    ) -> Result<(Value, Duration), CacheError> {
        let mut command = script(source, &[&format!("{}:rate", entry_name(account))]);
        command.arg(arguments);
        self.client.query_best_effort(&command)
    }

    /// Stops sending commands, because a reply was malformed, and returns the error.
    pub(crate) fn unexpected_reply(&self) -> CacheError {
        self.bad_reply()
    }

    fn warn(&self, what: &str) {
        log::warn!("the shared cache {} has a damaged entry: {what}", self.shown());
    }

    fn bad_reply(&self) -> CacheError {
        self.client.disable("it sent an unexpected reply")
    }
}

/// Returns the name of an entry in Redis.
fn entry_name(hash: &str) -> String {
    format!("{PREFIX}{{{hash}}}")
}

fn lock_name(hash: &str) -> String {
    format!("{}:lock", entry_name(hash))
}

/// Returns the hash in the name of an entry; none for any other name.
fn hash_of(name: &str) -> Option<&str> {
    let hash = name.strip_prefix(PREFIX)?.strip_prefix('{')?.strip_suffix('}')?;
    let is_hash = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (hash.len() == HASH_CHARACTERS && hash.bytes().all(is_hash)).then_some(hash)
}

/// Returns one command for each name.
fn each(command: &str, names: &[String]) -> Vec<Cmd> {
    let with_name = |name| {
        let mut with_name = redis::cmd(command);
        with_name.arg(name);
        with_name
    };
    names.iter().map(with_name).collect()
}

fn script(source: &str, names: &[&str]) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(source).arg(names.len()).arg(names);
    command
}

fn acquire(entry: &str, lock: &str, holder: &str, life: Duration, ended: &[&str]) -> Cmd {
    let mut command = script(ACQUIRE, &[entry, lock]);
    command.arg(holder).arg(milliseconds(life)).arg(ended);
    command
}

fn save(entry: &str, lock: &str, holder: &str, text: &str, life: Duration) -> Cmd {
    let mut command = script(SAVE, &[entry, lock]);
    command.arg(holder).arg(text).arg(milliseconds(life));
    command
}

fn release(lock: &str, holder: &str) -> Cmd {
    let mut command = script(RELEASE, &[lock]);
    command.arg(holder);
    command
}

fn milliseconds(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// Returns the life of the entry. A rejection is stored for longer than its cooldown, so that the next cooldown is longer.
fn life(entry: &Entry, now: Timestamp) -> Duration {
    let token = entry.token.as_ref().map_or(Duration::ZERO, |cached| cached.token.left(now));
    let rejections = entry.failures.iter().filter(|failure| failure.count > 0);
    let lives = rejections.map(|rejection| {
        clock::until(now, rejection.until.unwrap_or(rejection.at)).saturating_add(RETENTION_AFTER_EXPIRY)
    });
    lives.chain([token, SHORTEST_LIFE]).max().unwrap_or(SHORTEST_LIFE)
}

impl SharedStore for RedisStore {
    fn has_failed(&self) -> bool {
        self.client.has_failed()
    }

    async fn load(&self, key: &Key) -> Result<Option<Entry>, CacheError> {
        let mut get = redis::cmd("GET");
        get.arg(entry_name(&key.name()));
        self.read(&self.client.query(&get)?, Some(key))
    }

    async fn acquire(&self, key: &Key, holder: &str, life: Duration, ended: &[&str]) -> Result<Acquired, CacheError> {
        let hash = key.name();
        let command = acquire(&entry_name(&hash), &lock_name(&hash), holder, life, ended);
        let left = self.client.time_left();
        let Value::Array(reply) = self.client.query(&command)? else { return Err(self.bad_reply()) };
        let [current, entry] = reply.as_slice() else { return Err(self.bad_reply()) };
        let Some(current) = text(current) else { return Err(self.bad_reply()) };
        if current != holder {
            // The process must wait for the other holder anyway, so this command does not count against the time limit.
            self.client.restore_time(left);
        }
        Ok(Acquired { holder: current.to_owned(), entry: self.read(entry, Some(key))? })
    }

    async fn save(&self, key: &Key, holder: &str, entry: &Entry) -> Result<bool, CacheError> {
        let hash = key.name();
        let life = life(entry, clock::now());
        let command = save(&entry_name(&hash), &lock_name(&hash), holder, &entry.to_text()?, life);
        Ok(number(&self.client.query(&command)?) == Some(1))
    }

    async fn release(&self, key: &Key, holder: &str) -> Result<(), CacheError> {
        self.client.query(&release(&lock_name(&key.name()), holder)).map(drop)
    }
}
