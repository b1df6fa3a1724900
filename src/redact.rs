//! Makes foreign text fit to be shown: known secrets masked in whatever form, control characters escaped, length bounded.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::secret::Secret;

/// How many characters of a server's text are shown at most.
pub const SHOWN_CHARACTERS: usize = 256;

const MASK: &str = "***";

/// Knows the secrets of this run and takes them out of text.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    needles: Vec<Secret>,
}

impl Redactor {
    /// Knows these secrets, as they are and in base64, alone or as a part of a longer text.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut redactor = Self::default();
        for secret in secrets {
            redactor.add(secret);
        }
        redactor
    }

    /// Adds all secrets of another one.
    pub fn learn(&mut self, other: &Self) {
        for needle in &other.needles {
            self.push(needle.expose().to_owned());
        }
        self.sort();
    }

    /// Adds one more secret.
    pub fn add(&mut self, secret: &Secret) {
        let text = secret.expose();
        if text.is_empty() {
            return;
        }
        let mut forms = vec![text.to_owned()];
        forms.extend(base64_forms(text));
        for form in forms {
            self.push(form);
        }
        self.sort();
    }

    fn push(&mut self, form: String) {
        if !self.needles.iter().any(|needle| needle.expose() == form) {
            self.needles.push(Secret::new(form));
        }
    }

    /// The longest first, so that a secret that holds another one is masked whole.
    fn sort(&mut self) {
        self.needles.sort_by_key(|needle| std::cmp::Reverse(needle.expose().len()));
    }

    /// The text with every known secret masked, whether it stands there plainly, percent-encoded, escaped as in
    /// JSON or HTML, or in base64.
    pub fn mask(&self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut masked = String::with_capacity(text.len());
        let mut at = 0;
        while at < bytes.len() {
            let hit = self.needles.iter().find_map(|needle| matched_length(needle.expose().as_bytes(), &bytes[at..]));
            if let Some(length) = hit {
                masked.push_str(MASK);
                at += length;
                while !text.is_char_boundary(at) {
                    at += 1;
                }
            } else {
                let width = text[at..].chars().next().map_or(1, char::len_utf8);
                masked.push_str(&text[at..at + width]);
                at += width;
            }
        }
        masked
    }

    /// The text as one line that is fit for a terminal and a log: secrets masked, at most
    /// [`SHOWN_CHARACTERS`], control characters escaped.
    pub fn line(&self, text: &str) -> String {
        safe_line(&self.mask(text.trim()), SHOWN_CHARACTERS)
    }
}

/// The first characters of the text, with control characters escaped.
pub fn safe_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            line.push('…');
            break;
        }
        push_escaped(&mut line, character);
    }
    line
}

/// The text with control characters, and those that turn the direction of writing, escaped.
pub fn escape_control(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        push_escaped(&mut line, character);
    }
    line
}

/// Whether the text holds a control character, or one that turns the direction of writing.
pub fn has_unsafe_characters(text: &str) -> bool {
    text.chars().any(is_unsafe)
}

/// True for a control character, and for one that turns the direction of writing.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn push_escaped(line: &mut String, character: char) {
    if is_unsafe(character) {
        line.extend(character.escape_default());
    } else {
        line.push(character);
    }
}

/// The base64 forms of a text: by itself, and as it looks inside a longer text at each of the three alignments.
fn base64_forms(text: &str) -> Vec<String> {
    /// Shorter pieces would mask innocent text.
    const SHORTEST: usize = 4;
    let mut forms = Vec::new();
    for engine in [&STANDARD, &URL_SAFE] {
        forms.push(engine.encode(text));
    }
    for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        for shift in 0..3usize {
            let mut shifted = vec![0u8; shift];
            shifted.extend_from_slice(text.as_bytes());
            // Characters that also carry bits of a neighbour are left out at both ends.
            let first = (shift * 8).div_ceil(6);
            let last = shifted.len() * 8 / 6;
            let encoded = engine.encode(&shifted);
            if last > first && last - first >= SHORTEST {
                forms.push(encoded[first..last].to_owned());
            }
        }
    }
    forms
}

/// How many bytes at the start of `text` spell the needle, each of its bytes plain or escaped.
fn matched_length(needle: &[u8], text: &[u8]) -> Option<usize> {
    let Some((&wanted, rest)) = needle.split_first() else { return Some(0) };
    // An escaped byte can begin with the byte itself, as `%25` and `\\\\` do: both readings are tried.
    [escaped_length(wanted, text), plain_length(wanted, text)]
        .into_iter()
        .flatten()
        .find_map(|length| Some(length + matched_length(rest, &text[length..])?))
}

fn plain_length(wanted: u8, text: &[u8]) -> Option<usize> {
    let first = *text.first()?;
    (first == wanted || (wanted == b' ' && first == b'+')).then_some(1)
}

/// How many bytes at the start of `text` are an escape of this byte: in a URL, in JSON, in HTML.
fn escaped_length(wanted: u8, text: &[u8]) -> Option<usize> {
    let is_wanted = |high: u8, low: u8| hex(high).zip(hex(low)) == Some((wanted >> 4, wanted & 15));
    match text {
        [b'%', high, low, ..] if is_wanted(*high, *low) => Some(3),
        [b'\\', b'u', b'0', b'0', high, low, ..] if is_wanted(*high, *low) => Some(6),
        [b'\\', escaped, ..] if *escaped == wanted && matches!(wanted, b'"' | b'/' | b'\\' | b'\'') => Some(2),
        [b'&', ..] => html_entity(wanted, text),
        _ => None,
    }
}

fn html_entity(wanted: u8, text: &[u8]) -> Option<usize> {
    let named: &[&str] = match wanted {
        b'&' => &["&amp;", "&#38;", "&#x26;"],
        b'<' => &["&lt;", "&#60;", "&#x3c;"],
        b'>' => &["&gt;", "&#62;", "&#x3e;"],
        b'"' => &["&quot;", "&#34;", "&#x22;"],
        b'\'' => &["&#39;", "&#x27;", "&apos;"],
        b'+' => &["&#43;", "&#x2b;"],
        b'=' => &["&#61;", "&#x3d;"],
        b'/' => &["&#47;", "&#x2f;"],
        _ => return None,
    };
    named
        .iter()
        .find(|entity| text.len() >= entity.len() && text[..entity.len()].eq_ignore_ascii_case(entity.as_bytes()))
        .map(|entity| entity.len())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn redactor(secret: &str) -> Redactor {
        Redactor::new([&Secret::new(secret)])
    }

    #[test]
    fn a_secret_is_masked_in_every_form_in_which_a_server_echoes_it() {
        let secret = "p@ss w/rd+&=%ü";
        let redactor = redactor(secret);
        let plain_then = |text: &str| format!("before {text} after");
        for echoed in [
            secret.to_owned(),
            "p%40ss%20w%2Frd%2B%26%3D%25%C3%BC".to_owned(),
            "p%40ss+w%2frd%2b%26%3d%25%c3%bc".to_owned(),
            "p@ss w\\/rd+&amp;=%ü".to_owned(),
            "p@ss w/rd\\u002b\\u0026=%ü".to_owned(),
            STANDARD.encode(secret),
            URL_SAFE_NO_PAD.encode(secret),
        ] {
            assert_eq!(redactor.mask(&plain_then(&echoed)), "before *** after", "{echoed}");
        }
    }

    #[test]
    fn a_secret_inside_a_longer_base64_text_is_masked() {
        let redactor = redactor("correct-horse-battery");
        for prefix in ["", "a", "ab", "abc", "V1:7971:7TZA:AA:"] {
            let echoed = STANDARD.encode(format!("{prefix}correct-horse-battery;"));
            let masked = redactor.mask(&echoed);
            assert!(masked.contains(MASK), "{prefix}: {masked}");
            assert!(masked.len() < prefix.len() * 2 + 12, "{prefix}: {masked}");
        }
    }

    #[test]
    fn a_line_is_bounded_and_free_of_control_characters() {
        let line = Redactor::default().line(&format!("\u{1b}[31mred\r\n{}\u{202e}", "x".repeat(1000)));
        assert!(line.starts_with("\\u{1b}[31mred\\r\\nxxx"));
        assert!(!line.chars().any(char::is_control));
        assert!(line.chars().count() < 300);
    }

    proptest! {
        #[test]
        fn no_secret_survives(secret in "[!-~]{4,40}", before in "[ -~]{0,20}", after in "[ -~]{0,20}") {
            let masked = redactor(&secret).mask(&format!("{before}{secret}{after}"));
            prop_assert!(masked.contains(MASK));
        }

        #[test]
        fn any_text_can_be_masked(secret in ".{0,20}", text in ".{0,200}") {
            let _ = redactor(&secret).line(&text);
        }
    }
}
