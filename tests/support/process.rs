//! Programs that run in a sandbox.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use super::leaks::{Kind, Record, Run};
use super::manual::assert_exit_code_is_listed;
use super::sandbox::Sandbox;
#[cfg(target_os = "linux")]
use super::terminal::Terminal;
use super::wait::{PATIENCE, eventually};

/// A program to run, with its arguments and environment.
#[must_use = "nothing runs before `run` or `spawn`"]
#[derive(Clone)]
pub struct Program {
    name: OsString,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    dir: PathBuf,
    stdin: Vec<u8>,
    prints_token: bool,
    shows: Vec<String>,
    record: Arc<Record>,
}

impl Program {
    pub(super) fn new(program: &OsStr, env: Vec<(OsString, OsString)>, dir: PathBuf, record: Arc<Record>) -> Self {
        Self {
            name: program.to_owned(),
            args: Vec::new(),
            env,
            dir,
            stdin: Vec::new(),
            prints_token: false,
            shows: Vec::new(),
            record,
        }
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets a variable. If it is set twice, the last value is used.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Sets the program's standard input, which is empty by default.
    pub fn stdin(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.stdin = input.into();
        self
    }

    /// Runs the program through another one, such as `strace`: the command line of the program follows these words.
    pub fn under<A: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = A>) -> Self {
        let mut words = words.into_iter().map(|word| word.as_ref().to_owned());
        let name = std::mem::replace(&mut self.name, words.next().expect("the first word is a program"));
        self.args = words.chain([name]).chain(self.args).collect();
        self
    }

    /// Changes the directory to run in.
    pub fn dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.dir = self.dir.join(dir);
        self
    }

    /// Allows tokens on standard output. [`Output::token`] also allows them.
    pub fn prints_token(mut self) -> Self {
        self.prints_token = true;
        self
    }

    /// Allows this registered secret or token on standard output.
    pub fn shows(mut self, value: &str) -> Self {
        self.shows.push(value.to_owned());
        self
    }

    /// Runs the program to its end.
    #[must_use = "check what the run printed, or at least its exit code"]
    #[track_caller]
    pub fn run(self) -> Output {
        let started = Instant::now();
        let output = assert_cmd::Command::from_std(self.command())
            .write_stdin(self.stdin.clone())
            .timeout(PATIENCE)
            .output()
            .unwrap_or_else(|error| panic!("{self} does not start: {error}"));
        let output = self.finished(output.status, output.stdout, output.stderr);
        assert!(started.elapsed() < PATIENCE, "did not end within {PATIENCE:?}: {output}");
        output
    }

    /// Starts the program and leaves it running.
    #[track_caller]
    pub fn spawn(self) -> Running {
        let mut child = self
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{self} does not start: {error}"));
        let mut stdin = child.stdin.take().expect("standard input is a pipe");
        let input = self.stdin.clone();
        // A program may close the pipe without reading it, and then writing fails.
        thread::spawn(move || drop(stdin.write_all(&input)));
        let stdout = Collector::start(child.stdout.take().expect("standard output is a pipe"));
        let stderr = Collector::start(child.stderr.take().expect("standard error is a pipe"));
        Running { program: self, child: Some(child), stdout, stderr }
    }

    /// Starts the program on a terminal of its own.
    #[cfg(target_os = "linux")]
    pub fn at_terminal(self) -> Terminal {
        let command = self.command();
        Terminal::start(self, &command)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.name);
        command
            .args(&self.args)
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.dir);
        command
    }

    pub(super) fn finished(&self, status: ExitStatus, stdout: Vec<u8>, stderr: Vec<u8>) -> Output {
        let command_line = self.to_string();
        if Path::new(&self.name) == Sandbox::binary() {
            assert_exit_code_is_listed(&self.args, code_of(status));
        }
        let stderr_text = String::from_utf8_lossy(&stderr).into_owned();
        let run = self.record.add_run(Run {
            command_line: command_line.clone(),
            stdout: stdout.clone(),
            stderr,
            prints_token: self.prints_token,
            shows: self.shows.clone(),
        });
        Output {
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: stderr_text,
            code: code_of(status),
            bytes: stdout,
            command_line,
            run,
            record: Arc::clone(&self.record),
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Path::new(&self.name).file_name().unwrap_or(&self.name);
        write!(f, "`{}", name.display())?;
        for arg in &self.args {
            write!(f, " {}", arg.display())?;
        }
        write!(f, "`")
    }
}

/// Returns the exit code, or 128 plus the number of the signal that ended the process, as in a shell.
fn code_of(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + signal;
    }
    status.code().expect("a process ends with a code")
}

/// The output and exit code of a finished run.
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    /// The exit code, or 128 plus the number of the signal that ended the process.
    pub code: i32,
    /// Standard output byte for byte.
    pub bytes: Vec<u8>,
    command_line: String,
    run: usize,
    record: Arc<Record>,
}

impl Output {
    /// Panics and shows the whole output unless the run ended with this exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert!(self.code == code, "not the exit code {code}: {self}");
        self
    }

    /// Returns the token, which must be the only line on standard output. Registers it, so that a leak is found.
    #[track_caller]
    pub fn token(&self) -> String {
        let token = self.stdout.strip_suffix('\n').unwrap_or_default();
        assert!(
            self.code == 0 && !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic()),
            "not one token on a line: {self}"
        );
        self.record.register(Kind::Token, token);
        self.record.mark_prints_token(self.run);
        token.to_owned()
    }

    /// Parses standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("not JSON ({error}): {self}"))
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command_line, code, stdout, stderr, .. } = self;
        write!(f, "{command_line} ended with {code}\n── standard output\n{stdout}\n── standard error\n{stderr}")
    }
}

/// A running program, which is killed on drop.
#[must_use = "a running program is killed when it is dropped"]
pub struct Running {
    program: Program,
    child: Option<Child>,
    stdout: Collector,
    stderr: Collector,
}

impl Running {
    /// Returns the process id.
    pub fn id(&self) -> u32 {
        self.child.as_ref().expect("the program is still running").id()
    }

    /// Waits for the first line on standard output and returns it without its newline.
    #[track_caller]
    pub fn first_line(&self) -> String {
        let bytes = self.stdout.until(|bytes| bytes.contains(&b'\n'));
        let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
        String::from_utf8_lossy(line).into_owned()
    }

    /// Waits until standard error contains `text`.
    #[track_caller]
    pub fn until_stderr_contains(&self, text: &str) {
        self.stderr.until(|bytes| String::from_utf8_lossy(bytes).contains(text));
    }

    /// Sends a signal with the name that `kill` uses: `INT`, `TERM`, `STOP`.
    #[cfg(unix)]
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.id().to_string()]).status().expect("kill starts");
        assert!(status.success(), "{} cannot be sent {name}", self.program);
    }

    /// Kills the program, which cannot clean up then, and returns its output.
    #[track_caller]
    pub fn kill(mut self) -> Output {
        let child = self.child.as_mut().expect("the program is still running");
        child.kill().expect("a child can be killed");
        self.wait()
    }

    /// Waits for the end of the program.
    #[must_use = "check what the run printed, or at least its exit code"]
    #[track_caller]
    pub fn wait(mut self) -> Output {
        let mut child = self.child.take().expect("the program is still running");
        let mut ended = None;
        let deadline = Instant::now() + PATIENCE;
        while ended.is_none() && Instant::now() < deadline {
            ended = child.try_wait().expect("a child can be waited for");
            thread::sleep(std::time::Duration::from_millis(2));
        }
        let timed_out = ended.is_none();
        let status = ended.unwrap_or_else(|| {
            child.kill().expect("a child can be killed");
            child.wait().expect("a child can be waited for")
        });
        let output = self.program.finished(status, self.stdout.finish(), self.stderr.finish());
        assert!(!timed_out, "did not end within {PATIENCE:?}: {output}");
        output
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // This fails if the program has just ended.
            drop(child.kill());
            drop(child.wait());
            let (stdout, stderr) = (self.stdout.so_far(), self.stderr.so_far());
            drop(self.program.finished(ExitStatus::default(), stdout, stderr));
        }
    }
}

/// Reads a pipe on a thread, because a program that writes to a full pipe blocks.
struct Collector {
    state: Arc<(Mutex<Collected>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Collected {
    bytes: Vec<u8>,
    ended: bool,
}

impl Collector {
    fn start(mut pipe: impl Read + Send + 'static) -> Self {
        let state = Arc::<(Mutex<Collected>, Condvar)>::default();
        let shared = Arc::clone(&state);
        let thread = thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let count = pipe.read(&mut buffer).unwrap_or(0);
                let mut collected = shared.0.lock().unwrap_or_else(PoisonError::into_inner);
                collected.bytes.extend_from_slice(&buffer[..count]);
                collected.ended = count == 0;
                shared.1.notify_all();
                if collected.ended {
                    break;
                }
            }
        });
        Self { state, thread: Some(thread) }
    }

    fn so_far(&self) -> Vec<u8> {
        let collected = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        collected.bytes.clone()
    }

    /// Waits until enough was read. Panics if the pipe ends earlier, or after [`PATIENCE`].
    #[track_caller]
    fn until(&self, is_enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let collected = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (collected, _) = self
            .state
            .1
            .wait_timeout_while(collected, PATIENCE, |collected| !collected.ended && !is_enough(&collected.bytes))
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            is_enough(&collected.bytes),
            "the expected text is missing: {:?}",
            String::from_utf8_lossy(&collected.bytes)
        );
        collected.bytes.clone()
    }

    /// Returns all output. Waits at most [`PATIENCE`] for a grandchild that keeps the pipe open.
    fn finish(&mut self) -> Vec<u8> {
        if let Some(thread) = self.thread.take() {
            eventually("the program's output is closed", || thread.is_finished());
        }
        self.so_far()
    }
}
