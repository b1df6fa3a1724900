//! The stamps of a simulated world, in the file of each machine and on the server that the machines share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use jiff::Timestamp;

use super::executor::World;
use crate::cache::CacheError;
use crate::machine::Machine;
use crate::rate::{LocalTurns, Pace, SharedTurns, TurnDecision, TurnStamp};

/// A fault of the shared rate that the simulation must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RateFault {
    /// A process sends its request however late it is.
    IgnoresLateness,
    /// Two processes can hold the lock of a stamp.
    SharesTheLock,
    /// A pause that the server asks for is not stored.
    ForgetsPauses,
}

/// A machine whose processes can stall after each wait.
pub(super) struct StallingMachine(pub(super) Rc<World>);

impl Machine for StallingMachine {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn uptime(&self) -> Duration {
        self.0.now()
    }

    async fn sleep(&self, span: Duration) {
        self.0.sleep(span).await;
        self.0.step().await;
    }

    fn random(&self) -> u64 {
        self.0.random()
    }
}

#[derive(Default)]
struct SimulatedStamp {
    stamp: Option<TurnStamp>,
    is_locked: bool,
}

/// The stamp of one machine.
#[derive(Clone)]
pub(super) struct SimulatedStamps {
    pub(super) world: Rc<World>,
    file: Rc<RefCell<SimulatedStamp>>,
    /// How far the clock of the machine is ahead.
    pub(super) ahead: Rc<Cell<Duration>>,
    /// Whether the file cannot be used.
    pub(super) is_unusable: bool,
    fault: Option<RateFault>,
}

/// A lock that the kernel releases when its holder ends.
pub(super) struct SimulatedTurnLock {
    file: Rc<RefCell<SimulatedStamp>>,
}

impl Drop for SimulatedTurnLock {
    fn drop(&mut self) {
        self.file.borrow_mut().is_locked = false;
    }
}

impl SimulatedStamps {
    pub(super) fn new(world: &Rc<World>, fault: Option<RateFault>) -> Self {
        // The machine started some time before the world began.
        let ahead = Rc::new(Cell::new(Duration::from_hours(1)));
        Self { world: Rc::clone(world), file: Rc::default(), ahead, is_unusable: false, fault }
    }
}

impl LocalTurns for SimulatedStamps {
    type TurnLock = SimulatedTurnLock;

    fn now(&self) -> Duration {
        self.world.now() + self.ahead.get()
    }

    async fn try_lock(&self, _: &str) -> Result<Option<SimulatedTurnLock>, CacheError> {
        self.world.step().await;
        if self.is_unusable {
            return Err(CacheError::new("unusable"));
        }
        if self.file.borrow().is_locked && self.fault != Some(RateFault::SharesTheLock) {
            return Ok(None);
        }
        self.file.borrow_mut().is_locked = true;
        Ok(Some(SimulatedTurnLock { file: Rc::clone(&self.file) }))
    }

    async fn read(&self, _: &mut SimulatedTurnLock) -> Result<Option<TurnStamp>, CacheError> {
        self.world.step().await;
        Ok(self.file.borrow().stamp)
    }

    async fn write(&self, _: &mut SimulatedTurnLock, stamp: TurnStamp) -> Result<(), CacheError> {
        self.world.step().await;
        let blocked_until = match self.fault {
            Some(RateFault::ForgetsPauses) => Duration::ZERO,
            _ => stamp.blocked_until,
        };
        self.file.borrow_mut().stamp = Some(TurnStamp { blocked_until, ..stamp });
        self.world.step().await;
        Ok(())
    }

    async fn peek(&self, _: &str) -> Option<TurnStamp> {
        self.world.step().await;
        self.file.borrow().stamp
    }
}

/// The server of the stamps that machines share.
#[derive(Default)]
pub(super) struct StampServer {
    pub(super) stamp: Option<TurnStamp>,
    /// Whether no machine can reach the server.
    pub(super) is_away: bool,
}

/// One process's connection to the server.
pub(super) struct SimulatedTurns {
    pub(super) world: Rc<World>,
    pub(super) server: Rc<RefCell<StampServer>>,
    pub(super) has_failed: Cell<bool>,
}

impl SimulatedTurns {
    /// Sends a command and receives the reply; returns the reply and the time that this took.
    async fn ask<T>(
        &self,
        act: impl FnOnce(Option<TurnStamp>, Duration) -> (Option<TurnStamp>, T),
    ) -> Result<(T, Duration), CacheError> {
        let began = self.world.now();
        let travel = || self.world.sleep(Duration::from_micros(200 + self.world.below(2_000)));
        travel().await;
        if self.server.borrow().is_away {
            self.has_failed.set(true);
            self.world.sleep(Duration::from_secs(1)).await;
            return Err(CacheError::shared("away"));
        }
        let (stamp, value) = act(self.server.borrow().stamp, self.world.now());
        let stored = stamp.or(self.server.borrow().stamp);
        self.server.borrow_mut().stamp = stored;
        travel().await;
        Ok((value, self.world.now().saturating_sub(began)))
    }
}

impl SharedTurns for SimulatedTurns {
    fn has_failed(&self) -> bool {
        self.has_failed.get()
    }

    async fn reserve(&self, _: &str, pace: &Pace) -> Result<TurnDecision, CacheError> {
        let reserve = |stored, now| {
            let (decision, stamp) = TurnStamp::reserve(stored, now, pace);
            (stamp, decision)
        };
        Ok(match self.ask(reserve).await? {
            (TurnDecision::Reserved(wait), took) => TurnDecision::Reserved(wait.saturating_sub(took / 2)),
            (too_long, _) => too_long,
        })
    }

    async fn block(&self, _: &str, span: Duration, _: &Pace) -> Result<(), CacheError> {
        self.ask(|stored, now| (Some(TurnStamp::block(stored, now, span)), ())).await.map(drop)
    }

    async fn blocked_for(&self, _: &str, _: &Pace) -> Result<Duration, CacheError> {
        let blocked_for =
            |stored: Option<TurnStamp>, now| stored.map_or(Duration::ZERO, |stamp| stamp.blocked_for(now));
        Ok(self.ask(|stored, now| (None, blocked_for(stored, now))).await?.0)
    }
}
