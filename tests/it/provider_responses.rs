//! Token responses of providers of the config file: lifetimes, token types, and responses without a token.

use serde_json::json;

use super::own_providers::World;
use crate::support::Reply;

/// Row O8.
#[test]
fn lifetimes_in_other_forms_are_used() {
    let in_an_hour = jiff::Timestamp::now().as_second() + 3600;
    // {"exp": …} as a JWT without a signature.
    for (lines, fields) in [
        ("", json!({"expires_at": in_an_hour})),
        ("", json!({"expires_on": in_an_hour.to_string()})),
        ("", json!({"expires_in": in_an_hour})),
        ("", json!({"expires": jiff::Timestamp::from_second(in_an_hour).expect("it is a time").to_string()})),
        ("answer = { expires_at = \"meta.until\" }", json!({"meta": {"until": in_an_hour * 1000}})),
        ("lifetime_unit = \"milliseconds\"", json!({"expires_in": 3_600_000})),
        ("lifetime_unit = \"minutes\"", json!({"expires_in": 60})),
    ] {
        let mut response = fields.clone();
        response["access_token"] = json!("token-of-the-test");
        let world = World::new(lines, move |_| Reply::json(200, response.to_string()));
        world.sandbox.token("token-of-the-test");
        let output = world.get(&["--format", "json"]).exits(0).silently();
        let left = output.json()["expires_in"].as_u64().expect("it is a number");
        assert!((3500..=3600).contains(&left), "{lines} {fields}: {left}");
        world.get(&[]).token();
        world.server.expect(1);
    }
}

/// Row O8.
#[test]
fn an_implausible_lifetime_is_reduced_with_a_warning() {
    let world = World::new("", |_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":3600000}"#));
    world.sandbox.token("token-of-the-test");
    let output = world.get(&["--format", "json"]).exits(0);
    assert!(output.json()["expires_in"].as_u64().is_some_and(|left| left <= 86_400), "{output}");
    output.warns_once("`lifetime_unit = \"milliseconds\"`").warns_once("[providers.acme]");
}

/// Row O8.
#[test]
fn an_unknown_lifetime_has_one_warning_that_names_the_key() {
    let world = World::new("", |_| Reply::json(200, r#"{"access_token":"token-of-the-test"}"#));
    for count in 1..=2 {
        let output = world.get(&[]);
        output.token();
        output.warns_once("set `lifetime = \"1h\"` in [providers.acme]");
        world.server.expect(count);
    }
}

/// Row O11.
#[test]
fn only_bearer_tokens_are_used() {
    for (token_type, is_used) in [
        (json!("Bearer"), true),
        (json!("bearer"), true),
        (json!("BearerToken"), true),
        (json!(" BEARER "), true),
        (json!(""), true),
        (json!(null), true),
        (json!(7), true),
        (json!("mac"), false),
        (json!("DPoP"), false),
        (json!("N_A"), false),
        (json!("x\u{1b}[31m"), false),
    ] {
        let response = json!({"access_token": "token-of-the-test", "token_type": token_type, "expires_in": 60});
        let world = World::new("", move |_| Reply::json(200, response.to_string()));
        world.sandbox.token("token-of-the-test");
        let output = world.get(&[]);
        if is_used {
            output.token();
        } else {
            output.fails(6, &["token_type", "only Bearer tokens", "RFC 6749"]);
        }
    }
}

/// Row S11.
#[test]
fn a_rejection_that_contains_tokens_shows_none_of_them() {
    let body = json!({
        "access_token": "token-of-the-server-1", "refresh_token": "token-of-the-server-2", "id_token": "token-of-the-server-3",
    });
    for (status, body) in [
        (400, body.to_string()),
        (500, body.to_string()),
        (400, body.to_string().trim_end_matches('}').to_owned()),
        (400, json!([body]).to_string()),
        (403, "access_token=token-of-the-server-1&token_type=bearer".to_owned()),
    ] {
        let world = World::new("", move |_| Reply::status(status).body(body.clone()));
        for number in 1..=3 {
            world
                .sandbox
                .secret(["token-of-the-server-1", "token-of-the-server-2", "token-of-the-server-3"][number - 1]);
        }
        let output = world.get(&["-vv", "--retries", "0"]);
        assert!(output.code != 0 && output.stdout.is_empty(), "{output}");
    }
}

/// Row S12.
#[test]
fn other_tokens_in_a_response_are_neither_stored_nor_shown() {
    let response = json!({
        "access_token": "token-of-the-test", "expires_in": 60, "state": "approved",
        "refreshToken": "token-of-the-server-1", "session": {"token": "token-of-the-server-2"}, "jwt": "token-of-the-server-3",
        "sessionId": "token-of-the-server-4",
    });
    let world = World::new("", move |_| Reply::json(200, response.to_string()));
    for secret in ["token-of-the-server-1", "token-of-the-server-2", "token-of-the-server-3", "token-of-the-server-4"] {
        world.sandbox.secret(secret);
    }
    world.sandbox.token("token-of-the-test");
    assert_eq!(world.get(&["--format", "json"]).json()["extra"], json!({"state": "approved"}));
    assert_eq!(world.run(&["token", "show", "--json"]).json()[0]["extra"], json!({"state": "approved"}));
}

/// Row N13.
#[test]
fn a_success_without_the_token_names_the_fields_and_a_remedy() {
    for (body, parts) in [
        (
            json!({"token": "hidden-value-of-acme", "ttl": 5}),
            &[
                "it has no access_token",
                "the fields `token`, `ttl`",
                "answer = { token = \"token\" }",
                "[providers.acme]",
            ][..],
        ),
        (
            json!({"data": {"jwt": "hidden-value-of-acme"}, "ruid": "r"}),
            &["the fields `data`, `ruid`", "answer = { token = \"data.jwt\" }"],
        ),
        (json!({"status": "ok"}), &["the field `status`"]),
        (json!({}), &["is an empty object"]),
    ] {
        let world = World::new("", move |_| Reply::json(200, body.to_string()));
        world.sandbox.secret("hidden-value-of-acme");
        world.get(&[]).fails(6, parts);
    }
}

/// Row N13.
#[test]
fn a_success_with_an_error_is_that_error() {
    for (lines, body, code, parts) in [
        ("", json!({"error": "invalid_client"}), 3, &["invalid_client"][..]),
        ("", json!({"error": "invalid_scope", "error_description": "no such scope"}), 2, &["no such scope"]),
        ("", json!({"success": false, "code": 77, "message": "account locked"}), 6, &["77, account locked"]),
        ("", json!({"errors": [{"code": "X1", "message": "no key"}], "data": null}), 6, &["X1, no key"]),
        (
            "errors = { code = \"Status.Code\", words = \"Status.Description\" }",
            json!({"Status": {"Code": 5, "Description": "Invalid login"}, "TokenId": ""}),
            6,
            &["5, Invalid login"],
        ),
        ("errors = { error = \"Status.Kind\" }", json!({"Status": {"Kind": "invalid_grant"}}), 3, &["invalid_grant"]),
    ] {
        let world = World::new(lines, move |_| Reply::json(200, body.to_string()));
        world.get(&[]).fails(code, parts);
    }
}
