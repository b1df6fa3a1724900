//! Network options.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{duration, time_limit};
use crate::session::SharedCachePolicy;
use crate::settings::NetworkFlags;

/// Network options.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// The time limit for obtaining a token, and for each request until its response [default: 30s].
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = time_limit)]
    pub timeout: Option<Duration>,
    /// The time limit for connecting [default: 10s].
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = time_limit)]
    pub connect_timeout: Option<Duration>,
    /// The number of retries of a failed request [default: 2].
    #[arg(hide_short_help = true, long, value_name = "N")]
    pub retries: Option<u32>,
    /// Do not retry a failed request after this time.
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = time_limit)]
    pub retry_max_time: Option<Duration>,
    /// The longest time that an API request waits for its turn, if requests share a rate [default: 30s].
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = duration)]
    pub rate_wait: Option<Duration>,
    /// The proxy URL; without it, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply. Loopback never uses a proxy.
    #[arg(hide_short_help = true, long, value_name = "URL")]
    pub proxy: Option<String>,
    /// A PEM file of trusted certificates, instead of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`].
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub ca_bundle: Option<PathBuf>,
    /// A PEM file of trusted certificates, in addition to the others [variable: `TRAVAUTH_ADD_CA`].
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub add_ca: Option<PathBuf>,
    /// A PEM file with the TLS client certificate, for token URL and base URL [variable: `TRAVAUTH_CLIENT_CERT`].
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub client_cert: Option<PathBuf>,
    /// A PEM file with the private key of the client certificate [default: the file of the certificate; variable:
    /// `TRAVAUTH_CLIENT_KEY`].
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub client_key: Option<PathBuf>,
    /// Fail if a token is needed and the shared cache (from `TRAVAUTH_CACHE` or the config) does not work.
    #[arg(hide_short_help = true, long)]
    pub require_shared_cache: bool,
}

impl NetworkArgs {
    /// Returns whether the command fails without a working shared cache.
    pub(crate) fn shared_cache(&self) -> SharedCachePolicy {
        if self.require_shared_cache { SharedCachePolicy::Required } else { SharedCachePolicy::Optional }
    }

    /// Returns the network flags.
    pub fn flags(&self) -> NetworkFlags {
        let args = self.clone();
        NetworkFlags {
            timeout: args.timeout,
            connect_timeout: args.connect_timeout,
            retries: args.retries,
            retry_max_time: args.retry_max_time,
            rate: None,
            rate_wait: args.rate_wait,
            proxy: args.proxy,
            ca_bundle: args.ca_bundle,
            add_ca: args.add_ca,
            client_cert: args.client_cert,
            client_key: args.client_key,
        }
    }
}
