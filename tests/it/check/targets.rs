//! The targets of a check and their credentials.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{check_amadeus, only_result, rejection, service, step};
use crate::it::common::{AMADEUS_ID, SABRE_ID, SECRET, grant, numbered_token};
use crate::support::{Output, Program, Reply, Sandbox, Server};

#[test]
fn nothing_to_check_is_never_a_success() {
    let sandbox = Sandbox::new();
    for args in [&["check"][..], &["check", "--all"], &["check", "--all", "--format", "junit"]] {
        let _ = sandbox.travauth().args(args).run().fails(2, &["nothing to check", "hint: "]);
    }
    // A domain alone counts as no credentials.
    let _ = sandbox.travauth().args(["check", "--all"]).env("SABRE_DOMAIN", "AA").run().fails(2, &["nothing to check"]);
}

#[test]
fn all_checks_every_provider_whose_variables_are_set() {
    let sandbox = Sandbox::new();
    let server = service(|_| Reply::json(200, "{}"));
    let base_urls = [("AMADEUS_BASE_URL", server.url()), ("SABRE_BASE_URL", server.url())];
    let at_server = |program: Program| base_urls.iter().fold(program, |program, (name, url)| program.env(name, url));
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
    // A provider that is also named is checked once, without a warning.
    assert_eq!(names(&both.args(["-p", "sabre"]).run().exits(0).silently()), ["sabre", "amadeus"]);
}

/// Writes a config with profiles of these names, which are also the client ids, all with the same base URL.
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
fn all_checks_every_profile_and_reports_the_one_that_is_rejected() {
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
    let unknown = check(&["-P", "unknown", "-P", "p1"]).exits(2);
    assert_eq!(states(&unknown)[0], ("unknown".to_owned(), "unknown".to_owned()));
}

/// Starts a server that rejects only this client id.
fn service_that_rejects(client_id: &'static str) -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |request| match request.form().get("client_id") {
        Some(id) if id == client_id => rejection(),
        _ => grant(&numbered_token(next.fetch_add(1, Ordering::SeqCst))),
    })
}

#[test]
fn the_environment_of_the_credentials_is_found_with_the_flag() {
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
    // The hint names the other environment, which is not tried.
    let hint = ["this is live", "`-e trial`", "--try-other-environments"];
    let _ = run(&["token", "get", "-P", "mine"]).fails(3, &hint);
    assert_eq!(trial.requests().len(), 0);
    let output = run(&["check", "-P", "mine", "--refresh", "--try-other-environments"]).exits(3);
    assert!(output.stdout.contains("trial accepts these credentials"), "{output}");
    assert!(output.stdout.contains("hint: use `-e trial`"), "{output}");
    // The hint is right. The provider has no probe, so the token alone makes the target valid.
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
fn a_target_with_a_wrong_configuration_has_a_result_too() {
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
fn credentials_in_flags_are_an_error_with_several_targets() {
    let sandbox = Sandbox::new();
    for flag in ["--client-id", "--base-url", "--password-file"] {
        let program = sandbox.travauth().args(["check", "-p", "sabre", "-p", "amadeus", flag, "http://127.0.0.1:1"]);
        let _ = program.run().fails(2, &[flag, "2 were named", "hint: "]);
    }
}

#[test]
fn credentials_that_certainly_fail_are_never_sent() {
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
