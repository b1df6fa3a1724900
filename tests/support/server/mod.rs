//! A scripted HTTP server, which can also break the protocol. It uses plain threads and sockets, because a server with the
//! program's HTTP library would share the bugs of that library.

mod reply;
mod request;
mod wire;

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::wait::PATIENCE;
use reply::Action;
use wire::Wire;

pub use reply::{Gate, Reply};
pub use request::Request;

/// A scripted server on a free loopback port. It serves each connection on a thread, and keeps connections alive.
///
/// On drop it panics unless it has received at least one request, or the number that [`Server::at_least`] sets.
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

    /// Returns the base URL without a slash at the end.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Returns all requests so far, in the order in which they were complete.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.shared.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the number of connections so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Returns the number of failed TLS handshakes.
    pub fn failed_handshakes(&self) -> usize {
        self.shared.failed_handshakes.load(Ordering::SeqCst)
    }

    /// Returns the requests. Panics unless there are exactly this many.
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
        // The acceptor waits for a connection, and checks `stopping` when it gets one.
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
        // An error here is not the server's: the client has closed the connection early.
        if let Some(mut wire) = wire {
            drop(self.converse(connection, &mut wire));
            // This precedes the drop of the wire, which closes or resets the connection only if it is the last handle.
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
        while let Some(request) = Request::read(connection, wire)? {
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
                return Ok(()); // Closing with an unread byte resets the connection.
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
