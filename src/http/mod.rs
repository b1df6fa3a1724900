//! The HTTP client, with its time limits, trusted certificates, proxies, errors, retries and log.

mod client;
mod client_certificate;
mod decode;
pub(crate) mod dial;
mod dns;
mod driver;
mod proxy;
mod proxy_rejection;
mod response;
pub mod retry;
mod route;
mod trace;
mod transport_error;
mod trust;
mod upload;
pub mod url;

pub use client::{Body, Client, Limits, Request, USER_AGENT};
pub use client_certificate::{CertificateFiles, CertificateSource, check_certificate, missing_certificate_hint};
pub(crate) use decode::decoded_start;
pub use driver::Driver;
pub use response::{BodyCopy, FullResponse, Response, ResponseHead};
pub use route::{Route, route};
pub use transport_error::TransportError;
pub use trust::{system_bundle, tls_config, tls_config_with_certificate};
pub use upload::{ChunkStream, Upload};

use retry::RetryLimits;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The network settings.
#[derive(Clone, Debug)]
pub struct Network {
    /// The time limit of obtaining a token, retries included, and of an API request until its response headers arrive.
    pub timeout: Duration,
    /// The time limit of name lookup, connection and TLS handshake together.
    pub connect_timeout: Duration,
    /// The most times that a failed request is sent again.
    pub retries: u32,
    /// The time after which a failed request is not sent again; none if only `timeout` limits it.
    pub retry_max_time: Option<Duration>,
    /// The URL of the proxy; none for direct connections.
    pub proxy: Option<String>,
    /// The hosts that are reached without a proxy, in the syntax of `NO_PROXY`.
    pub no_proxy: String,
    /// Whether the system config locks the proxy, so that `no_proxy` cannot list a host.
    pub is_proxy_locked: bool,
    /// The sources of trusted certificates.
    pub trust: Trust,
    /// The client certificate for the origins of the token URL and the base URL.
    pub client_certificate: Option<Arc<dyn CertificateSource>>,
}

/// The sources of trusted certificates. If no field is set, the system's store is the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// `--ca-bundle`, which replaces all other sources.
    pub ca_bundle: Option<PathBuf>,
    /// `--add-ca`, which is added to the others.
    pub add_ca: Option<PathBuf>,
    /// `SSL_CERT_FILE`, which replaces the system's store.
    pub cert_file: Option<PathBuf>,
    /// `SSL_CERT_DIR`, a list of directories as in `PATH`, which replaces the system's store.
    pub cert_dir: Option<std::ffi::OsString>,
}

impl Network {
    /// Returns how often and for how long a failed request is sent again.
    pub fn retry_limits(&self) -> RetryLimits {
        RetryLimits { retries: self.retries, max_time: self.retry_max_time }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            retries: 2,
            retry_max_time: None,
            proxy: None,
            no_proxy: String::new(),
            is_proxy_locked: false,
            trust: Trust::default(),
            client_certificate: None,
        }
    }
}
