//! The provider, and the active profile.

use std::sync::Arc;

use toml::Spanned;

use super::guard_rails::locked;
use super::{PROFILE_VARIABLE, PROVIDER_VARIABLE, Selection, Settings, flag};
use crate::config::{ConfigSource, Problem, Profile, ProfileChain, ProfileTable};
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, ProfileChoice, ProfileOrigin, Setting};
use crate::provider::Provider;
use crate::redact::escape_control;

/// The chosen profile with the profiles that it extends, and the origin of the choice.
#[derive(Clone, Debug)]
pub(super) struct ActiveProfile<'c> {
    chain: ProfileChain<'c>,
    /// The origin of the choice: a flag, a variable, a rule or the default profile.
    pub chosen_by: Origin,
}

impl<'c> ActiveProfile<'c> {
    fn find(name: &str, chosen_by: Origin, settings: &'c Settings) -> Result<Self> {
        let chain = settings.config.profile(name, &chosen_by).map_err(|failure| {
            let is_provider = settings.providers.names().contains(&name);
            let instead = (PROVIDER_VARIABLE, "-p");
            if is_provider { other_flag_is_meant(failure, &chosen_by, instead, name, "provider") } else { failure }
        })?;
        Ok(Self { chain, chosen_by })
    }

    /// Returns the name of the profile.
    pub(super) fn name(&self) -> &'c str {
        self.chain.name().get_ref().as_str()
    }

    /// Returns the tables of the profile in the order of their precedence.
    pub(super) fn tables(&self) -> &[ProfileTable<'c>] {
        self.chain.tables()
    }

    /// Returns the origin of the values in one of the profile's tables.
    pub(super) fn origin_of(&self, table: ProfileTable<'_>) -> Origin {
        let name = table.name.get_ref().as_str();
        let choice = match self.chosen_by {
            Origin::Rule => ProfileChoice::Rule,
            _ if self.is_named() => ProfileChoice::Named,
            _ => ProfileChoice::Default,
        };
        Origin::Profile(ProfileOrigin {
            name: name.to_owned(),
            choice,
            extended_by: (name != self.name()).then(|| self.name().to_owned()),
            is_system: table.source == ConfigSource::System,
        })
    }

    /// Returns the value of a key with its origin.
    pub(super) fn setting<T>(&self, key: impl Fn(&'c Profile) -> Option<T>) -> Option<Setting<T>> {
        let (value, table) = self.chain.first(key)?;
        Some(Setting::new(value, self.origin_of(table)))
    }

    /// Returns whether a flag or variable of this run names the profile.
    pub(super) fn is_named(&self) -> bool {
        self.chosen_by.is_of_this_run()
    }

    fn provider(&self, settings: &Settings) -> Result<Setting<Arc<Provider>>> {
        let Some(name) = self.setting(|profile| profile.provider.as_ref()) else {
            let at = self.chain.name().span().start;
            let problem = Problem::new(at, format!("the profile {} has no provider", self.name()));
            return Err(settings.config.failure(problem.hint("add `provider = \"NAME\"` to it")));
        };
        let provider = settings.providers.find(name.value.get_ref(), &name.origin)?;
        Ok(Setting::new(provider, name.origin))
    }
}

/// Returns the provider of this name. If it is the name of a profile, the failure's hint names the flag for profiles.
fn find_provider(name: &str, origin: &Origin, settings: &Settings) -> Result<Arc<Provider>> {
    settings.providers.find(name, origin).map_err(|failure| {
        let is_profile = settings.config.profile_names().contains(&name);
        let is_unknown = failure.kind() == Kind::UnknownProvider;
        let instead = (PROFILE_VARIABLE, "-P");
        if is_unknown && is_profile { other_flag_is_meant(failure, origin, instead, name, "profile") } else { failure }
    })
}

/// Replaces the hint of a failure when the name of a provider was used for a profile, or the other way round.
fn other_flag_is_meant(
    failure: Failure,
    origin: &Origin,
    (variable, flag): (&str, &str),
    name: &str,
    what: &str,
) -> Failure {
    match origin {
        Origin::Flag(_) => failure.only_hint(format!("did you mean `{flag} {name}`? {name} is a {what}")),
        Origin::Variable(_) => failure.only_hint(format!("did you mean {variable}={name}? {name} is a {what}")),
        _ => failure,
    }
}

/// Chooses the provider, and the active profile if there is one.
///
/// # Errors
///
/// Fails when `-P` and `-p` contradict each other. A profile of another provider that a variable or the config names is
/// ignored.
pub(super) fn choose<'c>(
    selection: &Selection,
    settings: &'c Settings,
) -> Result<(Setting<Arc<Provider>>, Option<ActiveProfile<'c>>)> {
    let find = |name: &str, chosen_by: Origin| {
        match settings.locked_default_profile() {
            Some(only) if only != name => return Err(locked("default_profile", &chosen_by)),
            _ => {}
        }
        ActiveProfile::find(name, chosen_by, settings)
    };
    if let Some(name) = &selection.profile {
        let active = find(name, Origin::Flag("--profile"))?;
        let provider = active.provider(settings)?;
        if let Some(other) = selection.provider.as_ref().filter(|other| **other != provider.value.name) {
            let other = escape_control(other);
            return Err(Failure::new(
                Kind::Usage,
                format!("`-p {other}` contradicts `-P {}`, whose provider is {}", active.name(), provider.value.name),
            )
            .hint("leave one of the two out"));
        }
        return Ok((provider, Some(active)));
    }
    let by_variable = settings.variables.get(PROFILE_VARIABLE)?;
    let provider = match flag(selection.provider.clone(), "--provider") {
        // If both variables are set, the profile takes precedence, because it selects more.
        None if by_variable.is_none() => settings.variables.get(PROVIDER_VARIABLE)?,
        by_flag => by_flag,
    };
    let profile = by_variable.or_else(|| settings.profile_of_rule()).or_else(|| settings.default_profile());
    let active = profile.map(|name| find(&name.value, name.origin)).transpose()?;
    match (provider, active) {
        (Some(Setting { value: name, origin }), active) => {
            let provider = find_provider(&name, &origin, settings)?;
            let is_same = |own: &Spanned<String>| *own.get_ref() == provider.name;
            let active = active.filter(|active| active.chain.provider().is_some_and(is_same));
            if active.is_none() && settings.locked_default_profile().is_some() {
                return Err(locked("default_profile", &origin));
            }
            Ok((Setting::new(provider, origin), active))
        }
        (None, Some(active)) => Ok((active.provider(settings)?, Some(active))),
        (None, None) => Err(Failure::new(Kind::NoProvider, "no provider was chosen")
            .hint("`travauth login` sets up a profile, which is used from then on")
            .hint(format!(
                "or add `--provider NAME`, or set {PROVIDER_VARIABLE}; there are: {}",
                settings.providers.names().join(", ")
            ))),
    }
}

impl Settings {
    /// Returns the profile that a rule of the config selects in the working directory.
    pub fn profile_of_rule(&self) -> Option<Setting<String>> {
        let mut rules = self.config.rules().peekable();
        rules.peek()?;
        let dir = std::env::current_dir().ok()?;
        let name = rules.find(|rule| rule.directory.contains(&dir))?.profile.get_ref();
        if self.locked_default_profile().is_some_and(|only| only != *name) {
            let name = escape_control(name);
            log::warn!(
                "the rule for this directory, which selects {name}, is ignored: the system config locks `default_profile`"
            );
            return None;
        }
        Some(Setting::new(name.clone(), Origin::Rule))
    }

    /// Returns the default profile if the system config locks it, so that it is the only one.
    pub fn locked_default_profile(&self) -> Option<String> {
        let name = self.config.system_value(|file| Some(file.default_profile.as_ref()?.get_ref().clone()));
        name.filter(|_| self.config.is_locked(&["default_profile"]))
    }

    /// Returns the name of the default profile.
    pub fn default_profile(&self) -> Option<Setting<String>> {
        self.config.default_profile().map(|name| name.map(Spanned::into_inner))
    }
}
