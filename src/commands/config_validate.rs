//! `config validate`: checks the whole config file, including the parts that no single run uses.

use std::path::Path;

use toml::Spanned;

use super::config::required_path;
use super::{Context, Outcome};
use crate::config::{Config, HeaderText, Name, Problem, Profile, SecretReference};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::parse_base;
use crate::http::{Trust, tls_config};
use crate::origin::Origin;
use crate::provider::{Provider, RequiredSecret};
use crate::redact::escape_control;
use crate::session::{Need, open_cache};
use crate::settings::{EMULATOR, NetworkFlags, Selection, Settings};
use crate::suggest;

pub(super) fn run(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(named, &context.env)?;
    let config = settings.config();
    if let Some(unreadable) = config.unreadable() {
        return Err(unreadable.clone());
    }
    let Some(path) = config.path() else {
        let path = required_path(named, &context.env)?.value;
        return Err(Failure::new(Kind::BadConfig, format!("there is no config file {}", path.display()))
            .hint("`travauth config init` creates one"));
    };
    for (name, _) in config.providers() {
        settings.providers().find(name.get_ref().as_str(), &Origin::Config)?;
    }
    let bare = settings.without_variables();
    for (name, profile) in config.profiles() {
        check(&settings, name, profile)?;
        check_credentials(&bare, name)?;
    }
    if let Some(name) = config.default_profile() {
        let found = config.profile(name, &Origin::Config);
        let problem = |failure| Problem::from_failure(config.default_profile_position(), &failure);
        found.map_err(|failure| config.failure(problem(failure)))?;
    }
    check_files(config).map_err(|problem| config.failure(problem))?;
    let trust = settings.network(&NetworkFlags::default(), None)?.trust();
    open_cache(&settings, &trust, Need::Optional)?;
    let counts = format!("{} profiles, {} providers", config.profiles().len(), config.providers().len());
    context.ui.data(format!("{}: valid ({counts})\n", path.display()))?;
    Ok(Outcome::Done)
}

/// Fails when the profile names a user or a client only in part. A secret that it does not have may be given in each run.
fn check_credentials(settings: &Settings, name: &Spanned<Name>) -> Result<()> {
    let profile = name.get_ref().as_str();
    let selection = Selection { profile: Some(profile.to_owned()), ..Selection::default() };
    let Ok(target) = settings.target(&selection) else { return Ok(()) };
    let at = name.span().start;
    match target.credentials {
        Err(failure) if matches!(failure.kind(), Kind::IncompleteCredentials | Kind::MalformedCredential) => {
            Err(settings.config().failure(Problem::from_failure(at, &failure)))
        }
        Err(_) => Ok(()),
        Ok(credentials) => {
            for (secret, required) in credentials.secrets() {
                if let RequiredSecret::Missing(where_to_set) = required {
                    let what =
                        format!("the profile {profile} has no {secret}: set {where_to_set}, or give it in each run");
                    log::warn!("{}", settings.config().failure(Problem::new(at, what)));
                }
            }
            Ok(())
        }
    }
}

/// Checks that every file that the config names can be read. A variable can be unset here and set elsewhere.
fn check_files(config: &Config) -> Result<(), Problem> {
    let of_profiles = config.profiles().flat_map(|(_, profile)| profile.secrets_with_positions());
    let of_providers = config.providers().flat_map(|(_, table)| table.headers.values());
    let of_providers = of_providers.filter_map(HeaderText::secret_with_position);
    let of_cache = config.cache().secrets_with_positions();
    for (at, reference) in of_profiles.chain(of_providers).chain(of_cache) {
        if let SecretReference::File(path) = reference {
            check_readable(path).map_err(|error| unreadable(at, path, &error))?;
        }
    }
    for (at, path) in config.cache().certificates_with_positions() {
        check_readable(path).map_err(|error| unreadable(at, path, &error))?;
    }
    let Some(bundle) = &config.network().ca_bundle else { return Ok(()) };
    let (at, path) = (bundle.span().start, bundle.get_ref());
    check_readable(path).map_err(|error| unreadable(at, path, &error))?;
    let trust = Trust { ca_bundle: Some(path.clone()), ..Trust::default() };
    tls_config(&trust).map(drop).map_err(|failure| Problem::from_failure(at, &failure))
}

fn unreadable(at: usize, path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(at, format!("the file {} cannot be read: {error}", path.display()))
        .hint("check the path, which is relative to the config file, and its permissions")
}

/// Opens a regular file, but not a pipe, because that can block.
fn check_readable(path: &Path) -> std::io::Result<()> {
    let found = std::fs::metadata(path)?;
    if found.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    if found.is_file() { std::fs::File::open(path).map(drop) } else { Ok(()) }
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
