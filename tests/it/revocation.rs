//! `logout --revoke`, and the URLs that revoke tokens (RFC 7009).

use super::common::cache_files;
use crate::support::{Output, Reply, Request, Sandbox, Server};

const TOKEN: &str = r#"{"access_token":"token-of-the-test","token_type":"Bearer","expires_in":3600}"#;

/// A profile whose secret is in a file of travauth, and the server of its provider.
struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    /// Configures the provider with these lines, with `URL` replaced by the server's URL.
    fn new(lines: &str, respond: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let (sandbox, server) = (Sandbox::new(), Server::start(respond));
        let text = format!(
            "[providers.acme]\ntoken_url = \"URL/token\"\n{lines}\n\
             [profiles.mine]\nprovider = \"acme\"\nbase_url = \"URL/api\"\nclient_id = \"the id\"\n\
             client_secret = {{ file = \"secrets/mine.client_secret\" }}\n"
        );
        sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
        sandbox.write("config/travauth/secrets/mine.client_secret", sandbox.secret("s3cret/of+mine"));
        sandbox.token("token-of-the-test");
        Self { sandbox, server }
    }

    fn run(&self, args: &[&str]) -> Output {
        self.sandbox.travauth().args(args).env("TRAVAUTH_RETRIES", "0").shows("token-of-the-test").run()
    }

    fn has_everything(&self) -> bool {
        let config = std::fs::read_to_string(self.sandbox.path("config/travauth/config.toml")).expect("it is there");
        let has_secret = self.sandbox.path("config/travauth/secrets/mine.client_secret").exists();
        has_secret && config.contains("[profiles.mine]") && cache_files(&self.sandbox, "json").len() == 1
    }
}

fn by_path(request: &Request, revocation: Reply) -> Reply {
    if request.path == "/token" { Reply::json(200, TOKEN) } else { revocation }
}

#[test]
fn logout_revokes_the_token_and_then_deletes_everything() {
    for (lines, path, authorization, body) in [
        (
            "revocation_url = \"URL/revoke\"",
            "/revoke",
            // printf %s 'the+id:s3cret%2Fof%2Bmine' | base64
            Some("Basic dGhlK2lkOnMzY3JldCUyRm9mJTJCbWluZQ=="),
            "token=token-of-the-test&token_type_hint=access_token",
        ),
        (
            "revocation_url = \"/revoke\"\nclient_auth = \"client_secret_post\"",
            "/api/revoke",
            None,
            "token=token-of-the-test&token_type_hint=access_token&client_id=the+id&client_secret=s3cret%2Fof%2Bmine",
        ),
    ] {
        let world = World::new(lines, |request| by_path(request, Reply::status(200)));
        world.run(&["token", "get", "-P", "mine"]).token();
        let output = world.run(&["logout", "mine", "--revoke"]).exits(0);
        assert!(output.stdout.contains("revoked the access token"), "{output}");
        assert!(!output.stdout.contains("accepts the deleted token"), "{output}");
        let request = world.server.expect(2).pop().expect("there was a request");
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", path));
        assert_eq!((request.header("authorization"), request.text().as_str()), (authorization, body));
        assert!(cache_files(&world.sandbox, "json").is_empty());
        assert!(!world.sandbox.path("config/travauth/secrets/mine.client_secret").exists());
    }
}

#[test]
fn nothing_is_deleted_if_the_token_cannot_be_revoked() {
    for (lines, reply, exit, part) in [
        ("", Reply::status(200), 2, "has no revocation URL"),
        ("revocation_url = \"URL/revoke\"", Reply::json(401, r#"{"error":"invalid_client"}"#), 3, "was not revoked"),
        (
            "revocation_url = \"URL/revoke\"",
            Reply::json(400, r#"{"error":"unsupported_token_type"}"#),
            2,
            "cannot revoke tokens of this type",
        ),
        ("revocation_url = \"URL/revoke\"", Reply::status(429), 7, "was not revoked"),
        ("revocation_url = \"URL/revoke\"", Reply::redirect(302, "http://127.0.0.1:9/"), 6, "was not revoked"),
    ] {
        let world = World::new(lines, move |request| by_path(request, reply.clone()));
        world.run(&["token", "get", "-P", "mine"]).token();
        for args in [&["logout", "mine", "--revoke"][..], &["logout", "--all", "--revoke"]] {
            let output = world.run(args).exits(exit);
            assert!(output.stderr.contains(part), "{lines}: {output}");
            assert!(world.has_everything(), "{lines}: {output}");
        }
    }
}

#[test]
fn a_failure_after_the_revocation_names_what_is_done() {
    let config = std::sync::Arc::new(std::sync::OnceLock::<std::path::PathBuf>::new());
    let edited = std::sync::Arc::clone(&config);
    let world = World::new("revocation_url = \"URL/revoke\"", move |request| {
        if request.path == "/revoke" {
            // Another program edits the config in the meantime.
            let path = edited.get().expect("the path is known");
            let text = std::fs::read_to_string(path).expect("it can be read");
            crate::support::overwrite(path, format!("{text}# edited\n"));
        }
        by_path(request, Reply::status(200))
    });
    config.set(world.sandbox.path("config/travauth/config.toml")).expect("it is set once");
    world.run(&["token", "get", "-P", "mine"]).token();
    let output = world.run(&["logout", "mine", "--revoke"]);
    for part in ["already done: revoked the access token", "already deleted: ", "the cached token"] {
        assert!(output.stderr.contains(part), "{part}: {output}");
    }
    assert_ne!(output.code, 0);
}

#[test]
fn a_profile_that_cannot_be_revoked_keeps_all_profiles() {
    let world = World::new("revocation_url = \"URL/revoke\"", |request| by_path(request, Reply::status(200)));
    world.run(&["token", "get", "-P", "mine"]).token();
    let config = world.sandbox.path("config/travauth/config.toml");
    let text = std::fs::read_to_string(&config).expect("it is there");
    world.sandbox.write(
        "config/travauth/config.toml",
        format!("{text}\n[profiles.other]\nprovider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2\"\n"),
    );
    let output = world.run(&["logout", "--all", "--revoke"]).exits(2);
    assert!(output.stderr.contains("Sabre has no revocation URL"), "{output}");
    assert!(world.has_everything());
    world.server.expect(1);
}

#[test]
fn without_a_valid_token_nothing_is_sent() {
    let world = World::new("revocation_url = \"URL/revoke\"", |_| Reply::status(500));
    let output = world.run(&["logout", "mine", "--revoke"]).exits(0);
    assert!(output.stdout.contains("revoked no token"), "{output}");
    let World { sandbox, server } = world;
    drop(sandbox);
    drop(server.at_least(0));
}

#[test]
fn the_system_config_bounds_the_revocation_url() {
    let world = World::new("revocation_url = \"https://revoke.acme.example/\"", |_| Reply::json(200, TOKEN));
    let system = world.sandbox.write("system.toml", "allowed_hosts = [\"api.acme.example\"]\n");
    world.run(&["token", "get", "-P", "mine"]).token();
    let logout = world.sandbox.travauth().args(["logout", "mine", "--revoke"]);
    let output = logout.env("TRAVAUTH_SYSTEM_CONFIG", system).run().exits(2);
    assert!(output.stderr.contains("does not allow the host revoke.acme.example of the revocation URL"), "{output}");
    assert!(world.has_everything());
}
