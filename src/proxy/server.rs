//! The proxy's sockets: accepts connections, limits them, and ends them.

use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::access::AccessControl;
use super::body::ProxyBody;
use super::dialect::{ErrorDialect, ProxyError};
use super::exchange_record::ExchangeRecord;
use super::guard::Guard;
use super::mount::Mount;
use super::respond::respond;
use super::status::{ProxyStatus, RedactorCache};
use super::{AccessKey, Listeners, path};
use crate::emulator::Tls;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::Driver;
use crate::inspector::{Draft, Exchange, Explanation, Inspector, InspectorSettings, PageSession, RequestGuard};
use crate::redact::Redactor;
use crate::session::SendRules;

/// How many connections are served at a time; more of them wait.
const MOST_CONNECTIONS: usize = 256;
/// How long a client may take for the head of a request, and for a TLS handshake.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 << 10;
/// How long requests under way may go on when the proxy ends.
const END_LIMIT: Duration = Duration::from_secs(15);
/// Pause after a failed accept, whose usual cause is a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The options of a proxy.
pub struct ProxyOptions {
    /// The key; none if requests need none.
    pub key: Option<AccessKey>,
    /// More names by which clients reach the proxy: `HOST` or `HOST:PORT`.
    pub allowed_hosts: Vec<String>,
    /// Origins of other sites whose pages may use it.
    pub allowed_origins: Vec<String>,
    /// Serves https with this certificate.
    pub tls: Option<Tls>,
    /// Whether only reading requests are sent on.
    pub read_only: bool,
    /// How requests are sent.
    pub rules: SendRules,
    /// How many exchanges the inspector keeps; none turns it off.
    pub inspected: Option<usize>,
    /// After how long without a request the proxy ends.
    pub idle_exit: Option<Duration>,
    /// Receives every exchange when it has ended.
    pub log: Option<ExchangeLog>,
}

/// Receives exchanges.
pub type ExchangeLog = Box<dyn Fn(&Exchange) + Send + Sync>;

/// A proxy that is ready to serve.
pub struct Proxy {
    listeners: Listeners,
    tls: Option<TlsAcceptor>,
    idle_exit: Option<Duration>,
    shared: Arc<Shared>,
}

/// What all connections share.
pub(super) struct Shared {
    pub(super) guard: Guard,
    pub(super) access: AccessControl,
    pub(super) mounts: Vec<Arc<Mount>>,
    pub(super) inspector: Arc<Inspector>,
    pub(super) inspects: bool,
    pub(super) page: PageSession,
    pub(super) read_only: bool,
    pub(super) rules: SendRules,
    status: Arc<ProxyStatus>,
    log: Option<ExchangeLog>,
    activity: Activity,
}

/// Whether requests are under way, and when the last one ended.
struct Activity {
    under_way: AtomicUsize,
    last: Mutex<Instant>,
}

/// Ends a proxy.
#[derive(Clone, Debug)]
pub struct StopSignal(watch::Sender<Option<Stopped>>);

/// How a proxy ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Requests under way get some time to end.
    Gracefully,
    /// At once.
    Now,
}

impl StopSignal {
    /// Creates a signal that was not sent yet.
    pub fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    /// Ends the proxy. A second signal ends it at once.
    pub fn send(&self, how: Stopped) {
        self.0.send_modify(|sent| *sent = Some(if sent.is_some() { Stopped::Now } else { how }));
    }

    async fn wait_for(&self, wanted: impl Fn(Stopped) -> bool) {
        let mut receiver = self.0.subscribe();
        // It fails when the sender is gone, which `self` prevents.
        let _ = receiver.wait_for(|sent| sent.is_some_and(&wanted)).await;
    }
}

impl Default for StopSignal {
    fn default() -> Self {
        Self::new()
    }
}

impl Proxy {
    /// Prepares a proxy of these mounts: one without a name, or several with names.
    ///
    /// # Errors
    ///
    /// Fails when an API is the proxy itself, and when the system has no random numbers.
    pub fn new(listeners: Listeners, mounts: Vec<Mount>, options: ProxyOptions) -> Result<Self> {
        let base_url = base_url(&listeners, options.tls.is_some());
        let own = Url::parse(&base_url).or_internal("read the proxy's own address")?;
        if listeners.address().is_some() {
            mounts.iter().try_for_each(|mount| mount.check_is_not(&own))?;
        }
        let is_required = options.key.is_some();
        let key = options.key.map_or_else(AccessKey::random, Ok)?;
        let mounts: Vec<Arc<Mount>> = mounts.into_iter().map(Arc::new).collect();
        let status = Arc::new(ProxyStatus {
            mounts: mounts.clone(),
            key: key.clone(),
            base_url: base_url.clone(),
            min_valid: options.rules.min_valid,
            redactor: RedactorCache::default(),
        });
        let example = mounts.first().and_then(|mount| {
            let probe = mount.provider().probes.first()?;
            let mount = if mount.name().is_empty() { String::new() } else { format!("/{}", mount.name()) };
            Some(format!("curl -H \"Authorization: Bearer $KEY\" '{base_url}{mount}{probe}'"))
        });
        let settings = InspectorSettings {
            title: "travauth proxy".to_owned(),
            base_url: base_url.clone(),
            example: example.unwrap_or_else(|| format!("curl -H \"Authorization: Bearer $KEY\" {base_url}/")),
            how_to_open: "Open the base URL that travauth proxy prints, which has the key in it.".to_owned(),
            limit: options.inspected.unwrap_or(0),
        };
        let port = own.port_or_known_default().unwrap_or_default();
        let no_random = |error: io::Error| Failure::new(Kind::LocalIo, "the inspector cannot start").because(error);
        let shared = Shared {
            guard: Guard {
                hosts: hosts(&listeners, &own, &options.allowed_hosts),
                origins: options.allowed_origins,
            },
            access: AccessControl { key, is_required },
            inspector: Inspector::new(settings, Arc::clone(&status)),
            inspects: options.inspected.is_some(),
            page: PageSession::new(port, options.tls.is_some()).map_err(no_random)?,
            mounts,
            read_only: options.read_only,
            rules: options.rules,
            status,
            log: options.log,
            activity: Activity { under_way: AtomicUsize::new(0), last: Mutex::new(Instant::now()) },
        };
        Ok(Self {
            listeners,
            tls: options.tls.map(|tls| tls.config().into()),
            idle_exit: options.idle_exit,
            shared: Arc::new(shared),
        })
    }

    /// The addresses that it listens on.
    pub fn listeners(&self) -> &Listeners {
        &self.listeners
    }

    /// The base URL without the key.
    pub fn base_url(&self) -> &str {
        &self.shared.status.base_url
    }

    /// The key that requests must show; none if they need none.
    pub fn key(&self) -> Option<&AccessKey> {
        self.shared.access.is_required.then_some(&self.shared.access.key)
    }

    /// The key that signs phantom tokens, whether requests must show it or not.
    pub fn signing_key(&self) -> &AccessKey {
        &self.shared.access.key
    }

    /// The mounts.
    pub fn mounts(&self) -> &[Arc<Mount>] {
        &self.shared.mounts
    }

    /// The inspector; none if it is turned off.
    pub fn inspector(&self) -> Option<Arc<Inspector>> {
        self.shared.inspects.then(|| Arc::clone(&self.shared.inspector))
    }

    /// Returns an address that opens the inspector once, within a minute.
    ///
    /// # Errors
    ///
    /// Fails when the system has no random numbers.
    pub fn inspector_link(&self) -> Result<String> {
        let path = self.shared.page.open_path(Instant::now());
        let path = path.map_err(|error| Failure::new(Kind::LocalIo, "the inspector cannot be opened").because(error))?;
        Ok(format!("{}{path}", self.base_url()))
    }

    /// Serves until the signal, or until no request has come for too long. Blocks the calling thread, which runs the
    /// requests of all mounts.
    ///
    /// # Errors
    ///
    /// Fails when the listeners cannot be registered.
    pub fn run(self, driver: &Driver, stop: &StopSignal) -> Result<()> {
        // The requests of all connections run on this thread.
        driver.run(LocalSet::new().run_until(self.serve(stop)))?
    }

    async fn serve(self, stop: &StopSignal) -> Result<()> {
        let Self { listeners, tls, idle_exit, shared } = self;
        let acceptor = Acceptor {
            connections: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
            graceful: Arc::new(GracefulShutdown::new()),
            tls,
            shared: Arc::clone(&shared),
        };
        let mut accepting = Vec::new();
        for listener in &listeners.tcp {
            let listener = listener.try_clone().and_then(|listener| {
                listener.set_nonblocking(true)?;
                tokio::net::TcpListener::from_std(listener)
            });
            let listener = listener.or_internal("serve the listener")?;
            accepting.push(spawn_local(acceptor.clone().accept_tcp(listener)));
        }
        #[cfg(unix)]
        if let Some(socket) = &listeners.unix {
            let listener = socket.listener.try_clone().and_then(|listener| {
                listener.set_nonblocking(true)?;
                tokio::net::UnixListener::from_std(listener)
            });
            let listener = listener.or_internal("serve the listener")?;
            accepting.push(spawn_local(acceptor.clone().accept_unix(listener)));
        }
        if let Some(span) = idle_exit {
            let (shared, stop) = (Arc::clone(&shared), stop.clone());
            accepting.push(spawn_local(async move {
                shared.activity.idle_for(span).await;
                stop.send(Stopped::Gracefully);
            }));
        }
        stop.wait_for(|_| true).await;
        accepting.iter().for_each(JoinHandle::abort);
        for task in accepting {
            // Every task was aborted.
            let _ = task.await;
        }
        drop(listeners);
        // Pages that are open would hold up the end.
        shared.inspector.close();
        let ends = acceptor.into_graceful().map(GracefulShutdown::shutdown);
        let at_once = stop.wait_for(|how| how == Stopped::Now);
        if let Some(ends) = ends {
            let _ = tokio::time::timeout(END_LIMIT, first_of(ends, at_once)).await;
        }
        Ok(())
    }
}

/// Waits until one of the two ends.
async fn first_of(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (std::pin::pin!(one), std::pin::pin!(other));
    std::future::poll_fn(|context| {
        if one.as_mut().poll(context).is_ready() { std::task::Poll::Ready(()) } else { other.as_mut().poll(context) }
    })
    .await;
}

#[derive(Clone)]
struct Acceptor {
    connections: Arc<Semaphore>,
    graceful: Arc<GracefulShutdown>,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
}

impl Acceptor {
    async fn accept_tcp(self, listener: tokio::net::TcpListener) {
        loop {
            let Ok(permit) = Arc::clone(&self.connections).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    // Heads and bodies are written apart: waiting to fill a packet would only add latency.
                    let _ = stream.set_nodelay(true);
                    spawn_local(serve_tcp(stream, self.connection(permit, None)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    #[cfg(unix)]
    async fn accept_unix(self, listener: tokio::net::UnixListener) {
        loop {
            let Ok(permit) = Arc::clone(&self.connections).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    let pid = stream.peer_cred().ok().and_then(|peer| u32::try_from(peer.pid()?).ok());
                    spawn_local(self.connection(permit, pid).serve(stream));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            }
        }
    }

    fn connection(&self, permit: OwnedSemaphorePermit, pid: Option<u32>) -> Connection {
        Connection {
            shared: Arc::clone(&self.shared),
            watcher: self.graceful.watcher(),
            tls: self.tls.clone(),
            pid,
            _permit: permit,
        }
    }

    fn into_graceful(self) -> Option<GracefulShutdown> {
        Arc::into_inner(self.graceful)
    }
}

/// What serves one connection.
struct Connection {
    shared: Arc<Shared>,
    watcher: Watcher,
    tls: Option<TlsAcceptor>,
    pid: Option<u32>,
    _permit: OwnedSemaphorePermit,
}

async fn serve_tcp(stream: TcpStream, connection: Connection) {
    let Some(acceptor) = connection.tls.clone() else { return connection.serve(stream).await };
    // A client that is silent, speaks plain http or does not trust the certificate is no error of the server.
    if let Ok(Ok(encrypted)) = tokio::time::timeout(HEAD_LIMIT, acceptor.accept(stream)).await {
        connection.serve(encrypted).await;
    }
}

impl Connection {
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
        // A client that disconnects or does not send HTTP is no error of the server.
        let _ = watcher.watch(served).await;
    }
}

impl Shared {
    /// Returns the mount of a target, and the rest of the target below it.
    pub(super) fn mount(&self, target: &str) -> Option<(Arc<Mount>, String)> {
        if let Some(root) = self.mounts.iter().find(|mount| mount.name().is_empty()) {
            return Some((Arc::clone(root), target.to_owned()));
        }
        let (name, below) = path::first_segment(target);
        let mount = self.mounts.iter().find(|mount| mount.name() == name)?;
        Some((Arc::clone(mount), below))
    }

    pub(super) fn redactor(&self) -> Arc<Redactor> {
        self.status.redactor.get(&self.mounts, &self.access.key)
    }

    /// Records and logs an exchange that has ended.
    pub(super) fn record(&self, draft: Draft) {
        let exchange = self.inspector.record(draft);
        if let Some(log) = &self.log {
            log(&exchange);
        }
    }

    pub(super) fn begin(&self) {
        self.activity.under_way.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        *self.activity.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.activity.under_way.fetch_sub(1, Ordering::Relaxed);
    }

    /// Responds with an error, in the format of the provider's API.
    pub(super) fn refuse(
        &self,
        record: Box<ExchangeRecord>,
        dialect: ErrorDialect,
        error: ProxyError,
    ) -> Response<ProxyBody> {
        let response = dialect.api_error(&error);
        self.finish_own(record, response, Some(error))
    }

    /// Records an exchange whose response the proxy itself has made.
    pub(super) fn finish_own(
        &self,
        mut record: Box<ExchangeRecord>,
        response: Response<ProxyBody>,
        error: Option<ProxyError>,
    ) -> Response<ProxyBody> {
        record.set_response(response.status().as_u16(), response.headers());
        record.add_response_chunk(&hyper::body::Bytes::copy_from_slice(response.body().own_bytes()));
        if let Some(error) = error {
            record.set_explanation(Explanation { title: error.message, advice: error.hints });
        }
        record.finish(None);
        response
    }
}

impl Activity {
    /// Waits until no request was under way for this long.
    async fn idle_for(&self, span: Duration) {
        loop {
            let idle = self.last.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
            let is_idle = self.under_way.load(Ordering::Relaxed) == 0;
            if is_idle && idle >= span {
                return;
            }
            tokio::time::sleep(if is_idle { span - idle } else { span }).await;
        }
    }
}

fn base_url(listeners: &Listeners, tls: bool) -> String {
    let scheme = if tls { "https" } else { "http" };
    // On a Unix socket the URL only names the host that requests must have.
    listeners.address().map_or_else(|| "http://localhost".to_owned(), |address| format!("{scheme}://{address}"))
}

fn hosts(listeners: &Listeners, own: &Url, allowed: &[String]) -> RequestGuard {
    let port = own.port_or_known_default().unwrap_or_default();
    let mut hosts = RequestGuard::new(port, own.scheme() == "https");
    if let Some(address) = listeners.address() {
        hosts.allow(&address.to_string());
    }
    for host in allowed {
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        hosts.allow(&if has_port && !host.ends_with(']') { host.clone() } else { format!("{host}:{port}") });
    }
    hosts
}
