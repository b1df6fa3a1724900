//! The arguments of `profile`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{GlobalArgs, JsonArgs, ShellQuoting, TableArgs};

/// List, show, choose, rename and delete profiles.
#[derive(Args, Clone, Debug)]
#[command(subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "Examples:\n  \
travauth profile list\n  \
travauth profile use sabre-cert")]
pub struct ProfileArgs {
    /// The command.
    #[command(subcommand)]
    pub command: ProfileCommand,
}

/// The commands of `profile`.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum ProfileCommand {
    /// List all profiles.
    List(ProfileListArgs),
    /// Show one profile.
    Show(ProfileShowArgs),
    /// Make a profile the default one.
    Use(ProfileUseArgs),
    /// Rename a profile.
    Rename(ProfileRenameArgs),
    /// Delete a profile, its secret and its tokens, as `logout` does.
    Remove(ProfileRemoveArgs),
}

/// List all profiles.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth profile list")]
pub struct ProfileListArgs {
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

/// Show one profile.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth profile show sabre-cert")]
pub struct ProfileShowArgs {
    /// The profile.
    #[arg(value_name = "NAME")]
    pub name: String,
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

/// Make a profile the default one.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth profile use sabre-cert\n  \
vars=$(travauth profile use sabre-cert --session) && eval \"$vars\"")]
pub struct ProfileUseArgs {
    /// The profile.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Choose it in this shell only: vars=$(travauth profile use NAME --session) && eval "$vars"
    #[arg(long)]
    pub session: bool,
    /// The shell that reads it [default: sh].
    #[arg(long, value_name = "SHELL", requires = "session")]
    pub shell: Option<ShellQuoting>,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Rename a profile.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth profile rename sabre-cert sabre")]
pub struct ProfileRenameArgs {
    /// The profile.
    #[arg(value_name = "OLD")]
    pub old: String,
    /// Its new name.
    #[arg(value_name = "NEW")]
    pub new: String,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Delete a profile, its secret and its tokens.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth profile remove sabre-cert")]
pub struct ProfileRemoveArgs {
    /// The profile.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}
