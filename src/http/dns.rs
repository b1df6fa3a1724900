//! Name lookup by the system, on a thread of its own.
//!
//! A lookup cannot be cancelled. On a thread that nobody waits for, a name server that never answers holds up neither the
//! time limit nor the end of the program.

use std::net::ToSocketAddrs as _;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The system's resolver.
pub struct SystemResolver;

/// The name could not be resolved.
#[derive(Debug)]
pub struct LookupFailed(pub std::io::Error);

impl std::fmt::Display for LookupFailed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::error::Error for LookupFailed {}

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let lookup = move || {
            // The port is replaced by the URL's. Nobody may be listening any more: that is fine.
            let _ = sender.send((name.as_str(), 0).to_socket_addrs());
        };
        let started = std::thread::Builder::new().name("lookup".to_owned()).spawn(lookup);
        Box::pin(async move {
            started.map_err(LookupFailed)?;
            let found = receiver.await.map_err(|_| LookupFailed(std::io::Error::other("the lookup was lost")))?;
            let addresses: Addrs = Box::new(found.map_err(LookupFailed)?);
            Ok(addresses)
        })
    }
}
