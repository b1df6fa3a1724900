//! Which provider is used, and which profile of the config file is active.

use std::sync::Arc;

use super::{PROFILE_VARIABLE, PROVIDER_VARIABLE, Selection, Settings, flag};
use crate::config::{Problem, Profile};
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, ProfileChoice, ProfileOrigin, Setting};
use crate::provider::Provider;

/// A profile, and what chose it.
#[derive(Clone, Debug)]
pub(super) struct ActiveProfile<'c> {
    /// Its name.
    pub name: &'c str,
    /// Its settings.
    pub profile: &'c Profile,
    /// What chose it.
    pub chosen_by: Origin,
    /// The position of its name in the config file.
    at: usize,
}

impl<'c> ActiveProfile<'c> {
    fn find(name: &str, chosen_by: Origin, settings: &'c Settings) -> Result<Self> {
        let found = settings.config.profile(name, &chosen_by);
        let (name, profile) = found.map_err(|failure| {
            let is_provider = settings.providers.names().contains(&name);
            let instead = (PROVIDER_VARIABLE, "-p");
            if is_provider { meant_otherwise(failure, &chosen_by, instead, name, "provider") } else { failure }
        })?;
        Ok(Self { name: name.get_ref().as_str(), profile, chosen_by, at: name.span().start })
    }

    /// The origin of what the profile says.
    pub(super) fn origin(&self) -> Origin {
        let choice = if self.is_named() { ProfileChoice::Named } else { ProfileChoice::Default };
        Origin::Profile(ProfileOrigin { name: self.name.to_owned(), choice, extended_by: None, is_system: false })
    }

    /// A value of the profile with its origin.
    pub(super) fn setting<T>(&self, value: T) -> Setting<T> {
        Setting::new(value, self.origin())
    }

    /// Returns whether a flag or variable names it in this run.
    pub(super) fn is_named(&self) -> bool {
        self.chosen_by != Origin::Config
    }

    fn provider(&self, settings: &Settings) -> Result<Setting<Arc<Provider>>> {
        let Some(name) = self.profile.provider() else {
            let problem = Problem::new(self.at, format!("the profile {} has no provider", self.name));
            return Err(settings.config.failure(problem.hint("add `provider = \"NAME\"` to it")));
        };
        Ok(self.setting(settings.providers.find(name, &self.origin())?))
    }
}

/// The provider of this name; the hint for the name of a profile is the flag for profiles.
fn find_provider(name: &str, origin: &Origin, settings: &Settings) -> Result<Arc<Provider>> {
    settings.providers.find(name, origin).map_err(|failure| {
        let mut profiles = settings.config.profiles();
        let is_profile = profiles.any(|(own, _)| own.get_ref().as_str() == name);
        let is_unknown = failure.kind() == Kind::UnknownProvider;
        let instead = (PROFILE_VARIABLE, "-P");
        if is_unknown && is_profile { meant_otherwise(failure, origin, instead, name, "profile") } else { failure }
    })
}

/// The failure of a name that was given for a profile and is a provider's, or the other way round.
fn meant_otherwise(
    failure: Failure,
    given_by: &Origin,
    (variable, flag): (&str, &str),
    name: &str,
    what: &str,
) -> Failure {
    match given_by {
        Origin::Flag(_) => failure.only_hint(format!("did you mean `{flag} {name}`? {name} is a {what}")),
        Origin::Variable(_) => failure.only_hint(format!("did you mean {variable}={name}? {name} is a {what}")),
        _ => failure,
    }
}

/// The provider, and the active profile if there is one.
///
/// `-P` and `-p` must not contradict each other; a profile of another provider that a variable or the config file names is
/// ignored.
pub(super) fn choose<'c>(
    selection: &Selection,
    settings: &'c Settings,
) -> Result<(Setting<Arc<Provider>>, Option<ActiveProfile<'c>>)> {
    let find = |name: &str, chosen_by: Origin| ActiveProfile::find(name, chosen_by, settings);
    if let Some(name) = &selection.profile {
        let active = find(name, Origin::Flag("--profile"))?;
        let provider = active.provider(settings)?;
        if let Some(other) = selection.provider.as_ref().filter(|other| **other != provider.value.name) {
            let other = crate::redact::escape_control(other);
            return Err(Failure::new(
                Kind::Usage,
                format!("`-p {other}` contradicts `-P {}`, whose provider is {}", active.name, provider.value.name),
            )
            .hint("leave one of the two out"));
        }
        return Ok((provider, Some(active)));
    }
    let by_variable = settings.variables.get(PROFILE_VARIABLE)?;
    let provider = match flag(selection.provider.clone(), "--provider") {
        // Between two variables the profile wins: it says more.
        None if by_variable.is_none() => settings.variables.get(PROVIDER_VARIABLE)?,
        by_flag => by_flag,
    };
    let by_config = || Some(Setting::new(settings.config.default_profile()?.to_owned(), Origin::Config));
    let active = by_variable.or_else(by_config).map(|name| find(&name.value, name.origin)).transpose()?;
    match (provider, active) {
        (Some(Setting { value: name, origin }), active) => {
            let provider = find_provider(&name, &origin, settings)?;
            let active = active.filter(|active| active.profile.provider() == Some(&*provider.name));
            Ok((Setting::new(provider, origin), active))
        }
        (None, Some(active)) => Ok((active.provider(settings)?, Some(active))),
        (None, None) => Err(Failure::new(Kind::NoProvider, "no provider was chosen").hint(format!(
            "add `--provider NAME`, or set {PROVIDER_VARIABLE}; there are: {}",
            settings.providers.names().join(", ")
        ))),
    }
}
