//! Reads a text in all ways, with each escape decoded or not, and finds the secrets in every reading.

use std::ops::Range;

use aho_corasick::automaton::StateID;

use super::characters::single_byte;
use super::escapes::{DEEPEST, Escapes, Unit, begins_escape};
use super::matcher::{Matcher, PIECE};

/// The longest escape that is read, in bytes; a name of HTML whose characters are all percent-encoded twice takes 160.
const LONGEST_ESCAPE: usize = 256;

/// The most readings that continue at each position.
const MAX_READINGS: usize = 64;

/// The most readings that continue after too many steps, which only a text full of escapes needs.
const FEW_READINGS: usize = 4;

/// How many steps a text may take in addition to [`STEPS_A_BYTE`].
const SPARE_STEPS: usize = 1 << 18;

/// How many steps a byte may take on average; most take one.
const STEPS_A_BYTE: usize = 8;

/// Marks a byte that is not the first of its character.
const INSIDE: usize = usize::MAX;

/// The character set of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// Decoded bytes of an unknown character set.
    Unknown,
}

/// One way to read the text up to a position.
#[derive(Clone, Copy)]
struct OpenReading {
    state: StateID,
    /// How many bytes have been read.
    read: usize,
    /// The positions of the last bytes in the text; that of byte `n` has the index `n % PIECE`.
    starts: [usize; PIECE],
}

/// One way to read a character: its bytes, and the position after it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct ReadStep {
    bytes: [u8; 8],
    length: usize,
    end: usize,
}

/// Searches texts for secrets, one after the other.
pub struct Walk<'m> {
    matcher: &'m Matcher,
    /// The readings that continue at each position, sorted by state; those of position `n` have the index
    /// `n % LONGEST_ESCAPE`. Empty before the first reading.
    readings: Vec<Vec<OpenReading>>,
    /// The number of readings at all positions.
    pending: usize,
    /// The ways to read the character at the current position.
    steps: Vec<ReadStep>,
    /// How many bytes the finished texts have.
    walked: usize,
    /// How many steps all readings have taken.
    steps_taken: usize,
    /// The end of the last word that was masked because its secret is truncated.
    word_end: usize,
}

impl<'m> Walk<'m> {
    /// Creates a walk that searches for the secrets of this matcher.
    pub fn new(matcher: &'m Matcher) -> Self {
        Self { matcher, readings: Vec::new(), pending: 0, steps: Vec::new(), walked: 0, steps_taken: 0, word_end: 0 }
    }

    /// Returns how many steps all readings have taken.
    #[cfg(test)]
    pub fn steps_taken(&self) -> usize {
        self.steps_taken
    }

    /// Finds every secret of at least `shortest` bytes in this text, and passes its range to `found`.
    pub fn find(&mut self, text: &[u8], charset: Charset, shortest: usize, found: &mut dyn FnMut(Range<usize>)) {
        self.word_end = 0;
        let mut escapes = Escapes::new(text);
        let mut here = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if self.pending > 0 {
                std::mem::swap(&mut here, &mut self.readings[at % LONGEST_ESCAPE]);
                self.pending -= here.len();
            }
            if self.pending == 0 {
                at = self.walk_plainly(&mut here, text, at, shortest, found);
                if at == text.len() {
                    break;
                }
            }
            self.collect_steps(&mut escapes, text, at, charset);
            if here.is_empty() {
                here.push(OpenReading::new(self.matcher.start()));
            }
            self.steps_taken += here.len() * self.steps.len();
            let is_slow = self.steps_taken > SPARE_STEPS + (self.walked + at) * STEPS_A_BYTE;
            let room = if is_slow { FEW_READINGS } else { MAX_READINGS };
            for index in 0..self.steps.len() {
                let step = self.steps[index];
                for reading in &here {
                    let mut reading = *reading;
                    if reading.add(self.matcher, at, &step.bytes[..step.length]) {
                        if step.length > 0 {
                            self.report(&reading, text, step.end, shortest, found);
                        }
                        self.keep(&reading, step.end, room);
                    }
                }
            }
            here.clear();
            at += 1;
        }
        if self.pending > 0 {
            self.readings[at % LONGEST_ESCAPE].clear();
            self.pending = 0;
        }
        self.walked += at;
    }

    /// Reads the text as long as there is only one way to read it, and returns the position after that. Most text needs only
    /// this.
    fn walk_plainly(
        &mut self,
        here: &mut Vec<OpenReading>,
        text: &[u8],
        start: usize,
        shortest: usize,
        found: &mut dyn FnMut(Range<usize>),
    ) -> usize {
        let mut at = start;
        while at < text.len() {
            match here.as_mut_slice() {
                [] => {
                    let rest = text[at..].iter().position(|byte| self.matcher.can_begin_with(*byte));
                    at = rest.map_or(text.len(), |length| at + length);
                    if text.get(at).is_none_or(|byte| self.matcher.has_many_ways(*byte)) {
                        break;
                    }
                    here.push(OpenReading::new(self.matcher.start()));
                }
                [reading] if !self.matcher.has_many_ways(text[at]) => {
                    if reading.add(self.matcher, at, &text[at..=at]) {
                        let reading = *reading;
                        self.report(&reading, text, at + 1, shortest, found);
                    } else {
                        here.clear();
                    }
                    at += 1;
                }
                _ => break,
            }
        }
        at
    }

    /// Collects the ways to read the character at this position.
    fn collect_steps(&mut self, escapes: &mut Escapes, text: &[u8], at: usize, charset: Charset) {
        self.steps.clear();
        let byte = text[at];
        if byte.is_ascii() || charset == Charset::Unknown {
            self.add_steps(Unit::Byte(byte), at + 1);
        }
        if !byte.is_ascii()
            && let Some(character) = first_character(&text[at..])
        {
            self.add_steps(Unit::Char(character), at + character.len_utf8());
        }
        if begins_escape(byte) {
            for depth in 1..=DEEPEST {
                let ways = escapes.at(at, depth).into_iter().chain([escapes.character_at(at, depth)]);
                for escape in ways.flatten() {
                    if escape.end - at < LONGEST_ESCAPE {
                        self.add_steps(escape.unit, escape.end);
                    }
                }
            }
        }
    }

    fn add_steps(&mut self, unit: Unit, end: usize) {
        match unit {
            Unit::Nothing => self.add_step(&[], end),
            Unit::Byte(byte) => self.add_step(&[byte], end),
            Unit::Char(character) => {
                self.add_step(character.encode_utf8(&mut [0; 4]).as_bytes(), end);
                if let Some(byte) = single_byte(character) {
                    self.add_step(&[byte], end);
                }
            }
            Unit::Two(first, second) => self.add_step([first, second].iter().collect::<String>().as_bytes(), end),
        }
        if matches!(unit, Unit::Byte(b'+') | Unit::Char('+')) {
            // In a form, `+` is a space.
            self.add_step(b" ", end);
        }
    }

    fn add_step(&mut self, read: &[u8], end: usize) {
        let mut bytes = [0; 8];
        bytes[..read.len()].copy_from_slice(read);
        let step = ReadStep { bytes, length: read.len(), end };
        if !self.steps.contains(&step) {
            self.steps.push(step);
        }
    }

    /// Reports every secret at the end of this reading.
    fn report(
        &mut self,
        reading: &OpenReading,
        text: &[u8],
        end: usize,
        shortest: usize,
        found: &mut dyn FnMut(Range<usize>),
    ) {
        for secret in self.matcher.matches(reading.state).filter(|secret| secret.length >= shortest) {
            let start = reading.start(secret.length);
            if start == INSIDE {
                // A secret does not begin inside a character.
                continue;
            }
            if secret.is_truncated && end > self.word_end {
                let rest = text[end..].iter().position(u8::is_ascii_whitespace);
                self.word_end = rest.map_or(text.len(), |length| end + length);
            }
            found(start..if secret.is_truncated { self.word_end } else { end });
        }
    }

    /// Continues a reading at this position. At most `room` readings continue there, and longer matches replace shorter
    /// ones.
    fn keep(&mut self, reading: &OpenReading, position: usize, room: usize) {
        let depth_of = |reading: &OpenReading| self.matcher.depth(reading.state);
        let depth = depth_of(reading);
        self.readings.resize(LONGEST_ESCAPE, Vec::new());
        let others = &mut self.readings[position % LONGEST_ESCAPE];
        match others.binary_search_by_key(&reading.state, |other| other.state) {
            Ok(same) => {
                // Both find the same secrets, and the one that began earlier masks more.
                if reading.start(depth) < others[same].start(depth) {
                    others[same] = *reading;
                }
            }
            Err(index) if others.len() < room => {
                others.insert(index, *reading);
                self.pending += 1;
            }
            Err(_) => {
                let shallowest = (0..others.len()).min_by_key(|other| depth_of(&others[*other]));
                if let Some(shallowest) = shallowest.filter(|other| depth_of(&others[*other]) < depth) {
                    others[shallowest] = *reading;
                    others.sort_unstable_by_key(|other| other.state);
                }
            }
        }
    }
}

impl OpenReading {
    fn new(state: StateID) -> Self {
        Self { state, read: 0, starts: [INSIDE; PIECE] }
    }

    /// Reads one more character, and returns whether the last bytes can be the beginning of a secret.
    fn add(&mut self, matcher: &Matcher, at: usize, character: &[u8]) -> bool {
        let mut start = at;
        for byte in character {
            self.state = matcher.next(self.state, *byte);
            self.starts[self.read % PIECE] = start;
            self.read += 1;
            start = INSIDE;
        }
        matcher.depth(self.state) > 0
    }

    /// Returns the position of the last `length` bytes in the text.
    fn start(&self, length: usize) -> usize {
        self.starts[(self.read - length) % PIECE]
    }
}

fn first_character(bytes: &[u8]) -> Option<char> {
    let start = &bytes[..bytes.len().min(4)];
    let valid = std::str::from_utf8(start).or_else(|error| std::str::from_utf8(&start[..error.valid_up_to()]));
    valid.ok()?.chars().next()
}
