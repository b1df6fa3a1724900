//! What `obtain` does with what it finds, waits for, and is answered.

mod simulation;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use super::*;
use crate::cache::{Acquired, CacheError};
use crate::clock;
use crate::machine::run_to_end;
use crate::secret::Secret;

fn key() -> Key {
    Key {
        provider: "amadeus".to_owned(),
        token_url: "https://api.example/token".to_owned(),
        grant: "client_credentials".to_owned(),
        client_id: "me".to_owned(),
        user: None,
        scope: None,
        params: Vec::new(),
    }
}

fn check(secret: &str) -> SecretCheck {
    key().secret_check(&[secret.as_bytes()])
}

fn wanted() -> Requirements {
    Requirements {
        key: key(),
        environment: "test".to_owned(),
        base_url: None,
        min_valid: None,
        refresh: false,
        offline: false,
        rejected: None,
        timeout: Duration::from_secs(30),
    }
}

fn token(name: &str, lifetime: Option<i64>) -> Token {
    let now = clock::now();
    Token {
        access_token: Secret::new(name),
        scope: None,
        obtained_at: now,
        expires_at: lifetime.map(|seconds| clock::plus_seconds(now, seconds)),
        extra: serde_json::Map::new(),
    }
}

fn empty() -> Entry {
    Entry { key: key(), environment: String::new(), base_url: None, token: None, last_failure: None }
}

/// An entry whose token has this name as its text and its id.
fn having(name: &str, lifetime: Option<i64>) -> Entry {
    let cached = CachedToken { id: name.to_owned(), secret_check: Some(check("secret")), token: token(name, lifetime) };
    Entry { token: Some(cached), ..empty() }
}

fn failed(id: &str, has_cooldown: bool) -> RecordedFailure {
    let at = clock::now();
    let failure = Failure::new(Kind::CredentialsRejected, id);
    let until = has_cooldown.then(|| clock::plus_seconds(at, 30));
    RecordedFailure { id: id.to_owned(), secret_check: Some(check("secret")), at, until, count: 1, failure }
}

fn failing(id: &str, has_cooldown: bool) -> Entry {
    Entry { last_failure: Some(failed(id, has_cooldown)), ..empty() }
}

/// A machine whose time passes only while a process waits.
#[derive(Default)]
struct FakeMachine {
    uptime: Cell<Duration>,
    numbers: Cell<u64>,
}

impl Machine for FakeMachine {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn uptime(&self) -> Duration {
        self.uptime.get()
    }

    async fn sleep(&self, span: Duration) {
        self.uptime.set(self.uptime.get() + span);
    }

    fn random(&self) -> u64 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }
}

/// What an attempt to take a lock finds; without a turn the lock is free.
enum Turn {
    /// Another one holds it, and this is the entry now.
    Busy(Option<Entry>),
    /// The lock is free, and this is the entry now.
    Free(Option<Entry>),
    /// The store fails.
    Broken,
}

#[derive(Default)]
struct FakeLocal {
    entry: RefCell<Option<Entry>>,
    turns: RefCell<VecDeque<Turn>>,
    saved: RefCell<Vec<Entry>>,
    cannot_save: bool,
    cannot_prepare: bool,
}

impl LocalStore for FakeLocal {
    type Lock = ();

    async fn load(&self, _: &Key) -> Result<Option<Entry>, CacheError> {
        Ok(self.entry.borrow().clone())
    }

    async fn open_lock(&self, _: &Key) -> Result<(), CacheError> {
        Ok(())
    }

    async fn try_lock(&self, (): &mut ()) -> Result<bool, CacheError> {
        match self.turns.borrow_mut().pop_front() {
            Some(Turn::Busy(entry)) => {
                self.entry.replace(entry);
                Ok(false)
            }
            Some(Turn::Free(entry)) => {
                self.entry.replace(entry);
                Ok(true)
            }
            Some(Turn::Broken) => Err(CacheError::new("broken")),
            None => Ok(true),
        }
    }

    async fn prepare_save(&self, (): &mut ()) -> Result<(), CacheError> {
        if self.cannot_prepare { Err(CacheError::new("full")) } else { Ok(()) }
    }

    async fn save(&self, (): &mut (), entry: &Entry) -> Result<(), CacheError> {
        if self.cannot_save {
            return Err(CacheError::new("full"));
        }
        self.saved.borrow_mut().push(entry.clone());
        Ok(())
    }

    async fn predecessor(&self, (): &mut ()) -> String {
        String::new()
    }

    async fn leave_name(&self, (): &mut (), _: &str) {}
}

#[derive(Default)]
struct FakeShared {
    entry: Option<Entry>,
    turns: RefCell<VecDeque<Turn>>,
    saved: RefCell<Vec<Entry>>,
    released: Cell<usize>,
}

impl SharedStore for FakeShared {
    fn has_failed(&self) -> bool {
        false
    }

    async fn load(&self, _: &Key) -> Result<Option<Entry>, CacheError> {
        Ok(self.entry.clone())
    }

    async fn acquire(&self, _: &Key, holder: &str, _: Duration, _: &[&str]) -> Result<Acquired, CacheError> {
        match self.turns.borrow_mut().pop_front() {
            Some(Turn::Busy(entry)) => Ok(Acquired { holder: "another".to_owned(), entry }),
            Some(Turn::Free(entry)) => Ok(Acquired { holder: holder.to_owned(), entry }),
            Some(Turn::Broken) => Err(CacheError::shared("broken")),
            None => Ok(Acquired { holder: holder.to_owned(), entry: self.entry.clone() }),
        }
    }

    async fn save(&self, _: &Key, _: &str, entry: &Entry) -> Result<bool, CacheError> {
        self.saved.borrow_mut().push(entry.clone());
        Ok(true)
    }

    async fn release(&self, _: &Key, _: &str) -> Result<(), CacheError> {
        self.released.set(self.released.get() + 1);
        Ok(())
    }
}

/// Grants `fresh`, or refuses.
struct FakeSource {
    secret: &'static str,
    lifetime: Option<i64>,
    refuses: bool,
    cannot_read: bool,
    prepared: usize,
    requests: usize,
}

impl TokenSource for FakeSource {
    async fn prepare(&mut self) -> Result<()> {
        self.prepared += 1;
        Ok(())
    }

    fn longest_read(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn read_secret(&mut self) -> Result<()> {
        if self.cannot_read { Err(Failure::new(Kind::CredentialSourceFailed, "unreadable")) } else { Ok(()) }
    }

    fn secret_check(&self) -> Option<SecretCheck> {
        Some(check(self.secret))
    }

    async fn fetch(&mut self) -> Result<Token, FetchError> {
        self.requests += 1;
        if self.refuses {
            let failure = Failure::new(Kind::CredentialsRejected, "refused now");
            return Err(FetchError { failure, is_refusal: true });
        }
        Ok(token("fresh", self.lifetime))
    }
}

/// One case: what is there, what is wanted, what the provider would do, and what comes of it.
struct Case {
    name: &'static str,
    local: FakeLocal,
    shared: FakeShared,
    shared_is_required: bool,
    wanted: Requirements,
    source: FakeSource,
    /// The token's name and where it is from, or the kind of the failure.
    outcome: Result<(&'static str, TokenOrigin), Kind>,
    requests: usize,
}

/// What a case left behind.
struct Left {
    local: Vec<Entry>,
    shared: Vec<Entry>,
    released: usize,
    prepared: usize,
    waited: Duration,
}

fn case(name: &'static str, outcome: Result<(&'static str, TokenOrigin), Kind>, requests: usize) -> Case {
    Case {
        name,
        local: FakeLocal::default(),
        shared: FakeShared::default(),
        shared_is_required: false,
        wanted: wanted(),
        source: FakeSource {
            secret: "secret",
            lifetime: Some(1799),
            refuses: false,
            cannot_read: false,
            prepared: 0,
            requests: 0,
        },
        outcome,
        requests,
    }
}

impl Case {
    fn local(self, entry: Entry) -> Self {
        self.local.entry.replace(Some(entry));
        self
    }

    fn shared(mut self, entry: Entry) -> Self {
        self.shared.entry = Some(entry);
        self
    }

    fn local_turn(self, turn: Turn) -> Self {
        self.local.turns.borrow_mut().push_back(turn);
        self
    }

    fn shared_turn(self, turn: Turn) -> Self {
        self.shared.turns.borrow_mut().push_back(turn);
        self
    }

    fn wanted(mut self, change: impl FnOnce(&mut Requirements)) -> Self {
        change(&mut self.wanted);
        self
    }

    fn source(mut self, change: impl FnOnce(&mut FakeSource)) -> Self {
        change(&mut self.source);
        self
    }

    fn holds(mut self) -> Left {
        let name = self.name;
        let cache = Cache::new(FakeMachine::default(), Some(self.local), Some(self.shared), self.shared_is_required);
        let outcome = run_to_end(obtain(&cache, &self.wanted, &mut self.source));
        match (&outcome, &self.outcome) {
            (Ok(obtained), Ok((token, origin))) => {
                assert_eq!(obtained.cached.token.access_token.expose(), *token, "{name}");
                assert_eq!(obtained.origin, *origin, "{name}");
            }
            (Err(failure), Err(kind)) => assert_eq!(failure.kind(), *kind, "{name}: {failure}"),
            _ => panic!("{name}: {outcome:?}"),
        }
        assert_eq!(self.source.requests, self.requests, "{name}: requests");
        let (machine, local, shared) = cache.into_parts();
        let shared = shared.unwrap();
        Left {
            local: local.unwrap().saved.into_inner(),
            released: shared.released.get(),
            shared: shared.saved.into_inner(),
            prepared: self.source.prepared,
            waited: machine.uptime(),
        }
    }

    /// Holds, with the shared entry copied to this machine and no request stored.
    fn copies(self, name: &str) {
        let left = self.holds();
        let copied: Vec<_> = left.local.iter().map(|entry| Entry::token_id(Some(entry))).collect();
        assert_eq!(copied, [Some(name)]);
        assert!(left.shared.is_empty());
    }
}

const CACHE: TokenOrigin = TokenOrigin::Cache;
const NETWORK: TokenOrigin = TokenOrigin::Network;

#[test]
fn this_machine_is_looked_at_before_the_shared_cache() {
    let other_secret = || {
        let mut entry = having("local", Some(1799));
        entry.token.as_mut().unwrap().secret_check = Some(check("old"));
        entry
    };
    for case in [
        case("cold", Ok(("fresh", NETWORK)), 1),
        case("local", Ok(("local", CACHE)), 0).local(having("local", Some(1799))).shared(having("shared", Some(1799))),
        case("both expired", Ok(("fresh", NETWORK)), 1).local(having("local", Some(0))).shared(having("shared", None)),
        case("changed secret", Ok(("fresh", NETWORK)), 1).local(other_secret()),
        case("rejected", Ok(("fresh", NETWORK)), 1)
            .local(having("bad", Some(1799)))
            .shared(having("bad", Some(1799)))
            .wanted(|wanted| wanted.rejected = Some("bad".to_owned())),
        case("refresh", Ok(("fresh", NETWORK)), 1)
            .local(having("local", Some(1799)))
            .shared(having("shared", Some(1799)))
            .wanted(|wanted| wanted.refresh = true),
        case("never long enough", Err(Kind::MinValidUnmet), 1)
            .wanted(|wanted| wanted.min_valid = Some(Duration::from_secs(4000))),
        case("offline", Err(Kind::NoCachedToken), 0)
            .shared(having("shared", Some(1799)))
            .wanted(|wanted| wanted.offline = true),
    ] {
        case.holds();
    }
    for case in [
        case("shared", Ok(("shared", CACHE)), 0),
        case("local expired", Ok(("shared", CACHE)), 0).local(having("local", Some(0))),
        case("changed secret, shared", Ok(("shared", CACHE)), 0).local(other_secret()),
        case("rejected, and replaced elsewhere", Ok(("shared", CACHE)), 0)
            .local(having("bad", Some(1799)))
            .wanted(|wanted| wanted.rejected = Some("bad".to_owned())),
        case("long enough", Ok(("shared", CACHE)), 0)
            .local(having("local", Some(100)))
            .wanted(|wanted| wanted.min_valid = Some(Duration::from_secs(1000))),
        case("another machine got a token after a refusal here", Ok(("shared", CACHE)), 0).local(failing("x", true)),
    ] {
        case.shared(having("shared", Some(1799))).copies("shared");
    }
}

#[test]
fn a_cooldown_binds_wherever_it_is_recorded() {
    for case in [
        case("local", Err(Kind::CredentialsRejected), 0).local(failing("before", true)),
        case("shared", Err(Kind::CredentialsRejected), 0).shared(failing("before", true)),
        case("a failure without a cooldown", Ok(("fresh", NETWORK)), 1)
            .local(failing("before", false))
            .shared(failing("before", false)),
        case("refresh", Ok(("fresh", NETWORK)), 1)
            .shared(failing("before", true))
            .wanted(|wanted| wanted.refresh = true),
        case("changed secret", Ok(("fresh", NETWORK)), 1)
            .local(failing("before", true))
            .shared(failing("before", true))
            .source(|source| source.secret = "new"),
    ] {
        case.holds();
    }
}

#[test]
fn a_process_that_waits_takes_what_the_holder_brings() {
    for case in vec![
        case("token here", Ok(("new", CACHE)), 0).local_turn(Turn::Busy(Some(having("new", Some(1799))))),
        case("new and without a lifetime", Ok(("new", CACHE)), 0).local_turn(Turn::Busy(Some(having("new", None)))),
        case("the old ones again", Ok(("fresh", NETWORK)), 1)
            .local(having("local", None))
            .shared(having("shared", None))
            .local_turn(Turn::Busy(Some(having("local", None))))
            // Another process copies the shared token to this machine: it is as old as before.
            .local_turn(Turn::Free(Some(having("shared", None))))
            .shared_turn(Turn::Busy(Some(having("shared", None))))
            .shared_turn(Turn::Free(Some(having("shared", None)))),
        case("new, and too short", Err(Kind::MinValidUnmet), 0)
            .wanted(|wanted| wanted.min_valid = Some(Duration::from_secs(4000)))
            .local_turn(Turn::Busy(Some(having("new", Some(1799))))),
        case("a failure of another process", Err(Kind::CredentialsRejected), 0)
            .local_turn(Turn::Busy(Some(failing("new", false)))),
        case("a failure from before", Ok(("fresh", NETWORK)), 1)
            .shared(failing("old", false))
            .shared_turn(Turn::Busy(Some(failing("old", false))))
            .shared_turn(Turn::Free(Some(failing("old", false)))),
        case("a failure of another secret", Ok(("fresh", NETWORK)), 1)
            .source(|source| source.secret = "new")
            .shared_turn(Turn::Free(Some(failing("new", false)))),
    ] {
        case.holds();
    }
    for case in [
        case("token elsewhere", Ok(("new", CACHE)), 0)
            .shared_turn(Turn::Busy(None))
            .shared_turn(Turn::Busy(Some(having("new", Some(1799))))),
        case("token elsewhere, and the lock", Ok(("new", CACHE)), 0)
            .shared_turn(Turn::Free(Some(having("new", Some(1799))))),
        case("refresh of another machine", Ok(("new", CACHE)), 0)
            .local(having("local", Some(1799)))
            .shared(having("shared", Some(1799)))
            .wanted(|wanted| wanted.refresh = true)
            .shared_turn(Turn::Busy(Some(having("shared", Some(1799)))))
            .shared_turn(Turn::Busy(Some(having("new", Some(1799))))),
    ] {
        case.copies("new");
    }
}

#[test]
fn a_holder_is_waited_for_as_long_as_it_is_allowed() {
    let mut busy =
        case("a holder that hangs", Ok(("fresh", NETWORK)), 1).wanted(|wanted| wanted.timeout = Duration::from_secs(2));
    for _ in 0..2000 {
        busy = busy.local_turn(Turn::Busy(None));
    }
    let left = busy.holds();
    // 5 s for reading the secret, then 2 s for another machine's request and 2 s for its own, and 1 s each for reporting.
    assert!((Duration::from_secs(11)..Duration::from_secs(12)).contains(&left.waited), "{:?}", left.waited);
}

#[test]
fn the_cache_fails_a_run_only_where_it_is_required() {
    for mut case in [
        case("no local lock", Ok(("fresh", NETWORK)), 1).local_turn(Turn::Broken),
        case("no shared lock", Ok(("fresh", NETWORK)), 1).shared_turn(Turn::Broken),
        case("no shared lock, and it is required", Err(Kind::SharedCacheFailed), 0).shared_turn(Turn::Broken),
    ] {
        case.shared_is_required = case.requests == 0;
        case.holds();
    }
    let mut full = case("full when it is written", Ok(("fresh", NETWORK)), 1);
    full.local.cannot_save = true;
    assert_eq!(full.holds().shared.len(), 1);
    let mut full = case("full before the provider is asked", Ok(("fresh", NETWORK)), 1);
    full.local.cannot_prepare = true;
    assert_eq!(full.holds().shared.len(), 1);
}

#[test]
fn a_failure_keeps_the_token_that_is_there_unless_it_was_rejected() {
    for (rejected, kept) in [(None, Some("shared")), (Some("shared".to_owned()), None)] {
        let left = case("refused", Err(Kind::CredentialsRejected), 1)
            .local(having("local", Some(0)))
            .shared(having("shared", Some(10)))
            .wanted(|wanted| {
                wanted.rejected = rejected;
                wanted.min_valid = Some(Duration::from_secs(1000));
            })
            .source(|source| source.refuses = true)
            .holds();
        assert_eq!((left.local.len(), left.shared.len(), left.released), (1, 1, 0));
        assert_eq!(Entry::token_id(left.shared.first()), kept);
        assert!(left.shared[0].last_failure.as_ref().is_some_and(|failure| failure.until.is_some()));
    }
}

#[test]
fn a_secret_that_cannot_be_read_fails_the_processes_that_wait_and_none_after_them() {
    let left =
        case("unreadable", Err(Kind::CredentialSourceFailed), 0).source(|source| source.cannot_read = true).holds();
    let recorded = left.local[0].last_failure.as_ref().unwrap();
    assert_eq!((recorded.until, recorded.count), (None, 0));
    assert!(left.shared.is_empty());
}

#[test]
fn refusals_of_one_secret_are_counted() {
    for (secret, count) in [("secret", 2), ("new", 1)] {
        let mut before = failing("before", true);
        before.last_failure.as_mut().unwrap().at = clock::plus_seconds(clock::now(), -60);
        before.last_failure.as_mut().unwrap().until = Some(clock::plus_seconds(clock::now(), -30));
        let left = case("refused again", Err(Kind::CredentialsRejected), 1)
            .local(before)
            .source(|source| (source.refuses, source.secret) = (true, secret))
            .holds();
        assert_eq!(left.local[0].last_failure.as_ref().map(|failure| failure.count), Some(count), "{secret}");
    }
}

#[test]
fn a_token_keeps_the_failure_of_another_secret() {
    for (secret, is_kept) in [("secret", false), ("new", true)] {
        let left = case("granted", Ok(("fresh", NETWORK)), 1)
            .shared(failing("before", false))
            .source(|source| source.secret = secret)
            .holds();
        assert_eq!(left.shared[0].last_failure.is_some(), is_kept, "{secret}");
    }
}

#[test]
fn no_secret_is_asked_for_before_it_is_needed() {
    let left = case("shared", Ok(("shared", CACHE)), 0).shared(having("shared", Some(1799))).holds();
    assert_eq!(left.prepared, 0);
}

#[test]
fn an_old_token_never_replaces_a_newer_one_of_this_machine() {
    let cache = Cache::new(FakeMachine::default(), Some(FakeLocal::default()), None::<FakeShared>, false);
    let seen = having("old", Some(0));
    // Another process stored a newer token after `seen` was read.
    let (machine, local, shared) = cache.into_parts();
    local.as_ref().unwrap().entry.replace(Some(having("newer", Some(1799))));
    let cache = Cache::new(machine, local, shared, false);
    run_to_end(cache.copy_to_local(&having("shared", Some(1799)), Some(&seen)));
    run_to_end(cache.copy_to_local(&having("shared", Some(1799)), None));
    let (_, local, _) = cache.into_parts();
    assert!(local.unwrap().saved.into_inner().is_empty());
}
