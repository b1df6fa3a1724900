//! Responds to a request: checks it, and then serves a page or a token endpoint, or forwards it to the API.

use std::sync::Arc;
use std::time::Instant;

use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use reqwest::header::{HeaderName, HeaderValue, LOCATION};

use super::body::ProxyBody;
use super::dialect::ProxyDialect;
use super::error::ProxyError;
use super::exchange_record::ExchangeRecord;
use super::forward::forward;
use super::guard;
use super::mount::Mount;
use super::own_response::own_response;
use super::screen::{self, KeylessTarget, check_is_not_reserved, check_protocol, upstream_head};
use super::state::ProxyState;
use super::{path, token_endpoint};
use crate::clock;
use crate::inspector::{Access, ROOT, wants_page};
use crate::provider::Provider;
use crate::session::ApiRequest;

/// Headers that ask the API to treat the request as one with another method.
const METHOD_OVERRIDES: [&str; 3] = ["x-http-method-override", "x-http-method", "x-method-override"];
/// The longest first segment of a path that is shown if the request has no key. A longer one is masked, because it may be a
/// wrong key.
const LONGEST_SHOWN_SEGMENT: usize = 31;

/// Responds to a request; `pid` is the id of the client's process, if the connection shows it.
pub(super) async fn respond(
    shared: Arc<ProxyState>,
    request: Request<Incoming>,
    pid: Option<u32>,
) -> Response<ProxyBody> {
    let (head, body) = request.into_parts();
    let mut response = admit(&shared, head, body, pid).await;
    response
        .headers_mut()
        .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    response
}

async fn admit(shared: &Arc<ProxyState>, head: Parts, body: Incoming, pid: Option<u32>) -> Response<ProxyBody> {
    let refuse = |head: &Parts, error| {
        let mut record = ExchangeRecord::new(shared, head, pid);
        record.set_target(&masked_target(head.uri.path()), "");
        record.refuse(ProxyDialect::Plain, error)
    };
    if let Err(error) = shared.guard.check_host(&head) {
        return refuse(&head, error);
    }
    let origin = match shared.guard.check_site(&head.headers) {
        Ok(origin) => origin,
        Err(error) => return refuse(&head, error),
    };
    if head.uri.path() == "/-/healthz" {
        return own_response(StatusCode::OK, "text/plain; charset=utf-8", "ok\n").map(ProxyBody::whole);
    }
    let Some(origin) = origin else { return dispatch(shared, head, body, pid, None).await };
    let mut response = if guard::is_preflight(&head) {
        let mut response = own_response(StatusCode::NO_CONTENT, "text/plain", "").map(ProxyBody::whole);
        guard::allow_sending(response.headers_mut(), &head.headers);
        response
    } else {
        dispatch(shared, head, body, pid, Some(&origin)).await
    };
    guard::allow_reading(response.headers_mut(), &origin);
    response
}

/// Responds to a request that has passed the guards. `origin` is set if a page of another, allowed site sent it.
async fn dispatch(
    shared: &Arc<ProxyState>,
    mut head: Parts,
    body: Incoming,
    pid: Option<u32>,
    origin: Option<&HeaderValue>,
) -> Response<ProxyBody> {
    let KeylessTarget { text: target, prefix } = screen::target(&shared.access, &head);
    let path_has_key = !prefix.is_empty();
    if let Ok(uri) = target.parse::<Uri>() {
        head.uri = uri;
    }
    if shared.inspects
        && origin.is_none()
        && let Some(response) = inspector_response(shared, &head, path_has_key)
    {
        return response;
    }
    let mut record = ExchangeRecord::new(shared, &head, pid);
    let is_admitted = path_has_key || shared.access.admits(&head.headers, clock::now());
    let found = shared.mount(&target);
    let dialect = found.as_ref().map_or(ProxyDialect::Plain, |(mount, _)| mount.dialect());
    record.set_target(
        &if is_admitted { target.clone() } else { masked_target(&target) },
        found.as_ref().map_or("", |(mount, _)| mount.name()),
    );
    if let Err(error) = check_protocol(&head) {
        return record.refuse(dialect, error);
    }
    if let Some((mount, below)) = &found
        && mount.is_token_path(path::of(below))
    {
        return token_endpoint::respond(shared, mount, &head, body, path_has_key, record).await;
    }
    if !is_admitted {
        return record.refuse(dialect, key_required());
    }
    let Some((mount, below)) = found else {
        return record.refuse(dialect, no_mount(shared));
    };
    let checked = check_is_not_reserved(&target).and_then(|()| check_is_not_reserved(&below));
    let checked = checked.and_then(|()| check_read_only(shared, &mount, &head, &below));
    let accept = &mount.provider().api.accept;
    let upstream = checked.and_then(|()| upstream_head(&head, &below, mount.base(), accept, &shared.access.key));
    let upstream = match upstream {
        Ok(upstream) => upstream,
        Err(error) => return record.refuse(dialect, error),
    };
    let prefix = if mount.name().is_empty() { prefix } else { format!("{prefix}/{}", mount.name()) };
    let request = ApiRequest {
        method: head.method,
        url: upstream.url,
        user_headers: HeaderMap::new(),
        default_headers: upstream.headers,
    };
    forward(shared, &mount, &request, &prefix, body, record).await
}

/// Responds to a request for one of the inspector's paths; returns none for other paths.
fn inspector_response(shared: &Arc<ProxyState>, head: &Parts, path_has_key: bool) -> Option<Response<ProxyBody>> {
    let path = head.uri.path();
    let is_root = path == "/" && wants_page(head);
    if !is_root && !path.starts_with(ROOT) && path != "/-" {
        return None;
    }
    let is_open = !shared.access.requires_key || shared.access.has_key(&head.headers, b"");
    let is_page = is_root || path == ROOT || path == "/-";
    if is_page && path_has_key && head.method == Method::GET {
        // The page's own paths have no key, so the browser gets a cookie instead.
        return shared.page.open_path(Instant::now()).ok().map(|path| see_other(&path));
    }
    if is_root {
        return Some(see_other(ROOT));
    }
    let access = if is_open || path_has_key { Access::Granted } else { Access::By(&shared.page) };
    let response = shared.inspector.respond(head, &shared.guard.hosts, access, Instant::now())?;
    Some(response.map(ProxyBody::from))
}

fn see_other(path: &str) -> Response<ProxyBody> {
    let mut response = own_response(StatusCode::SEE_OTHER, "text/plain", "");
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    response.map(ProxyBody::whole)
}

fn check_read_only(shared: &ProxyState, mount: &Mount, head: &Parts, below: &str) -> Result<(), ProxyError> {
    if !shared.read_only || only_reads(mount.provider(), &head.method, &head.headers, path::of(below)) {
        return Ok(());
    }
    let what = format!("--read-only does not forward this {} request", head.method);
    Err(ProxyError::new(StatusCode::FORBIDDEN, "read-only", what)
        .hint("start the proxy without --read-only to send requests that change something"))
}

/// Returns whether a request only reads, according to its method or the provider's documentation.
fn only_reads(provider: &Provider, method: &Method, headers: &HeaderMap, path: &str) -> bool {
    let overrides = METHOD_OVERRIDES.iter().flat_map(|name| headers.get_all(*name));
    let mut overrides = overrides.map(|value| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"get"));
    overrides.all(|is_get| is_get)
        && match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => true,
            Method::POST => provider.api.reads_by_post(&path::normalized(path)),
            _ => false,
        }
}

fn key_required() -> ProxyError {
    ProxyError::new(StatusCode::UNAUTHORIZED, "wrong-key", "the request does not contain the key of this proxy")
        .hint("send it as `Authorization: Bearer KEY`, as the password of HTTP Basic, or as the first segment of the path")
        .with_header(&["www-authenticate", "Bearer realm=\"travauth proxy\""])
}

fn no_mount(shared: &ProxyState) -> ProxyError {
    let names: Vec<String> = shared.mounts.iter().map(|mount| format!("/{}/", mount.name())).collect();
    ProxyError::new(StatusCode::NOT_FOUND, "no-such-mount", "the path does not begin with the name of a mount")
        .hint(format!("the mounts are {}", names.join(", ")))
}

/// Removes the query, and masks a first segment that may be a wrong key.
fn masked_target(target: &str) -> String {
    let path = path::of(target);
    let (first, rest) = path::first_segment(path);
    if first.len() > LONGEST_SHOWN_SEGMENT { format!("/***{rest}") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::builtin::AMADEUS;

    #[test]
    fn method_path_and_override_decide_whether_a_request_only_reads() {
        let with = |pairs: &[(&'static str, &'static str)]| {
            let pairs =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            pairs.collect::<HeaderMap>()
        };
        let none = with(&[]);
        for (method, path, headers, expected) in [
            (Method::GET, "/v1/x", &none, true),
            (Method::HEAD, "/v1/x", &none, true),
            (Method::POST, "/v1/x", &none, false),
            (Method::POST, "/v2/shopping/flight-offers", &none, true),
            (Method::POST, "/v2/shopping/flight-offers/", &none, true),
            (Method::POST, "/v2/shopping/flight-offers/x", &none, false),
            (Method::POST, "/v1/booking/flight-orders", &none, false),
            (Method::POST, "/v2/shopping/flight-offers", &with(&[("x-http-method-override", "GET")]), true),
            (Method::POST, "/v2/shopping/flight-offers", &with(&[("x-http-method-override", "DELETE")]), false),
            (Method::GET, "/v1/x", &with(&[("x-http-method-override", "DELETE")]), false),
            (Method::GET, "/v1/x", &with(&[("x-method-override", "PUT")]), false),
            (Method::GET, "/v1/x", &with(&[("x-http-method", "post")]), false),
            (Method::DELETE, "/v1/x", &with(&[("x-http-method-override", "GET")]), false),
            (Method::PUT, "/v1/x", &none, false),
            (Method::PATCH, "/v1/x", &none, false),
        ] {
            assert_eq!(only_reads(&AMADEUS, &method, headers, path), expected, "{method} {path} {headers:?}");
        }
    }

    #[test]
    fn a_wrong_key_in_the_path_is_hidden() {
        let key = "a".repeat(43);
        assert_eq!(masked_target(&format!("/{key}/v1/x?y=1")), "/***/v1/x");
        assert_eq!(masked_target("/v1/reference-data/locations"), "/v1/reference-data/locations");
    }
}
