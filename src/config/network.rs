//! `[network]`: how the network is used.

use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::values::TimeSpan;

/// How the network is used.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct NetworkTable {
    /// The time limit of the token step and of each request up to its answer.
    pub timeout: Option<TimeSpan>,
    /// The time limit of making a connection.
    pub connect_timeout: Option<TimeSpan>,
    /// How often a failed request is sent again.
    pub retries: Option<u32>,
    /// The URL of the proxy.
    pub proxy: Option<String>,
    /// A PEM file of trusted certificates in place of the system's.
    pub ca_bundle: Option<Spanned<PathBuf>>,
}
