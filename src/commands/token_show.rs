//! `token show`: what the cache holds, tokens masked.

use super::store::{self, Need};
use super::token_filter::{Filter, nothing_cached};
use super::{Context, Outcome, token_why};
use crate::cache::{Entry, Kept, Listed};
use crate::cli::ShowArgs;
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::output::{TokenView, token_table};
use crate::settings::Settings;

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    if args.why {
        return token_why::run(args, context);
    }
    let settings = Settings::load(args.selection.config.as_deref(), &context.env)?;
    let filter = Filter::new(&args.selection, &settings)?;
    let store = store::open_itself(Need::Optional, settings.config(), &context.env)?;
    let listed = store.list().map_err(|problem| Failure::new(Kind::LocalIo, problem.to_string()))?;
    let mut listed: Vec<Listed> = listed.into_iter().filter(|listed| filter.fits(&listed.entry)).collect();
    listed.sort_by(|one, other| sort_key(&one.entry).cmp(&sort_key(&other.entry)));
    let now = clock::now();
    let rows: Vec<_> = listed
        .iter()
        .filter_map(|Listed { entry, kept }| {
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
            Some((view, token, *kept))
        })
        .collect();
    if rows.is_empty() && !filter.is_open() {
        return Err(nothing_cached());
    }
    if args.json {
        let views: Vec<_> = rows.into_iter().map(|(view, ..)| view).collect();
        let json = serde_json::to_string(&views).map_err(|error| Failure::from(anyhow::Error::new(error)))?;
        context.ui.data(format!("{json}\n"))?;
    } else if rows.is_empty() {
        context.ui.note("no tokens are cached");
    } else {
        // Where each is needs saying only when there are two places.
        let has_shared = rows.iter().any(|(_, _, kept)| *kept != Kept::Here);
        let rows: Vec<_> =
            rows.iter().map(|(view, token, kept)| (view, *token, has_shared.then_some(kept.word()))).collect();
        context.ui.data(token_table(&rows, now))?;
    }
    Ok(Outcome::Done)
}

fn sort_key(entry: &Entry) -> (&str, &str, &str, &str) {
    (&entry.key.provider, &entry.environment, &entry.key.client_id, &entry.key.token_url)
}
