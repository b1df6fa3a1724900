//! Runs an emulator inside this process.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use super::behaviour::Behaviour;
use super::server::Server;

/// An emulator on a thread of its own; dropping it stops it.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    base_url: String,
    shutdown: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Binds the address and starts the emulator. Port 0 chooses a free port.
    pub fn start(listen: SocketAddr, behaviour: Behaviour) -> io::Result<Self> {
        let listener = TcpListener::bind(listen)?;
        let server = Server::new(listener, behaviour)?;
        let address = server.address();
        let base_url = server.base_url().to_owned();
        let (shutdown, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("emulator".to_owned()).spawn(move || server.run(stopped))?;
        Ok(Self { address, base_url, shutdown: Some(shutdown), thread: Some(thread) })
    }

    /// Returns the address that clients connect to, with the actual port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the base URL for clients, without a trailing slash: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The server closes open connections instead of waiting for them, so the join takes no time.
        drop(self.shutdown.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
