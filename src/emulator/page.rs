//! The inspector page of an emulator, which shows the requests that it received.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HeaderValue, LOCATION};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use super::demo;
use crate::inspector::{
    Access, CopyText, DEFAULT_LIMIT, Draft, Exchange, Inspector, InspectorSettings, MountStatus, Owner, ROOT,
    RequestGuard, ResponseBody, body_options, wants_page,
};

/// The page, for an emulator that only this machine can reach.
#[derive(Debug)]
pub struct EmulatorPage {
    inspector: Arc<Inspector>,
    guard: RequestGuard,
}

struct PageOwner {
    base_url: String,
}

impl Owner for PageOwner {
    fn mounts(&self) -> Vec<MountStatus> {
        let target = "Amadeus and Sabre, emulated".to_owned();
        vec![MountStatus { name: String::new(), target, token: None, rate: None }]
    }

    fn copy_texts(&self, exchange: &Exchange) -> Vec<CopyText> {
        let url = format!("{}{}", self.base_url, exchange.target);
        // A method can have characters such as & and |, which a shell reads.
        let (method, url) = (shell_words::quote(&exchange.method), shell_words::quote(&url));
        let body = body_options(exchange);
        let text = format!("curl -X {method} {url} -H \"Authorization: Bearer $TOKEN\"{body}");
        vec![CopyText { label: "curl".to_owned(), text }]
    }
}

impl EmulatorPage {
    /// Creates the page of an emulator that is bound to this address; returns `None` if other machines can reach it.
    pub fn new(address: SocketAddr, base_url: &str) -> Option<Self> {
        if !address.ip().is_loopback() {
            return None;
        }
        let settings = InspectorSettings {
            title: "travauth emulator".to_owned(),
            base_url: base_url.to_owned(),
            example: format!(
                "AMADEUS_CLIENT_ID={} AMADEUS_CLIENT_SECRET={} \\\n  travauth call -p amadeus --base-url {base_url} /v1/reference-data/airlines",
                demo::AMADEUS_CLIENT_ID,
                demo::AMADEUS_CLIENT_SECRET
            ),
            how_to_open: format!("Open {base_url}/ in a browser."),
            limit: DEFAULT_LIMIT,
        };
        let inspector = Inspector::new(settings, PageOwner { base_url: base_url.to_owned() });
        let mut guard = RequestGuard::new(address.port(), base_url.starts_with("https"));
        guard.allow(&address.to_string());
        Some(Self { inspector, guard })
    }

    /// Responds to a request for the page; returns `None` for every other request.
    pub fn respond(&self, head: &Parts) -> Option<Response<ResponseBody>> {
        if head.uri.path() == "/" && wants_page(head) {
            let mut response = Response::new(ResponseBody::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(LOCATION, HeaderValue::from_static(ROOT));
            return Some(response);
        }
        self.inspector.respond(head, &self.guard, Access::Granted, Instant::now())
    }

    /// Begins to follow a request.
    pub fn follow(&self, head: &Parts) -> FollowedRequest {
        FollowedRequest {
            inspector: Arc::clone(&self.inspector),
            started: Instant::now(),
            draft: Draft::new(Timestamp::now(), head),
        }
    }
}

/// A request that is recorded with its response.
pub struct FollowedRequest {
    inspector: Arc<Inspector>,
    started: Instant,
    draft: Draft,
}

impl FollowedRequest {
    /// Adds the body of the request.
    pub fn add_body(&mut self, body: &[u8]) {
        self.draft.request_body.push(body);
    }

    /// Records the request with its response.
    pub fn finish(mut self, response: &Response<Full<Bytes>>, body: &[u8]) {
        self.draft.status = Some(response.status().as_u16());
        self.draft.response_headers = response.headers().clone();
        self.draft.response_body.push(body);
        self.draft.times.head = Some(self.started.elapsed());
        self.draft.times.total = self.started.elapsed();
        self.inspector.record(self.draft);
    }
}
