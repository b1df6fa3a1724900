//! A request body that is read while it is sent.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// How much is read and sent at a time.
const PIECE_BYTES: usize = 64 << 10;

/// A body from a file or a stream, read as it is sent.
pub struct Upload {
    reader: Box<dyn Read + Send + Sync>,
    length: Option<u64>,
}

impl Upload {
    /// The body that this reader holds, of this length where it is known.
    pub fn new(reader: impl Read + Send + Sync + 'static, length: Option<u64>) -> Self {
        Self { reader: Box::new(reader), length }
    }

    /// The body alone.
    pub fn into_reader(self) -> impl Read {
        self.reader
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = io::Error;

    /// Waits for the reader: nothing else runs on this thread that would have to go on.
    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            return Poll::Ready(match self.reader.read(&mut piece) {
                Ok(0) => None,
                Ok(count) => {
                    piece.truncate(count);
                    Some(Ok(Frame::data(piece.into())))
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Some(Err(error)),
            });
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
