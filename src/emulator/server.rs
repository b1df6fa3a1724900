//! Sockets and HTTP; everything else in the emulator is a pure function of the request.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;

use super::ask::{Ask, pairs};
use super::behaviour::Behaviour;
use super::fault::Faults;
use super::router;
use super::settings::Settings;

/// Larger bodies are answered with 413.
const MAX_BODY: usize = 1 << 20;
/// How much of a larger body is read and dropped, since a client that is still writing sees no answer.
const MAX_DISCARDED: usize = 64 << 20;
/// Pause after a failed accept, which is mostly a shortage of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves both providers until `shutdown` is sent to or its sender is dropped.
///
/// It blocks the calling thread, and cuts the connections that are open at the end.
///
/// # Errors
/// When the runtime cannot be built or the listener cannot be watched.
pub fn serve(listener: std::net::TcpListener, shutdown: oneshot::Receiver<()>, behaviour: Behaviour) -> io::Result<()> {
    Server::new(listener, behaviour)?.run(shutdown);
    Ok(())
}

/// The base URL for a bound address; an unspecified address is named by its loopback.
pub fn base_url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

/// An emulator that is ready to run.
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    latency: Duration,
    faults: Faults,
}

impl Server {
    /// Does all that can fail.
    pub fn new(listener: std::net::TcpListener, behaviour: Behaviour) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let settings = Settings { base_url: base_url(listener.local_addr()?), expires_in: behaviour.expires_in };
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let watched = {
            let _context = runtime.enter();
            TcpListener::from_std(listener)?
        };
        Ok(Self {
            runtime,
            listener: watched,
            shared: Arc::new(Shared { settings, latency: behaviour.latency, faults: Faults::new(behaviour.faults) }),
        })
    }

    /// Serves until the shutdown; dropping the runtime then ends every connection.
    pub fn run(self, shutdown: oneshot::Receiver<()>) {
        self.runtime.spawn(accept(self.listener, self.shared));
        // A dropped sender means the same as a message.
        drop(self.runtime.block_on(shutdown));
    }
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
    let service = service_fn(|request| respond(request, Arc::clone(&shared)));
    let served = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
    // A client that hangs up or talks something else than HTTP is its own affair.
    drop(served);
}

async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = read(body).await?;
    let mut ask = Ask {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        headers: head.headers,
        body: Bytes::new(),
        now: 0,
    };
    // Even an empty sleep lasts until the timer's next tick.
    if !shared.latency.is_zero() {
        tokio::time::sleep(shared.latency).await;
    }
    ask.now = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default();
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
    fn base_urls_can_be_reached() {
        let cases = [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("0.0.0.0:8080", "http://127.0.0.1:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("[::]:8080", "http://[::1]:8080"),
            ("192.0.2.1:80", "http://192.0.2.1:80"),
        ];
        for (address, expected) in cases {
            assert_eq!(base_url(address.parse().unwrap()), expected);
        }
    }
}
