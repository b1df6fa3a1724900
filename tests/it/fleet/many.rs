//! Eight machines with twenty-five processes each make one token request.

use std::collections::BTreeSet;

use super::{busy, get};
use crate::it::common::{gated_grants, numbered_token};
use crate::support::{Gate, Herd, Output, Program, Redis, Sandbox};

const MACHINES: usize = 8;
const PROCESSES: usize = 25;

/// Starts every process of every machine, and waits until all of them need a token.
fn start(program: impl Fn(usize) -> Program) -> Herd {
    Herd::start((0..MACHINES * PROCESSES).map(|number| program(number % MACHINES))).until_all_need_a_token()
}

fn tokens(herd: Herd) -> BTreeSet<String> {
    herd.wait().iter().map(Output::token).collect()
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn two_hundred_processes_on_eight_machines_make_one_request() {
    let _alone = busy();
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, ..1);
    let all = start(|machine| get(&sandbox, machine, &server.url(), &redis.url()));
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
    let server = gated_grants(&gate, ..1);
    let program = |machine| get(&sandbox, machine, &server.url(), &redis.url());
    let holder = program(0).spawn();
    server.wait_for(1);
    let others = start(program);
    drop(holder.kill());
    assert_eq!(tokens(others), [numbered_token(1)].into());
    server.expect(2);
    assert_eq!(redis.keys().len(), 1, "no lock is left: {:?}", redis.keys());
    gate.open();
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn when_redis_fails_meanwhile_each_machine_sends_its_own_request() {
    let _alone = busy();
    let (sandbox, mut redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, ..MACHINES);
    let all = start(|machine| get(&sandbox, machine, &server.url(), &redis.url()));
    redis.kill();
    server.wait_for(MACHINES);
    gate.open();
    let mut of_machine = vec![BTreeSet::new(); MACHINES];
    for (number, output) in all.wait().iter().enumerate() {
        of_machine[number % MACHINES].insert(output.token());
    }
    assert!(of_machine.iter().all(|tokens| tokens.len() == 1), "{of_machine:?}");
    server.expect(MACHINES);
}

/// O1: one process waits for another machine, and the other processes of its machine wait for both that machine and it.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn waiting_processes_also_wait_for_the_other_machine() {
    let _alone = busy();
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, 1..2);
    // The first run shows the name of the entry. Then the lock of a machine that no longer exists replaces the entry.
    drop(get(&sandbox, 0, &server.url(), &redis.url()).run().token());
    let entry = redis.keys().remove(0);
    redis.cli(&["del", &entry]);
    redis.cli(&["set", &format!("{entry}:lock"), "gone"]);
    let program = get(&sandbox, 1, &server.url(), &redis.url()).args(["--timeout", "3s"]);
    let herd = Herd::of(&program, 8);
    server.wait_for(2);
    // When the response is sent, the waiting processes have waited for longer than one request may take.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    gate.open();
    for output in herd.wait() {
        assert_eq!(output.silently().token(), numbered_token(1));
    }
    server.expect(2);
}

#[test]
#[ignore = "needs redis-server and libfaketime: tests/run"]
fn clocks_may_differ_by_a_second() {
    let library = std::fs::read_dir("/usr/lib")
        .expect("there is /usr/lib")
        .flatten()
        .map(|item| item.path().join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
        .expect("libfaketime is missing: tests/run installs it");
    let _alone = busy();
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, ..1);
    let program = |machine: usize| {
        let program = get(&sandbox, machine, &server.url(), &redis.url());
        let offset = ["-1s", "+0s", "+1s"][machine % 3];
        program.env("LD_PRELOAD", &library).env("FAKETIME", offset).env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
    };
    let all = start(program);
    gate.open();
    assert_eq!(tokens(all), [numbered_token(0)].into());
    // Other machines read the token from the shared cache.
    for machine in MACHINES..MACHINES + 3 {
        assert_eq!(program(machine).run().silently().token(), numbered_token(0));
    }
    server.expect(1);
}
