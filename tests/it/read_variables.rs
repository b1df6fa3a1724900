//! The variables that commands read, compared with their manual pages.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use crate::support::{Sandbox, manual, source};

/// Runs of the commands that read settings or secrets.
const RUNS: [&[&str]; 21] = [
    &["call", "-p", "sabre", "/v1/lists/supported/shop/themes"],
    &["check", "-p", "sabre"],
    &["config", "edit"],
    &["config", "show"],
    &["config", "validate"],
    &["encode-sabre-id", "--user-id", "1", "--group", "A"],
    &["exec", "-p", "sabre", "--", "true"],
    &["explain", "38187"],
    &["login", "-p", "sabre", "-e", "emulator"],
    &["logout"],
    &["logout", "me"],
    &["profile", "list"],
    &["profile", "remove", "me"],
    &["profile", "show", "me"],
    &["profile", "use", "me"],
    &["providers", "list"],
    &["providers", "show", "sabre"],
    &["proxy", "-p", "sabre", "--", "true"],
    &["token", "clear", "-p", "sabre"],
    &["token", "get"],
    &["token", "show"],
];

/// Variables whose wrong values a command reports by name.
const REPORTED: [&str; 20] = [
    "TRAVAUTH_PROVIDER",
    "TRAVAUTH_ENVIRONMENT",
    "TRAVAUTH_PROFILE",
    "TRAVAUTH_CONFIG",
    "TRAVAUTH_SYSTEM_CONFIG",
    "TRAVAUTH_CACHE",
    "TRAVAUTH_CLIENT_KEY",
    "TRAVAUTH_TIMEOUT",
    "TRAVAUTH_CONNECT_TIMEOUT",
    "TRAVAUTH_RETRIES",
    "TRAVAUTH_RETRY_MAX_TIME",
    "TRAVAUTH_RATE",
    "TRAVAUTH_RATE_WAIT",
    "TRAVAUTH_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "VISUAL",
    "EDITOR",
    "SABRE_PASSWORD",
];

/// Returns the variables that this run reads: it reports a wrong value of one, then of the next one, and so on.
fn read_by(args: &[&str]) -> BTreeSet<&'static str> {
    let mut read = BTreeSet::new();
    loop {
        let sandbox = Sandbox::new();
        let config = "[profiles.me]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n";
        sandbox.write("config/travauth/config.toml", config);
        let left = REPORTED.into_iter().filter(|name| !read.contains(name));
        let wrong = OsStr::from_bytes(b"\xff");
        let program =
            left.fold(sandbox.travauth().args(args).env("EDITOR", "true"), |program, name| program.env(name, wrong));
        let output = program.run();
        let is_name_end = |c: char| !c.is_ascii_uppercase() && c != '_';
        let words: BTreeSet<&str> = output.stderr.split(is_name_end).collect();
        let count = read.len();
        read.extend(REPORTED.into_iter().filter(|name| words.contains(name)));
        if read.len() == count {
            return read;
        }
    }
}

/// Providers' own variables are not on the pages, except where a command has no provider.
#[test]
fn the_manual_page_of_a_command_lists_the_variables_that_it_reads() {
    let mut missing = Vec::new();
    let mut read = BTreeSet::new();
    for args in RUNS {
        let (_, section) = manual::section(args, "ENVIRONMENT");
        for variable in read_by(args) {
            read.insert(variable);
            let has_provider = section.contains("\\fBproviders\\fR \\fBshow\\fR");
            let is_of_provider = has_provider && variable.starts_with("SABRE_");
            if !is_of_provider && !section.contains(&format!("\\fB{variable}\\fR\n")) {
                missing.push(format!("{}: {variable}", args.join(" ")));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert_eq!(read, BTreeSet::from(REPORTED), "a variable that no run reads");
}

/// A failure of the network or of a server needs a variable that names one.
#[test]
fn only_commands_that_use_a_server_list_its_failures() {
    let pages = fs::read_dir(source::root().join("docs/man")).expect("there are pages").flatten();
    for page in pages.map(|page| page.path()) {
        let text = fs::read_to_string(&page).expect("it can be read");
        let uses_server = text.contains("\n\\fBTRAVAUTH_CACHE\\fR\n");
        assert!(uses_server || !text.contains("\n\\fB6\\fR\n"), "{}", page.display());
    }
}
