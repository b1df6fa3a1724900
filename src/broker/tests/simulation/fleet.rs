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

/// The disruptions that a world can have.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "every combination of them can occur")]
struct Disruptions {
    kills: bool,
    server_away: bool,
    server_loses: bool,
    clocks: bool,
    /// Clocks jump by days. Then a clock does not show whether a token has expired.
    jumps: bool,
    full_disks: bool,
    provider_fails: bool,
    revocations: bool,
    secret_changes: bool,
    stalls: bool,
}

impl Disruptions {
    /// Chooses the disruptions of a world; one world in three has almost none.
    fn of(world: &World) -> Self {
        let one_in = |times| world.one_in(times);
        if one_in(3) {
            return Self { revocations: one_in(3), secret_changes: one_in(4), ..Self::default() };
        }
        Self {
            kills: one_in(2),
            server_away: one_in(4),
            server_loses: one_in(4),
            clocks: one_in(3),
            jumps: one_in(8),
            full_disks: one_in(6),
            provider_fails: one_in(4),
            revocations: one_in(3),
            secret_changes: one_in(4),
            stalls: one_in(4),
        }
    }
}

/// One machine: its clock, its files, and the tokens that an API rejected there.
struct Host {
    machine: SimulatedMachine,
    files: SimulatedFiles,
    /// How long reading the secret takes here.
    read: Duration,
    readers: Rc<[Cell<u32>; 2]>,
    rejected: RefCell<HashSet<String>>,
}

impl Host {
    fn new(world: &Rc<World>, disruptions: Disruptions) -> Self {
        let files = SimulatedFiles::new(world);
        files.is_full.set(disruptions.full_disks && world.one_in(2));
        let difference = clock_difference(world);
        let ahead = if disruptions.clocks { difference } else { 0 };
        Self {
            machine: SimulatedMachine { world: Rc::clone(world), ahead: Rc::new(Cell::new(ahead)) },
            files,
            read: if world.one_in(3) { Duration::from_secs(world.below(6)) } else { Duration::ZERO },
            readers: Rc::default(),
            rejected: RefCell::default(),
        }
    }
}

/// Returns how many seconds a clock is ahead: fewer than the margin of a token.
fn clock_difference(world: &World) -> i64 {
    i64::try_from(world.below(20)).unwrap()
}

/// A jump of a clock by up to two days in either direction, in seconds.
fn clock_jump(world: &World) -> i64 {
    const LONGEST: i64 = 2 * 86_400;
    i64::try_from(world.below(2 * LONGEST.unsigned_abs())).unwrap() - LONGEST
}

/// The outcome of a simulated world.
#[derive(Debug, Default)]
pub(super) struct SimulationOutcome {
    pub(super) requests: u32,
    pub(super) most_in_flight: u32,
    pub(super) processes: usize,
    pub(super) machines: usize,
    pub(super) violation: Option<String>,
}

/// Runs the world of this seed, with `size` machines of one process each if it is set.
pub(super) fn simulate(seed: u64, size: Option<usize>, fault: Option<Fault>) -> SimulationOutcome {
    let fleet = Fleet::new(seed, size, fault);
    let mut kills = 0;
    let running = (0..fleet.processes)
        .map(|number| -> Pin<Box<dyn Future<Output = ()> + '_>> { Box::pin(fleet.run_process(number)) });
    fleet.world.run(running.collect(), |_| {
        let killed = fleet.disrupt();
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

/// The machines of one world, and the processes that obtain tokens on them.
struct Fleet {
    world: Rc<World>,
    disruptions: Disruptions,
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
        let disruptions = Disruptions::of(&world);
        world.has_stalls.set(disruptions.stalls);
        let has_server = world.one_in(2) || size.is_some();
        let machines = size.unwrap_or(if has_server { 1 + usize::try_from(world.below(6)).unwrap() } else { 1 });
        let processes = if size.is_some() { machines } else { 1 + usize::try_from(world.below(24)).unwrap() };
        let timeout = Duration::from_secs(2 + world.below(28));
        let provider = Rc::new(RefCell::new(Provider {
            secret: 0,
            lifetime: Duration::from_secs(120 + world.below(1800)),
            slowest: if disruptions.stalls { Duration::from_millis(300) } else { timeout.mul_f64(0.5) },
            fails_one_in: if disruptions.provider_fails { 4 } else { 0 },
            tokens: HashMap::default(),
            in_flight: 0,
            most_in_flight: 0,
            unlocked: 0,
            requests: 0,
            rejections: HashMap::default(),
        }));
        let hosts = (0..machines).map(|_| Host::new(&world, disruptions)).collect();
        // Some worlds end in seconds, others outlast many tokens.
        let span = [2, 60, 600, 7200][usize::try_from(world.below(4)).unwrap()];
        Self {
            world,
            disruptions,
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

    /// Obtains a token, uses it, and obtains another one if the API rejects it.
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
            readers: Rc::clone(&host.readers),
            refresh: false,
            files: host.files.clone(),
            server: self.has_server.then(|| Rc::clone(&self.server)),
            fault: self.fault,
        };
        let mut wanted = Requirements { refresh: world.one_in(20), timeout: self.timeout, ..wanted() };
        for _ in 0..2 {
            let began = world.now();
            source.refresh = wanted.refresh;
            let outcome = obtain(&cache, &wanted, &mut source).await;
            // The holder reads its secret and sends its request, another machine sends a request, and then this process
            // reads its secret and sends its own request. The margin is for an unreachable server.
            let allowed = self.timeout * 3 + source.read * 2 + Duration::from_secs(20);
            let took = world.now().saturating_sub(began);
            if !self.disruptions.stalls && took > allowed {
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
                Some(granted) if granted.expires <= world.now() && !self.disruptions.jumps => {
                    return self.report(format!("process {number} got {text}, which has expired"));
                }
                Some(_) => {}
            }
            if wanted.rejected.as_ref() == Some(&obtained.cached.id) {
                return self.report(format!("process {number} got the token that it rejected"));
            }
            world.sleep(Duration::from_millis(world.below(500))).await;
            if self.provider.borrow().accepts(&text, world.now()) || obtained.origin == TokenOrigin::Network {
                return;
            }
            // A 401 on a cached token.
            host.rejected.borrow_mut().insert(text);
            wanted = Requirements { refresh: false, rejected: Some(obtained.cached.id), ..wanted };
        }
    }

    /// Causes some of the world's disruptions, and returns a process to kill.
    fn disrupt(&self) -> Option<usize> {
        let (world, disruptions) = (&self.world, self.disruptions);
        if disruptions.revocations && world.one_in(if disruptions.stalls { 60 } else { 400 }) {
            self.provider.borrow_mut().revoke_all();
        }
        if disruptions.secret_changes && world.one_in(600) {
            self.provider.borrow_mut().secret += 1;
            self.provider.borrow_mut().revoke_all();
        }
        if disruptions.server_away && world.one_in(150) {
            let mut server = self.server.borrow_mut();
            server.is_away = !server.is_away;
        }
        if disruptions.server_loses && world.one_in(300) {
            self.server.borrow_mut().lose();
        }
        if disruptions.clocks && world.one_in(200) {
            let host = &self.hosts[usize::try_from(world.below(self.hosts.len() as u64)).unwrap()];
            host.machine.ahead.set(clock_difference(world));
        }
        if disruptions.jumps && world.one_in(200) {
            let host = &self.hosts[usize::try_from(world.below(self.hosts.len() as u64)).unwrap()];
            host.machine.ahead.set(clock_jump(world));
        }
        (disruptions.kills && world.one_in(120)).then(|| usize::try_from(world.below(self.processes as u64)).unwrap())
    }

    /// Checks the promises that concern the whole world.
    fn check_at_the_end(&self, kills: u32) {
        let (provider, disruptions) = (self.provider.borrow(), self.disruptions);
        let check = |is_true: bool, what: &dyn Fn() -> String| {
            if !is_true {
                self.report(what());
            }
        };
        check(provider.in_flight == 0, &|| "a request never ended".to_owned());
        let failures = kills + self.server.borrow().losses + self.redis_failures.get();
        let is_disrupted =
            failures > 0 || disruptions.full_disks || disruptions.clocks || disruptions.jumps || disruptions.stalls;
        // Processes with different secrets do not share an outcome, so a process can wait for several of them and reach
        // its limit.
        check(is_disrupted || disruptions.secret_changes || provider.most_in_flight <= 1, &|| {
            format!("{} requests were in flight at once", provider.most_in_flight)
        });
        for (number, Host { readers, .. }) in self.hosts.iter().enumerate() {
            let most = readers[1].get();
            check(is_disrupted || disruptions.secret_changes || most <= 1, &|| {
                format!("{most} processes of machine {number} read the secret at once")
            });
        }
        check(is_disrupted || disruptions.secret_changes || provider.unlocked == 0, &|| {
            format!("{} requests were sent without the lock", provider.unlocked)
        });
        // A rejection that is received without the lock may not be stored.
        if !is_disrupted && provider.unlocked == 0 {
            check_rejections(&provider, check);
        }
        if !disruptions.full_disks && !disruptions.jumps {
            for (number, host) in self.hosts.iter().enumerate() {
                let restored = restored_token(&host.files.history.borrow(), &host.rejected.borrow());
                check(restored.is_none(), &|| format!("machine {number} stored the rejected {restored:?} again"));
            }
        }
    }
}

/// Checks that a rejected secret is sent again only after a cooldown, which doubles, unless the user asks for it.
fn check_rejections(provider: &Provider, check: impl Fn(bool, &dyn Fn() -> String)) {
    for (secret, rejections) in &provider.rejections {
        for (count, pair) in rejections.windows(2).enumerate() {
            let cooldown = Duration::from_secs(30 << count.min(5)).min(Duration::from_mins(15));
            let passed = pair[1].at.saturating_sub(pair[0].at);
            check(pair[1].is_refresh || passed + Duration::from_secs(1) >= cooldown, &|| {
                format!("secret {secret} was sent again after {passed:?}, within {cooldown:?}")
            });
        }
    }
}

/// Returns a rejected token that was stored again after another one had replaced it.
fn restored_token(history: &[String], rejected: &HashSet<String>) -> Option<String> {
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
