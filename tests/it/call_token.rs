//! `call`: which token it sends, and when it requests a new one.
#![cfg(unix)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::api::{SECRET, api, api_requests, call, call_sabre, grants, token};
use crate::support::{Gate, Reply, Request, Sandbox, Server};

fn rejected(code: &str) -> Reply {
    Reply::json(401, format!(r#"{{"errors":[{{"code":{code},"title":"rejected","status":401}}]}}"#))
}

/// Starts an API that accepts only the token with this number.
fn accepts_only(number: usize, code: &'static str) -> Server {
    api(
        move |request| {
            if request.bearer() == Some(token(number).as_str()) { Reply::json(200, "{}") } else { rejected(code) }
        },
    )
}

#[test]
fn a_token_is_requested_once_and_used_again() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    for _ in 0..2 {
        assert_eq!(call(&sandbox, &server.url()).args(["/x"]).run().exits(0).stdout, "{}");
    }
    assert_eq!((grants(&server), api_requests(&server).len()), (1, 2));
}

/// Stores token 0 of this server in the cache.
fn cache_a_token(sandbox: &Sandbox, server: &Server) {
    let url = server.url();
    sandbox.token(&token(0));
    let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &url]);
    let get = get.env("AMADEUS_CLIENT_ID", "me").env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET));
    assert_eq!(get.run().token(), token(0));
}

#[test]
fn a_cached_token_that_is_rejected_is_replaced_once() {
    for code in ["38190", "38191", "38192", "\"38192\"", "38193", "39686", "4711"] {
        let sandbox = Sandbox::new();
        let server = accepts_only(1, code);
        cache_a_token(&sandbox, &server);
        let output = call(&sandbox, &server.url()).args(["POST", "/x", "-d", "body"]).run().exits(0);
        assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("{}", ""), "{code}");
        let requests = api_requests(&server);
        assert_eq!(requests.iter().map(Request::text).collect::<Vec<_>>(), ["body", "body"]);
        assert_eq!(grants(&server), 2);
        // The new token is in the cache.
        call(&sandbox, &server.url()).args(["/x"]).run().exits(0);
        assert_eq!(grants(&server), 2);
    }
    let sandbox = Sandbox::new();
    let server = accepts_only(2, "38190");
    cache_a_token(&sandbox, &server);
    let output = call(&sandbox, &server.url()).args(["/x"]).run().exits(4);
    assert_eq!((grants(&server), api_requests(&server).len()), (2, 2), "the token is replaced only once");
    assert!(output.stdout.contains("38190") && output.stderr.contains("38190"), "{output}");
}

#[test]
fn a_token_that_has_worked_in_this_run_is_replaced_once() {
    let sandbox = Sandbox::new();
    let server = api(|request| match (request.path.as_str(), request.bearer()) {
        ("/x", _) => Reply::json(200, r#"{"data":[1],"meta":{"links":{"next":"/y"}}}"#),
        (_, Some("token-number-1")) => Reply::json(200, r#"{"data":[2]}"#),
        _ => rejected("38192"),
    });
    let output = call(&sandbox, &server.url()).args(["/x", "--paginate", "--jq", ".data[]"]).run().exits(0);
    assert_eq!(output.stdout, "1\n2\n");
    assert_eq!((grants(&server), api_requests(&server).len()), (2, 3));
}

#[test]
fn sabres_rejection_of_a_token_is_recognized() {
    let sandbox = Sandbox::new();
    sandbox.token(&token(1));
    let server = api(|request| {
        if request.path == "/warm-up" || request.bearer() == Some("token-number-1") {
            return Reply::json(200, "{}");
        }
        Reply::json(401, r#"{"errorCode":"ERR.2SG.SEC.INVALID_CREDENTIALS","message":"no"}"#)
    });
    call_sabre(&sandbox, &server.url()).args(["/warm-up"]).run().exits(0);
    call_sabre(&sandbox, &server.url()).args(["/x"]).run().exits(0);
    assert_eq!((grants(&server), api_requests(&server).len()), (2, 1 + 2));
}

#[test]
fn any_401_rejects_the_token_with_or_without_a_challenge() {
    for challenge in [r#"Bearer realm="x", error="invalid_token""#, "Bearer"] {
        let sandbox = Sandbox::new();
        let server = api(move |request| {
            if request.bearer() == Some("token-number-1") {
                return Reply::json(200, "{}");
            }
            Reply::status(401).header("WWW-Authenticate", challenge)
        });
        cache_a_token(&sandbox, &server);
        call(&sandbox, &server.url()).args(["/x"]).run().exits(0);
        assert_eq!((grants(&server), api_requests(&server).len()), (2, 2));
    }
}

#[test]
fn a_token_that_was_just_granted_is_never_replaced() {
    for reply in [rejected("38190"), rejected("38191"), rejected("39686"), Reply::status(401)] {
        let sandbox = Sandbox::new();
        let server = api(move |_| reply.clone());
        call(&sandbox, &server.url()).args(["/x"]).run().exits(4);
        assert_eq!((grants(&server), api_requests(&server).len()), (1, 1));
    }
}

#[test]
fn other_errors_never_replace_a_token() {
    for reply in [Reply::json(403, r#"{"errorCode":"ERR.2SG.SEC.NOT_AUTHORIZED"}"#), Reply::status(400)] {
        let sandbox = Sandbox::new();
        let server = api(move |_| reply.clone());
        cache_a_token(&sandbox, &server);
        call(&sandbox, &server.url()).args(["/x"]).run().exits(4);
        assert_eq!((grants(&server), api_requests(&server).len()), (1, 1));
    }
}

#[test]
fn twenty_calls_with_a_rejected_token_make_one_token_request() {
    let sandbox = Sandbox::new();
    let gate = Gate::new();
    let first = Arc::new(AtomicUsize::new(0));
    let server = {
        let gate = gate.clone();
        let first = Arc::clone(&first);
        api(move |request| {
            if request.path == "/warm-up" || request.bearer() == Some(token(1).as_str()) {
                return Reply::json(200, "{}");
            }
            // No response is sent before all 20 requests with the old token have arrived.
            if first.fetch_add(1, Ordering::SeqCst) + 1 == 20 {
                gate.open();
            }
            rejected("38192").hold_until(&gate)
        })
    };
    call(&sandbox, &server.url()).args(["/warm-up"]).run().exits(0);
    let running: Vec<_> = (0..20).map(|_| call(&sandbox, &server.url()).args(["/x"]).spawn()).collect();
    for running in running {
        assert_eq!(running.wait().exits(0).stdout, "{}");
    }
    assert_eq!(grants(&server), 2, "one for the warm-up, and one for all 20 calls");
    assert_eq!(api_requests(&server).len(), 1 + 20 + 20);
}

#[test]
fn a_streamed_body_is_kept_for_a_second_attempt_up_to_8_mib() {
    let sandbox = Sandbox::new();
    let server = accepts_only(1, "38190");
    cache_a_token(&sandbox, &server);
    let output = call(&sandbox, &server.url()).args(["/x", "-d", "-"]).stdin("body").run().exits(0);
    assert_eq!(output.stdout, "{}");
    assert_eq!(api_requests(&server).iter().map(Request::text).collect::<Vec<_>>(), ["body", "body"]);

    let sandbox = Sandbox::new();
    let server = accepts_only(1, "38190");
    cache_a_token(&sandbox, &server);
    let large = vec![b'x'; (8 << 20) + 1];
    let output = call(&sandbox, &server.url()).args(["/x", "-d", "-"]).stdin(large.clone()).run().exits(4);
    assert!(output.stderr.contains("was not sent again") && output.stderr.contains("8 MiB"), "{output}");
    assert_eq!((grants(&server), api_requests(&server).len()), (1, 1));

    // A file can be read again.
    let sandbox = Sandbox::new();
    let server = accepts_only(1, "38190");
    cache_a_token(&sandbox, &server);
    sandbox.write("work/large", &large);
    call(&sandbox, &server.url()).args(["/x", "-d", "@large"]).run().exits(0);
    assert_eq!((grants(&server), api_requests(&server).len()), (2, 2));
}

#[test]
fn min_valid_applies_to_the_token() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let output = call(&sandbox, &server.url()).args(["/x", "--min-valid", "2h"]).run().exits(8);
    assert_eq!(output.stdout, "");
    assert!(api_requests(&server).is_empty());
}

#[test]
fn rejected_and_missing_credentials_have_their_exit_codes() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(401, r#"{"error":"invalid_client","code":38187}"#));
    call(&sandbox, &server.url()).args(["/x"]).run().exits(3);
    let server = Server::never();
    let bare = sandbox.travauth().args(["call", "-p", "amadeus", "--base-url", &server.url(), "/x"]);
    bare.run().exits(9);
}

#[test]
fn the_emulator_needs_no_credentials() {
    let sandbox = Sandbox::new();
    let emulated = |args: &[&str]| {
        sandbox
            .travauth()
            .args(["call", "-e", "emulator"])
            .args(args)
            .env("AMADEUS_BASE_URL", "https://elsewhere.example")
            .run()
    };
    let links =
        ["-p", "amadeus", "/v2/reference-data/urls/checkin-links", "--query", "airlineCode=BA", "--jq", ".data[].href"];
    let output = emulated(&links).exits(0);
    assert_eq!(output.stdout, "https://checkin.example/BA/en-gb/web\nhttps://checkin.example/BA/en-gb/mobile\n");
    let output = emulated(&["-p", "sabre", "/v1/lists/supported/shop/themes", "--jq", ".Themes | length"]).exits(0);
    assert_eq!(output.stdout, "12\n");
    let output = emulated(&["-p", "sabre", "/v1/lists/utilities/airlines?airlinecode=XX"]).exits(4);
    assert!(output.stderr.contains("WARN.RAF.APPLICATION"), "{output}");
    assert!(output.stderr.lines().nth(2).unwrap_or_default().contains("travauth explain sabre"), "{output}");
    assert_eq!(output.stderr.lines().count(), 3);
}
