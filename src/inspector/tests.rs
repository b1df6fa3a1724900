//! Tests of the inspector through the interface that a server uses.

use std::time::{Duration, Instant};

use http_body_util::BodyExt as _;
use hyper::http::request::{Builder, Parts};
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use super::exchange::tests::draft;
use super::*;
use crate::secret::Secret;

/// A server with one secret.
struct Demo;

impl Owner for Demo {
    fn mounts(&self) -> Vec<MountStatus> {
        let target = "demo test".to_owned();
        let problem = Explanation { title: "s3cret-of-the-test is wrong".to_owned(), advice: vec![] };
        vec![MountStatus { name: String::new(), target, token: Some(TokenStatus::Missing(problem)), rate: None }]
    }

    fn redactor(&self) -> Arc<Redactor> {
        Arc::new(Redactor::new([&Secret::new("s3cret-of-the-test")]))
    }

    fn copy_texts(&self, exchange: &Exchange) -> Vec<CopyText> {
        vec![CopyText { label: "curl".to_owned(), text: format!("curl s3cret-of-the-test {}", exchange.target) }]
    }
}

fn inspector(limit: usize) -> Arc<Inspector> {
    let settings = InspectorSettings {
        title: "travauth demo".to_owned(),
        base_url: "http://127.0.0.1:8900".to_owned(),
        example: "curl".to_owned(),
        how_to_open: "Ask for a new link.".to_owned(),
        limit,
    };
    Inspector::new(settings, Demo)
}

fn request(target: &str) -> Builder {
    Request::get(target).header("host", "127.0.0.1:8900")
}

fn head(builder: Builder) -> Parts {
    builder.body(()).unwrap().into_parts().0
}

fn respond(inspector: &Arc<Inspector>, builder: Builder, access: Access<'_>) -> Option<Response<ResponseBody>> {
    inspector.respond(&head(builder), &RequestGuard::new(8900, false), access, Instant::now())
}

fn get(inspector: &Arc<Inspector>, target: &str) -> Response<ResponseBody> {
    respond(inspector, request(target), Access::Granted).unwrap()
}

fn runtime_with_timer() -> Runtime {
    runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

fn text(response: Response<ResponseBody>) -> String {
    let body = runtime_with_timer().block_on(response.into_body().collect()).unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[test]
fn only_the_paths_of_the_inspector_are_served() {
    let inspector = inspector(10);
    for target in ["/", "/v1/-/", "/-x", "/-/healthz", "/-/token", "/-/unknown", "/-//"] {
        assert!(respond(&inspector, request(target), Access::Granted).is_none(), "{target}");
    }
    for (target, kind) in [
        ("/-/", "text/html; charset=utf-8"),
        ("/-/app.js", "text/javascript; charset=utf-8"),
        ("/-/style.css", "text/css; charset=utf-8"),
        ("/-/metrics", "text/plain; version=0.0.4; charset=utf-8"),
        ("/-/har", "application/json"),
        ("/-/events", "text/event-stream"),
    ] {
        let response = get(&inspector, target);
        assert_eq!((response.status(), &response.headers()["content-type"]), (StatusCode::OK, &kind.parse().unwrap()));
        assert!(response.headers().contains_key("content-security-policy"));
    }
    assert_eq!(get(&inspector, "/-").headers()["location"], "/-/");
    assert_eq!(get(&inspector, "/-/exchanges/1").status(), StatusCode::NOT_FOUND);
    assert_eq!(get(&inspector, "/-/exchanges/x").status(), StatusCode::NOT_FOUND);
}

#[test]
fn other_methods_hosts_and_sites_are_rejected_with_any_access() {
    let inspector = inspector(10);
    let status = |builder| respond(&inspector, builder, Access::Granted).unwrap().status();
    assert_eq!(status(request("/-/har").method("POST")), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(status(request("/-/har").method("DELETE")), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(status(Request::get("/-/har").header("host", "evil.test:8900")), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(status(request("/-/har").header("sec-fetch-site", "same-site")), StatusCode::FORBIDDEN);
    assert_eq!(status(request("/-/").header("origin", "http://127.0.0.1:1")), StatusCode::FORBIDDEN);
    assert_eq!(status(request("/-/").header("origin", "null")), StatusCode::FORBIDDEN);
    assert_eq!(status(request("/-/har").method("HEAD")), StatusCode::OK);
}

#[test]
fn a_code_is_valid_once_and_then_the_cookie_gives_access() {
    let (inspector, session) = (inspector(10), PageSession::new(8900, false).unwrap());
    let send = |builder| respond(&inspector, builder, Access::By(&session)).unwrap();
    for target in ["/-/", "/-/app.js", "/-/events", "/-/har", "/-/metrics", "/-/exchanges/1", "/-/?code=wrong"] {
        let response = send(request(target));
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{target}");
        assert!(text(response).contains("Ask for a new link."));
    }
    let link = session.open_path(Instant::now()).unwrap();
    assert_eq!(send(request(&link).method("HEAD")).status(), StatusCode::UNAUTHORIZED);
    assert_eq!(send(request(&link.replace("/-/?", "/-/har?"))).status(), StatusCode::UNAUTHORIZED);
    let opened = send(request(&link));
    assert_eq!((opened.status(), &opened.headers()["location"]), (StatusCode::SEE_OTHER, &"/-/".parse().unwrap()));
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert!(!text(opened).contains("code="));

    assert_eq!(send(request(&link)).status(), StatusCode::UNAUTHORIZED);
    // A browser that has the cookie opens the used link again from its history.
    assert_eq!(send(request(&link).header("cookie", &cookie)).headers()["location"], "/-/");
    assert_eq!(send(request("/-/har").header("cookie", &cookie)).status(), StatusCode::OK);
    let from_other_site = request("/-/har").header("cookie", &cookie).header("sec-fetch-site", "same-site");
    assert_eq!(send(from_other_site).status(), StatusCode::FORBIDDEN);
}

#[test]
fn every_view_of_an_exchange_is_masked() {
    let inspector = inspector(10);
    let mut draft = draft("/v1/a?x=1");
    draft.response_body.push(br#"{"echo":"s3cret-of-the-test","access_token":"abc"}"#);
    assert_eq!(inspector.record(draft).id, 1);
    let shown: Value = serde_json::from_str(&text(get(&inspector, "/-/exchanges/1"))).unwrap();
    assert_eq!(shown["response"]["text"], r#"{"echo":"***","access_token":"***"}"#);
    assert_eq!(shown["copy"], json!([{"label": "curl", "text": "curl *** /v1/a?x=***"}]));
    assert!(text(get(&inspector, "/-/metrics")).contains("travauth_http_requests_total{"));
    let har: Value = serde_json::from_str(&text(get(&inspector, "/-/har"))).unwrap();
    assert_eq!(har["log"]["entries"][0]["request"]["url"], "http://127.0.0.1:8900/v1/a?x=***");
}

#[test]
fn an_inspector_with_a_limit_of_zero_still_counts() {
    let inspector = inspector(0);
    assert!(!inspector.stores_exchanges());
    inspector.record(draft("/v1/a"));
    assert!(inspector.metrics().contains("status=\"200\"} 1"));
    assert_eq!(get(&inspector, "/-/exchanges/1").status(), StatusCode::NOT_FOUND);
}

#[test]
fn requests_under_way_are_counted() {
    let inspector = inspector(10);
    let first = inspector.begin();
    let second = inspector.begin();
    assert_eq!(inspector.overview().under_way, 2);
    drop((first, second));
    assert_eq!(inspector.overview().under_way, 0);
}

/// Parses the kind and the data of an event.
fn event(text: &str) -> (String, Value) {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
    (field("event: "), serde_json::from_str(&field("data: ")).unwrap())
}

fn record_one(inspector: &Inspector) {
    inspector.record(draft("/a"));
}

fn ids(data: &Value) -> Vec<u64> {
    data["rows"].as_array().unwrap().iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

#[test]
fn a_page_receives_a_snapshot_and_then_the_changes() {
    let (inspector, mut feed) = (inspector(3), events::Feed::default());
    (0..5).for_each(|_| record_one(&inspector));
    let now = Timestamp::from_millisecond(1_764_000_001_000).unwrap();

    let (kind, data) = event(&feed.next(&inspector, now).unwrap());
    assert_eq!((kind.as_str(), ids(&data)), ("snapshot", vec![3, 4, 5]));
    assert_eq!(
        (&data["title"], &data["limit"], &data["now"]),
        (&json!("travauth demo"), &json!(3), &json!(now.as_millisecond()))
    );
    assert_eq!(data["overview"]["mounts"][0]["token"]["problem"]["title"], "*** is wrong");
    assert_eq!(data["overview"]["totals"]["success"], 5);
    assert_eq!(data["traffic"][0]["good"], 5);
    assert_eq!(feed.next(&inspector, now), None);

    inspector.record(draft("/a"));
    let (kind, data) = event(&feed.next(&inspector, now).unwrap());
    assert_eq!((kind.as_str(), ids(&data)), ("update", vec![6]));
    assert_eq!(data["traffic"][0]["good"], 6);
    assert_eq!(feed.next(&inspector, now), None);

    let under_way = inspector.begin();
    let (_, data) = event(&feed.next(&inspector, now).unwrap());
    assert_eq!((ids(&data), &data["overview"]["under_way"]), (vec![], &json!(1)));
    drop(under_way);
}

#[test]
fn a_slow_page_skips_exchanges() {
    let (inspector, mut feed) = (inspector(200), events::Feed::default());
    let now = clock::now();
    feed.next(&inspector, now);
    (0..5000).for_each(|_| record_one(&inspector));
    let (_, data) = event(&feed.next(&inspector, now).unwrap());
    assert_eq!(ids(&data), (4801..=5000).collect::<Vec<u64>>());
    assert_eq!(data["overview"]["totals"]["requests"], 5000);
}

#[test]
fn an_exchange_wakes_a_stream_and_closing_ends_it() {
    let inspector = inspector(10);
    runtime_with_timer().block_on(async {
        let mut body = get(&inspector, "/-/events").into_body();
        let mut next = async || body.frame().await.map(|frame| frame.unwrap().into_data().unwrap());
        let first = String::from_utf8(next().await.unwrap().to_vec()).unwrap();
        assert!(first.starts_with("retry: 1000\nevent: snapshot\n") && first.ends_with("\n\n"), "{first}");

        let other = Arc::clone(&inspector);
        let thread = std::thread::spawn(move || other.record(draft("/woken")));
        let second = next().await.unwrap();
        assert!(String::from_utf8_lossy(&second).contains("/woken"));
        thread.join().unwrap();

        let other = Arc::clone(&inspector);
        let thread = std::thread::spawn(move || other.close());
        assert_eq!(next().await, None);
        thread.join().unwrap();
    });
}

#[test]
fn a_browser_is_recognized_by_its_accept_header() {
    assert!(wants_page(&head(request("/").header("accept", "text/html,application/xhtml+xml"))));
    assert!(!wants_page(&head(request("/").header("accept", "*/*"))));
    assert!(!wants_page(&head(request("/").method("POST").header("accept", "text/html"))));
}

#[test]
fn a_code_expires_after_a_minute() {
    let (inspector, session) = (inspector(10), PageSession::new(8900, false).unwrap());
    let issued = Instant::now();
    let link = session.open_path(issued).unwrap();
    let late = issued + Duration::from_secs(61);
    let response =
        inspector.respond(&head(request(&link)), &RequestGuard::new(8900, false), Access::By(&session), late).unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(text(response).contains("older than a minute"));
}
