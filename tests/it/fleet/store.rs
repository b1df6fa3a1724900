//! What every store keeps to, whatever it is made of; and what the shared one adds.

use std::time::Duration;

use jiff::Timestamp;
use travauth::cache::redis::{Address, RedisStore};
use travauth::cache::{
    Entry, EntryToken, FileStore, Held, Kept, Key, Layered, Refusal, TokenStore, Waiting, random_id,
};
use travauth::failure::{Failure, Kind};
use travauth::http::Trust;
use travauth::secret::Secret;
use travauth::token::Token;

use crate::support::{Redis, eventually};

const TIMEOUT: Duration = Duration::from_secs(5);

fn key(client_id: &str) -> Key {
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

fn entry(client_id: &str, token: &str, lifetime: i64) -> Entry {
    let now = Timestamp::now();
    let token = Token {
        access_token: Secret::new(token),
        scope: Some("all".to_owned()),
        obtained_at: now,
        expires_at: Some(now + jiff::SignedDuration::from_secs(lifetime)),
        extra: serde_json::Map::new(),
    };
    let key = key(client_id);
    let secret_check = Some(key.secret_check(&[b"secret"]));
    let held = EntryToken { id: random_id(), secret_check, token };
    Entry { key, environment: "test".to_owned(), base_url: None, token: Some(held), refusal: None }
}

fn text(entry: Option<&Entry>) -> Option<String> {
    entry.map(|entry| entry.to_text().expect("an entry can be written down"))
}

fn attempt<'a>(store: &'a dyn TokenStore, key: &Key) -> Result<Held<'a>, Waiting<'a>> {
    store.lock(key, TIMEOUT).and_then(Waiting::attempt).expect("the store works").lock
}

#[track_caller]
fn held<'a>(store: &'a dyn TokenStore, key: &Key) -> Held<'a> {
    attempt(store, key).ok().expect("the lock is free")
}

/// Two processes at the same store; `look` is how one sees what the other wrote.
fn keeps_its_promises(
    [one, other]: [&dyn TokenStore; 2],
    look: fn(&dyn TokenStore, &Key) -> Option<Entry>,
    kept_by_other: Kept,
) {
    let (mine, yours) = (key("mine"), key("yours"));
    assert!(look(one, &mine).is_none());
    assert!(one.list().expect("the store works").is_empty());
    assert!(!one.remove(&mine).expect("the store works"));

    // One at a time, and each key for itself.
    let first = held(one, &mine);
    assert!(attempt(other, &mine).is_err());
    drop(held(other, &yours));
    drop(first);
    let first = held(other, &mine);
    assert!(attempt(one, &mine).is_err());

    // What one writes the other sees whole, and the lock is free.
    let written = entry("mine", "token-of-the-test", 1799);
    first.save(&written).expect("the store works");
    assert_eq!(text(look(one, &mine).as_ref()), text(Some(&written)));
    assert_eq!(text(look(other, &mine).as_ref()), text(Some(&written)));
    assert!(look(one, &yours).is_none());

    // A refusal beside a token, replacing it whole.
    let failure = Failure::new(Kind::CredentialsRejected, "rejected").hint("do something").http_status(401);
    let at = Timestamp::now();
    let refusal = Refusal { id: random_id(), secret_check: None, at, until: Some(at), failure };
    let refused = Entry { refusal: Some(refusal), ..written };
    held(one, &mine).save(&refused).expect("the store works");
    assert_eq!(text(look(other, &mine).as_ref()), text(Some(&refused)));

    held(one, &yours).save(&entry("yours", "another-token", 1799)).expect("the store works");
    let listed = other.list().expect("the store works");
    let mut ids: Vec<_> = listed.iter().map(|listed| listed.entry.key.client_id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["mine", "yours"]);
    assert!(listed.iter().any(|listed| listed.kept == kept_by_other), "{listed:?}");

    assert!(one.remove(&mine).expect("the store works"));
    assert!(look(one, &mine).is_none() && look(one, &yours).is_some());
    assert!(one.remove_all().expect("the store works") > 0);
    assert!(look(other, &yours).is_none());
    drop(held(other, &mine));
    assert!(one.place(&mine).contains(&mine.name()));
}

fn load(store: &dyn TokenStore, key: &Key) -> Option<Entry> {
    store.load(key).expect("the store works")
}

fn load_shared(store: &dyn TokenStore, key: &Key) -> Option<Entry> {
    store.load_shared(key).expect("the store works")
}

fn redis_store(redis: &Redis) -> RedisStore {
    let address = Address::parse(&redis.socket_url(), "the test").expect("it is a URL");
    RedisStore::new(address, Box::new(|| Ok(None)), Trust::default())
}

#[test]
fn files() {
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let store = || FileStore::new(dir.path().join("tokens"));
    keeps_its_promises([&store(), &store()], load, Kept::Here);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn redis() {
    let redis = Redis::start();
    keeps_its_promises([&redis_store(&redis), &redis_store(&redis)], load, Kept::Shared);
    assert_eq!(redis.keys(), [""; 0]);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn files_in_front_of_redis_on_two_machines() {
    let redis = Redis::start();
    let dir = tempfile::tempdir().expect("a temporary directory can be made");
    let machine = |name: &str| {
        Layered::new(Box::new(FileStore::new(dir.path().join(name).join("tokens"))), redis_store(&redis), true)
    };
    let (one, other) = (machine("one"), machine("other"));
    keeps_its_promises([&one, &other], load_shared, Kept::Shared);
    assert_eq!(redis.keys(), [""; 0]);

    // What is shared is kept here only when it was said to be.
    let new = key("new");
    held(&one, &new).save(&entry("new", "token-of-the-test", 1799)).expect("the store works");
    let shared = load_shared(&other, &new).expect("it is shared");
    assert!(load(&other, &new).is_none());
    other.keep(&shared).expect("the store works");
    assert_eq!(text(load(&other, &new).as_ref()), text(Some(&shared)));
    assert!(other.list().expect("the store works").iter().any(|listed| listed.kept == Kept::Both));
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn whoever_comes_late_overwrites_nothing() {
    let redis = Redis::start();
    let (one, other) = (redis_store(&redis), redis_store(&redis));
    let mine = key("mine");
    let lock_name = format!("travauth:1:{}:lock", mine.name());
    let slow = held(&one, &mine);
    let left: u64 = redis.say(&["pttl", &lock_name]).parse().expect("it has an end");
    assert!(left > u64::try_from(TIMEOUT.as_millis()).expect("it is short"), "the lock outlives the request: {left}");
    // Its time runs out.
    redis.say(&["pexpire", &lock_name, "1"]);
    eventually("the lock expires", || redis.say(&["exists", &lock_name]) == "0");
    let newer = entry("mine", "the-newer-token", 1799);
    held(&other, &mine).save(&newer).expect("the store works");
    slow.save(&entry("mine", "the-older-token", 1799)).expect("it is no problem");
    assert_eq!(text(load(&one, &mine).as_ref()), text(Some(&newer)));

    // Nor does it let go of what is another's.
    let slow = held(&one, &mine);
    redis.say(&["set", &lock_name, "another"]);
    drop(slow);
    assert_eq!(redis.say(&["get", &lock_name]), "another");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_holder_who_never_lets_go_is_succeeded_by_one_who_waited_long_enough() {
    let redis = Redis::start();
    let (gone, one, other) = (redis_store(&redis), redis_store(&redis), redis_store(&redis));
    let mine = key("mine");
    std::mem::forget(held(&gone, &mine));
    // It would expire some time, too: that is not what is shown here.
    assert_eq!(redis.say(&["persist", &format!("travauth:1:{}:lock", mine.name())]), "1");
    let short = Duration::from_millis(300);
    let mut waiting = [&one, &other].map(|store| Some(store.lock(&mine, short).expect("the store works")));
    let mut successor = None;
    eventually("one of the two succeeds", || {
        for slot in &mut waiting {
            match slot.take().expect("it is still waiting").attempt().expect("the store works").lock {
                Ok(lock) => successor = Some(lock),
                Err(lock) => *slot = Some(lock),
            }
            if successor.is_some() {
                return true;
            }
        }
        false
    });
    // The other one waited as long, and yet does not succeed who has only just begun.
    for waiting in waiting.into_iter().flatten() {
        std::thread::sleep(short);
        assert!(waiting.attempt().expect("the store works").lock.is_err());
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn an_entry_lives_as_long_as_it_is_of_use() {
    let redis = Redis::start();
    let store = redis_store(&redis);
    let at = Timestamp::now();
    let failure = Failure::new(Kind::RateLimited, "too many");
    let until = Some(at + jiff::SignedDuration::from_secs(900));
    let refusal = Refusal { id: random_id(), secret_check: None, at, until, failure };
    for (mut written, refused, shortest, longest) in [
        (entry("mine", "token-of-the-test", 1799), false, 1700, 1799),
        // For those who wait for it.
        (entry("mine", "token-of-the-test", 0), false, 50, 60),
        (entry("mine", "token-of-the-test", 100), true, 800, 900),
    ] {
        written.refusal = refused.then(|| refusal.clone());
        held(&store, &written.key).save(&written).expect("the store works");
        let left: i64 = redis.say(&["ttl", &redis.keys()[0]]).parse().expect("it has an end");
        assert!((shortest..=longest).contains(&left), "{left}, not {shortest} to {longest}");
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn trying_it_out_reads_and_writes() {
    let redis = Redis::start();
    assert!(redis_store(&redis).try_shared().expect("it is shared").is_ok());
    assert_eq!(redis.keys(), [""; 0]);
    redis.say(&["config", "set", "maxmemory", "1"]);
    let problem = redis_store(&redis).try_shared().expect("it is shared").expect_err("it is full");
    assert!(problem.to_string().contains("OOM"), "{problem}");
}
