//! Prints the responses of `call`: byte for byte in a pipe, formatted on a terminal.

use std::io::Write as _;

use super::Context;
use crate::call::{BodyReader, Gathered};
use crate::cli::CallArgs;
use crate::failure::{Failure, Kind, Result};
use crate::http::ResponseHead;
use crate::output::{Jq, JqError, JsonStyle, Progress, Sink, pretty};
use crate::session::{ApiResponse, Session, is_redirect, location};

/// A larger response is streamed to the terminal without formatting.
const LARGEST_PRETTY_BYTES: usize = 16 << 20;
/// The default size limit of a response that is read into memory, for jq or to find the next page.
const LARGEST_IN_MEMORY_BYTES: u64 = 512 << 20;

/// The printer of responses.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag, and none depends on another")]
pub(super) struct ResponsePrinter<'s> {
    session: &'s Session,
    sink: Sink,
    style: JsonStyle,
    /// The style of error responses, which go to standard output even with `--output`.
    stdout_style: JsonStyle,
    jq: Option<Jq>,
    /// The state of --slurp, if it is set.
    slurp: Option<Slurp>,
    include: bool,
    head_only: bool,
    silent: bool,
    follow: bool,
    decompress: bool,
    /// The size limit of a response in bytes.
    largest: Option<u64>,
    progress: Progress,
    /// Whether the output so far is empty or ends with a line break.
    ends_line: bool,
}

/// The pages that are joined to one JSON array. They are collected if jq or a terminal needs the whole array, and written
/// one by one otherwise.
struct Slurp {
    /// The collected pages; none if pages are written one by one.
    collected: Option<Vec<u8>>,
    /// Whether a page has been written or collected.
    has_pages: bool,
}

impl<'s> ResponsePrinter<'s> {
    pub(super) fn new(args: &CallArgs, jq: Option<Jq>, session: &'s Session, context: &Context) -> Result<Self> {
        let stdout_style = context.ui.json_style();
        let file = args.output.as_deref().filter(|path| path.as_os_str() != "-");
        let style = if file.is_none() { stdout_style } else { JsonStyle::default() };
        let sink = match file {
            Some(path) => Sink::file(path)?,
            None if args.silent && !args.include => Sink::Nowhere,
            None => Sink::stdout()?,
        };
        let is_collected = jq.is_some() || style.indented;
        let slurp = args.slurp.then(|| Slurp { collected: is_collected.then(Vec::new), has_pages: false });
        Ok(Self {
            session,
            sink,
            style,
            stdout_style,
            jq,
            slurp,
            include: args.include || args.head,
            head_only: args.head,
            silent: args.silent,
            follow: args.follow,
            decompress: args.compressed,
            largest: args.max_size,
            progress: progress(session, context),
            ends_line: true,
        })
    }

    /// Shows the number of the requested page in the progress line.
    pub(super) fn page_begins(&self, number: u64) {
        self.progress.page(number);
    }

    /// Prints one response. jq does not apply to an error response.
    pub(super) fn print(&mut self, received: ApiResponse, is_error: bool) -> Result<()> {
        let ApiResponse { response, url, .. } = received;
        if is_error && self.sink.is_all_or_nothing() {
            self.sink = Sink::stdout()?;
            self.style = self.stdout_style;
        }
        let head = response.head();
        match location(head, &url) {
            Some(target) if !self.follow => {
                let target = self.session.redactor().line(target.as_str());
                log::warn!("HTTP {}: redirect to {target}; add --follow to follow it", head.status);
            }
            None if is_redirect(head.status) => {
                log::warn!("HTTP {}: redirect without a usable Location header", head.status);
            }
            _ => {}
        }
        self.write_head(head)?;
        if self.head_only || (self.silent && !response.is_copied()) {
            return Ok(());
        }
        self.progress.expect(response.head().content_length());
        let mut body = BodyReader::new(response, self.largest, self.decompress)?;
        if self.silent {
            // The body is read so that it is stored.
            while self.session.run(body.next_chunk())??.is_some() {}
            return Ok(());
        }
        if let Some(jq) = self.jq.take_if(|_| !is_error) {
            let whole = self.read_whole(&mut body)?;
            return self.write_filtered(&jq, &whole);
        }
        if self.style.indented {
            self.progress.hide();
            return match self.session.run(body.gather(LARGEST_PRETTY_BYTES))?? {
                Gathered::Whole(whole) => self.write_formatted(&whole),
                Gathered::Beginning(beginning) => {
                    self.write(&beginning)?;
                    self.stream(&mut body)
                }
            };
        }
        self.stream(&mut body)
    }

    /// Prints one page and returns its body.
    pub(super) fn print_page(&mut self, received: ApiResponse) -> Result<Vec<u8>> {
        self.write_head(received.response.head())?;
        let mut reader = BodyReader::new(received.response, self.largest, self.decompress)?;
        let body = self.read_whole(&mut reader)?;
        if self.silent {
            return Ok(body);
        }
        if self.slurp.is_some() {
            self.write_slurped(&body)?;
        } else if let Some(jq) = self.jq.take() {
            let outcome = self.write_filtered(&jq, &body);
            self.jq = Some(jq);
            outcome?;
        } else if self.style.indented {
            self.write_formatted(&body)?;
        } else {
            // Each document begins on a new line, for programs that read line by line.
            if !self.ends_line {
                self.write(b"\n")?;
            }
            self.write(&body)?;
        }
        Ok(body)
    }

    /// Writes the pages before the one that failed, unless the output is a file, which only a complete result may replace.
    pub(super) fn end_early(self) -> Result<()> {
        if self.sink.is_all_or_nothing() { Ok(()) } else { self.finish() }
    }

    /// Writes the collected pages, and completes the output file.
    pub(super) fn finish(mut self) -> Result<()> {
        if let Some(slurp) = self.slurp.take().filter(|slurp| slurp.has_pages) {
            match slurp.collected {
                None => self.write(b"]\n")?,
                Some(mut pages) => {
                    pages.push(b']');
                    match self.jq.take() {
                        Some(jq) => self.write_filtered(&jq, &pages)?,
                        None => self.write_formatted(&pages)?,
                    }
                }
            }
        }
        self.progress.hide();
        self.sink.finish()
    }

    fn write_head(&mut self, head: &ResponseHead) -> Result<()> {
        if !self.include {
            return Ok(());
        }
        let mut text = format!("HTTP/1.1 {} {}\r\n", head.status, head.reason).into_bytes();
        for (name, value) in &head.headers {
            text.extend_from_slice(name.as_str().as_bytes());
            text.extend_from_slice(b": ");
            text.extend_from_slice(value.as_bytes());
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(b"\r\n");
        self.write(&text)
    }

    fn write_slurped(&mut self, page: &[u8]) -> Result<()> {
        let Some(slurp) = &mut self.slurp else {
            return Ok(());
        };
        let before: &[u8] = if slurp.has_pages { b"," } else { b"[" };
        slurp.has_pages = true;
        let page = page.trim_ascii();
        if let Some(pages) = &mut slurp.collected {
            pages.extend_from_slice(before);
            pages.extend_from_slice(page);
            return Ok(());
        }
        self.write(before)?;
        self.write(page)
    }

    /// Reads the whole body into memory.
    fn read_whole(&self, body: &mut BodyReader) -> Result<Vec<u8>> {
        let limit = usize::try_from(self.largest.unwrap_or(LARGEST_IN_MEMORY_BYTES)).unwrap_or(usize::MAX);
        match self.session.run(body.gather(limit))?? {
            Gathered::Whole(whole) => {
                self.progress.add(whole.len());
                Ok(whole)
            }
            Gathered::Beginning(_) => {
                Err(Failure::new(Kind::ResponseTooLarge, format!("the response is larger than {limit} bytes"))
                    .hint("raise the limit with --max-size; --jq and --paginate hold a response in memory"))
            }
        }
    }

    fn stream(&mut self, body: &mut BodyReader) -> Result<()> {
        while let Some(chunk) = self.session.run(body.next_chunk())?? {
            self.write(&chunk)?;
            self.progress.add(chunk.len());
        }
        if self.style.indented && !self.ends_line {
            self.write(b"\n")?;
        }
        Ok(())
    }

    fn write_formatted(&mut self, body: &[u8]) -> Result<()> {
        self.progress.hide();
        let mut text = Vec::new();
        let is_json = pretty(body, self.style, &mut text).map_err(|error| self.sink.failed(&error))?;
        if is_json {
            self.ends_line = true;
            return self.sink.escaped().write_all(&text).map_err(|error| self.sink.failed(&error));
        }
        self.write(body)?;
        if self.ends_line { Ok(()) } else { self.write(b"\n") }
    }

    fn write_filtered(&mut self, jq: &Jq, body: &[u8]) -> Result<()> {
        if self.style.indented {
            self.progress.hide();
        }
        let mut text = std::io::BufWriter::with_capacity(64 << 10, self.sink.escaped());
        let outcome = jq.run(body, self.style, &mut text);
        let flushed = text.flush();
        drop(text);
        match (outcome, flushed) {
            (Err(JqError::NotWritten(error)), _) | (_, Err(error)) => Err(self.sink.failed(&error)),
            (Err(JqError::Failed(failure)), Ok(())) => Err(failure),
            (Ok(()), Ok(())) => Ok(()),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some(last) = bytes.last() {
            self.ends_line = *last == b'\n';
        }
        self.sink.write_all(bytes).map_err(|error| self.sink.failed(&error))
    }
}

/// Starts the progress line, which also shows the wait for a turn.
fn progress(session: &Session, context: &Context) -> Progress {
    let progress = context.ui.progress();
    if let Some(wait) = session.turn_wait() {
        let in_seconds = move || Some(wait.left()?.as_secs() + 1);
        progress.show_waits(move || Some(format!("waiting for a turn in {} s", in_seconds()?)));
    }
    progress
}
