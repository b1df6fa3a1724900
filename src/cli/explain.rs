//! The arguments of `explain`.

use std::path::PathBuf;

use clap::Args;

use super::{GlobalArgs, JsonArgs};

/// Explain an error code of a provider, and what to do about it.
#[derive(Args, Clone, Debug)]
#[command(
    allow_missing_positional = true,
    after_help = "Examples:\n  \
travauth explain 38187\n  \
travauth explain sabre 401\n  \
travauth explain invalid_client"
)]
pub struct ExplainArgs {
    /// The provider that sent the code [default: all providers].
    pub provider: Option<String>,
    /// The code, HTTP status or OAuth error name.
    pub code: String,
    /// Text or JSON.
    #[command(flatten)]
    pub json: JsonArgs,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}
