//! Reads a line from the terminal without showing it. The terminal is restored before a signal ends or stops the program.

use std::io;

use zeroize::Zeroizing;

/// Shows the question and reads the answer, without its line end.
#[cfg(unix)]
pub(super) fn ask(question: &str) -> io::Result<Zeroizing<String>> {
    use std::fs::File;
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::sync::Arc;

    use rustix::termios::{LocalModes, OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr};

    let terminal = Arc::new(File::options().read(true).write(true).open("/dev/tty")?);
    let shown = tcgetattr(&terminal)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    // The line end is shown. Unlike in raw mode, the terminal still handles signals and line editing.
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
        // The rest of a paste would be run as a command by the shell, and stay in its history.
        let _ = tcflush(&terminal, QueueSelector::IFlush);
    }
    // In this order, a signal between the two calls finds the terminal restored.
    restore();
    drop(guard);
    read?;
    if has_more {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "more than one line was pasted, so nothing was used"));
    }
    let length = answer.trim_end_matches(['\n', '\r']).len();
    answer.truncate(length);
    Ok(answer)
}

/// Returns whether another line is there already, or comes at once: a paste arrives in pieces.
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

/// Shows the question and reads the answer, without its line end.
#[cfg(not(unix))]
pub(super) fn ask(question: &str) -> io::Result<Zeroizing<String>> {
    rpassword::prompt_password(question).map(Zeroizing::new)
}
