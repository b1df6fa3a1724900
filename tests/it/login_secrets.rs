//! The secrets that `login` stores and `logout` deletes, where something else uses their place or gets in the way.

use super::common::{TOKEN, grant, rejection};
use super::login::{PASSWORD, World, choose_another_provider};
use crate::support::{Program, Sandbox, Server, SessionBus};

const ITEM: [&str; 6] = ["service", "travauth", "profile", "mine", "key", "password"];

#[test]
fn both_rejected_secrets_are_asked_for_again() {
    let world = World::new();
    for key in ["client_secret", "password"] {
        world.sandbox.allow(format!("config/travauth/secrets/mine.{key}"));
    }
    let secret = world.sandbox.secret("demo-sabre-client-secret");
    let ids = ["--client-id", "demo-sabre-client-id", "--user-id", "demo", "--group", "DEMO", "--domain", "AA"];
    let login = ["login", "mine", "-p", "sabre", "--auth-version", "3", "--store", "file", "--base-url", &world.url];
    let terminal = world.sandbox.travauth().args(login).args(ids).at_terminal();
    for (question, typed) in [
        ("Client secret (not shown):", secret),
        ("Password (not shown):", world.sandbox.secret("mistyped-password")),
        (
            "Type both secrets again, or end with Ctrl-C and start again with another id.\nClient secret (not shown):",
            secret,
        ),
        ("Password (not shown):", PASSWORD),
    ] {
        terminal.until_it_asks(question).until_input_is_hidden().types(&format!("{typed}\n"));
    }
    let _ = terminal.wait().exits(0);
    world.travauth(&["token", "get", "--refresh"]).token();
}

/// A server that expects the secret in the form rejects the right secret by HTTP Basic.
#[test]
fn a_new_provider_can_receive_the_secret_in_the_form() {
    let sandbox = Sandbox::new();
    let server =
        Server::start(|request| if request.form().contains_key("client_secret") { grant(TOKEN) } else { rejection() });
    let secret = sandbox.secret("secret-of-the-client");
    sandbox.allow("config/travauth/secrets/acme.client_secret");
    let terminal = sandbox.travauth().args(["login", "--store", "file"]).at_terminal();
    choose_another_provider(&terminal);
    terminal
        .answers("A name for the provider:", "acme")
        .answers("Its token URL:", &format!("{}/token", server.url()))
        .answers("Base URL of its API [none]:", "")
        .answers("Client id:", "me")
        .until_it_asks("Client secret (not shown):")
        .until_input_is_hidden()
        .types(&format!("{secret}\n"));
    terminal.answers("Send it as a field of the form instead? [y/N]", "y");
    let output = terminal.wait().exits(0);
    assert!(output.stdout.contains("Profile acme is set up for acme (custom)."), "{output}");
    server.expect(2);
    sandbox.travauth().args(["token", "get", "--refresh"]).run().token();
}

/// A renamed profile keeps the file of its secret, whose name contains the old name.
#[test]
fn a_new_profile_does_not_replace_the_secret_of_a_renamed_one() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let login = |more: &[&str]| world.login(&["--with-secret", "--store", "file"]).args(more).stdin(PASSWORD).run();
    let _ = login(&[]).exits(0);
    let _ = world.travauth(&["profile", "rename", "mine", "first"]).exits(0);
    login(&[]).fails(2, &["mine.password holds a secret of the profile first", "travauth login NAME"]);
    world.travauth(&["token", "get", "-P", "first", "--refresh"]).token();
    // Two profiles that share a secret on purpose can be rotated.
    let shared = world.config().replace("[profiles.first]", "[profiles.mine]") + &world.config();
    let shared = shared.replace("default_profile = \"first\"\n", "");
    world.sandbox.write("config/travauth/config.toml", &shared);
    let _ = login(&["--replace"]).exits(0);
}

#[test]
fn logout_keeps_a_secret_that_another_profile_uses() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let _ = world.login(&["--with-secret", "--store", "file"]).stdin(PASSWORD).run().exits(0);
    let config = world.config();
    let copy = config.split_once("[profiles.mine]").unwrap().1;
    world.sandbox.write("config/travauth/config.toml", format!("{config}\n[profiles.copy]{copy}"));
    let output = world.travauth(&["logout", "copy"]).exits(0);
    assert!(output.stdout.contains("mine.password, which the profile mine uses too"), "{output}");
    world.travauth(&["token", "get", "-P", "mine", "--refresh"]).token();

    world.sandbox.write("config/travauth/config.toml", format!("{config}\n[profiles.copy]{copy}"));
    let output = world.travauth(&["logout", "--all"]).exits(0);
    assert!(!output.stdout.contains("kept"), "{output}");
    assert_eq!((world.config().as_str(), world.secret_files()), ("", Vec::new()));
}

/// A shared config can come from someone else.
#[test]
fn no_control_character_of_the_config_reaches_the_terminal() {
    let world = World::new();
    let profile = |name: &str, id: &str, password: &str| {
        format!(
            "[profiles.{name}]\nprovider = \"sabre\"\nuser_id = \"{id}\"\ngroup = \"2\"\npassword = {{ {password} }}\n"
        )
    };
    let text = [
        profile("id", "1\\u001b[31m", "env = \"A\""),
        profile("env", "1", "env = \"A\\u001b[31m\""),
        profile("file", "1", "file = \"secrets/\\u001b]0;title\\u0007\""),
        profile("command", "1", "command = [\"\\u001b[31mpass\"]"),
    ];
    let names = ["id", "env", "file", "command"];
    for name in names {
        for args in [
            &["profile", "list"][..],
            &["profile", "show", name],
            &["config", "show", "-P", name],
            &["config", "validate"],
            &["token", "get", "-P", name, "-vv", "--base-url", &world.url],
            &["token", "show", "--why", "-P", name],
            &["logout", name],
        ] {
            world.sandbox.write("config/travauth/config.toml", text.concat());
            let output = world.travauth(args);
            let shown = format!("{}{}", output.stdout, output.stderr);
            assert!(!shown.contains(['\u{1b}', '\u{7}']), "{args:?}: {shown:?}");
            assert!(!shown.is_empty(), "{args:?}");
        }
    }
}

/// The secrets of all config files are in the same directory.
#[test]
fn a_profile_of_another_config_file_does_not_touch_the_secret_of_its_namesake() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let login = |more: &[&str]| world.login(&["--with-secret", "--store", "file"]).args(more).stdin(PASSWORD).run();
    let _ = login(&[]).exits(0);
    let file = world.sandbox.path("config/travauth/secrets/mine.password").display().to_string();
    let ids = "provider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2\"";
    let text = format!("[profiles.mine]\n{ids}\npassword = {{ file = \"{file}\" }}\n");
    let other = world.sandbox.write("work/other.toml", "").display().to_string();
    login(&["--config", &other]).fails(2, &["mine.password holds a secret of the profile mine", "travauth login NAME"]);
    world.sandbox.write("work/other.toml", text);
    let output = world.travauth(&["logout", "mine", "--config", &other]).exits(0);
    assert!(output.stdout.contains("mine.password, which the profile mine uses too"), "{output}");
    world.travauth(&["token", "get", "--refresh"]).token();
}

// ── Keyring ─────────────────────────────────────────────────────────────────

#[test]
#[ignore = "needs gnome-keyring"]
fn a_binary_item_of_the_keyring_is_repaired() {
    let (world, bus) = (World::new(), SessionBus::with_keyring());
    let on_bus = |program: Program| program.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
    let login = |more: &[&str]| on_bus(world.login(&["--with-secret"])).args(more).stdin(PASSWORD).run();
    let _ = login(&[]).exits(0);
    bus.store("travauth: mine password", &ITEM, b"\xff\xfe\x00secret");
    let get = on_bus(world.sandbox.travauth().args(["token", "get", "--refresh"])).run();
    get.fails(9, &["binary data", "login NAME --replace"]);
    let _ = login(&["--replace"]).exits(0);
    assert_eq!(bus.lookup(&ITEM).as_deref(), Some(PASSWORD));
}

#[test]
#[ignore = "needs gnome-keyring"]
fn a_keyring_that_is_locked_during_the_questions_leaves_nothing() {
    let (world, bus) = (World::new(), SessionBus::with_keyring());
    let terminal = world.login(&[]).env("DBUS_SESSION_BUS_ADDRESS", bus.address()).at_terminal();
    terminal.until_it_asks("Password (not shown):").until_input_is_hidden();
    bus.lock();
    terminal.types(&format!("{PASSWORD}\n"));
    let output = terminal.wait().exits(9);
    assert!(output.stdout.contains("it is locked") && output.stdout.contains("nothing was stored"), "{output}");
    world.has_written_nothing();
}

#[test]
#[ignore = "needs dbus-daemon"]
fn an_item_of_another_program_is_not_deleted() {
    let world = World::new();
    let config = "[profiles.mine]\nprovider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2\"\npassword = { keyring = \"mine/password\" }\n";
    world.sandbox.write("config/travauth/config.toml", config);
    let logout = |bus: &SessionBus| {
        world.sandbox.travauth().args(["logout", "mine"]).env("DBUS_SESSION_BUS_ADDRESS", bus.address()).run()
    };
    let bus = SessionBus::with_item(&[("service", "browser"), ("profile", "mine"), ("key", "password")], b"a secret");
    logout(&bus).fails(9, &["cannot delete mine/password from the keyring", "another item"]);
    assert!(!bus.has_deleted());
    assert_eq!(world.config(), config);
    let bus = SessionBus::with_item(&[("service", "travauth"), ("profile", "mine"), ("key", "password")], b"a secret");
    let _ = logout(&bus).exits(0);
    assert!(bus.has_deleted());
}
