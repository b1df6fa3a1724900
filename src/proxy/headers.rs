//! Selects the headers that the proxy forwards.

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};

/// The name of the proxy in `Via`.
pub(super) const VIA: &str = "1.1 travauth";

/// The headers that belong to one connection (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [&str; 8] =
    ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings"];

/// Request headers that are not forwarded. They carry the client's credentials or location, or the proxy handles them.
const DROPPED_FROM_REQUESTS: [&str; 9] =
    ["authorization", "cookie", "referer", "origin", "forwarded", "host", "expect", "content-length", "via"];
/// Prefixes of further request headers that are not forwarded.
const DROPPED_PREFIXES: [&str; 4] = ["sec-", "x-forwarded-", "proxy-", "access-control-request-"];

/// Response headers that are not forwarded, because a browser would apply them to the proxy's origin.
const DROPPED_FROM_RESPONSES: [&str; 7] = [
    "set-cookie",
    "set-cookie2",
    "strict-transport-security",
    "alt-svc",
    "clear-site-data",
    "service-worker-allowed",
    "content-security-policy-report-only",
];

/// Returns the headers of a request to the API, with `Via` added.
pub(super) fn for_upstream(received: &HeaderMap) -> HeaderMap {
    let mut headers = without_hop_by_hop(received);
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let text = name.as_str();
        let is_dropped = DROPPED_FROM_REQUESTS.contains(&text)
            || DROPPED_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
            // Some servers read `x_a` as `x-a`.
            || text.contains('_');
        if is_dropped {
            headers.remove(&name);
        }
    }
    for value in received.get_all(header::VIA) {
        headers.append(header::VIA, value.clone());
    }
    headers.append(header::VIA, HeaderValue::from_static(VIA));
    headers
}

/// Returns the headers of a response to the client. They keep its body from running as a page of the proxy's origin.
pub(super) fn for_client(received: &HeaderMap) -> HeaderMap {
    let mut headers = without_hop_by_hop(received);
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names {
        let text = name.as_str();
        if DROPPED_FROM_RESPONSES.contains(&text) || text.starts_with("access-control-") || text.starts_with("proxy-") {
            headers.remove(&name);
        }
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
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

/// Returns whether the request has passed a proxy of travauth already.
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
    fn credentials_and_traces_of_the_client_are_not_sent_on() {
        let sent = for_upstream(&headers(&[
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
        ]));
        assert_eq!(
            lines(&sent),
            ["accept: application/json", "via: 1.0 other", "via: 1.1 travauth", "x-api: one", "x-api: two"]
        );
    }

    #[test]
    fn what_would_act_on_the_own_origin_is_not_passed_back() {
        let passed = for_client(&headers(&[
            ("set-cookie", "a=b"),
            ("set-cookie", "c=d"),
            ("strict-transport-security", "max-age=1"),
            ("access-control-allow-origin", "*"),
            ("content-security-policy", "default-src *"),
            ("connection", "x-private"),
            ("x-private", "x"),
            ("transfer-encoding", "chunked"),
            ("content-type", "text/html"),
            ("content-length", "3"),
        ]));
        assert_eq!(
            lines(&passed),
            [
                "content-length: 3",
                "content-security-policy: sandbox",
                "content-type: text/html",
                "x-content-type-options: nosniff",
            ]
        );
    }

    #[test]
    fn a_loop_and_an_upgrade_are_recognised() {
        assert!(has_looped(&headers(&[("via", "1.0 a, 1.1 travauth (x)")])));
        assert!(has_looped(&headers(&[("via", "1.0 a"), ("via", "1.1 TravAuth")])));
        assert!(!has_looped(&headers(&[("via", "1.1 travauth.example"), ("x-via", "1.1 travauth")])));
        assert!(wants_upgrade(&headers(&[("upgrade", "websocket")])));
        assert!(wants_upgrade(&headers(&[("connection", "keep-alive, Upgrade")])));
        assert!(!wants_upgrade(&headers(&[("connection", "keep-alive")])));
    }
}
