//! `issuer`: the token endpoint is read from the metadata that the server publishes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::common::cache_files;
use crate::support::{Output, Reply, Request, Sandbox, Server, overwrite};

const TOKEN: &str = r#"{"access_token":"token-of-the-test","token_type":"Bearer","expires_in":3600}"#;
const OIDC: &str = "/tenant/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server/tenant";

/// A provider with an issuer, and its server.
struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    /// Starts a server that sends metadata with these further fields at the address of `OpenID Connect`.
    fn new(lines: &str, fields: &'static str) -> Self {
        Self::serving(lines, move |request, url| match request.path.as_str() {
            OIDC => Reply::json(200, metadata(url, fields)),
            _ => Reply::json(200, TOKEN),
        })
    }

    fn serving(lines: &str, respond: impl Fn(&Request, &str) -> Reply + Send + Sync + 'static) -> Self {
        let sandbox = Sandbox::new();
        let server = Server::start(move |request| {
            let host = request.header("host").expect("a request names its host").to_owned();
            respond(request, &format!("http://{host}"))
        });
        let text = format!(
            "[providers.acme]\nissuer = \"URL/tenant\"\n{lines}\n\
             [profiles.mine]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = {{ env = \"MY_SECRET\" }}\n"
        );
        sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
        sandbox.token("token-of-the-test");
        Self { sandbox, server }
    }

    fn run(&self, args: &[&str]) -> Output {
        let program = self.sandbox.travauth().args(args).args(["-P", "mine"]);
        program.env("MY_SECRET", self.sandbox.secret("s3cret/of+mine")).shows("token-of-the-test").run()
    }

    fn get(&self, args: &[&str]) -> Output {
        self.run(&[&["token", "get"], args].concat())
    }

    fn paths(&self) -> Vec<String> {
        self.server.requests().into_iter().map(|request| request.path).collect()
    }

    /// Changes the time at which the stored metadata was read.
    fn age_metadata(&self) {
        let file = cache_files(&self.sandbox, "metadata").pop().expect("metadata is stored");
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let mut stored: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        stored["read_at"] = "2020-01-01T00:00:00Z".into();
        overwrite(&file, stored.to_string());
    }
}

fn metadata(url: &str, fields: &str) -> String {
    format!(r#"{{"issuer":"{url}/tenant","token_endpoint":"{url}/discovered"{fields}}}"#)
}

#[test]
fn the_metadata_names_the_endpoint_and_the_client_authentication() {
    for (lines, fields, has_basic) in [
        ("", "", true),
        ("", r#","token_endpoint_auth_methods_supported":["client_secret_post","client_secret_basic"]"#, true),
        ("", r#","token_endpoint_auth_methods_supported":["client_secret_post"]"#, false),
        ("client_auth = \"client_secret_post\"", "", false),
    ] {
        let world = World::new(lines, fields);
        world.get(&[]).token();
        let request = world.server.expect(2).pop().expect("there was a request");
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/discovered"));
        assert_eq!(request.header("authorization").is_some(), has_basic, "{lines} {fields}");
        assert_eq!(request.text().contains("client_secret="), !has_basic, "{lines} {fields}");
    }
}

#[test]
fn the_metadata_is_read_once_a_day_and_a_cached_token_needs_none() {
    let world = World::new("", "");
    world.get(&[]).token();
    world.get(&[]).token();
    world.get(&["--offline"]).token();
    world.server.expect(2);
    world.get(&["--refresh"]).token();
    world.server.expect(3);
    // Without metadata, the cached token is used too.
    for file in cache_files(&world.sandbox, "metadata") {
        std::fs::remove_file(file).expect("it can be deleted");
    }
    world.get(&[]).token();
    world.get(&["--offline"]).token();
    world.server.expect(3);
    world.get(&["--refresh"]).token();
    world.age_metadata();
    world.get(&["--refresh"]).token();
    assert_eq!(world.paths(), [OIDC, "/discovered", "/discovered", OIDC, "/discovered", OIDC, "/discovered"]);
}

#[test]
fn the_address_of_rfc_8414_is_asked_second() {
    let world = World::serving("", |request, url| match request.path.as_str() {
        OIDC => Reply::status(404),
        OAUTH => Reply::json(200, metadata(url, "")),
        _ => Reply::json(200, TOKEN),
    });
    world.get(&[]).token();
    assert_eq!(world.paths(), [OIDC, OAUTH, "/discovered"]);
}

#[test]
fn metadata_that_cannot_be_used_is_an_error_and_no_secret_is_sent() {
    type Respond = fn(&str) -> Reply;
    let cases: [(Respond, i32, &str); 6] = [
        (|_| Reply::status(404), 6, "HTTP 404"),
        (|url| Reply::redirect(302, &format!("{url}/elsewhere")), 6, "HTTP 302"),
        (|_| Reply::json(200, "<html>"), 6, "is not a JSON object"),
        (|url| Reply::json(200, format!(r#"{{"issuer":"{url}/tenant"}}"#)), 6, "no `token_endpoint`"),
        (
            |url| Reply::json(200, format!(r#"{{"issuer":"{url}/tenant/","token_endpoint":"{url}/discovered"}}"#)),
            2,
            "is of the issuer",
        ),
        (
            |url| Reply::json(200, format!(r#"{{"issuer":"{url}/tenant","token_endpoint":"http://acme.example/t"}}"#)),
            2,
            "plain http",
        ),
    ];
    for (respond, exit, part) in cases {
        let world = World::serving("", move |_, url| respond(url));
        let output = world.get(&[]).exits(exit);
        assert!(output.stderr.contains(part), "{output}");
        assert!(world.paths().iter().all(|path| [OIDC, OAUTH].contains(&path.as_str())), "{:?}", world.paths());
    }
}

#[test]
fn an_older_copy_is_used_with_a_warning_if_the_server_has_no_metadata_now() {
    let asked = Arc::new(AtomicUsize::new(0));
    let world = World::serving("", move |request, url| match request.path.as_str() {
        OIDC if asked.fetch_add(1, Ordering::SeqCst) == 0 => Reply::json(200, metadata(url, "")),
        OIDC | OAUTH => Reply::status(500),
        _ => Reply::json(200, TOKEN),
    });
    world.get(&[]).token();
    world.age_metadata();
    let output = world.get(&["--refresh"]).exits(0);
    assert!(output.stderr.contains("continuing with an older copy of the metadata"), "{output}");
    assert_eq!(world.paths().last().map(String::as_str), Some("/discovered"));
}

#[test]
fn metadata_is_read_again_after_the_endpoint_has_moved() {
    let moved = Arc::new(AtomicUsize::new(0));
    let world = World::serving("", move |request, url| match request.path.as_str() {
        OIDC if moved.load(Ordering::SeqCst) == 0 => Reply::json(200, metadata(url, "")),
        OIDC => Reply::json(200, metadata(url, "").replace("/discovered", "/moved")),
        "/discovered" if moved.fetch_add(1, Ordering::SeqCst) > 0 => Reply::status(404),
        _ => Reply::json(200, TOKEN),
    });
    world.get(&[]).token();
    let _ = world.get(&["--refresh"]).exits(2);
    world.get(&["--refresh"]).token();
    assert_eq!(world.paths().last().map(String::as_str), Some("/moved"));
}

#[test]
fn the_system_config_bounds_issuer_and_endpoint() {
    let world = World::new("", "");
    let text = r#"{"issuer":"URL/tenant","token_endpoint":"https://auth.acme.example/t"}"#;
    let url = world.server.url();
    // Metadata of an earlier run, so that the endpoint is known before it is forbidden.
    world.get(&[]).token();
    let file = cache_files(&world.sandbox, "metadata").pop().expect("metadata is stored");
    let stored = format!(r#"{{"read_at":"{}","metadata":{}}}"#, jiff::Timestamp::now(), text.replace("URL", &url));
    overwrite(&file, stored);
    let system = world.sandbox.write("system.toml", "allowed_hosts = [\"api.acme.example\"]\n");
    let refused = |lines: &str| {
        world.sandbox.write("config/travauth/config.toml", lines);
        let program = world.sandbox.travauth().args(["token", "get", "--refresh", "-P", "mine"]);
        program.env("MY_SECRET", "s3cret/of+mine").env("TRAVAUTH_SYSTEM_CONFIG", &system).run().exits(2)
    };
    let profile = "[profiles.mine]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = { env = \"MY_SECRET\" }\n";
    let output = refused(&format!("[providers.acme]\nissuer = \"{url}/tenant\"\n{profile}"));
    assert!(output.stderr.contains("host auth.acme.example of the token endpoint that the issuer names"), "{output}");
    let output = refused(&format!("[providers.acme]\nissuer = \"https://login.acme.example\"\n{profile}"));
    assert!(output.stderr.contains("host login.acme.example of the issuer"), "{output}");
    let output = refused(&format!("[providers.acme]\ntoken_url = \"https://login.acme.example/t\"\n{profile}"));
    assert!(output.stderr.contains("host login.acme.example of the token URL"), "{output}");
}

#[test]
fn the_metadata_names_where_tokens_are_revoked() {
    let sandbox_lines = "[providers.acme.environments]\nlive = { base_url = \"URL\", issuer = \"URL/tenant\" }\n";
    let world = World::serving(sandbox_lines, |request, url| match request.path.as_str() {
        OIDC => Reply::json(200, metadata(url, &format!(r#","revocation_endpoint":"{url}/revoke""#))),
        "/revoke" => Reply::status(200),
        _ => Reply::json(200, TOKEN),
    });
    world.get(&[]).token();
    let why = world.run(&["token", "show", "--why"]).exits(0).stdout;
    assert!(why.contains("discovered token URL") && why.contains("/discovered"), "{why}");
    let program = world.sandbox.travauth().args(["logout", "mine", "--revoke"]);
    let output = program.env("MY_SECRET", "s3cret/of+mine").run().exits(0);
    assert!(output.stdout.contains("revoked the access token"), "{output}");
    assert_eq!(world.paths(), [OIDC, "/discovered", "/revoke"]);
}

#[test]
fn a_provider_has_a_token_url_or_an_issuer() {
    let world = World::new("token_url = \"URL/t\"", "");
    let output = world.sandbox.travauth().args(["config", "validate"]).run().exits(2);
    assert!(output.stderr.contains("both `token_url` and `issuer` are given"), "{output}");
    let World { sandbox, server } = world;
    drop(sandbox);
    drop(server.at_least(0));
}
