//! Providers as data: a new provider is a new value, not new code.

pub mod advice;
mod api;
mod assertion;
pub mod builtin;
mod client_authentication;
pub mod configured;
mod credential_field;
mod credential_needs;
mod credentials;
mod error_body;
mod error_response;
mod excerpt;
mod extra;
mod fill;
mod headers;
mod json_fields;
mod lifetime;
mod likely_mistakes;
mod request;
mod request_parts;
mod revocation;
mod server_metadata;
mod soap;
mod token_response;
mod variable_credentials;
pub mod written;

pub use api::Api;
pub use assertion::AssertionKey;
pub use client_authentication::malformed_id;
pub use credential_field::{CredentialField, SecretName};
pub use credential_needs::required_fields;
pub use credentials::{Credentials, RequiredSecret, combine_credentials, find_credentials};
pub use error_body::{ErrorBody, ErrorDialect};
pub use error_response::{ErrorResponse, TokenRequestTarget, judge_api, judge_api_success};
pub use fill::{TextSource, TokenTexts, filled_scope, token_texts};
pub use headers::{ApiHeaders, api_headers, header_sources, no_tokens, token_header};
pub use likely_mistakes::likely_mistakes;
pub use request::{added_fields, token_request};
pub use request_parts::{AddedFields, TokenRequest, TokenRequestInput};
pub use revocation::{RevokedToken, judge_revocation, revocation_request};
pub use server_metadata::{CertificateUse, MetadataError, ServerMetadata, metadata_urls};
pub use token_response::{GrantedToken, new_refresh_token, read_token};
pub use variable_credentials::{file_variable, variable_credentials};

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Serialize, Serializer};

pub use crate::config::{
    AssertionAlgorithm, AssertionKeys, BodyFormat, ClientAuth, CredentialVariables, Environment, ErrorFields,
    FieldValues, Grant, HeaderText, HostVariables, LifetimeUnit, List, Placeholder, RequestFields, ResponseFields,
    SelectionVariables, Signature, Template, TemplatePart, Text, Username,
};
use crate::config::{PathOrReference, SecretReference, one_or_many};

/// A provider of access tokens.
///
/// It serializes as a table of the config file, without its environments and token endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// The name that `--provider` takes.
    #[serde(skip)]
    pub name: Text,
    /// The name in sentences.
    pub title: Text,
    /// Notes for the user, such as facts that are not certain.
    #[serde(with = "one_or_many")]
    pub notes: List<Text>,
    /// The environments; the first is the default.
    #[serde(skip)]
    pub environments: List<Environment>,
    /// The token endpoints, by version; the first is the default.
    #[serde(skip)]
    pub endpoints: List<TokenEndpoint>,
    /// The headers and paths that its APIs need.
    #[serde(flatten)]
    pub api: Api,
    /// Paths of harmless API calls for `check`, the best first. Any account may make them, and the responses are short.
    #[serde(rename = "probe", with = "one_or_many")]
    pub probes: List<Text>,
    /// A prefix of some tokens, which is removed before they are used.
    pub token_prefix: Option<Text>,
    /// The shortest wait after a 429, in milliseconds.
    #[serde(rename = "throttle_wait", serialize_with = "milliseconds", skip_serializing_if = "is_default")]
    pub throttle_wait_ms: u64,
    /// Whether the emulator imitates it.
    #[serde(skip)]
    pub is_emulated: bool,
    /// The built-in provider whose error codes this one uses; empty if there is none.
    #[serde(skip_serializing_if = "is_default")]
    pub dialect: Text,
    /// The lifetime of a token, in seconds, if the token response has none.
    #[serde(rename = "lifetime")]
    pub lifetime_seconds: Option<u64>,
    /// The unit of the lifetimes in a token response. None means seconds, and reduces an implausible lifetime.
    pub lifetime_unit: Option<LifetimeUnit>,
    /// How long a token is valid after its last use, in seconds, if each use extends it.
    #[serde(rename = "idle_lifetime")]
    pub idle_lifetime_seconds: Option<u64>,
    /// A PEM file with the client certificate.
    pub client_cert: Option<PathBuf>,
    /// The private key of the client certificate.
    pub client_key: Option<PathOrReference>,
    /// The signature of API requests, for `{signature}` in their headers.
    pub signature: Option<Signature>,
    /// Headers of API requests, besides the token's.
    #[serde(serialize_with = "table")]
    pub headers: List<(Text, HeaderText)>,
    /// The fields of the token endpoint's response.
    #[serde(rename = "answer", skip_serializing_if = "is_default")]
    pub response: ResponseFields,
    /// The fields of an error response, read before the usual ones.
    #[serde(skip_serializing_if = "is_default")]
    pub errors: ErrorFields,
    /// The variables that select the environment, the base URL and the version.
    #[serde(skip_serializing_if = "is_default")]
    pub variables: SelectionVariables,
}

/// A token endpoint, and how to request a token there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenEndpoint {
    /// The version for `--auth-version`; none if the provider has only one endpoint.
    #[serde(skip)]
    pub version: Option<Text>,
    /// The grant.
    pub grant: Grant,
    /// A path on the base URL, or a whole URL.
    #[serde(rename = "token_url", skip_serializing_if = "is_default")]
    pub url: Text,
    /// The issuer whose metadata names the endpoints, in place of a URL.
    pub issuer: Option<Text>,
    /// Where tokens are revoked (RFC 7009): a path on the base URL, or a whole URL.
    pub revocation_url: Option<Text>,
    /// How the client authenticates.
    #[serde(skip_serializing_if = "ClientAuth::is_discovered")]
    pub client_auth: ClientAuth,
    /// How to build the user name of the password grant.
    #[serde(skip_serializing_if = "is_default")]
    pub username: Username,
    /// The groups of variables that hold credentials; the first group in which any variable is set is used.
    #[serde(rename = "credentials", serialize_with = "one_or_many_or_none")]
    pub variables: List<CredentialVariables>,
    /// Extra fields.
    #[serde(serialize_with = "table")]
    pub params: List<(Text, FieldValues)>,
    /// Extra headers.
    #[serde(rename = "token_headers", serialize_with = "table")]
    pub headers: List<(Text, HeaderText)>,
    /// The format of the body.
    #[serde(skip_serializing_if = "is_default")]
    pub body: BodyFormat,
    /// The names of the usual fields.
    #[serde(rename = "request", skip_serializing_if = "is_default")]
    pub fields: RequestFields,
    /// The signed assertion with which the client authenticates.
    #[serde(skip_serializing_if = "is_default")]
    pub assertion: AssertionKeys,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn milliseconds<S: Serializer>(milliseconds: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{milliseconds}ms"))
}

/// Serializes pairs as a table; an empty list is left out.
fn table<V: Serialize + Clone, S: Serializer>(pairs: &List<(Text, V)>, serializer: S) -> Result<S::Ok, S::Error> {
    if pairs.is_empty() {
        return serializer.serialize_none();
    }
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// Serializes no variables as an empty list, because a missing key means the usual variables.
fn one_or_many_or_none<S: Serializer>(sets: &List<CredentialVariables>, serializer: S) -> Result<S::Ok, S::Error> {
    if sets.is_empty() { sets.serialize(serializer) } else { one_or_many::serialize(sets, serializer) }
}

impl TokenEndpoint {
    /// Returns whether the endpoint has a different URL in this environment; a complete URL is the same everywhere.
    pub fn differs_in(&self, environment: &Environment) -> bool {
        environment.token_url.is_some() || environment.issuer.is_some() || self.url.starts_with('/')
    }

    /// An endpoint without a URL, with the defaults of RFC 6749.
    pub const EMPTY: Self = Self {
        version: None,
        url: Cow::Borrowed(""),
        issuer: None,
        revocation_url: None,
        grant: Grant::ClientCredentials,
        client_auth: ClientAuth::Basic,
        username: Username::UserId,
        variables: Cow::Borrowed(&[]),
        params: Cow::Borrowed(&[]),
        headers: Cow::Borrowed(&[]),
        body: BodyFormat::Form,
        fields: RequestFields::STANDARD,
        assertion: AssertionKeys::NONE,
    };

    /// Returns whether nothing can be requested without a base URL.
    pub fn needs_base_url(&self) -> bool {
        self.grant == Grant::None || (self.issuer.is_none() && self.url.starts_with('/'))
    }

    /// Returns the texts and secrets of its extra fields and headers.
    pub fn texts(&self) -> impl Iterator<Item = &HeaderText> {
        let of_params = self.params.iter().flat_map(|(_, values)| values.0.iter());
        of_params.chain(self.headers.iter().map(|(_, value)| value))
    }
}

impl Provider {
    /// An empty provider, for the fields that most providers do not set.
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
        client_cert: None,
        client_key: None,
        signature: None,
        response: ResponseFields::STANDARD,
        errors: ErrorFields::NONE,
        lifetime_seconds: None,
        lifetime_unit: None,
        idle_lifetime_seconds: None,
        notes: Cow::Borrowed(&[]),
    };

    /// Returns the environment of this name or alias.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments
            .iter()
            .find(|environment| environment.name == name || environment.aliases.iter().any(|alias| alias == name))
    }

    /// Returns the other environments in which the same credentials may be right, except retired ones.
    ///
    /// There are none if the provider has no environment of this name.
    pub fn other_environments(&self, name: &str) -> Vec<&Environment> {
        if self.environment(name).is_none() {
            return Vec::new();
        }
        let others = self.environments.iter().filter(|environment| environment.name != name);
        others.filter(|environment| environment.unreachable_hint.is_none()).collect()
    }

    /// Returns whether this is a built-in provider, and not one of the config file.
    pub fn is_built_in(&self) -> bool {
        builtin::find(&self.name).is_some_and(|built_in| built_in == self)
    }

    /// Returns where the user can change the description of the provider: "in [providers.acme]".
    fn config_table(&self) -> String {
        if self.is_built_in() {
            format!("in a copy of the provider (`travauth providers show {}`)", self.name)
        } else {
            format!("in [providers.{}]", self.name)
        }
    }

    /// Returns the secrets that its requests contain besides the credentials.
    pub fn secret_references(&self) -> impl Iterator<Item = &SecretReference> {
        let of_endpoints = self.endpoints.iter().flat_map(TokenEndpoint::texts);
        of_endpoints.chain(self.headers.iter().map(|(_, value)| value)).filter_map(HeaderText::secret)
    }

    /// Returns the variables that hold secrets, of all endpoints.
    pub fn secret_variables(&self) -> impl Iterator<Item = &Text> {
        let variables = self.endpoints.iter().flat_map(|endpoint| endpoint.variables.iter());
        variables.flat_map(|variables| variables.client_secret.iter().chain(variables.password.iter()))
    }

    /// Returns the variable in which other programs expect a token of this provider: `SABRE_ACCESS_TOKEN`.
    pub fn token_variable(&self) -> String {
        format!("{}_ACCESS_TOKEN", variable_stem(&self.name))
    }
}

/// Returns the beginning of the names of a provider's variables: `SABRE`.
fn variable_stem(name: &str) -> String {
    let stem = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    // No variable begins with a digit.
    let digit = name.starts_with(|c: char| c.is_ascii_digit()).then_some('_');
    digit.into_iter().chain(stem).collect()
}
