//! `[cache]`: the storage of tokens.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::secret_reference::{PathOrReference, SecretReference, expand_home};

/// The storage of tokens.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct CacheTable {
    /// `file`, `none`, or the URL of a cache that several machines share.
    pub url: Option<String>,
    /// The password of that cache.
    pub password: Option<Spanned<SecretReference>>,
    /// The password of the Sentinels that name that cache.
    pub sentinel_password: Option<Spanned<SecretReference>>,
    /// A PEM file with the trusted certificates for that cache, instead of those for other requests.
    pub ca_bundle: Option<Spanned<PathBuf>>,
    /// A PEM file with the client certificate for that cache.
    pub client_cert: Option<Spanned<PathBuf>>,
    /// The private key of the client certificate, if it is not in the same file: the path of a PEM file, or a secret.
    pub client_key: Option<Spanned<PathOrReference>>,
}

impl CacheTable {
    /// Returns every reference to a secret, with its position.
    pub fn secrets_with_positions(&self) -> impl Iterator<Item = (usize, &SecretReference)> {
        let passwords = [&self.password, &self.sentinel_password].into_iter().flatten();
        let key = self.client_key.iter().map(|key| (key.span().start, &key.get_ref().0));
        passwords.map(|secret| (secret.span().start, secret.get_ref())).chain(key)
    }

    /// Returns every file with certificates, with its position.
    pub fn certificates_with_positions(&self) -> impl Iterator<Item = (usize, &Path)> {
        let files = [&self.ca_bundle, &self.client_cert].into_iter().flatten();
        files.map(|file| (file.span().start, file.get_ref().as_path()))
    }

    /// Returns the file with trusted certificates.
    pub fn ca_bundle(&self) -> Option<PathBuf> {
        self.ca_bundle.as_ref().map(|path| path.get_ref().clone())
    }

    /// Returns the file with the client certificate.
    pub fn client_cert(&self) -> Option<PathBuf> {
        self.client_cert.as_ref().map(|path| path.get_ref().clone())
    }

    /// Returns the reference to the private key of the client certificate.
    pub fn client_key(&self) -> Option<SecretReference> {
        self.client_key.as_ref().map(|key| key.get_ref().0.clone())
    }

    /// Resolves relative paths. `dir_of` returns the directory of the file that contains a position.
    pub(super) fn resolve_paths<'d>(&mut self, dir_of: impl Fn(usize) -> &'d Path) {
        for secret in [&mut self.password, &mut self.sentinel_password].into_iter().flatten() {
            let dir = dir_of(secret.span().start);
            secret.get_mut().resolve_paths(dir);
        }
        for file in [&mut self.ca_bundle, &mut self.client_cert].into_iter().flatten() {
            *file.get_mut() = dir_of(file.span().start).join(expand_home(file.get_ref()));
        }
        if let Some(key) = &mut self.client_key {
            let dir = dir_of(key.span().start);
            key.get_mut().0.resolve_paths(dir);
        }
    }
}
