//! The arguments of `proxy`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::values::{duration, mount, time_limit};
use super::{GlobalArgs, NetworkArgs, SelectionArgs};
use crate::proxy::Listen;
use crate::request_rate::RateLimit;
use crate::settings::NetworkFlags;

/// The longest wait for a turn without `--queue`.
const DEFAULT_QUEUE: Duration = Duration::from_secs(10);

/// Serve an API on this machine with the access token added, for any client.
///
/// Clients use the printed base URL, which has the key in it, instead of the API's own. A page at the same address shows
/// their requests.
#[derive(Args, Clone, Debug)]
#[command(
    after_help = "More options and examples: travauth proxy --help.\nShared options: see travauth help selection, help network and help output."
)]
#[command(after_long_help = "Examples:\n  \
travauth proxy -p amadeus -e enterprise-test\n  \
travauth proxy -p amadeus -e enterprise-test -- python my_amadeus_script.py\n  \
travauth proxy --mount amadeus=amadeus-test --mount sabre=sabre-cert \\\n    \
--key ~/.config/travauth/proxy-key")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct ProxyArgs {
    /// The address to listen on, or unix:PATH; port 0 takes a free port [default: 127.0.0.1:8900, with COMMAND a free port].
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<Listen>,
    /// Serve the API of PROFILE below /NAME/; can be repeated.
    #[arg(long = "mount", value_name = "NAME=PROFILE", value_parser = mount)]
    pub mounts: Vec<(String, String)>,
    /// The key that clients must show: auto for a random one, a file (created if missing), or env:NAME [default: auto].
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Serve every program of this machine, without a key.
    #[arg(long, conflicts_with = "key")]
    pub no_key: bool,
    /// Another name by which clients reach the proxy, such as host.docker.internal; can be repeated.
    #[arg(hide_short_help = true, long = "allow-host", value_name = "HOST")]
    pub allow_hosts: Vec<String>,
    /// An origin whose web pages may use the proxy, such as `http://localhost:3000`; can be repeated.
    #[arg(hide_short_help = true, long = "allow-origin", value_name = "ORIGIN")]
    pub allow_origins: Vec<String>,
    /// Allow other machines to connect.
    #[arg(hide_short_help = true, long)]
    pub allow_remote: bool,
    /// Serve https with a CA that is created for this run; COMMAND gets variables to trust it.
    #[arg(long)]
    pub tls: bool,
    /// The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented
    /// rate].
    #[arg(hide_short_help = true, long, value_name = "N/s|none")]
    pub rate: Option<RateLimit>,
    /// How long a request waits for its turn at most, where a rate is shared [default: 10s].
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = duration, conflicts_with = "rate_wait")]
    pub queue: Option<Duration>,
    /// Send only requests that change nothing.
    #[arg(long)]
    pub read_only: bool,
    /// The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less].
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = duration)]
    pub min_valid: Option<Duration>,
    /// The number of requests that the inspector keeps [default: 200].
    #[arg(hide_short_help = true, long, value_name = "N")]
    pub inspect: Option<usize>,
    /// Turn the inspector off.
    #[arg(hide_short_help = true, long, conflicts_with_all = ["inspect", "open", "har"])]
    pub no_inspect: bool,
    /// Open the inspector in a browser.
    #[arg(long)]
    pub open: bool,
    /// Write a line for each request to standard error [default: text, with COMMAND none].
    #[arg(hide_short_help = true, long, value_name = "FORMAT")]
    pub log: Option<ProxyLogFormat>,
    /// At the end, write the requests that the inspector has kept to FILE, secrets masked.
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub har: Option<PathBuf>,
    /// End after this long without a request.
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = time_limit, conflicts_with = "command")]
    pub idle_exit: Option<Duration>,
    /// The format in which the address is printed [default: url].
    #[arg(long, value_name = "FORMAT", conflicts_with = "command")]
    pub format: Option<ProxyFormat>,
    /// Print JSON, as --format json does.
    #[arg(long, hide_short_help = true, conflicts_with = "command")]
    pub json: bool,
    /// A command to run with variables that point to the proxy and without the secrets; its exit code is passed on.
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
    /// Provider, environment and credentials.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Network options.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

impl ProxyArgs {
    /// Returns the network flags, the rate and the longest wait for a turn included.
    pub(crate) fn network_flags(&self) -> NetworkFlags {
        let flags = self.network.flags();
        NetworkFlags { rate: self.rate, rate_wait: self.queue.or(flags.rate_wait).or(Some(DEFAULT_QUEUE)), ..flags }
    }
}

/// How the address is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProxyFormat {
    /// The base URL
    #[default]
    Url,
    /// Variables for sh
    Env,
    /// A JSON object on one line
    Json,
    /// A Postman environment
    Postman,
}

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProxyLogFormat {
    /// A line for people
    Text,
    /// A JSON object on one line
    Json,
    /// Nothing
    None,
}
