//! An answer as it comes in: its head at once, its body piece by piece.

use std::time::Duration;

use hyper::body::Bytes;
use hyper::ext::ReasonPhrase;
use jiff::Timestamp;
use reqwest::header::HeaderMap;

use super::{Client, Trouble, retry};
use crate::clock::{Deadline, in_words};
use crate::failure::{Failure, Kind};

/// How long an exchange may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Up to the head of the answer.
    pub head: Duration,
    /// How long the body may be silent.
    pub silence: Duration,
    /// When the exchange must be over; none for a body that may take as long as it likes.
    pub whole: Option<Deadline>,
}

/// The head of an answer.
#[derive(Clone, Debug)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// The words beside the status, as sent; usual ones where they were left out.
    pub reason: String,
    /// All headers.
    pub headers: HeaderMap,
    /// When the request was sent.
    pub sent_at: Timestamp,
    /// When the head had come.
    pub answered_at: Timestamp,
}

impl Head {
    pub(super) fn new(response: &reqwest::Response, sent_at: Timestamp, answered_at: Timestamp) -> Self {
        let status = response.status();
        let sent = response.extensions().get::<ReasonPhrase>();
        let reason = sent.map_or_else(
            || status.canonical_reason().unwrap_or_default().to_owned(),
            |reason| String::from_utf8_lossy(reason.as_bytes()).into_owned(),
        );
        Self { status: status.as_u16(), reason, headers: response.headers().clone(), sent_at, answered_at }
    }

    /// A header's text; none when it is missing or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What the server asks for in `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.header("retry-after")?, self.answered_at)
    }

    /// The length that the head announces for the body.
    pub fn content_length(&self) -> Option<u64> {
        self.header("content-length")?.trim().parse().ok()
    }
}

/// An answer whose body has not been read yet.
pub struct Incoming<'c> {
    client: &'c Client,
    response: reqwest::Response,
    head: Head,
    host: String,
    limits: Limits,
}

impl<'c> Incoming<'c> {
    pub(super) fn new(
        client: &'c Client,
        response: reqwest::Response,
        head: Head,
        host: String,
        limits: Limits,
    ) -> Self {
        Self { client, response, head, host, limits }
    }

    /// The head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The head alone; what was not read of the body is left.
    pub fn into_head(self) -> Head {
        self.head
    }

    /// The next piece of the body; none at its end.
    pub fn chunk(&mut self) -> Result<Option<Bytes>, Trouble> {
        let left = self.limits.whole.map_or(Duration::MAX, Deadline::left);
        let limit = self.limits.silence.min(left);
        let response = &mut self.response;
        let outcome = self.client.runtime().block_on(async { tokio::time::timeout(limit, response.chunk()).await });
        match outcome {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => {
                let trouble = Trouble::from_reqwest(&error, self.client.place(&self.host, limit));
                Err(Trouble { failure: trouble.failure.http_status(self.head.status), ..trouble })
            }
            Err(_) => Err(self.too_slow(left <= self.limits.silence)),
        }
    }

    fn too_slow(&self, is_over: bool) -> Trouble {
        let host = &self.host;
        let failure = if is_over {
            Failure::new(Kind::TimedOut, format!("the answer of {host} was not complete within the time limit"))
                .hint("give it longer with --timeout DURATION")
        } else {
            let silence = in_words(self.limits.silence);
            Failure::new(Kind::TimedOut, format!("{host} fell silent for {silence} in the middle of its answer"))
                .hint("try again")
        };
        Trouble { failure: failure.http_status(self.head.status), retryable: !is_over }
    }
}
