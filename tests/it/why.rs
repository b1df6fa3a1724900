//! `token show --why`: cooldowns, origins, a damaged cache. Its basic test is in `show_and_clear.rs`.

use super::common::{amadeus, entry_path, grant, numbered_token};
use crate::support::{Output, Program, Reply, Sandbox, Server};

const REJECTED: &str =
    r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187}"#;

fn why(program: Program) -> Program {
    program.args(["token", "show", "--why"])
}

/// Returns the text of the line with this name.
#[track_caller]
fn line(output: &Output, name: &str) -> String {
    let found = output.stdout.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("  "));
    found.unwrap_or_else(|| panic!("no line {name}: {output}")).trim().to_owned()
}

#[test]
fn a_cooldown_shows_its_start_reason_and_how_to_continue() {
    for (reply, reason, how) in [
        (Reply::json(401, REJECTED), "no account is locked", "change the secret, or ask at once with --refresh"),
        (
            Reply::json(429, "{}").header("Retry-After", "600"),
            "the limit is not exceeded further",
            "wait, or ask at once with --refresh",
        ),
    ] {
        let sandbox = Sandbox::new();
        let server = Server::start(move |_| reply.clone());
        let first = amadeus(&sandbox, &server.url()).run();
        // `token get` shows the cooldown too.
        let again = amadeus(&sandbox, &server.url()).run();
        assert_eq!(first.code, again.code);
        for part in ["this failure is", "old, and is repeated for", "more without asking again", reason, how] {
            assert!(again.stderr.contains(part), "{part}: {again}");
        }
        server.expect(1);
        let selection = ["-p", "amadeus", "--base-url", &server.url()].map(str::to_owned);
        let with_credentials = |program: Program| {
            program
                .args(&selection)
                .env("AMADEUS_CLIENT_ID", super::common::AMADEUS_ID)
                .env("AMADEUS_CLIENT_SECRET", super::common::SECRET)
        };
        let output = with_credentials(why(sandbox.travauth())).run().exits(8);
        assert!(line(&output, "cooldown since").contains(" ago, so that "), "{output}");
        assert!(line(&output, "cooldown since").contains(reason), "{output}");
        assert!(line(&output, "cooldown until").contains(", in "), "{output}");
        assert!(line(&output, "last failure").contains("HTTP"), "{output}");
        assert!(line(&output, "to continue").starts_with(how), "{output}");
        assert!(line(&output, "next token get").starts_with("repeats the last failure"), "{output}");
        // The cooldown does not apply to another secret.
        let other =
            with_credentials(why(sandbox.travauth())).env("AMADEUS_CLIENT_SECRET", sandbox.secret("another secret"));
        let output = other.run().exits(8);
        assert_eq!(line(&output, "next token get"), "asks the provider: nothing is cached");
        assert!(line(&output, "failed").ends_with("it does not affect the next request"), "{output}");
    }
}

#[test]
fn every_value_shows_its_origin() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| grant(&numbered_token(0)));
    let secret = sandbox.write("secret.txt", sandbox.secret("the secret in a file"));
    let secret = secret.to_str().expect("it is text");
    let args = ["-p", "amadeus", "--client-id", "my-id", "--client-secret-file", secret];
    let with = |program: Program| program.args(args).env("AMADEUS_BASE_URL", server.url());
    with(sandbox.travauth().args(["token", "get"])).run().token();
    let output = with(why(sandbox.travauth())).run().exits(0);
    assert_eq!(line(&output, "provider"), "amadeus (--provider)");
    assert_eq!(line(&output, "environment"), "custom ($AMADEUS_BASE_URL)");
    assert_eq!(line(&output, "token URL"), format!("{}/v1/security/oauth2/token", server.url()));
    assert_eq!(line(&output, "client id"), "my-id (--client-id)");
    assert_eq!(line(&output, "client secret"), format!("the file {secret} (--client-secret-file)"));
    assert_eq!(line(&output, "cache"), entry_path(&sandbox).display().to_string());
    assert!(line(&output, "token").ends_with("… (valid)"), "{output}");
    assert!(line(&output, "expires").contains(", in 29 min"), "{output}");
    let revealed = with(why(sandbox.travauth())).args(["--reveal"]).prints_token().run().exits(0);
    assert_eq!(line(&revealed, "token"), format!("{} (valid)", numbered_token(0)));
    sandbox.token(&numbered_token(0));
    server.expect(1);

    let emulator = why(sandbox.travauth()).args(["-p", "sabre", "-e", "emulator"]).run().exits(8);
    assert!(line(&emulator, "base URL").starts_with("the built-in emulator"), "{emulator}");
    assert!(line(&emulator, "client id").ends_with("(the emulator's demo credentials)"), "{emulator}");
}

#[test]
fn a_missing_secret_is_reported_before_it_is_needed() {
    let sandbox = Sandbox::new();
    let output = why(sandbox.travauth()).args(["-p", "amadeus"]).env("AMADEUS_CLIENT_ID", "my-id").run().exits(8);
    assert!(line(&output, "client secret").starts_with("missing; set AMADEUS_CLIENT_SECRET"), "{output}");
    assert_eq!(
        line(&output, "next token get"),
        "asks the provider: nothing is cached; it fails, because the client secret is missing"
    );
}

#[test]
fn a_damaged_entry_causes_a_warning_and_counts_as_missing() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| grant(&numbered_token(0)));
    amadeus(&sandbox, &server.url()).run().token();
    sandbox.write(entry_path(&sandbox), "{");
    let output = why(sandbox.travauth())
        .args(["-p", "amadeus", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", super::common::AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", super::common::SECRET)
        .run()
        .exits(8);
    assert_eq!(output.stderr.lines().filter(|line| line.starts_with("warning: ")).count(), 1, "{output}");
    assert!(output.stderr.contains("it is damaged, or not an entry of travauth"), "{output}");
    assert_eq!(line(&output, "token"), "none");
    assert_eq!(line(&output, "next token get"), "asks the provider: nothing is cached");
}
