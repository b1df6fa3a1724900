//! The body of an answer in pieces: unpacked where it is packed, held to a size.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use hyper::body::Bytes;

use super::Reply;
use crate::failure::{Failure, Kind, Result};
use crate::http::Head;

/// How much of a packed body is unpacked at a time.
const PIECE_BYTES: usize = 64 << 10;

/// The body of an answer.
pub struct Pieces {
    source: Source,
    seen: u64,
    largest: Option<u64>,
    status: u16,
}

enum Source {
    Plain(Box<Reply>),
    Packed(Box<MultiGzDecoder<Packed>>),
}

impl Pieces {
    /// The body of this answer, of at most so many bytes; with `unpack` one in gzip is unpacked.
    ///
    /// Fails at once where the head announces more.
    pub fn new(reply: Reply, largest: Option<u64>, unpack: bool) -> Result<Self> {
        let status = reply.head.status;
        let announced = reply.head.content_length();
        let is_packed = unpack && is_gzip(&reply.head) && announced != Some(0);
        if let Some(largest) = largest
            && !is_packed
            && announced.is_some_and(|announced| announced > largest)
        {
            return Err(too_large(largest, status));
        }
        let source = if is_packed {
            Source::Packed(Box::new(MultiGzDecoder::new(Packed { reply, left: Bytes::new() })))
        } else {
            Source::Plain(Box::new(reply))
        };
        Ok(Self { source, seen: 0, largest, status })
    }

    /// The next piece; none at the end.
    #[expect(clippy::should_implement_trait, reason = "an iterator of results would invite to skip failures")]
    pub fn next(&mut self) -> Result<Option<Bytes>> {
        let piece = match &mut self.source {
            Source::Plain(reply) => reply.chunk()?,
            Source::Packed(decoder) => {
                let mut piece = vec![0; PIECE_BYTES];
                let count = decoder.read(&mut piece).map_err(|error| unpacking_failed(error, self.status))?;
                piece.truncate(count);
                (count > 0).then(|| piece.into())
            }
        };
        if let (Some(piece), Some(largest)) = (&piece, self.largest) {
            self.seen += piece.len() as u64;
            if self.seen > largest {
                return Err(too_large(largest, self.status));
            }
        }
        Ok(piece)
    }

    /// The rest as a whole, if it has at most so many bytes; else what was read of it so far.
    pub fn gather(&mut self, most: usize) -> Result<Gathered> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next()? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > most {
                return Ok(Gathered::Beginning(bytes));
            }
        }
        Ok(Gathered::Whole(bytes))
    }
}

/// What was gathered of a body.
pub enum Gathered {
    /// All of it.
    Whole(Vec<u8>),
    /// There is more.
    Beginning(Vec<u8>),
}

fn is_gzip(head: &Head) -> bool {
    head.header("content-encoding").is_some_and(|coding| ["gzip", "x-gzip"].contains(&&*coding.trim().to_lowercase()))
}

/// A packed body as the decoder wants it.
struct Packed {
    reply: Reply,
    left: Bytes,
}

impl Read for Packed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.is_empty() {
            match self.reply.chunk() {
                Ok(chunk) => self.left = chunk.unwrap_or_default(),
                Err(failure) => return Err(io::Error::other(failure)),
            }
        }
        let count = buffer.len().min(self.left.len());
        buffer[..count].copy_from_slice(&self.left.split_to(count));
        Ok(count)
    }
}

fn unpacking_failed(error: io::Error, status: u16) -> Failure {
    if let Some(failure) = error.get_ref().and_then(|inner| inner.downcast_ref::<Failure>()) {
        return failure.clone();
    }
    let failure = if error.kind() == io::ErrorKind::UnexpectedEof {
        Failure::new(Kind::ConnectionLost, "the packed answer ends too early").hint("try again")
    } else {
        Failure::new(Kind::BadAnswer, "the answer claims to be gzip and is not").because(error)
    };
    failure.http_status(status).hint("try it without --compressed")
}

fn too_large(largest: u64, status: u16) -> Failure {
    Failure::new(Kind::AnswerTooLarge, format!("the answer is larger than {largest} bytes"))
        .http_status(status)
        .hint("allow more with --max-size")
}
