//! Standard output, and whether the program was started with it closed.

use std::io::{self, Stdout};
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

/// The standard library replaces a closed standard output by `/dev/null` before `main`. Only code that runs
/// even earlier can see that it was closed, and only global state can remember it.
#[cfg(unix)]
static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

#[cfg(unix)]
#[ctor::ctor]
fn record_whether_stdout_is_closed() {
    let is_closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
    WAS_CLOSED.store(is_closed, Ordering::Relaxed);
}

/// Returns standard output, or an error if it is closed.
pub fn open() -> io::Result<Stdout> {
    stdout_is_open().map(|()| io::stdout())
}

/// Fails if standard output is closed.
#[cfg(unix)]
pub fn stdout_is_open() -> io::Result<()> {
    if WAS_CLOSED.load(Ordering::Relaxed) { Err(rustix::io::Errno::BADF.into()) } else { Ok(()) }
}

/// Fails if standard output is closed, which Windows reports by itself.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
pub fn stdout_is_open() -> io::Result<()> {
    Ok(())
}
