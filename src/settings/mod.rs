//! Combines flags, variables, profiles and config files into settings, each with its origin.

mod active_profile;
mod base_url;
mod cache;
mod credential_sources;
mod guard_rails;
mod network;
mod providers;
mod selection;
mod target;
mod tls;
mod token_address;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use base_url::BaseUrl;
pub use cache::{CACHE_VARIABLE, CacheLocation};
pub use network::{NetworkFlags, NetworkSettings, ProxyUrl};
pub use providers::Providers;
pub use selection::{ENVIRONMENT_VARIABLE, PROFILE_VARIABLE, PROVIDER_VARIABLE, Selection};
pub use target::Target;

use crate::config::{Config, NetworkTable, SecretReference, locate, locate_system};
use crate::credentials::{EnvFile, Variables};
use crate::env::Env;
use crate::failure::Result;
use crate::origin::{Origin, ProfileChoice, Setting};
use crate::provider::{Provider, file_variable};

/// The environment that needs no account and no network.
pub const EMULATOR: &str = "emulator";
/// The name of the environment if a base URL is set.
pub const CUSTOM: &str = "custom";

/// The config and the variables of a run, which determine every setting.
#[derive(Clone, Debug)]
pub struct Settings {
    config_path: Option<Setting<PathBuf>>,
    config: Config,
    providers: Providers,
    variables: Variables,
}

/// The files that flags name as sources of settings.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettingsFiles<'f> {
    /// `--config`
    pub config: Option<&'f Path>,
    /// `--env-file`, in the order of the command line.
    pub env_files: &'f [PathBuf],
}

impl<'f> SettingsFiles<'f> {
    /// Returns the files of a command that has `--config` but not `--env-file`.
    pub fn config(config: Option<&'f Path>) -> Self {
        Self { config, ..Self::default() }
    }
}

impl Settings {
    /// Reads the files of a run. Each is read once.
    ///
    /// # Errors
    ///
    /// Fails when a file cannot be read or has a mistake.
    pub fn load(files: SettingsFiles<'_>, env: &Env) -> Result<Self> {
        let config_path = locate(files.config, env);
        let config = Config::load(config_path.as_ref(), locate_system(env).as_ref())?;
        let env_files = files.env_files.iter().map(|path| EnvFile::read(path).map(Arc::new));
        let variables = Variables::new(env, env_files.collect::<Result<_>>()?);
        Ok(Self { config_path, variables, ..Self::new(config, env) })
    }

    /// Creates the settings of a config that has been read, without env files.
    pub fn new(config: Config, env: &Env) -> Self {
        let variables = Variables::new(env, Vec::new());
        Self { config_path: None, providers: Providers::new(&config), config, variables }
    }

    /// Returns the same settings with another config.
    #[must_use]
    pub fn with_config(&self, config: Config) -> Self {
        Self { providers: Providers::new(&config), config, ..self.clone() }
    }

    /// Returns the settings without variables, to check only the config file.
    #[must_use]
    pub fn without_variables(&self) -> Self {
        Self { variables: Variables::none(), ..self.clone() }
    }

    /// Returns the path of the config file, which may not exist; none if the user has no home directory.
    pub fn config_path(&self) -> Option<&Setting<PathBuf>> {
        self.config_path.as_ref()
    }

    /// Returns the config.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the environment, without env files.
    pub fn env(&self) -> &Env {
        self.variables.env()
    }

    /// Returns the variables that select a target and hold its credentials.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Returns the built-in providers and those of the config.
    pub fn providers(&self) -> &Providers {
        &self.providers
    }

    /// Returns the value of a key of `[network]`.
    fn configured<T>(&self, key: impl Fn(&NetworkTable) -> Option<T>) -> Option<Setting<T>> {
        self.config.first(|file| key(&file.network))
    }

    /// Returns the names of all variables that hold a secret of a provider, a profile or the shared cache, or name its file.
    ///
    /// # Errors
    ///
    /// Fails when the URL of the shared cache cannot be read.
    pub fn secret_variables(&self) -> Result<Vec<String>> {
        let providers: Vec<&Provider> = self.providers.all().collect();
        let of_providers = providers.iter().flat_map(|provider| provider.secret_variables());
        let of_providers = of_providers.flat_map(|name| [name.to_string(), file_variable(name)]);
        let of_requests = providers.iter().flat_map(|provider| provider.secret_references());
        let of_profiles = self.config.profile_tables().flat_map(|(_, profile, _)| profile.secrets());
        let references = of_requests.chain(of_profiles).filter_map(SecretReference::variable).map(str::to_owned);
        let of_proxy = self.proxy_secret_variable();
        Ok(of_providers.chain(references).chain(self.cache_secret_variables()?).chain(of_proxy).collect())
    }
}

/// Returns the value of a flag, with the flag as its origin.
fn flag<T>(value: Option<T>, name: &'static str) -> Option<Setting<T>> {
    Some(Setting::new(value?, Origin::Flag(name)))
}

/// Returns the first value in this order: a flag, a profile that this run names, a variable, any other profile.
fn first_of<T>(
    flag: Option<Setting<T>>,
    profile: Option<Setting<T>>,
    variable: impl FnOnce() -> Result<Option<Setting<T>>>,
) -> Result<Option<Setting<T>>> {
    let is_named = |setting: &Setting<T>| match &setting.origin {
        Origin::Profile(profile) => profile.choice == ProfileChoice::Named,
        _ => false,
    };
    match (flag, profile) {
        (Some(flag), _) => Ok(Some(flag)),
        (None, Some(profile)) if is_named(&profile) => Ok(Some(profile)),
        (None, profile) => Ok(variable()?.or(profile)),
    }
}
