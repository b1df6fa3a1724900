//! The flags and variables that select a target.

use std::path::PathBuf;
use std::time::Duration;

/// The variable that selects the provider.
pub const PROVIDER_VARIABLE: &str = "TRAVAUTH_PROVIDER";
/// The variable that selects the profile.
pub const PROFILE_VARIABLE: &str = "TRAVAUTH_PROFILE";
/// The variable that selects the environment.
pub const ENVIRONMENT_VARIABLE: &str = "TRAVAUTH_ENVIRONMENT";

/// The flags that select a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// `--provider`
    pub provider: Option<String>,
    /// `--profile`
    pub profile: Option<String>,
    /// `--environment`
    pub environment: Option<String>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--client-id`
    pub client_id: Option<String>,
    /// `--client-secret-file`
    pub client_secret_file: Option<PathBuf>,
    /// `--password-file`
    pub password_file: Option<PathBuf>,
    /// `--user-id`
    pub user_id: Option<String>,
    /// `--group`
    pub group: Option<String>,
    /// `--domain`
    pub domain: Option<String>,
    /// `--auth-version`
    pub auth_version: Option<String>,
    /// `--scope`
    pub scope: Option<String>,
    /// `--token-param`
    pub params: Vec<(String, String)>,
    /// `--min-valid`
    pub min_valid: Option<Duration>,
    /// The names of the headers that `--header` sets or removes.
    pub headers: Vec<String>,
    /// `--probe`
    pub probe: Option<String>,
    /// `--allow-placeholder`
    pub allow_placeholder: bool,
}
