//! Sockets and HTTP. The rest of the emulator computes a response from the request and the files of `--data`.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::behaviour::Behaviour;
use super::fault::Faults;
use super::page::EmulatorPage;
use super::rate::Accounts;
use super::request::{EmulatedRequest, pairs};
use super::router;
use super::settings::EmulatorSettings;
use crate::inspector::ResponseBody;

/// The largest accepted request body, in bytes; the response to a larger one is 413.
const MAX_BODY: usize = 1 << 20;
/// How many bytes of a larger body are read and dropped, because many clients read the response only after they have
/// sent the whole body.
const MAX_DISCARDED: usize = 64 << 20;
/// Pause after a failed accept, which usually means that the process has too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Time limit of the TLS handshake, which is also hyper's limit for the head of a request.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);
/// The first byte that a client sends over TLS: the record type `handshake`.
const TLS_HANDSHAKE: u8 = 0x16;

/// An emulator that is ready to run.
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    settings: EmulatorSettings,
    latency: Duration,
    faults: Faults,
    accounts: Accounts,
    tls: Option<TlsAcceptor>,
    page: Option<EmulatorPage>,
}

/// The body of a response: one of the emulated service, or one of the page.
type EmulatorBody = Either<Full<Bytes>, ResponseBody>;

impl Server {
    /// Prepares the runtime and the listener, so that [`Server::run`] cannot fail.
    ///
    /// # Errors
    /// Fails if the runtime cannot be built or the listener cannot be registered with it.
    pub fn new(listener: std::net::TcpListener, behaviour: Behaviour) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        let address = reachable(bound);
        let scheme = if behaviour.tls.is_some() { "https" } else { "http" };
        let settings = EmulatorSettings {
            base_url: format!("{scheme}://{address}"),
            expires_in: behaviour.expires_in,
            data: behaviour.data,
        };
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let registered = {
            let _context = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let shared = Shared {
            latency: behaviour.latency,
            faults: Faults::new(behaviour.faults),
            accounts: Accounts::new(behaviour.rate),
            tls: behaviour.tls.map(|tls| tls.config().into()),
            page: if behaviour.inspects { EmulatorPage::new(bound, &settings.base_url) } else { None },
            settings,
        };
        Ok(Self { runtime, listener: registered, address, shared: Arc::new(shared) })
    }

    /// Returns the address that clients connect to, with the actual port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the base URL for clients, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.shared.settings.base_url
    }

    /// Serves both providers until `shutdown` receives a message or its sender is dropped.
    ///
    /// Blocks the calling thread, and finally closes open connections.
    pub fn run(self, shutdown: oneshot::Receiver<()>) {
        self.runtime.spawn(accept(self.listener, self.shared));
        // A dropped sender and a message both end the server. Dropping the runtime closes every connection.
        drop(self.runtime.block_on(shutdown));
    }
}

/// Returns the address at which clients reach a bound address, which is loopback for an unspecified one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(&shared)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    // A response is one small write, so waiting to fill a packet would only add latency.
    drop(stream.set_nodelay(true));
    let Some(acceptor) = shared.tls.clone() else {
        return serve(stream, |request| respond(request, Arc::clone(&shared))).await;
    };
    let handshake = async {
        let mut first = [0];
        match stream.peek(&mut first).await? {
            1 if first != [TLS_HANDSHAKE] => Ok(Err(stream)),
            _ => acceptor.accept(stream).await.map(Ok),
        }
    };
    match tokio::time::timeout(HANDSHAKE_LIMIT, handshake).await {
        Ok(Ok(Ok(encrypted))) => serve(encrypted, |request| respond(request, Arc::clone(&shared))).await,
        Ok(Ok(Err(plain))) => serve(plain, |request| reject_plain(request, Arc::clone(&shared))).await,
        // It is not an error of the server if a client is silent, disconnects or does not trust the certificate.
        Ok(Err(_)) | Err(_) => {}
    }
}

async fn serve<A>(stream: impl AsyncRead + AsyncWrite + Unpin, handler: impl Fn(Request<Incoming>) -> A)
where
    A: Future<Output = Result<Response<EmulatorBody>, hyper::Error>>,
{
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service_fn(handler))
        .await;
    // It is not an error of the server if a client disconnects or does not send HTTP.
    drop(served);
}

/// Responds to plain http on an https port.
async fn reject_plain(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<EmulatorBody>, hyper::Error> {
    let (head, body) = request.into_parts();
    read(body).await?;
    let response: Response<Full<Bytes>> = router::plain_http(&read_head(head), &shared.settings).into();
    Ok(response.map(Either::Left))
}

/// Creates the request without its body.
fn read_head(head: Parts) -> EmulatedRequest {
    EmulatedRequest {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        headers: head.headers,
        body: Bytes::new(),
        now: now(),
    }
}

/// Returns the time in milliseconds since 1970.
fn now() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default()
}

async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<EmulatorBody>, hyper::Error> {
    let (head, body) = request.into_parts();
    let Some(page) = &shared.page else {
        let (response, _) = emulate(read_head(head), body, &shared, |_| {}).await?;
        return Ok(response.map(Either::Left));
    };
    if let Some(response) = page.respond(&head) {
        return Ok(response.map(Either::Right));
    }
    let mut followed = page.follow(&head);
    let (response, text) = emulate(read_head(head), body, &shared, |body| followed.add_body(body)).await?;
    followed.finish(&response, text.as_bytes());
    Ok(response.map(Either::Left))
}

/// Returns the response of the emulated service, and its body as text. `on_body` receives the body of the request.
async fn emulate(
    mut request: EmulatedRequest,
    body: Incoming,
    shared: &Shared,
    on_body: impl FnOnce(&[u8]),
) -> Result<(Response<Full<Bytes>>, String), hyper::Error> {
    // Like a gateway, this counts a request when its head arrives, even if the request fails later.
    let too_fast = router::account(&request).is_some_and(|account| !shared.accounts.admit(account));
    let body = read(body).await?;
    on_body(body.as_deref().unwrap_or_default());
    // Even a sleep of zero waits until the timer's next tick.
    if !shared.latency.is_zero() {
        tokio::time::sleep(shared.latency).await;
        request.now = now();
    }
    let response = if too_fast {
        router::failure(&request, 429)
    } else {
        match (shared.faults.take(&request.path), body) {
            (Some(status), _) => router::failure(&request, status),
            (None, None) => router::failure(&request, 413),
            (None, Some(body)) => {
                request.body = body;
                router::respond(&request, &shared.settings)
            }
        }
    };
    let text = response.body.clone();
    Ok((response.into(), text))
}

/// Reads a body; returns `None` if it is too large.
async fn read(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    let mut bytes = Vec::new();
    let mut total = 0_usize;
    while total <= MAX_DISCARDED
        && let Some(frame) = body.frame().await
    {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        total = total.saturating_add(data.len());
        if total <= MAX_BODY {
            bytes.extend_from_slice(&data);
        }
    }
    Ok((total <= MAX_BODY).then(|| bytes.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unspecified_addresses_are_reached_by_loopback() {
        let cases = [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::1]:8080", "[::1]:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ];
        for (address, expected) in cases {
            assert_eq!(reachable(address.parse().unwrap()).to_string(), expected);
        }
    }
}
