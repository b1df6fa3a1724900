//! The lock of one entry: this machine's first, then the shared one, so that one process of each machine asks the server.
//!
//! The shared lock outlives the longest request, so that a slow holder keeps it. After a crash that would be a long wait,
//! and two rules shorten it: the next process of the same machine, which the kernel lets in only when the holder is gone,
//! takes its place at once; and a process that has seen the same holder for as long as a request may take, takes it then.
//! A holder that comes too late finds that the lock is another's, and its entry is not written.
//!
//! A process that waits asks again with growing pauses, and gets lock and entry in one answer. Being notified instead
//! (PUBLISH) would need a second connection and a further right, and would miss what happens while it connects.

use std::time::Duration;

use super::{Cache, Entry, Key, LocalStore, SharedStore};
use crate::failure::Result;
use crate::machine::Machine;
use crate::random;

/// How much longer than a request the shared lock lives, for a slow network.
const MARGIN: Duration = Duration::from_secs(10);
/// The longest life of the shared lock. A time limit can be longer than a Redis can count.
const LONGEST_LIFE: Duration = Duration::from_hours(1);
/// The longest that a holder is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The first pause between two questions to the shared store, and the longest.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(200)];

/// The lock of one entry, with the right to write it.
pub struct EntryLock<'a, M, L: LocalStore, S> {
    cache: &'a Cache<M, L, S>,
    key: &'a Key,
    timeout: Duration,
    /// None when this machine's store cannot lock.
    local: Option<L::Lock>,
    local_is_held: bool,
    shared: SharedLock,
}

/// The shared half of the lock.
struct SharedLock {
    /// This holder's name.
    name: String,
    /// The names of this machine's processes that were killed and can have held it, with a space between two.
    predecessors: String,
    /// Who held it when it was first seen held, and when that was.
    first_seen: Option<(String, Duration)>,
    pause: Duration,
    next_question: Duration,
    is_held: bool,
}

/// What came of an attempt to take the shared lock.
pub enum SharedAttempt {
    /// It is held, or there is no shared store; with the shared entry.
    Held(Option<Entry>),
    /// Another machine holds it; with the shared entry, if the server was asked this time.
    Busy(Option<Entry>),
}

impl<'a, M: Machine, L: LocalStore, S: SharedStore> EntryLock<'a, M, L, S> {
    pub(super) async fn open(cache: &'a Cache<M, L, S>, key: &'a Key, timeout: Duration) -> Self {
        let mut lock = Self {
            cache,
            key,
            timeout,
            local: None,
            local_is_held: false,
            shared: SharedLock {
                name: format!("{:016x}", cache.machine.random()),
                predecessors: String::new(),
                first_seen: None,
                pause: PAUSES[0],
                next_question: Duration::ZERO,
                is_held: false,
            },
        };
        if let Some(local) = &cache.local {
            match local.open_lock(key).await {
                Ok(opened) => lock.local = Some(opened),
                Err(error) => cache.warn_of_local(&error),
            }
        }
        lock
    }

    /// Takes this machine's lock if it is free. True when no other process of this machine is in the way: also when this
    /// machine has no store, or one that does not work.
    pub async fn try_local(&mut self) -> bool {
        let (Some(local), Some(lock)) = (&self.cache.local, &mut self.local) else { return true };
        match local.try_lock(lock).await {
            Ok(is_held) => {
                self.local_is_held = is_held;
                is_held
            }
            Err(error) => {
                self.cache.warn_of_local(&error);
                self.local = None;
                true
            }
        }
    }

    /// Makes sure that the outcome can be written. Where it cannot, this machine's lock is given up: processes that wait
    /// would learn nothing from it, and ask one after the other.
    pub async fn prepare_save(&mut self) {
        if let (Some(local), Some(lock), true) = (&self.cache.local, &mut self.local, self.local_is_held)
            && let Err(error) = local.prepare_save(lock).await
        {
            self.cache.warn_of_local(&error);
            self.local = None;
            self.local_is_held = false;
        }
    }

    /// Takes the shared lock if it is free.
    ///
    /// # Errors
    ///
    /// Fails when the shared store fails and is required.
    pub async fn try_shared(&mut self) -> Result<SharedAttempt> {
        let Some(store) = self.cache.usable_shared() else { return Ok(SharedAttempt::Held(None)) };
        let now = self.cache.machine.uptime();
        if now < self.shared.next_question {
            return Ok(SharedAttempt::Busy(None));
        }
        if let (Some(local), Some(lock), true) = (&self.cache.local, &mut self.local, self.local_is_held)
            && self.shared.first_seen.is_none()
        {
            self.shared.predecessors = local.predecessor(lock).await;
            // Before the question, so that the next process knows the name even if this one is killed before the reply.
            // The earlier names stay until the question has been asked.
            local.leave_name(lock, &format!("{} {}", self.shared.name, self.shared.predecessors)).await;
        }
        let patience = self.timeout.min(LONGEST_WAIT);
        let mut gone: Vec<&str> = self.shared.predecessors.split_whitespace().collect();
        if let Some((holder, since)) = &self.shared.first_seen
            && now.saturating_sub(*since) >= patience
        {
            gone.push(holder);
        }
        let life = self.timeout.saturating_add(MARGIN).min(LONGEST_LIFE);
        let acquired = store.acquire(self.key, &self.shared.name, life, &gone).await;
        let Some(acquired) = self.cache.tolerate_shared(acquired)? else { return Ok(SharedAttempt::Held(None)) };
        self.shared.is_held = acquired.holder == self.shared.name;
        if self.shared.is_held {
            return Ok(SharedAttempt::Held(acquired.entry));
        }
        self.shared.first_seen.get_or_insert((acquired.holder, now));
        let jitter = 0.5 + random::fraction(self.cache.machine.random());
        self.shared.next_question = self.cache.machine.uptime() + self.shared.pause.mul_f64(jitter);
        self.shared.pause = (self.shared.pause * 3 / 2).min(PAUSES[1]);
        Ok(SharedAttempt::Busy(acquired.entry))
    }

    /// Copies the shared entry to this machine, where this machine's lock is held.
    pub async fn copy_to_local(&mut self, entry: &Entry) {
        if let (Some(local), Some(lock), true) = (&self.cache.local, &mut self.local, self.local_is_held)
            && let Err(error) = local.save(lock, entry).await
        {
            self.cache.warn_of_local(&error);
        }
    }

    /// Writes the entry wherever the lock is held, and releases the shared lock.
    ///
    /// # Errors
    ///
    /// Fails when the shared store fails and is required; the entry is on this machine then.
    pub async fn save(&mut self, entry: &Entry) -> Result<()> {
        let mut outcome = Ok(());
        if let (Some(store), true) = (self.cache.usable_shared(), self.shared.is_held) {
            let saved = store.save(self.key, &self.shared.name, entry).await;
            match self.cache.tolerate_shared(saved) {
                Ok(Some(true)) => self.shared.is_held = false,
                Ok(Some(false)) => {
                    self.shared.is_held = false;
                    log::info!("another machine got a token in the meantime; this one is not shared");
                }
                Ok(None) => {}
                Err(failure) => outcome = Err(failure),
            }
        }
        self.copy_to_local(entry).await;
        outcome
    }

    /// Releases the shared lock, then this machine's.
    pub async fn release(mut self) {
        let is_released = match self.cache.usable_shared() {
            _ if !self.shared.is_held => true,
            Some(store) => store.release(self.key, &self.shared.name).await.is_ok(),
            None => false,
        };
        // Otherwise the name stays, so that the next process of this machine need not wait for the lock to expire.
        if is_released && let (Some(local), Some(lock), true) = (&self.cache.local, &mut self.local, self.local_is_held)
        {
            local.leave_name(lock, "").await;
        }
    }
}
