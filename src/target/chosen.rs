//! Which provider, and which profile of the config file is in force.

use super::{Choice, PROFILE_VARIABLE, PROVIDER_VARIABLE};
use crate::config::{Config, Origin, Profile, Setting};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::provider::{Provider, configured};

/// A profile, and what chose it.
#[derive(Clone, Debug)]
pub(super) struct Chosen<'c> {
    /// The profile.
    pub profile: Profile<'c>,
    /// What chose it.
    pub by: Origin,
}

impl Chosen<'_> {
    /// The origin of what the profile says.
    pub(super) fn origin(&self) -> Origin {
        Origin::Profile { name: self.profile.name.to_owned(), is_default: !self.is_named() }
    }

    /// Whether somebody named it in this run, by flag or variable.
    pub(super) fn is_named(&self) -> bool {
        self.by != Origin::Config
    }

    /// Whether it was named on the command line.
    pub(super) fn is_by_flag(&self) -> bool {
        matches!(self.by, Origin::Flag(_))
    }
}

/// The provider, and the profile in force if there is one.
///
/// `-P` and `-p` must not contradict each other; a profile of another provider that came from elsewhere is left aside.
pub(super) fn choose<'c>(
    choice: &Choice,
    config: &'c Config,
    env: &Env,
) -> Result<(Setting<&'static Provider>, Option<Chosen<'c>>)> {
    let find = |name: &str, by: Origin| Ok::<_, Failure>(Chosen { profile: config.profile(name, &by)?, by });
    let by_flag = choice.profile.as_deref().map(|name| find(name, Origin::Flag("--profile"))).transpose()?;
    if let Some(chosen) = by_flag {
        let own = provider_of(config, &chosen)?;
        if let Some(other) = choice.provider.as_ref().filter(|other| **other != own.value.name) {
            let other = crate::redact::escape_control(other);
            return Err(Failure::new(
                Kind::Usage,
                format!("`-p {other}` contradicts `-P {}`, whose provider is {}", chosen.profile.name, own.value.name),
            )
            .hint("leave one of the two out"));
        }
        return Ok((own, Some(chosen)));
    }
    let by_variable = env.get(PROFILE_VARIABLE)?.map(|name| find(&name, Origin::Variable(PROFILE_VARIABLE.to_owned())));
    let by_variable = by_variable.transpose()?;
    let named = match &choice.provider {
        Some(name) => Some((name.clone(), Origin::Flag("--provider"))),
        // Between two variables the profile wins: it says more.
        None if by_variable.is_some() => None,
        None => env.get(PROVIDER_VARIABLE)?.map(|name| (name, Origin::Variable(PROVIDER_VARIABLE.to_owned()))),
    };
    let chosen = match by_variable {
        Some(chosen) => Some(chosen),
        None => config.default_profile().map(|name| find(name, Origin::Config)).transpose()?,
    };
    match (named, chosen) {
        (Some((name, origin)), chosen) => {
            let provider = configured::find(config, &name, &origin)?;
            let chosen = chosen.filter(|chosen| chosen.profile.text("provider") == Some(&*provider.name));
            Ok((Setting::new(provider, origin), chosen))
        }
        (None, Some(chosen)) => Ok((provider_of(config, &chosen)?, Some(chosen))),
        (None, None) => Err(Failure::new(Kind::NoProvider, "no provider was chosen").hint(format!(
            "add `--provider NAME`, or set {PROVIDER_VARIABLE}; there are: {}",
            configured::names(config).join(", ")
        ))),
    }
}

fn provider_of(config: &Config, chosen: &Chosen<'_>) -> Result<Setting<&'static Provider>> {
    let profile = &chosen.profile;
    let Some(name) = profile.text("provider") else {
        let problem = crate::config::Problem::new(profile.at, format!("the profile {} has no provider", profile.name));
        return Err(config.failure(problem.hint("add `provider = \"NAME\"` to it")));
    };
    Ok(Setting::new(configured::find(config, name, &chosen.origin())?, chosen.origin()))
}
