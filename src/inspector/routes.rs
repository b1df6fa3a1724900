//! The inspector's own paths, and the door before them.

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

/// How a request gets to the page.
#[derive(Clone, Copy, Debug)]
pub enum Access<'s> {
    /// It needs no session: it showed the key, or the server has none.
    Granted,
    /// It needs an open code or the cookie of this session.
    By(&'s PageSession),
}

impl Inspector {
    /// Responds to a request for one of the inspector's own paths; `None` for every other path.
    ///
    /// A request that was not meant for this server is refused, whatever its access is.
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
        if !is_own(name) {
            return None;
        }
        let mut response = self.guarded(name, head, guard, access, now);
        if head.method == Method::HEAD {
            *response.body_mut() = ResponseBody::empty();
        }
        Some(response)
    }

    fn guarded(
        self: &Arc<Self>,
        name: &str,
        head: &Parts,
        guard: &RequestGuard,
        access: Access<'_>,
        now: Instant,
    ) -> Response<ResponseBody> {
        if let Err(foreign) = guard.check_host(&head.headers).and_then(|()| guard.check_site(&head.headers)) {
            return refuse(&foreign);
        }
        if head.method != Method::GET && head.method != Method::HEAD {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let code = head.uri.query().filter(|_| name.is_empty()).and_then(code_in);
        if let Access::By(session) = access {
            // A HEAD request must not use the code up before the browser does.
            let cookie = code.filter(|_| head.method == Method::GET).and_then(|code| session.redeem(code, now));
            if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
                let mut response = redirect();
                response.headers_mut().insert(SET_COOKIE, cookie);
                return response;
            }
            if !session.admits(&head.headers) {
                return self.closed(code.is_some());
            }
        }
        // The code leaves the address bar and the history.
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
                let body = ResponseBody::pieces(Har::new(&self.settings.base_url, self.record.after(0)));
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
            None => text(StatusCode::NOT_FOUND, "This exchange is no longer kept."),
        }
    }

    /// The response to a request that has no session.
    fn closed(&self, had_code: bool) -> Response<ResponseBody> {
        let why = if had_code {
            "This link has been used, or is older than a minute."
        } else {
            "This page opens only by a link from the server itself."
        };
        text(StatusCode::UNAUTHORIZED, &format!("{why}\n{}", self.settings.how_to_open))
    }
}

/// True for the names below [`ROOT`] that the inspector serves; the rest is the server's own.
fn is_own(name: &str) -> bool {
    matches!(name, "events" | "har" | "metrics") || name.starts_with("exchanges/") || page::file(name).is_some()
}

/// The value of `code` in a query.
fn code_in(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("code="))
}

fn redirect() -> Response<ResponseBody> {
    let mut response = text(StatusCode::SEE_OTHER, ROOT);
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(ROOT));
    response
}

/// The response to a request that was not meant for this server.
fn refuse(foreign: &Rejected) -> Response<ResponseBody> {
    match foreign {
        Rejected::Host => text(StatusCode::MISDIRECTED_REQUEST, "The Host header does not name this server."),
        Rejected::Site(_) => text(StatusCode::FORBIDDEN, "Pages of other sites cannot use the inspector."),
    }
}

/// True for a request by which a browser wants a page to show.
pub fn wants_page(head: &Parts) -> bool {
    let accepts = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("text/html"));
    head.method == Method::GET && head.headers.get_all(ACCEPT).iter().any(accepts)
}
