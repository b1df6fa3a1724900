//! Reads the lines of a batch one after another, each up to a size limit.

use std::io::{BufRead, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::failure::{Failure, Kind, Result};

/// The longest line in bytes. A longer one is skipped without being stored.
const LONGEST_LINE_BYTES: u64 = 16 << 20;

/// One line of the input.
#[derive(Debug)]
pub(super) struct InputLine {
    /// Its number in the input, from 1.
    pub(super) number: u64,
    /// Its bytes, without the line break; a failure if it is too long.
    pub(super) content: Result<Vec<u8>>,
}

/// The lines of an input, without the blank ones.
pub(super) struct InputLines<R> {
    input: R,
    /// How the input is named in messages.
    name: String,
    number: u64,
    /// The number of bytes read, to estimate the time that is left.
    read: Arc<AtomicU64>,
}

impl<R: BufRead> InputLines<R> {
    pub(super) fn new(input: R, name: String, read: Arc<AtomicU64>) -> Self {
        Self { input, name, number: 0, read }
    }

    /// Reads the next line that is not blank; none at the end of the input.
    ///
    /// # Errors
    ///
    /// Fails when the input cannot be read, or is UTF-16.
    pub(super) fn next_line(&mut self) -> Result<Option<InputLine>> {
        loop {
            let mut bytes = Vec::new();
            let limit = LONGEST_LINE_BYTES + 1;
            let count = self.input.by_ref().take(limit).read_until(b'\n', &mut bytes);
            let mut count = count.map_err(|error| self.unreadable(&error))? as u64;
            if count == 0 {
                return Ok(None);
            }
            self.number += 1;
            let is_too_long = count == limit && bytes.last() != Some(&b'\n');
            if is_too_long {
                bytes = Vec::new();
                count += self.skip_line()?;
            }
            self.read.fetch_add(count, Ordering::Relaxed);
            if self.number == 1 {
                bytes = self.without_byte_order_mark(bytes)?;
            }
            let end = bytes.trim_ascii_end().len();
            if end == 0 && !is_too_long {
                continue;
            }
            bytes.truncate(end);
            let content = if is_too_long { Err(too_long()) } else { Ok(bytes) };
            return Ok(Some(InputLine { number: self.number, content }));
        }
    }

    /// Reads to the end of the line without storing it, and returns the number of bytes.
    fn skip_line(&mut self) -> Result<u64> {
        let mut count = 0;
        loop {
            let available = match self.input.fill_buf() {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                filled => filled.map_err(|error| unreadable(&self.name, &error))?,
            };
            let end = available.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(available.len(), |end| end + 1);
            let is_last = end.is_some() || available.is_empty();
            self.input.consume(used);
            count += used as u64;
            if is_last {
                return Ok(count);
            }
        }
    }

    /// Removes the byte order mark of UTF-8.
    fn without_byte_order_mark(&self, bytes: Vec<u8>) -> Result<Vec<u8>> {
        match *bytes {
            [0xef, 0xbb, 0xbf, ref rest @ ..] => Ok(rest.to_vec()),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                let what = format!("{} is UTF-16 text", self.name);
                Err(Failure::new(Kind::Usage, what).hint("save it as UTF-8; in PowerShell, use `-Encoding utf8`"))
            }
            _ => Ok(bytes),
        }
    }

    fn unreadable(&self, error: &std::io::Error) -> Failure {
        unreadable(&self.name, error)
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    Failure::new(Kind::LocalIo, format!("{name} cannot be read")).because(error)
}

fn too_long() -> Failure {
    Failure::new(Kind::Usage, format!("the line is longer than {} MiB", LONGEST_LINE_BYTES >> 20))
        .hint("send a large body by itself, with `travauth call -d @FILE`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<(u64, Result<String, String>)> {
        let read = Arc::default();
        let mut lines = InputLines::new(input, "the input".to_owned(), Arc::clone(&read));
        let mut found = Vec::new();
        while let Some(InputLine { number, content }) = lines.next_line().unwrap() {
            let content = content.map(|bytes| String::from_utf8(bytes).unwrap()).map_err(|failure| failure.to_string());
            found.push((number, content));
        }
        assert_eq!(read.load(Ordering::Relaxed), input.len() as u64);
        found
    }

    #[test]
    fn lines_are_read_with_any_line_break() {
        let line = |number, text: &str| (number, Ok(text.to_owned()));
        assert_eq!(lines(b"a\nb\n"), [line(1, "a"), line(2, "b")]);
        assert_eq!(lines(b"\xef\xbb\xbfa\r\n\r\n  \nb"), [line(1, "a"), line(4, "b")]);
        assert_eq!(lines(b"\xef\xbb\xbf"), []);
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn a_line_that_is_too_long_does_not_end_the_input() {
        let longest = usize::try_from(LONGEST_LINE_BYTES).unwrap();
        let input = [vec![b'a'; longest], vec![b'\n'], vec![b'b'; longest + 1], b"\nc\n".to_vec()].concat();
        let found = lines(&input);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].1.as_ref().unwrap().len(), longest);
        assert_eq!((found[1].0, found[1].1.as_ref().unwrap_err().as_str()), (2, "the line is longer than 16 MiB"));
        assert_eq!(found[2], (3, Ok("c".to_owned())));
        assert!(lines(&vec![b'b'; longest + 5])[0].1.is_err());
    }

    #[test]
    fn utf_16_is_an_error() {
        let mut lines = InputLines::new(&b"\xff\xfe{\0"[..], "the input".to_owned(), Arc::default());
        assert!(lines.next_line().unwrap_err().message().contains("the input is UTF-16"));
    }
}
