//! `call` and `exec` with the headers that a provider or a profile adds to API requests.
#![cfg(unix)]

use super::api::{api, api_requests, token};
use crate::support::{Program, Reply, Sandbox, Server};

const KEY: &str = "the-static-api-key-1234";

/// Writes a config with a provider of static headers, a provider of signatures, and an Amadeus profile that adds a header.
fn config(sandbox: &Sandbox, url: &str) {
    sandbox.secret(KEY);
    sandbox.token(&token(0));
    sandbox.write(
        "config/travauth/config.toml",
        format!(
            r#"
            [providers.static]
            headers = {{ X-Api-Key = "{{client_secret}}", X-Version = "v2" }}
            environments = {{ production = "{url}" }}
            [profiles.static]
            provider = "static"
            client_id = "me"
            client_secret = {{ env = "STATIC_KEY" }}

            [providers.signed]
            headers = {{ Api-key = "{{client_id}}", X-Signature = "{{signature}}" }}
            signature = "sha256"
            environments = {{ production = "{url}" }}
            [profiles.signed]
            provider = "signed"
            client_id = "me"
            client_secret = {{ env = "STATIC_KEY" }}

            [profiles.group]
            provider = "amadeus"
            base_url = "{url}"
            client_id = "me"
            client_secret = {{ env = "STATIC_KEY" }}
            headers = {{ X-Access-Group = {{ env = "GROUP_KEY" }} }}
            "#
        ),
    );
}

fn run(sandbox: &Sandbox, command: &str, profile: &str) -> Program {
    sandbox.travauth().args([command, "-P", profile]).env("STATIC_KEY", KEY).env("GROUP_KEY", KEY)
}

#[test]
fn headers_of_provider_and_profile_are_sent_unless_the_user_sets_them() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    config(&sandbox, &server.url());
    run(&sandbox, "call", "static").args(["/x"]).run().exits(0);
    run(&sandbox, "call", "static").args(["/x", "-H", "X-Version: v3"]).run().exits(0);
    run(&sandbox, "call", "signed").args(["/x"]).run().exits(0);
    run(&sandbox, "call", "group").args(["/x"]).run().exits(0);
    run(&sandbox, "call", "group").args(["/x", "--no-auth"]).run().exits(0);
    let requests = api_requests(&server);
    let header = |at: usize, name: &str| requests[at].header(name).map(str::to_owned);
    assert_eq!((header(0, "x-api-key").as_deref(), header(0, "x-version").as_deref()), (Some(KEY), Some("v2")));
    assert_eq!(header(0, "authorization"), None);
    assert_eq!(header(1, "x-version").as_deref(), Some("v3"));
    assert_eq!(header(2, "x-signature").map(|signature| signature.len()), Some(64));
    assert_eq!(header(3, "x-access-group").as_deref(), Some(KEY));
    assert_eq!(requests[3].bearer(), Some(token(0).as_str()));
    assert_eq!(header(4, "x-access-group"), None, "with --no-auth no credentials are sent");
}

#[test]
fn headers_with_secrets_are_sent_to_their_origin_only_and_never_shown() {
    let sandbox = Sandbox::new();
    let other = Server::start(|request| {
        assert_eq!(request.header("x-api-key"), None);
        Reply::json(200, "{}")
    });
    let target = format!("{}/y", other.url());
    let server = api(move |request| {
        let key = request.header("x-api-key").unwrap_or_default();
        match request.path.as_str() {
            "/moved" => Reply::redirect(302, &target),
            _ => Reply::json(400, format!(r#"{{"message":"you sent {key}"}}"#)),
        }
    });
    config(&sandbox, &server.url());
    run(&sandbox, "call", "static").args(["/moved", "--follow"]).run().exits(0);
    let output = run(&sandbox, "call", "static").args(["/x", "--silent", "-vv"]).run().exits(4);
    assert!(output.stderr.contains("you sent ***"), "{output}");
    let dry = run(&sandbox, "call", "static").args(["/x", "--dry-run"]).run().exits(0);
    assert!(dry.stdout.contains("x-api-key: ***\n") && !dry.stdout.contains("authorization"), "{dry}");
    let curl = run(&sandbox, "call", "static").args(["/x", "--print-curl"]).run().exits(2);
    assert!(curl.stderr.contains("contain credentials"), "{curl}");
}

#[test]
fn exec_passes_the_headers_on_and_removes_the_secrets_of_the_config() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(500)).at_least(0);
    config(&sandbox, &server.url());
    let output = run(&sandbox, "exec", "static")
        .args(["--", "sh", "-c", r#"echo "$TRAVAUTH_HEADERS"; echo "$TRAVAUTH_BASE_URL ${TRAVAUTH_TOKEN-none} ${STATIC_KEY-none} ${GROUP_KEY-none}""#])
        .env("TRAVAUTH_TOKEN", "of-an-outer-run")
        .shows(KEY)
        .run()
        .exits(0);
    let lines: Vec<_> = output.stdout.lines().collect();
    assert_eq!(lines, [&format!("x-api-key: {KEY}"), "x-version: v2", &format!("{} none none none", server.url())]);
}
