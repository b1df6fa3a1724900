//! `[network]`: how the network is used.

use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::tls::{PrivateKeyReference, TlsKeys};
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
    /// A PEM file of trusted certificates besides the others.
    pub add_ca: Option<PathBuf>,
    /// A PEM file with the client certificate.
    pub client_cert: Option<PathBuf>,
    /// The private key of the client certificate.
    pub client_key: Option<PrivateKeyReference>,
}

impl NetworkTable {
    /// Returns its keys of TLS.
    pub fn tls(&self) -> TlsKeys {
        TlsKeys {
            add_ca: self.add_ca.clone(),
            client_cert: self.client_cert.clone(),
            client_key: self.client_key.clone(),
        }
    }
}
