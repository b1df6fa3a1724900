//! Servers that do not behave like a Redis: every run ends with a token all the same.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::common::{amadeus, entry_path, numbered_grants, numbered_token};
use crate::support::Sandbox;

/// A server that replies to every command with the same text, or never replies.
pub(super) struct Scripted {
    address: SocketAddr,
    commands: Arc<AtomicUsize>,
}

impl Scripted {
    pub(super) fn start(reply: impl Fn(SocketAddr) -> Option<String>) -> Self {
        Self::start_with(|address| (Vec::new(), reply(address)))
    }

    /// Sends these replies first, and then the other one to every command.
    fn start_with(replies: impl Fn(SocketAddr) -> (Vec<String>, Option<String>)) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let commands = Arc::new(AtomicUsize::new(0));
        let (counted, (first, reply)) = (Arc::clone(&commands), replies(address));
        let first = Arc::new(first);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (counted, first, reply) = (Arc::clone(&counted), Arc::clone(&first), reply.clone());
                thread::spawn(move || {
                    let mut writer = stream.try_clone().expect("a socket");
                    for line in BufReader::new(stream).lines().map_while(Result::ok) {
                        // A command begins with the number of its words.
                        if line.starts_with('*') {
                            let position = counted.fetch_add(1, Ordering::SeqCst);
                            let Some(reply) = first.get(position).or(reply.as_ref()) else { continue };
                            if writer.write_all(reply.as_bytes()).is_err() {
                                break;
                            }
                        }
                    }
                });
            }
        });
        Self { address, commands }
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }
}

/// Gets a token with this cache, and checks that the cache fails with the expected warning.
fn fails(cache: &str, expected: &str) {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let output = amadeus(&sandbox, &server.url()).env("TRAVAUTH_CACHE", cache).run().warns_once(expected);
    assert_eq!(output.token(), numbered_token(0));
    server.expect(1);
    let required = amadeus(&sandbox, &server.url()).args(["--refresh", "--require-shared-cache"]);
    drop(required.env("TRAVAUTH_CACHE", cache).run().fails(6, &[expected]));
}

#[test]
fn nodes_that_redirect_in_a_circle_are_left_after_some_redirects() {
    let to_itself = Scripted::start(|own| Some(format!("-MOVED 7 {own}\r\n")));
    fails(&format!("redis://{}", to_itself.address), "redirected a command 5 times");
    // Two runs, each with a command and its redirects.
    assert_eq!(to_itself.commands.load(Ordering::SeqCst), 2 * 6);

    let asking = Scripted::start(|own| Some(format!("-ASK 7 {own}\r\n")));
    fails(&format!("redis://{}", asking.address), "redirected a command 5 times");

    let second = Scripted::start(|own| Some(format!("-MOVED 7 {own}\r\n")));
    let first = Scripted::start(|_| Some(format!("-MOVED 7 :{}\r\n", second.port())));
    fails(&format!("redis://{}", first.address), "redirected a command 5 times");

    let unstable = Scripted::start(|_| Some("-TRYAGAIN Multiple keys request\r\n".to_owned()));
    fails(&format!("redis://{}", unstable.address), "redirected a command 5 times");
}

#[test]
fn a_redirect_to_a_server_that_is_silent_or_down_names_it() {
    let silent = Scripted::start(|_| None);
    let first = Scripted::start(|_| Some(format!("-MOVED 7 {}\r\n", silent.address)));
    fails(&format!("redis://{}", first.address), &format!("{}: it takes too long", silent.address));

    let down = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port");
    let first = Scripted::start(|_| Some(format!("-MOVED 7 {down}\r\n")));
    fails(&format!("redis://{}", first.address), &format!("{down}: Connection refused"));
}

#[test]
fn a_redirect_that_names_no_server_is_an_error() {
    for reply in ["-MOVED 7\r\n", "-ASK 7 nowhere\r\n", "-MOVED 7 127.0.0.1:0\r\n"] {
        let server = Scripted::start(|_| Some(reply.to_owned()));
        fails(&format!("redis://{}", server.address), "does not say which node to ask");
    }
}

#[test]
fn sentinels_that_do_not_name_a_primary() {
    let url = |server: &Scripted| format!("redis+sentinel://{}/main/0", server.address);
    for (reply, expected) in [
        ("*-1\r\n", "knows no primary named main"),
        ("+OK\r\n", "is it a Sentinel?"),
        ("*2\r\n$0\r\n\r\n$4\r\n6379\r\n", "is it a Sentinel?"),
        ("-NOAUTH Authentication required.\r\n", "requires a password"),
    ] {
        fails(&url(&Scripted::start(|_| Some(reply.to_owned()))), expected);
    }
    let silent = Scripted::start(|_| None);
    fails(&url(&silent), &format!("{}: it takes too long", silent.address));

    // A primary that has become a replica, and Sentinels that have not noticed yet.
    let hello = "*4\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$5\r\nslave\r\n";
    let replica = Scripted::start(|_| Some(hello.to_owned()));
    let port = replica.port().to_string();
    let named = format!("*2\r\n$9\r\n127.0.0.1\r\n${}\r\n{port}\r\n", port.len());
    let sentinel = Scripted::start(|_| Some(named.clone()));
    fails(&url(&sentinel), &format!("{}: it is a replica", replica.address));
    assert_eq!(sentinel.commands.load(Ordering::SeqCst), 2 * 3);
}

/// A proxy or a compatible server may send a value as a simple string.
#[test]
fn a_value_may_be_a_simple_string() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
    let file = entry_path(&sandbox);
    let entry = std::fs::read_to_string(&file).expect("the entry can be read");
    std::fs::remove_file(&file).expect("the entry can be deleted");
    let value = format!("+{}\r\n", entry.trim());
    // The keys of a command may be on two nodes for a moment.
    let try_again = "-TRYAGAIN Multiple keys request during rehashing of slot\r\n".to_owned();
    let redis = Scripted::start_with(|_| (vec![try_again.clone(); 2], Some(value.clone())));
    for scheme in ["redis", "valkey"] {
        let program = amadeus(&sandbox, &server.url()).args(["--require-shared-cache"]);
        let output = program.env("TRAVAUTH_CACHE", format!("{scheme}://{}", redis.address)).run().silently();
        assert_eq!(output.token(), numbered_token(0));
        std::fs::remove_file(&file).expect("the entry was copied");
    }
    assert_eq!(redis.commands.load(Ordering::SeqCst), 4);
    server.expect(1);
}

/// A cluster or a Sentinel can name only servers on hosts that the system config allows.
#[test]
fn a_host_that_is_not_allowed_is_not_connected_to() {
    let sandbox = Sandbox::new();
    let system = sandbox.write("etc/config.toml", "allowed_hosts = [\"*.example.com\"]\n");
    let named = "*2\r\n$9\r\n192.0.2.1\r\n$4\r\n6379\r\n";
    let [node, sentinel] =
        ["-MOVED 7 192.0.2.1:6379\r\n", named].map(|reply| Scripted::start(|_| Some(reply.to_owned())));
    for (url, code) in [
        (format!("redis://{}", node.address), 6),
        (format!("redis+sentinel://{}/main", sentinel.address), 6),
        ("redis://192.0.2.1".to_owned(), 2),
        ("redis+sentinel://localhost,192.0.2.1/main".to_owned(), 2),
        ("rediss://a.example.com,[2001:db8::1]".to_owned(), 2),
    ] {
        let program = amadeus(&sandbox, "http://127.0.0.1:9").args(["--require-shared-cache"]);
        let program = program.env("TRAVAUTH_SYSTEM_CONFIG", &system).env("TRAVAUTH_CACHE", &url);
        drop(program.run().fails(code, &["the system config does not allow"]));
    }
}
