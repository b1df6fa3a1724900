//! Diagnoses an existing credential string.

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::check::check;
use super::diagnosis::{Diagnosis, Expected, Note, Verdict};
use super::found_mistake::Section;
use super::id::IdError;
use super::layers::read;
use super::mistake::Mistake;
use super::reading::{FoundMistakes, Reading};
use super::text::{Bytes, after_basic, from_utf16, starts_with, strip_python_literal};

/// The most quotes, header names and schemes that are removed.
const MAX_WRAPPERS: usize = 8;

/// The longest accepted input, in bytes. A caller need not read more than one byte beyond it.
pub const MAX_LENGTH: usize = 64 * 1024;

/// Diagnoses a string, which may be any bytes.
pub fn verify(input: &[u8], expected: Expected<'_>) -> Diagnosis {
    let mut notes = Vec::new();
    let reading = read_input(input, &mut notes);
    check(reading, expected, notes)
}

/// Decodes a string, which may be any bytes.
pub(super) fn read_input(input: &[u8], notes: &mut Vec<Note>) -> Reading {
    match text_of(input, notes) {
        Ok(text) => unwrap_text(&text, notes),
        Err(mistake) => FoundMistakes::default().ending(mistake, Section::Whole),
    }
}

/// Fails if an id is an encoded credential instead of the plain id.
pub fn require_plain(id: &str) -> Result<(), IdError> {
    if is_encoded(id) { Err(IdError::Encoded) } else { Ok(()) }
}

/// Returns whether the text is an encoded credential, with or without mistakes, or an encoded id.
pub fn is_encoded(text: &str) -> bool {
    if text.contains(':') {
        return false;
    }
    if STANDARD.decode(text).is_ok_and(|decoded| decoded.starts_with(b"V1:")) {
        return true;
    }
    let diagnosis = verify(text.as_bytes(), Expected::default());
    diagnosis.verdict != Verdict::Wrong || diagnosis.id.is_some()
}

/// Returns the text of an input, or a mistake if the input is obviously not a credential.
fn text_of(input: &[u8], notes: &mut Vec<Note>) -> Result<Zeroizing<String>, Mistake> {
    if input.len() > MAX_LENGTH {
        return Err(Mistake::TooLong);
    }
    let has_mark = matches!(input, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let utf16 = if has_mark { from_utf16(input) } else { None };
    let mut bytes = utf16.as_ref().map_or(input, |text| text.as_slice());
    if let Some(rest) = bytes.strip_prefix("\u{feff}".as_bytes()) {
        bytes = rest;
    }
    if utf16.is_some() || bytes.len() != input.len() {
        notes.push(Note::FileEncoding);
    }
    let text = str::from_utf8(bytes).map_err(|_| Mistake::Binary)?.trim();
    if text.is_empty() {
        return Err(Mistake::Empty);
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Mistake::Binary);
    }
    if text.starts_with("PuTTY-User-Key-File") || (text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----")) {
        return Err(Mistake::PrivateKey);
    }
    if text.starts_with(['{', '[']) {
        return Err(Mistake::JsonDocument);
    }
    Ok(Zeroizing::new(text.to_owned()))
}

/// Removes quotes, header name and scheme around the credential, and reads the rest.
fn unwrap_text(text: &str, notes: &mut Vec<Note>) -> Reading {
    let mut mistakes = FoundMistakes::default();
    let mut text: Bytes = Zeroizing::new(text.as_bytes().to_vec());
    let (mut header, mut scheme) = (false, false);
    for _ in 0..MAX_WRAPPERS {
        let next = if let Some(inner) = unquoted(&text) {
            notes.push(Note::Quotes);
            inner
        } else if let Some(inner) = (!header).then(|| after_name(&text)).flatten() {
            header = true;
            inner
        } else if let Some(inner) = (!scheme).then(|| after_scheme(&text)).flatten() {
            scheme = true;
            inner
        } else if starts_with(&text, b"Bearer ") || text.starts_with(b"T1RLAQ") {
            return mistakes.ending(Mistake::AccessToken, Section::Whole);
        } else if let Some(inner) = strip_python_literal(&text) {
            mistakes.add(Mistake::PythonRepr, Section::Whole);
            inner
        } else {
            break;
        };
        text = Zeroizing::new(next.trim_ascii().to_vec());
    }
    match (header, scheme) {
        (true, true) => notes.push(Note::Header),
        (true, false) => {
            mistakes.add(Mistake::BasicMissing, Section::Whole);
        }
        (false, true) => notes.push(Note::Scheme),
        (false, false) => {}
    }
    notes.dedup();
    if text.is_empty() {
        return mistakes.ending(Mistake::Empty, Section::Whole);
    }
    read(&text, mistakes)
}

/// Removes a pair of quotes around the text, or a single quote at one end, which was copied by accident.
fn unquoted(text: &[u8]) -> Option<Bytes> {
    let text = str::from_utf8(text).ok()?;
    let pairs = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('„', '“')];
    pairs.into_iter().find_map(|(first, last)| {
        let inner = match text.strip_prefix(first) {
            Some(rest) => rest.strip_suffix(last).unwrap_or(rest),
            None => text.strip_suffix(last).filter(|rest| !rest.contains(first))?,
        };
        Some(Zeroizing::new(inner.as_bytes().to_vec()))
    })
}

/// Returns the text after `Authorization:`, whose name may be in quotes.
fn after_name(text: &[u8]) -> Option<Bytes> {
    const NAME: &[u8] = b"authorization";
    let rest = starts_with(text, NAME).then(|| &text[NAME.len()..])?;
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    rest.trim_ascii_start().strip_prefix(b":").map(|rest| Zeroizing::new(rest.to_vec()))
}

/// Returns the text after `Basic` and white space.
fn after_scheme(text: &[u8]) -> Option<Bytes> {
    let rest = after_basic(text)?;
    (text.len() - rest.len() > 5 || rest.is_empty()).then(|| Zeroizing::new(rest.to_vec()))
}
