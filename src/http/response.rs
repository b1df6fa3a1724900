//! A response whose headers have arrived and whose body is read in chunks.

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
    inner: reqwest::Response,
    head: ResponseHead,
    hop: Hop,
    limits: Limits,
    /// The bytes that [`Self::peek`] has read, which [`Self::chunk`] returns again.
    unread: Option<Bytes>,
    decoder: Option<Decoder>,
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
        Self { inner, head, hop, limits, unread: None, decoder: None }
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
        if let Some(unread) = self.unread.take() {
            return Ok(Some(unread));
        }
        let left = self.limits.whole.map_or(Duration::MAX, Deadline::left);
        let limit = self.limits.silence.min(left);
        match tokio::time::timeout(limit, self.inner.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => {
                let error = TransportError::from_reqwest(&error, &self.hop);
                Err(TransportError { failure: error.failure.http_status(self.head.status), ..error })
            }
            Err(_) => Err(self.too_slow(left <= self.limits.silence)),
        }
    }

    fn too_slow(&self, deadline_passed: bool) -> TransportError {
        let host = &self.hop.host;
        let failure = if deadline_passed {
            Failure::new(Kind::TimedOut, format!("the response from {host} was not complete within the time limit"))
                .hint("allow more time with --timeout DURATION")
        } else {
            let silence = in_words(self.limits.silence);
            Failure::new(Kind::TimedOut, format!("{host} sent nothing for {silence} in the middle of its response"))
                .hint("try again")
        };
        TransportError { failure: failure.http_status(self.head.status), retryable: !deadline_passed }
    }

    fn undecodable(&self, failure: Failure) -> TransportError {
        TransportError { failure: failure.http_status(self.head.status), retryable: false }
    }
}
