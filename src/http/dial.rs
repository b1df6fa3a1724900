//! Connections that are made without reqwest: to Redis, and to find the step that fails. Every step has a time limit.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use crate::clock::Deadline;

pub(crate) use super::dns::look_up;

/// Connects to the first of these addresses that accepts, within `limit` for all of them.
pub(crate) fn connect(addresses: &[SocketAddr], limit: Duration) -> io::Result<TcpStream> {
    let deadline = Deadline::after(limit);
    let mut last = io::Error::other("there is no address to connect to");
    for (index, address) in addresses.iter().enumerate() {
        // Each address gets a share of the time, so that a silent one leaves some for the others.
        let share = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
        match TcpStream::connect_timeout(address, at_least_a_moment(deadline.left() / share)) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Connects to a Unix socket on a thread, because connecting blocks forever while the socket's queue is full.
#[cfg(unix)]
pub(crate) fn connect_to_socket(path: &Path, limit: Duration) -> io::Result<Socket> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let path = path.to_owned();
    let connect = move || drop(sender.send(UnixStream::connect(path)));
    std::thread::Builder::new().name("socket".to_owned()).spawn(connect)?;
    receiver.recv_timeout(limit).map_err(|_| io::Error::from(ErrorKind::TimedOut))?.map(Socket::Unix)
}

#[cfg(not(unix))]
pub(crate) fn connect_to_socket(_: &Path, _: Duration) -> io::Result<Socket> {
    Err(io::Error::other("this system has no Unix sockets"))
}

/// Makes a TLS connection and checks the server's certificate.
pub(crate) fn handshake(
    config: ClientConfig,
    name: ServerName<'static>,
    mut stream: TimedStream,
) -> io::Result<StreamOwned<ClientConnection, TimedStream>> {
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(connection, stream))
}

/// A connected socket.
#[derive(Debug)]
pub(crate) enum Socket {
    /// A TCP connection.
    Tcp(TcpStream),
    /// A Unix socket.
    #[cfg(unix)]
    Unix(UnixStream),
}

/// A socket whose reads and writes fail after a deadline.
#[derive(Debug)]
pub(crate) struct TimedStream {
    /// The socket.
    pub(crate) socket: Socket,
    /// When reads and writes begin to fail with `TimedOut`.
    pub(crate) deadline: Deadline,
}

impl TimedStream {
    fn left(&self) -> io::Result<Option<Duration>> {
        match self.deadline.left() {
            Duration::ZERO => Err(ErrorKind::TimedOut.into()),
            left => Ok(Some(at_least_a_moment(left))),
        }
    }
}

/// Returns the limit, but at least 1 ms, because sockets do not accept a time limit of zero.
fn at_least_a_moment(limit: Duration) -> Duration {
    limit.max(Duration::from_millis(1))
}

impl Read for TimedStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.socket {
            Socket::Tcp(tcp) => tcp.set_read_timeout(left).and_then(|()| tcp.read(buffer)),
            #[cfg(unix)]
            Socket::Unix(unix) => unix.set_read_timeout(left).and_then(|()| unix.read(buffer)),
        }
    }
}

impl Write for TimedStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.socket {
            Socket::Tcp(tcp) => tcp.set_write_timeout(left).and_then(|()| tcp.write(bytes)),
            #[cfg(unix)]
            Socket::Unix(unix) => unix.set_write_timeout(left).and_then(|()| unix.write(bytes)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
