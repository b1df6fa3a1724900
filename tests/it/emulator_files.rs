//! `emulator -- COMMAND` where the usual directory for temporary files cannot be written.
#![cfg(unix)]

use std::fs;

use crate::support::{Program, Sandbox};

/// Prepares `emulator --tls -- sh -c SCRIPT` without a directory for temporary files.
///
/// Even root cannot create a directory below a device.
fn with_command(sandbox: &Sandbox, script: &str) -> Program {
    let program = sandbox.travauth().args(["emulator", "--tls", "--", "sh", "-c", script]);
    program.env("TMPDIR", "/dev/null/tmp").env("TOOL", Sandbox::binary())
}

/// Script that prints the directories in which the emulator put the config and the certificates, and checks that a token
/// is cached.
const SHOW: &str =
    "dirname \"$(dirname \"$TRAVAUTH_CONFIG_DIR\")\" && dirname \"$(dirname \"$NODE_EXTRA_CA_CERTS\")\" &&
    \"$TOOL\" token get -p sabre >/dev/null && \"$TOOL\" token get -p sabre --offline >/dev/null";

fn is_empty(sandbox: &Sandbox, dir: &str) -> bool {
    fs::read_dir(sandbox.path(dir)).is_ok_and(|mut items| items.next().is_none())
}

#[test]
fn the_runtime_dir_is_the_second_choice() {
    let sandbox = Sandbox::new();
    let output = with_command(&sandbox, SHOW).run().exits(0).silently();
    let run = sandbox.path("run").display().to_string();
    assert_eq!(output.stdout, format!("{run}\n{run}\n"));
    assert!(is_empty(&sandbox, "run"));
}

#[test]
fn the_config_dir_and_the_current_directory_come_last() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.config_dir()).expect("it is new");
    let nowhere = || with_command(&sandbox, SHOW).env("XDG_RUNTIME_DIR", "/dev/null/run");
    let config = sandbox.config_dir().display().to_string();
    assert_eq!(nowhere().run().exits(0).silently().stdout, format!("{config}\n{config}\n"));
    assert!(is_empty(&sandbox, "config/travauth"));
    fs::remove_dir(sandbox.config_dir()).expect("it is empty");
    let work = sandbox.path("work").display().to_string();
    assert_eq!(nowhere().run().exits(0).silently().stdout, format!("{work}\n{work}\n"));
    assert!(is_empty(&sandbox, "work") && !sandbox.config_dir().exists());
}

/// I13: the command runs without a token cache, and a warning says so.
#[cfg(target_os = "linux")]
#[test]
fn without_any_directory_the_command_still_runs() {
    let sandbox = Sandbox::new();
    // Even root cannot create a directory in /proc.
    let with_command = |flags: &[&str], script: &str| {
        let program = sandbox.travauth().args(["emulator"]).args(flags).args(["--", "sh", "-c", script]);
        program.env("TMPDIR", "/dev/null/tmp").env("XDG_RUNTIME_DIR", "").env("TOOL", Sandbox::binary()).dir("/proc")
    };
    let script = "\"$TOOL\" token get -p sabre >/dev/null && \"$TOOL\" token get -p amadeus >/dev/null";
    let output = with_command(&[], script).run().exits(0);
    let lines: Vec<_> = output.stderr.lines().collect();
    assert!(lines.len() == 1 && lines[0].contains("without a token cache: ") && lines[0].contains("/proc"), "{output}");
    let output = with_command(&["--tls"], "echo \"$SSL_CERT_FILE|$AMADEUS_BASE_URL\"").run().exits(0);
    assert!(output.stdout.starts_with("|https://127.0.0.1:"), "{output}");
    assert!(output.stderr.contains("a file with the CA to trust"), "{output}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_ca_that_cannot_be_written_is_printed() {
    let sandbox = Sandbox::new();
    let emulator = sandbox
        .travauth()
        .args(["emulator", "--tls"])
        .env("TMPDIR", "/dev/null/tmp")
        .env("XDG_RUNTIME_DIR", "")
        .dir("/proc")
        .spawn();
    let url = emulator.first_line();
    emulator.until_stderr_contains("-----END CERTIFICATE-----");
    emulator.signal("TERM");
    let output = emulator.wait().exits(143);
    let ca = output.stderr.split_once("this CA:\n").expect("the CA follows the warning").1;
    assert!(url.starts_with("https://") && ca.starts_with("-----BEGIN CERTIFICATE-----"), "{output}");
}
