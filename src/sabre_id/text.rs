//! Helpers of the diagnosis for bytes, which decode leniently and report the mistakes.

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use zeroize::Zeroizing;

/// Bytes that may contain a password; they are wiped when dropped.
pub(super) type Bytes = Zeroizing<Vec<u8>>;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The bytes of a base64 text, and the mistakes in the text.
#[derive(Default)]
pub(super) struct Decoded {
    pub bytes: Bytes,
    pub url_safe: bool,
    pub unpadded: bool,
    /// The length, the padding or the last bits are wrong.
    pub malformed_end: bool,
}

/// Decodes base64 of either alphabet, with or without padding. Returns `None` if the text is empty or contains a byte
/// of neither alphabet, such as white space.
pub(super) fn decode(text: &[u8]) -> Option<Decoded> {
    if first_invalid(text).is_some() {
        return None;
    }
    let length = text.iter().rposition(|&b| b != b'=')? + 1;
    let pads = text.len() - length;
    let mut body = Zeroizing::new(text[..length].to_vec());
    let mut found = Decoded::default();
    for byte in body.iter_mut() {
        let standard = match *byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        };
        found.url_safe |= standard != *byte;
        *byte = standard;
    }
    let needed = match length % 4 {
        0 => 0,
        1 => {
            body.pop();
            found.malformed_end = true;
            pads
        }
        rest => 4 - rest,
    };
    found.unpadded = pads < needed;
    found.malformed_end |= pads > needed;
    found.bytes = Zeroizing::new(LENIENT.decode(body.as_slice()).ok()?);
    found.malformed_end |= *Zeroizing::new(LENIENT.encode(found.bytes.as_slice())).as_bytes() != **body;
    found.unpadded &= !found.malformed_end;
    Some(found)
}

/// Returns the position, counted from 0, of the first byte that is in neither base64 alphabet. White space anywhere,
/// and `=` at the end, are allowed.
pub(super) fn first_invalid(text: &[u8]) -> Option<usize> {
    let length = text.iter().rposition(|&b| b != b'=' && !b.is_ascii_whitespace()).map_or(0, |at| at + 1);
    text[..length].iter().position(|b| !b.is_ascii_alphanumeric() && !b.is_ascii_whitespace() && !b"+/-_".contains(b))
}

/// Removes Python's `b'…'` around the whole text, and decodes `\n` in it. Returns `None` for other texts and for an
/// empty literal.
pub(super) fn strip_python_literal(text: &[u8]) -> Option<Bytes> {
    let (quote, inner) = match text {
        [b'b', open @ (b'\'' | b'"'), inner @ .., close] if open == close => (*open, inner),
        _ => return None,
    };
    if inner.is_empty() || inner.contains(&quote) {
        return None;
    }
    // Python's `encodebytes` adds line breaks, which are written as `\n` in a literal.
    let mut plain = Zeroizing::new(Vec::with_capacity(inner.len()));
    let mut rest = inner;
    while let Some((&first, tail)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(b"\\n") {
            plain.push(b'\n');
            rest = after;
        } else {
            plain.push(first);
            rest = tail;
        }
    }
    Some(plain)
}

/// Removes percent-encoding; returns `None` if there is none.
pub(super) fn unpercent(text: &[u8]) -> Option<Bytes> {
    let encoded = text.windows(3).any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit());
    encoded.then(|| Zeroizing::new(percent_encoding::percent_decode(text).collect()))
}

/// Converts UTF-16 in either byte order, with or without a byte order mark, to UTF-8; returns `None` for other bytes.
pub(super) fn from_utf16(bytes: &[u8]) -> Option<Bytes> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return None;
    };
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (pairs, little) = match pairs {
        [[0xff, 0xfe], rest @ ..] => (rest, true),
        [[0xfe, 0xff], rest @ ..] => (rest, false),
        _ if zeros(1) * 2 > pairs.len() && zeros(0) == 0 => (pairs, true),
        _ if zeros(0) * 2 > pairs.len() && zeros(1) == 0 => (pairs, false),
        _ => return None,
    };
    let units = pairs.iter().map(|&p| if little { u16::from_le_bytes(p) } else { u16::from_be_bytes(p) });
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len() * 2));
    for c in char::decode_utf16(units) {
        text.extend_from_slice(c.ok()?.encode_utf8(&mut [0; 4]).as_bytes());
    }
    (!text.is_empty()).then_some(text)
}

/// Returns whether this is UTF-8 without control characters other than line breaks and tabs.
pub(super) fn is_printable(bytes: &[u8]) -> bool {
    str::from_utf8(bytes)
        .is_ok_and(|text| !text.is_empty() && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
}

/// Returns whether this is probably text in an eight-bit code page: no control characters, and mostly ASCII.
pub(super) fn is_code_page(bytes: &[u8]) -> bool {
    let ascii = bytes.iter().filter(|b| matches!(b, b' '..=b'~')).count();
    let controls = bytes.iter().any(|b| matches!(b, 0..=31 | 127..=159));
    bytes.len() >= 4 && !controls && ascii * 3 >= bytes.len() * 2
}

/// Returns `text` without the line breaks at its end, and whether there were any.
pub(super) fn without_line_end(text: &[u8]) -> (&[u8], bool) {
    let length = text.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |at| at + 1);
    (&text[..length], length < text.len())
}

/// Returns the line length of a wrapped text, whose last line may be shorter. Returns `None` if the other lines differ
/// in length, or if there is only one line.
pub(super) fn columns(text: &[u8]) -> Option<usize> {
    let lines: Vec<usize> = text
        .split(|b| matches!(b, b'\n' | b'\r'))
        .map(|line| line.trim_ascii().len())
        .filter(|&length| length > 0)
        .collect();
    let (last, full) = lines.split_last()?;
    let width = *full.first()?;
    (full.iter().all(|&length| length == width) && *last <= width).then_some(width)
}

/// Returns whether `text` starts with `prefix`, without regard to ASCII case.
pub(super) fn starts_with(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Returns the text after `Basic` and any white space.
pub(super) fn after_basic(text: &[u8]) -> Option<&[u8]> {
    starts_with(text, b"basic").then(|| text[5..].trim_ascii_start())
}
