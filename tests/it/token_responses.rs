//! Token responses with a success status: lifetimes, and content that cannot be used.

use serde_json::{Value, json};

use super::common::{TOKEN, amadeus, cache_files, grant, grant_for, sabre};
use crate::support::{Reply, Sandbox, Server};

#[test]
fn a_response_without_a_usable_token_is_an_error() {
    // A part of a token in an unusable response must not be shown.
    let half = "half-a-token-0123456789";
    let html = Reply::status(200).header("Content-Type", "text/html").body("<!doctype html><title>Log in</title>");
    let json = |body: Value| Reply::json(200, body.to_string());
    let raw = |body: &str| Reply::json(200, body);
    let with_token = |token: &str| json(json!({"access_token": token, "expires_in": 1799}));
    for (name, reply, part) in [
        ("html", html, "web page"),
        ("html without a type", raw("\n <html>"), "web page"),
        ("empty", raw(""), "empty"),
        ("blank", raw(" \r\n"), "empty"),
        ("no content", Reply::status(204), "empty"),
        ("text", raw("OK"), "not JSON"),
        ("a number", raw("1"), "not an object"),
        ("an array", raw("[]"), "not an object"),
        ("null", raw("null"), "not an object"),
        ("no token", raw(r#"{"expires_in":1799}"#), "no access_token"),
        ("an empty token", with_token(""), "access_token is empty"),
        ("a prefix alone", with_token("ATH:"), "access_token"),
        ("a token that is no string", json(json!({"access_token": 12_345})), "not a string"),
        ("a null token", json(json!({"access_token": null})), "not a string"),
        ("a newline", with_token(&format!("{half}\nx")), "control character"),
        ("a carriage return", with_token(&format!("{half}\r")), "control character"),
        ("a space", with_token(&format!("{half} x")), "a space"),
        ("a DEL", with_token(&format!("{half}\u{7f}")), "control character"),
        ("a letter beyond ASCII", with_token(&format!("{half}é")), "not ASCII"),
        ("JSON cut short", raw(&format!(r#"{{"access_token":"{half}"#)), "cut short"),
        ("invalid UTF-8", Reply::json(200, &b"{\"access_token\":\"\xff\xfe\"}"[..]), "not JSON"),
        ("two documents", raw(&format!(r#"{{"access_token":"{half}"}}{{}}"#)), "not JSON"),
        ("deep nesting", raw(&"[".repeat(100_000)), "not JSON"),
    ] {
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
        sandbox.token(half);
        let output = sabre(&sandbox, &server.url()).args(["-vv"]).run();
        output.fails(6, &[part, "hint: "]);
        let output = sabre(&sandbox, &server.url()).args(["--error-format", "json"]).run().exits(6);
        assert_eq!(output.error()["code"], "bad-answer", "{name}");
        // Each run sends one request: there are no retries and no cooldown.
        server.expect(2);
    }
}

#[test]
fn an_oauth_error_with_a_success_status_is_reported() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::json(200, r#"{"error":"invalid_client"}"#)));
    amadeus(&sandbox, &server.url()).run().fails(3, &["Amadeus rejected", "invalid_client"]);
}

#[test]
fn every_lifetime_is_read_and_no_lifetime_means_expired() {
    // The lifetime that the server sends, whether a later process uses the cached token, and the warning.
    for (expires_in, is_kept, warning) in [
        (Some(json!(1799)), true, ""),
        (Some(json!("1799")), true, ""),
        (Some(json!(1799.9)), true, ""),
        (Some(json!("1799.5")), true, ""),
        (Some(json!(1e300)), true, "`lifetime_unit = \"milliseconds\"`"),
        (Some(json!(u64::MAX)), true, "`lifetime_unit = \"milliseconds\"`"),
        (None, false, "`lifetime = \"1h\"`"),
        (Some(json!(null)), false, "`lifetime = \"1h\"`"),
        (Some(json!(0)), false, ""),
        (Some(json!(-5)), false, ""),
        (Some(json!("-5")), false, ""),
        (Some(json!(-1e300)), false, ""),
        (Some(json!("soon")), false, "`lifetime = \"1h\"`"),
        (Some(json!(true)), false, "`lifetime = \"1h\"`"),
        (Some(json!([1799])), false, "`lifetime = \"1h\"`"),
    ] {
        let sent = expires_in.clone();
        let server = Server::start(move |_| match &sent {
            Some(expires_in) => grant_for(TOKEN, expires_in),
            None => Reply::json(200, json!({"access_token": TOKEN}).to_string()),
        });
        let sandbox = Sandbox::new();
        for is_first in [true, false] {
            let output = amadeus(&sandbox, &server.url()).run();
            assert_eq!(output.token(), TOKEN, "{expires_in:?}");
            if warning.is_empty() || (is_kept && !is_first) {
                output.silently();
            } else {
                output.warns_once(warning);
            }
        }
        assert_eq!(server.requests().len(), if is_kept { 1 } else { 2 }, "{expires_in:?}");
        assert_eq!(cache_files(&sandbox, "json").len(), 1);
    }
}

#[test]
fn a_number_that_is_too_large_is_an_error_without_a_panic() {
    let body = format!(r#"{{"access_token":{},"expires_in":1e999}}"#, json!(TOKEN));
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(200, body.clone())));
    // The JSON parser rejects a number that is too large.
    amadeus(&sandbox, &server.url()).run().fails(6, &["not JSON"]);
}

#[test]
fn media_type_chunks_and_other_fields_do_not_matter() {
    let body = json!({
        "access_token": TOKEN, "expires_in": 1799, "application_name": "App",
        "nested": {"more_token": "not-to-be-kept", "n": [1]},
    });
    let reply = Reply::status(201)
        .header("Content-Type", "application/vnd.amadeus+json")
        .header("Set-Cookie", "session=cookie-of-the-server")
        .body(body.to_string())
        .chunked();
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
    sandbox.secret("not-to-be-kept");
    sandbox.secret("cookie-of-the-server");
    sandbox.token(TOKEN);
    let output = amadeus(&sandbox, &server.url()).args(["--format", "json", "-vv"]).prints_token().run().exits(0);
    assert_eq!(output.json()["extra"], json!({"application_name": "App"}));
}

#[test]
fn a_response_larger_than_1_mib_is_an_error() {
    let padding = "x".repeat(1 << 20);
    let body = json!({"access_token": TOKEN, "expires_in": 1799, "padding": padding}).to_string();
    for status in [200, 500] {
        let reply = Reply::json(status, body.clone()).chunked();
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
        sandbox.token(TOKEN);
        let output = amadeus(&sandbox, &server.url()).args(["--error-format", "json"]).run().exits(6);
        assert_eq!(output.error()["code"], "answer-too-large");
        server.expect(1);
    }
}

#[test]
fn a_clock_that_differs_gets_a_warning() {
    let now = jiff::Timestamp::now();
    for (ahead_minutes, part) in [(0, ""), (5, "5 min behind"), (-5, "5 min ahead of")] {
        let date = now + jiff::SignedDuration::from_mins(ahead_minutes) + jiff::SignedDuration::from_secs(15);
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| grant(TOKEN).header("Date", &date)));
        let output = amadeus(&sandbox, &server.url()).run();
        assert_eq!(output.token(), TOKEN);
        if part.is_empty() {
            output.silently();
        } else {
            let minutes = part.replace("5 min", "");
            output.warns_once("clock").warns_once(&minutes);
            assert_eq!(amadeus(&sandbox, &server.url()).args(["--refresh", "-q"]).run().silently().token(), TOKEN);
        }
    }
}
