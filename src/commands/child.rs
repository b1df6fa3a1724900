//! Runs a command as a child process: returns its exit code, and forwards the signals that this process receives.

use std::process::{Command, ExitStatus};
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::sync::{Arc, OnceLock};

#[cfg(unix)]
use rustix::process::{Pid, Signal};

use crate::failure::{Failure, Kind, Result};
use crate::signals;

/// Runs the command and returns its exit code, or 128 plus the number of the signal that ended it.
pub(super) fn run(command: Command) -> Result<u8> {
    run_to_end(command).map(|ended| ended.code)
}

/// Does the same as [`run`], for a program that ends with the command's exit code.
///
/// A signal that this process handles late does not replace the exit code, so signals do not end this process any more.
pub(super) fn run_last(command: Command) -> Result<u8> {
    let ended = run_to_end(command)?;
    #[cfg(unix)]
    ended.forwarding.keep();
    Ok(ended.code)
}

/// The end of a command.
struct Ended {
    code: u8,
    /// While this exists, signals do not end this process.
    #[cfg(unix)]
    forwarding: signals::ReactionGuard,
}

fn run_to_end(mut command: Command) -> Result<Ended> {
    let program = command.get_program().to_string_lossy().into_owned();
    let no_signals = |error| Failure::limit("handle signals", &error);
    signals::keep_exit_codes().map_err(no_signals)?;
    // Forwarding begins before the command starts: without it, an early signal would end this process and not the command.
    #[cfg(unix)]
    let (receiver, forwarding) = forward_signals().map_err(no_signals)?;
    let child = command.spawn();
    #[cfg(unix)]
    let _ = receiver.started.set(child.as_ref().ok().map(Pid::from_child));
    let mut child = child.map_err(|error| not_started(&program, &error))?;
    let status = child.wait().map_err(|error| {
        Failure::new(Kind::LocalIo, format!("cannot wait for the end of `{program}`")).because(error)
    })?;
    #[cfg(unix)]
    receiver.has_ended.store(true, Ordering::SeqCst);
    Ok(Ended {
        code: code(status),
        #[cfg(unix)]
        forwarding,
    })
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

/// The command that receives the signals.
#[cfg(unix)]
#[derive(Default)]
struct SignalReceiver {
    /// Its process id; none if it could not be started.
    started: OnceLock<Option<Pid>>,
    /// Another process may have the process id after the end of the command.
    has_ended: AtomicBool,
}

/// Forwards signals to the command, until the guard is dropped.
///
/// Ctrl-C is not forwarded, because a terminal sends it to both processes.
#[cfg(unix)]
fn forward_signals() -> std::io::Result<(Arc<SignalReceiver>, signals::ReactionGuard)> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    let receiver = Arc::<SignalReceiver>::default();
    let command = Arc::clone(&receiver);
    let guard = signals::listen(&[SIGHUP, SIGINT, SIGQUIT, SIGTERM], move |signal| {
        let forwarded = match signal {
            SIGHUP => Signal::HUP,
            SIGTERM => Signal::TERM,
            _ => return,
        };
        let Some(pid) = *command.started.wait() else { return };
        if !command.has_ended.load(Ordering::SeqCst) {
            let _ = rustix::process::kill_process(pid, forwarded);
        }
    })?;
    Ok((receiver, guard))
}
