//! `[network]`: how the network is used.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::values::{RateText, TimeSpan};

/// How the network is used. A profile has the same keys.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct NetworkTable {
    /// The time limit of the token step and of each request up to its response.
    pub timeout: Option<TimeSpan>,
    /// The time limit of making a connection.
    pub connect_timeout: Option<TimeSpan>,
    /// How often a failed request is sent again.
    pub retries: Option<u32>,
    /// The time after which a failed request is not sent again.
    pub retry_max_time: Option<TimeSpan>,
    /// The rate of API requests.
    pub rate: Option<RateText>,
    /// The longest wait of a request for its turn.
    pub rate_wait: Option<TimeSpan>,
    /// The URL of the proxy.
    pub proxy: Option<String>,
    /// A PEM file of trusted certificates in place of the system's.
    pub ca_bundle: Option<Spanned<PathBuf>>,
}

impl NetworkTable {
    /// Makes every path relative to the directory of the config file.
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        resolve(&mut self.ca_bundle, config_dir);
    }
}

/// Makes a path relative to the directory of the config file.
pub(super) fn resolve(path: &mut Option<Spanned<PathBuf>>, config_dir: &Path) {
    if let Some(path) = path {
        *path.get_mut() = config_dir.join(path.get_ref());
    }
}
