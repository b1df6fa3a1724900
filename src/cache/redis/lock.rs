//! The lock of an entry in a Redis.
//!
//! It is random text with an expiry, set only where there is none. It outlives the longest request, so that nobody takes
//! it from a holder who is only slow; the price is a wait when a holder is killed. Two rules shorten that: the next
//! process on the same machine, where the kernel tells that the holder is gone, succeeds it at once; and who has watched
//! the same holder for as long as a request may last succeeds it then. A holder who comes too late after all finds that
//! the lock is another's, and its entry is not written.
//!
//! Who waits asks again and again, with growing pauses and jitter, and gets lock and entry in one answer. To listen
//! instead (PUBLISH) would take a second connection each, wants a further right, and misses what is said while a
//! connection is made or after the holder has died, so that it would have to ask again and again all the same.

use std::time::{Duration, Instant};

use redis::Value;

use super::{RedisStore, life, milliseconds, name, number, script, text};
use crate::cache::{Attempt, Entry, Key, LONGEST_WAIT, Lock, Problem, random_id};
use crate::clock;

/// How much longer than a request the lock lives: for a slow network, and for a command that finds the secret.
const MARGIN: Duration = Duration::from_secs(10);
/// The first pause between two questions, and the longest.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(200)];

/// KEYS: entry, lock. ARGV: the holder to be, the lock's life in ms, then the holders that may be succeeded.
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

/// The lock of an entry in a Redis.
pub struct RedisLock<'a> {
    store: &'a RedisStore,
    key: Key,
    entry_name: String,
    lock_name: String,
    /// What says that the lock is this one's.
    token: String,
    life: Duration,
    /// How long the same holder is waited for.
    patience: Duration,
    /// Who held it when it was first seen held, and when that was.
    first_seen: Option<(String, Instant)>,
    pause: Duration,
    next_question: Instant,
    is_held: bool,
}

impl<'a> RedisLock<'a> {
    pub(super) fn new(store: &'a RedisStore, key: &Key, timeout: Duration) -> Self {
        let entry_name = name(key);
        Self {
            store,
            key: key.clone(),
            lock_name: format!("{entry_name}:lock"),
            entry_name,
            token: random_id(),
            life: timeout + MARGIN,
            patience: timeout.min(LONGEST_WAIT),
            first_seen: None,
            pause: PAUSES[0],
            next_question: Instant::now(),
            is_held: false,
        }
    }

    /// What the server has as long as this one holds the lock.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// As [`Lock::try_acquire`], and succeeds this holder, which is known to be gone.
    pub fn try_to_succeed(&mut self, gone: &str) -> Result<Attempt, Problem> {
        if self.is_held || Instant::now() < self.next_question {
            return Ok(Attempt { is_held: self.is_held, shared: None });
        }
        let mut command = script(ACQUIRE, &[&self.entry_name, &self.lock_name]);
        command.arg(&self.token).arg(milliseconds(self.life));
        if !gone.is_empty() {
            command.arg(gone);
        }
        if let Some((holder, since)) = &self.first_seen
            && since.elapsed() >= self.patience
        {
            command.arg(holder);
        }
        let left = self.store.client.left();
        let reply = self.store.client.ask(&command)?;
        let Value::Array(reply) = reply else { return Err(self.store.senseless()) };
        let [holder, entry] = reply.as_slice() else { return Err(self.store.senseless()) };
        let Some(holder) = text(holder) else { return Err(self.store.senseless()) };
        self.is_held = holder == self.token;
        if !self.is_held {
            self.store.client.restore(left);
            self.first_seen.get_or_insert_with(|| (holder.to_owned(), Instant::now()));
            self.next_question = Instant::now() + self.pause.mul_f64(0.5 + fastrand::f64());
            self.pause = (self.pause * 3 / 2).min(PAUSES[1]);
        }
        Ok(Attempt { is_held: self.is_held, shared: self.store.read(entry, Some(&self.key))? })
    }

    /// Lets go; says whether nothing is left of it on the server.
    pub fn release(&mut self) -> bool {
        if !self.is_held {
            return true;
        }
        self.is_held = false;
        let mut command = script(RELEASE, &[&self.lock_name]);
        command.arg(&self.token);
        self.store.client.ask(&command).is_ok()
    }
}

impl Lock for RedisLock<'_> {
    fn try_acquire(&mut self) -> Result<Attempt, Problem> {
        self.try_to_succeed("")
    }

    fn save(&mut self, entry: &Entry) -> Result<(), Problem> {
        let mut command = script(SAVE, &[&self.entry_name, &self.lock_name]);
        command.arg(&self.token).arg(entry.to_text()?).arg(milliseconds(life(entry, clock::now())));
        let reply = self.store.client.ask(&command)?;
        self.is_held = false;
        if number(&reply) != Some(1) {
            log::info!("it took so long that another machine got a token meanwhile; this one is not shared");
        }
        Ok(())
    }
}

impl Drop for RedisLock<'_> {
    fn drop(&mut self) {
        self.release();
    }
}
