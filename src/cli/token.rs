//! The `token` commands.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::values::duration;
use super::{GlobalArgs, NetworkArgs, SelectionArgs};

/// Get, show and forget access tokens.
#[derive(Args, Clone, Debug)]
pub struct TokenArgs {
    /// What to do with tokens.
    #[command(subcommand)]
    pub command: TokenCommand,
}

/// What to do with tokens.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum TokenCommand {
    /// Print a valid access token.
    Get(Box<GetArgs>),
    /// Show what the cache holds, tokens masked.
    Show(Box<ShowArgs>),
    /// Forget cached tokens.
    Clear(Box<ClearArgs>),
}

/// Print a valid access token.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth token get -p sabre\n  \
travauth token get -p amadeus --format curl | curl -K - https://test.travel.api.amadeus.com/v1/reference-data/airlines\n  \
vars=$(travauth token get -p sabre --format env) && eval \"$vars\"")]
pub struct GetArgs {
    /// What to print [default: token].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<TokenFormat>,
    /// Whose quoting `--format env` uses [default: sh].
    #[arg(long, value_name = "SHELL")]
    pub shell: Option<ShellQuoting>,
    /// How long the token must be valid at least [default: 60s, or half the lifetime if that is less].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub min_valid: Option<Duration>,
    /// Ask for a new token whatever the cache holds.
    #[arg(long, conflicts_with = "offline")]
    pub refresh: bool,
    /// Neither read nor write the cache.
    #[arg(long, conflicts_with_all = ["offline", "require_shared_cache"])]
    pub no_cache: bool,
    /// Never use the network.
    #[arg(long)]
    pub offline: bool,
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

/// What `token get` prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TokenFormat {
    /// The token
    #[default]
    Token,
    /// One JSON object with the token, its times and where it came from
    Json,
    /// The line `Authorization: Bearer …`
    Header,
    /// Assignments of environment variables, for `eval`
    Env,
    /// A line for `curl -K -`
    Curl,
    /// For a step of GitHub Actions: masks the token and sets variables for the next steps
    Github,
}

/// Whose quoting is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ShellQuoting {
    /// sh, bash, zsh
    #[default]
    Sh,
    /// fish
    Fish,
    /// `PowerShell`
    #[value(name = "powershell")]
    PowerShell,
}

/// Show what the cache holds.
#[derive(Args, Clone, Debug)]
pub struct ShowArgs {
    /// Print a JSON array.
    #[arg(long)]
    pub json: bool,
    /// Print tokens whole.
    #[arg(long)]
    pub reveal: bool,
    /// Explain where token and credentials come from, and whether the next `token get` would use the network.
    #[arg(long, conflicts_with = "json")]
    pub why: bool,
    /// What to narrow it to.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Forget cached tokens.
#[derive(Args, Clone, Debug)]
pub struct ClearArgs {
    /// Forget those that have expired.
    #[arg(long)]
    pub expired: bool,
    /// Forget all.
    #[arg(long, conflicts_with_all = ["expired", "provider", "environment", "profile", "base_url", "client_id", "user_id"])]
    pub all: bool,
    /// What to narrow it to.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}
