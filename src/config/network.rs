//! `[network]`: how the network is used.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use super::values::{Count, TimeSpan};

/// How the network is used.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct NetworkTable {
    /// The time limit of the token step and of each request up to its answer.
    pub timeout: Option<TimeSpan>,
    /// The time limit of making a connection.
    pub connect_timeout: Option<TimeSpan>,
    /// How often a failed request is sent again.
    pub retries: Option<Count>,
    /// The URL of the proxy.
    pub proxy: Option<String>,
    /// A PEM file of trusted certificates in place of the system's.
    #[serde(deserialize_with = "path")]
    pub ca_bundle: Option<PathBuf>,
}

impl NetworkTable {
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        if let Some(path) = &mut self.ca_bundle {
            *path = config_dir.join(&*path);
        }
    }
}

fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    String::deserialize(deserializer).map(|path| Some(path.into()))
}
