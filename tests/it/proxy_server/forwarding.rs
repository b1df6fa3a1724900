//! Tests of the changes that the proxy makes to requests and responses, and of the streaming of bodies.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use super::{KEY, Proxy, RawResponse, TOKEN, api, api_requests, echo};
use crate::support::{Reply, Sandbox, Server, eventually};

#[test]
fn headers_are_dropped_and_set_in_the_order_of_the_contract() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    proxy
        .get(
            "/v1/a",
            &[
                "Cookie: a=b",
                "Referer: http://x.example",
                "Sec-Fetch-Site: none",
                "Sec-CH-UA: x",
                "Forwarded: for=1",
                "X-Forwarded-For: 1",
                "X-Forwarded-Host: x",
                "Proxy-Authorization: Basic x",
                "Proxy-Connection: close",
                "X_Underscore: x",
                "TE: trailers",
                "Keep-Alive: 5",
                "Connection: X-Private, authorization",
                "X-Private: x",
                "Accept: text/plain",
                "User-Agent: client/1",
                "X-Own: one",
                "X-Own: two",
            ],
        )
        .is(200);
    let request = &api_requests(&server)[0];
    let mut headers: Vec<String> =
        request.headers.iter().map(|(name, value)| format!("{}: {value}", name.to_lowercase())).collect();
    headers.sort();
    assert_eq!(
        headers,
        [
            "accept: text/plain".to_owned(),
            format!("authorization: Bearer {TOKEN}"),
            format!("host: {}", server.address()),
            "user-agent: client/1".to_owned(),
            "via: 1.1 travauth".to_owned(),
            "x-own: one".to_owned(),
            "x-own: two".to_owned(),
        ]
    );
}

#[test]
fn headers_of_provider_and_profile_are_set_last() {
    let sandbox = Sandbox::new();
    let server = Server::start(
        |request| {
            if request.path == "/api/token" { super::grant(TOKEN) } else { Reply::json(200, "{}") }
        },
    );
    sandbox.token(TOKEN);
    let config = format!(
        "[providers.acme]\ntoken_url = \"/token\"\n[providers.acme.environments]\nlive = \"{}/api\"\n\
         [providers.acme.headers]\nX-Api-Version = \"7\"\n\
         [profiles.acme]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = {{ env = \"ACME_SECRET\" }}\n\
         [profiles.acme.headers]\nX-Account = \"42\"\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    let program = sandbox
        .travauth()
        .args(["proxy", "-P", "acme", "--listen", "127.0.0.1:0", "--key"])
        .args([super::key_file(&sandbox)])
        .env("ACME_SECRET", sandbox.secret("the-secret-of-acme"))
        .shows(sandbox.secret(KEY));
    let proxy = Proxy::of(program);
    proxy.get("/v1/a?b=c%20d", &["X-Api-Version: 1", "x-account: 1", "X-Api-Version: 2"]).is(200);
    let request = server.requests().remove(1);
    assert_eq!(request.target, "/api/v1/a?b=c%20d");
    let values = |name: &str| -> Vec<String> {
        let own = request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        own.map(|(_, value)| value.clone()).collect()
    };
    assert_eq!((values("x-api-version"), values("x-account")), (vec!["7".to_owned()], vec!["42".to_owned()]));
    // The proxy itself serves the token endpoint, also if the path is encoded differently.
    for path in ["/token", "/%74oken/"] {
        let token = proxy.request("POST", path, &[], "").is(200).json()["access_token"].clone();
        assert!(token.as_str().is_some_and(|token| token.starts_with("travauth-phantom.")), "{path}: {token}");
    }
    server.expect(2);
}

#[test]
fn a_response_cannot_act_as_a_page_of_the_proxy() {
    let (sandbox, server) = (
        Sandbox::new(),
        api(|_| {
            Reply::status(200)
                .header("Content-Type", "text/html")
                .header("Set-Cookie", "a=b")
                .header("Set-Cookie", "travauth-8900=x")
                .header("Strict-Transport-Security", "max-age=9")
                .header("Content-Security-Policy", "default-src *")
                .header("Connection", "X-Private")
                .header("X-Private", "x")
                .header("X-Own", "one")
                .body("<script>fetch('/-/har')</script>")
        }),
    );
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let response = proxy.get("/v1/a", &[]).is(200);
    for (name, value) in [
        ("content-security-policy", Some("sandbox; default-src 'none'")),
        ("x-content-type-options", Some("nosniff")),
        ("cross-origin-resource-policy", Some("same-origin")),
        ("content-type", Some("text/html")),
        ("x-own", Some("one")),
        ("set-cookie", None),
        ("strict-transport-security", None),
        ("x-private", None),
    ] {
        assert_eq!(response.header(name), value, "{response}");
    }
    assert_eq!(response.head.to_lowercase().matches("content-security-policy").count(), 1, "{response}");
}

#[test]
fn a_redirect_within_the_api_stays_within_the_proxy() {
    let (sandbox, server) =
        (Sandbox::new(), api(|request| Reply::redirect(302, request.query.first().map_or("", |(_, value)| value))));
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let location = |prefix: &str, location: &str| {
        let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("to", location).finish();
        let response = proxy.get(&format!("{prefix}/v1/a?{query}"), &[]).is(302);
        response.header("location").unwrap_or_default().to_owned()
    };
    let own = server.url();
    assert_eq!(location("", &format!("{own}/v2/b?c=d#e")), "/v2/b?c=d#e");
    assert_eq!(location("", "/v2/b"), "/v2/b");
    assert_eq!(location("/KEY", &format!("{own}/v2/b")), format!("/{KEY}/v2/b"));
    assert_eq!(location("/KEY", "b"), format!("/{KEY}/v1/b"));
    assert_eq!(location("/KEY", "https://other.example/v2/b"), "https://other.example/v2/b");
    // It is not followed.
    assert_eq!(api_requests(&server).len(), 5);
}

#[test]
fn every_kind_of_body_is_forwarded_unchanged() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    proxy.request("POST", "/v1/a", &["Content-Type: text/x"], "twelve bytes").is(200);
    proxy.request("POST", "/v1/b", &[], "").is(200);
    proxy.request("DELETE", "/v1/c", &[], "").is(200);
    proxy.request("PUT", "/v1/d", &["Expect: 100-continue"], "x").is(100);
    proxy
        .raw(
            "POST /v1/e HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n\
             5\r\nabcde\r\n3;x=y\r\nfgh\r\n0\r\nX-T: 1\r\n\r\n",
        )
        .is(200);
    let all = || api_requests(&server);
    eventually("the fourth request has arrived", || all().len() == 5);
    let requests = all();
    let of = |path: &str| requests.iter().find(|request| request.path == path).expect("it was sent on");
    assert_eq!((of("/v1/a").text().as_str(), of("/v1/a").header("content-length")), ("twelve bytes", Some("12")));
    assert_eq!(of("/v1/a").header("content-type"), Some("text/x"));
    assert_eq!(of("/v1/b").header("content-length"), Some("0"));
    assert_eq!((of("/v1/c").header("content-length"), of("/v1/c").header("transfer-encoding")), (None, None));
    assert_eq!((of("/v1/d").text().as_str(), of("/v1/d").header("expect")), ("x", None));
    assert_eq!((of("/v1/e").text().as_str(), of("/v1/e").header("transfer-encoding")), ("abcdefgh", Some("chunked")));
    assert_eq!(of("/v1/e").header("trailer"), None);
}

#[test]
fn responses_without_a_body_and_old_clients_are_served() {
    let (sandbox, server) = (
        Sandbox::new(),
        api(|request| match request.path.as_str() {
            "/v1/none" => Reply::status(204),
            "/v1/same" => Reply::status(304),
            "/v1/empty" => Reply::status(200),
            "/v1/chunks" => Reply::status(200).body("in chunks").chunked(),
            "/v1/old" => Reply::raw("HTTP/1.0 200 OK\r\n\r\nuntil the end"),
            _ => Reply::status(200).body("some text"),
        }),
    );
    let proxy = Proxy::start(&sandbox, &server, &[]);
    assert!(proxy.get("/v1/none", &[]).is(204).body.is_empty());
    assert!(proxy.get("/v1/same", &[]).is(304).body.is_empty());
    assert!(proxy.get("/v1/empty", &[]).is(200).body.is_empty());
    assert_eq!(proxy.get("/v1/chunks", &[]).is(200).text(), "in chunks");
    assert_eq!(proxy.get("/v1/old", &[]).is(200).text(), "until the end");
    let mut stream = proxy.connect();
    let head =
        proxy.filled("HEAD /v1/text HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut all = String::new();
    stream.read_to_string(&mut all).expect("it responds");
    assert!(all.starts_with("HTTP/1.1 200") && all.contains("content-length: 9") && all.ends_with("\r\n\r\n"), "{all}");

    let old = "GET /v1/chunks HTTP/1.0\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n";
    let response = proxy.raw(old).is(200);
    assert_eq!((response.text().as_str(), response.header("transfer-encoding")), ("in chunks", None), "{response}");
    proxy.raw("GET /v1/text HTTP/1.0\r\nAuthorization: Bearer KEY\r\n\r\n").refused_with(421, "wrong-host");
}

#[test]
fn pipelined_requests_get_their_responses_in_order() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let mut stream = proxy.connect();
    let requests: String = (0..5)
        .map(|number| {
            proxy.filled(&format!("GET /v1/{number} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n"))
        })
        .collect();
    stream.write_all(requests.as_bytes()).expect("it reads");
    for number in 0..5 {
        assert_eq!(RawResponse::read(&mut stream).is(200).json()["did"], format!("GET /v1/{number}"));
    }
}

#[test]
fn a_response_streams_before_it_is_complete() {
    let events = |_: &crate::support::Request| {
        let reply = Reply::status(200).header("Content-Type", "text/event-stream");
        reply.body("data: 1\n\n".repeat(2000)).drip(9, Duration::from_millis(20)).chunked()
    };
    let (sandbox, server) = (Sandbox::new(), api(events).at_least(0));
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let mut stream = proxy.connect();
    let request = proxy.filled("GET /v1/events HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    // The API takes 40 seconds for the whole response, and the first event must arrive before the end.
    let mut start = [0; 1024];
    let mut text = String::new();
    while !text.contains("data: 1\n\n") {
        let count = stream.read(&mut start).expect("it responds");
        text.push_str(&String::from_utf8_lossy(&start[..count]));
    }
    assert!(text.contains("transfer-encoding: chunked") && text.matches("data").count() < 2000, "{text}");
    drop(stream);
    proxy.running.until_stderr_contains("the client disconnected before the end of the response");
}

#[test]
fn a_request_streams_before_it_is_complete() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let mut stream = proxy.connect();
    let head =
        proxy.filled("POST /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nContent-Length: 8\r\n\r\nslow");
    stream.write_all(head.as_bytes()).expect("it reads");
    eventually("the API has a connection", || server.connections() >= 2 || !server.requests().is_empty());
    stream.write_all(b"body").expect("it reads");
    RawResponse::read(&mut stream).is(200);
    assert_eq!(api_requests(&server)[0].text(), "slowbody");
}

#[test]
fn the_end_of_a_client_ends_its_request_to_the_api() {
    let (sandbox, server) = (Sandbox::new(), api(|_| Reply::hang()));
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let mut stream = proxy.connect();
    let request = proxy.filled("GET /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    server.wait_for(2);
    drop(stream);
    proxy.running.until_stderr_contains("the client disconnected before the response");
}

#[test]
fn a_client_that_disconnects_within_its_body_ends_its_request() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let mut stream = proxy.connect();
    let head = proxy
        .filled("POST /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nContent-Length: 99\r\n\r\npart");
    stream.write_all(head.as_bytes()).expect("it reads");
    server.wait_for(1);
    drop(stream);
    eventually("the exchange is logged", || {
        let metrics = proxy.get("/-/metrics", &[]).text();
        metrics.contains("travauth_http_requests_total{mount=\"\",method=\"POST\"")
    });
    assert!(api_requests(&server).is_empty());
}
