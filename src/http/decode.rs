//! Unpacks a body as its `Content-Encoding` says: the one place that knows encodings.

use std::io::{self, Write};

use flate2::write::{MultiGzDecoder, ZlibDecoder};
use hyper::body::Bytes;

use super::ResponseHead;
use crate::failure::{Failure, Kind, Result};

/// How much of a packed body is unpacked at a time: a few packed bytes can become thousands.
const STEP_BYTES: usize = 1 << 10;

/// Unpacks a body bit by bit.
pub(crate) struct Decoder {
    coding: Coding,
    packed: Bytes,
    is_finished: bool,
}

enum Coding {
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Deflate(Box<ZlibDecoder<Vec<u8>>>),
}

impl Decoder {
    /// The decoder that this head asks for; none for a body that is not packed, or in a way that is not known.
    pub(crate) fn for_head(head: &ResponseHead) -> Option<Self> {
        let has_no_body = matches!(head.status, 204 | 304) || head.content_length() == Some(0);
        let coding = match head.header("content-encoding")?.trim().to_ascii_lowercase().as_str() {
            _ if has_no_body => return None,
            "gzip" | "x-gzip" => Coding::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            "deflate" => Coding::Deflate(Box::new(ZlibDecoder::new(Vec::new()))),
            _ => return None,
        };
        Some(Self { coding, packed: Bytes::new(), is_finished: false })
    }

    /// Takes in more of the packed body. What was taken in before must have been unpacked.
    pub(crate) fn feed(&mut self, packed: Bytes) {
        self.packed = packed;
    }

    /// The packed body is complete.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.is_finished = true;
        match &mut self.coding {
            Coding::Gzip(decoder) => decoder.try_finish(),
            Coding::Deflate(decoder) => decoder.try_finish(),
        }
        .map_err(|error| {
            Failure::new(Kind::ConnectionLost, "the packed response ends too early, or is damaged")
                .caused_by(error)
                .hint("try again")
        })
    }

    /// Whether [`Self::finish`] was called.
    pub(crate) fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// Some of the unpacked body; none when more of the packed one is needed.
    pub(crate) fn take(&mut self) -> Result<Option<Bytes>> {
        loop {
            let unpacked = std::mem::take(match &mut self.coding {
                Coding::Gzip(decoder) => decoder.get_mut(),
                Coding::Deflate(decoder) => decoder.get_mut(),
            });
            if !unpacked.is_empty() {
                return Ok(Some(unpacked.into()));
            }
            if self.packed.is_empty() {
                return Ok(None);
            }
            let step = self.packed.split_to(self.packed.len().min(STEP_BYTES));
            match &mut self.coding {
                Coding::Gzip(decoder) => decoder.write_all(&step).and_then(|()| decoder.flush()),
                Coding::Deflate(decoder) => decoder.write_all(&step).and_then(|()| decoder.flush()),
            }
            .map_err(not_packed)?;
        }
    }
}

/// The beginning of a body unpacked, as far as it can be, in at most `largest` bytes.
pub(crate) fn decoded_start(head: &ResponseHead, start: &[u8], largest: usize) -> Vec<u8> {
    let Some(mut decoder) = Decoder::for_head(head) else { return start.to_vec() };
    let mut unpacked = Vec::new();
    decoder.packed = Bytes::copy_from_slice(start);
    // The rest of a body that is cut off or not packed is of no use.
    while let Ok(Some(part)) = decoder.take() {
        unpacked.extend_from_slice(&part);
        if unpacked.len() >= largest {
            break;
        }
    }
    unpacked.truncate(largest);
    unpacked
}

fn not_packed(error: io::Error) -> Failure {
    Failure::new(Kind::BadAnswer, "the response is not packed as its Content-Encoding says")
        .caused_by(error)
        .hint("if it is a call, try it without --compressed")
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
            answered_at: crate::clock::now(),
        }
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn decoded(coding: &'static str, packed: &[u8], chunk: usize) -> Result<Vec<u8>> {
        let mut decoder = Decoder::for_head(&head(coding, 200)).unwrap();
        let mut unpacked = Vec::new();
        for part in packed.chunks(chunk) {
            decoder.feed(Bytes::copy_from_slice(part));
            while let Some(part) = decoder.take()? {
                unpacked.extend_from_slice(&part);
            }
        }
        decoder.finish()?;
        while let Some(part) = decoder.take()? {
            unpacked.extend_from_slice(&part);
        }
        Ok(unpacked)
    }

    #[test]
    fn a_body_is_unpacked_however_it_is_cut() {
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
    fn a_body_that_is_cut_short_or_not_packed_is_an_error() {
        let packed = gzip(b"some text that is packed");
        let failure = decoded("gzip", &packed[..packed.len() - 4], 5).unwrap_err();
        assert_eq!(failure.kind(), Kind::ConnectionLost);
        assert_eq!(decoded("gzip", b"plain text", 5).unwrap_err().kind(), Kind::BadAnswer);
    }

    #[test]
    fn what_has_no_body_or_no_known_coding_is_left_as_it_is() {
        assert!(Decoder::for_head(&head("gzip", 204)).is_none());
        assert!(Decoder::for_head(&head("identity", 200)).is_none());
        assert_eq!(decoded_start(&head("br", 200), b"x", 10), b"x");
        let text: String = (0..5000).map(|number| format!("{number} ")).collect();
        let packed = gzip(text.as_bytes());
        assert_eq!(decoded_start(&head("gzip", 200), &packed[..packed.len() / 2], 4), b"0 1 ");
    }
}
