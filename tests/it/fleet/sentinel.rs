//! A primary, its replica and a Sentinel that replaces the primary.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use travauth::cache::redis::{Address, RedisStore};
use travauth::cache::{Key, SharedStore as _};
use travauth::http::Trust;
use travauth::machine::run_to_end;

use super::store::{entry, key};
use super::{busy, get, run_on};
use crate::it::common::{AMADEUS_ID, SECRET, numbered_grants, numbered_token};
use crate::support::{Gate, Redis, Sandbox, Sentinel, eventually};

#[test]
#[ignore = "needs redis-server: tests/run"]
fn sentinels_name_the_primary() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let own = sandbox.secret("the-password-of-sentinel");
    let password = sandbox.secret("the-password-of-redis");
    let with_password = ["--requirepass", password, "--masterauth", password];
    let primary = Redis::start_with(&with_password);
    let address = primary.address();
    let authenticated = ["-a", password, "--no-auth-warning"];
    let replica = Redis::start_with(
        &[["--replicaof", "127.0.0.1", &primary.port().to_string()].as_slice(), &with_password].concat(),
    );
    eventually("the replica is in sync", || {
        replica.cli(&[authenticated.as_slice(), &["role"]].concat()).contains("connected")
    });
    let sentinel = Sentinel::start(&primary, Some(own), Some(password));
    // The first Sentinel is down.
    let url = sentinel.url().replace("redis+sentinel://", "redis+sentinel://127.0.0.1:9,");
    let url = format!("{url}?password_env=REDIS_PASSWORD&sentinel_password_env=SENTINEL_PASSWORD");
    let with_passwords =
        |program: crate::support::Program| program.env("REDIS_PASSWORD", password).env("SENTINEL_PASSWORD", own);
    for machine in 0..2 {
        let program = get(&sandbox, machine, &server.url(), &url).args(["--require-shared-cache", "-vv"]);
        assert_eq!(with_passwords(program).run().token(), numbered_token(0));
    }
    server.expect(1);

    let why = run_on(&sandbox, 1, &url, &["token", "show", "--why", "-p", "amadeus", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET));
    let why = with_passwords(why).run().exits(0);
    assert!(why.stdout.contains(&format!("Sentinel, primary {address}")), "{why}");

    // The child of `exec` gets neither password.
    let exec = ["exec", "--provider", "amadeus", "--base-url", &server.url(), "--", "printenv"];
    let child =
        with_passwords(run_on(&sandbox, 1, &url, &exec).env("AMADEUS_CLIENT_ID", AMADEUS_ID)).prints_token().run();
    assert!(!child.exits(0).stdout.lines().any(|line| line.starts_with("SENTINEL_PASSWORD=")), "it is removed");

    // The config names them too.
    let text = format!(
        "[cache]\nurl = \"{}\"\npassword = {{ env = \"REDIS_PASSWORD\" }}\n\
         sentinel_password = {{ env = \"SENTINEL_PASSWORD\" }}\n",
        sentinel.url()
    );
    sandbox.write("config/machine-3/config.toml", text);
    let configured = get(&sandbox, 3, &server.url(), "").args(["--require-shared-cache"]);
    assert_eq!(with_passwords(configured).run().silently().token(), numbered_token(0));

    // Mistakes are explained.
    let fails = |machine, url: &str, expected: &[&str]| {
        let program = get(&sandbox, machine, &server.url(), url).args(["--require-shared-cache"]);
        drop(with_passwords(program).run().fails(6, expected));
    };
    fails(4, &url.replace("/main/", "/other/"), &["knows no primary named other"]);
    fails(5, &sentinel.url(), &[&sentinel.address(), "requires a password"]);
    fails(6, &format!("redis://:{own}@{}", sentinel.address()), &["redis+sentinel"]);
    fails(7, &format!("redis+sentinel://:{password}@{address}/main/0"), &[&address]);
}

/// Ten machines make a hundred runs each. In the middle the primary dies, and every machine loses its files twice: before the
/// replica has become the primary, and after it.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_fail_over_in_the_middle_of_a_thousand_runs_costs_one_request_a_machine_at_most() {
    const MACHINES: usize = 10;
    const RUNS: usize = 100;
    let _alone = busy();
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let mut primary = Redis::start();
    let replica = Redis::start_replica_of(&primary, &[]);
    let sentinel = Sentinel::start(&primary, None, None);
    let (url, base_url) = (sentinel.url(), server.url());
    let (is_down, is_replaced, runs) = (Gate::new(), Gate::new(), AtomicUsize::new(0));
    let machine = |machine: usize| {
        for run in 0..RUNS {
            let gate = match run {
                50 => Some(&is_down),
                75 => Some(&is_replaced),
                _ => None,
            };
            if let Some(gate) = gate {
                // A gate waits for a minute, and the other machines may be slow.
                assert!((0..5).any(|_| gate.wait()), "the other machines ended early");
                fs::remove_dir_all(sandbox.path(format!("config/machine-{machine}/tokens"))).expect("there are tokens");
            }
            let program = get(&sandbox, machine, &base_url, &url);
            // From then on the new primary must work.
            let program = if run < 75 { program } else { program.args(["--require-shared-cache"]) };
            assert!(!program.run().exits(0).token().is_empty());
            runs.fetch_add(1, Ordering::SeqCst);
        }
    };
    thread::scope(|scope| {
        for number in 0..MACHINES {
            let machine = &machine;
            scope.spawn(move || machine(number));
        }
        let wait_for_runs = |end: usize| {
            while runs.load(Ordering::SeqCst) < end {
                let next = (runs.load(Ordering::SeqCst) + MACHINES).min(end);
                eventually("the machines make ten more runs", || runs.load(Ordering::SeqCst) >= next);
            }
        };
        wait_for_runs(50 * MACHINES);
        eventually("the replica has the token", || !replica.keys().is_empty());
        primary.kill();
        is_down.open();
        sentinel.wait_for_primary(&replica, None);
        wait_for_runs(75 * MACHINES);
        is_replaced.open();
    });
    let requests = server.requests().len();
    assert!((1..=1 + MACHINES).contains(&requests), "{requests} token requests for {MACHINES} machines");
    assert_eq!(replica.keys().len(), 1, "no lock is left: {:?}", replica.keys());
}

/// A process takes the lock, then another server becomes the primary, and the process writes there.
fn writes_to_the_new_primary(replace: impl FnOnce(&Sentinel, &mut Redis, &Redis)) {
    let mut primary = Redis::start();
    let replica = Redis::start_replica_of(&primary, &[]);
    let sentinel = Sentinel::start(&primary, None, None);
    let address = Address::parse(&sentinel.url(), "the test").expect("it is a URL");
    let store = RedisStore::new(address, Box::new(|| Ok(None)), Trust::default());
    let (mine, written) = (key("mine"), entry("mine", "token-of-the-test", 1799));
    let load = |key: &Key| run_to_end(store.load(key)).expect("the store works");
    assert!(load(&mine).is_none());
    let acquired = run_to_end(store.acquire(&mine, "me", Duration::from_mins(5), &[])).expect("the store works");
    assert_eq!(acquired.holder, "me");
    eventually("the replica has the lock", || replica.keys().len() == 1);

    replace(&sentinel, &mut primary, &replica);
    sentinel.wait_for_primary(&replica, None);
    assert!(run_to_end(store.save(&mine, "me", &written)).expect("the store works"));
    let keys = replica.keys();
    assert!(matches!(keys.as_slice(), [key] if !key.ends_with(":lock")), "{keys:?}");
    assert!(load(&mine).is_some());
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_process_whose_primary_was_killed_asks_for_the_new_one() {
    writes_to_the_new_primary(|_, primary, _| primary.kill());
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_process_whose_primary_became_a_replica_asks_for_the_new_one() {
    writes_to_the_new_primary(|sentinel, primary, replica| {
        // On a busy machine the Sentinel may think for a moment that the replica is down.
        eventually("the Sentinel accepts the replica", || sentinel.cli(&["sentinel", "failover", "main"]) == "OK");
        sentinel.wait_for_primary(replica, None);
        // The Sentinel does this too, but later. Unlike the Sentinel, this keeps connections open.
        primary.cli(&["replicaof", "127.0.0.1", &replica.port().to_string()]);
    });
}
