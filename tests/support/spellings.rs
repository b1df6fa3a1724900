//! All spellings in which a server may write a character or a byte.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// One way to write a character or a byte.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling {
    pub written: Vec<u8>,
    ends: Ends,
}

/// The condition on the neighboring bytes under which a spelling means this character or byte, and not another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ends {
    Anywhere,
    BeforeNoDigit,
    BeforeNoHexDigit,
    BeforeNoLetter,
    /// The byte is not part of a character in UTF-8.
    InLatin1,
}

impl Spelling {
    /// Returns the position after the spelling, if the content has it at `start`.
    pub fn end_in(&self, content: &[u8], start: usize) -> Option<usize> {
        let rest = content[start..].strip_prefix(&*self.written)?;
        let is_next = |is: fn(&u8) -> bool| rest.first().is_some_and(is);
        let is_other = match self.ends {
            Ends::Anywhere => false,
            Ends::BeforeNoDigit => is_next(|next| matches!(next, b'0'..=b'9' | b';')),
            Ends::BeforeNoHexDigit => is_next(|next| next.is_ascii_hexdigit() || *next == b';'),
            Ends::BeforeNoLetter => is_next(|next| next.is_ascii_alphanumeric() || *next == b';'),
            Ends::InLatin1 if self.written[0] < 0xc0 => start > 0 && !content[start - 1].is_ascii(),
            Ends::InLatin1 => is_next(|byte| (0x80..0xc0).contains(byte)),
        };
        (!is_other).then(|| content.len() - rest.len())
    }
}

fn exactly(written: impl Into<Vec<u8>>) -> Spelling {
    Spelling { written: written.into(), ends: Ends::Anywhere }
}

/// A cache of spellings, because computing them takes longer than the search.
type Known<T> = RefCell<HashMap<T, Rc<[Spelling]>>>;

/// Returns the escapes of a character, sorted, and each of them escaped once and twice more.
pub fn of_character(character: char) -> Rc<[Spelling]> {
    thread_local!(static KNOWN: Known<char> = Known::default());
    known(&KNOWN, character, make_of_character)
}

/// Returns the escapes of a byte, sorted, and those of its character in Latin-1 and windows-1252.
pub fn of_byte(byte: u8) -> Rc<[Spelling]> {
    thread_local!(static KNOWN: Known<u8> = Known::default());
    known(&KNOWN, byte, make_of_byte)
}

/// Returns the escapes of `fj`, two characters for which HTML has one name.
pub fn of_fj() -> Rc<[Spelling]> {
    escaped_again(BTreeSet::from([exactly("&fjlig;")])).into_iter().collect()
}

fn known<T: Copy + Eq + std::hash::Hash>(
    known: &'static std::thread::LocalKey<Known<T>>,
    key: T,
    make: fn(T) -> BTreeSet<Spelling>,
) -> Rc<[Spelling]> {
    const LARGEST: usize = 300;
    if let Some(spellings) = known.with_borrow(|known| known.get(&key).map(Rc::clone)) {
        return spellings;
    }
    let spellings: Rc<[Spelling]> = make(key).into_iter().collect();
    known.with_borrow_mut(|known| {
        if known.len() >= LARGEST {
            known.clear();
        }
        known.insert(key, Rc::clone(&spellings));
    });
    spellings
}

fn make_of_character(character: char) -> BTreeSet<Spelling> {
    let code = u32::from(character);
    let mut ways = BTreeSet::from([exactly(character.to_string())]);
    let mut units = [0; 2];
    let utf16 = character.encode_utf16(&mut units);
    let each = |write: &dyn Fn(u16) -> String| exactly(utf16.iter().map(|unit| write(*unit)).collect::<String>());
    ways.extend([
        each(&|unit| format!("\\u{unit:04x}")),
        each(&|unit| format!("\\u{unit:04X}")),
        each(&|unit| format!("%u{unit:04x}")),
        each(&|unit| format!("%u{unit:04X}")),
        each(&|unit| format!("&#{unit};")),
    ]);
    ways.extend([
        exactly(format!("\\u{{{code:x}}}")),
        exactly(format!("\\u{{{code:06X}}}")),
        exactly(format!("\\x{{{code:X}}}")),
        exactly(format!("\\U{code:08x}")),
        exactly(format!("\\U{code:08X}")),
    ]);
    for zeros in [0, 4, 7] {
        ways.extend([
            exactly(format!("&#{code:0zeros$};")),
            exactly(format!("&#x{code:0zeros$x};")),
            exactly(format!("&#X{code:0zeros$X};")),
        ]);
    }
    if matches!(character, '"' | '\'' | '\\' | '/') {
        ways.insert(exactly(format!("\\{character}")));
    }
    if matches!(character, '\'' | '"') {
        ways.insert(exactly(format!("{character}{character}")));
    }
    let quoted = if character == '\'' { &["'\\''", "'\"'\"'"][..] } else { &[] };
    ways.extend(quoted.iter().map(|written| exactly(*written)));
    if character == ' ' {
        ways.insert(exactly("+"));
    }
    let controls = "\u{7}a\u{8}b\tt\nn\u{b}v\u{c}f\rr\u{1b}e\0".chars().collect::<Vec<_>>();
    let letter = controls.chunks_exact(2).find(|pair| pair[0] == character).map(|pair| pair[1]);
    ways.extend(letter.map(|letter| exactly(format!("\\{letter}"))));
    let alone = character.to_string();
    let names = entities::ENTITIES.iter().filter(|entity| entity.characters == alone);
    ways.extend(names.clone().filter(|entity| entity.entity.ends_with(';')).map(|entity| exactly(entity.entity)));
    let mut ways = escaped_again(ways);
    if character.is_ascii_punctuation() || character == ' ' {
        // As a shell escapes it.
        ways.insert(exactly(format!("\\{character}")));
    }
    // HTML permits an escape without its semicolon if the next character cannot belong to it.
    let without = |written: &str, ends| Spelling { written: written.into(), ends };
    let bare = names.filter(|entity| !entity.entity.ends_with(';'));
    ways.extend(bare.map(|entity| without(entity.entity, Ends::BeforeNoLetter)));
    ways.insert(without(&format!("&#{code}"), Ends::BeforeNoDigit));
    ways.insert(without(&format!("&#x{code:x}"), Ends::BeforeNoHexDigit));
    ways
}

fn make_of_byte(byte: u8) -> BTreeSet<Spelling> {
    let mut ways = BTreeSet::from([
        exactly(format!("%{byte:02x}")),
        exactly(format!("%{byte:02X}")),
        exactly(format!("={byte:02X}")),
        exactly(format!("={byte:02x}")),
        exactly(format!("\\x{byte:02x}")),
        exactly(format!("\\x{byte:02X}")),
        exactly(format!("\\{byte:03o}")),
    ]);
    ways = escaped_again(ways);
    // As LDAP escapes it.
    ways.extend([exactly(format!("\\{byte:02x}")), exactly(format!("\\{byte:02X}"))]);
    if !byte.is_ascii() {
        ways.insert(Spelling { written: vec![byte], ends: Ends::InLatin1 });
        ways.extend(make_of_character(char::from(byte)));
        let special = WINDOWS_1252.chars().nth(usize::from(byte - 0x80));
        ways.extend(special.into_iter().flat_map(make_of_character));
    }
    ways
}

fn escaped_again(mut ways: BTreeSet<Spelling>) -> BTreeSet<Spelling> {
    for _ in 0..2 {
        let again: Vec<Spelling> = ways
            .iter()
            .filter_map(|way| std::str::from_utf8(&way.written).ok())
            .flat_map(|way| [in_json(way), in_html(way), in_percent(way, true), in_percent(way, false)])
            .map(exactly)
            .collect();
        ways.extend(again);
    }
    ways
}

/// Returns the text as a JSON string without the quotes.
pub fn in_json(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("a text is JSON");
    quoted[1..quoted.len() - 1].to_owned()
}

fn in_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn in_percent(text: &str, is_upper: bool) -> String {
    text.bytes()
        .map(|byte| match byte {
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ if is_upper => format!("%{byte:02X}"),
            _ => format!("%{byte:02x}"),
        })
        .collect()
}

/// The characters of windows-1252 from 0x80 to 0x9f, which differ from Latin-1.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// Returns the byte of a character in windows-1252.
pub fn single_byte(character: char) -> Option<u8> {
    let special = WINDOWS_1252.chars().zip(0x80..).find(|(other, _)| *other == character);
    special.map(|(_, byte)| byte).or_else(|| u8::try_from(u32::from(character)).ok())
}
