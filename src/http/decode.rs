//! Decompresses a body according to its `Content-Encoding`. No other module decompresses.

use std::io::{self, Write};

use flate2::write::{MultiGzDecoder, ZlibDecoder};
use hyper::body::Bytes;

use super::ResponseHead;
use crate::failure::{Failure, Kind, Result};

/// The number of compressed bytes that are decompressed at a time. It is small, because a byte can expand to a thousand.
const STEP_BYTES: usize = 1 << 10;

/// Decompresses a body chunk by chunk.
pub(crate) struct Decoder {
    coding: Coding,
    compressed: Bytes,
    is_finished: bool,
}

enum Coding {
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Deflate(Box<ZlibDecoder<Vec<u8>>>),
}

impl Decoder {
    /// Returns the decoder for a response with this head; none if its body is empty or its encoding is unknown.
    pub(crate) fn for_head(head: &ResponseHead) -> Option<Self> {
        let has_no_body = matches!(head.status, 204 | 304) || head.content_length() == Some(0);
        let coding = match head.header("content-encoding")?.trim().to_ascii_lowercase().as_str() {
            _ if has_no_body => return None,
            "gzip" | "x-gzip" => Coding::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            "deflate" => Coding::Deflate(Box::new(ZlibDecoder::new(Vec::new()))),
            _ => return None,
        };
        Some(Self { coding, compressed: Bytes::new(), is_finished: false })
    }

    /// Adds a compressed chunk. Call it only after [`Self::take`] has returned none.
    pub(crate) fn feed(&mut self, compressed: Bytes) {
        self.compressed = compressed;
    }

    /// Marks the compressed body as complete, and fails if it is not.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.is_finished = true;
        match &mut self.coding {
            Coding::Gzip(decoder) => decoder.try_finish(),
            Coding::Deflate(decoder) => decoder.try_finish(),
        }
        .map_err(|error| {
            Failure::new(Kind::ConnectionLost, "the compressed response ends too early or is damaged")
                .caused_by(error)
                .hint("try again")
        })
    }

    /// Returns whether [`Self::finish`] was called.
    pub(crate) fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// Returns the next part of the decompressed body; none when another chunk is needed.
    pub(crate) fn take(&mut self) -> Result<Option<Bytes>> {
        loop {
            let plain = std::mem::take(match &mut self.coding {
                Coding::Gzip(decoder) => decoder.get_mut(),
                Coding::Deflate(decoder) => decoder.get_mut(),
            });
            if !plain.is_empty() {
                return Ok(Some(plain.into()));
            }
            if self.compressed.is_empty() {
                return Ok(None);
            }
            let step = self.compressed.split_to(self.compressed.len().min(STEP_BYTES));
            match &mut self.coding {
                Coding::Gzip(decoder) => decoder.write_all(&step).and_then(|()| decoder.flush()),
                Coding::Deflate(decoder) => decoder.write_all(&step).and_then(|()| decoder.flush()),
            }
            .map_err(wrong_encoding)?;
        }
    }
}

/// Decompresses the start of a body as far as possible, to at most `largest` bytes.
pub(crate) fn decoded_start(head: &ResponseHead, start: &[u8], largest: usize) -> Vec<u8> {
    let Some(mut decoder) = Decoder::for_head(head) else { return start.to_vec() };
    let mut plain = Vec::new();
    decoder.compressed = Bytes::copy_from_slice(start);
    // An error only ends the loop: the start of a body usually ends in the middle of the compressed data.
    while let Ok(Some(part)) = decoder.take() {
        plain.extend_from_slice(&part);
        if plain.len() >= largest {
            break;
        }
    }
    plain.truncate(largest);
    plain
}

fn wrong_encoding(error: io::Error) -> Failure {
    Failure::new(Kind::BadResponse, "the response is not compressed as its Content-Encoding says")
        .caused_by(error)
        .hint("if this is a call, try it without --compressed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

    fn head(coding: &'static str, status: u16) -> ResponseHead {
        ResponseHead {
            status,
            reason: String::new(),
            headers: HeaderMap::from_iter([(CONTENT_ENCODING, HeaderValue::from_static(coding))]),
            sent_at: crate::clock::now(),
            received_at: crate::clock::now(),
            lacked_certificate: false,
        }
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn decoded(coding: &'static str, compressed: &[u8], chunk: usize) -> Result<Vec<u8>> {
        let mut decoder = Decoder::for_head(&head(coding, 200)).unwrap();
        let mut plain = Vec::new();
        for part in compressed.chunks(chunk) {
            decoder.feed(Bytes::copy_from_slice(part));
            while let Some(part) = decoder.take()? {
                plain.extend_from_slice(&part);
            }
        }
        decoder.finish()?;
        while let Some(part) = decoder.take()? {
            plain.extend_from_slice(&part);
        }
        Ok(plain)
    }

    #[test]
    fn a_body_is_decompressed_however_it_is_split() {
        let text = "a rather dull text ".repeat(10_000).into_bytes();
        let mut twice = gzip(&text);
        twice.extend(gzip(b"and another"));
        for chunk in [1, 7, 4096, 1 << 20] {
            assert_eq!(decoded("gzip", &gzip(&text), chunk).unwrap(), text, "{chunk}");
            assert_eq!(decoded("X-GZIP", &twice, chunk).unwrap(), [&text[..], b"and another"].concat(), "{chunk}");
        }
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(&text).unwrap();
        assert_eq!(decoded("deflate", &zlib.finish().unwrap(), 100).unwrap(), text);
    }

    #[test]
    fn a_body_that_is_cut_short_or_not_compressed_is_an_error() {
        let compressed = gzip(b"some text that is compressed");
        let failure = decoded("gzip", &compressed[..compressed.len() - 4], 5).unwrap_err();
        assert_eq!(failure.kind(), Kind::ConnectionLost);
        assert_eq!(decoded("gzip", b"plain text", 5).unwrap_err().kind(), Kind::BadResponse);
    }

    #[test]
    fn an_empty_body_and_an_unknown_encoding_are_left_as_they_are() {
        assert!(Decoder::for_head(&head("gzip", 204)).is_none());
        assert!(Decoder::for_head(&head("identity", 200)).is_none());
        assert_eq!(decoded_start(&head("br", 200), b"x", 10), b"x");
        let text: String = (0..5000).map(|number| format!("{number} ")).collect();
        let compressed = gzip(text.as_bytes());
        assert_eq!(decoded_start(&head("gzip", 200), &compressed[..compressed.len() / 2], 4), b"0 1 ");
    }
}
