//! The one HTTP client: its time limits, trust, proxies, errors, and the redacted account of what it does.

mod client;
mod dns;
mod incoming;
mod proxy;
pub mod retry;
mod stages;
mod trouble;
mod trust;
mod upload;
pub mod url;

pub use client::{Answer, Body, Client, Outgoing, USER_AGENT, host_and_port};
pub use incoming::{Head, Incoming, Limits};
pub use stages::{Route, no_proxy, route};
pub use trouble::Trouble;
pub use trust::{system_bundle, tls_config};
pub use upload::Upload;

use std::path::PathBuf;
use std::time::Duration;

/// How the network is to be used.
#[derive(Clone, Debug)]
pub struct Network {
    /// The limit of the token step with its retries, and of an API request up to its headers.
    pub timeout: Duration,
    /// The limit for name lookup, connection and TLS handshake together.
    pub connect_timeout: Duration,
    /// How often a request is repeated at most.
    pub retries: u32,
    /// The proxy that the user named; else the usual variables decide.
    pub proxy: Option<String>,
    /// Where trusted certificates come from.
    pub trust: Trust,
}

/// Where trusted certificates come from; nothing given means the system's own store.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// `--ca-bundle`, which replaces all other sources.
    pub ca_bundle: Option<PathBuf>,
    /// `SSL_CERT_FILE`, which replaces the system's store.
    pub cert_file: Option<PathBuf>,
    /// `SSL_CERT_DIR`: directories joined as in `PATH`.
    pub cert_dir: Option<std::ffi::OsString>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            retries: 2,
            proxy: None,
            trust: Trust::default(),
        }
    }
}
