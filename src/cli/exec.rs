//! The arguments of `exec`.

use std::ffi::OsString;
use std::time::Duration;

use clap::Args;

use super::values::duration;
use super::{GlobalArgs, NetworkArgs, SelectionArgs};

/// Run a command with an access token in its environment.
///
/// Sets `TRAVAUTH_TOKEN`, `TRAVAUTH_TOKEN_EXPIRES_AT`, `TRAVAUTH_BASE_URL` and the provider's own name
/// (`AMADEUS_ACCESS_TOKEN`, `SABRE_ACCESS_TOKEN`), and removes the variables that hold secrets.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth exec -p sabre -- python report.py\n  \
travauth exec -p amadeus -e enterprise-test --min-valid 10m -- sh -c 'printf \"Authorization: Bearer %s\" \"$TRAVAUTH_TOKEN\" | curl -H @- \"$TRAVAUTH_BASE_URL/v1/reference-data/airlines\"'")]
pub struct ExecArgs {
    /// The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub min_valid: Option<Duration>,
    /// Keep the variables that hold secrets in the command's environment.
    #[arg(long)]
    pub keep_secrets: bool,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
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
