//! Sockets and HTTP; everything else in the emulator is a function of the request, and of the files in `--data`.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
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

use super::ask::{Ask, pairs};
use super::behaviour::Behaviour;
use super::fault::Faults;
use super::rate::Accounts;
use super::router;
use super::settings::EmulatorSettings;

/// Larger bodies are answered with 413.
const MAX_BODY: usize = 1 << 20;
/// How much of a larger body is read and dropped, since a client that is still writing sees no answer.
const MAX_DISCARDED: usize = 64 << 20;
/// Pause after a failed accept, which is mostly a shortage of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long a client may take for the TLS handshake; hyper gives as long for the head of a request.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);
/// The first byte of a TLS connection: a record of the type `handshake`.
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
}

impl Server {
    /// Does all that can fail.
    ///
    /// # Errors
    /// When the runtime cannot be built or the listener cannot be watched.
    pub fn new(listener: std::net::TcpListener, behaviour: Behaviour) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let address = reachable(listener.local_addr()?);
        let scheme = if behaviour.tls.is_some() { "https" } else { "http" };
        let settings = EmulatorSettings {
            base_url: format!("{scheme}://{address}"),
            expires_in: behaviour.expires_in,
            data: behaviour.data,
        };
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let watched = {
            let _context = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let shared = Shared {
            settings,
            latency: behaviour.latency,
            faults: Faults::new(behaviour.faults),
            accounts: Accounts::new(behaviour.rate),
            tls: behaviour.tls.map(|tls| tls.config().into()),
        };
        Ok(Self { runtime, listener: watched, address, shared: Arc::new(shared) })
    }

    /// The address that clients connect to, with its real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where clients reach it, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.shared.settings.base_url
    }

    /// Serves both providers until `shutdown` is sent to or its sender is dropped.
    ///
    /// It blocks the calling thread, and cuts the connections that are open at the end.
    pub fn run(self, shutdown: oneshot::Receiver<()>) {
        self.runtime.spawn(accept(self.listener, self.shared));
        // A dropped sender means the same as a message; dropping the runtime then ends every connection.
        drop(self.runtime.block_on(shutdown));
    }
}

/// Where a bound address is reached: an unspecified one by its loopback.
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
    // Answers are single small writes; waiting to fill a packet would only add latency.
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
        Ok(Ok(Err(plain))) => serve(plain, |request| refuse_plain(request, Arc::clone(&shared))).await,
        // A client that is silent, hangs up or does not trust the certificate is its own affair.
        Ok(Err(_)) | Err(_) => {}
    }
}

async fn serve<A>(stream: impl AsyncRead + AsyncWrite + Unpin, answer: impl Fn(Request<Incoming>) -> A)
where
    A: Future<Output = Result<Response<Full<Bytes>>, hyper::Error>>,
{
    let served =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service_fn(answer)).await;
    // A client that hangs up or speaks something else than HTTP is its own affair.
    drop(served);
}

/// Answers plain http on a port that speaks https.
async fn refuse_plain(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    read(body).await?;
    Ok(router::plain_http(&ask(head), &shared.settings).into())
}

/// A request whose body is still to come.
fn ask(head: Parts) -> Ask {
    Ask {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        headers: head.headers,
        body: Bytes::new(),
        now: now(),
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default()
}

async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let mut ask = ask(head);
    // A gateway counts a request when its head arrives, and before the service behind it can fail.
    let too_fast = router::account(&ask).is_some_and(|account| !shared.accounts.admit(account));
    let body = read(body).await?;
    // Even an empty sleep lasts until the timer's next tick.
    if !shared.latency.is_zero() {
        tokio::time::sleep(shared.latency).await;
        ask.now = now();
    }
    if too_fast {
        return Ok(router::failure(&ask, 429).into());
    }
    let answer = match (shared.faults.take(&ask.path), body) {
        (Some(status), _) => router::failure(&ask, status),
        (None, None) => router::failure(&ask, 413),
        (None, Some(body)) => {
            ask.body = body;
            router::answer(&ask, &shared.settings)
        }
    };
    Ok(answer.into())
}

/// Reads a body, or `None` when it is too large.
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
