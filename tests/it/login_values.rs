//! The values of the profile that `login` sets up: mistakes in them, variables, and the default profile.

use std::fs;

use super::common::with_configs;
use super::login::{PASSWORD, World, choose_another_provider};
use crate::support::{Program, Reply, Sandbox, Server};

const ENCODED: &str = "VmpFNlpHVnRienBFUlUxUE9rRkI6WkdWdGJ5MXpZV0p5WlMxd1lYTnpkMjl5WkE9PQ==";

/// No secret is read before the mistake is reported, and `--no-verify` stores no profile that no run could use.
#[test]
fn a_value_that_no_run_could_use_is_reported_at_once() {
    for (args, parts) in [
        (&["-e", "cert", "--user-id", "V1:7971:7TZA:AA:X"][..], &["the Sabre id has 5 parts instead of four"][..]),
        (&["-e", "cert", "--user-id", "V1:7971:7TZA"], &["the Sabre id has 3 of four parts"]),
        (&["-e", "cert", "--user-id", "7971:7TZA"], &["the user of the Sabre id contains a colon"]),
        (&["-e", "cert", "--user-id", "1", "--group", "7TZA:AA"], &["the group of the Sabre id contains a colon"]),
        (&["-e", "cert", "--user-id", ENCODED], &["a whole encoded credential"]),
        (&["-e", "cert", "--user-id", "${EPR}", "--group", "2"], &["the user id", "looks like a placeholder"]),
        (&["-e", "cert", "--client-id", "app"], &["no id of Sabre v2", "--auth-version 3"]),
        (&["-e", "cert", "--client-id", "app", "--user-id", "1", "--group", "2"], &["no id of Sabre v2"]),
        (&["-e", "certt", "--user-id", "1", "--group", "2"], &["no environment `certt`", "did you mean `cert`?"]),
        (&["--base-url", "http://a.example", "--user-id", "1", "--group", "2"], &["plain http", "https://a.example"]),
        (&["--base-url", "https://a.example/v1", "--user-id", "1", "--group", "2"], &["the version `v1`"]),
        (&["--base-url", "https://u:p@a.example", "--user-id", "1", "--group", "2"], &["user name or password"]),
        (
            &["-e", "cert", "--auth-version", "7", "--user-id", "1", "--group", "2"],
            &["no token endpoint of version `7`"],
        ),
    ] {
        let sandbox = Sandbox::new();
        for rest in [&["--no-verify", "--store", "none"][..], &["--password-file", "there-is-no-such-file"]] {
            let output = sandbox.travauth().args(["login", "new", "-p", "sabre"]).args(args).args(rest).run();
            output.fails(2, parts);
            assert!(!sandbox.config_dir().join("config.toml").exists());
        }
    }
}

#[test]
fn a_placeholder_is_sent_only_if_it_is_allowed() {
    let world = World::new();
    let login = |more: &[&str]| world.login(&["--with-secret", "--store", "file"]).args(more).stdin("changeme").run();
    login(&[]).fails(2, &["the secret from standard input looks like a placeholder", "--allow-placeholder"]);
    let output = login(&["--allow-placeholder"]).fails(3, &["nothing was written"]);
    assert!(!output.stderr.contains("--no-verify"), "{output}");
    world.has_written_nothing();
}

#[test]
fn an_unusable_answer_is_asked_for_again() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let terminal =
        world.sandbox.travauth().args(["login", "mine", "-p", "sabre", "--base-url", &world.url]).at_terminal();
    terminal
        .answers("User id (EPR):", "V1:demo:DEMO:AA:X")
        .answers("profile mine)\nUser id (EPR):", "demo")
        .answers("Group (PCC):", "${PCC}")
        .answers("if this is the real value\nGroup (PCC):", "DEMO")
        .answers("Domain [AA]:", "")
        .answers("private file of the config directory? [y/N]", "file")
        .answers("Type y or n.\nStore it, not encrypted, in a private file of the config directory? [y/N]", "y")
        .until_it_asks("Password (not shown):")
        .until_input_is_hidden()
        .types(&format!("{ENCODED}\n"));
    terminal.until_it_asks("not a password\nPassword (not shown):").until_input_is_hidden();
    terminal.types(&format!("{PASSWORD}\n"));
    let _ = terminal.wait().exits(0);
    assert!(world.config().contains("user_id = \"demo\"\ngroup = \"DEMO\"\n"), "{}", world.config());
    world.travauth(&["token", "get", "--refresh"]).token();
}

#[test]
fn three_unusable_answers_end_the_questions() {
    let world = World::new();
    let terminal =
        world.sandbox.travauth().args(["login", "mine", "-p", "sabre", "--base-url", &world.url]).at_terminal();
    for _ in 0..3 {
        terminal.answers("User id (EPR):", "a:b");
    }
    let output = terminal.wait().exits(2);
    assert!(output.stdout.contains("nothing was written: there was no usable answer to `User id (EPR)`"), "{output}");
    world.has_written_nothing();
}

/// The base URL is needed only for API calls, so a profile without one can be set up.
#[test]
fn a_base_url_is_optional_where_a_token_needs_none() {
    let sandbox = Sandbox::new();
    let server = Server::start(|request| match request.path.as_str() {
        "/token" => Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":1799}"#),
        _ => Reply::status(404),
    });
    let url = server.url();
    let config = format!(
        "[providers.whole]\ntoken_url = \"{url}/token\"\nprobe = \"/probe\"\n[providers.path]\ntoken_url = \"/token\"\n"
    );
    sandbox.write("config/travauth/config.toml", config);
    let secret = sandbox.secret("secret-of-the-client");
    for name in ["whole", "acme"] {
        sandbox.allow(format!("config/travauth/secrets/{name}.client_secret"));
    }
    let flags = ["--client-id", "me", "--with-secret", "--store", "file"];
    let _ = sandbox.travauth().args(["login", "-p", "whole"]).args(flags).stdin(secret).run().exits(0);
    sandbox.travauth().args(["token", "get", "-P", "whole", "--refresh"]).run().token();
    sandbox.travauth().args(["login", "-p", "path"]).args(flags).stdin(secret).run().fails(2, &["--base-url URL"]);

    let terminal = sandbox.travauth().args(["login", "--store", "file"]).at_terminal();
    choose_another_provider(&terminal);
    terminal
        .answers("A name for the provider:", "a b")
        .answers("letters, digits, `-` and `_`\nA name for the provider:", "sabre")
        .answers("there is a provider sabre already\nA name for the provider:", "acme")
        .answers("Its token URL:", "auth.example")
        .answers("Its token URL:", "http://auth.example/token")
        .answers("Its token URL:", &format!("{url}/token"))
        .answers("Base URL of its API [none]:", "http://api.example")
        .answers("Base URL of its API [none]:", "")
        .answers("Client id:", "me")
        .until_it_asks("Client secret (not shown):")
        .until_input_is_hidden()
        .types(&format!("{secret}\n"));
    let output = terminal.wait().exits(0);
    assert!(output.stdout.contains("use https://auth.example/token") && !output.stdout.contains(secret), "{output}");
    sandbox.travauth().args(["token", "get", "-P", "acme", "--refresh"]).run().token();
}

#[test]
fn a_profile_that_changes_its_provider_needs_a_new_environment() {
    let world = World::new();
    world
        .sandbox
        .write("config/travauth/config.toml", "[profiles.mine]\nprovider = \"amadeus\"\nenvironment = \"test\"\n");
    let login = || world.sandbox.travauth().args(["login", "mine", "-p", "sabre", "--replace"]);
    login().run().fails(2, &["login needs the environment", "-e NAME"]);
    let terminal = login().at_terminal();
    terminal.answers("Number or name:", "emulator");
    let _ = terminal.wait().exits(0);
    let expected = "default_profile = \"mine\"\n[profiles.mine]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n";
    assert_eq!(world.config(), expected);
}

// ── Variables ───────────────────────────────────────────────────────────────

/// The guard of the other commands: a secret is never sent with the id of another account.
#[test]
fn the_secret_of_a_variable_is_stored_with_its_own_id_only() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let other = world.sandbox.secret("another-password");
    let base = ["login", "mine", "--base-url", &world.url, "--from-env", "--store", "file"];
    let with = |args: &[&str], env: &[(&str, &str)]| {
        let program = world.sandbox.travauth().args(base).args(args);
        env.iter().fold(program, |program, (name, value)| program.env(name, value)).run()
    };
    let demo = [("SABRE_CLIENT_ID", "V1:demo:DEMO:AA"), ("SABRE_PASSWORD", PASSWORD)];
    with(&["-p", "sabre", "--user-id", "9"], &demo)
        .fails(9, &["$SABRE_PASSWORD belongs to the user id demo", "not to 9 (from --user-id)"]);
    let client = [("AMADEUS_CLIENT_ID", "y"), ("AMADEUS_CLIENT_SECRET", other)];
    with(&["-p", "amadeus", "--client-id", "x"], &client).fails(9, &["belongs to the client id y"]);
    // The two pairs of variables of Amadeus are not mixed.
    let mixed = [("AMADEUS_CLIENT_ID", "y"), ("AMADEUS_API_SECRET", other)];
    with(&["-p", "amadeus"], &mixed).fails(2, &["login needs the client secret"]);
    let file = world.sandbox.write("run/password", PASSWORD).display().to_string();
    let both = [demo[0], demo[1], ("SABRE_PASSWORD_FILE", &*file)];
    with(&["-p", "sabre"], &both).fails(2, &["$SABRE_PASSWORD and $SABRE_PASSWORD_FILE are both set"]);
    with(&["-p", "sabre"], &[demo[0], ("SABRE_PASSWORD", "${PASSWORD}")]).fails(2, &["looks like a placeholder"]);
    world.has_written_nothing();

    let _ = with(&["-p", "sabre"], &[demo[0], both[2]]).exits(0);
    assert!(world.config().contains("user_id = \"demo\"\ngroup = \"DEMO\"\ndomain = \"AA\"\n"), "{}", world.config());
    // A secret of a flag completes the ids of the variables, and the variables replace those of the old profile.
    world.sandbox.write("config/travauth/config.toml", world.config().replace("\"demo\"", "\"old\""));
    let _ = with(&["--replace", "--password-file", &file], &[demo[0], ("SABRE_PASSWORD", other)]).exits(0);
    assert!(world.config().contains("user_id = \"demo\""), "{}", world.config());
    world.travauth(&["token", "get", "--refresh"]).token();
}

// ── Config files ────────────────────────────────────────────────────────────

#[test]
fn a_config_that_changed_during_the_questions_is_not_replaced() {
    let world = World::new();
    let terminal = world.login(&["--store", "file"]).at_terminal();
    terminal.until_it_asks("Password (not shown):").until_input_is_hidden();
    world.sandbox.write("config/travauth/config.toml", "# of another program\n");
    terminal.types(&format!("{PASSWORD}\n"));
    let output = terminal.wait().exits(1);
    let text = output.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["was not changed: another program has changed it in the meantime", "nothing was stored"] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!((world.config().as_str(), world.secret_files()), ("# of another program\n", Vec::new()));
}

#[test]
fn the_default_profile_of_the_system_is_replaced_only_if_the_user_wants_it() {
    let system = "default_profile = \"corp\"\n[profiles.corp]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n";
    let login = |sandbox: &Sandbox, args: &[&str]| -> Program {
        let program = sandbox.travauth().args(["login", "-p", "amadeus", "-e", "emulator"]).args(args);
        program.env("TRAVAUTH_SYSTEM_CONFIG", sandbox.path("etc/config.toml"))
    };
    for (flags, next) in [(&[][..], "Next: travauth token get -P amadeus-emulator\n"), (&["--default"], "token get\n")]
    {
        let sandbox = with_configs(system, "");
        let output = login(&sandbox, flags).run().exits(0);
        assert!(output.stdout.ends_with(next), "{output}");
        let config = fs::read_to_string(sandbox.config_dir().join("config.toml")).unwrap();
        assert_eq!(config.contains("default_profile"), !flags.is_empty(), "{config}");
    }
    // With a locked default profile no other one can be used.
    let sandbox = with_configs(&format!("locked = [\"default_profile\"]\n{system}"), "");
    login(&sandbox, &[]).run().fails(2, &["the default profile is corp", "the system config locks it"]);
    assert_eq!(fs::read_to_string(sandbox.config_dir().join("config.toml")).unwrap(), "");
}

/// The administrator sets up all but the account, and the user adds it.
#[test]
fn a_profile_of_the_system_is_completed() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/corp.password");
    let system = format!("[profiles.corp]\nprovider = \"sabre\"\nbase_url = \"{}\"\ngroup = \"DEMO\"\n", world.url);
    world.sandbox.write("etc/config.toml", system);
    let with_system = |program: Program| program.env("TRAVAUTH_SYSTEM_CONFIG", world.sandbox.path("etc/config.toml"));
    let login = ["login", "corp", "--user-id", "demo", "--with-secret", "--store", "file"];
    let _ = with_system(world.sandbox.travauth().args(login)).stdin(PASSWORD).run().exits(0);
    let expected = "default_profile = \"corp\"\n\n[profiles.corp]\nuser_id = \"demo\"\n\
                    password = { file = \"secrets/corp.password\" }\n";
    assert_eq!(world.config(), expected);
    with_system(world.sandbox.travauth().args(["token", "get", "--refresh"])).run().token();
}

/// Otherwise the system's values would be tried, and the user's values and secret stored where nothing uses them.
#[test]
fn a_locked_key_is_neither_tried_nor_stored() {
    let corp = "[profiles.corp]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n";
    let secret = ["--with-secret", "--store", "file"];
    let world = World::new();
    let known = ["login", "corp", "-p", "sabre", "--base-url", &world.url, "--user-id", "V1:demo:DEMO:AA", "--replace"];
    let config = "[profiles.corp]\nprovider = \"sabre\"\n[profiles.child]\nextends = \"corp\"\n";
    for (locked, args, key) in [
        ("profiles", &["login", "-p", "amadeus", "-e", "emulator"][..], "profiles"),
        ("profiles.corp", &[&known[..], &secret].concat(), "profiles.corp.password"),
        ("profiles.corp.base_url", &[&known[..], &secret].concat(), "profiles.corp.base_url"),
        ("profiles.corp.password", &[&known[..], &secret, &["--no-verify"]].concat(), "profiles.corp.password"),
        (
            "profiles.corp.environment",
            &["config", "set", "profiles.corp.environment", "cert"],
            "profiles.corp.environment",
        ),
        (
            "profiles.corp.environment",
            &["config", "set", "profiles.child.base_url", "https://a.example"],
            "profiles.child.base_url",
        ),
        ("network.proxy", &["config", "set", "network.proxy", "http://a.example"], "network.proxy"),
        ("default_profile", &["config", "set", "default_profile", "child"], "default_profile"),
    ] {
        let (default, user) = match locked {
            "profiles" => ("", ""),
            "default_profile" => ("default_profile = \"corp\"\n", config),
            _ => ("", config),
        };
        world.sandbox.write("etc/config.toml", format!("locked = [\"{locked}\"]\n{default}{corp}"));
        world.sandbox.write("config/travauth/config.toml", user);
        let program = world.sandbox.travauth().args(args);
        let program = program.env("TRAVAUTH_SYSTEM_CONFIG", world.sandbox.path("etc/config.toml")).stdin(PASSWORD);
        program.run().fails(2, &[&format!("`{key}` cannot be set: the system config locks it")]);
        assert_eq!((world.config().as_str(), world.secret_files()), (user, Vec::new()), "{args:?}");
    }
}

#[test]
fn a_hint_leads_to_login_where_nothing_is_set_up() {
    let run = |sandbox: &Sandbox, args: &[&str]| sandbox.travauth().args(args).run();
    let sandbox = Sandbox::new();
    for (args, parts) in [
        (&["token", "get"][..], &["no provider was chosen", "`travauth login`"][..]),
        (&["token", "get", "-p", "sabre"], &["no credentials for Sabre", "`travauth login -p sabre`"]),
        (&["token", "get", "-P", "a"], &["there is no profile `a` (from --profile)", "`travauth login`"]),
        (&["logout"], &["no profile is chosen", "`travauth login`"]),
        (&["logout", "a"], &["there is no profile `a`: there is no config file", "`travauth login`"]),
        (&["profile", "use", "a"], &["there is no profile `a`: there is no config file", "`travauth login`"]),
        (&["profile", "rename", "a", "b"], &["there is no profile `a`", "config.toml"]),
    ] {
        let output = run(&sandbox, args);
        assert!([2, 9].contains(&output.code), "{output}");
        for part in parts {
            assert!(output.stderr.contains(part), "`{part}` is missing: {output}");
        }
    }
    sandbox.write("config/travauth/config.toml", "[profiles.a]\nprovider = \"sabre\"\n");
    let output = run(&sandbox, &["logout"]).exits(2);
    assert!(output.stderr.contains("no profile is chosen") && output.stderr.contains("there are: a"), "{output}");
    assert!(!output.stderr.contains("--provider"), "{output}");
}
