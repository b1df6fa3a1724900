//! The limits that the system config sets: locked keys and allowed hosts.

use url::Url;

use super::{BaseUrl, EMULATOR, Selection, Settings, Target};
use crate::cache::redis::Address;
use crate::config::{AllowedHosts, Config, ConfigFile, Profile};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{is_loopback, parse_base};
use crate::origin::{Origin, Setting};
use crate::provider::SecretName;

impl Settings {
    /// Returns the system config's value if the key is locked, and the chosen value otherwise.
    ///
    /// # Errors
    ///
    /// Fails when a flag or variable sets a locked key to another value.
    pub(super) fn apply_lock<T: PartialEq>(
        &self,
        key: &[&str],
        chosen: Option<Setting<T>>,
        read: impl Fn(&ConfigFile) -> Option<T>,
    ) -> Result<Option<Setting<T>>> {
        if !self.config.is_locked(key) {
            return Ok(chosen);
        }
        let key = &key.join(".");
        let system_value = self.config.system_value(read);
        match chosen {
            Some(other) if system_value.as_ref() != Some(&other.value) => {
                if other.origin.is_of_this_run() {
                    return Err(locked(key, &other.origin));
                }
                log::warn!("`{key}` from {} is ignored, because the system config locks it", other.origin);
            }
            _ => {}
        }
        Ok(system_value.map(|value| Setting::new(value, Origin::SystemConfig)))
    }

    /// Fails when the host of the shared cache is not allowed.
    pub(super) fn require_allowed_cache(&self, address: &Address) -> Result<()> {
        let Some(hosts) = self.config.allowed_hosts() else { return Ok(()) };
        match address.nodes().iter().find(|node| !node.is_allowed(hosts)) {
            Some(node) => Err(not_allowed("the shared cache", &node.host, hosts)),
            None => Ok(()),
        }
    }

    /// Returns the locks of a target: those of its provider, of its profile, and of the profiles that it extends.
    pub(super) fn locks<'a>(&'a self, target: &'a Target) -> TargetLocks<'a> {
        let profiles = target.network.iter().filter_map(|table| match &table.origin {
            Origin::Profile(profile) => Some(profile.name.as_str()),
            _ => None,
        });
        TargetLocks { config: &self.config, target, profiles: profiles.collect() }
    }
}

/// The locks of a target.
pub(super) struct TargetLocks<'a> {
    config: &'a Config,
    target: &'a Target,
    /// The target's profile and those that it extends.
    profiles: Vec<&'a str>,
}

impl TargetLocks<'_> {
    /// Fails when a flag or variable replaces a locked key of the provider or of the profile.
    pub(super) fn require_unlocked(&self, selection: &Selection) -> Result<()> {
        let target = self.target;
        self.check_base_url()?;
        self.check_credentials()?;
        let version = |profile: &Profile| Some(profile.auth_version.as_ref()?.get_ref().0.clone());
        self.check_profile_key(&["auth_version"], target.auth_version.as_ref(), version)?;
        self.check_profile_key(&["scope"], target.scope.as_ref(), |profile| {
            profile.scope.as_ref().map(ToString::to_string)
        })?;
        self.check_profile_key(&["min_valid"], target.min_valid.as_ref(), |profile| Some(profile.min_valid?.0))?;
        for (name, value) in &target.params {
            self.check_profile_key(&["params", name], Some(value), |profile| {
                match &*profile.params.get(name.as_str())?.get_ref().0 {
                    [only] => Some(only.to_string()),
                    _ => None,
                }
            })?;
            self.check_provider_key(&["params", name], &value.origin)?;
        }
        let origin = Origin::Flag("--header");
        for name in &selection.headers {
            self.check_profile_key(&["headers", name], Some(&Setting::new((), origin.clone())), |_| None)?;
            self.check_provider_key(&["headers", name], &origin)?;
        }
        match &selection.probe {
            Some(_) => self.check_provider_key(&["probe"], &Origin::Flag("--probe")),
            None => Ok(()),
        }
    }

    /// Checks the environment and the base URL, each of which replaces the other.
    fn check_base_url(&self) -> Result<()> {
        let target = self.target;
        let provider = &target.provider.value;
        let chosen = Setting::new(target.base_url.clone(), target.environment.origin.clone());
        let read_profile = |profile: &Profile| {
            let environment = |name: &str| match provider.environment(name) {
                None if name == EMULATOR => Some(BaseUrl::Emulator),
                found => parse_base(&found?.base_url, "").ok().map(BaseUrl::Url),
            };
            match (&profile.base_url, &profile.environment) {
                (Some(url), _) => parse_base(url.get_ref(), "").ok().map(BaseUrl::Url),
                (None, name) => environment(name.as_ref()?.get_ref()),
            }
        };
        for key in ["base_url", "environment"] {
            self.check_profile_key(&[key], Some(&chosen), read_profile)?;
        }
        let is_of_provider = provider.environment(&target.environment.value).is_some();
        if is_of_provider { Ok(()) } else { self.check_provider_key(&["environments"], &chosen.origin) }
    }

    fn check_credentials(&self) -> Result<()> {
        let Ok(credentials) = &self.target.credentials else { return Ok(()) };
        let given = |label: &str| credentials.given_ids.iter().find(|(given, _)| *given == label).map(|(_, id)| id);
        // A whole `V1:…` id also sets the group and the domain.
        let part = |label: &str, value: &Option<String>| {
            let of_whole_id = || Some(Setting::new(value.clone()?, given("user id")?.origin.clone()));
            given(label).cloned().or_else(of_whole_id)
        };
        let (group, domain) = (part("group", &credentials.group), part("domain", &credentials.domain));
        self.check_profile_key(&["client_id"], Some(&credentials.client_id), |profile| profile.client_id.clone())?;
        self.check_profile_key(&["user_id"], given("user id"), |profile| profile.user_id.clone())?;
        self.check_profile_key(&["group"], group.as_ref(), |profile| profile.group.clone())?;
        self.check_profile_key(&["domain"], domain.as_ref(), |profile| profile.domain.clone())?;
        let secrets: Vec<_> = credentials.found_secrets().collect();
        for (name, secret) in &secrets {
            // In Sabre v2 either key sets the only secret.
            for key in SecretName::ALL.iter().filter(|key| secrets.len() == 1 || *key == name) {
                // Secrets are not read here, so they cannot be compared.
                self.check_profile_key(&[key.key()], Some(&Setting::new((), secret.origin.clone())), |_| None)?;
            }
        }
        Ok(())
    }

    /// Fails when a flag or variable sets a locked key of the profile to another value than the system's.
    pub(super) fn check_profile_key<T: PartialEq>(
        &self,
        key: &[&str],
        chosen: Option<&Setting<T>>,
        read_profile: impl Fn(&Profile) -> Option<T>,
    ) -> Result<()> {
        let Some(chosen) = chosen.filter(|chosen| chosen.origin.is_of_this_run()) else { return Ok(()) };
        let paths = self.profiles.iter().map(|profile| [&["profiles", profile], key].concat());
        let Some(locked_path) = paths.into_iter().find(|path| self.config.is_locked(path)) else { return Ok(()) };
        let value_in_profile = |name: &&str| self.config.system_value(|file| read_profile(file.profile(name)?));
        if self.profiles.iter().find_map(value_in_profile).as_ref() == Some(&chosen.value) {
            return Ok(());
        }
        Err(locked(&locked_path.join("."), &chosen.origin))
    }

    /// Returns whether a key of the profile is locked.
    pub(super) fn locks_profile_key(&self, key: &str) -> bool {
        self.profiles.iter().any(|profile| self.config.is_locked(&["profiles", profile, key]))
    }

    /// Fails when a flag or variable replaces a documented rate that is locked.
    pub(super) fn check_documented_rate(&self, origin: &Origin) -> Result<()> {
        self.check_provider_key(&["environments", &self.target.environment.value, "requests_per_second"], origin)
    }

    /// Fails when a flag or variable replaces a locked key of the provider.
    pub(super) fn check_provider_key(&self, key: &[&str], origin: &Origin) -> Result<()> {
        let path = [&["providers", &*self.target.provider.value.name], key].concat();
        if origin.is_of_this_run() && self.config.is_locked(&path) {
            return Err(locked(&path.join("."), origin));
        }
        Ok(())
    }
}

/// Builds the failure for a flag or variable that replaces a locked key.
pub(super) fn locked(key: &str, origin: &Origin) -> Failure {
    Failure::new(Kind::BadConfig, format!("{origin} cannot replace `{key}`"))
        .because("the system config locks it")
        .hint(format!("leave out {origin}"))
}

/// Fails when the system config does not allow sending tokens and credentials to this URL. This machine is always allowed.
pub(super) fn require_allowed(what: &str, url: &Url, hosts: Option<&AllowedHosts>) -> Result<()> {
    let host = url.host_str().unwrap_or_default();
    match hosts {
        Some(hosts) if !is_loopback(url) && !hosts.contain(host) => Err(not_allowed(what, host, hosts)),
        _ => Ok(()),
    }
}

fn not_allowed(what: &str, host: &str, hosts: &AllowedHosts) -> Failure {
    Failure::new(Kind::BadUrl, format!("the system config does not allow the host {host} of {what}"))
        .because(format!("allowed hosts: {hosts}"))
        .hint("select another environment or base URL, or ask the administrator of this machine")
}
