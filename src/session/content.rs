//! The body of an API request: stored so that it can be sent again, or a stream that is read while it is sent.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use hyper::body::Bytes;

use super::StreamedBody;
use crate::failure::{Failure, Kind, Result};
use crate::http::{Body, Upload};
use crate::keyboard::StandardInput;

/// The largest body that is buffered in memory, in bytes.
pub const LARGEST_BUFFERED_BYTES: u64 = 8 << 20;

/// The body of an API request.
pub enum Content {
    /// No body.
    Empty,
    /// In memory, because it is short enough.
    Bytes(Bytes),
    /// A file, and its length in bytes; it is read again for each request.
    File(PathBuf, u64),
    /// A stream that can be sent once: the bytes that were already read, and the rest. None after it was sent.
    Stream(Option<(Vec<u8>, Box<dyn Read + Send + Sync>)>),
    /// A stream that does not block. It can be sent again while it is short enough to be buffered.
    Streamed(StreamedBody),
}

impl Content {
    /// Reads the value of `-d`: text, `@FILE`, or `-` and `@-` for standard input.
    pub fn from_data(data: &str) -> Result<Self> {
        match data.strip_prefix('@') {
            _ if data == "-" => Self::from_stdin("the body"),
            Some("-") => Self::from_stdin("the body"),
            Some(file) => Self::from_file(Path::new(file)),
            None => Ok(Self::Bytes(Bytes::from(data.to_owned()))),
        }
    }

    /// Reads standard input, which the user is asked for as `what` on a terminal.
    fn from_stdin(what: &'static str) -> Result<Self> {
        Self::from_reader(Box::new(StandardInput::new(what)), "standard input")
    }

    fn from_file(path: &Path) -> Result<Self> {
        let name = format!("the file {}", path.display());
        let file = open(path)?;
        let metadata = file.metadata().map_err(|error| unreadable(&name, &error))?;
        if metadata.is_file() && metadata.len() > LARGEST_BUFFERED_BYTES {
            return Ok(Self::File(path.to_owned(), metadata.len()));
        }
        Self::from_reader(Box::new(file), &name)
    }

    /// Reads up to [`LARGEST_BUFFERED_BYTES`] into memory. A longer body is read while it is sent.
    fn from_reader(mut reader: Box<dyn Read + Send + Sync>, name: &str) -> Result<Self> {
        let mut start = Vec::new();
        let read = reader.by_ref().take(LARGEST_BUFFERED_BYTES + 1).read_to_end(&mut start);
        let count = read.map_err(|error| unreadable(name, &error))?;
        Ok(if count as u64 > LARGEST_BUFFERED_BYTES {
            Self::Stream(Some((start, reader)))
        } else {
            Self::Bytes(start.into())
        })
    }

    /// Returns whether there is no body.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Returns whether the body can be sent, for the first time or again.
    pub fn is_available(&self) -> bool {
        match self {
            Self::Stream(stream) => stream.is_some(),
            Self::Streamed(body) => body.is_available(),
            Self::Empty | Self::Bytes(_) | Self::File(..) => true,
        }
    }

    /// Returns the body for one request. A stream can be taken only once.
    pub fn take(&mut self) -> Result<(Body, Option<Upload>)> {
        match self {
            Self::Empty => Ok((Body::Empty, None)),
            Self::Bytes(bytes) if bytes.is_empty() => Ok((Body::Empty, None)),
            Self::Bytes(bytes) => Ok((Body::Bytes(bytes.clone()), None)),
            Self::File(path, length) => {
                let file = open(path)?;
                Ok((Body::Empty, Some(Upload::new(file, Some(*length)))))
            }
            Self::Streamed(body) => Ok((Body::Empty, Some(body.upload()))),
            Self::Stream(stream) => match stream.take() {
                Some((start, rest)) => Ok((Body::Empty, Some(Upload::new(Cursor::new(start).chain(rest), None)))),
                None => Err(Failure::internal(anyhow::anyhow!("the body was sent already"))),
            },
        }
    }
}

fn open(path: &Path) -> Result<File> {
    let name = format!("the file {}", path.display());
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    if path.is_dir() {
        return Err(unreadable(&name, &std::io::Error::from(std::io::ErrorKind::IsADirectory)));
    }
    Ok(file)
}

/// Reads the text of a file, or of standard input for `-`, for `--field NAME=@FILE`.
pub fn read_text(name: &str) -> Result<String> {
    let (content, shown) = match name {
        "-" => (Content::from_stdin("the text of the field")?, "standard input".to_owned()),
        file => (Content::from_file(Path::new(file))?, format!("the file {file}")),
    };
    let Content::Bytes(bytes) = content else {
        return Err(Failure::new(Kind::LocalIo, format!("{shown} is too large for a field"))
            .because(format!("it has more than {} MiB", LARGEST_BUFFERED_BYTES >> 20))
            .hint("send it as the body with --data @FILE"));
    };
    String::from_utf8(bytes.into()).map_err(|_| {
        Failure::new(Kind::LocalIo, format!("{shown} is not UTF-8 text"))
            .hint("a JSON field holds text only; send it as the body with --data @FILE")
    })
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    let name = crate::redact::escape_control(name);
    Failure::new(Kind::LocalIo, format!("{name} cannot be read"))
        .because(error)
        .hint("check the path and its permissions; to send a text that begins with @, put it into a file")
}
