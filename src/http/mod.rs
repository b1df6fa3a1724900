//! HTTP as the program speaks it: one client with its time limits, trust, proxies, errors, repeats and trace.

mod client;
mod decode;
pub(crate) mod dial;
mod dns;
mod driver;
mod proxy;
mod proxy_refusal;
mod response;
pub mod retry;
mod route;
mod trace;
mod transport_error;
mod trust;
mod upload;
pub mod url;

pub use client::{Body, Client, Limits, Request, USER_AGENT};
pub(crate) use decode::decoded_start;
pub use driver::Driver;
pub use response::{FullResponse, Response, ResponseHead};
pub use route::{Route, route};
pub use transport_error::TransportError;
pub use trust::{system_bundle, tls_config};
pub use upload::Upload;

use std::path::PathBuf;
use std::time::Duration;

/// How the network is used.
#[derive(Clone, Debug)]
pub struct Network {
    /// The limit of the token step with its repeats, and of an API request up to its headers.
    pub timeout: Duration,
    /// The limit of name lookup, connection and TLS handshake together.
    pub connect_timeout: Duration,
    /// How often a request is repeated at most.
    pub retries: u32,
    /// The proxy that the user named; without one the usual variables decide.
    pub proxy: Option<String>,
    /// The hosts that are reached directly, as `NO_PROXY` lists them.
    pub no_proxy: String,
    /// Where trusted certificates come from.
    pub trust: Trust,
}

/// Where trusted certificates come from. With no field set it is the system's own store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
            no_proxy: String::new(),
            trust: Trust::default(),
        }
    }
}
