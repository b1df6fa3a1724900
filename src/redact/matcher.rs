//! One automaton that searches for all secrets.

use std::collections::BTreeMap;

use aho_corasick::automaton::{Automaton as _, StateID};
use aho_corasick::nfa::noncontiguous::NFA;
use aho_corasick::{Anchored, PatternID};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use zeroize::Zeroizing;

use super::characters::in_single_bytes;
use super::escapes::{begins_escape, begins_usual_escape};
use crate::secret::Secret;

/// A longer secret is searched for in pieces of this many bytes. This limits the work for each byte of a text, and
/// masks a secret even if the text has only a part of it.
pub const PIECE: usize = 32;

/// Only this many bytes of a longer secret are searched for, and a match masks the rest of the word. This limits the
/// memory for a token that no server would accept.
const LONGEST: usize = 16 << 10;

/// A shorter secret is not searched for in decoded base64 or hex, where one or two bytes match by chance.
const SHORTEST_ENCODED: usize = 3;

/// A secret with this many ASCII characters is masked even if a server replaced its other characters with `?`.
const FEWEST_ASCII: usize = 4;

/// Finds all secrets at once.
pub struct Matcher {
    automaton: NFA,
    start: StateID,
    /// How many bytes of a pattern have matched at each state.
    depths: Vec<u8>,
    /// Whether a secret can begin with this byte, or with an escape that begins with it.
    begins: [bool; 256],
    /// Whether this byte can be read in several ways.
    has_many_ways: [bool; 256],
    /// Whether the secret of each pattern is truncated, so that it continues after the pattern.
    is_truncated: Vec<bool>,
    shortest_encoded: Option<ShortestEncoded>,
}

/// The sizes of the shortest pattern that is searched for in decoded base64 and hex.
#[derive(Clone, Copy, Debug)]
pub struct ShortestEncoded {
    /// The length of the pattern in bytes.
    pub pattern: usize,
    /// The least number of bytes that can hold a pattern. UTF-16 needs fewer bytes than UTF-8 for some characters.
    pub bytes: usize,
}

/// A pattern that ends at a state.
#[derive(Clone, Copy)]
pub struct Match {
    /// The length of the pattern in bytes.
    pub length: usize,
    /// Whether the secret is truncated, so that it continues after the pattern.
    pub is_truncated: bool,
}

impl Matcher {
    /// Builds a matcher of these secrets; `None` if they do not fit into an automaton.
    pub fn new(secrets: &[Secret]) -> Option<Self> {
        let spellings: Vec<_> = secrets.iter().flat_map(|secret| spellings(secret.expose())).collect();
        let mut patterns: BTreeMap<&[u8], bool> = BTreeMap::new();
        for spelling in &spellings {
            for piece in spelling.pieces() {
                patterns.entry(piece).or_default();
            }
            *patterns.entry(spelling.last_piece()).or_default() |= spelling.is_truncated;
        }
        let automaton = NFA::builder().prefilter(false).build(patterns.keys()).ok()?;
        let start = automaton.start_state(Anchored::No).ok()?;
        let mut depths = Vec::new();
        let mut begins = [false; 256];
        for pattern in patterns.keys() {
            let mut state = start;
            for (depth, byte) in (1..).zip(*pattern) {
                state = automaton.next_state(Anchored::No, state, *byte);
                depths.resize(depths.len().max(state.as_usize() + 1), 0);
                depths[state.as_usize()] = depth;
            }
            begins[usize::from(pattern[0])] = true;
        }
        begins[usize::from(b'+')] |= begins[usize::from(b' ')];
        if begins[0x80..].contains(&true) {
            begins[0x80..].fill(true);
        }
        let mut has_many_ways = [false; 256];
        for byte in 0..=u8::MAX {
            begins[usize::from(byte)] |= begins_usual_escape(byte);
            has_many_ways[usize::from(byte)] = begins_escape(byte) || byte == b'+' || !byte.is_ascii();
        }
        let encoded = || patterns.keys().filter(|pattern| pattern.len() >= SHORTEST_ENCODED);
        let shortest_encoded = encoded().map(|pattern| pattern.len()).min().map(|pattern| ShortestEncoded {
            pattern,
            bytes: encoded().map(|pattern| fewest_bytes(pattern)).min().unwrap_or(pattern),
        });
        let is_truncated = patterns.into_values().collect();
        Some(Self { automaton, start, depths, begins, has_many_ways, is_truncated, shortest_encoded })
    }

    /// Returns the state before any byte.
    pub fn start(&self) -> StateID {
        self.start
    }

    /// Returns the state after one more byte.
    pub fn next(&self, state: StateID, byte: u8) -> StateID {
        self.automaton.next_state(Anchored::No, state, byte)
    }

    /// Returns how many of the last bytes are the beginning of a pattern.
    pub fn depth(&self, state: StateID) -> usize {
        self.depths.get(state.as_usize()).copied().map_or(0, usize::from)
    }

    /// Returns the patterns that end at this state.
    pub fn matches(&self, state: StateID) -> impl Iterator<Item = Match> {
        let count = if self.automaton.is_match(state) { self.automaton.match_len(state) } else { 0 };
        (0..count).map(move |index| self.automaton.match_pattern(state, index)).map(|pattern: PatternID| Match {
            length: self.automaton.pattern_len(pattern),
            is_truncated: self.is_truncated[pattern.as_usize()],
        })
    }

    /// Returns whether a secret can begin with this byte, or with an escape that begins with it.
    pub fn can_begin_with(&self, byte: u8) -> bool {
        self.begins[usize::from(byte)]
    }

    /// Returns whether this byte can be read in several ways.
    pub fn has_many_ways(&self, byte: u8) -> bool {
        self.has_many_ways[usize::from(byte)]
    }

    /// Returns the sizes of the shortest pattern that is searched for in decoded base64 and hex, if there is one.
    pub fn shortest_encoded(&self) -> Option<ShortestEncoded> {
        self.shortest_encoded
    }
}

/// Returns the least number of bytes that can hold this text: those of UTF-8 or of UTF-16.
fn fewest_bytes(text: &[u8]) -> usize {
    let in_utf16 = std::str::from_utf8(text).map(|text| 2 * text.encode_utf16().count());
    in_utf16.map_or(text.len(), |length| length.min(text.len()))
}

/// Hides the secrets.
impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").finish_non_exhaustive()
    }
}

/// The bytes of a secret in one character set.
struct Spelling {
    bytes: Zeroizing<Vec<u8>>,
    /// The position after each character.
    ends: Vec<usize>,
    /// Whether the secret is longer than [`LONGEST`] and these bytes are only its beginning.
    is_truncated: bool,
}

impl Spelling {
    fn new(text: &str, encode: impl Fn(char) -> Vec<u8>) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let mut ends = Vec::new();
        for character in text.chars() {
            bytes.extend(encode(character));
            ends.push(bytes.len());
        }
        Self { bytes, ends, is_truncated: false }
    }

    /// Returns consecutive pieces of whole characters, without the last one.
    fn pieces(&self) -> Vec<&[u8]> {
        let mut pieces = Vec::new();
        let (mut start, mut end) = (0, 0);
        for next in &self.ends {
            if next - start > PIECE {
                pieces.push(&self.bytes[start..end]);
                start = end;
            }
            end = *next;
        }
        pieces
    }

    /// Returns the last piece, which overlaps the one before to be as long as possible.
    fn last_piece(&self) -> &[u8] {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let start = starts.into_iter().find(|start| self.bytes.len() - start <= PIECE);
        &self.bytes[start.unwrap_or_default()..]
    }
}

/// Returns the spellings of a secret. Escapes are not among them, because the search decodes them.
fn spellings(secret: &str) -> Vec<Spelling> {
    let beginning = &secret[..secret.floor_char_boundary(LONGEST)];
    let is_truncated = beginning.len() < secret.len();
    let trimmed = beginning.trim();
    // Servers trim the values of forms and headers.
    let texts = if trimmed.is_empty() || trimmed == beginning { vec![beginning] } else { vec![beginning, trimmed] };
    let all = texts.into_iter().flat_map(spellings_of_text);
    all.map(|spelling| Spelling { is_truncated, ..spelling }).collect()
}

fn spellings_of_text(text: &str) -> Vec<Spelling> {
    let in_utf8 = |character: char| character.to_string().into_bytes();
    let in_charsets = [Spelling::new(text, in_utf8), Spelling::new(text, in_single_bytes)];
    let mut spellings = Vec::new();
    for Spelling { bytes, .. } in in_charsets.iter().filter(|spelling| spelling.bytes.len() < SHORTEST_ENCODED) {
        spellings.push(Spelling::new(&STANDARD.encode(bytes), in_utf8));
        spellings.push(Spelling::new(&URL_SAFE.encode(bytes), in_utf8));
    }
    let ascii_count = text.chars().filter(char::is_ascii).count();
    if ascii_count >= FEWEST_ASCII && !text.is_ascii() {
        // Servers replace each character that they cannot encode, or each of its bytes. Latin-1 read as UTF-8 looks similar.
        for replacement in ["\u{fffd}", "?"] {
            let shown = |character: char, count| match character {
                _ if character.is_ascii() => in_utf8(character),
                _ => replacement.repeat(count).into_bytes(),
            };
            spellings.push(Spelling::new(text, |character| shown(character, 1)));
            spellings.push(Spelling::new(text, |character| shown(character, character.len_utf8())));
        }
        spellings.push(Spelling::new(&String::from_utf8_lossy(&in_charsets[1].bytes), in_utf8));
    }
    spellings.extend(in_charsets);
    spellings
}
