//! The arguments of `token`.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::values::duration;
use super::{GlobalArgs, JsonArgs, NetworkArgs, SelectionArgs, TableArgs};

/// Get, show and delete access tokens.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth token get -p sabre -e emulator\n  \
travauth token show")]
pub struct TokenArgs {
    /// The subcommand.
    #[command(subcommand)]
    pub command: TokenCommand,
}

/// The subcommands of `token`.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum TokenCommand {
    /// Print a valid access token.
    Get(Box<GetArgs>),
    /// Show cached tokens, masked.
    Show(Box<ShowArgs>),
    /// Delete cached tokens.
    Clear(Box<ClearArgs>),
}

/// Print a valid access token.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth token get -p sabre -e emulator\n  \
travauth token get -p amadeus -e enterprise-test --min-valid 10m\n  \
vars=$(travauth token get -p sabre --format env) && eval \"$vars\"\n\n\
Shared options: see travauth help selection, help network and help output.")]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags")]
pub struct GetArgs {
    /// The output format [default: token].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<TokenFormat>,
    /// Print JSON, as --format json does.
    #[arg(long, hide_short_help = true)]
    pub json: bool,
    /// The shell that `--format env` quotes for [default: sh].
    #[arg(long, value_name = "SHELL")]
    pub shell: Option<ShellQuoting>,
    /// The minimum remaining validity of the token [default: 60s, or half the lifetime if that is less].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub min_valid: Option<Duration>,
    /// Request a new token, even if a valid one is cached.
    #[arg(long, conflicts_with = "offline")]
    pub refresh: bool,
    /// Do not read or write the cache.
    #[arg(long, conflicts_with_all = ["offline", "require_shared_cache"])]
    pub no_cache: bool,
    /// Do not use the network.
    #[arg(long)]
    pub offline: bool,
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

/// The output format of `token get`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TokenFormat {
    /// The token
    #[default]
    Token,
    /// A JSON object with the token, its times and its source
    Json,
    /// The line `Authorization: Bearer …`
    Header,
    /// Assignments of environment variables, for `eval`
    Env,
    /// NAME=value lines, for docker, node and other readers of env files
    Dotenv,
    /// A config line for `curl -K -`
    Curl,
    /// The `Security` element of a SOAP header, for Sabre
    Soap,
    /// GitHub Actions: masks the token and sets variables for the next steps
    Github,
}

/// The shell to quote for.
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

/// Show cached tokens, masked.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth token show\n  \
travauth token show -p sabre --why\n  \
travauth token show --json\n\n\
Shared options: see travauth help selection and help output.")]
pub struct ShowArgs {
    /// Text or JSON.
    #[command(flatten)]
    pub json: JsonArgs,
    /// Print tokens unmasked.
    #[arg(long)]
    pub reveal: bool,
    /// Explain the origin of token and credentials, and whether the next `token get` would use the network.
    #[arg(long, conflicts_with_all = ["json", "format"])]
    pub why: bool,
    /// How the table is printed.
    #[command(flatten)]
    pub table: TableArgs,
    /// Options that limit the tokens.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Delete cached tokens.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth token clear -p sabre\n  \
travauth token clear --expired\n\n\
Shared options: see travauth help selection and help output.")]
pub struct ClearArgs {
    /// Delete only expired tokens.
    #[arg(long)]
    pub expired: bool,
    /// Delete all tokens.
    #[arg(long, conflicts_with_all = [
        "expired", "provider", "environment", "profile", "base_url", "client_id", "user_id", "group", "domain", "scope",
        "auth_version", "token_params",
    ])]
    pub all: bool,
    /// Options that limit the tokens.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}
