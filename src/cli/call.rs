//! The arguments of `call`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{byte_count, duration, key_value};
use super::{GlobalArgs, NetworkArgs, SelectionArgs};
use crate::request_rate::RateLimit;
use crate::settings::{NetworkFlags, Selection};

/// Send an authenticated request to an API and print the response.
///
/// A body (`-d`, `-f`, `-F`) makes it a POST. The token is sent only to the base URL's scheme, host and port.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags")]
#[command(allow_missing_positional = true)]
#[command(
    override_usage = "travauth call [OPTIONS] [METHOD] <PATH-or-URL>\n       travauth call [OPTIONS] --batch <FILE|->"
)]
#[command(
    after_help = "More options and examples: travauth call --help.\nShared options: see travauth help selection, help network and help output."
)]
#[command(after_long_help = "Examples:\n  \
travauth call -p amadeus -e emulator /v2/reference-data/urls/checkin-links \\\n    \
--query airlineCode=BA --jq '.data[].href'\n  \
travauth call -p sabre /v1/lists/supported/shop/themes\n  \
travauth call -p amadeus -e enterprise-test \\\n    \
/v1/shopping/flight-offers/pricing -d @offer.json\n  \
travauth call -p amadeus -e enterprise-test /v1/reference-data/locations \\\n    \
--query subType=CITY --query keyword=LON --paginate --slurp\n  \
travauth call -p amadeus -e enterprise-test --batch requests.ndjson \\\n    \
-o responses.ndjson --resume")]
pub struct CallArgs {
    /// The HTTP method [default: GET, or POST with a body].
    #[arg(value_name = "METHOD", conflicts_with_all = ["method", "head"])]
    pub verb: Option<String>,
    /// A path below the base URL, or a full URL on the same host.
    #[arg(value_name = "PATH-or-URL", required_unless_present = "batch")]
    pub path: Option<String>,
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
    #[arg(hide_short_help = true, long, conflicts_with_all = ["output", "jq"])]
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
    #[arg(hide_short_help = true, long, requires = "paginate", conflicts_with = "include")]
    pub slurp: bool,
    /// Stop after this many pages.
    #[arg(hide_short_help = true, long, value_name = "N", requires = "paginate", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_pages: Option<u64>,
    /// Send one request for each line of this file, or of standard input for -, and print one line for each: see docs/batch.md.
    #[arg(long, value_name = "FILE|-", conflicts_with_all = [
        "verb", "path", "method", "data", "raw_fields", "fields", "query", "include", "head", "paginate", "dry_run", "print_curl",
    ])]
    pub batch: Option<PathBuf>,
    /// The most requests of a batch under way at a time [default: 8].
    #[arg(hide_short_help = true, long, value_name = "N", requires = "batch", conflicts_with = "path", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub parallel: Option<u16>,
    /// Print each line of a batch as soon as its response has arrived, instead of in the order of the input.
    #[arg(hide_short_help = true, long, requires = "batch", conflicts_with = "path")]
    pub unordered: bool,
    /// Continue a batch: skip the requests whose responses are in the file of -o, and add the others to it.
    #[arg(hide_short_help = true, long, requires_all = ["batch", "output"], conflicts_with = "path")]
    pub resume: bool,
    /// Stop a batch after this number of failed requests.
    #[arg(hide_short_help = true, long, value_name = "N", requires = "batch", conflicts_with = "path", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_errors: Option<u64>,
    /// Return the stored response to the same GET request if it is younger than this, and store new ones: see docs/call.md.
    #[arg(hide_short_help = true, long, value_name = "TTL", value_parser = duration, conflicts_with_all = ["head", "data"])]
    pub cache: Option<Duration>,
    /// Replace the stored response instead of returning it.
    #[arg(hide_short_help = true, long, requires = "cache")]
    pub refresh_cache: bool,
    /// The rate that all requests of this account keep together, such as 5/s or 100/m, or none [default: the documented rate].
    #[arg(hide_short_help = true, long, value_name = "N/s|none")]
    pub rate: Option<RateLimit>,
    /// Follow redirects; the token is not sent to another host.
    #[arg(hide_short_help = true, long)]
    pub follow: bool,
    /// Send no token; any URL is allowed then.
    #[arg(hide_short_help = true, long)]
    pub no_auth: bool,
    /// Request a gzip response and decompress it.
    #[arg(hide_short_help = true, long)]
    pub compressed: bool,
    /// Also retry a failed POST, PUT, PATCH or DELETE.
    #[arg(hide_short_help = true, long)]
    pub retry_unsafe: bool,
    /// Print the request with the token masked, and send nothing.
    #[arg(long, conflicts_with = "print_curl")]
    pub dry_run: bool,
    /// Print a curl command that sends the same request, and send nothing.
    #[arg(hide_short_help = true, long)]
    pub print_curl: bool,
    /// The largest accepted response in bytes, such as 500000 or 20M.
    #[arg(hide_short_help = true, long, value_name = "BYTES", value_parser = byte_count)]
    pub max_size: Option<u64>,
    /// The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less].
    #[arg(hide_short_help = true, long, value_name = "DURATION", value_parser = duration)]
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
    /// Returns the selection as typed, with the flags that can replace keys of a profile.
    pub(crate) fn selection(&self) -> Selection {
        let name = |header: &String| header.split(':').next().unwrap_or_default().trim().to_owned();
        Selection {
            min_valid: self.min_valid,
            headers: self.headers.iter().map(name).collect(),
            ..self.selection.selection()
        }
    }

    /// Returns the network flags.
    pub(crate) fn network_flags(&self) -> NetworkFlags {
        NetworkFlags { rate: self.rate, ..self.network.flags() }
    }
}
