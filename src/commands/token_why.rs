//! `token show --why`: where everything comes from, and what the next `token get` would do.

use jiff::Timestamp;

use super::token_filter::nothing_cached;
use super::{Context, Outcome, setup};
use crate::broker::{self, ProviderGrant, TokenSource as _, Wish};
use crate::cache::Entry;
use crate::cli::{NetworkArgs, ShowArgs};
use crate::clock::{self, in_words};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::shown;
use crate::provider::{Login, Part};
use crate::target::{Place, Target};

type Lines = Vec<(&'static str, String)>;

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    let target = Target::resolve(&setup::choice(&args.selection), &context.env)?;
    let mut lines = Lines::new();
    tell_place(&target, &mut lines)?;
    let login = match &target.login {
        Ok(login) => login,
        Err(failure) => {
            context.ui.data(table(&lines))?;
            return Err(failure.clone());
        }
    };
    tell_login(login, &mut lines);
    let key = target.key(login)?;
    let store = setup::store(&target.config, &context.env)?;
    lines.push(("cache", store.place(&key)));
    let entry = store.load(&key).map_err(|problem| Failure::new(Kind::LocalIo, problem.to_string()))?;
    let now = clock::now();
    tell_entry(entry.as_ref(), now, &mut lines);
    let network = setup::network(&NetworkArgs::default(), &target.config, Some(&target), &context.env);
    let check = ProviderGrant::new(&target, login, &key, &network, &context.env).secret_check();
    let wish = Wish {
        environment: target.environment.value.clone(),
        base_url: target.base_url(),
        min_valid: target.min_valid.as_ref().map(|setting| setting.value),
        refresh: false,
        offline: false,
        rejected: None,
        timeout: network.timeout,
        key,
    };
    lines.push(("next token get", broker::forecast(entry.as_ref(), &wish, check, now)));
    context.ui.data(table(&lines))?;
    if entry.is_some_and(|entry| entry.token.is_some()) { Ok(Outcome::Done) } else { Err(nothing_cached()) }
}

fn tell_place(target: &Target, lines: &mut Lines) -> Result<()> {
    lines.extend(target.config.path().map(|path| ("config", path.display().to_string())));
    lines.extend(target.profile.as_ref().map(|profile| ("profile", format!("{} ({})", profile.value, profile.origin))));
    lines.push(("provider", format!("{} ({})", target.provider.value.name, target.provider.origin)));
    lines.push(("environment", format!("{} ({})", target.environment.value, target.environment.origin)));
    if let Place::Url(base) = &target.place {
        lines.push(("base URL", shown(base)));
        lines.push(("token URL", target.token_url(base)?.to_string()));
    }
    Ok(())
}

fn tell_login(login: &Login, lines: &mut Lines) {
    lines.push(("client id", format!("{} ({})", login.client_id.value, login.client_id.origin)));
    lines.extend(login.username.iter().map(|username| ("user name", username.clone())));
    for (name, part) in login.parts() {
        match part {
            Part::NotNeeded => {}
            Part::Known(found) => lines.push((name, format!("{} ({})", found.source.name(), found.origin))),
            Part::Missing(where_to_set) => lines.push((name, format!("missing; set {where_to_set}"))),
        }
    }
}

fn tell_entry(entry: Option<&Entry>, now: Timestamp, lines: &mut Lines) {
    let token = entry.and_then(|entry| entry.token.as_ref()).map_or_else(
        || "none".to_owned(),
        |held| {
            let left = held.token.left(now);
            let left = if left.is_zero() { "expired".to_owned() } else { format!("valid for {} more", in_words(left)) };
            format!("{}, obtained {}, {left}", held.token.access_token.masked(), held.token.obtained_at)
        },
    );
    lines.push(("token", token));
    if let Some(refusal) = entry.and_then(|entry| entry.refusal.as_ref()) {
        let ago = in_words(clock::until(refusal.at, now));
        lines.push(("last failure", format!("{ago} ago: {}", refusal.failure)));
    }
}

fn table(lines: &[(&str, String)]) -> String {
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    lines.iter().map(|(name, text)| format!("{name:width$}  {text}\n")).collect()
}
