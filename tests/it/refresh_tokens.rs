//! `grant = "refresh_token"`: the provider replaces the refresh token with each use, and each is stored before anything else.

use std::sync::{Arc, Mutex};

use super::common::cache_files;
use crate::support::{Gate, Output, Program, Reply, Request, Sandbox, Server, eventually};

const FILE: &str = "config/travauth/secrets/mine.refresh_token";

/// The refresh token that the server accepts; all earlier ones are invalid.
#[derive(Default)]
struct Rotation(Mutex<usize>);

impl Rotation {
    /// Responds to a token request, and replaces the refresh token if it is the current one.
    fn respond(&self, request: &Request) -> Reply {
        let mut current = self.0.lock().expect("no handler panicked");
        if !request.text().contains(&format!("refresh_token={}", name(*current))) {
            return Reply::json(400, r#"{"error":"invalid_grant"}"#);
        }
        *current += 1;
        Reply::json(
            200,
            format!(r#"{{"access_token":"token-of-the-test","expires_in":3600,"refresh_token":"{}"}}"#, name(*current)),
        )
    }
}

/// Returns the refresh token with this number.
fn name(number: usize) -> String {
    format!("refresh-token-number-{number}")
}

/// A profile with a refresh token in a file, and the server of its provider.
struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    fn new(respond: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let (sandbox, server) = (Sandbox::new(), Server::start(respond));
        let text = "[providers.acme]\ntoken_url = \"URL/token\"\nrevocation_url = \"URL/revoke\"\ngrant = \"refresh_token\"\n\
                    [profiles.mine]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = { env = \"MY_SECRET\" }\n\
                    refresh_token = { file = \"secrets/mine.refresh_token\" }\n";
        sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()));
        sandbox.allow(FILE);
        sandbox.write(FILE, format!("{}\n", name(0)));
        for number in 0..3 {
            sandbox.secret(&name(number));
        }
        sandbox.token("token-of-the-test");
        Self { sandbox, server }
    }

    fn program(&self, args: &[&str]) -> Program {
        let program = self.sandbox.travauth().args(args).env("MY_SECRET", self.sandbox.secret("s3cret/of+mine"));
        program.shows("token-of-the-test")
    }

    fn get(&self, args: &[&str]) -> Output {
        self.program(&[&["token", "get", "-P", "mine"], args].concat()).run()
    }

    fn stored(&self) -> String {
        std::fs::read_to_string(self.sandbox.path(FILE)).expect("the refresh token is there")
    }

    fn has_mark(&self) -> bool {
        self.sandbox.path(format!("{FILE}.sent")).exists()
    }
}

/// A world whose server replaces the refresh token with each use.
fn rotating() -> World {
    let rotation = Rotation::default();
    World::new(move |request| rotation.respond(request))
}

#[test]
fn each_use_stores_the_new_refresh_token() {
    let world = rotating();
    world.get(&[]).token();
    let request = world.server.expect(1).pop().expect("there was a request");
    assert_eq!(request.text(), format!("grant_type=refresh_token&refresh_token={}", name(0)));
    assert_eq!(world.stored(), format!("{}\n", name(1)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = std::fs::metadata(world.sandbox.path(FILE)).expect("it is there");
        assert_eq!(metadata.mode() & 0o777, 0o600);
    }
    // The entry belongs to the new refresh token.
    world.get(&[]).token();
    world.get(&["--offline"]).token();
    world.server.expect(1);
    world.get(&["--refresh"]).token();
    world.get(&["--no-cache"]).token();
    assert_eq!(world.stored(), format!("{}\n", name(3)));
    assert!(!world.has_mark());
}

#[test]
fn a_server_that_keeps_the_refresh_token_needs_no_new_one() {
    let world = World::new(|_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":3600}"#));
    world.get(&[]).token();
    world.get(&["--refresh"]).token();
    assert_eq!(world.stored(), format!("{}\n", name(0)));
    assert!(!world.has_mark());
}

#[test]
fn a_new_refresh_token_is_stored_even_if_the_response_has_no_access_token() {
    let world = World::new(|_| Reply::json(200, format!(r#"{{"refresh_token":"{}"}}"#, name(1))));
    let _ = world.get(&[]).exits(6);
    assert_eq!(world.stored(), format!("{}\n", name(1)));
    assert!(!world.has_mark());
}

#[test]
fn processes_use_the_refresh_token_one_after_the_other() {
    let world = rotating();
    let running: Vec<_> =
        (0..8).map(|_| world.program(&["token", "get", "-P", "mine", "--no-cache"]).spawn()).collect();
    for process in running {
        process.wait().token();
    }
    world.server.expect(8);
    assert_eq!(world.stored(), format!("{}\n", name(8)));
}

#[test]
fn the_run_after_a_kill_between_response_and_store_names_it() {
    let (rotation, gate) = (Arc::new(Rotation::default()), Gate::new());
    let (held, shared) = (gate.clone(), Arc::clone(&rotation));
    let world = World::new(move |request| {
        let is_first = *shared.0.lock().expect("no handler panicked") == 0;
        let reply = shared.respond(request);
        if is_first { reply.hold_until(&held) } else { reply }
    });
    let running = world.program(&["token", "get", "-P", "mine"]).spawn();
    eventually("the provider has replaced the token", || *rotation.0.lock().expect("no handler panicked") == 1);
    drop(running.kill());
    gate.open();
    assert!(world.has_mark());
    let output = world.get(&[]).exits(3);
    assert!(output.stderr.contains("ended before it stored the response"), "{output}");
    assert!(output.stderr.contains("get a new refresh token"), "{output}");
    assert!(!world.has_mark());
    // A new refresh token ends the cooldown at once.
    world.sandbox.write(FILE, format!("{}\n", name(1)));
    let output = world.get(&[]).exits(0);
    assert_eq!(output.stderr, "");
}

#[test]
fn a_lost_response_is_named_too_and_a_refused_request_is_not() {
    let world = World::new(|request| {
        let is_known = request.text().contains(&name(0));
        if is_known { Reply::close() } else { Reply::json(400, r#"{"error":"invalid_grant"}"#) }
    });
    let _ = world.get(&["--retries", "0"]).exits(6);
    assert!(world.has_mark());
    let output = world.get(&["--retries", "0"]).exits(6);
    assert!(output.stderr.contains("ended before it stored the response"), "{output}");
    world.sandbox.write(FILE, format!("{}\n", name(2)));
    let output = world.get(&[]).exits(3);
    assert!(!output.stderr.contains("ended before"), "{output}");
    assert!(!world.has_mark());
}

#[test]
fn nothing_is_sent_if_a_new_refresh_token_could_not_be_stored() {
    let world = rotating();
    // A directory in place of the temporary file, because root can write everywhere.
    std::fs::create_dir(world.sandbox.path(format!("{FILE}.tmp"))).expect("it can be created");
    let output = world.get(&[]).exits(1);
    assert!(output.stderr.contains("no new refresh token can be written"), "{output}");
    let World { sandbox, server } = world;
    drop(sandbox);
    drop(server.at_least(0));
}

#[test]
fn a_refresh_token_is_in_the_keyring_or_in_a_file() {
    let world = rotating();
    let config = world.sandbox.path("config/travauth/config.toml");
    let text = std::fs::read_to_string(&config).expect("it is there");
    for (reference, exit, part) in [
        ("refresh_token = { env = \"MY_TOKEN\" }", 2, "must be in the keyring or in a file"),
        ("refresh_token = { command = [\"pass\"] }", 2, "must be in the keyring or in a file"),
        ("refresh_token = \"abc\"", 2, "must not contain"),
        ("", 9, "requires a refresh token"),
        ("refresh_token = { file = \"missing\" }", 9, "no refresh token could be read"),
    ] {
        let changed = text.replace("refresh_token = { file = \"secrets/mine.refresh_token\" }", reference);
        world.sandbox.write("config/travauth/config.toml", changed);
        let output = world.get(&[]).exits(exit);
        assert!(output.stderr.contains(part), "{reference}: {output}");
    }
    let World { sandbox, server } = world;
    drop(sandbox);
    drop(server.at_least(0));
}

#[test]
fn profiles_with_different_refresh_tokens_share_no_token() {
    let world = rotating();
    let config = world.sandbox.path("config/travauth/config.toml");
    let text = std::fs::read_to_string(&config).expect("it is there");
    let other = "[profiles.other]\nextends = \"mine\"\nrefresh_token = { file = \"secrets/other.refresh_token\" }\n";
    world.sandbox.write("config/travauth/config.toml", format!("{text}{other}"));
    world.sandbox.allow("config/travauth/secrets/other.refresh_token");
    world.sandbox.write("config/travauth/secrets/other.refresh_token", format!("{}\n", name(1)));
    world.get(&[]).token();
    world.program(&["token", "get", "-P", "other"]).run().token();
    world.get(&["--offline"]).token();
    assert_eq!(cache_files(&world.sandbox, "json").len(), 2);
}

#[test]
fn logout_revokes_the_refresh_token_first() {
    let rotation = Rotation::default();
    let world = World::new(
        move |request| {
            if request.path == "/revoke" { Reply::status(200) } else { rotation.respond(request) }
        },
    );
    world.get(&[]).token();
    let output = world.program(&["logout", "mine", "--revoke"]).run().exits(0);
    assert!(output.stdout.contains("revoked the refresh token and the access token"), "{output}");
    let requests = world.server.expect(3);
    assert_eq!(requests[1].text(), format!("token={}&token_type_hint=refresh_token", name(1)));
    assert_eq!(requests[2].text(), "token=token-of-the-test&token_type_hint=access_token");
    assert!(!world.sandbox.path(FILE).exists());
}

#[test]
fn login_replaces_the_client_secret_and_keeps_the_refresh_token() {
    let world = rotating();
    let new = world.sandbox.write("work/new", world.sandbox.secret("new-s3cret-of-mine"));
    world.sandbox.allow("config/travauth/secrets/mine.client_secret");
    let url = world.server.url();
    let args = ["login", "mine", "--replace", "--base-url", &url, "--store", "file", "--no-probe"];
    let output = world.program(&args).args(["--client-secret-file".as_ref(), new.as_os_str()]).run();
    assert_eq!(output.exits(0).stderr, "");
    assert_eq!(world.stored(), format!("{}\n", name(1)));
    world.get(&["--refresh"]).token();
    assert_eq!(world.stored(), format!("{}\n", name(2)));
}
