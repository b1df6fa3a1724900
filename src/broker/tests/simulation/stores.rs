//! The simulated stores and the simulated machine.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::executor::World;
use crate::cache::{Acquired, CacheError, Entry, Key, LocalStore, SharedStore};
use crate::machine::Machine;

/// The time at which the world begins.
pub(super) const START: Timestamp = Timestamp::UNIX_EPOCH;

/// A machine whose clock can be wrong and can jump.
#[derive(Clone)]
pub(super) struct SimulatedMachine {
    pub(super) world: Rc<World>,
    /// How far its clock is ahead, in seconds.
    pub(super) ahead: Rc<Cell<i64>>,
}

impl Machine for SimulatedMachine {
    fn now(&self) -> Timestamp {
        let now = START + SignedDuration::try_from(self.world.now()).unwrap();
        now + SignedDuration::from_secs(1_000_000 + self.ahead.get())
    }

    fn uptime(&self) -> Duration {
        self.world.now()
    }

    fn sleep(&self, span: Duration) -> impl Future<Output = ()> {
        self.world.sleep(span)
    }

    fn random(&self) -> u64 {
        self.world.random()
    }
}

/// The file of one entry, and its lock.
#[derive(Default)]
struct SimulatedFile {
    entry: Option<Entry>,
    /// The process that holds the lock.
    holder: Option<usize>,
    name: String,
}

/// The files of one machine.
#[derive(Clone)]
pub(super) struct SimulatedFiles {
    world: Rc<World>,
    file: Rc<RefCell<SimulatedFile>>,
    /// Whether the disk is full.
    pub(super) is_full: Rc<Cell<bool>>,
    /// All tokens that were stored, in order, for the checks.
    pub(super) history: Rc<RefCell<Vec<String>>>,
}

/// A lock that the kernel releases when its holder ends.
pub(super) struct SimulatedLock {
    file: Rc<RefCell<SimulatedFile>>,
    is_held: bool,
}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        if self.is_held {
            self.file.borrow_mut().holder = None;
        }
    }
}

impl SimulatedFiles {
    pub(super) fn new(world: &Rc<World>) -> Self {
        Self { world: Rc::clone(world), file: Rc::default(), is_full: Rc::default(), history: Rc::default() }
    }

    /// Returns the process that holds the lock.
    pub(super) fn holder(&self) -> Option<usize> {
        self.file.borrow().holder
    }
}

impl LocalStore for SimulatedFiles {
    type Lock = SimulatedLock;

    async fn load(&self, _: &Key) -> Result<Option<Entry>, CacheError> {
        self.world.step().await;
        Ok(self.file.borrow().entry.clone())
    }

    async fn open_lock(&self, _: &Key) -> Result<SimulatedLock, CacheError> {
        self.world.step().await;
        Ok(SimulatedLock { file: Rc::clone(&self.file), is_held: false })
    }

    async fn try_lock(&self, lock: &mut SimulatedLock) -> Result<bool, CacheError> {
        self.world.step().await;
        if !lock.is_held && self.file.borrow().holder.is_none() {
            self.file.borrow_mut().holder = Some(self.world.current());
            lock.is_held = true;
        }
        Ok(lock.is_held)
    }

    async fn prepare_save(&self, _: &mut SimulatedLock) -> Result<(), CacheError> {
        self.world.step().await;
        if self.is_full.get() { Err(CacheError::new("full")) } else { Ok(()) }
    }

    async fn save(&self, lock: &mut SimulatedLock, entry: &Entry) -> Result<(), CacheError> {
        assert!(lock.is_held, "an entry is saved without its lock");
        self.world.step().await;
        if self.is_full.get() {
            return Err(CacheError::new("full"));
        }
        self.world.step().await;
        self.history
            .borrow_mut()
            .extend(entry.token.as_ref().map(|cached| cached.token.access_token.expose().to_owned()));
        self.file.borrow_mut().entry = Some(entry.clone());
        Ok(())
    }

    async fn holder_names(&self, _: &mut SimulatedLock) -> String {
        self.file.borrow().name.clone()
    }

    async fn write_holder_names(&self, _: &mut SimulatedLock, name: &str) {
        self.world.step().await;
        name.clone_into(&mut self.file.borrow_mut().name);
    }
}

/// The server that machines share.
#[derive(Default)]
pub(super) struct SimulatedServer {
    entry: Option<(Entry, Duration)>,
    lock: Option<(String, Duration)>,
    /// The process behind each name that asked for the lock.
    processes: HashMap<String, usize>,
    /// Whether no process can reach it.
    pub(super) is_away: bool,
    /// How often it lost its data, as in a fail-over or a restart.
    pub(super) losses: u32,
}

/// One process's connection to the server.
#[derive(Clone)]
pub(super) struct SimulatedRedis {
    pub(super) world: Rc<World>,
    pub(super) server: Rc<RefCell<SimulatedServer>>,
    pub(super) has_failed: Rc<Cell<bool>>,
    pub(super) failures: Rc<Cell<u32>>,
}

impl SimulatedServer {
    /// Loses all data.
    pub(super) fn lose(&mut self) {
        self.entry = None;
        self.lock = None;
        self.losses += 1;
    }

    /// Returns the process that holds the lock.
    pub(super) fn holder(&self) -> Option<usize> {
        self.processes.get(&self.lock.as_ref()?.0).copied()
    }

    fn expire(&mut self, now: Duration) {
        self.entry.take_if(|(_, end)| *end <= now);
        self.lock.take_if(|(_, end)| *end <= now);
    }
}

impl SimulatedRedis {
    /// Sends a command to the server and returns the reply. Either can be lost.
    async fn command<T>(&self, act: impl FnOnce(&mut SimulatedServer, Duration) -> T) -> Result<T, CacheError> {
        let failed = || {
            self.has_failed.set(true);
            self.failures.set(self.failures.get() + 1);
            CacheError::shared("away")
        };
        self.world.sleep(Duration::from_micros(200 + self.world.below(2_000))).await;
        if self.server.borrow().is_away {
            self.world.sleep(Duration::from_secs(1)).await;
            return Err(failed());
        }
        let now = self.world.now();
        self.server.borrow_mut().expire(now);
        let reply = act(&mut self.server.borrow_mut(), now);
        self.world.sleep(Duration::from_micros(200 + self.world.below(2_000))).await;
        if self.server.borrow().is_away { Err(failed()) } else { Ok(reply) }
    }
}

impl SharedStore for SimulatedRedis {
    fn has_failed(&self) -> bool {
        self.has_failed.get()
    }

    async fn load(&self, _: &Key) -> Result<Option<Entry>, CacheError> {
        self.command(|server, _| server.entry.as_ref().map(|(entry, _)| entry.clone())).await
    }

    async fn acquire(&self, _: &Key, holder: &str, life: Duration, ended: &[&str]) -> Result<Acquired, CacheError> {
        self.server.borrow_mut().processes.insert(holder.to_owned(), self.world.current());
        self.command(|server, now| {
            server.lock.take_if(|(current, _)| ended.contains(&current.as_str()));
            let current = server.lock.get_or_insert_with(|| (holder.to_owned(), now + life));
            Acquired { holder: current.0.clone(), entry: server.entry.as_ref().map(|(entry, _)| entry.clone()) }
        })
        .await
    }

    async fn save(&self, _: &Key, holder: &str, entry: &Entry) -> Result<bool, CacheError> {
        self.command(|server, now| {
            let is_held = server.lock.take_if(|(current, _)| current == holder).is_some();
            if is_held {
                server.entry = Some((entry.clone(), now + Duration::from_hours(25)));
            }
            is_held
        })
        .await
    }

    async fn release(&self, _: &Key, holder: &str) -> Result<(), CacheError> {
        self.command(|server, _| drop(server.lock.take_if(|(current, _)| current == holder))).await
    }
}
