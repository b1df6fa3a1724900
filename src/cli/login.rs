//! `login` and `logout`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::TokenParam;
use super::{GlobalArgs, JsonArgs, NetworkArgs, TextOrJson};
use crate::failure::Result;

/// Set up a profile and store its secret.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag, and none depends on another")]
#[command(
    after_help = "More options and examples: travauth login --help.\nShared options: see travauth help network and help output."
)]
#[command(after_long_help = "Examples:\n  \
travauth login\n  \
travauth login -p sabre -e emulator\n  \
pass show sabre/cert | travauth login -p sabre -e cert \\\n    \
--user-id 7971 --group 7TZA --with-secret --store file\n  \
travauth login -p sabre -e cert --user-id 7971 --group 7TZA \\\n    \
--secret-command 'pass show sabre/cert'")]
pub struct LoginArgs {
    /// The name of the profile [default: PROVIDER-ENVIRONMENT].
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// The provider: amadeus, sabre, … or one from the config.
    #[arg(short, long, value_name = "NAME", help_heading = "Profile")]
    pub provider: Option<String>,
    /// The environment: test, production, cert, …, or emulator.
    #[arg(short, long, value_name = "NAME", help_heading = "Profile")]
    pub environment: Option<String>,
    /// The base URL, instead of an environment's.
    #[arg(hide_short_help = true, long, value_name = "URL", conflicts_with = "environment", help_heading = "Profile")]
    pub base_url: Option<String>,
    /// The client id.
    #[arg(long, value_name = "ID", help_heading = "Profile")]
    pub client_id: Option<String>,
    /// Sabre's user id (EPR), or the whole `V1:…` string.
    #[arg(long, visible_alias = "epr", value_name = "ID", help_heading = "Profile")]
    pub user_id: Option<String>,
    /// Sabre's group (PCC).
    #[arg(long, visible_alias = "pcc", value_name = "GROUP", help_heading = "Profile")]
    pub group: Option<String>,
    /// Sabre's domain [default: AA].
    #[arg(hide_short_help = true, long, value_name = "DOMAIN", help_heading = "Profile")]
    pub domain: Option<String>,
    /// The version of Sabre's token endpoint: 2 (default) or 3.
    #[arg(hide_short_help = true, long, value_name = "VERSION", help_heading = "Profile")]
    pub auth_version: Option<String>,
    /// The scope to request.
    #[arg(hide_short_help = true, long, value_name = "SCOPE", help_heading = "Profile")]
    pub scope: Option<String>,
    /// An extra form field of the token request; can be repeated.
    #[arg(hide_short_help = true, long = "token-param", value_name = "NAME=VALUE", value_parser = TokenParam, help_heading = "Profile")]
    pub token_params: Vec<(String, String)>,
    /// Read the secret from standard input.
    #[arg(long, conflicts_with_all = ["client_secret_file", "password_file", "secret_command"], help_heading = "Secret")]
    pub with_secret: bool,
    /// A file that holds the client secret, or - for standard input.
    #[arg(hide_short_help = true, long, value_name = "FILE", help_heading = "Secret")]
    pub client_secret_file: Option<PathBuf>,
    /// A file that holds the password, or - for standard input.
    #[arg(long, value_name = "FILE", help_heading = "Secret")]
    pub password_file: Option<PathBuf>,
    /// A command that prints the secret; `password=CMD` and `client_secret=CMD` if there are two.
    #[arg(hide_short_help = true, long, value_name = "CMD ARGS", help_heading = "Secret")]
    pub secret_command: Vec<String>,
    /// Take ids and secrets that the variables hold.
    #[arg(long, help_heading = "Secret")]
    pub from_env: bool,
    /// Read variables from this dotenv file too, for --from-env; can be repeated.
    #[arg(
        hide_short_help = true,
        long = "env-file",
        value_name = "FILE",
        requires = "from_env",
        help_heading = "Secret"
    )]
    pub env_files: Vec<PathBuf>,
    /// Accept a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`.
    #[arg(hide_short_help = true, long, help_heading = "Secret")]
    pub allow_placeholder: bool,
    /// Where to store the secret [default: keyring].
    #[arg(long, value_name = "STORE", help_heading = "Secret")]
    pub store: Option<StoreName>,
    /// Store without trying the credentials out.
    #[arg(hide_short_help = true, long)]
    pub no_verify: bool,
    /// Request a token, but make no API call.
    #[arg(hide_short_help = true, long)]
    pub no_probe: bool,
    /// Change an existing profile, if the new credentials work.
    #[arg(long)]
    pub replace: bool,
    /// Make it the default profile.
    #[arg(long)]
    pub default: bool,
    /// Do not make it the default profile.
    #[arg(hide_short_help = true, long, conflicts_with = "default")]
    pub no_default: bool,
    /// Answer every yes-or-no question with yes.
    #[arg(hide_short_help = true, short, long)]
    pub yes: bool,
    /// Show what would be written, and write nothing.
    #[arg(hide_short_help = true, long)]
    pub dry_run: bool,
    /// Print the result as JSON.
    #[arg(hide_short_help = true, long)]
    pub json: bool,
    /// The output format [default: text].
    #[arg(hide_short_help = true, long, value_name = "FORMAT")]
    pub format: Option<TextOrJson>,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Network options.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

impl LoginArgs {
    /// Returns whether JSON is wanted.
    ///
    /// # Errors
    ///
    /// Fails for `--json` with `--format text`.
    pub fn is_json(&self) -> Result<bool> {
        JsonArgs { json: self.json, format: self.format }.is_json()
    }
}

/// Where a new secret is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StoreName {
    /// The keyring of the user
    Keyring,
    /// A private file in the config directory
    File,
    /// Nowhere: the profile names your file, or each run asks
    None,
}

/// Delete a profile, its secret and its tokens.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth logout\n  \
travauth logout sabre-cert --keep-profile")]
pub struct LogoutArgs {
    /// The profile [default: the one that `token get` would use].
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Every profile of your config.
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// Keep the profile; delete only its secret and tokens.
    #[arg(long)]
    pub keep_profile: bool,
    /// Revoke the token at the provider first (RFC 7009).
    #[arg(long)]
    pub revoke: bool,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}
