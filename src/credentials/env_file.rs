//! Env files: `NAME=value` lines, in the format of dotenv.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::file_name::shown_name;
use crate::failure::{Failure, Kind, Result};
use crate::origin::Origin;
use crate::user_file;

/// The size limit of an env file in bytes.
const LARGEST_BYTES: usize = 256 << 10;

/// The variables of a file. They are never set in the environment, so that no child process receives them.
pub struct EnvFile {
    path: PathBuf,
    values: BTreeMap<String, String>,
}

/// Shows only the names, because the values can be secrets.
impl std::fmt::Debug for EnvFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnvFile").field("path", &self.path).field("names", &self.values.keys()).finish()
    }
}

impl EnvFile {
    /// Reads the file at this path.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read, or a line in it is not an assignment.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = user_file::read(path, LARGEST_BYTES)
            .map_err(|error| unusable(path, &error, "check the path and the permissions"))?
            .bytes;
        Self::from_bytes(path, bytes)
    }

    /// Reads the content of the file at this path.
    ///
    /// # Errors
    ///
    /// Fails when the content is too long or not UTF-8, or a line in it is not an assignment.
    pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self> {
        let failed = |why: &dyn std::fmt::Display, hint: &str| unusable(path, why, hint);
        if bytes.len() > LARGEST_BYTES {
            return Err(failed(&format!("it is larger than {LARGEST_BYTES} bytes"), "is it the right file?"));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| failed(&"it is not UTF-8 text", "save it as UTF-8; is it the right file?"))?;
        let values = parse(&text).map_err(|line| {
            failed(
                &format!("line {line} is not an assignment"),
                "write NAME=value; put a value with a space, `#`, quote or backslash into single quotes",
            )
        })?;
        Ok(Self { path: path.to_owned(), values })
    }

    /// Returns the names of the variables.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// Returns the value of a variable, which may be empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Returns the origin of a variable in this file.
    pub fn origin(&self, name: &str) -> Origin {
        Origin::EnvFile { name: name.to_owned(), file: shown_name(&self.path) }
    }
}

fn unusable(path: &Path, why: &dyn std::fmt::Display, hint: &str) -> Failure {
    let what = format!("the env file {} cannot be used", shown_name(path));
    Failure::new(Kind::BadConfig, what).because(why).hint(hint)
}

/// Parses the variables in the text. If a name is assigned twice, the later value is used.
///
/// # Errors
///
/// Fails with the number of the line that is not an assignment.
fn parse(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // dotenvy expands `$NAME`. To keep the text as it is, another character replaces each dollar sign during parsing.
    // A file of the largest size cannot contain all characters of this range.
    let dollar = ('\u{f0000}'..='\u{10fffd}').find(|c| !text.contains(*c)).unwrap_or('\u{f0000}').to_string();
    let mut text = text.replace('$', &dollar);
    // dotenvy rejects a blank at the end of the text.
    text.push('\n');
    let lines_read = Cell::new(0);
    dotenvy::from_read_iter(LineReader { rest: text.as_bytes(), starts_line: true, lines_read: &lines_read })
        .map(|assignment| match assignment {
            Ok((name, value)) => Ok((name, value.replace(&dollar, "$"))),
            Err(dotenvy::Error::LineParse(rejected, _)) => {
                Err((lines_read.get() + 1).saturating_sub(rejected.lines().count().max(1)))
            }
            Err(_) => Err(lines_read.get()),
        })
        .collect()
}

/// A reader that returns one line at a time, so that the parser is never ahead of the number of lines read.
struct LineReader<'t> {
    rest: &'t [u8],
    starts_line: bool,
    lines_read: &'t Cell<usize>,
}

impl Read for LineReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = memchr::memchr(b'\n', self.rest).map_or(self.rest.len(), |newline| newline + 1);
        let (read, rest) = self.rest.split_at(end.min(buffer.len()));
        if self.starts_line && !read.is_empty() {
            self.lines_read.set(self.lines_read.get() + 1);
        }
        buffer[..read.len()].copy_from_slice(read);
        self.starts_line = read.ends_with(b"\n");
        self.rest = rest;
        Ok(read.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_read_and_nothing_is_expanded() {
        for (text, expected) in [
            ("A=1", "1"),
            ("A=1\r\nB=2\r\n", "1"),
            ("\u{feff}A=1\n", "1"),
            ("# a comment\n\nexport A=1 # another\n", "1"),
            ("A=\"with space\"", "with space"),
            ("A='with # and \"'", "with # and \""),
            ("A=a#b", "a#b"),
            ("A=$HOME", "$HOME"),
            ("A=${HOME}", "${HOME}"),
            ("A=\"a$HOME b\"", "a$HOME b"),
            ("A='$HOME'", "$HOME"),
            ("A='a\\b'", "a\\b"),
            ("A=$(id)", "$(id)"),
            ("A=1\nA=2", "2"),
            ("A=", ""),
            ("A=\u{f0000}$B", "\u{f0000}$B"),
            ("A=1 ", "1"),
        ] {
            assert_eq!(parse(text).unwrap().get("A").map(String::as_str), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn a_line_that_is_not_an_assignment_is_numbered() {
        let long = format!("A={}\nB\n", "x".repeat(20_000));
        for (text, line) in [
            ("A=1\nB 2\n", 2),
            ("A=a b", 1),
            ("\nA='open\n", 2),
            ("A='open\n\n\n", 1),
            ("A='two\nlines'\nB", 3),
            ("A='two\nlines' x\nB", 1),
            ("A=1\nB=a\\b", 2),
            ("1A=2", 1),
            ("BA=1\n# BA\nBA", 3),
            ("A=\u{feff}\nB 1 # x", 2),
            (&long, 2),
        ] {
            assert_eq!(parse(text), Err(line), "{text:?}");
        }
    }
}
