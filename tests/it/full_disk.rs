//! A full disk while config or secret are written: the files keep their content, and the error says what was not stored.
#![cfg(target_os = "linux")]

use std::fs;

use super::common::alone;
use crate::support::{Output, Sandbox};

/// A config that takes eight blocks of the file system, with a profile whose secret is in a file.
fn config() -> String {
    format!(
        "[network]\nretries = 1 # {}\n[profiles.mine]\nprovider = \"sabre\"\nbase_url = \"http://127.0.0.1:1\"\nuser_id = \"1\"\ngroup = \"2\"\n\
         password = {{ file = \"secrets/mine.password\" }}\n",
        "x".repeat(30000)
    )
}

/// Runs the program with a config directory on a file system of its own, which has this number of free blocks.
///
/// Returns its output, and the content of the config directory: the config, and the secrets.
fn run(args: &[&str], free_blocks: usize) -> (Output, String, Vec<String>) {
    const SECRET: &str = "another-secret";
    let sandbox = Sandbox::new();
    let dir = sandbox.config_dir();
    fs::create_dir_all(&dir).unwrap();
    sandbox.write("before.toml", config());
    let script = format!(
        "cd \"$TRAVAUTH_CONFIG_DIR\"
        mount -t tmpfs -o size=120k,mode=700 none .
        cd \"$TRAVAUTH_CONFIG_DIR\"
        cp ../../before.toml config.toml
        mkdir -m 700 secrets
        printf '*\\n' >secrets/.gitignore
        printf 'first-secret\\n' >secrets/mine.password
        chmod 600 secrets/*
        head -c 1000000 /dev/zero >fill 2>/dev/null || true
        truncate -s \"-$(({free_blocks} * 4096))\" fill
        status=0
        \"$@\" || status=$?
        cp config.toml ../../after.toml
        cat secrets/* >../../secrets 2>/dev/null || true
        ls -A . secrets >../../files
        exit $status"
    );
    let output = alone(&sandbox, "--mount", &script, args).env("TRAVAUTH_CONFIG_DIR", &dir).stdin(SECRET).run();
    let read = |name| fs::read_to_string(sandbox.path(name)).unwrap();
    assert!(!read("files").contains(".tmp"), "{}", read("files"));
    assert!(!output.stderr.contains(".tmp"), "a name that the user does not know: {output}");
    let secrets = read("secrets").lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    (output, read("after.toml"), secrets)
}

#[test]
fn a_full_disk_changes_neither_config_nor_secret() {
    let known = ["-p", "sabre", "--base-url", "http://127.0.0.1:1", "--user-id", "1", "--group", "2"];
    let rest = ["--with-secret", "--store", "file", "--no-verify"];
    let login = |name: &'static str, more: &[&'static str]| [&["login", name], &known[..], &rest, more].concat();
    let no_config = ["config.toml was not changed", "No space left on device"];
    let no_secret = ["the secret was not stored in", "No space left on device", "nothing was stored"];
    for (args, free_blocks, parts) in [
        (vec!["config", "set", "network.retries", "5"], 0, &no_config[..]),
        (vec!["config", "unset", "profiles.mine.group"], 0, &no_config),
        (vec!["profile", "rename", "mine", "other"], 0, &no_config),
        (vec!["profile", "use", "mine"], 0, &no_config),
        (login("mine", &["--replace", "--default"]), 0, &no_secret),
        (login("new", &[]), 0, &no_secret),
        // The disk has room for the secret, but not for the config.
        (login("mine", &["--replace", "--default"]), 2, &["config.toml was not changed", "nothing was stored"]),
        (login("new", &[]), 2, &["config.toml was not changed", "nothing was stored"]),
    ] {
        let (output, after, secrets) = run(&args, free_blocks);
        let output = output.fails(1, parts);
        assert_eq!(after, config(), "{args:?}: {output}");
        assert_eq!(secrets, ["first-secret"], "{args:?}: {output}");
    }
}

#[test]
fn a_batch_leaves_whole_lines() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "lines",
        (0..200)
            .map(|id| format!("{{\"id\":{id},\"path\":\"/v1/reference-data/airlines?airlineCodes=BA\"}}\n"))
            .collect::<String>(),
    );
    let script = "mkdir small
        mount -t tmpfs -o size=16k none small
        status=0
        \"$@\" || status=$?
        cat small/out >written
        exit $status";
    let args = ["call", "-p", "amadeus", "-e", "emulator", "--batch", "../lines", "-o", "small/out"];
    alone(&sandbox, "--mount", script, &args).run().fails(1, &["small/out", "No space left on device"]);
    let written = fs::read_to_string(sandbox.path("work/written")).unwrap();
    assert!(written.ends_with("}\n") && written.lines().count() > 10, "{written}");
    assert!(written.lines().all(|line| line.starts_with("{\"id\":") && line.ends_with('}')), "{written}");
}

#[test]
fn an_unfinished_logout_names_what_it_has_deleted() {
    let (output, after, _) = run(&["logout", "mine"], 0);
    output.fails(1, &["config.toml was not changed", "already deleted: the file", "secrets/mine.password"]);
    assert_eq!(after, config());
}
