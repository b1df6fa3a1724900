//! Readable JSON: indented and coloured, with numbers and key order unchanged, and with limits for nesting and numbers.

use std::io::{self, Write};

use jaq_json::Val;
use jaq_json::write::{Pp, Styles};

use super::terminal;

/// The style of JSON output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JsonStyle {
    /// Whether it is indented.
    pub indented: bool,
    /// Whether it is coloured.
    pub colored: bool,
    /// Whether characters that could control a terminal are escaped.
    pub escaped: bool,
}

impl JsonStyle {
    /// Writes one value.
    pub(super) fn write(self, value: &Val, out: &mut dyn Write) -> io::Result<()> {
        let printer = Pp {
            indent: self.indented.then(|| "  ".to_owned()),
            sort_keys: false,
            styles: if self.colored { Styles::ansi() } else { Styles::default() },
            sep_space: self.indented,
        };
        if !self.escaped {
            return jaq_json::write::write(out, &printer, 0, value);
        }
        let mut json = Vec::new();
        jaq_json::write::write(&mut json, &printer, 0, value)?;
        out.write_all(terminal::escape_json(&String::from_utf8_lossy(&json)).as_bytes())
    }
}

/// Reads JSON documents. Depth and digits are limited, because the parser is recursive and needs quadratic time for the
/// digits of a number.
pub(super) fn read(text: &[u8]) -> Result<Vec<Val>, String> {
    check_limits(text)?;
    jaq_json::read::parse_many(text).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// Writes the documents in this style; returns false, with nothing written, if the text is not JSON.
pub fn pretty(text: &[u8], style: JsonStyle, out: &mut dyn Write) -> io::Result<bool> {
    let Ok(values) = read(text) else {
        return Ok(false);
    };
    for value in &values {
        style.write(value, out)?;
        out.write_all(b"\n")?;
    }
    Ok(!values.is_empty())
}

const MAX_DEPTH: usize = 512;
const MAX_DIGITS: usize = 10_000;

/// Fails if the text is nested too deeply or has a number that is too long.
///
/// Skips comments from `#` to the end of a line, because the parser accepts them.
fn check_limits(text: &[u8]) -> Result<(), String> {
    let mut depth = 0_usize;
    let mut digits = 0;
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => {
                bytes.find(|inner| **inner == b'\n');
            }
            b'"' => {
                while let Some(inner) = bytes.next() {
                    match inner {
                        b'\\' => {
                            bytes.next();
                        }
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(format!("it is nested deeper than {MAX_DEPTH} levels"));
        }
        if digits > MAX_DIGITS {
            return Err(format!("it has a number of more than {MAX_DIGITS} digits"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, colored: bool) -> Option<String> {
        let mut out = Vec::new();
        let is_json = pretty(text.as_bytes(), JsonStyle { indented: true, colored, escaped: false }, &mut out).unwrap();
        is_json.then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn numbers_and_order_are_unchanged() {
        let text = r#"{"z":1.10,"a":[12345678901234567890123,"ü\n"],"e":{},"l":[]}"#;
        let expected = "{\n  \"z\": 1.10,\n  \"a\": [\n    12345678901234567890123,\n    \"ü\\n\"\n  ],\n  \"e\": {},\n  \"l\": []\n}\n";
        assert_eq!(shown(text, false).as_deref(), Some(expected));
        assert!(shown(text, true).unwrap().contains("\u{1b}["));
    }

    #[test]
    fn invalid_or_too_deep_json_is_not_formatted() {
        for text in [
            "<html>",
            "",
            "{\"a\":",
            &"[".repeat(100_000),
            &format!("{}1{}", "[".repeat(600), "]".repeat(600)),
            &format!("#\"\n{}", "[".repeat(200_000)),
            &format!("1#\"\n{}", "[".repeat(200_000)),
            &"1".repeat(4 << 20),
        ] {
            assert_eq!(shown(text, false), None);
        }
        let fits = format!("{}\"[{}\"{}", "[".repeat(500), "[".repeat(600), "]".repeat(500));
        assert!(shown(&fits, false).is_some());
    }
}
