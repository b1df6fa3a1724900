//! Finds a text in every spelling and encoding.
//!
//! The finder encodes the text that it looks for. The masker decodes the text in which it looks. So the two cannot have the
//! same bug.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::spellings::{Spelling, in_json, of_byte, of_character, of_fj, single_byte};

/// Finds texts in every spelling and encoding.
pub struct Finder {
    graphs: Vec<(usize, Graph)>,
    encoded: AhoCorasick,
    /// The text of each pattern of `encoded`.
    owners: Vec<usize>,
}

impl Finder {
    pub fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let (mut graphs, mut patterns, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        for (owner, text) in texts.into_iter().enumerate() {
            for pattern in encodings(text) {
                patterns.push(pattern);
                owners.push(owner);
            }
            graphs.extend(Graph::all(text).into_iter().map(|graph| (owner, graph)));
        }
        // This kind of automaton is built fastest.
        let kind = Some(AhoCorasickKind::NoncontiguousNFA);
        let encoded = AhoCorasick::builder().kind(kind).build(&patterns).expect("the patterns fit an automaton");
        Self { graphs, encoded, owners }
    }

    /// Returns the numbers of the texts that are in this content.
    pub fn found_in(&self, content: &[u8]) -> BTreeSet<usize> {
        let unfolded: Vec<u8> = content.iter().copied().filter(|byte| !b"\r\n".contains(byte)).collect();
        let mut found: BTreeSet<usize> = [content, &unfolded]
            .into_iter()
            .flat_map(|content| self.encoded.find_overlapping_iter(content).filter(|hit| is_whole(content, hit)))
            .map(|hit| self.owners[hit.pattern().as_usize()])
            .collect();
        for (owner, graph) in &self.graphs {
            if !found.contains(owner) && graph.is_in(content) {
                found.insert(*owner);
            }
        }
        found
    }
}

/// Returns false if the hit is a list of decimal numbers that begins or ends inside a longer number.
fn is_whole(content: &[u8], hit: &Match) -> bool {
    let is_decimal = content[hit.range()].iter().all(|byte| b"0123456789-, ".contains(byte));
    let is_list = is_decimal && content[hit.range()].contains(&b' ') || content[hit.range()].contains(&b',');
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    !is_list || !(is_digit(content[..hit.start()].last()) || is_digit(content.get(hit.end())))
}

/// A text as steps between its bytes, each of which can be written in several ways.
pub struct Graph {
    bytes: Vec<u8>,
    /// Each character with the position of its first byte, and the position after its last one.
    characters: Vec<(char, usize, usize)>,
    /// For each byte the steps that begin there, computed at the first use.
    steps: Vec<OnceCell<Vec<Step>>>,
    /// For each byte value, whether a spelling of the text can begin with it.
    first: OnceCell<[bool; 256]>,
}

struct Step {
    end: usize,
    /// Sorted.
    spellings: Rc<[Spelling]>,
}

impl Graph {
    /// Returns the text, with and without the blanks around it, in each character set that a server may use.
    pub fn all(text: &str) -> Vec<Self> {
        let trimmed = text.trim();
        let is_other = !trimmed.is_empty() && trimmed != text;
        [text, trimmed].into_iter().take(1 + usize::from(is_other)).flat_map(Self::in_charsets).collect()
    }

    fn in_charsets(text: &str) -> Vec<Self> {
        let mut all = vec![Self::new(text, |character| character.to_string().into_bytes())];
        if !text.is_ascii() {
            all.push(Self::new(text, |character| match single_byte(character) {
                Some(byte) => vec![byte],
                None => character.to_string().into_bytes(),
            }));
            let ascii = text.chars().filter(char::is_ascii).count();
            for replacement in ["?", "\u{fffd}"].into_iter().filter(|_| ascii >= 4) {
                for count in [|_| 1, char::len_utf8] {
                    let replacement = |c: char| if c.is_ascii() { c.to_string() } else { replacement.repeat(count(c)) };
                    let text: String = text.chars().map(replacement).collect();
                    all.push(Self::new(&text, |character| character.to_string().into_bytes()));
                }
            }
        }
        all
    }

    fn new(text: &str, encode: impl Fn(char) -> Vec<u8>) -> Self {
        let mut bytes = Vec::new();
        let mut characters = Vec::new();
        for character in text.chars() {
            let start = bytes.len();
            bytes.extend(encode(character));
            characters.push((character, start, bytes.len()));
        }
        let steps = bytes.iter().map(|_| OnceCell::new()).collect();
        Self { bytes, characters, steps, first: OnceCell::new() }
    }

    fn steps(&self, at: usize) -> &[Step] {
        self.steps[at].get_or_init(|| {
            let mut steps = vec![Step { end: at + 1, spellings: of_byte(self.bytes[at]) }];
            if let Some((character, _, end)) = self.characters.iter().find(|(_, start, _)| *start == at) {
                steps.push(Step { end: *end, spellings: of_character(*character) });
            }
            if self.bytes[at..].starts_with(b"fj") {
                steps.push(Step { end: at + 2, spellings: of_fj() });
            }
            steps
        })
    }

    /// Returns whether this content holds the text.
    pub fn is_in(&self, content: &[u8]) -> bool {
        let first = self.first.get_or_init(|| {
            let mut first = [false; 256];
            for spelling in self.steps(0).iter().flat_map(|step| step.spellings.iter()) {
                first[usize::from(spelling.written[0])] = true;
            }
            first
        });
        let mut start = 0;
        while let Some(length) = content[start..].iter().position(|byte| first[usize::from(*byte)]) {
            start += length;
            if self.begins_at(content, start) {
                return true;
            }
            start += 1;
        }
        false
    }

    fn begins_at(&self, content: &[u8], start: usize) -> bool {
        // Pairs of positions: that of the next byte of the text, and where its spelling begins in the content.
        let mut reached = BTreeSet::from([(0, start)]);
        while let Some((at, place)) = reached.pop_first() {
            if at == self.bytes.len() {
                return true;
            }
            for step in self.steps(at) {
                let ends = step.likely_at(content, place).iter().filter_map(|way| way.end_in(content, place));
                reached.extend(ends.map(|end| (step.end, end)));
            }
        }
        false
    }

    /// Returns the length of the text in bytes.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the spellings, as text, of the steps at this byte, each with the position after the step.
    pub fn ways(&self, at: usize) -> Vec<(&str, usize)> {
        let ways = self.steps(at).iter().flat_map(|step| step.spellings.iter().map(|way| (way, step.end)));
        ways.filter_map(|(way, end)| Some((std::str::from_utf8(&way.written).ok()?, end))).collect()
    }

    /// Returns a spelling of the text. For each step, `choose` gets the number of ways to write it and returns one.
    pub fn written(&self, mut choose: impl FnMut(usize) -> usize) -> String {
        let mut text = String::new();
        let mut at = 0;
        while at < self.bytes.len() {
            let ways = self.ways(at);
            let (written, end) = ways[choose(ways.len())];
            text.push_str(written);
            at = end;
        }
        text
    }
}

impl Step {
    /// Returns the spellings whose first two bytes are in the content at this position.
    fn likely_at(&self, content: &[u8], position: usize) -> &[Spelling] {
        let beginning = &content[position..content.len().min(position + 2)];
        let first = &beginning[..beginning.len().min(1)];
        let from = self.spellings.partition_point(|way| way.written.as_slice() < first);
        let rest = &self.spellings[from..];
        let to = rest.partition_point(|way| &way.written[..way.written.len().min(2)] <= beginning);
        &rest[..to]
    }
}

/// Returns the bytes of a text in windows-1252. A character that this encoding lacks stays in UTF-8.
pub fn single_bytes(text: &str) -> Vec<u8> {
    let encode = |character: char| match single_byte(character) {
        Some(byte) => vec![byte],
        None => character.to_string().into_bytes(),
    };
    text.chars().flat_map(encode).collect()
}

/// Returns the bytes of a text in UTF-16, in both byte orders.
pub fn in_utf16(text: &str) -> [Vec<u8>; 2] {
    [u16::to_le_bytes, u16::to_be_bytes].map(|bytes| text.encode_utf16().flat_map(bytes).collect())
}

/// Returns the encodings of the whole text: UTF-16, base64 in both alphabets, once and twice, hex, and lists of numbers.
fn encodings(text: &str) -> BTreeSet<Vec<u8>> {
    /// A shorter text would be found by chance.
    const FEWEST: usize = 6;
    let mut encodings = BTreeSet::new();
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut in_charsets = BTreeSet::from([text.as_bytes().to_vec(), single_bytes(text)]);
    // The masker recognizes UTF-16 by two characters of Latin-1.
    let is_latin1 = |pair: &[char]| pair.iter().all(|c| u32::from(*c) <= 0xff);
    if text.len() >= FEWEST && text.chars().collect::<Vec<_>>().windows(2).any(is_latin1) {
        in_charsets.extend(in_utf16(text));
        encodings.extend(in_utf16(text).into_iter().filter(|_| text.is_ascii()));
    }
    let escaped = [form.into_bytes(), in_json(text).into_bytes()];
    for bytes in in_charsets.iter().chain(&escaped).filter(|bytes| bytes.len() >= FEWEST) {
        for encoded in amid_base64(bytes) {
            encodings.extend(escaped_base64(&encoded));
            encodings.extend(amid_base64(&encoded));
        }
    }
    for bytes in in_charsets.iter().filter(|bytes| bytes.len() >= FEWEST) {
        let joined = |separator: &str, write: &dyn Fn(u8) -> String| {
            bytes.iter().map(|byte| write(*byte)).collect::<Vec<_>>().join(separator).into_bytes()
        };
        for separator in ["", " ", ":", "-", ", 0x", ",0x", " 0x"] {
            encodings.insert(joined(separator, &|byte| format!("{byte:02x}")));
            encodings.insert(joined(separator, &|byte| format!("{byte:02X}")));
        }
        for separator in [" ", ",", ", "] {
            encodings.insert(joined(separator, &|byte| byte.to_string()));
            encodings.insert(joined(separator, &|byte| byte.cast_signed().to_string()));
        }
    }
    encodings
}

/// Returns the part of a base64 text that depends on these bytes alone, for each offset from a multiple of three.
fn amid_base64(bytes: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::new();
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        for offset in 0..3 {
            let mut shifted = vec![0; offset];
            shifted.extend_from_slice(bytes);
            let encoded = engine.encode(&shifted);
            // The characters at both ends can also hold bits of the neighbors.
            let from = (offset * 8).div_ceil(6);
            let to = shifted.len() * 8 / 6;
            all.insert(encoded.as_bytes()[from..to].to_vec());
        }
    }
    all
}

/// Returns base64 text unescaped, and escaped as in JSON, URLs and HTML.
fn escaped_base64(encoded: &[u8]) -> Vec<Vec<u8>> {
    let pairs = [
        ["+", "/"],
        ["+", "\\/"],
        ["%2B", "%2F"],
        ["%2b", "%2f"],
        ["\\u002b", "/"],
        ["\\u002B", "\\/"],
        ["&#43;", "&#47;"],
        ["&#x2B;", "&#x2F;"],
    ];
    let encoded = std::str::from_utf8(encoded).expect("base64 is ASCII");
    pairs.iter().map(|[plus, slash]| encoded.replace('+', plus).replace('/', slash).into_bytes()).collect()
}
