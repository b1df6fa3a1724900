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

/// A longer secret is searched for in pieces of this many bytes. This bounds the work for each byte of a text, and masks
/// an echo that was cut off.
pub const PIECE: usize = 32;

/// Of a longer secret only the beginning is searched for, and a hit masks the rest of the word: no server accepts such a
/// token, so it may not cost much.
const LONGEST: usize = 16 << 10;

/// A shorter secret is not searched for in decoded base64 or hex, where one or two given bytes occur by chance.
const SHORTEST_ENCODED: usize = 3;

/// A secret with this many ASCII characters is masked even if a server replaced the other characters with `?`.
const MUCH: usize = 4;

/// Finds all secrets at once.
pub struct Matcher {
    automaton: NFA,
    start: StateID,
    /// How many bytes of a pattern each state has seen.
    depths: Vec<u8>,
    /// Whether a secret can begin with this byte, or with an escape that begins with it.
    begins: [bool; 256],
    /// Whether this byte can be read in several ways.
    has_many_ways: [bool; 256],
    /// Whether the secret goes on after a pattern.
    goes_on: Vec<bool>,
    shortest_encoded: Option<usize>,
}

/// A pattern that ends at a state.
#[derive(Clone, Copy)]
pub struct Match {
    /// Its length in bytes.
    pub length: usize,
    /// Whether the secret goes on after it.
    pub goes_on: bool,
}

impl Matcher {
    /// A matcher of these secrets; `None` if they do not fit an automaton.
    pub fn new(secrets: &[Secret]) -> Option<Self> {
        let spellings: Vec<_> = secrets.iter().flat_map(|secret| spellings(secret.expose())).collect();
        let mut patterns: BTreeMap<&[u8], bool> = BTreeMap::new();
        for spelling in &spellings {
            for piece in spelling.pieces() {
                patterns.entry(piece).or_default();
            }
            *patterns.entry(spelling.last_piece()).or_default() |= spelling.goes_on;
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
        let lengths = patterns.keys().map(|pattern| pattern.len());
        let shortest_encoded = lengths.filter(|length| *length >= SHORTEST_ENCODED).min();
        let goes_on = patterns.into_values().collect();
        Some(Self { automaton, start, depths, begins, has_many_ways, goes_on, shortest_encoded })
    }

    /// The state before any byte.
    pub fn start(&self) -> StateID {
        self.start
    }

    /// The state after one more byte.
    pub fn next(&self, state: StateID, byte: u8) -> StateID {
        self.automaton.next_state(Anchored::No, state, byte)
    }

    /// How many of the last bytes are the beginning of a pattern.
    pub fn depth(&self, state: StateID) -> usize {
        self.depths.get(state.as_usize()).copied().map_or(0, usize::from)
    }

    /// The patterns that end at this state.
    pub fn matches(&self, state: StateID) -> impl Iterator<Item = Match> {
        let count = if self.automaton.is_match(state) { self.automaton.match_len(state) } else { 0 };
        (0..count).map(move |index| self.automaton.match_pattern(state, index)).map(|pattern: PatternID| Match {
            length: self.automaton.pattern_len(pattern),
            goes_on: self.goes_on[pattern.as_usize()],
        })
    }

    /// Whether a secret can begin with this byte, or with an escape that begins with it.
    pub fn can_begin_with(&self, byte: u8) -> bool {
        self.begins[usize::from(byte)]
    }

    /// Whether this byte can be read in several ways.
    pub fn has_many_ways(&self, byte: u8) -> bool {
        self.has_many_ways[usize::from(byte)]
    }

    /// The length of the shortest pattern that is searched for in decoded base64 and hex, if there is one.
    pub fn shortest_encoded(&self) -> Option<usize> {
        self.shortest_encoded
    }
}

/// Shows no secret.
impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matcher").finish_non_exhaustive()
    }
}

/// The bytes of a secret in one character set.
struct Spelling {
    bytes: Zeroizing<Vec<u8>>,
    /// Where its characters end.
    ends: Vec<usize>,
    /// Whether the secret goes on after them.
    goes_on: bool,
}

impl Spelling {
    fn new(text: &str, encode: impl Fn(char) -> Vec<u8>) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let mut ends = Vec::new();
        for character in text.chars() {
            bytes.extend(encode(character));
            ends.push(bytes.len());
        }
        Self { bytes, ends, goes_on: false }
    }

    /// The pieces of whole characters, one after the other, without the rest that is too short for a piece.
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

    fn last_piece(&self) -> &[u8] {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let start = starts.into_iter().find(|start| self.bytes.len() - start <= PIECE);
        &self.bytes[start.unwrap_or_default()..]
    }
}

/// The spellings of a secret, without the escapes that a search takes off.
fn spellings(secret: &str) -> Vec<Spelling> {
    let beginning = &secret[..secret.floor_char_boundary(LONGEST)];
    let goes_on = beginning.len() < secret.len();
    let trimmed = beginning.trim();
    // Servers trim what they read from a form or a header.
    let texts = if trimmed.is_empty() || trimmed == beginning { vec![beginning] } else { vec![beginning, trimmed] };
    let all = texts.into_iter().flat_map(spellings_of_text);
    all.map(|spelling| Spelling { goes_on, ..spelling }).collect()
}

fn spellings_of_text(text: &str) -> Vec<Spelling> {
    let in_utf8 = |character: char| character.to_string().into_bytes();
    let in_charsets = [Spelling::new(text, in_utf8), Spelling::new(text, in_single_bytes)];
    let mut spellings = Vec::new();
    for Spelling { bytes, .. } in in_charsets.iter().filter(|spelling| spelling.bytes.len() < SHORTEST_ENCODED) {
        spellings.push(Spelling::new(&STANDARD.encode(bytes), in_utf8));
        spellings.push(Spelling::new(&URL_SAFE.encode(bytes), in_utf8));
    }
    let kept = text.chars().filter(char::is_ascii).count();
    if kept >= MUCH && !text.is_ascii() {
        // Servers replace characters that they do not have, or each byte of them; Latin-1 read as UTF-8 looks similar.
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
