//! The steps of a check: their requests, their outcomes, and the state that follows from them.

use serde_json::json;

use super::{
    AIRLINES, THEMES, check, check_amadeus, is_token_request, only_result, outcomes, rejection, service, step,
};
use crate::it::common::{AMADEUS_PATH, grant, grant_for, numbered_token};
use crate::support::{Certificate, Reply, Sandbox, Server, TlsServer};

#[test]
fn valid_targets_go_through_every_step() {
    let sandbox = Sandbox::new();
    let server = service(|_| Reply::json(200, "{}"));
    let output = check(&sandbox)
        .args(["-p", "amadeus", "--provider", "sabre", "--format", "json"])
        .env("AMADEUS_BASE_URL", server.url())
        .env("SABRE_BASE_URL", server.url())
        .run()
        .exits(0)
        .silently();
    let report = output.json();
    assert_eq!(report.as_object().map(|report| report.keys().collect::<Vec<_>>()), Some(vec![&"results".to_owned()]));
    for (index, provider) in ["amadeus", "sabre"].into_iter().enumerate() {
        let result = &report["results"][index];
        let keys: Vec<_> = result.as_object().expect("it is an object").keys().collect();
        assert_eq!(keys, ["target", "provider", "environment", "state", "exit_code", "steps"]);
        assert_eq!((&result["target"], &result["provider"]), (&json!(provider), &json!(provider)));
        assert_eq!(result["environment"], "custom");
        assert_eq!((&result["state"], &result["exit_code"]), (&json!("valid"), &json!(0)));
        assert_eq!(
            outcomes(result),
            [
                ("configuration", "ok"),
                ("credentials", "ok"),
                ("dns", "skipped"),
                ("tcp", "ok"),
                ("tls", "skipped"),
                ("token", "ok"),
                ("lifetime", "ok"),
                ("clock", "skipped"),
                ("api", "ok"),
            ]
        );
        let keys: Vec<_> = result["steps"][0].as_object().expect("it is an object").keys().collect();
        assert_eq!(keys, ["name", "outcome", "millis", "detail", "advice"]);
        assert!(result["steps"][5]["millis"].is_u64());
    }
    let requests = server.expect(4);
    let tokens = [numbered_token(0), numbered_token(1)];
    for (path, accept) in [(AIRLINES, "application/vnd.amadeus+json"), (THEMES, "application/json")] {
        let call = requests.iter().find(|request| request.path == path).expect("the API was called");
        assert_eq!(call.method, "GET");
        assert!(call.bearer().is_some_and(|bearer| tokens.iter().any(|token| token == bearer)), "{call:?}");
        assert!(call.header("accept").is_some_and(|sent| sent.starts_with(accept)), "{call:?}");
    }
    for token in tokens {
        sandbox.token(&token);
    }
}

#[test]
fn only_a_rejection_makes_a_credential_invalid() {
    let html = || Reply::status(200).header("Content-Type", "text/html").body("<html>Log in</html>");
    let cases: Vec<(Reply, &str, i32)> = vec![
        (rejection(), "invalid", 3),
        (Reply::json(400, r#"{"error":"invalid_grant"}"#), "invalid", 3),
        (Reply::json(401, "{}"), "invalid", 3),
        (Reply::json(429, "{}").header("Retry-After", "600"), "unknown", 7),
        (Reply::json(400, r#"{"error":"invalid_request"}"#), "unknown", 2),
        (Reply::status(404), "unknown", 2),
        (Reply::status(403), "unknown", 6),
        (Reply::status(500), "unknown", 6),
        (Reply::redirect(302, "https://login.example.com/"), "unknown", 6),
        (html(), "unknown", 6),
        (Reply::json(200, "{"), "unknown", 6),
        (Reply::json(200, r#"{"access_token":"cut"}"#).cut_short(), "unknown", 6),
        (Reply::close(), "unknown", 6),
        (Reply::reset(), "unknown", 6),
        (Reply::raw("not http"), "unknown", 6),
    ];
    for (reply, state, code) in cases {
        let sandbox = Sandbox::new();
        let server = Server::start(move |_| reply.clone());
        let output = check_amadeus(&sandbox, &server.url()).args(["--retries", "0"]).run().exits(code);
        let result = only_result(&output);
        assert_eq!((&result["state"], &result["exit_code"]), (&json!(state), &json!(code)), "{output}");
        assert_eq!(step(&result, "token")["outcome"], "fail", "{output}");
        assert_eq!(step(&result, "api")["outcome"], "skipped", "{output}");
    }
}

#[test]
fn a_closed_port_is_a_network_failure() {
    let sandbox = Sandbox::new();
    let address = Server::never().address();
    let output = check_amadeus(&sandbox, &format!("http://{address}")).args(["--retries", "0"]).run().exits(6);
    let result = only_result(&output);
    assert_eq!(result["state"], "unknown");
    assert_eq!(step(&result, "tcp")["outcome"], "fail");
    assert_eq!(step(&result, "token")["detail"], "not reached: tcp failed");
}

#[test]
fn a_name_that_cannot_be_resolved_fails_the_dns_step() {
    let sandbox = Sandbox::new();
    let output = check_amadeus(&sandbox, "https://host.invalid").args(["--retries", "0"]).run().exits(6);
    let result = only_result(&output);
    assert_eq!((&result["state"], &step(&result, "dns")["outcome"]), (&json!("unknown"), &json!("fail")));
}

#[test]
fn the_handshake_is_a_step_of_its_own() {
    let sandbox = Sandbox::new();
    let server = TlsServer::start(Certificate::Good, |request| {
        if is_token_request(request) { grant(&numbered_token(0)) } else { Reply::json(200, "{}") }
    });
    let ca = server.ca_bundle();
    let output = check_amadeus(&sandbox, &server.url()).args(["--ca-bundle".as_ref(), ca.as_os_str()]).run().exits(0);
    let result = only_result(&output);
    assert_eq!(step(&result, "tls")["outcome"], "ok");
    assert!(step(&result, "tls")["detail"].as_str().is_some_and(|detail| detail.starts_with("TLS 1.3")), "{output}");
    sandbox.token(&numbered_token(0));

    for (certificate, part) in [(Certificate::Expired, "expired"), (Certificate::WrongHost, "another host")] {
        let server = TlsServer::start(certificate, |_| Reply::status(500));
        let ca = server.ca_bundle();
        let program = check_amadeus(&sandbox, &server.url()).args(["--ca-bundle".as_ref(), ca.as_os_str()]);
        let output = program.args(["--refresh"]).run().exits(6);
        let result = only_result(&output);
        assert_eq!((&result["state"], &step(&result, "tls")["outcome"]), (&json!("unknown"), &json!("fail")));
        assert!(step(&result, "tls")["detail"].as_str().is_some_and(|detail| detail.contains(part)), "{output}");
        server.expect(0);
    }
}

#[test]
fn only_a_401_of_the_api_makes_a_target_invalid() {
    for (reply, state, code, outcome) in [
        (Reply::json(401, r#"{"errors":[{"code":38190,"title":"Invalid access token"}]}"#), "invalid", 3, "fail"),
        (Reply::json(403, "{}"), "valid", 0, "warn"),
        (Reply::json(404, "{}"), "valid", 0, "warn"),
        (Reply::json(429, "{}"), "valid", 0, "warn"),
        (Reply::json(500, "{}"), "valid", 0, "warn"),
        (Reply::redirect(302, "https://elsewhere.example/"), "valid", 0, "warn"),
        (Reply::close(), "valid", 0, "warn"),
        (Reply::json(204, ""), "valid", 0, "ok"),
    ] {
        let sandbox = Sandbox::new();
        let server = service(move |_| reply.clone());
        let output = check_amadeus(&sandbox, &server.url()).args(["--retries", "0"]).run().exits(code);
        let result = only_result(&output);
        assert_eq!((&result["state"], &result["exit_code"]), (&json!(state), &json!(code)), "{output}");
        assert_eq!(step(&result, "api")["outcome"], outcome, "{output}");
        sandbox.token(&numbered_token(0));
    }
}

#[test]
fn the_second_api_call_is_made_if_the_account_may_not_make_the_first() {
    let sandbox = Sandbox::new();
    let server = service(|request| Reply::json(if request.path == AIRLINES { 403 } else { 200 }, "{}"));
    let result = only_result(&check_amadeus(&sandbox, &server.url()).run().exits(0));
    assert_eq!(step(&result, "api")["outcome"], "ok");
    assert_eq!(server.expect(3)[2].path, "/v2/reference-data/urls/checkin-links");
}

#[test]
fn the_api_call_can_be_chosen_or_left_out() {
    let sandbox = Sandbox::new();
    let server = service(|_| Reply::json(200, "{}"));
    let result = only_result(&check_amadeus(&sandbox, &server.url()).args(["--probe", "/v1/mine?a=b"]).run().exits(0));
    assert!(
        step(&result, "api")["detail"].as_str().is_some_and(|detail| detail.contains("GET /v1/mine?a=b: HTTP 200"))
    );
    assert_eq!(server.expect(2)[1].target, "/v1/mine?a=b");

    let result = only_result(&check_amadeus(&sandbox, &server.url()).args(["--no-probe"]).run().exits(0));
    assert_eq!((&result["state"], &step(&result, "api")["outcome"]), (&json!("valid"), &json!("skipped")));
    server.expect(3);
    let refused = check_amadeus(&sandbox, &server.url()).args(["--probe", "https://elsewhere.example/"]).run();
    assert_eq!((refused.exits(2).stdout.as_str(), server.expect(3).len()), ("", 3));
}

#[test]
fn lifetime_and_clock_are_checked() {
    for (expires_in, date, lifetime, clock) in [
        (json!(1799), jiff::Timestamp::now(), "ok", "ok"),
        (json!(30), jiff::Timestamp::now() - jiff::SignedDuration::from_hours(2), "warn", "warn"),
        (json!(null), jiff::Timestamp::now(), "warn", "ok"),
    ] {
        let sandbox = Sandbox::new();
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let server = Server::start(move |request| {
            let reply = if is_token_request(request) {
                grant_for(&numbered_token(0), &expires_in)
            } else {
                Reply::json(200, "{}")
            };
            reply.header("Date", &date)
        });
        let output = check_amadeus(&sandbox, &server.url()).run().exits(0);
        let result = only_result(&output);
        assert_eq!(
            (&step(&result, "lifetime")["outcome"], &step(&result, "clock")["outcome"]),
            (&json!(lifetime), &json!(clock)),
            "{output}"
        );
        sandbox.token(&numbered_token(0));
    }
}

// ── The cache, and the cooldown ─────────────────────────────────────────────

#[test]
fn a_new_token_is_requested_unless_cached_is_given() {
    let sandbox = Sandbox::new();
    let server = service(|_| Reply::json(200, "{}"));
    for (args, requests) in [(&[][..], 2), (&[], 4), (&["--cached"], 5), (&["--refresh"], 7)] {
        let _ = check_amadeus(&sandbox, &server.url()).args(args).run().exits(0);
        server.expect(requests);
    }
}

#[test]
fn a_cached_token_that_the_api_rejects_is_replaced_once() {
    let sandbox = Sandbox::new();
    let fresh = numbered_token(1);
    let server = service(move |request| Reply::json(if request.bearer() == Some(&fresh) { 200 } else { 401 }, "{}"));
    let _ = check_amadeus(&sandbox, &server.url()).args(["--no-probe"]).run().exits(0);
    let _ = check_amadeus(&sandbox, &server.url()).args(["--cached"]).run().exits(0);
    // The first run requests a token. The second one calls the API with it, requests a new token, and calls again.
    let paths: Vec<_> = server.expect(4).into_iter().map(|request| request.path).collect();
    assert_eq!(paths, [AMADEUS_PATH, AIRLINES, AMADEUS_PATH, AIRLINES]);
}

#[test]
fn a_cooldown_holds_unless_refresh_is_given() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| rejection());
    for (args, requests, is_repeated) in
        [(&[][..], 1, false), (&[], 1, true), (&["--cached"], 1, true), (&["--refresh"], 2, false)]
    {
        let output = check_amadeus(&sandbox, &server.url()).args(args).run().exits(3);
        let result = only_result(&output);
        assert_eq!(result["state"], "invalid");
        let advice = step(&result, "token")["advice"].as_str().unwrap_or_default();
        assert_eq!(advice.contains("ask at once with --refresh"), is_repeated, "{output}");
        server.expect(requests);
    }
}
