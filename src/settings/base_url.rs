//! Where to talk: the first setting that is given wins whole.

use url::Url;

use super::active_profile::ActiveProfile;
use super::{CUSTOM, EMULATOR, ENVIRONMENT_VARIABLE, Selection, flag};
use crate::config::Profile;
use crate::credentials::first_variable;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{parse_base, shown};
use crate::origin::{Origin, Setting};
use crate::provider::{Provider, TokenEndpoint};
use crate::suggest;

/// Where to talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseUrl {
    /// To the server at this URL.
    Url(Url),
    /// To the built-in emulator.
    Emulator,
    /// Nothing says where the API is. A token can be requested if its URL does not depend on the base URL.
    Unknown,
}

impl BaseUrl {
    /// The URL for people and programs; none for the emulator, whose port differs each time.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Url(url) => Some(shown(url)),
            Self::Emulator | Self::Unknown => None,
        }
    }
}

/// What a flag, variable or profile says about where to talk.
enum Choice {
    Url(String),
    Environment(String),
}

/// Settles the environment's name, and its base URL: the first that is given whole of the flags, a profile by flag, the
/// provider's variables for a URL, a profile by variable, the variables for an environment, the default profile, and the
/// provider's first environment.
pub(super) fn choose_base_url(
    provider: &Provider,
    profile: Option<&ActiveProfile<'_>>,
    selection: &Selection,
    env: &Env,
) -> Result<(Setting<String>, BaseUrl)> {
    if selection.base_url.is_some() && selection.environment.as_deref() == Some(EMULATOR) {
        return Err(Failure::new(Kind::Usage, "`--base-url` and `-e emulator` exclude each other")
            .hint("the built-in emulator has a base URL of its own; leave one of the two out"));
    }
    let url = |url: Setting<String>| url.map(Choice::Url);
    let environment = |name: Setting<String>| name.map(Choice::Environment);
    let of_profile = |active: &ActiveProfile<'_>| {
        let Profile { base_url, environment, .. } = active.profile;
        let base_url = base_url.as_ref().map(|url| Choice::Url(url.get_ref().clone()));
        let environment = || Some(Choice::Environment(environment.as_ref()?.get_ref().clone()));
        base_url.or_else(environment).map(|choice| active.setting(choice))
    };
    let flags = flag(selection.base_url.clone(), "--base-url").map(url);
    let flags = flags.or_else(|| flag(selection.environment.clone(), "--environment").map(environment));
    let by_flag = || profile.filter(|active| active.is_by_flag()).and_then(of_profile);
    let by_name = || profile.filter(|active| active.is_named()).and_then(of_profile);
    let names = [ENVIRONMENT_VARIABLE].into_iter().chain(provider.variables.environment.as_deref());
    let Setting { value, origin } = if let Some(found) = flags.or_else(by_flag) {
        found
    } else if let Some(found) = url_of_variables(provider, env)?.map(url).or_else(by_name) {
        found
    } else if let Some(found) = first_variable(names, env)?.map(environment).or_else(|| profile.and_then(of_profile)) {
        found
    } else if let Some(default) = provider.environments.first() {
        Setting::new(Choice::Environment(default.name.to_string()), Origin::Default)
    } else {
        let needs_base_url = |endpoint: &TokenEndpoint| endpoint.url.is_empty() || endpoint.url.starts_with('/');
        if provider.endpoints.iter().any(needs_base_url) {
            return Err(unknown(provider));
        }
        return Ok((Setting::new(CUSTOM.to_owned(), Origin::Default), BaseUrl::Unknown));
    };
    match value {
        Choice::Environment(name) => named(provider, &name, origin),
        Choice::Url(url) => {
            let url = parse_base(&url, &origin.to_string())?;
            Ok((Setting::new(CUSTOM.to_owned(), origin), BaseUrl::Url(url)))
        }
    }
}

/// Returns the failure of a request to an API whose base URL is not known.
pub fn unknown(provider: &Provider) -> Failure {
    Failure::new(Kind::BadConfig, format!("the base URL of {} is not known", provider.title))
        .hint(format!("add `--base-url URL`, or [providers.{}.environments] to the config", provider.name))
}

/// The URL of the provider's variables for a base URL, or for host, port and TLS.
fn url_of_variables(provider: &Provider, env: &Env) -> Result<Option<Setting<String>>> {
    let variables = &provider.variables;
    if let Some(found) = first_variable(variables.base_url.as_deref(), env)? {
        return Ok(Some(found));
    }
    let Some(names) = &variables.host else { return Ok(None) };
    let Some(host) = env.get(&names.host)? else { return Ok(None) };
    if host.contains('/') {
        return Err(Failure::new(Kind::BadUrl, format!("{} takes a host name, and it holds a URL", names.host))
            .hint(format!("put the URL into {}", variables.base_url.as_deref().unwrap_or("--base-url"))));
    }
    let is_plain = env.text(&names.ssl)?.is_some_and(|ssl| means_no(&ssl));
    let scheme = if is_plain { "http" } else { "https" };
    let port = env.get(&names.port)?.map_or_else(String::new, |port| format!(":{port}"));
    let origins = [&names.host, &names.port, &names.ssl].into_iter().filter(|name| env.os(name).is_some());
    let origin = Origin::Variables(origins.map(ToString::to_string).collect());
    Ok(Some(Setting::new(format!("{scheme}://{host}{port}"), origin)))
}

fn named(provider: &Provider, name: &str, origin: Origin) -> Result<(Setting<String>, BaseUrl)> {
    if name == EMULATOR && provider.is_emulated {
        return Ok((Setting::new(name.to_owned(), origin), BaseUrl::Emulator));
    }
    if let Some(environment) = provider.environment(name) {
        let url = parse_base(&environment.base_url, "the provider")?;
        return Ok((Setting::new(environment.name.to_string(), origin), BaseUrl::Url(url)));
    }
    let mut all: Vec<&str> = provider.environments.iter().map(|environment| &*environment.name).collect();
    all.extend(provider.is_emulated.then_some(EMULATOR));
    let shown = crate::redact::escape_control(name);
    let what = format!("{} has no environment `{shown}` (from {origin})", provider.title);
    let variables = &provider.variables;
    let hint = match (&origin, &variables.environment, &variables.host) {
        (Origin::Variable(given), Some(own), Some(names)) if given == own && name.contains('.') => format!(
            "{own} takes the name of an environment; put a host into {} (or the whole URL into {})",
            names.host,
            variables.base_url.as_deref().unwrap_or("--base-url")
        ),
        _ => suggest::hint(&shown, &all),
    };
    Err(Failure::new(Kind::UnknownEnvironment, what).hint(hint))
}

/// True for the values of `AMADEUS_SSL` that people set to turn TLS off.
fn means_no(text: &str) -> bool {
    ["", "false", "0", "no", "off"].contains(&text.trim().to_ascii_lowercase().as_str())
}
