//! Runs a command as a child process, and passes on its exit code and the signals that we receive.

use std::process::{Child, Command, ExitStatus};

#[cfg(unix)]
use signal_hook::iterator::Signals;

use crate::failure::{Failure, Kind, Result};

/// Runs the command and returns its exit code, or 128 plus the number of the signal that ended it.
pub(super) fn run(mut command: Command) -> Result<u8> {
    let program = command.get_program().to_string_lossy().into_owned();
    // Before the command starts: a signal right after the start must not end us and leave the command running.
    let caught = catch_signals();
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Err(not_started(&program, &error)),
    };
    let forwarding = caught.map(|signals| forward_signals(signals, &child));
    let status = child.wait();
    drop(forwarding);
    let status = status.map_err(|error| {
        Failure::new(Kind::LocalIo, format!("cannot wait for the end of `{program}`")).because(error)
    })?;
    Ok(code(status))
}

/// Replaces this process with the command; returns only if that fails.
#[cfg(unix)]
pub(super) fn become_command(mut command: Command) -> Failure {
    let program = command.get_program().to_string_lossy().into_owned();
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    not_started(&program, &error)
}

fn not_started(program: &str, error: &std::io::Error) -> Failure {
    let (kind, hint) = match error.kind() {
        std::io::ErrorKind::NotFound => (Kind::CommandNotFound, "check its name and PATH"),
        _ => (Kind::CommandNotExecutable, "check that it is a program and may be executed"),
    };
    let what = format!("the command `{}` cannot be started", crate::redact::escape_control(program));
    Failure::new(kind, what).because(error).hint(hint)
}

#[cfg(unix)]
fn code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

#[cfg(not(unix))]
fn code(status: ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// Catches the signals that would end us. `None` if that fails: the command runs anyway.
#[cfg(unix)]
fn catch_signals() -> Option<Signals> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]).ok()
}

/// Passes signals on to the child until it is dropped. Not Ctrl-C, which a terminal sends to both processes.
#[cfg(unix)]
fn forward_signals(mut signals: Signals, child: &Child) -> Forwarding {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    let pid = rustix::process::Pid::from_child(child);
    let handle = signals.handle();
    let thread = std::thread::spawn(move || {
        for signal in &mut signals {
            let forwarded = match signal {
                SIGHUP => rustix::process::Signal::HUP,
                SIGTERM => rustix::process::Signal::TERM,
                _ => continue,
            };
            // The child may just have ended.
            let _ = rustix::process::kill_process(pid, forwarded);
        }
    });
    Forwarding { handle, thread: Some(thread) }
}

#[cfg(unix)]
struct Forwarding {
    handle: signal_hook::iterator::Handle,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[cfg(unix)]
impl Drop for Forwarding {
    fn drop(&mut self) {
        self.handle.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(not(unix))]
fn catch_signals() -> Option<()> {
    None
}

#[cfg(not(unix))]
fn forward_signals((): (), _: &Child) {}
