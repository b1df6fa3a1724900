//! Sends the requests of a batch side by side, and writes their responses in the order of the input.
//!
//! One task coordinates: it takes the next line when a request may begin, and passes finished lines to the writer. Reading the
//! input and writing the output can block, so each is on a thread of its own.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::io::{BufReader, Read};
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::mpsc;
use tokio::task::{JoinSet, LocalSet};

use super::id::{BatchId, IdSet};
use super::input::{InputLine, InputLines};
use super::line::{BatchRequest, BrokenLine, parse_batch_line};
use super::output_line::{ShownBody, error_line, response_line};
use super::progress::BatchProgress;
use super::send::{BatchResponse, BatchSender};
use super::totals::{BatchTotals, stops};
use super::writer::{LineWriter, WriteLines};
use crate::failure::{Failure, Kind, OrInternal as _, Result};

/// How many responses may be unwritten for each parallel request. They wait for an earlier response, or for the reader of
/// the output.
const UNWRITTEN_PER_REQUEST: u64 = 4;

/// Turns the body of a response into the results of a filter, each as JSON.
pub(crate) type BodyFilter = Box<dyn Fn(&[u8]) -> Result<Vec<String>>>;

/// How the requests of a batch run.
pub(crate) struct Batch {
    /// The most requests under way.
    pub(crate) parallel: usize,
    /// Whether responses are written in the order of the input.
    pub(crate) is_ordered: bool,
    /// The number of failed lines after which sending stops.
    pub(crate) max_errors: Option<u64>,
    /// The filter of the bodies.
    pub(crate) filter: Option<BodyFilter>,
    /// Whether lines show the bodies.
    pub(crate) shows_bodies: bool,
    /// The ids that need not be sent again; none if the batch is not resumed.
    pub(crate) answered: Option<IdSet>,
    /// Counts the lines.
    pub(crate) progress: Arc<BatchProgress>,
}

/// The input of a batch.
pub(crate) struct BatchInput {
    /// The bytes.
    pub(crate) bytes: Box<dyn Read + Send>,
    /// How messages name the input.
    pub(crate) name: String,
}

/// A line whose request has ended.
struct FinishedLine {
    place: LinePlace,
    id: Option<BatchId>,
    outcome: Result<BatchResponse>,
}

/// The place of a line in the input and in the output.
#[derive(Clone, Copy)]
struct LinePlace {
    /// The number of the line in the input, from 1.
    number: u64,
    /// The number of the line in the output, from 0, if the output is in order.
    position: u64,
}

enum BatchEvent {
    Line(Option<Result<InputLine>>),
    Finished(Box<FinishedLine>),
    Written(u64),
}

/// The state of a running batch.
struct BatchRun {
    batch: Batch,
    sender: Arc<BatchSender>,
    lines: mpsc::Receiver<Result<InputLine>>,
    running: JoinSet<FinishedLine>,
    writer: LineWriter,
    /// The ids of the lines so far.
    seen: IdSet,
    /// The number of lines that have begun.
    begun: u64,
    /// The number of lines that were written.
    written: u64,
    /// Finished lines that wait for an earlier one, by their position.
    waiting: BTreeMap<u64, Vec<u8>>,
    /// The position of the next line to write.
    next_position: u64,
    /// Whether no more lines are read.
    has_ended: bool,
    /// The failure of the input, which is reported when all requests under way have ended.
    input_failure: Option<Failure>,
    totals: BatchTotals,
}

impl Batch {
    /// Sends all requests, and returns the counts when the last line is written.
    ///
    /// # Errors
    ///
    /// Fails when the input cannot be read or the output cannot be written. A failure of a line is in the counts.
    pub(crate) fn run(self, sender: BatchSender, input: BatchInput, write: WriteLines) -> Result<BatchTotals> {
        let lines = read_lines(input, self.parallel, &self.progress)?;
        let sender = Arc::new(sender);
        let session = Arc::clone(&sender.session);
        let run = BatchRun {
            batch: self,
            sender,
            lines,
            running: JoinSet::new(),
            writer: LineWriter::start(write)?,
            seen: IdSet::default(),
            begun: 0,
            written: 0,
            waiting: BTreeMap::new(),
            next_position: 0,
            has_ended: false,
            input_failure: None,
            totals: BatchTotals::default(),
        };
        session.run(LocalSet::new().run_until(run.finish_all()))?
    }
}

impl BatchRun {
    async fn finish_all(mut self) -> Result<BatchTotals> {
        while let Some(event) = self.next_event().await {
            match event? {
                BatchEvent::Line(Some(Ok(line))) => self.begin(line),
                BatchEvent::Line(Some(Err(failure))) => {
                    self.input_failure = Some(failure);
                    self.has_ended = true;
                }
                BatchEvent::Line(None) => self.has_ended = true,
                BatchEvent::Finished(finished) => self.finish(*finished),
                BatchEvent::Written(count) => self.written += count,
            }
        }
        self.input_failure.map_or(Ok(self.totals), Err)
    }

    /// Waits for the next event; none when the last line is written.
    async fn next_event(&mut self) -> Option<Result<BatchEvent>> {
        poll_fn(|context| {
            if let Poll::Ready(written) = self.writer.poll_written(context) {
                return Poll::Ready(Some(written.map(BatchEvent::Written)));
            }
            if let Poll::Ready(Some(joined)) = self.running.poll_join_next(context) {
                let finished = joined.or_internal("send a request of a batch");
                return Poll::Ready(Some(finished.map(|finished| BatchEvent::Finished(Box::new(finished)))));
            }
            let unwritten = self.begun - self.written;
            if !self.has_ended
                && may_begin(self.batch.parallel, self.running.len(), unwritten)
                && let Poll::Ready(line) = self.lines.poll_recv(context)
            {
                return Poll::Ready(Some(Ok(BatchEvent::Line(line))));
            }
            let is_done = self.has_ended && self.running.is_empty() && self.written == self.begun;
            if is_done { Poll::Ready(None) } else { Poll::Pending }
        })
        .await
    }

    fn begin(&mut self, line: InputLine) {
        let InputLine { number, content } = line;
        let parsed = content
            .map_err(|failure| Box::new(BrokenLine { id: None, failure }))
            .and_then(|bytes| parse_batch_line(&bytes));
        let (id, outcome) = match parsed {
            Ok(request) => (request.id.clone(), Ok(request)),
            Err(broken) => (broken.id, Err(broken.failure)),
        };
        let id_check = self.check_id(id.as_ref());
        let outcome = outcome.and_then(|request| id_check.map(|()| request));
        if outcome.is_ok() && self.is_answered(id.as_ref()) {
            self.totals.skipped += 1;
            return;
        }
        let place = LinePlace { number, position: self.begun };
        self.begun += 1;
        match outcome {
            Ok(request) => drop(self.running.spawn_local(send(Arc::clone(&self.sender), place, request))),
            Err(failure) => self.finish(FinishedLine { place, id, outcome: Err(failure) }),
        }
    }

    /// Fails if the id is that of an earlier line, or is missing where it is needed.
    fn check_id(&mut self, id: Option<&BatchId>) -> Result<()> {
        match id {
            Some(id) if !self.seen.insert(id) => {
                let what = format!("an earlier line has the id {} too", crate::redact::escape_control(&id.to_json()));
                Err(Failure::new(Kind::Usage, what).hint("give each line an id of its own"))
            }
            None if self.batch.answered.is_some() => {
                Err(Failure::new(Kind::Usage, "the line has no id")
                    .hint("with --resume, each line needs an id of its own"))
            }
            _ => Ok(()),
        }
    }

    fn is_answered(&self, id: Option<&BatchId>) -> bool {
        let answered = self.batch.answered.as_ref();
        answered.zip(id).is_some_and(|(answered, id)| answered.contains(id))
    }

    fn finish(&mut self, finished: FinishedLine) {
        let FinishedLine { place, id, outcome } = finished;
        let part = format!("line {}", place.number);
        let answered = outcome.and_then(|response| {
            let line = self.response_line(id.as_ref(), &response)?;
            Ok((line, response.failure.map(|failure| failure.within(&part))))
        });
        let (line, failure) = answered.unwrap_or_else(|failure| {
            let failure = failure.within(&part);
            (error_line(id.as_ref(), &failure), Some(failure))
        });
        self.batch.progress.count(failure.is_some());
        let stops_by_itself = failure.as_ref().is_some_and(stops);
        self.totals.count(failure);
        if stops_by_itself || self.batch.max_errors.is_some_and(|most| self.totals.failed() >= most) {
            self.stop();
        }
        self.write(place.position, line);
    }

    fn response_line(&self, id: Option<&BatchId>, response: &BatchResponse) -> Result<Vec<u8>> {
        if !self.batch.shows_bodies {
            return Ok(response_line(id, &response.head, ShownBody::Omitted));
        }
        match self.batch.filter.as_ref().filter(|_| response.failure.is_none()) {
            Some(filter) => Ok(response_line(id, &response.head, ShownBody::Filtered(&filter(&response.body)?))),
            None => Ok(response_line(id, &response.head, ShownBody::Received(&response.body))),
        }
    }

    /// Stops reading lines. The requests under way continue.
    fn stop(&mut self) {
        if !self.has_ended {
            self.has_ended = true;
            self.totals.has_stopped = true;
        }
    }

    fn write(&mut self, position: u64, line: Vec<u8>) {
        if !self.batch.is_ordered {
            return self.writer.write(line);
        }
        self.waiting.insert(position, line);
        while let Some(next) = self.waiting.remove(&self.next_position) {
            self.writer.write(next);
            self.next_position += 1;
        }
    }
}

/// Returns whether another request may begin. Unwritten lines are limited too, because they would fill the memory while a
/// request or the reader of the output is slow.
fn may_begin(parallel: usize, running: usize, unwritten: u64) -> bool {
    running < parallel && unwritten < UNWRITTEN_PER_REQUEST.saturating_mul(parallel as u64)
}

async fn send(sender: Arc<BatchSender>, place: LinePlace, request: BatchRequest) -> FinishedLine {
    let outcome = sender.send(&request).await;
    FinishedLine { place, id: request.id, outcome }
}

/// Starts the thread that reads the input.
fn read_lines(input: BatchInput, ahead: usize, progress: &BatchProgress) -> Result<mpsc::Receiver<Result<InputLine>>> {
    let (sender, receiver) = mpsc::channel(ahead);
    let mut lines = InputLines::new(BufReader::new(input.bytes), input.name, Arc::clone(&progress.read));
    let read = move || {
        while let Some(line) = lines.next_line().transpose() {
            let has_failed = line.is_err();
            if sender.blocking_send(line).is_err() || has_failed {
                return;
            }
        }
    };
    let started = std::thread::Builder::new().name("input".to_owned()).spawn(read);
    started.map_err(|error| Failure::limit("start a thread", &error))?;
    Ok(receiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_under_way_and_unwritten_lines_are_limited() {
        for (parallel, running, unwritten, expected) in [
            (8, 0, 0, true),
            (8, 7, 31, true),
            (8, 8, 8, false),
            (8, 7, 32, false),
            // The reader of the output has stopped: nothing runs, and all finished lines wait.
            (2, 0, 8, false),
            (2, 0, 7, true),
        ] {
            assert_eq!(may_begin(parallel, running, unwritten), expected, "{parallel} {running} {unwritten}");
        }
    }
}
