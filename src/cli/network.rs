//! How the network is used.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::time_limit;
use crate::session::Need;
use crate::settings::NetworkFlags;

/// How the network is used.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// The time limit of the token step and of each request up to its answer [default: 30s].
    #[arg(long, value_name = "DURATION", value_parser = time_limit)]
    pub timeout: Option<Duration>,
    /// The time limit of making a connection [default: 10s].
    #[arg(long, value_name = "DURATION", value_parser = time_limit)]
    pub connect_timeout: Option<Duration>,
    /// How often a failed request is sent again [default: 2].
    #[arg(long, value_name = "N")]
    pub retries: Option<u32>,
    /// The proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. Never used for this machine.
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// A PEM file of trusted certificates in place of the system's [variables: `SSL_CERT_FILE`, `SSL_CERT_DIR`].
    #[arg(long, value_name = "FILE")]
    pub ca_bundle: Option<PathBuf>,
    /// Fail when a token is to be got and the shared cache that `TRAVAUTH_CACHE` or the config names does not work.
    #[arg(long)]
    pub require_shared_cache: bool,
}

impl NetworkArgs {
    /// How much the shared cache is needed.
    pub(crate) fn need(&self) -> Need {
        if self.require_shared_cache { Need::Required } else { Need::Optional }
    }

    /// The flags that say how the network is used.
    pub fn flags(&self) -> NetworkFlags {
        let args = self.clone();
        NetworkFlags {
            timeout: args.timeout,
            connect_timeout: args.connect_timeout,
            retries: args.retries,
            proxy: args.proxy,
            ca_bundle: args.ca_bundle,
        }
    }
}
