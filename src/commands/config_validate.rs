//! `config validate`: checks the whole config file, also what this run would not need.

use std::path::Path;

use super::config::required_place;
use super::store::{self, Need};
use super::{Context, Outcome};
use crate::config::{Config, Origin, Problem, Profile};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::parse_base;
use crate::provider::{Provider, configured, header_problem};
use crate::suggest;
use crate::target::EMULATOR;

pub(super) fn run(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let config = Config::load(named, &context.env)?;
    let Some(path) = config.path() else {
        let place = required_place(named, &context.env)?.value;
        return Err(Failure::new(Kind::BadConfig, format!("there is no config file {}", place.display()))
            .hint("`travauth config init` writes one"));
    };
    for (name, ..) in config.providers() {
        configured::find(&config, name, &Origin::Config)?;
    }
    for profile in config.profiles() {
        check(&config, &profile)?;
    }
    if let Some(name) = config.default_profile() {
        config.profile(name, &Origin::Config)?;
    }
    store::open_itself(Need::Optional, &config, &context.env)?;
    let counts = format!("{} profiles, {} providers", config.profiles().count(), config.providers().count());
    context.ui.data(format!("{}: good ({counts})\n", path.display()))?;
    Ok(Outcome::Done)
}

fn check(config: &Config, profile: &Profile<'_>) -> Result<()> {
    let at = |key: &str| profile.table.get(key).map_or(profile.at, |value| value.at);
    let wrong = |key: &str, what: String, hint: String| config.failure(Problem::new(at(key), what).hint(hint));
    let names = configured::names(config);
    let Some(name) = profile.text("provider") else {
        let what = format!("the profile {} has no provider", profile.name);
        return Err(wrong("provider", what, format!("add `provider = \"NAME\"`; there are: {}", names.join(", "))));
    };
    if !names.contains(&name) {
        let shown = crate::redact::escape_control(name);
        return Err(wrong("provider", format!("there is no provider `{shown}`"), suggest::hint(&shown, &names)));
    }
    let provider = configured::find(config, name, &Origin::Config)?;
    if let Some(name) = profile.text("environment") {
        let all = environments(provider);
        if provider.environment(name).is_none() && !all.contains(&name) {
            let shown = crate::redact::escape_control(name);
            let what = format!("{} has no environment `{shown}`", provider.title);
            return Err(wrong("environment", what, suggest::hint(&shown, &all)));
        }
    }
    if let Some(url) = profile.text("base_url") {
        parse_base(url, "this profile")
            .map_err(|failure| wrong("base_url", failure.message(), failure.advice().unwrap_or_default().to_owned()))?;
    }
    if let Some(version) = profile.auth_version()
        && !provider.endpoints.iter().any(|endpoint| endpoint.version.as_deref() == Some(&version))
    {
        let versions: Vec<&str> =
            provider.endpoints.iter().filter_map(|endpoint| endpoint.version.as_deref()).collect();
        let hint = if versions.is_empty() { "leave it out".to_owned() } else { suggest::hint(&version, &versions) };
        return Err(wrong("auth_version", format!("{} has no token endpoint of this version", provider.title), hint));
    }
    match header_problem(&profile.headers()) {
        Some(failure) => Err(wrong("headers", failure.message(), failure.advice().unwrap_or_default().to_owned())),
        None => Ok(()),
    }
}

/// The names that `-e` takes with this provider, but for the aliases.
pub(super) fn environments(provider: &Provider) -> Vec<&str> {
    let own = provider.environments.iter().map(|environment| &*environment.name);
    own.chain(provider.is_emulated.then_some(EMULATOR)).collect()
}
