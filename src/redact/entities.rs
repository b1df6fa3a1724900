//! The named characters of HTML.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Every name that browsers know, with its characters in hex. A name that needs no semicolon is also listed without it.
const NAMES: &str = include_str!("entities.txt");

/// The longest name, in characters, with its semicolon.
pub const LONGEST_NAME: usize = 32;

/// The longest name that needs no semicolon.
pub const LONGEST_WITHOUT_SEMICOLON: usize = 6;

/// One or two characters.
type Characters = (char, Option<char>);

/// Returns the characters with this name.
pub fn named(name: &[u8]) -> Option<Characters> {
    static TABLE: OnceLock<HashMap<&[u8], Characters>> = OnceLock::new();
    let table = TABLE.get_or_init(|| NAMES.lines().filter_map(entry).collect());
    table.get(name).copied()
}

fn entry(line: &'static str) -> Option<(&'static [u8], Characters)> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let mut characters = words.filter_map(character);
    Some((name.as_bytes(), (characters.next()?, characters.next())))
}

fn character(hex: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(hex, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        for line in NAMES.lines() {
            let (name, codes) = line.split_once(' ').expect("a line has a name and codes");
            let wanted: Vec<char> = codes.split(' ').filter_map(character).collect();
            let (first, second) = named(name.as_bytes()).unwrap_or_else(|| panic!("{name} is not found"));
            assert_eq!([first].into_iter().chain(second).collect::<Vec<_>>(), wanted, "{name}");
            let longest = if name.ends_with(';') { LONGEST_NAME } else { LONGEST_WITHOUT_SEMICOLON };
            assert!(name.len() <= longest, "{name}");
        }
        for unknown in ["", "a", "amp; ", "zzz;", "zwnj"] {
            assert_eq!(named(unknown.as_bytes()), None, "{unknown}");
        }
    }
}
