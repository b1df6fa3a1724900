//! Tests of the real token: all clients and processes share it, and it is renewed in time and after a 401.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::{AMADEUS_ID, AMADEUS_PATH, KEY, Proxy, SECRET, TOKEN, api_requests, echo};
use crate::it::common::{edit_entry, grant_for, numbered_token};
use crate::support::{Gate, Reply, Sandbox, Server, eventually};

/// An API that grants numbered tokens, and rejects those with a number below `first_valid`.
struct Revoking {
    server: Server,
    first_valid: std::sync::Arc<AtomicUsize>,
}

fn revoking() -> Revoking {
    let (granted, first_valid) = (AtomicUsize::new(0), std::sync::Arc::new(AtomicUsize::new(0)));
    let oldest = std::sync::Arc::clone(&first_valid);
    let server = Server::start(move |request| {
        if request.path == AMADEUS_PATH {
            return super::grant(&numbered_token(granted.fetch_add(1, Ordering::SeqCst)));
        }
        let number = request.bearer().and_then(|token| token.split('-').nth(2)?.parse::<usize>().ok());
        if number.is_none_or(|number| number < oldest.load(Ordering::SeqCst)) || request.path == "/v1/never" {
            return Reply::json(401, r#"{"errors":[{"status":401,"code":38190,"title":"Invalid access token"}]}"#);
        }
        Reply::json(200, json!({"body": request.text(), "token": number}).to_string())
    });
    Revoking { server, first_valid }
}

fn token_requests(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.path == AMADEUS_PATH).count()
}

fn register_numbered(sandbox: &Sandbox) {
    for number in 0..9 {
        sandbox.token(&numbered_token(number));
    }
}

#[test]
fn all_clients_and_other_commands_share_one_token() {
    let gate = Gate::new();
    let held = gate.clone();
    let server = Server::start(move |request| {
        if request.path == AMADEUS_PATH { super::grant(TOKEN).hold_until(&held) } else { Reply::json(200, "{}") }
    });
    let sandbox = Sandbox::new();
    let proxy = Proxy::start(&sandbox, &server, &[]);
    std::thread::scope(|scope| {
        for client in 0..20 {
            let proxy = &proxy;
            scope.spawn(move || {
                if client % 2 == 0 {
                    proxy.get("/v1/a", &[]).is(200);
                } else {
                    proxy.request("POST", "/-/token", &[], "").is(200);
                }
            });
        }
        server.wait_for(1);
        gate.open();
    });
    let get = sandbox
        .travauth()
        .args(["token", "get", "-p", "amadeus", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", SECRET);
    assert_eq!(get.run().token(), TOKEN);
    assert_eq!(token_requests(&server), 1);
}

#[test]
fn a_phantom_token_lives_as_long_as_the_real_one_and_is_not_the_real_one() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let first = proxy.request("POST", AMADEUS_PATH, &[], "").is(200).json();
    assert!(first["expires_in"].as_u64().is_some_and(|left| (1700..=1799).contains(&left)), "{first}");
    assert_eq!(first["token_type"], "Bearer");
    edit_entry(&sandbox, |entry| {
        let expires: jiff::Timestamp = entry["token"]["expires_at"].as_str().expect("a time").parse().expect("a time");
        entry["token"]["expires_at"] = (expires - jiff::SignedDuration::from_mins(20)).to_string().into();
    });
    // Another proxy reads the token from the cache.
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let second = proxy.request("POST", "/-/token", &[], "").is(200).json();
    assert!(second["expires_in"].as_u64().is_some_and(|left| left < 700), "{second}");
    for response in [&first, &second] {
        assert!(!response.to_string().contains(TOKEN));
    }
    assert_eq!(token_requests(&server), 1);
}

#[test]
fn a_token_that_expires_is_renewed_before_it_does() {
    let granted = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        if request.path == AMADEUS_PATH {
            return grant_for(&numbered_token(granted.fetch_add(1, Ordering::SeqCst)), &json!(4));
        }
        Reply::json(200, json!({"token": request.bearer()}).to_string())
    });
    let sandbox = Sandbox::new();
    register_numbered(&sandbox);
    let proxy = Proxy::start(&sandbox, &server, &[]);
    let token = || proxy.get("/v1/a", &[]).is(200).json()["token"].clone();
    assert_eq!(token(), numbered_token(0));
    eventually("the token is renewed", || token() == numbered_token(1));
}

#[test]
fn a_401_on_a_cached_token_renews_it_once_and_repeats_the_request_with_its_body() {
    let api = revoking();
    let sandbox = Sandbox::new();
    register_numbered(&sandbox);
    let proxy = Proxy::start(&sandbox, &api.server, &[]);
    assert_eq!(proxy.request("POST", "/v1/a", &[], "first").is(200).json()["token"], 0);
    api.first_valid.store(1, Ordering::SeqCst);
    let response = proxy.request("POST", "/v1/a", &[], "the whole body").is(200).json();
    assert_eq!((&response["token"], &response["body"]), (&json!(1), &json!("the whole body")));
    let chunked = "POST /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n";
    api.first_valid.store(2, Ordering::SeqCst);
    assert_eq!(proxy.raw(chunked).is(200).json()["body"], "body");
    assert_eq!(token_requests(&api.server), 3);
}

#[test]
fn a_401_on_a_token_that_another_process_has_replaced_takes_the_new_one() {
    let api = revoking();
    let sandbox = Sandbox::new();
    register_numbered(&sandbox);
    let proxy = Proxy::start(&sandbox, &api.server, &[]);
    proxy.get("/v1/a", &[]).is(200);
    api.first_valid.store(1, Ordering::SeqCst);
    let call = sandbox
        .travauth()
        .args(["call", "-p", "amadeus", "--base-url", &api.server.url(), "/v1/b"])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", SECRET);
    call.run().exits(0);
    assert_eq!(token_requests(&api.server), 2);
    assert_eq!(proxy.get("/v1/a", &[]).is(200).json()["token"], 1);
    assert_eq!(token_requests(&api.server), 2);
}

#[test]
fn a_token_that_cannot_be_valid_for_long_enough_is_a_503() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--min-valid", "1h"]);
    proxy.get("/v1/a", &[]).refused_with(503, "min-valid-unmet");
    assert!(api_requests(&server).is_empty());
}

#[test]
fn a_401_on_a_new_token_and_a_403_are_passed_back() {
    let api = revoking();
    api.first_valid.store(9, Ordering::SeqCst);
    let sandbox = Sandbox::new();
    register_numbered(&sandbox);
    let proxy = Proxy::start(&sandbox, &api.server, &[]);
    assert_eq!(proxy.get("/v1/a", &[]).is(401).json()["errors"][0]["code"], 38190);
    assert_eq!(token_requests(&api.server), 1);

    let server = super::api(|_| Reply::json(403, "{}"));
    let other = Sandbox::new();
    let proxy = Proxy::start(&other, &server, &[]);
    proxy.get("/v1/a", &[]).is(403);
    proxy.get("/v1/a", &[]).is(403);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_path_that_always_returns_401_does_not_renew_the_token_again_and_again() {
    let api = revoking();
    let sandbox = Sandbox::new();
    register_numbered(&sandbox);
    let proxy = Proxy::start(&sandbox, &api.server, &[]);
    for _ in 0..5 {
        proxy.get("/v1/a", &[]).is(200);
        proxy.get("/v1/never", &[]).is(401);
    }
    assert_eq!(token_requests(&api.server), 2);
}

#[test]
fn clients_that_get_a_401_at_the_same_time_renew_the_token_once() {
    let api = revoking();
    let sandbox = Sandbox::new();
    register_numbered(&sandbox);
    let proxy = Proxy::start(&sandbox, &api.server, &[]);
    proxy.get("/v1/a", &[]).is(200);
    api.first_valid.store(1, Ordering::SeqCst);
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| proxy.get("/v1/a", &[]).is(200));
        }
    });
    assert_eq!(token_requests(&api.server), 2);
}

#[test]
fn a_body_too_long_to_be_kept_gets_the_401() {
    let api = revoking();
    let sandbox = Sandbox::new();
    register_numbered(&sandbox);
    let proxy = Proxy::start(&sandbox, &api.server, &[]);
    proxy.get("/v1/a", &[]).is(200);
    api.first_valid.store(1, Ordering::SeqCst);
    proxy.request("POST", "/v1/a", &[], &"x".repeat(9 << 20)).is(401);
    proxy.request("POST", "/v1/a", &[], &"x".repeat(7 << 20)).is(200);
    assert_eq!(token_requests(&api.server), 2);
}

#[test]
fn a_provider_without_tokens_is_signed_for_each_request() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(200, "{}"));
    let program = sandbox
        .travauth()
        .args(["proxy", "-p", "hotelbeds", "--base-url", &server.url(), "--listen", "127.0.0.1:0", "--key"])
        .args([super::key_file(&sandbox)])
        .env("HOTELBEDS_API_KEY", "the-api-key-of-hotelbeds")
        .env("HOTELBEDS_SECRET", sandbox.secret("the-secret-of-hotelbeds"))
        .shows(sandbox.secret(KEY));
    let proxy = Proxy::of(program);
    proxy.get("/hotel-api/1.0/status", &["Api-key: another", "X-Signature: none"]).is(200);
    let request = server.expect(1).remove(0);
    assert_eq!(request.header("api-key"), Some("the-api-key-of-hotelbeds"));
    assert_eq!(request.header("x-signature").map(str::len), Some(64));
    assert_eq!(request.header("authorization"), None);
    // A client that requests a token gets a phantom token, which the proxy accepts.
    let token = proxy.request("POST", "/-/token", &[], "").is(200).json()["access_token"].clone();
    let line = format!("Authorization: Bearer {}", token.as_str().expect("it is a text"));
    proxy.raw(&format!("GET /hotel-api/1.0/status HTTP/1.1\r\nHost: HOST\r\n{line}\r\n\r\n")).is(200);
    assert_eq!(api_requests(&server).len(), 2);
}
