//! The rate that the proxy shares with all processes of the account.

use super::{AMADEUS_ID, Proxy, SECRET, api_requests, echo};
use crate::support::{Reply, Sandbox};

#[test]
fn a_request_without_a_turn_gets_a_429_and_is_not_sent() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--rate", "1/m", "--queue", "0s"]);
    proxy.get("/v1/a", &[]).is(200);
    for _ in 0..3 {
        let response = proxy.get("/v1/a", &[]).refused_with(429, "rate-limited");
        let wait: u64 = response.header("retry-after").and_then(|wait| wait.parse().ok()).expect("there is a wait");
        assert!((1..=62).contains(&wait), "{response}");
        assert_eq!(response.json()["errors"][0]["code"], 38194, "{response}");
    }
    // Token requests take no turn.
    proxy.request("POST", "/-/token", &[], "").is(200);
    assert_eq!(api_requests(&server).len(), 1);
}

#[test]
fn other_commands_and_proxies_share_the_rate() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let flags = ["--rate", "1/m", "--queue", "0s"];
    let proxy = Proxy::start(&sandbox, &server, &flags);
    proxy.get("/v1/a", &[]).is(200);
    let call = sandbox
        .travauth()
        .args(["call", "-p", "amadeus", "--base-url", &server.url(), "/v1/b", "--rate", "1/m", "--rate-wait", "0s"])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", SECRET);
    call.run().fails(7, &["no turn begins"]);
    Proxy::start(&sandbox, &server, &flags).get("/v1/c", &[]).refused_with(429, "rate-limited");
    let other = Proxy::start(&sandbox, &server, &["--rate", "none"]);
    other.get("/v1/d", &[]).is(200);
    assert_eq!(api_requests(&server).len(), 2);
}

#[test]
fn requests_wait_in_line_and_the_page_shows_the_rate() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--rate", "20/s"]);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| proxy.get("/v1/a", &[]).is(200));
        }
    });
    assert_eq!(api_requests(&server).len(), 10);
    let rate = super::page::snapshot(&proxy)["overview"]["mounts"][0]["rate"].clone();
    assert_eq!(
        (&rate["allowed"], &rate["waiting"], &rate["window"]),
        (&20.into(), &0.into(), &1000.0.into()),
        "{rate}"
    );
    let waits = proxy.get("/-/metrics", &[]).text();
    let waited = waits.lines().find_map(|line| line.strip_prefix("travauth_rate_wait_seconds_total{mount=\"\"} "));
    assert!(waited.and_then(|seconds| seconds.parse::<f64>().ok()).is_some_and(|seconds| seconds > 0.0), "{waits}");
}

#[test]
fn a_429_of_the_api_moves_the_next_turn() {
    let sandbox = Sandbox::new();
    let server = super::api(|_| Reply::json(429, r#"{"errors":[{"code":38194}]}"#).header("Retry-After", "60"));
    let proxy = Proxy::start(&sandbox, &server, &["--rate", "1000/s", "--queue", "0s"]);
    let passed = proxy.get("/v1/a", &[]).is(429);
    assert_eq!((passed.header("x-travauth-error"), passed.header("retry-after")), (None, Some("60")), "{passed}");
    proxy.get("/v1/a", &[]).refused_with(429, "rate-limited");
    assert_eq!(api_requests(&server).len(), 1);
}
