//! Collects the data of one exchange, and records it at the end, even if the client disconnects.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::http::request::Parts;

use super::state::ProxyState;
use crate::clock;
use crate::http::{FullResponse, ResponseHead, decoded_start};
use crate::inspector::{Capture, Draft, Explanation, UnderWay};
use crate::provider::{Provider, judge_api};
use crate::session::SendEffort;

/// One exchange, from the head of its request to the last byte of its response.
pub(super) struct ExchangeRecord {
    shared: Arc<ProxyState>,
    started: Instant,
    /// None after the exchange was recorded.
    draft: Option<Box<Draft>>,
    request_body: Arc<Mutex<Capture>>,
    /// The head of the API's response, and the provider whose error formats explain an error.
    upstream: Option<(ResponseHead, Arc<Provider>)>,
    _under_way: UnderWay,
}

impl ExchangeRecord {
    pub(super) fn new(shared: &Arc<ProxyState>, head: &Parts, pid: Option<u32>) -> Box<Self> {
        let mut draft = Box::new(Draft::new(clock::now(), head));
        draft.pid = pid;
        draft.tries = 0;
        shared.begin_request();
        Box::new(Self {
            shared: Arc::clone(shared),
            started: Instant::now(),
            draft: Some(draft),
            request_body: Arc::default(),
            upstream: None,
            _under_way: shared.inspector.begin(),
        })
    }

    /// Returns the capture of the request's body.
    pub(super) fn request_body(&self) -> Arc<Mutex<Capture>> {
        Arc::clone(&self.request_body)
    }

    /// Sets the path and query, without the key, and the mount's name.
    pub(super) fn set_target(&mut self, target: &str, mount: &str) {
        if let Some(draft) = &mut self.draft {
            target.clone_into(&mut draft.target);
            mount.clone_into(&mut draft.mount);
        }
    }

    pub(super) fn set_effort(&mut self, effort: SendEffort) {
        if let Some(draft) = &mut self.draft {
            draft.tries = effort.attempts;
            draft.times.waited = effort.waited;
        }
    }

    /// Sets the head of the response to the client.
    pub(super) fn set_response(&mut self, status: u16, headers: &HeaderMap) {
        if let Some(draft) = &mut self.draft {
            draft.status = Some(status);
            draft.response_headers = headers.clone();
            draft.times.head = Some(self.started.elapsed());
        }
    }

    /// Sets the head of the API's response. If it is an error, it is explained once its body has been read.
    pub(super) fn set_upstream(&mut self, head: ResponseHead, provider: &Arc<Provider>) {
        self.upstream = Some((head, Arc::clone(provider)));
    }

    pub(super) fn set_explanation(&mut self, explanation: Explanation) {
        if let Some(draft) = &mut self.draft {
            draft.explanation = Some(explanation);
        }
    }

    pub(super) fn add_response_chunk(&mut self, chunk: &Bytes) {
        let is_captured = self.shared.inspector.stores_exchanges();
        let Some(draft) = &mut self.draft else { return };
        if is_captured {
            draft.response_body.push(chunk);
        } else {
            draft.response_body.count(chunk.len() as u64);
        }
    }

    pub(super) fn response_bytes(&self) -> u64 {
        self.draft.as_ref().map_or(0, |draft| draft.response_body.total())
    }

    /// Returns whether the response cannot have a body, because of the method or the status.
    pub(super) fn has_no_body(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.method == "HEAD" || matches!(draft.status, Some(204 | 304)))
    }

    /// Records the exchange; `failure` is the reason if the response is missing or incomplete.
    pub(super) fn finish(mut self: Box<Self>, failure: Option<String>) {
        self.record(failure);
    }

    fn record(&mut self, failure: Option<String>) {
        let Some(mut draft) = self.draft.take() else { return };
        draft.times.total = self.started.elapsed();
        draft.failure = failure;
        draft.request_body = std::mem::take(&mut *self.request_body.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some((head, provider)) = self.upstream.take().filter(|(head, _)| head.status >= 400) {
            draft.explanation = draft.explanation.or_else(|| self.explain(head, &provider, &draft.response_body));
        }
        self.shared.record(*draft);
        self.shared.end_request();
    }

    fn explain(&self, head: ResponseHead, provider: &Provider, body: &Capture) -> Option<Explanation> {
        if !self.shared.inspector.stores_exchanges() {
            return None;
        }
        let body = decoded_start(&head, body.start(), LARGEST_EXPLAINED_BYTES);
        let rejection = judge_api(provider, &FullResponse { head, body }, &self.shared.redactors().shown);
        let failure = rejection.failure;
        Some(Explanation { title: failure.message(), advice: failure.hints().to_vec() })
    }
}

/// The part of an error response that is read to explain it, in bytes.
const LARGEST_EXPLAINED_BYTES: usize = 256 << 10;

impl Drop for ExchangeRecord {
    fn drop(&mut self) {
        self.record(Some("the client disconnected before the response".to_owned()));
    }
}
