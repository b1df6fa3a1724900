//! Undoing a string layer by layer until an id comes to light, with a trail of what had to be forgiven.
//!
//! A valid string needs nothing forgiven: its two layers are strict base64, in which no other layer can be
//! seen. So the order of the attempts never decides about a valid string, only about which mistake is named.

use zeroize::Zeroizing;

use super::found::Place;
use super::half::{left_half, right_half, unwrap_base64};
use super::id::SabreId;
use super::mistake::Mistake;
use super::text::{
    after_basic, decode, first_foreign, from_utf16, is_printable, starts_with, unpercent, unpython, without_line_end,
};
use super::trail::{Certainty, DEEPEST, IdText, Reading, Trail};

/// Reads a text from which quotes, header and scheme have been taken.
pub(super) fn read(text: &[u8], trail: Trail) -> Reading {
    if let Some(reading) = peel(text, 0, trail.clone()) {
        return reading;
    }
    let Some(at) = first_foreign(text) else {
        return trail.ending(Mistake::NotText, Place::Whole);
    };
    let mut reading = trail.ending(Mistake::NotBase64, Place::Whole);
    let before = String::from_utf8_lossy(&text[..at]).chars().count();
    if let Some(found) = reading.trail.0.last_mut() {
        found.position = Some(before + 1);
    }
    reading
}

/// Reads `bytes` from which `layer` layers of base64 have been taken; `None` when nothing can be read.
fn peel(bytes: &[u8], layer: u8, mut trail: Trail) -> Option<Reading> {
    let utf16 = if layer > 0 { from_utf16(bytes) } else { None };
    if utf16.is_some() {
        trail.add(Mistake::Utf16, Place::Whole);
    }
    let mut bytes = utf16.as_ref().map_or(bytes, |text| text.as_slice());
    if let Some(inner) = unpython(bytes) {
        trail.add(Mistake::PythonRepr, Place::Whole);
        return peel(inner.trim_ascii_end(), layer, trail);
    }
    while let Some(rest) = after_header(bytes, layer) {
        trail.add(Mistake::BasicPrefix, Place::Whole);
        bytes = rest;
    }
    if is_joined(bytes) {
        return joined(bytes, layer, trail);
    }
    if !is_printable(bytes) {
        return None;
    }
    if !bytes.contains(&b':') {
        let once = !trail.has(Mistake::PercentEncoded);
        if let Some(plain) = unpercent(bytes).filter(|_| once) {
            let mut trail = trail.clone();
            trail.add(Mistake::PercentEncoded, Place::Whole);
            let reading = peel(&plain, layer, trail);
            if reading.as_ref().is_some_and(|reading| reading.id.is_some()) {
                return reading;
            }
        }
        let inner = deeper(bytes, layer, trail.clone());
        return inner.or_else(|| leaf(bytes, layer, trail));
    }
    halves(bytes, layer, trail.clone()).or_else(|| leaf(bytes, layer, trail))
}

/// Takes one layer of base64 off and reads on.
fn deeper(bytes: &[u8], layer: u8, mut trail: Trail) -> Option<Reading> {
    if layer == DEEPEST {
        return None;
    }
    let (inner, _) = unwrap_base64(bytes, Place::Whole, &mut trail)?;
    peel(&inner, layer + 1, trail)
}

/// What follows an `Authorization:` or a `Basic` that was encoded along, or that stands there a second time.
fn after_header(bytes: &[u8], layer: u8) -> Option<&[u8]> {
    const NAME: &[u8] = b"authorization:";
    if layer > 0 && starts_with(bytes, NAME) {
        return Some(bytes[NAME.len()..].trim_ascii_start());
    }
    let rest = after_basic(bytes)?;
    // `Basi` is base64 of no text, so in a text that is still encoded it is the word even without a blank.
    let is_word = bytes.len() - rest.len() > 5 || layer == 0;
    (is_word && !rest.is_empty()).then_some(rest)
}

/// Reads a last layer that shows no id. None of it is kept: it may all be the password.
fn leaf(bytes: &[u8], layer: u8, mut trail: Trail) -> Option<Reading> {
    match layer {
        0 => None,
        1 if bytes.contains(&b':') => {
            let colon = bytes.windows(4).position(|window| window == b":V1:");
            if colon.is_some_and(|colon| is_v1_id(&bytes[colon + 1..])) {
                trail.add(Mistake::HalvesSwapped, Place::Whole);
            }
            Some(trail.ending(Mistake::EncodedOnce, Place::Whole))
        }
        _ => {
            if layer == 1 {
                trail.add(Mistake::OuterLayerMissing, Place::Whole);
            }
            if without_line_end(bytes).1 {
                trail.add(Mistake::NewlineInHalves, Place::Password);
            }
            Some(trail.ending(Mistake::OnlyTheSecret, Place::Whole))
        }
    }
}

/// Whether this is a well-formed `V1:` id, a line end aside.
fn is_v1_id(text: &[u8]) -> bool {
    str::from_utf8(without_line_end(text).0)
        .is_ok_and(|text| SabreId::from_client_id(text).is_ok_and(|id| !id.is_synxis()))
}

/// Whether a password might be what is left of an id, under whatever layers.
fn looks_like_id(text: &[u8]) -> bool {
    let holds = |needle: &[u8]| text.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle));
    text.split(|&b| b == b':').nth(2).is_some()
        || [&b"V1:"[..], b"%3A", b"VjE6"].into_iter().any(holds)
        || from_utf16(text).is_some()
        || decode(text).is_some_and(|decoded| looks_like_id(&decoded.bytes))
}

/// Whether id and password stand there plainly.
fn is_joined(bytes: &[u8]) -> bool {
    starts_with(bytes, b"V1:") || starts_with(bytes, b"V1%3A")
}

/// Reads `V1:user:group:domain:password`.
fn joined(bytes: &[u8], layer: u8, mut trail: Trail) -> Option<Reading> {
    trail.add(
        match layer {
            0 => Mistake::NotEncoded,
            1 => Mistake::EncodedOnce,
            _ => Mistake::EncodedAsOne,
        },
        Place::Whole,
    );
    if !starts_with(bytes, b"V1:") {
        return joined_by_percent(bytes, layer, trail);
    }
    let (bytes, line_end) = without_line_end(bytes);
    if line_end {
        trail.add(Mistake::NewlineAtOuterLayer, Place::Whole);
    }
    let mut start = 3;
    while starts_with(&bytes[start..], b"V1:") {
        start += 3;
    }
    let colons: Vec<usize> = (start..bytes.len()).filter(|&at| bytes[at] == b':').take(3).collect();
    // Without a password its place may be anywhere, so then nothing is named.
    let (end, password, certainty) = match colons[..] {
        [_, _, third] => {
            let password = Zeroizing::new(bytes[third + 1..].to_vec());
            (third, Some(password), Certainty::UserOnly)
        }
        [_, _] => {
            trail.add(Mistake::PasswordMissing, Place::Password);
            (bytes.len(), None, Certainty::None)
        }
        _ => return Some(trail.ending(Mistake::FewerThanFourParts, Place::Id)),
    };
    let id = IdText { text: Zeroizing::new(bytes[..end].to_vec()), certainty };
    Some(Reading { trail, id: Some(id), password })
}

/// Reads `V1%3Auser%3Agroup%3Adomain:password`, where the one colon marks the password off.
fn joined_by_percent(bytes: &[u8], layer: u8, mut trail: Trail) -> Option<Reading> {
    let Some(colon) = bytes.iter().position(|&b| b == b':') else {
        trail.0.pop();
        trail.add(Mistake::PercentEncoded, Place::Whole);
        return joined(&unpercent(bytes)?, layer, trail);
    };
    trail.add(Mistake::PercentEncoded, Place::Id);
    let (text, right) = (unpercent(&bytes[..colon])?, &bytes[colon + 1..]);
    let password = match unpercent(right) {
        Some(plain) => {
            trail.add(Mistake::PercentEncoded, Place::Password);
            plain
        }
        None => Zeroizing::new(right.to_vec()),
    };
    let id = Some(IdText { text, certainty: Certainty::Certain });
    Some(Reading { trail, id, password: Some(password) })
}

/// Reads `b64(id):b64(password)`.
fn halves(bytes: &[u8], layer: u8, mut trail: Trail) -> Option<Reading> {
    match layer {
        0 => {
            trail.add(Mistake::OuterLayerMissing, Place::Whole);
        }
        1 => {}
        _ => {
            trail.add(Mistake::EncodedThreeTimes, Place::Whole);
        }
    }
    let (bytes, line_end) = without_line_end(bytes);
    if line_end {
        trail.add(Mistake::NewlineAtOuterLayer, Place::Whole);
    }
    let colon = bytes.iter().position(|&b| b == b':')?;
    let (left, right) = (&bytes[..colon], &bytes[colon + 1..]);

    let mut with_id = trail.clone();
    if let Some((id, undone)) = left_half(left, &mut with_id) {
        let mut password = right_half(right, &mut with_id);
        for undo in undone {
            let Some(bytes) = &password else { break };
            if let Some(plain) = undo.apply(bytes) {
                undo.note(bytes, Place::Password, &mut with_id);
                password = Some(plain);
            }
        }
        let certainty = if password.is_some() { Certainty::Certain } else { Certainty::UserOnly };
        return Some(Reading { trail: with_id, id: Some(IdText { text: id, certainty }), password });
    }
    let mut swapped = trail.clone();
    swapped.add(Mistake::HalvesSwapped, Place::Whole);
    if let Some((text, _)) = left_half(right, &mut swapped)
        && is_v1_id(&text)
    {
        let password = right_half(left, &mut swapped);
        let id = Some(IdText { text, certainty: Certainty::Certain });
        return Some(Reading { trail: swapped, id, password });
    }
    without_v1(left, right, layer, trail)
}

/// Reads two encoded halves of which none is a `V1:` id, as `SynXis` has them.
fn without_v1(left: &[u8], right: &[u8], layer: u8, mut trail: Trail) -> Option<Reading> {
    let (text, left_strict) = unwrap_base64(left, Place::Id, &mut trail)?;
    let (password, right_strict) = unwrap_base64(right, Place::Password, &mut trail)?;
    // Short words happen to be base64 without its padding; a plain `user:password` is likelier then.
    let is_sure = |bytes: &[u8], strict| strict || (bytes.len() >= 4 && is_printable(bytes));
    let is_read = is_printable(&text)
        && is_sure(&text, left_strict)
        && str::from_utf8(&password).is_ok()
        && is_sure(&password, right_strict);
    // Nothing marks the left half as the id, so it is named only when nothing else is odd: the halves
    // of a broken Sabre credential may as well be swapped.
    let is_faultless = layer == 1 && trail.0.is_empty() && !looks_like_id(&password);
    let certainty = if is_faultless { Certainty::Certain } else { Certainty::None };
    is_read.then(|| Reading { trail, id: Some(IdText { text, certainty }), password: Some(password) })
}
