//! The use case: a valid token, with one request for many processes.
//!
//! Is a cached token valid for long enough? Otherwise take the lock, look again, ask the provider, and store the outcome. A
//! process that has to wait for the lock reads the cache while it waits, and takes what the holder got: a token or a
//! failure. This machine's files are read first, and the cache that machines share only when they do not help.
//!
//! The broker reaches stores, time and provider through [`LocalStore`], [`SharedStore`], [`Machine`] and [`TokenSource`],
//! all asynchronous, so that a simulation can decide which process goes on at each step. In the program every step blocks.

mod cooldown;
mod forecast;
#[cfg(test)]
mod tests;
mod wait;

pub(crate) use cooldown::{active_cooldown, binding_failure, why_and_how_to_continue};
pub(crate) use forecast::{Forecast, forecast};

use std::time::Duration;

use jiff::Timestamp;

use crate::cache::{Cache, CachedToken, Entry, EntryLock, Key, LocalStore, RecordedFailure, RequestCheck, SharedStore};
use crate::clock::in_words;
use crate::failure::{Failure, Kind, Result};
use crate::machine::Machine;
use crate::token::Token;
use cooldown::{cooldown_end, refusals_in_a_row};
use wait::{Known, Waited};

/// Where a token comes from when the cache has none.
pub(crate) trait TokenSource {
    /// Checks that the credentials are complete, and asks a person for a secret that is missing.
    async fn prepare(&mut self) -> Result<()>;

    /// The longest that [`Self::read_secret`] can take.
    fn longest_read(&self) -> Duration;

    /// Reads the secrets from where they are kept.
    async fn read_secret(&mut self) -> Result<()>;

    /// Of the secret, and of the way in which the request is sent.
    fn request_check(&self) -> RequestCheck;

    /// Asks the provider.
    async fn fetch(&mut self) -> Result<Token, FetchError>;
}

/// Why the provider granted no token.
#[derive(Debug)]
pub(crate) struct FetchError {
    /// What the user reads.
    pub(crate) failure: Failure,
    /// Whether the provider answered and refused, so that asking again with the same secret would be refused too.
    pub(crate) is_refusal: bool,
}

/// What a token must be like, and how it may be obtained.
#[derive(Clone, Debug)]
pub(crate) struct Requirements {
    /// The key of the token.
    pub(crate) key: Key,
    /// The environment's name, stored beside the token for people.
    pub(crate) environment: String,
    /// The base URL, stored beside the token for people.
    pub(crate) base_url: Option<String>,
    /// How long the token must be valid at least; none for the default margin.
    pub(crate) min_valid: Option<Duration>,
    /// Whether the cached token and a cooldown are ignored.
    pub(crate) refresh: bool,
    /// Whether the network must not be used.
    pub(crate) offline: bool,
    /// The id of a token that an API has just rejected.
    pub(crate) rejected: Option<String>,
    /// The time limit of the token step, which also limits the wait for the lock.
    pub(crate) timeout: Duration,
}

/// Where the token came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenOrigin {
    /// From the cache, or from a process that asked at the same time.
    Cache,
    /// From the provider.
    Network,
}

/// A token that meets the requirements.
#[derive(Clone, Debug)]
pub(crate) struct Obtained {
    /// The token with its id.
    pub(crate) cached: CachedToken,
    /// Where it came from.
    pub(crate) origin: TokenOrigin,
}

/// Gets a token that meets the requirements.
///
/// # Errors
///
/// Fails as the provider does, in a cooldown after it did, and when `--offline` or `--min-valid` cannot be met.
pub(crate) async fn obtain<M: Machine, L: LocalStore, S: SharedStore>(
    cache: &Cache<M, L, S>,
    wanted: &Requirements,
    source: &mut impl TokenSource,
) -> Result<Obtained> {
    let check = source.request_check();
    let local = cache.load_local(&wanted.key).await;
    if let Some(obtained) = cached(local.as_ref(), wanted, check, cache.machine().now()) {
        return Ok(obtained);
    }
    if wanted.offline {
        return Err(not_cached(local.as_ref(), wanted, cache.machine().now()));
    }
    let shared = cache.load_shared(&wanted.key).await?.map(|shared| shared.with_newer_token(local.as_ref()));
    if let Some(obtained) = cached(shared.as_ref(), wanted, check, cache.machine().now()) {
        if let Some(shared) = &shared {
            cache.copy_to_local(shared, local.as_ref()).await;
        }
        return Ok(obtained);
    }
    for entry in [local.as_ref(), shared.as_ref()] {
        if let Some(failure) = active_cooldown(entry, wanted, check, cache.machine().now()) {
            return Err(failure);
        }
    }
    // A person is asked before any lock is taken.
    source.prepare().await?;
    let mut lock = cache.open_lock(&wanted.key, wanted.timeout).await;
    let mut step = NetworkStep { cache, wanted, known: Known::new([local.as_ref(), shared.as_ref()]), local };
    let outcome = step.run(&mut lock, source).await;
    lock.release().await;
    outcome
}

/// The part of [`obtain`] that holds the lock.
struct NetworkStep<'a, M, L, S> {
    cache: &'a Cache<M, L, S>,
    wanted: &'a Requirements,
    known: Known,
    /// This machine's entry as it was last read.
    local: Option<Entry>,
}

impl<M: Machine, L: LocalStore, S: SharedStore> NetworkStep<'_, M, L, S> {
    async fn run(&mut self, lock: &mut EntryLock<'_, M, L, S>, source: &mut impl TokenSource) -> Result<Obtained> {
        let (mut is_locked, mut present) = match self.wait_for_local_lock(lock, source).await {
            Waited::Locked(entry) => (true, entry),
            Waited::TimedOut => (false, self.local.clone()),
            Waited::Settled(outcome) => return outcome,
        };
        if is_locked {
            lock.prepare_save().await;
        }
        if let Err(failure) = source.read_secret().await {
            let error = FetchError { failure, is_refusal: false };
            return Err(self.store_failure(lock, is_locked, present, error, source.request_check()).await);
        }
        if is_locked {
            match self.wait_for_shared_lock(lock, source).await? {
                // What the shared store has is newer than this machine's copy of it.
                Waited::Locked(shared) => present = shared.or(present),
                Waited::TimedOut => is_locked = false,
                Waited::Settled(outcome) => return outcome,
            }
        }
        let outcome = source.fetch().await;
        let check = source.request_check();
        match outcome {
            Ok(token) => {
                let cached = CachedToken { id: self.new_id(), secret_check: check.secret, token };
                // A refusal of another request still binds the processes that would send it.
                let mut failures = present.map_or_else(Vec::new, |entry| entry.failures);
                failures.retain(|failure| !failure.request_check().matches(check));
                let entry = Entry { token: Some(cached.clone()), failures, ..self.empty_entry() };
                self.save(lock, is_locked, &entry).await?;
                self.granted(cached)
            }
            Err(error) => Err(self.store_failure(lock, is_locked, present, error, check).await),
        }
    }

    /// A new token, unless it cannot be valid for as long as it must.
    fn granted(&self, cached: CachedToken) -> Result<Obtained> {
        match self.wanted.min_valid {
            Some(min_valid) if !cached.token.lasts(self.cache.machine().now(), Some(min_valid)) => {
                Err(too_short(&cached.token, min_valid))
            }
            _ => Ok(Obtained { cached, origin: TokenOrigin::Network }),
        }
    }

    /// Stores the failure beside the token that is there, unless an API has just rejected that one.
    async fn store_failure(
        &self,
        lock: &mut EntryLock<'_, M, L, S>,
        is_locked: bool,
        present: Option<Entry>,
        error: FetchError,
        check: RequestCheck,
    ) -> Failure {
        let now = self.cache.machine().now();
        let count = if error.is_refusal { refusals_in_a_row(present.as_ref(), check).saturating_add(1) } else { 0 };
        let (token, failures) = present.map_or((None, Vec::new()), |entry| (entry.token, entry.failures));
        let mut entry = Entry {
            token: token.filter(|cached| self.wanted.rejected.as_ref() != Some(&cached.id)),
            failures,
            ..self.empty_entry()
        };
        entry.record(RecordedFailure {
            id: self.new_id(),
            secret_check: check.secret,
            sending_check: check.sending,
            at: now,
            until: error.is_refusal.then(|| cooldown_end(now, count, error.failure.wait_asked_for())),
            count,
            failure: error.failure.clone(),
        });
        // The provider's failure matters more than one of the cache.
        let _ = self.save(lock, is_locked, &entry).await;
        error.failure
    }

    /// Stores the entry. Without the lock it is stored only if the lock is free now and nothing else was stored meanwhile.
    async fn save(&self, lock: &mut EntryLock<'_, M, L, S>, is_locked: bool, entry: &Entry) -> Result<()> {
        if !is_locked {
            let is_free = lock.try_local().await;
            let present = self.cache.load_local(&self.wanted.key).await;
            if !is_free || Entry::token_id(present.as_ref()) != Entry::token_id(self.local.as_ref()) {
                return Ok(());
            }
        }
        lock.save(entry).await
    }

    fn empty_entry(&self) -> Entry {
        Entry {
            key: self.wanted.key.clone(),
            environment: self.wanted.environment.clone(),
            base_url: self.wanted.base_url.clone(),
            token: None,
            failures: Vec::new(),
        }
    }

    fn new_id(&self) -> String {
        format!("{:016x}", self.cache.machine().random())
    }
}

/// The cached token, if it meets the requirements.
fn cached(
    entry: Option<&Entry>,
    wanted: &Requirements,
    check: RequestCheck,
    now: Timestamp,
) -> Option<Obtained> {
    let cached = usable(entry, wanted, check, now)?;
    log::info!("from the cache, valid for {} more", in_words(cached.token.left(now)));
    Some(Obtained { cached: cached.clone(), origin: TokenOrigin::Cache })
}

fn usable<'e>(
    entry: Option<&'e Entry>,
    wanted: &Requirements,
    check: RequestCheck,
    now: Timestamp,
) -> Option<&'e CachedToken> {
    let cached = entry?.token.as_ref()?;
    let is_usable =
        !wanted.refresh && is_acceptable(cached, wanted, check) && cached.token.lasts(now, wanted.min_valid);
    is_usable.then_some(cached)
}

/// Returns whether the token was obtained with this secret, and is not the one that an API has just rejected.
fn is_acceptable(cached: &CachedToken, wanted: &Requirements, check: RequestCheck) -> bool {
    check.has_secret(cached.secret_check) && wanted.rejected.as_ref() != Some(&cached.id)
}

fn not_cached(entry: Option<&Entry>, wanted: &Requirements, now: Timestamp) -> Failure {
    let why = match entry.and_then(|entry| entry.token.as_ref()) {
        None => "nothing is cached for these credentials".to_owned(),
        Some(cached) => match cached.token.left(now) {
            left if left.is_zero() => "the cached token has expired".to_owned(),
            left => match wanted.min_valid {
                Some(min_valid) if left < min_valid => format!("the cached token is valid for {} more", in_words(left)),
                _ => format!(
                    "the cached token is valid for {} more, but it expires too soon or was obtained with another secret",
                    in_words(left)
                ),
            },
        },
    };
    Failure::new(Kind::NoCachedToken, "no cached token can be used, and --offline forbids asking for a new one")
        .because(why)
        .hint("run it once without --offline")
}

fn too_short(token: &Token, min_valid: Duration) -> Failure {
    let lifetime = token.lifetime().map_or_else(
        || "the provider sent no lifetime with it".to_owned(),
        |lifetime| format!("its whole lifetime is {}", in_words(lifetime)),
    );
    Failure::new(Kind::MinValidUnmet, format!("even a new token is not valid for {}", in_words(min_valid)))
        .because(lifetime)
        .hint("ask for less with --min-valid")
}
