//! The variables that commands set, compared with the lists on the reference pages.
#![cfg(unix)]

use std::collections::BTreeSet;

use travauth::commands::{EMULATOR_VARIABLES, EXEC_VARIABLES, TLS_VARIABLES, TOKEN_VARIABLES};
use travauth::credentials::SECRET_COMMAND_VARIABLES;
use travauth::proxy::CLIENT_VARIABLES;
use travauth::variables::Variable;

use crate::support::{Program, Sandbox};

/// Returns the names of the variables in the output of `env` or in lines for a shell.
fn names(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.strip_prefix("export ").unwrap_or(line));
    lines.filter_map(|line| Some(line.split_once('=')?.0.to_owned())).collect()
}

/// Returns the variables that a run sets for its command `env`. `prepare` changes the environment of the run.
fn set_by(args: &[&str], prepare: impl Fn(Program) -> Program) -> BTreeSet<String> {
    let sandbox = Sandbox::new();
    sandbox.write("config/travauth/config.toml", CONFIG);
    let before = names(&prepare(sandbox.command("env")).run().exits(0).stdout);
    let output = prepare(sandbox.travauth()).args(args).args(["--", "env"]).prints_token().run().exits(0);
    names(&output.stdout).difference(&before).cloned().collect()
}

const CONFIG: &str = "
[profiles.with-headers]
provider = \"amadeus\"
environment = \"emulator\"
headers = { ama-client-ref = \"test\" }
";

/// Fails unless the list has each of these variables and no other one.
#[track_caller]
fn assert_lists(list: &[Variable], set: &BTreeSet<String>) {
    let names: Vec<&str> = list.iter().flat_map(|variable| variable.name.split(", ")).collect();
    let is_meant = |name: &str, by: &str| match (by.strip_prefix('…'), by.strip_suffix('…')) {
        (Some(ending), _) => name.ends_with(ending),
        (_, Some(beginning)) => name.starts_with(beginning),
        _ => name == by,
    };
    let missing: Vec<_> = set.iter().filter(|name| !names.iter().any(|by| is_meant(name, by))).collect();
    let unset: Vec<_> = names.iter().filter(|by| !set.iter().any(|name| is_meant(name, by))).collect();
    assert!(missing.is_empty() && unset.is_empty(), "missing in the list: {missing:?}; listed, but not set: {unset:?}");
}

#[test]
fn exec_sets_the_listed_variables() {
    assert_lists(&EXEC_VARIABLES, &set_by(&["exec", "-P", "with-headers"], |program| program));
}

#[test]
fn token_get_sets_the_listed_variables() {
    let sandbox = Sandbox::new();
    for format in ["env", "dotenv"] {
        let get = ["token", "get", "-p", "sabre", "-e", "emulator", "--format", format];
        let output = sandbox.travauth().args(get).prints_token().run().exits(0);
        assert_lists(&TOKEN_VARIABLES, &names(&output.stdout));
    }
}

/// Without any directory for its files, the emulator turns off the cache of its command. A directory of the system's processes
/// cannot be written, even by root.
#[test]
fn the_emulator_sets_the_listed_variables() {
    let usual = set_by(&["emulator", "--tls"], |program| program);
    let nowhere = if cfg!(target_os = "linux") {
        let prepare = |program: Program| program.env("TMPDIR", "/dev/null/tmp").env("XDG_RUNTIME_DIR", "").dir("/proc");
        set_by(&["emulator"], |program| prepare(program).env("XDG_CONFIG_HOME", "/dev/null"))
    } else {
        BTreeSet::from(["TRAVAUTH_CACHE".to_owned()])
    };
    assert_lists(&[&EMULATOR_VARIABLES[..], &TLS_VARIABLES].concat(), &usual.union(&nowhere).cloned().collect());
    let tls = &usual - &set_by(&["emulator"], |program| program);
    assert_lists(&TLS_VARIABLES, &tls);
}

#[test]
fn the_proxy_sets_the_listed_variables() {
    let set = |provider| set_by(&["proxy", "-e", "emulator", "--tls", "-p", provider], |program| program);
    assert_lists(&[&CLIENT_VARIABLES[..], &TLS_VARIABLES].concat(), &(&set("amadeus") | &set("sabre")));
    let tls = &set("sabre") - &set_by(&["proxy", "-e", "emulator", "-p", "sabre"], |program| program);
    assert_lists(&TLS_VARIABLES, &tls);
    let mounted = set_by(&["proxy", "--mount", "one=with-headers"], |program| program);
    for name in ["TRAVAUTH_PROVIDER", "TRAVAUTH_TOKEN", "TRAVAUTH_BASE_URL"] {
        assert!(!mounted.contains(name), "{name}");
    }
}

#[test]
fn a_secret_command_gets_the_listed_variables() {
    let sandbox = Sandbox::new();
    let config = "[profiles.me]
        provider = \"sabre\"
        user_id = \"1\"
        group = \"A\"
        password = { command = [\"sh\", \"-c\", \"env > variables; echo secret\"] }";
    sandbox.write("config/travauth/config.toml", config);
    let get = ["token", "get", "-P", "me", "--base-url", "http://127.0.0.1:1", "--retries", "0"];
    sandbox.travauth().args(get).run().fails(6, &[]);
    let printed = std::fs::read_to_string(sandbox.path("config/travauth/variables")).expect("the command ran");
    let before = sandbox.command("sh").args(["-c", "env"]).run().exits(0).stdout;
    assert_lists(&SECRET_COMMAND_VARIABLES, &(&names(&printed) - &names(&before)));
}
