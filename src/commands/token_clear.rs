//! `token clear`: forgets cached tokens.

use super::store::{self, Need};
use super::token_filter::Filter;
use super::{Context, Outcome};
use crate::cache::{Entry, Problem};
use crate::cli::ClearArgs;
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::settings::Settings;
use crate::token::State;

/// Nothing must be taken for forgotten that is not.
fn failed(problem: &Problem) -> Failure {
    problem
        .as_failure("the cache could not be cleared", "see to it and run this again: what was there may still be there")
}

pub(super) fn run(args: &ClearArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(args.selection.config.as_deref(), &context.env)?;
    if args.all {
        let store = store::open_itself(Need::Working, settings.config(), &context.env)?;
        let count = store.remove_all().map_err(|problem| failed(&problem))?;
        log::info!("{count} entries forgotten");
        return Ok(Outcome::Done);
    }
    let filter = Filter::new(&args.selection, &settings)?;
    if filter.is_open() && !args.expired {
        return Err(Failure::new(Kind::Usage, "nothing was selected to be forgotten")
            .hint("add `--provider NAME`, `--expired` or `--all`"));
    }
    let store = store::open_itself(Need::Working, settings.config(), &context.env)?;
    let now = clock::now();
    let is_expired = |entry: &Entry| entry.token.as_ref().is_none_or(|held| held.token.state(now) == State::Expired);
    let entries = store.list().map_err(|problem| failed(&problem))?;
    let mut count = 0;
    let entries = entries.iter().map(|listed| &listed.entry);
    for entry in entries.filter(|entry| filter.fits(entry) && (!args.expired || is_expired(entry))) {
        count += usize::from(store.remove(&entry.key).map_err(|problem| failed(&problem))?);
    }
    log::info!("{count} entries forgotten");
    Ok(Outcome::Done)
}
