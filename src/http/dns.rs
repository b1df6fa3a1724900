//! Name lookup by the system, on a thread of its own.
//!
//! A lookup cannot be cancelled. It has its own thread, so that a silent name server delays neither a time limit nor
//! the end of the program.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The system's resolver, for reqwest.
pub struct SystemResolver;

/// The error of a name that could not be resolved.
#[derive(Debug)]
pub struct LookupFailed(pub io::Error);

impl std::fmt::Display for LookupFailed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::error::Error for LookupFailed {}

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        // reqwest replaces port 0 with the URL's port.
        let started = start_lookup(name.as_str().to_owned(), 0, move |found| drop(sender.send(found)));
        Box::pin(async move {
            started.map_err(LookupFailed)?;
            let found = receiver.await.map_err(|_| LookupFailed(io::Error::other("the lookup ended early")))?;
            let addresses: Addrs = Box::new(found.map_err(LookupFailed)?.into_iter());
            Ok(addresses)
        })
    }
}

/// Looks a name up; fails with `TimedOut` after `limit`.
pub(crate) fn look_up(host: &str, port: u16, limit: Duration) -> io::Result<Vec<SocketAddr>> {
    let (sender, receiver) = channel();
    start_lookup(host.to_owned(), port, move |found| drop(sender.send(found)))?;
    receiver.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => io::ErrorKind::TimedOut.into(),
        RecvTimeoutError::Disconnected => io::Error::other("the lookup ended early"),
    })?
}

fn start_lookup(
    host: String,
    port: u16,
    done: impl FnOnce(io::Result<Vec<SocketAddr>>) + Send + 'static,
) -> io::Result<()> {
    let look_up = move || done((host.as_str(), port).to_socket_addrs().map(Iterator::collect));
    std::thread::Builder::new().name("lookup".to_owned()).spawn(look_up).map(drop)
}
