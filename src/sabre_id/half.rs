//! Decodes one half of the credential: its base64, and wrong encodings inside it.

use zeroize::Zeroizing;

use super::found_mistake::Section;
use super::mistake::Mistake;
use super::reading::{FoundMistakes, MAX_LAYERS};
use super::text::{
    Bytes, columns, decode, from_utf16, is_code_page, is_printable, starts_with, strip_python_literal, unpercent,
    without_line_end,
};

/// A wrong encoding inside the base64 of the left half. It is removed from both halves.
#[derive(Clone, Copy)]
pub(super) enum WrongEncoding {
    Utf16,
    Python,
    Percent,
    Base64,
}

impl WrongEncoding {
    /// Returns the bytes without this encoding; none if they do not have it.
    pub(super) fn remove(self, bytes: &[u8]) -> Option<Bytes> {
        match self {
            Self::Utf16 => from_utf16(bytes),
            Self::Python => strip_python_literal(bytes),
            Self::Percent => unpercent(bytes),
            Self::Base64 => {
                let decoded = decode(bytes.trim_ascii())?;
                let is_text = is_printable(&decoded.bytes) || from_utf16(&decoded.bytes).is_some();
                (is_text && !decoded.unpadded && !decoded.malformed_end).then_some(decoded.bytes)
            }
        }
    }

    /// Adds the mistake for this wrong encoding of `bytes`.
    pub(super) fn add_mistake(self, bytes: &[u8], place: Section, mistakes: &mut FoundMistakes) {
        let mistake = match self {
            Self::Utf16 => Mistake::Utf16,
            Self::Python => Mistake::PythonRepr,
            Self::Percent => Mistake::PercentEncoded,
            Self::Base64 => Mistake::EncodedThreeTimes,
        };
        mistakes.add(mistake, place);
        if matches!(self, Self::Base64) && without_line_end(bytes).1 {
            mistakes.add(Mistake::NewlineInHalves, place);
        }
    }
}

/// Decodes the half with the id. If the half contains no `V1:` id, returns `None` and adds no mistakes.
pub(super) fn left_half(half: &[u8], mistakes: &mut FoundMistakes) -> Option<(Bytes, Vec<WrongEncoding>)> {
    let mut with_half = mistakes.clone();
    let (mut text, _) = unwrap_base64(half, Section::Id, &mut with_half)?;
    let mut removed = Vec::new();
    while !starts_with(text.trim_ascii_start(), b"V1:") {
        if removed.len() == usize::from(MAX_LAYERS) {
            return None;
        }
        let (encoding, plain) =
            [WrongEncoding::Utf16, WrongEncoding::Python, WrongEncoding::Percent, WrongEncoding::Base64]
                .into_iter()
                .find_map(|encoding| encoding.remove(&text).map(|plain| (encoding, plain)))?;
        encoding.add_mistake(&text, Section::Id, &mut with_half);
        removed.push(encoding);
        text = plain;
    }
    *mistakes = with_half;
    Some((text, removed))
}

/// Decodes the half with the password, or returns it unchanged if it was not encoded.
pub(super) fn right_half(half: &[u8], mistakes: &mut FoundMistakes) -> Option<Bytes> {
    if half.trim_ascii().is_empty() {
        mistakes.add(Mistake::PasswordMissing, Section::Password);
        return None;
    }
    let mut with_half = mistakes.clone();
    if let Some((password, strict)) = unwrap_base64(half, Section::Password, &mut with_half) {
        let is_password = is_printable(&password)
            || (strict && str::from_utf8(&password).is_ok())
            || from_utf16(&password).is_some()
            || is_code_page(&password);
        if is_password {
            *mistakes = with_half;
            return Some(password);
        }
    }
    mistakes.add(Mistake::HalfNotEncoded, Section::Password);
    Some(Zeroizing::new(half.to_vec()))
}

/// Decodes one layer of base64, after removing wrong encodings around it. The flag is true if the base64 has no
/// mistake.
pub(super) fn unwrap_base64(text: &[u8], place: Section, mistakes: &mut FoundMistakes) -> Option<(Bytes, bool)> {
    let mut text = without_white_space(text, place, mistakes);
    if let Some(inner) = strip_python_literal(&text) {
        mistakes.add(Mistake::PythonRepr, place);
        text = without_white_space(&inner, place, mistakes);
    }
    if let Some(plain) = unpercent(&text) {
        mistakes.add(Mistake::PercentEncoded, place);
        text = without_white_space(&plain, place, mistakes);
    }
    let decoded = decode(&text)?;
    for (seen, mistake) in [
        (decoded.url_safe, Mistake::UrlSafeAlphabet),
        (decoded.unpadded, Mistake::MissingPadding),
        (decoded.malformed_end, Mistake::UnevenEnd),
    ] {
        if seen {
            mistakes.add(mistake, place);
        }
    }
    Some((decoded.bytes, !(decoded.url_safe || decoded.unpadded || decoded.malformed_end)))
}

/// Removes the white space from a base64 text.
fn without_white_space(text: &[u8], place: Section, mistakes: &mut FoundMistakes) -> Bytes {
    let is_line_end = |b: &u8| matches!(b, b'\n' | b'\r');
    let inner = text.trim_ascii();
    let line_ends = |part: &[u8]| part.iter().filter(|b| is_line_end(b)).count();
    if line_ends(text) > line_ends(inner) {
        mistakes.add(Mistake::NewlineAtOuterLayer, place);
    } else if inner.len() < text.len() {
        mistakes.add(Mistake::BlankInside, place);
    }
    if inner.iter().any(is_line_end) {
        mistakes.add(Mistake::Wrapped, place).columns = columns(inner);
    }
    if inner.split(is_line_end).any(|line| line.trim_ascii().iter().any(u8::is_ascii_whitespace)) {
        mistakes.add(Mistake::BlankInside, place);
    }
    Zeroizing::new(inner.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect())
}
