//! `token show`: what the cache holds, tokens masked.

use super::token_filter::{Filter, nothing_cached};
use super::{Context, Outcome, setup, token_why};
use crate::cache::Entry;
use crate::cli::ShowArgs;
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::output::{TokenView, token_table};

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    if args.why {
        return token_why::run(args, context);
    }
    let filter = Filter::new(&args.selection, context)?;
    let store = setup::store(&filter.config, &context.env)?;
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
