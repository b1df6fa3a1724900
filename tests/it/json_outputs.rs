//! The JSON outputs of the program match the schemas in docs/schemas/.
#![cfg(unix)]

use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::CommandFactory as _;
use serde_json::Value;
use travauth::cli::Cli;

use super::api::{TOKEN_PATH, call};
use super::common::{AMADEUS_ID, SECRET, grant};
use crate::support::schemas::{self, Validator};
use crate::support::{Reply, Sandbox, Server};

/// The member that has a value in a released build only.
const NO_VALUE: [&str; 1] = ["version: commit"];

/// Parses each line of an output.
#[track_caller]
fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

#[test]
fn the_examples_match_the_schemas() {
    let mut validator = Validator::new();
    for name in schemas::NAMES {
        for example in schemas::read(name)["examples"].as_array().expect("examples") {
            validator.validate(name, example);
        }
    }
}

#[test]
fn every_output_matches_its_schema_and_every_member_occurs() {
    let mut validator = Validator::new();
    tokens(&mut validator);
    sabre(&mut validator);
    reports(&mut validator);
    proxy(&mut validator);
    batch(&mut validator);
    let unseen = validator.unseen();
    assert_eq!(unseen, NO_VALUE, "no output has these members");
}

/// Returns the names and the arguments of all commands without subcommands.
fn leaf_commands(command: &clap::Command, path: &[&str]) -> Vec<(Vec<String>, Vec<clap::Arg>)> {
    if !command.has_subcommands() {
        let name = path.iter().map(|part| (*part).to_owned()).collect();
        return vec![(name, command.get_arguments().cloned().collect())];
    }
    command.get_subcommands().flat_map(|inner| leaf_commands(inner, &[path, &[inner.get_name()]].concat())).collect()
}

#[test]
fn every_command_with_json_accepts_both_spellings() {
    let mut command = Cli::command();
    command.build();
    let mut with_json = Vec::new();
    for (name, args) in leaf_commands(&command, &[]) {
        let has_flag = args.iter().any(|arg| arg.get_long() == Some("json") && !arg.get_action().takes_values());
        let has_format = args.iter().any(|arg| {
            arg.get_long() == Some("format") && arg.get_possible_values().iter().any(|value| value.get_name() == "json")
        });
        assert_eq!(has_flag, has_format, "{name:?}");
        if has_flag {
            with_json.push(name.join(" "));
        }
    }
    let sandbox = Sandbox::new();
    sandbox.write("config/travauth/config.toml", "[profiles.mine]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n");
    let run = |name: &str, more: &[&str]| {
        let args = match name {
            "token get" => &["-P", "mine"][..],
            "check" => &["-P", "mine", "--no-probe", "--cached"],
            "login" => &["mine", "-p", "sabre", "-e", "emulator", "--replace"],
            "profile show" => &["mine"],
            "proxy" => &["-P", "none", "--listen", "127.0.0.1:0"],
            "encode-sabre-id" => &["--client-id", "V1:7971:7TZA:AA", "--password-stdin"],
            "explain" => &["401"],
            _ => &[],
        };
        sandbox.travauth().args(name.split(' ')).args(args).args(more).stdin("a-password").prints_token().run()
    };
    // The durations, the remaining seconds and the port of two runs differ.
    let without_times = |text: &str| {
        let is_time = |part: &&str| {
            let starts = ["\"millis\"", "\"expires_in\"", "\"expires_at\""];
            !part.contains("connected to") && !starts.iter().any(|start| part.starts_with(start))
        };
        text.split(',').filter(is_time).collect::<Vec<_>>().join(",")
    };
    // The first run fills the cache for the others.
    run("token get", &[]).exits(0);
    for name in &with_json {
        let (flag, format) = (run(name, &["--json"]), run(name, &["--format", "json"]));
        assert_eq!(without_times(&flag.stdout), without_times(&format.stdout), "{name}");
        assert_eq!(flag.code, format.code, "{name}");
        assert!(flag.code != 0 || serde_json::from_str::<Value>(&flag.stdout).is_ok(), "{name}: {flag}");
        assert_eq!(flag.code, run(name, &["--json", "--format", "json"]).code, "{name}");
        let other = match name.as_str() {
            "token get" => "header",
            "check" => "brief",
            "encode-sabre-id" => "secret",
            "proxy" => "url",
            _ => "text",
        };
        run(name, &["--json", "--format", other]).fails(2, &["--json"]);
    }
    assert!(with_json.len() >= 12, "{with_json:?}");
}

/// `token get`, `token show`, `login` and `profile`, with a provider that sends all optional fields.
fn tokens(validator: &mut Validator) {
    let sandbox = Sandbox::new();
    let token = sandbox.token("token-of-the-schemas-0123456789");
    let server = Server::start(move |_| {
        Reply::json(
            200,
            r#"{"access_token":"token-of-the-schemas-0123456789","expires_in":1799,"scope":"read write","state":"approved"}"#,
        )
    });
    // It is not registered as a secret, because `login` must store it.
    let file = sandbox.write("secret", "a-secret-that-login-stores");
    let login = [
        "login",
        "mine",
        "-p",
        "amadeus",
        "--no-probe",
        "--store",
        "file",
        "--json",
        "--client-id",
        AMADEUS_ID,
        "--base-url",
    ];
    let output = sandbox
        .travauth()
        .args(login)
        .args([&server.url()])
        .args(["--client-secret-file".as_ref(), file.as_os_str()])
        .run()
        .exits(0);
    validator.validate("login", &lines(&output.stdout)[0]);

    let run = |args: &[&str]| sandbox.travauth().args(args).run().exits(0).stdout;
    let get = sandbox.travauth().args(["token", "get", "-P", "mine", "--format", "json"]).shows(token).run().exits(0);
    validator.validate("token-get", &lines(&get.stdout)[0]);
    validator.validate("token-show", &lines(&run(&["token", "show", "--json"]))[0]);
    validator.validate("token-show", &lines(&run(&["token", "show", "-P", "mine", "--json"]))[0]);
    validator.validate("profile-show", &lines(&run(&["profile", "show", "mine", "--json"]))[0]);
    validator.validate("profile-list", &lines(&run(&["profile", "list", "--json"]))[0]);
    validator.validate("providers-list", &lines(&run(&["providers", "list", "--json"]))[0]);
    validator.validate("config-show", &lines(&run(&["config", "show", "--json"]))[0]);
}

/// `encode-sabre-id` and its diagnosis.
fn sabre(validator: &mut Validator) {
    let sandbox = Sandbox::new();
    let encode = ["encode-sabre-id", "--client-id", "V1:7971:7TZA:AA", "--password-stdin"];
    let output = sandbox.travauth().args(encode).args(["--format", "json"]).stdin("a-password").run().exits(0);
    let document = &lines(&output.stdout)[0];
    validator.validate("encode-sabre-id", document);

    let verify = |text: &str, args: &[&str]| {
        let program =
            sandbox.travauth().args(["encode-sabre-id", "--verify", "-", "--format", "json"]).args(args).stdin(text);
        lines(&program.run().stdout).remove(0)
    };
    let credential = document["secret"].as_str().expect("a text");
    validator.validate("encode-sabre-id-verify", &verify(credential, &["--user-id", "other"]));
    validator.validate("encode-sabre-id-verify", &verify(&format!("\"{credential}\""), &[]));
    // Lines of ten characters, then a character that base64 does not have.
    let wrapped: Vec<&str> = credential.as_bytes().chunks(10).filter_map(|line| str::from_utf8(line).ok()).collect();
    validator.validate("encode-sabre-id-verify", &verify(&wrapped.join("\n"), &[]));
    validator.validate("encode-sabre-id-verify", &verify(&credential.replacen('F', "!", 1), &[]));
    validator.validate("encode-sabre-id-verify", &verify("nothing", &[]));
}

/// `check`, `explain`, `version`, and errors.
fn reports(validator: &mut Validator) {
    let sandbox = Sandbox::new();
    let run = |args: &[&str]| sandbox.travauth().args(args).run();
    validator
        .validate("check", &lines(&run(&["check", "-p", "sabre", "-e", "emulator", "--format", "json"]).stdout)[0]);
    validator.validate("check", &lines(&run(&["check", "-p", "amadeus", "--format", "json"]).stdout)[0]);
    validator.validate("check", &lines(&run(&["check", "-p", "none", "--format", "json"]).stdout)[0]);
    for code in ["38187", "invalid_client", "401", "429"] {
        validator.validate("explain", &lines(&run(&["explain", code, "--json"]).exits(0).stdout)[0]);
    }
    let sabre = &lines(&run(&["explain", "sabre", "401", "--json"]).exits(0).stdout)[0];
    validator.validate("explain", sabre);
    validator.validate("version", &lines(&run(&["version", "--json"]).exits(0).stdout)[0]);
    validator
        .validate("error", &lines(&run(&["token", "get", "-p", "none", "--error-format", "json"]).exits(2).stderr)[0]);

    let server = Server::start(|_| {
        Reply::json(429, r#"{"errors":[{"code":38194,"title":"Too many requests"}]}"#).header("Retry-After", "7")
    });
    let get =
        ["token", "get", "-p", "amadeus", "--retries", "0", "--error-format", "json", "--base-url", &server.url()];
    let secret = sandbox.secret(SECRET);
    let get = sandbox.travauth().args(get).env("AMADEUS_CLIENT_ID", AMADEUS_ID).env("AMADEUS_CLIENT_SECRET", secret);
    validator.validate("error", &lines(&get.run().exits(7).stderr)[0]);
}

/// The lines that `call --batch` reads and prints.
fn batch(validator: &mut Validator) {
    let sandbox = Sandbox::new();
    let has_granted = AtomicBool::new(false);
    let server = Server::start(move |request| match &*request.path {
        TOKEN_PATH if !has_granted.swap(true, Ordering::SeqCst) => grant("token-number-0"),
        TOKEN_PATH => {
            Reply::json(429, r#"{"errors":[{"code":38194,"title":"Too many requests"}]}"#).header("Retry-After", "7")
        }
        "/bytes" => Reply::status(200).header("X-A", "1").header("X-A", "2").body(b"\xff".to_vec()),
        "/json" => Reply::json(200, r#"{"data":[]}"#),
        _ => Reply::json(401, "{}"),
    });
    let input = "{\"id\":1,\"path\":\"/bytes\",\"query\":{\"a\":[1,\"b\"],\"c\":true,\"d\":null}}\n\
        {\"path\":\"/json\"}\n\
        {\"id\":\"b\",\"path\":\"/x\",\"method\":\"POST\",\"headers\":{\"X-A\":[\"1\"],\"Accept\":null},\"body\":[1]}\n\
        {\"path\":\"/x\",\"method\":\"GTE\",\"body\":null}\n";
    for line in lines(input) {
        validator.validate("call-batch-input", &line);
    }
    let flags = ["--batch", "-", "--retries", "0", "--parallel", "1"];
    let output = call(&sandbox, &server.url()).args(flags).stdin(input).run().exits(7);
    let printed = lines(&output.stdout);
    assert_eq!(printed.len(), 4);
    for line in printed {
        validator.validate("call-batch-output", &line);
    }
}

/// The address of `proxy` and its log.
fn proxy(validator: &mut Validator) {
    const KEY: &str = "key-of-the-schemas-0123456789-abcdefghijk";
    let sandbox = Sandbox::new();
    let server = Server::start(|request| match &*request.path {
        "/v1/security/oauth2/token" => grant("token-of-the-schemas-0123456789"),
        "/v1/cut" => Reply::json(200, "{}").cut_short(),
        _ => Reply::json(404, r#"{"errors":[{"status":404,"code":38196,"title":"Resource not found"}]}"#),
    });
    sandbox.token("token-of-the-schemas-0123456789");
    let config = format!(
        "[profiles.mine]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"me\"\nclient_secret = {{ env = \"MINE\" }}\n",
        server.url()
    );
    let config_path = sandbox.write("config/travauth/config.toml", config);
    let serve = |args: &[&str]| {
        let proxy = [
            "proxy",
            "--listen",
            "127.0.0.1:0",
            "--format",
            "json",
            "--log",
            "json",
            "--key",
            "env:PROXY_KEY",
            "--config",
        ];
        let program = sandbox.travauth().args(proxy).args([&config_path]).args(args).shows(sandbox.secret(KEY));
        program.env("MINE", sandbox.secret(SECRET)).env("PROXY_KEY", sandbox.secret(KEY)).spawn()
    };
    let running = serve(&["--mount", "mine=mine", "--tls"]);
    validator.validate("proxy", &lines(&running.first_line())[0]);
    running.signal("TERM");
    running.wait().exits(0);

    let running = serve(&["-P", "mine"]);
    let address = lines(&running.first_line()).remove(0);
    validator.validate("proxy", &address);
    let port = address["listen"][0].as_str().expect("an address");
    let example = &schemas::read("proxy-log")["examples"][0]["target"];
    for path in [format!("/{KEY}/v1/reference-data/airlines?airlineCodes=BA"), "/v1/without-a-key".to_owned()] {
        let call = ["call", "-p", "amadeus", "--no-auth", "-H", "User-Agent: client/1"];
        sandbox.travauth().args(call).args([format!("http://{port}{path}")]).run().exits(4);
    }
    running.until_stderr_contains("without-a-key");
    running.signal("TERM");
    let log = lines(&running.wait().exits(0).stderr);
    for line in &log {
        validator.validate("proxy-log", line);
    }
    assert_eq!(&log[0]["target"], example);
    without_key(validator, &sandbox, &config_path);
}

/// The address of `proxy` without a key, and the log line of a response that is cut short.
fn without_key(validator: &mut Validator, sandbox: &Sandbox, config: &Path) {
    let serve = |listen: &str, flags: &[&str]| {
        let args = ["proxy", "-P", "mine", "--format", "json", "--log", "json", "--listen", listen];
        let program = sandbox.travauth().args(args).args(flags).args(["--config".as_ref(), config.as_os_str()]);
        program.env("MINE", sandbox.secret(SECRET)).spawn()
    };
    let running = serve("127.0.0.1:0", &["--no-key"]);
    let address = lines(&running.first_line()).remove(0);
    validator.validate("proxy", &address);
    let base_url = format!("http://{}", address["listen"][0].as_str().expect("an address"));
    assert_eq!((&address["key"], &address["base_url"]), (&Value::Null, &base_url.into()));
    running.signal("TERM");
    running.wait().exits(0);

    let socket = sandbox.path("proxy.sock");
    let running = serve(&format!("unix:{}", socket.display()), &[]);
    let address = lines(&running.first_line()).remove(0);
    validator.validate("proxy", &address);
    assert_eq!((&address["key"], &address["base_url"]), (&Value::Null, &"http://localhost".into()));
    let mut stream = UnixStream::connect(&socket).expect("it listens");
    stream.write_all(b"GET /v1/cut HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it reads");
    running.until_stderr_contains("/v1/cut");
    running.signal("TERM");
    let log = running.wait().exits(0).stderr;
    let line = log.lines().find(|line| line.contains("/v1/cut")).expect("it was found");
    validator.validate("proxy-log", &lines(line)[0]);
}
