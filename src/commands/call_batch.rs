//! `call --batch`: sends the request of each line, and prints one line for each.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::call_batch_output::BatchOutput;
use super::call_input::send_rules;
use super::{Context, Outcome};
use crate::call::ResponseCache;
use crate::call::batch::{Batch, BatchInput, BatchProgress, BatchSender, BodyFilter};
use crate::cli::CallArgs;
use crate::failure::{Failure, Kind, Result};
use crate::keyboard::StandardInput;
use crate::output::Jq;
use crate::session::{SendRules, Session};

/// The default number of requests under way.
const PARALLEL: u16 = 8;

pub(super) fn run(
    args: &CallArgs,
    input: &Path,
    jq: Option<Jq>,
    session: &Arc<Session>,
    cache: Option<ResponseCache>,
    context: &Context,
) -> Result<Outcome> {
    let output = BatchOutput::new(args, input)?;
    let (input, size) = open_input(input)?;
    let earlier = if args.resume { Some(output.read_earlier()?) } else { None };
    let sender = BatchSender {
        session: Arc::clone(session),
        cache,
        rules: SendRules { shares_thread: true, queues: true, ..send_rules(args) },
        base: session.base_url()?,
        headers: args.headers.clone(),
        compressed: args.compressed,
        largest: args.max_size,
    };
    sender.check_headers()?;
    let line = context.ui.progress();
    if !args.no_auth {
        session.run(session.prepare_token(args.min_valid))??;
    }
    let write = output.open(earlier.as_ref())?;
    let progress = Arc::new(BatchProgress::new(size));
    let batch = Batch {
        parallel: usize::from(args.parallel.unwrap_or(PARALLEL)),
        is_ordered: !args.unordered,
        max_errors: args.max_errors,
        filter: jq.map(|jq| -> BodyFilter { Box::new(move |body| jq.results(body)) }),
        shows_bodies: !args.silent,
        answered: earlier.map(|earlier| earlier.answered),
        progress: Arc::clone(&progress),
    };
    line.show_work(move || progress.describe());
    let totals = batch.run(sender, input, write);
    drop(line);
    let totals = totals?;
    let summary = totals.summary();
    if let Some(failure) = totals.into_failure() {
        return Err(failure);
    }
    context.ui.summary(&summary);
    Ok(Outcome::Done)
}

/// Opens the input, and returns its size in bytes if that is known.
fn open_input(path: &Path) -> Result<(BatchInput, Option<u64>)> {
    if path.as_os_str() == "-" {
        return Ok((
            BatchInput {
                bytes: Box::new(StandardInput::new("the requests, one on each line")),
                name: "standard input".to_owned(),
            },
            None,
        ));
    }
    let name = format!("the file {}", crate::redact::escape_control(&path.display().to_string()));
    let unreadable = |error: std::io::Error| {
        Failure::new(Kind::LocalIo, format!("{name} cannot be read"))
            .because(error)
            .hint("check the path and its permissions")
    };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    let size = metadata.is_file().then_some(metadata.len());
    let bytes: Box<dyn Read + Send> = Box::new(file);
    Ok((BatchInput { bytes, name }, size))
}
