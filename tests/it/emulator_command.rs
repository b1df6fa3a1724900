//! `emulator`: the server alone, and with a command.
#![cfg(unix)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use super::common::numbered_grants;
use crate::support::{Output, Program, Running, Sandbox, eventually};

/// Starts an emulator without a command; also returns its base URL.
fn start(sandbox: &Sandbox, args: &[&str]) -> (Running, String) {
    let running = sandbox.travauth().args(["emulator"]).args(args).spawn();
    let url = running.first_line();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    (running, url)
}

/// Prepares `token get` from the emulator at this URL.
fn get(sandbox: &Sandbox, provider: &str, url: &str) -> Program {
    sandbox
        .travauth()
        .args(["token", "get", "-p", provider, "--base-url", url])
        .env("AMADEUS_CLIENT_ID", "demo-amadeus-client-id")
        .env("AMADEUS_CLIENT_SECRET", "demo-amadeus-client-secret")
        .env("SABRE_USER_ID", "demo")
        .env("SABRE_GROUP", "DEMO")
        .env("SABRE_PASSWORD", "demo-sabre-password")
        .env("SABRE_CLIENT_ID", "demo-sabre-client-id")
        .env("SABRE_CLIENT_SECRET", "demo-sabre-client-secret")
}

/// Prepares `emulator -- sh -c SCRIPT`.
fn with_command(sandbox: &Sandbox, flags: &[&str], script: &str) -> Program {
    sandbox.travauth().args(["emulator"]).args(flags).args(["--", "sh", "-c", script])
}

// ── Without a command ───────────────────────────────────────────────────────

#[test]
fn its_first_line_is_its_base_url_and_it_serves_until_a_signal() {
    let sandbox = Sandbox::new();
    let (emulator, url) = start(&sandbox, &[]);
    for args in [&["amadeus"][..], &["sabre"], &["sabre", "--auth-version", "3"]] {
        let token = get(&sandbox, args[0], &url).args(&args[1..]).run().silently().token();
        assert!(token.len() > 40, "{token}");
    }
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("it listens");
    stream
        .write_all(b"GET /v1/reference-data/airlines HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .expect("it reads");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("it responds");
    assert!(response.starts_with("HTTP/1.1 401 "), "a token is required: {response}");
    emulator.signal("TERM");
    let output = emulator.wait();
    assert_eq!((output.code, output.stdout.lines().count()), (143, 1), "{output}");
    output.silently();
}

/// `env` resets the signal, because a background job of a script ignores it, and programs inherit that.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_it() {
    let sandbox = Sandbox::new();
    let emulator = sandbox.command("env").args(["--default-signal=INT"]).args([Sandbox::binary()]).args(["emulator"]);
    let emulator = emulator.spawn();
    assert!(emulator.first_line().starts_with("http://"));
    emulator.signal("INT");
    emulator.wait().exits(130);
}

#[test]
fn wrong_credentials_are_rejected_in_the_providers_format() {
    let sandbox = Sandbox::new();
    let (_emulator, url) = start(&sandbox, &[]);
    let wrong = |provider: &str| {
        get(&sandbox, provider, &url).env("AMADEUS_CLIENT_SECRET", "wrong").env("SABRE_PASSWORD", "wrong")
    };
    wrong("amadeus").run().fails(3, &["38187", "invalid_client"]);
    wrong("sabre").run().fails(3, &["VALUES"]);
    wrong("sabre").args(["--auth-version", "3"]).run().fails(3, &["VALUES"]);
}

#[test]
fn faults_occur_as_often_as_set() {
    let sandbox = Sandbox::new();
    let faults = ["--fault", "/v2/auth/token=503:2", "--fault", "/v1/security/oauth2/token=500"];
    let (_emulator, url) = start(&sandbox, &faults);
    let sabre = || get(&sandbox, "sabre", &url).args(["--retries", "0"]);
    sabre().run().fails(6, &["503"]);
    sabre().run().fails(6, &["503"]);
    assert!(!sabre().run().silently().token().is_empty());
    for _ in 0..3 {
        get(&sandbox, "amadeus", &url).args(["--retries", "0"]).run().fails(6, &["500"]);
    }
    for fault in ["", "x", "/a", "/a=99", "/a=600", "/a=500:0", "a=500"] {
        sandbox.travauth().args(["emulator", "--fault", fault]).run().fails(2, &["--fault"]);
    }
}

#[test]
fn lifetime_and_latency_are_set_by_flags() {
    let sandbox = Sandbox::new();
    let (_emulator, url) = start(&sandbox, &["--expires-in", "100"]);
    for provider in ["amadeus", "sabre"] {
        let json = get(&sandbox, provider, &url).args(["--format", "json"]).prints_token().run().exits(0).json();
        assert!(json["expires_in"].as_u64().is_some_and(|left| (60..=100).contains(&left)), "{json}");
    }
    let (_slow, url) = start(&sandbox, &["--latency", "1h"]);
    get(&sandbox, "amadeus", &url).args(["--timeout", "300ms"]).run().fails(6, &["did not respond"]);
    sandbox.travauth().args(["emulator", "--latency", "x"]).run().fails(2, &["--latency"]);
}

#[test]
fn an_account_that_is_too_fast_is_throttled() {
    let sandbox = Sandbox::new();
    let script = "call() { \"$TOOL\" call --retries 0 -p \"$@\" 2>&1 >/dev/null; echo \" $?\"; }
        call amadeus /v1/reference-data/airlines
        call amadeus /v1/reference-data/airlines
        call sabre /v1/shop/themes
        call sabre /v1/shop/themes";
    let output = with_command(&sandbox, &["--rate", "1/m"], script).env("TOOL", Sandbox::binary()).run().exits(0);
    let codes: Vec<_> = output.stdout.lines().filter_map(|line| line.strip_prefix(' ')).collect();
    assert_eq!(codes, ["0", "7", "0", "7"], "{output}");
    for code in ["38194", "ERR.2SG.GATEWAY.REQUEST_THROTTLED"] {
        assert!(output.stdout.contains(code), "{output}");
    }
    for (rate, part) in
        [("0/s", "more than 0"), ("1e9/s", "such as 10/s"), ("none", "such as 10/s"), ("2000000/s", "at most")]
    {
        sandbox.travauth().args(["emulator", "--rate", rate]).run().fails(2, &["--rate", part]);
    }
}

#[test]
fn response_files_are_served_from_a_directory() {
    let sandbox = Sandbox::new();
    let trips = sandbox.write("work/data/v1/travel/trips.json", r#"{"data":["mine"]}"#);
    let script = "\"$TOOL\" call -p amadeus /v1/travel/trips --retries 0 --timeout 10s --jq '.data[0]'";
    let run = || with_command(&sandbox, &["--data", "data"], script).env("TOOL", Sandbox::binary()).run();
    assert_eq!(run().exits(0).silently().stdout, "mine\n");
    // The emulator must not wait for a pipe to which no program writes.
    fs::remove_file(&trips).expect("it exists");
    assert!(Command::new("mkfifo").arg(&trips).status().is_ok_and(|status| status.success()));
    let output = run().exits(5);
    assert!(output.stderr.contains("trips.json: it is not a regular file"), "{output}");
    for dir in ["missing", "data/v1/../../missing"] {
        sandbox.travauth().args(["emulator", "--data", dir]).run().fails(2, &["--data", dir, "not a directory"]);
    }
}

#[test]
fn an_address_in_use_is_a_local_failure() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has an address").to_string();
    let sandbox = Sandbox::new();
    for command in [&[][..], &["--", "true"]] {
        let output = sandbox.travauth().args(["emulator", "--listen", &address]).args(command).run();
        output.fails(1, &[&address, "--listen 127.0.0.1:0"]);
    }
    sandbox.travauth().args(["emulator", "--listen", "nowhere"]).run().fails(2, &["--listen"]);
}

#[test]
fn one_emulators_token_is_valid_in_another() {
    let sandbox = Sandbox::new();
    let (_one, first) = start(&sandbox, &[]);
    let (_other, second) = start(&sandbox, &[]);
    let token = get(&sandbox, "amadeus", &first).run().token();
    let mut stream = TcpStream::connect(second.trim_start_matches("http://")).expect("it listens");
    let request = format!(
        "GET /v1/reference-data/airlines?airlineCodes=BA HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("it responds");
    assert!(response.starts_with("HTTP/1.1 200 ") && response.contains("BRITISH"), "{response}");
}

// ── With a command ──────────────────────────────────────────────────────────

/// Returns the variables in the output of `env`.
fn variables(output: &Output) -> Vec<(String, String)> {
    let pairs = output.stdout.lines().filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn a_command_gets_the_emulators_variables_and_not_the_callers() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("secret-of-the-caller");
    let mut program = with_command(&sandbox, &[], "env; echo to-stderr >&2");
    for name in [
        "AMADEUS_CLIENT_ID",
        "AMADEUS_CLIENT_SECRET",
        "AMADEUS_API_KEY",
        "AMADEUS_API_SECRET",
        "AMADEUS_HOSTNAME",
        "SABRE_EPR",
        "SABRE_PCC",
        "SABRE_AUTH_VERSION",
        "SABRE_ENVIRONMENT",
        "SABRE_PASSWORD",
        "SABRE_ACCESS_TOKEN",
        "TRAVAUTH_TOKEN",
        "TRAVAUTH_PROVIDER",
        "TRAVAUTH_ENVIRONMENT",
        "TRAVAUTH_CACHE",
        "TRAVAUTH_CONFIG_DIR",
    ] {
        program = program.env(name, secret);
    }
    let output = program.env("OTHER", "kept").run().exits(0);
    assert_eq!(output.stderr, "to-stderr\n");
    let variables = variables(&output);
    let of = |name: &str| variables.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let url = of("AMADEUS_BASE_URL").expect("it is set").to_owned();
    let port = url.strip_prefix("http://127.0.0.1:").expect("it is on this machine");
    for (name, value) in [
        ("AMADEUS_HOST", "127.0.0.1"),
        ("AMADEUS_PORT", port),
        ("AMADEUS_SSL", ""),
        ("AMADEUS_CLIENT_ID", "demo-amadeus-client-id"),
        ("AMADEUS_CLIENT_SECRET", "demo-amadeus-client-secret"),
        ("SABRE_BASE_URL", &url),
        ("SABRE_USER_ID", "demo"),
        ("SABRE_GROUP", "DEMO"),
        ("SABRE_DOMAIN", "AA"),
        ("SABRE_PASSWORD", "demo-sabre-password"),
        ("OTHER", "kept"),
    ] {
        assert_eq!(of(name), Some(value), "{name}: {output}");
    }
    for name in [
        "AMADEUS_API_KEY",
        "AMADEUS_HOSTNAME",
        "SABRE_EPR",
        "SABRE_AUTH_VERSION",
        "TRAVAUTH_PROVIDER",
        "TRAVAUTH_CACHE",
    ] {
        assert_eq!(of(name), None, "{name}: {output}");
    }
    let config = of("TRAVAUTH_CONFIG_DIR").expect("it is set");
    assert!(!std::path::Path::new(config).exists(), "it is removed after the command: {output}");
}

#[test]
fn travauth_itself_works_inside_without_the_callers_cache() {
    let sandbox = Sandbox::new();
    let callers_server = numbered_grants().at_least(0);
    let script = "\"$TOOL\" token get -p amadeus && \"$TOOL\" token get -p sabre && \"$TOOL\" token get -p sabre --offline \
                  && \"$TOOL\" token get -p sabre --auth-version 3";
    let output = with_command(&sandbox, &[], script)
        .env("TOOL", Sandbox::binary())
        .env("AMADEUS_BASE_URL", callers_server.url())
        .prints_token()
        .run()
        .exits(0)
        .silently();
    let tokens: Vec<_> = output.stdout.lines().collect();
    assert!(tokens.len() == 4 && tokens[1] == tokens[2], "{output}");
    for token in &tokens {
        sandbox.token(token);
    }
    assert!(!sandbox.config_dir().exists());
    callers_server.expect(0);
}

#[test]
fn the_commands_exit_code_is_passed_on() {
    let sandbox = Sandbox::new();
    for code in [0, 1, 7, 100, 255] {
        with_command(&sandbox, &[], &format!("exit {code}")).run().exits(code).silently();
    }
    with_command(&sandbox, &[], "kill -9 $$").run().exits(137);
    with_command(&sandbox, &[], "kill -TERM $$").run().exits(143);
}

#[test]
fn a_command_that_cannot_start_has_the_exit_code_of_a_shell() {
    let sandbox = Sandbox::new();
    sandbox.write("work/not-executable", "#!/bin/sh\n");
    let run = |name: &str| sandbox.travauth().args(["emulator", "--", name]).run();
    assert!(run("no-such-command").exits(127).stderr.contains("no-such-command"));
    assert!(run("./not-executable").exits(126).stderr.contains("not-executable"));
    assert!(run(".").exits(126).stderr.contains('.'));
    // The command's arguments are not read as flags.
    let output = sandbox.travauth().args(["emulator", "--", "printf", "%s\\n", "-v", "--help", "a b"]).run();
    assert_eq!(output.exits(0).stdout, "-v\n--help\na b\n");
}

#[test]
fn the_command_reads_standard_input() {
    let sandbox = Sandbox::new();
    assert_eq!(with_command(&sandbox, &[], "cat").stdin("input\n").run().exits(0).stdout, "input\n");
}

#[test]
fn signals_are_passed_on_to_the_command() {
    let sandbox = Sandbox::new();
    for signal in ["TERM", "HUP"] {
        let script = format!("trap 'echo caught; exit 5' {signal}; echo ready; while :; do sleep 0.01; done");
        let running = with_command(&sandbox, &[], &script).spawn();
        assert_eq!(running.first_line(), "ready");
        running.signal(signal);
        assert_eq!(running.wait().exits(5).stdout, "ready\ncaught\n");
    }
    // A signal right after the start of the command is passed on too.
    let script = "trap 'exit 6' TERM; kill -TERM $PPID; while :; do sleep 0.01; done";
    with_command(&sandbox, &[], script).run().exits(6);
    // A terminal sends Ctrl-C also to the command, so the emulator waits for the command to end.
    let script = "echo ready; until [ -e go ]; do sleep 0.01; done; exit 4";
    let running = with_command(&sandbox, &[], script).spawn();
    assert_eq!(running.first_line(), "ready");
    running.signal("INT");
    running.signal("QUIT");
    sandbox.write("work/go", "");
    running.wait().exits(4);
}

#[test]
fn it_serves_as_long_as_the_command_runs() {
    let sandbox = Sandbox::new();
    let running = with_command(
        &sandbox,
        &["--expires-in", "5"],
        "echo \"$SABRE_BASE_URL\"; until [ -e go ]; do sleep 0.01; done",
    )
    .spawn();
    let url = running.first_line();
    assert!(!get(&sandbox, "sabre", &url).run().token().is_empty());
    sandbox.write("work/go", "");
    running.wait().exits(0);
    eventually("the emulator no longer listens", || TcpStream::connect(url.trim_start_matches("http://")).is_err());
}
