//! Reads escaped characters: those of program text and JSON, HTML, URLs, quoted-printable, LDAP and shells.

use super::entities::{LONGEST_NAME, LONGEST_WITHOUT_SEMICOLON, named};

/// The meaning of an escape or of one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A character.
    Char(char),
    /// The two characters of some HTML names.
    Two(char, char),
    /// A byte of a character whose encoding is unknown.
    Byte(u8),
    /// A line break that only folds the text.
    Nothing,
}

/// The meaning and the end of an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escape {
    /// Its meaning.
    pub unit: Unit,
    /// The first byte after it.
    pub end: usize,
}

/// The most levels of escapes that are decoded; `%255Cu0040` has three.
pub const DEEPEST: usize = 3;

/// The longest run of digits that is read as one number, leading zeros included.
const MAX_DIGITS: usize = 40;

/// Returns whether an escape can begin with this byte.
pub fn begins_escape(byte: u8) -> bool {
    begins_usual_escape(byte) || matches!(byte, b'\'' | b'"')
}

/// Returns whether an escape that is not a quote can begin with this byte.
pub fn begins_usual_escape(byte: u8) -> bool {
    matches!(byte, b'\\' | b'%' | b'&' | b'=')
}

/// How many escapes are remembered at each depth, so that an escape inside others is read only once.
const REMEMBERED: usize = 16;

/// Reads the escapes of a text.
#[derive(Debug)]
pub struct Escapes<'t> {
    text: &'t [u8],
    /// The last escapes at each depth, with their positions; that of position `n` has the index `n % REMEMBERED`.
    /// Empty before the first escape is read.
    remembered: Vec<[(usize, Ways); REMEMBERED]>,
}

/// The usual way to read an escape, and the way of LDAP, shells and SQL.
///
/// The second way is ambiguous, as in `\b5` and `\&quot;`, so it is never read as part of another escape.
type Ways = [Option<Escape>; 2];

impl<'t> Escapes<'t> {
    /// Creates a reader of this text.
    pub fn new(text: &'t [u8]) -> Self {
        Self { text, remembered: Vec::new() }
    }

    /// Returns the ways to read an escape at this position if its characters are escaped `depth - 1` times themselves.
    pub fn at(&mut self, at: usize, depth: usize) -> Ways {
        if !self.text.get(at).is_some_and(|byte| begins_escape(*byte)) {
            return [None; 2];
        }
        if self.remembered.is_empty() {
            self.remembered = vec![[(usize::MAX, [None; 2]); REMEMBERED]; DEEPEST];
        }
        let (known, ways) = self.remembered[depth - 1][at % REMEMBERED];
        if known == at {
            return ways;
        }
        let ways = EscapeLayer { escapes: self, depth: depth - 1 }.escape(at);
        self.remembered[depth - 1][at % REMEMBERED] = (at, ways);
        ways
    }

    /// Reads the escaped bytes at this position as one character of UTF-8.
    pub fn character_at(&mut self, at: usize, depth: usize) -> Option<Escape> {
        let mut bytes = [0; 4];
        let mut length = 1;
        let mut end = at;
        let mut count = 0;
        while count < length {
            let Some(Escape { unit: Unit::Byte(byte), end: next }) = self.at(end, depth)[0] else { return None };
            if count == 0 {
                length = match byte {
                    0xc2..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xf4 => 4,
                    _ => return None,
                };
            }
            bytes[count] = byte;
            (count, end) = (count + 1, next);
        }
        let character = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
        Some(Escape { unit: Unit::Char(character), end })
    }

    /// Reads the unit at this position with all escapes decoded, and returns it with the position after it.
    pub fn innermost(&mut self, at: usize) -> (Unit, usize) {
        let byte = self.text[at];
        let mut depths = (1..=DEEPEST).rev();
        let escape = if begins_usual_escape(byte) { depths.find_map(|depth| self.at(at, depth)[0]) } else { None };
        escape.map_or((Unit::Byte(byte), at + 1), |Escape { unit, end }| (unit, end))
    }
}

/// A text whose escapes are decoded `depth` times while it is read.
///
/// A layer reads the characters of the layer below it, so calls are nested at most [`DEEPEST`] times.
struct EscapeLayer<'e, 't> {
    escapes: &'e mut Escapes<'t>,
    depth: usize,
}

impl EscapeLayer<'_, '_> {
    fn escape(&mut self, at: usize) -> Ways {
        let Some((first, next)) = self.ascii(at) else { return [None; 2] };
        match first {
            b'\\' => {
                let usual = self.code(at).or_else(|| self.backslash(next));
                [usual, self.hex_byte(next).or_else(|| self.punctuation(next))]
            }
            b'%' => [self.code(at).or_else(|| self.hex_byte(next)), None],
            b'&' => [self.code(at).or_else(|| self.entity(next)), None],
            b'=' => [self.hex_byte(next).or_else(|| self.soft_break(next)), None],
            b'\'' | b'"' => [None, self.quote(first, next)],
            _ => [None; 2],
        }
    }

    /// Reads one ASCII character, and returns it with the position after it.
    fn ascii(&mut self, at: usize) -> Option<(u8, usize)> {
        let byte = *self.escapes.text.get(at)?;
        if begins_usual_escape(byte) {
            for depth in (1..=self.depth).rev() {
                if let [Some(Escape { unit, end }), ..] = self.escapes.at(at, depth)
                    && let Some(character) = unit.ascii()
                {
                    return Some((character, end));
                }
            }
        }
        byte.is_ascii().then_some((byte, at + 1))
    }

    /// Reads exactly these characters, and returns the position after them.
    fn follows(&mut self, at: usize, characters: &[u8]) -> Option<usize> {
        let mut end = at;
        for wanted in characters {
            let (found, next) = self.ascii(end)?;
            if found != *wanted {
                return None;
            }
            end = next;
        }
        Some(end)
    }

    /// Reads a number of exactly `count` digits, and returns it with the position after it.
    fn number_of(&mut self, at: usize, radix: u32, count: usize) -> Option<(u32, usize)> {
        let (mut value, mut end) = (0_u32, at);
        for _ in 0..count {
            let (digit, next) = self.ascii(end)?;
            value = value.saturating_mul(radix).saturating_add(char::from(digit).to_digit(radix)?);
            end = next;
        }
        Some((value, end))
    }

    /// Reads a number of at most [`MAX_DIGITS`] digits, and returns it with the position after it.
    fn number(&mut self, at: usize, radix: u32) -> Option<(u32, usize)> {
        let (mut value, mut end) = self.number_of(at, radix, 1)?;
        for _ in 1..MAX_DIGITS {
            let Some((digit, next)) = self.number_of(end, radix, 1) else { break };
            value = value.saturating_mul(radix).saturating_add(digit);
            end = next;
        }
        Some((value, end))
    }

    /// Reads a character that is written as one number, or as the two surrogates of UTF-16.
    fn code(&mut self, at: usize) -> Option<Escape> {
        let (code, end) = self.code_unit(at)?;
        if (0xd800..0xdc00).contains(&code) {
            let (low, end) = self.code_unit(end).filter(|(low, _)| (0xdc00..0xe000).contains(low))?;
            let unit = Unit::Char(char::from_u32(0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00))?);
            return Some(Escape { unit, end });
        }
        Some(Escape { unit: Unit::Char(char::from_u32(code)?), end })
    }

    /// Reads the number in `\u00e4`, `\u{e4}`, `\U000000e4`, `\x{e4}`, `%u00e4`, `&#228;`, `&#228`, `&#xe4;` and `&#xe4`.
    fn code_unit(&mut self, at: usize) -> Option<(u32, usize)> {
        let (first, next) = self.ascii(at)?;
        let (second, after) = self.ascii(next)?;
        match (first, second) {
            (b'\\', b'u' | b'x') if let Some(digits) = self.follows(after, b"{") => {
                let (code, end) = self.number(digits, 16)?;
                Some((code, self.follows(end, b"}")?))
            }
            (b'\\' | b'%', b'u') => self.number_of(after, 16, 4),
            (b'\\', b'U') => self.number_of(after, 16, 8),
            (b'&', b'#') => {
                let (code, end) = match self.ascii(after)? {
                    (b'x' | b'X', digits) => self.number(digits, 16)?,
                    _ => self.number(after, 10)?,
                };
                Some((code, self.follows(end, b";").unwrap_or(end)))
            }
            _ => None,
        }
    }

    /// Reads the rest of an escape after its backslash, except for `\u`.
    fn backslash(&mut self, at: usize) -> Option<Escape> {
        let (letter, end) = self.ascii(at)?;
        let character = match letter {
            b'x' => return self.hex_byte(end),
            b'0'..=b'7' => {
                let octal = self.number_of(at, 8, 3).and_then(|(value, end)| Some((u8::try_from(value).ok()?, end)));
                let byte = octal.or((letter == b'0').then_some((0, end)));
                return byte.map(|(byte, end)| Escape { unit: Unit::Byte(byte), end });
            }
            b'a' => 0x07,
            b'b' => 0x08,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 0x0b,
            b'f' => 0x0c,
            b'r' => b'\r',
            b'e' => 0x1b,
            b'"' | b'\'' | b'\\' | b'/' => letter,
            _ => return None,
        };
        Some(Escape { unit: Unit::Char(char::from(character)), end })
    }

    /// Reads punctuation after the backslash of a shell or a regular expression. A backslash before a line break joins the
    /// lines.
    fn punctuation(&mut self, at: usize) -> Option<Escape> {
        let (character, end) = self.ascii(at).filter(|(character, _)| !character.is_ascii_alphanumeric())?;
        let unit = if character == b'\n' { Unit::Nothing } else { Unit::Char(char::from(character)) };
        Some(Escape { unit, end })
    }

    fn hex_byte(&mut self, at: usize) -> Option<Escape> {
        let (value, end) = self.number_of(at, 16, 2)?;
        Some(Escape { unit: Unit::Byte(u8::try_from(value).ok()?), end })
    }

    fn entity(&mut self, at: usize) -> Option<Escape> {
        let mut name = Vec::with_capacity(LONGEST_NAME);
        let mut without_semicolon = None;
        let mut end = at;
        while name.len() < LONGEST_NAME
            && let Some((character, next)) = self.ascii(end)
        {
            name.push(character);
            end = next;
            if character == b';' {
                let whole = named(&name).map(|characters| (characters, end));
                return whole.or(without_semicolon).map(escape_of_entity);
            }
            if !character.is_ascii_alphanumeric() {
                break;
            }
            if name.len() <= LONGEST_WITHOUT_SEMICOLON {
                without_semicolon = named(&name).map(|characters| (characters, end)).or(without_semicolon);
            }
        }
        without_semicolon.map(escape_of_entity)
    }

    /// Reads a line break that quoted-printable added.
    fn soft_break(&mut self, at: usize) -> Option<Escape> {
        let end = self.follows(at, b"\r\n").or_else(|| self.follows(at, b"\n"))?;
        Some(Escape { unit: Unit::Nothing, end })
    }

    /// Reads a quote inside quotes: a doubled one, as in SQL and CSV, or one outside the quotes, as in a shell.
    fn quote(&mut self, quote: u8, at: usize) -> Option<Escape> {
        let spellings: &[&[u8]] = if quote == b'\'' { &[b"'", b"\\''", b"\"'\"'"] } else { &[b"\""] };
        let end = spellings.iter().find_map(|spelling| self.follows(at, spelling))?;
        Some(Escape { unit: Unit::Char(char::from(quote)), end })
    }
}

fn escape_of_entity(((first, second), end): ((char, Option<char>), usize)) -> Escape {
    let unit = second.map_or(Unit::Char(first), |second| Unit::Two(first, second));
    Escape { unit, end }
}

impl Unit {
    /// Returns the unit as an ASCII character, if it is one.
    pub fn ascii(self) -> Option<u8> {
        match self {
            Self::Char(character) => u8::try_from(character).ok().filter(u8::is_ascii),
            Self::Byte(byte) => Some(byte).filter(u8::is_ascii),
            Self::Two(..) | Self::Nothing => None,
        }
    }
}
