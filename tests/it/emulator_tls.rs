//! `emulator --tls`: https that clients can trust, without and with a command.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::{Program, Running, Sandbox, eventually};

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// Prepares `emulator --tls -- sh -c SCRIPT`.
fn with_command(sandbox: &Sandbox, script: &str) -> Program {
    sandbox.travauth().args(["emulator", "--tls", "--", "sh", "-c", script]).env("TOOL", Sandbox::binary())
}

/// Starts an emulator; also returns its base URL and the file with its CA.
fn start(sandbox: &Sandbox) -> (Running, String, PathBuf) {
    let running = sandbox.travauth().args(["emulator", "--tls"]).spawn();
    let url = running.first_line();
    running.until_stderr_contains(".pem\n");
    let dir = fs::read_dir(sandbox.path("tmp")).expect("it exists").flatten().next().expect("it holds a directory");
    (running, url, dir.path().join("ca.pem"))
}

fn certificates(path: &Path) -> usize {
    fs::read_to_string(path).expect("it is text").matches(CERTIFICATE).count()
}

#[test]
fn clients_that_trust_its_ca_are_served() {
    let sandbox = Sandbox::new();
    let (emulator, url, ca) = start(&sandbox);
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    assert_eq!(certificates(&ca), 1);
    let get = || {
        sandbox
            .travauth()
            .args(["token", "get", "-p", "sabre", "--base-url", &url, "--refresh"])
            .env("SABRE_USER_ID", "demo")
            .env("SABRE_GROUP", "DEMO")
            .env("SABRE_PASSWORD", "demo-sabre-password")
    };
    assert!(!get().env("SSL_CERT_FILE", &ca).run().silently().token().is_empty());
    assert!(!get().args(["--ca-bundle".as_ref(), ca.as_os_str()]).run().silently().token().is_empty());
    get().run().fails(6, &["authority that is not trusted"]);
    emulator.signal("TERM");
    let output = emulator.wait().exits(143);
    assert!(output.stderr.contains(&ca.display().to_string()), "{output}");
}

#[test]
fn its_ca_is_private_and_removed_at_the_end() {
    for signal in ["TERM", "HUP"] {
        let sandbox = Sandbox::new();
        let (emulator, _, ca) = start(&sandbox);
        let dir = ca.parent().expect("it is in a directory");
        let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
        assert_eq!((mode(dir), mode(&ca)), (0o700, 0o600));
        emulator.signal(signal);
        assert!(emulator.wait().code > 128);
        assert!(!dir.exists(), "{}", dir.display());
    }
}

#[test]
fn a_command_finds_the_ca_with_the_variables_of_its_runtime() {
    let sandbox = Sandbox::new();
    let script = "env >env; for file in \"$NODE_EXTRA_CA_CERTS\" \"$SSL_CERT_FILE\" \"$REQUESTS_CA_BUNDLE\" \
                  \"$CURL_CA_BUNDLE\"; do cp \"$file\" . && grep -c BEGIN.CERTIFICATE \"$file\"; done";
    let output = with_command(&sandbox, script).run().exits(0).silently();
    let counts: Vec<usize> = output.stdout.lines().map(|line| line.parse().expect("a number")).collect();
    let system = travauth::http::system_bundle().map_or(0, |bundle| certificates(&bundle));
    assert_eq!(counts, [1, system + 1, system + 1, system + 1], "the system's certificates stay trusted: {output}");
    let env = fs::read_to_string(sandbox.path("work/env")).expect("it was written");
    let of = |name: &str| env.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).unwrap_or_default();
    let url = of("AMADEUS_BASE_URL");
    assert!(url.starts_with("https://127.0.0.1:"), "{env}");
    assert_eq!(of("SABRE_BASE_URL"), url);
    assert_eq!(url, format!("https://{}:{}", of("AMADEUS_HOST"), of("AMADEUS_PORT")));
    assert!(!of("AMADEUS_SSL").is_empty());
    let ca = Path::new(of("NODE_EXTRA_CA_CERTS"));
    assert!(ca.is_absolute() && !ca.exists(), "it is removed after the command: {}", ca.display());
}

#[test]
fn certificates_that_the_caller_trusts_stay_trusted() {
    let sandbox = Sandbox::new();
    let own = |name: &str| sandbox.write(format!("own/{name}.pem"), format!("# the caller's {name}"));
    let names = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];
    let print: Vec<_> =
        names.iter().map(|name| format!("head -n 1 \"${name}\"; grep -c BEGIN.CERT \"${name}\"")).collect();
    let program =
        names.iter().fold(with_command(&sandbox, &print.join("; ")), |program, name| program.env(name, own(name)));
    let output = program.run().exits(0).silently();
    let expected: String = names.iter().map(|name| format!("# the caller's {name}\n1\n")).collect();
    assert_eq!(output.stdout, expected);
    // A missing file is no error.
    let program =
        with_command(&sandbox, "grep -c BEGIN.CERT \"$NODE_EXTRA_CA_CERTS\"").env("NODE_EXTRA_CA_CERTS", "missing");
    assert_eq!(program.run().exits(0).stdout, "1\n");
}

#[test]
fn travauth_itself_works_inside() {
    let sandbox = Sandbox::new();
    let script = "set -e
        \"$TOOL\" token get -p amadeus
        \"$TOOL\" token get -p sabre
        \"$TOOL\" call -p amadeus /v2/reference-data/urls/checkin-links --query airlineCode=BA --jq .meta.count
        \"$TOOL\" check -p amadeus -p sabre --cached >/dev/null";
    let output = with_command(&sandbox, script).prints_token().run().exits(0).silently();
    let lines: Vec<_> = output.stdout.lines().collect();
    assert_eq!((lines.len(), lines[2]), (3, "2"), "{output}");
    for token in &lines[..2] {
        sandbox.token(token);
    }
}

#[test]
fn plain_http_is_forbidden_as_at_amadeus() {
    let sandbox = Sandbox::new();
    let script = "\"$TOOL\" token get -p amadeus --base-url \"http${AMADEUS_BASE_URL#https}\"";
    with_command(&sandbox, script).run().fails(6, &["403", "38197"]);
}

#[test]
fn an_interrupted_command_leaves_no_files() {
    let sandbox = Sandbox::new();
    let running = with_command(&sandbox, "echo ready; exec sleep 60").spawn();
    assert_eq!(running.first_line(), "ready");
    running.signal("TERM");
    running.wait().exits(143);
    let dir = sandbox.path("tmp");
    eventually("the directory is empty", || fs::read_dir(&dir).is_ok_and(|mut items| items.next().is_none()));
}
