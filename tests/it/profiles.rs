//! Profiles: which one is used, and its precedence over flags and variables.

use crate::support::{Program, Reply, Sandbox, Server};

/// Starts a server that grants a token.
fn server() -> Server {
    Server::start(|_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":1799}"#)).at_least(0)
}

const CONFIG: &str = r#"
default_profile = "ama"

[profiles.ama]
provider = "amadeus"
base_url = "URL/ama"
client_id = "ama-id"
client_secret = { env = "AMA" }
scope = "of-the-profile"
params = { guest_office_id = "NCE1A0955", other = "x" }

[profiles.sab]
provider = "sabre"
base_url = "URL/sab"
user_id = "7971"
group = "7TZA"
password = { env = "SAB" }

[profiles.sab3]
provider = "sabre"
base_url = "URL/sab3"
auth_version = 3
client_id = "app"
client_secret = { env = "AMA" }
user_id = "7971"
group = "7TZA"
password = { env = "SAB" }

[profiles.elsewhere]
provider = "amadeus"
environment = "production"

[profiles.half]
provider = "amadeus"
base_url = "URL/half"
client_id = "half-id"

[profiles.emu]
provider = "amadeus"
environment = "emulator"
"#;

/// A sandbox with profiles, and the server of their providers.
struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    fn new() -> Self {
        let (sandbox, server) = (Sandbox::new(), server());
        sandbox.write("config/travauth/config.toml", CONFIG.replace("URL", &server.url()));
        Self { sandbox, server }
    }

    fn get(&self, args: &[&str]) -> Program {
        let [ama, sab] = [self.sandbox.secret("secret-of-ama"), self.sandbox.secret("secret-of-sab")];
        self.sandbox.travauth().args(["token", "get", "--no-cache"]).args(args).env("AMA", ama).env("SAB", sab)
    }

    /// Runs the program, which must send one request, and returns the path and body of that request.
    #[track_caller]
    fn request(&self, program: Program) -> (String, String) {
        let before = self.server.requests().len();
        program.run().token();
        let requests = self.server.expect(before + 1);
        let last = &requests[before];
        (last.path.clone(), last.text())
    }
}

#[test]
fn a_profile_sets_provider_base_url_and_credentials() {
    let world = World::new();
    let (path, body) = world.request(world.get(&[]));
    assert_eq!(path, "/ama/v1/security/oauth2/token");
    assert_eq!(
        body,
        "grant_type=client_credentials&client_id=ama-id&client_secret=secret-of-ama&scope=of-the-profile&guest_office_id=NCE1A0955&other=x"
    );
    let (path, body) = world.request(world.get(&["-P", "sab"]));
    assert_eq!((path.as_str(), body.as_str()), ("/sab/v2/auth/token", "grant_type=client_credentials"));
    let (path, body) = world.request(world.get(&["-P", "sab3"]));
    assert_eq!(path, "/sab3/v3/auth/token");
    assert_eq!(body, "grant_type=password&username=7971-7TZA-AA&password=secret-of-sab");
    let (path, _) = world.request(world.get(&[]).env("TRAVAUTH_PROFILE", "sab"));
    assert_eq!(path, "/sab/v2/auth/token");
}

#[test]
fn flags_override_the_profile() {
    let world = World::new();
    let secret = world.sandbox.write("work/other", world.sandbox.secret("another-secret")).display().to_string();
    let elsewhere = format!("{}/elsewhere", world.server.url());
    let flags = [
        "--base-url",
        &elsewhere,
        "--client-id",
        "typed",
        "--client-secret-file",
        &secret,
        "--scope",
        "typed",
        "--token-param",
        "other=y",
    ];
    let (path, body) = world.request(world.get(&[&["-P", "ama"], &flags[..]].concat()));
    assert_eq!(path, "/elsewhere/v1/security/oauth2/token");
    assert_eq!(
        body,
        "grant_type=client_credentials&client_id=typed&client_secret=another-secret&scope=typed&guest_office_id=NCE1A0955&other=y"
    );
    // The profile's secret belongs to the profile's id.
    world
        .get(&["-P", "ama", "--client-id", "typed"])
        .run()
        .fails(9, &["client secret", "belongs to the client id ama-id"]);
}

#[test]
fn variables_are_between_a_named_profile_and_the_default_one() {
    let world = World::new();
    let secret = world.sandbox.secret("variable-secret");
    let url = format!("{}/variable", world.server.url());
    let with_variables = |args: &[&str]| {
        let program = world.get(args).env("AMADEUS_BASE_URL", &url).env("AMADEUS_CLIENT_ID", "variable-id");
        program.env("AMADEUS_CLIENT_SECRET", secret)
    };
    let (path, body) = world.request(with_variables(&[]));
    assert!(path.starts_with("/variable/") && body.contains("client_id=variable-id"), "{path} {body}");
    let (path, body) = world.request(with_variables(&["-P", "ama"]));
    assert!(path.starts_with("/ama/") && body.contains("client_id=ama-id"), "{path} {body}");
    // Also if a variable names the profile: a stray variable must not send its secret elsewhere.
    let (path, body) = world.request(with_variables(&[]).env("TRAVAUTH_PROFILE", "ama"));
    assert!(path.starts_with("/ama/") && body.contains("client_id=ama-id"), "{path} {body}");
    // Its environment overrides the variable for the environment, which overrides the default profile.
    let shown = |profile: &str, as_variable: bool| {
        let program = world.sandbox.travauth().args(["config", "show"]).env("TRAVAUTH_ENVIRONMENT", "enterprise-test");
        let program = if as_variable { program.env("TRAVAUTH_PROFILE", profile) } else { program };
        program.run().exits(0).stdout
    };
    assert!(shown("elsewhere", true).contains("https://api.amadeus.com"), "{}", shown("elsewhere", true));
    assert!(shown("", false).contains("https://test.travel.api.amadeus.com"), "{}", shown("", false));
}

/// A named profile without an environment and a base URL uses the provider's default environment, whichever variables are
/// set. Only a provider without environments leaves the base URL to the variables.
#[test]
fn no_variable_sends_the_secret_of_a_named_profile_elsewhere() {
    let sandbox = Sandbox::new();
    let config = r#"
[profiles.ama]
provider = "amadeus"
client_id = "id"
[profiles.sab]
provider = "sabre"
user_id = "1"
group = "2"
[profiles.child]
extends = "sab"
domain = "LH"
[profiles.own]
provider = "own"
client_id = "id"
[providers.own]
token_url = "/token"
variables = { base_url = "OWN_URL" }
"#;
    sandbox.write("config/travauth/config.toml", config);
    let env_file = sandbox.write("work/stray.env", "SABRE_BASE_URL=https://stray.example\n").display().to_string();
    let amadeus = [
        ("AMADEUS_BASE_URL", "https://stray.example"),
        ("AMADEUS_HOST", "stray.example"),
        ("AMADEUS_HOSTNAME", "production"),
        ("TRAVAUTH_ENVIRONMENT", "production"),
    ];
    let sabre = [
        ("SABRE_BASE_URL", "https://stray.example"),
        ("SABRE_ENVIRONMENT", "production"),
        ("TRAVAUTH_ENVIRONMENT", "production"),
    ];
    let own = [("OWN_URL", "https://own.example")];
    let base_url = |args: &[&str], profile: Option<&str>, env: &[(&str, &str)]| {
        let program = sandbox.travauth().args(["config", "show"]).args(args);
        let program = env.iter().fold(program, |program, (name, value)| program.env(name, value));
        let program = profile.into_iter().fold(program, |program, name| program.env("TRAVAUTH_PROFILE", name));
        let output = program.run().exits(0).stdout;
        let line = output.lines().find(|line| line.starts_with("base_url")).expect("a line with the base URL");
        line.split_whitespace().nth(1).expect("a base URL").to_owned()
    };
    for (profile, variables, expected) in [
        ("ama", &amadeus[..], "https://test.api.amadeus.com"),
        ("sab", &sabre, "https://api.cert.platform.sabre.com"),
        ("child", &sabre, "https://api.cert.platform.sabre.com"),
        ("own", &own, "https://own.example"),
    ] {
        for variable in variables {
            assert_eq!(base_url(&["-P", profile], None, &[*variable]), expected, "{profile} {variable:?}");
            assert_eq!(base_url(&[], Some(profile), &[*variable]), expected, "{profile} {variable:?}");
        }
    }
    assert_eq!(base_url(&["-P", "sab", "--env-file", &env_file], None, &[]), "https://api.cert.platform.sabre.com");
    // A flag is typed for this run. Without a named profile the variables are used.
    assert_eq!(base_url(&["-P", "sab", "-e", "production"], None, &sabre), "https://api.platform.sabre.com");
    assert_eq!(base_url(&["-p", "sabre"], None, &sabre), "https://stray.example");
}

#[test]
fn a_provider_that_contradicts_the_profile_is_an_error_only_if_both_are_flags() {
    let world = World::new();
    world.get(&["-P", "sab", "-p", "amadeus"]).run().fails(2, &["contradicts", "sabre"]);
    let (path, _) = world.request(world.get(&["-P", "sab", "-p", "sabre"]));
    assert_eq!(path, "/sab/v2/auth/token");
    // A profile from a variable and the default profile are ignored if they are for another provider.
    for program in [world.get(&["-p", "sabre"]), world.get(&["-p", "sabre"]).env("TRAVAUTH_PROFILE", "ama")] {
        program.run().fails(9, &["no credentials for Sabre"]);
    }
    world.get(&[]).env("TRAVAUTH_PROVIDER", "sabre").run().fails(9, &["no credentials for Sabre"]);
    let (path, _) = world.request(world.get(&[]).env("TRAVAUTH_PROVIDER", "sabre").env("TRAVAUTH_PROFILE", "ama"));
    assert_eq!(path, "/ama/v1/security/oauth2/token");
    let (path, _) =
        world.request(world.get(&["-P", "sab"]).env("TRAVAUTH_PROFILE", "ama").env("TRAVAUTH_PROVIDER", "amadeus"));
    assert_eq!(path, "/sab/v2/auth/token");
}

#[test]
fn a_missing_value_of_a_profile_is_reported_with_its_key() {
    let world = World::new();
    world.get(&["-P", "half"]).run().fails(9, &["client secret", "`client_secret` in [profiles.half]"]);
    world.get(&["-P", "elsewhere"]).run().fails(9, &["the profile elsewhere has no credentials"]);
    world.get(&["-P", "am"]).run().fails(2, &["there is no profile `am`", "did you mean `ama`"]);
    world.get(&["-P", "ama"]).env("AMA", "").run().fails(9, &["the variable AMA is not set"]);
}

#[test]
fn a_profile_can_use_the_emulator() {
    let world = World::new();
    world.get(&["-P", "emu"]).run().token();
    world.get(&["-P", "sab", "-e", "emulator"]).run().token();
    assert!(world.server.requests().is_empty());
    world.request(world.get(&[]));
}

#[test]
fn json_shows_the_profile_in_use() {
    let world = World::new();
    world.sandbox.token("token-of-the-test");
    let json = |program: Program| program.args(["--format", "json"]).prints_token().run().exits(0).json();
    assert_eq!(json(world.get(&[]))["profile"], "ama");
    assert_eq!(json(world.get(&["-P", "sab"]))["profile"], "sab");
    let secret = world.sandbox.secret("variable-secret");
    let url = world.server.url();
    let without = world.get(&["-p", "sabre", "--base-url", &url]);
    let without = without.env("SABRE_USER_ID", "1").env("SABRE_GROUP", "2").env("SABRE_PASSWORD", secret);
    assert_eq!(json(without)["profile"], serde_json::Value::Null);
}

#[test]
fn a_profile_limits_show_and_clear() {
    let world = World::new();
    let cached = |args: &[&str]| {
        let [ama, sab] = [world.sandbox.secret("secret-of-ama"), world.sandbox.secret("secret-of-sab")];
        world.sandbox.travauth().args(args).env("AMA", ama).env("SAB", sab).run()
    };
    cached(&["token", "get"]).token();
    cached(&["token", "get", "-P", "sab"]).token();
    let listed = |args: &[&str]| cached(&[&["token", "show", "--json"], args].concat()).exits(0).json();
    assert_eq!(listed(&[]).as_array().unwrap().len(), 2);
    assert_eq!(listed(&["-P", "sab"])[0]["client_id"], "V1:7971:7TZA:AA");
    cached(&["token", "clear", "-P", "sab"]).exits(0);
    let left = listed(&[]);
    assert_eq!((left.as_array().unwrap().len(), &left[0]["client_id"]), (1, &serde_json::json!("ama-id")));
    let why = cached(&["token", "show", "--why"]).exits(0).stdout;
    assert!(why.contains("the default profile ama") && why.contains("config.toml"), "{why}");
}

#[test]
fn min_valid_and_the_network_table_apply_without_flags() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":100}"#));
    let secret = sandbox.secret("secret-of-the-test");
    sandbox.write(
        "config/travauth/config.toml",
        format!("[profiles.a]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"x\"\nclient_secret = {{ env = \"S\" }}\nmin_valid = \"10m\"\n[network]\nretries = 0\n", server.url()),
    );
    let get = |args: &[&str]| sandbox.travauth().args(["token", "get", "-P", "a"]).args(args).env("S", secret).run();
    get(&[]).exits(8);
    get(&["--min-valid", "10s", "--refresh"]).token();
    let failing = Server::start(|_| Reply::status(503));
    let retried = |args: &[&str]| {
        let before = failing.requests().len();
        let url = failing.url();
        get(&[&["--base-url", &url, "--refresh"], args].concat()).exits(6);
        failing.requests().len() - before
    };
    assert_eq!(retried(&[]), 1);
    assert_eq!(retried(&["--retries", "1"]), 2);
}

/// I5: the error suggests `-P` for a profile that was given with `-p`, and `-p` for a provider that was given with `-P`.
#[test]
fn a_profile_given_as_a_provider_is_recognized() {
    let sandbox = Sandbox::new();
    sandbox.write("config/travauth/config.toml", CONFIG);
    let get = || sandbox.travauth().args(["token", "get"]);
    for (program, part) in [
        (get().args(["-p", "sab"]), "did you mean `-P sab`? sab is a profile"),
        (get().env("TRAVAUTH_PROVIDER", "sab"), "did you mean TRAVAUTH_PROFILE=sab?"),
        (get().args(["-P", "sabre"]), "did you mean `-p sabre`? sabre is a provider"),
        (get().env("TRAVAUTH_PROFILE", "sabre"), "did you mean TRAVAUTH_PROVIDER=sabre?"),
        (sandbox.travauth().args(["token", "clear", "-p", "sab"]), "did you mean `-P sab`?"),
        (sandbox.travauth().args(["call", "-p", "sab", "/x"]), "did you mean `-P sab`?"),
    ] {
        let output = program.run().exits(2);
        assert!(output.stderr.contains(part), "{output}");
        assert!(!output.stderr.contains("travelport"), "it lists all providers: {output}");
    }
}

#[test]
fn the_list_shows_only_secrets_that_the_profile_uses() {
    let sandbox = Sandbox::new();
    let config = r#"
[profiles.parent]
provider = "sabre"
user_id = "1"
group = "2"
password = { env = "PARENT" }
headers = { X-Key = { env = "PARENT_KEY" }, X-Other = { env = "OTHER_KEY" } }
[profiles.child]
extends = "parent"
client_secret = { env = "CHILD" }
headers = { x-key = { env = "CHILD_KEY" } }
[profiles.third]
extends = "parent"
auth_version = 3
client_id = "app"
client_secret = { env = "APP" }
"#;
    sandbox.write("config/travauth/config.toml", config);
    let listed = sandbox.travauth().args(["profile", "list", "--json"]).run().exits(0).json();
    let secrets = |index: usize| listed[index]["secrets"].clone();
    assert_eq!(secrets(0), serde_json::json!(["$PARENT", "$PARENT_KEY", "$OTHER_KEY"]));
    assert_eq!(secrets(1), serde_json::json!(["$CHILD", "$CHILD_KEY", "$OTHER_KEY"]));
    assert_eq!(secrets(2), serde_json::json!(["$APP", "$PARENT", "$PARENT_KEY", "$OTHER_KEY"]));
}
