//! The arguments of `config`, `providers` and the hidden `__complete`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{GlobalArgs, JsonArgs, NetworkArgs, SelectionArgs, TableArgs};

/// Find, show, create and check the config file.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth config init\n  \
travauth config show")]
pub struct ConfigArgs {
    /// The subcommand.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// The subcommands of `config`.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum ConfigCommand {
    /// Print the path of the config file.
    Path(ConfigPathArgs),
    /// Show every setting with its origin, secrets masked.
    Show(Box<ConfigShowArgs>),
    /// Create a commented starter file; an existing file is never overwritten.
    Init(ConfigInitArgs),
    /// Check the config file: its syntax, keys, providers and profiles.
    Validate(ConfigValidateArgs),
    /// Set a key of the config file, such as network.retries; comments and order stay.
    Set(ConfigSetArgs),
    /// Remove a key or table of the config file.
    Unset(ConfigUnsetArgs),
    /// Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced.
    Edit(ConfigEditArgs),
    /// Print the JSON Schema of the config file, for editors.
    Schema(ConfigSchemaArgs),
}

/// Print the path of the config file.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth config path")]
pub struct ConfigPathArgs {
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Create a commented starter file; an existing file is never overwritten.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth config init")]
pub struct ConfigInitArgs {
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Check the config file: its syntax, keys, providers and profiles.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth config validate")]
pub struct ConfigValidateArgs {
    /// The file to check [default: the config file].
    #[arg(value_name = "FILE", conflicts_with = "config")]
    pub file: Option<PathBuf>,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Set a key of the config file, such as network.retries; comments and order stay.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth config set default_profile sabre-cert\n  \
travauth config set profiles.sabre-cert.password '{ file = \"sabre.pw\" }'")]
pub struct ConfigSetArgs {
    /// The key, with the tables that contain it: `network.retries`, `profiles.NAME.client_id`.
    pub key: String,
    /// The value: text, or TOML if the key takes no text.
    #[arg(allow_hyphen_values = true)]
    pub value: String,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Remove a key or table of the config file.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth config unset network.proxy")]
pub struct ConfigUnsetArgs {
    /// The key, with the tables that contain it: `network.retries`, `profiles.NAME`.
    pub key: String,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Edit the config file in $VISUAL or $EDITOR; it is checked before it is replaced.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
EDITOR=nano travauth config edit")]
pub struct ConfigEditArgs {
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Print the JSON Schema of the config file, for editors.
#[derive(Args, Clone, Copy, Debug)]
#[command(after_help = "Examples:\n  \
travauth config schema > config.schema.json")]
pub struct ConfigSchemaArgs {
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// List all providers with their authentication and environments.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth providers list")]
pub struct ProvidersListArgs {
    /// Text or JSON.
    #[command(flatten)]
    pub json: JsonArgs,
    /// How the table is printed.
    #[command(flatten)]
    pub table: TableArgs,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Show every setting with its origin, secrets masked.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth config show\n  \
travauth config show -p sabre -e production\n\n\
Shared options: see travauth help selection, help network and help output.")]
pub struct ConfigShowArgs {
    /// Text or JSON.
    #[command(flatten)]
    pub json: JsonArgs,
    /// How the table is printed.
    #[command(flatten)]
    pub table: TableArgs,
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

/// List and show providers.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth providers list")]
pub struct ProvidersArgs {
    /// The subcommand.
    #[command(subcommand)]
    pub command: ProvidersCommand,
}

/// The subcommands of `providers`.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum ProvidersCommand {
    /// List all providers with their authentication and environments.
    List(ProvidersListArgs),
    /// Show a provider as TOML for the config: hosts, endpoints, variables.
    Show(ProvidersShowArgs),
}

/// Show a provider as TOML for the config: hosts, endpoints, variables.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth providers show amadeus")]
pub struct ProvidersShowArgs {
    /// The provider.
    pub name: String,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// The arguments that a completion script passes; hidden, because users never type them.
#[derive(Clone, Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true)]
pub struct CompleteArgs {
    /// The kind of names.
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
