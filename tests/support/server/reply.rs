//! Replies of the scripted server, including those that break the protocol.

use std::io::{self, Write as _};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::request::Request;
use super::wire::Wire;
use crate::support::wait::PATIENCE;

/// The server's reaction to a request.
#[must_use = "return the reply from the server's handler"]
#[derive(Clone)]
pub struct Reply {
    pub(super) action: Action,
    pub(super) gate: Option<Gate>,
}

#[derive(Clone)]
pub(super) enum Action {
    Respond(Response),
    Raw(Vec<u8>),
    Hang,
    Close,
    Reset,
}

#[derive(Clone)]
pub(super) struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    chunked: bool,
    cut_short: bool,
    drip: Option<(usize, Duration)>,
}

impl Reply {
    /// An empty response.
    pub fn status(status: u16) -> Self {
        Self::from(Action::Respond(Response {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            chunked: false,
            cut_short: false,
            drip: None,
        }))
    }

    /// A response with a JSON body.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::status(status).header("Content-Type", "application/json").body(body)
    }

    /// A redirect.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    /// Sends these bytes, which need not be HTTP, and closes the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::from(Action::Raw(bytes.into()))
    }

    /// Sends no response, and keeps the connection open until the client closes it.
    pub fn hang() -> Self {
        Self::from(Action::Hang)
    }

    /// Sends no response, and closes the connection properly.
    pub fn close() -> Self {
        Self::from(Action::Close)
    }

    /// Sends no response, and resets the connection. A TLS connection is closed without `close_notify`.
    pub fn reset() -> Self {
        Self::from(Action::Reset)
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|response| response.headers.push((name.to_owned(), value.to_owned())))
    }

    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        self.change(|response| response.body = body.into())
    }

    /// Sends the body in chunks, without `Content-Length`.
    pub fn chunked(self) -> Self {
        self.change(|response| response.chunked = true)
    }

    /// Closes the connection before the body is complete: after fewer bytes than `Content-Length`, or without a last chunk.
    pub fn cut_short(self) -> Self {
        self.change(|response| response.cut_short = true)
    }

    /// Sends the body in parts of this many bytes, with a pause after each.
    pub fn drip(self, bytes: usize, pause: Duration) -> Self {
        self.change(|response| response.drip = Some((bytes, pause)))
    }

    /// Holds the response back until the gate is open.
    pub fn hold_until(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    #[track_caller]
    fn change(mut self, change: impl FnOnce(&mut Response)) -> Self {
        let Action::Respond(response) = &mut self.action else {
            panic!("only a response has headers and a body");
        };
        change(response);
        self
    }

    fn from(action: Action) -> Self {
        Self { action, gate: None }
    }
}

impl Response {
    /// Sends the response. Returns whether the connection stays open.
    pub(super) fn send(&self, request: &Request, wire: &mut Wire) -> io::Result<bool> {
        let mut lines = vec![format!("HTTP/1.1 {} Scripted", self.status)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        let bodyless = matches!(self.status, 204 | 304);
        if self.chunked {
            lines.push("Transfer-Encoding: chunked".to_owned());
        } else if !bodyless {
            // An empty body that is cut short is announced as one byte.
            let announced = self.body.len() + usize::from(self.cut_short && self.body.is_empty());
            lines.push(format!("Content-Length: {announced}"));
        }
        wire.write_all((lines.join("\r\n") + "\r\n\r\n").as_bytes())?;
        if !bodyless && request.method != "HEAD" {
            self.send_body(wire)?;
        }
        wire.flush()?;
        let is_close = |value: &str| value.eq_ignore_ascii_case("close");
        let closing = request.header("connection").is_some_and(is_close)
            || self.headers.iter().any(|(name, value)| name.eq_ignore_ascii_case("connection") && is_close(value));
        Ok(!self.cut_short && !closing)
    }

    fn send_body(&self, wire: &mut Wire) -> io::Result<()> {
        let body = if self.cut_short && !self.chunked { &self.body[..self.body.len() / 2] } else { &self.body };
        let (size, pause) = self.drip.unwrap_or((64 * 1024, Duration::ZERO));
        for part in body.chunks(size) {
            if self.chunked {
                wire.write_all(format!("{:x}\r\n", part.len()).as_bytes())?;
                wire.write_all(part)?;
                wire.write_all(b"\r\n")?;
            } else {
                wire.write_all(part)?;
            }
            if pause > Duration::ZERO {
                wire.flush()?;
                thread::sleep(pause);
            }
        }
        if self.chunked && !self.cut_short {
            wire.write_all(b"0\r\n\r\n")?;
        }
        Ok(())
    }
}

/// A gate that the test opens to let responses through. Clones share their state.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn open(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }

    /// Waits until the gate is open. Returns false if that takes longer than [`PATIENCE`].
    pub fn wait(&self) -> bool {
        let open = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (open, _) =
            self.0.1.wait_timeout_while(open, PATIENCE, |open| !*open).unwrap_or_else(PoisonError::into_inner);
        *open
    }
}
