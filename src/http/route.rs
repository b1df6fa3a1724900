//! Connects to a server step by step (route, name lookup, connection, handshake), so that a diagnosis can name the step
//! that fails.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::ProtocolVersion;
use rustls::pki_types::ServerName;
use url::{Host, Url};

use super::client_certificate::CertificateResolver;
use super::dial::{self, Socket, TimedStream};
use super::transport_error::{connect_failed, connect_timed_out, lookup_failed, rustls_error, tls_failure};
use super::url::host_and_port;
use super::{Network, TransportError, proxy, trust};
use crate::clock::Deadline;
use crate::failure::{Failure, Kind, OrInternal as _, Result};

/// The port of a SOCKS proxy whose URL names none.
const SOCKS_PORT: u16 = 1080;

/// The host to connect to in order to reach a URL.
#[derive(Clone, Debug)]
pub struct Route {
    /// The server's host, or the proxy's.
    pub host: Host<String>,
    /// Its port.
    pub port: u16,
    /// Host and port of the server, for messages.
    pub server: String,
    /// The proxy's address, without user name and password; none for a direct connection.
    pub proxy: Option<String>,
    /// Whether a TLS handshake with the server follows the connection.
    pub is_tls: bool,
}

/// Returns the route to a URL.
pub fn route(network: &Network, target: &Url) -> Result<Route> {
    let chosen = proxy::choose(network, target)?;
    let server = host_and_port(target);
    let proxy = chosen.map(|chosen| chosen.shown);
    let (next, is_tls) = match &proxy {
        None => (target.clone(), target.scheme() == "https"),
        Some(shown) => (Url::parse(shown).or_internal("read the proxy's address")?, false),
    };
    let port = next.port_or_known_default().unwrap_or(SOCKS_PORT);
    let host = match next.host().map(|host| host.to_owned()) {
        // The URL parser reads an IP address as a name if it does not know the scheme (socks5h).
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
    /// Looks up the addresses of the host, within `limit`.
    pub fn look_up(&self, limit: Duration) -> Result<Vec<SocketAddr>, TransportError> {
        let name = match &self.host {
            Host::Ipv4(address) => return Ok(vec![SocketAddr::from((*address, self.port))]),
            Host::Ipv6(address) => return Ok(vec![SocketAddr::from((*address, self.port))]),
            Host::Domain(name) => name,
        };
        let failed = |why: &dyn std::fmt::Display| lookup_failed(&self.server, self.proxy.as_deref(), why);
        match dial::look_up(name, self.port, limit) {
            Ok(addresses) if addresses.is_empty() => Err(failed(&"it has no address")),
            Ok(addresses) => Ok(addresses),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(connect_timed_out(&self.server, limit)),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Connects to the first of these addresses that accepts, within `limit` for all of them.
    pub fn connect(&self, addresses: &[SocketAddr], limit: Duration) -> Result<TcpStream, TransportError> {
        dial::connect(addresses, limit).map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => connect_timed_out(&self.server, limit),
            _ => connect_failed(&self.server, self.proxy.as_deref(), &error),
        })
    }

    /// Makes a TLS connection, checks the certificate, and returns the version of TLS.
    ///
    /// The server may see the client certificate.
    pub fn handshake(&self, stream: TcpStream, network: &Network) -> Result<&'static str, TransportError> {
        let limit = network.connect_timeout;
        let resolver = Arc::new(CertificateResolver::new(network.client_certificate.as_deref())?);
        let config = trust::tls_config_with(&network.trust, Arc::clone(&resolver))?;
        let name = match &self.host {
            Host::Domain(name) => ServerName::try_from(name.clone())
                .map_err(|error| Failure::new(Kind::BadUrl, "the host's name is not valid").caused_by(error))?,
            Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
        };
        let stream = TimedStream { socket: Socket::Tcp(stream), deadline: Deadline::after(limit) };
        let tls = dial::handshake(config, name, stream).map_err(|error| {
            let explained = self.handshake_error(&error, limit);
            // An untrusted server is the cause of the error, even if it also asked for a client certificate.
            match rustls_error(&error) {
                Some(rustls::Error::InvalidCertificate(_)) => explained,
                _ => resolver.explain(explained, &self.server),
            }
        })?;
        Ok(match tls.conn.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            _ => "TLS 1.2",
        })
    }

    fn handshake_error(&self, error: &io::Error, limit: Duration) -> TransportError {
        if let Some(tls) = rustls_error(error) {
            return TransportError { failure: tls_failure(tls, &self.server), retryable: false };
        }
        if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) {
            return connect_timed_out(&self.server, limit);
        }
        let failure = Failure::new(
            Kind::ConnectionLost,
            format!("the connection to {} ended during the TLS handshake", self.server),
        )
        .because(error)
        .hint("check that the port serves https, and that no firewall or proxy breaks TLS");
        TransportError { failure, retryable: true }
    }
}
