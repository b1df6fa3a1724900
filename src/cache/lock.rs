//! The lock of one entry: this machine's lock first, then the shared one, so that only one process of each machine
//! tries to take the shared lock.
//!
//! The shared lock lives longer than the longest request, so that a slow holder does not lose it. Two rules shorten the
//! wait after a crash of the holder. The next process of the same machine takes the lock over at once: that process has
//! this machine's lock, so the holder has ended. A process of another machine takes the lock over after it has seen the
//! same holder for as long as a request may take. If that holder still runs, it cannot write its entry, because the lock
//! no longer has its name.
//!
//! A process that waits tries again after pauses that grow, and one reply contains both the lock's holder and the entry.
//! A notification (PUBLISH) would need a second connection and another permission, and could be missed while the process
//! connects.

use std::time::Duration;

use super::{Cache, Entry, Key, LocalStore, SharedStore};
use crate::failure::Result;
use crate::machine::Machine;
use crate::random;

/// The life of the shared lock is the time limit of a request and this margin for a slow network.
const MARGIN: Duration = Duration::from_secs(10);
/// The longest life of the shared lock, because a time limit can be too large a number for Redis.
const LONGEST_LIFE: Duration = Duration::from_hours(1);
/// After this time at the latest, a holder of another machine counts as ended.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The first and the longest pause between two attempts to take the shared lock.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(200)];

/// The lock of one entry. Its holder may write the entry.
pub struct EntryLock<'a, M, L: LocalStore, S> {
    cache: &'a Cache<M, L, S>,
    key: &'a Key,
    timeout: Duration,
    /// None if this machine's store is missing or has failed.
    local: Option<L::Lock>,
    local_is_held: bool,
    shared: SharedLock,
}

/// The part of the lock that is in the shared store.
struct SharedLock {
    /// The name of this process as a holder.
    name: String,
    /// The names of killed processes of this machine that may still hold the lock, separated by spaces.
    predecessors: String,
    /// The first other holder that this process has seen, and the uptime at that moment.
    first_seen: Option<(String, Duration)>,
    pause: Duration,
    next_attempt: Duration,
    is_held: bool,
}

/// The outcome of an attempt to take the shared lock, with the shared entry.
pub enum SharedAttempt {
    /// This process holds the lock, or there is no usable shared store.
    Held(Option<Entry>),
    /// Another process holds the lock. Between two attempts no request is sent, so there is no entry.
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
                next_attempt: Duration::ZERO,
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

    /// Takes this machine's lock if it is free, and returns whether this process can continue: if it has the lock, or if
    /// this machine's store is missing or fails.
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

    /// Makes sure that the outcome can be stored. If it cannot be stored, releases this machine's lock: otherwise the
    /// processes that wait for it would find no outcome, and would send their requests one after the other.
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
        if now < self.shared.next_attempt {
            return Ok(SharedAttempt::Busy(None));
        }
        if let (Some(local), Some(lock), true) = (&self.cache.local, &mut self.local, self.local_is_held)
            && self.shared.first_seen.is_none()
        {
            self.shared.predecessors = local.holder_names(lock).await;
            // The name is written before the attempt: if this process is killed before the reply, the next process needs
            // the name. The earlier names stay until the lock is released.
            local.write_holder_names(lock, &format!("{} {}", self.shared.name, self.shared.predecessors)).await;
        }
        let limit = self.timeout.min(LONGEST_WAIT);
        let mut ended: Vec<&str> = self.shared.predecessors.split_whitespace().collect();
        if let Some((holder, since)) = &self.shared.first_seen
            && now.saturating_sub(*since) >= limit
        {
            ended.push(holder);
        }
        let life = self.timeout.saturating_add(MARGIN).min(LONGEST_LIFE);
        let acquired = store.acquire(self.key, &self.shared.name, life, &ended).await;
        let Some(acquired) = self.cache.tolerate_shared(acquired)? else { return Ok(SharedAttempt::Held(None)) };
        self.shared.is_held = acquired.holder == self.shared.name;
        if self.shared.is_held {
            return Ok(SharedAttempt::Held(acquired.entry));
        }
        self.shared.first_seen.get_or_insert((acquired.holder, now));
        let jitter = 0.5 + random::fraction(self.cache.machine.random());
        self.shared.next_attempt = self.cache.machine.uptime() + self.shared.pause.mul_f64(jitter);
        self.shared.pause = (self.shared.pause * 3 / 2).min(PAUSES[1]);
        Ok(SharedAttempt::Busy(acquired.entry))
    }

    /// Copies the shared entry to this machine, if this machine's lock is held.
    pub async fn copy_to_local(&mut self, entry: &Entry) {
        if let (Some(local), Some(lock), true) = (&self.cache.local, &mut self.local, self.local_is_held)
            && let Err(error) = local.save(lock, entry).await
        {
            self.cache.warn_of_local(&error);
        }
    }

    /// Writes the entry to each store whose lock is held, and releases the shared lock.
    ///
    /// # Errors
    ///
    /// Fails when the shared store fails and is required. The entry is still written on this machine.
    pub async fn save(&mut self, entry: &Entry) -> Result<()> {
        let mut outcome = Ok(());
        if let (Some(store), true) = (self.cache.usable_shared(), self.shared.is_held) {
            let saved = store.save(self.key, &self.shared.name, entry).await;
            match self.cache.tolerate_shared(saved) {
                Ok(Some(true)) => self.shared.is_held = false,
                Ok(Some(false)) => {
                    self.shared.is_held = false;
                    log::info!("another machine took the lock over, so this token is not shared");
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
        // If the lock was not released, the name stays in the file, so that the next process of this machine can take the
        // lock over at once.
        if is_released && let (Some(local), Some(lock), true) = (&self.cache.local, &mut self.local, self.local_is_held)
        {
            local.write_holder_names(lock, "").await;
        }
    }
}
