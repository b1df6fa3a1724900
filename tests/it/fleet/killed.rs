//! Writers of the cache that are killed with `kill -9` at random moments.
//!
//! `TRAVAUTH_TEST_KILLS=10000 cargo test --test it fleet::killed -- --ignored --test-threads=1 --nocapture`

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::busy;
use crate::it::common::{AMADEUS_ID, SECRET, cache_files, edit_entry, entry_path, numbered_grants};
use crate::support::{Redis, Sandbox, Server, number_from_env};

/// Number of processes that need the token at the same time.
const WRITERS: usize = 8;
/// Number of kills if `TRAVAUTH_TEST_KILLS` is not set.
const KILLS: usize = 300;

/// A sandbox with a cache, and the server that grants its tokens.
struct World {
    sandbox: Sandbox,
    server: Server,
    redis: Option<Redis>,
}

impl World {
    fn new(redis: Option<Redis>) -> Self {
        Self { sandbox: Sandbox::new(), server: numbered_grants(), redis }
    }

    fn get(&self, flags: &[&str]) -> Child {
        Command::new(Sandbox::binary())
            .args(flags)
            .args(["token", "get", "--provider", "amadeus", "--base-url", &self.server.url(), "--timeout", "10s"])
            .env_clear()
            .env("TRAVAUTH_CONFIG_DIR", self.sandbox.config_dir())
            .env("TRAVAUTH_CACHE", self.redis.as_ref().map_or_else(|| "file".to_owned(), Redis::url))
            .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
            .env("AMADEUS_CLIENT_SECRET", self.sandbox.secret(SECRET))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    /// Makes the cached token expire: in the file, and by deleting it from Redis. Locks stay as they are.
    fn expire(&self) {
        edit_entry(&self.sandbox, |entry| {
            entry["token"]["obtained_at"] = json!("2026-01-01T00:00:00Z");
            entry["token"]["expires_at"] = json!("2026-01-01T00:30:00Z");
        });
        if let Some(redis) = &self.redis {
            for name in redis.keys().iter().filter(|name| !name.ends_with(":lock")) {
                redis.cli(&["del", name]);
            }
        }
    }

    /// Panics unless the next process gets a token without waiting for a killed one.
    fn next_process_gets_a_token(&self) {
        let output = self.get(&["-v"]).wait_with_output().expect("a child can be waited for");
        let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(stdout.starts_with("token-number-") && stdout.ends_with("-ends\n"), "{stdout:?} {stderr}");
        assert!(!stderr.contains("warning") && !stderr.contains("another "), "{stderr}");
    }

    /// Panics unless the cache holds one whole entry, and at most one temporary file, which has the fixed name.
    fn assert_whole(&self) {
        let entry = entry_path(&self.sandbox);
        let text = fs::read_to_string(&entry).expect("the entry can be read");
        let stored: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let token = stored["token"]["access_token"].as_str().unwrap_or_default();
        assert!(token.starts_with("token-number-") && token.ends_with("-ends"), "{text}");
        assert_eq!(cache_files(&self.sandbox, "lock"), [entry.with_extension("lock")]);
        let temporary = cache_files(&self.sandbox, "tmp");
        assert!(temporary.iter().all(|path| *path == entry.with_extension("json.tmp")), "{temporary:?}");
    }
}

/// Kills a process after this time, if one is given, waits for its end, and returns whether it was killed.
///
/// Panics if it printed half a token, or anything on standard error.
fn end(mut process: Child, after: Option<Duration>) -> bool {
    if let Some(after) = after {
        thread::sleep(after);
        process.kill().expect("a child can be killed");
    }
    let output = process.wait_with_output().expect("a child can be waited for");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let was_killed = output.status.code().is_none();
    let is_token = stdout.starts_with("token-number-") && stdout.ends_with("-ends\n");
    assert!(is_token || (was_killed && stdout.is_empty()), "{}: {stdout:?} {stderr}", output.status);
    assert!(stderr.is_empty(), "{}: {stderr}", output.status);
    was_killed
}

fn kill_many(world: &World) {
    let target = number_from_env("TRAVAUTH_TEST_KILLS").unwrap_or(KILLS);
    let started = Instant::now();
    assert!(!end(world.get(&[]), None));
    let mut typical = started.elapsed();
    let (mut killed, mut rounds, mut longest) = (0, 0, Duration::ZERO);
    while killed < target {
        world.expire();
        let before = world.server.requests().len();
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (process, after) = (world.get(&[]), typical.mul_f64(1.5 * random_fraction()));
                thread::spawn(move || end(process, Some(after)))
            })
            .collect();
        let outcomes = writers.into_iter().map(|writer| writer.join().expect("each prints a token or nothing"));
        let killed_now = outcomes.filter(|was_killed| *was_killed).count();
        world.assert_whole();
        let started = Instant::now();
        world.next_process_gets_a_token();
        world.assert_whole();
        // Each killed process can have sent one request, and one more was needed.
        let requests = world.server.requests().len() - before;
        assert!(requests <= killed_now + 1, "{requests} requests in a round with {killed_now} kills");
        longest = longest.max(started.elapsed());
        typical = (typical * 9 + started.elapsed().min(typical * 2)) / 10;
        (killed, rounds) = (killed + killed_now, rounds + 1);
    }
    world.expire();
    assert!(!end(world.get(&[]), None));
    assert!(cache_files(&world.sandbox, "tmp").is_empty());
    let requests = world.server.requests().len();
    println!("{killed} kills in {rounds} rounds, {requests} requests, longest wait after a kill {longest:?}");
}

/// Returns a random number from 0 to 1.
fn random_fraction() -> f64 {
    f64::from(u32::try_from(travauth::random::random_u64() >> 32).expect("it has 32 bits")) / f64::from(u32::MAX)
}

#[test]
#[ignore = "takes long: tests/run"]
fn writers_of_files() {
    let _alone = busy();
    kill_many(&World::new(None));
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn writers_of_files_and_redis() {
    let _alone = busy();
    kill_many(&World::new(Some(Redis::start())));
}
