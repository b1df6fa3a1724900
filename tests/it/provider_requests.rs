//! Token and API requests of providers of the config file that differ from RFC 6749 and RFC 6750.

use serde_json::{Value, json};

use super::own_providers::{TOKEN, World};
use crate::support::{Reply, Sandbox, Server};

#[test]
fn a_json_body_has_renamed_nested_and_repeated_fields() {
    for (lines, authorization, body) in [
        (
            "body = \"json\"\nclient_auth = \"client_secret_post\"\nrequest = { grant_type = \"\" }",
            None,
            json!({"client_id": "the id:+", "client_secret": "s3cret: /ü%&=+"}),
        ),
        (
            "body = \"json\"\ngrant = \"password\"\nclient_auth = \"none\"\n\
             request = { grant_type = \"\", client_id = \"\", username = \"credentials.userName\", password = \"credentials.password\" }\n\
             params = { \"credentials.domain\" = \"{domain}\", \"credentials.channel\" = \"{group}\", audiences = [\"a\", \"b\"] }",
            None,
            json!({"credentials": {"userName": "user", "password": "pass word", "domain": "WWW"}, "audiences": ["a", "b"]}),
        ),
        (
            "body = \"json\"",
            Some("Basic dGhlK2lkJTNBJTJCOnMzY3JldCUzQSslMkYlQzMlQkMlMjUlMjYlM0QlMkI="),
            json!({"grant_type": "client_credentials"}),
        ),
    ] {
        let world = World::new(lines, |_| Reply::json(200, TOKEN));
        world.get_with(&[("ACME_DOMAIN", "WWW")], &["-vv"]).token();
        let request = world.last_request();
        assert_eq!(request.header("content-type"), Some("application/json"), "{lines}");
        assert_eq!(request.header("authorization"), authorization, "{lines}");
        let sent: Value = serde_json::from_str(&request.text()).expect("the body is JSON");
        assert_eq!(sent, body, "{lines}");
    }
}

#[test]
fn a_field_cannot_be_a_text_and_an_object() {
    let world = World::new("body = \"json\"\nparams = { a = \"1\", \"a.b\" = \"2\" }", |_| Reply::json(200, TOKEN));
    world.get(&[]).fails(2, &["`a.b`", "both a text and an object"]);
    let _ = world.server.at_least(0);
}

#[test]
fn a_list_repeats_a_field_of_the_form() {
    let lines = "params = { resource = [\"https://a.example\", \"https://b.example\"], audience = \"x\" }";
    let world = World::new(lines, |_| Reply::json(200, TOKEN));
    world.get(&[]).token();
    let expected =
        "grant_type=client_credentials&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example&audience=x";
    assert_eq!(world.last_request().text(), expected);
}

/// Row I7.
#[test]
fn headers_and_fields_of_the_token_request_take_placeholders_and_secrets() {
    let lines = "token_headers = { X-App-Key = \"{client_id}\", X-Basic = \"Basic {basic}\", X-Secret = { env = \"APP_SECRET\" } }\n\
                 params = { tenant = \"{group}\", pin = { env = \"APP_PIN\" }, claims = \"{\\\"a\\\":{}}\" }\n\
                 client_auth = \"none\"";
    let world = World::new(lines, |_| Reply::json(200, TOKEN));
    world.sandbox.secret("app-secret-of-acme");
    world.sandbox.secret("pin-of-acme-0815");
    let variables = [("APP_SECRET", "app-secret-of-acme"), ("APP_PIN", "pin-of-acme-0815"), ("ACME_GROUP", "g 1")];
    world.get_with(&variables, &["-vv"]).token();
    let request = world.last_request();
    assert_eq!(request.header("x-app-key"), Some("the id:+"));
    // printf %s 'the id:+:s3cret: /ü%&=+' | base64
    assert_eq!(request.header("x-basic"), Some("Basic dGhlIGlkOis6czNjcmV0OiAvw7wlJj0r"));
    assert_eq!(request.header("x-secret"), Some("app-secret-of-acme"));
    let expected = "grant_type=client_credentials&client_id=the+id%3A%2B&tenant=g+1&pin=pin-of-acme-0815&claims=%7B%22a%22%3A%7B%7D%7D";
    assert_eq!(request.text(), expected);
    // Another group, and another secret, need another token.
    world.get_with(&variables, &[]).token();
    world.server.expect(1);
    world
        .get_with(&[("APP_SECRET", "app-secret-of-acme"), ("APP_PIN", "pin-of-acme-0815"), ("ACME_GROUP", "g2")], &[])
        .token();
    world.server.expect(2);
    world.sandbox.secret("app-secret-renewed");
    world
        .get_with(&[("APP_SECRET", "app-secret-renewed"), ("APP_PIN", "pin-of-acme-0815"), ("ACME_GROUP", "g2")], &[])
        .token();
    world.server.expect(3);
}

#[test]
fn an_impossible_placeholder_is_an_error_with_its_position() {
    for (lines, part) in [
        ("token_headers = { X = \"{client}\" }", "`{client}`, which is not a placeholder"),
        ("params = { x = \"{token}\" }", "before there is a token"),
        ("token_headers = { X = \"{token}\" }", "before there is a token"),
        ("params = { x = \"{signature}\" }", "the provider has no `signature`"),
        ("params = { x = [\"a\", \"{nothing}\"] }", "`{nothing}`, which is not a placeholder"),
        ("params = { x = { environment = \"X\" } }", "unknown key `environment`"),
    ] {
        let sandbox = Sandbox::new();
        let text = format!("[providers.acme]\ntoken_url = \"https://acme.example/token\"\n{lines}\n");
        sandbox.write("config/travauth/config.toml", text);
        let output = sandbox.travauth().args(["token", "get", "-p", "acme", "--offline"]).run().exits(2);
        assert!(output.stderr.contains(part) && output.stderr.contains("config.toml:3:"), "{lines}: {output}");
    }
}

/// Row I6.
#[test]
fn a_token_url_alone_is_enough_for_a_token() {
    let world = World::new("", |_| Reply::json(200, TOKEN));
    let acme = |args: &[&str]| {
        let program = world.sandbox.travauth().args(args).shows("token-of-the-test");
        program.env("ACME_CLIENT_ID", "id").env("ACME_CLIENT_SECRET", world.secret()).run()
    };
    world.sandbox.token("token-of-the-test");
    acme(&["token", "get", "-p", "acme"]).token();
    let json = acme(&["token", "get", "-p", "acme", "--format", "json"]).json();
    assert_eq!((&json["base_url"], &json["environment"]), (&Value::Null, &json!("custom")));
    acme(&["token", "show", "-p", "acme", "--why"]).exits(0);
    acme(&["config", "show", "-p", "acme"]).exits(0);
    acme(&["exec", "-p", "acme", "--", "sh", "-c", "test -n \"$ACME_ACCESS_TOKEN\" && test -z \"$TRAVAUTH_BASE_URL\""])
        .exits(0);
    world.server.expect(1);
    for args in
        [&["call", "-p", "acme", "/x"][..], &["check", "-p", "acme"], &["call", "-p", "acme", "/x", "--dry-run"]]
    {
        let output = acme(args).exits(2);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(text.contains("the base URL of acme is not known") && text.contains("--base-url"), "{output}");
    }
    world.server.expect(1);
}

#[test]
fn the_token_goes_into_the_header_that_the_provider_names() {
    let lines = "headers = { token = \"{token}\", X-Group = \"{group}\" }\nprobe = \"/ping\"\nnext_page = \"/next\"";
    let world = World::new(lines, |request| match request.path.as_str() {
        "/oauth/token" => {
            Reply::json(200, r#"{"token_type":"SessionKey","access_token":"token-of-the-test","expires_in":3600}"#)
        }
        _ if request.header("token") == Some("token-of-the-test") && request.header("authorization").is_none() => {
            Reply::json(200, "{}")
        }
        _ => Reply::json(401, "{}"),
    });
    world.sandbox.token("token-of-the-test");
    world.run(&["call", "/ping"]).exits(0);
    world.run(&["check"]).exits(0);
    let header = world.run(&["token", "get", "--format", "header"]).exits(0);
    assert_eq!(header.stdout, "token: token-of-the-test\n");
    let curl = world.run(&["token", "get", "--format", "curl"]).exits(0);
    assert_eq!(curl.stdout, "header = \"token: token-of-the-test\"\n");
    let exec = world.run(&["exec", "--", "sh", "-c", "printf %s \"$TRAVAUTH_HEADERS\""]).exits(0);
    assert_eq!(exec.stdout, "token: token-of-the-test");
    let preview = world.run(&["call", "/ping", "--dry-run"]).exits(0);
    assert!(preview.stdout.contains("token: ***") && !preview.stdout.contains("authorization"), "{preview}");
    world.server.expect(4);
}

/// Row O7: `call` and `check` replace a cached token after a 401, with any body.
#[test]
fn a_cached_token_is_renewed_once_after_any_401_and_a_new_one_never() {
    for body in ["", "{}", r#"{"message":"who are you?"}"#, "<html>log in</html>"] {
        let lines = "probe = \"/ping\"";
        let world = World::new(lines, move |request| match (request.path.as_str(), request.bearer()) {
            ("/oauth/token", _) => {
                let number = if request.text().contains("scope=old") { "old" } else { "new" };
                Reply::json(200, format!(r#"{{"access_token":"token-{number}-of-the-test","expires_in":3600}}"#))
            }
            (_, Some("token-new-of-the-test")) => Reply::json(200, "{}"),
            _ => Reply::status(401).body(body),
        });
        world.sandbox.token("token-old-of-the-test");
        world.sandbox.token("token-new-of-the-test");
        let count = |path: &str| world.server.requests().iter().filter(|request| request.path == path).count();
        // A rejected token that is new is not replaced.
        world.run(&["call", "/ping", "--scope", "old"]).exits(4);
        assert_eq!((count("/oauth/token"), count("/ping")), (1, 1));
        // A rejected token from the cache is replaced once, by `call` and by `check`.
        world.run(&["call", "/ping", "--scope", "old"]).exits(4);
        assert_eq!((count("/oauth/token"), count("/ping")), (2, 3));
        world.run(&["check", "--cached", "--scope", "old"]).exits(3);
        assert_eq!((count("/oauth/token"), count("/ping")), (3, 5));
        world.run(&["call", "/ping"]).exits(0);
    }
}

#[test]
fn each_use_extends_an_idle_lifetime() {
    let lines = "lifetime_unit = \"minutes\"\nanswer = { token = \"data.token\", idle_lifetime = \"data.idle\" }";
    let world = World::new(lines, |request| match request.path.as_str() {
        "/oauth/token" => Reply::json(200, r#"{"data":{"token":"token-of-the-test","idle":20}}"#),
        "/unauthorized" => Reply::json(403, "{}"),
        _ => Reply::json(200, "{}"),
    });
    world.sandbox.token("token-of-the-test");
    world.run(&["token", "get"]).exits(0);
    let left = || world.run(&["token", "show", "--json"]).exits(0).json()[0]["expires_in"].as_u64().expect("a number");
    assert!((1100..=1200).contains(&left()));
    // This simulates that ten minutes have passed since the last use.
    world.age_token(600);
    assert!((500..=600).contains(&left()));
    world.run(&["token", "get"]).exits(0);
    assert!((500..=600).contains(&left()), "printing a token is no use of it");
    world.run(&["call", "/x"]).exits(0);
    assert!((1100..=1200).contains(&left()));
    let tokens = world.server.requests().iter().filter(|request| request.path == "/oauth/token").count();
    assert_eq!(tokens, 1);
}

#[test]
fn basic_authentication_on_each_request_needs_no_token() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("s3cret: of acme");
    let server = Server::start(|request| {
        // printf %s 'Universal API/uAPI1:s3cret: of acme' | base64
        let expected = Some("Basic VW5pdmVyc2FsIEFQSS91QVBJMTpzM2NyZXQ6IG9mIGFjbWU=");
        Reply::json(if request.header("authorization") == expected { 200 } else { 401 }, "{}")
    });
    let text = "[providers.acme]\nheaders = { Authorization = \"Basic {basic}\" }\n[providers.acme.environments]\nlive = \"URL\"\n";
    sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
    let program = sandbox.travauth().args(["call", "-p", "acme", "/x", "-vv"]);
    program.env("ACME_CLIENT_ID", "Universal API/uAPI1").env("ACME_CLIENT_SECRET", secret).run().exits(0);
}
