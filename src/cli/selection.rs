//! Options that select provider, environment and credentials.

use std::path::PathBuf;

use clap::Args;

use super::values::TokenParam;
use crate::settings::{Selection, SettingsFiles};

/// Options that select provider, environment and credentials.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Selection")]
pub struct SelectionArgs {
    /// The provider: amadeus, sabre, … or one from the config [variable: `TRAVAUTH_PROVIDER`].
    #[arg(hide_short_help = true, short, long, value_name = "NAME")]
    pub provider: Option<String>,
    /// A profile from the config: provider, environment and credentials together [variable: `TRAVAUTH_PROFILE`].
    #[arg(hide_short_help = true, short = 'P', long, value_name = "NAME")]
    pub profile: Option<String>,
    /// The environment: test, production, cert, …, or emulator [variable: `TRAVAUTH_ENVIRONMENT`].
    #[arg(hide_short_help = true, short, long, value_name = "NAME")]
    pub environment: Option<String>,
    /// The base URL, instead of the environment's [variables: `AMADEUS_BASE_URL`, `SABRE_BASE_URL`].
    #[arg(hide_short_help = true, long, value_name = "URL")]
    pub base_url: Option<String>,
    /// The client id.
    #[arg(hide_short_help = true, long, value_name = "ID")]
    pub client_id: Option<String>,
    /// A file that holds the client secret, or - for standard input.
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
    /// A file that holds the password, or - for standard input.
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Sabre's user id (EPR).
    #[arg(hide_short_help = true, long, visible_alias = "epr", value_name = "ID")]
    pub user_id: Option<String>,
    /// Sabre's group (PCC).
    #[arg(hide_short_help = true, long, visible_alias = "pcc", value_name = "GROUP")]
    pub group: Option<String>,
    /// Sabre's domain [default: AA].
    #[arg(hide_short_help = true, long, value_name = "DOMAIN")]
    pub domain: Option<String>,
    /// The version of Sabre's token endpoint: 2 (default) or 3 [variable: `SABRE_AUTH_VERSION`].
    #[arg(hide_short_help = true, long, value_name = "VERSION")]
    pub auth_version: Option<String>,
    /// The scope to request.
    #[arg(hide_short_help = true, long, value_name = "SCOPE")]
    pub scope: Option<String>,
    /// An extra form field of the token request; can be repeated.
    #[arg(hide_short_help = true, long = "token-param", value_name = "NAME=VALUE", value_parser = TokenParam)]
    pub token_params: Vec<(String, String)>,
    /// Send a credential that looks like a placeholder, such as `changeme` or `${PASSWORD}`.
    #[arg(hide_short_help = true, long)]
    pub allow_placeholder: bool,
    /// Read variables that are not set from this file of NAME=value lines; can be repeated, the last file wins.
    #[arg(hide_short_help = true, long = "env-file", value_name = "FILE")]
    pub env_files: Vec<PathBuf>,
    /// Use this config file instead of the default [variable: `TRAVAUTH_CONFIG`].
    #[arg(hide_short_help = true, long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl SelectionArgs {
    /// Returns the files that hold settings.
    pub fn files(&self) -> SettingsFiles<'_> {
        SettingsFiles { config: self.config.as_deref(), env_files: &self.env_files }
    }

    /// Returns the selection as typed.
    pub fn selection(&self) -> Selection {
        let args = self.clone();
        Selection {
            provider: args.provider,
            profile: args.profile,
            environment: args.environment,
            base_url: args.base_url,
            client_id: args.client_id,
            client_secret_file: args.client_secret_file,
            password_file: args.password_file,
            user_id: args.user_id,
            group: args.group,
            domain: args.domain,
            auth_version: args.auth_version,
            scope: args.scope,
            params: args.token_params,
            allow_placeholder: args.allow_placeholder,
            ..Selection::default()
        }
    }
}
