//! Builds a proxy from its options, and serves requests until it is stopped.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper_util::server::graceful::GracefulShutdown;
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::access::AccessControl;
use super::connections::Acceptor;
use super::guard::Guard;
use super::mount::Mount;
use super::state::{Activity, ExchangeLog, ProxyState};
use super::status::{ProxyStatus, RedactorCache};
use super::stop::{StopSignal, Stopped, first_of};
use super::{AccessKey, Listeners};
use crate::emulator::Tls;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::Driver;
use crate::inspector::{Inspector, InspectorSettings, PageSession, RequestGuard};
use crate::session::SendRules;

/// How long requests may still run after the signal that ends the proxy.
const END_LIMIT: Duration = Duration::from_secs(15);

/// The options of a proxy.
pub struct ProxyOptions {
    /// The key; none if requests need no key.
    pub key: Option<AccessKey>,
    /// Further names by which clients reach the proxy: `HOST` or `HOST:PORT`.
    pub allowed_hosts: Vec<String>,
    /// Origins of other sites whose pages may use the proxy.
    pub allowed_origins: Vec<String>,
    /// The certificate for https; none for plain http.
    pub tls: Option<Tls>,
    /// Whether only requests that read are forwarded.
    pub read_only: bool,
    /// How requests are sent.
    pub rules: SendRules,
    /// How many exchanges the inspector keeps; none turns it off.
    pub inspected: Option<usize>,
    /// The time without a request after which the proxy ends; none for no limit.
    pub idle_exit: Option<Duration>,
    /// Called with every exchange when it has ended.
    pub log: Option<ExchangeLog>,
}

/// A proxy that is ready to serve.
pub struct Proxy {
    listeners: Listeners,
    tls: Option<TlsAcceptor>,
    idle_exit: Option<Duration>,
    shared: Arc<ProxyState>,
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
            mounts.iter().try_for_each(|mount| mount.check_differs_from(&own))?;
        }
        let requires_key = options.key.is_some();
        let key = options.key.map_or_else(AccessKey::random, Ok)?;
        let mounts: Vec<Arc<Mount>> = mounts.into_iter().map(Arc::new).collect();
        let status = Arc::new(ProxyStatus {
            mounts: mounts.clone(),
            key: key.clone(),
            base_url: base_url.clone(),
            min_valid: options.rules.min_valid,
            redactors: RedactorCache::default(),
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
        let shared = ProxyState {
            guard: Guard { hosts: hosts(&listeners, &own, &options.allowed_hosts), origins: options.allowed_origins },
            access: AccessControl { key, requires_key },
            inspector: Inspector::new(settings, Arc::clone(&status)),
            inspects: options.inspected.is_some(),
            page: PageSession::new(port, options.tls.is_some()).map_err(no_random)?,
            mounts,
            read_only: options.read_only,
            rules: options.rules,
            status,
            log: options.log,
            activity: Activity::new(),
        };
        Ok(Self {
            listeners,
            tls: options.tls.map(|tls| tls.config().into()),
            idle_exit: options.idle_exit,
            shared: Arc::new(shared),
        })
    }

    /// Returns the addresses that the proxy listens on.
    pub fn listeners(&self) -> &Listeners {
        &self.listeners
    }

    /// Returns the base URL without the key.
    pub fn base_url(&self) -> &str {
        &self.shared.status.base_url
    }

    /// Returns the key that requests must contain; none if they need no key.
    pub fn key(&self) -> Option<&AccessKey> {
        self.shared.access.requires_key.then_some(&self.shared.access.key)
    }

    /// Returns the key that signs phantom tokens, even if requests need no key.
    pub fn signing_key(&self) -> &AccessKey {
        &self.shared.access.key
    }

    /// Returns the mounts.
    pub fn mounts(&self) -> &[Arc<Mount>] {
        &self.shared.mounts
    }

    /// Returns the inspector; none if it is turned off.
    pub fn inspector(&self) -> Option<Arc<Inspector>> {
        self.shared.inspects.then(|| Arc::clone(&self.shared.inspector))
    }

    /// Returns a URL that opens the inspector once, within a minute.
    ///
    /// # Errors
    ///
    /// Fails when the system has no random numbers.
    pub fn inspector_link(&self) -> Result<String> {
        let path = self.shared.page.open_path(Instant::now());
        let path =
            path.map_err(|error| Failure::new(Kind::LocalIo, "the inspector cannot be opened").because(error))?;
        Ok(format!("{}{path}", self.base_url()))
    }

    /// Serves until the stop signal is sent, or until no request has arrived for the idle time. Blocks the calling thread,
    /// which runs the requests of all connections.
    ///
    /// # Errors
    ///
    /// Fails when the listeners cannot be registered.
    pub fn run(self, driver: &Driver, stop: &StopSignal) -> Result<()> {
        driver.run(LocalSet::new().run_until(self.serve(stop)))?
    }

    async fn serve(self, stop: &StopSignal) -> Result<()> {
        let Self { listeners, tls, idle_exit, shared } = self;
        let acceptor = Acceptor::new(&shared, tls);
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
            // The only error is that the task was aborted.
            let _ = task.await;
        }
        drop(listeners);
        // Otherwise the event streams of open pages would delay the end.
        shared.inspector.close();
        let ends = acceptor.into_graceful().map(GracefulShutdown::shutdown);
        let at_once = stop.wait_for(|how| how == Stopped::Now);
        if let Some(ends) = ends {
            let _ = tokio::time::timeout(END_LIMIT, first_of(ends, at_once)).await;
        }
        Ok(())
    }
}

fn base_url(listeners: &Listeners, tls: bool) -> String {
    let scheme = if tls { "https" } else { "http" };
    // For a Unix socket, the URL only shows which host requests must name.
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
