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
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let trust = settings.network(&NetworkFlags::default(), None)?.trust();
    let cache = || open_cache(&settings, &trust, SharedCachePolicy::WorkingIfConfigured);
    if args.all {
        let cache = cache()?;
        let responses = responses(&cache).map_or(Ok(0), |files| files.remove_all());
        let count = cache.remove_all().map_err(|error| failed(&error))?;
        report(count, responses.map_err(|error| failed(&CacheError::new(error.to_string())))?);
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
    let mut count = 0;
    for Listed { name, .. } in cache.list()?.iter().filter(|listed| is_selected(listed)) {
        count += usize::from(cache.remove(name).map_err(|error| failed(&error))?);
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
    report(count, responses.map_err(|error| failed(&CacheError::new(error.to_string())))?);
    Ok(Outcome::Done)
}

/// Returns the stored responses of `call --cache`, if the cache is on.
fn responses(cache: &TokenCache) -> Option<ResponseFiles> {
    cache.local().map(|local| ResponseFiles::beside(local.dir()))
}

fn report(entries: usize, responses: usize) {
    log::info!("{entries} entries deleted");
    if responses > 0 {
        log::info!("{responses} stored responses deleted");
    }
}
