//! Obtains a valid token, with one request for many processes.
//!
//! If no cached token is valid for long enough, the broker takes the lock, reads the cache again, requests a token from
//! the provider, and stores the token or the failure. A process that waits for the lock reads the cache meanwhile, and
//! uses the token or the failure that the holder of the lock stores. The shared cache is read only if this machine's
//! files hold no usable token.
//!
//! The broker reaches stores, time and provider through [`LocalStore`], [`SharedStore`], [`Machine`] and
//! [`TokenSource`]. All are asynchronous, so that a simulation can decide which process continues at each step. In the
//! program every step blocks.

mod cooldown;
mod extend;
mod forecast;
#[cfg(test)]
mod tests;
mod wait;

pub(crate) use cooldown::{active_cooldown, cooling_failure, why_and_how_to_continue};
pub(crate) use extend::{extended_by_use, store_extended};
pub(crate) use forecast::{Forecast, forecast};

use std::time::Duration;

use jiff::Timestamp;

use crate::cache::{
    Cache, CachedToken, Entry, EntryLock, Key, LocalStore, RecordedFailure, RequestCheck, SecretCheck, SendingCheck,
    SharedStore, is_same,
};
use crate::clock::in_words;
use crate::failure::{Failure, Kind, Result};
use crate::machine::Machine;
use crate::token::Token;
use cooldown::{cooldown_end, rejections_in_a_row};
use wait::{KnownOutcomes, Waited};

/// Requests a token from the provider, and reads the secrets for it.
pub(crate) trait TokenSource {
    /// Checks that the credentials are complete, and prompts for a secret that is missing.
    async fn prepare(&mut self) -> Result<()>;

    /// Returns the longest time that [`Self::read_secret`] can take.
    fn longest_read(&self) -> Duration;

    /// Reads the secrets from their sources.
    async fn read_secret(&mut self) -> Result<()>;

    /// Returns the check value of the secret; none if it is unknown without reading the secret.
    fn secret_check(&self) -> Option<SecretCheck>;

    /// Returns the check value of the way in which the request is sent.
    fn sending_check(&self) -> Option<SendingCheck>;

    /// Returns both check values.
    fn request_check(&self) -> RequestCheck {
        RequestCheck { secret: self.secret_check(), sending: self.sending_check() }
    }

    /// Sends the token request.
    async fn fetch(&mut self) -> Result<Token, FetchError>;
}

/// The failure of a token request.
#[derive(Debug)]
pub(crate) struct FetchError {
    /// The failure that the user sees.
    pub(crate) failure: Failure,
    /// Whether the provider rejected the request, and would reject it again with the same secret.
    pub(crate) is_rejection: bool,
}

/// The requirements for a token, and the ways in which it may be obtained.
#[derive(Clone, Debug)]
pub(crate) struct Requirements {
    /// The key of the token.
    pub(crate) key: Key,
    /// The environment's name, which is stored with the token only to be shown.
    pub(crate) environment: String,
    /// The base URL, which is stored with the token only to be shown.
    pub(crate) base_url: Option<String>,
    /// The shortest time for which the token must still be valid; none for the default margin.
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

/// The origin of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenOrigin {
    /// The cache, or another process that requested a token at the same time.
    Cache,
    /// The provider.
    Network,
}

/// A token that meets the requirements.
#[derive(Clone, Debug)]
pub(crate) struct Obtained {
    /// The token with its id.
    pub(crate) cached: CachedToken,
    /// Its origin.
    pub(crate) origin: TokenOrigin,
}

/// Obtains a token that meets the requirements.
///
/// # Errors
///
/// Fails when the token request fails, during a cooldown, and when `--offline` or `--min-valid` cannot be met.
pub(crate) async fn obtain<M: Machine, L: LocalStore, S: SharedStore>(
    cache: &Cache<M, L, S>,
    wanted: &Requirements,
    source: &mut impl TokenSource,
) -> Result<Obtained> {
    let secret = source.secret_check();
    let local = cache.load_local(&wanted.key).await;
    if let Some(obtained) = cached(local.as_ref(), wanted, secret, cache.machine().now()) {
        return Ok(obtained);
    }
    if wanted.offline {
        return Err(not_cached(local.as_ref(), wanted, cache.machine().now()));
    }
    let shared = cache.load_shared(&wanted.key).await?.map(|shared| shared.with_newer_token(local.as_ref()));
    if let Some(obtained) = cached(shared.as_ref(), wanted, secret, cache.machine().now()) {
        if let Some(shared) = &shared {
            cache.copy_to_local(shared, local.as_ref()).await;
        }
        return Ok(obtained);
    }
    let check = RequestCheck { secret, sending: source.sending_check() };
    for entry in [local.as_ref(), shared.as_ref()] {
        if let Some(failure) = active_cooldown(entry, wanted, check, cache.machine().now()) {
            return Err(failure);
        }
    }
    // The prompt comes before any lock, because the user can take long.
    source.prepare().await?;
    let mut lock = cache.open_lock(&wanted.key, wanted.timeout).await;
    let known = KnownOutcomes::new([local.as_ref(), shared.as_ref()], cache.machine().now());
    let mut step = NetworkStep { cache, wanted, known, local };
    let outcome = step.run(&mut lock, source).await;
    lock.release().await;
    outcome
}

/// The part of [`obtain`] that takes the lock and requests a token.
struct NetworkStep<'a, M, L, S> {
    cache: &'a Cache<M, L, S>,
    wanted: &'a Requirements,
    known: KnownOutcomes,
    /// This machine's entry as it was last read.
    local: Option<Entry>,
}

impl<M: Machine, L: LocalStore, S: SharedStore> NetworkStep<'_, M, L, S> {
    async fn run(&mut self, lock: &mut EntryLock<'_, M, L, S>, source: &mut impl TokenSource) -> Result<Obtained> {
        let (mut is_locked, mut stored) = match self.wait_for_local_lock(lock, source).await {
            Waited::Locked(entry) => (true, entry),
            Waited::TimedOut => (false, self.local.clone()),
            Waited::Settled(outcome) => return outcome,
        };
        if is_locked {
            lock.prepare_save().await;
        }
        if let Err(failure) = source.read_secret().await {
            let error = FetchError { failure, is_rejection: false };
            return Err(self.store_failure(lock, is_locked, stored, error, source.request_check()).await);
        }
        if !is_locked {
            // Reading the secret can take long, so the holder may have stored its outcome by now.
            self.local = self.cache.load_local(&self.wanted.key).await;
            let now = self.cache.machine().now();
            if let Some(outcome) = self.known.settled(self.local.as_ref(), self.wanted, source.request_check(), now) {
                return outcome;
            }
            stored.clone_from(&self.local);
        }
        if is_locked {
            match self.wait_for_shared_lock(lock, source).await? {
                // The shared entry is newer than this machine's copy of it.
                Waited::Locked(shared) => stored = shared.or(stored),
                Waited::TimedOut => is_locked = false,
                Waited::Settled(outcome) => return outcome,
            }
        }
        let outcome = source.fetch().await;
        let check = source.request_check();
        match outcome {
            Ok(token) => {
                let cached = CachedToken { id: self.new_id(), secret_check: check.secret, token };
                // The rejections of other requests stay, because other processes may still send those requests.
                let mut entry = self.successor(stored);
                entry.failures.retain(|failure| !failure.request_check().matches(check));
                if let Some(replaced) = entry.token.replace(cached.clone()) {
                    entry.mark_replaced(&replaced.id);
                }
                self.save(lock, is_locked, &entry).await?;
                self.granted(cached)
            }
            Err(error) => Err(self.store_failure(lock, is_locked, stored, error, check).await),
        }
    }

    /// Returns the new token; fails if its lifetime is shorter than `--min-valid`.
    fn granted(&self, cached: CachedToken) -> Result<Obtained> {
        match self.wanted.min_valid {
            Some(min_valid) if !cached.token.lasts(self.cache.machine().now(), Some(min_valid)) => {
                Err(too_short(&cached.token, min_valid))
            }
            _ => Ok(Obtained { cached, origin: TokenOrigin::Network }),
        }
    }

    /// Stores the failure, and keeps the stored token unless an API has just rejected it.
    async fn store_failure(
        &self,
        lock: &mut EntryLock<'_, M, L, S>,
        is_locked: bool,
        stored: Option<Entry>,
        error: FetchError,
        check: RequestCheck,
    ) -> Failure {
        let now = self.cache.machine().now();
        let count = if error.is_rejection { rejections_in_a_row(stored.as_ref(), check).saturating_add(1) } else { 0 };
        let mut entry = self.successor(stored);
        entry.record(RecordedFailure {
            id: self.new_id(),
            secret_check: check.secret,
            sending_check: check.sending,
            at: now,
            until: error.is_rejection.then(|| cooldown_end(now, count, error.failure.wait_asked_for())),
            count,
            failure: error.failure.clone(),
        });
        // An error of the cache is ignored, because the provider's failure matters more.
        let _ = self.save(lock, is_locked, &entry).await;
        error.failure
    }

    /// Stores the entry. A process without the lock stores it only if the lock is free now, and if no other process has stored
    /// a token since this one read the entry.
    async fn save(&self, lock: &mut EntryLock<'_, M, L, S>, is_locked: bool, entry: &Entry) -> Result<()> {
        if !is_locked {
            let is_free = lock.try_local().await;
            let stored = self.cache.load_local(&self.wanted.key).await;
            if !is_free || Entry::token_id(stored.as_ref()) != Entry::token_id(self.local.as_ref()) {
                return Ok(());
            }
        }
        lock.save(entry).await
    }

    /// Returns the stored entry with the environment and base URL of this run, and without a token that an API has just
    /// rejected.
    fn successor(&self, stored: Option<Entry>) -> Entry {
        let mut entry = Entry {
            key: self.wanted.key.clone(),
            environment: self.wanted.environment.clone(),
            base_url: self.wanted.base_url.clone(),
            token: None,
            failures: Vec::new(),
            replaced: Vec::new(),
        };
        if let Some(stored) = stored {
            entry.token = stored.token;
            entry.failures = stored.failures;
            entry.replaced = stored.replaced;
        }
        if let Some(id) = &self.wanted.rejected {
            entry.token.take_if(|cached| cached.id == *id);
            entry.mark_replaced(id);
        }
        entry
    }

    fn new_id(&self) -> String {
        format!("{:016x}", self.cache.machine().random())
    }
}

/// Returns the cached token, if it meets the requirements.
fn cached(
    entry: Option<&Entry>,
    wanted: &Requirements,
    secret: Option<SecretCheck>,
    now: Timestamp,
) -> Option<Obtained> {
    let cached = usable(entry, wanted, secret, now)?;
    log::info!("from the cache, valid for {} more", in_words(cached.token.left(now)));
    Some(Obtained { cached: cached.clone(), origin: TokenOrigin::Cache })
}

fn usable<'e>(
    entry: Option<&'e Entry>,
    wanted: &Requirements,
    secret: Option<SecretCheck>,
    now: Timestamp,
) -> Option<&'e CachedToken> {
    let cached = entry?.token.as_ref()?;
    let is_usable =
        !wanted.refresh && is_acceptable(cached, wanted, secret) && cached.token.lasts(now, wanted.min_valid);
    is_usable.then_some(cached)
}

/// Returns whether the token was obtained with this secret, and is not the one that an API has just rejected.
fn is_acceptable(cached: &CachedToken, wanted: &Requirements, secret: Option<SecretCheck>) -> bool {
    is_same(cached.secret_check, secret) && wanted.rejected.as_ref() != Some(&cached.id)
}

fn not_cached(entry: Option<&Entry>, wanted: &Requirements, now: Timestamp) -> Failure {
    let why = match entry.and_then(|entry| entry.token.as_ref()) {
        None => "nothing is cached for these credentials".to_owned(),
        Some(cached) => match cached.token.left(now) {
            left if left.is_zero() => "the cached token has expired".to_owned(),
            left => match wanted.min_valid {
                Some(min_valid) if left < min_valid => format!("the cached token is valid for {} more", in_words(left)),
                _ => format!(
                    "the cached token is valid for {} more, but it expires too soon or was obtained with a different secret",
                    in_words(left)
                ),
            },
        },
    };
    Failure::new(Kind::NoCachedToken, "no cached token can be used, and --offline forbids requesting a new one")
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
