//! Tests of the values that are read from config files, and of the failures that report mistakes.

use proptest::prelude::*;

use super::keys::keys_of;
use super::{
    CacheTable, ConfigFile, CredentialVariables, EndpointTable, Environment, ErrorFields, NetworkTable, Problem,
    Profile, ProviderTable, ResponseFields, SelectionVariables,
};

fn from_text(text: &str) -> Result<ConfigFile, Problem> {
    toml::from_str(text).map_err(|error| Problem::from_toml(error, text))
}

fn problem(text: &str) -> String {
    let failure = from_text(text).unwrap_err().in_file("c.toml".as_ref(), text);
    format!("{}; {}", failure.message(), failure.hint_line().unwrap_or_default())
}

#[test]
fn a_mistake_has_its_position_and_never_a_value() {
    for (text, expected) in [
        ("a = 1\na = 2", "c.toml:2:1: duplicate key"),
        (
            "[profiles.\"ä\"]\nprovider = 1979-05-27",
            "c.toml:2:12: `provider` takes a string, and this is a date or time",
        ),
        ("[cache]\nurl = [\"hunter2\"]", "c.toml:2:7: `url` takes a string, and this is an array"),
        ("[cache]\nurl = \"hunter2", "c.toml:2:15: invalid basic string"),
        ("[cache]\npassword = \"hunter2\"", "c.toml:2:12: this is a secret in plain text"),
        ("[cache]\npassword = { env = [\"hunter2\"] }", "c.toml:2:20: `env` takes a string, and this is an array"),
        ("[providers.a]\ngrant = \"pasword\"", "c.toml:2:9: `grant` has no such value; did you mean `password`?"),
        ("[providers.a]\nprobe = 3", "c.toml:2:9: `probe` takes one value or an array of them, and this is an integer"),
        ("[providers.a]\nvariables.prot = 3", "c.toml:2:11: unknown key `prot`; did you mean `port`?"),
        ("[network]\nretries = 0xffffffff0", "c.toml:2:11: `retries` takes a whole number that is not negative"),
        ("[network]\nrate = \"hunter2\"", "c.toml:2:8: this is no rate; write it like"),
        ("[profiles.a]\nrate = \"0/s\"", "c.toml:2:8: this is no rate; write it like"),
        ("[network]\nrate = 0", "c.toml:2:8: this is no rate; write it like"),
        ("[network]\ntimeout = \"hunter2\"", "c.toml:2:11: this is no time span; write it like"),
    ] {
        let problem = problem(text);
        assert!(problem.starts_with(expected) && !problem.contains("hunter2"), "{text}: {problem}");
    }
    let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
    assert!(problem(&deep).contains("recurs"));
}

#[test]
fn tables_keep_the_order_of_the_file_however_they_are_written() {
    let file: ConfigFile = from_text(
        "profiles.z.scope = \"1\"\nprofiles.a = { scope = \"2\" }\n[providers.m]\n[providers.b.params]\nz = \"1\"\na = \"2\"",
    )
    .unwrap();
    let profiles: Vec<_> =
        file.profiles.iter().map(|(name, profile)| (name.get_ref().as_str(), profile.scope.as_ref())).collect();
    let profiles: Vec<_> = profiles.into_iter().map(|(name, scope)| (name, scope.map(ToString::to_string))).collect();
    assert_eq!(profiles, [("z", Some("1".to_owned())), ("a", Some("2".to_owned()))]);
    let providers: Vec<_> = file.providers.iter().map(|(name, _)| name.get_ref().as_str()).collect();
    assert_eq!(providers, ["m", "b"]);
    let (_, provider) = file.providers.last().unwrap();
    let params: Vec<_> = provider.params.keys().map(|name| &**name).collect();
    assert_eq!(params, ["z", "a"]);
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "[ -~\\n\u{e4}]{0,60}") {
        let _ = from_text(&text);
    }
}

/// The page is generated from the source text, and this compares it with the keys that serde accepts.
#[test]
fn the_page_of_the_config_has_every_key() {
    const PAGE: &str = include_str!("../../docs/config.md");
    let all = [
        keys_of::<ConfigFile>(),
        keys_of::<Profile>(),
        keys_of::<NetworkTable>(),
        keys_of::<CacheTable>(),
        keys_of::<ProviderTable>(),
        keys_of::<EndpointTable>(),
        keys_of::<CredentialVariables>(),
        keys_of::<Environment>(),
        keys_of::<SelectionVariables>(),
        keys_of::<ResponseFields>(),
        keys_of::<ErrorFields>(),
    ];
    let missing: Vec<&str> =
        all.concat().into_iter().filter(|key| !PAGE.contains(&format!("\n| `{key}` | "))).collect();
    assert!(missing.is_empty(), "docs/config.md does not have {missing:?}");
}
