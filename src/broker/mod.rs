//! The use case: a valid token, with one request for many processes.
//!
//! Cached and fresh enough? Else take the lock, look again, ask the provider, write. Whoever has to wait reads the cache
//! while waiting and takes what the holder of the lock got, be it a token or a failure. Where machines share a cache, this
//! machine's own is looked into first, and the shared one only when that does not help.

mod grant;
mod patient_cache;
#[cfg(test)]
mod tests;

pub use grant::ProviderGrant;
use patient_cache::PatientCache;

use std::time::Duration;

use jiff::Timestamp;

use crate::cache::{Entry, EntryToken, Held, Key, LONGEST_WAIT, Refusal, SecretCheck, TokenStore, random_id};
use crate::clock::{self, Deadline, in_words};
use crate::failure::{Failure, Kind, Result};
use crate::token::Token;

/// How long a rejection binds those who come later, when the server names no time.
const COOLDOWN: Duration = Duration::from_secs(30);
/// The longest that a server's `Retry-After` can bind them.
const LONGEST_COOLDOWN: Duration = Duration::from_mins(15);
/// The holder has the same time limit as those who wait: in this time after it, it reports how it went.
const GRACE: Duration = Duration::from_secs(1);

/// Where a token comes from when the cache has none.
pub trait TokenSource {
    /// Makes sure that there is something to ask with, before anybody waits: finds missing credentials, asks a person.
    fn prepare(&mut self) -> Result<()>;

    /// Of the secret; none when it cannot be known without asking for it.
    fn secret_check(&self) -> Option<SecretCheck>;

    /// Asks the provider.
    fn request(&mut self) -> Result<Token, Rejection>;
}

/// Why the provider granted no token.
#[derive(Debug)]
pub struct Rejection {
    /// What to tell the user.
    pub failure: Failure,
    /// What the server asked for in `Retry-After`.
    pub retry_after: Option<Duration>,
}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        Self { failure, retry_after: None }
    }
}

/// What is asked of the broker.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The key of the token.
    pub key: Key,
    /// The environment's name, written beside the token for people.
    pub environment: String,
    /// The base URL, written beside the token for people.
    pub base_url: Option<String>,
    /// How long the token must be valid at least; none for the default margin.
    pub min_valid: Option<Duration>,
    /// Whether the cached token and a cooldown are ignored.
    pub refresh: bool,
    /// Whether the network must not be used.
    pub offline: bool,
    /// The id of a token that an API has just rejected.
    pub rejected: Option<String>,
    /// The time limit of the token step, which also bounds the wait for the lock.
    pub timeout: Duration,
}

/// Where the token came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From the cache, or from a process that asked at the same time.
    Cache,
    /// From the provider.
    Network,
}

/// A token that will do.
#[derive(Clone, Debug)]
pub struct Obtained {
    /// The token with its id.
    pub held: EntryToken,
    /// Where it came from.
    pub source: Source,
}

/// Gets a token that fulfils the wish.
pub fn obtain(store: &dyn TokenStore, wish: &Wish, source: &mut dyn TokenSource) -> Result<Obtained> {
    let mut cache = PatientCache::new(store, &wish.key);
    let check = source.secret_check();
    let near = cache.load()?;
    if let Some(obtained) = cached(near.as_ref(), wish, check) {
        return Ok(obtained);
    }
    if wish.offline {
        return Err(not_cached(near.as_ref(), wish));
    }
    let shared = cache.load_shared()?;
    if let Some(obtained) = cached(shared.as_ref(), wish, check) {
        cache.keep(shared.as_ref())?;
        return Ok(obtained);
    }
    for entry in [near.as_ref(), shared.as_ref()] {
        if let Some(failure) = cooldown(entry, wish, check, clock::now()) {
            return Err(failure);
        }
    }
    source.prepare()?;
    let known = Known::new([near.as_ref(), shared.as_ref()]);
    let (held, there) = match wait_for_lock(&mut cache, &known, wish, source)? {
        Waited::Locked(lock, there) => (Some(lock), there),
        Waited::Unlocked => (None, cache.load()?.and_then(|entry| entry.refusal)),
        Waited::Settled(outcome) => return outcome,
    };
    let outcome = source.request();
    let check = source.secret_check();
    let mut entry = Entry {
        key: wish.key.clone(),
        environment: wish.environment.clone(),
        base_url: wish.base_url.clone(),
        token: None,
        refusal: None,
    };
    let obtained = match outcome {
        Ok(token) => {
            // That of another secret goes on binding those who have it, and those who wait still have to read it.
            entry.refusal = there.filter(|refusal| !same_secret(refusal.secret_check, check));
            EntryToken { id: random_id(), secret_check: check, token }
        }
        Err(rejection) => {
            entry.refusal = Some(refusal(&rejection, check, clock::now()));
            // What the provider said matters more than what the cache says now, of which it has warned.
            let _ = keep_refusal(&mut cache, held, wish, entry);
            return Err(rejection.failure);
        }
    };
    entry.token = Some(obtained.clone());
    cache.save(held, &entry)?;
    match wish.min_valid {
        Some(min_valid) if !obtained.token.lasts(clock::now(), Some(min_valid)) => {
            Err(too_short(&obtained.token, min_valid))
        }
        _ => Ok(Obtained { held: obtained, source: Source::Network }),
    }
}

/// Writes a refusal beside the token that is there, unless that is the rejected one.
fn keep_refusal<'a>(cache: &mut PatientCache<'a>, held: Option<Held<'a>>, wish: &Wish, mut entry: Entry) -> Result<()> {
    entry.token = cache.load_under_lock()?.filter(|held| wish.rejected.as_ref() != Some(&held.id));
    cache.save(held, &entry)
}

/// What the cache has, if it will do.
fn cached(entry: Option<&Entry>, wish: &Wish, check: Option<SecretCheck>) -> Option<Obtained> {
    let now = clock::now();
    let held = usable(entry, wish, check, now)?;
    log::info!("from the cache, valid for {} more", in_words(held.token.left(now)));
    Some(Obtained { held: held.clone(), source: Source::Cache })
}

/// The cached token, if it will do.
fn usable<'e>(
    entry: Option<&'e Entry>,
    wish: &Wish,
    check: Option<SecretCheck>,
    now: Timestamp,
) -> Option<&'e EntryToken> {
    let held = entry?.token.as_ref()?;
    let will_do = !wish.refresh && is_ours(held, wish, check) && held.token.lasts(now, wish.min_valid);
    will_do.then_some(held)
}

/// Whether the token is neither of another secret nor the one that was rejected.
fn is_ours(held: &EntryToken, wish: &Wish, check: Option<SecretCheck>) -> bool {
    same_secret(held.secret_check, check) && wish.rejected.as_ref() != Some(&held.id)
}

/// A secret that cannot be known without asking for it is taken to be the same.
fn same_secret(one: Option<SecretCheck>, other: Option<SecretCheck>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// The failure that binds those who come after it, repeated.
pub fn cooldown(entry: Option<&Entry>, wish: &Wish, check: Option<SecretCheck>, now: Timestamp) -> Option<Failure> {
    let refusal = entry?.refusal.as_ref()?;
    let until = refusal.until?;
    // A record from the future was written under another clock, and would bind for who knows how long.
    let binds = !wish.refresh
        && same_secret(refusal.secret_check, check)
        && now < until
        && clock::until(now, refusal.at) <= Duration::from_mins(1);
    binds.then(|| {
        let left = in_words(clock::until(now, until));
        let ago = in_words(clock::until(refusal.at, now));
        let advice = refusal.failure.advice().map_or_else(String::new, |advice| format!("{advice}; "));
        let (reason, way_on) = way_on(refusal.failure.kind());
        refusal.failure.clone().hint(format!(
            "{advice}this was answered {ago} ago and is repeated for {left} more without asking again, {reason}: {way_on}"
        ))
    })
}

/// Why a failure of this kind binds those who come after it, and what to do to go on.
pub fn way_on(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::CredentialsRejected => {
            ("so that no account is locked", "change the secret, or run `travauth token get --refresh` to ask at once")
        }
        _ => ("so that the limit is not overrun further", "wait, or run `travauth token get --refresh` to ask at once"),
    }
}

/// How a forecast begins that needs the network.
pub const ASKS: &str = "asks the provider";

/// What the next request for a token would do, and why.
pub fn forecast(
    near: Option<&Entry>,
    shared: Option<&Entry>,
    wish: &Wish,
    check: Option<SecretCheck>,
    now: Timestamp,
) -> String {
    if usable(near, wish, check, now).is_some() {
        return "takes the cached token, without the network".to_owned();
    }
    if usable(shared, wish, check, now).is_some() {
        return "takes the token of the shared cache, without asking the provider".to_owned();
    }
    for entry in [near, shared] {
        if let Some(failure) = cooldown(entry, wish, check, now) {
            let until = entry.and_then(|entry| entry.refusal.as_ref()?.until);
            let left = in_words(until.map_or(Duration::ZERO, |until| clock::until(now, until)));
            return format!("repeats the last failure without the network for {left} more ({})", failure.kind().name());
        }
    }
    let why = match near.or(shared).and_then(|entry| entry.token.as_ref()) {
        None => "nothing is cached",
        Some(held) if !same_secret(held.secret_check, check) => "the secret is not the one of the cached token",
        Some(held) if held.token.is_from_the_future(now) => "the cached token is dated in the future",
        Some(held) if held.token.left(now).is_zero() => "the cached token has expired",
        Some(_) => "the cached token does not last long enough",
    };
    format!("{ASKS}: {why}")
}

fn refusal(rejection: &Rejection, secret_check: Option<SecretCheck>, now: Timestamp) -> Refusal {
    let binds =
        matches!(rejection.failure.kind(), Kind::CredentialsRejected | Kind::RateLimited | Kind::QuotaExhausted);
    let span = rejection.retry_after.unwrap_or(COOLDOWN).min(LONGEST_COOLDOWN);
    let until = binds.then(|| clock::plus_seconds(now, i64::try_from(span.as_secs()).unwrap_or(i64::MAX)));
    Refusal { id: random_id(), secret_check, at: now, until, failure: rejection.failure.clone() }
}

fn not_cached(entry: Option<&Entry>, wish: &Wish) -> Failure {
    let why = match entry.and_then(|entry| entry.token.as_ref()) {
        None => "nothing is cached for these credentials".to_owned(),
        Some(held) => match held.token.left(clock::now()) {
            left if left.is_zero() => "the cached token has expired".to_owned(),
            _ if wish.refresh => "`--refresh` asks for a new one".to_owned(),
            left => format!("the cached token is valid for {} more, or of another secret", in_words(left)),
        },
    };
    Failure::new(Kind::NoCachedToken, "no cached token will do, and --offline forbids to ask for one")
        .because(why)
        .hint("run it once without --offline")
}

fn too_short(token: &Token, min_valid: Duration) -> Failure {
    let lives = token.lifetime().map_or_else(
        || "the provider sent no lifetime with it".to_owned(),
        |lifetime| format!("its whole lifetime is {}", in_words(lifetime)),
    );
    Failure::new(Kind::MinValidUnmet, format!("even a fresh token is not valid for {}", in_words(min_valid)))
        .because(lives)
        .hint("ask for less with --min-valid")
}

enum Waited<'a> {
    /// With the refusal that is there, which nobody else changes now.
    Locked(Held<'a>, Option<Refusal>),
    Unlocked,
    Settled(Result<Obtained>),
}

/// Waits for the lock, and meanwhile for what its holder brings.
fn wait_for_lock<'a>(
    cache: &mut PatientCache<'a>,
    known: &Known,
    wish: &Wish,
    source: &mut dyn TokenSource,
) -> Result<Waited<'a>> {
    let limit = LONGEST_WAIT.min(wish.timeout);
    let deadline = Deadline::after(limit + GRACE);
    let mut lock = match cache.lock(wish.timeout) {
        Ok(lock) => lock,
        Err(problem) => {
            cache.tolerate(problem)?;
            return Ok(Waited::Unlocked);
        }
    };
    let mut has_waited = false;
    loop {
        let attempt = lock.attempt();
        // Read after the attempt: what the last holder wrote before it let go is seen by the one who takes the lock.
        let near = cache.load()?;
        if let Some(outcome) = settled(known, near.as_ref(), wish, source.secret_check()) {
            return Ok(Waited::Settled(outcome));
        }
        let mut attempt = match attempt {
            Ok(attempt) => attempt,
            Err(problem) => {
                cache.tolerate(problem)?;
                return Ok(Waited::Unlocked);
            }
        };
        if let Some(outcome) = settled(known, attempt.shared.as_ref(), wish, source.secret_check()) {
            if let Err(problem) = attempt.keep_shared() {
                cache.tolerate(problem)?;
            }
            return Ok(Waited::Settled(outcome));
        }
        lock = match attempt.lock {
            Ok(held) => return Ok(Waited::Locked(held, attempt.shared.or(near).and_then(|entry| entry.refusal))),
            Err(lock) => lock,
        };
        if deadline.passed() {
            log::warn!("another process has been getting this token for {}; going on without it", in_words(limit));
            return Ok(Waited::Unlocked);
        }
        if !has_waited {
            log::info!("another process is getting this token; waiting for it");
            has_waited = true;
        }
        std::thread::sleep(Duration::from_millis(fastrand::u64(10..40)));
    }
}

/// What a process knew before it began to wait: whatever else turns up came later, by whichever clock.
struct Known {
    tokens: Vec<String>,
    refusals: Vec<String>,
}

impl Known {
    fn new(entries: [Option<&Entry>; 2]) -> Self {
        let mut known = Self { tokens: Vec::new(), refusals: Vec::new() };
        for entry in entries.into_iter().flatten() {
            known.tokens.extend(entry.token.as_ref().map(|held| held.id.clone()));
            known.refusals.extend(entry.refusal.as_ref().map(|refusal| refusal.id.clone()));
        }
        known
    }
}

/// What another process brought since this one began: a token that will do, or a failure to share.
fn settled(known: &Known, entry: Option<&Entry>, wish: &Wish, check: Option<SecretCheck>) -> Option<Result<Obtained>> {
    let entry = entry?;
    if let Some(held) = &entry.token
        && is_ours(held, wish, check)
    {
        let now = clock::now();
        let is_new = !known.tokens.contains(&held.id);
        let obtained = || Obtained { held: held.clone(), source: Source::Cache };
        match wish.min_valid {
            // Whoever waited for it takes it, however short it lives.
            None if is_new => return Some(Ok(obtained())),
            Some(min_valid) if is_new && held.token.lasts(now, Some(min_valid)) => {
                return Some(Ok(obtained()));
            }
            // Another one would not live longer.
            Some(min_valid) if is_new && held.token.lifetime().is_none_or(|lifetime| lifetime < min_valid) => {
                return Some(Err(too_short(&held.token, min_valid)));
            }
            _ if usable(Some(entry), wish, check, now).is_some() => return Some(Ok(obtained())),
            _ => {}
        }
    }
    let refusal = entry.refusal.as_ref()?;
    let is_shared = !known.refusals.contains(&refusal.id) && same_secret(refusal.secret_check, check);
    is_shared.then(|| Err(refusal.failure.clone()))
}
