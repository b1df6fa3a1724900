//! Standard output and standard error: their content, their formats, and failures to write them.
#![cfg(unix)]

use serde_json::Value;

use super::common::{TOKEN, amadeus, grant};
use crate::support::{Program, Reply, Sandbox, Server};

/// Prepares a shell script in which `"$@"` is `travauth` and its arguments.
fn by_shell(sandbox: &Sandbox, script: &str, args: &[&str]) -> Program {
    sandbox.command("sh").args(["-c", script, "sh"]).args([Sandbox::binary()]).args(args)
}

const EMULATED: [&str; 6] = ["token", "get", "-p", "sabre", "-e", "emulator"];

// ── Failures of standard output ──────────────────────────────────────────────

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_local_failure() {
    let sandbox = Sandbox::new();
    let script = r#"exec "$@" >/dev/full"#;
    for args in [
        &EMULATED[..],
        &["token", "get", "-p", "sabre", "-e", "emulator", "--format", "json"],
        &["token", "show"],
        &["token", "show", "--json"],
        &["completions", "bash"],
        &["encode-sabre-id", "--client-id", "V1:1:2:AA", "--explain"],
        &["--help"],
        &["token", "get", "--help"],
        &["--version"],
        &["emulator"],
    ] {
        by_shell(&sandbox, script, args).run().fails(1, &["standard output cannot be written", "No space left"]);
    }
    let json = by_shell(&sandbox, script, &[&EMULATED[..], &["--error-format", "json"]].concat()).run();
    assert_eq!(json.error()["code"], "local-io");
    // The token is cached although it could not be printed.
    drop(sandbox.travauth().args(EMULATED).args(["--offline"]).run().token());
}

#[test]
fn a_closed_pipe_is_not_a_failure() {
    let sandbox = Sandbox::new();
    // The writer waits until the reader has closed its end.
    let script = r#"
        { until [ -e closed ]; do :; done; "$@"; echo $? >code; } | { exec <&-; : >closed; }
        read -r code <code; rm closed code; exit "$code""#;
    for args in [&EMULATED[..], &["token", "show"], &["completions", "zsh"], &["--help"], &["emulator"]] {
        by_shell(&sandbox, script, args).run().exits(0).silently();
    }
}

#[test]
fn closed_streams_do_not_panic() {
    let sandbox = Sandbox::new();
    for (script, code) in [(r#"exec "$@" >&-"#, 1), (r#"exec "$@" <&- >&- 2>&-"#, 1), (r#"exec "$@" 2>&-"#, 0)] {
        let _ = by_shell(&sandbox, script, &EMULATED).prints_token().run().exits(code);
        let wrong = ["token", "get", "-p", "unknown"];
        assert_eq!(by_shell(&sandbox, script, &wrong).run().exits(2).stdout, "", "{script}");
    }
    // The cache entry was not written through the reused descriptor of a closed stream.
    let entry = super::common::entry_path(&sandbox);
    let text = std::fs::read_to_string(entry).expect("it exists");
    assert!(serde_json::from_str::<Value>(&text).is_ok(), "{text}");
}

/// I16: `cat` fails in the same way. `/dev/null` is not a failure, however it was opened.
#[test]
fn a_closed_standard_output_is_a_local_failure() {
    let sandbox = Sandbox::new();
    let call = ["call", "-p", "amadeus", "-e", "emulator", "/v1/reference-data/airlines?airlineCodes=BA"];
    for args in
        [&EMULATED[..], &call, &["completions", "zsh"], &["--help"], &["--version"], &["token", "show"], &["emulator"]]
    {
        by_shell(&sandbox, r#"exec "$@" >&-"#, args).run().fails(1, &["standard output cannot be written", "Bad file"]);
    }
    for script in [r#"exec "$@" >/dev/null"#, r#"exec "$@" 1<>/dev/null"#, r#"exec "$@" <>/dev/null >&0"#] {
        let _ = by_shell(&sandbox, script, &EMULATED).run().exits(0).silently();
    }
    let file = [&call[..], &["-o", "out"]].concat();
    let _ = by_shell(&sandbox, r#"exec "$@" >&-"#, &file).run().exits(0);
    assert!(sandbox.path("work/out").exists(), "`-o` needs no standard output");
}

// ── Terminals ───────────────────────────────────────────────────────────────

/// Text that turns colours on, clears the screen, and reverses the writing direction.
const HOSTILE: &str = "\u{1b}[31m\u{9b}2J\u{202e}\u{7}\nx";

/// Prepares a run of `travauth` with its output on a terminal.
#[cfg(target_os = "linux")]
pub fn on_terminal(program: Program) -> Program {
    let script = r#"for word; do printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"; done >line
        exec script -qec "$(cat line)" /dev/null"#;
    program.env("SHELL", "/bin/sh").under(["sh", "-c", script, "sh"])
}

#[cfg(target_os = "linux")]
#[track_caller]
fn is_harmless(output: &crate::support::Output) {
    let text = &output.stdout;
    let dangerous = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace(['\n', '\t'], "");
    assert!(!text.contains('\u{fffd}') && !dangerous.contains(|c: char| c.is_control()), "{text:?}");
    assert!(!text.contains('\u{202e}'), "{text:?}");
    assert!(text.contains("u202e") || text.contains("u{202e}"), "{text:?}");
}

/// I15: a response that is shown on a terminal can contain control characters.
#[cfg(target_os = "linux")]
#[test]
fn text_of_a_server_cannot_control_a_terminal() {
    let sandbox = Sandbox::new();
    let json = serde_json::json!({"a": HOSTILE, HOSTILE: 1}).to_string();
    let server = super::api::api(move |request| match request.path.as_str() {
        "/json" => Reply::json(200, json.clone()),
        "/header" => Reply::status(200).header("X-A", "\u{9b}31m\u{202e}").body("x"),
        _ => Reply::status(200).body([HOSTILE.as_bytes(), b"\r\xff"].concat()),
    });
    let call = |args: &[&str]| super::api::call(&sandbox, &server.url()).args(args);
    for args in [
        &["/text"][..],
        &["/json"],
        &["/json", "--jq", "."],
        &["/json", "--jq", ".a"],
        &["/json", "--paginate"],
        &["/json", "--paginate", "--slurp"],
        &["/header", "-i"],
        &["/header", "-I"],
    ] {
        is_harmless(&on_terminal(call(args)).env("NO_COLOR", "1").run());
    }
    // In a pipe every byte is unchanged.
    assert_eq!(call(&["/text"]).run().exits(0).bytes, [HOSTILE.as_bytes(), b"\r\xff"].concat());
    assert_eq!(call(&["/json", "--jq", ".a"]).run().exits(0).stdout, format!("{HOSTILE}\n"));
    let coloured = on_terminal(call(&["/json"])).run().exits(0).stdout;
    assert!(
        coloured.contains("\u{1b}[") && coloured.contains("\\u009b") && !coloured.contains('\u{9b}'),
        "{coloured:?}"
    );
}

/// I15: names and paths can be from a config file or a script of another author.
#[test]
fn names_and_paths_cannot_control_a_terminal() {
    let sandbox = Sandbox::new();
    let flag = format!("--{HOSTILE}");
    let file = format!("/{HOSTILE}/file");
    let config = format!("{HOSTILE}.toml");
    let body = format!("@{HOSTILE}");
    for args in [
        &["token", "get", "-p", HOSTILE][..],
        &["token", "get", "-p", "sabre", "-e", HOSTILE],
        &["token", "get", "-P", HOSTILE],
        &["token", "get", "--config", &config],
        &["token", "get", "-p", "sabre", "--base-url", HOSTILE],
        &["token", "get", "-p", "sabre", "--user-id", "1", "--group", "G", "--password-file", &file],
        &["token", "get", "--min-valid", HOSTILE],
        &["call", "-p", "amadeus", "-e", "emulator", "/x", "-o", &file],
        &["call", "-p", "amadeus", "-e", "emulator", "/x", "-d", &body],
        &["exec", "-p", "amadeus", "-e", "emulator", "--", HOSTILE],
        &["emulator", "--data", &file],
        &[HOSTILE],
        &["token", "get", &flag],
    ] {
        for format in [&[][..], &["--error-format", "json"]] {
            let separator = args.iter().position(|arg| *arg == "--").unwrap_or(args.len());
            let args = [&args[..separator], format, &args[separator..]].concat();
            let output = sandbox.travauth().args(&args).run();
            let text = output.stderr.replace('\n', "");
            assert!(output.code != 0 || output.stderr.contains("202e"), "{args:?}: {output}");
            assert!(!text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{args:?}: {text:?}");
            assert!(!output.stderr.lines().any(|line| line.starts_with('x')), "{args:?}: {output}");
        }
    }
}

// ── Standard error ──────────────────────────────────────────────────────────

#[test]
fn every_json_error_has_every_field() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::json(429, r#"{"errors":[{"code":38195}]}"#)));
    let url = server.url();
    for (args, code, exit_code) in [
        (&["token", "get"][..], "no-provider", 2),
        (&["token", "get", "-p", "x"], "unknown-provider", 2),
        (&["token", "get", "-p", "sabre", "-e", "x"], "unknown-environment", 2),
        (&["token", "get", "-p", "sabre"], "no-credentials", 9),
        (&["token", "get", "-p", "sabre", "--user-id", "x"], "incomplete-credentials", 9),
        (
            &["token", "get", "-p", "sabre", "--client-id", "V1:a:b:c", "--password-file", "x"],
            "credential-source-failed",
            9,
        ),
        (&["token", "get", "-p", "sabre", "--base-url", "x.example"], "bad-url", 2),
        (&["token", "get", "-p", "sabre", "--base-url", "http://x.example"], "insecure-url", 2),
        (&["token", "get", "-p", "sabre", "--client-id", "V1:V1:a:b:c"], "malformed-credential", 2),
        (&["token", "get", "--no-such-flag"], "usage", 2),
        (&["token", "get", "--min-valid", "x"], "usage", 2),
        (&["tokn"], "usage", 2),
        (&["token", "show", "-p", "sabre"], "no-cached-token", 8),
        (&["token", "clear"], "usage", 2),
        (
            &["token", "get", "-p", "amadeus", "--base-url", &url, "--client-id", "i", "--client-secret-file", "-"],
            "quota-exhausted",
            7,
        ),
        (&["token", "get", "-p", "amadeus", "-e", "emulator", "--min-valid", "1d"], "usage", 2),
        (&["token", "get", "-p", "amadeus", "-e", "emulator", "--min-valid", "24h"], "min-valid-unmet", 8),
    ] {
        for flag in [&["--error-format", "json"][..], &["--error-format=json"]] {
            let output = sandbox.travauth().args(args).args(flag).stdin("secret\n").run();
            assert!(output.code == exit_code && output.stdout.is_empty(), "{args:?}: {output}");
            assert_eq!(output.stderr.lines().count(), 1, "{output}");
            let error = output.error();
            assert_eq!(
                (&error["code"], &error["exit_code"]),
                (&Value::from(code), &Value::from(exit_code)),
                "{args:?}"
            );
            let names: Vec<_> = error.as_object().expect("it is an object").keys().cloned().collect();
            assert_eq!(
                names,
                ["code", "exit_code", "message", "provider_code", "http_status", "retry_after", "hint", "hints"]
            );
            assert!(error["message"].is_string(), "{args:?}: {error}");
            let hints: Vec<_> = error["hints"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            assert!(!hints.is_empty() && error["hint"] == hints.join("; "), "{args:?}: {error}");
        }
    }
    // The flag can also precede the command.
    let error = |args: &[&str]| sandbox.travauth().args(["--error-format", "json"]).args(args).run().exits(2).error();
    assert_eq!(error(&["token", "get"])["code"], "no-provider");
    for (args, message) in [
        (&["token"][..], "a subcommand is missing: travauth token <COMMAND>"),
        (&["call"], "the following required arguments were not provided: <PATH-or-URL>"),
    ] {
        let error = error(args);
        assert_eq!((&error["code"], &error["message"]), (&"usage".into(), &message.into()));
    }
}

/// A check and a diagnosis are results, also if something is wrong.
#[test]
fn reports_leave_standard_error_empty() {
    let sandbox = Sandbox::new();
    for args in [&["check", "-p", "none"][..], &["encode-sabre-id", "--verify", "-"]] {
        let output = sandbox.travauth().args(args).args(["--json", "--error-format", "json"]).stdin("nothing").run();
        assert!(output.exits(2).silently().json().is_object(), "{args:?}");
    }
}

#[test]
fn success_is_silent_and_v_shows_what_is_done() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let get = || amadeus(&sandbox, &server.url()).args(["--refresh"]);
    assert_eq!(get().run().silently().token(), TOKEN);
    assert_eq!(get().args(["-q"]).run().silently().token(), TOKEN);
    let verbose = get().args(["-v"]).run();
    assert_eq!(verbose.token(), TOKEN);
    for part in [
        "info: provider amadeus (--provider)\n",
        "info: environment custom (--base-url)\n",
        "info: client id my-amadeus-key ($AMADEUS_CLIENT_ID)\n",
        &format!("info: POST {}/v1/security/oauth2/token\n", server.url()),
        "info: HTTP 200, ",
    ] {
        assert!(verbose.stderr.contains(part), "{part}: {verbose}");
    }
    assert!(!verbose.stderr.contains("> "), "no headers without -vv: {verbose}");
    let headers = get().args(["-vv"]).run();
    assert_eq!(headers.token(), TOKEN);
    for part in [
        "> accept: application/json",
        "> form: grant_type=***&client_id=***&client_secret=***\n",
        "< content-type: application/json\n",
    ] {
        assert!(headers.stderr.contains(part), "{part}: {headers}");
    }
    let cached = amadeus(&sandbox, &server.url()).args(["-v"]).run();
    assert!(cached.token() == TOKEN && cached.stderr.contains("info: from the cache, valid for 29 min"), "{cached}");
    amadeus(&sandbox, &server.url()).args(["-q", "-v"]).run().fails(2, &["cannot be used with"]);
    // `-q` does not suppress errors.
    sandbox.travauth().args(["token", "get", "-q"]).run().fails(2, &["no provider"]);
}

#[test]
fn colour_needs_a_terminal_or_a_flag() {
    let sandbox = Sandbox::new();
    let wrong = || sandbox.travauth().args(["token", "get"]);
    assert!(!wrong().run().stderr.contains('\u{1b}'));
    assert!(!wrong().args(["--color", "auto"]).run().stderr.contains('\u{1b}'));
    assert!(!wrong().args(["--color", "never"]).run().stderr.contains('\u{1b}'));
    let coloured = wrong().args(["--color", "always"]).run().exits(2);
    assert!(coloured.stderr.contains("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m "), "{coloured}");
}

#[test]
fn version_names_the_build() {
    let sandbox = Sandbox::new();
    let build = sandbox.travauth().args(["version", "--json"]).run().exits(0).json();
    assert_eq!(build["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(build["commit"], option_env!("TRAVAUTH_COMMIT").map_or(serde_json::Value::Null, Into::into));
    let target = build["target"].as_str().unwrap();
    assert!(target.starts_with(std::env::consts::ARCH) && target.contains(std::env::consts::OS), "{build}");
    assert!(build["features"].as_array().is_some_and(|features| !features.is_empty()), "{build}");
    let text = sandbox.travauth().args(["version"]).run().exits(0).stdout;
    assert!(text.starts_with(concat!("travauth ", env!("CARGO_PKG_VERSION"), "\n")), "{text}");
}

#[test]
fn without_a_command_five_lines_say_what_to_do() {
    let sandbox = Sandbox::new();
    let output = sandbox.travauth().run().exits(2);
    assert_eq!((output.stdout.as_str(), output.stderr.lines().count()), ("", 5), "{output}");
    assert!(output.stderr.contains("travauth login"), "{output}");
}

#[test]
fn help_and_version_go_to_standard_output_and_usage_errors_do_not() {
    let sandbox = Sandbox::new();
    let version = format!("travauth {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(sandbox.travauth().args(["--version"]).run().exits(0).silently().stdout, version);
    for args in [&["--help"][..], &["token", "--help"], &["token", "get", "--help"], &["emulator", "-h"], &["help"]] {
        let help = sandbox.travauth().args(args).run().exits(0).silently();
        assert!(help.stdout.contains("Usage: travauth"), "{help}");
    }
    for args in [&["token"][..], &["token", "gett"], &["completions"], &["--nope"]] {
        let output = sandbox.travauth().args(args).run().exits(2);
        assert!(output.stdout.is_empty() && output.stderr.contains("Usage: travauth"), "{output}");
    }
}

#[test]
fn help_shows_no_value_of_a_variable() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("in-the-environment");
    for args in [&["--help"][..], &["token", "get", "--help"], &["encode-sabre-id", "--help"]] {
        let mut program = sandbox.travauth().args(args);
        for name in ["AMADEUS_CLIENT_SECRET", "SABRE_PASSWORD", "SABRE_CLIENT_SECRET", "TRAVAUTH_PROVIDER"] {
            program = program.env(name, secret);
        }
        program.run().exits(0);
    }
}

// ── Completions ─────────────────────────────────────────────────────────────

#[test]
fn every_shell_has_completions() {
    let sandbox = Sandbox::new();
    for (shell, part) in [
        ("bash", "complete -F _travauth"),
        ("zsh", "#compdef travauth"),
        ("fish", "complete -c travauth"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[travauth]"),
        ("nushell", "export extern \"travauth token get\""),
    ] {
        let output = sandbox.travauth().args(["completions", shell]).run().exits(0).silently();
        assert!(output.stdout.contains(part) && output.stdout.contains("min-valid"), "{shell}");
    }
    sandbox.travauth().args(["completions", "tcsh"]).run().fails(2, &["nushell"]);
}
