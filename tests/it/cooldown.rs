//! The cooldown after a rejection: which requests it stops, for how long, how it ends, and the effect of a new secret.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::common::{
    SECRET, TOKEN, age_entry, amadeus, edit_entry, entry_path, grant, numbered_grants, numbered_token, rejection, sabre,
};
use crate::support::{Reply, Request, Sandbox, Server};

const OTHER_SECRET: &str = "another secret altogether";

/// Starts a server that accepts only this secret.
fn accepts(secret: &'static str) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |request: &Request| {
        if request.form().get("client_secret").is_some_and(|sent| sent == secret) {
            grant(&numbered_token(count.fetch_add(1, Ordering::SeqCst)))
        } else {
            rejection()
        }
    })
}

#[test]
fn a_rejection_is_repeated_with_its_code_and_words_and_without_a_request() {
    let (sandbox, server) = (Sandbox::new(), accepts("nothing"));
    let get = || amadeus(&sandbox, &server.url()).args(["--error-format", "json"]).run().exits(3).error();
    let (first, second) = (get(), get());
    server.expect(1);
    for name in ["code", "exit_code", "message", "provider_code", "http_status"] {
        assert_eq!(first[name], second[name], "{name}");
    }
    let hints = second["hints"].as_array().expect("it is an array");
    for hint in first["hints"].as_array().expect("it is an array") {
        assert!(hints.contains(hint), "{hint}: {second}");
    }
    let hint = second["hint"].as_str().expect("it is text");
    assert!(hint.contains("without asking again") && hint.contains("--refresh"), "{hint}");
    // With --offline the error is that no token is cached.
    amadeus(&sandbox, &server.url()).args(["--offline"]).run().fails(8, &[]);
}

/// O5: a job that runs each minute with a wrong secret sends requests less and less often.
#[test]
fn each_rejection_of_the_same_secret_lengthens_the_cooldown() {
    let (sandbox, server) = (Sandbox::new(), accepts(OTHER_SECRET));
    let get = || amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    get();
    for (count, seconds) in (1..).zip([30, 60, 120, 240, 480, 900, 900]) {
        // The two ages leave room for the seconds that the runs take.
        age_entry(&sandbox, seconds - 20);
        get();
        server.expect(count);
        age_entry(&sandbox, 25);
        get();
        server.expect(count + 1);
    }
    // The cooldown does not apply to a new secret.
    let corrected = amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", sandbox.secret(OTHER_SECRET));
    assert_eq!(corrected.run().silently().token(), numbered_token(0));
    server.expect(9);
}

/// O5: two jobs with wrong secrets do not hide each other's rejections.
#[test]
fn each_wrong_secret_has_a_cooldown_of_its_own() {
    let (sandbox, server) = (Sandbox::new(), accepts("nothing"));
    let secrets = [SECRET, OTHER_SECRET].map(|secret| sandbox.secret(secret));
    let get_both = || {
        for secret in secrets {
            amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", secret).run().fails(3, &[]);
        }
    };
    get_both();
    for (count, seconds) in (1..).zip([30, 60, 120]) {
        age_entry(&sandbox, seconds - 20);
        get_both();
        server.expect(2 * count);
        age_entry(&sandbox, 25);
        get_both();
        server.expect(2 * count + 2);
    }
}

/// O5: a request that is sent in another way can succeed with the same secret, so no cooldown applies to it.
#[test]
fn another_way_of_sending_has_a_cooldown_of_its_own() {
    let (sandbox, server) = (Sandbox::new(), accepts("nothing"));
    let get = |settings: &str| {
        sandbox.write(
            "config/travauth/config.toml",
            format!("[providers.acme]\ntoken_url = \"{}/t\"\n{settings}\n", server.url()),
        );
        let get = sandbox.travauth().args(["token", "get", "-p", "acme", "--base-url", &server.url()]);
        get.env("ACME_CLIENT_ID", "i").env("ACME_CLIENT_SECRET", sandbox.secret(SECRET)).run().fails(3, &[])
    };
    let ways = [
        "client_auth = \"client_secret_basic\"",
        "client_auth = \"client_secret_post\"",
        "client_auth = \"client_secret_post\"\ntoken_headers = { x-a = \"1\" }",
        "client_auth = \"client_secret_post\"\ntoken_headers = { x-a = \"2\" }",
    ];
    for (way, count) in ways.iter().zip(1..) {
        get(way);
        server.expect(count);
    }
    for way in ways {
        get(way).fails(3, &["without asking again"]);
    }
    server.expect(ways.len());
    // A field is a part of the key, so this is another entry.
    get("client_auth = \"client_secret_post\"\nparams = { a = \"b\" }");
    server.expect(ways.len() + 1);
}

#[test]
fn the_cooldown_of_an_older_version_applies() {
    let (sandbox, server) = (Sandbox::new(), accepts("nothing"));
    amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    edit_entry(&sandbox, |entry| {
        assert_eq!(entry.as_object_mut().unwrap().remove("earlier_refusals"), Some(json!([])));
        assert!(entry["refusal"].as_object_mut().unwrap().remove("sending_check").is_some());
    });
    amadeus(&sandbox, &server.url()).run().fails(3, &["without asking again"]);
    server.expect(1);
}

/// O5: a failure of another kind between two rejections does not reset the count.
#[test]
fn a_failure_of_another_kind_keeps_the_count() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        1 => Reply::status(500),
        _ => rejection(),
    });
    let sandbox = Sandbox::new();
    let get = |code| amadeus(&sandbox, &server.url()).args(["--retries", "0"]).run().fails(code, &[]);
    get(3);
    age_entry(&sandbox, 40);
    get(6);
    get(3);
    age_entry(&sandbox, 40);
    get(3);
    server.expect(3);
    age_entry(&sandbox, 40);
    get(3);
    server.expect(4);
}

/// S16: other users may be able to write the cache, so a stored failure cannot make a run succeed, last for longer than 15
/// minutes, or print control characters.
#[test]
fn a_stored_failure_that_no_provider_can_cause_is_ignored_or_bounded() {
    let far_future = "9999-12-30T22:00:00Z";
    for kind in
        ["closed-pipe", "internal", "no-cached-token", "interrupted", "api-client-error", "timed-out", "nonsense"]
    {
        let (sandbox, server) = (Sandbox::new(), accepts(OTHER_SECRET));
        amadeus(&sandbox, &server.url()).run().fails(3, &[]);
        edit_entry(&sandbox, |entry| {
            entry["refusal"]["failure"]["kind"] = json!(kind);
            entry["refusal"]["until"] = json!(far_future);
        });
        let output = amadeus(&sandbox, &server.url()).run().fails(3, &[]);
        assert!(output.stderr.starts_with("warning: the token cache does not work"), "{kind}: {output}");
        server.expect(2);
    }

    let (sandbox, server) = (Sandbox::new(), accepts(OTHER_SECRET));
    amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    edit_entry(&sandbox, |entry| {
        entry["refusal"]["until"] = json!(far_future);
        entry["refusal"]["failure"]["what"] = json!("\u{1b}[2J\n::add-mask::\u{202e}x");
    });
    let why = sandbox.travauth().args(["token", "show", "--why", "-p", "amadeus", "--base-url", &server.url()]);
    let why = why.env("AMADEUS_CLIENT_ID", "my-amadeus-key").env("AMADEUS_CLIENT_SECRET", SECRET).run().exits(8);
    let during = amadeus(&sandbox, &server.url()).run().fails(3, &["repeated for 14 min", r"\u{1b}[2J\n::add-mask::"]);
    for shown in [&why.stdout, &during.stderr] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}']) && !shown.contains("9999"), "{why}{during}");
    }
    assert!(why.stdout.contains("for 14 min"), "{why}");
    server.expect(1);
    age_entry(&sandbox, 910);
    edit_entry(&sandbox, |entry| entry["refusal"]["until"] = json!(far_future));
    amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    server.expect(2);
}

#[test]
fn a_failure_recorded_in_the_future_is_ignored() {
    let (sandbox, server) = (Sandbox::new(), accepts("nothing"));
    let get = || amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    get();
    age_entry(&sandbox, -3600);
    get();
    server.expect(2);
}

#[test]
fn a_refresh_a_new_secret_and_no_cache_send_a_new_request() {
    let (sandbox, server) = (Sandbox::new(), accepts(OTHER_SECRET));
    let get = || amadeus(&sandbox, &server.url());
    get().run().fails(3, &[]);
    get().args(["--refresh"]).run().fails(3, &[]);
    get().args(["--no-cache"]).run().fails(3, &[]);
    server.expect(3);
    get().run().fails(3, &[]);
    server.expect(3);
    let corrected = || get().env("AMADEUS_CLIENT_SECRET", sandbox.secret(OTHER_SECRET));
    assert_eq!(corrected().run().silently().token(), numbered_token(0));
    assert_eq!(corrected().run().silently().token(), numbered_token(0));
    server.expect(4);
}

#[test]
fn a_valid_cached_token_is_used_during_a_cooldown() {
    let (sandbox, server) = (Sandbox::new(), accepts(SECRET));
    assert_eq!(amadeus(&sandbox, &server.url()).run().token(), numbered_token(0));
    let wrong = || amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", sandbox.secret(OTHER_SECRET));
    // The cached token is not used with a changed secret, but stays until a new secret is accepted.
    wrong().run().fails(3, &["Client credentials are invalid"]);
    wrong().run().fails(3, &["without asking again"]);
    server.expect(2);
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
    server.expect(2);
    assert_eq!(amadeus(&sandbox, &server.url()).args(["--refresh"]).run().token(), numbered_token(1));
}

#[test]
fn a_rejected_secret_stays_rejected_while_another_is_accepted() {
    let (sandbox, server) = (Sandbox::new(), accepts(SECRET));
    let right = || amadeus(&sandbox, &server.url()).args(["--refresh"]);
    let wrong = || amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", sandbox.secret(OTHER_SECRET));
    wrong().run().fails(3, &[]);
    assert_eq!(right().run().silently().token(), numbered_token(0));
    wrong().run().fails(3, &["without asking again"]);
    server.expect(2);
}

#[test]
fn its_own_success_ends_the_cooldown_of_a_secret() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => rejection(),
        number => grant(&numbered_token(number)),
    });
    let sandbox = Sandbox::new();
    let get = || amadeus(&sandbox, &server.url());
    get().run().fails(3, &[]);
    assert_eq!(get().args(["--refresh"]).run().silently().token(), numbered_token(1));
    age_entry(&sandbox, 10);
    assert_eq!(
        get().args(["--min-valid", "1799s"]).run().code,
        8,
        "a new request is sent, although its token is too short"
    );
    server.expect(3);
}

#[test]
fn an_accepted_new_secret_replaces_the_token() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let other = || amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", sandbox.secret(OTHER_SECRET));
    assert_eq!(amadeus(&sandbox, &server.url()).run().token(), numbered_token(0));
    assert_eq!(other().run().silently().token(), numbered_token(1));
    assert_eq!(other().run().token(), numbered_token(1));
    assert_eq!(amadeus(&sandbox, &server.url()).run().token(), numbered_token(2));
    server.expect(3);
}

/// O6: not only a 401 is a rejection.
#[test]
fn each_kind_of_rejection_starts_a_cooldown_and_no_other_failure() {
    for (status, body, exit_code, has_cooldown) in [
        (401, "", 3, true),
        (400, r#"{"error":"invalid_client"}"#, 3, true),
        (429, r#"{"errors":[{"code":38195}]}"#, 7, true),
        (400, r#"{"error":"invalid_scope"}"#, 2, true),
        (403, r#"{"error":"access_denied"}"#, 3, true),
        (403, "", 6, true),
        (404, "", 2, false),
        (500, "", 6, false),
        (200, "{}", 6, false),
        (302, "", 6, false),
    ] {
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::json(status, body)));
        for _ in 0..2 {
            amadeus(&sandbox, &server.url()).run().fails(exit_code, &[]);
        }
        assert_eq!(server.requests().len(), if has_cooldown { 1 } else { 2 }, "{status} {body}");
    }
}

#[test]
fn a_rate_limit_holds_as_long_as_the_server_says_but_15_minutes_at_most() {
    // The wait that the server asks for, an age at which the cooldown still holds, and one at which it has ended.
    for (retry_after, during, after) in [("60", 50, 65), ("3600", 880, 910), ("0", 0, 5)] {
        let reply = Reply::json(429, r#"{"errors":[{"code":38194}]}"#).header("Retry-After", retry_after);
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
        let get = || amadeus(&sandbox, &server.url()).args(["--retries", "0"]).run().fails(7, &["38194"]);
        get();
        if retry_after != "0" {
            age_entry(&sandbox, during);
            get().fails(
                7,
                &[
                    "without asking again",
                    &format!("the server asks to wait {}", if during == 50 { "1 min" } else { "1 h" }),
                ],
            );
            server.expect(1);
        }
        age_entry(&sandbox, after - during);
        get();
        server.expect(2);
    }
}

#[test]
fn a_rate_limit_that_has_ended_is_deleted() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::json(429, "").header("Retry-After", "60"),
        _ => grant(TOKEN),
    });
    let sandbox = Sandbox::new();
    let get = || sabre(&sandbox, &server.url()).args(["--retries", "0"]);
    get().run().fails(7, &[]);
    age_entry(&sandbox, 70);
    assert_eq!(get().run().silently().token(), TOKEN);
    edit_entry(&sandbox, |entry| assert_eq!(entry["refusal"], json!(null)));
}

#[test]
fn a_cooldown_holds_for_a_missing_secret_too() {
    let (sandbox, server) = (Sandbox::new(), accepts("nothing"));
    amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    // Only the id is given. During the cooldown the missing secret is not reported.
    let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &server.url()]);
    get.args(["--client-id", "my-amadeus-key"]).run().fails(3, &["without asking again"]);
    server.expect(1);
}

#[test]
fn the_recorded_rejection_contains_no_secret() {
    let echo = Server::start(|request: &Request| {
        let secret = request.form().get("client_secret").cloned().unwrap_or_default();
        let words = format!("wrong secret {secret}");
        Reply::json(401, json!({"error": "invalid_client", "error_description": words}).to_string())
    });
    let sandbox = Sandbox::new();
    amadeus(&sandbox, &echo.url()).run().fails(3, &["wrong secret ***"]);
    amadeus(&sandbox, &echo.url()).run().fails(3, &["wrong secret ***", "without asking again"]);
    // The sandbox also searches this file for secrets.
    assert!(std::fs::read_to_string(entry_path(&sandbox)).expect("it exists").contains("wrong secret ***"));
}
