//! `call`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{byte_count, duration, key_value, rate};
use super::{GlobalArgs, NetworkArgs, SelectionArgs};

/// Send an authenticated request to an API and print the answer.
///
/// A body (`-d`, `-f`, `-F`) makes it a POST. The token goes to the base URL's scheme, host and port alone.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags")]
#[command(allow_missing_positional = true)]
#[command(after_help = "Examples:\n  \
travauth call -p amadeus -e emulator /v2/reference-data/urls/checkin-links --query airlineCode=BA --jq '.data[].href'\n  \
travauth call -p sabre /v1/lists/supported/shop/themes\n  \
travauth call -p amadeus /v1/shopping/flight-offers/pricing -d @offer.json\n  \
travauth call -p amadeus /v1/reference-data/locations --query subType=CITY --query keyword=LON --paginate --slurp")]
pub struct CallArgs {
    /// The method [default: GET, or POST with a body].
    #[arg(value_name = "METHOD", conflicts_with_all = ["method", "head"])]
    pub verb: Option<String>,
    /// A path on the base URL, or a whole URL on the same host.
    #[arg(value_name = "PATH-or-URL")]
    pub path: String,
    /// The method [default: GET, or POST with a body].
    #[arg(short = 'X', long, value_name = "METHOD")]
    pub method: Option<String>,
    /// A header, `Name: value`; `Name:` leaves out one that is sent by default; can be repeated.
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    pub headers: Vec<String>,
    /// The body: a text, @FILE, or - for standard input, byte for byte.
    #[arg(short, long, value_name = "TEXT|@FILE|-", conflicts_with_all = ["raw_fields", "fields"], allow_hyphen_values = true)]
    pub data: Option<String>,
    /// A text field of a JSON body, name=value; `a[b]=c` nests, `a[]=c` appends; can be repeated.
    #[arg(short = 'f', long = "raw-field", value_name = "NAME=VALUE")]
    pub raw_fields: Vec<String>,
    /// As -f, but true, false, null and whole numbers are typed, and @FILE is a file's text; can be repeated.
    #[arg(short = 'F', long = "field", value_name = "NAME=VALUE")]
    pub fields: Vec<String>,
    /// A pair for the query, encoded as need be; can be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = key_value)]
    pub query: Vec<(String, String)>,
    /// Print the answer's status and headers too.
    #[arg(short, long)]
    pub include: bool,
    /// Ask for the status and headers alone (HEAD).
    #[arg(short = 'I', long, conflicts_with_all = ["method", "data", "raw_fields", "fields", "paginate"])]
    pub head: bool,
    /// Print no body.
    #[arg(long, conflicts_with_all = ["output", "jq"])]
    pub silent: bool,
    /// Write the answer to this file, which is there whole or not at all.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print what this jq expression makes of the answer, texts without quotes.
    #[arg(long, value_name = "EXPRESSION")]
    pub jq: Option<String>,
    /// Follow the links to the next pages.
    #[arg(long)]
    pub paginate: bool,
    /// Make one array of the pages.
    #[arg(long, requires = "paginate", conflicts_with = "include")]
    pub slurp: bool,
    /// Stop after so many pages.
    #[arg(long, value_name = "N", requires = "paginate", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_pages: Option<u64>,
    /// How fast pages are asked for, such as 5/s, or none [default: what the provider documents].
    #[arg(long, value_name = "N/s", requires = "paginate", value_parser = rate)]
    pub rate: Option<Duration>,
    /// Follow redirects; another host gets no token.
    #[arg(long)]
    pub follow: bool,
    /// Send no token; then any URL may be asked.
    #[arg(long)]
    pub no_auth: bool,
    /// Ask for an answer in gzip and unpack it.
    #[arg(long)]
    pub compressed: bool,
    /// Also send a failed POST, PUT, PATCH or DELETE again.
    #[arg(long)]
    pub retry_unsafe: bool,
    /// Print the request as it would go, the token masked, and send nothing.
    #[arg(long, conflicts_with = "print_curl")]
    pub dry_run: bool,
    /// Print a curl command that does the same, and send nothing.
    #[arg(long)]
    pub print_curl: bool,
    /// The largest answer that is taken, such as 500000 or 20M.
    #[arg(long, value_name = "BYTES", value_parser = byte_count)]
    pub max_size: Option<u64>,
    /// How long the token must be valid at least [default: 60s, or half the lifetime if that is less].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub min_valid: Option<Duration>,
    /// Where to talk and as whom.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// How the network is used.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}
