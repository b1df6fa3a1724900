//! `token show`: what the cache holds, tokens masked.

use super::token_filter::Filter;
use super::{Context, Outcome, setup};
use crate::broker::{self, ProviderGrant, TokenSource as _, Wish};
use crate::cache::Entry;
use crate::cli::ShowArgs;
use crate::clock::{self, in_words};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::shown;
use crate::output::{TokenView, token_table};
use crate::provider::Part;
use crate::target::{Place, Target};

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    if args.why {
        return explain(args, context);
    }
    let filter = Filter::new(&args.selection, context)?;
    let store = setup::store(&context.env)?;
    let entries = store.list().map_err(|problem| Failure::new(Kind::LocalIo, problem.to_string()))?;
    let mut entries: Vec<Entry> = entries.into_iter().filter(|entry| filter.fits(entry)).collect();
    entries.sort_by(|one, other| sort_key(one).cmp(&sort_key(other)));
    let now = clock::now();
    let rows: Vec<_> = entries
        .iter()
        .filter_map(|entry| {
            let token = &entry.token.as_ref()?.token;
            let mut view = TokenView {
                provider: entry.key.provider.clone(),
                environment: entry.environment.clone(),
                base_url: entry.base_url.clone(),
                client_id: entry.key.client_id.clone(),
                ..TokenView::masked(token, now, "cache")
            };
            if args.reveal {
                view = view.reveal(token);
            }
            Some((view, token))
        })
        .collect();
    if rows.is_empty() && !filter.is_open() {
        return Err(nothing_cached());
    }
    if args.json {
        let views: Vec<_> = rows.into_iter().map(|(view, _)| view).collect();
        let json = serde_json::to_string(&views).map_err(|error| Failure::from(anyhow::Error::new(error)))?;
        context.ui.data(format!("{json}\n"))?;
    } else if rows.is_empty() {
        context.ui.note("no tokens are cached");
    } else {
        context.ui.data(token_table(&rows, now))?;
    }
    Ok(Outcome::Done)
}

fn sort_key(entry: &Entry) -> (&str, &str, &str, &str) {
    (&entry.key.provider, &entry.environment, &entry.key.client_id, &entry.key.token_url)
}

fn nothing_cached() -> Failure {
    Failure::new(Kind::NoCachedToken, "no token is cached for this selection").hint("`token get` with the same selection gets one")
}

/// Where everything comes from, and what the next `token get` would do.
fn explain(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    let env = &context.env;
    let target = Target::resolve(&setup::choice(&args.selection), env)?;
    let mut lines = vec![
        ("provider", format!("{} ({})", target.provider.value.name, target.provider.origin)),
        ("environment", format!("{} ({})", target.environment.value, target.environment.origin)),
    ];
    if let Place::Url(base) = &target.place {
        lines.push(("base URL", shown(base)));
        lines.push(("token URL", target.token_url(base)?.to_string()));
    }
    let login = match &target.login {
        Ok(login) => login,
        Err(failure) => {
            context.ui.data(table(&lines))?;
            return Err(failure.clone());
        }
    };
    lines.push(("client id", format!("{} ({})", login.client_id.value, login.client_id.origin)));
    lines.extend(login.username.iter().map(|username| ("user name", username.clone())));
    for (name, part) in login.parts() {
        match part {
            Part::NotNeeded => {}
            Part::Known(found) => lines.push((name, format!("{} ({})", found.source.name(), found.origin))),
            Part::Missing(where_to_set) => lines.push((name, format!("missing; set {where_to_set}"))),
        }
    }
    let key = target.key(login)?;
    let store = setup::store(env)?;
    lines.push(("cache", store.place(&key)));
    let entry = store.load(&key).map_err(|problem| Failure::new(Kind::LocalIo, problem.to_string()))?;
    let now = clock::now();
    let held = entry.as_ref().and_then(|entry| entry.token.as_ref());
    lines.push(("token", held.map_or_else(|| "none".to_owned(), |held| {
        let token = &held.token;
        let left = token.left(now);
        let left = if left.is_zero() { "expired".to_owned() } else { format!("valid for {} more", in_words(left)) };
        format!("{}, obtained {}, {left}", token.access_token.masked(), token.obtained_at)
    })));
    if let Some(refusal) = entry.as_ref().and_then(|entry| entry.refusal.as_ref()) {
        lines.push(("last failure", format!("{} ago: {}", in_words(clock::until(refusal.at, now)), refusal.failure)));
    }
    let network = crate::http::Network::default();
    let check = ProviderGrant::new(&target, login, &key, &network, env).secret_check();
    let wish = Wish {
        key: key.clone(),
        environment: target.environment.value.clone(),
        base_url: target.base_url(),
        min_valid: None,
        refresh: false,
        offline: false,
        rejected: None,
        timeout: network.timeout,
    };
    lines.push(("next token get", broker::forecast(entry.as_ref(), &wish, check, now)));
    context.ui.data(table(&lines))?;
    if held.is_none() { Err(nothing_cached()) } else { Ok(Outcome::Done) }
}

fn table(lines: &[(&str, String)]) -> String {
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    lines.iter().map(|(name, text)| format!("{name:width$}  {text}\n")).collect()
}
