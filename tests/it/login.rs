//! `login`.
#![cfg(target_os = "linux")]

use std::fs;

use serde_json::json;

use crate::support::{Output, Program, Reply, Running, Sandbox, Server, SessionBus, Terminal, eventually};

pub const PASSWORD: &str = "demo-sabre-password";
/// A config as a person writes it.
pub const CONFIG: &str = "# mine\n[profiles.old]   # the first\nprovider = \"amadeus\"\nclient_id = \"me\" # keep\n";

/// A home directory, and an emulator that accepts one user with one password.
pub struct World {
    pub sandbox: Sandbox,
    _emulator: Running,
    pub url: String,
}

impl World {
    pub fn new() -> Self {
        let sandbox = Sandbox::new();
        let emulator = sandbox.travauth().args(["emulator"]).spawn();
        let url = emulator.first_line();
        sandbox.secret(PASSWORD);
        Self { sandbox, _emulator: emulator, url }
    }

    /// `login` for the emulator's address, with everything but the secret.
    pub fn login(&self, more: &[&str]) -> Program {
        let known = ["login", "mine", "-p", "sabre", "--base-url", &self.url, "--user-id", "V1:demo:DEMO:AA"];
        self.sandbox.travauth().args(known).args(more)
    }

    pub fn travauth(&self, args: &[&str]) -> Output {
        self.sandbox.travauth().args(args).run()
    }

    pub fn config(&self) -> String {
        fs::read_to_string(self.sandbox.config_dir().join("config.toml")).unwrap_or_default()
    }

    /// The names of all stored secrets.
    pub fn secret_files(&self) -> Vec<String> {
        let Ok(files) = fs::read_dir(self.sandbox.config_dir().join("secrets")) else {
            return Vec::new();
        };
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != ".gitignore").collect()
    }

    #[track_caller]
    pub fn has_written_nothing(&self) {
        assert_eq!((self.config().as_str(), self.secret_files()), ("", Vec::new()));
    }
}

/// Chooses a provider that is not in the list, by its token URL.
#[track_caller]
pub fn choose_another_provider(terminal: &Terminal) {
    terminal.until_it_asks("Number or name:");
    let number = terminal.text().lines().find_map(|line| {
        let (number, rest) = line.trim().split_once("  ")?;
        (rest == "another, by its token URL").then(|| number.to_owned())
    });
    terminal.types(&format!("{}\n", number.expect("the last choice is another provider")));
}

#[test]
fn one_command_leads_to_the_emulators_token() {
    let sandbox = Sandbox::new();
    let output = sandbox.travauth().args(["login", "-p", "sabre", "-e", "emulator"]).run().exits(0);
    assert!(output.stdout.contains("Next: travauth token get\n"), "{output}");
    sandbox.travauth().args(["token", "get"]).run().token();
    let text = fs::read_to_string(sandbox.config_dir().join("config.toml")).unwrap();
    let expected = "default_profile = \"sabre-emulator\"\n\n[profiles.sabre-emulator]\nprovider = \"sabre\"\n\
                    environment = \"emulator\"\n";
    assert_eq!(text, expected);
}

#[test]
fn a_script_gives_the_secret_by_a_pipe_a_file_or_a_command() {
    let file = |world: &World| world.sandbox.write("pw", format!("{PASSWORD}\n")).display().to_string();
    let stored = "password = { file = \"secrets/mine.password\" }";
    for (case, flags, input, line) in [
        ("pipe", &["--with-secret", "--store", "file"][..], PASSWORD, stored.to_owned()),
        ("file", &["--store", "file", "--password-file", "FILE"], "", stored.to_owned()),
        ("kept file", &["--store", "none", "--password-file", "FILE"], "", "password = { file = \"FILE\" }".to_owned()),
        ("other flag", &["--store", "file", "--client-secret-file", "FILE"], "", stored.to_owned()),
        ("command", &["--secret-command", "cat 'FILE'"], "", "password = { command = [\"cat\", \"FILE\"] }".to_owned()),
    ] {
        let world = World::new();
        world.sandbox.write("config/travauth/config.toml", CONFIG);
        let path = file(&world);
        world.sandbox.allow("pw");
        world.sandbox.allow("config/travauth/secrets/mine.password");
        let flags: Vec<String> = flags.iter().map(|flag| flag.replace("FILE", &path)).collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let output = world.login(&flags).stdin(input).run().exits(0);
        assert!(output.stdout.contains("token     cached, expires 2"), "{case}: {output}");
        let config = world.config();
        assert!(
            config.starts_with("default_profile = \"mine\"\n# mine\n") || config.starts_with("# mine\n"),
            "{config}"
        );
        assert!(config.contains("client_id = \"me\" # keep\n"), "{config}");
        assert!(config.contains(&line.replace("FILE", &path)), "{case}: {config}");
        // The token that the check obtained is used.
        let output = world.travauth(&["token", "get", "-P", "mine", "--offline"]);
        output.token();
        world.travauth(&["token", "get", "-P", "mine", "--refresh"]).token();
    }
}

#[test]
fn json_names_what_is_stored_where() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let output = world.login(&["--with-secret", "--store", "file", "--json"]).stdin(PASSWORD).run().exits(0).json();
    assert_eq!(output["profile"], "mine");
    assert_eq!(output["provider"], "sabre");
    assert_eq!(output["environment"], "custom");
    assert_eq!(output["stores"], json!({"password": "file"}));
    assert!(output["expires_at"].as_str().unwrap().starts_with('2'), "{output}");
    assert!(output["config"].as_str().unwrap().ends_with("config.toml"), "{output}");
}

#[test]
fn a_script_is_told_every_flag_that_is_missing() {
    for (args, code, parts) in [
        (&["login"][..], 2, &["login needs the provider", "-p NAME"][..]),
        (&["login", "-p", "sabre"], 2, &["environment", "-e NAME"]),
        (
            &["login", "-p", "sabre", "-e", "cert"],
            2,
            &["user id, group, password", "--user-id ID", "--group GROUP", "--password-file FILE", "--with-secret"],
        ),
        (&["login", "-p", "nobody", "-e", "cert"], 2, &["no provider `nobody`"]),
        (&["login", "-p", "sabre", "--base-url", "https://a.example"], 2, &["needs a name"]),
        (&["login", "a/b", "-p", "sabre", "-e", "emulator"], 2, &["cannot be the name of a profile"]),
        (&["login", "-p", "sabre", "-e", "cert", "--user-id", "1", "--group", "2"], 2, &["login needs the password:"]),
        (
            &[
                "login",
                "-p",
                "sabre",
                "-e",
                "cert",
                "--auth-version",
                "3",
                "--client-id",
                "a",
                "--user-id",
                "1",
                "--group",
                "2",
                "--with-secret",
            ],
            2,
            &["two secrets are needed", "--client-secret-file", "--password-file"],
        ),
        (
            &["login", "-p", "sabre", "-e", "cert", "--user-id", "1", "--group", "2", "--secret-command", "pass 'x"],
            2,
            &["cannot be split"],
        ),
        (
            &["login", "-p", "sabre", "-e", "cert", "--user-id", "1", "--group", "2", "--with-secret"],
            9,
            &["the keyring cannot store the secret", "--store file", "--secret-command"],
        ),
    ] {
        let sandbox = Sandbox::new();
        let output = sandbox.travauth().args(args).stdin("secret").run().exits(code);
        for part in parts {
            assert!(output.stderr.contains(part), "`{part}` is missing: {output}");
        }
        assert!(!sandbox.config_dir().join("config.toml").exists());
    }
}

#[test]
fn rejected_credentials_change_nothing() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let wrong = world.sandbox.secret("wrong-password-of-the-test");
    world.login(&["--with-secret", "--store", "file"]).stdin(wrong).run().exits(3);
    world.has_written_nothing();

    world.login(&["--with-secret", "--store", "file"]).stdin(PASSWORD).run().exits(0);
    let before = world.config();
    let output = world.login(&["--with-secret", "--store", "file"]).stdin(PASSWORD).run().exits(2);
    assert!(output.stderr.contains("mine exists already") && output.stderr.contains("--replace"), "{output}");
    let other = world.sandbox.secret("another-wrong-password");
    world.login(&["--with-secret", "--store", "file", "--replace"]).stdin(other).run().exits(3);
    assert_eq!(world.config(), before);
    world.travauth(&["token", "get", "--refresh"]).token();
    // Everything but the secret is known from the old profile.
    let replace = ["login", "mine", "--replace", "--with-secret", "--store", "file"];
    world.sandbox.travauth().args(replace).stdin(PASSWORD).run().exits(0);
    assert_eq!(world.config(), before);
}

#[test]
fn an_encoded_string_is_no_password() {
    let world = World::new();
    let encoded = "VmpFNlpHVnRienBFUlUxUE9rRkI6WkdWdGJ5MXpZV0p5WlMxd1lYTnpkMjl5WkE9PQ==";
    let output = world.login(&["--with-secret", "--store", "file"]).stdin(encoded).run().exits(2);
    assert!(output.stderr.contains("an encoded credential string, not a password"), "{output}");
    world.has_written_nothing();
}

#[test]
fn what_cannot_be_written_leaves_everything_as_it_was() {
    // A dangling link, a read-only file, a broken file.
    let world = World::new();
    let config = world.sandbox.config_dir().join("config.toml");
    fs::create_dir_all(world.sandbox.config_dir()).unwrap();
    std::os::unix::fs::symlink("nowhere.toml", &config).unwrap();
    let output = world.login(&["--with-secret", "--store", "file"]).stdin(PASSWORD).run().exits(1);
    assert!(output.stderr.contains("a link to a file that does not exist"), "{output}");
    fs::remove_file(&config).unwrap();

    world.sandbox.write("config/travauth/config.toml", "[profiles\n");
    let output = world.login(&["--with-secret", "--store", "file"]).stdin(PASSWORD).run().exits(2);
    assert!(output.stderr.contains("config.toml:1:"), "{output}");

    world.sandbox.write("config/travauth/config.toml", CONFIG);
    let mut permissions = fs::metadata(&config).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&config, permissions).unwrap();
    let output = world.login(&["--with-secret", "--store", "file"]).stdin(PASSWORD).run().exits(1);
    assert!(output.stderr.contains("was not changed") && output.stderr.contains("read-only"), "{output}");
    assert_eq!((world.config().as_str(), world.secret_files()), (CONFIG, Vec::new()));
}

#[test]
fn a_linked_config_is_written_behind_its_link() {
    let sandbox = Sandbox::new();
    let dotfiles = sandbox.write("dotfiles/travauth.toml", CONFIG);
    fs::create_dir_all(sandbox.config_dir()).unwrap();
    let config = sandbox.config_dir().join("config.toml");
    std::os::unix::fs::symlink(&dotfiles, &config).unwrap();
    let _ = sandbox.travauth().args(["login", "-p", "sabre", "-e", "emulator"]).run().exits(0);
    assert!(config.is_symlink());
    assert!(fs::read_to_string(&dotfiles).unwrap().contains("[profiles.sabre-emulator]"));
}

#[test]
fn variables_are_taken_over_only_when_asked_for_and_reported_when_they_win() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let with_variables = |program: Program| {
        program
            .env("SABRE_USER_ID", "demo")
            .env("SABRE_GROUP", "DEMO")
            .env("SABRE_DOMAIN", "AA")
            .env("SABRE_PASSWORD", PASSWORD)
    };
    let login = ["login", "mine", "-p", "sabre", "--base-url", &world.url, "--store", "file"];
    let output = with_variables(world.sandbox.travauth().args(login)).run().exits(2);
    assert!(output.stderr.contains("user id, group, password"), "{output}");
    let output = with_variables(world.sandbox.travauth().args(login).args(["--from-env"])).run().exits(0);
    assert!(output.stderr.contains("takes precedence over the default profile"), "{output}");
    assert!(world.config().contains("user_id = \"demo\""), "{}", world.config());
}

#[test]
fn a_plan_is_shown_and_nothing_is_written() {
    let world = World::new();
    // The new profile has a line that another one has too.
    world.sandbox.write("config/travauth/config.toml", "[profiles.old]\nprovider = \"sabre\"\n");
    world.login(&["--dry-run", "--json"]).run().fails(2, &["`--dry-run` prints lines of the config file"]);
    let output = world.login(&["--with-secret", "--store", "file", "--dry-run"]).stdin(PASSWORD).run().exits(0);
    for part in ["[profiles.mine]\nprovider = \"sabre\"\n", "password = { file = ", "would be stored in the file"] {
        assert!(output.stdout.contains(part), "{output}");
    }
    assert!(!output.stdout.contains("profiles.old"), "{output}");
    assert_eq!((world.config().as_str(), world.secret_files().len()), ("[profiles.old]\nprovider = \"sabre\"\n", 0));
}

// ── Terminal ────────────────────────────────────────────────────────────────

#[test]
fn a_person_answers_questions_and_may_mistype_the_password() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let wrong = world.sandbox.secret("mistyped-password");
    let terminal = world.sandbox.travauth().args(["login", "mine", "--base-url", &world.url]).at_terminal();
    terminal
        .answers("Number or name:", "99")
        .answers("or one of the names.\nNumber or name:", "sabre")
        .answers("User id (EPR):", "V1:demo:DEMO:AA")
        .answers("Store it, not encrypted, in a private file of the config directory? [y/N]", "y")
        .until_it_asks("Password (not shown):")
        .until_input_is_hidden()
        .types(&format!("{wrong}\n"));
    terminal.until_it_asks("start again with another id.\nPassword (not shown):").until_input_is_hidden();
    terminal.types(&format!("{PASSWORD}\n"));
    let output = terminal.wait().exits(0);
    assert!(output.stdout.contains("hint:") && output.stdout.contains("Next: travauth token get"), "{output}");
    assert!(!output.stdout.contains(PASSWORD) && !output.stdout.contains(wrong), "{output}");
    assert!(world.config().contains("password = { file = \"secrets/mine.password\" }"), "{}", world.config());
    world.travauth(&["token", "get"]).token();
}

#[test]
fn every_rejected_password_is_explained_and_three_are_enough() {
    let world = World::new();
    let terminal = world.login(&["--store", "file"]).at_terminal();
    for number in 1..=3 {
        terminal.until_it_asks("Password (not shown):").until_input_is_hidden();
        let wrong = format!("wrong-password-{number}");
        world.sandbox.secret(&wrong);
        terminal.types(&format!("{wrong}\n"));
    }
    let output = terminal.wait().exits(3);
    assert!(output.stdout.contains("nothing was written"), "{output}");
    world.has_written_nothing();
}

#[test]
fn a_pasted_password_with_a_second_line_is_not_used() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let terminal = world.login(&["--store", "file"]).at_terminal();
    terminal.until_it_asks("Password (not shown):").until_input_is_hidden();
    terminal.types(&format!("{PASSWORD}\necho pasted\n"));
    terminal.until_it_asks("was used\nPassword (not shown):").until_input_is_hidden();
    terminal.types(&format!("{PASSWORD}\n"));
    let output = terminal.wait().exits(0);
    assert!(!output.stdout.contains("echo pasted"), "{output}");
}

#[test]
fn ctrl_c_at_each_question_writes_nothing_and_restores_the_terminal() {
    let questions = [
        "Number or name:",
        "or name:",
        "User id (EPR):",
        "Group (PCC):",
        "Domain [AA]:",
        "Store it, not encrypted, in a private file of the config directory? [y/N]",
        "Password (not shown):",
    ];
    let answers = ["sabre", "cert", "7971", "7TZA", "", "y"];
    for stop in 0..questions.len() {
        let world = World::new();
        let terminal = world.sandbox.travauth().args(["login"]).at_terminal();
        for (question, answer) in questions.iter().zip(answers).take(stop) {
            terminal.answers(question, answer);
        }
        terminal.until_it_asks(questions[stop]);
        if stop == questions.len() - 1 {
            terminal.until_input_is_hidden();
        }
        terminal.types("\u{3}");
        eventually("the terminal is restored", || terminal.shows_input());
        let _ = terminal.wait().exits(130);
        world.has_written_nothing();
    }
}

#[test]
fn the_end_of_input_stops_the_questions() {
    let world = World::new();
    let terminal = world.sandbox.travauth().args(["login"]).at_terminal();
    terminal.until_it_asks("Number or name:").types("\u{4}");
    let output = terminal.wait().exits(2);
    assert!(output.stdout.contains("nothing was written: the input ended"), "{output}");
    world.has_written_nothing();
}

#[test]
fn ci_is_never_asked() {
    let sandbox = Sandbox::new();
    let terminal = sandbox.travauth().args(["login"]).env("CI", "1").at_terminal();
    let output = terminal.wait().exits(2);
    assert!(output.stdout.contains("login needs the provider"), "{output}");
}

#[test]
fn a_provider_of_ones_own_is_set_up_by_its_token_url() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":1799}"#));
    let server = server.at_least(0);
    let secret = sandbox.secret("secret-of-the-client");
    sandbox.allow("config/travauth/secrets/acme.client_secret");
    let terminal = sandbox.travauth().args(["login", "--store", "file", "--no-probe"]).at_terminal();
    choose_another_provider(&terminal);
    terminal
        .answers("A name for the provider:", "acme")
        .answers("Its token URL:", &format!("{}/token", server.url()))
        .answers("Base URL of its API [none]:", &server.url())
        .answers("Client id:", "me")
        .until_it_asks("Client secret (not shown):")
        .until_input_is_hidden()
        .types(&format!("{secret}\n"));
    let _ = terminal.wait().exits(0);
    sandbox.travauth().args(["token", "get"]).run().token();
    let config = fs::read_to_string(sandbox.config_dir().join("config.toml")).unwrap();
    assert!(config.contains("[providers.acme]\ntoken_url = "), "{config}");
}

// ── Keyring ─────────────────────────────────────────────────────────────────

#[test]
#[ignore = "needs gnome-keyring"]
fn the_keyring_is_the_default_store_and_is_emptied_by_logout() {
    let (world, bus) = (World::new(), SessionBus::with_keyring());
    let on_bus = |program: Program| program.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
    let output = on_bus(world.login(&["--with-secret"])).stdin(PASSWORD).run().exits(0);
    assert!(output.stdout.contains("the keyring item mine/password"), "{output}");
    let item = ["service", "travauth", "profile", "mine", "key", "password"];
    assert_eq!(bus.lookup(&item).as_deref(), Some(PASSWORD));
    assert!(world.config().contains("password = { keyring = \"mine/password\" }"), "{}", world.config());
    on_bus(world.sandbox.travauth().args(["token", "get", "--offline"])).run().token();
    on_bus(world.sandbox.travauth().args(["token", "get", "--refresh"])).run().token();

    let wrong = world.sandbox.secret("wrong-password-of-the-test");
    let _ = on_bus(world.login(&["--with-secret", "--replace"])).stdin(wrong).run().exits(3);
    assert_eq!(bus.lookup(&item).as_deref(), Some(PASSWORD));

    let output = on_bus(world.sandbox.travauth().args(["logout"])).run().exits(0);
    for part in ["deleted the keyring item mine/password", "deleted the cached token", "deleted the profile"] {
        assert!(output.stdout.contains(part), "{output}");
    }
    assert_eq!(bus.lookup(&item), None);
    assert!(!world.config().contains("profiles.mine"), "{}", world.config());
}

#[test]
#[ignore = "needs gnome-keyring"]
fn a_locked_keyring_is_never_replaced_by_a_file() {
    let (world, bus) = (World::new(), SessionBus::with_keyring());
    bus.lock();
    let login = world.login(&["--with-secret"]).env("DBUS_SESSION_BUS_ADDRESS", bus.address());
    let output = login.stdin(PASSWORD).run().exits(9);
    assert!(output.stderr.contains("it is locked") && output.stderr.contains("--store file"), "{output}");
    world.has_written_nothing();
}
