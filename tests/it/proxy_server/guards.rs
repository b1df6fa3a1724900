//! Tests of the guards in the threat model of docs/proxy.md. Each guard has a test that fails without it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use super::{KEY, PATIENCE, Proxy, RawResponse, api, api_requests, echo, program};
use crate::support::{Gate, Reply, Sandbox, Server};

#[test]
fn it_listens_on_both_loopback_addresses_and_on_no_other() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let port = proxy.address.port();
    if TcpListener::bind("[::1]:0").is_ok() {
        let mut stream = TcpStream::connect(("::1", port)).expect("it listens on ::1 too");
        let request = format!("GET /v1/a HTTP/1.1\r\nHost: [::1]:{port}\r\nAuthorization: Bearer {KEY}\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it reads");
        RawResponse::read(&mut stream).is(200);
    }
    // Another loopback address is used in place of an address of a network.
    assert!(TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 2], port)), PATIENCE).is_err());
}

#[test]
fn other_machines_need_a_flag_and_a_key() {
    let sandbox = Sandbox::new();
    let start = |args: &[&str]| program(&sandbox, "https://api.example").args(args);
    start(&["--listen", "0.0.0.0:0"]).run().fails(2, &["lets other machines connect", "--allow-remote"]);
    let keyless = sandbox.travauth().args(["proxy", "-p", "amadeus", "--base-url", "https://api.example"]);
    keyless.args(["--listen", "0.0.0.0:0", "--allow-remote", "--no-key"]).run().fails(2, &["needs a key"]);
}

#[test]
fn another_machine_may_use_it_with_flag_key_and_a_known_host() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy =
        Proxy::start(&sandbox, &server, &["--listen", "0.0.0.0:0", "--allow-remote", "--allow-host", "me.example"]);
    let port = proxy.address.port();
    let get = |host: &str, key: &str| {
        proxy.raw(&format!("GET /v1/a HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {key}\r\n\r\n"))
    };
    get("me.example", KEY).is(200);
    get("me.example", "wrong").refused_with(401, "wrong-key");
    get("192.0.2.1", KEY).refused_with(421, "wrong-host");
}

#[test]
fn exactly_one_host_must_name_the_proxy() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--allow-host", "docker.example", "--allow-host", "other.example:1"]);
    let port = proxy.address.port();
    let with = |hosts: &[String]| {
        let hosts: String = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect();
        proxy.raw(&format!("GET /v1/a HTTP/1.1\r\n{hosts}Authorization: Bearer KEY\r\nConnection: close\r\n\r\n"))
    };
    for host in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
        format!("LocalHost:{port}"),
        format!("docker.example:{port}"),
        "other.example:1".to_owned(),
    ] {
        with(&[host]).is(200);
    }
    let wrong_port = if port == 1 { 2 } else { 1 };
    for host in [
        String::new(),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{wrong_port}"),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("other.example:{port}"),
    ] {
        with(&[host]).refused_with(421, "wrong-host");
    }
    let own = format!("127.0.0.1:{port}");
    with(&[]).refused_with(421, "wrong-host");
    with(&[own.clone(), own.clone()]).refused_with(421, "wrong-host");
    // Paths that need no key reject another host too.
    proxy.raw("GET /-/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n").refused_with(421, "wrong-host");
    proxy.raw("GET /-/ HTTP/1.1\r\nHost: evil.example\r\n\r\n").refused_with(421, "wrong-host");
    assert_eq!(api_requests(&server).len(), 6);
}

#[test]
fn pages_of_other_sites_are_refused() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--allow-origin", "http://localhost:3000"]);
    let own = format!("http://{}", proxy.address);
    for line in ["Sec-Fetch-Site: none", "Sec-Fetch-Site: same-origin", &format!("Origin: {own}")] {
        let response = proxy.get("/v1/a", &[line]).is(200);
        assert_eq!(response.header("access-control-allow-origin"), None, "{response}");
    }
    let refused = [
        "Origin: null",
        "Origin: http://evil.example",
        "Origin: http://localhost:3001",
        "Origin: https://localhost:3000",
        "Origin: http://localhost:3000.evil.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: ",
        "Origin: http://localhost:3000\r\nOrigin: http://evil.example",
    ];
    for line in refused {
        for (method, path) in [
            ("GET", "/v1/a"),
            ("POST", "/v1/a"),
            ("GET", "/-/"),
            ("GET", "/-/har"),
            ("GET", "/-/healthz"),
            ("POST", "/-/token"),
        ] {
            let response = proxy.request(method, path, &[line], "").refused_with(403, "foreign-origin");
            assert!(response.text().contains("--allow-origin"), "{response}");
            assert_eq!(response.header("access-control-allow-origin"), None, "{response}");
        }
    }
    assert_eq!(api_requests(&server).len(), 3);
}

#[test]
fn pages_of_an_allowed_origin_may_read_what_they_ask_for_with_the_key() {
    let (sandbox, server) = (Sandbox::new(), api(|_| Reply::status(200).header("Access-Control-Allow-Origin", "*")));
    let proxy = Proxy::start(&sandbox, &server, &["--allow-origin", "http://localhost:3000"]);
    let site = ["Origin: http://localhost:3000", "Sec-Fetch-Site: same-site"];
    let response = proxy.get("/v1/a", &site).is(200);
    assert_eq!(response.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert_eq!(response.head.to_lowercase().matches("access-control-allow-origin").count(), 1, "{response}");
    assert_eq!(response.header("vary"), Some("Origin"));

    let preflight = proxy
        .raw(
            "OPTIONS /v1/a HTTP/1.1\r\nHost: HOST\r\nOrigin: http://localhost:3000\r\n\
             Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: authorization\r\n\r\n",
        )
        .is(204);
    assert_eq!(preflight.header("access-control-allow-methods"), Some("PUT"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("authorization"));
    let foreign = "OPTIONS /v1/a HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example\r\nAccess-Control-Request-Method: PUT\r\n\r\n";
    proxy.raw(foreign).refused_with(403, "foreign-origin");

    let without_key = "GET /v1/a HTTP/1.1\r\nHost: HOST\r\nOrigin: http://localhost:3000\r\n\r\n";
    let response = proxy.raw(without_key).refused_with(401, "wrong-key");
    assert_eq!(response.header("access-control-allow-origin"), Some("http://localhost:3000"));
    // Pages of an allowed origin still have no access to the inspector.
    for path in ["/-/har", "/-/events", "/-/metrics", "/-/"] {
        assert!(proxy.get(path, &site).status >= 400, "{path}");
    }
    assert_eq!(api_requests(&server).len(), 1);
}

#[test]
fn an_origin_that_is_none_is_a_mistake() {
    let sandbox = Sandbox::new();
    for origin in ["*", "null", "http://localhost:3000/", "localhost:3000", "http://user@localhost"] {
        let run = program(&sandbox, "https://api.example").args(["--allow-origin", origin]).run();
        run.fails(2, &["not an origin"]);
    }
    for host in ["", "*", "http://x", "a b"] {
        program(&sandbox, "https://api.example").args(["--allow-host", host]).run().fails(2, &["not a host"]);
    }
}

#[test]
fn the_proxys_own_paths_are_never_forwarded() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    for path in ["/-/unknown", "/%2D/unknown", "/-/", "/-/healthz/x", "/-/../-/x", "/-/token/x"] {
        assert!(proxy.get(path, &[]).status != 200 || path == "/-/", "{path}");
    }
    assert!(api_requests(&server).is_empty(), "{:?}", api_requests(&server));
}

#[test]
fn a_request_that_has_passed_a_travauth_proxy_is_a_loop() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    proxy.get("/v1/a", &["Via: 1.1 other"]).is(200);
    let via = api_requests(&server)[0].headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("via")).count();
    assert_eq!(via, 2);
    let own = "Via: 1.1 other, 1.1 travauth";
    proxy.get("/v1/a", &[own]).refused_with(508, "loop");
    proxy.request("POST", "/-/token", &[own], "").refused_with(508, "loop");
    assert_eq!(api_requests(&server).len(), 1);
}

#[test]
fn the_api_cannot_be_the_proxy_itself() {
    let sandbox = Sandbox::new();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it has one").port();
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let run = program(&sandbox, &format!("http://{host}:{port}")).args(["--listen", &format!("127.0.0.1:{port}")]);
        run.run().fails(2, &["is the proxy itself"]);
    }
}

#[test]
fn it_is_no_open_relay() {
    let (sandbox, server, other) = (Sandbox::new(), echo(), Server::never());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let rest = "Authorization: Bearer KEY\r\nConnection: close\r\n\r\n";
    let host = other.address();
    proxy.raw(&format!("GET http://HOST/v1/a HTTP/1.1\r\nHost: HOST\r\n{rest}")).is(200);
    for (line, host_line) in [
        (format!("GET http://{host}/v1/a HTTP/1.1"), "HOST".to_owned()),
        (format!("GET http://{host}/v1/a HTTP/1.1"), host.to_string()),
        ("GET https://HOST/v1/a HTTP/1.1".to_owned(), "HOST".to_owned()),
        ("GET http://user@HOST/v1/a HTTP/1.1".to_owned(), "HOST".to_owned()),
    ] {
        proxy.raw(&format!("{line}\r\nHost: {host_line}\r\n{rest}")).refused_with(421, "wrong-host");
    }
    for target in [host.to_string(), "HOST".to_owned()] {
        let connect = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{rest}");
        proxy.raw(&connect).refused_with(405, "method-not-allowed");
    }
    assert_eq!(api_requests(&server).len(), 1);
}

#[test]
fn upgrades_and_trace_are_refused_before_anything_is_sent() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    for line in ["Upgrade: websocket", "Upgrade: h2c", "Connection: upgrade"] {
        proxy
            .raw(&format!("GET /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n{line}\r\n\r\n"))
            .refused_with(501, "upgrade-not-supported");
    }
    proxy.request("TRACE", "/v1/a", &[], "").refused_with(405, "method-not-allowed");
}

#[test]
fn paths_that_servers_read_differently_are_refused() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    for path in [
        "/a/../b",
        "/a/%2e%2e/b",
        "/a/%2E%2e",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/a%00b",
        "/a/..;/b",
        "//evil.example/x",
        "/a%zz",
    ] {
        let response = proxy.get(path, &[]);
        assert_eq!(response.status, 400, "{path}: {response}");
        let by_path = proxy.raw(&format!("GET /KEY{path} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"));
        assert_eq!(by_path.status, 400, "{path}: {by_path}");
    }
    proxy.get("/a%20b/%C3%BC;x=1/...?q=../%2f%00\\", &[]).is(200);
    assert_eq!(api_requests(&server)[0].path, "/a%20b/%C3%BC;x=1/...");
    assert_eq!(api_requests(&server).len(), 1);
}

#[test]
fn two_lengths_and_other_tricks_are_refused_or_framed_anew() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let post = |headers: &str, body: &str| {
        proxy.raw(&format!("POST /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n{headers}\r\n\r\n{body}"))
    };
    post("Content-Length: 3\r\nContent-Length: 4", "abcd").is(400);
    post("Content-Length: x", "abcd").is(400);
    post("Transfer-Encoding: identity", "abcd").is(400);
    post(" Content-Length: 3", "abc").is(400);
    assert!(api_requests(&server).is_empty());
    // If a request has both a length and chunks, the proxy removes the length (RFC 9112) or rejects the request.
    let both = post("Content-Length: 3\r\nTransfer-Encoding: chunked", "5\r\nabcde\r\n0\r\n\r\n");
    let sent = api_requests(&server);
    assert!(both.status == 400 || sent[0].text() == "abcde" && sent[0].header("content-length").is_none(), "{both}");
}

#[test]
fn a_large_head_is_refused() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let with = |bytes: usize| proxy.get("/v1/a", &[&format!("X-Large: {}", "x".repeat(bytes))]);
    with(60 << 10).is(200);
    with(70 << 10).is(431);
}

#[test]
fn a_head_that_does_not_end_closes_the_connection() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let mut stream = proxy.connect();
    stream.write_all(b"GET /v1/a HTTP/1.1\r\nHost:").expect("it reads");
    let mut rest = Vec::new();
    // The proxy's limit is ten seconds; the read timeout of this socket is a minute.
    stream.read_to_end(&mut rest).expect("the proxy closes the connection");
    assert!(!rest.starts_with(b"HTTP/1.1 2"));
}

#[test]
fn more_clients_than_connections_wait_their_turn() {
    let gate = Gate::new();
    let held = gate.clone();
    let (sandbox, server) = (Sandbox::new(), api(move |_| Reply::json(200, "{}").hold_until(&held)));
    let proxy = Proxy::start(&sandbox, &server, &["--log", "none"]);
    let mut control = proxy.connect();
    let mut under_way = || {
        let request = proxy.filled("GET /-/metrics HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
        control.write_all(request.as_bytes()).expect("it reads");
        let metrics = RawResponse::read(&mut control).is(200).text();
        let count = metrics.lines().find_map(|line| line.strip_prefix("travauth_http_requests_under_way "));
        count.and_then(|count| count.parse::<usize>().ok()).expect("it is counted")
    };
    assert_eq!(under_way(), 0);
    let request =
        proxy.filled("GET /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nConnection: close\r\n\r\n");
    let open = || {
        let mut stream = proxy.connect();
        stream.write_all(request.as_bytes()).expect("the system queues it");
        stream
    };
    let mut streams: Vec<TcpStream> = (0..255).map(|_| open()).collect();
    server.wait_for(1 + 255);
    streams.extend((0..45).map(|_| open()));
    // One thread serves all connections, so it could serve the others while it serves these.
    for _ in 0..100 {
        assert_eq!(under_way(), 255);
    }
    gate.open();
    for stream in &mut streams {
        RawResponse::read(stream).is(200);
    }
    assert_eq!(api_requests(&server).len(), 300);
}
