//! Reads a line from the terminal without showing it. The terminal is restored before a signal ends or stops the program.

use std::io;

use zeroize::Zeroizing;

use crate::keyboard::Typing;

/// Shows the question and reads the answer, without its line end.
pub(super) fn ask(question: &str) -> io::Result<Zeroizing<String>> {
    let _typing = Typing::begin();
    ask_hidden(question)
}

#[cfg(unix)]
fn ask_hidden(question: &str) -> io::Result<Zeroizing<String>> {
    use std::fs::File;
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::sync::Arc;

    use rustix::termios::{LocalModes, OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr};

    let terminal = Arc::new(File::options().read(true).write(true).open("/dev/tty")?);
    let shown = tcgetattr(&terminal)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    // Only the line end is shown. Unlike raw mode, this leaves signals and line editing to the terminal.
    hidden.local_modes.insert(LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);

    let restore = {
        let terminal = Arc::clone(&terminal);
        // The terminal may have been closed.
        move || {
            let _ = tcsetattr(&terminal, OptionalActions::Now, &shown);
        }
    };
    let hide = {
        let (terminal, question) = (Arc::clone(&terminal), question.to_owned());
        move || -> io::Result<()> {
            // Earlier input is dropped, because it is not an answer to this question.
            tcsetattr(&terminal, OptionalActions::Flush, &hidden)?;
            (&*terminal).write_all(question.as_bytes())
        }
    };
    let again = hide.clone();
    let guard = crate::signals::before_end_or_stop(restore.clone(), move || drop(again()))?;
    let mut answer = Zeroizing::new(String::with_capacity(LONGEST_LINE_BYTES));
    let read = hide().and_then(|()| BufReader::with_capacity(1, &*terminal).read_line(&mut answer));
    let has_more = read.is_ok() && has_input(&terminal);
    if has_more {
        // The rest of a pasted text is dropped: the shell would run it as a command and store it in its history.
        let _ = tcflush(&terminal, QueueSelector::IFlush);
    }
    // The terminal is restored first, so that it is in order even if a signal arrives between these two calls.
    restore();
    drop(guard);
    if read? == 0 {
        // Ctrl-D leaves the cursor behind the question.
        (&*terminal).write_all(b"\n")?;
    }
    if has_more {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "more than one line was pasted, so nothing was used"));
    }
    let length = answer.trim_end_matches(['\n', '\r']).len();
    answer.truncate(length);
    Ok(answer)
}

/// Returns whether more input is available now or within 50 ms, because pasted text arrives in parts.
#[cfg(unix)]
fn has_input(terminal: &std::fs::File) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let wait = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
    let mut waiting = [PollFd::new(terminal, PollFlags::IN)];
    matches!(poll(&mut waiting, Some(&wait)), Ok(count) if count > 0) && waiting[0].revents().contains(PollFlags::IN)
}

/// The longest line of a terminal. With this capacity the answer is never copied to a larger buffer.
#[cfg(unix)]
const LONGEST_LINE_BYTES: usize = 4096;

#[cfg(not(unix))]
fn ask_hidden(question: &str) -> io::Result<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new)
}
