//! The request rate of an account, which all its processes share: through a file on one machine, and through the shared cache
//! on several machines.
//!
//! Each request first reserves a turn, and then waits until the turn begins. The turn of a killed process remains unused, and a
//! process that wakes up too late for its turn reserves another one. So requests are never closer together than their turns
//! allow, and a process waits only for processes that reserved earlier.

mod clock;
mod files;
mod redis;
mod stamp;
mod stores;

pub use files::RateFiles;
pub use stamp::{Pace, TurnDecision, TurnStamp};
pub use stores::{LocalTurns, SharedTurns};

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::cache::CacheError;
use crate::clock::in_words;
use crate::machine::Machine;
use crate::random;

/// How long before its turn a process checks whether the server has asked for a pause in the meantime.
const CHECK_BEFORE: Duration = Duration::from_millis(10);
/// The longest pause between two attempts to lock the stamp; the shortest is half of it. A lock lasts only microseconds.
const LOCK_PAUSE: Duration = Duration::from_millis(2);
/// The time limit of the wait for the lock. The longest wait for a turn replaces it if that is longer.
const LOCK_TIMEOUT: Duration = Duration::from_secs(1);

/// The state of one process: its own stamp, in case no store works, and the stores that have failed.
#[derive(Debug, Default)]
pub struct ProcessTurns {
    stamp: Mutex<Option<TurnStamp>>,
    local_has_failed: AtomicBool,
    shared_has_failed: AtomicBool,
}

/// The rate of an account, and the stores through which processes share it.
pub struct SharedRate<'a, M, L, S> {
    /// The clock, the sleep and the random numbers of the machine.
    pub machine: &'a M,
    /// This machine's store, if it has one.
    pub local: Option<&'a L>,
    /// The store that machines share, if there is one.
    pub shared: Option<&'a S>,
    /// The state of this process.
    pub process: &'a ProcessTurns,
    /// The name of the account.
    pub account: &'a str,
    /// The pace of the turns.
    pub pace: Pace,
}

/// The failure to get a turn within the longest wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTurn {
    /// The time from now until the next turn begins.
    pub next_in: Duration,
}

impl<M: Machine, L: LocalTurns, S: SharedTurns> SharedRate<'_, M, L, S> {
    /// Waits for a turn, and returns the duration of the wait. The caller must send the request at once.
    ///
    /// # Errors
    ///
    /// Fails when no turn begins within the longest wait.
    pub async fn take_turn(&self) -> Result<Duration, NoTurn> {
        let began = self.machine.uptime();
        loop {
            let waited = self.machine.uptime().saturating_sub(began);
            let left = self.pace.longest_wait.saturating_sub(waited);
            let turn = self.reserve(Pace { longest_wait: left, ..self.pace }).await?;
            if self.wait_until(turn).await {
                return Ok(self.machine.uptime().saturating_sub(began));
            }
            log::info!("the turn could not be used in time; taking another one");
        }
    }

    /// Blocks all requests of the account for this span, because the server has asked for a pause.
    pub async fn block(&self, span: Duration) {
        if let Some(shared) = self.usable_shared() {
            match shared.block(self.account, span, &self.pace).await {
                Ok(()) => return,
                Err(error) => self.warn_of_shared(&error),
            }
        }
        let block = |stored, now| (Some(TurnStamp::block(stored, now, span)), ());
        if self.update_local(self.pace.longest_wait, block).await.is_none() {
            self.update_process(block);
        }
    }

    /// Waits until the turn begins. Returns false if it is too late to use the turn, or if the server has asked for a pause.
    async fn wait_until(&self, turn: Duration) -> bool {
        let time_until = |time: Duration| time.saturating_sub(self.machine.uptime());
        let wait = time_until(turn);
        if wait > Duration::ZERO {
            log::info!("waiting {} for a turn, because requests share a rate", in_words(wait));
        }
        if wait > CHECK_BEFORE {
            self.machine.sleep(wait.saturating_sub(CHECK_BEFORE)).await;
            if self.blocked_for().await > time_until(turn) {
                return false;
            }
        }
        if time_until(turn) > Duration::ZERO {
            self.machine.sleep(time_until(turn)).await;
        }
        self.machine.uptime() <= turn + self.pace.latest
    }

    /// Reserves a turn, and returns the uptime of this machine at which the turn begins.
    async fn reserve(&self, pace: Pace) -> Result<Duration, NoTurn> {
        let begin = |decision, now: Duration| match decision {
            TurnDecision::Reserved(wait) => Ok(now + wait),
            TurnDecision::TooLong(next_in) => Err(NoTurn { next_in }),
        };
        if let Some(shared) = self.usable_shared() {
            match shared.reserve(self.account, &pace).await {
                Ok(decision) => return begin(decision, self.machine.uptime()),
                Err(error) => self.warn_of_shared(&error),
            }
        }
        let reserve = |stored, now| {
            // The uptime is read now, so that a process that is suspended after this notices that it is late for its turn.
            let uptime = self.machine.uptime();
            let (decision, stamp) = TurnStamp::reserve(stored, now, &pace);
            (stamp, begin(decision, uptime))
        };
        match self.update_local(pace.longest_wait, reserve).await {
            Some(Some(turn)) => turn,
            Some(None) => Err(NoTurn { next_in: pace.longest_wait }),
            None => self.update_process(reserve),
        }
    }

    async fn blocked_for(&self) -> Duration {
        if let Some(shared) = self.usable_shared() {
            // A failure is ignored here, because the next request to the store reports it.
            return shared.blocked_for(self.account, &self.pace).await.unwrap_or_default();
        }
        match self.usable_local() {
            Some(local) => local.peek(self.account).await.map(|stamp| stamp.blocked_for(local.now())),
            None => self.process_stamp().map(|stamp| stamp.blocked_for(self.machine.uptime())),
        }
        .unwrap_or_default()
    }

    /// Changes the stamp of this machine under its lock, and returns the result of `change`. Returns `None` if the store does not
    /// work, and `Some(None)` if another process holds the lock for too long.
    async fn update_local<T>(
        &self,
        longest_wait: Duration,
        change: impl FnOnce(Option<TurnStamp>, Duration) -> (Option<TurnStamp>, T),
    ) -> Option<Option<T>> {
        let local = self.usable_local()?;
        let outcome = async {
            let deadline = self.machine.uptime() + longest_wait.max(LOCK_TIMEOUT);
            let mut lock = loop {
                if let Some(lock) = local.try_lock(self.account).await? {
                    break lock;
                }
                if self.machine.uptime() >= deadline {
                    return Ok(None);
                }
                let jitter = 0.5 + random::fraction(self.machine.random()) / 2.0;
                self.machine.sleep(LOCK_PAUSE.mul_f64(jitter)).await;
            };
            let stored = local.read(&mut lock).await?;
            let (stamp, value) = change(stored, local.now());
            if let Some(stamp) = stamp {
                local.write(&mut lock, stamp).await?;
            }
            Ok(Some(value))
        };
        match outcome.await {
            Ok(value) => Some(value),
            Err(error) => {
                self.warn_of_local(&error);
                None
            }
        }
    }

    /// Changes the stamp of this process.
    fn update_process<T>(&self, change: impl FnOnce(Option<TurnStamp>, Duration) -> (Option<TurnStamp>, T)) -> T {
        let mut stored = self.process.stamp.lock().unwrap_or_else(PoisonError::into_inner);
        let (stamp, value) = change(*stored, self.machine.uptime());
        *stored = stamp.or(*stored);
        value
    }

    fn process_stamp(&self) -> Option<TurnStamp> {
        *self.process.stamp.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn usable_local(&self) -> Option<&L> {
        self.local.filter(|_| !self.process.local_has_failed.load(Ordering::Relaxed))
    }

    fn usable_shared(&self) -> Option<&S> {
        self.shared.filter(|shared| !shared.has_failed() && !self.process.shared_has_failed.load(Ordering::Relaxed))
    }

    fn warn_of_local(&self, error: &CacheError) {
        if !self.process.local_has_failed.swap(true, Ordering::Relaxed) {
            log::warn!("the rate is not shared with other processes: {error}");
        }
    }

    fn warn_of_shared(&self, error: &CacheError) {
        if !self.process.shared_has_failed.swap(true, Ordering::Relaxed) {
            log::warn!("the rate is not shared with other machines: {error} (docs/fleet.md lists what it needs)");
        }
    }
}
