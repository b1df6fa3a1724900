//! `token show`: prints the cached tokens, masked.

use super::token_filter::{Filter, entries_of_profiles, nothing_cached};
use super::{Context, Outcome, token_why};
use crate::cache::{Entry, Listed, StoredIn};
use crate::cli::ShowArgs;
use crate::clock;
use crate::failure::{OrInternal as _, Result};
use crate::output::{TokenRow, TokenView, token_table};
use crate::session::{SharedCachePolicy, open_cache};
use crate::settings::{NetworkFlags, Settings};

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    if args.why {
        return token_why::run(args, context);
    }
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let filter = Filter::new(&args.selection, &settings)?;
    let trust = settings.network(&NetworkFlags::default(), None)?.trust();
    let line = context.ui.progress();
    let cache = open_cache(&settings, &trust, SharedCachePolicy::Optional)?;
    let mut listed: Vec<Listed> = cache.list()?.into_iter().filter(|listed| filter.matches(listed)).collect();
    drop(line);
    listed.sort_by(|one, other| sort_key(&one.entry).cmp(&sort_key(&other.entry)));
    let now = clock::now();
    let of_profiles = entries_of_profiles(&settings);
    let selected = settings.target(&args.selection.selection()).ok().and_then(|target| target.profile);
    let profile_of = |name: &str| {
        let mut profiles = of_profiles.iter().filter(|(_, entry)| entry == name).map(|(profile, _)| profile);
        let is_selected = |profile: &&String| selected.as_ref().is_some_and(|selected| selected.value == **profile);
        profiles.clone().find(is_selected).or_else(|| profiles.next()).cloned()
    };
    let rows: Vec<_> = listed
        .iter()
        .filter_map(|Listed { name, entry, stored_in }| {
            let token = &entry.token.as_ref()?.token;
            let mut view = TokenView {
                provider: entry.key.provider.clone(),
                environment: entry.environment.clone(),
                profile: profile_of(name),
                base_url: entry.base_url.clone(),
                client_id: entry.key.client_id.clone(),
                ..TokenView::masked(token, now, "cache")
            };
            if args.reveal {
                view = view.reveal(token);
            }
            Some((view, token, entry.key.scope.as_deref(), *stored_in))
        })
        .collect();
    if rows.is_empty() && !filter.selects_all() {
        return Err(nothing_cached());
    }
    if args.json.is_json()? {
        let views: Vec<_> = rows.into_iter().map(|(view, ..)| view).collect();
        let json = serde_json::to_string(&views).or_internal("write the tokens as JSON")?;
        context.ui.data(format!("{json}\n"))?;
    } else if rows.is_empty() {
        context.ui.note("no tokens are cached");
    } else {
        // The column is shown only if a token is in the shared cache.
        let has_shared = rows.iter().any(|(.., stored_in)| *stored_in != StoredIn::Local);
        let location = |stored_in: &StoredIn| if has_shared { stored_in.word() } else { "" };
        let rows: Vec<TokenRow<'_>> = rows
            .iter()
            .map(|(view, token, requested_scope, stored_in)| TokenRow {
                view,
                token,
                requested_scope: *requested_scope,
                stores: location(stored_in),
            })
            .collect();
        context.ui.table(&token_table(&rows, now, args.reveal), args.table.wide)?;
    }
    Ok(Outcome::Done)
}

fn sort_key(entry: &Entry) -> (&str, &str, &str, &str) {
    (&entry.key.provider, &entry.environment, &entry.key.client_id, &entry.key.token_url)
}
