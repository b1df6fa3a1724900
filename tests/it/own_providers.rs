//! Providers of the config file.

use crate::support::{Output, Reply, Request, Sandbox, Server};

const TOKEN: &str = r#"{"access_token":"token-of-the-test","token_type":"Bearer","expires_in":3600}"#;

struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    /// A provider `acme` whose table has these lines (`URL` stands for the server) besides its token URL.
    fn new(lines: &str, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let (sandbox, server) = (Sandbox::new(), Server::start(answer));
        let text = format!("[providers.acme]\ntoken_url = \"URL/oauth/token\"\n{lines}");
        sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
        Self { sandbox, server }
    }

    fn get(&self, args: &[&str]) -> Output {
        let base_url = self.server.url();
        let program = self.sandbox.travauth().args(["token", "get", "-p", "acme", "--base-url", &base_url]);
        let program = program
            .shows("token-of-the-test")
            .env("ACME_CLIENT_ID", "the id:+")
            .env("ACME_CLIENT_SECRET", self.secret());
        program.args(args).env("ACME_USER_ID", "user").env("ACME_PASSWORD", self.sandbox.secret("pass word")).run()
    }

    fn secret(&self) -> &'static str {
        self.sandbox.secret("s3cret: /ü%&=+")
    }

    fn asked(&self) -> Request {
        self.server.requests().pop().expect("it was asked")
    }
}

#[test]
fn a_server_that_keeps_to_the_rfc_needs_nothing_but_its_token_url() {
    let world = World::new("", |_| Reply::json(200, TOKEN));
    world.get(&[]).token();
    let request = world.asked();
    assert_eq!(request.path, "/oauth/token");
    // Form-encoded before Basic: RFC 6749, section 2.3.1.
    // printf %s 'the+id%3A%2B:s3cret%3A+%2F%C3%BC%25%26%3D%2B' | base64
    assert_eq!(
        request.header("authorization"),
        Some("Basic dGhlK2lkJTNBJTJCOnMzY3JldCUzQSslMkYlQzMlQkMlMjUlMjYlM0QlMkI=")
    );
    assert_eq!(request.text(), "grant_type=client_credentials");
    // The second one is from the cache, and its variable has the provider's name.
    let env = world.get(&["--format", "env"]);
    assert!(env.stdout.contains("export ACME_ACCESS_TOKEN="), "{env}");
    world.sandbox.token("token-of-the-test");
    world.server.expect(1);
}

#[test]
fn no_environment_is_needed_but_one_place_is() {
    let world = World::new("", |_| Reply::json(200, TOKEN));
    let output = world.sandbox.travauth().args(["token", "get", "-p", "acme"]).run().exits(2);
    assert!(output.stderr.contains("--base-url"), "{output}");
    world.get(&[]).token();
}

#[test]
fn each_client_authentication_sends_what_it_says() {
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
        let request = world.asked();
        assert_eq!((request.header("authorization"), request.text().as_str()), (authorization, body), "{lines}");
    }
}

#[test]
fn extra_fields_and_headers_go_along_and_the_user_s_own_come_before() {
    let world =
        World::new("params = { audience = \"a\", other = \"o\" }\ntoken_headers = { X-Tenant = \"t\" }", |_| {
            Reply::json(200, TOKEN)
        });
    world.get(&["--token-param", "audience=b", "--scope", "x y"]).token();
    let request = world.asked();
    assert_eq!(request.text(), "grant_type=client_credentials&scope=x+y&other=o&audience=b");
    assert_eq!(request.header("x-tenant"), Some("t"));
    // Other parameters, another token.
    world.get(&["--scope", "x y"]).token();
    world.server.expect(2);
}

#[test]
fn the_answer_s_fields_can_have_other_names_and_a_missing_lifetime_has_a_default() {
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
fn an_answer_without_the_field_is_told_with_its_name() {
    let world = World::new("answer = { token = \"jwt\" }", |_| Reply::json(200, TOKEN));
    let output = world.get(&[]).exits(6);
    assert!(output.stderr.contains("it holds no jwt"), "{output}");
    assert!(!output.stderr.contains("token-of-the-test"), "{output}");
}

#[test]
fn rejections_are_exit_3_in_the_provider_s_own_words() {
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
fn a_token_host_of_its_own_gets_the_token_request_and_the_key() {
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
    assert_eq!(world.asked().path, "/elsewhere");
    get(&["-e", "uat"]);
    assert_eq!(world.asked().path, "/oauth/token");
    get(&["-e", "prod"]);
    world.server.expect(2);
}

#[test]
fn one_s_own_provider_hides_a_built_in_one_of_the_same_name() {
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
