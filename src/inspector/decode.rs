//! Decodes a body's bytes to text that can be masked and shown.

use std::io::Read as _;

use super::capture::{Capture, MARGIN, SHOWN};

/// The text of a body, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodedContent {
    /// The body has no bytes.
    Empty,
    /// The body is text.
    Text {
        /// The text, not masked yet.
        text: String,
        /// True when the rest of the body is missing.
        cut: bool,
    },
    /// The bytes are not text.
    Binary,
    /// The body has this content encoding, which is not supported.
    Encoded(String),
}

/// Decompresses a captured body and decodes its character set, as its headers say.
pub fn decode(capture: &Capture, content_encoding: &str, content_type: &str) -> DecodedContent {
    if capture.total() == 0 {
        return DecodedContent::Empty;
    }
    let encoding = content_encoding.trim().to_ascii_lowercase();
    let decompressed = match encoding.as_str() {
        "" | "identity" => Some((capture.start().to_vec(), capture.is_cut())),
        "gzip" | "x-gzip" => Some(decompress(flate2::read::MultiGzDecoder::new(capture.start()))),
        // RFC 9110 demands the zlib format under this name, but some servers send raw deflate.
        "deflate" => Some(match decompress(flate2::read::ZlibDecoder::new(capture.start())) {
            (bytes, _) if bytes.is_empty() => decompress(flate2::read::DeflateDecoder::new(capture.start())),
            decompressed => decompressed,
        }),
        _ => None,
    };
    match decompressed {
        None => DecodedContent::Encoded(encoding),
        Some((bytes, cut)) => match text_of(bytes, cut, content_type) {
            Some(text) => DecodedContent::Text { text, cut },
            None => DecodedContent::Binary,
        },
    }
}

/// Decompresses at most as many bytes as are captured of a plain body. Returns whether any bytes are missing.
fn decompress(decoder: impl std::io::Read) -> (Vec<u8>, bool) {
    let limit = SHOWN + MARGIN;
    let mut bytes = Vec::new();
    // Reading fails when the compressed bytes end early, for example because only the first of them were captured.
    let is_complete = decoder.take(limit as u64 + 1).read_to_end(&mut bytes).is_ok();
    let cut = !is_complete || bytes.len() > limit;
    bytes.truncate(limit);
    (bytes, cut)
}

/// Converts the bytes to text, or returns `None` if they are not text. Drops a character that is cut off at the end.
fn text_of(bytes: Vec<u8>, cut: bool, content_type: &str) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    let media_type = content_type.to_ascii_lowercase();
    if ["iso-8859-1", "latin1", "windows-1252"].iter().any(|charset| media_type.contains(charset)) {
        return Some(bytes.into_iter().map(char::from).collect());
    }
    String::from_utf8(bytes).map_or_else(
        |error| {
            let valid = error.utf8_error().valid_up_to();
            let ends_within_character = cut && error.utf8_error().error_len().is_none();
            ends_within_character.then(|| String::from_utf8_lossy(&error.into_bytes()[..valid]).into_owned())
        },
        Some,
    )
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn text(text: &str, cut: bool) -> DecodedContent {
        DecodedContent::Text { text: text.to_owned(), cut }
    }

    #[test]
    fn a_body_is_decoded_as_its_headers_say() {
        let plain = |bytes: &[u8], content_type| decode(&Capture::from(bytes), "", content_type);
        assert_eq!(plain(b"", "text/plain"), DecodedContent::Empty);
        assert_eq!(plain("gr\u{fc}n".as_bytes(), ""), text("gr\u{fc}n", false));
        assert_eq!(plain(b"gr\xfcn", "text/plain; charset=ISO-8859-1"), text("gr\u{fc}n", false));
        assert_eq!(plain(b"gr\xfcn", "text/plain"), DecodedContent::Binary);
        assert_eq!(plain(b"\x89PNG\r\n\x1a\n\0", "image/png"), DecodedContent::Binary);
    }

    #[test]
    fn compressed_bodies_are_decompressed_or_their_encoding_is_reported() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(b"hello").unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"hello").unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(b"hello").unwrap();
        for (compressed, encoding) in
            [(gzip.finish().unwrap(), "GZIP"), (zlib.finish().unwrap(), "deflate"), (raw.finish().unwrap(), "deflate")]
        {
            assert_eq!(decode(&Capture::from(&compressed[..]), encoding, ""), text("hello", false), "{encoding}");
        }
        assert_eq!(decode(&Capture::from(&b"hello"[..]), "br", ""), DecodedContent::Encoded("br".to_owned()));
        assert_eq!(decode(&Capture::from(&b"hello"[..]), "gzip", ""), text("", true));
    }

    #[test]
    fn the_text_of_a_compressed_body_is_bounded() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&vec![b'x'; 20 << 20]).unwrap();
        let DecodedContent::Text { text, cut } = decode(&Capture::from(&gzip.finish().unwrap()[..]), "gzip", "") else {
            panic!("not decoded as text");
        };
        assert_eq!((text.len(), cut), (SHOWN + MARGIN, true));
    }

    #[test]
    fn a_character_that_is_cut_off_is_dropped() {
        let mut capture = Capture::from(vec![b'x'; SHOWN + MARGIN - 1].as_slice());
        capture.push("\u{20ac}".as_bytes());
        assert_eq!(decode(&capture, "", ""), text(&"x".repeat(SHOWN + MARGIN - 1), true));
    }
}
