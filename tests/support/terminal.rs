//! A program on a terminal of its own, with a test at the keyboard.

use std::cell::Cell;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::process::{Output, Program};
use super::wait::eventually;

/// A program that runs on a terminal.
pub struct Terminal {
    program: Program,
    child: Child,
    keyboard: File,
    /// The other side stays open, so that its settings can be read after the program has ended.
    screen: Option<OwnedFd>,
    reader: Option<JoinHandle<()>>,
    text: Arc<Mutex<Vec<u8>>>,
    /// The length of the text when something was typed last.
    typed_at: Cell<usize>,
}

impl Terminal {
    /// Starts the program as the only one of a new session, so that Ctrl-C reaches it.
    pub(super) fn start(program: Program, command: &Command) -> Self {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal can be opened");
        grantpt(&keyboard).and_then(|()| unlockpt(&keyboard)).expect("a terminal can be used");
        let name = ptsname(&keyboard, Vec::new()).expect("a terminal has a name");
        let screen = File::options().read(true).write(true).open(name.to_str().expect("the name is text"));
        let screen = screen.expect("a terminal can be opened");
        let stdio = || Stdio::from(screen.try_clone().expect("a file can be duplicated"));
        let child = Command::new("setsid")
            .args(["--ctty", "--wait"])
            .arg(command.get_program())
            .args(command.get_args())
            .env_clear()
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(command.get_current_dir().expect("a program has a directory"))
            .stdin(stdio())
            .stdout(stdio())
            .stderr(stdio())
            .spawn()
            .expect("setsid starts");
        let keyboard = File::from(keyboard);
        let text = Arc::new(Mutex::new(Vec::new()));
        let mut shown = keyboard.try_clone().expect("a file can be duplicated");
        let read = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = shown.read(&mut buffer) {
                read.lock().expect("no thread panics with the lock").extend_from_slice(&buffer[..count]);
            }
        });
        Self {
            program,
            child,
            keyboard,
            screen: Some(screen.into()),
            reader: Some(reader),
            text,
            typed_at: Cell::new(0),
        }
    }

    /// Returns all that the terminal has shown.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().expect("no thread panics with the lock")).replace("\r\n", "\n")
    }

    /// Waits until the terminal shows `text` at its end, where the program asks for something. What it showed when
    /// something was typed last does not count.
    #[track_caller]
    pub fn until_it_asks(&self, text: &str) -> &Self {
        eventually(&format!("the terminal asks `{text}`"), || {
            let text_now = self.text();
            text_now.get(self.typed_at.get()..).is_some_and(|new| new.trim_end().ends_with(text))
        });
        self
    }

    /// Waits until the program hides what is typed.
    #[track_caller]
    pub fn until_input_is_hidden(&self) -> &Self {
        eventually("the terminal hides its input", || !self.shows_input());
        self
    }

    /// Types a text as it is; `\u{3}` is Ctrl-C, `\u{4}` Ctrl-D.
    pub fn types(&self, text: &str) -> &Self {
        self.typed_at.set(self.text().len());
        (&self.keyboard).write_all(text.as_bytes()).expect("the terminal is open");
        self
    }

    /// Answers a question with one line.
    #[track_caller]
    pub fn answers(&self, question: &str, answer: &str) -> &Self {
        self.until_it_asks(question).types(&format!("{answer}\n"))
    }

    /// Returns whether typed characters are shown.
    pub fn shows_input(&self) -> bool {
        tcgetattr(self.screen.as_ref().expect("it is open until the end"))
            .expect("it is a terminal")
            .local_modes
            .contains(LocalModes::ECHO)
    }

    /// Waits for the end of the program. What the terminal showed is its standard output.
    #[track_caller]
    pub fn wait(mut self) -> Output {
        let mut status = None;
        eventually(&format!("the end of {}; it shows:\n{}", self.program, self.text()), || {
            status = self.child.try_wait().expect("a child can be waited for");
            status.is_some()
        });
        let status = status.expect("the program has ended");
        // The last process that had the terminal open is gone, so the reader finds its end.
        self.screen = None;
        self.reader.take().expect("it is joined once").join().expect("the reader does not panic");
        let text = self.text();
        self.program.finished(status, text.into_bytes(), Vec::new())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
