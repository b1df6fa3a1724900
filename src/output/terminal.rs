//! Untrusted text on a terminal: characters that could control it are escaped as in JSON, such as `\u001b`.

use std::fmt::Write as _;

use crate::redact::is_unsafe;

/// Escapes text that arrives in parts. An incomplete character at the end waits for the next part.
#[derive(Debug, Default)]
pub struct TerminalText {
    pending: Vec<u8>,
}

impl TerminalText {
    /// Escapes the next part.
    pub fn push(&mut self, bytes: &[u8]) -> String {
        self.pending.extend_from_slice(bytes);
        let bytes = std::mem::take(&mut self.pending);
        let whole = bytes.len() - unfinished(&bytes);
        self.pending.extend_from_slice(&bytes[whole..]);
        escape_bytes(&bytes[..whole])
    }

    /// Escapes the bytes that still wait when the text ends.
    pub fn end(&mut self) -> String {
        escape_bytes(&std::mem::take(&mut self.pending))
    }
}

/// Escapes a whole text.
pub fn escape_bytes(bytes: &[u8]) -> String {
    let mut escaped = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut characters = chunk.valid().chars().peekable();
        while let Some(character) = characters.next() {
            let ends_line = character == '\r' && characters.peek() == Some(&'\n');
            if ends_line || matches!(character, '\n' | '\t') {
                escaped.push(character);
            } else {
                push(&mut escaped, character);
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail, here and below.
            let _ = write!(escaped, "\\x{byte:02x}");
        }
    }
    escaped
}

/// Escapes JSON text. ASCII characters are unchanged, because JSON already escapes control characters, except for line ends
/// and colours.
pub fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() { escaped.push(character) } else { push(&mut escaped, character) }
    }
    escaped
}

fn push(escaped: &mut String, character: char) {
    if is_unsafe(character) {
        let _ = write!(escaped, "\\u{:04x}", u32::from(character));
    } else {
        escaped.push(character);
    }
}

/// Returns the number of bytes at the end that more bytes could complete: a part of a character, or the CR of a CRLF.
fn unfinished(bytes: &[u8]) -> usize {
    if bytes.last() == Some(&b'\r') {
        return 1;
    }
    match bytes.utf8_chunks().last() {
        Some(last) => {
            let is_incomplete = std::str::from_utf8(last.invalid()).is_err_and(|error| error.error_len().is_none());
            if is_incomplete { last.invalid().len() } else { 0 }
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_the_same_in_any_parts() {
        let text = "a\u{1b}[31m\r\nb\rü\u{9b}€\u{202e}\t\u{7f}\n".as_bytes();
        let bytes = [text, b"\xff\xe2\x82", b"\r"].concat();
        let expected = "a\\u001b[31m\r\nb\\u000dü\\u009b€\\u202e\t\\u007f\n\\xff\\xe2\\x82\\u000d";
        assert_eq!(escape_bytes(&bytes), expected);
        for size in 1..bytes.len() {
            let mut terminal = TerminalText::default();
            let mut shown: String = bytes.chunks(size).map(|part| terminal.push(part)).collect();
            shown.push_str(&terminal.end());
            assert_eq!(shown, expected, "{size}");
        }
    }

    #[test]
    fn colours_of_json_are_kept() {
        assert_eq!(escape_json("\u{1b}[32m\"\u{9b}é\u{2066}\"\n"), "\u{1b}[32m\"\\u009bé\\u2066\"\n");
    }
}
