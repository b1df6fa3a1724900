//! What a provider is, as data: a new one is a value, not code.

pub mod advice;
mod answer;
mod api;
pub mod builtin;
pub mod configured;
mod credential_field;
mod credentials;
mod error_body;
mod headers;
mod likely_mistakes;
mod request;
pub mod written;

pub use answer::{Rejection, judge_api, read_token};
pub use api::Api;
pub use credential_field::SecretName;
pub use credentials::{Credentials, RequiredSecret, find_credentials, variables_layer};
pub use error_body::{ErrorBody, ErrorFields};
pub use headers::{ApiHeaders, api_headers, no_tokens};
pub use likely_mistakes::likely_mistakes;
pub use request::{TokenRequest, TokenRequestInput, malformed_id, token_request};

use std::borrow::Cow;

pub use crate::config::{ClientAuth, Grant, HeaderText, Placeholder, Signature, Template, TemplatePart, Username};

/// Text that is a constant for a built-in provider and owned for a configured one.
pub type Text = Cow<'static, str>;
/// A list of either kind.
pub type List<T> = Cow<'static, [T]>;

/// A provider of access tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The name that `--provider` takes.
    pub name: Text,
    /// The name in sentences.
    pub title: Text,
    /// The environments; the first is the default.
    pub environments: List<Environment>,
    /// The token endpoints, by version; the first is the default.
    pub endpoints: List<TokenEndpoint>,
    /// What its APIs want of a request.
    pub api: Api,
    /// The variables that say where to talk.
    pub variables: SelectionVariables,
    /// A prefix that some of its tokens carry and that is not part of them.
    pub token_prefix: Option<Text>,
    /// Paths of harmless API calls that `check` may make, the best first; each answers every account with a few lines.
    pub probes: List<Text>,
    /// The least wait after a 429, in milliseconds.
    pub throttle_wait_ms: u64,
    /// Whether the emulator speaks for it.
    pub is_emulated: bool,
    /// The built-in provider whose error codes it uses; empty for none.
    pub dialect: Text,
    /// Headers of API requests, besides the token's.
    pub headers: List<(Text, HeaderText)>,
    /// The signature of API requests, for `{signature}` in their headers.
    pub signature: Option<Signature>,
    /// The fields of the token endpoint's answer.
    pub answer: AnswerFields,
    /// The fields of an error, looked at before the usual ones.
    pub errors: ErrorFields,
    /// The lifetime of a token whose answer names none, in seconds.
    pub lifetime_seconds: Option<u64>,
    /// What is not certain about this description.
    pub notes: List<Text>,
}

/// The fields of the token endpoint's answer; a dot leads into an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFields {
    /// Holds the token.
    pub token: Text,
    /// Holds the lifetime in seconds.
    pub expires_in: Text,
    /// Holds the scope.
    pub scope: Text,
}

impl AnswerFields {
    /// Those of RFC 6749, section 5.1.
    pub const STANDARD: Self = Self {
        token: Cow::Borrowed("access_token"),
        expires_in: Cow::Borrowed("expires_in"),
        scope: Cow::Borrowed("scope"),
    };
}

/// One of a provider's environments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: Text,
    /// Other names.
    pub aliases: List<Text>,
    /// The base URL of API and token endpoint.
    pub base_url: Text,
    /// What to say when it cannot be reached, where that is to be expected.
    pub unreachable_hint: Option<Text>,
    /// The URL of the token endpoint, where it is not on the base URL.
    pub token_url: Option<Text>,
    /// How many API requests a second it takes, where that is documented.
    pub requests_per_second: Option<u32>,
}

impl Environment {
    /// One without a name, for the fields that most leave empty.
    pub const PLAIN: Self = Self {
        name: Cow::Borrowed(""),
        aliases: Cow::Borrowed(&[]),
        base_url: Cow::Borrowed(""),
        unreachable_hint: None,
        token_url: None,
        requests_per_second: None,
    };
}

/// The variables that say where to talk, besides those of all providers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionVariables {
    /// Holds a base URL.
    pub base_url: Option<Text>,
    /// Holds an environment's name.
    pub environment: Option<Text>,
    /// Hold host, port and whether TLS is used.
    pub host: Option<HostVariables>,
    /// Holds the version of the token endpoint.
    pub auth_version: Option<Text>,
}

/// The variables of an SDK that takes the base URL in three parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostVariables {
    /// The host.
    pub host: Text,
    /// The port.
    pub port: Text,
    /// Empty, `false`, `0`, `no` or `off` for http.
    pub ssl: Text,
}

/// Where and how a token is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEndpoint {
    /// The version that `--auth-version` takes; none where there is one endpoint only.
    pub version: Option<Text>,
    /// A path on the base URL, or a whole URL.
    pub url: Text,
    /// The grant.
    pub grant: Grant,
    /// How the client shows who it is.
    pub client_auth: ClientAuth,
    /// How the user name of the password grant is made.
    pub username: Username,
    /// The variables that hold credentials; the first set with any variable set is the one that counts.
    pub variables: List<CredentialVariables>,
    /// Extra form fields.
    pub params: List<(Text, Text)>,
    /// Extra headers, never secret.
    pub headers: List<(Text, Text)>,
}

impl TokenEndpoint {
    /// Whether it is another one in this environment: one with a whole URL is the same everywhere.
    pub fn differs_in(&self, environment: &Environment) -> bool {
        environment.token_url.is_some() || self.url.starts_with('/')
    }

    /// What RFC 6749 prescribes; the rest is for the provider to say.
    pub const PLAIN: Self = Self {
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

/// The names of variables that hold credentials; of several names for one value the first one set counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CredentialVariables {
    /// Hold the client id.
    pub client_id: List<Text>,
    /// Hold the client secret.
    pub client_secret: List<Text>,
    /// Hold the user id.
    pub user_id: List<Text>,
    /// Hold the group.
    pub group: List<Text>,
    /// Hold the domain.
    pub domain: List<Text>,
    /// Hold the password.
    pub password: List<Text>,
}

impl CredentialVariables {
    /// No names at all.
    pub const NONE: Self = Self {
        client_id: Cow::Borrowed(&[]),
        client_secret: Cow::Borrowed(&[]),
        user_id: Cow::Borrowed(&[]),
        group: Cow::Borrowed(&[]),
        domain: Cow::Borrowed(&[]),
        password: Cow::Borrowed(&[]),
    };

    /// All names, in the order in which a person sets them.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        [&self.client_id, &self.user_id, &self.group, &self.domain, &self.client_secret, &self.password]
            .into_iter()
            .flat_map(|names| names.iter())
    }
}

impl Provider {
    /// A provider without a name, for the fields that most leave empty.
    pub const PLAIN: Self = Self {
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
        answer: AnswerFields::STANDARD,
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
