//! A line typed at the terminal, shown while it is typed.

use std::io;

/// Asks the question and reads a line, without its end; `None` at the end of input (Ctrl-D).
///
/// No byte after the line is read: what follows belongs to the next question, which may be a hidden one.
#[cfg(unix)]
pub fn ask_line(question: &str) -> io::Result<Option<String>> {
    use std::fs::File;
    use std::io::{BufRead as _, BufReader, Write as _};

    let terminal = File::options().read(true).write(true).open("/dev/tty")?;
    (&terminal).write_all(question.as_bytes())?;
    let mut line = String::new();
    let count = BufReader::with_capacity(1, &terminal).read_line(&mut line)?;
    if count == 0 {
        // Ctrl-D leaves the cursor behind the question.
        (&terminal).write_all(b"\n")?;
    }
    Ok((count > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned()))
}

/// Asks the question and reads a line, without its end; `None` at the end of input.
#[cfg(not(unix))]
pub fn ask_line(question: &str) -> io::Result<Option<String>> {
    use std::io::Write as _;

    io::stderr().write_all(question.as_bytes())?;
    let mut line = String::new();
    let count = io::stdin().read_line(&mut line)?;
    Ok((count > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned()))
}
