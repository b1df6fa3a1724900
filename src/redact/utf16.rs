//! Reads bytes as UTF-16, in which Windows programs write text.

use std::ops::Range;

/// A text that was read as UTF-16, from one of the bytes where it can begin and in one byte order.
#[derive(Debug)]
pub struct Utf16Text {
    /// The text in UTF-8.
    pub text: String,
    /// For each byte of the text, the bytes that its character has in UTF-16.
    parts: Vec<Range<usize>>,
}

impl Utf16Text {
    fn read(bytes: &[u8], start: usize, unit: fn([u8; 2]) -> u16) -> Self {
        let units = bytes[start..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let (mut text, mut parts) = (String::new(), Vec::new());
        let mut at = start;
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            let part = at..at + 2 * character.len_utf16();
            at = part.end;
            text.push(character);
            parts.resize(text.len(), part);
        }
        Self { text, parts }
    }

    /// Returns the bytes that hold this part of the text in UTF-16.
    pub fn part(&self, text: Range<usize>) -> Range<usize> {
        self.parts[text.start].start..self.parts[text.end - 1].end
    }
}

/// Reads the bytes as UTF-16 in each way, if they could be.
///
/// Two characters of Latin-1, one after the other, have two zero bytes. Other bytes rarely have them.
pub fn utf16(bytes: &[u8], act: &mut dyn FnMut(&Utf16Text)) {
    if !bytes.windows(3).any(|part| part[0] == 0 && part[2] == 0) {
        return;
    }
    for start in [0, 1] {
        for unit in [u16::from_le_bytes, u16::from_be_bytes] {
            act(&Utf16Text::read(bytes, start, unit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_in_each_byte_order_and_at_each_byte() {
        let little: Vec<u8> = "aä🦀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "aä🦀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, start) in
            [(little.clone(), 0), (big.clone(), 0), ([b"x", &*little].concat(), 1), ([b"x", &*big].concat(), 1)]
        {
            let mut found = Vec::new();
            utf16(&bytes, &mut |read| {
                found.extend(read.text.find("aä🦀").map(|at| read.part(at..at + "aä🦀".len())));
            });
            assert_eq!(found, vec![std::ops::Range { start, end: start + 8 }], "{bytes:?}");
        }
    }

    #[test]
    fn other_bytes_are_not_read() {
        for bytes in [&b""[..], b"a", b"abc", b"a\0b", b"a\0\0b"] {
            utf16(bytes, &mut |read| panic!("{bytes:?} was read as {read:?}"));
        }
    }
}
