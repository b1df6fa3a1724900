//! Selects the headers that the proxy forwards.

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::AccessKey;
use super::error::ERROR_HEADER;
use crate::redact::Redactor;

/// The name of the proxy in `Via`.
pub(super) const VIA: &str = "1.1 travauth";

/// The headers that belong to one connection (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [&str; 8] =
    ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings"];

/// Request headers that are not forwarded. They contain the client's credentials or addresses, or the proxy sets them itself.
const DROPPED_FROM_REQUESTS: [&str; 9] =
    ["authorization", "cookie", "referer", "origin", "forwarded", "host", "expect", "content-length", "via"];
/// Prefixes of further request headers that are not forwarded.
const DROPPED_PREFIXES: [&str; 4] = ["sec-", "x-forwarded-", "proxy-", "access-control-request-"];

/// Response headers that are not forwarded. A browser would apply them to the proxy's origin, or report the URLs of
/// requests, which can contain the key, to another server.
const DROPPED_FROM_RESPONSES: [&str; 12] = [
    "set-cookie",
    "set-cookie2",
    "strict-transport-security",
    "alt-svc",
    "clear-site-data",
    "service-worker-allowed",
    "content-security-policy-report-only",
    "nel",
    "report-to",
    "reporting-endpoints",
    "speculation-rules",
    // Only the proxy itself sets this header.
    ERROR_HEADER,
];
/// The shortest secret that is masked in a header of a response, in bytes. A shorter one could also occur by chance, for
/// example in a date.
pub(super) const SHORTEST_MASKED: usize = 16;
/// Replaces a value that is not a valid header value after its secrets were masked.
const MASK: &str = "***";
/// Prevents a browser that shows a response as a page from running its scripts and loading its files.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// Returns the headers of the request to the API, with `Via` added. Headers that contain the key or a phantom token are
/// dropped.
pub(super) fn for_upstream(received: &HeaderMap, key: &AccessKey) -> HeaderMap {
    let mut headers = without_hop_by_hop(received);
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let text = name.as_str();
        let is_dropped = DROPPED_FROM_REQUESTS.contains(&text)
            || DROPPED_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
            // Some servers read `x_a` as `x-a`.
            || text.contains('_')
            || key.is_in(text.as_bytes())
            || headers.get_all(&name).iter().any(|value| key.is_in(value.as_bytes()));
        if is_dropped {
            headers.remove(&name);
        }
    }
    for value in received.get_all(header::VIA).iter().filter(|value| !key.is_in(value.as_bytes())) {
        headers.append(header::VIA, value.clone());
    }
    headers.append(header::VIA, HeaderValue::from_static(VIA));
    headers
}

/// Returns the headers of the response to the client, with their secrets masked. Added headers prevent a browser from running
/// the body as a page of the proxy's origin.
pub(super) fn for_client(received: &HeaderMap, status: u16, redactor: &Redactor) -> HeaderMap {
    let mut headers = without_hop_by_hop(received);
    // The body does not have this length, so a client that relies on it would read the wrong bytes (RFC 9112, section 6.3).
    if received.contains_key(header::TRANSFER_ENCODING) || status == 204 {
        headers.remove(header::CONTENT_LENGTH);
    }
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let text = name.as_str();
        let is_dropped = DROPPED_FROM_RESPONSES.contains(&text)
            || text.starts_with("access-control-")
            || text.starts_with("proxy-")
            || (text.len() >= SHORTEST_MASKED && redactor.mask(text) != text);
        if is_dropped {
            headers.remove(&name);
        }
    }
    for value in headers.values_mut().filter(|value| value.len() >= SHORTEST_MASKED) {
        if let Some(masked) = masked(value, redactor) {
            *value = masked;
        }
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The address of the page can contain the key.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers
}

/// Returns the value with its secrets masked; none if it contains no secret.
fn masked(value: &HeaderValue, redactor: &Redactor) -> Option<HeaderValue> {
    let text = String::from_utf8_lossy(value.as_bytes());
    let masked = redactor.mask(&text);
    let is_unchanged = masked == text;
    (!is_unchanged).then(|| HeaderValue::from_bytes(masked.as_bytes()).unwrap_or(HeaderValue::from_static(MASK)))
}

fn without_hop_by_hop(received: &HeaderMap) -> HeaderMap {
    let mut headers = received.clone();
    let connection = received.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    for name in connection.flat_map(|value| value.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    headers
}

/// Returns whether the request has already passed through a travauth proxy.
pub(super) fn has_looped(headers: &HeaderMap) -> bool {
    let via = headers.get_all(header::VIA).iter().filter_map(|value| value.to_str().ok());
    via.flat_map(|value| value.split(',')).any(|hop| {
        let name = hop.split_whitespace().nth(1).unwrap_or_default();
        name.eq_ignore_ascii_case("travauth")
    })
}

/// Returns whether the client asks for another protocol, such as WebSocket.
pub(super) fn wants_upgrade(headers: &HeaderMap) -> bool {
    let connection = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    headers.contains_key(header::UPGRADE)
        || connection.flat_map(|value| value.split(',')).any(|name| name.trim().eq_ignore_ascii_case("upgrade"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        headers
    }

    fn lines(headers: &HeaderMap) -> Vec<String> {
        let mut lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        lines.sort();
        lines
    }

    #[test]
    fn credentials_and_addresses_of_the_client_are_not_forwarded() {
        let received = headers(&[
            ("host", "127.0.0.1:8900"),
            ("authorization", "Bearer key"),
            ("cookie", "a=b"),
            ("referer", "http://x.example"),
            ("origin", "http://x.example"),
            ("sec-fetch-site", "none"),
            ("forwarded", "for=1"),
            ("x-forwarded-for", "1"),
            ("proxy-authorization", "Basic x"),
            ("x_api_key", "x"),
            ("connection", "close, X-Private"),
            ("x-private", "x"),
            ("keep-alive", "x"),
            ("te", "trailers"),
            ("trailer", "x"),
            ("transfer-encoding", "chunked"),
            ("content-length", "5"),
            ("expect", "100-continue"),
            ("accept", "application/json"),
            ("x-api", "one"),
            ("x-api", "two"),
            ("via", "1.0 other"),
        ]);
        let sent = for_upstream(&received, &AccessKey::random().unwrap());
        assert_eq!(
            lines(&sent),
            ["accept: application/json", "via: 1.0 other", "via: 1.1 travauth", "x-api: one", "x-api: two"]
        );
    }

    #[test]
    fn headers_that_would_apply_to_the_proxys_origin_are_not_forwarded() {
        let received = headers(&[
            ("set-cookie", "a=b"),
            ("set-cookie", "c=d"),
            ("strict-transport-security", "max-age=1"),
            ("access-control-allow-origin", "*"),
            ("content-security-policy", "default-src *"),
            ("referrer-policy", "unsafe-url"),
            ("report-to", "x"),
            ("nel", "x"),
            ("x-travauth-error", "no-credentials"),
            ("connection", "x-private"),
            ("x-private", "x"),
            ("content-type", "text/html"),
            ("content-length", "3"),
        ]);
        assert_eq!(
            lines(&for_client(&received, 200, &Redactor::default())),
            [
                "content-length: 3",
                "content-security-policy: sandbox; default-src 'none'",
                "content-type: text/html",
                "referrer-policy: no-referrer",
                "x-content-type-options: nosniff",
            ]
        );
    }

    #[test]
    fn a_length_that_is_not_that_of_the_body_is_not_forwarded() {
        let has_length = |pairs: &[(&str, &str)], status| {
            for_client(&headers(pairs), status, &Redactor::default()).contains_key("content-length")
        };
        assert!(has_length(&[("content-length", "3")], 200) && has_length(&[("content-length", "3")], 304));
        assert!(!has_length(&[("content-length", "3")], 204));
        assert!(!has_length(&[("content-length", "3"), ("transfer-encoding", "chunked")], 200));
    }

    #[test]
    fn secrets_in_headers_are_masked() {
        let redactor = Redactor::new([&Secret::new("token-of-the-test")]);
        let received = headers(&[
            ("x-a", "is token-of-the-test"),
            ("x-b", "dG9rZW4tb2YtdGhlLXRlc3Q="),
            ("x-c", "c"),
            ("x-token-of-the-test", "d"),
        ]);
        let passed = for_client(&received, 200, &redactor);
        assert_eq!(
            (&passed["x-a"], &passed["x-b"], &passed["x-c"]),
            (&"is ***".parse().unwrap(), &"***".parse().unwrap(), &"c".parse().unwrap())
        );
        assert!(!passed.contains_key("x-token-of-the-test"));
        let latin = HeaderValue::from_bytes(b"token-of-the-test\xe4").unwrap();
        let masked = masked(&latin, &redactor).unwrap();
        assert!(masked.as_bytes().starts_with(b"***"), "{masked:?}");
    }

    #[test]
    fn a_loop_and_an_upgrade_are_recognized() {
        assert!(has_looped(&headers(&[("via", "1.0 a, 1.1 travauth (x)")])));
        assert!(has_looped(&headers(&[("via", "1.0 a"), ("via", "1.1 TravAuth")])));
        assert!(!has_looped(&headers(&[("via", "1.1 travauth.example"), ("x-via", "1.1 travauth")])));
        assert!(wants_upgrade(&headers(&[("upgrade", "websocket")])));
        assert!(wants_upgrade(&headers(&[("connection", "keep-alive, Upgrade")])));
        assert!(!wants_upgrade(&headers(&[("connection", "keep-alive")])));
    }
}
