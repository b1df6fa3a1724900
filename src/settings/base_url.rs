//! Settles the base URL. One setting alone determines it: the first one that is set.

use url::Url;

use super::active_profile::ActiveProfile;
use super::{CUSTOM, EMULATOR, ENVIRONMENT_VARIABLE, Selection, flag};
use crate::config::Profile;
use crate::credentials::Variables;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{parse_base, shown};
use crate::origin::{Origin, Setting};
use crate::provider::{Provider, TokenEndpoint};
use crate::suggest;

/// The base URL of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseUrl {
    /// This URL.
    Url(Url),
    /// The built-in emulator, whose URL is known once it has started.
    Emulator,
    /// The location of the API is unknown. A token can be requested if its URL does not depend on the base URL.
    Unknown,
}

impl BaseUrl {
    /// Returns the URL for messages; none for the emulator, whose port differs each time.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Url(url) => Some(shown(url)),
            Self::Emulator | Self::Unknown => None,
        }
    }
}

/// The value of a flag, variable or profile that determines the base URL.
enum BaseUrlChoice {
    Url(String),
    Environment(String),
}

/// Settles the environment's name and its base URL. The first of these that is set takes precedence: the flags, a profile
/// that this run names, the provider's variables for a URL, the variables for an environment, any other profile, and the
/// provider's first environment.
///
/// With a profile that this run names, the variables are used only if the provider has no environments.
pub(super) fn choose_base_url(
    provider: &Provider,
    profile: Option<&ActiveProfile<'_>>,
    selection: &Selection,
    variables: &Variables,
) -> Result<(Setting<String>, BaseUrl)> {
    if selection.base_url.is_some() && selection.environment.as_deref() == Some(EMULATOR) {
        return Err(Failure::new(Kind::Usage, "`--base-url` and `-e emulator` exclude each other")
            .hint("the built-in emulator has a base URL of its own; leave one of the two out"));
    }
    let of_profile = |active: &ActiveProfile<'_>| {
        active.setting(|Profile { base_url, environment, .. }| {
            let base_url = base_url.as_ref().map(|url| BaseUrlChoice::Url(url.get_ref().clone()));
            let environment = || Some(BaseUrlChoice::Environment(environment.as_ref()?.get_ref().clone()));
            base_url.or_else(environment)
        })
    };
    let flags = flag(selection.base_url.clone(), "--base-url").map(|url| url.map(BaseUrlChoice::Url));
    let flags =
        flags.or_else(|| Some(flag(selection.environment.clone(), "--environment")?.map(BaseUrlChoice::Environment)));
    let named_profile = profile.filter(|active| active.is_named());
    let by_named_profile = || named_profile.and_then(of_profile);
    let found = match flags.or_else(by_named_profile) {
        Some(found) => Some(found),
        // A stray variable must not send the secret of the named profile to another place.
        None if named_profile.is_some() && !provider.environments.is_empty() => None,
        None => base_url_of_variables(provider, variables)?.or_else(|| profile.and_then(of_profile)),
    };
    let Setting { value, origin } = if let Some(found) = found {
        found
    } else if let Some(default) = provider.environments.first() {
        Setting::new(BaseUrlChoice::Environment(default.name.to_string()), Origin::Default)
    } else {
        let is_unknown = |url: &str| url.is_empty() || url.starts_with('/');
        let needs_base_url = |endpoint: &TokenEndpoint| endpoint.issuer.is_none() && is_unknown(&endpoint.url);
        if provider.endpoints.iter().any(needs_base_url) {
            return Err(unknown(provider));
        }
        return Ok((Setting::new(CUSTOM.to_owned(), Origin::Default), BaseUrl::Unknown));
    };
    match value {
        BaseUrlChoice::Environment(name) => named(provider, &name, origin),
        BaseUrlChoice::Url(url) => {
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

/// Returns the base URL or the environment that variables set. A URL takes precedence.
fn base_url_of_variables(provider: &Provider, variables: &Variables) -> Result<Option<Setting<BaseUrlChoice>>> {
    if let Some(url) = url_of_variables(provider, variables)? {
        return Ok(Some(url.map(BaseUrlChoice::Url)));
    }
    let names = [ENVIRONMENT_VARIABLE].into_iter().chain(provider.variables.environment.as_deref());
    Ok(variables.first(names)?.map(|name| name.map(BaseUrlChoice::Environment)))
}

/// Returns the URL of the provider's variables for a base URL, or for host, port and TLS.
fn url_of_variables(provider: &Provider, variables: &Variables) -> Result<Option<Setting<String>>> {
    let url_variable = provider.variables.base_url.as_deref();
    if let Some(found) = variables.first(url_variable)? {
        return Ok(Some(found));
    }
    let Some(names) = &provider.variables.host else { return Ok(None) };
    let Some(host) = variables.get(&names.host)? else { return Ok(None) };
    if host.value.contains('/') {
        return Err(Failure::new(Kind::BadUrl, format!("{} takes a host name, but it holds a URL", names.host))
            .hint(format!("set {} to the URL", url_variable.unwrap_or("--base-url"))));
    }
    let (port, ssl) = (variables.text(&names.port)?, variables.text(&names.ssl)?);
    let scheme = if ssl.as_ref().is_some_and(|ssl| means_no(&ssl.value)) { "http" } else { "https" };
    let port_text = port.as_ref().filter(|port| !port.value.is_empty()).map(|port| format!(":{}", port.value));
    let url = format!("{scheme}://{}{}", host.value, port_text.unwrap_or_default());
    let origins = [Some(host), port, ssl].into_iter().flatten().map(|setting| setting.origin.to_string());
    let names = origins.map(|origin| origin.trim_start_matches('$').to_owned());
    Ok(Some(Setting::new(url, Origin::Variables(names.collect()))))
}

/// Returns the environment of this name, with its base URL.
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
        _ if all.is_empty() => {
            format!("no environment is built in: set {}", variables.base_url.as_deref().unwrap_or("--base-url"))
        }
        _ => suggest::hint(&shown, &all),
    };
    Err(Failure::new(Kind::UnknownEnvironment, what).hint(hint))
}

/// Returns whether this value of `AMADEUS_SSL` turns TLS off.
fn means_no(text: &str) -> bool {
    ["", "false", "0", "no", "off"].contains(&text.trim().to_ascii_lowercase().as_str())
}
