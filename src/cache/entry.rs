//! One entry of the cache: the token of a key, the last failure, and the text that both are stored as.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{CacheError, Key, RequestCheck, SecretCheck, SendingCheck};
use crate::clock;
use crate::exit::ExitCode;
use crate::failure::Failure;
use crate::redact::has_unsafe_characters;
use crate::secret::Secret;
use crate::token::{IdleLifetime, LONGEST_LIFETIME, Token, is_access_token};

/// The version of the stored text.
const VERSION: u32 = 1;
/// The largest entry that is read, in bytes.
pub(super) const LARGEST_ENTRY_BYTES: usize = 4 << 20;
/// The most failures that an entry can have. A further one replaces the oldest.
const MAX_FAILURES: usize = 8;
/// The most ids of replaced tokens that an entry can have.
const MAX_REPLACED: usize = 8;
/// The longest cooldown after a rejection, even if the server asks for more.
pub const LONGEST_COOLDOWN: Duration = Duration::from_mins(15);

/// The entry of a key.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The environment's name at the last write, which is only shown: `cert`, `custom`.
    pub environment: String,
    /// The API's base URL at the last write, which is only shown; none for the emulator.
    pub base_url: Option<String>,
    /// The token, if there is one.
    pub token: Option<CachedToken>,
    /// The failure of the last token request, if it failed, followed by the last rejection of each other request.
    pub failures: Vec<RecordedFailure>,
    /// The ids of replaced tokens, the latest first. The shared store may still have one of these tokens.
    pub replaced: Vec<String>,
}

/// A token with its id.
#[derive(Clone, Debug)]
pub struct CachedToken {
    /// A random id, by which a process that waits recognizes a new token.
    pub id: String,
    /// The check value of the secret that the token was obtained with.
    pub secret_check: Option<SecretCheck>,
    /// The token.
    pub token: Token,
}

/// A failed token request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordedFailure {
    /// A random id.
    pub id: String,
    /// The check value of the secret that was used.
    pub secret_check: Option<SecretCheck>,
    /// The check value of the way in which the request was sent; none in an entry of an older version.
    #[serde(default)]
    pub sending_check: Option<SendingCheck>,
    /// When it failed.
    pub at: Timestamp,
    /// The end of the cooldown; none if only the processes that waited for the request share the failure.
    pub until: Option<Timestamp>,
    /// How often in a row the provider has rejected this request; 0 if the failure is not a rejection.
    #[serde(default)]
    pub count: u32,
    /// The failure to report.
    pub failure: Failure,
}

#[derive(Serialize, Deserialize)]
struct StoredEntry<'a> {
    version: u32,
    environment: String,
    base_url: Option<String>,
    key: Key,
    #[serde(borrow)]
    token: Option<StoredToken<'a>>,
    #[serde(rename = "refusal")]
    last_failure: Option<RecordedFailure>,
    /// Older versions ignore it.
    #[serde(default, rename = "earlier_refusals")]
    earlier_rejections: Vec<RecordedFailure>,
    /// Older versions ignore it.
    #[serde(default)]
    replaced: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredToken<'a> {
    id: String,
    secret_check: Option<SecretCheck>,
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    scope: Option<String>,
    obtained_at: Timestamp,
    expires_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idle: Option<IdleLifetime>,
    extra: Map<String, Value>,
}

#[derive(Deserialize)]
struct StoredVersion {
    version: u32,
}

impl Entry {
    /// Returns the id of the entry's token, if there is an entry with a token.
    pub fn token_id(entry: Option<&Self>) -> Option<&str> {
        Some(entry?.token.as_ref()?.id.as_str())
    }

    /// Returns the entry with the token of this machine's `local` entry, if that token was obtained later, or if this machine
    /// has replaced the entry's own token.
    ///
    /// The shared store has the older token if it was unreachable when this machine stored the newer one. The times alone do
    /// not show which one is newer, because a clock can jump.
    pub(crate) fn with_newer_token(mut self, local: Option<&Self>) -> Self {
        let Some(local) = local else { return self };
        for id in local.replaced.iter().rev() {
            self.mark_replaced(id);
        }
        let is_outdated = |shared: &CachedToken| {
            let is_older = |local: &CachedToken| shared.token.obtained_at < local.token.obtained_at;
            local.replaced.contains(&shared.id) || local.token.as_ref().is_some_and(is_older)
        };
        if self.token.as_ref().is_some_and(is_outdated) {
            self.token.clone_from(&local.token);
        }
        self
    }

    /// Remembers that the token with this id is no longer used.
    pub(crate) fn mark_replaced(&mut self, id: &str) {
        self.replaced.retain(|known| known != id);
        self.replaced.insert(0, id.to_owned());
        self.replaced.truncate(MAX_REPLACED);
    }

    /// Records a failure as the last one, and keeps the earlier rejections of other requests.
    ///
    /// If the new failure is not a rejection, an earlier rejection of the same request is kept too, so that its cooldown
    /// continues.
    pub(crate) fn record(&mut self, failure: RecordedFailure) {
        #[cfg(test)]
        if FORGETS_OTHERS.get() {
            self.failures.clear();
        }
        self.failures.retain(|earlier| {
            earlier.count > 0 && (failure.until.is_none() || earlier.request_check() != failure.request_check())
        });
        self.failures.insert(0, failure);
        self.failures.truncate(MAX_FAILURES);
    }

    /// Returns the text that is stored. No other function serializes a token.
    pub fn to_text(&self) -> Result<String, CacheError> {
        let token = self.token.as_ref().map(|cached| StoredToken {
            id: cached.id.clone(),
            secret_check: cached.secret_check,
            access_token: Cow::Borrowed(cached.token.access_token.expose()),
            scope: cached.token.scope.clone(),
            obtained_at: cached.token.obtained_at,
            expires_at: cached.token.expires_at,
            idle: cached.token.idle,
            extra: cached.token.extra.clone(),
        });
        let stored = StoredEntry {
            version: VERSION,
            environment: self.environment.clone(),
            base_url: self.base_url.clone(),
            key: self.key.clone(),
            token,
            last_failure: self.failures.first().cloned(),
            earlier_rejections: self.failures.iter().skip(1).cloned().collect(),
            replaced: self.replaced.clone(),
        };
        serde_json::to_string(&stored)
            .map_err(|error| CacheError::new(format!("the entry cannot be serialized ({error})")))
    }

    /// Parses the text that [`Self::to_text`] returned.
    ///
    /// Other programs can write to a store, so the text is checked as strictly as a response of the provider.
    pub fn from_text(text: &str) -> Result<Self, CacheError> {
        if text.len() > LARGEST_ENTRY_BYTES {
            return Err(CacheError::new(format!("it is larger than {LARGEST_ENTRY_BYTES} bytes")));
        }
        let stored: StoredEntry<'_> = serde_json::from_str(text).map_err(|error| match serde_json::from_str(text) {
            Ok(StoredVersion { version }) if version > VERSION => CacheError::new(format!(
                "it was written by a newer travauth (format {version}, this one knows {VERSION})"
            )),
            // The error's message could contain a part of the token.
            _ => CacheError::new(format!(
                "it is damaged, or not an entry of travauth (line {}, column {})",
                error.line(),
                error.column()
            )),
        })?;
        if stored.version != VERSION {
            return Err(CacheError::new(format!(
                "it has format {}, and this travauth knows {VERSION}",
                stored.version
            )));
        }
        let entry = Self {
            key: stored.key,
            environment: stored.environment,
            base_url: stored.base_url,
            token: stored.token.map(|token| CachedToken {
                id: token.id,
                secret_check: token.secret_check,
                token: Token {
                    access_token: Secret::new(token.access_token.into_owned()),
                    scope: token.scope,
                    obtained_at: token.obtained_at,
                    expires_at: token.expires_at,
                    idle: token.idle,
                    extra: token.extra,
                },
            }),
            failures: stored
                .last_failure
                .into_iter()
                .chain(stored.earlier_rejections)
                .take(MAX_FAILURES)
                .map(RecordedFailure::made_safe)
                .collect(),
            replaced: stored.replaced.into_iter().take(MAX_REPLACED).collect(),
        };
        match entry.fault() {
            Some(fault) => Err(CacheError::new(format!("it is not an entry of travauth ({fault})"))),
            None => Ok(entry),
        }
    }

    /// Returns the reason why travauth cannot have written this entry; none if it can have written it.
    fn fault(&self) -> Option<&'static str> {
        let labels = [Some(&self.environment), self.base_url.as_ref()];
        if labels.into_iter().flatten().any(|label| has_unsafe_characters(label)) || self.key.is_unsafe() {
            return Some("a name contains a control character");
        }
        if let Some(CachedToken { token, id, .. }) = &self.token {
            if !is_access_token(token.access_token.expose()) {
                return Some("its token contains a character that no token can have");
            }
            if has_unsafe_characters(id) || token.scope.as_deref().is_some_and(has_unsafe_characters) {
                return Some("a text contains a control character");
            }
            let lifetime = token.expires_at.map(|expires_at| clock::until(token.obtained_at, expires_at));
            if lifetime.is_some_and(|lifetime| lifetime > LONGEST_LIFETIME) {
                return Some("its token expires too late");
            }
        }
        if self.replaced.iter().any(|id| has_unsafe_characters(id)) {
            return Some("an id contains a control character");
        }
        if self.failures.iter().any(RecordedFailure::is_impossible) {
            return Some("it has a failure that no token request can cause");
        }
        None
    }
}

impl RecordedFailure {
    /// Returns the check values of the request that failed.
    pub fn request_check(&self) -> RequestCheck {
        RequestCheck { secret: self.secret_check, sending: self.sending_check }
    }

    /// Limits the cooldown and makes the texts safe to show. Call it for each failure that is read from a store.
    fn made_safe(mut self) -> Self {
        let longest = clock::plus_seconds(self.at, LONGEST_COOLDOWN.as_secs().cast_signed());
        self.until = self.until.map(|until| until.min(longest));
        Self { failure: self.failure.made_safe(), ..self }
    }

    /// Returns whether no token request can cause this failure: because of its kind, or because it has a cooldown but is not a
    /// rejection.
    fn is_impossible(&self) -> bool {
        let kind = self.failure.kind();
        let is_kind_of_token_request = matches!(
            kind.exit_code(),
            ExitCode::Local
                | ExitCode::Usage
                | ExitCode::Rejected
                | ExitCode::Unreachable
                | ExitCode::RateLimited
                | ExitCode::NoCredentials
        );
        !is_kind_of_token_request || (self.until.is_some() && !kind.is_rejection()) || has_unsafe_characters(&self.id)
    }
}

#[cfg(test)]
thread_local! {
    /// Makes [`Entry::record`] delete all earlier failures, a fault that the simulation must find.
    pub(crate) static FORGETS_OTHERS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Kind;

    fn entry(kind: Kind, until: Option<Timestamp>) -> Entry {
        let key = Key {
            provider: "sabre".to_owned(),
            token_url: "https://api.example/token".to_owned(),
            grant: "client_credentials".to_owned(),
            client_id: "id".to_owned(),
            user: None,
            scope: None,
            params: Vec::new(),
        };
        let (at, failure) = (Timestamp::UNIX_EPOCH, Failure::new(kind, "what"));
        let (secret_check, sending_check) = (None, None);
        let recorded =
            RecordedFailure { id: "id".to_owned(), secret_check, sending_check, at, until, count: 1, failure };
        Entry {
            key,
            environment: "test".to_owned(),
            base_url: None,
            token: None,
            failures: vec![recorded],
            replaced: Vec::new(),
        }
    }

    #[test]
    fn a_forged_cooldown_is_limited() {
        let text = entry(Kind::CredentialsRejected, Some(Timestamp::MAX)).to_text().unwrap();
        let until = Entry::from_text(&text).unwrap().failures[0].until.unwrap();
        assert_eq!(until.as_second(), 900);
    }

    #[test]
    fn only_rejections_have_a_cooldown_and_only_failures_of_a_token_request_are_read() {
        let until = Some(Timestamp::UNIX_EPOCH);
        for (kind, until, is_read) in [
            (Kind::CredentialsRejected, until, true),
            (Kind::RateLimited, until, true),
            (Kind::TimedOut, until, false),
            (Kind::TimedOut, None, true),
            (Kind::CredentialSourceFailed, None, true),
            (Kind::ClosedPipe, None, false),
            (Kind::NoCachedToken, None, false),
            (Kind::ApiClientError, None, false),
        ] {
            let text = entry(kind, until).to_text().unwrap();
            assert_eq!(Entry::from_text(&text).is_ok(), is_read, "{kind:?} {until:?}");
        }
    }

    #[test]
    fn numbers_of_a_provider_are_read_as_they_were_written() {
        let token = Token {
            access_token: Secret::new("t"),
            scope: None,
            obtained_at: Timestamp::UNIX_EPOCH,
            expires_at: None,
            idle: None,
            extra: serde_json::from_str(r#"{"a": 1333333333333333.7e18}"#).unwrap(),
        };
        let token = Some(CachedToken { id: "id".to_owned(), secret_check: None, token });
        let text = Entry { token, ..entry(Kind::TimedOut, None) }.to_text().unwrap();
        assert_eq!(Entry::from_text(&text).unwrap().to_text().unwrap(), text);
    }

    #[test]
    fn a_large_entry_is_not_read() {
        let text = entry(Kind::TimedOut, None).to_text().unwrap();
        let padded = text.clone() + &" ".repeat(LARGEST_ENTRY_BYTES - text.len());
        assert!(Entry::from_text(&padded).is_ok());
        assert!(Entry::from_text(&(padded + " ")).is_err());
    }
}
