//! `config show`: every setting with its origin, secrets masked.

use super::{Context, Outcome, setup, store};
use crate::cache::redis::{self, Address};
use crate::cli::ConfigShowArgs;
use crate::clock::in_words;
use crate::config::{Config, HeaderText, NetworkSettings, Origin, place};
use crate::failure::{Kind, Result};
use crate::http::Network;
use crate::http::url::shown;
use crate::output::columns;
use crate::provider::Part;
use crate::target::{Place, Target};

type Lines = Vec<[String; 3]>;

pub(super) fn run(args: &ConfigShowArgs, context: &Context) -> Result<Outcome> {
    let env = &context.env;
    let config = setup::config(&args.selection, env)?;
    let mut lines = Lines::new();
    if let Some(place) = place(args.selection.config.as_deref(), env) {
        let missing = if config.path().is_none() { " (not there)" } else { "" };
        tell(&mut lines, "config", format!("{}{missing}", place.value.display()), &place.origin);
    }
    tell_cache(&config, context, &mut lines)?;
    let network_settings = config.network();
    let target = match Target::resolve_with(&setup::choice(&args.selection), config, env) {
        Ok(target) => Some(target),
        Err(failure) if failure.kind() == Kind::NoProvider => None,
        Err(failure) => return Err(failure),
    };
    if let Some(target) = &target {
        tell_target(target, args, &mut lines)?;
    } else {
        lines.push(["provider".to_owned(), "none chosen".to_owned(), "add -p or -P".to_owned()]);
    }
    tell_network(args, target.as_ref(), &network_settings, &mut lines);
    context.ui.data(columns(&lines))?;
    Ok(Outcome::Done)
}

fn tell(lines: &mut Lines, name: &str, value: impl Into<String>, origin: &Origin) {
    lines.push([name.to_owned(), crate::redact::escape_control(&value.into()), origin.to_string()]);
}

fn tell_cache(config: &Config, context: &Context, lines: &mut Lines) -> Result<()> {
    match store::choice(config, &context.env)? {
        Some(choice) if redis::is_redis(&choice.value) => {
            let address = Address::parse(&choice.value, &choice.origin.to_string())?;
            tell(lines, "cache", address.shown(), &choice.origin);
        }
        Some(choice) if ["file", "none"].contains(&choice.value.as_str()) => {
            tell(lines, "cache", choice.value, &choice.origin);
        }
        // It may be a URL gone wrong, with a password in it, so the value is not shown.
        Some(choice) => return Err(store::unknown(Some(choice.origin))),
        None => tell(lines, "cache", "file", &Origin::Default),
    }
    Ok(())
}

fn without_password(text: &str) -> String {
    match url::Url::parse(text) {
        Ok(mut url) if url.password().is_some() => {
            // An address that has a password can have another one.
            let _ = url.set_password(Some("***"));
            url.to_string()
        }
        _ => text.to_owned(),
    }
}

fn tell_target(target: &Target, args: &ConfigShowArgs, lines: &mut Lines) -> Result<()> {
    if let Some(profile) = &target.profile {
        tell(lines, "profile", &profile.value, &profile.origin);
    }
    tell(lines, "provider", &*target.provider.value.name, &target.provider.origin);
    tell(lines, "environment", &target.environment.value, &target.environment.origin);
    if let Place::Url(base) = &target.place {
        tell(lines, "base_url", shown(base), &target.environment.origin);
        if crate::provider::no_tokens(target.provider.value).is_none() {
            tell(lines, "token_url", target.token_url(base)?, &target.environment.origin);
        }
    }
    if let Some(version) = &target.endpoint.version {
        lines.push(["auth_version".to_owned(), version.to_string(), String::new()]);
    }
    match &target.login {
        Ok(login) => {
            tell(lines, "client_id", &login.client_id.value, &login.client_id.origin);
            if let Some(username) = &login.username {
                tell(lines, "user name", username, &login.client_id.origin);
            }
            for (name, part) in login.parts() {
                match part {
                    Part::NotNeeded => {}
                    Part::Known(found) => {
                        let value = format!("*** from {}", found.source.name());
                        tell(lines, &name.replace(' ', "_"), value, &found.origin);
                    }
                    Part::Missing(where_to_set) => {
                        lines.push([name.replace(' ', "_"), "missing".to_owned(), format!("set {where_to_set}")]);
                    }
                }
            }
        }
        Err(failure) => lines.push(["credentials".to_owned(), "none".to_owned(), failure.message()]),
    }
    let origin = target.profile.as_ref().map_or(Origin::Default, |profile| profile.origin.clone());
    if let Some(scope) = &target.scope {
        tell(lines, "scope", &scope.value, &scope.origin);
    }
    for (name, value) in &target.params {
        let is_typed = args.selection.token_params.iter().any(|(typed, _)| typed == name);
        let origin = if is_typed { &Origin::Flag("--token-param") } else { &origin };
        tell(lines, &format!("params.{name}"), value, origin);
    }
    for (name, value) in &target.headers {
        let value = match value {
            HeaderText::Template(text) => text.to_string(),
            HeaderText::Secret(reference) => format!("*** from {reference}"),
        };
        tell(lines, &format!("headers.{name}"), value, &origin);
    }
    if let Some(min_valid) = &target.min_valid {
        tell(lines, "min_valid", in_words(min_valid.value), &min_valid.origin);
    }
    Ok(())
}

fn tell_network(args: &ConfigShowArgs, target: Option<&Target>, config: &NetworkSettings, lines: &mut Lines) {
    let usual = Network::default();
    let flags = &args.network;
    let of_profile = target.and_then(|target| target.timeout.as_ref());
    let flag = |name| Origin::Flag(name);
    let (timeout, origin) = match (flags.timeout, of_profile, config.timeout) {
        (Some(span), ..) => (span, flag("--timeout")),
        (None, Some(setting), _) => (setting.value, setting.origin.clone()),
        (None, None, Some(span)) => (span, Origin::Config),
        (None, None, None) => (usual.timeout, Origin::Default),
    };
    tell(lines, "timeout", in_words(timeout), &origin);
    let (span, origin) =
        first(flags.connect_timeout, "--connect-timeout", config.connect_timeout, usual.connect_timeout);
    tell(lines, "connect_timeout", in_words(span), &origin);
    let (retries, origin) = first(flags.retries, "--retries", config.retries, usual.retries);
    tell(lines, "retries", retries.to_string(), &origin);
    for (name, flag, typed, configured) in [
        ("proxy", "--proxy", flags.proxy.clone(), config.proxy.clone()),
        ("ca_bundle", "--ca-bundle", shown_path(flags.ca_bundle.as_ref()), shown_path(config.ca_bundle.as_ref())),
    ] {
        if typed.is_some() || configured.is_some() {
            let (value, origin) = first(typed, flag, configured, String::new());
            tell(lines, name, without_password(&value), &origin);
        }
    }
}

fn shown_path(path: Option<&std::path::PathBuf>) -> Option<String> {
    path.map(|path| path.display().to_string())
}

/// The first of these that is given, with its origin.
fn first<T>(typed: Option<T>, flag: &'static str, configured: Option<T>, usual: T) -> (T, Origin) {
    match (typed, configured) {
        (Some(value), _) => (value, Origin::Flag(flag)),
        (None, Some(value)) => (value, Origin::Config),
        (None, None) => (usual, Origin::Default),
    }
}
