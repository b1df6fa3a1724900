//! Waiting for something to be so, up to a deadline: never a sleep that hopes.

use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up: long, because a loaded machine is slow and a passing test never waits for it.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Looks again and again until `is_so` holds, and panics with `what` when it does not within [`PATIENCE`].
#[track_caller]
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Waits until every one of these processes has a file open whose name ends in `.lock`.
///
/// A process gets there once it has looked into the cache in vain, so from then on it either holds the lock or waits
/// for it. Panics when one of them is gone before that.
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
    // A process that has ended but was not waited for has an empty fd directory, or one that cannot be read.
    if std::fs::read_to_string(format!("/proc/{process}/stat"))?.contains(") Z ") {
        return Err(std::io::Error::other("it is a zombie"));
    }
    for entry in std::fs::read_dir(format!("/proc/{process}/fd"))? {
        // A descriptor may be closed between the listing and the look.
        if let Ok(target) = std::fs::read_link(entry?.path())
            && target.extension().is_some_and(|suffix| suffix == "lock")
        {
            return Ok(true);
        }
    }
    Ok(false)
}
