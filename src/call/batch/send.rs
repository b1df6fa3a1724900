//! Sends one request of a batch and reads its response.

use std::sync::Arc;

use url::Url;

use super::line::BatchRequest;
use crate::call::body_reader::{BodyReader, Gathered, too_large};
use crate::call::request::{TypedRequest, build_request};
use crate::call::response_cache::ResponseCache;
use crate::failure::{Failure, Result};
use crate::http::ResponseHead;
use crate::session::{ApiResponse, Content, SendRules, Session};

/// The default size limit of a response in bytes.
const LARGEST_RESPONSE_BYTES: u64 = 64 << 20;

/// Sends the requests of a batch, with the flags that apply to each of them.
pub(crate) struct BatchSender {
    /// The session.
    pub(crate) session: Arc<Session>,
    /// The responses of earlier requests, if they are used.
    pub(crate) cache: Option<ResponseCache>,
    /// How requests are sent.
    pub(crate) rules: SendRules,
    /// The base URL.
    pub(crate) base: Url,
    /// The headers of every request, as `Name: value`. A header of the same name in a line replaces them.
    pub(crate) headers: Vec<String>,
    /// Whether a response compressed with gzip is accepted.
    pub(crate) compressed: bool,
    /// The size limit of a response in bytes; none for the default.
    pub(crate) largest: Option<u64>,
}

/// A response that was read.
pub(super) struct BatchResponse {
    pub(super) head: ResponseHead,
    /// The decompressed body.
    pub(super) body: Vec<u8>,
    /// The error that the response reports; none for a success.
    pub(super) failure: Option<Failure>,
}

impl BatchSender {
    /// Checks the headers that are sent with every request.
    pub(crate) fn check_headers(&self) -> Result<()> {
        self.build(&BatchRequest { path: "/".to_owned(), ..BatchRequest::default() }).map(drop)
    }

    /// Sends a request and reads the response.
    ///
    /// # Errors
    ///
    /// Fails when the request cannot be built, and when no complete response arrives. An error status is not an error here.
    pub(super) async fn send(&self, request: &BatchRequest) -> Result<BatchResponse> {
        let api_request = self.build(request)?;
        let mut content = match &request.body {
            Some(body) => Content::Bytes(body.clone().into()),
            None => Content::Empty,
        };
        let received = match &self.cache {
            Some(cache) => cache.send(&self.session, &api_request, &mut content, self.rules).await?,
            None => self.session.send(&api_request, &mut content, self.rules).await?,
        };
        let ApiResponse { response, failure, .. } = received;
        let head = response.head().clone();
        let largest = self.largest.unwrap_or(LARGEST_RESPONSE_BYTES);
        let mut reader = BodyReader::new(response, Some(largest), true)?;
        match reader.gather(usize::try_from(largest).unwrap_or(usize::MAX)).await? {
            Gathered::Whole(body) => Ok(BatchResponse { head, body, failure }),
            Gathered::Beginning(_) => Err(too_large(largest, head.status)),
        }
    }

    fn build(&self, request: &BatchRequest) -> Result<crate::session::ApiRequest> {
        let typed = TypedRequest {
            method: request.method.clone(),
            path: request.path.clone(),
            headers: self.header_lines(request),
            query: request.query.clone(),
            has_body: request.body.is_some(),
            compressed: self.compressed,
            no_auth: self.rules.anonymous,
        };
        build_request(&typed, &self.session.target().provider.value, &self.base)
    }

    /// Returns the headers of the request as `Name: value`.
    fn header_lines(&self, request: &BatchRequest) -> Vec<String> {
        let is_replaced = |line: &str| {
            let name = line.split(':').next().unwrap_or_default().trim();
            request.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
        };
        let mut lines: Vec<String> = self.headers.iter().filter(|line| !is_replaced(line)).cloned().collect();
        for (name, values) in &request.headers {
            if values.is_empty() {
                lines.push(format!("{name}:"));
            }
            lines.extend(values.iter().map(|value| format!("{name}: {value}")));
        }
        lines
    }
}
