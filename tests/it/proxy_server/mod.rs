//! Tests of `travauth proxy` with raw sockets, because a client library would correct some of the invalid requests.
#![cfg(unix)]

mod child;
mod ends;
mod failures;
mod forwarding;
mod guards;
mod hostile_api;
mod keys;
mod mounts;
mod output;
mod page;
mod rates;
mod streams;
mod tokens;

use std::fmt;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use super::common::{AMADEUS_ID, AMADEUS_PATH, SECRET, grant};
use crate::support::{Program, Reply, Request, Running, Sandbox, Server};

/// The key of the proxies in these tests.
const KEY: &str = "key-of-the-tests-0123456789-abcdefghijk";
/// The real token.
const TOKEN: &str = "real-token-of-the-upstream-0123456789";
const FREE_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];
/// The longest wait for a response.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts an API that grants [`TOKEN`], and passes all other requests to the handler.
fn api(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| if request.path == AMADEUS_PATH { grant(TOKEN) } else { handler(request) }).at_least(0)
}

/// Starts an API that responds to every request with its method and target.
fn echo() -> Server {
    api(|request| Reply::json(200, format!("{{\"did\":\"{} {}\"}}", request.method, request.target)))
}

/// Returns the requests other than token requests.
fn api_requests(server: &Server) -> Vec<Request> {
    server.requests().into_iter().filter(|request| request.path != AMADEUS_PATH).collect()
}

/// A running proxy.
struct Proxy {
    running: Running,
    address: SocketAddr,
    first_line: String,
}

/// Creates the file that contains [`KEY`].
fn key_file(sandbox: &Sandbox) -> PathBuf {
    let path = sandbox.write("key", format!("{KEY}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("the mode can be set");
    path
}

/// Returns the command `travauth proxy` for Amadeus at this base URL, with [`KEY`].
fn program(sandbox: &Sandbox, base_url: &str) -> Program {
    sandbox.token(TOKEN);
    sandbox
        .travauth()
        .args(["proxy", "-p", "amadeus", "--base-url", base_url, "--key"])
        .args([key_file(sandbox)])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .shows(sandbox.secret(KEY))
}

impl Proxy {
    /// Starts a proxy of this API, on a free port unless the arguments name another.
    fn start(sandbox: &Sandbox, server: &Server, args: &[&str]) -> Self {
        let usual: &[&str] = if args.contains(&"--listen") { &[] } else { &FREE_PORT };
        Self::of(program(sandbox, &server.url()).args(usual).args(args))
    }

    fn of(program: Program) -> Self {
        let running = program.spawn();
        let first_line = running.first_line();
        let rest = first_line.split_once("://").map_or("", |(_, rest)| rest);
        let address = rest.split('/').next().unwrap_or_default().parse().expect("the first line is a URL");
        Self { running, address, first_line }
    }

    /// Sends this request and reads one response. `HOST` and `KEY` are replaced with the proxy's host and key.
    fn raw(&self, text: &str) -> RawResponse {
        let mut stream = self.connect();
        stream.write_all(self.filled(text).as_bytes()).expect("it reads");
        RawResponse::read(&mut stream)
    }

    fn filled(&self, text: &str) -> String {
        text.replace("HOST", &self.address.to_string()).replace("KEY", KEY)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit can be set");
        stream
    }

    /// Sends a GET request with the key and further header lines.
    fn get(&self, path: &str, headers: &[&str]) -> RawResponse {
        self.request("GET", path, headers, "")
    }

    fn request(&self, method: &str, path: &str, headers: &[&str], body: &str) -> RawResponse {
        let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n{lines}{length}Connection: close\r\n\r\n{body}"
        ))
    }
}

/// A response as it was received.
struct RawResponse {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl RawResponse {
    /// Reads one response; its head determines where the body ends.
    fn read(stream: &mut impl Read) -> Self {
        let response = Self::try_read(stream);
        response.unwrap_or_else(|error| panic!("no response: {error}"))
    }

    fn try_read(stream: &mut impl Read) -> std::io::Result<Self> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(byte(stream)?);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let mut response = Self { status, head, body: Vec::new() };
        if let Some(length) = response.header("content-length").and_then(|length| length.parse().ok()) {
            response.body = vec![0; length];
            stream.read_exact(&mut response.body)?;
        } else if response.header("transfer-encoding").is_some() {
            loop {
                let mut line = Vec::new();
                while !line.ends_with(b"\r\n") {
                    line.push(byte(stream)?);
                }
                let size = String::from_utf8_lossy(&line).trim().to_owned();
                let size = usize::from_str_radix(&size, 16).map_err(std::io::Error::other)?;
                let mut chunk = vec![0; size + 2];
                stream.read_exact(&mut chunk)?;
                response.body.extend_from_slice(&chunk[..size]);
                if size == 0 {
                    break;
                }
            }
        } else if ![204, 304].contains(&status) {
            stream.read_to_end(&mut response.body)?;
        }
        Ok(response)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {self}"))
    }

    /// Panics unless the response has this status.
    #[track_caller]
    fn is(self, status: u16) -> Self {
        assert!(self.status == status, "not {status}: {self}");
        self
    }

    /// Panics unless the response is an error of the proxy itself with this status and code.
    #[track_caller]
    fn refused_with(self, status: u16, code: &str) -> Self {
        let this = self.is(status);
        assert!(this.header("x-travauth-error") == Some(code), "not {code}: {this}");
        assert_eq!(this.header("cross-origin-resource-policy"), Some("same-origin"), "{this}");
        this
    }
}

fn byte(stream: &mut impl Read) -> std::io::Result<u8> {
    let mut byte = [0];
    stream.read_exact(&mut byte)?;
    Ok(byte[0])
}

impl fmt::Display for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.head, self.text())
    }
}
