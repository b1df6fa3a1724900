//! A response whose headers have arrived and whose body is read in chunks.

use std::io::Read;
use std::time::Duration;

use hyper::body::Bytes;
use hyper::ext::ReasonPhrase;
use jiff::Timestamp;
use reqwest::header::HeaderMap;

use super::decode::Decoder;
use super::transport_error::Hop;
use super::{Limits, TransportError, retry};
use crate::clock::{Deadline, in_words};
use crate::failure::{Failure, Kind};

/// The head of a response.
#[derive(Clone, Debug)]
pub struct ResponseHead {
    /// The HTTP status.
    pub status: u16,
    /// The reason phrase as sent; the standard one if the server left it out.
    pub reason: String,
    /// All headers.
    pub headers: HeaderMap,
    /// When the request was sent.
    pub sent_at: Timestamp,
    /// When the head arrived.
    pub received_at: Timestamp,
    /// Whether the server asked for a client certificate and there was none.
    pub lacked_certificate: bool,
}

/// A response whose body was read.
#[derive(Clone, Debug)]
pub struct FullResponse {
    /// The head.
    pub head: ResponseHead,
    /// The decompressed body, or as much of it as was read.
    pub body: Vec<u8>,
}

/// A response whose body has not been read completely.
pub struct Response {
    source: BodyOrigin,
    head: ResponseHead,
    /// Receives a copy of the body while it is read.
    copy: Option<Box<dyn BodyCopy>>,
    /// The bytes that [`Self::peek`] has read, which [`Self::chunk`] returns again.
    unread: Option<Bytes>,
    decoder: Option<Decoder>,
}

/// The origin of a body.
enum BodyOrigin {
    Network {
        inner: Box<reqwest::Response>,
        hop: Hop,
        limits: Limits,
    },
    /// A body that was stored.
    Stored(Box<dyn Read + Send + Sync>),
}

/// The size of the parts in which a stored body is read, in bytes.
const STORED_CHUNK_BYTES: u64 = 64 << 10;

/// A copy of a body. If it is dropped before its end, the body was cut short or not read.
pub trait BodyCopy: Send + Sync {
    /// Adds a part of the body, as it was received.
    fn add(&mut self, part: &[u8]);

    /// Completes the copy: the body has ended.
    fn complete(self: Box<Self>);
}

impl ResponseHead {
    pub(super) fn new(response: &reqwest::Response, sent_at: Timestamp, received_at: Timestamp) -> Self {
        let status = response.status();
        let sent = response.extensions().get::<ReasonPhrase>();
        let reason = sent.map_or_else(
            || status.canonical_reason().unwrap_or_default().to_owned(),
            |reason| String::from_utf8_lossy(reason.as_bytes()).into_owned(),
        );
        Self {
            status: status.as_u16(),
            reason,
            headers: response.headers().clone(),
            sent_at,
            received_at,
            lacked_certificate: false,
        }
    }

    /// Returns the text of a header; none when it is missing or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns how long the server asks to wait, in `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.header("retry-after")?, self.received_at)
    }

    /// Returns the seconds by which the server's clock is ahead of this machine's, negative if it is behind; none without a
    /// `Date` header.
    pub fn clock_difference_seconds(&self) -> Option<i64> {
        let date = retry::http_date(self.header("date")?)?;
        Some(date.as_second() - self.received_at.as_second())
    }

    /// Returns the length of the body that the head announces, in bytes.
    pub fn content_length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }
}

impl Response {
    pub(super) fn new(inner: reqwest::Response, head: ResponseHead, hop: Hop, limits: Limits) -> Self {
        Self {
            source: BodyOrigin::Network { inner: Box::new(inner), hop, limits },
            head,
            copy: None,
            unread: None,
            decoder: None,
        }
    }

    /// Creates a response whose head and body were stored earlier.
    pub fn stored(head: ResponseHead, body: impl Read + Send + Sync + 'static) -> Self {
        Self { source: BodyOrigin::Stored(Box::new(body)), head, copy: None, unread: None, decoder: None }
    }

    /// Copies the body while [`Self::chunk`] reads it.
    pub fn copy_to(&mut self, copy: Box<dyn BodyCopy>) {
        self.copy = Some(copy);
    }

    /// Returns whether the body is copied while it is read.
    pub fn is_copied(&self) -> bool {
        self.copy.is_some()
    }

    /// Returns the same response, with its body decompressed.
    #[must_use]
    pub fn decoded(mut self) -> Self {
        self.decoder = Decoder::for_head(&self.head);
        self
    }

    /// Reads at least `count` bytes of the body as it was sent, or all of it, without removing them from [`Self::chunk`].
    ///
    /// # Errors
    ///
    /// Fails as [`Self::chunk`] does.
    pub async fn peek(&mut self, count: usize) -> Result<Bytes, TransportError> {
        let mut start = Vec::new();
        while start.len() < count
            && let Some(chunk) = self.raw_chunk().await?
        {
            start.extend_from_slice(&chunk);
        }
        let start = Bytes::from(start);
        self.unread = Some(start.clone()).filter(|start| !start.is_empty());
        Ok(start)
    }

    /// Returns whether the body is decompressed.
    pub fn is_decoded(&self) -> bool {
        self.decoder.is_some()
    }

    /// Returns the head.
    pub fn head(&self) -> &ResponseHead {
        &self.head
    }

    /// Returns the head, without reading the rest of the body.
    pub fn into_head(self) -> ResponseHead {
        self.head
    }

    /// Reads the next part of the body; none at its end.
    ///
    /// # Errors
    ///
    /// Fails when the body is cut short, silent for too long, or not compressed as its head says.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        loop {
            let Some(decoder) = &mut self.decoder else { return self.raw_chunk().await };
            if let Some(plain) = decoder.take().map_err(|failure| self.undecodable(failure))? {
                return Ok(Some(plain));
            }
            let compressed = self.raw_chunk().await?;
            let Some(decoder) = &mut self.decoder else { return Ok(None) };
            match compressed {
                Some(compressed) => decoder.feed(compressed),
                None if decoder.is_finished() => return Ok(None),
                None => decoder.finish().map_err(|failure| self.undecodable(failure))?,
            }
        }
    }

    async fn raw_chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let chunk = match self.unread.take() {
            Some(unread) => Some(unread),
            None => self.source.next(self.head.status).await?,
        };
        match (&chunk, &mut self.copy) {
            (Some(chunk), Some(copy)) => copy.add(chunk),
            (None, _) => drop(self.copy.take().map(BodyCopy::complete)),
            _ => {}
        }
        Ok(chunk)
    }

    fn undecodable(&self, failure: Failure) -> TransportError {
        TransportError { failure: failure.http_status(self.head.status), retryable: false }
    }
}

impl BodyOrigin {
    /// Reads the next part of the body; none at its end.
    async fn next(&mut self, status: u16) -> Result<Option<Bytes>, TransportError> {
        match self {
            Self::Network { inner, hop, limits } => {
                let left = limits.whole.map_or(Duration::MAX, Deadline::left);
                let limit = limits.silence.min(left);
                match tokio::time::timeout(limit, inner.chunk()).await {
                    Ok(Ok(chunk)) => Ok(chunk),
                    Ok(Err(error)) => {
                        let error = TransportError::from_reqwest(&error, hop);
                        Err(TransportError { failure: error.failure.http_status(status), ..error })
                    }
                    Err(_) => Err(too_slow(hop, *limits, left <= limits.silence, status)),
                }
            }
            Self::Stored(body) => {
                let mut chunk = Vec::new();
                match body.by_ref().take(STORED_CHUNK_BYTES).read_to_end(&mut chunk) {
                    Ok(0) => Ok(None),
                    Ok(_) => Ok(Some(chunk.into())),
                    Err(error) => {
                        let failure = Failure::new(Kind::LocalIo, "the stored response cannot be read").because(error);
                        Err(TransportError { failure: failure.hint("leave out --cache"), retryable: false })
                    }
                }
            }
        }
    }
}

fn too_slow(hop: &Hop, limits: Limits, deadline_passed: bool, status: u16) -> TransportError {
    let host = &hop.host;
    let failure = if deadline_passed {
        Failure::new(Kind::TimedOut, format!("the response from {host} was not complete within the time limit"))
            .hint("allow more time with --timeout DURATION")
    } else {
        let silence = in_words(limits.silence);
        Failure::new(Kind::TimedOut, format!("{host} sent nothing for {silence} in the middle of its response"))
            .hint("try again")
    };
    TransportError { failure: failure.http_status(status), retryable: !deadline_passed }
}
