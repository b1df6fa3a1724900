//! No request reaches the API unless it names this proxy and has the key, and the API receives only what it may see.
//!
//! The input is all that a client sends. If it has a NUL, the first one separates a head from a body, and the fuzzer adds
//! the headers that end the head. Some bytes stand for values that no fuzzer guesses:
//! 0x01 for the key, 0x02 for the host and port, 0x03 for a phantom token, 0x04 for the key as the password of HTTP Basic.
#![no_main]

mod upstream;

use std::cell::RefCell;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;
use travauth::env::Env;
use travauth::http::Driver;
use travauth::inspector::{Exchange, Har};
use travauth::proxy::{AccessKey, Listen, Listeners, Mount, MountOpener, Proxy, ProxyOptions, StopSignal};
use travauth::session::{SendRules, SharedCachePolicy};
use travauth::settings::{NetworkFlags, Selection};
use upstream::Upstream;

const KEY: &str = "key-of-the-fuzzer-0123456789-abcdefghijk";
const CLIENT_SECRET: &str = "Qz7-client-secret-of-the-fuzzer";
/// The longest wait for the rest of a response to a request that may be incomplete.
const PATIENCE: Duration = Duration::from_millis(100);
/// The longest wait for the proxy to close a connection whose client has stopped sending.
const CLOSING: Duration = Duration::from_secs(5);

thread_local! {
    static SERVERS: RefCell<Option<Servers>> = const { RefCell::new(None) };
}

/// An API, a proxy that serves it at the root, and one that serves it at a mount.
struct Servers {
    upstream: Upstream,
    proxies: [RunningProxy; 2],
    /// What the last client had sent, if it left before the end of its response. Its requests may reach the API late.
    unfinished: Admissible,
}

/// How many requests may reach the API.
#[derive(Clone, Copy, Default)]
struct Admissible {
    /// The `Host` headers that name the proxy.
    hosts: usize,
    /// The keys, phantom tokens and passwords.
    credentials: usize,
}

struct RunningProxy {
    address: SocketAddr,
    phantom: String,
}

fuzz_target!(|input: &[u8]| {
    SERVERS.with_borrow_mut(|servers| {
        let Servers { upstream, proxies, unfinished } = servers.get_or_insert_with(Servers::start);
        for proxy in proxies {
            let sent = proxy.written(input);
            let (received, is_complete) = proxy.exchange(&sent);
            check_received(&received, &sent);
            let admissible = proxy.admissible(&sent);
            check_admitted(upstream.take_requests(), &sent, admissible, *unfinished);
            *unfinished = if is_complete { Admissible::default() } else { admissible };
        }
    });
});

impl Servers {
    fn start() -> Self {
        let upstream = Upstream::start(KEY);
        let proxies = ["", "api"].map(|mount| RunningProxy::start(mount, upstream.address()));
        upstream.take_requests();
        Self { upstream, proxies, unfinished: Admissible::default() }
    }
}

impl RunningProxy {
    fn start(mount: &str, upstream: SocketAddr) -> Self {
        let listeners = Listeners::bind(&Listen::Tcp(SocketAddr::from(([127, 0, 0, 1], 0)))).expect("a free port");
        let address = listeners.address().expect("a TCP address");
        let driver = Driver::default();
        let mounts = vec![Mount::open(mount, opener(&driver, upstream)).expect("good settings")];
        let proxy = Proxy::new(listeners, mounts, options()).expect("a proxy");
        std::thread::spawn(move || proxy.run(&driver, &StopSignal::new()));
        let mut proxy = Self { address, phantom: String::new() };
        proxy.phantom = proxy.phantom_token(mount);
        proxy
    }

    /// Requests a phantom token from the proxy's token endpoint.
    fn phantom_token(&self, mount: &str) -> String {
        let prefix = if mount.is_empty() { String::new() } else { format!("/{mount}") };
        let body = format!("grant_type=client_credentials&client_id=id&client_secret={KEY}");
        let (response, _) = self.exchange(
            format!(
                "POST {prefix}{} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                upstream::TOKEN_PATH,
                self.address,
                body.len(),
            )
            .as_bytes(),
        );
        let response = String::from_utf8(response).expect("JSON");
        let (_, json) = response.split_once("\r\n\r\n").expect("a body");
        let json: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|_| panic!("no token: {response}"));
        json["access_token"].as_str().expect("a token").to_owned()
    }

    /// Returns the bytes that a client sends for this input.
    fn written(&self, input: &[u8]) -> Vec<u8> {
        let Some(end) = input.iter().position(|byte| *byte == 0) else { return self.filled(input) };
        let (head, body) = (self.filled(&input[..end]), self.filled(&input[end + 1..]));
        let framing = format!("\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
        [&*head, framing.as_bytes(), &*body].concat()
    }

    fn filled(&self, input: &[u8]) -> Vec<u8> {
        let mut filled = Vec::new();
        for byte in input {
            match byte {
                1 => filled.extend(KEY.as_bytes()),
                2 => filled.extend(self.address.to_string().as_bytes()),
                3 => filled.extend(self.phantom.as_bytes()),
                4 => filled.extend(basic_credentials().as_bytes()),
                byte => filled.push(*byte),
            }
        }
        filled
    }

    /// Sends these bytes, and returns the response and whether the proxy ended it.
    fn exchange(&self, sent: &[u8]) -> (Vec<u8>, bool) {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit can be set");
        // The proxy may refuse the request before it has read all of it.
        let _ = stream.write_all(sent);
        let mut received = Vec::new();
        let ended = stream.read_to_end(&mut received);
        let timed_out = ended.is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        if timed_out {
            // When the proxy has closed the connection, it works on none of its requests.
            let _ = stream.shutdown(Shutdown::Write);
            stream.set_read_timeout(Some(CLOSING)).expect("a limit can be set");
            let _ = stream.read_to_end(&mut received);
        }
        (received, !timed_out)
    }

    /// Counts the requests that may reach the API, because they name this proxy and have a credential.
    fn admissible(&self, sent: &[u8]) -> Admissible {
        let text = String::from_utf8_lossy(sent);
        let own = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{}", self.address.port()));
        let is_own_host = |line: &str| {
            let (name, value) = line.split_once(':').unwrap_or_default();
            name.eq_ignore_ascii_case("host") && own.iter().any(|own| value.trim().eq_ignore_ascii_case(own))
        };
        let credentials = [KEY.to_owned(), self.phantom.clone(), basic_credentials()];
        Admissible {
            hosts: text.split(['\r', '\n']).filter(|line| is_own_host(line)).count(),
            credentials: credentials.iter().map(|shown| text.matches(shown.as_str()).count()).sum(),
        }
    }
}

fn basic_credentials() -> String {
    STANDARD.encode(format!("me:{KEY}"))
}

fn opener(driver: &Driver, upstream: SocketAddr) -> MountOpener {
    let config_dir: PathBuf = std::env::temp_dir().join(format!("travauth-fuzz-{}", std::process::id()));
    let variables = [
        ("AMADEUS_CLIENT_ID", "id".to_owned()),
        ("AMADEUS_CLIENT_SECRET", CLIENT_SECRET.to_owned()),
        ("TRAVAUTH_CACHE", "none".to_owned()),
        ("TRAVAUTH_CONFIG_DIR", config_dir.display().to_string()),
    ];
    MountOpener {
        driver: driver.clone(),
        config: None,
        env_files: Vec::new(),
        env: Env::Fixed(variables.map(|(name, value)| (name.to_owned(), value)).into()),
        selection: Selection {
            provider: Some("amadeus".to_owned()),
            base_url: Some(format!("http://{upstream}")),
            ..Selection::default()
        },
        network: NetworkFlags::default(),
        shared_cache: SharedCachePolicy::Optional,
    }
}

/// The options of `travauth proxy`, with a fixed key.
fn options() -> ProxyOptions {
    let key = AccessKey::read("env:KEY", &Env::Fixed([("KEY".to_owned(), KEY.to_owned())].into()));
    ProxyOptions {
        key: Some(key.expect("a good key")),
        allowed_hosts: Vec::new(),
        allowed_origins: Vec::new(),
        tls: None,
        read_only: false,
        rules: SendRules { keep_status: true, unexplained: true, shares_thread: true, ..SendRules::default() },
        inspected: Some(10),
        idle_exit: None,
        log: Some(Box::new(check_record)),
    }
}

/// Checks that a recorded exchange contains no secret.
fn check_record(exchange: &Exchange) {
    let har: Vec<u8> = Har::new("http://proxy", vec![Arc::new(exchange.clone())]).flatten().collect();
    for (name, secret) in [("key", KEY), ("token", upstream::TOKEN), ("client secret", CLIENT_SECRET)] {
        assert!(!contains(&har, secret), "the record shows the {name}: {}", String::from_utf8_lossy(&har));
    }
}

/// Checks that the client does not receive the real token, nor a cookie of the API, unless it has sent the same text.
fn check_received(received: &[u8], sent: &[u8]) {
    for part in [upstream::TOKEN, upstream::COOKIE, CLIENT_SECRET] {
        assert!(contains(sent, part) || !contains(received, part), "the client received {:?}", String::from_utf8_lossy(received));
    }
}

/// Checks that the clients have sent a `Host` of the proxy and a credential for every request that reached the API.
fn check_admitted(requests: usize, sent: &[u8], own: Admissible, unfinished: Admissible) {
    let (hosts, credentials) = (own.hosts + unfinished.hosts, own.credentials + unfinished.credentials);
    let text = String::from_utf8_lossy(sent);
    assert!(requests <= hosts, "{requests} requests passed with {hosts} own hosts: {text:?}");
    assert!(requests <= credentials, "{requests} requests passed with {credentials} credentials: {text:?}");
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}
