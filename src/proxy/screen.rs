//! Decides from the head of a request whether it is forwarded, and builds the URL and the headers for the API.

use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use url::Url;

use super::access::AccessControl;
use super::error::ProxyError;
use super::guard::method_not_allowed;
use super::{AccessKey, headers, path};
use crate::http::url::same_origin;

/// The target of a request, without the key.
pub(super) struct KeylessTarget {
    /// Path and query.
    pub(super) text: String,
    /// The part that was removed from the start: `/KEY` or nothing.
    pub(super) prefix: String,
}

/// URL and headers of a request to the API, before the token and the headers of provider and profile are added.
pub(super) struct UpstreamHead {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
}

/// Returns the target of a request, and splits off the key if it is the first segment of the path.
pub(super) fn target(access: &AccessControl, head: &Parts) -> KeylessTarget {
    let whole = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let (first, rest) = path::first_segment(whole);
    if access.requires_key && access.key.is(first) {
        return KeylessTarget { text: rest, prefix: format!("/{first}") };
    }
    KeylessTarget { text: whole.to_owned(), prefix: String::new() }
}

/// Checks that the request has not passed through a travauth proxy before, asks for no protocol upgrade, and is not TRACE.
///
/// # Errors
///
/// Fails with status 508, 501 or 405.
pub(super) fn check_protocol(head: &Parts) -> Result<(), ProxyError> {
    if headers::has_looped(&head.headers) {
        return Err(ProxyError::new(
            StatusCode::LOOP_DETECTED,
            "loop",
            "the request has already passed through a travauth proxy",
        )
        .hint("check --base-url and the proxy variables: the API must not be a travauth proxy"));
    }
    if headers::wants_upgrade(&head.headers) {
        let what = "the proxy does not pass on protocol upgrades such as WebSocket";
        return Err(ProxyError::new(StatusCode::NOT_IMPLEMENTED, "upgrade-not-supported", what));
    }
    // The API would return the whole request to the client, with the token in it.
    if head.method == Method::TRACE {
        return Err(method_not_allowed("TRACE would show the token"));
    }
    Ok(())
}

/// Checks that a target is not below `/-/`, which belongs to the proxy itself.
///
/// # Errors
///
/// Fails with status 404.
pub(super) fn check_is_not_reserved(target: &str) -> Result<(), ProxyError> {
    if path::is_reserved(path::of(target)) {
        return Err(ProxyError::new(StatusCode::NOT_FOUND, "no-such-page", "the proxy has no such page")
            .hint("paths below /-/ belong to the proxy itself"));
    }
    Ok(())
}

/// Builds URL and headers of the request to the API. `target` is below the base URL.
///
/// # Errors
///
/// Fails with status 400 if servers would read the path differently, or if the method or the target contains the key or a
/// phantom token.
pub(super) fn upstream_head(
    head: &Parts,
    target: &str,
    base: &Url,
    accept: &str,
    key: &AccessKey,
) -> Result<UpstreamHead, ProxyError> {
    path::check(path::of(target)).map_err(bad_path)?;
    if key.is_in(target.as_bytes()) || key.is_in(head.method.as_str().as_bytes()) {
        return Err(bad_path("the API would receive the key of this proxy")
            .hint("send the key in `Authorization`, or once as the first segment of the path"));
    }
    let url = Url::parse(&format!("{}{target}", base.as_str().trim_end_matches('/')));
    // This never fails, because the path was checked before.
    let url =
        url.ok().filter(|url| same_origin(url, base)).ok_or_else(|| bad_path("the path is not valid in a URL"))?;
    let mut headers = headers::for_upstream(&head.headers, key);
    if !headers.contains_key(ACCEPT)
        && let Ok(accept) = HeaderValue::from_str(accept)
    {
        headers.insert(ACCEPT, accept);
    }
    Ok(UpstreamHead { url, headers })
}

fn bad_path(what: &'static str) -> ProxyError {
    ProxyError::new(StatusCode::BAD_REQUEST, "bad-path", what)
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;
    use crate::clock;
    use crate::proxy::phantom;

    fn sent(key: &AccessKey, target: &str, headers: &[(&str, &str)]) -> Option<UpstreamHead> {
        let mut request = Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let head = request.body(()).unwrap().into_parts().0;
        let access = AccessControl { key: key.clone(), requires_key: true };
        let base = Url::parse("https://api.example/base/").unwrap();
        upstream_head(&head, &super::target(&access, &head).text, &base, "*/*", key).ok()
    }

    #[test]
    fn a_request_is_forwarded_below_the_base_url() {
        let key = AccessKey::random().unwrap();
        let head = sent(&key, "/v1/a?b=c", &[("x-a", "b")]).unwrap();
        assert_eq!(head.url.as_str(), "https://api.example/base/v1/a?b=c");
        assert_eq!(
            (head.headers.len(), head.headers["x-a"].as_bytes(), head.headers["accept"].as_bytes()),
            (3, &b"b"[..], &b"*/*"[..])
        );
        assert_eq!(sent(&key, &format!("/{}/v1/a", key.secret().expose()), &[]).unwrap().url.path(), "/base/v1/a");
        assert!(sent(&key, "/v1/../a", &[]).is_none());
    }

    #[test]
    fn the_key_is_never_forwarded() {
        let key = AccessKey::random().unwrap();
        let text = key.secret().expose();
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let phantom = phantom::issue(&key, clock::now());
        let phantom = phantom.expose();
        for target in [
            format!("/{text}/{text}/a"),
            format!("/{text}/a?key={text}"),
            format!("/{text}/a?{text}"),
            format!("/{text}/a?x={encoded}"),
            format!("/{text}/a/{phantom}"),
        ] {
            assert!(sent(&key, &target, &[]).is_none(), "{target}");
        }
        let headers =
            [("x-api-key", text), ("via", text), ("x-a", &format!("is {text}")), ("x-b", &encoded), ("x-c", phantom)];
        assert_eq!(sent(&key, &format!("/{text}/a"), &headers).unwrap().headers.len(), 2, "accept and via");
    }
}
