//! Where to talk: the first setting that is given wins whole.

use url::Url;

use super::active_profile::ActiveProfile;
use super::{CUSTOM, EMULATOR, ENVIRONMENT_VARIABLE, Selection};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{parse_base, shown};
use crate::origin::{Origin, Setting};
use crate::provider::Provider;
use crate::suggest;

/// Where to talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseUrl {
    /// To the server at this URL.
    Url(Url),
    /// To the emulator inside this program.
    Emulator,
}

impl BaseUrl {
    /// The URL for people and programs; none for the emulator, whose port differs each time.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Url(url) => Some(shown(url)),
            Self::Emulator => None,
        }
    }
}

/// The environment's name, and its base URL.
type ChosenBaseUrl = (Setting<String>, BaseUrl);

/// Settles environment and base URL.
pub(super) fn choose_base_url(
    provider: &Provider,
    profile: Option<&ActiveProfile<'_>>,
    selection: &Selection,
    env: &Env,
) -> Result<ChosenBaseUrl> {
    if let Some(url) = &selection.base_url {
        if selection.environment.as_deref() == Some(EMULATOR) {
            return Err(Failure::new(Kind::Usage, "`--base-url` and `-e emulator` exclude each other")
                .hint("the built-in emulator has a base URL of its own; leave one of the two out"));
        }
        return custom(url, Origin::Flag("--base-url"));
    }
    if let Some(name) = &selection.environment {
        return named(provider, name, Origin::Flag("--environment"));
    }
    if let Some(found) =
        profile.filter(|profile| profile.is_by_flag()).and_then(|profile| of_profile(provider, profile))
    {
        return found;
    }
    let variables = &provider.variables;
    if let Some(name) = &variables.base_url
        && let Some(url) = env.get(name)?
    {
        return custom(&url, Origin::Variable(name.to_string()));
    }
    if let Some(names) = &variables.host
        && let Some(host) = env.get(&names.host)?
    {
        if host.contains('/') {
            return Err(Failure::new(Kind::BadUrl, format!("{} takes a host name, and it holds a URL", names.host))
                .hint(format!("put the URL into {}", variables.base_url.as_deref().unwrap_or("--base-url"))));
        }
        let is_plain = env.text(&names.ssl)?.is_some_and(|ssl| means_no(&ssl));
        let scheme = if is_plain { "http" } else { "https" };
        let port = env.get(&names.port)?.map_or_else(String::new, |port| format!(":{port}"));
        let origins = [&names.host, &names.port, &names.ssl].into_iter().filter(|name| env.os(name).is_some());
        return custom(
            &format!("{scheme}://{host}{port}"),
            Origin::Variables(origins.map(ToString::to_string).collect()),
        );
    }
    if let Some(found) = profile.filter(|profile| profile.is_named()).and_then(|profile| of_profile(provider, profile))
    {
        return found;
    }
    if let Some(name) = env.get(ENVIRONMENT_VARIABLE)? {
        return named(provider, &name, Origin::Variable(ENVIRONMENT_VARIABLE.to_owned()));
    }
    if let Some(variable) = &variables.environment
        && let Some(name) = env.get(variable)?
    {
        return named(provider, &name, Origin::Variable(variable.to_string())).map_err(|failure| {
            match &variables.host {
                Some(names) if name.contains('.') => failure.only_hint(format!(
                    "{variable} takes the name of an environment; put a host into {} (or the whole URL into {})",
                    names.host,
                    variables.base_url.as_deref().unwrap_or("--base-url")
                )),
                _ => failure,
            }
        });
    }
    if let Some(found) = profile.and_then(|profile| of_profile(provider, profile)) {
        return found;
    }
    let Some(default) = provider.environments.first() else {
        return Err(Failure::new(Kind::BadConfig, format!("it is not known where {} is", provider.title))
            .hint(format!("add `--base-url URL`, or [providers.{}.environments] to the config", provider.name)));
    };
    named(provider, &default.name, Origin::Default)
}

/// The place that the profile names, if it names one.
fn of_profile(provider: &Provider, profile: &ActiveProfile<'_>) -> Option<Result<ChosenBaseUrl>> {
    if let Some(url) = &profile.profile.base_url {
        return Some(custom(url.get_ref(), profile.origin()));
    }
    profile.profile.environment.as_ref().map(|name| named(provider, name.get_ref(), profile.origin()))
}

fn custom(url: &str, origin: Origin) -> Result<ChosenBaseUrl> {
    let url = parse_base(url, &origin.to_string())?;
    Ok((Setting::new(CUSTOM.to_owned(), origin), BaseUrl::Url(url)))
}

fn named(provider: &Provider, name: &str, origin: Origin) -> Result<ChosenBaseUrl> {
    if name == EMULATOR && provider.is_emulated {
        return Ok((Setting::new(name.to_owned(), origin), BaseUrl::Emulator));
    }
    let Some(environment) = provider.environment(name) else {
        let mut all: Vec<&str> = provider.environments.iter().map(|environment| &*environment.name).collect();
        all.extend(provider.is_emulated.then_some(EMULATOR));
        let name = crate::redact::escape_control(name);
        return Err(Failure::new(
            Kind::UnknownEnvironment,
            format!("{} has no environment `{name}` (from {origin})", provider.title),
        )
        .hint(suggest::hint(&name, &all)));
    };
    let url = parse_base(&environment.base_url, "the provider")?;
    Ok((Setting::new(environment.name.to_string(), origin), BaseUrl::Url(url)))
}

/// True for the values of `AMADEUS_SSL` that people set to turn TLS off.
fn means_no(text: &str) -> bool {
    ["", "false", "0", "no", "off"].contains(&text.trim().to_ascii_lowercase().as_str())
}
