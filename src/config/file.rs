//! The keys of a config file.

use std::path::Path;

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::allowed_hosts::AllowedHosts;
use super::cache::CacheTable;
use super::keys::keys_of;
use super::locked::LockedKey;
use super::network::NetworkTable;
use super::problem::Problem;
use super::profile::Profile;
use super::provider::ProviderTable;
use super::rule::{Rule, require_distinct};
use super::values::Name;
use crate::redact::escape_control;
use crate::suggest;

/// The keys outside of any table, and the tables.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct ConfigFile {
    /// The versions of travauth that can read this file, such as `">=0.3"`. Other versions report this first.
    pub requires: Option<Spanned<String>>,
    /// The profile that is used when no flag, variable or rule selects another.
    pub default_profile: Option<Spanned<String>>,
    /// Directories and the profiles that are used in them. Only the user's config can have rules.
    pub rules: Vec<Spanned<Rule>>,
    /// Provider, environment and credentials under one name.
    pub profiles: IndexMap<Spanned<Name>, Profile>,
    /// Your own providers.
    pub providers: IndexMap<Spanned<Name>, ProviderTable>,
    /// The storage of tokens.
    pub cache: CacheTable,
    /// Time limits, retries, proxy and trusted certificates.
    pub network: NetworkTable,
    /// Keys that the user's config, flags and variables cannot change. Only the system config can have it.
    pub locked: Vec<Spanned<LockedKey>>,
    /// The hosts that tokens and credentials can be sent to, such as `"*.sabre.com"`. Only the system config can have it.
    pub allowed_hosts: Option<Spanned<AllowedHosts>>,
}

/// One of the two config files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigSource {
    /// The user's file.
    User,
    /// The system's file.
    System,
}

/// Whether a profile can extend one that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MissingParents {
    /// No: it is a mistake.
    Reject,
    /// Yes, because the other config file may have it.
    Accept,
}

impl ConfigFile {
    /// Checks the keys that only one of the two files can have, and converts other spellings.
    pub(super) fn check(&mut self, source: ConfigSource) -> Result<(), Problem> {
        let locked = self.locked.first().map(|key| ("locked", key.span().start));
        let hosts = self.allowed_hosts.as_ref().map(|value| ("allowed_hosts", value.span().start));
        let rules = self.rules.first().map(|rule| ("rules", rule.span().start));
        let (foreign, owner) = match source {
            ConfigSource::User => (locked.or(hosts), "system config"),
            ConfigSource::System => (rules, "user's config"),
        };
        if let Some((key, at)) = foreign {
            let problem = Problem::new(at, format!("only the {owner} can have `{key}`"));
            return Err(problem.hint("remove it from this file"));
        }
        self.locked.iter().try_for_each(require_known)?;
        require_distinct(&self.rules)?;
        self.profiles.values_mut().try_for_each(Profile::unify_spellings)
    }

    /// Returns the profile of this name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|(own, _)| own.get_ref().as_str() == name).map(|(_, profile)| profile)
    }

    /// Resolves relative paths. `dir_of` returns the directory of the file that contains a position.
    pub(super) fn resolve_paths<'d>(&mut self, dir_of: impl Fn(usize) -> &'d Path) {
        let of_profiles = self.profiles.values_mut().flat_map(|profile| profile.headers.values_mut());
        let of_providers = self.providers.values_mut().flat_map(|provider| provider.headers.values_mut());
        for header in of_profiles.chain(of_providers) {
            let dir = dir_of(header.span().start);
            header.get_mut().resolve_paths(dir);
        }
        self.providers.values_mut().for_each(|provider| provider.resolve_token_paths(&dir_of));
        let of_profiles =
            self.profiles.values_mut().flat_map(|profile| [&mut profile.client_secret, &mut profile.password]);
        for secret in of_profiles.flatten() {
            let dir = dir_of(secret.span().start);
            secret.get_mut().resolve_paths(dir);
        }
        for token in self.profiles.values_mut().filter_map(|profile| profile.refresh_token.as_mut()) {
            let dir = dir_of(token.span().start);
            token.get_mut().0.resolve_paths(dir);
        }
        self.cache.resolve_paths(&dir_of);
        let of_profiles = self
            .profiles
            .values_mut()
            .flat_map(|profile| [&mut profile.ca_bundle, &mut profile.add_ca, &mut profile.client_cert]);
        let of_providers = self.providers.values_mut().map(|provider| &mut provider.client_cert);
        let network = &mut self.network;
        let of_network = [&mut network.ca_bundle, &mut network.add_ca, &mut network.client_cert];
        for path in of_profiles.chain(of_providers).chain(of_network).flatten() {
            *path.get_mut() = dir_of(path.span().start).join(path.get_ref());
        }
        let of_profiles =
            self.profiles.values_mut().flat_map(|profile| [&mut profile.client_key, &mut profile.private_key]);
        let of_providers = self.providers.values_mut().map(|provider| &mut provider.client_key);
        for key in of_profiles.chain(of_providers).chain([&mut network.client_key]).flatten() {
            let dir = dir_of(key.span().start);
            key.get_mut().0.resolve_paths(dir);
        }
    }
}

/// Fails when the locked key does not exist, because a misspelt name would lock nothing.
fn require_known(locked: &Spanned<LockedKey>) -> Result<(), Problem> {
    let names: Vec<&str> = locked.get_ref().path().iter().map(String::as_str).collect();
    let (name, known) = match names.as_slice() {
        ["cache", key] => (*key, keys_of::<CacheTable>()),
        ["network", key] => (*key, keys_of::<NetworkTable>()),
        ["profiles", _, key, ..] => (*key, keys_of::<Profile>()),
        ["providers", _, key, ..] => (*key, keys_of::<ProviderTable>()),
        [key, ..] => (*key, keys_of::<ConfigFile>()),
        [] => return Ok(()),
    };
    let (shown, at) = (escape_control(name), locked.span().start);
    if ["requires", "locked", "allowed_hosts", "rules"].contains(&names[0]) {
        return Err(Problem::new(at, format!("`{shown}` cannot be locked")).hint("remove it from the list"));
    }
    if known.contains(&name) {
        return Ok(());
    }
    Err(Problem::new(at, format!("there is no key `{shown}` to lock")).hint(suggest::hint(&shown, known)))
}
