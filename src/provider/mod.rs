//! What a provider is, as data: a new one is a value, not code.

pub mod advice;
mod answer;
pub mod builtin;
mod error_body;
mod login;
mod request;
mod suspicion;

pub use answer::{Refused, read_token};
pub use error_body::ErrorBody;
pub use login::{Login, Part, find_login, variables_layer};
pub use request::{Ingredients, TokenRequest, malformed_id, token_request};
pub use suspicion::suspicions;

use std::borrow::Cow;

/// Text that is a constant for a built-in provider and owned for a configured one.
pub type Text = Cow<'static, str>;
/// A list of either kind.
pub type List<T> = Cow<'static, [T]>;

/// A provider of access tokens.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The name that `--provider` takes.
    pub name: Text,
    /// The name in sentences.
    pub title: Text,
    /// The environments; the first is the default.
    pub environments: List<Environment>,
    /// The token endpoints, by version; the first is the default.
    pub endpoints: List<TokenEndpoint>,
    /// The variables that say where to talk.
    pub variables: PlaceVariables,
    /// A prefix that some of its tokens carry and that is not part of them.
    pub token_prefix: Option<Text>,
    /// Paths of harmless API calls that `check` may make, the best first; each answers every account with a few lines.
    pub probes: List<Text>,
    /// The least wait after a 429, in milliseconds.
    pub throttle_wait_ms: u64,
    /// Whether the emulator speaks for it.
    pub is_emulated: bool,
}

/// One of a provider's environments.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Its name.
    pub name: Text,
    /// Other names.
    pub aliases: List<Text>,
    /// The base URL of API and token endpoint.
    pub base_url: Text,
    /// What to say when it cannot be reached, where that is to be expected.
    pub unreachable_hint: Option<Text>,
}

/// The variables that say where to talk, besides those of all providers.
#[derive(Clone, Debug, Default)]
pub struct PlaceVariables {
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
#[derive(Clone, Debug)]
pub struct HostVariables {
    /// The host.
    pub host: Text,
    /// The port.
    pub port: Text,
    /// Empty, `false`, `0`, `no` or `off` for http.
    pub ssl: Text,
}

/// Where and how a token is asked for.
#[derive(Clone, Debug)]
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
}

/// The OAuth 2.0 grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// RFC 6749, section 4.4.
    ClientCredentials,
    /// RFC 6749, section 4.3.
    Password,
}

impl Grant {
    /// The `grant_type` of the form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
        }
    }
}

/// How the client shows who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// Id and secret in the form (RFC 6749, section 2.3.1, `client_secret_post`).
    Post,
    /// Basic, id and secret as they are: what Sabre v3 takes.
    BasicUnencoded,
    /// Sabre v2's Basic: both halves in base64, and the whole again.
    Sabre,
}

/// How the user name of the password grant is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Username {
    /// The user id.
    UserId,
    /// Sabre's `user-group-domain`.
    SabreTriple,
}

/// The names of variables that hold credentials; of several names for one value the first one set counts.
#[derive(Clone, Debug, Default)]
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

    /// The variable under which other programs look for a token of this provider: `SABRE_ACCESS_TOKEN`.
    pub fn token_variable(&self) -> String {
        let stem: String =
            self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
        format!("{stem}_ACCESS_TOKEN")
    }
}
