//! Responses with an error status: each error has its exit code, advice and number of attempts.

use super::common::{AMADEUS_ID, SECRET, amadeus, sabre};
use crate::support::{Program, Reply, Sandbox, Server};

/// Provider, status and body of a response; then the expected exit code, `code`, `provider_code`, number of requests, and
/// a part of message or hint.
type Row = (Dialect, u16, &'static str, i32, &'static str, Option<&'static str>, usize, &'static str);

#[derive(Clone, Copy, Debug)]
enum Dialect {
    Amadeus,
    Sabre,
}
use Dialect::{Amadeus, Sabre};

const ROWS: &[Row] = &[
    // Amadeus: 38187 is the code of two errors.
    (
        Amadeus,
        400,
        r#"{"error":"unsupported_grant_type","error_description":"Only client_credentials value is allowed","code":38187,"title":"Invalid parameters"}"#,
        2,
        "refused-request",
        Some("38187"),
        1,
        "grant type",
    ),
    (
        Amadeus,
        401,
        r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187,"title":"Invalid parameters"}"#,
        3,
        "credentials-rejected",
        Some("38187"),
        1,
        "Client credentials are invalid",
    ),
    (
        Amadeus,
        401,
        r#"{"error":"invalid_client","code":"39683","title":"API key revoked"}"#,
        3,
        "credentials-rejected",
        Some("39683"),
        1,
        "revoked",
    ),
    (
        Amadeus,
        401,
        r#"{"errors":[{"code":39686,"title":"API key is invalid","status":401}]}"#,
        3,
        "credentials-rejected",
        Some("39686"),
        1,
        "spaces",
    ),
    (
        Amadeus,
        403,
        r#"{"errors":[{"code":38197,"title":"Forbidden","detail":"Plain HTTP is not allowed","status":403}]}"#,
        6,
        "forbidden",
        Some("38197"),
        1,
        "https",
    ),
    (
        Amadeus,
        404,
        r#"{"errors":[{"code":38196,"title":"Resource not found","status":404}]}"#,
        2,
        "no-token-endpoint",
        Some("38196"),
        1,
        "base URL",
    ),
    (
        Amadeus,
        429,
        r#"{"errors":[{"code":38194,"title":"Too many requests","status":429}]}"#,
        7,
        "rate-limited",
        Some("38194"),
        3,
        "too many requests",
    ),
    (
        Amadeus,
        429,
        r#"{"errors":[{"code":38195,"title":"Quota exceeded","status":429}]}"#,
        7,
        "quota-exhausted",
        Some("38195"),
        1,
        "month",
    ),
    (
        Amadeus,
        500,
        r#"{"errors":[{"code":38189,"title":"Internal error","status":500}]}"#,
        6,
        "server-error",
        Some("38189"),
        3,
        "internal error",
    ),
    (
        Amadeus,
        500,
        r#"{"errors":[{"code":"141","title":"SYSTEM ERROR HAS OCCURRED","status":"500"}]}"#,
        6,
        "server-error",
        Some("141"),
        3,
        "SYSTEM ERROR",
    ),
    (
        Amadeus,
        500,
        r#"{"errors":[{"code":4711,"title":"Something else","status":500}]}"#,
        6,
        "server-error",
        Some("4711"),
        1,
        "",
    ),
    // The messages of Sabre distinguish a wrong encoding from wrong values.
    (
        Sabre,
        401,
        r#"{"error":"invalid_client","error_description":"Credentials are missing or the syntax is not correct"}"#,
        3,
        "credentials-rejected",
        Some("invalid_client"),
        1,
        "ENCODING",
    ),
    (
        Sabre,
        401,
        r#"{"error":"invalid_client","error_description":"Wrong clientID or clientSecret"}"#,
        3,
        "credentials-rejected",
        Some("invalid_client"),
        1,
        "VALUES",
    ),
    (Sabre, 401, r#"{"error":"invalid_client"}"#, 3, "credentials-rejected", Some("invalid_client"), 1, "exhausted"),
    (
        Sabre,
        400,
        r#"{"error":"unsupported_grant_type","error_description":"no"}"#,
        2,
        "refused-request",
        Some("unsupported_grant_type"),
        1,
        "--auth-version",
    ),
    (
        Sabre,
        429,
        r#"{"status":"NotProcessed","type":"Throttling","errorCode":"ERR.2SG.GATEWAY.REQUEST_THROTTLED","message":"slow down"}"#,
        7,
        "rate-limited",
        Some("ERR.2SG.GATEWAY.REQUEST_THROTTLED"),
        3,
        "half a second",
    ),
    (
        Sabre,
        500,
        r#"{"status":"Unknown","type":"Application","errorCode":"ERR.2SG.GATEWAY.TIMEOUT","message":"late"}"#,
        6,
        "server-error",
        Some("ERR.2SG.GATEWAY.TIMEOUT"),
        3,
        "late",
    ),
    (
        Sabre,
        500,
        r#"{"errorCode":"ERR.2SG.SEC.INTERNAL_PROCESSING_ERROR","message":"oops"}"#,
        6,
        "server-error",
        Some("ERR.2SG.SEC.INTERNAL_PROCESSING_ERROR"),
        3,
        "oops",
    ),
    (
        Sabre,
        500,
        r#"{"errorCode":"ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR","message":"gone"}"#,
        6,
        "server-error",
        Some("ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR"),
        3,
        "gone",
    ),
    (Sabre, 500, r#"{"errorCode":"ERR.OTHER","message":"no"}"#, 6, "server-error", Some("ERR.OTHER"), 1, "no"),
    // The errors of RFC 6749, from any provider.
    (Amadeus, 400, r#"{"error":"invalid_request"}"#, 2, "refused-request", Some("invalid_request"), 1, "--token-param"),
    (Amadeus, 400, r#"{"error":"invalid_scope"}"#, 2, "refused-request", Some("invalid_scope"), 1, "--scope"),
    (Amadeus, 400, r#"{"error":"invalid_grant"}"#, 3, "credentials-rejected", Some("invalid_grant"), 1, ""),
    (Amadeus, 400, r#"{"error":"invalid_client"}"#, 3, "credentials-rejected", Some("invalid_client"), 1, ""),
    (Amadeus, 403, r#"{"error":"access_denied"}"#, 3, "credentials-rejected", Some("access_denied"), 1, ""),
    (Amadeus, 400, r#"{"error":"unauthorized_client"}"#, 3, "credentials-rejected", Some("unauthorized_client"), 1, ""),
    // An error of OAuth that is in no row, and an error with a successful status.
    (Amadeus, 400, r#"{"error":"a_new_error"}"#, 2, "refused-request", Some("a_new_error"), 1, "a_new_error"),
    (Amadeus, 403, r#"{"error":"a_new_error"}"#, 2, "refused-request", Some("a_new_error"), 1, "a_new_error"),
    (Amadeus, 200, r#"{"error":"invalid_client"}"#, 3, "credentials-rejected", Some("invalid_client"), 1, "HTTP 200"),
    // The status decides, because the body has no error code.
    (Amadeus, 400, "", 6, "bad-answer", None, 1, "HTTP 400"),
    (Sabre, 400, "", 2, "refused-request", None, 1, "HTTP 400"),
    (Amadeus, 401, "", 3, "credentials-rejected", None, 1, "HTTP 401"),
    (Sabre, 401, "nonsense", 3, "credentials-rejected", None, 1, "nonsense"),
    (Amadeus, 402, "pay", 6, "bad-answer", None, 1, "pay"),
    (Amadeus, 403, "<html>firewall</html>", 6, "forbidden", None, 1, "a web page"),
    (Sabre, 404, "", 2, "no-token-endpoint", None, 1, "base URL"),
    (Sabre, 405, "", 2, "no-token-endpoint", None, 1, "POST"),
    (Amadeus, 408, "", 6, "server-error", None, 1, ""),
    (Amadeus, 418, "teapot", 6, "bad-answer", None, 1, "teapot"),
    (Amadeus, 429, "", 7, "rate-limited", None, 3, ""),
    (Sabre, 429, "\u{1b}[31mred", 7, "rate-limited", None, 3, "\\u{1b}[31mred"),
    (Amadeus, 500, "", 6, "server-error", None, 1, "HTTP 500"),
    (Amadeus, 500, "{", 6, "server-error", None, 1, "JSON that is damaged"),
    (Amadeus, 501, "", 6, "server-error", None, 1, ""),
    (Sabre, 502, "<html>", 6, "server-error", None, 3, "gateway"),
    (Amadeus, 503, "", 6, "server-error", None, 3, "unavailable"),
    (Amadeus, 503, "[1,2", 6, "server-error", None, 3, "JSON that is damaged"),
    (Sabre, 504, "", 6, "server-error", None, 3, "gateway"),
    (Sabre, 599, "", 6, "server-error", None, 1, ""),
    (Sabre, 304, "", 6, "unexpected-redirect", None, 1, ""),
    (Sabre, 700, "", 6, "bad-answer", None, 1, "status"),
];

fn get(dialect: Dialect, sandbox: &Sandbox, base_url: &str) -> Program {
    match dialect {
        Amadeus => amadeus(sandbox, base_url),
        Sabre => sabre(sandbox, base_url),
    }
}

#[test]
fn each_error_has_its_code_its_advice_and_its_number_of_attempts() {
    // The pauses between attempts take most of the time, so the rows run at the same time.
    std::thread::scope(|scope| {
        for rows in ROWS.chunks(ROWS.len().div_ceil(12)) {
            scope.spawn(move || rows.iter().for_each(check));
        }
    });
}

fn check(row: &Row) {
    let &(dialect, status, body, exit_code, code, provider_code, requests, part) = row;
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(status, body)));
    let output = get(dialect, &sandbox, &server.url()).args(["--error-format", "json"]).run();
    assert!(output.stdout.is_empty() && output.code == exit_code, "{row:?}: {output}");
    let error = output.error();
    assert_eq!(error["code"], code, "{row:?}");
    assert_eq!(error["exit_code"], exit_code, "{row:?}");
    assert_eq!(error["provider_code"].as_str(), provider_code, "{row:?}");
    assert_eq!(error["http_status"], status, "{row:?}");
    let text = format!("{} {}", error["message"], error["hint"]);
    let part = part.replace('\\', "\\\\");
    assert!(text.contains(&part) && error["hint"].is_string(), "{row:?}: {text}");
    assert_eq!(server.requests().len(), requests, "{row:?}");
}

#[test]
fn an_error_has_three_parts() {
    let body = r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187}"#;
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(401, body)));
    let output = amadeus(&sandbox, &server.url()).run();
    assert_eq!(
        output.stderr,
        "error: Amadeus rejected the client id or the client secret: HTTP 401, 38187, invalid_client, Client credentials are \
         invalid\nhint: check the client id and the client secret for typing errors and spaces; keys of one environment \
         do not work in another (-e)\nhint: `travauth explain amadeus 38187` explains the code\n\
         hint: travauth used the client id from $AMADEUS_CLIENT_ID, the client secret from $AMADEUS_CLIENT_SECRET\n"
    );
    output.fails(3, &[]);
}

#[test]
fn a_redirect_is_reported_and_never_followed() {
    let elsewhere = Server::never();
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/elsewhere", elsewhere.url());
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::redirect(status, &location)));
        sabre(&sandbox, &server.url()).run().fails(6, &["redirect", &format!("{}/elsewhere", elsewhere.url())]);
        server.expect(1);
    }
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::redirect(307, "/v3/auth/token")));
    sabre(&sandbox, &server.url()).run().fails(6, &["it redirects to /v3/auth/token"]);
    server.expect(1);
}

#[test]
fn a_long_message_of_a_server_is_cut() {
    let body = format!(r#"{{"error":"invalid_client","error_description":"{}END"}}"#, "a".repeat(5000));
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(401, body.clone())));
    let output = amadeus(&sandbox, &server.url()).run();
    assert!(output.stderr.contains(&format!("{}…", "a".repeat(256))) && output.stderr.len() < 1200, "{output}");
    output.fails(3, &[]);
}

/// Another run can have the same credentials from elsewhere while the failure is repeated.
#[test]
fn a_repeated_rejection_names_where_the_credentials_of_this_run_are_from() {
    let body = r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187}"#;
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(401, body)));
    amadeus(&sandbox, &server.url()).run().fails(3, &["travauth used the client id from $AMADEUS_CLIENT_ID"]);
    let file = sandbox.write("work/secret", sandbox.secret(SECRET));
    let config = format!(
        "[profiles.mine]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"{AMADEUS_ID}\"\n\
         client_secret = {{ file = \"{}\" }}\n",
        server.url(),
        file.display()
    );
    sandbox.write("config/travauth/config.toml", config);
    let output = sandbox.travauth().args(["token", "get", "-P", "mine"]).run();
    let file = format!("the client id from the profile mine, the client secret from the file {}", file.display());
    output.fails(3, &["without asking again", &file]);
    server.expect(1);
}
