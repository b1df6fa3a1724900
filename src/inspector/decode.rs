//! A body's bytes as text that can be masked and shown.

use std::io::Read as _;

use super::capture::{Capture, MARGIN, SHOWN};

/// The text of a body, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodedContent {
    /// The body has no bytes.
    Empty,
    /// Text; `cut` when the body goes on behind it.
    Text {
        /// The text, not masked yet.
        text: String,
        /// True when the body goes on.
        cut: bool,
    },
    /// Bytes that are no text.
    Binary,
    /// An encoding that is not unpacked here, by its name.
    Encoded(String),
}

/// Reads a captured body as its headers say: unpacked, in its character set.
pub fn decode(capture: &Capture, content_encoding: &str, content_type: &str) -> DecodedContent {
    if capture.total() == 0 {
        return DecodedContent::Empty;
    }
    let encoding = content_encoding.trim().to_ascii_lowercase();
    let unpacked = match encoding.as_str() {
        "" | "identity" => Some((capture.kept().to_vec(), capture.is_cut())),
        "gzip" | "x-gzip" => Some(unpack(flate2::read::MultiGzDecoder::new(capture.kept()))),
        // Some servers send raw deflate under this name, against RFC 9110.
        "deflate" => Some(match unpack(flate2::read::ZlibDecoder::new(capture.kept())) {
            (bytes, _) if bytes.is_empty() => unpack(flate2::read::DeflateDecoder::new(capture.kept())),
            unpacked => unpacked,
        }),
        _ => None,
    };
    match unpacked {
        None => DecodedContent::Encoded(encoding),
        Some((bytes, cut)) => match text_of(bytes, cut, content_type) {
            Some(text) => DecodedContent::Text { text, cut },
            None => DecodedContent::Binary,
        },
    }
}

/// As many bytes as can be shown and masked, and whether there are more.
fn unpack(packed: impl std::io::Read) -> (Vec<u8>, bool) {
    let limit = SHOWN + MARGIN;
    let mut bytes = Vec::new();
    // An error means that the packed bytes end too early, as they do when only their beginning was kept.
    let ended = packed.take(limit as u64 + 1).read_to_end(&mut bytes).is_ok();
    let cut = !ended || bytes.len() > limit;
    bytes.truncate(limit);
    (bytes, cut)
}

/// The bytes as text, if they are text; a character that is cut off at the end is left out.
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
            let only_cut = cut && error.utf8_error().error_len().is_none();
            only_cut.then(|| String::from_utf8_lossy(&error.into_bytes()[..valid]).into_owned())
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
    fn a_body_is_read_as_its_headers_say() {
        let plain = |bytes: &[u8], content_type| decode(&Capture::from(bytes), "", content_type);
        assert_eq!(plain(b"", "text/plain"), DecodedContent::Empty);
        assert_eq!(plain("gr\u{fc}n".as_bytes(), ""), text("gr\u{fc}n", false));
        assert_eq!(plain(b"gr\xfcn", "text/plain; charset=ISO-8859-1"), text("gr\u{fc}n", false));
        assert_eq!(plain(b"gr\xfcn", "text/plain"), DecodedContent::Binary);
        assert_eq!(plain(b"\x89PNG\r\n\x1a\n\0", "image/png"), DecodedContent::Binary);
    }

    #[test]
    fn packed_bodies_are_unpacked_or_named() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(b"hello").unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"hello").unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(b"hello").unwrap();
        for (packed, encoding) in
            [(gzip.finish().unwrap(), "GZIP"), (zlib.finish().unwrap(), "deflate"), (raw.finish().unwrap(), "deflate")]
        {
            assert_eq!(decode(&Capture::from(&packed[..]), encoding, ""), text("hello", false), "{encoding}");
        }
        assert_eq!(decode(&Capture::from(&b"hello"[..]), "br", ""), DecodedContent::Encoded("br".to_owned()));
        assert_eq!(decode(&Capture::from(&b"hello"[..]), "gzip", ""), text("", true));
    }

    #[test]
    fn a_packed_body_of_any_size_unpacks_to_a_bounded_text() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&vec![b'x'; 20 << 20]).unwrap();
        let DecodedContent::Text { text, cut } = decode(&Capture::from(&gzip.finish().unwrap()[..]), "gzip", "") else {
            panic!("this is text");
        };
        assert_eq!((text.len(), cut), (SHOWN + MARGIN, true));
    }

    #[test]
    fn a_character_at_the_edge_is_left_out() {
        let mut capture = Capture::from(vec![b'x'; SHOWN + MARGIN - 1].as_slice());
        capture.push("\u{20ac}".as_bytes());
        assert_eq!(decode(&capture, "", ""), text(&"x".repeat(SHOWN + MARGIN - 1), true));
    }
}
