//! `[cache]`: where tokens are kept.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::secret_reference::{PathOrReference, SecretReference, expand_home};

/// Where tokens are kept.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct CacheTable {
    /// `file`, `none`, or the URL of a cache that several machines share.
    pub url: Option<String>,
    /// The password of that cache.
    pub password: Option<Spanned<SecretReference>>,
    /// The password of the Sentinels that name that cache.
    pub sentinel_password: Option<Spanned<SecretReference>>,
    /// A PEM file with the certificates that the cache must have, in place of those of other requests.
    pub ca_bundle: Option<Spanned<PathBuf>>,
    /// A PEM file with the certificate that is shown to the cache.
    pub client_cert: Option<Spanned<PathBuf>>,
    /// The private key of that certificate in PEM: the path of a file, or a secret by reference.
    pub client_key: Option<Spanned<PathOrReference>>,
}

impl CacheTable {
    /// Every secret by reference, each with its position.
    pub fn secrets_with_positions(&self) -> impl Iterator<Item = (usize, &SecretReference)> {
        let passwords = [&self.password, &self.sentinel_password].into_iter().flatten();
        let key = self.client_key.iter().map(|key| (key.span().start, &key.get_ref().0));
        passwords.map(|secret| (secret.span().start, secret.get_ref())).chain(key)
    }

    /// The files with certificates, each with its position.
    pub fn certificates_with_positions(&self) -> impl Iterator<Item = (usize, &Path)> {
        let files = [&self.ca_bundle, &self.client_cert].into_iter().flatten();
        files.map(|file| (file.span().start, file.get_ref().as_path()))
    }

    /// Makes paths relative to the directory of the config file; `~/` is the home directory.
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        for secret in [&mut self.password, &mut self.sentinel_password].into_iter().flatten() {
            secret.get_mut().resolve_paths(config_dir);
        }
        for file in [&mut self.ca_bundle, &mut self.client_cert].into_iter().flatten() {
            *file.get_mut() = config_dir.join(expand_home(file.get_ref()));
        }
        self.client_key.iter_mut().for_each(|key| key.get_mut().0.resolve_paths(config_dir));
    }
}
