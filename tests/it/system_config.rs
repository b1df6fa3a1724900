//! The system's config file: below the user's, with locked keys and allowed hosts.

use super::common::{TOKEN, grant, with_configs};
use crate::support::{Output, Program, Sandbox, Server};

struct World(Sandbox);

impl World {
    fn new(system: &str, user: &str) -> Self {
        Self(with_configs(system, user))
    }

    fn run(&self, args: &[&str]) -> Program {
        self.0.travauth().args(args).env("TRAVAUTH_SYSTEM_CONFIG", self.0.path("etc/config.toml"))
    }

    /// Returns the lines of `config show`, each with single spaces.
    fn show(&self, args: &[&str]) -> Vec<String> {
        let output = self.run(&[&["config", "show"], args].concat()).run().exits(0);
        output.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }
}

#[track_caller]
fn has(lines: &[String], expected: &str) {
    assert!(lines.iter().any(|line| line == expected), "{expected} is not in {lines:#?}");
}

const SYSTEM: &str = r#"
default_profile = "corp"

[profiles.corp]
provider = "acme"
client_id = "system-id"
scope = "system"
params = { a = "1", b = "1" }

[profiles.base]
provider = "sabre"
domain = "LH"

[providers.acme]
title = "Acme"
token_url = "https://auth.acme.example/t"
headers = { X-Key = { file = "key" } }
[providers.acme.environments]
live = "https://api.acme.example"

[network]
retries = 7
proxy = "http://proxy.example:1"

[cache]
url = "none"
"#;

#[test]
fn the_system_config_is_read_below_the_users_key_by_key() {
    let user = r#"
[profiles.corp]
scope = "user"
params = { b = "2" }
[profiles.child]
extends = "base"
[providers.acme.environments]
test = "https://test.acme.example"
[network]
retries = 1
"#;
    let world = World::new(SYSTEM, user);
    let lines = world.show(&[]);
    let system_file = world.0.path("etc/config.toml").display().to_string();
    for expected in [
        &*format!("system config {system_file} the system config"),
        "profile corp the system config",
        "provider acme the default profile corp (system config)",
        "client_id system-id the default profile corp (system config)",
        "scope user the default profile corp",
        "params.a 1 the default profile corp (system config)",
        "params.b 2 the default profile corp",
        // The user's environment is the first one.
        "environment test built-in default",
        "token_url https://auth.acme.example/t built-in default",
        "retries 1 the config file",
        "proxy http://proxy.example:1 the system config",
        "cache none the system config",
    ] {
        has(&lines, expected);
    }
    has(&world.show(&["-P", "child"]), "provider sabre the profile base, which child extends (system config)");
    let why = world.run(&["token", "show", "--why"]).run().exits(8);
    assert!(why.stdout.contains(&system_file), "{why}");
    // A relative path belongs to the file that has it.
    let output = world.run(&["config", "validate"]).run().exits(2);
    assert!(
        output.stderr.contains(&format!("{system_file}:17:21: the file {}", world.0.path("etc/key").display())),
        "{output}"
    );
}

#[test]
fn a_mistake_in_the_system_config_has_its_file_line_and_column() {
    for (system, user, parts) in [
        ("\n[network]\nretris = 1\n", "", &["etc/config.toml:3:1:", "unknown key `retris`", "`retries`"][..]),
        ("[network\n", "# a comment\n", &["etc/config.toml:1:9:"]),
        ("[[rules]]\ndirectory = \"/\"\nprofile = \"a\"\n", "", &["etc/config.toml:1:1:", "only the user's config"]),
        ("", "locked = [\"cache.url\"]\n", &["travauth/config.toml:1:11:", "only the system config can have `locked`"]),
        ("", "\nallowed_hosts = []\n", &["travauth/config.toml:2:17:", "only the system config"]),
        ("locked = [\"network.proxi\"]\n", "", &["etc/config.toml:1:11:", "no key `proxi`", "`proxy`"]),
        ("allowed_hosts = [\"https://x\"]\n", "", &["etc/config.toml:1:17:", "not the name of a host"]),
        ("requires = \">=99\"\n", "", &["etc/config.toml:1:12:", "requires travauth >=99"]),
        (
            "[profiles.a]\nextends = \"b\"\n[profiles.b]\n",
            "[profiles.b]\nextends = \"a\"\n",
            &["config.toml:2:11:", "extends itself"],
        ),
        (
            "[providers.x]\ntitle = \"X\"\n",
            "[providers.x]\nprobe = \"/\"\n",
            &["travauth/config.toml:1:12:", "no token_url"],
        ),
        (
            "[providers.x]\ntoken_url = \"http://x.example\"\n",
            "[providers.x]\nprobe = \"/\"\n",
            &["etc/config.toml:2:13:", "plain http"],
        ),
    ] {
        let world = World::new(system, user);
        world.run(&["config", "validate"]).run().fails(2, parts);
    }
    // The first mistake of each file is reported.
    let world = World::new("a = 1\n", "b = 1\n");
    let parts = ["etc/config.toml:1:1: unknown key `a`", "travauth/config.toml:1:1: unknown key `b`"];
    let output = world.run(&["config", "validate"]).run().exits(2);
    assert!(parts.iter().all(|part| output.stderr.contains(part)), "{output}");
}

#[test]
fn a_locked_key_keeps_its_value() {
    let system = "locked = [\"network\", \"cache.url\", \"profiles.corp.base_url\"]\n[network]\nproxy = \"http://system.example:1\"\n\
                  timeout = 5\n[cache]\nurl = \"none\"\n[profiles.corp]\nprovider = \"sabre\"\nbase_url = \"https://corp.example\"\n";
    let user = "[network]\nproxy = \"http://user.example:1\"\nretries = 3\n[cache]\nurl = \"file\"\n\
                [profiles.corp]\nbase_url = \"https://user.example\"\ntimeout = 9\nuser_id = \"1\"\ngroup = \"2\"\n";
    let world = World::new(system, user);
    let lines = world.show(&["-P", "corp"]);
    for expected in [
        "proxy http://system.example:1 the system config",
        "timeout 5 s the system config",
        "retries 2 built-in default",
        "cache none the system config",
        "base_url https://corp.example the profile corp (system config)",
        "locked network, cache.url, profiles.corp.base_url the system config",
    ] {
        has(&lines, expected);
    }
    let output = world.run(&["config", "show", "-P", "corp"]).run().exits(0);
    for key in ["network", "cache.url", "profiles.corp.base_url", "network.timeout"] {
        let ignored =
            output.stderr.lines().filter(|line| line.contains(&format!("`{key}`")) && line.contains("is ignored"));
        assert_eq!(ignored.count(), 1, "{key}: {output}");
    }
    assert!(output.stderr.contains("travauth/config.toml:5:7: `cache.url` is ignored"), "{output}");
    // The same value is no contradiction.
    let same = World::new(system, "[cache]\nurl = \"none\"\n");
    same.run(&["config", "show", "--timeout", "5s"]).env("TRAVAUTH_CACHE", "none").run().exits(0).silently();
    // Another value by flag or variable.
    let refused = |args: &[&str], env: &[(&str, &str)], key: &str| {
        let program = world.run(&[&["config", "show", "-P", "corp"], args].concat());
        let program = env.iter().fold(program, |program, (name, value)| program.env(name, value));
        program.run().fails(2, &[&format!("cannot replace `{key}`"), "the system config locks it"]);
    };
    refused(&["--proxy", "http://other.example:1"], &[], "network.proxy");
    refused(&["--timeout", "6s"], &[], "network.timeout");
    refused(&["--retries", "0"], &[], "network.retries");
    refused(&["--retry-max-time", "1s"], &[], "network.retry_max_time");
    refused(&["--rate-wait", "1s"], &[], "network.rate_wait");
    refused(&[], &[("TRAVAUTH_RATE", "5/s")], "network.rate");
    refused(&[], &[("TRAVAUTH_CONNECT_TIMEOUT", "1s")], "network.connect_timeout");
    refused(&[], &[("TRAVAUTH_PROXY", "http://other.example:1")], "network.proxy");
    refused(&[], &[("HTTPS_PROXY", "http://other.example:1")], "network.proxy");
    refused(&[], &[("TRAVAUTH_CA_BUNDLE", "other.pem")], "network.ca_bundle");
    refused(&[], &[("TRAVAUTH_CACHE", "file")], "cache.url");
    refused(&["--base-url", "https://other.example"], &[], "profiles.corp.base_url");
}

#[test]
fn network_keys_come_from_every_table_of_the_profile() {
    let system = "[profiles.base]\nprovider = \"sabre\"\nrate = \"3/s\"\nretries = 5\nca_bundle = \"base.pem\"\n\
                  [network]\nrate_wait = 4\nretry_max_time = 6\nproxy = \"http://system.example:1\"\n";
    let user =
        "[profiles.base]\nretries = 4\n[profiles.child]\nextends = \"base\"\ntimeout = 9\n[network]\nrate_wait = 5\n";
    let world = World::new(system, user);
    let bundle = world.0.path("etc/base.pem").display().to_string();
    let lines = world.show(&["-P", "child"]);
    for expected in [
        "timeout 9 s the profile child",
        "retries 4 the profile base, which child extends",
        "rate 3/s the profile base, which child extends (system config)",
        &*format!("ca_bundle {bundle} the profile base, which child extends (system config)"),
        "rate_wait 5 s the config file",
        "retry_max_time 6 s the system config",
        "proxy http://system.example:1 the system config",
    ] {
        has(&lines, expected);
    }
    // A variable takes precedence over both config files, but not over a profile that this run names.
    let output =
        world.run(&["config", "show", "-p", "sabre"]).env("HTTPS_PROXY", "http://variable.example:1").run().exits(0);
    assert!(output.stdout.contains("http://variable.example:1"), "{output}");
    let output = world.run(&["config", "show", "-P", "child"]).env("TRAVAUTH_RATE", "7/s").run().exits(0);
    assert!(output.stdout.contains("3/s"), "{output}");
    // The file with the path is named.
    let validated = world.run(&["config", "validate"]).run().exits(2);
    assert!(validated.stderr.contains("etc/config.toml:5:13: the file"), "{validated}");
}

#[test]
fn the_usual_variables_replace_trusted_certificates_unless_they_are_locked() {
    for (locked, shows_bundle) in [("", false), ("locked = [\"network.ca_bundle\"]\n", true)] {
        let world = World::new(&format!("{locked}[network]\nca_bundle = \"system.pem\"\n"), "");
        let bundle = world.0.path("etc/system.pem").display().to_string();
        let output = world.run(&["config", "show"]).env("SSL_CERT_FILE", "variable.pem").run().exits(0);
        assert_eq!(output.stdout.contains(&bundle), shows_bundle, "{output}");
        assert!(world.run(&["config", "show"]).run().exits(0).stdout.contains(&bundle));
    }
}

#[test]
fn only_allowed_hosts_receive_credentials() {
    let server = Server::start(|_| grant(TOKEN)).at_least(0);
    let system = "allowed_hosts = [\"*.sabre.com\", \"api.acme.example\"]\n";
    let user = format!(
        "[profiles.local]\nprovider = \"sabre\"\nbase_url = \"{}\"\nuser_id = \"1\"\ngroup = \"2\"\n\
         password = {{ command = [\"sh\", \"-c\", \"touch ran; echo the-secret\"] }}\n\
         [profiles.far]\nextends = \"local\"\nbase_url = \"https://far.example\"\n\
         [profiles.acme]\nprovider = \"acme\"\nclient_id = \"x\"\nclient_secret = {{ command = [\"touch\", \"ran\"] }}\n\
         [providers.acme]\ntoken_url = \"https://auth.acme.example/t\"\n[providers.acme.environments]\na = \"https://api.acme.example\"\n",
        server.url()
    );
    let world = World::new(system, &user);
    let get = |args: &[&str]| world.run(&[&["token", "get"], args].concat());
    for (args, host) in [
        (&["-P", "far"][..], "far.example"),
        (&["-P", "acme"], "auth.acme.example"),
        (&["-p", "amadeus", "--client-id", "x"], "test.api.amadeus.com"),
        (&["-p", "sabre", "--base-url", "https://sabre.com"], "sabre.com"),
    ] {
        get(args).run().fails(2, &["does not allow the host", host, "*.sabre.com, api.acme.example"]);
    }
    assert!(!world.0.path("config/travauth/ran").exists(), "a command ran");
    // This machine is always allowed, and so is the emulator.
    world.0.secret("the-secret");
    assert_eq!(get(&["-P", "local"]).run().token(), TOKEN);
    assert!(!get(&["-p", "amadeus", "-e", "emulator"]).run().token().is_empty());
    assert!(world.show(&["-p", "sabre"]).iter().any(|line| line.contains("https://api.cert.platform.sabre.com")));
    // The shared cache holds tokens.
    get(&["-P", "local"])
        .env("TRAVAUTH_CACHE", "rediss://cache.example:1/0")
        .run()
        .fails(2, &["the shared cache", "cache.example"]);
}

#[cfg(unix)]
#[test]
fn a_system_config_that_others_can_write_is_left_out_with_a_warning() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let world = World::new("default_profile = \"a\"\n[profiles.a]\nprovider = \"sabre\"\n", "");
    let (file, dir) = (world.0.path("etc/config.toml"), world.0.path("etc"));
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let left_out = |part: &str| {
        let output = world.run(&["config", "show"]).run().exits(0);
        assert!(output.stdout.contains("none chosen"), "{output}");
        output.warns_once(part);
    };
    assert!(world.show(&[])[1].contains("system config"));
    mode(&file, 0o646);
    left_out("every user of this machine can write it");
    mode(&file, 0o644);
    mode(&dir, 0o777);
    left_out("every user of this machine can write it");
    mode(&dir, 0o755);
    let owner = std::fs::metadata(&file).unwrap().uid();
    // Only the superuser can give a file to others.
    if chown(&file, Some(owner + 1234), None).is_ok() {
        left_out("another user can write it");
    }
}

#[cfg(unix)]
#[test]
fn a_system_config_that_cannot_be_read_is_an_error() {
    let run = |sandbox: &Sandbox, path: &str| -> Output {
        let program = sandbox.travauth().args(["token", "get", "-p", "sabre", "-e", "emulator"]);
        program.env("TRAVAUTH_SYSTEM_CONFIG", sandbox.path(path)).run()
    };
    let sandbox = Sandbox::new();
    run(&sandbox, "etc/gone.toml").fails(2, &["the system config", "gone.toml", "No such file"]);
    run(&sandbox, "work").fails(2, &["is a directory"]);
    sandbox.command("mkfifo").args([sandbox.path("work/pipe")]).run().exits(0);
    run(&sandbox, "work/pipe").fails(2, &["not a regular file"]);
    sandbox.write("work/binary.toml", b"# one\n# \xff\n");
    run(&sandbox, "work/binary.toml").fails(2, &["line 2 is not UTF-8"]);
    // An empty variable names no file.
    let program = sandbox.travauth().args(["token", "get", "-p", "sabre", "-e", "emulator"]);
    assert!(!program.env("TRAVAUTH_SYSTEM_CONFIG", "").run().silently().token().is_empty());
}
