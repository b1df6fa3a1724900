//! A deterministic simulation of a fleet: the real broker and the real cache over stores, clocks, a network and a provider
//! that a seed drives.
//!
//! Every operation of a store, of the machine and of the provider is a step at which another process can go on, a process
//! can be killed, a clock can jump, or the shared server can go away. After every step and at the end the promises of
//! docs/reliability.md are checked. A failing seed prints the command that runs it again.

mod executor;
mod provider;
mod stores;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use super::fakes::key;
use crate::broker::{Requirements, TokenOrigin, obtain};
use crate::cache::{COPIES_BLINDLY, Cache};
use crate::failure::Kind;
use executor::World;
use provider::{Fault, Provider, SimulatedSource};
use stores::{SimulatedFiles, SimulatedMachine, SimulatedRedis, SimulatedServer};

/// What can go wrong in a world.
#[derive(Clone, Copy, Debug, Default)]
struct Troubles {
    kills: bool,
    server_away: bool,
    server_loses: bool,
    clocks: bool,
    full_disks: bool,
    provider_fails: bool,
    revocations: bool,
    secret_changes: bool,
    stalls: bool,
}

/// One machine: its clock, its files, and the tokens that its processes know to be dead.
struct Host {
    machine: SimulatedMachine,
    files: SimulatedFiles,
    /// How long reading the secret takes here.
    read: Duration,
    rejected: Rc<RefCell<HashSet<String>>>,
}

/// What a world came to.
#[derive(Debug, Default)]
struct SimulationOutcome {
    requests: u32,
    most_in_flight: u32,
    processes: usize,
    machines: usize,
    violation: Option<String>,
}

/// Clocks differ by this much at most: the margin of a token covers it.
const CLOCK_DIFFERENCE_SECONDS: u64 = 20;

/// Runs the world of this seed.
fn simulate(seed: u64, size: Option<usize>, fault: Option<Fault>) -> SimulationOutcome {
    let world = World::new(seed);
    let coin = |one_in| world.one_in(one_in);
    let is_calm = coin(3);
    let troubles = if is_calm {
        Troubles { revocations: coin(3), secret_changes: coin(4), ..Troubles::default() }
    } else {
        Troubles {
            kills: coin(2),
            server_away: coin(4),
            server_loses: coin(4),
            clocks: coin(3),
            full_disks: coin(6),
            provider_fails: coin(4),
            revocations: coin(3),
            secret_changes: coin(4),
            stalls: coin(4),
        }
    };
    world.has_stalls.set(troubles.stalls);
    let has_server = coin(2) || size.is_some();
    let machines = size.unwrap_or(if has_server { 1 + usize::try_from(world.below(6)).unwrap() } else { 1 });
    let processes = if size.is_some() { machines } else { 1 + usize::try_from(world.below(24)).unwrap() };
    let timeout = Duration::from_secs(2 + world.below(28));
    let provider = Rc::new(RefCell::new(Provider {
        secret: 0,
        lifetime: Duration::from_secs(120 + world.below(1800)),
        slowest: if troubles.stalls { Duration::from_millis(300) } else { timeout.mul_f64(0.5) },
        fails_one_in: if troubles.provider_fails { 4 } else { 0 },
        tokens: std::collections::HashMap::default(),
        in_flight: 0,
        most_in_flight: 0,
        requests: 0,
        refusals: std::collections::HashMap::default(),
    }));
    let server = Rc::new(RefCell::new(SimulatedServer::default()));
    let hosts: Vec<Host> = (0..machines)
        .map(|_| {
            let files = SimulatedFiles::new(&world);
            files.is_full.set(troubles.full_disks && world.one_in(2));
            let difference = i64::try_from(world.below(CLOCK_DIFFERENCE_SECONDS)).unwrap();
            let ahead = if troubles.clocks { difference } else { 0 };
            Host {
                machine: SimulatedMachine { world: Rc::clone(&world), ahead: Rc::new(Cell::new(ahead)) },
                files,
                read: if world.one_in(3) { Duration::from_secs(world.below(6)) } else { Duration::ZERO },
                rejected: Rc::default(),
            }
        })
        .collect();
    // Some worlds are over in seconds, some live through many tokens.
    let span = [2, 60, 600, 7200][usize::try_from(world.below(4)).unwrap()];
    let violation: Rc<RefCell<Option<String>>> = Rc::default();
    let redis_failures = Rc::new(Cell::new(0));
    let in_request: Vec<Rc<Cell<bool>>> = (0..processes).map(|_| Rc::default()).collect();
    let mut running: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
    for number in 0..processes {
        let host = &hosts[number % machines];
        let (world, provider, server) = (Rc::clone(&world), Rc::clone(&provider), Rc::clone(&server));
        let (violation, redis_failures) = (Rc::clone(&violation), Rc::clone(&redis_failures));
        let in_request = Rc::clone(&in_request[number]);
        running.push(Box::pin(async move {
            world.sleep(Duration::from_millis(world.below(span * 1000))).await;
            let redis = SimulatedRedis {
                world: Rc::clone(&world),
                server: Rc::clone(&server),
                has_failed: Rc::default(),
                failures: redis_failures,
            };
            let cache = Cache::new(host.machine.clone(), Some(host.files.clone()), has_server.then_some(redis), false);
            let mut source = SimulatedSource {
                world: Rc::clone(&world),
                machine: host.machine.clone(),
                provider: Rc::clone(&provider),
                key: key(),
                // A process that was started earlier can still have the old secret.
                secret: if world.one_in(8) { 0 } else { provider.borrow().secret },
                read: host.read,
                in_request,
                fault,
            };
            let mut wanted = Requirements {
                key: key(),
                environment: "test".to_owned(),
                base_url: None,
                min_valid: None,
                refresh: world.one_in(20),
                offline: false,
                rejected: None,
                timeout,
            };
            let fail = |what: String| {
                let _ = violation.borrow_mut().get_or_insert(what);
            };
            for _ in 0..2 {
                let began = world.now();
                let outcome = obtain(&cache, &wanted, &mut source).await;
                // Waiting for another's secret and request, reading, waiting for another machine, the request itself, and a
                // margin for a server that went away.
                let allowed = timeout * 3 + source.read * 2 + Duration::from_secs(20);
                if !troubles.stalls && world.now() - began > allowed {
                    fail(format!("process {number} took {:?}, and {allowed:?} are allowed", world.now() - began));
                }
                let obtained = match outcome {
                    Ok(obtained) => obtained,
                    Err(failure) => {
                        if !matches!(failure.kind(), Kind::CredentialsRejected | Kind::ServerError) {
                            fail(format!("process {number} failed: {failure}"));
                        }
                        return;
                    }
                };
                let text = obtained.cached.token.access_token.expose().to_owned();
                let granted = provider.borrow().tokens.get(&text).copied();
                match granted {
                    None => return fail(format!("process {number} got {text}, which was never granted")),
                    Some(granted) if granted.secret != source.secret => {
                        return fail(format!("process {number} got {text} of another secret"));
                    }
                    Some(granted) if granted.expires <= world.now() => {
                        return fail(format!("process {number} got {text}, which has expired"));
                    }
                    Some(_) => {}
                }
                if wanted.rejected.as_ref() == Some(&obtained.cached.id) {
                    return fail(format!("process {number} got the token that it rejected"));
                }
                world.sleep(Duration::from_millis(world.below(500))).await;
                if provider.borrow().takes(&text, world.now()) || obtained.origin == TokenOrigin::Network {
                    return;
                }
                // A 401 on a cached token.
                host.rejected.borrow_mut().insert(text);
                wanted = Requirements { refresh: false, rejected: Some(obtained.cached.id), ..wanted };
            }
        }));
    }
    let mut kills = 0;
    world.run(running, |world| {
        if troubles.revocations && world.one_in(if troubles.stalls { 60 } else { 400 }) {
            provider.borrow_mut().revoke_all();
        }
        if troubles.secret_changes && world.one_in(600) {
            provider.borrow_mut().secret += 1;
            provider.borrow_mut().revoke_all();
        }
        if troubles.server_away && world.one_in(150) {
            let mut server = server.borrow_mut();
            server.is_away = !server.is_away;
        }
        if troubles.server_loses && world.one_in(300) {
            server.borrow_mut().lose();
        }
        if troubles.clocks && world.one_in(200) {
            let host = &hosts[usize::try_from(world.below(machines as u64)).unwrap()];
            host.machine.ahead.set(i64::try_from(world.below(CLOCK_DIFFERENCE_SECONDS)).unwrap());
        }
        (troubles.kills && world.one_in(120)).then(|| {
            kills += 1;
            usize::try_from(world.below(processes as u64)).unwrap()
        })
    });
    let provider = provider.borrow();
    let mut violation = violation.borrow_mut().take();
    let mut check = |is_kept: bool, what: &dyn Fn() -> String| {
        if !is_kept && violation.is_none() {
            violation = Some(what());
        }
    };
    check(provider.in_flight == 0, &|| "a request never ended".to_owned());
    let lost = kills + server.borrow().losses + redis_failures.get();
    let has_trouble = lost > 0 || troubles.full_disks || troubles.clocks || troubles.stalls;
    // Processes with different secrets share nothing, so a queue of them can outlast the limit of one that waits.
    check(has_trouble || troubles.secret_changes || provider.most_in_flight <= 1, &|| {
        format!("{} requests were in flight at once", provider.most_in_flight)
    });
    if !has_trouble && !troubles.secret_changes {
        check_refusals(&provider, &mut check);
    }
    if !troubles.full_disks {
        for (number, host) in hosts.iter().enumerate() {
            let returned = returned(&host.files.history.borrow(), &host.rejected.borrow());
            check(returned.is_none(), &|| format!("machine {number} stored the dead {returned:?} again"));
        }
    }
    SimulationOutcome {
        requests: provider.requests,
        most_in_flight: provider.most_in_flight,
        processes,
        machines,
        violation,
    }
}

/// A refused secret is sent again only after a cooldown that doubles.
fn check_refusals(provider: &Provider, check: &mut impl FnMut(bool, &dyn Fn() -> String)) {
    for (secret, times) in &provider.refusals {
        for (count, pair) in times.windows(2).enumerate() {
            let cooldown = Duration::from_secs(30 << count.min(4)).min(Duration::from_mins(15));
            check(pair[1] - pair[0] + Duration::from_secs(1) >= cooldown, &|| {
                format!("secret {secret} was sent again after {:?}, within {cooldown:?}", pair[1] - pair[0])
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

/// The first of these seeds whose world breaks a promise, and which promise.
fn first_violation(mut seeds: impl Iterator<Item = u64>, fault: Option<Fault>) -> Option<(u64, String)> {
    COPIES_BLINDLY.set(fault == Some(Fault::CopiesBlindly));
    let found = seeds.find_map(|seed| simulate(seed, None, fault).violation.map(|violation| (seed, violation)));
    COPIES_BLINDLY.set(false);
    found
}

fn number_from(variable: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "a test is told by it which seeds to run")]
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn every_promise_holds_in_every_world() {
    let seeds = match number_from("SIMULATION_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number_from("SIMULATION_SEEDS").unwrap_or(400),
    };
    let violation = first_violation(seeds, None);
    assert_eq!(
        violation,
        None,
        "run it again with: SIMULATION_SEED={} cargo test --lib every_promise_holds",
        violation.as_ref().map_or(0, |(seed, _)| *seed)
    );
}

#[test]
fn a_seed_gives_the_same_world_twice() {
    for seed in 0..20 {
        assert_eq!(format!("{:?}", simulate(seed, None, None)), format!("{:?}", simulate(seed, None, None)));
    }
}

#[test]
fn the_simulation_finds_known_faults() {
    for fault in [Fault::ReadsTheSecretUnannounced, Fault::ComparesNoSecret, Fault::CopiesBlindly] {
        let found = first_violation(0..10_000, Some(fault));
        assert!(found.is_some(), "{fault:?} breaks no promise");
        println!("{fault:?}: {found:?}");
    }
}

#[test]
fn many_machines_make_one_request() {
    let machines = usize::try_from(number_from("SIMULATION_MACHINES").unwrap_or(300)).unwrap();
    // A seed whose world has no trouble, so that a single request is exact.
    let calm = (0..).find(|seed| {
        let outcome = simulate(*seed, Some(8), None);
        outcome.violation.is_none() && outcome.requests == 1
    });
    let outcome = simulate(calm.unwrap(), Some(machines), None);
    assert_eq!(outcome.violation, None);
    assert_eq!((outcome.machines, outcome.processes), (machines, machines));
    assert!(outcome.most_in_flight <= 1, "{outcome:?}");
}
