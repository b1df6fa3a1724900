//! One connection to a Redis. Every step of it ends in time, whatever the other side does.
//!
//! The redis crate writes commands and reads replies. The transport is ours, because the crate's own looks names up
//! without a time limit, limits each read instead of a whole reply, and has a trust store of its own.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use redis::{Parser, Value};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use super::address::Route;
use crate::clock::Deadline;
use crate::http::{Trust, tls_config};

/// A larger reply is not one of ours.
const LARGEST_REPLY_BYTES: u64 = 64 << 20;

/// Why a Redis did not do as asked.
#[derive(Debug)]
pub enum Trouble {
    /// The connection ended; another one may do better.
    Lost(String),
    /// It took too long.
    TimedOut,
    /// Nothing can be done about it from here: the server said no, or what is needed to ask is missing.
    Final(String),
}

/// A connection.
pub struct Wire {
    channel: Channel,
    parser: Parser,
}

impl Wire {
    /// Connects, and shakes hands where the route speaks TLS.
    pub fn connect(route: &Route, trust: &Trust, deadline: Deadline) -> Result<Self, Trouble> {
        let plug = dial(route, deadline)?;
        let timed = Timed { plug, deadline };
        let channel = match route {
            Route::Network { host, tls: true, .. } => Channel::Tls(Box::new(shake_hands(host, trust, timed)?)),
            _ => Channel::Plain(timed),
        };
        Ok(Self { channel, parser: Parser::new() })
    }

    /// Sends commands, already packed, and reads as many replies.
    pub fn exchange(&mut self, packed: &[u8], replies: usize, deadline: Deadline) -> Result<Vec<Value>, Trouble> {
        self.channel.timed().deadline = deadline;
        self.channel.write_all(packed).and_then(|()| self.channel.flush()).map_err(|error| trouble(&error))?;
        let mut limited = Limited { channel: &mut self.channel, left: LARGEST_REPLY_BYTES };
        (0..replies)
            .map(|_| {
                self.parser.parse_value(&mut limited).map_err(|error| match error {
                    error if error.is_timeout() => Trouble::TimedOut,
                    error if error.is_connection_dropped() => Trouble::Lost("it closed the connection".to_owned()),
                    error if error.is_io_error() => Trouble::Lost(error.to_string()),
                    // What came is not shown: it may be anything.
                    _ => Trouble::Final("its answer makes no sense; is it a Redis?".to_owned()),
                })
            })
            .collect()
    }
}

fn trouble(error: &io::Error) -> Trouble {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Trouble::TimedOut,
        ErrorKind::UnexpectedEof => Trouble::Lost("it closed the connection".to_owned()),
        _ => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(tls) => Trouble::Final(format!("the TLS handshake failed: {tls}")),
            None => Trouble::Lost(error.to_string()),
        },
    }
}

/// Looks the name up and connects, on a thread of its own: neither a silent name server nor a full queue of a socket
/// can be waited for with a time limit.
fn dial(route: &Route, deadline: Deadline) -> Result<Plug, Trouble> {
    let (sender, receiver) = mpsc::channel();
    let route = route.clone();
    let connect = move || {
        // Nobody may be waiting any more: that is fine.
        let _ = sender.send(connect(&route, deadline));
    };
    let started = std::thread::Builder::new().name("redis".to_owned()).spawn(connect);
    started.map_err(|error| Trouble::Final(error.to_string()))?;
    match receiver.recv_timeout(deadline.left()) {
        Ok(connected) => connected.map_err(|error| trouble(&error)),
        Err(_) => Err(Trouble::TimedOut),
    }
}

fn connect(route: &Route, deadline: Deadline) -> io::Result<Plug> {
    match route {
        Route::Network { host, port, .. } => {
            let addresses: Vec<_> = (host.as_str(), *port).to_socket_addrs()?.collect();
            let mut last = io::Error::from(ErrorKind::AddrNotAvailable);
            for (index, address) in addresses.iter().enumerate() {
                // One that never answers leaves time for the others.
                let share = u32::try_from(addresses.len() - index).unwrap_or(u32::MAX);
                let limit = (deadline.left() / share).max(Duration::from_millis(1));
                match TcpStream::connect_timeout(address, limit) {
                    Ok(stream) => {
                        stream.set_nodelay(true)?;
                        return Ok(Plug::Tcp(stream));
                    }
                    Err(error) => last = error,
                }
            }
            Err(last)
        }
        #[cfg(unix)]
        Route::Socket(path) => UnixStream::connect(path).map(Plug::Unix),
        #[cfg(not(unix))]
        Route::Socket(_) => Err(io::Error::other("there are no Unix sockets here")),
    }
}

type Tls = StreamOwned<ClientConnection, Timed>;

fn shake_hands(host: &str, trust: &Trust, mut timed: Timed) -> Result<Tls, Trouble> {
    let config = tls_config(trust).map_err(|failure| Trouble::Final(failure.message()))?;
    let name = ServerName::try_from(host.to_owned()).map_err(|error| Trouble::Final(error.to_string()))?;
    let mut connection =
        ClientConnection::new(Arc::new(config), name).map_err(|error| Trouble::Final(error.to_string()))?;
    while connection.is_handshaking() {
        connection.complete_io(&mut timed).map_err(|error| trouble(&error))?;
    }
    Ok(StreamOwned::new(connection, timed))
}

enum Channel {
    Plain(Timed),
    Tls(Box<Tls>),
}

impl Channel {
    fn timed(&mut self) -> &mut Timed {
        match self {
            Self::Plain(timed) => timed,
            Self::Tls(tls) => &mut tls.sock,
        }
    }
}

impl Read for Channel {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(timed) => timed.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Channel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(timed) => timed.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(timed) => timed.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}

/// Reads no more than a reply may be long.
struct Limited<'a> {
    channel: &'a mut Channel,
    left: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("its answer is too large"));
        }
        let count = self.channel.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

/// A stream on which all reads and writes together end at the deadline.
struct Timed {
    plug: Plug,
    deadline: Deadline,
}

enum Plug {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Timed {
    fn left(&self) -> io::Result<Option<Duration>> {
        match self.deadline.left() {
            Duration::ZERO => Err(ErrorKind::TimedOut.into()),
            left => Ok(Some(left)),
        }
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.plug {
            Plug::Tcp(tcp) => tcp.set_read_timeout(left).and_then(|()| tcp.read(buffer)),
            #[cfg(unix)]
            Plug::Unix(unix) => unix.set_read_timeout(left).and_then(|()| unix.read(buffer)),
        }
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.plug {
            Plug::Tcp(tcp) => tcp.set_write_timeout(left).and_then(|()| tcp.write(bytes)),
            #[cfg(unix)]
            Plug::Unix(unix) => unix.set_write_timeout(left).and_then(|()| unix.write(bytes)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
