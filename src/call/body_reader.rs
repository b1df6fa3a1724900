//! Reads the body of a response, up to a size limit.

use hyper::body::Bytes;

use crate::failure::{Failure, Kind, Result};
use crate::http::Response;

/// A reader of a response's body with a size limit.
pub(crate) struct BodyReader {
    response: Response,
    /// The bytes read so far.
    seen: u64,
    /// The size limit in bytes.
    largest: Option<u64>,
}

impl BodyReader {
    /// Creates a reader of a body of at most `largest` bytes. With `decode` it decompresses the body.
    ///
    /// # Errors
    ///
    /// Fails when the headers announce a larger body.
    pub(crate) fn new(response: Response, largest: Option<u64>, decode: bool) -> Result<Self> {
        let response = if decode { response.decoded() } else { response };
        let announced = response.head().content_length().filter(|_| !response.is_decoded());
        if let Some(largest) = largest
            && announced.is_some_and(|announced| announced > largest)
        {
            return Err(too_large(largest, response.head().status));
        }
        Ok(Self { response, seen: 0, largest })
    }

    /// Reads the next part; none at the end.
    ///
    /// # Errors
    ///
    /// Fails when the body is too large, is cut short, or pauses for too long.
    pub(crate) async fn next_chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = self.response.chunk().await.map_err(|error| error.failure)?;
        if let (Some(chunk), Some(largest)) = (&chunk, self.largest) {
            self.seen += chunk.len() as u64;
            if self.seen > largest {
                return Err(too_large(largest, self.response.head().status));
            }
        }
        Ok(chunk)
    }

    /// Reads the whole body if it has at most `limit` bytes; otherwise only its beginning.
    ///
    /// # Errors
    ///
    /// Fails as [`Self::next_chunk`] does.
    pub(crate) async fn gather(&mut self, limit: usize) -> Result<Gathered> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.next_chunk().await? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > limit {
                return Ok(Gathered::Beginning(bytes));
            }
        }
        Ok(Gathered::Whole(bytes))
    }
}

/// The part of a body that was read.
pub(crate) enum Gathered {
    /// The whole body.
    Whole(Vec<u8>),
    /// The beginning of a longer body.
    Beginning(Vec<u8>),
}

/// Builds the failure of a response that is larger than allowed.
pub(super) fn too_large(largest: u64, status: u16) -> Failure {
    Failure::new(Kind::ResponseTooLarge, format!("the response is larger than {largest} bytes"))
        .http_status(status)
        .hint("allow more with --max-size")
}
