//! Tests of the responses to clients when no token is obtained or the API does not respond.

use std::net::TcpListener;

use super::{AMADEUS_PATH, KEY, Proxy, SECRET, TOKEN, api, api_requests, key_file, program};
use crate::it::common::rejection;
use crate::support::{Reply, Sandbox, Server};

#[test]
fn without_credentials_it_starts_returns_502_and_works_once_they_are_set() {
    let sandbox = Sandbox::new();
    let server = super::echo();
    sandbox.token(TOKEN);
    let config = format!("[profiles.mine]\nprovider = \"amadeus\"\nbase_url = \"{}\"\n", server.url());
    sandbox.write("config/travauth/config.toml", &config);
    let program = sandbox
        .travauth()
        .args(["proxy", "-P", "mine", "--listen", "127.0.0.1:0", "--key"])
        .args([key_file(&sandbox)])
        .shows(sandbox.secret(KEY));
    let proxy = Proxy::of(program);
    proxy.running.until_stderr_contains("requests fail until there are credentials");
    let response = proxy.get("/v1/a", &[]).refused_with(502, "no-credentials").json();
    assert_eq!(response["errors"][0]["status"], 502, "{response}");
    let shown = || super::page::snapshot(&proxy)["overview"]["mounts"][0]["token"].clone();
    let token = shown();
    assert_eq!(token["state"], "missing", "{token}");
    assert!(token["problem"]["title"].as_str().is_some_and(|title| title.contains("credentials")), "{token}");
    assert!(response["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains("hint")), "{response}");
    let refused = proxy.request("POST", AMADEUS_PATH, &[], "").refused_with(502, "no-credentials").json();
    assert_eq!(refused["error"], "server_error", "{refused}");

    sandbox.write("secret", sandbox.secret(SECRET));
    let secret = sandbox.path("secret");
    let credentials = format!("client_id = \"me\"\nclient_secret = {{ file = \"{}\" }}\n", secret.display());
    sandbox.write("config/travauth/config.toml", config + &credentials);
    crate::support::eventually("the new credentials are used", || proxy.get("/v1/a", &[]).status == 200);
    assert_eq!(api_requests(&server)[0].bearer(), Some(TOKEN));
    assert_eq!(shown()["state"], "held");
}

#[test]
fn rejected_credentials_are_a_502_and_a_cooldown_sends_no_more_token_requests() {
    let server = Server::start(|_| rejection());
    let sandbox = Sandbox::new();
    let proxy = Proxy::start(&sandbox, &server, &[]);
    for _ in 0..3 {
        let response = proxy.get("/v1/a", &[]).refused_with(502, "credentials-rejected").json();
        assert!(response["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains("38187")), "{response}");
    }
    server.expect(1);
}

#[test]
fn a_throttled_token_endpoint_is_a_429_with_its_wait() {
    let server = Server::start(|_| Reply::json(429, r#"{"code":38194}"#).header("Retry-After", "77"));
    let sandbox = Sandbox::new();
    let proxy = Proxy::start(&sandbox, &server, &["--retries", "0"]);
    for _ in 0..2 {
        let response = proxy.get("/v1/a", &[]).refused_with(429, "rate-limited");
        let wait: u64 = response.header("retry-after").and_then(|wait| wait.parse().ok()).expect("there is a wait");
        assert!((1..=77).contains(&wait), "{response}");
        assert_eq!(response.json()["errors"][0]["code"], 38194, "{response}");
    }
    server.expect(1);
}

#[test]
fn an_api_that_fails_is_named_in_the_providers_format() {
    let sandbox = Sandbox::new();
    let server = api(|request| match request.path.as_str() {
        "/v1/reset" => Reply::reset(),
        "/v1/close" => Reply::close(),
        "/v1/nonsense" => Reply::raw("nonsense\r\n\r\n"),
        "/v1/large" => Reply::raw(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(10 << 20))),
        _ => Reply::hang(),
    });
    let proxy = Proxy::start(&sandbox, &server, &["--retries", "0", "--timeout", "2s"]);
    for path in ["/v1/reset", "/v1/close", "/v1/nonsense", "/v1/large"] {
        let response = proxy.get(path, &[]).refused_with(502, "connection-lost").json();
        assert_eq!(response["errors"][0]["code"], 141, "{path}: {response}");
    }
    proxy.get("/v1/hang", &[]).refused_with(504, "timed-out");

    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it has an address");
    let nothing = Sandbox::new();
    let gone = program(&nothing, &format!("http://{free}")).args(super::FREE_PORT).args(["--retries", "0"]);
    Proxy::of(gone).get("/v1/a", &[]).refused_with(502, "connect-failed");
}

#[test]
fn a_response_that_is_cut_short_is_cut_short_for_the_client_too() {
    use std::io::{Read as _, Write as _};
    let (sandbox, server) = (
        Sandbox::new(),
        api(|request| {
            let reply = Reply::status(200).body("x".repeat(1000)).cut_short();
            if request.path == "/v1/chunks" { reply.chunked() } else { reply }
        }),
    );
    let proxy = Proxy::start(&sandbox, &server, &[]);
    for path in ["/v1/length", "/v1/chunks"] {
        let mut stream = proxy.connect();
        let request = proxy.filled(&format!("GET {path} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n"));
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut all = Vec::new();
        // The connection may end with a reset, which is reported as an error.
        let _ = stream.read_to_end(&mut all);
        let text = String::from_utf8_lossy(&all);
        assert!(text.starts_with("HTTP/1.1 200") && !text.ends_with("0\r\n\r\n"), "{text}");
        let body = text.split("\r\n\r\n").nth(1).unwrap_or_default();
        assert!(path == "/v1/chunks" || body.len() < 1000, "{path}");
    }
    proxy.running.until_stderr_contains("ended before the response was complete");
}

#[test]
fn a_response_before_the_end_of_the_body_reaches_the_client() {
    use std::io::Write as _;
    use std::net::{Shutdown, TcpListener};
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    let token = format!("{{\"access_token\":\"{TOKEN}\",\"expires_in\":99}}");
    let answer = std::thread::spawn(move || {
        // The first connection is for the token request, the second for the upload.
        for reply in [
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{token}", token.len()),
            "HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge".to_owned(),
        ] {
            let (mut stream, _) = listener.accept().expect("the proxy connects");
            let mut head = [0; 4096];
            let _ = std::io::Read::read(&mut stream, &mut head);
            stream.write_all(reply.as_bytes()).expect("the proxy reads");
            let _ = stream.shutdown(Shutdown::Write);
            let mut rest = Vec::new();
            drop(std::io::Read::read_to_end(&mut std::io::Read::take(&stream, 1 << 20), &mut rest));
        }
    });
    let sandbox = Sandbox::new();
    let proxy = Proxy::of(program(&sandbox, &format!("http://{address}")).args(super::FREE_PORT));
    let mut stream = proxy.connect();
    let head = format!(
        "POST /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nContent-Length: {}\r\n\r\nsome",
        8 << 20
    );
    stream.write_all(proxy.filled(&head).as_bytes()).expect("it reads");
    let response = super::RawResponse::read(&mut stream).is(413);
    assert_eq!(response.text(), "large");
    drop(stream);
    answer.join().expect("the API ends");
}

#[test]
fn statuses_are_repeated_only_if_the_user_says_how_often() {
    for (args, expected) in [(&[][..], 1), (&["--retries", "2"], 3)] {
        let sandbox = Sandbox::new();
        let server = api(|_| Reply::json(503, "{}").header("Retry-After", "0"));
        let proxy = Proxy::start(&sandbox, &server, args);
        proxy.get("/v1/a", &[]).is(503);
        assert_eq!(api_requests(&server).len(), expected, "{args:?}");
        proxy.request("POST", "/v1/a", &[], "x").is(503);
        assert_eq!(api_requests(&server).len(), expected + 1, "{args:?}");
    }
}

#[test]
fn read_only_forwards_only_reading_requests() {
    let (sandbox, server) = (Sandbox::new(), super::echo());
    let proxy = Proxy::start(&sandbox, &server, &["--read-only"]);
    let offers = "/v2/shopping/flight-offers";
    for (method, path, header, status) in [
        ("GET", "/v1/a", "X-A: b", 200),
        ("POST", offers, "X-A: b", 200),
        ("POST", offers, "X-HTTP-Method-Override: GET", 200),
        ("POST", offers, "X-HTTP-Method-Override: DELETE", 403),
        ("GET", "/v1/a", "X-HTTP-Method-Override: POST", 403),
        ("POST", "/v1/booking/flight-orders", "X-HTTP-Method-Override: GET", 403),
        ("DELETE", "/v1/a", "X-A: b", 403),
        ("PUT", "/v1/a", "X-A: b", 403),
    ] {
        let response = proxy.request(method, path, &[header], if method == "GET" { "" } else { "{}" });
        assert_eq!(response.status, status, "{method} {path} {header}: {response}");
    }
    proxy.request("POST", AMADEUS_PATH, &[], "").is(200);
    assert_eq!(api_requests(&server).len(), 3);
}
