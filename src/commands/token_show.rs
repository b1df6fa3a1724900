//! `token show`: prints the cached tokens, masked.

use super::token_filter::{Filter, nothing_cached};
use super::{Context, Outcome, token_why};
use crate::cache::{Entry, Listed, StoredIn};
use crate::cli::ShowArgs;
use crate::clock;
use crate::failure::{OrInternal as _, Result};
use crate::output::{TokenView, token_table};
use crate::session::{SharedCachePolicy, open_cache};
use crate::settings::{NetworkFlags, Settings};

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    if args.why {
        return token_why::run(args, context);
    }
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let filter = Filter::new(&args.selection, &settings)?;
    let trust = settings.network(&NetworkFlags::default(), None)?.trust();
    let cache = open_cache(&settings, &trust, SharedCachePolicy::Optional)?;
    let mut listed: Vec<Listed> = cache.list()?.into_iter().filter(|listed| filter.matches(listed)).collect();
    listed.sort_by(|one, other| sort_key(&one.entry).cmp(&sort_key(&other.entry)));
    let now = clock::now();
    let rows: Vec<_> = listed
        .iter()
        .filter_map(|Listed { entry, stored_in, .. }| {
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
            Some((view, token, *stored_in))
        })
        .collect();
    if rows.is_empty() && !filter.selects_all() {
        return Err(nothing_cached());
    }
    if args.json {
        let views: Vec<_> = rows.into_iter().map(|(view, ..)| view).collect();
        let json = serde_json::to_string(&views).or_internal("write the tokens as JSON")?;
        context.ui.data(format!("{json}\n"))?;
    } else if rows.is_empty() {
        context.ui.note("no tokens are cached");
    } else {
        // The column is shown only if a token is in the shared cache.
        let has_shared = rows.iter().any(|(_, _, stored_in)| *stored_in != StoredIn::Local);
        let rows: Vec<_> = rows
            .iter()
            .map(|(view, token, stored_in)| (view, *token, has_shared.then_some(stored_in.word())))
            .collect();
        context.ui.data(token_table(&rows, now))?;
    }
    Ok(Outcome::Done)
}

fn sort_key(entry: &Entry) -> (&str, &str, &str, &str) {
    (&entry.key.provider, &entry.environment, &entry.key.client_id, &entry.key.token_url)
}
