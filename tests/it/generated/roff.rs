//! Writes text in the roff language of manual pages, in lines of at most 78 bytes.

use std::fmt::Write as _;

const WIDTH: usize = 78;

/// A manual page.
#[derive(Default)]
pub(super) struct Roff(String);

impl Roff {
    /// Adds a macro with its arguments. A hyphen stays as it is, because mandoc reads no date with another one.
    pub(super) fn control(&mut self, name: &str, args: &[&str]) {
        let _ = write!(self.0, ".{name}");
        for arg in args {
            let _ = write!(self.0, " \"{}\"", escape(arg).replace("\\-", "-"));
        }
        self.0.push('\n');
    }

    /// Adds text. Words between backticks are bold.
    pub(super) fn text(&mut self, text: &str) {
        let parts = text.split('`').enumerate().map(|(at, part)| (if at % 2 == 1 { 'B' } else { 'R' }, part));
        let parts: Vec<_> = parts.collect();
        self.styled(&parts);
    }

    /// Adds text whose parts have a font: `R` (roman), `B` (bold) or `I` (italic).
    pub(super) fn styled(&mut self, parts: &[(char, &str)]) {
        let mut line = String::new();
        for word in words(parts) {
            if !line.is_empty() && line.len() + 1 + word.len() > WIDTH {
                self.0.push_str(&line);
                self.0.push('\n');
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            } else if word.starts_with(['.', '\'']) {
                line.push_str("\\&");
            }
            line.push_str(&word);
        }
        self.0.push_str(&line);
        self.0.push('\n');
    }

    /// Adds lines as they are, indented. A long one continues after a backslash, which a reader does not see.
    pub(super) fn example(&mut self, lines: &[String]) {
        self.0.push_str(".nf\n.RS 4\n");
        for line in lines {
            let mut width = 0;
            for word in escape(line).split_inclusive(' ') {
                width += word.len();
                if width >= WIDTH {
                    self.0.push_str("\\\n");
                    width = word.len();
                }
                self.0.push_str(word);
            }
            self.0.push('\n');
        }
        self.0.push_str(".RE\n.fi\n");
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// Splits styled text into escaped words, each with the commands for its fonts.
fn words(parts: &[(char, &str)]) -> Vec<String> {
    let mut words = vec![String::new()];
    for (font, text) in parts {
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                words.push(String::new());
            }
            let Some(last) = words.last_mut().filter(|_| !word.is_empty()) else { continue };
            match font {
                'R' => last.push_str(&escape(word)),
                font => {
                    let _ = write!(last, "\\f{font}{}\\fR", escape(word));
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\e"),
            '-' => escaped.push_str("\\-"),
            '\'' => escaped.push_str("\\(aq"),
            '"' => escaped.push_str("\\(dq"),
            '…' => escaped.push_str("..."),
            letter => escaped.push(letter),
        }
    }
    escaped
}
