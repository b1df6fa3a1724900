//! The addresses that the proxy listens on.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::str::FromStr;

use crate::failure::{Failure, Kind, Result};

/// How many free ports are tried until one is free on both loopback addresses.
const MAX_PORTS_TRIED: usize = 16;

/// An address to listen on, as the user writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// A TCP address; port 0 takes a free port.
    Tcp(SocketAddr),
    /// The path of a Unix socket.
    Unix(PathBuf),
}

impl FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err("expected unix:PATH") } else { Ok(Self::Unix(path.into())) };
        }
        let address = match text.strip_prefix("localhost:") {
            Some(port) => port.parse().ok().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
            None => text.parse().ok(),
        };
        address.map(Self::Tcp).ok_or("expected an address such as 127.0.0.1:8900, or unix:PATH")
    }
}

impl std::fmt::Display for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Listen {
    /// Returns whether other machines can connect.
    pub fn is_remote(&self) -> bool {
        matches!(self, Self::Tcp(address) if !address.ip().is_loopback())
    }
}

/// The bound sockets. The file of a Unix socket is removed when they are dropped.
#[derive(Debug)]
pub struct Listeners {
    pub(super) tcp: Vec<TcpListener>,
    #[cfg(unix)]
    pub(super) unix: Option<unix::BoundSocket>,
    listen: Listen,
}

impl Listeners {
    /// Binds the address. For `127.0.0.1` or `::1`, the same port is bound on the other address too, because another user
    /// could bind it and receive requests to `localhost`.
    ///
    /// # Errors
    ///
    /// Fails when an address cannot be bound.
    pub fn bind(listen: &Listen) -> Result<Self> {
        let failed = |error: &io::Error| {
            let shown = crate::redact::escape_control(&listen.to_string());
            Failure::new(Kind::LocalIo, format!("the proxy cannot listen on {shown}"))
                .because(error)
                .hint("choose another address: `--listen 127.0.0.1:0` takes a free port")
        };
        match listen {
            Listen::Tcp(address) => {
                let tcp = bind_tcp(*address).map_err(|error| failed(&error))?;
                let bound = tcp.first().and_then(|listener| listener.local_addr().ok()).unwrap_or(*address);
                Ok(Self {
                    tcp,
                    #[cfg(unix)]
                    unix: None,
                    listen: Listen::Tcp(bound),
                })
            }
            #[cfg(unix)]
            Listen::Unix(path) => {
                let socket = unix::BoundSocket::bind(path).map_err(|error| {
                    failed(&error).only_hint("choose another path, or remove the file if no program uses it")
                })?;
                Ok(Self { tcp: Vec::new(), unix: Some(socket), listen: listen.clone() })
            }
            #[cfg(not(unix))]
            Listen::Unix(_) => Err(failed(&io::Error::other("this system has no Unix sockets"))),
        }
    }

    /// Returns the address that clients connect to; none for a Unix socket.
    pub fn address(&self) -> Option<SocketAddr> {
        let Listen::Tcp(address) = self.listen else { return None };
        let ip = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        Some(SocketAddr::new(ip, address.port()))
    }

    /// Returns all addresses as text.
    pub fn shown(&self) -> Vec<String> {
        match &self.listen {
            Listen::Tcp(_) => {
                let addresses = self.tcp.iter().filter_map(|listener| listener.local_addr().ok());
                addresses.map(|address| address.to_string()).collect()
            }
            Listen::Unix(_) => vec![self.listen.to_string()],
        }
    }
}

fn bind_tcp(address: SocketAddr) -> io::Result<Vec<TcpListener>> {
    let other: IpAddr = match address.ip() {
        IpAddr::V4(ip) if ip == Ipv4Addr::LOCALHOST => Ipv6Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip == Ipv6Addr::LOCALHOST => Ipv4Addr::LOCALHOST.into(),
        _ => return Ok(vec![TcpListener::bind(address)?]),
    };
    let mut tries = if address.port() == 0 { MAX_PORTS_TRIED } else { 1 };
    loop {
        let listener = TcpListener::bind(address)?;
        match TcpListener::bind((other, listener.local_addr()?.port())) {
            Ok(twin) => return Ok(vec![listener, twin]),
            // This system has no IPv6, or no IPv4.
            Err(error) if is_missing_family(&error) => return Ok(vec![listener]),
            Err(error) => {
                tries -= 1;
                if tries == 0 {
                    return Err(io::Error::new(error.kind(), format!("{other} on the same port: {error}")));
                }
            }
        }
    }
}

fn is_missing_family(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported) || has_no_family(error)
}

#[cfg(unix)]
fn has_no_family(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
}

#[cfg(not(unix))]
fn has_no_family(_: &io::Error) -> bool {
    false
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::io;
    use std::os::unix::fs::FileTypeExt as _;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};

    use rustix::fs::Mode;
    use rustix::process::umask;

    /// A Unix socket that only this user can connect to.
    #[derive(Debug)]
    pub(in crate::proxy) struct BoundSocket {
        pub(in crate::proxy) listener: UnixListener,
        path: PathBuf,
    }

    impl BoundSocket {
        pub(super) fn bind(path: &Path) -> io::Result<Self> {
            let is_socket = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket());
            // A proxy that was killed leaves the file of its socket, which refuses connections.
            if is_socket
                && UnixStream::connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
            {
                fs::remove_file(path)?;
            }
            // The mode must be right from the start, because changing it does not end existing connections.
            let before = umask(Mode::from_raw_mode(0o177));
            let listener = UnixListener::bind(path);
            umask(before);
            Ok(Self { listener: listener?, path: path.to_owned() })
        }
    }

    impl Drop for BoundSocket {
        fn drop(&mut self) {
            // The file may have been removed already.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, expected) in [
            ("127.0.0.1:8900", Some("127.0.0.1:8900")),
            ("localhost:80", Some("127.0.0.1:80")),
            ("[::1]:0", Some("[::1]:0")),
            ("0.0.0.0:1", Some("0.0.0.0:1")),
            ("unix:/run/x", Some("unix:/run/x")),
            ("unix:", None),
            ("8900", None),
            ("example.com:1", None),
            ("localhost:x", None),
        ] {
            assert_eq!(text.parse::<Listen>().ok().map(|listen| listen.to_string()).as_deref(), expected, "{text}");
        }
        assert!("0.0.0.0:1".parse::<Listen>().unwrap().is_remote());
        assert!(!"unix:/x".parse::<Listen>().unwrap().is_remote());
    }

    #[test]
    fn both_loopback_addresses_are_bound_on_one_port() {
        let listeners = Listeners::bind(&"127.0.0.1:0".parse().unwrap()).unwrap();
        let ports: Vec<u16> = listeners.tcp.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        assert!(ports.iter().all(|port| *port == ports[0] && *port != 0), "{ports:?}");
        let failure = Listeners::bind(&listeners.listen).unwrap_err();
        assert_eq!(failure.kind(), Kind::LocalIo);
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_is_private_from_the_start_and_replaces_a_dead_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("socket");
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        let listen = Listen::Unix(path.clone());
        let listeners = Listeners::bind(&listen).unwrap();
        assert_eq!(std::fs::symlink_metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Listeners::bind(&listen).is_err());
        drop(listeners);
        assert!(!path.exists());
    }
}
