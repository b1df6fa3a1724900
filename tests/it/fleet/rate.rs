//! The rate that machines share through a real Redis.

use super::run_on;
use crate::it::api::{SECRET, api, api_requests, granting};
use crate::support::{Output, Redis, Reply, Sandbox, Server};

/// Runs `call` on this machine, with one turn a minute and no wait for another.
fn call(sandbox: &Sandbox, machine: usize, server: &Server, cache: &str) -> Output {
    sandbox.secret(SECRET);
    sandbox.token("token-number-0");
    run_on(
        sandbox,
        machine,
        cache,
        &["call", "-p", "amadeus", "--base-url", &server.url(), "/x", "--rate", "1/m", "--rate-wait", "0"],
    )
    .env("AMADEUS_CLIENT_ID", "me")
    .env("AMADEUS_CLIENT_SECRET", SECRET)
    .run()
}

fn server() -> Server {
    api(|_| Reply::json(200, "{}"))
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn machines_share_a_rate() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), server());
    drop(call(&sandbox, 0, &server, &redis.url()).exits(0).silently());
    for machine in [0, 1, 2] {
        let output = call(&sandbox, machine, &server, &redis.url()).exits(7);
        assert!(output.stderr.contains("the next turn begins in"), "{output}");
    }
    assert_eq!(api_requests(&server).len(), 1);
    let keys: Vec<String> = redis.keys().into_iter().filter(|key| key.ends_with(":rate")).collect();
    assert_eq!(keys.len(), 1, "{keys:?}");
    let left: u64 = redis.cli(&["ttl", &keys[0]]).parse().expect("it has an end");
    assert!((900..=1000).contains(&left), "{left}");
    // A text that is no stamp, or that no process can have written, counts as none.
    for garbage in ["garbage", "1 2", "9999999999999999 0 0", "0 9999999999999999 0", "-1 0 0"] {
        redis.cli(&["set", &keys[0], garbage]);
        drop(call(&sandbox, 1, &server, &redis.url()).exits(0).silently());
        drop(call(&sandbox, 0, &server, &redis.url()).exits(7));
    }
    // `token show` does not list the stamp, and `token clear` does not delete it.
    let list = run_on(&sandbox, 0, &redis.url(), &["token", "show"]).run().exits(0);
    assert_eq!(list.stdout.lines().count(), 2, "{list}");
    drop(run_on(&sandbox, 0, &redis.url(), &["token", "clear", "--all"]).run().exits(0));
    assert_eq!(redis.keys(), keys);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_429_blocks_the_account_on_every_machine() {
    let (sandbox, redis) = (Sandbox::new(), Redis::start());
    let server = Server::start(granting(|_| Reply::status(429).header("Retry-After", "100")));
    drop(call(&sandbox, 0, &server, &redis.url()).exits(7));
    let output = call(&sandbox, 1, &server, &redis.url()).exits(7);
    assert!(
        output.stderr.contains("the next turn begins in 1 min 3") || output.stderr.contains("1 min 40 s"),
        "{output}"
    );
    assert_eq!(api_requests(&server).len(), 1);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn without_the_right_to_the_time_each_machine_keeps_the_rate_by_itself() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), server());
    let rights = ["+get", "+set", "+del", "+eval", "+select", "+scan"];
    redis.cli(&[&["acl", "setuser", "me", "on", ">right-password", "~travauth:1:*", "-@all"][..], &rights].concat());
    let url = format!("redis://me:right-password@{}", redis.address());
    sandbox.secret("right-password");
    for machine in [0, 1] {
        let output = call(&sandbox, machine, &server, &url).exits(0);
        assert_eq!(output.stderr.lines().count(), 1, "{output}");
        assert!(output.stderr.starts_with("warning: the rate is not shared with other machines: "), "{output}");
        assert!(output.stderr.contains("docs/fleet.md"), "{output}");
        let output = call(&sandbox, machine, &server, &url).exits(7);
        assert!(output.stderr.contains("was not sent"), "{output}");
    }
    // The token is shared all the same.
    assert_eq!(server.requests().len() - api_requests(&server).len(), 1);
    redis.cli(&["acl", "setuser", "me", "+time"]);
    drop(call(&sandbox, 2, &server, &url).exits(0).silently());
    drop(call(&sandbox, 3, &server, &url).exits(7));
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn when_redis_is_away_the_file_keeps_the_rate() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), server());
    drop(call(&sandbox, 0, &server, &redis.url()).exits(0).silently());
    redis.pause();
    let output = call(&sandbox, 0, &server, &redis.url()).exits(0);
    assert!(output.stderr.starts_with("warning: the rate is not shared with other machines: "), "{output}");
    assert_eq!(output.stderr.lines().count(), 1, "{output}");
    drop(call(&sandbox, 0, &server, &redis.url()).exits(7));
    redis.resume();
}
