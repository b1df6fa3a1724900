//! An API that checks every byte of the requests that it receives from a proxy.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The token endpoint of the API.
pub const TOKEN_PATH: &str = "/v1/security/oauth2/token";
/// The token that the API grants.
pub const TOKEN: &str = "real-token-of-the-upstream-0123456789";
/// A cookie of the API.
pub const COOKIE: &str = "upstream-cookie=1";

/// Headers that no request to the API may have.
const FORBIDDEN: [&str; 11] = [
    "cookie",
    "referer",
    "origin",
    "forwarded",
    "expect",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "http2-settings",
];
const FORBIDDEN_PREFIXES: [&str; 4] = ["sec-", "x-forwarded-", "proxy-", "access-control-request-"];
/// How often a server might decode a path.
const DECODINGS: usize = 4;

/// A server on this machine. It panics when a request breaks a promise of the proxy.
pub struct Upstream {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

impl Upstream {
    /// Starts the server; no head may contain the proxy's key.
    pub fn start(key: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                std::thread::spawn(move || serve(stream, address, key, &count));
            }
        });
        Self { address, requests }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns how many requests came since the last call, besides those for tokens.
    pub fn take_requests(&self) -> usize {
        self.requests.swap(0, Ordering::SeqCst)
    }
}

/// Serves one connection until the proxy closes it.
fn serve(stream: TcpStream, own: SocketAddr, key: &str, count: &AtomicUsize) {
    let mut reader = BufReader::new(stream);
    while let Some(head) = read_head(&mut reader) {
        let request = Request::parse(&head);
        if request.path() == TOKEN_PATH {
            assert_eq!(request.method, "POST", "{head:?}");
        } else {
            count.fetch_add(1, Ordering::SeqCst);
            request.check(own, key);
        }
        if request.read_body(&mut reader).is_none() {
            return;
        }
        let body = if request.path() == TOKEN_PATH {
            format!("{{\"access_token\":\"{TOKEN}\",\"token_type\":\"Bearer\",\"expires_in\":1000000}}")
        } else {
            "{}".to_owned()
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nSet-Cookie: {COOKIE}\r\n\r\n",
            body.len()
        );
        let body = if request.method == "HEAD" { "" } else { &body };
        // The proxy may have closed the connection, because its client has.
        if reader.get_mut().write_all(format!("{head}{body}").as_bytes()).is_err() {
            return;
        }
    }
}

/// Reads a head; none if the connection ends before it is complete.
fn read_head(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head).ok()? == 0 {
            return None;
        }
    }
    // Header values may have bytes that are not UTF-8.
    Some(head.iter().map(|byte| char::from(*byte)).collect())
}

/// The head of a request, with its bytes as characters.
struct Request {
    head: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    fn parse(head: &str) -> Self {
        let mut lines = head.strip_suffix("\r\n\r\n").expect("a whole head").split("\r\n");
        let first: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let [method, target, "HTTP/1.1"] = first[..] else { panic!("not a request line: {head:?}") };
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("not a header: {line:?}"));
            (name.to_ascii_lowercase(), value.to_owned())
        });
        let (method, target) = (method.to_owned(), target.to_owned());
        Self { head: head.to_owned(), method, target, headers: headers.collect() }
    }

    fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    fn values(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect()
    }

    fn check(&self, own: SocketAddr, key: &str) {
        let head = &self.head;
        assert!(!head.contains(key), "the key is in the head: {head:?}");
        assert!(!head.contains("travauth-phantom"), "a phantom token is in the head: {head:?}");
        assert!(!["CONNECT", "TRACE"].contains(&self.method.as_str()), "{head:?}");
        assert!(self.method.bytes().all(|byte| byte.is_ascii_graphic()), "{head:?}");
        assert_eq!(self.values("host"), [own.to_string()], "{head:?}");
        assert_eq!(self.values("authorization"), [format!("Bearer {TOKEN}")], "{head:?}");
        assert_eq!(self.values("via").last(), Some(&"1.1 travauth"), "{head:?}");
        for (name, value) in &self.headers {
            let is_forbidden = FORBIDDEN.contains(&name.as_str())
                || FORBIDDEN_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
                || name.contains('_');
            assert!(!is_forbidden, "{name} was passed on: {head:?}");
            assert!(!value.contains(['\0', '\r', '\n']), "{head:?}");
        }
        self.check_path();
    }

    /// Checks that every server reads the path in the same way, however often it decodes.
    fn check_path(&self) {
        let head = &self.head;
        assert!(self.target.bytes().all(|byte| byte.is_ascii_graphic()), "{head:?}");
        assert!(self.path().starts_with('/') && !self.path().starts_with("//"), "{head:?}");
        let mut path = self.path().as_bytes().to_vec();
        let slashes = slashes_in(&path);
        for _ in 0..DECODINGS {
            assert!(path.iter().all(|byte| *byte != b'\\' && !byte.is_ascii_control()), "{head:?}");
            assert_eq!(slashes_in(&path), slashes, "an encoded slash: {head:?}");
            let is_parent = |segment: &[u8]| segment == b".." || segment.starts_with(b"..;");
            assert!(!path.split(|byte| *byte == b'/').any(is_parent), "{head:?}");
            assert!(!path.starts_with(b"/-/"), "a path of the proxy itself: {head:?}");
            path = decoded(&path);
        }
    }

    /// Reads the body, which exactly one header must frame; none if the connection ends within it.
    fn read_body(&self, reader: &mut BufReader<TcpStream>) -> Option<()> {
        let head = &self.head;
        let mut skip = |length: u64| {
            let copied = std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).ok()?;
            (copied == length).then_some(())
        };
        match (&self.values("content-length")[..], &self.values("transfer-encoding")[..]) {
            ([], []) => Some(()),
            ([length], []) => skip(length.parse().unwrap_or_else(|_| panic!("not a length: {head:?}"))),
            ([], ["chunked"]) => loop {
                let mut line = String::new();
                reader.read_line(&mut line).ok()?;
                let size = line.strip_suffix("\r\n")?;
                let size = u64::from_str_radix(size, 16).unwrap_or_else(|_| panic!("not a size: {line:?}"));
                let mut chunk = Vec::new();
                reader.by_ref().take(size + 2).read_to_end(&mut chunk).ok()?;
                if !chunk.ends_with(b"\r\n") {
                    return None;
                }
                if size == 0 {
                    break Some(());
                }
            },
            _ => panic!("the length of the body is ambiguous: {head:?}"),
        }
    }
}

fn slashes_in(path: &[u8]) -> usize {
    path.iter().filter(|byte| **byte == b'/').count()
}

/// Decodes each `%XX` once.
fn decoded(path: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = path;
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                decoded.push(byte);
                rest = &after[2..];
            }
            None => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    decoded
}
