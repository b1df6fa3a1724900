//! An API that tries to harm the proxy's clients with its responses.

use std::io::Write as _;

use serde_json::json;

use super::{KEY, Proxy, RawResponse, TOKEN, api, api_requests, key_file};
use crate::support::{Reply, Request, Sandbox, Server, eventually};

/// Returns the bearer token of a request, as a hostile API would echo it.
fn token_of(request: &Request) -> &str {
    request.bearer().unwrap_or_default()
}

#[test]
fn the_token_is_streamed_in_a_body_and_masked_in_headers() {
    let server = api(|request| {
        let token = token_of(request);
        let encoded: String = token.bytes().map(|byte| format!("%{byte:02x}")).collect();
        Reply::json(200, json!({"echo": token}).to_string())
            .header("X-Echo", &format!("Bearer {token}"))
            .header("X-Encoded", &encoded)
            .header("Location", &format!("https://other.example/?token={token}"))
            .header("X-Plain", "plain")
    });
    let sandbox = Sandbox::new();
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let response = proxy.get("/v1/a", &[]).is(200);
    assert!(response.text().contains(TOKEN) && !response.head.contains(TOKEN), "{response}");
    for (name, value) in [
        ("x-echo", "Bearer ***"),
        ("x-encoded", "***"),
        ("location", "https://other.example/?token=***"),
        ("x-plain", "plain"),
    ] {
        assert_eq!(response.header(name), Some(value), "{response}");
    }
}

#[test]
fn a_static_key_of_the_provider_is_masked_in_headers_and_on_the_page() {
    let server = Server::start(|request| {
        let key = token_of(request);
        Reply::json(200, json!({"echo": key}).to_string()).header("X-Echo", key)
    });
    let sandbox = Sandbox::new();
    let program = sandbox
        .travauth()
        .args(["proxy", "-p", "duffel", "--base-url", &server.url(), "--listen", "127.0.0.1:0", "--key"])
        .args([key_file(&sandbox)])
        .env("DUFFEL_ACCESS_TOKEN", sandbox.secret("duffel_test_the-static-key"))
        .shows(sandbox.secret(KEY));
    let proxy = Proxy::of(program);
    let response = proxy.get("/air/airlines", &["Authorization: Bearer another"]).is(200);
    assert_eq!(response.header("x-echo"), Some("***"), "{response}");
    assert_eq!(server.expect(1)[0].bearer(), Some("duffel_test_the-static-key"));
    let detail = proxy.get("/-/exchanges/1", &[]).is(200);
    assert!(detail.text().contains("echo") && !detail.text().contains("static-key"), "{detail}");
}

#[test]
fn no_header_acts_on_the_proxys_origin_or_looks_like_the_proxys_own() {
    let server = api(|_| {
        Reply::status(200)
            .header("X-Travauth-Error", "no-credentials")
            .header("Referrer-Policy", "unsafe-url")
            .header("Report-To", "{}")
            .header("NEL", "{}")
            .header("Clear-Site-Data", "\"*\"")
            .header("Service-Worker-Allowed", "/")
    });
    let sandbox = Sandbox::new();
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let response = proxy.get("/v1/a", &[]).is(200);
    for name in ["x-travauth-error", "report-to", "nel", "clear-site-data", "service-worker-allowed"] {
        assert_eq!(response.header(name), None, "{response}");
    }
    // A link on the page would send the address of the page, with the key, to the linked server.
    assert_eq!(response.header("referrer-policy"), Some("no-referrer"), "{response}");
}

#[test]
fn a_length_beside_chunks_does_not_cut_the_body() {
    let both = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    let (sandbox, server) = (Sandbox::new(), api(move |_| Reply::raw(both)));
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let response = proxy.get("/v1/a", &[]).is(200);
    assert_eq!((response.header("content-length"), response.text().as_str()), (None, "hello"), "{response}");
}

#[test]
fn responses_that_break_http_do_not_confuse_the_next_response() {
    let server = api(|request| match request.path.as_str() {
        "/v1/204" => Reply::raw("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"),
        "/v1/two" => Reply::raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
        ),
        "/v1/early" => {
            Reply::raw("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        "/v1/lengths" => Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!"),
        "/v1/trailer" => Reply::raw(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n",
        ),
        _ => Reply::json(200, "{}"),
    });
    let sandbox = Sandbox::new();
    let proxy = Proxy::start(&sandbox, &server, &["--retries", "0"]);
    let mut stream = proxy.connect();
    let mut get = |path: &str| {
        let request = proxy.filled(&format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n"));
        stream.write_all(request.as_bytes()).expect("it reads");
        RawResponse::read(&mut stream)
    };
    for (path, status, text) in
        [("/v1/204", 204, ""), ("/v1/two", 200, "ok"), ("/v1/early", 200, "ok"), ("/v1/trailer", 200, "ok")]
    {
        let response = get(path).is(status);
        assert_eq!(response.text(), text, "{path}: {response}");
        assert_eq!(response.header("trailer"), None, "{path}: {response}");
        assert_eq!(get("/v1/a").is(200).text(), "{}", "after {path}");
    }
    assert_eq!(get("/v1/204").header("content-length"), None);
    get("/v1/lengths").refused_with(502, "connection-lost");
}

#[test]
fn a_switch_to_another_protocol_that_no_request_asked_for_is_a_502() {
    let switch = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";
    let (sandbox, server) = (Sandbox::new(), api(move |_| Reply::raw(switch)));
    let proxy = Proxy::start(&sandbox, &server, &[]);
    proxy.get("/v1/a", &[]).refused_with(502, "bad-answer");
    eventually("the API was asked once", || api_requests(&server).len() == 1);
}
