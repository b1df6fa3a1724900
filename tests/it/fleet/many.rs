//! Eight machines with twenty-five processes each, and one token request.

use std::collections::BTreeSet;

use super::{busy, get};
use crate::it::common::{grant, numbered_token};
use crate::support::{Gate, Output, Program, Redis, Running, Sandbox, Server, until_each_opened_a_lock_file};

const MACHINES: usize = 8;
const PROCESSES: usize = 25;

/// A server that grants a new token for each request, but holds the replies to the `gated` ones until the gate is open.
fn gated_grants(gate: &Gate, gated: std::ops::Range<usize>) -> Server {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let gate = gate.clone();
    Server::start(move |_| {
        let number = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let reply = grant(&numbered_token(number));
        if gated.contains(&number) { reply.hold_until(&gate) } else { reply }
    })
}

/// Starts every process of every machine.
fn start(program: impl Fn(usize) -> Program) -> Vec<Running> {
    (0..MACHINES * PROCESSES).map(|number| program(number % MACHINES).spawn()).collect()
}

/// Waits until each has looked into the cache, and either sends a request or waits for the process that does.
fn until_all_wait(all: &[Running]) {
    until_each_opened_a_lock_file(&all.iter().map(Running::id).collect::<Vec<_>>());
}

fn tokens(all: Vec<Running>) -> BTreeSet<String> {
    all.into_iter().map(|running| running.wait().token()).collect()
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn two_hundred_processes_on_eight_machines_make_one_request() {
    let _alone = busy();
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, 0..1);
    let all = start(|machine| get(&sandbox, machine, &server.url(), &redis.url()));
    until_all_wait(&all);
    gate.open();
    assert_eq!(tokens(all), [numbered_token(0)].into());
    server.expect(1);
    assert_eq!(redis.keys().len(), 1, "no lock is left: {:?}", redis.keys());
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn when_the_requesting_process_is_killed_one_other_sends_a_request() {
    let _alone = busy();
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, 0..1);
    let program = |machine| get(&sandbox, machine, &server.url(), &redis.url());
    let holder = program(0).spawn();
    server.wait_for(1);
    let others = start(program);
    until_all_wait(&others);
    drop(holder.kill());
    assert_eq!(tokens(others), [numbered_token(1)].into());
    server.expect(2);
    assert_eq!(redis.keys().len(), 1, "no lock is left: {:?}", redis.keys());
    gate.open();
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn when_redis_fails_meanwhile_each_machine_goes_on_by_itself() {
    let _alone = busy();
    let (sandbox, mut redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, 0..MACHINES);
    let all = start(|machine| get(&sandbox, machine, &server.url(), &redis.url()));
    until_all_wait(&all);
    redis.kill();
    server.wait_for(MACHINES);
    gate.open();
    let outputs: Vec<Output> = all.into_iter().map(Running::wait).collect();
    let mut of_machine = vec![BTreeSet::new(); MACHINES];
    for (number, output) in outputs.iter().enumerate() {
        of_machine[number % MACHINES].insert(output.token());
    }
    assert!(of_machine.iter().all(|tokens| tokens.len() == 1), "{of_machine:?}");
    server.expect(MACHINES);
}

/// O1: the holder of this machine's lock waits for another machine first, and the others wait for it all that time.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_wait_for_another_machine_counts_for_those_behind_it() {
    let _alone = busy();
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, 1..2);
    // This leaves the name of the entry behind, and then the lock of a machine that has gone.
    drop(get(&sandbox, 0, &server.url(), &redis.url()).run().token());
    let entry = redis.keys().remove(0);
    redis.say(&["del", &entry]);
    redis.say(&["set", &format!("{entry}:lock"), "gone"]);
    let program = get(&sandbox, 1, &server.url(), &redis.url()).args(["--timeout", "3s"]);
    let all: Vec<Running> = (0..8).map(|_| program.clone().spawn()).collect();
    server.wait_for(2);
    // The response comes when those behind have waited for longer than one request may take.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    gate.open();
    for running in all {
        assert_eq!(running.wait().silently().token(), numbered_token(1));
    }
    server.expect(2);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs redis-server and libfaketime: tests/run"]
fn clocks_may_differ_by_a_second() {
    let library = std::fs::read_dir("/usr/lib")
        .expect("there is /usr/lib")
        .flatten()
        .map(|item| item.path().join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
        .expect("libfaketime is not there: tests/run installs it");
    let _alone = busy();
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, 0..1);
    let program = |machine: usize| {
        let program = get(&sandbox, machine, &server.url(), &redis.url());
        let offset = ["-1s", "+0s", "+1s"][machine % 3];
        program.env("LD_PRELOAD", &library).env("FAKETIME", offset).env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
    };
    let all = start(program);
    until_all_wait(&all);
    gate.open();
    assert_eq!(tokens(all), [numbered_token(0)].into());
    // Other machines read the token from the shared cache.
    for machine in MACHINES..MACHINES + 3 {
        assert_eq!(program(machine).run().silently().token(), numbered_token(0));
    }
    server.expect(1);
}
