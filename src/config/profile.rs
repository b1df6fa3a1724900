//! `[profiles.NAME]`: provider, environment and credentials under one name.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::header::{HeaderKey, HeaderText, ProfileValues, ScopeText};
use super::network::NetworkTable;
use super::problem::Problem;
use super::secret_reference::{PathOrReference, SecretReference, WritableReference};
use super::values::{RateText, TimeSpan, Version};

/// Provider, environment and credentials under one name.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct Profile {
    /// The profile whose keys this one has too, unless it has a key itself. Tables are merged key by key.
    pub extends: Option<Spanned<String>>,
    /// The provider: a built-in one, or one of the config.
    pub provider: Option<Spanned<String>>,
    /// The environment of the provider.
    pub environment: Option<Spanned<String>>,
    /// The base URL, instead of the environment's.
    pub base_url: Option<Spanned<String>>,
    /// The client id.
    pub client_id: Option<String>,
    /// The client secret, by reference.
    pub client_secret: Option<Spanned<SecretReference>>,
    /// The user id.
    pub user_id: Option<String>,
    /// Another spelling of `user_id`.
    epr: Option<Spanned<String>>,
    /// The group.
    pub group: Option<String>,
    /// Another spelling of `group`.
    pcc: Option<Spanned<String>>,
    /// The domain.
    pub domain: Option<String>,
    /// The password, by reference.
    pub password: Option<Spanned<SecretReference>>,
    /// The refresh token, in the keyring or in a file. It is replaced when the provider sends a new one.
    pub refresh_token: Option<Spanned<WritableReference>>,
    /// The version of the provider's token endpoint.
    pub auth_version: Option<Spanned<Version>>,
    /// The scope of the token request. A list is joined by spaces.
    pub scope: Option<ScopeText>,
    /// More fields of the token request, with placeholders. A list repeats the field.
    pub params: IndexMap<String, Spanned<ProfileValues>>,
    /// Headers of API requests, which replace the provider's.
    pub headers: IndexMap<HeaderKey, Spanned<HeaderText>>,
    /// The minimum remaining validity of a token.
    pub min_valid: Option<TimeSpan>,
    /// The time limit of a token request with its retries, and of each API request until its response headers arrive.
    pub timeout: Option<TimeSpan>,
    /// The time limit for opening a connection.
    pub connect_timeout: Option<TimeSpan>,
    /// The number of retries of a failed request.
    pub retries: Option<u32>,
    /// The time after which a failed request is not retried.
    pub retry_max_time: Option<TimeSpan>,
    /// The rate of API requests, such as `"10/s"`, or `"none"`.
    pub rate: Option<RateText>,
    /// The longest wait of an API request for its turn.
    pub rate_wait: Option<TimeSpan>,
    /// The URL of the proxy.
    pub proxy: Option<String>,
    /// A PEM file of trusted certificates, instead of the system's.
    pub ca_bundle: Option<Spanned<PathBuf>>,
    /// A PEM file of trusted certificates besides the others.
    pub add_ca: Option<Spanned<PathBuf>>,
    /// The private key that signs assertions of the client.
    pub private_key: Option<Spanned<PathOrReference>>,
    /// The id of the private key.
    pub kid: Option<String>,
    /// A PEM file with the client certificate.
    pub client_cert: Option<Spanned<PathBuf>>,
    /// The private key of the client certificate.
    pub client_key: Option<Spanned<PathOrReference>>,
}

impl Profile {
    /// Moves the values of other spellings to the usual keys.
    ///
    /// # Errors
    ///
    /// Fails when both spellings of a key are given.
    pub(super) fn unify_spellings(&mut self) -> Result<(), Problem> {
        let keys = [
            (&mut self.user_id, self.epr.take(), "`epr` is another spelling of `user_id`, and both are given"),
            (&mut self.group, self.pcc.take(), "`pcc` is another spelling of `group`, and both are given"),
        ];
        for (usual, other, both_given) in keys {
            match (&usual, other) {
                (_, None) => {}
                (None, Some(other)) => *usual = Some(other.into_inner()),
                (Some(_), Some(other)) => {
                    return Err(Problem::new(other.span().start, both_given).hint("remove one of them"));
                }
            }
        }
        Ok(())
    }

    /// Returns its network settings.
    pub fn network(&self) -> NetworkTable {
        NetworkTable {
            timeout: self.timeout,
            connect_timeout: self.connect_timeout,
            retries: self.retries,
            retry_max_time: self.retry_max_time,
            rate: self.rate,
            rate_wait: self.rate_wait,
            proxy: self.proxy.clone(),
            ca_bundle: self.ca_bundle.clone(),
            add_ca: self.add_ca.clone(),
            client_cert: self.client_cert.clone(),
            client_key: self.client_key.clone(),
        }
    }

    /// Returns the files that it names, each with its position in the file, in bytes.
    pub fn files_with_positions(&self) -> impl Iterator<Item = (usize, &Path)> {
        let secrets = self.secrets_with_positions().filter_map(|(at, reference)| Some((at, reference.path()?)));
        let private_key = self.private_key.iter().filter_map(PathOrReference::path_with_position);
        secrets.chain(private_key)
    }

    /// Returns its secrets, those of its headers included.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretReference> {
        self.secrets_with_positions().map(|(_, reference)| reference)
    }

    /// Returns its secrets, each with its position in the file, in bytes.
    pub fn secrets_with_positions(&self) -> impl Iterator<Item = (usize, &SecretReference)> {
        let own = [&self.client_secret, &self.password].into_iter().flatten();
        let own = own.map(|reference| (reference.span().start, reference.get_ref()));
        let refresh_token = self.refresh_token.iter();
        let refresh_token = refresh_token.map(|reference| (reference.span().start, &reference.get_ref().0));
        own.chain(refresh_token).chain(self.headers.values().filter_map(HeaderText::secret_with_position))
    }
}
