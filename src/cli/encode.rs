//! The arguments of `encode-sabre-id`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::GlobalArgs;

/// Build the Sabre v2 credential string, or diagnose an existing one.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth encode-sabre-id --user-id 7971 --group 7TZA --password-file pw.txt\n  \
travauth encode-sabre-id --client-id V1:7971:7TZA:AA --explain\n  \
pbpaste | travauth encode-sabre-id --verify -\n  \
pbpaste | travauth encode-sabre-id --repair")]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags")]
pub struct EncodeSabreIdArgs {
    /// The user id (EPR), or a whole `V1:…` string.
    #[arg(long, value_name = "ID", conflicts_with = "client_id", required_unless_present_any = ["client_id", "verify", "repair"])]
    pub user_id: Option<String>,
    /// The group (PCC).
    #[arg(long, visible_alias = "pcc", value_name = "GROUP", conflicts_with = "client_id")]
    pub group: Option<String>,
    /// The domain [default: AA].
    #[arg(long, value_name = "DOMAIN", conflicts_with = "client_id")]
    pub domain: Option<String>,
    /// The whole client id, `V1:user:group:domain`.
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// Read the password from standard input.
    #[arg(long, conflicts_with = "password_file")]
    pub password_stdin: bool,
    /// The file with the password, or - for standard input; else `SABRE_PASSWORD`, else a prompt.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// The output format [default: secret].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<CredentialFormat>,
    /// Print JSON, as --format json does.
    #[arg(long, hide_short_help = true)]
    pub json: bool,
    /// Show each step, with the password masked.
    #[arg(long, conflicts_with_all = ["format", "json", "verify"])]
    pub explain: bool,
    /// Diagnose the string in this file, or - for standard input.
    #[arg(long, value_name = "FILE")]
    pub verify: Option<PathBuf>,
    /// Print the right string for one with mistakes, from --verify, standard input, or typed on a terminal.
    #[arg(long, conflicts_with_all = ["explain", "user_id", "group", "domain", "client_id", "password_file", "password_stdin"])]
    pub repair: bool,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// The output formats of `encode-sabre-id`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CredentialFormat {
    /// Only the string
    #[default]
    Secret,
    /// The line `Authorization: Basic …`
    Header,
    /// One JSON object
    Json,
}
