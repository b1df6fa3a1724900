//! Waits for conditions up to a deadline, instead of sleeping for a fixed time.

#[cfg(unix)]
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Time limit of every wait. It is long, because a loaded machine is slow, and only a failing test reaches it.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Checks the condition until it is true. Panics with `what` after [`PATIENCE`].
#[track_caller]
pub fn eventually(what: &str, mut is_true: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_true() {
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Locks out other tests that keep the machine busy, because together they would exceed the program's time limits.
#[cfg(unix)]
pub fn busy() -> MutexGuard<'static, ()> {
    static BUSY: Mutex<()> = Mutex::new(());
    BUSY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until each of these processes has opened a file whose name ends in `.lock`.
///
/// A process opens this file when the cache has no valid token. Then it holds the lock or waits for it. Panics if one of
/// the processes ends earlier.
#[cfg(target_os = "linux")]
#[track_caller]
pub fn until_each_opened_a_lock_file(processes: &[u32]) {
    for &process in processes {
        eventually(&format!("process {process} opens a .lock file"), || match has_lock_file_open(process) {
            Ok(open) => open,
            Err(error) => {
                panic!("process {process} ended before it opened a .lock file: {error}")
            }
        });
    }
}

#[cfg(target_os = "linux")]
fn has_lock_file_open(process: u32) -> std::io::Result<bool> {
    // The fd directory of a zombie is empty or unreadable.
    if std::fs::read_to_string(format!("/proc/{process}/stat"))?.contains(") Z ") {
        return Err(std::io::Error::other("the process is a zombie"));
    }
    for entry in std::fs::read_dir(format!("/proc/{process}/fd"))? {
        // A descriptor may be closed after it was listed.
        if let Ok(target) = std::fs::read_link(entry?.path())
            && target.extension().is_some_and(|suffix| suffix == "lock")
        {
            return Ok(true);
        }
    }
    Ok(false)
}
