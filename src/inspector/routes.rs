//! Checks the access to the inspector's paths, and serves them.

use std::sync::Arc;
use std::time::Instant;

use hyper::header::{ACCEPT, ALLOW, CONTENT_DISPOSITION, HeaderValue, LOCATION, SET_COOKIE};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::body::ResponseBody;
use super::events::{EventStream, json};
use super::exchange::CopyText;
use super::har::Har;
use super::page::{self, ROOT, response, text};
use super::request_guard::{Rejected, RequestGuard};
use super::session::PageSession;
use super::{Inspector, clock, metrics};

/// The access of a request to the inspector.
#[derive(Clone, Copy, Debug)]
pub enum Access<'s> {
    /// The request needs no session, because it has the server's key or the server needs none.
    Granted,
    /// The request needs a valid code or the cookie of this session.
    By(&'s PageSession),
}

impl Inspector {
    /// Responds to a request for one of the inspector's paths; returns `None` for every other path.
    ///
    /// A request that was not meant for this server is rejected with any access.
    pub fn respond(
        self: &Arc<Self>,
        head: &Parts,
        guard: &RequestGuard,
        access: Access<'_>,
        now: Instant,
    ) -> Option<Response<ResponseBody>> {
        let name = match head.uri.path() {
            "/-" => return Some(redirect()),
            path => path.strip_prefix(ROOT)?,
        };
        if !is_inspector_path(name) {
            return None;
        }
        let mut response = self.check_and_serve(name, head, guard, access, now);
        if head.method == Method::HEAD {
            *response.body_mut() = ResponseBody::empty();
        }
        Some(response)
    }

    fn check_and_serve(
        self: &Arc<Self>,
        name: &str,
        head: &Parts,
        guard: &RequestGuard,
        access: Access<'_>,
        now: Instant,
    ) -> Response<ResponseBody> {
        if let Err(rejected) = guard.check_host(&head.headers).and_then(|()| guard.check_site(&head.headers)) {
            return rejection(&rejected);
        }
        if head.method != Method::GET && head.method != Method::HEAD {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "The inspector accepts only GET and HEAD.");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let code = head.uri.query().filter(|_| name.is_empty()).and_then(code_in);
        if let Access::By(session) = access {
            // A HEAD request must not use up the code before the browser opens the link.
            let cookie = code.filter(|_| head.method == Method::GET).and_then(|code| session.redeem(code, now));
            if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
                let mut response = redirect();
                response.headers_mut().insert(SET_COOKIE, cookie);
                return response;
            }
            if !session.admits(&head.headers) {
                return self.unauthorized(code.is_some());
            }
        }
        // The redirect removes the code from the address bar and the history.
        if code.is_some() { redirect() } else { self.serve(name, head) }
    }

    fn serve(self: &Arc<Self>, name: &str, head: &Parts) -> Response<ResponseBody> {
        match name {
            "events" => {
                let body = match head.method {
                    Method::HEAD => ResponseBody::empty(),
                    _ => ResponseBody::events(EventStream::new(Arc::clone(self), self.signal.subscribe())),
                };
                response(StatusCode::OK, "text/event-stream", body)
            }
            "metrics" => response(StatusCode::OK, metrics::CONTENT_TYPE, self.metrics()),
            "har" => {
                let body = ResponseBody::chunks(Har::new(&self.settings.base_url, self.record.after(0)));
                let mut response = response(StatusCode::OK, "application/json", body);
                let name = clock::now().strftime("attachment; filename=\"travauth-%Y%m%dT%H%M%SZ.har\"").to_string();
                if let Ok(value) = HeaderValue::from_str(&name) {
                    response.headers_mut().insert(CONTENT_DISPOSITION, value);
                }
                response
            }
            _ => match name.strip_prefix("exchanges/") {
                Some(id) => self.exchange(id),
                None => page::file(name).unwrap_or_else(|| text(StatusCode::NOT_FOUND, "There is no such page.")),
            },
        }
    }

    fn exchange(&self, id: &str) -> Response<ResponseBody> {
        match id.parse().ok().and_then(|id| self.record.find(id)) {
            Some(exchange) => {
                let redactor = self.owner.redactor();
                let mut copy = self.owner.copy_texts(&exchange);
                for CopyText { text, .. } in &mut copy {
                    *text = redactor.mask(text);
                }
                response(StatusCode::OK, "application/json", json(&exchange.detail(&copy)))
            }
            None => text(StatusCode::NOT_FOUND, "This exchange is no longer stored."),
        }
    }

    /// Builds the response to a request that has neither a valid code nor the cookie.
    fn unauthorized(&self, has_code: bool) -> Response<ResponseBody> {
        let reason = if has_code {
            "This link has been used, or is older than a minute."
        } else {
            "This page needs a link from the server."
        };
        text(StatusCode::UNAUTHORIZED, &format!("{reason}\n{}", self.settings.how_to_open))
    }
}

/// Returns whether the inspector serves this name below [`ROOT`]; the server handles the other names.
fn is_inspector_path(name: &str) -> bool {
    matches!(name, "events" | "har" | "metrics") || name.starts_with("exchanges/") || page::file(name).is_some()
}

/// Returns the value of `code` in a query.
fn code_in(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("code="))
}

fn redirect() -> Response<ResponseBody> {
    let mut response = text(StatusCode::SEE_OTHER, ROOT);
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(ROOT));
    response
}

/// Builds the response to a request that was not meant for this server.
fn rejection(rejected: &Rejected) -> Response<ResponseBody> {
    match rejected {
        Rejected::Host => text(StatusCode::MISDIRECTED_REQUEST, "The Host header does not name this server."),
        Rejected::Site(_) => text(StatusCode::FORBIDDEN, "Pages of other sites cannot use the inspector."),
    }
}

/// Returns whether a browser sent the request to show a page.
pub fn wants_page(head: &Parts) -> bool {
    let accepts = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("text/html"));
    head.method == Method::GET && head.headers.get_all(ACCEPT).iter().any(accepts)
}
