//! `[profiles.NAME]`: provider, environment and credentials under one name.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::header::{HeaderKey, HeaderText};
use super::secret_reference::SecretReference;
use super::tls::{PrivateKeyReference, TlsKeys};
use super::values::{TimeSpan, Version};

/// Provider, environment and credentials under one name.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Profile {
    /// The provider, a built-in one or one of this file.
    pub provider: Option<Spanned<String>>,
    /// The environment of the provider.
    pub environment: Option<Spanned<String>>,
    /// The base URL in place of the environment's.
    pub base_url: Option<Spanned<String>>,
    /// The client id.
    pub client_id: Option<String>,
    /// The client secret, by reference.
    pub client_secret: Option<Spanned<SecretReference>>,
    /// The user id.
    pub user_id: Option<String>,
    /// The group.
    pub group: Option<String>,
    /// The domain.
    pub domain: Option<String>,
    /// The password, by reference.
    pub password: Option<Spanned<SecretReference>>,
    /// The version of the provider's token endpoint.
    pub auth_version: Option<Spanned<Version>>,
    /// The scope of the token request.
    pub scope: Option<String>,
    /// More fields of the token request.
    pub params: IndexMap<String, String>,
    /// Headers of API requests, which replace the provider's.
    pub headers: IndexMap<HeaderKey, Spanned<HeaderText>>,
    /// How long a token must be valid at least.
    pub min_valid: Option<TimeSpan>,
    /// The time limit of the token step and of each request up to its answer.
    pub timeout: Option<TimeSpan>,
    /// A PEM file of trusted certificates besides the others.
    pub add_ca: Option<PathBuf>,
    /// The private key that signs assertions of the client.
    pub private_key: Option<PrivateKeyReference>,
    /// The id of the private key.
    pub kid: Option<String>,
    /// A PEM file with the client certificate.
    pub client_cert: Option<PathBuf>,
    /// The private key of the client certificate.
    pub client_key: Option<PrivateKeyReference>,
}

impl Profile {
    /// The name of its provider.
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_ref().map(|name| name.get_ref().as_str())
    }

    /// The version of the token endpoint.
    pub fn auth_version(&self) -> Option<&str> {
        self.auth_version.as_ref().map(|version| version.get_ref().0.as_str())
    }

    /// Returns its keys of TLS.
    pub fn tls(&self) -> TlsKeys {
        TlsKeys {
            add_ca: self.add_ca.clone(),
            client_cert: self.client_cert.clone(),
            client_key: self.client_key.clone(),
        }
    }

    /// Its secrets, those of its headers included.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretReference> {
        self.secrets_with_positions().map(|(_, reference)| reference)
    }

    /// Its secrets, each with its position in the file, in bytes.
    pub fn secrets_with_positions(&self) -> impl Iterator<Item = (usize, &SecretReference)> {
        let own = [&self.client_secret, &self.password].into_iter().flatten();
        let own = own.map(|reference| (reference.span().start, reference.get_ref()));
        own.chain(self.headers.values().filter_map(HeaderText::secret_with_position))
    }
}
