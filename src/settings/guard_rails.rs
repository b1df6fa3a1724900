//! The limits that the system config sets: locked keys and allowed hosts.

use url::Url;

use super::{Settings, Target};
use crate::cache::redis::Address;
use crate::config::{AllowedHosts, ConfigFile};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::is_loopback;
use crate::origin::{Origin, Setting};

impl Settings {
    /// Returns the system config's value if the key is locked, and the chosen value otherwise.
    ///
    /// # Errors
    ///
    /// Fails when a flag or variable sets a locked key to another value.
    pub(super) fn apply_lock<T: PartialEq>(
        &self,
        key: &str,
        chosen: Option<Setting<T>>,
        of_system: impl Fn(&ConfigFile) -> Option<T>,
    ) -> Result<Option<Setting<T>>> {
        let path: Vec<&str> = key.split('.').collect();
        if !self.config.locked_keys().any(|locked| locked.covers(&path)) {
            return Ok(chosen);
        }
        let of_system = self.config.of_system(of_system);
        match chosen {
            Some(other) if of_system.as_ref() != Some(&other.value) => {
                if other.origin.is_of_this_run() {
                    return Err(locked(key, &other.origin));
                }
                log::warn!("`{key}` from {} is ignored, because the system config locks it", other.origin);
            }
            _ => {}
        }
        Ok(of_system.map(|value| Setting::new(value, Origin::SystemConfig)))
    }

    /// Fails when the host of the shared cache is not allowed.
    pub(super) fn require_allowed_cache(&self, address: &Address) -> Result<()> {
        let Some(hosts) = self.config.allowed_hosts() else { return Ok(()) };
        match address.nodes().iter().find(|node| !node.is_allowed(hosts)) {
            Some(node) => Err(not_allowed("the shared cache", &node.host, hosts)),
            None => Ok(()),
        }
    }

    /// Fails when a flag or variable replaces a locked key of the target's profile.
    pub(super) fn require_unlocked_profile(&self, target: &Target, profiles: &[&str]) -> Result<()> {
        let credentials = target.credentials.as_ref().ok();
        let ids = credentials.into_iter().flat_map(|credentials| {
            credentials.given_ids.iter().map(|(label, id)| (label.replace(' ', "_"), &id.origin))
        });
        let secrets = credentials.into_iter().flat_map(|credentials| {
            let found = credentials.found_secrets();
            found.map(|(name, secret)| (name.key().to_owned(), &secret.origin))
        });
        let params = target.params.iter().map(|(name, value)| (format!("params.{name}"), &value.origin));
        let place = ["base_url", "environment"].map(|key| (key.to_owned(), &target.environment.origin));
        let scope = target.scope.iter().map(|scope| ("scope".to_owned(), &scope.origin));
        for (key, origin) in place.into_iter().chain(ids).chain(secrets).chain(params).chain(scope) {
            for profile in profiles.iter().filter(|_| origin.is_of_this_run()) {
                let path: Vec<&str> = ["profiles", profile].into_iter().chain(key.split('.')).collect();
                if self.config.locked_keys().any(|locked| locked.covers(&path)) {
                    return Err(locked(&path.join("."), origin));
                }
            }
        }
        Ok(())
    }
}

fn locked(key: &str, origin: &Origin) -> Failure {
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
