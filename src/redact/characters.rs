//! Characters as single bytes of Latin-1 or windows-1252, as some servers write them.

/// The characters of windows-1252 from 0x80 to 0x9f, where Latin-1 has control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Returns the byte of this character in Latin-1 or windows-1252.
pub fn single_byte(character: char) -> Option<u8> {
    match WINDOWS_1252.iter().position(|other| *other == character) {
        Some(index) => u8::try_from(index + 0x80).ok(),
        None => u8::try_from(character).ok(),
    }
}

/// Returns the byte of a character in Latin-1 or windows-1252, or its bytes in UTF-8 if neither has the character.
pub fn in_single_bytes(character: char) -> Vec<u8> {
    single_byte(character).map_or_else(|| character.to_string().into_bytes(), |byte| vec![byte])
}
