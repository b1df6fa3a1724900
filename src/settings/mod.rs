//! Flags, variables, profile and config file, settled once into values that know their origin.

mod active_profile;
mod base_url;
mod cache;
mod layers;
mod network;
mod providers;
mod selection;
mod target;
mod tls;

use std::path::{Path, PathBuf};

pub use base_url::BaseUrl;
pub use cache::{CACHE_VARIABLE, CacheLocation};
pub use network::{NetworkFlags, NetworkSettings, ProxyUrl};
pub use providers::Providers;
pub use selection::{ENVIRONMENT_VARIABLE, PROFILE_VARIABLE, PROVIDER_VARIABLE, Selection};
pub use target::Target;

use crate::config::{Config, SecretReference, locate};
use crate::env::Env;
use crate::failure::Result;
use crate::origin::{Origin, Setting};
use crate::provider::Provider;

/// The environment that needs no account and no network.
pub const EMULATOR: &str = "emulator";
/// The name of the environment when a base URL is given instead.
pub const CUSTOM: &str = "custom";

/// The config file and the environment variables of a run, from which every setting is settled.
#[derive(Clone, Debug)]
pub struct Settings {
    config_path: Option<Setting<PathBuf>>,
    config: Config,
    providers: Providers,
    env: Env,
}

impl Settings {
    /// Reads the config file, once a run; `config_flag` is the value of `--config`.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or has a mistake.
    pub fn load(config_flag: Option<&Path>, env: &Env) -> Result<Self> {
        let config_path = locate(config_flag, env);
        let config = config_path.as_ref().map(Config::load).transpose()?.unwrap_or_default();
        Ok(Self { config_path, ..Self::new(config, env) })
    }

    /// Settings from a config that is read already.
    pub fn new(config: Config, env: &Env) -> Self {
        Self { config_path: None, providers: Providers::new(&config), config, env: env.clone() }
    }

    /// The same config with no environment variables, to check what the file says by itself.
    #[must_use]
    pub fn without_variables(&self) -> Self {
        Self { env: Env::Given([].into()), ..self.clone() }
    }

    /// Where the config file is, whether it exists or not; none when this user has no home directory.
    pub fn config_path(&self) -> Option<&Setting<PathBuf>> {
        self.config_path.as_ref()
    }

    /// The config file.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The environment variables.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// The built-in providers and those of the config file.
    pub fn providers(&self) -> &Providers {
        &self.providers
    }

    /// The names of all variables that hold a secret of any provider, profile or shared cache.
    ///
    /// # Errors
    ///
    /// The URL of the shared cache cannot be read.
    pub fn secret_variables(&self) -> Result<Vec<String>> {
        let providers: Vec<&Provider> = self.providers.all().collect();
        let of_providers = providers.iter().flat_map(|provider| provider.secret_variables().map(ToString::to_string));
        let of_requests = providers.iter().flat_map(|provider| provider.secret_references());
        let of_profiles = self.config.profiles().flat_map(|(_, profile)| profile.secrets());
        let references = of_requests.chain(of_profiles).filter_map(SecretReference::variable).map(str::to_owned);
        Ok(of_providers.chain(references).chain(self.cache_secret_variables()?).collect())
    }
}

/// The value of a flag, where it is given.
fn flag<T>(value: Option<T>, name: &'static str) -> Option<Setting<T>> {
    Some(Setting::new(value?, Origin::Flag(name)))
}

/// The first of a flag, a profile that this run names, a variable, and the default profile.
fn first_of<T>(
    flag: Option<Setting<T>>,
    profile: Option<Setting<T>>,
    variable: impl FnOnce() -> Result<Option<Setting<T>>>,
) -> Result<Option<Setting<T>>> {
    let is_named = |setting: &Setting<T>| matches!(setting.origin, Origin::Profile { is_default: false, .. });
    match (flag, profile) {
        (Some(flag), _) => Ok(Some(flag)),
        (None, Some(profile)) if is_named(&profile) => Ok(Some(profile)),
        (None, profile) => Ok(variable()?.or(profile)),
    }
}
