//! Standard input, which is the keyboard on a terminal, and whether the program waits for what the user types.

use std::io::{self, IsTerminal as _, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The target of the log records that ask the user to type something.
pub const QUESTION_TARGET: &str = "travauth::keyboard::question";

/// The number of reads that wait for the keyboard.
static WAITING_READS: AtomicUsize = AtomicUsize::new(0);

/// Returns whether the program waits for what the user types, so that nothing may be drawn on the terminal.
pub fn is_typing() -> bool {
    WAITING_READS.load(Ordering::SeqCst) > 0
}

/// A wait for what the user types, which ends when this is dropped.
#[derive(Debug)]
pub struct Typing(());

impl Typing {
    /// Begins the wait.
    pub fn begin() -> Self {
        WAITING_READS.fetch_add(1, Ordering::SeqCst);
        // The log erases its progress line, so that the question does not follow it.
        log::logger().flush();
        Self(())
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        WAITING_READS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Standard input. If it is a terminal, the first read asks the user to type.
#[derive(Debug)]
pub struct StandardInput {
    /// What is read, such as `the body`.
    what: &'static str,
    has_begun: bool,
    /// None if standard input is not a terminal, and when it has ended.
    typing: Option<Typing>,
}

/// The key that ends the input on a terminal.
pub const END_OF_INPUT: &str = if cfg!(windows) { "Ctrl-Z and Enter" } else { "Ctrl-D" };
/// The keys that end the last line and the input.
const ENTER_AND_END: &str = if cfg!(windows) { "Enter, Ctrl-Z and Enter" } else { "Enter and Ctrl-D" };

impl StandardInput {
    /// Returns standard input; `what` completes "Type or paste …".
    pub fn new(what: &'static str) -> Self {
        Self { what, has_begun: false, typing: None }
    }

    fn begin(&mut self) {
        self.has_begun = true;
        if io::stdin().is_terminal() {
            self.typing = Some(Typing::begin());
            log::info!(target: QUESTION_TARGET, "Type or paste {}, then press {ENTER_AND_END}:", self.what);
        } else {
            log::info!("reading standard input");
        }
    }
}

impl Read for StandardInput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.has_begun {
            self.begin();
        }
        let count = io::stdin().read(buffer)?;
        if count == 0 {
            self.typing = None;
        }
        Ok(count)
    }
}
