//! The arguments of `call`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{byte_count, duration, key_value};
use super::{GlobalArgs, NetworkArgs, SelectionArgs};
use crate::request_rate::RateLimit;
use crate::settings::NetworkFlags;

/// Send an authenticated request to an API and print the response.
///
/// A body (`-d`, `-f`, `-F`) makes it a POST. The token is sent only to the base URL's scheme, host and port.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags")]
#[command(allow_missing_positional = true)]
#[command(after_help = "Examples:\n  \
travauth call -p amadeus -e emulator /v2/reference-data/urls/checkin-links --query airlineCode=BA --jq '.data[].href'\n  \
travauth call -p sabre /v1/lists/supported/shop/themes\n  \
travauth call -p amadeus -e enterprise-test /v1/shopping/flight-offers/pricing -d @offer.json\n  \
travauth call -p amadeus -e enterprise-test /v1/reference-data/locations --query subType=CITY --query keyword=LON --paginate --slurp")]
pub struct CallArgs {
    /// The HTTP method [default: GET, or POST with a body].
    #[arg(value_name = "METHOD", conflicts_with_all = ["method", "head"])]
    pub verb: Option<String>,
    /// A path below the base URL, or a full URL on the same host.
    #[arg(value_name = "PATH-or-URL")]
    pub path: String,
    /// The HTTP method [default: GET, or POST with a body].
    #[arg(short = 'X', long, value_name = "METHOD")]
    pub method: Option<String>,
    /// A header, `Name: value`; `Name:` removes a default header; can be repeated.
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    pub headers: Vec<String>,
    /// The body: text, @FILE, or - for standard input; sent byte for byte.
    #[arg(short, long, value_name = "TEXT|@FILE|-", conflicts_with_all = ["raw_fields", "fields"], allow_hyphen_values = true)]
    pub data: Option<String>,
    /// A string field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated.
    #[arg(short = 'f', long = "raw-field", value_name = "NAME=VALUE")]
    pub raw_fields: Vec<String>,
    /// Like -f, but true, false, null and integers keep their type, and @FILE is a file's text; can be repeated.
    #[arg(short = 'F', long = "field", value_name = "NAME=VALUE")]
    pub fields: Vec<String>,
    /// A query parameter, percent-encoded as needed; can be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = key_value)]
    pub query: Vec<(String, String)>,
    /// Print the response's status and headers too.
    #[arg(short, long)]
    pub include: bool,
    /// Request only the status and headers (HEAD).
    #[arg(short = 'I', long, conflicts_with_all = ["method", "data", "raw_fields", "fields", "paginate"])]
    pub head: bool,
    /// Do not print the body.
    #[arg(long, conflicts_with_all = ["output", "jq"])]
    pub silent: bool,
    /// Write the response to this file, completely or not at all.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Filter the response with this jq expression; strings are printed without quotes.
    #[arg(long, value_name = "EXPRESSION")]
    pub jq: Option<String>,
    /// Follow the links to the next pages.
    #[arg(long)]
    pub paginate: bool,
    /// Print all pages as one array.
    #[arg(long, requires = "paginate", conflicts_with = "include")]
    pub slurp: bool,
    /// Stop after this many pages.
    #[arg(long, value_name = "N", requires = "paginate", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_pages: Option<u64>,
    /// The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate].
    #[arg(long, value_name = "N/s|none")]
    pub rate: Option<RateLimit>,
    /// Follow redirects; the token is not sent to another host.
    #[arg(long)]
    pub follow: bool,
    /// Send no token; any URL is allowed then.
    #[arg(long)]
    pub no_auth: bool,
    /// Request a gzip response and decompress it.
    #[arg(long)]
    pub compressed: bool,
    /// Also retry a failed POST, PUT, PATCH or DELETE.
    #[arg(long)]
    pub retry_unsafe: bool,
    /// Print the request with the token masked, and send nothing.
    #[arg(long, conflicts_with = "print_curl")]
    pub dry_run: bool,
    /// Print a curl command that sends the same request, and send nothing.
    #[arg(long)]
    pub print_curl: bool,
    /// The largest accepted response in bytes, such as 500000 or 20M.
    #[arg(long, value_name = "BYTES", value_parser = byte_count)]
    pub max_size: Option<u64>,
    /// The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub min_valid: Option<Duration>,
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

impl CallArgs {
    /// Returns the network flags.
    pub(crate) fn network_flags(&self) -> NetworkFlags {
        NetworkFlags { rate: self.rate, ..self.network.flags() }
    }
}
