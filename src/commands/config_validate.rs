//! `config validate`: checks the whole config file, including the parts that no single run uses.

use std::path::Path;

use toml::Spanned;

use super::config::required_path;
use super::{Context, Outcome};
use crate::config::{Name, Problem, Profile};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::parse_base;
use crate::origin::Origin;
use crate::provider::Provider;
use crate::redact::escape_control;
use crate::session::{Need, open_cache};
use crate::settings::{EMULATOR, NetworkFlags, Settings};
use crate::suggest;

pub(super) fn run(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(named, &context.env)?;
    let config = settings.config();
    let Some(path) = config.path() else {
        let path = required_path(named, &context.env)?.value;
        return Err(Failure::new(Kind::BadConfig, format!("there is no config file {}", path.display()))
            .hint("`travauth config init` creates one"));
    };
    for (name, _) in config.providers() {
        settings.providers().find(name.get_ref().as_str(), &Origin::Config)?;
    }
    for (name, profile) in config.profiles() {
        check(&settings, name, profile)?;
    }
    if let Some(name) = config.default_profile() {
        config.profile(name, &Origin::Config)?;
    }
    let trust = settings.network(&NetworkFlags::default(), None)?.trust();
    open_cache(&settings, &trust, Need::Optional)?;
    let counts = format!("{} profiles, {} providers", config.profiles().len(), config.providers().len());
    context.ui.data(format!("{}: valid ({counts})\n", path.display()))?;
    Ok(Outcome::Done)
}

fn check(settings: &Settings, name: &Spanned<Name>, profile: &Profile) -> Result<()> {
    check_profile(settings, name, profile)?.map_err(|problem| settings.config().failure(problem))
}

/// Returns the first mistake of the profile in the inner result, and that of its provider in the outer one.
fn check_profile(settings: &Settings, name: &Spanned<Name>, profile: &Profile) -> Result<Result<(), Problem>> {
    let names = settings.providers().names();
    let Some(provider_name) = &profile.provider else {
        let what = format!("the profile {} has no provider", name.get_ref().as_str());
        let hint = format!("add `provider = \"NAME\"`; there are: {}", names.join(", "));
        return Ok(Err(Problem::new(name.span().start, what).hint(hint)));
    };
    if !names.contains(&provider_name.get_ref().as_str()) {
        let shown = escape_control(provider_name.get_ref());
        return Ok(Err(Problem::new(provider_name.span().start, format!("there is no provider `{shown}`"))
            .hint(suggest::hint(&shown, &names))));
    }
    let provider = settings.providers().find(provider_name.get_ref(), &Origin::Config)?;
    Ok(check_choices(&provider, profile))
}

/// Checks environment, base URL and version of the token endpoint, which depend on the provider.
fn check_choices(provider: &Provider, profile: &Profile) -> Result<(), Problem> {
    if let Some(name) = &profile.environment {
        let all = environments(provider);
        if provider.environment(name.get_ref()).is_none() && !all.contains(&name.get_ref().as_str()) {
            let shown = escape_control(name.get_ref());
            return Err(Problem::new(name.span().start, format!("{} has no environment `{shown}`", provider.title))
                .hint(suggest::hint(&shown, &all)));
        }
    }
    if let Some(url) = &profile.base_url {
        parse_base(url.get_ref(), "this profile")
            .map_err(|failure| Problem::from_failure(url.span().start, &failure))?;
    }
    let versions: Vec<&str> = provider.endpoints.iter().filter_map(|endpoint| endpoint.version.as_deref()).collect();
    match &profile.auth_version {
        Some(version) if !versions.contains(&version.get_ref().0.as_str()) => {
            let what = format!("{} has no token endpoint of this version", provider.title);
            let hint = if versions.is_empty() {
                "remove it".to_owned()
            } else {
                suggest::hint(&version.get_ref().0, &versions)
            };
            Err(Problem::new(version.span().start, what).hint(hint))
        }
        _ => Ok(()),
    }
}

/// Returns the environment names of the provider, without aliases.
pub(super) fn environments(provider: &Provider) -> Vec<&str> {
    let own = provider.environments.iter().map(|environment| &*environment.name);
    own.chain(provider.is_emulated.then_some(EMULATOR)).collect()
}
