//! What a provider is, as data: a new one is a value, not code.

pub mod advice;
mod api;
pub mod builtin;
pub mod configured;
mod credential_field;
mod credential_needs;
mod credentials;
mod error_body;
mod headers;
mod likely_mistakes;
mod request;
mod token_response;
mod variable_layers;
pub mod written;

pub use api::Api;
pub use credential_field::SecretName;
pub use credentials::{Credentials, RequiredSecret, find_credentials};
pub use error_body::ErrorBody;
pub use headers::{ApiHeaders, HeaderSource, api_headers, header_sources, no_tokens};
pub use likely_mistakes::likely_mistakes;
pub use request::{TokenRequest, TokenRequestInput, malformed_id, token_request};
pub use token_response::{Rejection, judge_api, read_token};
pub use variable_layers::{file_variable, variable_layers};

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::config::one_or_many;
pub use crate::config::{
    ClientAuth, CredentialVariables, Environment, ErrorFields, Grant, HeaderText, HostVariables, List, Placeholder,
    ResponseFields, SelectionVariables, Signature, Template, TemplatePart, Text, Username,
};

/// A provider of access tokens.
///
/// Serialised it is a table of the config file, but for its environments and token endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// The name that `--provider` takes.
    #[serde(skip)]
    pub name: Text,
    /// The name in sentences.
    pub title: Text,
    /// What is not certain about this description.
    #[serde(with = "one_or_many")]
    pub notes: List<Text>,
    /// The environments; the first is the default.
    #[serde(skip)]
    pub environments: List<Environment>,
    /// The token endpoints, by version; the first is the default.
    #[serde(skip)]
    pub endpoints: List<TokenEndpoint>,
    /// What its APIs want of a request.
    #[serde(flatten)]
    pub api: Api,
    /// Paths of harmless API calls that `check` may make, the best first; each answers every account with a few lines.
    #[serde(rename = "probe", with = "one_or_many")]
    pub probes: List<Text>,
    /// A prefix that some of its tokens carry and that is not part of them.
    pub token_prefix: Option<Text>,
    /// The least wait after a 429, in milliseconds.
    #[serde(rename = "throttle_wait", serialize_with = "milliseconds", skip_serializing_if = "is_default")]
    pub throttle_wait_ms: u64,
    /// Whether the emulator imitates it.
    #[serde(skip)]
    pub is_emulated: bool,
    /// The built-in provider whose error codes it uses; empty for none.
    #[serde(skip_serializing_if = "is_default")]
    pub dialect: Text,
    /// The lifetime of a token whose answer names none, in seconds.
    #[serde(rename = "lifetime")]
    pub lifetime_seconds: Option<u64>,
    /// The signature of API requests, for `{signature}` in their headers.
    pub signature: Option<Signature>,
    /// Headers of API requests, besides the token's.
    #[serde(serialize_with = "table")]
    pub headers: List<(Text, HeaderText)>,
    /// The fields of the token endpoint's answer.
    #[serde(skip_serializing_if = "is_default")]
    pub answer: ResponseFields,
    /// The fields of an error, looked at before the usual ones.
    #[serde(skip_serializing_if = "is_default")]
    pub errors: ErrorFields,
    /// The variables that say where to talk.
    #[serde(skip_serializing_if = "is_default")]
    pub variables: SelectionVariables,
}

/// Where and how a token is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenEndpoint {
    /// The version that `--auth-version` takes; none where there is one endpoint only.
    #[serde(skip)]
    pub version: Option<Text>,
    /// The grant.
    pub grant: Grant,
    /// A path on the base URL, or a whole URL.
    #[serde(rename = "token_url", skip_serializing_if = "is_default")]
    pub url: Text,
    /// How the client shows who it is.
    pub client_auth: ClientAuth,
    /// How the user name of the password grant is made.
    #[serde(skip_serializing_if = "is_default")]
    pub username: Username,
    /// The variables that hold credentials; the first set with any variable set is the one that counts.
    #[serde(rename = "credentials", serialize_with = "one_or_many_or_none")]
    pub variables: List<CredentialVariables>,
    /// Extra form fields.
    #[serde(serialize_with = "table")]
    pub params: List<(Text, Text)>,
    /// Extra headers, never secret.
    #[serde(rename = "token_headers", serialize_with = "table")]
    pub headers: List<(Text, Text)>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn milliseconds<S: Serializer>(milliseconds: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{milliseconds}ms"))
}

/// Pairs as a table; an empty one is left out.
fn table<V: Serialize + Clone, S: Serializer>(pairs: &List<(Text, V)>, serializer: S) -> Result<S::Ok, S::Error> {
    if pairs.is_empty() {
        return serializer.serialize_none();
    }
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// No variables are an empty list, because without the key there are the usual ones.
fn one_or_many_or_none<S: Serializer>(sets: &List<CredentialVariables>, serializer: S) -> Result<S::Ok, S::Error> {
    if sets.is_empty() { sets.serialize(serializer) } else { one_or_many::serialize(sets, serializer) }
}

impl TokenEndpoint {
    /// Returns whether it is another one in this environment: one with a whole URL is the same everywhere.
    pub fn differs_in(&self, environment: &Environment) -> bool {
        environment.token_url.is_some() || self.url.starts_with('/')
    }

    /// What RFC 6749 prescribes; the rest is for the provider to say.
    pub const EMPTY: Self = Self {
        version: None,
        url: Cow::Borrowed(""),
        grant: Grant::ClientCredentials,
        client_auth: ClientAuth::Basic,
        username: Username::UserId,
        variables: Cow::Borrowed(&[]),
        params: Cow::Borrowed(&[]),
        headers: Cow::Borrowed(&[]),
    };
}

impl Provider {
    /// A provider without a name, for the fields that most leave empty.
    pub const EMPTY: Self = Self {
        name: Cow::Borrowed(""),
        title: Cow::Borrowed(""),
        environments: Cow::Borrowed(&[]),
        endpoints: Cow::Borrowed(&[]),
        api: Api::JSON,
        variables: SelectionVariables { base_url: None, environment: None, host: None, auth_version: None },
        token_prefix: None,
        probes: Cow::Borrowed(&[]),
        throttle_wait_ms: 0,
        is_emulated: false,
        dialect: Cow::Borrowed(""),
        headers: Cow::Borrowed(&[]),
        signature: None,
        answer: ResponseFields::STANDARD,
        errors: ErrorFields::NONE,
        lifetime_seconds: None,
        notes: Cow::Borrowed(&[]),
    };

    /// The environment of this name or alias.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments
            .iter()
            .find(|environment| environment.name == name || environment.aliases.iter().any(|alias| alias == name))
    }

    /// The environments besides this one in which the same credentials may be right; none for a name that is not one of
    /// the provider's. Those that are known to be gone are left out.
    pub fn other_environments(&self, name: &str) -> Vec<&Environment> {
        if self.environment(name).is_none() {
            return Vec::new();
        }
        let others = self.environments.iter().filter(|environment| environment.name != name);
        others.filter(|environment| environment.unreachable_hint.is_none()).collect()
    }

    /// The variables that hold secrets, of all its endpoints.
    pub fn secret_variables(&self) -> impl Iterator<Item = &Text> {
        let variables = self.endpoints.iter().flat_map(|endpoint| endpoint.variables.iter());
        variables.flat_map(|variables| variables.client_secret.iter().chain(variables.password.iter()))
    }

    /// The variable under which other programs look for a token of this provider: `SABRE_ACCESS_TOKEN`.
    pub fn token_variable(&self) -> String {
        format!("{}_ACCESS_TOKEN", variable_stem(&self.name))
    }
}

/// What the variables of a provider begin with.
fn variable_stem(name: &str) -> String {
    let stem = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    // No variable begins with a digit.
    let digit = name.starts_with(|c: char| c.is_ascii_digit()).then_some('_');
    digit.into_iter().chain(stem).collect()
}
