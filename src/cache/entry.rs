//! One entry of the cache: the token of a key, the last refusal, and how both are written down.

use std::borrow::Cow;

use jiff::Timestamp;
use ring::rand::SecureRandom as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Key, Problem, SecretCheck};
use crate::failure::Failure;
use crate::secret::Secret;
use crate::token::Token;

/// The version of the written form.
const VERSION: u32 = 1;

/// What the cache holds for a key.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key it belongs to.
    pub key: Key,
    /// The environment's name at the last write, for people: `cert`, `custom`.
    pub environment: String,
    /// The API's base URL at the last write, for people; none for the emulator.
    pub base_url: Option<String>,
    /// The token, if there is one.
    pub token: Option<EntryToken>,
    /// How the last request failed, if it did.
    pub refusal: Option<Refusal>,
}

/// A token with what tells it from others.
#[derive(Clone, Debug)]
pub struct EntryToken {
    /// Random, new with every token: a waiter sees by it that a token came after it began to wait.
    pub id: String,
    /// Of the secret it was got with.
    pub secret_check: Option<SecretCheck>,
    /// The token.
    pub token: Token,
}

/// A failed request for a token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// Random, new with every failure.
    pub id: String,
    /// Of the secret it was tried with.
    pub secret_check: Option<SecretCheck>,
    /// When it failed.
    pub at: Timestamp,
    /// Until when it binds those who come later; none when it binds only those who were waiting.
    pub until: Option<Timestamp>,
    /// What the provider said.
    pub failure: Failure,
}

/// 64 random bits in hex.
pub fn random_id() -> String {
    let mut bytes = [0; 8];
    if ring::rand::SystemRandom::new().fill(&mut bytes).is_err() {
        bytes = fastrand::u64(..).to_be_bytes();
    }
    format!("{:016x}", u64::from_be_bytes(bytes))
}

#[derive(Serialize, Deserialize)]
struct Written<'a> {
    version: u32,
    #[serde(flatten)]
    labels: Labels,
    key: Key,
    #[serde(borrow)]
    token: Option<WrittenToken<'a>>,
    refusal: Option<Refusal>,
}

#[derive(Serialize, Deserialize)]
struct Labels {
    environment: String,
    base_url: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WrittenToken<'a> {
    id: String,
    secret_check: Option<SecretCheck>,
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    scope: Option<String>,
    obtained_at: Timestamp,
    expires_at: Option<Timestamp>,
    extra: Map<String, Value>,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Entry {
    /// The text that a store keeps: the one place where a token is written down.
    pub fn to_text(&self) -> Result<String, Problem> {
        let token = self.token.as_ref().map(|held| WrittenToken {
            id: held.id.clone(),
            secret_check: held.secret_check,
            access_token: Cow::Borrowed(held.token.access_token.expose()),
            scope: held.token.scope.clone(),
            obtained_at: held.token.obtained_at,
            expires_at: held.token.expires_at,
            extra: held.token.extra.clone(),
        });
        let labels = Labels { environment: self.environment.clone(), base_url: self.base_url.clone() };
        let written = Written { version: VERSION, labels, key: self.key.clone(), token, refusal: self.refusal.clone() };
        serde_json::to_string(&written)
            .map_err(|error| Problem::new(format!("the entry cannot be written down ({error})")))
    }

    /// Reads what [`Self::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Self, Problem> {
        let written: Written<'_> = serde_json::from_str(text).map_err(|error| match serde_json::from_str(text) {
            Ok(Version { version }) if version > VERSION => {
                Problem::new(format!("it was written by a newer travauth (format {version}, this one knows {VERSION})"))
            }
            // The position is told, never the content.
            _ => Problem::new(format!(
                "it is damaged or not of travauth (line {}, column {})",
                error.line(),
                error.column()
            )),
        })?;
        if written.version != VERSION {
            return Err(Problem::new(format!("it has format {}, and this travauth knows {VERSION}", written.version)));
        }
        Ok(Self {
            key: written.key,
            environment: written.labels.environment,
            base_url: written.labels.base_url,
            token: written.token.map(|token| EntryToken {
                id: token.id,
                secret_check: token.secret_check,
                token: Token {
                    access_token: Secret::new(token.access_token.into_owned()),
                    scope: token.scope,
                    obtained_at: token.obtained_at,
                    expires_at: token.expires_at,
                    extra: token.extra,
                },
            }),
            refusal: written.refusal,
        })
    }
}
