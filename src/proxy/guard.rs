//! Rejects requests that are not meant for this server: those of DNS rebinding, of pages on other sites, and of clients that
//! use it as an open relay.

use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};
use reqwest::header::{HeaderName, HeaderValue, ORIGIN};

use super::error::ProxyError;
use crate::inspector::{Rejected, RequestGuard};
use crate::redact::escape_control;

/// The largest head of a request, in bytes. It is checked here too, because hyper's buffer can grow to twice its limit.
pub(super) const LARGEST_HEAD: usize = 64 << 10;

/// The host names and page origins that requests may have.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) hosts: RequestGuard,
    /// Origins of other sites whose pages may use the proxy, as browsers send them in `Origin`.
    pub(super) origins: Vec<String>,
}

impl Guard {
    /// Checks the size of the head, the method and the host. This is the first check of a request.
    ///
    /// # Errors
    ///
    /// Fails with status 421 for another host, 405 for CONNECT, and 431 for a head that is too large.
    pub(super) fn check_host(&self, head: &Parts) -> Result<(), ProxyError> {
        if size(head) > LARGEST_HEAD {
            let what = format!("the head of the request is larger than {} KiB", LARGEST_HEAD >> 10);
            return Err(ProxyError::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "head-too-large", what));
        }
        if head.method == Method::CONNECT {
            return Err(method_not_allowed("this is a reverse proxy, which opens no tunnels")
                .hint("use the base URL that `travauth proxy` prints, instead of a proxy setting"));
        }
        let misdirected = |message: &str| {
            ProxyError::new(StatusCode::MISDIRECTED_REQUEST, "wrong-host", message)
                .hint("use the base URL that `travauth proxy` prints, or allow the name with --allow-host")
        };
        self.hosts
            .check_host(&head.headers)
            .map_err(|_| misdirected("the Host header does not name this server, or is sent twice"))?;
        if let Some(authority) = head.uri.authority()
            && !self.hosts.accepts(head.uri.scheme_str().unwrap_or_default(), authority.as_str())
        {
            return Err(misdirected("the request names another server than this one"));
        }
        Ok(())
    }

    /// Checks that no page of another site sent the request, unless its origin is allowed. Returns the allowed origin.
    ///
    /// # Errors
    ///
    /// Fails with status 403.
    pub(super) fn check_site(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>, ProxyError> {
        let mut origins = headers.get_all(ORIGIN).iter();
        if let (Some(origin), None) = (origins.next(), origins.next())
            && self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
        {
            return Ok(Some(origin.clone()));
        }
        let Err(rejected) = self.hosts.check_site(headers) else { return Ok(None) };
        let (message, example) = match rejected {
            Rejected::Site(Some(origin)) => {
                let origin = escape_control(&origin);
                (format!("a page of {origin} sent this request"), origin)
            }
            _ => ("a page of another site sent this request".to_owned(), "ORIGIN".to_owned()),
        };
        Err(ProxyError::new(StatusCode::FORBIDDEN, "foreign-origin", message)
            .hint(format!("to let that page use the proxy, start the proxy with `--allow-origin {example}`")))
    }
}

/// Returns the size of a head in bytes, as it was sent.
fn size(head: &Parts) -> usize {
    let target = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let headers = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    head.method.as_str().len() + target + headers.sum::<usize>()
}

/// Returns whether the request is a CORS preflight.
pub(super) fn is_preflight(head: &Parts) -> bool {
    head.method == Method::OPTIONS && head.headers.contains_key(REQUEST_METHOD)
}

/// Adds the headers that let a page of this origin read the response.
pub(super) fn allow_reading(headers: &mut HeaderMap, origin: &HeaderValue) {
    headers.insert("access-control-allow-origin", origin.clone());
    headers.insert("access-control-expose-headers", HeaderValue::from_static("*"));
    headers.append("vary", HeaderValue::from_static("Origin"));
}

/// Adds the headers that allow the method and the headers that a preflight asks for.
pub(super) fn allow_sending(headers: &mut HeaderMap, preflight: &HeaderMap) {
    for (asked, allowed) in
        [(REQUEST_METHOD, "access-control-allow-methods"), (REQUEST_HEADERS, "access-control-allow-headers")]
    {
        if let Some(value) = preflight.get(asked) {
            headers.insert(allowed, value.clone());
        }
    }
    if preflight.contains_key("access-control-request-private-network") {
        headers.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
    }
    headers.insert("access-control-max-age", HeaderValue::from_static("600"));
}

const REQUEST_METHOD: HeaderName = HeaderName::from_static("access-control-request-method");
const REQUEST_HEADERS: HeaderName = HeaderName::from_static("access-control-request-headers");

/// Builds the error for a method that the proxy does not forward.
pub(super) fn method_not_allowed(message: &str) -> ProxyError {
    ProxyError::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", message)
}
