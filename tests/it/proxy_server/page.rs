//! The inspector of the proxy: access to it, and its content.

use serde_json::Value;

use super::{KEY, Proxy, SECRET, TOKEN, echo};
use crate::it::common::rejection;
use crate::support::{Sandbox, Server};

const BROWSER: &str = "Accept: text/html,application/xhtml+xml";

fn raw(proxy: &Proxy, path: &str, headers: &[&str]) -> super::RawResponse {
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    proxy.raw(&format!("GET {path} HTTP/1.1\r\nHost: HOST\r\n{lines}Connection: close\r\n\r\n"))
}

/// Returns the first event of the page's feed.
pub(super) fn snapshot(proxy: &Proxy) -> Value {
    use std::io::{Read as _, Write as _};
    let mut stream = proxy.connect();
    let request = proxy.filled("GET /-/events HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.ends_with("\n\n\r\n") {
        let count = stream.read(&mut buffer).expect("it responds");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).expect("there is an event");
    serde_json::from_str(data).expect("it is JSON")
}

#[test]
fn the_page_opens_with_the_key_or_by_a_link_from_it() {
    let (sandbox, server) = (Sandbox::new(), echo().at_least(0));
    let proxy = Proxy::start(&sandbox, &server, &[]);
    for path in ["/-/", "/-/app.js", "/-/events", "/-/har", "/-/metrics", "/-/exchanges/1", "/-/?code=wrong"] {
        raw(&proxy, path, &[]).is(401);
    }
    let link = raw(&proxy, "/KEY/", &[BROWSER]).is(303);
    let link = link.header("location").expect("it redirects").to_owned();
    assert!(link.starts_with("/-/?code="), "{link}");
    let opened = raw(&proxy, &link, &[BROWSER]).is(303);
    assert_eq!(opened.header("location"), Some("/-/"));
    let cookie = opened.header("set-cookie").expect("it sets a cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(KEY), "{cookie}");
    raw(&proxy, &link, &[BROWSER]).is(401);
    let cookie = format!("Cookie: {}", cookie.split(';').next().unwrap_or_default());
    for path in ["/-/", "/-/app.js", "/-/har", "/-/metrics"] {
        raw(&proxy, path, &[&cookie]).is(200);
    }
    assert_eq!(raw(&proxy, "/", &[BROWSER, &cookie]).is(303).header("location"), Some("/-/"));
    // The cookie opens the page and nothing else.
    raw(&proxy, "/v1/a", &[&cookie]).refused_with(401, "wrong-key");
    raw(&proxy, "/-/token", &[&cookie]).is(405);
    raw(&proxy, "/-/har", &[&cookie, "Sec-Fetch-Site: cross-site"]).is(403);
    // A phantom token is for the API alone.
    let token = proxy.request("POST", "/-/token", &[], "").is(200).json()["access_token"].clone();
    raw(&proxy, "/-/har", &[&format!("Authorization: Bearer {}", token.as_str().expect("a text"))]).is(401);
}

#[test]
fn it_shows_requests_tokens_and_explanations_and_no_secret() {
    let sandbox = Sandbox::new();
    let server = super::api(|request| match request.path.as_str() {
        "/v1/error" => crate::support::Reply::json(
            400,
            r#"{"errors":[{"status":400,"code":477,"title":"INVALID FORMAT","detail":"invalid query"}]}"#,
        ),
        _ => crate::support::Reply::json(200, format!("{{\"echo\":\"{}\"}}", request.bearer().unwrap_or_default())),
    });
    let proxy = Proxy::start(&sandbox, &server, &[]);
    assert_eq!(snapshot(&proxy)["overview"]["mounts"][0]["token"]["state"], "idle");
    proxy.get("/KEY/v1/a?name=private", &["User-Agent: client/1"]).is(200);
    proxy.request("POST", "/v1/error", &["Content-Type: application/json"], r#"{"password":"a-typed-one"}"#).is(400);
    let seen = snapshot(&proxy);
    let token = &seen["overview"]["mounts"][0]["token"];
    assert_eq!((&token["state"], &seen["overview"]["mounts"][0]["target"]), (&"held".into(), &"amadeus custom".into()));
    assert!(token["renews"].as_i64() < token["expires"].as_i64() && token["problem"].is_null(), "{token}");
    let rows = seen["rows"].as_array().expect("a list");
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["target"], &rows[0]["agent"]), (&"/v1/a?name=***".into(), &"client/1".into()));
    let detail = proxy.get("/-/exchanges/2", &[]).is(200).json();
    assert!(detail["explanation"]["title"].as_str().is_some_and(|title| title.contains("477")), "{detail}");
    assert!(detail["copy"][1]["text"].as_str().is_some_and(|text| text.starts_with("travauth call")), "{detail}");
    let all = [
        seen.to_string(),
        detail.to_string(),
        proxy.get("/-/exchanges/1", &[]).text(),
        proxy.get("/-/har", &[]).text(),
        proxy.get("/-/metrics", &[]).text(),
    ];
    for text in all {
        for secret in [KEY, TOKEN, SECRET, "private", "a-typed-one"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn it_says_why_there_is_no_token() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| rejection()));
    let proxy = Proxy::start(&sandbox, &server, &[]);
    proxy.get("/v1/a", &[]).is(502);
    let token = snapshot(&proxy)["overview"]["mounts"][0]["token"].clone();
    assert_eq!(token["state"], "missing", "{token}");
    assert!(token["problem"]["title"].as_str().is_some_and(|title| title.contains("38187")), "{token}");
}

#[test]
fn it_can_be_turned_off() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--no-inspect"]);
    for path in ["/-/", "/-/har", "/-/metrics", "/-/events"] {
        proxy.get(path, &[]).refused_with(404, "no-such-page");
    }
    raw(&proxy, "/KEY/", &[BROWSER]).is(200);
    raw(&proxy, "/-/healthz", &[]).is(200);
}

#[test]
fn it_keeps_as_many_requests_as_the_user_says() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--inspect", "2"]);
    for number in 1..=3 {
        proxy.get(&format!("/v1/{number}"), &[]).is(200);
    }
    let rows = snapshot(&proxy)["rows"].clone();
    let targets: Vec<&Value> = rows.as_array().expect("a list").iter().map(|row| &row["target"]).collect();
    assert_eq!(targets, ["/v1/2", "/v1/3"]);
    let har = proxy.get("/-/har", &[]).is(200).json();
    assert_eq!(har["log"]["entries"].as_array().map(Vec::len), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn it_is_opened_in_a_browser_by_a_link_without_the_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let (sandbox, server) = (Sandbox::new(), echo().at_least(0));
    let browser =
        sandbox.write("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" >../opened.new && mv ../opened.new ../opened\n");
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).expect("the mode can be set");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let program = super::program(&sandbox, &server.url()).args(super::FREE_PORT).args(["--open"]).env("PATH", path);
    let proxy = Proxy::of(program);
    let opened = sandbox.path("opened");
    crate::support::eventually("the browser was started", || opened.exists());
    let url = std::fs::read_to_string(opened).expect("it was written");
    assert!(!url.contains(KEY), "{url}");
    let path = url.strip_prefix(&format!("http://{}", proxy.address)).expect("it is the proxy's URL");
    raw(&proxy, path, &[BROWSER]).is(303);
    raw(&proxy, path, &[BROWSER]).is(401);
}
