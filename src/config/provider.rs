//! `[providers.NAME]`: a provider of one's own.

use std::path::Path;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use toml::Spanned;

use super::header::{HeaderKey, HeaderText};
use super::values::{Count, Item, Name, OneOrMany, OrderedMap, TimeSpan};

/// A provider of one's own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct ProviderTable {
    /// The name in sentences.
    pub title: Option<String>,
    /// What is not certain about this description.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub notes: OneOrMany<String>,
    /// The OAuth 2.0 grant; `none` where API requests carry the credentials themselves.
    pub grant: Option<Spanned<Grant>>,
    /// The URL of the token endpoint; a path is on the environment's base URL.
    pub token_url: Option<Spanned<String>>,
    /// How client id and client secret are sent.
    pub client_auth: Option<ClientAuth>,
    /// How the user name of the password grant is made.
    pub username: Option<Username>,
    /// Paths of harmless API calls for `check`.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub probe: OneOrMany<String>,
    /// What is before the token in the answer and no part of it.
    pub token_prefix: Option<String>,
    /// The `Accept` header of API requests.
    pub accept: Option<String>,
    /// The content type of an API request's body.
    pub content_type: Option<String>,
    /// Paths whose POST only reads and must say so with `X-HTTP-Method-Override: GET`.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub post_reads: OneOrMany<String>,
    /// The JSON pointer to the link to the next page.
    pub next_page: Option<Spanned<String>>,
    /// The least wait after HTTP 429.
    pub throttle_wait: Option<TimeSpan>,
    /// A built-in provider whose error codes, and emulator, it shares.
    pub dialect: Option<Spanned<String>>,
    /// The lifetime of a token whose answer names none.
    pub lifetime: Option<TimeSpan>,
    /// The hash of client id, client secret and time that `{signature}` stands for.
    pub signature: Option<Signature>,
    /// The variables that hold credentials, in place of those that begin with the name.
    pub credentials: Option<OneOrMany<CredentialsTable>>,
    /// More fields of the token request.
    #[serde(skip_serializing_if = "OrderedMap::is_empty")]
    pub params: OrderedMap<String, String>,
    /// More headers of the token request.
    #[serde(skip_serializing_if = "OrderedMap::is_empty")]
    pub token_headers: OrderedMap<HeaderKey, Spanned<String>>,
    /// Headers of API requests, besides the token's.
    #[serde(skip_serializing_if = "OrderedMap::is_empty")]
    pub headers: OrderedMap<HeaderKey, Spanned<HeaderText>>,
    /// The fields of the token endpoint's answer.
    #[serde(skip_serializing_if = "is_default")]
    pub answer: AnswerTable,
    /// The fields of an error.
    #[serde(skip_serializing_if = "is_default")]
    pub errors: ErrorsTable,
    /// The variables that say where to talk.
    pub variables: Option<Spanned<VariablesTable>>,
    /// The environments; the first is the default.
    #[serde(skip_serializing_if = "OrderedMap::is_empty")]
    pub environments: OrderedMap<Name, Spanned<EnvironmentEntry>>,
    /// Several token endpoints, chosen with `--auth-version`.
    #[serde(skip_serializing_if = "OrderedMap::is_empty")]
    pub versions: OrderedMap<String, EndpointTable>,
}

/// One of several token endpoints; each key means the same as in the provider's table.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EndpointTable {
    /// The OAuth 2.0 grant.
    pub grant: Option<Spanned<Grant>>,
    /// The URL of the token endpoint; a path is on the environment's base URL.
    pub token_url: Option<Spanned<String>>,
    /// How client id and client secret are sent.
    pub client_auth: Option<ClientAuth>,
    /// How the user name of the password grant is made.
    pub username: Option<Username>,
    /// The variables that hold credentials, in place of those that begin with the name.
    pub credentials: Option<OneOrMany<CredentialsTable>>,
    /// More fields of the token request.
    #[serde(skip_serializing_if = "OrderedMap::is_empty")]
    pub params: OrderedMap<String, String>,
    /// More headers of the token request.
    #[serde(skip_serializing_if = "OrderedMap::is_empty")]
    pub token_headers: OrderedMap<HeaderKey, Spanned<String>>,
}

/// The variables that hold credentials; of several names for one value the first one that is set counts.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct CredentialsTable {
    /// Hold the client id.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub client_id: OneOrMany<String>,
    /// Hold the client secret.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub client_secret: OneOrMany<String>,
    /// Hold the user id.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub user_id: OneOrMany<String>,
    /// Hold the group.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub group: OneOrMany<String>,
    /// Hold the domain.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub domain: OneOrMany<String>,
    /// Hold the password.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub password: OneOrMany<String>,
}

impl Item for CredentialsTable {
    const WANTED: &'static str = "a table or an array of tables";
}

/// The fields of the token endpoint's answer; a dot leads into an object.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct AnswerTable {
    /// Holds the token.
    pub token: Option<String>,
    /// Holds the lifetime in seconds.
    pub expires_in: Option<String>,
    /// Holds the scope.
    pub scope: Option<String>,
}

/// The fields of an error; a dot leads into an object.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct ErrorsTable {
    /// Hold the OAuth 2.0 error name.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub error: OneOrMany<String>,
    /// Hold the provider's own code.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub code: OneOrMany<String>,
    /// Hold the provider's own words.
    #[serde(skip_serializing_if = "OneOrMany::is_empty")]
    pub words: OneOrMany<String>,
}

/// The variables that say where to talk.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct VariablesTable {
    /// Holds the base URL.
    pub base_url: Option<String>,
    /// Holds the environment's name.
    pub environment: Option<String>,
    /// Holds the host.
    pub host: Option<String>,
    /// Holds the port.
    pub port: Option<String>,
    /// Says whether the host speaks TLS.
    pub ssl: Option<String>,
    /// Holds the version of the token endpoint.
    pub auth_version: Option<String>,
}

/// An environment: its base URL alone, or a table.
#[derive(Clone, Debug, PartialEq)]
pub enum EnvironmentEntry {
    /// The base URL.
    BaseUrl(String),
    /// All that can be said of it.
    Table(EnvironmentTable),
}

/// One environment of a provider.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct EnvironmentTable {
    /// The base URL of the API.
    pub base_url: Spanned<String>,
    /// The URL of the token endpoint, where it is not on the base URL.
    #[serde(default)]
    pub token_url: Option<Spanned<String>>,
    /// Other names of the environment.
    #[serde(default, skip_serializing_if = "OneOrMany::is_empty")]
    pub aliases: OneOrMany<String>,
    /// The hint of an error when it cannot be reached and that was to be expected.
    #[serde(default)]
    pub unreachable_hint: Option<String>,
    /// How many API requests a second it takes.
    #[serde(default)]
    pub requests_per_second: Option<Count>,
}

impl<'de> Deserialize<'de> for EnvironmentEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EnvironmentVisitor;

        impl<'de> Visitor<'de> for EnvironmentVisitor {
            type Value = EnvironmentEntry;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a base URL or a table")
            }

            fn visit_str<E: Error>(self, base_url: &str) -> Result<EnvironmentEntry, E> {
                Ok(EnvironmentEntry::BaseUrl(base_url.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EnvironmentEntry, A::Error> {
                EnvironmentTable::deserialize(MapAccessDeserializer::new(map)).map(EnvironmentEntry::Table)
            }
        }

        deserializer.deserialize_any(EnvironmentVisitor)
    }
}

impl Serialize for EnvironmentEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::BaseUrl(url) => serializer.serialize_str(url),
            Self::Table(table) => table.serialize(serializer),
        }
    }
}

/// The OAuth 2.0 grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// RFC 6749, section 4.4.
    ClientCredentials,
    /// RFC 6749, section 4.3.
    Password,
    /// There is no token: each API request carries the credentials, or a signature made with them.
    None,
}

impl Grant {
    /// The `grant_type` of the form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
            Self::None => "none",
        }
    }
}

/// How client id and client secret are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ClientAuth {
    /// HTTP Basic, id and secret form-encoded before (RFC 6749, section 2.3.1, `client_secret_basic`).
    #[serde(rename = "client_secret_basic")]
    Basic,
    /// Id and secret in the form (RFC 6749, section 2.3.1, `client_secret_post`).
    #[serde(rename = "client_secret_post")]
    Post,
    /// HTTP Basic, id and secret as they are, for servers that do not decode.
    #[serde(rename = "basic_unencoded")]
    BasicUnencoded,
    /// Sabre v2's Basic: both in base64, and the whole again.
    #[serde(rename = "sabre")]
    Sabre,
    /// No secret: the id of a public client alone is in the form.
    #[serde(rename = "none")]
    None,
}

/// How the user name of the password grant is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Username {
    /// The user id.
    UserId,
    /// Sabre's `user-group-domain`.
    SabreTriple,
}

/// A signature of client id, client secret and the time in seconds since 1970, in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// Their SHA-256.
    Sha256,
    /// Their SHA-512.
    Sha512,
}

impl ProviderTable {
    /// The one token endpoint of a provider without versions.
    pub fn endpoint(&self) -> EndpointTable {
        EndpointTable {
            grant: self.grant.clone(),
            token_url: self.token_url.clone(),
            client_auth: self.client_auth,
            username: self.username,
            credentials: self.credentials.clone(),
            params: self.params.clone(),
            token_headers: self.token_headers.clone(),
        }
    }

    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        for value in self.headers.values_mut() {
            if let HeaderText::Secret(reference) = value.get_mut() {
                reference.resolve_paths(config_dir);
            }
        }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
