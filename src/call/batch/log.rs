//! The output file of an earlier run of a batch, which `--resume` continues.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::id::{BatchId, IdSet};
use crate::failure::{Failure, Kind, Result};
use crate::redact::escape_control;

/// The size limit of a line in bytes. A file with a longer line is not the output of a batch.
const LONGEST_LINE_BYTES: u64 = 1 << 30;
/// The status of a response that only asks for a later attempt.
const TOO_MANY_REQUESTS: u16 = 429;

/// The content of an output file.
#[derive(Debug, Default)]
pub(crate) struct BatchLogContent {
    /// The ids of the requests that have a response.
    pub(crate) answered: IdSet,
    /// Whether the file must be written again, because a line is incomplete or has no response.
    pub(crate) needs_cleaning: bool,
}

/// The members of a line that decide whether its request is sent again.
#[derive(Deserialize)]
struct LoggedLine<'l> {
    #[serde(borrow)]
    id: Option<&'l RawValue>,
    status: Option<u16>,
    error: Option<IgnoredAny>,
}

/// Whether the request of a line is sent again.
enum LineState {
    /// The line has a response, so its request is not sent again.
    Answered(BatchId),
    /// The line has an error, or a response with the status 429, so its request is sent again.
    Failed,
}

/// Reads the output file of an earlier run; a missing file is empty.
///
/// # Errors
///
/// Fails when the file cannot be read or is not the output of a batch whose lines have ids.
pub(crate) fn read_log(path: &Path) -> Result<BatchLogContent> {
    let mut content = BatchLogContent::default();
    let is_cut_short = each_line(path, |_, is_complete, state| {
        match state {
            LineState::Answered(id) => {
                content.answered.insert(&id);
                content.needs_cleaning |= !is_complete;
            }
            LineState::Failed => content.needs_cleaning = true,
        }
        Ok(())
    })?;
    content.needs_cleaning |= is_cut_short;
    Ok(content)
}

/// Copies the lines that have a response.
///
/// # Errors
///
/// Fails when the file cannot be read, or when the copy cannot be written.
pub(crate) fn copy_answered(path: &Path, to: &mut dyn Write) -> Result<()> {
    each_line(path, |mut line, is_complete, state| {
        if matches!(state, LineState::Failed) {
            return Ok(());
        }
        if !is_complete {
            line.push(b'\n');
        }
        to.write_all(&line).map_err(|error| not_copied(path, &error))
    })
    .map(drop)
}

fn not_copied(path: &Path, error: &io::Error) -> Failure {
    let name = escape_control(&path.display().to_string());
    Failure::new(Kind::LocalIo, format!("the complete lines of {name} cannot be copied")).because(error)
}

/// Calls `visit` with each line, whether it has a line break, and its state. Returns whether the last line is cut short.
fn each_line(path: &Path, mut visit: impl FnMut(Vec<u8>, bool, LineState) -> Result<()>) -> Result<bool> {
    let name = escape_control(&path.display().to_string());
    let unreadable =
        |error: io::Error| Failure::new(Kind::LocalIo, format!("the file {name} cannot be read")).because(error);
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened.map_err(unreadable)?,
    };
    let mut input = BufReader::new(file);
    for number in 1_u64.. {
        let mut line = Vec::new();
        let count = input.by_ref().take(LONGEST_LINE_BYTES).read_until(b'\n', &mut line).map_err(unreadable)?;
        if count == 0 {
            break;
        }
        let is_complete = line.last() == Some(&b'\n');
        let is_too_long = !is_complete && count as u64 == LONGEST_LINE_BYTES;
        match state_of(&line) {
            Ok(state) => visit(line, is_complete, state)?,
            Err(_) if !is_complete && !is_too_long => return Ok(true),
            Err(why) => {
                return Err(Failure::new(Kind::Usage, format!("{name} cannot be resumed"))
                    .because(format!("line {number} {why}"))
                    .hint("name the output file of an earlier run with --batch, or leave --resume out to replace it"));
            }
        }
    }
    Ok(false)
}

fn state_of(line: &[u8]) -> Result<LineState, &'static str> {
    const NOT_A_LINE: &str = "is not a line that --batch prints";
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(NOT_A_LINE);
    }
    let logged: LoggedLine<'_> = serde_json::from_slice(line).map_err(|_| NOT_A_LINE)?;
    match (logged.status, logged.error) {
        (Some(TOO_MANY_REQUESTS), None) | (None, Some(_)) => Ok(LineState::Failed),
        (Some(_), None) => {
            let id = logged.id.map(BatchId::parse).transpose().map_err(|_| NOT_A_LINE)?.flatten();
            id.map(LineState::Answered).ok_or("has a response without an id, so its request is not known")
        }
        _ => Err(NOT_A_LINE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Result<BatchLogContent, String>, String) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        crate::fs::create_private(&path, text).unwrap();
        let mut copy = Vec::new();
        let copied = copy_answered(&path, &mut copy);
        let content = read_log(&path).map_err(|failure| failure.message());
        assert_eq!(content.is_ok(), copied.is_ok());
        (content, String::from_utf8(copy).unwrap())
    }

    #[test]
    fn lines_with_a_response_are_kept() {
        let kept = "{\"id\":1,\"status\":200,\"headers\":{},\"body\":null}\n{\"id\":\"a\",\"status\":404}\n";
        let id = |text: &str| BatchId::Text(text.to_owned());
        let (content, copy) = read(kept);
        let content = content.unwrap();
        assert!(content.answered.contains(&BatchId::Number("1".to_owned())) && content.answered.contains(&id("a")));
        assert_eq!((content.needs_cleaning, copy.as_str()), (false, kept));
        for other in [
            "{\"id\":2,\"error\":{\"code\":\"timed-out\"}}\n",
            "{\"id\":null,\"error\":{}}\n",
            "{\"id\":2,\"status\":429,\"body\":{}}\n",
            "{\"id\":\"b\",\"status\":20",
            "{",
            "{\"id\":2",
        ] {
            let (content, copy) = read(&format!("{kept}{other}"));
            let content = content.unwrap();
            assert!(content.needs_cleaning && !content.answered.contains(&id("b")), "{other}");
            assert!(!content.answered.contains(&BatchId::Number("2".to_owned())));
            assert_eq!(copy, kept, "{other}");
        }
        // Only the line break is missing.
        let (content, copy) = read(kept.trim_end());
        let content = content.unwrap();
        assert!(content.needs_cleaning && content.answered.contains(&id("a")));
        assert_eq!(copy, kept);
        assert!(!read("").0.unwrap().needs_cleaning);
        assert!(!read_log(Path::new("/nonexistent/file")).unwrap().needs_cleaning);
    }

    #[test]
    fn another_file_is_not_resumed() {
        for (text, part) in [
            ("notes\n", "line 1 is not a line that --batch prints"),
            ("{\"id\":1,\"status\":200}\n\n", "line 2 is not a line"),
            ("{\"path\":\"/x\"}\n", "line 1 is not a line"),
            ("{\"id\":1,\"status\":200,\"error\":{}}\n", "line 1 is not a line"),
            ("{\"id\":null,\"status\":200}\n", "line 1 has a response without an id"),
        ] {
            let message = read(text).0.unwrap_err();
            assert!(message.contains("cannot be resumed") && message.contains(part), "{message}");
        }
    }
}
