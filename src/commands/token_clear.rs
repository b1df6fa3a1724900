//! `token clear`: deletes cached tokens.

use super::token_filter::Filter;
use super::{Context, Outcome};
use crate::cache::{CacheError, Entry, Listed, StoredIn, TokenCache};
use crate::call::{ResponseAccount, ResponseFiles, remove_responses};
use crate::cli::ClearArgs;
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::session::{SharedCachePolicy, open_cache};
use crate::settings::{NetworkFlags, Settings};
use crate::token::TokenState;

/// Returns the failure of an entry that could not be deleted.
fn failed(error: &CacheError) -> Failure {
    error.as_failure(
        "the cache could not be cleared",
        "fix it and run the command again, because some entries may remain",
    )
}

pub(super) fn run(args: &ClearArgs, context: &Context) -> Result<Outcome> {
    let _line = context.ui.progress();
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let trust = settings.network(&NetworkFlags::default(), None)?.trust();
    let cache = || open_cache(&settings, &trust, SharedCachePolicy::WorkingIfConfigured);
    if args.all {
        let cache = cache()?;
        let responses = responses(&cache).map_or(Ok(0), |files| files.remove_all());
        // An unreadable directory does not prevent the deletion, so the list can be empty.
        let listed = cache.list().unwrap_or_default();
        let count = cache.remove_all().map_err(|error| failed(&error))?;
        report(&cache, &listed, count, context);
        report_responses(responses.map_err(|error| failed(&CacheError::new(error.to_string())))?, context);
        return Ok(Outcome::Done);
    }
    let filter = Filter::new(&args.selection, &settings)?;
    if filter.selects_all() && !args.expired {
        return Err(Failure::new(Kind::Usage, "nothing was selected to delete")
            .hint("add `--provider NAME`, `--expired` or `--all`"));
    }
    let cache = cache()?;
    let now = clock::now();
    let is_expired =
        |entry: &Entry| entry.token.as_ref().is_none_or(|cached| cached.token.state(now) == TokenState::Expired);
    let is_selected = |listed: &Listed| filter.matches(listed) && (!args.expired || is_expired(&listed.entry));
    let mut deleted = Vec::new();
    for listed in cache.list()?.into_iter().filter(is_selected) {
        if cache.remove(&listed.name).map_err(|error| failed(&error))? {
            deleted.push(listed);
        }
    }
    let is_selected = |account: Option<&ResponseAccount>, expires_at| {
        let listed = account.map(|account| Listed {
            name: account.name.clone(),
            entry: account.entry(),
            stored_in: StoredIn::Local,
        });
        listed.map_or(filter.selects_all(), |listed| filter.matches(&listed)) && (!args.expired || expires_at <= now)
    };
    let responses = responses(&cache).map_or(Ok(0), |files| remove_responses(&files, is_selected));
    report(&cache, &deleted, deleted.len(), context);
    report_responses(responses.map_err(|error| failed(&CacheError::new(error.to_string())))?, context);
    Ok(Outcome::Done)
}

/// Returns the stored responses of `call --cache`, if the cache is on.
fn responses(cache: &TokenCache) -> Option<ResponseFiles> {
    cache.local().map(|local| ResponseFiles::beside(local.dir()))
}

/// Writes to standard error how many entries were deleted, where, and of which clients. `count` includes unreadable entries.
fn report(cache: &TokenCache, deleted: &[Listed], count: usize, context: &Context) {
    let local = cache.local().map(|local| local.dir().display().to_string());
    let places: Vec<String> = local.into_iter().chain(cache.shared_server()).collect();
    if places.is_empty() {
        return;
    }
    let places = places.join(" and ");
    let number = match count {
        0 => "no entry".to_owned(),
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    let end = if deleted.is_empty() { "" } else { ":" };
    context.ui.message(&format!("deleted {number} from {places}{end}"));
    for Listed { entry, stored_in, .. } in deleted {
        let kind = if entry.token.is_some() { "token" } else { "stored failure" };
        let (provider, environment, client) = (&entry.key.provider, &entry.environment, &entry.key.client_id);
        let shared = if *stored_in == StoredIn::Local { String::new() } else { format!(", in {}", stored_in.word()) };
        context.ui.message(&format!("  the {kind} of {client} for {provider} ({environment}){shared}"));
    }
}

/// Writes to standard error how many responses of `call --cache` were deleted, if there were any.
fn report_responses(count: usize, context: &Context) {
    match count {
        0 => {}
        1 => context.ui.message("deleted 1 stored response"),
        count => context.ui.message(&format!("deleted {count} stored responses")),
    }
}
