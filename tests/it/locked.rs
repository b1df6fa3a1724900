//! `locked` in the system config: every key keeps its value, regardless of the user's config, flags and variables.

use super::common::with_configs;
use crate::support::{Output, Sandbox};

/// A key that is locked, and the ways to set it.
struct Row {
    key: &'static str,
    /// The value in the system config.
    system: &'static str,
    /// Another value in the user's config.
    user: &'static str,
    /// Arguments and variables (`NAME=value`) that set the same value.
    same: &'static [&'static str],
    /// Arguments or one variable that set another value.
    other: &'static [&'static [&'static str]],
}

const fn row(
    key: &'static str,
    system: &'static str,
    user: &'static str,
    same: &'static [&'static str],
    other: &'static [&'static [&'static str]],
) -> Row {
    Row { key, system, user, same, other }
}

/// The keys of a profile that are no keys of `[network]` too.
const PROFILE: [Row; 20] = [
    row("extends", "\"base\"", "\"other\"", &[], &[]),
    row("provider", "\"sabre\"", "\"amadeus\"", &["-P", "corp", "-p", "sabre"], &[]),
    row(
        "environment",
        "\"production\"",
        "\"cert\"",
        &["-e", "prod"],
        &[
            &["-e", "cert"],
            &["-e", "emulator"],
            &["--base-url", "https://x.example"],
            &["TRAVAUTH_ENVIRONMENT=cert"],
            &["SABRE_ENVIRONMENT=cert"],
            &["SABRE_BASE_URL=https://x.example"],
        ],
    ),
    row(
        "base_url",
        "\"https://corp.example\"",
        "\"https://x.example\"",
        &["--base-url", "https://corp.example/"],
        &[&["-e", "cert"], &["--base-url", "https://x.example"], &["SABRE_BASE_URL=https://x.example"]],
    ),
    row(
        "client_id",
        "\"V1:1:2:AA\"",
        "\"V1:9:2:AA\"",
        &["--client-id", "V1:1:2:AA"],
        &[&["--client-id", "V1:9:2:AA"], &["SABRE_CLIENT_ID=V1:9:2:AA"], &["--user-id", "9"]],
    ),
    row(
        "client_secret",
        "{ env = \"A\" }",
        "{ env = \"B\" }",
        &[],
        &[&["--client-secret-file", "f"], &["--password-file", "f"], &["SABRE_PASSWORD=p"]],
    ),
    row("user_id", "\"1\"", "\"9\"", &["--user-id", "1"], &[&["--user-id", "9"], &["SABRE_USER_ID=9"]]),
    row("epr", "\"1\"", "\"9\"", &["--epr", "1"], &[&["--epr", "9"], &["SABRE_EPR=9"], &["--user-id", "V1:9:2:AA"]]),
    row(
        "group",
        "\"2\"",
        "\"9\"",
        &["--group", "2"],
        &[&["--group", "9"], &["SABRE_GROUP=9"], &["--client-id", "V1:1:9:AA"]],
    ),
    row("pcc", "\"2\"", "\"9\"", &["--pcc", "2"], &[&["--pcc", "9"], &["SABRE_PCC=9"]]),
    row("domain", "\"LH\"", "\"BA\"", &["--domain", "LH"], &[&["--domain", "BA"], &["SABRE_DOMAIN=BA"]]),
    row(
        "password",
        "{ env = \"A\" }",
        "{ command = [\"b\"] }",
        &[],
        &[&["--password-file", "f"], &["--client-secret-file", "f"], &["SABRE_PASSWORD=p"], &["SABRE_PASSWORD_FILE=f"]],
    ),
    row("auth_version", "2", "3", &["--auth-version", "2"], &[&["--auth-version", "3"], &["SABRE_AUTH_VERSION=3"]]),
    row("refresh_token", "{ file = \"/a\" }", "{ file = \"/b\" }", &[], &[]),
    row("scope", "\"a\"", "\"b\"", &["--scope", "a"], &[&["--scope", "b"]]),
    row(
        "params",
        "{ a = \"1\" }",
        "{ a = \"2\" }",
        &["--token-param", "a=1"],
        &[&["--token-param", "a=2"], &["--token-param", "b=1"]],
    ),
    row(
        "headers",
        "{ X-One = \"1\" }",
        "{ x-one = \"2\" }",
        &[],
        &[&["call", "/", "-H", "x-one: 2"], &["call", "/", "-H", "X-Two:"]],
    ),
    row(
        "min_valid",
        "60",
        "\"2m\"",
        &["token", "get", "--offline", "--min-valid", "1m"],
        &[
            &["token", "get", "--min-valid", "2m"],
            &["call", "/", "--min-valid", "2m"],
            &["exec", "--min-valid", "2m", "--", "true"],
            &["proxy", "--min-valid", "2m", "--", "true"],
        ],
    ),
    row("private_key", "\"a.pem\"", "\"b.pem\"", &[], &[]),
    row("kid", "\"a\"", "\"b\"", &[], &[]),
];

/// The keys of `[network]` and of a profile.
const NETWORK: [Row; 11] = [
    row("timeout", "5", "6", &["--timeout", "5s"], &[&["--timeout", "6s"], &["TRAVAUTH_TIMEOUT=6s"]]),
    row(
        "connect_timeout",
        "5",
        "6",
        &["--connect-timeout", "5s"],
        &[&["--connect-timeout", "6s"], &["TRAVAUTH_CONNECT_TIMEOUT=6s"]],
    ),
    row("retries", "1", "3", &["--retries", "1"], &[&["--retries", "3"], &["TRAVAUTH_RETRIES=3"]]),
    row(
        "retry_max_time",
        "5",
        "6",
        &["--retry-max-time", "5s"],
        &[&["--retry-max-time", "6s"], &["TRAVAUTH_RETRY_MAX_TIME=6s"]],
    ),
    row(
        "rate",
        "\"5/s\"",
        "\"6/s\"",
        &["TRAVAUTH_RATE=5/s"],
        &[&["call", "/", "--rate", "6/s"], &["TRAVAUTH_RATE=6/s"]],
    ),
    row("rate_wait", "5", "6", &["--rate-wait", "5s"], &[&["--rate-wait", "6s"], &["TRAVAUTH_RATE_WAIT=6s"]]),
    row(
        "proxy",
        "\"http://a.example:1\"",
        "\"http://b.example:1\"",
        &["--proxy", "http://a.example:1"],
        &[
            &["--proxy", "http://b.example:1"],
            &["TRAVAUTH_PROXY=http://b.example:1"],
            &["HTTPS_PROXY=http://b.example:1"],
        ],
    ),
    row(
        "ca_bundle",
        "\"/a.pem\"",
        "\"/b.pem\"",
        &["--ca-bundle", "/a.pem"],
        &[&["--ca-bundle", "/b.pem"], &["TRAVAUTH_CA_BUNDLE=/b.pem"]],
    ),
    row(
        "add_ca",
        "\"/a.pem\"",
        "\"/b.pem\"",
        &["--add-ca", "/a.pem"],
        &[&["--add-ca", "/b.pem"], &["TRAVAUTH_ADD_CA=/b.pem"]],
    ),
    row(
        "client_cert",
        "\"/a.pem\"",
        "\"/b.pem\"",
        &["--client-cert", "/a.pem"],
        &[&["--client-cert", "/b.pem"], &["TRAVAUTH_CLIENT_CERT=/b.pem"]],
    ),
    row(
        "client_key",
        "\"/a.pem\"",
        "\"/b.pem\"",
        &["--client-key", "/a.pem"],
        &[&["--client-key", "/b.pem", "--client-cert", "/c.pem"], &["TRAVAUTH_CLIENT_KEY=/b.pem"]],
    ),
];

/// The keys of `[cache]`.
const CACHE: [Row; 6] = [
    row("url", "\"none\"", "\"file\"", &["TRAVAUTH_CACHE=none"], &[&["TRAVAUTH_CACHE=file"]]),
    row("password", "{ env = \"A\" }", "{ env = \"B\" }", &[], &[]),
    row("sentinel_password", "{ env = \"A\" }", "{ env = \"B\" }", &[], &[]),
    row("ca_bundle", "\"/a.pem\"", "\"/b.pem\"", &[], &[]),
    row("client_cert", "\"/a.pem\"", "\"/b.pem\"", &[], &[]),
    row("client_key", "\"/a.pem\"", "\"/b.pem\"", &[], &[]),
];

/// The flags that replace keys of a provider.
const PROVIDER: [Row; 6] = [
    row(
        "environments",
        "{ live = \"https://acme.example\" }",
        "{ x = \"https://x.example\" }",
        &["-e", "live"],
        &[&["--base-url", "https://x.example"], &["ACME_BASE_URL=https://x.example"]],
    ),
    row("params", "{ a = \"1\" }", "{ a = \"2\" }", &[], &[&["--token-param", "a=2"]]),
    row("headers", "{ X-One = \"1\" }", "{ x-one = \"2\" }", &[], &[&["call", "/", "-H", "x-one: 2"]]),
    row("probe", "\"/a\"", "\"/b\"", &[], &[&["check", "--probe", "/b"]]),
    row("client_cert", "\"/a.pem\"", "\"/b.pem\"", &[], &[&["--client-cert", "/b.pem"]]),
    row("client_key", "\"/a.pem\"", "\"/b.pem\"", &[], &[&["--client-key", "/b.pem", "--client-cert", "/c.pem"]]),
];

/// Two config files.
struct World(Sandbox);

impl World {
    fn new(system: &str, user: &str) -> Self {
        Self(with_configs(system, user))
    }

    /// Runs `config show`, or the command in the arguments. Arguments like `NAME=value` in upper case are variables.
    fn run(&self, args: &[&str]) -> Output {
        let is_variable =
            |arg: &&&str| arg.split_once('=').is_some_and(|(name, _)| name.starts_with(char::is_uppercase));
        let (variables, args): (Vec<&str>, Vec<&str>) = args.iter().partition(|arg| is_variable(arg));
        let has_command = args.first().is_some_and(|arg| !arg.starts_with('-'));
        let command: &[&str] = if has_command { &[] } else { &["config", "show"] };
        let program =
            self.0.travauth().args(command).args(args).env("TRAVAUTH_SYSTEM_CONFIG", self.0.path("etc/config.toml"));
        let pairs = variables.iter().filter_map(|variable| variable.split_once('='));
        pairs.fold(program, |program, (name, value)| program.env(name, value)).run()
    }
}

/// Checks one row: `table` has the key, and `rest` is the rest of the system config.
#[track_caller]
fn check(row: &Row, table: &str, rest: &str) {
    let path = format!("{table}.{}", row.key);
    let set = |value: &str| format!("[{table}]\n{} = {value}\n", row.key);
    let system = format!("locked = [\"{path}\"]\n{rest}\n").replace(&format!("[{table}]\n"), &set(row.system));
    assert!(system.contains(row.system), "{system}");
    let world = World::new(&system, &set(row.user));
    // A key with two spellings has one name.
    let name = path.replace("epr", "user_id").replace("pcc", "group");
    let ignored = |output: &Output| {
        output.stderr.lines().filter(|line| line.contains("is ignored, because the system config locks it")).count()
    };
    let output = world.run(&[]);
    assert_eq!(ignored(&output), 1, "{path}: {output}");
    let world = World::new(&system, &set(row.system));
    let output = world.run(row.same);
    assert!(output.stderr.is_empty() || output.code == 8 || output.code == 9, "{path}: {output}");
    for other in row.other {
        let output = world.run(other).exits(2);
        // `check` prints a report on standard output.
        let text = format!("{}{}", output.stdout, output.stderr);
        let parts = ["cannot replace `", &name, "the system config locks it"];
        assert!(parts.iter().all(|part| text.contains(part)), "{path}: {output}");
    }
}

#[test]
fn a_locked_key_of_a_profile_keeps_its_value() {
    for row in PROFILE.iter().chain(&NETWORK) {
        let ids = match row.key {
            "client_id" => "",
            "user_id" | "epr" => "group = \"2\"\n",
            "group" | "pcc" => "user_id = \"1\"\n",
            _ => "user_id = \"1\"\ngroup = \"2\"\n",
        };
        let provider = if row.key == "provider" { "" } else { "provider = \"sabre\"\n" };
        let certificate = if row.key == "client_key" { "client_cert = \"/c.pem\"\n" } else { "" };
        let rest = format!(
            "default_profile = \"corp\"\n[profiles.corp]\n{provider}{ids}{certificate}\
             [profiles.base]\nprovider = \"sabre\"\n[profiles.other]\nprovider = \"sabre\"\n"
        );
        check(row, "profiles.corp", &rest);
    }
}

#[test]
fn a_locked_key_of_network_or_cache_keeps_its_value() {
    for row in &NETWORK {
        let certificate = if row.key == "client_key" { "client_cert = \"/c.pem\"\n" } else { "" };
        check(
            row,
            "network",
            &format!("default_profile = \"p\"\n[profiles.p]\nprovider = \"sabre\"\n[network]\n{certificate}"),
        );
    }
    for row in &CACHE {
        let certificate = if row.key == "client_key" { "client_cert = \"/c.pem\"\n" } else { "" };
        let url = if row.key == "url" { "" } else { "url = \"rediss://cache.example\"\n" };
        check(row, "cache", &format!("[cache]\n{url}{certificate}"));
    }
}

#[test]
fn a_locked_key_of_a_provider_keeps_its_value() {
    for row in &PROVIDER {
        let certificate = if row.key == "client_key" { "client_cert = \"/c.pem\"\n" } else { "" };
        let environments = if row.key == "environments" {
            ""
        } else {
            "[providers.acme.environments]\nlive = \"https://acme.example\"\n"
        };
        let rest = format!(
            "default_profile = \"corp\"\n[profiles.corp]\nprovider = \"acme\"\nclient_id = \"x\"\n\
             client_secret = {{ env = \"A\" }}\n[providers.acme]\ntoken_url = \"https://acme.example/t\"\n{certificate}\
             variables = {{ base_url = \"ACME_BASE_URL\" }}\n{environments}"
        );
        check(row, "providers.acme", &rest);
    }
    let rate = row("requests_per_second", "5", "6", &[], &[&["call", "/", "--rate", "6/s"], &["TRAVAUTH_RATE=6/s"]]);
    let rest = "default_profile = \"corp\"\n[profiles.corp]\nprovider = \"acme\"\nclient_id = \"x\"\n\
                [providers.acme]\ntoken_url = \"https://acme.example/t\"\n\
                [providers.acme.environments.live]\nbase_url = \"https://acme.example\"\n";
    check(&rate, "providers.acme.environments.live", rest);
}

#[test]
fn every_key_of_the_config_is_in_a_table_of_this_file() {
    let schema = Sandbox::new().travauth().args(["config", "schema"]).run().exits(0).json();
    let keys =
        |name: &str| schema["$defs"][name]["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let rows = |rows: &[Row]| rows.iter().map(|row| row.key.to_owned()).collect::<Vec<_>>();
    for (table, tested) in [
        ("Profile", [rows(&PROFILE), rows(&NETWORK)].concat()),
        ("NetworkTable", rows(&NETWORK)),
        ("CacheTable", rows(&CACHE)),
    ] {
        let missing: Vec<_> = keys(table).into_iter().filter(|key| !tested.contains(key)).collect();
        assert!(missing.is_empty(), "{table}: {missing:?}");
    }
}

#[test]
fn a_locked_default_profile_is_the_only_one() {
    let system = "locked = [\"default_profile\"]\ndefault_profile = \"corp\"\n[profiles.corp]\nprovider = \"sabre\"\n\
                  [profiles.other]\nprovider = \"sabre\"\n";
    let user = "default_profile = \"other\"\n[[rules]]\ndirectory = \"/**\"\nprofile = \"other\"\n";
    let world = World::new(system, user);
    let output = world.run(&[]).exits(0);
    assert!(output.stderr.contains("`default_profile` is ignored"), "{output}");
    assert!(output.stderr.contains("the rule for this directory, which selects other, is ignored"), "{output}");
    assert!(output.stdout.contains("corp"), "{output}");
    for other in [&["-P", "other"][..], &["TRAVAUTH_PROFILE=other"], &["-p", "amadeus"], &["TRAVAUTH_PROVIDER=amadeus"]]
    {
        World::new(system, "").run(other).fails(2, &["cannot replace `default_profile`", "the system config locks it"]);
    }
    for same in [&["-P", "corp"][..], &["TRAVAUTH_PROFILE=corp"], &["-p", "sabre"]] {
        World::new(system, "").run(same).exits(0).silently();
    }
    // Such a lock without a value locks nothing.
    World::new(&system.replace("default_profile = \"corp\"\n", ""), "").run(&["-P", "other"]).exits(0).silently();
    World::new(system, "").run(&["profile", "use", "other"]).fails(2, &["locks it"]);
}

/// A profile that extends another one cannot set the locked keys of that one.
#[test]
fn a_profile_cannot_avoid_a_lock_by_extending_the_locked_one() {
    let corp =
        "[profiles.corp]\nprovider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2\"\nbase_url = \"https://corp.example\"\n";
    let user = "[profiles.child]\nextends = \"corp\"\npcc = \"9\"\nenvironment = \"cert\"\ndomain = \"BA\"\n\
                [profiles.grandchild]\nextends = \"child\"\ngroup = \"8\"\n";
    for (locked, count) in [("\"profiles.corp.group\", \"profiles.corp.base_url\"", 3), ("\"profiles.corp\"", 3)] {
        let world = World::new(&format!("locked = [{locked}]\n{corp}"), user);
        let output = world.run(&["-P", "grandchild"]).exits(0);
        assert_eq!(output.stderr.matches("is ignored, because the system config locks it").count(), count, "{output}");
        assert!(output.stdout.contains("V1:1:2:BA") && output.stdout.contains("https://corp.example"), "{output}");
        world.run(&["-P", "grandchild", "--group", "9"]).exits(2);
    }
}
