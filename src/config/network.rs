//! `[network]`: time limits, retries, rate, proxy and trusted certificates.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::secret_reference::PathOrReference;
use super::values::{RateText, TimeSpan};

/// Time limits, retries, rate, proxy and trusted certificates. A profile has the same keys.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct NetworkTable {
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
    /// A PEM file with the client certificate.
    pub client_cert: Option<Spanned<PathBuf>>,
    /// The private key of the client certificate.
    pub client_key: Option<Spanned<PathOrReference>>,
}

impl NetworkTable {
    /// Returns the files of the client certificate and its key, each with its position in the file, in bytes.
    pub fn client_files_with_positions(&self) -> impl Iterator<Item = (usize, &Path)> {
        let certificate = self.client_cert.iter().map(|path| (path.span().start, path.get_ref().as_path()));
        certificate.chain(self.client_key.iter().filter_map(PathOrReference::path_with_position))
    }
}
