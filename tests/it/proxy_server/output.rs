//! Tests of the output of the proxy: its address, its log lines and the HAR file.

use serde_json::{Value, json};

use super::{KEY, Proxy, TOKEN, echo, program};
use crate::it::common::mode;
use crate::support::Sandbox;

#[test]
fn the_address_is_printed_in_four_formats() {
    let (sandbox, server) = (Sandbox::new(), echo().at_least(0));
    let print = |args: &[&str]| {
        let running = program(&sandbox, &server.url()).args(super::FREE_PORT).args(args).spawn();
        running.first_line();
        running.signal("TERM");
        running.wait().exits(0).stdout
    };
    let url = print(&[]);
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with(&format!("/{KEY}\n")), "{url}");

    let document: Value = serde_json::from_str(&print(&["--format", "json"])).expect("it is JSON");
    let base_url = document["base_url"].as_str().expect("a text").strip_suffix(&format!("/{KEY}")).expect("the key");
    let address = base_url.strip_prefix("http://").expect("a URL");
    assert_eq!(document["listen"][0], address);
    assert_eq!((&document["key"], &document["mounts"], &document["ca_file"]), (&json!(KEY), &json!({}), &Value::Null));
    assert_eq!(document["token_url"], format!("{base_url}/-/token"));

    let document: Value = serde_json::from_str(&print(&["--format", "json", "--tls"])).expect("it is JSON");
    assert!(document["base_url"].as_str().is_some_and(|url| url.starts_with("https://127.0.0.1:")), "{document}");
    assert!(document["ca_file"].is_string(), "{document}");
    let variables = print(&["--format", "env"]);
    assert!(variables.contains(&format!("export AMADEUS_CLIENT_SECRET='{KEY}'\n")), "{variables}");
    assert!(
        variables.contains("export AMADEUS_SSL=''\n") && variables.contains("export AMADEUS_BASE_URL='http://127.")
    );

    let postman: Value = serde_json::from_str(&print(&["--format", "postman"])).expect("it is JSON");
    assert_eq!(postman["_postman_variable_scope"], "environment");
    let value = |name: &str| {
        let values = postman["values"].as_array().expect("a list");
        values.iter().find(|value| value["key"] == name).map(|value| value["value"].clone())
    };
    assert_eq!((value("client_secret"), value("token")), (Some(json!(KEY)), Some(json!(KEY))));
    assert!(value("token_url").is_some_and(|url| url.as_str().is_some_and(|url| url.ends_with("/-/token"))));
}

#[test]
fn a_command_has_standard_output_for_itself() {
    let sandbox = Sandbox::new();
    for format in [&["--format", "json"][..], &["--json"]] {
        let program = program(&sandbox, "https://api.example").args(format).args(["--", "true"]);
        program.run().fails(2, &["cannot be used with"]);
    }
}

#[test]
fn requests_are_logged_without_key_and_query_values() {
    for (format, parts) in [
        ("text", &["200 GET /v1/a?name=*** ", " bytes\n"][..]),
        ("json", &["\"status\":200", "\"target\":\"/v1/a?name=***\"", "\"user_agent\":\"client/1\""]),
    ] {
        let (sandbox, server) = (Sandbox::new(), echo());
        let proxy = Proxy::start(&sandbox, &server, &["--log", format]);
        proxy.get(&format!("/KEY/v1/a?name={}", sandbox.secret("a-private-name")), &["User-Agent: client/1"]).is(200);
        proxy.raw("GET /another-key-of-a-former-run-0123456789/v1/a HTTP/1.1\r\nHost: HOST\r\n\r\n").is(401);
        proxy.running.until_stderr_contains("401");
        proxy.running.signal("TERM");
        let output = proxy.running.wait().exits(0);
        for part in parts {
            assert!(output.stderr.contains(part), "no {part:?}: {output}");
        }
        assert!(!output.stderr.contains("another-key"), "{output}");
        if format == "json" {
            assert!(output.stderr.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{output}");
        }
    }
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--log", "none"]);
    proxy.get("/v1/a", &[]).is(200);
    proxy.running.signal("TERM");
    proxy.running.wait().exits(0).silently();
}

#[test]
fn the_har_file_is_private_and_masked() {
    let sandbox = Sandbox::new();
    let server = super::api(|request| {
        let body = json!({"echo": request.bearer(), "access_token": "x", "name": "kept"});
        crate::support::Reply::json(200, body.to_string()).header("X-Echo", request.bearer().unwrap_or_default())
    });
    let proxy = Proxy::start(&sandbox, &server, &["--har", "traffic.har"]);
    proxy.get("/KEY/v1/a?name=private", &[&format!("X-Secret: {KEY}")]).is(200);
    proxy.request("POST", "/-/token", &[], "client_id=me&client_secret=KEY").is(200);
    proxy.running.signal("TERM");
    proxy.running.wait().exits(0);
    let path = sandbox.path("work/traffic.har");
    assert_eq!(mode(&path), 0o600);
    let text = std::fs::read_to_string(&path).expect("it was written");
    let har: Value = serde_json::from_str(&text).expect("it is JSON");
    let entries = har["log"]["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), 2);
    assert!(entries[0]["request"]["url"].as_str().is_some_and(|url| url.ends_with("/v1/a?name=***")), "{text}");
    assert!(
        text.contains("kept") && !text.contains("private") && !text.contains(TOKEN) && !text.contains(KEY),
        "{text}"
    );
    // The sandbox searches the file for the registered secrets in every encoding.

    let unwritable = program(&sandbox, &server.url()).args(super::FREE_PORT).args(["--har", "no/such/dir.har"]);
    unwritable.run().fails(1, &["--har no/such/dir.har"]);
}
