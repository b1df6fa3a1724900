//! The address of one server.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::config::AllowedHosts;

/// The host and port of a Redis, a Valkey or a Sentinel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedisNode {
    /// A name or an address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl RedisNode {
    /// Returns whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host.trim_end_matches('.');
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
    }

    /// Returns whether the system config allows this host. This machine is always allowed.
    pub fn is_allowed(&self, hosts: &AllowedHosts) -> bool {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        self.is_loopback() || hosts.contain(&host)
    }
}

impl std::fmt::Display for RedisNode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// One server that can be connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedisServer {
    /// Over the network.
    Node(RedisNode),
    /// Through a Unix socket.
    Socket(PathBuf),
}

impl RedisServer {
    /// Returns the host; none for a Unix socket.
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Node(node) => Some(&node.host),
            Self::Socket(_) => None,
        }
    }
}

impl std::fmt::Display for RedisServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Node(node) => node.fmt(f),
            Self::Socket(path) => path.display().fmt(f),
        }
    }
}
