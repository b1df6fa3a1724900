//! `logout` and `profile`.

use serde_json::json;

use super::login::{CONFIG, PASSWORD, World};
use crate::support::Sandbox;

#[test]
fn logout_deletes_secret_tokens_and_profile_and_keeps_what_is_not_its_own() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    world.sandbox.write("config/travauth/config.toml", CONFIG);
    let _ = world.login(&["--with-secret", "--store", "file", "--default"]).stdin(PASSWORD).run().exits(0);
    let output = world.travauth(&["logout"]).exits(0);
    assert!(output.stdout.contains("The provider accepts the deleted token until 2"), "{output}");
    assert_eq!(world.secret_files(), Vec::<String>::new());
    assert_eq!(world.config(), CONFIG);
    assert_eq!(world.travauth(&["token", "show", "--json"]).exits(0).stdout, "[]\n");
    let output = world.travauth(&["logout"]).exits(2);
    assert!(output.stderr.contains("hint:"), "{output}");
    let output = world.travauth(&["logout", "mien"]).exits(2);
    assert!(output.stderr.contains("there is no profile `mien`"), "{output}");
    let _ = world.travauth(&["logout", "--all"]).exits(0);
    assert!(!world.config().contains("profiles.old"), "{}", world.config());
}

#[test]
fn logout_of_all_profiles_goes_on_after_a_failure() {
    let world = World::new();
    let profile = |name: &str, password: &str| {
        format!(
            "[profiles.{name}]\nprovider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2\"\npassword = {{ {password} }}\n"
        )
    };
    let failing = profile("stuck", "file = \"secrets/stuck.password\"");
    world.sandbox.write("config/travauth/config.toml", format!("{failing}{}", profile("other", "env = \"OTHER\"")));
    // A directory cannot be deleted as a file.
    world.sandbox.write("config/travauth/secrets/stuck.password/file", "");
    let output = world.travauth(&["logout", "--all"]).exits(1);
    assert!(output.stderr.contains("profile stuck: ") && output.stdout.contains("Profile other:"), "{output}");
    assert_eq!(world.config(), failing);

    // The exit code is that of the first failure, not that of its consequence: the base stays, because `stuck` extends it.
    let base = "[profiles.base]\nprovider = \"sabre\"\n[profiles.kid]\nextends = \"base\"\n";
    let extending = failing.replace("provider = \"sabre\"", "extends = \"base\"");
    world.sandbox.write("config/travauth/config.toml", format!("{base}{extending}"));
    let output = world.travauth(&["logout", "--all"]).exits(1);
    assert!(output.stderr.contains("profile base: ") && !world.config().contains("profiles.kid"), "{output}");
    world.sandbox.write("config/travauth/config.toml", base);
    let _ = world.travauth(&["logout", "--all"]).exits(0);
    assert_eq!(world.config(), "");
}

#[test]
fn logout_can_keep_the_profile() {
    let world = World::new();
    world.sandbox.allow("config/travauth/secrets/mine.password");
    let _ = world.login(&["--with-secret", "--store", "file"]).stdin(PASSWORD).run().exits(0);
    let _ = world.travauth(&["logout", "mine", "--keep-profile"]).exits(0);
    assert!(
        world.config().contains("user_id = \"demo\"") && !world.config().contains("password"),
        "{}",
        world.config()
    );
    assert_eq!(world.secret_files(), Vec::<String>::new());
    let output = world.travauth(&["token", "get"]).exits(9);
    assert!(output.stderr.contains("or store it: travauth login mine --replace"), "{output}");
}

#[test]
fn profiles_are_listed_chosen_renamed_and_removed() {
    let world = World::new();
    world.sandbox.write("config/travauth/config.toml", CONFIG);
    let _ = world.travauth(&["login", "demo", "-p", "sabre", "-e", "emulator"]).exits(0);
    let list = world.travauth(&["profile", "list", "--json"]).exits(0).json();
    assert_eq!(list[0]["name"], "old");
    assert_eq!(list[1]["name"], "demo");
    assert_eq!((&list[1]["token_state"], &list[1]["default"]), (&json!("valid"), &json!(true)));
    let table = world.travauth(&["profile", "list"]).exits(0).stdout;
    assert!(table.contains("V1:demo:DEMO:AA") && table.contains("default"), "{table}");

    let _ = world.travauth(&["profile", "use", "old"]).exits(0);
    assert!(
        world.config().starts_with("default_profile = \"old\"") || world.config().contains("default_profile = \"old\"")
    );
    let session = world.travauth(&["profile", "use", "demo", "--session"]).exits(0).stdout;
    assert_eq!(session, "export TRAVAUTH_PROFILE='demo'\n");
    let _ = world.travauth(&["profile", "use", "nothing"]).exits(2);

    let _ = world.travauth(&["profile", "rename", "old", "new"]).exits(0);
    assert!(world.config().contains("[profiles.new]   # the first"), "{}", world.config());
    assert!(world.config().contains("default_profile = \"new\""), "{}", world.config());
    let output = world.travauth(&["profile", "rename", "new", "demo"]).exits(2);
    assert!(output.stderr.contains("the profile demo exists already"), "{output}");
    let output = world.travauth(&["profile", "show", "demo"]).exits(0).stdout;
    assert!(output.contains("environment  emulator"), "{output}");
    // A rule follows its profile, because a rule for a missing profile is an error in each run.
    let rule = |name: &str| format!("\n[[rules]]\ndirectory = \"/**\"\nprofile = \"{name}\"\n");
    world.sandbox.write("config/travauth/config.toml", world.config() + &rule("demo"));
    let _ = world.travauth(&["profile", "rename", "demo", "example"]).exits(0);
    assert!(world.config().contains(&rule("example")), "{}", world.config());
    world.travauth(&["token", "get"]).token();
    let output = world.travauth(&["profile", "remove", "example"]).exits(0).stdout;
    assert!(output.contains("deleted the profile and its rules in"), "{output}");
    assert!(!world.config().contains("[[rules]]"), "{}", world.config());
    assert_eq!(world.travauth(&["profile", "list", "--json"]).exits(0).json().as_array().unwrap().len(), 1);
}

#[test]
fn the_list_shows_a_secret_of_the_config_directory_without_it() {
    let sandbox = Sandbox::new();
    let password = |file: &str| {
        let ids = "provider = \"sabre\"\nenvironment = \"cert\"\nuser_id = \"1\"\ngroup = \"2\"";
        format!("[profiles.mine]\n{ids}\npassword = {{ file = \"{file}\" }}\n")
    };
    sandbox.write("work/mine.toml", password("secrets/a"));
    sandbox.write("work/sub/mine.toml", password("secrets/a"));
    sandbox.write("work/other.toml", password("/run/sub/secrets/a"));
    let absolute = sandbox.path("work/mine.toml").display().to_string();
    for (config, expected) in [
        ("mine.toml", "the file secrets/a "),
        (&absolute, "the file secrets/a "),
        ("sub/mine.toml", "the file secrets/a "),
        ("other.toml", "the file /run/sub/secrets/a "),
    ] {
        let output = sandbox.travauth().args(["profile", "list", "--wide", "--config", config]).run().exits(0);
        assert!(output.stdout.contains(expected), "{config}: {output}");
    }
}
