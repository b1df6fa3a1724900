//! Decodes the parts of a text that could be base64, hex or a list of numbers, and records where each byte is encoded.

use std::ops::Range;

use super::escapes::{Escapes, Unit, begins_usual_escape};

/// The decoded bytes of a run of digits, from one of the bits where they can begin.
#[derive(Debug)]
pub struct DecodedRun<'r> {
    /// The bytes.
    pub bytes: &'r [u8],
    run: &'r Run,
    /// How many bits of the run are before the bytes.
    skipped: usize,
}

/// Consecutive digits in a text.
#[derive(Debug)]
struct Run {
    /// The bits of one digit.
    bits: usize,
    digits: Vec<u8>,
    /// Where each digit is in the text.
    parts: Vec<Range<usize>>,
    /// The buffer for the decoded bytes, which is reused.
    bytes: Vec<u8>,
}

/// The most separators between two numbers of a list, such as a line break and an indentation.
const WIDEST_GAP: usize = 32;

impl DecodedRun<'_> {
    /// Returns the part of the text that encodes these bytes.
    pub fn part(&self, bytes: Range<usize>) -> Range<usize> {
        let bits = self.run.bits;
        let digit = |bit: usize| &self.run.parts[(self.skipped + bit) / bits];
        digit(bytes.start * 8).start..digit(bytes.end * 8 - 1).end
    }
}

impl Run {
    fn new(bits: usize) -> Self {
        Self { bits, digits: Vec::new(), parts: Vec::new(), bytes: Vec::new() }
    }

    fn push(&mut self, digit: u8, part: Range<usize>) {
        self.digits.push(digit);
        self.parts.push(part);
    }

    /// Ends the run and decodes it from each bit where a byte can begin: the run can begin inside an encoded text.
    fn end(&mut self, fewest: usize, act: &mut dyn FnMut(&DecodedRun)) {
        // A byte can begin at any even bit of base64, and at any digit of hex.
        let step = if self.bits == 6 { 2 } else { self.bits };
        for skipped in (0..8).step_by(step) {
            if self.digits.len() * self.bits < skipped + fewest * 8 {
                break;
            }
            let mut bytes = std::mem::take(&mut self.bytes);
            bytes.clear();
            let mut value = 0_u16;
            let mut wanted = skipped + 8;
            for digit in &self.digits {
                value = value << self.bits | u16::from(*digit);
                if wanted <= self.bits {
                    wanted += 8;
                    let [_, byte] = (value >> (self.bits + 8 - wanted)).to_be_bytes();
                    bytes.push(byte);
                }
                wanted -= self.bits;
            }
            act(&DecodedRun { bytes: &bytes, run: self, skipped });
            self.bytes = bytes;
        }
        self.digits.clear();
        self.parts.clear();
    }
}

/// Decodes every run of base64 of either alphabet that is at least `fewest` bytes long.
///
/// A run can be broken into lines, and its characters can be escaped.
pub fn base64(text: &[u8], fewest: usize, act: &mut dyn FnMut(&DecodedRun)) {
    let has_escapes = base64_runs(text, true, fewest, act);
    if has_escapes {
        // A backslash before a run can look like an escape, so the text is also read without escapes.
        base64_runs(text, false, fewest, act);
    }
}

/// Decodes the runs, and returns whether any escapes were read.
fn base64_runs(text: &[u8], with_escapes: bool, fewest: usize, act: &mut dyn FnMut(&DecodedRun)) -> bool {
    let mut escapes = Escapes::new(text);
    let mut has_escapes = false;
    let mut run = Run::new(6);
    let mut is_padded = false;
    let mut at = 0;
    while at < text.len() {
        if run.digits.is_empty() {
            // Skip a word that is too short, as most words are.
            let length = text[at..].iter().take_while(|byte| base64_digit(**byte).is_some()).count();
            let next = text.get(at + length).copied().unwrap_or(b' ');
            if length * 6 < fewest * 8 && !begins_usual_escape(next) && !matches!(next, b'\r' | b'\n') {
                at += length + 1;
                continue;
            }
        }
        let mut unit = Unit::Byte(text[at]);
        let mut end = at + 1;
        if with_escapes && begins_usual_escape(text[at]) {
            (unit, end) = escapes.innermost(at);
            has_escapes |= end > at + 1;
        }
        let character = unit.ascii();
        if let Some(digit) = character.and_then(base64_digit) {
            if is_padded {
                run.end(fewest, act);
                is_padded = false;
            }
            run.push(digit, at..end);
        } else if let (Some(b'='), Some(last)) = (character, run.parts.last_mut()) {
            last.end = end;
            is_padded = true;
        } else if unit != Unit::Nothing && !matches!(character, Some(b'\r' | b'\n')) {
            run.end(fewest, act);
            is_padded = false;
        }
        at = end;
    }
    run.end(fewest, act);
    has_escapes
}

fn base64_digit(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Decodes every run of hex digits that is at least `fewest` bytes long.
pub fn hex(text: &[u8], fewest: usize, act: &mut dyn FnMut(&DecodedRun)) {
    let mut run = Run::new(4);
    let mut at = 0;
    for digits in text.split(|byte| !byte.is_ascii_hexdigit()) {
        if digits.len() >= 2 * fewest {
            for (character, at) in digits.iter().zip(at..) {
                run.push(hex_digit(*character).unwrap_or_default(), at..at + 1);
            }
            run.end(fewest, act);
        }
        at += digits.len() + 1;
    }
}

fn hex_digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Decodes every list of at least `fewest` numbers: `70 c3 a4`, `70:c3:a4`, `0x70, 0xc3`, `[112,195,164]`, `[112, -61, -92]`.
pub fn lists(text: &[u8], fewest: usize, act: &mut dyn FnMut(&DecodedRun)) {
    // A `-` can be a minus or a dash before a list, so both are tried.
    for element in [hex_element, decimal_element, signed_element] {
        let mut run = Run::new(8);
        let mut gap = 0;
        let mut at = 0;
        while at < text.len() {
            let Some((byte, end)) = element(text, at) else {
                gap += 1;
                if gap > WIDEST_GAP || !separates(text[at]) {
                    run.end(fewest, act);
                }
                at += 1;
                continue;
            };
            run.push(byte, at..end);
            gap = 0;
            if text.get(end).is_none_or(|next| separates(*next)) {
                at = end;
            } else {
                // This number ends the list. Another list can begin inside it.
                run.end(fewest, act);
                at += 1;
            }
        }
        run.end(fewest, act);
    }
}

fn separates(character: u8) -> bool {
    matches!(character, b' ' | b',' | b':' | b';' | b'-' | b'\t' | b'\r' | b'\n')
}

/// Reads a byte as two hex digits, and returns it with the position after them.
fn hex_element(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let is_prefixed = text[at] == b'0' && matches!(text.get(at + 1), Some(b'x' | b'X'));
    let start = if is_prefixed { at + 2 } else { at };
    let high = text.get(start).copied().and_then(hex_digit)?;
    let low = text.get(start + 1).copied().and_then(hex_digit)?;
    Some((high << 4 | low, start + 2))
}

/// Reads a byte as a decimal number, and returns it with the position after it.
fn decimal_element(text: &[u8], at: usize) -> Option<(u8, usize)> {
    if at > 0 && text[at - 1].is_ascii_digit() {
        return None;
    }
    let length = text[at..].iter().take(4).take_while(|digit| digit.is_ascii_digit()).count();
    let digits = std::str::from_utf8(&text[at..at + length]).ok()?;
    Some((digits.parse().ok()?, at + length))
}

/// Reads a byte as a decimal number that can be negative, as in Java, and returns it with the position after it.
fn signed_element(text: &[u8], at: usize) -> Option<(u8, usize)> {
    if text[at] != b'-' {
        return decimal_element(text, at);
    }
    let (byte, end) = decimal_element(text, at + 1).filter(|(byte, _)| *byte <= 0x80)?;
    Some((byte.wrapping_neg(), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Decoder = fn(&[u8], usize, &mut dyn FnMut(&DecodedRun));

    fn decoded_by(decode: Decoder, text: &str) -> Vec<(Vec<u8>, Range<usize>)> {
        let mut all = Vec::new();
        decode(text.as_bytes(), 3, &mut |decoded| {
            all.push((decoded.bytes.to_vec(), decoded.part(0..decoded.bytes.len())));
        });
        all
    }

    #[test]
    fn base64_is_decoded_from_any_of_its_characters() {
        assert_eq!(decoded_by(base64, "= YWJj ="), [(b"abc".to_vec(), 2..6)]);
        for before in ["x", "xx", "xxx", "xxxx"] {
            let decoded = decoded_by(base64, &format!("{before}YWJj"));
            let found = decoded.iter().any(|(bytes, part)| bytes.ends_with(b"abc") && part.end == before.len() + 4);
            assert!(found, "{before}: {decoded:?}");
        }
    }

    #[test]
    fn base64_is_decoded_if_it_is_escaped_or_broken_into_lines() {
        for escaped in
            ["Pz8/YWJj", "Pz8_YWJj", "Pz8\\/YWJj", "Pz8%2FYWJj", "Pz8&#x2f;YWJj", "Pz8/\r\nYWJj", "Pz8/\\nYWJj"]
        {
            let whole = (b"???abc".to_vec(), 0..escaped.len());
            assert!(decoded_by(base64, escaped).contains(&whole), "{escaped}");
        }
    }

    #[test]
    fn hex_is_decoded_from_either_digit_of_a_byte() {
        assert_eq!(decoded_by(hex, "x616263"), [(b"abc".to_vec(), 1..7)]);
        assert_eq!(decoded_by(hex, "x6162636"), [(b"abc".to_vec(), 1..7), (vec![0x16, 0x26, 0x36], 2..8)]);
        assert_eq!(decoded_by(hex, "6162 63"), []);
    }

    #[test]
    fn lists_of_numbers_are_decoded() {
        let lists_of = |text: &str| decoded_by(lists, text).into_iter().map(|(bytes, _)| bytes).collect::<Vec<_>>();
        for list in [
            "<61 c3 A4>",
            "61:c3:a4",
            "61-c3-a4",
            "{0x61, 0xC3, 0xa4}",
            "[97,195,164]",
            "[97 195 164]",
            "[97, -61, -92]",
        ] {
            assert!(lists_of(list).contains(&vec![0x61, 0xc3, 0xa4]), "{list}: {:?}", lists_of(list));
        }
        assert_eq!(decoded_by(lists, "(97, 98, 99)")[1], (b"abc".to_vec(), 1..11));
        assert!(lists_of("\\n97, 98, 99\\n").contains(&b"abc".to_vec()));
        assert!(lists_of("a61 62 63f").contains(&b"abc".to_vec()));
        assert_eq!(lists_of("97, 98, x, 99"), Vec::<Vec<u8>>::new());
        assert!(lists_of("x-97, 98, 99").contains(&b"abc".to_vec()));
        assert_eq!(lists_of("1097, 98, 990"), [[0x97, 0x98, 0x99]]);
        assert_eq!(lists_of("256, 257, 258"), Vec::<Vec<u8>>::new());
    }
}
