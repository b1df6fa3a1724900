//! `token clear`: forgets cached tokens.

use super::token_filter::Filter;
use super::{Context, Outcome, setup};
use crate::cache::{Entry, Problem};
use crate::cli::ClearArgs;
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::token::State;

pub(super) fn run(args: &ClearArgs, context: &Context) -> Result<Outcome> {
    let failed = |problem: Problem| Failure::new(Kind::LocalIo, "the cache could not be cleared").because(problem);
    if args.all {
        let store = setup::store(&setup::config(&args.selection, &context.env)?, &context.env)?;
        let count = store.remove_all().map_err(failed)?;
        log::info!("{count} entries forgotten");
        return Ok(Outcome::Done);
    }
    let filter = Filter::new(&args.selection, context)?;
    if filter.is_open() && !args.expired {
        return Err(Failure::new(Kind::Usage, "nothing was selected to be forgotten")
            .hint("add `--provider NAME`, `--expired` or `--all`"));
    }
    let store = setup::store(&filter.config, &context.env)?;
    let now = clock::now();
    let is_expired = |entry: &Entry| entry.token.as_ref().is_none_or(|held| held.token.state(now) == State::Expired);
    let entries = store.list().map_err(failed)?;
    let mut count = 0;
    for entry in entries.iter().filter(|entry| filter.fits(entry) && (!args.expired || is_expired(entry))) {
        count += usize::from(store.remove(&entry.key).map_err(failed)?);
    }
    log::info!("{count} entries forgotten");
    Ok(Outcome::Done)
}
