//! Tests of the key, which a request can contain in four ways.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{AMADEUS_PATH, FREE_PORT, KEY, Proxy, RawResponse, TOKEN, api_requests, echo, grant, key_file};
use crate::support::{Reply, Sandbox, Server};

fn form(proxy: &Proxy, path: &str, headers: &[&str], body: &str) -> RawResponse {
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    proxy.raw(&format!(
        "POST {path} HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n{lines}\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        proxy.filled(body).len()
    ))
}

#[test]
fn the_key_is_needed_and_can_be_sent_in_four_ways() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    assert_eq!(proxy.first_line, format!("http://{}/{KEY}", proxy.address));
    let get = |path: &str, line: &str| {
        proxy.raw(&format!("GET {path} HTTP/1.1\r\nHost: HOST\r\n{line}Connection: close\r\n\r\n"))
    };
    let basic = |pair: &str| format!("Authorization: Basic {}\r\n", STANDARD.encode(pair));
    get("/v1/a", "Authorization: Bearer KEY\r\n").is(200);
    get("/v1/a", &basic(&format!("me:{KEY}"))).is(200);
    get("/KEY/v1/a?b=c", "").is(200);
    let token = form(&proxy, AMADEUS_PATH, &[], "grant_type=client_credentials&client_id=me&client_secret=KEY").is(200);
    let token = token.json()["access_token"].as_str().expect("it is a text").to_owned();
    get("/v1/a", &format!("Authorization: Bearer {token}\r\n")).is(200);
    assert_eq!(api_requests(&server)[2].target, "/v1/a?b=c");
    for request in api_requests(&server) {
        assert_eq!(request.bearer(), Some(TOKEN));
        assert!(!format!("{request:?}").contains(KEY), "the key is sent on: {request:?}");
    }

    for line in [
        "",
        "Authorization: Bearer wrong\r\n",
        "Authorization: KEY\r\n",
        "X-Api-Key: KEY\r\n",
        "Cookie: key=KEY\r\n",
        &basic(&format!("{KEY}:wrong")),
        "Authorization: Bearer travauth-phantom.9999999999.AAAA\r\n",
    ] {
        let response = get("/v1/a", line).refused_with(401, "wrong-key");
        assert_eq!(response.header("www-authenticate"), Some("Bearer realm=\"travauth proxy\""), "{response}");
        assert_eq!(response.json()["errors"][0]["code"], 38190, "{response}");
    }
    get("/v1/a?key=KEY", "").refused_with(401, "wrong-key");
    get("/v1/KEY/a", "").refused_with(401, "wrong-key");
    get("/-/healthz", "").is(200);
    get("/-/token", "").is(405);
    assert_eq!(api_requests(&server).len(), 4);
}

#[test]
fn a_wrong_key_at_the_token_endpoint_is_the_providers_invalid_client() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    for body in ["grant_type=client_credentials&client_id=KEY&client_secret=wrong", "", "client_secret=", "password=x"]
    {
        for path in [
            AMADEUS_PATH,
            "/-/token",
            "/v1//security/oauth2/%74oken/",
            "/v1/./security/%2e/oauth2/token",
            "/v1/security/oauth2/token;a=b",
            "/V1/Security/OAuth2/Token",
        ] {
            let response = form(&proxy, path, &[], body).refused_with(401, "wrong-key").json();
            assert_eq!((&response["error"], &response["code"]), (&"invalid_client".into(), &38187.into()), "{path}");
        }
    }
    let large = format!("client_secret={}", "x".repeat(70 << 10));
    form(&proxy, "/-/token", &[], &large).refused_with(413, "request-too-large");
}

#[test]
fn the_key_can_be_in_a_variable() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let start = || {
        sandbox
            .travauth()
            .args(["proxy", "-p", "amadeus", "--base-url", &server.url(), "--listen", "127.0.0.1:0"])
            .args(["--key", "env:MY_KEY"])
            .env("AMADEUS_CLIENT_ID", "me")
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret(super::SECRET))
    };
    sandbox.token(TOKEN);
    let proxy = Proxy::of(start().env("MY_KEY", sandbox.secret(KEY)).shows(KEY));
    proxy.get("/v1/a", &[]).is(200);
    start().run().fails(2, &["the variable MY_KEY, which is not set"]);
    start().env("MY_KEY", "a key with spaces that is long enough").run().fails(2, &["a character other than letters"]);
}

#[test]
fn neither_the_key_nor_a_phantom_token_is_forwarded_in_the_head() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let token = form(&proxy, AMADEUS_PATH, &[], "client_secret=KEY").is(200).json();
    let phantom = token["access_token"].as_str().expect("it is a text");
    let encoded: String = KEY.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for secret in [KEY, phantom, &encoded] {
        for path in ["/KEY/SECRET/v1/a", "/KEY/v1/a?key=SECRET", "/v1/SECRET", "/v1/a?SECRET"] {
            let response = proxy.get(&path.replace("SECRET", secret), &[]).refused_with(400, "bad-path");
            assert!(response.text().contains("would receive the key"), "{response}");
        }
        let headers = ["X-Api-Key: SECRET", "X-Own: is SECRET", "User-Agent: client/1", "X-SECRET-Name: x"];
        let headers = headers.map(|line| line.replace("SECRET", secret));
        proxy.get("/KEY/v1/a", &headers.each_ref().map(String::as_str)).is(200);
    }
    proxy.request("KEY", "/v1/a", &[], "").refused_with(400, "bad-path");
    let requests = api_requests(&server);
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!((request.header("x-api-key"), request.header("user-agent")), (None, Some("client/1")));
        assert!([KEY, phantom, &encoded].iter().all(|secret| !format!("{request:?}").contains(*secret)), "{request:?}");
    }
}

#[test]
fn a_token_request_without_its_body_is_ended() {
    use std::io::Write as _;
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let mut stream = proxy.connect();
    let request = "POST /-/token HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\npart";
    stream.write_all(proxy.filled(request).as_bytes()).expect("it reads");
    // The proxy's limit is ten seconds; the read timeout of this socket is a minute.
    RawResponse::read(&mut stream).refused_with(408, "request-timed-out");
}

#[test]
fn sabre_clients_send_the_key_in_the_encoding_of_sabre() {
    let sandbox = Sandbox::new();
    let server = Server::start(|request| match request.path.as_str() {
        "/v2/auth/token" => super::grant(TOKEN),
        _ => Reply::json(200, "{}"),
    });
    sandbox.token(TOKEN);
    let program = sandbox
        .travauth()
        .args(["proxy", "-p", "sabre", "--base-url", &server.url(), "--listen", "127.0.0.1:0", "--key"])
        .args([super::key_file(&sandbox)])
        .env("SABRE_CLIENT_ID", "V1:7971:7TZA:AA")
        .env("SABRE_PASSWORD", sandbox.secret("password-of-sabre"))
        .shows(sandbox.secret(KEY));
    let proxy = Proxy::of(program);
    let credential = STANDARD.encode(format!("{}:{}", STANDARD.encode("V1:1:2:AA"), STANDARD.encode(KEY)));
    let line = format!("Authorization: Basic {credential}");
    for path in ["/v2/auth/token", "/v3/auth/token"] {
        let response = form(&proxy, path, &[&line], "grant_type=client_credentials").is(200).json();
        assert!(response["access_token"].as_str().is_some_and(|token| token.starts_with("travauth-phantom.")));
    }
    form(&proxy, "/v3/auth/token", &[], "grant_type=password&username=1-2-AA&password=KEY").is(200);
    let wrong =
        form(&proxy, "/v2/auth/token", &["Authorization: Basic eDp5"], "").refused_with(401, "wrong-key").json();
    assert_eq!(wrong["error"], "invalid_client");
    let refused = proxy.raw("GET /v1/a HTTP/1.1\r\nHost: HOST\r\n\r\n").refused_with(401, "wrong-key").json();
    assert_eq!(refused["errorCode"], "ERR.2SG.SEC.INVALID_CREDENTIALS");
    assert_eq!(server.requests().iter().filter(|request| request.path.ends_with("/token")).count(), 1);
}

#[test]
fn without_a_key_it_warns_and_serves_everyone() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let program = sandbox
        .travauth()
        .args(["proxy", "-p", "amadeus", "--base-url", &server.url(), "--listen", "127.0.0.1:0", "--no-key"])
        .env("AMADEUS_CLIENT_ID", "me")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(super::SECRET));
    sandbox.token(TOKEN);
    let proxy = Proxy::of(program);
    assert_eq!(proxy.first_line, format!("http://{}", proxy.address));
    proxy.running.until_stderr_contains("warning: every program and user of this machine can use the API");
    proxy.raw("GET /v1/a HTTP/1.1\r\nHost: HOST\r\n\r\n").is(200);
    proxy
        .raw("GET /v1/a HTTP/1.1\r\nHost: HOST\r\nOrigin: http://evil.example\r\n\r\n")
        .refused_with(403, "foreign-origin");
}

#[test]
fn a_unix_socket_is_private_and_needs_no_key() {
    use std::io::Write as _;
    let (sandbox, server) = (Sandbox::new(), echo());
    sandbox.token(TOKEN);
    let path = sandbox.path("run/proxy.sock");
    let running = sandbox
        .travauth()
        .args(["proxy", "-p", "amadeus", "--base-url", &server.url(), "--listen"])
        .args([format!("unix:{}", path.display()), "--log".to_owned(), "json".to_owned()])
        .env("AMADEUS_CLIENT_ID", "me")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(super::SECRET))
        .spawn();
    assert_eq!(running.first_line(), "http://localhost");
    assert_eq!(super::super::common::mode(&path) & 0o777, 0o600);
    let get = |host: &str| {
        let mut stream = UnixStream::connect(&path).expect("it listens");
        write!(stream, "GET /v1/a HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("it reads");
        RawResponse::read(&mut stream)
    };
    get("localhost").is(200);
    get("evil.example").refused_with(421, "wrong-host");
    running.signal("TERM");
    let output = running.wait().exits(0);
    assert!(!path.exists(), "{output}");
    assert!(output.stderr.contains(&format!("\"pid\":{},", std::process::id())), "{output}");
}

#[test]
fn a_key_file_is_created_private_kept_and_refused_if_others_can_read_it() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let path = sandbox.path("work/proxy-key");
    let start = || {
        sandbox
            .travauth()
            .args(["proxy", "-p", "amadeus", "--base-url", &server.url(), "--listen", "127.0.0.1:0", "--key"])
            .args([&path])
            .env("AMADEUS_CLIENT_ID", "me")
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret(super::SECRET))
    };
    let first = Proxy::of(start());
    assert_eq!(super::super::common::mode(&path) & 0o777, 0o600);
    let second = Proxy::of(start());
    let key_of = |proxy: &Proxy| proxy.first_line.rsplit('/').next().map(str::to_owned);
    assert_eq!(key_of(&first), key_of(&second));
    for mode in [0o644, 0o640, 0o604] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("the mode can be set");
        start().run().fails(2, &["other users can read", "chmod 600"]);
    }
    sandbox.write("work/proxy-key", "short");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("the mode can be set");
    start().run().fails(2, &["5 characters"]);
}

/// The key would otherwise reach the API in the body of a token request.
#[test]
fn a_discovered_token_endpoint_on_the_host_of_the_api_is_served_by_the_proxy() {
    let sandbox = Sandbox::new();
    sandbox.token(TOKEN);
    let server = Server::start(|request| {
        let url = format!("http://{}", request.header("host").expect("a request names its host"));
        match request.path.as_str() {
            "/.well-known/openid-configuration" => {
                Reply::json(200, json!({"issuer": url, "token_endpoint": format!("{url}/connect/token")}).to_string())
            }
            "/connect/token" => grant(TOKEN),
            _ => Reply::json(200, "{}"),
        }
    })
    .at_least(0);
    let config = "[providers.acme]\nissuer = \"URL\"\n[providers.acme.environments]\nlive = \"URL\"\n\
                  [profiles.mine]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = { env = \"MY_SECRET\" }\n";
    sandbox.write("config/travauth/config.toml", config.replace("URL", &server.url()));
    let start = || {
        let program = sandbox.travauth().args(["proxy", "-P", "mine", "--key"]).args([key_file(&sandbox)]);
        let program = program.args(FREE_PORT).env("MY_SECRET", sandbox.secret("secret-of-the-client"));
        Proxy::of(program.shows(sandbox.secret(KEY)))
    };
    let ask = |proxy: &Proxy| form(proxy, "/connect/token", &[], "client_secret=KEY").is(200).json();
    let first = start();
    first.get("/v1/a", &[]).is(200);
    assert!(ask(&first)["access_token"].as_str().is_some_and(|token| token.starts_with("travauth-phantom")));
    // A later proxy knows the endpoint from the file.
    let second = start();
    assert!(ask(&second)["access_token"].as_str().is_some_and(|token| token.starts_with("travauth-phantom")));
    assert!(server.requests().iter().all(|request| !request.text().contains(KEY)));
}

#[test]
fn a_new_key_file_can_be_in_the_working_directory() {
    let sandbox = Sandbox::new();
    let program =
        sandbox.travauth().args(["proxy", "-p", "amadeus", "-e", "emulator", "--key", "new-key", "--", "true"]);
    let _ = program.run().exits(0);
    assert!(sandbox.path("work/new-key").exists());
}
