//! Decodes a string layer by layer until it finds an id, and collects the mistakes.
//!
//! A valid string has two layers of strict base64, and only one reading matches it. So the order in which readings are
//! tried affects only the mistakes that are reported for invalid strings.

use zeroize::Zeroizing;

use super::found_mistake::Section;
use super::half::{left_half, right_half, unwrap_base64};
use super::id::SabreId;
use super::mistake::Mistake;
use super::reading::{Certainty, FoundMistakes, IdText, MAX_LAYERS, Reading};
use super::text::{
    after_basic, decode, first_invalid, from_utf16, is_printable, starts_with, strip_python_literal, unpercent,
    without_line_end,
};

/// Reads a text without its quotes, header name and scheme.
pub(super) fn read(text: &[u8], mistakes: FoundMistakes) -> Reading {
    if let Some(reading) = decode_layers(text, 0, mistakes.clone()) {
        return reading;
    }
    let Some(at) = first_invalid(text) else {
        return mistakes.ending(Mistake::NotText, Section::Whole);
    };
    let mut reading = mistakes.ending(Mistake::NotBase64, Section::Whole);
    let before = String::from_utf8_lossy(&text[..at]).chars().count();
    if let Some(found) = reading.mistakes.0.last_mut() {
        found.position = Some(before + 1);
    }
    reading
}

/// Reads `bytes`, from which `layer` layers of base64 were removed; returns `None` if they contain no credential.
fn decode_layers(bytes: &[u8], layer: u8, mut mistakes: FoundMistakes) -> Option<Reading> {
    let utf16 = if layer > 0 { from_utf16(bytes) } else { None };
    if utf16.is_some() {
        mistakes.add(Mistake::Utf16, Section::Whole);
    }
    let mut bytes = utf16.as_ref().map_or(bytes, |text| text.as_slice());
    if let Some(inner) = strip_python_literal(bytes) {
        mistakes.add(Mistake::PythonRepr, Section::Whole);
        return decode_layers(inner.trim_ascii_end(), layer, mistakes);
    }
    while let Some(rest) = after_header(bytes, layer) {
        mistakes.add(Mistake::BasicPrefix, Section::Whole);
        bytes = rest;
    }
    if is_joined(bytes) {
        return joined(bytes, layer, mistakes);
    }
    if !is_printable(bytes) {
        return None;
    }
    if !bytes.contains(&b':') {
        let is_first = !mistakes.has(Mistake::PercentEncoded);
        if let Some(plain) = unpercent(bytes).filter(|_| is_first) {
            let mut mistakes = mistakes.clone();
            mistakes.add(Mistake::PercentEncoded, Section::Whole);
            let reading = decode_layers(&plain, layer, mistakes);
            if reading.as_ref().is_some_and(|reading| reading.id.is_some()) {
                return reading;
            }
        }
        let inner = decode_next_layer(bytes, layer, mistakes.clone());
        return inner.or_else(|| without_id(bytes, layer, mistakes));
    }
    halves(bytes, layer, mistakes.clone()).or_else(|| without_id(bytes, layer, mistakes))
}

/// Decodes one more layer of base64 and reads the result.
fn decode_next_layer(bytes: &[u8], layer: u8, mut mistakes: FoundMistakes) -> Option<Reading> {
    if layer == MAX_LAYERS {
        return None;
    }
    let (inner, _) = unwrap_base64(bytes, Section::Whole, &mut mistakes)?;
    decode_layers(&inner, layer + 1, mistakes)
}

/// Returns the text after an `Authorization:` or `Basic` that is repeated or was encoded with the credential.
fn after_header(bytes: &[u8], layer: u8) -> Option<&[u8]> {
    const NAME: &[u8] = b"authorization:";
    if layer > 0 && starts_with(bytes, NAME) {
        return Some(bytes[NAME.len()..].trim_ascii_start());
    }
    let rest = after_basic(bytes)?;
    // The base64 of a text never begins with `Basi`. So in the string itself, `Basic` is the scheme even without white
    // space after it.
    let is_word = bytes.len() - rest.len() > 5 || layer == 0;
    (is_word && !rest.is_empty()).then_some(rest)
}

/// Reads the innermost layer of a string without an id. The result has no text, because all of it may be the password.
fn without_id(bytes: &[u8], layer: u8, mut mistakes: FoundMistakes) -> Option<Reading> {
    match layer {
        0 => None,
        1 if bytes.contains(&b':') => {
            let colon = bytes.windows(4).position(|window| window == b":V1:");
            if colon.is_some_and(|colon| is_v1_id(&bytes[colon + 1..])) {
                mistakes.add(Mistake::HalvesSwapped, Section::Whole);
            }
            Some(mistakes.ending(Mistake::EncodedOnce, Section::Whole))
        }
        _ => {
            if layer == 1 {
                mistakes.add(Mistake::OuterLayerMissing, Section::Whole);
            }
            if without_line_end(bytes).1 {
                mistakes.add(Mistake::NewlineInHalves, Section::Password);
            }
            Some(mistakes.ending(Mistake::OnlyTheSecret, Section::Whole))
        }
    }
}

/// Returns whether this is a well-formed `V1:` id, with or without a line break at its end.
fn is_v1_id(text: &[u8]) -> bool {
    str::from_utf8(without_line_end(text).0)
        .is_ok_and(|text| SabreId::from_client_id(text).is_ok_and(|id| !id.is_synxis()))
}

/// Returns whether a password could be a damaged id, even below further layers of base64.
fn looks_like_id(text: &[u8]) -> bool {
    let contains = |needle: &[u8]| text.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle));
    text.split(|&b| b == b':').nth(2).is_some()
        || [&b"V1:"[..], b"%3A", b"VjE6"].into_iter().any(contains)
        || from_utf16(text).is_some()
        || decode(text).is_some_and(|decoded| looks_like_id(&decoded.bytes))
}

/// Returns whether the text is a plain id and password.
fn is_joined(bytes: &[u8]) -> bool {
    starts_with(bytes, b"V1:") || starts_with(bytes, b"V1%3A")
}

/// Reads `V1:user:group:domain:password`.
fn joined(bytes: &[u8], layer: u8, mut mistakes: FoundMistakes) -> Option<Reading> {
    mistakes.add(
        match layer {
            0 => Mistake::NotEncoded,
            1 => Mistake::EncodedOnce,
            _ => Mistake::EncodedAsOne,
        },
        Section::Whole,
    );
    if !starts_with(bytes, b"V1:") {
        return joined_by_percent(bytes, layer, mistakes);
    }
    let (bytes, line_end) = without_line_end(bytes);
    if line_end {
        mistakes.add(Mistake::NewlineAtOuterLayer, Section::Whole);
    }
    let mut start = 3;
    while starts_with(&bytes[start..], b"V1:") {
        start += 3;
    }
    let colons: Vec<usize> = (start..bytes.len()).filter(|&at| bytes[at] == b':').take(3).collect();
    // If one part is missing, any of the others may be the password, so no part is shown.
    let (end, password, certainty) = match colons[..] {
        [_, _, third] => {
            let password = Zeroizing::new(bytes[third + 1..].to_vec());
            (third, Some(password), Certainty::UserOnly)
        }
        [_, _] => {
            mistakes.add(Mistake::PasswordMissing, Section::Password);
            (bytes.len(), None, Certainty::None)
        }
        _ => return Some(mistakes.ending(Mistake::FewerThanFourParts, Section::Id)),
    };
    let id = IdText { text: Zeroizing::new(bytes[..end].to_vec()), certainty };
    Some(Reading { mistakes, id: Some(id), password })
}

/// Reads `V1%3Auser%3Agroup%3Adomain:password`, where only the password follows a plain colon.
fn joined_by_percent(bytes: &[u8], layer: u8, mut mistakes: FoundMistakes) -> Option<Reading> {
    let Some(colon) = bytes.iter().position(|&b| b == b':') else {
        mistakes.0.pop();
        mistakes.add(Mistake::PercentEncoded, Section::Whole);
        return joined(&unpercent(bytes)?, layer, mistakes);
    };
    mistakes.add(Mistake::PercentEncoded, Section::Id);
    let (text, right) = (unpercent(&bytes[..colon])?, &bytes[colon + 1..]);
    let password = match unpercent(right) {
        Some(plain) => {
            mistakes.add(Mistake::PercentEncoded, Section::Password);
            plain
        }
        None => Zeroizing::new(right.to_vec()),
    };
    let id = Some(IdText { text, certainty: Certainty::Certain });
    Some(Reading { mistakes, id, password: Some(password) })
}

/// Reads `b64(id):b64(password)`.
fn halves(bytes: &[u8], layer: u8, mut mistakes: FoundMistakes) -> Option<Reading> {
    match layer {
        0 => {
            mistakes.add(Mistake::OuterLayerMissing, Section::Whole);
        }
        1 => {}
        _ => {
            mistakes.add(Mistake::EncodedThreeTimes, Section::Whole);
        }
    }
    let (bytes, line_end) = without_line_end(bytes);
    if line_end {
        mistakes.add(Mistake::NewlineAtOuterLayer, Section::Whole);
    }
    let colon = bytes.iter().position(|&b| b == b':')?;
    let (left, right) = (&bytes[..colon], &bytes[colon + 1..]);

    let mut with_id = mistakes.clone();
    if let Some((id, wrong_encodings)) = left_half(left, &mut with_id) {
        let mut password = right_half(right, &mut with_id);
        for encoding in wrong_encodings {
            let Some(bytes) = &password else { break };
            if let Some(plain) = encoding.remove(bytes) {
                encoding.add_mistake(bytes, Section::Password, &mut with_id);
                password = Some(plain);
            }
        }
        let certainty = if password.is_some() { Certainty::Certain } else { Certainty::UserOnly };
        return Some(Reading { mistakes: with_id, id: Some(IdText { text: id, certainty }), password });
    }
    let mut swapped = mistakes.clone();
    swapped.add(Mistake::HalvesSwapped, Section::Whole);
    if let Some((text, _)) = left_half(right, &mut swapped)
        && is_v1_id(&text)
    {
        let password = right_half(left, &mut swapped);
        let id = Some(IdText { text, certainty: Certainty::Certain });
        return Some(Reading { mistakes: swapped, id, password });
    }
    without_v1(left, right, layer, mistakes)
}

/// Reads two encoded halves without a `V1:` id, as in `SynXis`.
fn without_v1(left: &[u8], right: &[u8], layer: u8, mut mistakes: FoundMistakes) -> Option<Reading> {
    let (text, left_strict) = unwrap_base64(left, Section::Id, &mut mistakes)?;
    let (password, right_strict) = unwrap_base64(right, Section::Password, &mut mistakes)?;
    // A short word may be valid base64 without padding by chance; it is more likely part of a plain `user:password`.
    let is_certain = |bytes: &[u8], strict| strict || (bytes.len() >= 4 && is_printable(bytes));
    let is_credential = is_printable(&text)
        && is_certain(&text, left_strict)
        && str::from_utf8(&password).is_ok()
        && is_certain(&password, right_strict);
    // Without `V1:`, the left half is shown as the id only if there is no mistake, because the halves of a malformed
    // Sabre credential may be swapped.
    let is_faultless = layer == 1 && mistakes.0.is_empty() && !looks_like_id(&password);
    let certainty = if is_faultless { Certainty::Certain } else { Certainty::None };
    is_credential.then(|| Reading { mistakes, id: Some(IdText { text, certainty }), password: Some(password) })
}
