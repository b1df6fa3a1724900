//! Providers that the config file describes.

use crate::support::{Output, Reply, Request, Sandbox, Server};

pub(super) const TOKEN: &str = r#"{"access_token":"token-of-the-test","token_type":"Bearer","expires_in":3600}"#;

/// A sandbox with a configured provider, and the provider's server.
pub(super) struct World {
    pub(super) sandbox: Sandbox,
    pub(super) server: Server,
}

impl World {
    /// Configures a provider `acme` whose table has a token URL and these lines, with `URL` replaced by the server's URL.
    pub(super) fn new(lines: &str, respond: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let (sandbox, server) = (Sandbox::new(), Server::start(respond));
        let text = format!("[providers.acme]\ntoken_url = \"URL/oauth/token\"\n{lines}");
        sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
        Self { sandbox, server }
    }

    /// Runs `token get`.
    pub(super) fn get(&self, args: &[&str]) -> Output {
        self.get_with(&[], args)
    }

    /// Runs `token get` with more variables.
    pub(super) fn get_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Output {
        self.run_with(variables, &[&["token", "get"], args].concat())
    }

    /// Runs a command for the provider at the base URL of the server.
    pub(super) fn run(&self, words: &[&str]) -> Output {
        self.run_with(&[], words)
    }

    pub(super) fn run_with(&self, variables: &[(&str, &str)], words: &[&str]) -> Output {
        let names = if matches!(words[0], "token" | "config") { 2 } else { 1 };
        let url = self.server.url();
        let selection = ["-p", "acme", "--base-url", &url];
        let program = self.sandbox.travauth().args(&words[..names]).args(selection).args(&words[names..]);
        let program = program
            .shows("token-of-the-test")
            .env("ACME_CLIENT_ID", "the id:+")
            .env("ACME_CLIENT_SECRET", self.secret())
            .env("ACME_USER_ID", "user")
            .env("ACME_PASSWORD", self.sandbox.secret("pass word"));
        variables.iter().fold(program, |program, (name, value)| program.env(name, value)).run()
    }

    pub(super) fn secret(&self) -> &'static str {
        self.sandbox.secret("s3cret: /ü%&=+")
    }

    /// Returns the last request.
    pub(super) fn last_request(&self) -> Request {
        self.server.requests().pop().expect("there was a request")
    }

    /// Moves the expiry of the cached token, as if this time had passed since.
    pub(super) fn age_token(&self, seconds: i64) {
        let file = super::common::cache_files(&self.sandbox, "json").pop().expect("a token is cached");
        let mut entry: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&file).expect("it can be read")).expect("it is JSON");
        let expires_at: jiff::Timestamp = entry["token"]["expires_at"]
            .as_str()
            .and_then(|time| time.parse().ok())
            .expect("the token has a time of expiry");
        let aged = expires_at - jiff::SignedDuration::from_secs(seconds);
        entry["token"]["expires_at"] = aged.to_string().into();
        crate::support::overwrite(&file, entry.to_string());
    }
}

#[test]
fn a_server_that_follows_the_rfc_needs_only_its_token_url() {
    let world = World::new("", |_| Reply::json(200, TOKEN));
    world.get(&[]).token();
    let request = world.last_request();
    assert_eq!(request.path, "/oauth/token");
    // RFC 6749, section 2.3.1, requires form-encoding before Basic.
    // printf %s 'the+id%3A%2B:s3cret%3A+%2F%C3%BC%25%26%3D%2B' | base64
    assert_eq!(
        request.header("authorization"),
        Some("Basic dGhlK2lkJTNBJTJCOnMzY3JldCUzQSslMkYlQzMlQkMlMjUlMjYlM0QlMkI=")
    );
    assert_eq!(request.text(), "grant_type=client_credentials");
    // The cached token is also set in a variable with the provider's name.
    let env = world.get(&["--format", "env"]);
    assert!(env.stdout.contains("export ACME_ACCESS_TOKEN="), "{env}");
    world.sandbox.token("token-of-the-test");
    world.server.expect(1);
}

#[test]
fn each_client_authentication_has_its_own_request() {
    for (lines, authorization, body) in [
        (
            "client_auth = \"client_secret_post\"",
            None,
            "grant_type=client_credentials&client_id=the+id%3A%2B&client_secret=s3cret%3A+%2F%C3%BC%25%26%3D%2B",
        ),
        // printf %s 'the id:+:s3cret: /ü%&=+' | base64
        (
            "client_auth = \"basic_unencoded\"",
            Some("Basic dGhlIGlkOis6czNjcmV0OiAvw7wlJj0r"),
            "grant_type=client_credentials",
        ),
        ("client_auth = \"none\"", None, "grant_type=client_credentials&client_id=the+id%3A%2B"),
        (
            "client_auth = \"none\"\ngrant = \"password\"",
            None,
            "grant_type=password&client_id=the+id%3A%2B&username=user&password=pass+word",
        ),
        (
            "grant = \"password\"\nparams = { audience = \"a b\", resource = \"r\" }",
            Some("Basic dGhlK2lkJTNBJTJCOnMzY3JldCUzQSslMkYlQzMlQkMlMjUlMjYlM0QlMkI="),
            "grant_type=password&username=user&password=pass+word&audience=a+b&resource=r",
        ),
    ] {
        let world = World::new(lines, |_| Reply::json(200, TOKEN));
        world.secret();
        world.get(&[]).token();
        let request = world.last_request();
        assert_eq!((request.header("authorization"), request.text().as_str()), (authorization, body), "{lines}");
    }
}

#[test]
fn extra_fields_and_headers_are_sent_and_flags_override_them() {
    let world =
        World::new("params = { audience = \"a\", other = \"o\" }\ntoken_headers = { X-Tenant = \"t\" }", |_| {
            Reply::json(200, TOKEN)
        });
    world.get(&["--token-param", "audience=b", "--scope", "x y"]).token();
    let request = world.last_request();
    assert_eq!(request.text(), "grant_type=client_credentials&scope=x+y&other=o&audience=b");
    assert_eq!(request.header("x-tenant"), Some("t"));
    // With other parameters, another token is requested.
    world.get(&["--scope", "x y"]).token();
    world.server.expect(2);
}

#[test]
fn response_fields_can_have_other_names_and_a_missing_lifetime_has_a_default() {
    let lines = "answer = { token = \"data.jwt\", expires_in = \"data.ttl\" }\nlifetime = \"2h\"";
    let world = World::new(lines, |request| {
        let ttl = if request.text().contains("short") { r#","ttl":"90""# } else { "" };
        Reply::json(200, format!(r#"{{"data":{{"jwt":"token-of-the-test"{ttl}}}}}"#))
    });
    world.sandbox.token("token-of-the-test");
    let lifetime = |args: &[&str]| {
        let output = world.get(&[&["--no-cache", "--format", "json"], args].concat());
        assert!(!output.json()["extra"].to_string().contains("token-of-the-test"), "{output}");
        output.json()["expires_in"].as_u64().expect("it is a number")
    };
    assert!((7100..=7200).contains(&lifetime(&[])));
    assert!((60..=90).contains(&lifetime(&["--scope", "short"])));
}

#[test]
fn a_response_without_the_field_is_an_error_that_names_it() {
    let world = World::new("answer = { token = \"jwt\" }", |_| Reply::json(200, TOKEN));
    let output = world.get(&[]).exits(6);
    assert!(output.stderr.contains("it has no jwt"), "{output}");
    assert!(!output.stderr.contains("token-of-the-test"), "{output}");
}

#[test]
fn a_rejection_has_exit_code_3_and_the_providers_message() {
    for (lines, status, body, part) in [
        ("", 401, r#"{"error":"invalid_client"}"#, "invalid_client"),
        ("", 400, r#"{"error":"invalid_client","error_description":"unknown client"}"#, "unknown client"),
        ("", 400, r#"{"error":"unauthorized_client"}"#, "unauthorized_client"),
        (
            "errors = { error = \"fault.kind\", code = [\"fault.0\", \"fault.no\"], words = \"fault.text\" }",
            400,
            r#"{"fault":{"kind":"invalid_grant","no":77,"text":"locked"}}"#,
            "77, invalid_grant, locked",
        ),
    ] {
        let world = World::new(lines, move |_| Reply::json(status, body));
        let output = world.get(&[]).exits(3);
        assert!(output.stderr.contains(part), "{lines}: {output}");
    }
}

#[test]
fn an_environment_can_have_its_own_token_url() {
    let world = World::new(
        "[providers.acme.environments]\nlive = { base_url = \"https://api.acme.example\", token_url = \"URL/elsewhere\", aliases = [\"prod\"] }\nuat = \"https://uat.acme.example\"",
        |_| Reply::json(200, TOKEN),
    );
    let get = |args: &[&str]| {
        let program = world.sandbox.travauth().args(["token", "get", "-p", "acme"]).args(args);
        program
            .env("ACME_CLIENT_ID", "id")
            .env("ACME_CLIENT_SECRET", world.sandbox.secret("s3cret-of-acme"))
            .run()
            .token()
    };
    get(&[]);
    assert_eq!(world.last_request().path, "/elsewhere");
    get(&["-e", "uat"]);
    assert_eq!(world.last_request().path, "/oauth/token");
    get(&["-e", "prod"]);
    world.server.expect(2);
}

#[test]
fn a_configured_provider_replaces_a_built_in_one_of_the_same_name() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(200, TOKEN));
    sandbox.write(
        "config/travauth/config.toml",
        format!(
            "[providers.duffel]\ntoken_url = \"{0}/t\"\n[providers.duffel.environments]\nx = \"{0}\"\n",
            server.url()
        ),
    );
    let secret = sandbox.secret("s3cret-of-mine");
    let get = sandbox.travauth().args(["token", "get", "-p", "duffel"]);
    get.env("DUFFEL_CLIENT_ID", "id").env("DUFFEL_CLIENT_SECRET", secret).run().token();
}

#[test]
fn a_provider_without_tokens_is_checked_with_its_headers() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("the-key-of-acme");
    let server = Server::start(move |request| match (request.path.as_str(), request.header("x-key")) {
        ("/ping", Some("k 77 the-key-of-acme")) if request.header("x-static") == Some("s") => Reply::json(200, "{}"),
        _ => Reply::json(401, r#"{"message":"no"}"#),
    });
    let text = "[providers.acme]\nheaders = { X-Key = \"k {client_id} {client_secret}\", X-Static = \"s\" }\nprobe = \"/ping\"\n\
                [providers.acme.environments]\nlive = \"URL\"\n\
                [profiles.good]\nprovider = \"acme\"\nclient_id = \"77\"\nclient_secret = { env = \"KEY\" }\n\
                [profiles.bad]\nprovider = \"acme\"\nclient_id = \"78\"\nclient_secret = { env = \"KEY\" }\n\
                [profiles.own]\nprovider = \"acme\"\nclient_id = \"78\"\nclient_secret = { env = \"KEY\" }\nheaders = { x-key = \"k 77 {client_secret}\" }\n";
    sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
    let check =
        |args: &[&str]| sandbox.travauth().args(["check", "--format", "json"]).args(args).env("KEY", secret).run();
    check(&["-P", "good"]).exits(0);
    check(&["-P", "own"]).exits(0);
    let report = check(&["--all"]).exits(3).json();
    let states: Vec<(&str, &str)> = report["results"]
        .as_array()
        .expect("it is a list")
        .iter()
        .map(|result| (result["target"].as_str().unwrap_or_default(), result["state"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(states, [("good", "valid"), ("bad", "invalid"), ("own", "valid")]);
    let output = sandbox.travauth().args(["token", "get", "-P", "good"]).env("KEY", secret).run().exits(2);
    assert!(output.stderr.contains("acme has no access tokens"), "{output}");
}

#[test]
fn the_headers_of_a_provider_with_tokens_are_sent_to_its_api_only() {
    let lines = "headers = { X-Group = \"{group}\", X-Key = { env = \"KEY\" } }\nprobe = \"/ping\"";
    let world = World::new(lines, |request| match request.path.as_str() {
        "/ping" => Reply::json(if request.header("x-key") == Some("key-of-the-test") { 200 } else { 401 }, "{}"),
        _ => Reply::json(200, TOKEN),
    });
    world.sandbox.token("token-of-the-test");
    let url = world.server.url();
    let check = |group: &str| {
        let program = world.sandbox.travauth().args(["check", "-p", "acme", "--base-url", &url]);
        let program = program.env("ACME_CLIENT_ID", "id").env("ACME_CLIENT_SECRET", world.secret());
        program.env("KEY", world.sandbox.secret("key-of-the-test")).env("ACME_GROUP", group).run().exits(0)
    };
    for (group, header) in [("g1", Some("g1")), ("", None)] {
        let output = check(group);
        assert!(output.stdout.contains("valid"), "{output}");
        let requests = world.server.requests();
        let [token, ping] = &requests[requests.len() - 2..] else { panic!("two requests were expected") };
        assert_eq!((token.header("x-group"), token.header("x-key")), (None, None));
        assert_eq!((ping.header("x-group"), ping.bearer()), (header, Some("token-of-the-test")));
    }
}

#[test]
fn missing_credentials_are_reported_with_the_variables_and_the_profiles_to_use() {
    let sandbox = Sandbox::new();
    let text = "[providers.acme]\ntoken_url = \"https://auth.acme.example/t\"\n\
                [providers.acme.environments]\nlive = \"https://api.acme.example\"\n[profiles.mine]\nprovider = \"acme\"\n";
    sandbox.write("config/travauth/config.toml", text);
    let output = sandbox.travauth().args(["token", "get", "-p", "acme"]).run().exits(9);
    for part in [
        "$ACME_CLIENT_ID, $ACME_CLIENT_SECRET\n",
        "hint: run `travauth login -p acme`, or set ACME_CLIENT_ID and ACME_CLIENT_SECRET\n",
        "hint: or choose a profile: `-P mine`\n",
    ] {
        assert!(output.stderr.contains(part), "{part}: {output}");
    }
}

#[test]
fn the_emulator_is_never_replaced_by_the_token_url_of_a_provider() {
    for lines in ["token_url = \"URL/token\"", "issuer = \"URL\""] {
        let (sandbox, server) = (Sandbox::new(), Server::never());
        let text = format!("[providers.acme]\ndialect = \"amadeus\"\n{lines}\n");
        sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
        let output = sandbox.travauth().args(["token", "get", "-p", "acme", "-e", "emulator"]).run().exits(2);
        assert!(output.stderr.contains("the emulator does not imitate the token endpoint of acme"), "{output}");
    }
}
