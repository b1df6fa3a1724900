//! The `config` and `providers` commands, and what completion scripts ask.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{GlobalArgs, NetworkArgs, SelectionArgs};

/// Find, show, start and check the config file.
#[derive(Args, Clone, Debug)]
pub struct ConfigArgs {
    /// What to do with the config file.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// What to do with the config file.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum ConfigCommand {
    /// Print where the config file is.
    Path(ConfigPathArgs),
    /// Show every setting with its origin, secrets masked.
    Show(Box<ConfigShowArgs>),
    /// Write a commented starter file, never over an existing one.
    Init(ConfigInitArgs),
    /// Check the config file: its syntax, keys, providers and profiles.
    Validate(ConfigValidateArgs),
}

/// Print where the config file is.
#[derive(Args, Clone, Debug)]
pub struct ConfigPathArgs {
    /// Another config file than the user's [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Write a commented starter file, never over an existing one.
#[derive(Args, Clone, Debug)]
pub struct ConfigInitArgs {
    /// Another config file than the user's [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Check the config file: its syntax, keys, providers and profiles.
#[derive(Args, Clone, Debug)]
pub struct ConfigValidateArgs {
    /// Another config file than the user's [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// List them: name, kind, environments.
#[derive(Args, Clone, Debug)]
pub struct ProvidersListArgs {
    /// Another config file than the user's [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Show every setting with its origin, secrets masked.
#[derive(Args, Clone, Debug)]
pub struct ConfigShowArgs {
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

/// List and describe the providers.
#[derive(Args, Clone, Debug)]
pub struct ProvidersArgs {
    /// What to tell of them.
    #[command(subcommand)]
    pub command: ProvidersCommand,
}

/// What to tell of the providers.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum ProvidersCommand {
    /// List them: name, kind, environments.
    List(ProvidersListArgs),
    /// Describe one as TOML that can be pasted into the config: hosts, endpoints, variables.
    Show(ProvidersShowArgs),
}

/// Describe one as TOML that can be pasted into the config: hosts, endpoints, variables.
#[derive(Args, Clone, Debug)]
pub struct ProvidersShowArgs {
    /// The provider.
    pub name: String,
    /// Another config file than the user's [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What applies to every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// What a completion script asks while a command line is typed. It is no command of its own: nobody types it.
#[derive(Clone, Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
pub struct CompleteArgs {
    /// Whose names.
    pub what: Names,
    /// The words of the command line so far.
    #[arg(last = true)]
    pub words: Vec<String>,
}

/// Names that a shell can complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Names {
    /// Providers
    Providers,
    /// Profiles
    Profiles,
    /// Environments of the chosen provider
    Environments,
}
