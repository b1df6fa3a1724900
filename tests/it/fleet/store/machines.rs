//! Machines that have their own files in front of one Redis.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use travauth::cache::{Cache, SharedAttempt, StoredIn, TokenCache};
use travauth::machine::{Machine, ThisMachine, run_to_end};
use travauth::random::random_u64;

use super::{
    TIMEOUT, attempt, entry, file_store, fulfils_the_contract, key, load_local, load_shared, lock_entry, lock_name,
    redis_store, release, save, text,
};
use crate::support::{Redis, eventually};

/// Longer than the longest pause between two requests to the shared store.
const PAUSE: Duration = Duration::from_millis(500);

/// Returns the cache of the machine with this name. It fails if the shared store fails.
fn machine(dir: &Path, name: &str, redis: &Redis) -> TokenCache {
    TokenCache::new(ThisMachine::default(), Some(file_store(&dir.join(name))), Some(redis_store(redis)), true)
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn files_in_front_of_redis_on_two_machines() {
    let redis = Redis::start();
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let (one, other) = (machine(dir.path(), "one", &redis), machine(dir.path(), "other", &redis));
    fulfils_the_contract([&one, &other], load_shared, StoredIn::Shared);
    assert_eq!(redis.keys(), [""; 0]);

    // A shared entry is in the local cache of a machine only after it was copied.
    let new = key("new");
    save(lock_entry(&one, &new), &entry("new", "token-of-the-test", 1799));
    let shared = load_shared(&other, &new).expect("it is shared");
    assert_eq!(text(load_local(&one, &new).as_ref()), text(Some(&shared)));
    assert!(load_local(&other, &new).is_none());
    run_to_end(other.copy_to_local(&shared, None));
    assert_eq!(text(load_local(&other, &new).as_ref()), text(Some(&shared)));
    assert!(other.list().expect("the store works").iter().any(|listed| listed.stored_in == StoredIn::Both));

    // A copy replaces only the entry that was read before, and does not wait for a process that holds the lock.
    let late = entry("new", "the-late-token", 1799);
    run_to_end(other.copy_to_local(&late, None));
    assert_eq!(text(load_local(&other, &new).as_ref()), text(Some(&shared)));
    let writing = lock_entry(&other, &new);
    run_to_end(other.copy_to_local(&late, Some(&shared)));
    assert_eq!(text(load_local(&other, &new).as_ref()), text(Some(&shared)));
    release(writing);
    run_to_end(other.copy_to_local(&late, Some(&shared)));
    assert_eq!(text(load_local(&other, &new).as_ref()), text(Some(&late)));
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_holder_of_the_lock_gets_the_shared_entry_and_copies_it() {
    let redis = Redis::start();
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let (one, other) = (machine(dir.path(), "one", &redis), machine(dir.path(), "other", &redis));
    let mine = key("mine");
    let written = entry("mine", "token-of-the-test", 1799);
    save(lock_entry(&one, &mine), &written);
    let (mut lock, shared) = attempt(&other, &mine).expect("the lock is free");
    assert_eq!(text(shared.as_ref()), text(Some(&written)));
    assert!(load_local(&other, &mine).is_none());
    run_to_end(lock.copy_to_local(&written));
    assert_eq!(text(load_local(&other, &mine).as_ref()), text(Some(&written)));
    // The copy did not write to the shared store, whose lock is still held.
    assert_eq!(redis.cli(&["exists", &lock_name(&mine)]), "1");
    release(lock);
    assert_eq!(redis.cli(&["exists", &lock_name(&mine)]), "0");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_holder_whose_lock_expired_overwrites_nothing() {
    let redis = Redis::start();
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let (one, other) = (machine(dir.path(), "one", &redis), machine(dir.path(), "other", &redis));
    let mine = key("mine");
    let lock_name = lock_name(&mine);
    let slow = lock_entry(&one, &mine);
    let left: u64 = redis.cli(&["pttl", &lock_name]).parse().expect("it expires");
    assert!(left > u64::try_from(TIMEOUT.as_millis()).expect("it is short"), "the lock outlives the request: {left}");
    redis.cli(&["pexpire", &lock_name, "1"]);
    eventually("the lock expires", || redis.cli(&["exists", &lock_name]) == "0");
    let newer = entry("mine", "the-newer-token", 1799);
    save(lock_entry(&other, &mine), &newer);
    let older = entry("mine", "the-older-token", 1799);
    save(slow, &older);
    assert_eq!(text(load_shared(&one, &mine).as_ref()), text(Some(&newer)));
    assert_eq!(text(load_local(&one, &mine).as_ref()), text(Some(&older)));

    // A holder whose lock expired does not release the lock of another holder.
    let slow = lock_entry(&one, &mine);
    redis.cli(&["set", &lock_name, "another"]);
    release(slow);
    assert_eq!(redis.cli(&["get", &lock_name]), "another");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_lock_of_a_killed_holder_is_taken_over_at_once_on_its_machine() {
    let redis = Redis::start();
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let (one, other) = (machine(dir.path(), "one", &redis), machine(dir.path(), "other", &redis));
    let mine = key("mine");
    // The kernel frees the lock of a killed process, and Redis does not.
    drop(lock_entry(&one, &mine));
    assert!(attempt(&other, &mine).is_none());
    release(lock_entry(&one, &mine));
    release(lock_entry(&other, &mine));
}

/// A machine whose uptime the test sets.
#[derive(Default)]
struct SetMachine(Cell<Duration>);

impl Machine for SetMachine {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn uptime(&self) -> Duration {
        self.0.get()
    }

    async fn sleep(&self, span: Duration) {
        self.0.set(self.0.get() + span);
    }

    fn random(&self) -> u64 {
        random_u64()
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_lock_that_is_never_released_is_taken_over_after_a_wait() {
    let redis = Redis::start();
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let [gone, one, other] = ["gone", "one", "other"].map(|name| {
        let files = file_store(&dir.path().join(name));
        Cache::new(SetMachine::default(), Some(files), Some(redis_store(&redis)), true)
    });
    let mine = key("mine");
    let written = entry("mine", "token-of-the-test", 1799);
    save(lock_entry(&gone, &mine), &written);
    drop(lock_entry(&gone, &mine));
    // Without its expiry, only the wait can free the lock.
    assert_eq!(redis.cli(&["persist", &lock_name(&mine)]), "1");
    let pass = |span| [&one, &other].map(|cache| run_to_end(cache.machine().sleep(span)));
    run_to_end(async {
        let mut first = one.open_lock(&mine, TIMEOUT).await;
        let mut second = other.open_lock(&mine, TIMEOUT).await;
        for lock in [&mut first, &mut second] {
            assert!(lock.try_local().await);
            let SharedAttempt::Busy(found) = lock.try_shared().await.expect("the store works") else {
                panic!("the lock is not free");
            };
            assert_eq!(text(found.as_ref()), text(Some(&written)));
            // The shared store gets no second request before a pause.
            assert!(matches!(lock.try_shared().await, Ok(SharedAttempt::Busy(None))));
        }
        pass(TIMEOUT.saturating_sub(PAUSE));
        assert!(matches!(first.try_shared().await, Ok(SharedAttempt::Busy(Some(_)))));
        assert!(matches!(second.try_shared().await, Ok(SharedAttempt::Busy(Some(_)))));
        pass(PAUSE);
        assert!(matches!(first.try_shared().await, Ok(SharedAttempt::Held(Some(_)))));
        // The second machine has waited as long, but must not take over the lock of a new holder.
        for _ in 0..3 {
            assert!(matches!(second.try_shared().await, Ok(SharedAttempt::Busy(Some(_)))));
            pass(PAUSE);
        }
        first.release().await;
        assert!(matches!(second.try_shared().await, Ok(SharedAttempt::Held(Some(_)))));
        second.release().await;
    });
    assert_eq!(redis.cli(&["exists", &lock_name(&mine)]), "0");
}
