//! The rate that all requests of an account share.
#![cfg(unix)]

use std::path::PathBuf;

use serde_json::Value;

use super::api::{api, api_requests, call};
use super::common::{SECRET, grant, numbered_token};
use crate::support::{Output, Program, Reply, Request, Sandbox, Server, overwrite};

/// A rate of which a process gets one turn while a test runs, without waiting for another.
const ONE: [&str; 4] = ["--rate", "1/m", "--rate-wait", "0"];

fn pages(count: usize) -> Server {
    api(move |request: &Request| {
        let page: usize = request.query.iter().find(|(name, _)| name == "p").map_or(1, |(_, p)| p.parse().unwrap());
        let next = if page < count { format!("\"/v1/x?p={}\"", page + 1) } else { "null".to_owned() };
        Reply::json(200, format!(r#"{{"meta":{{"links":{{"next":{next}}}}}}}"#))
    })
}

/// Returns the files of this sandbox that contain a stamp.
fn stamps(sandbox: &Sandbox) -> Vec<PathBuf> {
    let listing = std::fs::read_dir(sandbox.config_dir().join("tokens")).into_iter().flatten().flatten();
    listing.map(|item| item.path()).filter(|path| path.extension().is_some_and(|own| own == "rate")).collect()
}

#[track_caller]
fn was_not_sent(output: Output) -> Output {
    let output = output.exits(7);
    assert_eq!(output.stdout, "");
    assert!(output.stderr.contains("was not sent, because no turn begins within"), "{output}");
    output
}

#[test]
fn processes_keep_the_rate_of_the_emulator_together() {
    let sandbox = Sandbox::new();
    let emulator = sandbox.travauth().args(["emulator", "--rate", "15/s"]).spawn();
    let url = emulator.first_line();
    let program = sandbox
        .travauth()
        .args(["call", "-p", "amadeus", "--base-url", &url, "/v1/reference-data/airlines?airlineCodes=BA"])
        .env("AMADEUS_CLIENT_ID", "demo-amadeus-client-id")
        .env("AMADEUS_CLIENT_SECRET", "demo-amadeus-client-secret")
        .args(["--silent", "--retries", "0"]);
    let run = |args: &[&str]| -> Vec<i32> {
        let running: Vec<_> = (0..12).map(|_| program.clone().args(args).spawn()).collect();
        running.into_iter().map(|running| running.wait().code).collect()
    };
    // The emulator allows a little more, so that a request that a busy machine delays does not fail the test.
    assert_eq!(run(&["--rate", "10/s"]), [0; 12]);
    assert!(run(&["--rate", "none"]).contains(&7), "the emulator enforces its rate");
}

#[test]
fn a_request_that_would_wait_too_long_is_not_sent() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let run = |args: &[&str]| call(&sandbox, &server.url()).args(["/x"]).args(args).run();
    drop(run(&ONE).exits(0));
    let output = was_not_sent(run(&ONE));
    assert!(output.stderr.contains("share a rate of 1/m (--rate), and the next turn begins in"), "{output}");
    assert!(output.stderr.contains("hint: try again later, or wait longer with `--rate-wait DURATION`"), "{output}");
    let output = run(&[&ONE[..], &["--error-format", "json"]].concat()).exits(7);
    let error: Value = serde_json::from_str(&output.stderr).unwrap();
    assert_eq!(error["error"]["code"], "rate-limited");
    assert!(error["error"]["retry_after"].as_u64().is_some_and(|seconds| seconds <= 61), "{error}");
    assert_eq!(api_requests(&server).len(), 1);
    // A process that keeps no rate, or a higher one, does not wait.
    drop(run(&["--rate", "none"]).exits(0).silently());
    drop(run(&["--rate", "1000000/s", "--rate-wait", "0"]).exits(0).silently());
    drop(run(&[]).exits(0).silently());
}

#[test]
fn the_rate_is_that_of_an_account() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let other = api(|_| Reply::json(200, "{}"));
    let run = |url: &str, id: &str| call(&sandbox, url).args(["/x"]).args(ONE).env("AMADEUS_CLIENT_ID", id).run().code;
    assert_eq!([run(&server.url(), "me"), run(&server.url(), "me")], [0, 7]);
    assert_eq!([run(&server.url(), "you"), run(&other.url(), "me")], [0, 0]);
    // A path in the base URL does not change the account.
    assert_eq!(run(&format!("{}/gateway", server.url()), "me"), 7);
}

#[test]
fn every_request_takes_a_turn() {
    // Pages:
    let sandbox = Sandbox::new();
    let server = pages(3);
    let output = call(&sandbox, &server.url()).args(["/v1/x", "--paginate"]).args(ONE).run().exits(7);
    assert!(output.stderr.contains("page 2: the request to Amadeus was not sent"), "{output}");
    assert_eq!(api_requests(&server).len(), 1);
    // Repeats:
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(503).header("Retry-After", "0"));
    was_not_sent(call(&sandbox, &server.url()).args(["/x"]).args(ONE).run());
    assert_eq!(api_requests(&server).len(), 1);
    // A request with a new token after a 401:
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(401));
    drop(call(&sandbox, &server.url()).args(["/x"]).run().exits(4));
    was_not_sent(call(&sandbox, &server.url()).args(["/x"]).args(ONE).run());
    assert_eq!(api_requests(&server).len(), 2);
    // Redirects on the same origin:
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(302).header("Location", "/elsewhere"));
    was_not_sent(call(&sandbox, &server.url()).args(["/x", "--follow"]).args(ONE).run());
    assert_eq!(api_requests(&server).len(), 1);
}

#[test]
fn requests_without_the_account_take_no_turn() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    for _ in 0..2 {
        let anonymous = call(&sandbox, &server.url()).args(["/x", "--no-auth"]).args(ONE);
        drop(anonymous.run().exits(0).silently());
        let emulated = sandbox.travauth().args(["call", "-p", "amadeus", "-e", "emulator", "--silent"]).args(ONE);
        drop(emulated.args(["/v1/reference-data/airlines?airlineCodes=BA"]).run().exits(0).silently());
        drop(call(&sandbox, &server.url()).args(["/x", "--dry-run"]).args(ONE).run().exits(0));
    }
    assert!(stamps(&sandbox).is_empty());
}

#[test]
fn a_429_blocks_the_account_for_as_long_as_the_server_asks() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(429).header("Retry-After", "100"));
    let run = || call(&sandbox, &server.url()).args(["/x", "--rate", "1000/s"]).run().exits(7);
    let output = run();
    assert!(!output.stderr.contains("was not sent"), "{output}");
    let output = was_not_sent(run());
    assert!(
        output.stderr.contains("the next turn begins in 1 min 3") || output.stderr.contains("1 min 40 s"),
        "{output}"
    );
    assert_eq!(api_requests(&server).len(), 1);
    // Without a rate there is nothing to share.
    drop(call(&sandbox, &server.url()).args(["/x"]).run().exits(7));
    assert_eq!(api_requests(&server).len(), 2);
}

#[test]
fn a_file_that_cannot_be_used_is_replaced_or_left_with_a_warning() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let run = || call(&sandbox, &server.url()).args(["/x"]).args(ONE).run().exits(0);
    drop(run().silently());
    let stamp = stamps(&sandbox).remove(0);
    let far = std::fs::read_to_string(&stamp).unwrap().split(' ').next().unwrap().to_owned() + " 999999999999999 0 0\n";
    for garbage in [b"".to_vec(), b"garbage\xff\0".to_vec(), vec![b'x'; 100_000], far.into_bytes()] {
        overwrite(&stamp, &garbage);
        drop(run().silently());
        assert_eq!(std::fs::read_to_string(&stamp).unwrap().lines().count(), 1);
    }
    // Only root can change the owner of a file.
    let other_owner = std::fs::metadata(&stamp).unwrap().uid() + 1234;
    if chown(&stamp, Some(other_owner), None).is_ok() {
        drop(run().warns_once("it belongs to another user"));
    }
    std::fs::remove_file(&stamp).unwrap();
    std::fs::create_dir(&stamp).unwrap();
    // Each process keeps the rate by itself.
    let output = run();
    assert_eq!(output.stderr.lines().count(), 1, "{output}");
    assert!(output.stderr.starts_with("warning: the rate is not shared with other processes: "), "{output}");
    drop(call(&sandbox, &server.url()).args(["/x"]).args(ONE).args(["-q"]).run().exits(0).silently());
    let server = pages(2);
    std::fs::remove_dir(&stamp).unwrap();
    for _ in 0..2 {
        let alone = call(&sandbox, &server.url()).args(["/v1/x", "--paginate"]).args(ONE).env("TRAVAUTH_CACHE", "none");
        let output = alone.run().exits(7);
        assert!(output.stderr.contains("page 2: "), "{output}");
    }
    assert_eq!(api_requests(&server).len(), 2);
}

/// The progress line is shown after a second, so the turn is three seconds away.
#[cfg(target_os = "linux")]
#[test]
fn a_wait_is_shown_on_a_terminal() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let run = |rate: &str| {
        let program = call(&sandbox, &server.url()).args(["/x", "--rate", rate]);
        super::output::on_terminal(program).run().exits(0).stdout
    };
    assert!(!run("20/m").contains("waiting"));
    let shown = run("20/m");
    assert!(shown.contains("waiting for a turn in 1 s\r"), "{shown:?}");
}

#[test]
fn invalid_rates_are_rejected() {
    let sandbox = Sandbox::new();
    let program = || call(&sandbox, "http://127.0.0.1:1").args(["/x"]);
    for rate in ["0/s", "1e9/s", "-1/s", "fast", ""] {
        drop(program().args(["--rate", rate]).run().exits(2));
    }
    let output = program().env("TRAVAUTH_RATE", "0/s").run().exits(2);
    assert!(output.stderr.contains("TRAVAUTH_RATE has a wrong value: a rate must be more than 0"), "{output}");
}

/// Writes a config with a provider that has a documented rate, and whose API is this server.
fn own_provider(sandbox: &Sandbox, server: &Server) {
    let config = format!(
        "[providers.acme]\ntoken_url = \"/token\"\nprobe = \"/probe\"\n\
         environments.prod = {{ base_url = \"{}\", requests_per_second = 3 }}\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
}

fn acme(sandbox: &Sandbox, args: &[&str]) -> Program {
    let program = sandbox.travauth().args(args).args(["-p", "acme"]);
    program.env("ACME_CLIENT_ID", "me").env("ACME_CLIENT_SECRET", sandbox.secret(SECRET))
}

#[test]
fn the_rate_and_its_origin_are_shown() {
    let sandbox = Sandbox::new();
    let token = sandbox.token(&numbered_token(0)).to_owned();
    let server =
        Server::start(move |request| if request.path == "/token" { grant(&token) } else { Reply::json(200, "{}") });
    own_provider(&sandbox, &server);
    let documented = "3/s (documented by the provider)";
    let output = acme(&sandbox, &["check"]).run().exits(0);
    assert!(output.stdout.contains(&format!(", at most {documented}")), "{output}");
    assert_eq!(stamps(&sandbox).len(), 1, "the probe takes a turn");
    let why = |program: Program| {
        let output = program.run().exits(0);
        output.stdout.lines().find_map(|line| line.strip_prefix("rate ")).unwrap_or_default().trim().to_owned()
    };
    let show = || acme(&sandbox, &["token", "show", "--why"]);
    assert_eq!(why(show()), "3/s for all requests of this account (documented by the provider)");
    assert_eq!(why(show().env("TRAVAUTH_RATE", "10/m")), "10/m for all requests of this account ($TRAVAUTH_RATE)");
    assert_eq!(why(show().env("TRAVAUTH_RATE", "none")), "none is set or documented");
    let output = acme(&sandbox, &["config", "show"]).env("TRAVAUTH_RATE_WAIT", "5s").run().exits(0);
    for [name, value, origin] in
        [["rate", "3/s", "documented by the provider"], ["rate_wait", "5 s", "$TRAVAUTH_RATE_WAIT"]]
    {
        let has_row =
            |line: &str| line.split_whitespace().next() == Some(name) && line.contains(value) && line.contains(origin);
        assert!(output.stdout.lines().any(has_row), "{name}: {output}");
    }
}

#[test]
fn a_documented_rate_of_zero_is_a_mistake() {
    let sandbox = Sandbox::new();
    let config = "[providers.acme]\ntoken_url = \"/token\"\n[providers.acme.environments]\nprod = { base_url = \"https://a.example\", requests_per_second = 0 }\n";
    sandbox.write("config/travauth/config.toml", config);
    let output = sandbox.travauth().args(["config", "validate"]).run().exits(2);
    assert!(output.stderr.contains(":4:"), "{output}");
}
