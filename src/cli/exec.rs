//! `exec`.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use super::values::duration;
use super::{GlobalArgs, NetworkArgs, SelectionArgs};

/// Run a command with a fresh token in its environment.
///
/// It sets `TRAVAUTH_TOKEN`, `TRAVAUTH_TOKEN_EXPIRES_AT`, `TRAVAUTH_BASE_URL` and the provider's own name
/// (`AMADEUS_ACCESS_TOKEN`, `SABRE_ACCESS_TOKEN`), and removes the variables that hold secrets.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth exec -p sabre -- python report.py\n  \
travauth exec -p amadeus --min-valid 10m -- sh -c 'curl -H \"Authorization: Bearer $TRAVAUTH_TOKEN\" \"$TRAVAUTH_BASE_URL/…\"'")]
pub struct ExecArgs {
    /// How long the token must be valid at least [default: 60s, or half the lifetime if that is less].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub min_valid: Option<Duration>,
    /// Leave the variables that hold secrets to the command.
    #[arg(long)]
    pub keep_secrets: bool,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
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
