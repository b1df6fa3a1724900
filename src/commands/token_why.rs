//! `token show --why`: where everything comes from, and what the next `token get` would do.

use jiff::Timestamp;

use super::store::{self, Need};
use super::token_filter::nothing_cached;
use super::{Context, Outcome, setup};
use crate::broker::{self, ProviderGrant, TokenSource as _};
use crate::cache::Entry;
use crate::cli::ShowArgs;
use crate::clock::{self, in_words, to_the_second};
use crate::credentials::can_prompt;
use crate::failure::Result;
use crate::http::url::shown;
use crate::provider::{Credentials, RequiredSecret, no_tokens};
use crate::settings::{BaseUrl, NetworkFlags, Settings, Target};

type Lines = Vec<(&'static str, String)>;

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(args.selection.config.as_deref(), &context.env)?;
    let target = settings.target(&args.selection.selection())?;
    let mut lines = Lines::new();
    lines.extend(settings.config().path().map(|path| ("config", path.display().to_string())));
    tell_place(&target, &mut lines)?;
    let login = match &target.credentials {
        Ok(login) => login,
        Err(failure) => {
            context.ui.data(table(&lines))?;
            return Err(failure.clone());
        }
    };
    tell_login(login, &mut lines);
    if let Some(failure) = no_tokens(&target.provider.value) {
        context.ui.data(table(&lines))?;
        return Err(failure);
    }
    let key = target.key(login)?;
    let store = store::open_itself(Need::Optional, settings.config(), &context.env)?;
    lines.push(("cache", store.place(&key)));
    // A damaged entry is no entry: `token get` goes on without it too.
    let near = store.load(&key).unwrap_or_else(|problem| {
        lines.push(("cache problem", problem.to_string()));
        None
    });
    // What does not work has been warned of.
    let shared = store.load_shared(&key).ok().flatten();
    let (near, shared) = (near.as_ref(), shared.as_ref());
    let now = clock::now();
    tell_token(near, now, args.reveal, &mut lines);
    tell_shared(near, shared, now, &mut lines);
    let network = settings.network(&NetworkFlags::default(), Some(&target))?.to_network();
    let check = ProviderGrant::new(&target, login, &key, &network, &context.env).secret_check();
    let wish = setup::wish(&target, &key, None, network.timeout);
    let binds = |entry: &&Entry| broker::cooldown(Some(entry), &wish, check, now).is_some();
    let binding = [near, shared].into_iter().flatten().find(binds);
    tell_refusal(binding.or(near).or(shared), binding.is_some(), now, &mut lines);
    let mut next = broker::forecast(near, shared, &wish, check, now);
    if next.starts_with(broker::ASKS) {
        next.push_str(&what_would_stop_it(login));
    }
    lines.push(("next token get", next));
    context.ui.data(table(&lines))?;
    if [near, shared].into_iter().flatten().any(|entry| entry.token.is_some()) {
        Ok(Outcome::Done)
    } else {
        Err(nothing_cached())
    }
}

fn tell_place(target: &Target, lines: &mut Lines) -> Result<()> {
    lines.extend(target.profile.as_ref().map(|profile| ("profile", format!("{} ({})", profile.value, profile.origin))));
    lines.push(("provider", format!("{} ({})", target.provider.value.name, target.provider.origin)));
    lines.push(("environment", format!("{} ({})", target.environment.value, target.environment.origin)));
    match &target.base_url {
        BaseUrl::Url(base) => {
            lines.push(("base URL", shown(base)));
            lines.push(("token URL", target.token_url(base)?.to_string()));
        }
        BaseUrl::Emulator => {
            lines.push(("base URL", "the emulator inside this program, started when it is needed".to_owned()));
        }
    }
    Ok(())
}

fn tell_login(login: &Credentials, lines: &mut Lines) {
    lines.push(("client id", format!("{} ({})", login.client_id.value, login.client_id.origin)));
    lines.extend(login.username.iter().map(|username| ("user name", username.clone())));
    for (name, part) in login.secrets() {
        match part {
            RequiredSecret::NotNeeded => {}
            RequiredSecret::Known(found) => {
                lines.push((name.label(), format!("{} ({})", found.source.name(), found.origin)));
            }
            RequiredSecret::Missing(where_to_set) => lines.push((name.label(), format!("missing; set {where_to_set}"))),
        }
    }
}

fn tell_token(entry: Option<&Entry>, now: Timestamp, reveal: bool, lines: &mut Lines) {
    let Some(held) = entry.and_then(|entry| entry.token.as_ref()) else {
        lines.push(("token", "none".to_owned()));
        return;
    };
    let token = &held.token;
    let shown = if reveal { token.access_token.expose().to_owned() } else { token.access_token.masked() };
    lines.push(("token", format!("{shown} ({})", token.state(now).word())));
    lines.push(("obtained", at(token.obtained_at, now)));
    let left = token.left(now);
    let expires = match token.expires_at {
        None => "unknown: the provider sent no lifetime".to_owned(),
        Some(expires_at) if left.is_zero() => at(expires_at, now),
        Some(expires_at) => format!("{}, in {}", to_the_second(expires_at), in_words(left)),
    };
    lines.push(("expires", expires));
}

/// The token that other machines share, where it is not the one that is here.
fn tell_shared(near: Option<&Entry>, shared: Option<&Entry>, now: Timestamp, lines: &mut Lines) {
    let token = |entry: Option<&Entry>| entry.and_then(|entry| entry.token.clone());
    let Some(held) = token(shared) else { return };
    let is_here = token(near).is_some_and(|near| near.id == held.id);
    let text = if is_here {
        "the same".to_owned()
    } else {
        let (masked, state) = (held.token.access_token.masked(), held.token.state(now).word());
        format!("{masked} ({state}), obtained {}", at(held.token.obtained_at, now))
    };
    lines.push(("shared token", text));
}

/// The last failure; when it binds, since when, why, and how to go on.
fn tell_refusal(entry: Option<&Entry>, binds: bool, now: Timestamp, lines: &mut Lines) {
    let Some(refusal) = entry.and_then(|entry| entry.refusal.as_ref()) else {
        return;
    };
    lines.push(("last failure", refusal.failure.message()));
    if !binds {
        lines.push(("failed", format!("{}; it does not bind the next request", at(refusal.at, now))));
        return;
    }
    let (reason, way_on) = broker::way_on(refusal.failure.kind());
    let until = refusal.until.unwrap_or(now);
    lines.push(("cooldown since", format!("{}, {reason}", at(refusal.at, now))));
    lines.push(("cooldown until", format!("{}, in {}", to_the_second(until), in_words(clock::until(now, until)))));
    lines.extend(refusal.failure.advice().map(|advice| ("what to do", advice.to_owned())));
    lines.push(("to go on", way_on.to_owned()));
}

fn at(time: Timestamp, now: Timestamp) -> String {
    format!("{}, {} ago", to_the_second(time), in_words(clock::until(time, now)))
}

/// A secret without which no request can be made.
fn what_would_stop_it(login: &Credentials) -> String {
    let missing: Vec<&str> = login
        .secrets()
        .into_iter()
        .filter_map(|(name, part)| matches!(part, RequiredSecret::Missing(_)).then_some(name.label()))
        .collect();
    match (missing.as_slice(), can_prompt()) {
        ([], _) => String::new(),
        (names, true) => format!("; the {} would be asked for here", names.join(" and the ")),
        (names, false) => format!("; it cannot, because the {} is missing", names.join(" and the ")),
    }
}

fn table(lines: &[(&str, String)]) -> String {
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    lines.iter().map(|(name, text)| format!("{name:width$}  {text}\n")).collect()
}
