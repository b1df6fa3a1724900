//! `check`: what it asks, what it reports, and how it ends.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::common::{AMADEUS_ID, AMADEUS_PATH, SABRE_ID, SECRET, grant, grant_for, numbered_token};
use crate::support::{Certificate, Gate, Output, Program, Reply, Request, Sandbox, Server, TlsServer};

const SABRE_PATH: &str = "/v2/auth/token";
const AIRLINES: &str = "/v1/reference-data/airlines";
const THEMES: &str = "/v1/lists/supported/shop/themes";

/// `check`, with credentials for both providers in variables.
fn check(sandbox: &Sandbox) -> Program {
    sandbox
        .travauth()
        .args(["check"])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .env("SABRE_CLIENT_ID", SABRE_ID)
        .env("SABRE_PASSWORD", sandbox.secret(SECRET))
}

/// `check -p amadeus --format json` at this server.
fn check_amadeus(sandbox: &Sandbox, base_url: &str) -> Program {
    check(sandbox).args(["-p", "amadeus", "--format", "json"]).env("AMADEUS_BASE_URL", base_url)
}

fn is_token_request(request: &Request) -> bool {
    request.method == "POST" && [AMADEUS_PATH, SABRE_PATH].contains(&request.path.as_str())
}

/// A service that grants a new token each time and answers API calls like this.
fn service(api: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |request| {
        if is_token_request(request) {
            return grant(&numbered_token(next.fetch_add(1, Ordering::SeqCst)));
        }
        api(request)
    })
}

fn rejection() -> Reply {
    Reply::json(401, r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187}"#)
}

#[track_caller]
fn only_result(output: &Output) -> Value {
    let report = output.json();
    assert_eq!(report["results"].as_array().map(Vec::len), Some(1), "{output}");
    report["results"][0].clone()
}

#[track_caller]
fn step<'a>(result: &'a Value, name: &str) -> &'a Value {
    let steps = result["steps"].as_array().expect("steps is an array");
    steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("no step {name}: {result}"))
}

/// Each step's name and outcome.
#[track_caller]
fn outcomes(result: &Value) -> Vec<(&str, &str)> {
    let steps = result["steps"].as_array().expect("steps is an array");
    steps.iter().filter_map(|step| Some((step["name"].as_str()?, step["outcome"].as_str()?))).collect()
}

// ── What is asked and reported ──────────────────────────────────────────────

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
fn the_emulator_is_checked_without_an_account() {
    let sandbox = Sandbox::new();
    for format in ["text", "json", "junit", "github"] {
        let args = ["check", "-p", "sabre", "-p", "amadeus", "-e", "emulator", "--format", format];
        let output = sandbox.travauth().args(args).run().exits(0).silently();
        assert!(output.stdout.contains("valid"), "{output}");
    }
}

#[test]
fn a_person_reads_what_failed_why_and_what_to_do() {
    let sandbox = Sandbox::new();
    let good = service(|_| Reply::json(200, "{}"));
    let bad = Server::start(|_| rejection());
    let output = check(&sandbox)
        .args(["-p", "amadeus", "-p", "sabre"])
        .env("AMADEUS_BASE_URL", bad.url())
        .env("SABRE_BASE_URL", good.url())
        .run()
        .exits(3)
        .silently();
    for said in [
        "amadeus (custom): invalid\n",
        "Amadeus rejected the client id or the client secret: HTTP 401, 38187, invalid_client",
        "hint: ",
        "skipped  lifetime, clock, api: not reached: token failed\n",
        "sabre (custom): valid\n",
        "\n1 valid, 1 invalid\n",
    ] {
        assert!(output.stdout.contains(said), "{said}: {output}");
    }
    bad.expect(1);
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
fn nobody_at_home_is_network_trouble() {
    let sandbox = Sandbox::new();
    let address = Server::never().address();
    let output = check_amadeus(&sandbox, &format!("http://{address}")).args(["--retries", "0"]).run().exits(6);
    let result = only_result(&output);
    assert_eq!(result["state"], "unknown");
    assert_eq!(step(&result, "tcp")["outcome"], "fail");
    assert_eq!(step(&result, "token")["detail"], "not reached: tcp failed");
}

#[test]
fn a_name_that_cannot_be_resolved_is_told_in_the_dns_step() {
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
fn the_api_rejects_the_token_or_is_merely_unwell() {
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
fn an_account_that_may_not_use_the_first_api_is_tried_at_the_second() {
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
fn what_a_server_says_is_shown_without_secrets_or_control_characters() {
    let sandbox = Sandbox::new();
    let token = sandbox.token("api-echoes-this-token").to_owned();
    let words = format!("\u{1b}[31m Bearer {token} of {SECRET}");
    let server = Server::start(move |request| {
        if is_token_request(request) {
            return grant(&token);
        }
        Reply::json(401, json!({"errors": [{"code": 1, "detail": words}]}).to_string())
    });
    for format in ["text", "json", "junit", "github"] {
        let program = check(&sandbox).args(["-p", "amadeus", "-vv", "--format", format]);
        // The sandbox looks for the token and the secret in all that is printed.
        let output = program.env("AMADEUS_BASE_URL", server.url()).run().exits(3);
        assert!(!output.stdout.contains('\u{1b}'), "{output}");
    }
}

#[test]
fn lifetime_and_clock_are_judged() {
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
fn a_token_is_fresh_unless_a_cached_one_will_do() {
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
    // The cached token at the API, another token, and that at the API.
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
        assert_eq!(advice.contains("--refresh` to ask at once"), is_repeated, "{output}");
        server.expect(requests);
    }
}

// ── Which targets ───────────────────────────────────────────────────────────

#[test]
fn nothing_to_check_is_never_green() {
    let sandbox = Sandbox::new();
    for args in [&["check"][..], &["check", "--all"], &["check", "--all", "--format", "junit"]] {
        let _ = sandbox.travauth().args(args).run().fails(2, &["nothing to check", "hint: "]);
    }
    // A domain alone is no credential.
    let _ = sandbox.travauth().args(["check", "--all"]).env("SABRE_DOMAIN", "AA").run().fails(2, &["nothing to check"]);
}

#[test]
fn all_is_every_provider_whose_variables_are_set() {
    let sandbox = Sandbox::new();
    let server = service(|_| Reply::json(200, "{}"));
    let places = [("AMADEUS_BASE_URL", server.url()), ("SABRE_BASE_URL", server.url())];
    let at_server = |program: Program| places.iter().fold(program, |program, (name, url)| program.env(name, url));
    let names = |output: &Output| -> Vec<String> {
        let report = output.json();
        let results = report["results"].as_array().expect("it is an array");
        results.iter().map(|result| result["target"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let args = ["check", "--all", "--format", "json"];
    let one = at_server(sandbox.travauth().args(args))
        .env("SABRE_CLIENT_ID", SABRE_ID)
        .env("SABRE_PASSWORD", sandbox.secret(SECRET));
    assert_eq!(names(&one.clone().run().exits(0)), ["sabre"]);
    let both = one.env("AMADEUS_API_KEY", AMADEUS_ID).env("AMADEUS_API_SECRET", SECRET);
    assert_eq!(names(&both.clone().run().exits(0)), ["amadeus", "sabre"]);
    // Named and included: once, and no warning.
    assert_eq!(names(&both.args(["-p", "sabre"]).run().exits(0).silently()), ["sabre", "amadeus"]);
}

/// A config with a profile of each of these names, all at the same server; the client id is the name.
fn with_profiles(sandbox: &Sandbox, names: &[&str], base_url: &str) {
    let profile = |name: &&str| {
        format!(
            "[profiles.{name}]\nprovider = \"amadeus\"\nbase_url = \"{base_url}\"\nclient_id = \"{name}\"\n\
             client_secret = {{ env = \"PROFILE_SECRET\" }}\n"
        )
    };
    sandbox.write("config/travauth/config.toml", names.iter().map(profile).collect::<String>());
}

#[test]
fn all_is_every_profile_too_and_one_that_is_rejected_is_told_from_nine_that_are_not() {
    let sandbox = Sandbox::new();
    let server = service_that_rejects("p7");
    let names: Vec<String> = (0..10).map(|number| format!("p{number}")).collect();
    with_profiles(&sandbox, &names.iter().map(String::as_str).collect::<Vec<_>>(), &server.url());
    let check = |args: &[&str]| {
        let program = sandbox.travauth().args(["check", "--no-probe", "--format", "json"]).args(args);
        program.env("PROFILE_SECRET", sandbox.secret(SECRET)).run()
    };
    let states = |output: &Output| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let report = output.json();
        let results = report["results"].as_array().expect("it is an array");
        results.iter().map(|result| (text(&result["target"]), text(&result["state"]))).collect()
    };
    let all = states(&check(&["--all"]).exits(3));
    let expected: Vec<_> =
        names.iter().map(|name| (name.clone(), if name == "p7" { "invalid" } else { "valid" }.to_owned())).collect();
    assert_eq!(all, expected);
    let two = states(&check(&["-P", "p3", "-P", "p1"]).exits(0));
    assert_eq!(two.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["p3", "p1"]);
    let unknown = check(&["-P", "nobody", "-P", "p1"]).exits(2);
    assert_eq!(states(&unknown)[0], ("nobody".to_owned(), "unknown".to_owned()));
}

/// A service that rejects this client id.
fn service_that_rejects(client_id: &'static str) -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |request| match request.form().get("client_id") {
        Some(id) if id == client_id => rejection(),
        _ => grant(&numbered_token(next.fetch_add(1, Ordering::SeqCst))),
    })
}

#[test]
fn the_environment_that_is_meant_is_found_when_asked_for() {
    let sandbox = Sandbox::new();
    let (live, trial) = (Server::start(|_| rejection()), Server::start(|_| grant(&numbered_token(0))));
    sandbox.write(
        "config/travauth/config.toml",
        format!(
            "[providers.acme]\ntoken_url = \"/oauth/token\"\ngrant = \"client_credentials\"\n\
             client_auth = \"client_secret_post\"\n[providers.acme.environments]\nlive = \"{}\"\ntrial = \"{}\"\n\
             [profiles.mine]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = {{ env = \"PROFILE_SECRET\" }}\n",
            live.url(),
            trial.url()
        ),
    );
    let run = |args: &[&str]| sandbox.travauth().args(args).env("PROFILE_SECRET", sandbox.secret(SECRET)).run();
    // Named, and not tried.
    let hint = ["this is live", "`-e trial`", "--try-other-environments"];
    let _ = run(&["token", "get", "-P", "mine"]).fails(3, &hint);
    assert_eq!(trial.requests().len(), 0);
    let output = run(&["check", "-P", "mine", "--refresh", "--try-other-environments"]).exits(3);
    assert!(output.stdout.contains("trial accepts these credentials"), "{output}");
    assert!(output.stdout.contains("hint: use `-e trial`"), "{output}");
    // And so it is; without a known API call the token is the proof.
    let output = run(&["check", "-P", "mine", "-e", "trial"]).exits(0);
    assert!(output.stdout.contains("one with --probe PATH"), "{output}");
    sandbox.token(&numbered_token(0));
}

#[test]
fn a_target_named_twice_is_checked_once() {
    let sandbox = Sandbox::new();
    let server = service(|_| Reply::json(200, "{}"));
    let output = check_amadeus(&sandbox, &server.url()).args(["-p", "amadeus"]).run().exits(0);
    let _ = only_result(&output);
    let _ = output.warns_once("amadeus was named twice");
    server.expect(2);
}

#[test]
fn what_cannot_be_settled_is_a_result_like_others() {
    let sandbox = Sandbox::new();
    let server = service(|_| Reply::json(200, "{}"));
    let output = check_amadeus(&sandbox, &server.url())
        .args(["-p", "nonsense", "-p", "sabre"])
        .env("SABRE_PASSWORD", "")
        .run()
        .exits(9);
    let report = output.json();
    let of = |index: usize| {
        let result = &report["results"][index];
        (result["state"].as_str().unwrap_or_default(), result["exit_code"].as_u64().unwrap_or_default())
    };
    assert_eq!([of(0), of(1), of(2)], [("valid", 0), ("unknown", 2), ("unknown", 9)], "{output}");
    let nonsense = &report["results"][1];
    assert_eq!((&nonsense["provider"], &nonsense["environment"]), (&json!("nonsense"), &Value::Null));
    assert!(step(nonsense, "configuration")["advice"].as_str().is_some_and(|advice| advice.contains("amadeus")));
}

#[test]
fn the_credentials_of_one_target_are_not_given_to_several() {
    let sandbox = Sandbox::new();
    for flag in ["--client-id", "--base-url", "--password-file"] {
        let program = sandbox.travauth().args(["check", "-p", "sabre", "-p", "amadeus", flag, "http://127.0.0.1:1"]);
        let _ = program.run().fails(2, &[flag, "2 were named", "hint: "]);
    }
}

#[test]
fn what_will_certainly_fail_is_never_sent() {
    let sandbox = Sandbox::new();
    let server = Server::never();
    let sabre = |id: &str| {
        let program = sandbox.travauth().env("SABRE_BASE_URL", server.url());
        program.env("SABRE_CLIENT_ID", id).env("SABRE_PASSWORD", sandbox.secret(SECRET))
    };
    for id in ["V1:V1:7971:7TZA:AA", "V1:7971:7TZA", "V1:7971", "V1:7971::AA"] {
        let _ = sabre(id).args(["token", "get", "-p", "sabre"]).run().fails(2, &["Sabre id", "hint: "]);
        let result = only_result(&sabre(id).args(["check", "-p", "sabre", "--format", "json"]).run().exits(2));
        assert_eq!((&result["state"], &result["exit_code"]), (&json!("unknown"), &json!(2)));
        assert_eq!(step(&result, "credentials")["outcome"], "fail");
    }
    let amadeus = |args: &[&str]| {
        let program = sandbox.travauth().args(args).env("AMADEUS_HOSTNAME", "test.api.amadeus.com");
        program.env("AMADEUS_CLIENT_ID", AMADEUS_ID).env("AMADEUS_CLIENT_SECRET", SECRET)
    };
    let parts = ["AMADEUS_HOSTNAME", "the name of an environment", "AMADEUS_HOST"];
    let _ = amadeus(&["token", "get", "-p", "amadeus"]).run().fails(2, &parts);
    let _ = amadeus(&["check", "-p", "amadeus"]).run().exits(2);
}

// ── The end ─────────────────────────────────────────────────────────────────

#[test]
fn the_gravest_code_counts() {
    let sandbox = Sandbox::new();
    let amadeus = Server::start(|_| Reply::json(429, "{}").header("Retry-After", "600"));
    let sabre = Server::start(|_| Reply::json(401, r#"{"error":"invalid_client"}"#));
    let output = check(&sandbox)
        .args(["-p", "amadeus", "-p", "sabre", "--format", "json"])
        .env("AMADEUS_BASE_URL", amadeus.url())
        .env("SABRE_BASE_URL", sabre.url())
        .run()
        .exits(3);
    let report = output.json();
    assert_eq!((&report["results"][0]["exit_code"], &report["results"][1]["exit_code"]), (&json!(7), &json!(3)));
}

#[test]
fn one_that_hangs_costs_the_others_nothing() {
    let sandbox = Sandbox::new();
    let good = service(|_| Reply::json(200, "{}"));
    let hanging = Server::start(|_| Reply::hang());
    let output = check(&sandbox)
        .args(["-p", "amadeus", "-p", "sabre", "--format", "json", "--timeout", "5s"])
        .env("AMADEUS_BASE_URL", good.url())
        .env("SABRE_BASE_URL", hanging.url())
        .run()
        .exits(6);
    let report = output.json();
    assert_eq!((&report["results"][0]["state"], &report["results"][1]["state"]), (&json!("valid"), &json!("unknown")));
    let token = step(&report["results"][1], "token");
    assert_eq!(token["outcome"], "fail");
    assert!(token["detail"].as_str().is_some_and(|detail| detail.contains("5 s")), "{output}");
}

#[cfg(unix)]
#[test]
fn what_is_known_when_somebody_interrupts_is_printed() {
    let sandbox = Sandbox::new();
    let good = service(|_| Reply::json(200, "{}"));
    let gate = Gate::new();
    let held = gate.clone();
    let waiting = Server::start(move |_| rejection().hold_until(&held));
    let running = check(&sandbox)
        .args(["-p", "amadeus", "-p", "sabre", "--format", "json", "-v", "--timeout", "10m"])
        .env("AMADEUS_BASE_URL", good.url())
        .env("SABRE_BASE_URL", waiting.url())
        .spawn();
    running.until_stderr_says("amadeus: done");
    waiting.wait_for(1);
    running.signal("INT");
    let output = running.wait().exits(130);
    gate.open();
    let report = output.json();
    assert_eq!((&report["results"][0]["state"], &report["results"][0]["exit_code"]), (&json!("valid"), &json!(0)));
    let unfinished = &report["results"][1];
    assert_eq!((&unfinished["state"], &unfinished["exit_code"]), (&json!("unknown"), &json!(130)));
    assert_eq!(step(unfinished, "token")["detail"], "interrupted");
    assert_eq!(step(unfinished, "tcp")["outcome"], "ok");
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_a_local_failure() {
    let sandbox = Sandbox::new();
    let script = format!("'{}' check -p sabre -e emulator --format junit >/dev/full", Sandbox::binary().display());
    let output = sandbox.command("sh").args(["-c", &script]).run().exits(1);
    assert!(output.stderr.starts_with("error: standard output cannot be written"), "{output}");
}

/// Returns the lines in which the runner of GitHub Actions finds a command: it trims each line, and follows `stop-commands`.
fn commands(log: &str) -> Vec<&str> {
    let mut stopped: Option<String> = None;
    let mut commands = Vec::new();
    for line in log.lines().map(str::trim) {
        match &stopped {
            Some(token) if line == *token => stopped = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(token) => stopped = Some(format!("::{token}::")),
                None if line.starts_with("::") || line.contains("##[") => commands.push(line),
                None => {}
            },
        }
    }
    commands
}

/// S8: the runner trims lines, so a blank before `::` hides nothing from it.
#[test]
fn text_of_a_server_is_no_workflow_command() {
    let sandbox = Sandbox::new();
    let words = "::add-path::/tmp/evil\n::stop-commands::x ##[add-path]/tmp/evil 100%";
    let server = Server::start(move |_| {
        let body = serde_json::json!({"error": "invalid_client", "error_description": words});
        Reply::json(401, body.to_string())
    });
    let config = format!(
        "[profiles.p]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"i\"\n\
         client_secret = {{ env = \"ITS_SECRET\" }}\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    let run = || {
        let program = sandbox.travauth().args(["check", "-P", "p", "--format", "github"]);
        program.env("ITS_SECRET", sandbox.secret("its-secret-value")).run().exits(3)
    };
    let output = run();
    let found = commands(&output.stdout);
    assert!(found.len() == 1 && found[0].starts_with("::error title=p"), "{output}");
    assert!(found[0].contains("100%25") && output.stdout.starts_with("::stop-commands::"), "{output}");
    let token = |output: &Output| output.stdout.lines().next().unwrap_or_default().to_owned();
    assert_ne!(token(&output), token(&run()), "a server must not know it");
}

#[test]
fn github_gets_annotations_and_a_summary() {
    let sandbox = Sandbox::new();
    let bad = Server::start(|_| rejection());
    let summary = sandbox.write("work/summary.md", "# before\n");
    let at_github =
        |program: Program| program.args(["-p", "amadeus", "--format", "github"]).env("AMADEUS_BASE_URL", bad.url());
    let output = at_github(check(&sandbox)).env("GITHUB_STEP_SUMMARY", &summary).run().exits(3).silently();
    let annotations: Vec<_> = output.stdout.lines().skip_while(|line| !line.starts_with("::error ")).collect();
    assert_eq!(annotations.len(), 1, "{output}");
    assert!(annotations[0].starts_with("::error title=amadeus%3A invalid::token: Amadeus rejected"), "{output}");
    let text = std::fs::read_to_string(&summary).expect("it can be read");
    assert!(text.starts_with("# before\n### travauth check\n"), "{text}");
    assert!(text.contains("| amadeus | custom | ❌ invalid | token: Amadeus rejected"), "{text}");

    // Without the variable there is no summary, and one that cannot be written is told after the report.
    let _ = at_github(check(&sandbox)).run().exits(3);
    let missing = sandbox.path("missing/summary.md");
    let output = at_github(check(&sandbox)).env("GITHUB_STEP_SUMMARY", &missing).run().exits(3);
    assert!(output.stdout.contains("::error "), "{output}");
    let _ = output.warns_once("GITHUB_STEP_SUMMARY");
    let program = sandbox.travauth().args(["check", "-p", "sabre", "-e", "emulator", "--format", "github"]);
    let output = program.env("GITHUB_STEP_SUMMARY", &missing).run().exits(1);
    assert!(output.stdout.contains("sabre (emulator): valid"), "{output}");
    assert!(output.stderr.contains("(from GITHUB_STEP_SUMMARY) cannot be written"), "{output}");
}
