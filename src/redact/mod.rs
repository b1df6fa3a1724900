//! Makes untrusted text safe to show: masks secrets in any spelling, escapes control characters and limits the length.
//!
//! Untrusted text is written by a server or another program. travauth's own sentences must never be masked, because a
//! secret like `d` or `true` would garble them and so be revealed: mask the untrusted part, then put it into the sentence.
//!
//! A text is read with and without its escapes (`escapes`, `walk`), and every reading is searched by one automaton
//! for all secrets (`matcher`). The same is done with the bytes of base64, hex and lists of numbers in the text
//! (`encoded`), and with text in UTF-16 (`utf16`). The time depends only on the length of the text.

mod characters;
mod encoded;
mod entities;
mod escapes;
mod matcher;
mod terminal;
mod utf16;
mod walk;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use terminal::{escape_control, has_unsafe_characters, is_unsafe, safe_line};

use crate::secret::Secret;
use encoded::DecodedRun;
use matcher::{Matcher, ShortestEncoded};
use walk::{Charset, Walk};

/// The most characters of a server's text that are shown.
pub const SHOWN_CHARACTERS: usize = 256;

const MASK: &str = "***";

/// The most times that a text is searched. A mask can change the meaning of the text before it: if the 5 of `&#2285` is
/// masked, the rest is another character, which can complete a secret.
const ROUNDS: usize = 4;

/// Masks the secrets and tokens of this run in untrusted text.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    secrets: Vec<Secret>,
    /// Built at the first use; `None` if that failed.
    matcher: OnceLock<Option<Arc<Matcher>>>,
}

impl Redactor {
    /// Creates a redactor that masks these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut redactor = Self::default();
        for secret in secrets {
            redactor.add(secret);
        }
        redactor
    }

    /// Adds one more secret.
    pub fn add(&mut self, secret: &Secret) {
        if secret.expose().is_empty() || self.secrets.iter().any(|known| known.expose() == secret.expose()) {
            return;
        }
        self.secrets.push(secret.clone());
        self.matcher = OnceLock::new();
    }

    /// Returns how many secrets it knows.
    pub fn count(&self) -> usize {
        self.secrets.len()
    }

    /// Adds all secrets of another redactor.
    pub fn learn(&mut self, other: &Self) {
        for secret in &other.secrets {
            self.add(secret);
        }
    }

    /// Returns a redactor for the secrets of at least this many bytes. Shorter secrets can be part of ordinary text.
    #[must_use]
    pub fn of_long_secrets(&self, bytes: usize) -> Self {
        Self::new(self.secrets.iter().filter(|secret| secret.expose().len() >= bytes))
    }

    /// Returns the untrusted text with every known secret masked.
    ///
    /// A secret is found alone and inside other text:
    /// - unchanged, in UTF-8 or Latin-1, also if one was read as the other;
    /// - with characters escaped up to three times, as in JSON and program text, HTML, URLs, quoted-printable, LDAP and
    ///   shells;
    /// - in UTF-16, in base64, also if encoded twice, in hex, and in lists of numbers.
    pub fn mask(&self, untrusted: &str) -> String {
        if self.secrets.is_empty() {
            return untrusted.to_owned();
        }
        let matcher = self.matcher.get_or_init(|| Matcher::new(&self.secrets).map(Arc::new));
        let Some(matcher) = matcher else { return MASK.to_owned() };
        let mut text = untrusted.to_owned();
        for _ in 0..ROUNDS {
            let secrets = secret_parts(matcher, text.as_bytes());
            if secrets.is_empty() {
                break;
            }
            text = with_masks(&text, &secrets);
        }
        text
    }

    /// Returns at most [`SHOWN_CHARACTERS`] of the untrusted text as one line for a terminal or a log, with secrets masked
    /// and control characters escaped.
    pub fn line(&self, untrusted: &str) -> String {
        safe_line(&self.mask(untrusted.trim()), SHOWN_CHARACTERS)
    }
}

/// Finds the parts of a text that contain secrets, in order.
fn secret_parts(matcher: &Matcher, text: &[u8]) -> Vec<Range<usize>> {
    let mut walk = Walk::new(matcher);
    let mut parts = Vec::new();
    walk.find(text, Charset::Utf8, 1, &mut |part| parts.push(part));
    let parts = merged(parts);
    let Some(ShortestEncoded { pattern: shortest, bytes: fewest }) = matcher.shortest_encoded() else { return parts };

    let mut encoded_parts = Vec::new();
    utf16::utf16(text, &mut |read| {
        walk.find(read.text.as_bytes(), Charset::Utf8, shortest, &mut |part| {
            encoded_parts.push(whole_characters(text, read.part(part)));
        });
    });
    let mut search = |decoded: &DecodedRun, locate: &dyn Fn(Range<usize>) -> Range<usize>| {
        walk.find(decoded.bytes, Charset::Unknown, shortest, &mut |part| {
            encoded_parts.push(locate(decoded.part(part)));
        });
        utf16::utf16(decoded.bytes, &mut |read| {
            walk.find(read.text.as_bytes(), Charset::Utf8, shortest, &mut |part| {
                encoded_parts.push(locate(decoded.part(read.part(part))));
            });
        });
    };
    encoded::hex(text, fewest, &mut |decoded| search(decoded, &|part| part));
    encoded::lists(text, fewest, &mut |decoded| search(decoded, &|part| part));
    encoded::base64(text, fewest, &mut |outer| {
        if !contains(&parts, &outer.part(0..outer.bytes.len())) {
            search(outer, &|part| part);
            // Sabre's credentials are base64 of base64.
            encoded::base64(outer.bytes, fewest, &mut |inner| search(inner, &|part| outer.part(part)));
        }
    });
    encoded_parts.extend(parts);
    merged(encoded_parts)
}

/// Returns the part with the rest of the characters that it begins and ends in.
fn whole_characters(text: &[u8], mut part: Range<usize>) -> Range<usize> {
    let is_inside = |at: usize| text.get(at).is_some_and(|byte| (0x80..0xc0).contains(byte));
    while is_inside(part.start) {
        part.start -= 1;
    }
    while is_inside(part.end) {
        part.end += 1;
    }
    part
}

/// Sorts the parts and joins those that overlap or touch.
fn merged(mut parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    parts.sort_unstable_by_key(|part| part.start);
    parts.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    parts
}

/// Returns whether one of the merged parts contains this part.
fn contains(parts: &[Range<usize>], part: &Range<usize>) -> bool {
    let after = parts.partition_point(|other| other.start <= part.start);
    after.checked_sub(1).is_some_and(|before| part.end <= parts[before].end)
}

fn with_masks(text: &str, secrets: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut shown = 0;
    for part in secrets {
        masked.push_str(&text[shown..part.start]);
        masked.push_str(MASK);
        shown = part.end;
    }
    masked.push_str(&text[shown..]);
    masked
}

#[cfg(test)]
mod tests;
