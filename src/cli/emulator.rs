//! The arguments of `emulator`.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::GlobalArgs;
use super::values::{duration, emulated_rate};
use crate::emulator::{Fault, Rate};

/// Serve Amadeus and Sabre on this machine.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth emulator --listen 127.0.0.1:8080\n  \
travauth emulator -- python my_amadeus_script.py\n  \
travauth emulator --tls -- node my_amadeus_script.js\n  \
travauth emulator --fault /v2/auth/token=429:2 -- ./my-tests.sh")]
pub struct EmulatorArgs {
    /// The address to listen on; port 0 takes a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The lifetime of the tokens [default: Amadeus 1799, Sabre 604800].
    #[arg(long, value_name = "SECONDS")]
    pub expires_in: Option<u64>,
    /// The delay of each response.
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration)]
    pub latency: Duration,
    /// Respond with STATUS at PATH, TIMES times or always; can be repeated.
    #[arg(long = "fault", value_name = "PATH=STATUS[:TIMES]")]
    pub faults: Vec<Fault>,
    /// Respond with 429 to an account that sends faster, such as 10/s or 100/m.
    #[arg(long, value_name = "N/s", value_parser = emulated_rate)]
    pub rate: Option<Rate>,
    /// Respond with files in DIR first: v1/some/path.json for GET, v1/some/path.POST.json for POST.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Serve https with a CA that is created for this run; COMMAND gets variables to trust it.
    #[arg(long)]
    pub tls: bool,
    /// A command to run against the emulator, with its variables set; its exit code is passed on.
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}
