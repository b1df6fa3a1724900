//! Secrets in a keyring: a real GNOME Keyring on a session bus of its own, and services that misbehave.
#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use crate::support::{Output, Program, Reply, Sandbox, Server, SessionBus, silent_socket};

const ITEM: [&str; 6] = ["service", "travauth", "profile", "a", "key", "client_secret"];
/// The limit of one operation, and the time that everything around it may take on a busy machine.
const SOON: Duration = Duration::from_secs(30);

/// A profile `a` whose client secret is in the keyring.
struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let server = Server::start(|_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":1799}"#));
        let server = server.at_least(0);
        let config = format!(
            "[profiles.a]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"me\"\nclient_secret = {{ keyring = \
             \"a/client_secret\" }}\n",
            server.url()
        );
        sandbox.write("config/travauth/config.toml", config);
        Self { sandbox, server }
    }

    fn get(&self, address: &str) -> Program {
        self.sandbox.travauth().args(["token", "get", "-P", "a"]).env("DBUS_SESSION_BUS_ADDRESS", address)
    }

    #[track_caller]
    fn fails(&self, address: &str, parts: &[&str]) -> Output {
        let output = self.get(address).run().exits(9);
        for part in parts {
            assert!(output.stderr.contains(part), "`{part}` is missing: {output}");
        }
        self.server.expect(0);
        output
    }
}

#[test]
#[ignore = "needs gnome-keyring"]
fn a_secret_is_read_from_an_unlocked_keyring_once_and_not_for_a_cached_token() {
    let (world, bus) = (World::new(), SessionBus::with_keyring());
    bus.store("travauth: a client_secret", &ITEM, b"secret of the test");
    let secret = world.sandbox.secret("secret of the test");
    world.get(bus.address()).run().token();
    let requests = world.server.requests();
    assert_eq!(requests.last().unwrap().form()["client_secret"], secret);

    bus.pause();
    world.get(bus.address()).run().token();
    world.server.expect(1);
}

#[test]
#[ignore = "needs gnome-keyring"]
fn a_keyring_without_the_item_or_without_a_collection_is_named() {
    let world = World::new();
    let hint = "travauth login a --replace";
    world.fails(SessionBus::with_keyring().address(), &["the keyring has no item a/client_secret", hint]);
    world.fails(SessionBus::with_empty_keyring().address(), &["the keyring has no item a/client_secret", hint]);
}

#[test]
#[ignore = "needs gnome-keyring"]
fn a_locked_keyring_opens_no_dialog() {
    let (world, bus) = (World::new(), SessionBus::with_keyring());
    bus.store("travauth: a client_secret", &ITEM, b"secret of the test");
    bus.lock();
    world.fails(bus.address(), &["cannot read a/client_secret from the keyring", "it is locked", "unlock it"]);
}

#[test]
#[ignore = "needs gnome-keyring"]
fn a_keyring_that_never_responds_is_given_up() {
    let (world, bus) = (World::new(), SessionBus::with_keyring());
    bus.pause();
    let start = Instant::now();
    world.fails(bus.address(), &["it did not answer within 3 s"]);
    assert!(start.elapsed() < SOON, "it took {:?}", start.elapsed());
}

#[test]
#[ignore = "needs dbus-daemon"]
fn an_item_that_is_another_one_or_not_text_is_not_used() {
    let world = World::new();
    let ours = [("service", "travauth"), ("profile", "a"), ("key", "client_secret")];
    let other = [("service", "travauth"), ("profile", "b"), ("key", "client_secret")];
    let bus = SessionBus::with_item(&ours, b"secret of the test");
    world.get(bus.address()).run().token();
    world.server.expect(1);

    let world = World::new();
    let bus = SessionBus::with_item(&other, b"secret of another profile");
    world.fails(bus.address(), &["the keyring returned another item than the one it was asked for"]);
    let bus = SessionBus::with_item(&ours, b"\xff\xfe\x00secret");
    world.fails(bus.address(), &["the item holds binary data instead of text", "login NAME --replace"]);
    let bus = SessionBus::with_item(&ours, b"two\nlines");
    let output = world.get(bus.address()).run().exits(2);
    assert!(output.stderr.contains("control character"), "{output}");
}

#[test]
fn a_bus_is_only_reached_by_a_unix_socket() {
    let world = World::new();
    world.fails("autolaunch:", &["DBUS_SESSION_BUS_ADDRESS names no unix socket"]);
    let marker = world.sandbox.path("started");
    let command = format!("unixexec:path=/usr/bin/touch,argv1={}", marker.display());
    world.fails(&command, &["DBUS_SESSION_BUS_ADDRESS names no unix socket"]);
    assert!(!marker.exists());
    world.fails("tcp:host=127.0.0.1,port=1", &["DBUS_SESSION_BUS_ADDRESS names no unix socket"]);
    world.fails("unix:path=/nowhere/bus", &["no keyring service answers", "keep the secret in a file"]);
    world.fails("", &["there is no session bus"]);
}

#[test]
fn a_bus_that_never_responds_is_given_up() {
    let world = World::new();
    let (_listener, path) = silent_socket(&world.sandbox.path(""));
    let start = Instant::now();
    world.fails(&format!("unix:path={}", path.display()), &["it did not answer within 3 s"]);
    assert!(start.elapsed() < SOON, "it took {:?}", start.elapsed());
}

#[test]
#[ignore = "needs gnome-keyring"]
fn a_new_refresh_token_replaces_the_old_one_in_the_keyring() {
    let (sandbox, bus) = (Sandbox::new(), SessionBus::with_keyring());
    let server = Server::start(|request| {
        let sent = request.form().remove("refresh_token").unwrap_or_default();
        let body = format!(r#"{{"access_token":"token-of-the-test","refresh_token":"{sent}-next"}}"#);
        Reply::json(200, body)
    });
    let config = format!(
        "[providers.acme]\ntoken_url = \"{}/token\"\ngrant = \"refresh_token\"\nclient_auth = \"none\"\n\
         [profiles.a]\nprovider = \"acme\"\nclient_id = \"me\"\nrefresh_token = {{ keyring = \"a/refresh_token\" }}\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    let item = ["service", "travauth", "profile", "a", "key", "refresh_token"];
    bus.store("travauth: a refresh_token", &item, sandbox.secret("first-refresh-token").as_bytes());
    let get = || {
        sandbox.travauth().args(["token", "get", "-P", "a", "--refresh"]).env("DBUS_SESSION_BUS_ADDRESS", bus.address())
    };
    get().run().token();
    assert_eq!(bus.lookup(&item).as_deref(), Some("first-refresh-token-next"));
    get().run().token();
    assert_eq!(bus.lookup(&item).as_deref(), Some("first-refresh-token-next-next"));
    bus.lock();
    let output = get().run().exits(9);
    assert!(output.stderr.contains("it is locked"), "{output}");
    server.expect(2);
}
