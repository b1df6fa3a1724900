//! The secrets of a profile, from variables, files and commands.
#![cfg(unix)]

use crate::support::{Output, Program, Reply, Sandbox, Server};

/// A sandbox with one profile, and the server of its provider.
struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    /// Configures a profile `a` with this reference to its client secret.
    fn new(reference: &str) -> Self {
        let sandbox = Sandbox::new();
        let server = Server::start(|_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":1799}"#));
        let server = server.at_least(0);
        sandbox.write(
            "config/travauth/config.toml",
            format!(
                "[profiles.a]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"me\"\nclient_secret = {reference}\n",
                server.url()
            ),
        );
        Self { sandbox, server }
    }

    /// Configures a profile `a` whose client secret is the output of this shell script.
    fn script(script: &str) -> Self {
        Self::new(&format!("{{ command = [\"sh\", \"-c\", {script:?}] }}"))
    }

    fn get(&self) -> Program {
        self.sandbox.travauth().args(["token", "get", "-P", "a"])
    }

    fn sent_secret(&self) -> String {
        self.server.requests().last().expect("there was a request").form()["client_secret"].clone()
    }

    #[track_caller]
    fn fails(&self, parts: &[&str]) -> Output {
        let output = self.get().run().exits(9);
        for part in parts {
            assert!(output.stderr.contains(part), "`{part}` is missing: {output}");
        }
        self.server.expect(0);
        output
    }
}

#[test]
fn a_secret_is_read_from_a_variable_a_file_or_a_command() {
    let world = World::new("{ env = \"MINE\" }");
    let secret = world.sandbox.secret("secret of the test");
    world.get().env("MINE", secret).run().token();
    assert_eq!(world.sent_secret(), secret);

    for (content, file) in [("secret of the test\n", "pw"), ("secret of the test\r\n", "sub/pw")] {
        let world = World::new(&format!("{{ file = {file:?} }}"));
        let secret = world.sandbox.secret("secret of the test");
        // The path is relative to the config file, not to the working directory.
        world.sandbox.write(format!("config/travauth/{file}"), content);
        world.get().run().token();
        assert_eq!(world.sent_secret(), secret);
    }
    let world = World::new("{ file = \"~/pw\" }");
    world.sandbox.write("home/pw", world.sandbox.secret("secret-at-home"));
    world.get().run().token();
    assert_eq!(world.sent_secret(), "secret-at-home");

    let world = World::script("printf '%s\\n' \"$MINE\"");
    let secret = world.sandbox.secret("secret of the test");
    world.get().env("MINE", secret).run().token();
    assert_eq!(world.sent_secret(), secret);
}

#[test]
fn a_command_is_run_beside_the_config_without_a_shell_and_with_no_input() {
    let world = World::new("{ command = [\"./secret\", \"a b\", \"$HOME;*\"] }");
    let script = "#!/bin/sh\nread -r line && exit 3\nprintf '%s|' \"$@\" > seen\nprintf %s 'secret-of-the-test'\n";
    let file = world.sandbox.write("config/travauth/secret", script);
    // The program in the working directory must not run.
    let other = world.sandbox.write("work/secret", "#!/bin/sh\necho wrong\n");
    for file in [&file, &other] {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    world.get().stdin("typed\n").run().token();
    assert_eq!(world.sent_secret(), "secret-of-the-test");
    assert_eq!(std::fs::read_to_string(world.sandbox.path("config/travauth/seen")).unwrap(), "a b|$HOME;*|");
}

#[test]
fn a_cached_token_runs_no_command_and_a_new_secret_is_read_at_the_next_request() {
    let world = World::script("echo run >> runs; cat secret");
    let secret = world.sandbox.write("config/travauth/secret", world.sandbox.secret("first-secret"));
    let runs =
        || std::fs::read_to_string(world.sandbox.path("config/travauth/runs")).unwrap_or_default().lines().count();
    world.get().run().token();
    assert_eq!(runs(), 1);
    world.get().run().token();
    world.sandbox.travauth().args(["token", "show", "--why", "-P", "a"]).run().exits(0);
    world.sandbox.travauth().args(["config", "show", "-P", "a"]).run().exits(0);
    world.get().args(["--offline"]).run().token();
    assert_eq!(runs(), 1);
    world.sandbox.write("config/travauth/secret", world.sandbox.secret("second-secret"));
    drop(secret);
    world.get().run().token();
    assert_eq!(runs(), 1);
    world.get().args(["--refresh"]).run().token();
    assert_eq!((runs(), world.sent_secret().as_str()), (2, "second-secret"));
}

#[test]
fn a_command_without_a_secret_fails_with_exit_code_9_and_a_reason() {
    World::new("{ command = [\"no-such-command-anywhere\"] }")
        .fails(&["`no-such-command-anywhere`", "cannot be started"]);
    World::script("echo gpg: no key >&2; exit 3").fails(&["`sh` printed no secret", "exit status: 3: gpg: no key"]);
    World::script("exit 1").fails(&["exit status: 1"]);
    World::script("true").fails(&["it printed nothing"]);
    World::script("echo").fails(&["it printed nothing"]);
    World::script("printf 'a\\nb\\n'").fails(&["it printed 2 lines", "head -n 1"]);
    World::script("printf 'a\\377'").fails(&["not UTF-8"]);
    World::script("kill -9 $$").fails(&["signal: 9"]);
    World::new("{ env = \"NOT_SET\" }").fails(&["the variable NOT_SET is not set"]);
    World::new("{ file = \"gone\" }").fails(&["config/travauth/gone"]);
    World::new("{ file = \".\" }").fails(&["no secret could be read"]);
}

#[test]
fn too_much_output_is_not_read() {
    World::script("yes").fails(&["it printed more than 65536 bytes"]);
    World::script("head -c 1000000000 /dev/zero; echo").fails(&["it printed more than 65536 bytes"]);
    // Output on standard error has no limit.
    let world = World::script("head -c 1000000 /dev/zero >&2; echo secret-after-noise");
    world.sandbox.secret("secret-after-noise");
    world.get().run().token();
}

#[test]
fn standard_error_of_a_failed_command_is_shown_without_the_secret() {
    let world = World::script("echo the-secret-itself; echo cannot unlock the-secret-itself >&2; exit 1");
    world.sandbox.secret("the-secret-itself");
    let output = world.fails(&["cannot unlock ***"]);
    assert!(!output.stderr.contains('\u{1b}'));
    let long = World::script("printf '\\033[31m'; head -c 3000 /dev/zero | tr '\\0' x >&2; exit 1");
    let output = long.fails(&["xxx…"]);
    assert!(output.stderr.len() < 700, "{output}");
}

#[test]
fn a_background_process_does_not_delay_the_secret() {
    let world = World::script("sleep 600 & echo secret-of-the-test");
    world.sandbox.secret("secret-of-the-test");
    world.get().run().token();
}

#[test]
fn a_command_that_needs_its_own_secret_is_an_error() {
    let world = World::new(&format!("{{ command = [{:?}, \"token\", \"get\", \"-P\", \"a\"] }}", Sandbox::binary()));
    let output = world.fails(&["printed no secret", "runs it again"]);
    assert!(output.stderr.lines().count() < 5, "{output}");
    // A travauth whose secret is the token of another profile is allowed.
    let world = World::new(&format!("{{ command = [{:?}, \"token\", \"get\", \"-P\", \"b\"] }}", Sandbox::binary()));
    let path = world.sandbox.path("config/travauth/config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let url = world.server.url();
    let other = format!(
        "[profiles.b]\nprovider = \"amadeus\"\nbase_url = \"{url}/b\"\nclient_id = \"b\"\nclient_secret = {{ env = \"B\" }}\n"
    );
    world.sandbox.write("config/travauth/config.toml", text + &other);
    let program = world.get().env("B", world.sandbox.secret("secret-of-b")).args(["--no-cache"]);
    program.run().token();
    assert_eq!(world.sent_secret(), "token-of-the-test");
}

/// S4: the user gives the secret instead of the name of the file that holds it.
#[test]
fn a_secret_given_as_a_file_name_is_not_shown() {
    for secret in [
        "hunter2-hunter2",
        "correct-horse-battery",
        "/hunter2-hunter2",
        "s3c: r+/=&%41#?'\"\\$ü€;end",
        "VmpFNk56az/RrI6TVRJek5EVQ==",
    ] {
        let sandbox = Sandbox::new();
        sandbox.secret(secret);
        for flag in ["--client-secret-file", "--password-file"] {
            let provider = if flag == "--password-file" { "sabre" } else { "amadeus" };
            let args = ["token", "get", "-p", provider, "--base-url", "http://127.0.0.1:1", "--client-id", "V1:1:2:AA"];
            let output = sandbox.travauth().args(args).args([flag, secret, "-vv"]).run().exits(9);
            assert!(output.stderr.contains(&format!("{flag} -")), "{output}");
        }
        let args = ["encode-sabre-id", "--client-id", "V1:1:2:AA", "--password-file", secret];
        sandbox.travauth().args(args).run().exits(9);
        let args = ["encode-sabre-id", "--client-id", "V1:1:2:AA", "--verify", "-", "--password-file", secret];
        sandbox.travauth().args(args).stdin("x").run().exits(9);
        let output = sandbox.travauth().args(["encode-sabre-id", "--verify", secret]).run().exits(1);
        assert!(output.stderr.contains("`--verify -`"), "{output}");
    }
    // The path of a missing file is shown if it does not look like a secret.
    let world = World::new("{ file = \"/run/secrets/missing/sabre\" }");
    world.fails(&["/run/secrets/missing/sabre"]);
    let world = World::new("{ file = \"missing\" }");
    world.fails(&["config/travauth/missing"]);
}

/// I2: a byte order mark before a secret is ignored. Other invisible characters are errors.
#[test]
fn a_byte_order_mark_is_ignored_and_invisible_characters_are_errors() {
    let world = World::new("{ file = \"pw\" }");
    let secret = world.sandbox.secret("secret of the test");
    world.sandbox.write("config/travauth/pw", format!("\u{feff}{secret}\r\n"));
    world.get().run().token();
    assert_eq!(world.sent_secret(), secret);

    for (content, parts) in [
        ("secret\u{200b}", ["(U+200B)", "position 7"]),
        ("\u{feff}\u{feff}secret", ["(U+FEFF)", "position 1"]),
        ("se\u{202e}cret", ["(U+202E)", "position 3"]),
    ] {
        let world = World::new("{ file = \"pw\" }");
        world.sandbox.write("config/travauth/pw", content);
        let output = world.get().run().exits(2);
        assert!(parts.iter().all(|part| output.stderr.contains(part)), "{output}");
        let world = World::new("{ env = \"MINE\" }");
        world.get().env("MINE", content).run().exits(2);
        world.server.expect(0);
    }
}

const PLACEHOLDERS: [&str; 8] = [
    "${PASSWORD}",
    "$(PASSWORD)",
    "{{password}}",
    "%PASSWORD%",
    "<password>",
    "YOUR_PASSWORD",
    "your-password",
    "ChangeMe",
];

/// I3: a placeholder that a template left in a variable or file is not sent without `--allow-placeholder`.
#[test]
fn a_placeholder_in_a_variable_or_file_is_not_sent() {
    for placeholder in PLACEHOLDERS {
        let by_variable = World::new("{ env = \"MINE\" }");
        let output = by_variable.get().env("MINE", placeholder).run().exits(2);
        assert!(output.stderr.contains("the secret from $MINE looks like a placeholder"), "{output}");
        assert!(output.stderr.contains("`--allow-placeholder`"), "{output}");
        by_variable.server.expect(0);
        by_variable.get().env("MINE", placeholder).args(["--allow-placeholder"]).run().token();
        assert_eq!(by_variable.sent_secret(), placeholder);

        let by_file = World::new("{ file = \"pw\" }");
        by_file.sandbox.write("config/travauth/pw", format!("{placeholder}\n"));
        let output = by_file.get().run().exits(2);
        assert!(output.stderr.contains("config/travauth/pw looks like a placeholder"), "{output}");
        by_file.server.expect(0);

        // The output of a command is not checked for placeholders.
        let by_command = World::new(&format!("{{ command = [\"printf\", \"%s\", {placeholder:?}] }}"));
        by_command.get().run().token();
        assert_eq!(by_command.sent_secret(), placeholder);
    }
}

/// I3: the placeholder is an error although a valid token of another secret is cached.
#[test]
fn a_placeholder_is_noticed_when_a_token_is_cached() {
    let world = World::new("{ env = \"MINE\" }");
    world.get().env("MINE", world.sandbox.secret("the real secret")).run().token();
    world.get().env("MINE", "${MINE}").run().exits(2);
    world.server.expect(1);
}

/// I3: variables, ids and headers of a provider are checked in the same way as secrets of a profile.
#[test]
fn a_placeholder_is_noticed_in_provider_variables_ids_and_headers() {
    let sandbox = Sandbox::new();
    let server = Server::never();
    let url = server.url();
    let run = |variables: &[(&str, &str)], args: &[&str]| {
        let mut program = sandbox.travauth().args(["token", "get", "--base-url", &url]).args(args);
        for (name, value) in variables {
            program = program.env(name, value);
        }
        program.run().exits(2)
    };
    let password = ("SABRE_PASSWORD", "a password");
    let [user, group] = [("SABRE_USER_ID", "7971"), ("SABRE_PCC", "7TZA")];
    for (output, part) in [
        (run(&[user, group, ("SABRE_PASSWORD", "${SABRE_PASSWORD}")], &["-p", "sabre"]), "from $SABRE_PASSWORD"),
        (run(&[("SABRE_USER_ID", "<epr>"), group, password], &["-p", "sabre"]), "the user id from $SABRE_USER_ID"),
        (run(&[user, ("SABRE_PCC", "YOUR_PCC"), password], &["-p", "sabre"]), "the group from $SABRE_PCC"),
        (run(&[user, group, ("SABRE_DOMAIN", "{{d}}"), password], &["-p", "sabre"]), "the domain from $SABRE_DOMAIN"),
        (
            run(&[("AMADEUS_CLIENT_SECRET", "x")], &["-p", "amadeus", "--client-id", "your-client-id"]),
            "from --client-id",
        ),
        (
            run(&[("AMADEUS_CLIENT_ID", "%ID%"), ("AMADEUS_CLIENT_SECRET", "x")], &["-p", "amadeus"]),
            "the client id from $AMADEUS_CLIENT_ID",
        ),
    ] {
        assert!(output.stderr.contains(part) && output.stderr.contains("looks like a placeholder"), "{part}: {output}");
    }
    let text = format!(
        "[providers.acme]\ngrant = \"none\"\nheaders = {{ x-key = {{ env = \"KEY\" }} }}\n[providers.acme.environments]\nprod = \"{url}\"\n"
    );
    sandbox.write("config/travauth/config.toml", text);
    let output =
        sandbox.travauth().args(["call", "-p", "acme", "--client-id", "x", "/x"]).env("KEY", "changeme").run().exits(2);
    assert!(output.stderr.contains("from $KEY looks like a placeholder"), "{output}");
}
