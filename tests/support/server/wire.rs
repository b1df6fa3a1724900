//! The bytes of a connection of the scripted server.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};

use rustls::{ServerConnection, StreamOwned};

/// A connection, plain or over TLS.
pub(super) enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Wire {
    pub(super) fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    /// Reads the last byte of a request. On a plain connection the byte stays unread, because closing a connection
    /// with an unread byte resets it.
    pub(super) fn last_byte(&mut self) -> io::Result<u8> {
        match self {
            Self::Plain(tcp) => {
                let mut byte = [0];
                if tcp.peek(&mut byte)? == 0 {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                Ok(byte[0])
            }
            Self::Tls(_) => self.byte(),
        }
    }

    pub(super) fn read_held_back(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(_) => self.byte().map(drop),
            Self::Tls(_) => Ok(()),
        }
    }

    /// The end certificate that the client has shown, in DER.
    pub(super) fn client_certificate(&self) -> Option<Vec<u8>> {
        match self {
            Self::Plain(_) => None,
            Self::Tls(tls) => Some(tls.conn.peer_certificates()?.first()?.to_vec()),
        }
    }

    /// Closes the sending side properly.
    pub(super) fn close(&mut self) -> io::Result<()> {
        if let Self::Tls(tls) = self {
            tls.conn.send_close_notify();
        }
        self.flush()?;
        let tcp = match self {
            Self::Plain(tcp) => &*tcp,
            Self::Tls(tls) => &tls.sock,
        };
        tcp.shutdown(Shutdown::Write)
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            Self::Tls(tls) => tls.flush(),
        }
    }
}
