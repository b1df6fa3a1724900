//! When the shared cache fails, a run prints one warning and continues without it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use travauth::cache::SharedStore as _;
use travauth::cache::redis::{Address, RedisStore};
use travauth::http::Trust;
use travauth::machine::run_to_end;

use super::store::key;
use super::{busy, get, run_on};
use crate::it::common::{grant_for, numbered_grants, numbered_token};
use crate::support::{Redis, Sandbox, Server};

/// Starts a listener that sends this reply to every request, or never replies. Returns its URL.
fn fake_redis(reply: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
    let address = listener.local_addr().expect("a listener has an address");
    thread::spawn(move || {
        let mut silent = Vec::new();
        for mut stream in listener.incoming().flatten() {
            match reply {
                None => silent.push(stream),
                Some(reply) => {
                    drop(stream.read(&mut [0; 1024]));
                    drop(stream.write_all(reply));
                }
            }
        }
    });
    format!("redis://{address}")
}

/// Checks that a run continues with one warning that contains `part`, and that `--require-shared-cache` makes it an error.
#[track_caller]
fn continues_alone(cache: &str, part: &str) {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let cold = get(&sandbox, 0, &server.url(), cache).run().warns_once(part);
    assert_eq!(cold.token(), numbered_token(0));
    assert_eq!(get(&sandbox, 0, &server.url(), cache).run().silently().token(), numbered_token(0));
    let required = |machine| get(&sandbox, machine, &server.url(), cache).args(["--require-shared-cache"]).run();
    assert_eq!(required(0).silently().token(), numbered_token(0), "a local token needs no shared cache");
    let json = get(&sandbox, 1, &server.url(), cache).args(["--require-shared-cache", "--error-format", "json"]).run();
    let error: serde_json::Value = serde_json::from_str(json.stderr.lines().last().unwrap_or_default())
        .unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(error["error"]["code"], "shared-cache-failed", "{json}");
    drop(required(1).fails(6, &[part]));
    server.expect(1);
}

/// N4: the lock lives longer than the time limit, which can be the longest time there is.
#[test]
fn the_longest_time_limit_is_not_exceeded() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let get = get(&sandbox, 0, &server.url(), &fake_redis(Some(b"$-1\r\n")));
    let output = get.args(["--timeout", &u64::MAX.to_string(), "--connect-timeout", &u64::MAX.to_string()]).run();
    assert_eq!(output.warns_once("unexpected reply").token(), numbered_token(0));
}

/// A firewall ends an idle connection to a node. The node is connected again, and the first node is not asked.
#[test]
fn a_lost_connection_to_a_node_is_made_again() {
    let node = fake_redis(Some(b"$-1\r\n"));
    let moved = format!("-MOVED 7 {}\r\n", node.trim_start_matches("redis://"));
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
    let address = listener.local_addr().expect("a listener has an address");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client connects");
        drop(stream.read(&mut [0; 1024]));
        drop(stream.write_all(moved.as_bytes()));
        // No second connection is accepted.
        drop(listener);
        drop(stream.read(&mut [0; 1024]));
    });
    let address = Address::parse(&format!("redis://{address}"), "the test").expect("it is a URL");
    let store = RedisStore::new(address, Box::new(|| Ok(None)), Trust::default());
    for _ in 0..3 {
        assert!(run_to_end(store.load(&key("mine"))).expect("the store works").is_none());
    }
}

#[test]
fn no_server_listens() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
    let address = listener.local_addr().expect("a listener has an address");
    drop(listener);
    continues_alone(&format!("redis://{address}"), "Connection refused");
    continues_alone("redis+unix:///nowhere/redis.sock", "No such file");
}

#[test]
fn the_server_is_silent() {
    continues_alone(&fake_redis(None), "takes too long");
    continues_alone(&fake_redis(None).replace("redis:", "rediss:"), "takes too long");
}

#[test]
fn the_server_is_not_a_redis_that_works() {
    continues_alone(&fake_redis(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n")), "its reply cannot be read");
    continues_alone(&fake_redis(Some(b"")), "closed the connection");
    continues_alone(&fake_redis(Some(b":12\r\n")), "an unexpected reply");
    continues_alone(&fake_redis(Some(b"-CLUSTERDOWN Hash slot not served\r\n")), "a part of the cluster is down");
    continues_alone(&fake_redis(Some(b"-LOADING Redis is loading the dataset in memory\r\n")), "LOADING");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_password_is_wrong_or_missing() {
    let redis = Redis::start_with(&["--requirepass", "right-password"]);
    let address = redis.address();
    continues_alone(&format!("redis://:wrong-password@{address}"), "the password is wrong");
    continues_alone(&format!("redis://unknown:wrong-password@{address}"), "the password is wrong");
    continues_alone(&format!("redis://{address}"), "requires a password");
    continues_alone(&format!("redis://{address}?password_env=NOT_SET"), "the variable NOT_SET is not set");
    continues_alone(&format!("redis://{address}?password_file=/nowhere/password"), "/nowhere/password");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_server_is_a_replica() {
    let redis = Redis::start();
    redis.cli(&["replicaof", "127.0.0.1", "1"]);
    continues_alone(&redis.url(), "READONLY");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_server_is_full() {
    let redis = Redis::start_with(&["--maxmemory", "1", "--maxmemory-policy", "noeviction"]);
    continues_alone(&redis.url(), "OOM");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_documented_rights_of_a_user_are_enough() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/fleet.md");
    let page = std::fs::read_to_string(page).expect("the page exists");
    let line = page.lines().find(|line| line.starts_with("ACL SETUSER ")).expect("it has the command");
    let line = line.replace("PASSWORD", "right-password");
    let redis = Redis::start();
    assert_eq!(redis.cli(&line.split(' ').collect::<Vec<_>>()), "OK");
    let cache = format!("redis://travauth:right-password@{}/1", redis.address());
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    drop(get(&sandbox, 0, &server.url(), &cache).args(["--require-shared-cache"]).run().silently().token());
    for args in [["token", "show", "-q", "--json"], ["token", "clear", "-q", "--all"]] {
        let output = run_on(&sandbox, 0, &cache, &args).run().exits(0);
        assert!(output.stderr.is_empty(), "{output}");
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_user_lacks_rights() {
    let redis = Redis::start();
    redis.cli(&["acl", "setuser", "me", "on", ">right-password", "~*", "+get"]);
    continues_alone(&format!("redis://me:right-password@{}", redis.address()), "NOPERM");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_server_is_suspended_while_the_system_accepts_connections() {
    let redis = Redis::start();
    redis.pause();
    continues_alone(&redis.url(), "takes too long");
    continues_alone(&redis.socket_url(), "takes too long");
    redis.resume();
}

/// Starts a proxy in front of a Redis that delays each reply. Returns its URL.
fn slowed(redis: &Redis, delay: Duration) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
    let address = listener.local_addr().expect("a listener has an address");
    let behind = redis.address();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut server = TcpStream::connect(&behind).expect("Redis listens");
            let (mut from_client, mut to_server) =
                (client.try_clone().expect("a socket"), server.try_clone().expect("a socket"));
            thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
            thread::spawn(move || {
                let mut buffer = [0; 8192];
                while let Ok(count @ 1..) = server.read(&mut buffer) {
                    thread::sleep(delay);
                    if client.write_all(&buffer[..count]).is_err() {
                        break;
                    }
                }
            });
        }
    });
    format!("redis://{address}")
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn slow_replies_are_waited_for_until_they_have_taken_too_long() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    // Two of three replies arrive in time.
    let monitor = redis.monitor();
    let slow = slowed(&redis, Duration::from_millis(750));
    let output = get(&sandbox, 0, &server.url(), &slow).run().warns_once("it takes too long");
    assert_eq!(output.token(), numbered_token(0));
    assert_eq!(monitor.commands(&redis).len(), 3);
    // No reply arrives in time.
    let slow = slowed(&redis, Duration::from_millis(1500));
    let output = get(&sandbox, 1, &server.url(), &slow).run().warns_once("it takes too long");
    assert_eq!(output.token(), numbered_token(1));
    assert_eq!(monitor.commands(&redis).len(), 1);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_lost_connection_is_opened_again() {
    let (sandbox, redis) = (Sandbox::new(), Redis::start());
    let socket = redis.socket_url();
    let server = {
        let path = socket.trim_start_matches("redis+unix://").trim_end_matches("?db=0").to_owned();
        // The idle connection is closed while the token is requested.
        Server::start(move |_| {
            let killed = std::process::Command::new("redis-cli")
                .args(["-s", &path, "client", "kill", "type", "normal"])
                .output()
                .expect("redis-cli starts");
            assert!(killed.status.success());
            crate::it::common::grant("token-number-0-ends")
        })
    };
    let first = get(&sandbox, 0, &server.url(), &socket).run().silently().token();
    assert_eq!(get(&sandbox, 1, &server.url(), &socket).run().silently().token(), first);
    server.expect(1);
}

/// Lifetime of a token in seconds. Half of it is the margin, and every fault is shorter than that.
const LIFETIME_SECONDS: i64 = 20;
const WORKERS: usize = 4;
const GETS: usize = 250;

#[test]
#[ignore = "needs redis-server: tests/run"]
fn every_get_prints_a_valid_token_despite_faults() {
    let _alone = busy();
    let sandbox = Sandbox::new();
    let mut redis = Redis::start();
    let next = AtomicUsize::new(0);
    // A token contains its client id and the time at which it expires.
    let server = Server::start(move |request| {
        let until = Timestamp::now().as_millisecond() + LIFETIME_SECONDS * 1000;
        let client = request.form()["client_id"].clone();
        let number = next.fetch_add(1, Ordering::SeqCst);
        grant_for(&format!("{client}:{until}:{number}"), &json!(LIFETIME_SECONDS))
    });
    let done = AtomicBool::new(false);
    let (url, base_url) = (redis.url(), server.url());
    let get_some = |worker: usize| {
        let mut warnings = 0;
        for number in 0..GETS {
            let client = format!("client-{}", number % 3);
            let program = get(&sandbox, worker % 2, &base_url, &url).env("AMADEUS_CLIENT_ID", &client);
            // The refresh is needed because a run with a valid local token does not use Redis.
            let output = if number % 5 == 0 { program.args(["--refresh"]) } else { program }.run();
            let token = output.token();
            let parts: Vec<_> = token.split(':').collect();
            assert_eq!(parts[0], client, "a token of another client: {output}");
            let until: i64 = parts[1].parse().expect("it is a time");
            assert!(until > Timestamp::now().as_millisecond(), "an expired token: {output}");
            warnings += usize::from(!output.stderr.is_empty());
        }
        warnings
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|worker| scope.spawn(move || get_some(worker))).collect();
        let (redis, done) = (&mut redis, &done);
        let faults = scope.spawn(move || {
            // Each fault lasts long enough to affect some runs.
            let moment = || thread::sleep(Duration::from_millis(300));
            while !done.load(Ordering::SeqCst) {
                redis.pause();
                moment();
                redis.resume();
                moment();
                redis.restart();
                moment();
                redis.cli(&["config", "set", "maxmemory", "1"]);
                moment();
                redis.cli(&["config", "set", "maxmemory", "0"]);
                moment();
                redis.cli(&["flushall"]);
                redis.cli(&["config", "set", "min-replicas-to-write", "1"]);
                moment();
                redis.cli(&["config", "set", "min-replicas-to-write", "0"]);
                redis.kill();
                moment();
                redis.restart();
            }
        });
        let outcomes: Vec<_> = workers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        done.store(true, Ordering::SeqCst);
        faults.join().expect("the faults could be made");
        let warnings: usize =
            outcomes.into_iter().map(|outcome| outcome.expect("every get prints a valid token")).sum();
        assert!(warnings > 0, "no fault affected a run");
    });
}
