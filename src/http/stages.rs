//! The way to a server in single stages: route, name, connection, handshake. A diagnosis names the one that fails.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, ProtocolVersion};
use url::{Host, Url};

use super::client::host_and_port;
use super::trouble::{connect_failed, connect_timed_out, lookup_failed, rustls_error, tls_failure};
use super::{Network, Trouble, proxy, trust};
use crate::clock::Deadline;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};

/// Where a SOCKS proxy listens when its URL does not say.
const SOCKS_PORT: u16 = 1080;

/// Whom to connect to on the way to a URL.
#[derive(Clone, Debug)]
pub struct Route {
    /// The server's host, or the proxy's.
    pub host: Host<String>,
    /// Its port.
    pub port: u16,
    /// Host and port of the server, for a person.
    pub server: String,
    /// The proxy's address, without user name and password, where there is one.
    pub proxy: Option<String>,
    /// Whether a TLS handshake with the server comes right after the connection.
    pub is_tls: bool,
}

/// What the variable lists as hosts to reach directly.
pub fn no_proxy(env: &Env) -> Result<String> {
    Ok(env.get("NO_PROXY")?.or(env.get("no_proxy")?).unwrap_or_default())
}

/// The route to a URL. `no_proxy` is the variable's text.
pub fn route(network: &Network, no_proxy: &str, target: &Url) -> Result<Route> {
    let chosen = proxy::choose(network, no_proxy, target)?;
    let server = host_and_port(target);
    let proxy = chosen.map(|chosen| chosen.shown);
    let (next, is_tls) = match &proxy {
        None => (target.clone(), target.scheme() == "https"),
        Some(shown) => (Url::parse(shown).map_err(|error| Failure::from(anyhow::Error::new(error)))?, false),
    };
    let port = next.port_or_known_default().unwrap_or(SOCKS_PORT);
    let host = match next.host().map(|host| host.to_owned()) {
        // The host of a URL with an unknown scheme (socks5h) is not looked into by the parser.
        Some(Host::Domain(name)) => name.parse::<IpAddr>().map_or(Host::Domain(name), |address| match address {
            IpAddr::V4(address) => Host::Ipv4(address),
            IpAddr::V6(address) => Host::Ipv6(address),
        }),
        Some(address) => address,
        None => return Err(Failure::new(Kind::BadUrl, "the URL names no host")),
    };
    Ok(Route { host, port, server, proxy, is_tls })
}

impl Route {
    /// The addresses of the host, looked up by the system; the lookup is given up after `limit`.
    pub fn look_up(&self, limit: Duration) -> Result<Vec<SocketAddr>, Trouble> {
        let name = match &self.host {
            Host::Ipv4(address) => return Ok(vec![SocketAddr::from((*address, self.port))]),
            Host::Ipv6(address) => return Ok(vec![SocketAddr::from((*address, self.port))]),
            Host::Domain(name) => name.clone(),
        };
        let port = self.port;
        let (sender, receiver) = std::sync::mpsc::channel();
        // A lookup cannot be cancelled: nobody waits for this thread.
        let lookup = move || drop(sender.send((name.as_str(), port).to_socket_addrs()));
        let failed = |why: &dyn std::fmt::Display| lookup_failed(&self.server, self.proxy.as_deref(), why);
        std::thread::Builder::new().name("lookup".to_owned()).spawn(lookup).map_err(|error| failed(&error))?;
        let found = receiver.recv_timeout(limit).map_err(|_| connect_timed_out(&self.server, limit))?;
        let addresses: Vec<SocketAddr> = found.map_err(|error| failed(&error))?.collect();
        if addresses.is_empty() { Err(failed(&"it has no address")) } else { Ok(addresses) }
    }

    /// Connects to the first of these addresses that answers, all within `limit`.
    pub fn connect(&self, addresses: &[SocketAddr], limit: Duration) -> Result<TcpStream, Trouble> {
        let deadline = Deadline::after(limit);
        let mut last = io::Error::other("there is no address to connect to");
        for (index, address) in addresses.iter().enumerate() {
            let others = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
            let share = (deadline.left() / others).max(Duration::from_millis(1));
            match TcpStream::connect_timeout(address, share) {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(match last.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => connect_timed_out(&self.server, limit),
            _ => connect_failed(&self.server, self.proxy.as_deref(), &last),
        })
    }

    /// Shakes hands, certificates checked, and says which version of TLS it came to.
    pub fn handshake(
        &self,
        mut stream: TcpStream,
        network: &Network,
        limit: Duration,
    ) -> Result<&'static str, Trouble> {
        let fatal = |failure: Failure| Trouble { failure, retryable: false };
        let unexpected = |error: rustls::Error| fatal(Failure::from(anyhow::Error::new(error)));
        let deadline = Deadline::after(limit);
        let config = trust::tls_config(&network.trust).map_err(fatal)?;
        let name = match &self.host {
            Host::Domain(name) => ServerName::try_from(name.clone())
                .map_err(|error| fatal(Failure::new(Kind::BadUrl, "the host's name is not one").because(error)))?,
            Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
        };
        let mut tls = ClientConnection::new(Arc::new(config), name).map_err(unexpected)?;
        while tls.is_handshaking() {
            // Zero would mean no limit at all.
            let left = deadline.left().max(Duration::from_millis(1));
            let step = stream
                .set_read_timeout(Some(left))
                .and_then(|()| stream.set_write_timeout(Some(left)))
                .and_then(|()| tls.complete_io(&mut stream));
            if let Err(error) = step {
                return Err(self.handshake_trouble(&error, limit));
            }
        }
        Ok(match tls.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            _ => "TLS 1.2",
        })
    }

    fn handshake_trouble(&self, error: &io::Error, limit: Duration) -> Trouble {
        if let Some(tls) = rustls_error(error) {
            return Trouble { failure: tls_failure(tls, &self.server), retryable: false };
        }
        if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) {
            return connect_timed_out(&self.server, limit);
        }
        let failure =
            Failure::new(Kind::ConnectionLost, format!("the connection to {} ended during the handshake", self.server))
                .because(error)
                .hint("is it really an https port, and does nothing in between break TLS?");
        Trouble { failure, retryable: true }
    }
}
