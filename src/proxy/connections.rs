//! Accepts connections up to a limit, serves them, and ends them.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
#[cfg(unix)]
use tokio::net::UnixListener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_local;
use tokio_rustls::TlsAcceptor;

use super::body::ProxyBody;
use super::guard::LARGEST_HEAD;
use super::respond::respond;
use super::state::ProxyState;

/// How many connections are served at a time; further ones wait.
const MAX_CONNECTIONS: usize = 256;
/// Time limit for the head of a request, and for a TLS handshake.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// Pause after a failed accept, whose usual cause is a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections.
#[derive(Clone)]
pub(super) struct Acceptor {
    connections: Arc<Semaphore>,
    graceful: Arc<GracefulShutdown>,
    tls: Option<TlsAcceptor>,
    shared: Arc<ProxyState>,
}

impl Acceptor {
    pub(super) fn new(shared: &Arc<ProxyState>, tls: Option<TlsAcceptor>) -> Self {
        Self {
            connections: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
            graceful: Arc::new(GracefulShutdown::new()),
            tls,
            shared: Arc::clone(shared),
        }
    }

    pub(super) async fn accept_tcp(self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let Ok(permit) = Arc::clone(&self.connections).acquire_owned().await else { return };
                    // Head and body are written separately, and Nagle's algorithm would delay the body.
                    let _ = stream.set_nodelay(true);
                    spawn_local(serve_tcp(stream, self.connection(permit, None)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    #[cfg(unix)]
    pub(super) async fn accept_unix(self, listener: UnixListener) {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let Ok(permit) = Arc::clone(&self.connections).acquire_owned().await else { return };
                    let pid = stream.peer_cred().ok().and_then(|peer| u32::try_from(peer.pid()?).ok());
                    spawn_local(self.connection(permit, pid).serve(stream));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    fn connection(&self, permit: OwnedSemaphorePermit, pid: Option<u32>) -> ServedConnection {
        ServedConnection {
            shared: Arc::clone(&self.shared),
            watcher: self.graceful.watcher(),
            tls: self.tls.clone(),
            pid,
            _permit: permit,
        }
    }

    /// Returns the handle that ends the connections; none while another clone of the acceptor exists.
    pub(super) fn into_graceful(self) -> Option<GracefulShutdown> {
        Arc::into_inner(self.graceful)
    }
}

/// The state for serving one connection.
struct ServedConnection {
    shared: Arc<ProxyState>,
    watcher: Watcher,
    tls: Option<TlsAcceptor>,
    pid: Option<u32>,
    _permit: OwnedSemaphorePermit,
}

async fn serve_tcp(stream: TcpStream, connection: ServedConnection) {
    let Some(acceptor) = connection.tls.clone() else { return connection.serve(stream).await };
    // If a client is silent, speaks plain http or does not trust the certificate, that is not an error of the proxy.
    if let Ok(Ok(encrypted)) = tokio::time::timeout(HEAD_LIMIT, acceptor.accept(stream)).await {
        connection.serve(encrypted).await;
    }
}

impl ServedConnection {
    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { shared, watcher, pid, _permit, .. } = self;
        let handler = service_fn(|request: Request<Incoming>| {
            let shared = Arc::clone(&shared);
            async move { Ok::<Response<ProxyBody>, Infallible>(respond(shared, request, pid).await) }
        });
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_LIMIT)
            .max_buf_size(LARGEST_HEAD)
            .serve_connection(TokioIo::new(stream), handler);
        // If a client disconnects or does not send HTTP, that is not an error of the proxy.
        let _ = watcher.watch(served).await;
    }
}
