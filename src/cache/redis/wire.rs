//! One connection to a Redis, with a deadline for every step.
//!
//! The redis crate encodes commands and parses replies. Its connections are not used: they resolve names without a time limit,
//! limit the time of each read instead of a whole reply, and have their own trust store.

use std::io::{self, ErrorKind, Read, Write};

use redis::{Parser, Value};
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, ClientConfig, ClientConnection, StreamOwned};

use super::node::RedisServer;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::http::dial::{self, Socket, TimedStream};

/// The largest total size of the replies to one exchange, in bytes.
const LARGEST_REPLY_BYTES: u64 = 64 << 20;

/// The error of a step.
#[derive(Debug)]
pub enum WireError {
    /// The connection ended. A new one may work.
    Lost(String),
    /// The deadline passed.
    TimedOut(String),
    /// Another attempt would fail too, for example because the server rejects the password.
    Final(String),
    /// A setting is wrong, so the run must fail.
    Misconfigured(Failure),
}

impl WireError {
    /// Returns the reason.
    pub fn into_text(self) -> String {
        match self {
            Self::Lost(why) | Self::TimedOut(why) | Self::Final(why) => why,
            Self::Misconfigured(failure) => failure.message(),
        }
    }

    /// Returns the error of a step that took too long.
    pub fn timed_out() -> Self {
        Self::TimedOut("it takes too long".to_owned())
    }

    /// Prefixes the reason with the name of the server.
    #[must_use]
    pub fn of(self, server: &RedisServer) -> Self {
        let named = |why: &str| format!("{server}: {why}");
        match self {
            Self::Lost(why) => Self::Lost(named(&why)),
            Self::Final(why) => Self::Final(named(&why)),
            Self::TimedOut(why) => Self::TimedOut(named(&why)),
            Self::Misconfigured(_) => self,
        }
    }
}

/// A connection.
pub struct Wire {
    channel: Channel,
    parser: Parser,
}

impl Wire {
    /// Connects, with TLS if a TLS configuration is passed.
    pub fn connect(server: &RedisServer, tls: Option<ClientConfig>, deadline: Deadline) -> Result<Self, WireError> {
        let channel = match server {
            RedisServer::Socket(path) => {
                let socket = dial::connect_to_socket(path, deadline.left()).map_err(|error| wire_error(&error))?;
                Channel::Plain(TimedStream { socket, deadline })
            }
            RedisServer::Node(node) => {
                let connected = dial::look_up(&node.host, node.port, deadline.left())
                    .and_then(|addresses| dial::connect(&addresses, deadline.left()))
                    .map_err(|error| wire_error(&error))?;
                let stream = TimedStream { socket: Socket::Tcp(connected), deadline };
                match tls {
                    Some(config) => Channel::Tls(Box::new(with_tls(&node.host, config, stream)?)),
                    None => Channel::Plain(stream),
                }
            }
        };
        Ok(Self { channel, parser: Parser::new() })
    }

    /// Sends commands that are already encoded, and reads this many replies.
    pub fn exchange(&mut self, packed: &[u8], replies: usize, deadline: Deadline) -> Result<Vec<Value>, WireError> {
        self.channel.stream().deadline = deadline;
        self.channel.write_all(packed).and_then(|()| self.channel.flush()).map_err(|error| wire_error(&error))?;
        let mut limited = Limited { channel: &mut self.channel, left: LARGEST_REPLY_BYTES, error: None };
        (0..replies)
            .map(|_| {
                self.parser.parse_value(&mut limited).map_err(|error| match limited.error.take() {
                    Some(error) => error,
                    None if error.is_connection_dropped() => WireError::Lost("it closed the connection".to_owned()),
                    // The reply is not shown, because it can contain a secret.
                    None => WireError::Final("its reply cannot be read; is it a Redis?".to_owned()),
                })
            })
            .collect()
    }
}

fn wire_error(error: &io::Error) -> WireError {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => WireError::timed_out(),
        ErrorKind::UnexpectedEof => WireError::Lost("it closed the connection".to_owned()),
        _ => match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(tls) => WireError::Final(format!("the TLS handshake failed: {tls}{}", tls_advice(tls))),
            None => WireError::Lost(error.to_string()),
        },
    }
}

fn tls_advice(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired | AlertDescription::BadCertificate) => {
            CLIENT_CERTIFICATE_ADVICE
        }
        _ => "",
    }
}

/// The hint for a server that requires a client certificate.
pub const CLIENT_CERTIFICATE_ADVICE: &str =
    " (if it demands a client certificate, set client_cert and client_key in [cache])";

type TlsStream = StreamOwned<ClientConnection, TimedStream>;

fn with_tls(host: &str, config: ClientConfig, stream: TimedStream) -> Result<TlsStream, WireError> {
    let name = ServerName::try_from(host.to_owned()).map_err(|error| WireError::Final(error.to_string()))?;
    dial::handshake(config, name, stream).map_err(|error| wire_error(&error))
}

enum Channel {
    Plain(TimedStream),
    Tls(Box<TlsStream>),
}

impl Channel {
    fn stream(&mut self) -> &mut TimedStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(tls) => &mut tls.sock,
        }
    }
}

impl Read for Channel {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Channel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}

/// A reader that fails when the replies are too large.
struct Limited<'a> {
    channel: &'a mut Channel,
    left: u64,
    /// The last read error, which the parser replaces with its own.
    error: Option<WireError>,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.error = Some(WireError::Final("its reply is too large".to_owned()));
            return Err(ErrorKind::Other.into());
        }
        let count = self.channel.read(buffer).inspect_err(|error| self.error = Some(wire_error(error)))?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}
