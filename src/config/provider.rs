//! `[providers.NAME]`: a user-defined provider. Built-in providers use some of its types too.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::header::{FieldValues, HeaderKey, HeaderText};
use super::one_or_many;
use super::secret_reference::PathOrReference;
use super::token_request::{
    AssertionKeys, BodyFormat, ClientAuth, Grant, LifetimeUnit, RequestFields, ResponseFields, Username,
};
use super::values::{List, Name, Text, TextOr, TimeSpan};

/// A user-defined provider.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct ProviderTable {
    /// The name in messages; by default the name of the table.
    pub title: Option<Text>,
    /// Remarks, which `providers show` prints.
    #[serde(with = "one_or_many")]
    pub notes: List<Text>,
    /// The OAuth 2.0 grant; `none` if API requests carry the credentials themselves.
    pub grant: Option<Spanned<Grant>>,
    /// The URL of the token endpoint, or a path on the environment's base URL.
    pub token_url: Option<Spanned<Text>>,
    /// The issuer whose metadata names the token endpoint (RFC 8414), in place of `token_url`.
    pub issuer: Option<Spanned<Text>>,
    /// The URL that revokes tokens (RFC 7009), or a path on the environment's base URL.
    pub revocation_url: Option<Spanned<Text>>,
    /// The way to send client id and client secret.
    pub client_auth: Option<ClientAuth>,
    /// The form of the user name of the password grant.
    pub username: Username,
    /// Paths of harmless API calls for `check`.
    #[serde(with = "one_or_many")]
    pub probe: List<Text>,
    /// A prefix of the token in the response, which is removed.
    pub token_prefix: Option<Text>,
    /// The `Accept` header of API requests, by default that of JSON.
    pub accept: Option<Text>,
    /// The content type of an API request's body, by default that of JSON.
    pub content_type: Option<Text>,
    /// Paths whose POST requests only read, and so need `X-HTTP-Method-Override: GET`.
    #[serde(with = "one_or_many")]
    pub post_reads: List<Text>,
    /// The JSON pointer to the link to the next page.
    pub next_page: Option<Spanned<Text>>,
    /// The shortest wait after HTTP 429.
    pub throttle_wait: Option<TimeSpan>,
    /// A built-in provider with the same error codes and emulator.
    pub dialect: Option<Spanned<Text>>,
    /// The lifetime of a token if the response does not contain it.
    pub lifetime: Option<TimeSpan>,
    /// The unit of the lifetimes in the response; without it an implausible lifetime is reduced.
    pub lifetime_unit: Option<LifetimeUnit>,
    /// How long a token is valid after its last use, if each use extends it.
    pub idle_lifetime: Option<TimeSpan>,
    /// The hash of client id, client secret and time that replaces `{signature}`.
    pub signature: Option<Signature>,
    /// The variables that hold credentials, instead of those that begin with the provider's name. Of several tables, the first
    /// one with a variable that is set counts.
    #[serde(deserialize_with = "some_one_or_many")]
    pub credentials: Option<List<CredentialVariables>>,
    /// More fields of the token request.
    pub params: IndexMap<Text, Spanned<FieldValues>>,
    /// More headers of the token request.
    pub token_headers: IndexMap<HeaderKey, Spanned<HeaderText>>,
    /// The format of the token request's body.
    pub body: BodyFormat,
    /// The names of the fields of the token request.
    pub request: RequestFields,
    /// The signed assertion with which the client authenticates.
    pub assertion: AssertionKeys,
    /// A PEM file with the client certificate.
    pub client_cert: Option<Spanned<PathBuf>>,
    /// The private key of the client certificate.
    pub client_key: Option<Spanned<PathOrReference>>,
    /// Headers of API requests, besides the token's.
    pub headers: IndexMap<HeaderKey, Spanned<HeaderText>>,
    /// The fields of the token endpoint's response.
    pub answer: ResponseFields,
    /// The fields of an error.
    pub errors: ErrorFields,
    /// The variables for base URL, environment and version of the token endpoint.
    pub variables: SelectionVariables,
    /// The environments; the first is the default.
    pub environments: IndexMap<Name, Spanned<EnvironmentEntry>>,
    /// Several token endpoints, chosen with `--auth-version`.
    pub versions: IndexMap<Spanned<Text>, EndpointTable>,
}

/// One of several token endpoints; each key means the same as in the provider's table.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EndpointTable {
    /// The OAuth 2.0 grant.
    pub grant: Option<Spanned<Grant>>,
    /// The URL of the token endpoint, or a path on the environment's base URL.
    pub token_url: Option<Spanned<Text>>,
    /// The issuer whose metadata names the token endpoint (RFC 8414), in place of `token_url`.
    pub issuer: Option<Spanned<Text>>,
    /// The URL that revokes tokens (RFC 7009), or a path on the environment's base URL.
    pub revocation_url: Option<Spanned<Text>>,
    /// The way to send client id and client secret.
    pub client_auth: Option<ClientAuth>,
    /// The form of the user name of the password grant.
    pub username: Username,
    /// The variables that hold credentials, instead of those that begin with the provider's name. Of several tables, the first
    /// one with a variable that is set counts.
    #[serde(deserialize_with = "some_one_or_many")]
    pub credentials: Option<List<CredentialVariables>>,
    /// More fields of the token request.
    pub params: IndexMap<Text, Spanned<FieldValues>>,
    /// More headers of the token request.
    pub token_headers: IndexMap<HeaderKey, Spanned<HeaderText>>,
    /// The format of the token request's body.
    pub body: BodyFormat,
    /// The names of the fields of the token request.
    pub request: RequestFields,
    /// The signed assertion with which the client authenticates.
    pub assertion: AssertionKeys,
}

impl ProviderTable {
    /// Makes the paths of secrets in token requests relative to the directory of the config file; `dir_of` returns that of a
    /// position.
    pub(super) fn resolve_token_paths<'d>(&mut self, dir_of: impl Fn(usize) -> &'d Path) {
        let of_versions = self.versions.values_mut();
        let of_versions =
            of_versions.map(|table| (&mut table.params, &mut table.token_headers, &mut table.assertion.private_key));
        let own = (&mut self.params, &mut self.token_headers, &mut self.assertion.private_key);
        for (params, headers, key) in of_versions.chain([own]) {
            for value in params.values_mut() {
                let dir = dir_of(value.span().start);
                value.get_mut().resolve_paths(dir);
            }
            for value in headers.values_mut() {
                let dir = dir_of(value.span().start);
                value.get_mut().resolve_paths(dir);
            }
            if let Some(key) = key {
                let dir = dir_of(key.span().start);
                key.get_mut().0.resolve_paths(dir);
            }
        }
    }

    /// Returns the files that it names, each with its position in the file, in bytes.
    pub fn files_with_positions(&self) -> impl Iterator<Item = (usize, &Path)> {
        let own = (&self.params, &self.token_headers, &self.assertion);
        let of_versions = self.versions.values().map(|table| (&table.params, &table.token_headers, &table.assertion));
        let of_requests = of_versions.chain([own]).flat_map(|(params, headers, assertion)| {
            let in_params = params.values().flat_map(|values| {
                let at = values.span().start;
                values.get_ref().secrets().filter_map(move |secret| Some((at, secret.path()?)))
            });
            let key = assertion.private_key.iter().filter_map(PathOrReference::path_with_position);
            in_params.chain(headers.values().filter_map(path_of_header)).chain(key)
        });
        let certificate = self.client_cert.iter().map(|path| (path.span().start, path.get_ref().as_path()));
        let key = self.client_key.iter().filter_map(PathOrReference::path_with_position);
        of_requests.chain(self.headers.values().filter_map(path_of_header)).chain(certificate).chain(key)
    }

    /// Returns the token endpoint of a provider without versions.
    pub fn endpoint(&self) -> EndpointTable {
        EndpointTable {
            grant: self.grant.clone(),
            token_url: self.token_url.clone(),
            issuer: self.issuer.clone(),
            revocation_url: self.revocation_url.clone(),
            client_auth: self.client_auth,
            username: self.username,
            credentials: self.credentials.clone(),
            params: self.params.clone(),
            token_headers: self.token_headers.clone(),
            body: self.body,
            request: self.request.clone(),
            assertion: self.assertion.clone(),
        }
    }
}

/// Returns the path of a header's secret with its position, if it is in a file.
fn path_of_header(header: &Spanned<HeaderText>) -> Option<(usize, &Path)> {
    let (at, reference) = HeaderText::secret_with_position(header)?;
    Some((at, reference.path()?))
}

/// Deserializes a list. An empty list is `Some`, and a missing one is `None`.
fn some_one_or_many<'de, T, D>(deserializer: D) -> Result<Option<List<T>>, D::Error>
where
    T: Deserialize<'de> + Clone,
    D: serde::Deserializer<'de>,
{
    one_or_many::deserialize(deserializer).map(Some)
}

/// The names of variables that hold credentials. Of several names for a value, the first one that is set counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct CredentialVariables {
    /// The variables for the client id.
    #[serde(with = "one_or_many")]
    pub client_id: List<Text>,
    /// The variables for the client secret.
    #[serde(with = "one_or_many")]
    pub client_secret: List<Text>,
    /// The variables for the user id.
    #[serde(with = "one_or_many")]
    pub user_id: List<Text>,
    /// The variables for the group.
    #[serde(with = "one_or_many")]
    pub group: List<Text>,
    /// The variables for the domain.
    #[serde(with = "one_or_many")]
    pub domain: List<Text>,
    /// The variables for the password.
    #[serde(with = "one_or_many")]
    pub password: List<Text>,
}

impl CredentialVariables {
    /// No names.
    pub const NONE: Self = Self {
        client_id: Cow::Borrowed(&[]),
        client_secret: Cow::Borrowed(&[]),
        user_id: Cow::Borrowed(&[]),
        group: Cow::Borrowed(&[]),
        domain: Cow::Borrowed(&[]),
        password: Cow::Borrowed(&[]),
    };

    /// Returns all names, ids before secrets.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        [&self.client_id, &self.user_id, &self.group, &self.domain, &self.client_secret, &self.password]
            .into_iter()
            .flat_map(|names| names.iter())
    }
}

/// The fields of an error, which are read before the usual ones. A dot separates the names of nested objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct ErrorFields {
    /// The fields that hold the OAuth 2.0 error name.
    #[serde(with = "one_or_many")]
    pub error: List<Text>,
    /// The fields that hold the provider's error code.
    #[serde(with = "one_or_many")]
    pub code: List<Text>,
    /// The fields that hold the provider's error message.
    #[serde(with = "one_or_many")]
    pub words: List<Text>,
}

impl ErrorFields {
    /// No fields besides the usual ones.
    pub const NONE: Self = Self { error: Cow::Borrowed(&[]), code: Cow::Borrowed(&[]), words: Cow::Borrowed(&[]) };
}

/// The variables that select the base URL, the environment or the token endpoint of one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "VariablesTable")]
pub struct SelectionVariables {
    /// The variable for the base URL.
    pub base_url: Option<Text>,
    /// The variable for the environment's name.
    pub environment: Option<Text>,
    /// The variables for host, port and whether TLS is used.
    #[serde(flatten)]
    pub host: Option<HostVariables>,
    /// The variable for the version of the token endpoint.
    pub auth_version: Option<Text>,
}

/// The variables of an SDK that has the base URL in three parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostVariables {
    /// The host.
    pub host: Text,
    /// The port.
    pub port: Text,
    /// Empty, `false`, `0`, `no` or `off` for http.
    pub ssl: Text,
}

/// The names of variables that select the base URL, the environment or the token endpoint of this provider.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
struct VariablesTable {
    /// The variable for the base URL.
    base_url: Option<Text>,
    /// The variable for the environment's name.
    environment: Option<Text>,
    /// The variable for the host. It needs the next two.
    host: Option<Text>,
    /// The variable for the port.
    port: Option<Text>,
    /// The variable that is empty, `false`, `0`, `no` or `off` for http.
    ssl: Option<Text>,
    /// The variable for the version of the token endpoint.
    auth_version: Option<Text>,
}

impl TryFrom<VariablesTable> for SelectionVariables {
    type Error = &'static str;

    fn try_from(table: VariablesTable) -> Result<Self, Self::Error> {
        let VariablesTable { base_url, environment, host, port, ssl, auth_version } = table;
        let host = match (host, port, ssl) {
            (None, None, None) => None,
            (Some(host), Some(port), Some(ssl)) => Some(HostVariables { host, port, ssl }),
            _ => return Err("host, port and ssl are given together or not at all"),
        };
        Ok(Self { base_url, environment, host, auth_version })
    }
}

/// One of a provider's environments.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a base URL or a table")]
pub struct Environment {
    /// Its name.
    #[serde(skip)]
    pub name: Text,
    /// The base URL of API and token endpoint.
    pub base_url: Text,
    /// The URL of the token endpoint, if it is not on the base URL.
    pub token_url: Option<Text>,
    /// The issuer whose metadata names the token endpoint, if it differs from the provider's.
    pub issuer: Option<Text>,
    /// Other names.
    #[serde(default, with = "one_or_many")]
    pub aliases: List<Text>,
    /// The hint of the error when it cannot be reached.
    pub unreachable_hint: Option<Text>,
    /// The documented rate, in API requests per second, which all processes keep together.
    pub requests_per_second: Option<NonZeroU32>,
}

impl Environment {
    /// An environment without any value, for constants that set a few of them.
    pub const EMPTY: Self = Self {
        name: Cow::Borrowed(""),
        base_url: Cow::Borrowed(""),
        token_url: None,
        issuer: None,
        aliases: Cow::Borrowed(&[]),
        unreachable_hint: None,
        requests_per_second: None,
    };
}

/// An environment in the file: its base URL alone, or a table.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "TextOr<Environment>")]
pub struct EnvironmentEntry(pub Environment);

impl From<TextOr<Environment>> for EnvironmentEntry {
    fn from(written: TextOr<Environment>) -> Self {
        match written {
            TextOr::Text(base_url) => Self(Environment { base_url: base_url.into(), ..Environment::EMPTY }),
            TextOr::Other(environment) => Self(environment),
        }
    }
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
