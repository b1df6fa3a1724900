//! The clock that all processes of a machine share, and the id of the machine's current boot.

use std::time::Duration;

/// The name of the clock for the time of day, for systems without a monotonic clock that processes share.
const WALL_CLOCK: &str = "wall";

/// A clock that processes share. Two times can be compared if the clock had the same name for both.
#[derive(Debug)]
pub(super) struct StampClock {
    name: String,
    is_monotonic: bool,
}

impl StampClock {
    /// Chooses the clock of this machine: the kernel's monotonic clock if the current boot has an id, otherwise the time of day.
    pub(super) fn find() -> Self {
        match boot_id() {
            Some(name) => Self { name, is_monotonic: true },
            None => Self { name: WALL_CLOCK.to_owned(), is_monotonic: false },
        }
    }

    /// Returns the name of the clock, which contains no space.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the time of the clock.
    pub(super) fn now(&self) -> Duration {
        if self.is_monotonic { monotonic() } else { time_of_day() }
    }
}

fn time_of_day() -> Duration {
    std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default()
}

#[cfg(unix)]
fn monotonic() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(not(unix))]
fn monotonic() -> Duration {
    time_of_day()
}

/// Returns the id of the machine's current boot.
#[cfg(target_os = "linux")]
fn boot_id() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    word(&id)
}

#[cfg(target_os = "macos")]
fn boot_id() -> Option<String> {
    use sysctl::Sysctl as _;
    let id = sysctl::Ctl::new("kern.bootsessionuuid").ok()?.value_string().ok()?;
    word(&id)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn boot_id() -> Option<String> {
    None
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn word(id: &str) -> Option<String> {
    let id = id.trim();
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_graphic())).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_clocks_of_this_machine_show_the_same_time() {
        let [one, other] = [StampClock::find(), StampClock::find()];
        assert_eq!(one.name(), other.name());
        assert_eq!(one.is_monotonic, cfg!(any(target_os = "linux", target_os = "macos")));
        let (before, between, after) = (one.now(), other.now(), one.now());
        assert!(before <= between && between <= after);
    }
}
