//! The traits of the two stores that hold an account's stamp.
//!
//! The traits are asynchronous so that a simulation can interrupt a process at every step; the real stores block.

use std::time::Duration;

use super::stamp::{Pace, TurnDecision, TurnStamp};
use crate::cache::CacheError;

/// The stamps of this machine, each with a lock that the kernel releases when its holder ends.
pub trait LocalTurns {
    /// The held lock of one stamp.
    type TurnLock;

    /// Returns the time of the clock that all processes of this machine share.
    fn now(&self) -> Duration;

    /// Tries to lock the stamp of this account; none if another process holds the lock.
    async fn try_lock(&self, account: &str) -> Result<Option<Self::TurnLock>, CacheError>;

    /// Reads the stamp under its lock; none if it is missing or damaged.
    async fn read(&self, lock: &mut Self::TurnLock) -> Result<Option<TurnStamp>, CacheError>;

    /// Writes the stamp under its lock.
    async fn write(&self, lock: &mut Self::TurnLock, stamp: TurnStamp) -> Result<(), CacheError>;

    /// Reads the stamp without its lock.
    async fn peek(&self, account: &str) -> Option<TurnStamp>;
}

/// The stamps that machines share. The server reads and changes a stamp in one step, and uses its own clock.
pub trait SharedTurns {
    /// Returns whether the store has failed. Then this run does not use it again.
    fn has_failed(&self) -> bool;

    /// Reserves the next turn.
    async fn reserve(&self, account: &str, pace: &Pace) -> Result<TurnDecision, CacheError>;

    /// Blocks the account for this span from now.
    async fn block(&self, account: &str, span: Duration, pace: &Pace) -> Result<(), CacheError>;

    /// Returns the time from now until the account is no longer blocked.
    async fn blocked_for(&self, account: &str, pace: &Pace) -> Result<Duration, CacheError>;
}
