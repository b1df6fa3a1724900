//! Obtains the token for the requests of a session, uses it again, and replaces it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{SendRules, Session, TokenOptions};
use crate::broker::{self, Obtained, TokenOrigin};
use crate::cache::CachedToken;
use crate::clock;
use crate::failure::{Failure, Result};
use crate::machine::{on_thread, run_to_end};
use crate::provider::Grant;
use crate::secret::Secret;
use crate::token::Token;

/// How long no token is renewed after a renewed token was rejected too. Some APIs return 401 for other reasons than the
/// token.
const PAUSE_AFTER_USELESS_RENEWAL: Duration = Duration::from_secs(10);

/// The token of a session's requests.
pub(super) struct TokenInUse {
    obtained: Obtained,
    /// Whether the API has accepted the token in this run.
    has_worked: bool,
}

/// A lock, so that only one request of the session at a time obtains a token from the broker.
#[derive(Default)]
pub(super) struct TokenStep {
    turn: tokio::sync::Mutex<()>,
    outcome: Mutex<StepOutcomes>,
}

#[derive(Default)]
struct StepOutcomes {
    /// The last failure and its time. Requests that waited for that attempt fail in the same way.
    failure: Option<(Instant, Failure)>,
    useless_renewal: Option<Instant>,
    has_read_headers: bool,
}

/// The times at which the token in use was obtained, is renewed and expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenTimes {
    /// When the token was obtained.
    pub obtained: Timestamp,
    /// The first request after this time renews the token; none if its lifetime is unknown.
    pub renews: Option<Timestamp>,
    /// When the token expires; none if that is unknown.
    pub expires: Option<Timestamp>,
}

/// A token for one request, with the id under which it is cached.
#[derive(Clone)]
pub(super) struct RequestToken {
    pub(super) id: String,
    pub(super) secret: Secret,
}

impl TokenInUse {
    pub(super) fn new(obtained: Obtained) -> Self {
        Self { obtained, has_worked: false }
    }

    fn token(&self) -> &Token {
        &self.obtained.cached.token
    }

    fn for_request(&self) -> RequestToken {
        RequestToken { id: self.obtained.cached.id.clone(), secret: self.token().access_token.clone() }
    }
}

impl Session {
    /// Returns the token for a request, or none if requests need no token; `rejected` is the id of a token that the API
    /// has just rejected.
    ///
    /// The broker and the sources of secrets block, so they run on a thread of their own.
    pub(super) async fn token_for(
        self: &Arc<Self>,
        rules: SendRules,
        rejected: Option<String>,
    ) -> Result<Option<RequestToken>> {
        if rules.anonymous {
            return Ok(None);
        }
        if self.target.endpoint.grant == Grant::None {
            return self.read_header_secrets().await.map(|()| None);
        }
        let is_usable = |token: &RequestToken| rejected.as_ref() != Some(&token.id);
        if let Some(token) = self.token_in_use(rules.min_valid).filter(is_usable) {
            return Ok(Some(token));
        }
        let asked_at = Instant::now();
        let _turn = self.token_step.turn.lock().await;
        if let Some(token) = self.token_in_use(rules.min_valid).filter(is_usable) {
            return Ok(Some(token));
        }
        if let Some(failure) = self.token_step.failure_since(asked_at) {
            return Err(failure);
        }
        let options = TokenOptions { min_valid: rules.min_valid, rejected, ..TokenOptions::default() };
        let session = Arc::clone(self);
        let obtained =
            on_thread(move || session.token(&options).map_err(|failure| session.with_origins(failure))).await;
        let obtained = obtained.inspect_err(|failure| self.token_step.record_failure(failure))?;
        self.read_header_secrets().await?;
        Ok(Some(TokenInUse::new(obtained).for_request()))
    }

    /// Returns the token in use if it is valid for long enough, or if its lifetime is unknown.
    fn token_in_use(&self, min_valid: Option<Duration>) -> Option<RequestToken> {
        let min_valid = self.min_valid(min_valid);
        let state = self.state();
        let in_use = state.token.as_ref()?;
        let token = in_use.token();
        let is_usable = token.expires_at.is_none() || token.lasts(clock::now(), min_valid);
        is_usable.then(|| in_use.for_request())
    }

    /// Returns the times of the token in use; none if no token is in use.
    pub fn token_times(&self, min_valid: Option<Duration>) -> Option<TokenTimes> {
        let min_valid = self.min_valid(min_valid);
        let state = self.state();
        let token = state.token.as_ref()?.token();
        Some(TokenTimes { obtained: token.obtained_at, renews: token.renews_at(min_valid), expires: token.expires_at })
    }

    fn min_valid(&self, min_valid: Option<Duration>) -> Option<Duration> {
        min_valid.or(self.target.min_valid.as_ref().map(|setting| setting.value))
    }

    /// Obtains the token that the next request is sent with.
    ///
    /// # Errors
    ///
    /// Fails when no token can be obtained.
    pub async fn prepare_token(self: &Arc<Self>, min_valid: Option<Duration>) -> Result<()> {
        self.token_for(SendRules { min_valid, ..SendRules::default() }, None).await.map(drop)
    }

    /// Reads the secrets in the headers of provider and profile once; a command that prints a secret can be slow.
    async fn read_header_secrets(self: &Arc<Self>) -> Result<()> {
        if self.target.header_sources.is_empty() || self.token_step.outcomes().has_read_headers {
            return Ok(());
        }
        let session = Arc::clone(self);
        on_thread(move || {
            let read = session.api_headers(None)?;
            session.state().redactor.learn(&read.redactor);
            Ok(())
        })
        .await?;
        self.token_step.outcomes().has_read_headers = true;
        Ok(())
    }

    /// Records that the API has accepted this token, and extends its lifetime if each use extends it.
    ///
    /// Storing the new expiry waits for files and a shared cache. If the thread also runs other requests, the expiry is
    /// stored on another thread.
    pub(super) async fn mark_as_working(self: &Arc<Self>, token: &RequestToken, shares_thread: bool) {
        let Some(extended) = self.extend_by_use(token) else { return };
        if !shares_thread {
            return self.store_extended(&extended);
        }
        let session = Arc::clone(self);
        let stored = on_thread(move || {
            session.store_extended(&extended);
            Ok(())
        });
        // Without the new expiry, the token is only renewed earlier.
        drop(stored.await);
    }

    /// Records that the API has accepted this token. Returns it with its new expiry if that must be stored.
    fn extend_by_use(&self, token: &RequestToken) -> Option<CachedToken> {
        let mut state = self.state();
        let in_use = state.token.as_mut().filter(|in_use| in_use.obtained.cached.id == token.id)?;
        in_use.has_worked = true;
        let extended = broker::extended_by_use(&in_use.obtained.cached, clock::now())?;
        in_use.obtained.cached = extended.clone();
        Some(extended)
    }

    fn store_extended(&self, extended: &CachedToken) {
        if let Ok(wanted) = self.requirements(&TokenOptions::default()) {
            run_to_end(broker::store_extended(&self.cache, &wanted.key, extended, wanted.timeout));
        }
    }

    /// Returns whether this token should be replaced after a 401. A token that is from the cache or has worked in this
    /// run may have been revoked since. A token that was just obtained is kept, because a new one would be no better.
    pub(super) fn is_worth_renewing(&self, token: &RequestToken) -> bool {
        if self.token_step.outcomes().useless_renewal.is_some_and(|at| at.elapsed() < PAUSE_AFTER_USELESS_RENEWAL) {
            return false;
        }
        self.state().token.as_ref().is_none_or(|in_use| {
            let was_replaced = in_use.obtained.cached.id != token.id;
            was_replaced || in_use.obtained.origin == TokenOrigin::Cache || in_use.has_worked
        })
    }

    /// Records that the API has rejected a token that had just been renewed.
    pub(super) fn pause_renewals(&self) {
        self.token_step.outcomes().useless_renewal = Some(Instant::now());
    }

    /// Stops using this token.
    pub(super) fn reject_token(&self, token: &RequestToken) {
        let mut state = self.state();
        if state.token.as_ref().is_some_and(|in_use| in_use.obtained.cached.id == token.id) {
            state.token = None;
        }
    }
}

impl TokenStep {
    fn failure_since(&self, moment: Instant) -> Option<Failure> {
        self.outcomes().failure.as_ref().filter(|(at, _)| *at > moment).map(|(_, failure)| failure.clone())
    }

    fn record_failure(&self, failure: &Failure) {
        self.outcomes().failure = Some((Instant::now(), failure.clone()));
    }

    fn outcomes(&self) -> MutexGuard<'_, StepOutcomes> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
