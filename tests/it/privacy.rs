//! Secrets and tokens never leak, at any log level and in any error.
//!
//! The sandbox searches all output and files for them when it is dropped.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::common::{SECRET, TOKEN, amadeus, grant, sabre, sabre_v3};
use crate::support::{Program, Reply, Request, Sandbox, Server};

/// Flags and `RUST_LOG` filters that increase the output.
const VERBOSE: [(&[&str], &str); 4] =
    [(&["-v"], ""), (&["-vv"], ""), (&["-vv"], "trace"), (&["--error-format", "json", "-vv"], "travauth=trace,debug")];

fn verbose(program: Program, (flags, filter): (&[&str], &str)) -> Program {
    program.args(flags).env("RUST_LOG", filter).env("RUST_BACKTRACE", "full")
}

fn every_grant(sandbox: &Sandbox, base_url: &str) -> [Program; 3] {
    [amadeus(sandbox, base_url), sabre(sandbox, base_url), sabre_v3(sandbox, base_url, SECRET, "pa ss/wörd+12345")]
}

#[test]
fn success_shows_no_secret_and_no_token() {
    for verbosity in VERBOSE {
        let reply = grant(TOKEN).header("X-Token", TOKEN).header("Set-Cookie", TOKEN);
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
        for program in every_grant(&sandbox, &server.url()) {
            assert_eq!(verbose(program, verbosity).run().token(), TOKEN);
        }
    }
}

/// Returns every form in which a server may echo a secret.
fn echoes(secret: &str) -> Vec<String> {
    let escaped: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    vec![
        secret.to_owned(),
        format!("before{secret}after"),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string().to_lowercase(),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        STANDARD.encode(secret),
        URL_SAFE.encode(secret),
        STANDARD.encode(format!("my-app:{secret}")),
        STANDARD.encode(format!("{secret}\n")),
        secret.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;"),
        escaped,
    ]
}

#[test]
fn secrets_echoed_in_an_error_are_masked() {
    let echoes = echoes(SECRET);
    let count = echoes.len();
    for status in [400, 401, 500] {
        for number in 0..count {
            let text = echoes[number].clone();
            let server = Server::start(move |request: &Request| {
                let basic = request.header("authorization").unwrap_or_default().to_owned();
                // The secret is echoed in JSON or plain text, and in a header.
                let description = format!("cannot read [{text}] nor {basic}");
                let body = match number % 2 {
                    0 => json!({"error": "invalid_client", "error_description": description, "code": text}).to_string(),
                    _ => format!("{description} {}", request.text()),
                };
                Reply::json(status, body)
                    .header("X-Echo", &basic)
                    .header("Server", &basic)
                    .header("Allow", &format!("GET, {basic}"))
            });
            let sandbox = Sandbox::new();
            for program in every_grant(&sandbox, &server.url()) {
                let output = verbose(program, VERBOSE[number % VERBOSE.len()]).run();
                assert!(output.code != 0 && output.stdout.is_empty(), "{output}");
            }
        }
    }
}

#[test]
fn secrets_echoed_in_a_redirect_or_with_a_token_are_masked() {
    let sandbox = Sandbox::new();
    let server = Server::start(|request: &Request| {
        let query = utf8_percent_encode(&request.text(), NON_ALPHANUMERIC).to_string();
        let basic = request.header("authorization").unwrap_or_default().replace(' ', "+");
        Reply::redirect(302, &format!("https://elsewhere.example/login?was={query}&basic={basic}"))
    });
    for program in every_grant(&sandbox, &server.url()) {
        let output = verbose(program, VERBOSE[2]).run().exits(6);
        assert!(output.stderr.contains("https://elsewhere.example/login?was="), "{output}");
    }

    let sandbox = Sandbox::new();
    let server = Server::start(|request: &Request| {
        let basic = request.header("authorization").unwrap_or_default().to_owned();
        let echo = json!({
            "access_token": TOKEN, "expires_in": 1799, "scope": "read", "request": request.text(), "basic": basic,
            "state": SECRET, "token_again": TOKEN, "nested": [{"deep": format!("x{SECRET}x"), "other_token": "never-to-be-kept"}],
        });
        Reply::json(200, echo.to_string())
    });
    sandbox.token(TOKEN);
    sandbox.secret("never-to-be-kept");
    for program in every_grant(&sandbox, &server.url()) {
        // The token is only in the field `access_token`.
        let output = program.args(["--format", "json"]).prints_token().run().exits(0);
        assert_eq!(output.stdout.matches(r#"T1RLAQ'x\"y"#).count(), 1, "{output}");
        assert_eq!(output.json()["extra"], json!({"state": "***"}));
    }
}

#[test]
fn a_short_secret_is_masked_too() {
    let server = Server::start(|request: &Request| {
        let secret = request.form()["client_secret"].clone();
        Reply::json(401, json!({"error": "invalid_client", "error_description": format!("not <{secret}>")}).to_string())
    });
    let sandbox = Sandbox::new();
    let output = amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", "12345").run();
    output.fails(3, &["not <***>"]);
}

#[test]
fn control_characters_in_a_response_are_escaped() {
    let description = "a\u{1b}[2Jb\r\nc\u{202e}d\u{7}";
    let body = json!({"error": "invalid_client", "error_description": description}).to_string();
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(401, body.clone())));
    let output = amadeus(&sandbox, &server.url()).args(["-vv"]).run();
    assert!(!output.stderr.contains(['\u{1b}', '\r', '\u{202e}', '\u{7}']), "{output}");
    output.fails(3, &[r"a\u{1b}[2Jb\r\nc\u{202e}d\u{7}"]);
}

#[test]
fn an_error_about_a_token_does_not_show_it() {
    // An invalid token is masked too.
    for token in ["a-token-with a space", "a-token-with\nnewline"] {
        let body = json!({"access_token": token, "expires_in": 1799}).to_string();
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(200, body.clone())));
        sandbox.token(token);
        sandbox.token("a-token-with");
        for verbosity in VERBOSE {
            verbose(amadeus(&sandbox, &server.url()), verbosity).run().exits(6);
        }
    }
}

#[test]
fn a_secret_from_a_file_is_not_shown() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    sandbox.write("work/secret", sandbox.secret("only\nwith a newline in it"));
    sandbox.secret("with a newline in it");
    let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &server.url(), "-vv"]);
    get.args(["--client-id", "id", "--client-secret-file", "secret"]).run().fails(2, &["the file secret"]);
    assert_eq!(amadeus(&sandbox, &server.url()).run().token(), TOKEN);
}
