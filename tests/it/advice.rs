//! The table of errors: each documented error has its own message, and each row of the table has a test case.

use std::collections::BTreeSet;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use travauth::http::{FullResponse, ResponseHead};
use travauth::provider::advice::{Advice, Endpoint, look_up, rows};
use travauth::provider::{ErrorBody, Provider, TokenRequestTarget, builtin, read_token};
use travauth::redact::Redactor;

use super::common::{amadeus, grant, numbered_token, sabre};
use crate::support::{Reply, Sandbox, Server};

/// A response: the provider, the status, and the body.
type Case = (&'static str, u16, &'static str);

/// A provider without rows of its own.
const ACME: &str = "acme";

/// Responses of token endpoints, each with its exit code.
const TOKEN: &[(Case, i32)] = &[
    // Amadeus has one number for two errors.
    (
        (
            "amadeus",
            400,
            r#"{"error":"unsupported_grant_type","error_description":"Only client_credentials value is allowed","code":38187,"title":"Invalid parameters"}"#,
        ),
        2,
    ),
    (
        (
            "amadeus",
            401,
            r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187,"title":"Invalid parameters"}"#,
        ),
        3,
    ),
    (("amadeus", 400, r#"{"error":"invalid_client","error_description":"Unknown client"}"#), 3),
    (("amadeus", 401, r#"{"errors":[{"code":39683,"title":"API key revoked","status":401}]}"#), 3),
    (("amadeus", 401, r#"{"errors":[{"code":"39686","title":"API key invalid","status":"401"}]}"#), 3),
    (("amadeus", 403, r#"{"error":"access_denied","error_description":"No permission","code":38197}"#), 3),
    (("amadeus", 403, r#"{"errors":[{"code":38197,"title":"Forbidden","status":403}]}"#), 6),
    (("amadeus", 404, r#"{"errors":[{"code":38196,"title":"Resource not found","status":404}]}"#), 2),
    (("amadeus", 429, r#"{"errors":[{"code":38194,"title":"Too many requests","status":429}]}"#), 7),
    (("amadeus", 429, r#"{"errors":[{"code":38195,"title":"Quota limit exceeded","status":429}]}"#), 7),
    (("amadeus", 500, r#"{"errors":[{"code":38189,"title":"Internal error","status":500}]}"#), 6),
    (("amadeus", 500, r#"{"errors":[{"code":141,"title":"SYSTEM ERROR HAS OCCURRED","status":500}]}"#), 6),
    // The messages of Sabre distinguish a wrong encoding from wrong values.
    (
        (
            "sabre",
            401,
            r#"{"error":"invalid_client","error_description":"Credentials are missing or the syntax is not correct"}"#,
        ),
        3,
    ),
    (("sabre", 401, r#"{"error":"invalid_client","error_description":"Wrong clientID or clientSecret"}"#), 3),
    (("sabre", 401, r#"{"error":"invalid_client"}"#), 3),
    (("sabre", 400, r#"{"error":"unsupported_grant_type"}"#), 2),
    (("sabre", 400, "{}"), 2),
    (("sabre", 400, r#"{"error":"invalid_grant"}"#), 3),
    (("sabre", 429, r#"{"errorCode":"ERR.2SG.GATEWAY.REQUEST_THROTTLED","message":"Request throttled"}"#), 7),
    (("sabre", 500, r#"{"errorCode":"ERR.2SG.PROVIDER.INTERNAL_PROCESSING_ERROR","message":"Internal"}"#), 6),
    (("sabre", 500, r#"{"errorCode":"ERR.2SG.GATEWAY.TIMEOUT","message":"Timeout"}"#), 6),
    (("sabre", 500, r#"{"errorCode":"ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR","message":"Connection"}"#), 6),
    // Any provider.
    (("sabre", 401, "{}"), 3),
    (("sabre", 403, "{}"), 6),
    (("sabre", 404, "<html>nothing here</html>"), 2),
    (("sabre", 405, ""), 2),
    (("sabre", 408, ""), 6),
    (("sabre", 302, ""), 6),
    (("sabre", 500, "{}"), 6),
    (("sabre", 502, ""), 6),
    (("sabre", 503, ""), 6),
    (("sabre", 504, ""), 6),
    (("sabre", 418, "short and stout"), 6),
    ((ACME, 429, "{}"), 7),
    ((ACME, 400, r#"{"error":"invalid_client"}"#), 3),
    ((ACME, 400, r#"{"error":"invalid_grant"}"#), 3),
    ((ACME, 400, r#"{"error":"unauthorized_client"}"#), 3),
    ((ACME, 403, r#"{"error":"access_denied"}"#), 3),
    ((ACME, 400, r#"{"error":"invalid_request"}"#), 2),
    ((ACME, 400, r#"{"error":"unsupported_grant_type"}"#), 2),
    ((ACME, 400, r#"{"error":"invalid_scope"}"#), 2),
    ((ACME, 400, r#"{"error":"slow_down"}"#), 7),
    ((ACME, 400, r#"{"error":"server_error"}"#), 6),
    ((ACME, 400, r#"{"error":"temporarily_unavailable"}"#), 6),
    ((ACME, 403, r#"{"error":"insufficient_scope"}"#), 2),
    ((ACME, 400, r#"{"error":"invalid_target"}"#), 2),
    ((ACME, 400, r#"{"error":"unsupported_token_type"}"#), 2),
    ((ACME, 400, r#"{"error":"unsupported_response_type"}"#), 2),
    ((ACME, 400, r#"{"error":"authorization_pending"}"#), 2),
    ((ACME, 400, r#"{"error":"expired_token"}"#), 3),
    ((ACME, 400, r#"{"error":"invalid_request_uri"}"#), 2),
    ((ACME, 400, r#"{"error":"invalid_request_object"}"#), 2),
    ((ACME, 400, r#"{"error":"invalid_dpop_proof"}"#), 2),
    ((ACME, 400, r#"{"error":"use_dpop_nonce"}"#), 2),
    ((ACME, 400, r#"{"error":"invalid_authorization_details"}"#), 2),
    // The gateway Mashery.
    (("mashery", 403, r#"{"code":"ERR_403_DEVELOPER_INACTIVE"}"#), 3),
    (("mashery", 403, r#"{"code":"ERR_403_NOT_AUTHORIZED"}"#), 3),
    (("mashery", 403, r#"{"code":"ERR_403_DEVELOPER_OVER_QPS"}"#), 7),
    (("mashery", 403, r#"{"code":"ERR_403_DEVELOPER_OVER_RATE"}"#), 7),
    (("mashery", 403, r#"{"code":"ERR_403_SERVICE_OVER_QUOTA"}"#), 7),
    (("mashery", 403, r#"{"code":"ERR_403_SERVICE_OVER_QPS"}"#), 7),
    (("mashery", 403, r#"{"code":"ERR_403_SERVICE_REQUIRES_SSL"}"#), 6),
];

/// Responses of APIs.
const API: &[Case] = &[
    ("amadeus", 400, r#"{"errors":[{"code":32171,"title":"MANDATORY DATA MISSING","status":400}]}"#),
    ("amadeus", 400, r#"{"errors":[{"code":477,"title":"INVALID FORMAT","status":400}]}"#),
    ("amadeus", 401, r#"{"errors":[{"code":38187,"title":"Invalid credentials","status":401}]}"#),
    ("amadeus", 401, r#"{"errors":[{"code":38190,"title":"Invalid access token","status":401}]}"#),
    ("amadeus", 401, r#"{"errors":[{"code":"38191","title":"Invalid HTTP header","status":"401"}]}"#),
    ("amadeus", 401, r#"{"errors":[{"code":38192,"title":"Access token expired","status":401}]}"#),
    ("amadeus", 401, r#"{"errors":[{"code":38193,"title":"Access token revoked","status":401}]}"#),
    ("amadeus", 401, r#"{"errors":[{"code":39683,"title":"API key revoked","status":401}]}"#),
    ("amadeus", 401, r#"{"errors":[{"code":39686,"title":"API key invalid","status":401}]}"#),
    ("amadeus", 403, r#"{"errors":[{"code":38197,"title":"Forbidden","status":403}]}"#),
    ("amadeus", 404, r#"{"errors":[{"code":38196,"title":"Resource not found","status":404}]}"#),
    ("amadeus", 429, r#"{"errors":[{"code":38194,"title":"Too many requests","status":429}]}"#),
    ("amadeus", 429, r#"{"errors":[{"code":38195,"title":"Quota limit exceeded","status":429}]}"#),
    ("amadeus", 500, r#"{"errors":[{"code":38189,"title":"Internal error","status":500}]}"#),
    ("amadeus", 500, r#"{"errors":[{"code":141,"title":"SYSTEM ERROR HAS OCCURRED","status":500}]}"#),
    ("sabre", 401, r#"{"errorCode":"ERR.2SG.SEC.INVALID_CREDENTIALS","message":"Authentication failed"}"#),
    ("sabre", 401, r#"{"errorCode":"ERR.2SG.SEC.MISSING_CREDENTIALS","message":"No token"}"#),
    ("sabre", 403, r#"{"errorCode":"ERR.2SG.SEC.NOT_AUTHORIZED","message":"Authorization failed"}"#),
    ("sabre", 403, r#"{"errorCode":"ERR.2SG.CLIENT.SERVICE_UNKNOWN","message":"Service unknown"}"#),
    ("sabre", 404, r#"{"errorCode":"WARN.RAF.APPLICATION","message":"No results"}"#),
    ("sabre", 429, r#"{"errorCode":"ERR.2SG.GATEWAY.REQUEST_THROTTLED","message":"Request throttled"}"#),
    ("sabre", 500, r#"{"errorCode":"ERR.2SG.PROVIDER.INTERNAL_PROCESSING_ERROR","message":"Internal"}"#),
    ("sabre", 500, r#"{"errorCode":"ERR.2SG.GATEWAY.TIMEOUT","message":"Timeout"}"#),
    ("sabre", 500, r#"{"errorCode":"ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR","message":"Connection"}"#),
    (ACME, 400, "{}"),
    (ACME, 401, r#"{"error":"invalid_token"}"#),
    (ACME, 401, "{}"),
    (ACME, 403, "{}"),
    (ACME, 404, "{}"),
    (ACME, 405, "{}"),
    (ACME, 406, "{}"),
    (ACME, 408, "{}"),
    (ACME, 409, "{}"),
    (ACME, 410, "{}"),
    (ACME, 413, "{}"),
    (ACME, 415, "{}"),
    (ACME, 418, "{}"),
    (ACME, 422, "{}"),
    (ACME, 429, "{}"),
    (ACME, 500, "{}"),
    (ACME, 501, "{}"),
    (ACME, 502, "{}"),
    (ACME, 503, "{}"),
    (ACME, 504, "{}"),
    ("amadeus", 401, r#"{"errors":[{"code":701,"title":"Not provisioned","status":401}]}"#),
    (ACME, 400, r#"{"error":"invalid_request"}"#),
    (ACME, 403, r#"{"error":"insufficient_scope"}"#),
    (ACME, 401, r#"{"error":"invalid_dpop_proof"}"#),
    (ACME, 401, r#"{"error":"use_dpop_nonce"}"#),
    (ACME, 401, r#"{"error":"insufficient_user_authentication"}"#),
    ("mashery", 403, r#"{"code":"ERR_403_DEVELOPER_INACTIVE"}"#),
    ("mashery", 403, r#"{"code":"ERR_403_NOT_AUTHORIZED"}"#),
    ("mashery", 403, r#"{"code":"ERR_403_DEVELOPER_OVER_QPS"}"#),
    ("mashery", 403, r#"{"code":"ERR_403_DEVELOPER_OVER_RATE"}"#),
    ("mashery", 403, r#"{"code":"ERR_403_SERVICE_OVER_QUOTA"}"#),
    ("mashery", 403, r#"{"code":"ERR_403_SERVICE_OVER_QPS"}"#),
    ("mashery", 403, r#"{"code":"ERR_403_SERVICE_REQUIRES_SSL"}"#),
    ("mashery", 596, r#"{"code":"ERR_596_SERVICE_NOT_FOUND"}"#),
    (ACME, 500, "<E><Fault><faultcode>s:Client.Locked</faultcode></Fault></E>"),
    (ACME, 500, "<E><Fault><Code><Value>s:Sender</Value></Code></Fault></E>"),
    (ACME, 500, "<E><Fault><faultcode>Server</faultcode></Fault></E>"),
    (ACME, 500, "<E><Fault><Code><Value>s:Receiver</Value></Code></Fault></E>"),
    (ACME, 500, "<E><Fault><faultcode>s:VersionMismatch</faultcode></Fault></E>"),
    (ACME, 500, "<E><Fault><faultcode>s:MustUnderstand</faultcode></Fault></E>"),
];

/// Returns whether `-p` takes this name without a config file.
fn is_chosen_by_name(name: &str) -> bool {
    ["amadeus", "sabre"].contains(&name)
}

/// Returns the row of the table that matches a response.
fn row(endpoint: Endpoint, (provider, status, body): Case) -> Option<&'static Advice> {
    look_up(provider, endpoint, status, &ErrorBody::read(body.as_bytes()))
}

/// Returns a text that identifies a row.
fn name(row: &Advice) -> String {
    let Advice { provider, endpoint, status, code, words, .. } = row;
    format!("{provider:?} {endpoint:?} {status:?} {code:?} {words:?}")
}

#[test]
fn every_row_has_a_case_and_none_hides_another() {
    let token_rows = TOKEN.iter().filter_map(|(case, _)| row(Endpoint::Token, *case));
    let api_rows = API.iter().filter_map(|case| row(Endpoint::Api, *case));
    let covered: BTreeSet<String> = token_rows.chain(api_rows).map(name).collect();
    let all: Vec<String> = rows().map(name).collect();
    let missing: Vec<_> = all.iter().filter(|row| !covered.contains(*row)).collect();
    assert!(missing.is_empty(), "rows without a case, or hidden by a row above them: {missing:#?}");
    assert_eq!(all.len(), covered.len(), "two rows for the same response");
}

#[test]
fn every_row_has_a_meaning_and_advice() {
    for row in rows() {
        let what = name(row);
        assert!(row.meaning.len() > 8 && !row.meaning.ends_with('.'), "{what}");
        assert!(row.advice.len() > 8 && !row.advice.ends_with('.'), "{what}");
        let starts_small = row.meaning.chars().next().is_some_and(char::is_lowercase);
        assert!(starts_small || row.meaning.starts_with("Amadeus") || row.meaning.starts_with("Sabre"), "{what}");
        assert_eq!(row.words.map(str::to_lowercase).as_deref(), row.words, "words are compared in lower case: {what}");
    }
}

/// Returns a provider with this name and dialect.
fn provider(name: &'static str) -> Provider {
    Provider { name: name.into(), dialect: name.into(), ..builtin::AMADEUS.clone() }
}

#[test]
fn every_error_of_a_token_endpoint_becomes_its_own_failure() {
    let mut messages = BTreeSet::new();
    for ((name, status, body), exit_code) in TOKEN {
        let row = row(Endpoint::Token, (name, *status, body)).expect("an error status has a row");
        let now = Timestamp::now();
        let head = ResponseHead {
            status: *status,
            reason: String::new(),
            headers: HeaderMap::new(),
            sent_at: now,
            received_at: now,
            lacked_certificate: false,
        };
        let response = FullResponse { head, body: body.as_bytes().to_vec() };
        let url = "https://api.example/token".parse().expect("it is a URL");
        let target = TokenRequestTarget { url: &url, is_absolute: false };
        let read = read_token(&provider(name), &target, &response, &Redactor::default());
        let rejection = read.expect_err("it is no token");
        let failure = rejection.failure;
        assert_eq!(i32::from(failure.kind().exit_code().number()), *exit_code, "{name} {status} {body}");
        assert_eq!((failure.kind(), rejection.retryable), (row.kind, row.retryable), "{name} {status} {body}");
        assert!(failure.message().starts_with(row.meaning), "{failure}");
        assert!(failure.hints().iter().any(|hint| hint == row.advice), "{failure}");
        assert!(messages.insert((name, failure.message())), "another response has the same message: {failure}");
    }
}

#[test]
fn token_get_shows_every_error_of_a_token_endpoint() {
    for ((name, status, body), exit_code) in TOKEN.iter().filter(|((name, ..), _)| is_chosen_by_name(name)) {
        let row = row(Endpoint::Token, (name, *status, body)).expect("an error status has a row");
        let sandbox = Sandbox::new();
        let (status, body) = (*status, *body);
        let server =
            Server::start(move |_| Reply::status(status).header("Content-Type", "application/json").body(body));
        let program = if *name == "amadeus" { amadeus } else { sabre }(&sandbox, &server.url());
        let output = program.args(["--retries", "0"]).run().fails(*exit_code, &[row.meaning, row.advice]);
        assert!(output.stderr.contains(&format!("HTTP {status}")), "{output}");
        // The provider's own message is also shown.
        let error = ErrorBody::read(body.as_bytes());
        for part in [error.code, error.error, error.words].into_iter().flatten() {
            assert!(output.stderr.contains(&part), "{part}: {output}");
        }
        server.expect(1);
    }
}

#[test]
fn the_page_can_be_searched_for_every_code() {
    let page = std::fs::read_to_string(crate::support::source::root().join("docs/errors.md")).expect("it can be read");
    let endings: Vec<_> = rows().filter_map(|row| row.code?.strip_prefix('…')).collect();
    for (_, _, body) in TOKEN.iter().map(|(case, _)| case) {
        let error = ErrorBody::read(body.as_bytes());
        for code in [error.code, error.error].into_iter().flatten() {
            let is_listed = page.contains(&code) || endings.iter().any(|ending| code.ends_with(ending));
            assert!(is_listed, "docs/errors.md does not have {code}");
        }
    }
}

#[test]
fn an_unknown_error_is_shown_in_the_providers_words() {
    let sandbox = Sandbox::new();
    let body = r#"{"errors":[{"code":4711,"title":"Never seen","detail":"Something new went wrong"}]}"#;
    let server = Server::start(move |_| Reply::json(500, body));
    let _ = amadeus(&sandbox, &server.url()).run().fails(6, &["HTTP 500, 4711, Something new went wrong"]);
}

#[test]
fn check_shows_every_error_of_an_api() {
    for (name, status, body) in API.iter().filter(|(name, ..)| is_chosen_by_name(name)) {
        // `every_row_has_a_case_and_none_hides_another` checks that each row has a case.
        let Some(row) = row(Endpoint::Api, (name, *status, body)) else { continue };
        let sandbox = Sandbox::new();
        let (status, body) = (*status, *body);
        let server = Server::start(move |request| match request.method.as_str() {
            "POST" => grant(&numbered_token(0)),
            _ => Reply::json(status, body),
        });
        let output = sandbox
            .travauth()
            .args(["check", "-p", name, "--retries", "0", "--format", "json"])
            .env("AMADEUS_CLIENT_ID", "id")
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret("the-amadeus-secret"))
            .env("AMADEUS_BASE_URL", server.url())
            .env("SABRE_CLIENT_ID", "V1:7971:7TZA:AA")
            .env("SABRE_PASSWORD", sandbox.secret("the-sabre-password"))
            .env("SABRE_BASE_URL", server.url())
            .run()
            .exits(if row.rejects_credentials.unwrap_or(status == 401) { 3 } else { 0 });
        let report = output.json();
        let step = &report["results"][0]["steps"][8];
        assert_eq!(step["name"], "api", "{output}");
        assert!(step["advice"].as_str().is_some_and(|advice| advice.starts_with(row.advice)), "{output}");
        let detail = step["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(row.meaning) && detail.contains(&format!("HTTP {status}")), "{output}");
    }
}
