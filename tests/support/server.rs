//! An HTTP server that does as it is told, mistakes included. It works with plain threads and sockets, so that nothing
//! of the program's own HTTP library can agree with itself.

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

/// A request as the server got it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The number of the connection it came on, from 0.
    pub connection: usize,
    pub method: String,
    /// The request line's middle part, as sent: to a proxy a whole URL.
    pub target: String,
    /// Without the query, still percent-encoded.
    pub path: String,
    /// Decoded, in order.
    pub query: Vec<(String, String)>,
    /// In order, the names as sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name, in whatever case.
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

/// What the server does about a request.
#[must_use = "a reply is something to return to the server"]
#[derive(Clone)]
pub struct Reply {
    what: What,
    gate: Option<Gate>,
}

#[derive(Clone)]
enum What {
    Answer(Answer),
    Raw(Vec<u8>),
    Hang,
    Close,
    Reset,
}

#[derive(Clone)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    chunked: bool,
    cut_short: bool,
    drip: Option<(usize, Duration)>,
}

impl Reply {
    /// An empty answer.
    pub fn status(status: u16) -> Self {
        Self::from(What::Answer(Answer {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            chunked: false,
            cut_short: false,
            drip: None,
        }))
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::status(status).header("Content-Type", "application/json").body(body)
    }

    /// An answer that sends the client elsewhere.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    /// These bytes, then the end: neither need be HTTP.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::from(What::Raw(bytes.into()))
    }

    /// No answer, ever; the connection stays open until the client leaves.
    pub fn hang() -> Self {
        Self::from(What::Hang)
    }

    /// No answer; the connection is closed in good order.
    pub fn close() -> Self {
        Self::from(What::Close)
    }

    /// No answer; the connection is reset. On TLS it is closed without a farewell.
    pub fn reset() -> Self {
        Self::from(What::Reset)
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        self.answer(|answer| answer.headers.push((name.to_owned(), value.to_owned())))
    }

    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        self.answer(|answer| answer.body = body.into())
    }

    /// Sends the body in chunks instead of announcing its length.
    pub fn chunked(self) -> Self {
        self.answer(|answer| answer.chunked = true)
    }

    /// Ends before the whole body is sent: less than the announced length, or without the last chunk.
    pub fn cut_short(self) -> Self {
        self.answer(|answer| answer.cut_short = true)
    }

    /// Sends the body this many bytes at a time, with a pause after each.
    pub fn drip(self, bytes: usize, pause: Duration) -> Self {
        self.answer(|answer| answer.drip = Some((bytes, pause)))
    }

    /// Does nothing before the gate is open.
    pub fn hold_until(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }

    #[track_caller]
    fn answer(mut self, change: impl FnOnce(&mut Answer)) -> Self {
        let What::Answer(answer) = &mut self.what else {
            panic!("only an answer has headers and a body");
        };
        change(answer);
        self
    }

    fn from(what: What) -> Self {
        Self { what, gate: None }
    }
}

/// Holds answers back until the test opens it. Clones are the same gate.
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

    fn wait(&self) -> bool {
        let open = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (open, _) =
            self.0.1.wait_timeout_while(open, PATIENCE, |open| !*open).unwrap_or_else(PoisonError::into_inner);
        *open
    }
}

/// A scripted server on an ephemeral loopback port. It serves each connection on a thread, and keeps connections alive.
///
/// Unless told otherwise it must be asked at least once, and panics when dropped if it was not.
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
    /// What went wrong in the server itself.
    faults: Mutex<Vec<String>>,
    /// The open connections, so that stopping can end those that hang.
    open: Mutex<BTreeMap<usize, TcpStream>>,
    stopping: AtomicBool,
}

impl Server {
    /// Starts a server that asks `handler` what to do about each request.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::listen(None, Box::new(handler))
    }

    /// Starts a server that nobody may ask anything.
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

    /// Changes how many requests must have come when the server is dropped.
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

    /// All requests up to now, in the order in which they were complete.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.shared.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections were made up to now.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many clients broke the TLS handshake off.
    pub fn failed_handshakes(&self) -> usize {
        self.shared.failed_handshakes.load(Ordering::SeqCst)
    }

    /// Panics unless exactly this many requests have come, and returns them.
    #[track_caller]
    pub fn expect(&self, count: usize) -> Vec<Request> {
        let requests = self.requests();
        assert!(requests.len() == count, "expected {count} requests, got {}", listing(&requests));
        requests
    }

    /// Waits until this many requests have come.
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
        // The acceptor sits in `accept`: one more connection lets it see that it is to stop.
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
                assert!(
                    requests.len() >= count,
                    "the server was to be asked at least {count} times, but got {listing}"
                );
            }
            Required::Never => assert!(requests.is_empty(), "the server was to be left alone, but got {listing}"),
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
        // A client that leaves in the middle is the test's business, not a fault of the server.
        if let Some(mut wire) = wire {
            drop(self.converse(connection, &mut wire));
            // Before the wire is dropped: the connection ends, by a reset or not, with its last handle.
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
        let mut tls = ServerConnection::new(Arc::clone(config)).expect("the TLS configuration is sound");
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
                self.fault(format!("its handler panicked at {} {}", request.method, request.target));
                return Ok(());
            };
            if reply.gate.is_some_and(|gate| !gate.wait()) {
                self.fault(format!("nobody opened the gate of {}", request.target));
                return Ok(());
            }
            if let What::Reset = reply.what {
                return Ok(()); // with a byte unread, which makes the end a reset
            }
            wire.read_held_back()?;
            match reply.what {
                What::Answer(answer) => {
                    if !answer.send(&request, wire)? {
                        return wire.farewell();
                    }
                }
                What::Raw(bytes) => {
                    wire.write_all(&bytes)?;
                    return wire.farewell();
                }
                What::Hang => {
                    while wire.read(&mut [0; 1024])? > 0 {}
                    return Ok(());
                }
                What::Close => return wire.farewell(),
                What::Reset => {}
            }
        }
        Ok(())
    }

    fn fault(&self, what: String) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults.push(what);
    }
}

impl Answer {
    /// Sends it and says whether the connection can go on.
    fn send(&self, request: &Request, wire: &mut Wire) -> io::Result<bool> {
        let mut lines = vec![format!("HTTP/1.1 {} Scripted", self.status)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        let bodyless = matches!(self.status, 204 | 304);
        if self.chunked {
            lines.push("Transfer-Encoding: chunked".to_owned());
        } else if !bodyless {
            // Short by a byte also when there is nothing to cut.
            let announced = self.body.len() + usize::from(self.cut_short && self.body.is_empty());
            lines.push(format!("Content-Length: {announced}"));
        }
        wire.write_all((lines.join("\r\n") + "\r\n\r\n").as_bytes())?;
        if !bodyless && request.method != "HEAD" {
            self.send_body(wire)?;
        }
        wire.flush()?;
        let asked_to_close = |value: &str| value.eq_ignore_ascii_case("close");
        let closing = request.header("connection").is_some_and(asked_to_close)
            || self
                .headers
                .iter()
                .any(|(name, value)| name.eq_ignore_ascii_case("connection") && asked_to_close(value));
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

/// A connection, in the open or under TLS.
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

    /// The last byte of a request. A plain connection only looks at it, because closing one with a byte unread resets it.
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

    /// Ends the sending in good order.
    fn farewell(&mut self) -> io::Result<()> {
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

/// Reads a request up to its last byte, which a plain connection holds back; `None` when the client is done.
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

/// Reads a body sent in chunks, up to the last byte of what follows it.
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
