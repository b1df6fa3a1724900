//! The contract of the two stores, and of the cache that combines them.

mod machines;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use travauth::cache::redis::{Address, RedisStore};
use travauth::cache::{
    Cache, CachedToken, Entry, EntryLock, FileStore, Key, LocalStore, RecordedFailure, SharedAttempt, SharedStore,
    StoredIn, TokenCache,
};
use travauth::failure::{Failure, Kind};
use travauth::http::Trust;
use travauth::machine::{Machine, ThisMachine, run_to_end};
use travauth::random::random_u64;
use travauth::secret::Secret;
use travauth::token::Token;

use crate::support::{Redis, eventually};

const TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn key(client_id: &str) -> Key {
    Key {
        provider: "amadeus".to_owned(),
        token_url: "https://api.example/token".to_owned(),
        grant: "client_credentials".to_owned(),
        client_id: client_id.to_owned(),
        user: None,
        scope: None,
        params: Vec::new(),
    }
}

fn random_id() -> String {
    format!("{:016x}", random_u64())
}

pub(super) fn entry(client_id: &str, token: &str, lifetime: i64) -> Entry {
    let now = Timestamp::now();
    let token = Token {
        idle: None,
        access_token: Secret::new(token),
        scope: Some("all".to_owned()),
        obtained_at: now,
        expires_at: Some(now + jiff::SignedDuration::from_secs(lifetime)),
        extra: serde_json::Map::new(),
    };
    let key = key(client_id);
    let secret_check = Some(key.secret_check(&[b"secret"]));
    let cached = CachedToken { id: random_id(), secret_check, token };
    Entry {
        key,
        environment: "test".to_owned(),
        base_url: None,
        token: Some(cached),
        failures: Vec::new(),
        replaced: Vec::new(),
    }
}

fn failure(failure: Failure, cooldown: i64) -> RecordedFailure {
    let at = Timestamp::now();
    let until = Some(at + jiff::SignedDuration::from_secs(cooldown));
    RecordedFailure { id: random_id(), secret_check: None, sending_check: None, at, until, count: 1, failure }
}

fn text(entry: Option<&Entry>) -> Option<String> {
    entry.map(|entry| entry.to_text().expect("an entry can be serialized"))
}

fn file_store(dir: &Path) -> FileStore {
    FileStore::new(dir.join("tokens"))
}

fn redis_store(redis: &Redis) -> RedisStore {
    let address = Address::parse(&redis.socket_url(), "the test").expect("it is a URL");
    RedisStore::new(address, Box::new(|| Ok(None)), Trust::default())
}

fn lock_name(key: &Key) -> String {
    format!("travauth:1:{{{}}}:lock", key.name())
}

/// Acquires the lock of this key, if both its local and its shared part are free. Also returns the shared entry.
fn attempt<'a, M: Machine>(
    cache: &'a Cache<M, FileStore, RedisStore>,
    key: &'a Key,
) -> Option<(EntryLock<'a, M, FileStore, RedisStore>, Option<Entry>)> {
    run_to_end(async {
        let mut lock = cache.open_lock(key, TIMEOUT).await;
        if !lock.try_local().await {
            return None;
        }
        match lock.try_shared().await.expect("the store works") {
            SharedAttempt::Held(shared) => Some((lock, shared)),
            SharedAttempt::Busy(_) => None,
        }
    })
}

#[track_caller]
fn lock_entry<'a, M: Machine>(
    cache: &'a Cache<M, FileStore, RedisStore>,
    key: &'a Key,
) -> EntryLock<'a, M, FileStore, RedisStore> {
    let mut held = None;
    // Another test may be starting a program, which holds a copy of a lock that was released until it begins.
    eventually("the lock is free", || {
        held = attempt(cache, key);
        held.is_some()
    });
    held.expect("it is held").0
}

fn release<M: Machine>(lock: EntryLock<'_, M, FileStore, RedisStore>) {
    run_to_end(lock.release());
}

/// Writes an entry with this lock, and releases the lock.
#[track_caller]
fn save<M: Machine>(mut lock: EntryLock<'_, M, FileStore, RedisStore>, entry: &Entry) {
    run_to_end(async {
        lock.prepare_save().await;
        lock.save(entry).await.expect("the store works");
        lock.release().await;
    });
}

fn load_local<M: Machine>(cache: &Cache<M, FileStore, RedisStore>, key: &Key) -> Option<Entry> {
    run_to_end(cache.load_local(key))
}

fn load_shared<M: Machine>(cache: &Cache<M, FileStore, RedisStore>, key: &Key) -> Option<Entry> {
    run_to_end(cache.load_shared(key)).expect("the store works")
}

/// Checks the contract with two processes that use the same cache. `load` reads an entry that the other process wrote.
fn fulfils_the_contract(
    [one, other]: [&TokenCache; 2],
    load: fn(&TokenCache, &Key) -> Option<Entry>,
    stored_by_other: StoredIn,
) {
    let (mine, yours) = (key("mine"), key("yours"));
    assert!(load(one, &mine).is_none());
    assert!(one.list().expect("the store works").is_empty());
    assert!(!one.remove(&mine.name()).expect("the store works"));

    // Only one process holds the lock of a key, and each key has its own lock.
    let first = lock_entry(one, &mine);
    assert!(attempt(other, &mine).is_none());
    release(lock_entry(other, &yours));
    release(first);
    let first = lock_entry(other, &mine);
    assert!(attempt(one, &mine).is_none());

    // The other process reads the whole entry, and the lock is free.
    let written = entry("mine", "token-of-the-test", 1799);
    save(first, &written);
    assert_eq!(text(load(one, &mine).as_ref()), text(Some(&written)));
    assert_eq!(text(load(other, &mine).as_ref()), text(Some(&written)));
    assert!(load(one, &yours).is_none());

    // The whole entry is replaced, here by one with a failure beside the token.
    let rejected = Failure::new(Kind::CredentialsRejected, "rejected").hint("do something").hint("or else this");
    let rejected_entry = Entry { failures: vec![failure(rejected.http_status(401), 30)], ..written };
    save(lock_entry(one, &mine), &rejected_entry);
    assert_eq!(text(load(other, &mine).as_ref()), text(Some(&rejected_entry)));

    save(lock_entry(one, &yours), &entry("yours", "another-token", 1799));
    let listed = other.list().expect("the store works");
    let mut ids: Vec<_> = listed.iter().map(|listed| listed.entry.key.client_id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["mine", "yours"]);
    assert!(listed.iter().all(|listed| listed.name == listed.entry.key.name()), "{listed:?}");
    assert!(listed.iter().any(|listed| listed.stored_in == stored_by_other), "{listed:?}");

    assert!(one.remove(&mine.name()).expect("the store works"));
    assert!(load(one, &mine).is_none() && load(one, &yours).is_some());
    assert!(one.remove_all().expect("the store works") > 0);
    assert!(load(other, &yours).is_none());
    release(lock_entry(other, &mine));
    assert!(one.location(&mine).contains(&mine.name()));
}

#[test]
fn files() {
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let cache = || TokenCache::new(ThisMachine::default(), Some(file_store(dir.path())), None, false);
    fulfils_the_contract([&cache(), &cache()], load_local, StoredIn::Local);
}

#[test]
fn a_file_is_locked_by_one_process_and_replaced_as_a_whole() {
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let (one, other) = (file_store(dir.path()), file_store(dir.path()));
    let mine = key("mine");
    run_to_end(async {
        let mut first = one.open_lock(&mine).await.expect("the store works");
        let mut second = other.open_lock(&mine).await.expect("the store works");
        assert!(one.try_lock(&mut first).await.expect("the store works"));
        assert!(one.try_lock(&mut first).await.expect("the store works"), "a held lock stays held");
        assert!(!other.try_lock(&mut second).await.expect("the store works"));

        // An entry appears only when it is complete, with and without `prepare_save`.
        one.prepare_save(&mut first).await.expect("the store works");
        assert!(other.load(&mine).await.expect("the store works").is_none());
        for token in ["the-first-token", "the-second-token"] {
            let written = entry("mine", token, 1799);
            one.save(&mut first, &written).await.expect("the store works");
            let found = other.load(&mine).await.expect("the store works");
            assert_eq!(text(found.as_ref()), text(Some(&written)));
        }

        // A holder finds the name that the previous holder left, unless the previous holder removed it.
        assert_eq!(one.holder_names(&mut first).await, "");
        one.write_holder_names(&mut first, "the-first-holder").await;
        drop(first);
        assert!(other.try_lock(&mut second).await.expect("the store works"));
        assert_eq!(other.holder_names(&mut second).await, "the-first-holder");
        other.write_holder_names(&mut second, "second").await;
        assert_eq!(other.holder_names(&mut second).await, "second");
        other.write_holder_names(&mut second, "").await;
        drop(second);
        let mut third = one.open_lock(&mine).await.expect("the store works");
        assert!(one.try_lock(&mut third).await.expect("the store works"));
        assert_eq!(one.holder_names(&mut third).await, "");
    });
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn redis() {
    let redis = Redis::start();
    let cache = || TokenCache::new(ThisMachine::default(), None, Some(redis_store(&redis)), true);
    fulfils_the_contract([&cache(), &cache()], load_shared, StoredIn::Shared);
    assert_eq!(redis.keys(), [""; 0]);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn only_the_holder_of_the_shared_lock_writes_and_releases() {
    let redis = Redis::start();
    let (one, other) = (redis_store(&redis), redis_store(&redis));
    let (mine, yours) = (key("mine"), key("yours"));
    run_to_end(async {
        assert!(one.load(&mine).await.expect("the store works").is_none());
        let acquired = one.acquire(&mine, "one", TIMEOUT, &[]).await.expect("the store works");
        assert_eq!((acquired.holder.as_str(), acquired.entry.is_none()), ("one", true));
        let acquired = other.acquire(&mine, "other", TIMEOUT, &["stranger"]).await.expect("the store works");
        assert_eq!(acquired.holder, "one");
        let acquired = other.acquire(&yours, "other", TIMEOUT, &[]).await.expect("the store works");
        assert_eq!(acquired.holder, "other", "each key has a lock of its own");
        let left: u64 = redis.cli(&["pttl", &lock_name(&mine)]).parse().expect("it expires");
        assert!((1..=u64::try_from(TIMEOUT.as_millis()).expect("it is short")).contains(&left), "{left}");

        // A process without the lock neither writes nor releases.
        let written = entry("mine", "token-of-the-test", 1799);
        assert!(!other.save(&mine, "other", &written).await.expect("the store works"));
        other.release(&mine, "other").await.expect("the store works");
        assert_eq!(redis.cli(&["get", &lock_name(&mine)]), "one");
        assert!(other.load(&mine).await.expect("the store works").is_none());

        // Writing releases the lock. The next holder gets the entry with the lock.
        assert!(one.save(&mine, "one", &written).await.expect("the store works"));
        let found = other.load(&mine).await.expect("the store works");
        assert_eq!(text(found.as_ref()), text(Some(&written)));
        let acquired = other.acquire(&mine, "other", TIMEOUT, &[]).await.expect("the store works");
        assert_eq!((acquired.holder.as_str(), text(acquired.entry.as_ref())), ("other", text(Some(&written))));
        // A waiting process also gets the entry.
        let acquired = one.acquire(&mine, "one", TIMEOUT, &[]).await.expect("the store works");
        assert_eq!((acquired.holder.as_str(), text(acquired.entry.as_ref())), ("other", text(Some(&written))));

        // The lock of a holder that is known to be gone is taken over.
        let acquired = one.acquire(&mine, "one", TIMEOUT, &["stranger", "other"]).await.expect("the store works");
        assert_eq!(acquired.holder, "one");
        one.release(&mine, "one").await.expect("the store works");
        assert_eq!(redis.cli(&["exists", &lock_name(&mine)]), "0");
        assert!(!one.save(&mine, "one", &written).await.expect("the store works"), "the lock is free");
        assert!(!one.has_failed() && !other.has_failed());
    });
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn an_entry_expires_when_it_is_of_no_use() {
    let redis = Redis::start();
    let store = redis_store(&redis);
    for (mut written, has_failure, shortest, longest) in [
        (entry("mine", "token-of-the-test", 1799), false, 1700, 1799),
        // The entry stays long enough for the processes that wait for it.
        (entry("mine", "token-of-the-test", 0), false, 50, 60),
        // A failure is kept for a day after its cooldown, because the next cooldown of the same secret is longer.
        (entry("mine", "token-of-the-test", 100), true, 86_400 + 800, 86_400 + 900),
    ] {
        written.failures.clear();
        written.failures.extend(has_failure.then(|| failure(Failure::new(Kind::RateLimited, "too many"), 900)));
        run_to_end(async {
            store.acquire(&written.key, "one", TIMEOUT, &[]).await.expect("the store works");
            assert!(store.save(&written.key, "one", &written).await.expect("the store works"));
        });
        let left: i64 = redis.cli(&["ttl", &redis.keys()[0]]).parse().expect("it expires");
        assert!((shortest..=longest).contains(&left), "{left}, not {shortest} to {longest}");
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn testing_the_shared_store_reads_and_writes() {
    let redis = Redis::start();
    let cache = || TokenCache::new(ThisMachine::default(), None, Some(redis_store(&redis)), false);
    let location = cache().try_out_shared(&key("mine")).expect("it is shared").expect("it works");
    assert!(
        redis.socket_url().contains(location.trim_start_matches("redis+unix://").split('?').next().unwrap()),
        "{location}"
    );
    assert_eq!(redis.keys(), [""; 0]);
    redis.cli(&["config", "set", "maxmemory", "1"]);
    let error = cache().try_out_shared(&key("mine")).expect("it is shared").expect_err("it is full");
    assert!(error.to_string().contains("OOM"), "{error}");
    assert!(TokenCache::off().try_out_shared(&key("mine")).is_none());
}
