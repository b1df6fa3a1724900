//! A scripted HTTP server, which can also break the protocol. It uses plain threads and sockets, because the program's
//! HTTP library could hide its own bugs.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::wait::PATIENCE;

/// A request as the server received it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The number of its connection, from 0.
    pub connection: usize,
    pub method: String,
    /// The target in the request line, as sent: a whole URL in a request to a proxy.
    pub target: String,
    /// The path without the query, still percent-encoded.
    pub path: String,
    /// The pairs of the query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The headers in order, with the names as sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The first header with this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The token of the `Authorization: Bearer` header.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The fields of a form body.
    pub fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

/// The server's reaction to a request.
#[must_use = "return the reply from the server's handler"]
#[derive(Clone)]
pub struct Reply {
    action: Action,
    gate: Option<Gate>,
}

#[derive(Clone)]
enum Action {
    Respond(Response),
    Raw(Vec<u8>),
    Hang,
    Close,
    Reset,
}

#[derive(Clone)]
struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    chunked: bool,
    cut_short: bool,
    drip: Option<(usize, Duration)>,
}

impl Reply {
    /// An empty response.
    pub fn status(status: u16) -> Self {
        Self::from(Action::Respond(Response {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            chunked: false,
            cut_short: false,
            drip: None,
        }))
    }

    /// A response with a JSON body.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::status(status).header("Content-Type", "application/json").body(body)
    }

    /// A redirect.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    /// These bytes, which need not be HTTP, then the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::from(Action::Raw(bytes.into()))
    }

    /// No response; the connection stays open until the client closes it.
    pub fn hang() -> Self {
        Self::from(Action::Hang)
    }

    /// No response; the connection is closed properly.
    pub fn close() -> Self {
        Self::from(Action::Close)
    }

    /// No response; the connection is reset. A TLS connection is closed without `close_notify`.
    pub fn reset() -> Self {
        Self::from(Action::Reset)
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|response| response.headers.push((name.to_owned(), value.to_owned())))
    }

    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        self.change(|response| response.body = body.into())
    }

    /// Sends the body in chunks, without `Content-Length`.
    pub fn chunked(self) -> Self {
        self.change(|response| response.chunked = true)
    }

    /// Ends the connection before the body is complete: fewer bytes than `Content-Length`, or no last chunk.
    pub fn cut_short(self) -> Self {
        self.change(|response| response.cut_short = true)
    }

    /// Sends the body this many bytes at a time, with a pause after each.
    pub fn drip(self, bytes: usize, pause: Duration) -> Self {
        self.change(|response| response.drip = Some((bytes, pause)))
    }

    /// Waits with the response until the gate is open.
    pub fn hold_until(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    #[track_caller]
    fn change(mut self, change: impl FnOnce(&mut Response)) -> Self {
        let Action::Respond(response) = &mut self.action else {
            panic!("only a response has headers and a body");
        };
        change(response);
        self
    }

    fn from(action: Action) -> Self {
        Self { action, gate: None }
    }
}

/// Delays responses until the test opens it. Clones share their state.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn open(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }

    /// Waits until the gate is open; false when that takes too long.
    pub fn wait(&self) -> bool {
        let open = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (open, _) =
            self.0.1.wait_timeout_while(open, PATIENCE, |open| !*open).unwrap_or_else(PoisonError::into_inner);
        *open
    }
}

/// A scripted server on a free loopback port. It serves each connection on a thread, and keeps connections alive.
///
/// It panics on drop unless it received at least one request, or another number set by [`Server::at_least`].
#[must_use = "a server stops when it is dropped"]
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    required: Required,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Clone, Copy)]
enum Required {
    AtLeast(usize),
    Never,
}

struct Shared {
    handler: Box<dyn Fn(&Request) -> Reply + Send + Sync>,
    tls: Option<Arc<ServerConfig>>,
    requests: Mutex<Vec<Request>>,
    arrived: Condvar,
    connections: AtomicUsize,
    failed_handshakes: AtomicUsize,
    /// Errors in the server itself.
    faults: Mutex<Vec<String>>,
    /// The open connections, which are closed when the server stops.
    open: Mutex<BTreeMap<usize, TcpStream>>,
    stopping: AtomicBool,
}

impl Server {
    /// Starts a server that calls `handler` for each request.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::listen(None, Box::new(handler))
    }

    /// Starts a server that must not receive any request.
    pub fn never() -> Self {
        let mut server = Self::start(|_| Reply::status(500));
        server.required = Required::Never;
        server
    }

    pub(super) fn listen(
        tls: Option<Arc<ServerConfig>>,
        handler: Box<dyn Fn(&Request) -> Reply + Send + Sync>,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let shared = Arc::new(Shared {
            handler,
            tls,
            requests: Mutex::default(),
            arrived: Condvar::new(),
            connections: AtomicUsize::new(0),
            failed_handshakes: AtomicUsize::new(0),
            faults: Mutex::default(),
            open: Mutex::default(),
            stopping: AtomicBool::new(false),
        });
        let acceptor = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Self { address, scheme, required: Required::AtLeast(1), shared, acceptor: Some(acceptor) }
    }

    /// Sets how many requests the server must receive before it is dropped.
    pub fn at_least(mut self, count: usize) -> Self {
        self.required = Required::AtLeast(count);
        self
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL, without a slash at the end.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// All requests up to now, in the order of their completion.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.shared.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of connections up to now.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The number of failed TLS handshakes.
    pub fn failed_handshakes(&self) -> usize {
        self.shared.failed_handshakes.load(Ordering::SeqCst)
    }

    /// Returns the requests; panics unless there are exactly this many.
    #[track_caller]
    pub fn expect(&self, count: usize) -> Vec<Request> {
        let requests = self.requests();
        assert!(requests.len() == count, "expected {count} requests, got {}", listing(&requests));
        requests
    }

    /// Waits until the server has received this many requests.
    #[track_caller]
    pub fn wait_for(&self, count: usize) {
        let requests = self.shared.requests.lock();
        let requests = requests.unwrap_or_else(PoisonError::into_inner);
        let (requests, _) = self
            .shared
            .arrived
            .wait_timeout_while(requests, PATIENCE, |requests| requests.len() < count)
            .unwrap_or_else(PoisonError::into_inner);
        let (have, listing) = (requests.len(), listing(&requests));
        drop(requests);
        assert!(have >= count, "waited for {count} requests, got {listing}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // One more connection wakes the acceptor, which then sees that it must stop.
        drop(TcpStream::connect(self.address));
        if let Some(acceptor) = self.acceptor.take() {
            drop(acceptor.join());
        }
        let open = self.shared.open.lock();
        for stream in open.unwrap_or_else(PoisonError::into_inner).values() {
            drop(stream.shutdown(Shutdown::Both));
        }
        if thread::panicking() {
            return;
        }
        let faults = self.shared.faults.lock();
        let faults = faults.unwrap_or_else(PoisonError::into_inner).join("\n");
        assert!(faults.is_empty(), "the server failed:\n{faults}");
        let requests = self.requests();
        let listing = listing(&requests);
        match self.required {
            Required::AtLeast(count) => {
                assert!(requests.len() >= count, "the server expected at least {count} requests, but got {listing}");
            }
            Required::Never => assert!(requests.is_empty(), "the server expected no requests, but got {listing}"),
        }
    }
}

fn listing(requests: &[Request]) -> String {
    let lines: Vec<_> = requests.iter().map(|request| format!("\n{} {}", request.method, request.target)).collect();
    format!("{}{}", requests.len(), lines.concat())
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept() {
        if shared.stopping.load(Ordering::SeqCst) {
            break;
        }
        let connection = shared.connections.fetch_add(1, Ordering::SeqCst);
        let shared = Arc::clone(shared);
        thread::spawn(move || shared.serve(connection, stream));
    }
}

impl Shared {
    fn serve(&self, connection: usize, tcp: TcpStream) {
        if let Ok(handle) = tcp.try_clone() {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.insert(connection, handle);
        }
        drop(tcp.set_nodelay(true));
        let wire = match &self.tls {
            None => Some(Wire::Plain(tcp)),
            Some(config) => self.handshake(config, tcp),
        };
        // A client that closes the connection early is no error of the server.
        if let Some(mut wire) = wire {
            drop(self.converse(connection, &mut wire));
            // Before the wire is dropped: only dropping the last handle closes or resets the connection.
            self.forget(connection);
        } else {
            self.forget(connection);
        }
    }

    fn forget(&self, connection: usize) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(&connection);
    }

    fn handshake(&self, config: &Arc<ServerConfig>, mut tcp: TcpStream) -> Option<Wire> {
        let mut tls = ServerConnection::new(Arc::clone(config)).expect("the TLS configuration is valid");
        while tls.is_handshaking() {
            if tls.complete_io(&mut tcp).is_err() {
                self.failed_handshakes.fetch_add(1, Ordering::SeqCst);
                return None;
            }
        }
        Some(Wire::Tls(Box::new(StreamOwned::new(tls, tcp))))
    }

    fn converse(&self, connection: usize, wire: &mut Wire) -> io::Result<()> {
        while let Some(request) = read_request(connection, wire)? {
            {
                let requests = self.requests.lock();
                let mut requests = requests.unwrap_or_else(PoisonError::into_inner);
                requests.push(request.clone());
                self.arrived.notify_all();
            }
            let Ok(reply) = catch_unwind(AssertUnwindSafe(|| (self.handler)(&request))) else {
                self.fault(format!("the handler panicked at {} {}", request.method, request.target));
                return Ok(());
            };
            if reply.gate.is_some_and(|gate| !gate.wait()) {
                self.fault(format!("the gate of {} was not opened", request.target));
                return Ok(());
            }
            if let Action::Reset = reply.action {
                return Ok(()); // with an unread byte, so that closing resets the connection
            }
            wire.read_held_back()?;
            match reply.action {
                Action::Respond(response) => {
                    if !response.send(&request, wire)? {
                        return wire.close();
                    }
                }
                Action::Raw(bytes) => {
                    wire.write_all(&bytes)?;
                    return wire.close();
                }
                Action::Hang => {
                    while wire.read(&mut [0; 1024])? > 0 {}
                    return Ok(());
                }
                Action::Close => return wire.close(),
                Action::Reset => {}
            }
        }
        Ok(())
    }

    fn fault(&self, error: String) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.push(error);
    }
}

impl Response {
    /// Sends the response; returns whether the connection stays open.
    fn send(&self, request: &Request, wire: &mut Wire) -> io::Result<bool> {
        let mut lines = vec![format!("HTTP/1.1 {} Scripted", self.status)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        let bodyless = matches!(self.status, 204 | 304);
        if self.chunked {
            lines.push("Transfer-Encoding: chunked".to_owned());
        } else if !bodyless {
            // An empty body is announced as one byte, so that it is cut short too.
            let announced = self.body.len() + usize::from(self.cut_short && self.body.is_empty());
            lines.push(format!("Content-Length: {announced}"));
        }
        wire.write_all((lines.join("\r\n") + "\r\n\r\n").as_bytes())?;
        if !bodyless && request.method != "HEAD" {
            self.send_body(wire)?;
        }
        wire.flush()?;
        let is_close = |value: &str| value.eq_ignore_ascii_case("close");
        let closing = request.header("connection").is_some_and(is_close)
            || self.headers.iter().any(|(name, value)| name.eq_ignore_ascii_case("connection") && is_close(value));
        Ok(!self.cut_short && !closing)
    }

    fn send_body(&self, wire: &mut Wire) -> io::Result<()> {
        let body = if self.cut_short && !self.chunked { &self.body[..self.body.len() / 2] } else { &self.body };
        let (size, pause) = self.drip.unwrap_or((64 * 1024, Duration::ZERO));
        for part in body.chunks(size) {
            if self.chunked {
                wire.write_all(format!("{:x}\r\n", part.len()).as_bytes())?;
                wire.write_all(part)?;
                wire.write_all(b"\r\n")?;
            } else {
                wire.write_all(part)?;
            }
            if pause > Duration::ZERO {
                wire.flush()?;
                thread::sleep(pause);
            }
        }
        if self.chunked && !self.cut_short {
            wire.write_all(b"0\r\n\r\n")?;
        }
        Ok(())
    }
}

/// A connection, plain or over TLS.
enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    /// Reads the last byte of a request. A plain connection only peeks, because closing with an unread byte resets it.
    fn last_byte(&mut self) -> io::Result<u8> {
        match self {
            Self::Plain(tcp) => {
                let mut byte = [0];
                if tcp.peek(&mut byte)? == 0 {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                Ok(byte[0])
            }
            Self::Tls(_) => self.byte(),
        }
    }

    fn read_held_back(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(_) => self.byte().map(drop),
            Self::Tls(_) => Ok(()),
        }
    }

    /// Closes the sending side properly.
    fn close(&mut self) -> io::Result<()> {
        if let Self::Tls(tls) = self {
            tls.conn.send_close_notify();
        }
        self.flush()?;
        let tcp = match self {
            Self::Plain(tcp) => &*tcp,
            Self::Tls(tls) => &tls.sock,
        };
        tcp.shutdown(Shutdown::Write)
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}

/// Reads a request; a plain connection leaves the last byte unread. `None` when the client closed the connection.
fn read_request(connection: usize, wire: &mut Wire) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r") {
        match wire.byte() {
            Ok(byte) => head.push(byte),
            Err(_) if head.is_empty() => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let text = String::from_utf8_lossy(&head);
    let mut lines = text.trim_end().lines();
    let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let method = words.next().unwrap_or_default();
    let target = words.next().unwrap_or_default();
    let local = match target.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => &target,
    };
    let (path, query) = local.split_once('?').unwrap_or((local, ""));
    let mut request = Request {
        connection,
        method,
        path: path.to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        target: target.clone(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect(),
        body: Vec::new(),
    };
    if request.header("transfer-encoding") == Some("chunked") {
        wire.byte()?;
        request.body = read_chunks(wire)?;
        return Ok(Some(request));
    }
    let length = request.header("content-length").unwrap_or("0");
    let length: usize = length.parse().map_err(io::Error::other)?;
    if length == 0 {
        wire.last_byte()?;
    } else {
        wire.byte()?;
        request.body = vec![0; length - 1];
        wire.read_exact(&mut request.body)?;
        request.body.push(wire.last_byte()?);
    }
    Ok(Some(request))
}

/// Reads a chunked body and its trailer, up to the last byte.
fn read_chunks(wire: &mut Wire) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            line.push(wire.byte()?);
        }
        let line = String::from_utf8_lossy(&line);
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(io::Error::other)?;
        if size == 0 {
            wire.byte()?;
            wire.last_byte()?;
            return Ok(body);
        }
        let start = body.len();
        body.resize(start + size, 0);
        wire.read_exact(&mut body[start..])?;
        wire.read_exact(&mut [0; 2])?;
    }
}
