//! Requests that the scripted server has received.

use std::collections::BTreeMap;
use std::io::{self, Read as _};

use super::wire::Wire;

/// A request as the server received it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The number of the connection, from 0.
    pub connection: usize,
    /// The end certificate that the client has shown, in DER.
    pub certificate: Option<Vec<u8>>,
    pub method: String,
    /// The target in the request line, as sent: a whole URL in a request to a proxy.
    pub target: String,
    /// The path without the query, still percent-encoded.
    pub path: String,
    /// The pairs of the query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The headers in order, with the names as sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// Returns the first header with this name in upper or lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Returns the token of the `Authorization: Bearer` header.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the fields of a form body.
    pub fn form(&self) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// Reads a request, except its last byte on a plain connection. Returns `None` if the client has closed the connection.
    pub(super) fn read(connection: usize, wire: &mut Wire) -> io::Result<Option<Self>> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r") {
            match wire.byte() {
                Ok(byte) => head.push(byte),
                Err(_) if head.is_empty() => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        let text = String::from_utf8_lossy(&head);
        let mut lines = text.trim_end().lines();
        let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let local = match target.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
            None => &target,
        };
        let (path, query) = local.split_once('?').unwrap_or((local, ""));
        let mut request = Self {
            connection,
            certificate: wire.client_certificate(),
            method,
            path: path.to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            target: target.clone(),
            headers: lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
                .collect(),
            body: Vec::new(),
        };
        if request.header("transfer-encoding") == Some("chunked") {
            wire.byte()?;
            request.body = read_chunks(wire)?;
            return Ok(Some(request));
        }
        let length = request.header("content-length").unwrap_or("0");
        let length: usize = length.parse().map_err(io::Error::other)?;
        if length == 0 {
            wire.last_byte()?;
        } else {
            wire.byte()?;
            request.body = vec![0; length - 1];
            wire.read_exact(&mut request.body)?;
            request.body.push(wire.last_byte()?);
        }
        Ok(Some(request))
    }
}

/// Reads a chunked body and its trailer, except the last byte on a plain connection.
fn read_chunks(wire: &mut Wire) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            line.push(wire.byte()?);
        }
        let line = String::from_utf8_lossy(&line);
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(io::Error::other)?;
        if size == 0 {
            wire.byte()?;
            wire.last_byte()?;
            return Ok(body);
        }
        let start = body.len();
        body.resize(start + size, 0);
        wire.read_exact(&mut body[start..])?;
        wire.read_exact(&mut [0; 2])?;
    }
}
