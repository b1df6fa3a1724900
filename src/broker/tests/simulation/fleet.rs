//! A simulated fleet: its machines, the server that they share, its provider, and the processes that run on it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use super::executor::World;
use super::provider::{Fault, Provider, SimulatedSource};
use super::stores::{SimulatedFiles, SimulatedMachine, SimulatedRedis, SimulatedServer};
use crate::broker::tests::fakes::{key, wanted};
use crate::broker::{Requirements, TokenOrigin, obtain};
use crate::cache::Cache;
use crate::failure::Kind;

/// What can go wrong in a world.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "any of the troubles can come with any other")]
struct Troubles {
    kills: bool,
    server_away: bool,
    server_loses: bool,
    clocks: bool,
    /// Clocks jump by days, so that they do not show whether a token has expired.
    jumps: bool,
    full_disks: bool,
    provider_fails: bool,
    revocations: bool,
    secret_changes: bool,
    stalls: bool,
}

impl Troubles {
    /// Chooses the troubles of a world; one world in three has almost none.
    fn of(world: &World) -> Self {
        let coin = |one_in| world.one_in(one_in);
        if coin(3) {
            return Self { revocations: coin(3), secret_changes: coin(4), ..Self::default() };
        }
        Self {
            kills: coin(2),
            server_away: coin(4),
            server_loses: coin(4),
            clocks: coin(3),
            jumps: coin(8),
            full_disks: coin(6),
            provider_fails: coin(4),
            revocations: coin(3),
            secret_changes: coin(4),
            stalls: coin(4),
        }
    }
}

/// One machine: its clock, its files, and the tokens that its processes know to be dead.
struct Host {
    machine: SimulatedMachine,
    files: SimulatedFiles,
    /// How long reading the secret takes here.
    read: Duration,
    rejected: RefCell<HashSet<String>>,
}

impl Host {
    fn new(world: &Rc<World>, troubles: Troubles) -> Self {
        let files = SimulatedFiles::new(world);
        files.is_full.set(troubles.full_disks && world.one_in(2));
        let difference = clock_difference(world);
        let ahead = if troubles.clocks { difference } else { 0 };
        Self {
            machine: SimulatedMachine { world: Rc::clone(world), ahead: Rc::new(Cell::new(ahead)) },
            files,
            read: if world.one_in(3) { Duration::from_secs(world.below(6)) } else { Duration::ZERO },
            rejected: RefCell::default(),
        }
    }
}

/// By how many seconds a clock is ahead: the margin of a token covers it.
fn clock_difference(world: &World) -> i64 {
    i64::try_from(world.below(20)).unwrap()
}

/// A jump of a clock by up to two days in either direction, in seconds.
fn clock_jump(world: &World) -> i64 {
    const LONGEST: i64 = 2 * 86_400;
    i64::try_from(world.below(2 * LONGEST.unsigned_abs())).unwrap() - LONGEST
}

/// How a world ended.
#[derive(Debug, Default)]
pub(super) struct SimulationOutcome {
    pub(super) requests: u32,
    pub(super) most_in_flight: u32,
    pub(super) processes: usize,
    pub(super) machines: usize,
    pub(super) violation: Option<String>,
}

/// Runs the world of this seed; `size` asks for so many machines with one process each.
pub(super) fn simulate(seed: u64, size: Option<usize>, fault: Option<Fault>) -> SimulationOutcome {
    let fleet = Fleet::new(seed, size, fault);
    let mut kills = 0;
    let running = (0..fleet.processes)
        .map(|number| -> Pin<Box<dyn Future<Output = ()> + '_>> { Box::pin(fleet.run_process(number)) });
    fleet.world.run(running.collect(), |_| {
        let killed = fleet.make_trouble();
        kills += u32::from(killed.is_some());
        killed
    });
    fleet.check_at_the_end(kills);
    let provider = fleet.provider.borrow();
    SimulationOutcome {
        requests: provider.requests,
        most_in_flight: provider.most_in_flight,
        processes: fleet.processes,
        machines: fleet.hosts.len(),
        violation: fleet.violation.take(),
    }
}

/// Machines in one world, and the processes that want a token on them.
struct Fleet {
    world: Rc<World>,
    troubles: Troubles,
    fault: Option<Fault>,
    hosts: Vec<Host>,
    processes: usize,
    /// The time limit of each process.
    timeout: Duration,
    /// Each process starts within this many seconds.
    span: u64,
    provider: Rc<RefCell<Provider>>,
    has_server: bool,
    server: Rc<RefCell<SimulatedServer>>,
    redis_failures: Rc<Cell<u32>>,
    /// The first promise that was broken.
    violation: RefCell<Option<String>>,
}

impl Fleet {
    fn new(seed: u64, size: Option<usize>, fault: Option<Fault>) -> Self {
        let world = World::new(seed);
        let troubles = Troubles::of(&world);
        world.has_stalls.set(troubles.stalls);
        let has_server = world.one_in(2) || size.is_some();
        let machines = size.unwrap_or(if has_server { 1 + usize::try_from(world.below(6)).unwrap() } else { 1 });
        let processes = if size.is_some() { machines } else { 1 + usize::try_from(world.below(24)).unwrap() };
        let timeout = Duration::from_secs(2 + world.below(28));
        let provider = Rc::new(RefCell::new(Provider {
            secret: 0,
            lifetime: Duration::from_secs(120 + world.below(1800)),
            slowest: if troubles.stalls { Duration::from_millis(300) } else { timeout.mul_f64(0.5) },
            fails_one_in: if troubles.provider_fails { 4 } else { 0 },
            tokens: HashMap::default(),
            in_flight: 0,
            most_in_flight: 0,
            requests: 0,
            refusals: HashMap::default(),
        }));
        let hosts = (0..machines).map(|_| Host::new(&world, troubles)).collect();
        // Some worlds are over in seconds, some live through many tokens.
        let span = [2, 60, 600, 7200][usize::try_from(world.below(4)).unwrap()];
        Self {
            world,
            troubles,
            fault,
            hosts,
            processes,
            timeout,
            span,
            provider,
            has_server,
            server: Rc::default(),
            redis_failures: Rc::default(),
            violation: RefCell::default(),
        }
    }

    /// Records a broken promise, unless another one was broken before.
    fn report(&self, what: String) {
        let _ = self.violation.borrow_mut().get_or_insert(what);
    }

    /// Gets a token, uses it, and gets another one if the API rejects it.
    async fn run_process(&self, number: usize) {
        let world = &self.world;
        let host = &self.hosts[number % self.hosts.len()];
        world.sleep(Duration::from_millis(world.below(self.span * 1000))).await;
        let redis = SimulatedRedis {
            world: Rc::clone(world),
            server: Rc::clone(&self.server),
            has_failed: Rc::default(),
            failures: Rc::clone(&self.redis_failures),
        };
        let cache = Cache::new(host.machine.clone(), Some(host.files.clone()), self.has_server.then_some(redis), false);
        let mut source = SimulatedSource {
            world: Rc::clone(world),
            machine: host.machine.clone(),
            provider: Rc::clone(&self.provider),
            key: key(),
            // A process that was started earlier can still have the old secret.
            secret: if world.one_in(8) { 0 } else { self.provider.borrow().secret },
            read: host.read,
            refresh: false,
            fault: self.fault,
        };
        let mut wanted = Requirements { refresh: world.one_in(20), timeout: self.timeout, ..wanted() };
        for _ in 0..2 {
            let began = world.now();
            source.refresh = wanted.refresh;
            let outcome = obtain(&cache, &wanted, &mut source).await;
            // Waiting for another's secret and request, reading, waiting for another machine, the request itself, and a
            // margin for a server that went away.
            let allowed = self.timeout * 3 + source.read * 2 + Duration::from_secs(20);
            let took = world.now().saturating_sub(began);
            if !self.troubles.stalls && took > allowed {
                self.report(format!("process {number} took {took:?}, and {allowed:?} are allowed"));
            }
            let obtained = match outcome {
                Ok(obtained) => obtained,
                Err(failure) => {
                    if !matches!(failure.kind(), Kind::CredentialsRejected | Kind::ServerError) {
                        self.report(format!("process {number} failed: {failure}"));
                    }
                    return;
                }
            };
            let text = obtained.cached.token.access_token.expose().to_owned();
            let granted = self.provider.borrow().tokens.get(&text).copied();
            match granted {
                None => return self.report(format!("process {number} got {text}, which was never granted")),
                Some(granted) if granted.secret != source.secret => {
                    return self.report(format!("process {number} got {text} of another secret"));
                }
                Some(granted) if granted.expires <= world.now() && !self.troubles.jumps => {
                    return self.report(format!("process {number} got {text}, which has expired"));
                }
                Some(_) => {}
            }
            if wanted.rejected.as_ref() == Some(&obtained.cached.id) {
                return self.report(format!("process {number} got the token that it rejected"));
            }
            world.sleep(Duration::from_millis(world.below(500))).await;
            if self.provider.borrow().takes(&text, world.now()) || obtained.origin == TokenOrigin::Network {
                return;
            }
            // A 401 on a cached token.
            host.rejected.borrow_mut().insert(text);
            wanted = Requirements { refresh: false, rejected: Some(obtained.cached.id), ..wanted };
        }
    }

    /// Makes some of the world's troubles, and returns the process to kill.
    fn make_trouble(&self) -> Option<usize> {
        let (world, troubles) = (&self.world, self.troubles);
        if troubles.revocations && world.one_in(if troubles.stalls { 60 } else { 400 }) {
            self.provider.borrow_mut().revoke_all();
        }
        if troubles.secret_changes && world.one_in(600) {
            self.provider.borrow_mut().secret += 1;
            self.provider.borrow_mut().revoke_all();
        }
        if troubles.server_away && world.one_in(150) {
            let mut server = self.server.borrow_mut();
            server.is_away = !server.is_away;
        }
        if troubles.server_loses && world.one_in(300) {
            self.server.borrow_mut().lose();
        }
        if troubles.clocks && world.one_in(200) {
            let host = &self.hosts[usize::try_from(world.below(self.hosts.len() as u64)).unwrap()];
            host.machine.ahead.set(clock_difference(world));
        }
        if troubles.jumps && world.one_in(200) {
            let host = &self.hosts[usize::try_from(world.below(self.hosts.len() as u64)).unwrap()];
            host.machine.ahead.set(clock_jump(world));
        }
        (troubles.kills && world.one_in(120)).then(|| usize::try_from(world.below(self.processes as u64)).unwrap())
    }

    /// Checks the promises that count for the whole world.
    fn check_at_the_end(&self, kills: u32) {
        let (provider, troubles) = (self.provider.borrow(), self.troubles);
        let check = |is_kept: bool, what: &dyn Fn() -> String| {
            if !is_kept {
                self.report(what());
            }
        };
        check(provider.in_flight == 0, &|| "a request never ended".to_owned());
        let lost = kills + self.server.borrow().losses + self.redis_failures.get();
        let has_trouble = lost > 0 || troubles.full_disks || troubles.clocks || troubles.jumps || troubles.stalls;
        // Processes with different secrets share nothing, so a queue of them can outlast the limit of one that waits.
        check(has_trouble || troubles.secret_changes || provider.most_in_flight <= 1, &|| {
            format!("{} requests were in flight at once", provider.most_in_flight)
        });
        if !has_trouble && provider.most_in_flight <= 1 {
            check_refusals(&provider, check);
        }
        if !troubles.full_disks && !troubles.jumps {
            for (number, host) in self.hosts.iter().enumerate() {
                let returned = returned(&host.files.history.borrow(), &host.rejected.borrow());
                check(returned.is_none(), &|| format!("machine {number} stored the dead {returned:?} again"));
            }
        }
    }
}

/// A refused secret is sent again only after a cooldown that doubles, unless the user asks for it.
fn check_refusals(provider: &Provider, check: impl Fn(bool, &dyn Fn() -> String)) {
    for (secret, refusals) in &provider.refusals {
        for (count, pair) in refusals.windows(2).enumerate() {
            let cooldown = Duration::from_secs(30 << count.min(5)).min(Duration::from_mins(15));
            let passed = pair[1].at.saturating_sub(pair[0].at);
            check(pair[1].is_refresh || passed + Duration::from_secs(1) >= cooldown, &|| {
                format!("secret {secret} was sent again after {passed:?}, within {cooldown:?}")
            });
        }
    }
}

/// A rejected token that was stored again after another one had taken its place.
fn returned(history: &[String], rejected: &HashSet<String>) -> Option<String> {
    let mut replaced = HashSet::new();
    for pair in history.windows(2) {
        if pair[0] != pair[1] {
            replaced.insert(&pair[0]);
        }
        if replaced.contains(&pair[1]) && rejected.contains(&pair[1]) {
            return Some(pair[1].clone());
        }
    }
    None
}
