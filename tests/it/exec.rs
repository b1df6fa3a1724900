//! `exec`: the environment, exit codes and signals of its command.
#![cfg(unix)]

use super::api::{SECRET, api, grants, token};
use crate::support::{Program, Reply, Sandbox, Server};

/// Prepares `exec` with this server as Amadeus, and with secrets in variables.
fn exec(sandbox: &Sandbox, url: &str) -> Program {
    sandbox.secret(SECRET);
    sandbox.token(&token(0));
    sandbox
        .travauth()
        .args(["exec", "-p", "amadeus", "--base-url", url])
        .env("AMADEUS_CLIENT_ID", "me")
        .env("AMADEUS_CLIENT_SECRET", SECRET)
        .env("AMADEUS_API_SECRET", SECRET)
        .env("SABRE_PASSWORD", SECRET)
        .env("SABRE_CLIENT_SECRET", SECRET)
        .env("UNRELATED", "stays")
}

/// Starts a server that only grants tokens.
fn granting() -> Server {
    api(|request| panic!("{} was requested", request.path))
}

#[test]
fn the_command_gets_the_token_but_no_secrets() {
    let sandbox = Sandbox::new();
    let server = granting();
    let output = exec(&sandbox, &server.url()).args(["--", "env"]).prints_token().run().exits(0);
    let variable =
        |name: &str| output.stdout.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).map(str::to_owned);
    assert_eq!(variable("TRAVAUTH_TOKEN"), Some(token(0)));
    assert_eq!(variable("AMADEUS_ACCESS_TOKEN"), Some(token(0)));
    assert_eq!(variable("TRAVAUTH_BASE_URL"), Some(server.url()));
    let expires_at = variable("TRAVAUTH_TOKEN_EXPIRES_AT").unwrap();
    assert!(expires_at.parse::<jiff::Timestamp>().is_ok() && expires_at.ends_with('Z'), "{expires_at}");
    assert_eq!(variable("UNRELATED").as_deref(), Some("stays"));
    assert_eq!(variable("AMADEUS_CLIENT_ID").as_deref(), Some("me"));
    for name in ["AMADEUS_CLIENT_SECRET", "AMADEUS_API_SECRET", "SABRE_PASSWORD", "SABRE_CLIENT_SECRET"] {
        assert_eq!(variable(name), None, "{name}");
    }
    for (proxy, is_kept) in [("http://me:p@proxy.example", false), ("http://proxy.example", true)] {
        let command = ["--", "sh", "-c", "test -n \"$TRAVAUTH_PROXY\""];
        let output = exec(&sandbox, &server.url()).env("TRAVAUTH_PROXY", proxy).args(command).run();
        assert_eq!(output.code == 0, is_kept, "{proxy}");
    }
    let kept = exec(&sandbox, &server.url())
        .args(["--keep-secrets", "--", "sh", "-c", "test -n \"$AMADEUS_CLIENT_SECRET$SABRE_PASSWORD\" && echo kept"])
        .run()
        .exits(0);
    assert_eq!(kept.stdout, "kept\n");
    assert_eq!(grants(&server), 1, "the second token is from the cache");
}

#[test]
fn the_command_replaces_the_process() {
    let sandbox = Sandbox::new();
    let server = granting();
    let running = exec(&sandbox, &server.url())
        .args(["--", "sh", "-c", "trap 'exit 9' TERM; echo $$; while :; do sleep 0.01; done"])
        .spawn();
    assert_eq!(running.first_line(), running.id().to_string());
    running.signal("TERM");
    assert_eq!(running.wait().code, 9);
    let piped = exec(&sandbox, &server.url()).args(["--", "sh", "-c", "cat; echo err >&2; exit 7"]).stdin("in").run();
    let piped = piped.exits(7);
    assert_eq!((piped.stdout.as_str(), piped.stderr.as_str()), ("in", "err\n"));
}

#[test]
fn flags_after_the_separator_belong_to_the_command() {
    let sandbox = Sandbox::new();
    let server = granting();
    let output = exec(&sandbox, &server.url()).args(["--", "echo", "-n", "--min-valid", "-v"]).run().exits(0);
    assert_eq!(output.stdout, "--min-valid -v");
}

#[test]
fn a_command_that_cannot_start_has_the_exit_codes_of_a_shell() {
    let sandbox = Sandbox::new();
    let server = granting();
    let file = sandbox.write("work/not-executable", "text");
    let output = exec(&sandbox, &server.url()).args(["--", "no-such-command"]).run().exits(127);
    assert!(output.stderr.contains("no-such-command"), "{output}");
    exec(&sandbox, &server.url()).args(["--".as_ref(), file.as_os_str()]).run().exits(126);
    exec(&sandbox, &server.url()).run().exits(2);
    exec(&sandbox, &server.url()).args(["--"]).run().exits(2);
}

#[test]
fn without_a_token_the_command_does_not_run() {
    let sandbox = Sandbox::new();
    let server = granting();
    let marker = ["--", "touch", "ran"];
    exec(&sandbox, &server.url()).args(["--min-valid", "2h"]).args(marker).run().exits(8);
    let rejecting = Server::start(|_| Reply::json(401, r#"{"error":"invalid_client"}"#));
    exec(&sandbox, &rejecting.url()).args(marker).run().exits(3);
    sandbox.travauth().args(["exec", "-p", "sabre"]).args(marker).run().exits(9);
    assert!(!sandbox.path("work/ran").exists());
}

#[test]
fn with_the_emulator_the_command_runs_as_a_child() {
    let sandbox = Sandbox::new();
    let binary = Sandbox::binary().display();
    let script = format!(
        "'{binary}' call -p sabre --base-url \"$TRAVAUTH_BASE_URL\" --no-auth -H \"Authorization: Bearer $SABRE_ACCESS_TOKEN\" \
         /v1/lists/supported/shop/themes --jq '.Themes[0].Theme'; exit 5"
    );
    let output =
        sandbox.travauth().args(["exec", "-p", "sabre", "-e", "emulator", "--", "sh", "-c", &script]).run().exits(5);
    assert_eq!(output.stdout, "BEACH\n", "{output}");
    let killed =
        sandbox.travauth().args(["exec", "-p", "sabre", "-e", "emulator", "--", "sh", "-c", "kill -9 $$"]).run();
    assert_eq!(killed.code, 137);
    let running = sandbox
        .travauth()
        .args([
            "exec",
            "-p",
            "sabre",
            "-e",
            "emulator",
            "--",
            "sh",
            "-c",
            "trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done",
        ])
        .spawn();
    assert_eq!(running.first_line(), "ready");
    running.signal("TERM");
    assert_eq!(running.wait().code, 9);
    sandbox.travauth().args(["exec", "-p", "sabre", "-e", "emulator", "--", "no-such-command"]).run().exits(127);
}

#[test]
fn no_flag_suppresses_the_error_of_a_command_that_cannot_start() {
    let sandbox = Sandbox::new();
    for command in [&["exec", "-p", "sabre", "-e", "emulator"][..], &["emulator"]] {
        let output =
            sandbox.travauth().args(command).args(["-q", "--error-format", "json", "--", "no-such-command"]).run();
        assert_eq!(output.code, 127, "{output}");
        let error: serde_json::Value = serde_json::from_str(&output.stderr).unwrap();
        assert_eq!(error["error"]["code"], "command-not-found", "{output}");
        assert_eq!(error["error"]["exit_code"], 127, "{output}");
    }
}

/// S2: variables with the password of a shared cache are removed, whether the URL, a variable or the config names them.
#[test]
fn the_password_of_a_shared_cache_is_removed() {
    let in_url = "redis://user:the-cache-password@127.0.0.1:1";
    let named = "redis://127.0.0.1:1?password_env=CACHE_PASSWORD";
    let in_config = "[cache]\nurl = \"redis://127.0.0.1:1\"\npassword = { env = \"CACHE_PASSWORD\" }\n";
    let url_in_config = format!("[cache]\nurl = \"{named}\"\n");
    for (config, by_variable, removed) in [
        ("", Some(in_url), &["TRAVAUTH_CACHE"][..]),
        ("", Some(named), &["CACHE_PASSWORD"]),
        (in_config, None, &["CACHE_PASSWORD"]),
        (in_config, Some("file"), &["CACHE_PASSWORD"]),
        (&url_in_config, None, &["CACHE_PASSWORD"]),
        (&url_in_config, Some(in_url), &["TRAVAUTH_CACHE", "CACHE_PASSWORD"]),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("config/travauth/config.toml", config);
        let server = granting();
        let run = |more: &[&str]| {
            let mut program = exec(&sandbox, &server.url()).env("CACHE_PASSWORD", "the-cache-password");
            if let Some(url) = by_variable {
                program = program.env("TRAVAUTH_CACHE", url);
            }
            program.args(more).args(["--", "env"]).prints_token()
        };
        let output = run(&[]).run().exits(0);
        for name in removed {
            let is_set = output.stdout.lines().any(|line| line.starts_with(&format!("{name}=")));
            assert!(!is_set, "{name} with {config:?} and {by_variable:?}: {output}");
        }
        // A variable that holds no password stays.
        let is_kept = output.stdout.lines().any(|line| line.starts_with("TRAVAUTH_CACHE="));
        assert_eq!(is_kept, by_variable.is_some() && !removed.contains(&"TRAVAUTH_CACHE"), "{output}");
    }
}
