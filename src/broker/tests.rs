//! What `obtain` does with what it finds, waits for, and is answered.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use super::*;
use crate::cache::{Attempt, Listed, Lock, Problem, Waiting};
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

fn wish() -> Wish {
    Wish {
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

fn granted(name: &str, lifetime: Option<i64>) -> Token {
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
    Entry { key: key(), environment: String::new(), base_url: None, token: None, refusal: None }
}

/// An entry whose token is called, and identified by, this name.
fn having(name: &str, lifetime: Option<i64>) -> Entry {
    let held = EntryToken { id: name.to_owned(), secret_check: Some(check("secret")), token: granted(name, lifetime) };
    Entry { token: Some(held), ..empty() }
}

fn refused(id: &str, binds: bool) -> Refusal {
    let at = clock::now();
    let failure = Failure::new(Kind::CredentialsRejected, id);
    let until = binds.then(|| clock::plus_seconds(at, 30));
    Refusal { id: id.to_owned(), secret_check: Some(check("secret")), at, until, failure }
}

/// What an attempt to take the lock finds.
#[expect(clippy::large_enum_variant, reason = "there are few of them, and they read better so")]
enum Turn {
    /// The lock, and the shared entry.
    Locked(Option<Entry>),
    /// Somebody else has it; this machine has this now, and others share that.
    Busy(Option<Entry>, Option<Entry>),
    Broken {
        fatal: bool,
    },
}

#[derive(Default)]
struct FakeStore {
    near: RefCell<Option<Entry>>,
    shared: Option<Entry>,
    turns: RefCell<VecDeque<Turn>>,
    saved: RefCell<Vec<Entry>>,
    kept: Cell<usize>,
    cannot_save: bool,
}

struct FakeLock<'a>(&'a FakeStore);

impl Lock for FakeLock<'_> {
    fn try_acquire(&mut self) -> std::result::Result<Attempt, Problem> {
        match self.0.turns.borrow_mut().pop_front() {
            Some(Turn::Locked(shared)) => Ok(Attempt { is_held: true, shared }),
            Some(Turn::Busy(near, shared)) => {
                *self.0.near.borrow_mut() = near;
                Ok(Attempt { is_held: false, shared })
            }
            Some(Turn::Broken { fatal: true }) => Err(Problem::new("broken").shared().fatal()),
            Some(Turn::Broken { fatal: false }) => Err(Problem::new("broken")),
            None => Ok(Attempt { is_held: true, shared: None }),
        }
    }

    fn save(&mut self, entry: &Entry) -> std::result::Result<(), Problem> {
        if self.0.cannot_save {
            return Err(Problem::new("full"));
        }
        self.0.saved.borrow_mut().push(entry.clone());
        Ok(())
    }

    fn keep(&mut self, _: &Entry) -> std::result::Result<(), Problem> {
        self.0.kept.set(self.0.kept.get() + 1);
        Ok(())
    }
}

impl TokenStore for FakeStore {
    fn load(&self, _: &Key) -> std::result::Result<Option<Entry>, Problem> {
        Ok(self.near.borrow().clone())
    }

    fn load_shared(&self, _: &Key) -> std::result::Result<Option<Entry>, Problem> {
        Ok(self.shared.clone())
    }

    fn keep(&self, _: &Entry) -> std::result::Result<(), Problem> {
        self.kept.set(self.kept.get() + 1);
        Ok(())
    }

    fn lock<'a>(&'a self, _: &Key, _: Duration) -> std::result::Result<Waiting<'a>, Problem> {
        Ok(Waiting(Box::new(FakeLock(self))))
    }

    fn list(&self) -> std::result::Result<Vec<Listed>, Problem> {
        Ok(Vec::new())
    }

    fn remove(&self, _: &Key) -> std::result::Result<bool, Problem> {
        Ok(false)
    }

    fn remove_all(&self) -> std::result::Result<usize, Problem> {
        Ok(0)
    }

    fn place(&self, _: &Key) -> String {
        String::new()
    }
}

/// Grants `fresh`, or refuses.
struct FakeSource {
    secret: &'static str,
    lifetime: Option<i64>,
    refuses: bool,
    prepared: usize,
    requests: usize,
}

impl TokenSource for FakeSource {
    fn prepare(&mut self) -> Result<()> {
        self.prepared += 1;
        Ok(())
    }

    fn secret_check(&self) -> Option<SecretCheck> {
        Some(check(self.secret))
    }

    fn request(&mut self) -> Result<Token, Rejection> {
        self.requests += 1;
        if self.refuses {
            return Err(Failure::new(Kind::CredentialsRejected, "refused now").into());
        }
        Ok(granted("fresh", self.lifetime))
    }
}

/// One case: what is there, what is asked, what the provider would do, and what comes of it.
struct Case {
    name: &'static str,
    store: FakeStore,
    wish: Wish,
    source: FakeSource,
    /// The token's name and whether it is from the network, or the kind of the failure.
    outcome: std::result::Result<(&'static str, Source), Kind>,
    requests: usize,
    /// How often what is shared was kept here.
    kept: usize,
}

fn case(name: &'static str, outcome: std::result::Result<(&'static str, Source), Kind>, requests: usize) -> Case {
    let source = FakeSource { secret: "secret", lifetime: Some(1799), refuses: false, prepared: 0, requests: 0 };
    Case { name, store: FakeStore::default(), wish: wish(), source, outcome, requests, kept: 0 }
}

impl Case {
    fn near(mut self, entry: Entry) -> Self {
        self.store.near = RefCell::new(Some(entry));
        self
    }

    fn shared(mut self, entry: Entry) -> Self {
        self.store.shared = Some(entry);
        self
    }

    fn turn(self, turn: Turn) -> Self {
        self.store.turns.borrow_mut().push_back(turn);
        self
    }

    fn wish(mut self, change: impl FnOnce(&mut Wish)) -> Self {
        change(&mut self.wish);
        self
    }

    fn source(mut self, change: impl FnOnce(&mut FakeSource)) -> Self {
        change(&mut self.source);
        self
    }

    fn keeps(mut self, times: usize) -> Self {
        self.kept = times;
        self
    }

    fn holds(mut self) {
        let name = self.name;
        let outcome = obtain(&self.store, &self.wish, &mut self.source);
        match (&outcome, &self.outcome) {
            (Ok(obtained), Ok((token, source))) => {
                assert_eq!(obtained.held.token.access_token.expose(), *token, "{name}");
                assert_eq!(obtained.source, *source, "{name}");
            }
            (Err(failure), Err(kind)) => assert_eq!(failure.kind(), *kind, "{name}: {failure}"),
            _ => panic!("{name}: {outcome:?}"),
        }
        assert_eq!(self.source.requests, self.requests, "{name}: requests");
        assert_eq!(self.store.kept.get(), self.kept, "{name}: kept here");
    }
}

const CACHE: Source = Source::Cache;
const NETWORK: Source = Source::Network;

#[test]
fn what_is_cached_is_looked_at_near_first() {
    let other_secret = || {
        let mut entry = having("near", Some(1799));
        entry.token.as_mut().unwrap().secret_check = Some(check("old"));
        entry
    };
    for case in vec![
        case("cold", Ok(("fresh", NETWORK)), 1),
        case("near", Ok(("near", CACHE)), 0).near(having("near", Some(1799))).shared(having("shared", Some(1799))),
        case("shared", Ok(("shared", CACHE)), 0).shared(having("shared", Some(1799))).keeps(1),
        case("near expired", Ok(("shared", CACHE)), 0)
            .near(having("near", Some(0)))
            .shared(having("shared", Some(1799)))
            .keeps(1),
        case("both expired", Ok(("fresh", NETWORK)), 1).near(having("near", Some(0))).shared(having("shared", None)),
        case("changed secret", Ok(("fresh", NETWORK)), 1).near(other_secret()),
        case("changed secret, shared", Ok(("shared", CACHE)), 0)
            .near(other_secret())
            .shared(having("shared", Some(1799)))
            .keeps(1),
        case("rejected", Ok(("fresh", NETWORK)), 1)
            .near(having("bad", Some(1799)))
            .shared(having("bad", Some(1799)))
            .wish(|wish| wish.rejected = Some("bad".to_owned())),
        case("rejected, and replaced elsewhere", Ok(("shared", CACHE)), 0)
            .near(having("bad", Some(1799)))
            .shared(having("shared", Some(1799)))
            .wish(|wish| wish.rejected = Some("bad".to_owned()))
            .keeps(1),
        case("refresh", Ok(("fresh", NETWORK)), 1)
            .near(having("near", Some(1799)))
            .shared(having("shared", Some(1799)))
            .wish(|wish| wish.refresh = true),
        case("long enough", Ok(("shared", CACHE)), 0)
            .near(having("near", Some(100)))
            .shared(having("shared", Some(1799)))
            .wish(|wish| wish.min_valid = Some(Duration::from_secs(1000)))
            .keeps(1),
        case("never long enough", Err(Kind::MinValidUnmet), 1)
            .wish(|wish| wish.min_valid = Some(Duration::from_secs(4000))),
        case("offline", Err(Kind::NoCachedToken), 0)
            .shared(having("shared", Some(1799)))
            .wish(|wish| wish.offline = true),
    ] {
        case.holds();
    }
}

#[test]
fn a_cooldown_binds_wherever_it_is_written_down() {
    let refusing = |binds| Entry { refusal: Some(refused("before", binds)), ..empty() };
    for case in [
        case("near", Err(Kind::CredentialsRejected), 0).near(refusing(true)),
        case("shared", Err(Kind::CredentialsRejected), 0).shared(refusing(true)),
        case("of those who waited then", Ok(("fresh", NETWORK)), 1).near(refusing(false)).shared(refusing(false)),
        case("refresh", Ok(("fresh", NETWORK)), 1).shared(refusing(true)).wish(|wish| wish.refresh = true),
        case("changed secret", Ok(("fresh", NETWORK)), 1)
            .near(refusing(true))
            .shared(refusing(true))
            .source(|source| source.secret = "new"),
        case("others got a token meanwhile", Ok(("shared", CACHE)), 0)
            .near(refusing(true))
            .shared(having("shared", Some(1799)))
            .keeps(1),
    ] {
        case.holds();
    }
}

#[test]
fn whoever_waits_takes_what_came_since() {
    let failing = |id: &str| Entry { refusal: Some(refused(id, false)), ..empty() };
    for case in vec![
        case("token here", Ok(("new", CACHE)), 0).turn(Turn::Busy(Some(having("new", Some(1799))), None)),
        case("token elsewhere", Ok(("new", CACHE)), 0)
            .turn(Turn::Busy(None, None))
            .turn(Turn::Busy(None, Some(having("new", Some(1799)))))
            .keeps(1),
        case("token elsewhere, and the lock", Ok(("new", CACHE)), 0)
            .turn(Turn::Locked(Some(having("new", Some(1799)))))
            .keeps(1),
        case("new and without a lifetime", Ok(("new", CACHE)), 0).turn(Turn::Busy(Some(having("new", None)), None)),
        case("the old ones again", Ok(("fresh", NETWORK)), 1)
            .near(having("near", None))
            .shared(having("shared", None))
            .turn(Turn::Busy(Some(having("near", None)), Some(having("shared", None))))
            // One of this machine's processes brings the shared one here: it is as old as it was.
            .turn(Turn::Busy(Some(having("shared", None)), None))
            .turn(Turn::Locked(Some(having("shared", None)))),
        case("refresh of another", Ok(("new", CACHE)), 0)
            .near(having("near", Some(1799)))
            .shared(having("shared", Some(1799)))
            .wish(|wish| wish.refresh = true)
            .turn(Turn::Busy(Some(having("near", Some(1799))), Some(having("shared", Some(1799)))))
            .turn(Turn::Busy(Some(having("near", Some(1799))), Some(having("new", Some(1799)))))
            .keeps(1),
        case("new, and too short", Err(Kind::MinValidUnmet), 0)
            .wish(|wish| wish.min_valid = Some(Duration::from_secs(4000)))
            .turn(Turn::Busy(Some(having("new", Some(1799))), None)),
        case("a failure elsewhere", Err(Kind::CredentialsRejected), 0)
            .turn(Turn::Busy(None, Some(failing("new"))))
            .keeps(1),
        case("a failure from before", Ok(("fresh", NETWORK)), 1)
            .shared(failing("old"))
            .turn(Turn::Busy(None, Some(failing("old"))))
            .turn(Turn::Locked(Some(failing("old")))),
        case("a failure of another secret", Ok(("fresh", NETWORK)), 1)
            .source(|source| source.secret = "new")
            .turn(Turn::Locked(Some(failing("new")))),
    ] {
        case.holds();
    }
}

#[test]
fn the_cache_is_a_reason_to_fail_only_for_those_who_say_so() {
    for case in [
        case("no lock", Ok(("fresh", NETWORK)), 1).turn(Turn::Broken { fatal: false }),
        case("no lock, and it is required", Err(Kind::SharedCacheFailed), 0).turn(Turn::Broken { fatal: true }),
    ] {
        case.holds();
    }
    let mut full = case("full", Ok(("fresh", NETWORK)), 1);
    full.store.cannot_save = true;
    full.holds();
}

#[test]
fn a_failure_leaves_the_token_that_is_there_unless_it_was_rejected() {
    for (rejected, left) in [(None, Some("shared")), (Some("shared".to_owned()), None)] {
        let mut case = case("refused", Err(Kind::CredentialsRejected), 1).near(having("near", Some(0)));
        case.store.shared = Some(having("shared", Some(10)));
        case.wish.rejected = rejected;
        case.wish.min_valid = Some(Duration::from_secs(1000));
        case.source.refuses = true;
        assert!(obtain(&case.store, &case.wish, &mut case.source).is_err());
        let saved = case.store.saved.borrow();
        assert_eq!(saved.len(), 1);
        assert_eq!(saved[0].token.as_ref().map(|held| held.id.as_str()), left);
        assert!(saved[0].refusal.as_ref().is_some_and(|refusal| refusal.until.is_some()));
    }
}

#[test]
fn a_token_leaves_the_refusal_of_another_secret() {
    for (secret, is_left) in [("secret", false), ("new", true)] {
        let refusing = Entry { refusal: Some(refused("before", false)), ..empty() };
        let mut case = case("granted", Ok(("fresh", NETWORK)), 1).turn(Turn::Locked(Some(refusing.clone())));
        case.store.shared = Some(refusing);
        case.source.secret = secret;
        assert!(obtain(&case.store, &case.wish, &mut case.source).is_ok());
        assert_eq!(case.store.saved.borrow()[0].refusal.is_some(), is_left, "{secret}");
    }
}

#[test]
fn nobody_is_asked_for_a_secret_before_it_is_needed() {
    let mut shared = case("shared", Ok(("shared", CACHE)), 0);
    shared.store.shared = Some(having("shared", Some(1799)));
    assert!(obtain(&shared.store, &shared.wish, &mut shared.source).is_ok());
    assert_eq!(shared.source.prepared, 0);
}
