//! The reports of a check, and its exit codes.

use serde_json::json;

use super::{check, is_token_request, rejection, service, step};
use crate::it::common::{SECRET, grant};
#[cfg(unix)]
use crate::support::Gate;
use crate::support::{Output, Program, Reply, Sandbox, Server};

#[test]
fn the_emulator_is_checked_without_an_account() {
    let sandbox = Sandbox::new();
    for format in ["text", "brief", "json", "junit", "html", "github", "prometheus"] {
        let args = ["check", "-p", "sabre", "-p", "amadeus", "-e", "emulator", "--format", format];
        let output = sandbox.travauth().args(args).run().exits(0).silently();
        assert!(output.stdout.contains("valid"), "{output}");
    }
}

/// Checks Amadeus, which rejects the credentials, and Sabre, which accepts them.
fn rejected_and_valid(args: &[&str]) -> Output {
    let sandbox = Sandbox::new();
    let good = service(|_| Reply::json(200, "{}"));
    let bad = Server::start(|_| rejection());
    let program = check(&sandbox).args(["-p", "amadeus", "-p", "sabre"]).args(args);
    let program = program.env("AMADEUS_BASE_URL", bad.url()).env("SABRE_BASE_URL", good.url());
    let output = program.run().exits(3).silently();
    bad.expect(1);
    output
}

#[test]
fn the_text_report_shows_failure_reason_and_hint() {
    let output = rejected_and_valid(&[]);
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
}

#[test]
fn the_brief_report_has_a_line_for_each_target_with_the_reason() {
    let output = rejected_and_valid(&["--format", "brief"]);
    let lines: Vec<&str> = output.stdout.lines().collect();
    assert!(lines[0].starts_with("invalid  amadeus (custom)  token: Amadeus rejected"), "{output}");
    assert_eq!(lines[1..], ["valid    sabre (custom)"], "{output}");
}

#[test]
fn prometheus_gets_state_seconds_left_and_duration() {
    let output = rejected_and_valid(&["--format", "prometheus"]);
    let (amadeus, sabre) = (
        r#"target="amadeus",provider="amadeus",environment="custom""#,
        r#"target="sabre",provider="sabre",environment="custom""#,
    );
    for line in [
        format!("travauth_check_state{{{amadeus},state=\"invalid\"}} 1"),
        format!("travauth_check_state{{{amadeus},state=\"valid\"}} 0"),
        format!("travauth_check_state{{{sabre},state=\"valid\"}} 1"),
        "# TYPE travauth_check_token_seconds_left gauge".to_owned(),
    ] {
        assert!(output.stdout.lines().any(|found| found == line), "{line}: {output}");
    }
    let left: Vec<&str> =
        output.stdout.lines().filter(|line| line.starts_with("travauth_check_token_seconds_left")).collect();
    let [only] = left[..] else { panic!("only one target has a token: {output}") };
    let (name, seconds) = only.rsplit_once(' ').expect("a sample has a value");
    assert_eq!(name, format!("travauth_check_token_seconds_left{{{sabre}}}"));
    assert!((1..=1799).contains(&seconds.parse::<u64>().expect("whole seconds")), "{output}");
    let durations = output.stdout.lines().filter(|line| line.starts_with("travauth_check_duration_seconds{"));
    assert_eq!(durations.count(), 2, "{output}");
}

#[test]
fn messages_of_a_server_are_shown_without_secrets_or_control_characters() {
    let sandbox = Sandbox::new();
    let token = sandbox.token("api-echoes-this-token").to_owned();
    let words = format!("\u{1b}[31m Bearer {token} of {SECRET}");
    let server = Server::start(move |request| {
        if is_token_request(request) {
            return grant(&token);
        }
        Reply::json(401, json!({"errors": [{"code": 1, "detail": words}]}).to_string())
    });
    for format in ["text", "brief", "json", "junit", "html", "github", "prometheus"] {
        let program = check(&sandbox).args(["-p", "amadeus", "-vv", "--format", format]);
        // The sandbox searches the whole output for the token and the secret.
        let output = program.env("AMADEUS_BASE_URL", server.url()).run().exits(3);
        assert!(!output.stdout.contains('\u{1b}'), "{output}");
    }
}

#[test]
fn the_most_serious_exit_code_counts() {
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
fn a_target_that_hangs_does_not_delay_the_others() {
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
fn the_results_so_far_are_printed_on_an_interrupt() {
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
    running.until_stderr_contains("amadeus: done");
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

/// Returns the lines that are commands to the runner of GitHub Actions, which trims lines and obeys `stop-commands`.
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

/// S8: the runner trims lines, so a blank before `::` does not prevent a command.
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
    assert_ne!(token(&output), token(&run()), "a server must not be able to guess the token");
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

    // Without the variable there is no summary. A summary that cannot be written is reported after the results.
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
