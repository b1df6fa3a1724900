//! Errors in the formats of other servers and gateways, and errors about the way in which credentials were sent.

use super::own_providers::{TOKEN, World};
use crate::support::{Output, Reply, Sandbox, Server};

const SOAP_FAULT: &str = "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>\
                          <faultcode>s:Client.AccountLocked</faultcode><faultstring>the account is locked</faultstring>\
                          </s:Fault></s:Body></s:Envelope>";

fn call_with(lines: &str, reply: Reply, args: &[&str]) -> (Output, usize) {
    let world = World::new(lines, move |request| match request.path.as_str() {
        "/oauth/token" => Reply::json(200, TOKEN),
        _ => reply.clone(),
    });
    world.sandbox.token("token-of-the-test");
    let output = world.run(&[&["call", "/x"], args].concat());
    let count = world.server.requests().iter().filter(|request| request.path == "/x").count();
    (output, count)
}

/// Row N8.
#[test]
fn a_soap_fault_is_a_failure_with_any_status() {
    let xml =
        |status: u16, body: &str| Reply::status(status).header("Content-Type", "text/xml; charset=utf-8").body(body);
    let server = SOAP_FAULT.replace("Client.AccountLocked", "Server");
    for (lines, reply, code) in [
        ("", xml(500, SOAP_FAULT), 5),
        ("", xml(403, SOAP_FAULT), 4),
        ("", xml(200, SOAP_FAULT), 4),
        ("", xml(200, &server), 5),
        ("dialect = \"soap\"", Reply::status(200).body(SOAP_FAULT), 4),
    ] {
        let (output, _) = call_with(lines, reply, &["--retries", "0"]);
        assert!(output.stderr.contains("the account is locked") && !output.stderr.contains("a web page"), "{output}");
        assert!(output.code == code && output.stdout.contains("<faultcode>"), "{output}");
    }
    let fine = "<s:Envelope xmlns:s=\"x\"><s:Body><Ok>FaultTolerant</Ok></s:Body></s:Envelope>";
    let (output, _) = call_with("", xml(200, fine), &[]);
    assert_eq!((output.code, output.stdout.as_str()), (0, fine));
}

#[test]
fn an_error_that_the_provider_names_is_a_failure_also_with_a_success_status() {
    let lines = "errors = { code = \"Error.Code\", words = \"Error.Text\" }";
    for (body, code, part) in [
        (r#"{"Error":{"Code":3,"Text":"no such hotel"}}"#, 4, "3, no such hotel"),
        (r#"{"Error":null,"Hotels":[]}"#, 0, ""),
        ("[]", 0, ""),
    ] {
        let (output, _) = call_with(lines, Reply::json(200, body), &[]);
        assert!(output.code == code && output.stderr.contains(part), "{body}: {output}");
        assert_eq!(output.stdout, body, "the body is printed in any case");
    }
}

#[test]
fn problem_details_are_shown_by_their_fields() {
    let body =
        r#"{"type":"https://example.com/probs/out-of-credit","title":"No credit","detail":"0 EUR left","trace":"t-1"}"#;
    let reply = Reply::status(403).header("Content-Type", "application/problem+json").body(body);
    let (output, _) = call_with("", reply, &["--error-format", "json"]);
    let error = output.error();
    assert_eq!(error["provider_code"], "out-of-credit");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("out-of-credit, 0 EUR left")), "{error}");
}

/// Row N9.
#[test]
fn the_codes_of_mashery_decide_and_the_advice_for_a_provider_without_tokens_mentions_none() {
    for (code, call_exit, check_exit, state, requests, part) in [
        ("ERR_403_DEVELOPER_INACTIVE", 4, 3, "invalid", 1, "the API key is not active"),
        ("ERR_403_NOT_AUTHORIZED", 4, 3, "invalid", 1, "the API key is not known"),
        ("ERR_403_DEVELOPER_OVER_QPS", 7, 7, "unknown", 2, "too many requests"),
        ("ERR_403_DEVELOPER_OVER_RATE", 7, 7, "unknown", 1, "the quota of the API key is used up"),
    ] {
        let sandbox = Sandbox::new();
        let secret = sandbox.secret("the-secret-of-hotelbeds");
        let server = Server::start(move |_| {
            let reply = Reply::status(403).header("X-Mashery-Error-Code", code);
            reply.header("Retry-After", "0").header("Content-Type", "text/xml").body("<h1>403 Developer Inactive</h1>")
        });
        let url = server.url();
        let run = |args: &[&str]| {
            let program = sandbox.travauth().args(args).args(["-p", "hotelbeds", "--base-url", &url, "--retries", "1"]);
            program.env("HOTELBEDS_API_KEY", "key").env("HOTELBEDS_SECRET", secret).run()
        };
        let output = run(&["call", "/x"]).exits(call_exit);
        assert!(output.stderr.contains(part) && output.stderr.contains(code), "{output}");
        assert!(!output.stderr.contains("token"), "{output}");
        assert_eq!(server.requests().len(), requests, "{code}");
        let report = run(&["check", "--format", "json"]).exits(check_exit).json();
        assert_eq!(report["results"][0]["state"], state, "{report}");
    }
}

#[test]
fn advice_for_a_provider_without_tokens_does_not_speak_of_them() {
    for status in [401, 403] {
        let sandbox = Sandbox::new();
        let server = Server::start(move |_| Reply::json(status, "{}"));
        let program = sandbox.travauth().args(["call", "-p", "kiwi", "--base-url", &server.url(), "/x"]);
        let output = program.env("TEQUILA_API_KEY", sandbox.secret("the-key-of-kiwi")).run().exits(4);
        assert!(output.stderr.contains("hint: check the credentials") && !output.stderr.contains("token"), "{output}");
    }
}

/// Row N10.
#[test]
fn a_rejected_signature_is_explained_by_a_wrong_clock() {
    for (minutes, call_part, check_exit, state) in [
        (15, "behind the server's, so no signature is valid", 6, "unknown"),
        (-15, "ahead of the server's, so no signature is valid", 6, "unknown"),
        (0, "does not accept the request as authenticated", 3, "invalid"),
    ] {
        let sandbox = Sandbox::new();
        let secret = sandbox.secret("the-secret-of-hotelbeds");
        let server = Server::start(move |_| {
            let date = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
            Reply::json(401, "{}").header("Date", &date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        });
        let url = server.url();
        let run = |args: &[&str]| {
            let program = sandbox.travauth().args(args).args(["-p", "hotelbeds", "--base-url", &url]);
            program.env("HOTELBEDS_API_KEY", "key").env("HOTELBEDS_SECRET", secret).run()
        };
        let output = run(&["call", "/x"]).exits(4);
        assert!(output.stderr.contains(call_part) && !output.stderr.contains("token"), "{output}");
        let output = run(&["check", "--format", "json"]).exits(check_exit);
        assert_eq!(output.json()["results"][0]["state"], state, "{output}");
    }
}

/// Row N12.
#[test]
fn any_oauth_error_about_the_request_is_exit_2_with_the_provider_s_words_first() {
    for (status, body, code, beginning) in [
        (
            400,
            r#"{"error":"invalid_target","error_description":"no such resource"}"#,
            2,
            "error: the server does not know",
        ),
        (403, r#"{"error":"insufficient_scope"}"#, 2, "error: the scope of the client"),
        (
            400,
            r#"{"error":"consent_required","error_description":"ask the admin"}"#,
            2,
            "error: consent_required: ask the admin",
        ),
        (422, r#"{"error":"unmet_authentication_requirements"}"#, 2, "error: unmet_authentication_requirements"),
        (403, r#"{"error":"tenant_blocked"}"#, 2, "error: tenant_blocked"),
        (403, r#"{"message":"blocked"}"#, 6, "error: the server forbids"),
        (400, r#"{"error":"Something is wrong with it"}"#, 6, "error: the response is not"),
        (400, r#"{"error":"slow_down"}"#, 7, "error: the token endpoint asks for fewer"),
        (401, r#"{"error":"consent_required"}"#, 3, "error: the credentials were rejected"),
        (500, r#"{"error":"invalid_client"}"#, 6, "error: the server had an error"),
        (404, r#"{"error":"unauthorized_client"}"#, 3, "error: this client may not"),
    ] {
        let world = World::new("", move |_| Reply::json(status, body));
        let output = world.get(&["--retries", "0"]).exits(code);
        assert!(output.stderr.starts_with(beginning), "{body}: {output}");
        assert!(!output.stderr.contains("firewall") || status == 403, "{output}");
    }
}

/// Row N14.
#[test]
fn rejected_credentials_say_how_they_were_sent_and_what_to_try() {
    for (lines, parts) in [
        (
            "",
            &[
                "HTTP Basic, id and secret form-encoded first",
                "\"basic_unencoded\"",
                "\"client_secret_post\"",
                "--try-auth",
            ][..],
        ),
        ("client_auth = \"client_secret_post\"", &["in the body", "client_secret_basic", "--try-auth"]),
        ("client_auth = \"basic_unencoded\"", &["without form-encoding", "client_secret_post", "--try-auth"]),
    ] {
        let world = World::new(lines, |_| Reply::json(401, r#"{"error":"invalid_client"}"#));
        world.get(&[]).fails(3, parts);
    }
}

/// Row N15.
#[test]
fn an_error_of_the_token_endpoint_names_its_url() {
    for (status, code) in [(404, 2), (405, 2), (418, 6), (500, 6), (200, 6), (302, 6), (401, 3)] {
        let world = World::new("", move |_| Reply::status(status).body("<html>"));
        let output = world.get(&["--retries", "0"]).exits(code);
        assert!(output.stderr.contains(&format!("from {}/oauth/token", world.server.url())), "{output}");
        assert!(!output.stderr.contains("base URL"), "{output}");
    }
}
