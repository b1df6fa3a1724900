//! A progress line on a terminal, for work of more than one second.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Work that is shorter than this shows no line.
const DELAY: Duration = Duration::from_secs(1);
const INTERVAL: Duration = Duration::from_millis(200);

/// A progress line, erased when dropped.
pub struct Progress(Option<Arc<ProgressState>>);

struct ProgressState {
    started: Instant,
    /// The received bytes.
    bytes: AtomicU64,
    /// The expected total in bytes; 0 if unknown.
    total: AtomicU64,
    /// The number of the page; 0 if there are no pages.
    page: AtomicU64,
    is_hidden: AtomicBool,
    /// Describes work that is not one response.
    work: OnceLock<Box<dyn Fn() -> String + Send + Sync>>,
    /// Describes a wait for something other than the server.
    waits: OnceLock<Box<dyn Fn() -> Option<String> + Send + Sync>>,
    /// True while the line is shown; locked while it is written.
    line: Mutex<bool>,
}

impl Progress {
    /// Starts the line, if it is wanted and standard error is a terminal.
    pub fn start(is_wanted: bool) -> Self {
        if !is_wanted || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let shared = Arc::new(ProgressState {
            started: Instant::now(),
            bytes: AtomicU64::new(0),
            total: AtomicU64::new(0),
            page: AtomicU64::new(0),
            is_hidden: AtomicBool::new(false),
            work: OnceLock::new(),
            waits: OnceLock::new(),
            line: Mutex::new(false),
        });
        let weak = Arc::downgrade(&shared);
        let draw = move || {
            std::thread::sleep(DELAY);
            while let Some(shared) = weak.upgrade() {
                shared.draw();
                drop(shared);
                std::thread::sleep(INTERVAL);
            }
        };
        // A failure to start the thread is ignored, because the line is not essential.
        let started = std::thread::Builder::new().name("progress".to_owned()).spawn(draw);
        Self(started.is_ok().then_some(shared))
    }

    /// Shows the description of a wait for something other than the server, while there is one.
    pub fn show_waits(&self, describe: impl Fn() -> Option<String> + Send + Sync + 'static) {
        if let Some(shared) = &self.0 {
            let _ = shared.waits.set(Box::new(describe));
        }
    }

    /// Shows this description of the work, instead of that of one response.
    pub fn show_work(&self, describe: impl Fn() -> String + Send + Sync + 'static) {
        if let Some(shared) = &self.0 {
            let _ = shared.work.set(Box::new(describe));
        }
    }

    /// Adds received bytes.
    pub fn add(&self, bytes: usize) {
        if let Some(shared) = &self.0 {
            shared.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        }
    }

    /// Sets the expected total in bytes, if known.
    pub fn expect(&self, total: Option<u64>) {
        if let Some(shared) = &self.0 {
            shared.total.store(total.unwrap_or(0), Ordering::Relaxed);
        }
    }

    /// Sets the number of the requested page.
    pub fn page(&self, number: u64) {
        if let Some(shared) = &self.0 {
            shared.page.store(number, Ordering::Relaxed);
        }
    }

    /// Erases the line for good, because other output follows on the terminal.
    pub fn hide(&self) {
        if let Some(shared) = &self.0 {
            shared.is_hidden.store(true, Ordering::Relaxed);
            shared.erase();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.hide();
    }
}

impl ProgressState {
    fn draw(&self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_hidden.load(Ordering::Relaxed) {
            return;
        }
        let text = match self.work.get() {
            Some(describe) => describe(),
            None => describe(
                self.page.load(Ordering::Relaxed),
                self.bytes.load(Ordering::Relaxed),
                self.total.load(Ordering::Relaxed),
                self.waits.get().and_then(|describe| describe()),
                self.started.elapsed(),
            ),
        };
        // A failure of standard error cannot be reported.
        let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{text}");
        *line = true;
    }

    fn erase(&self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut *line) {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

fn describe(page: u64, bytes: u64, total: u64, wait: Option<String>, elapsed: Duration) -> String {
    let mut parts = Vec::new();
    if page > 0 {
        parts.push(format!("page {page}"));
    }
    if let Some(wait) = wait {
        parts.push(wait);
        return parts.join(", ");
    }
    if bytes == 0 {
        parts.push("waiting for the response".to_owned());
    } else if total > 0 {
        parts.push(format!("{} of {}", size(bytes), size(total)));
    } else {
        parts.push(size(bytes));
    }
    parts.push(format!("{} s", elapsed.as_secs()));
    parts.join(", ")
}

#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn size(bytes: u64) -> String {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    match bytes {
        0..KIB => format!("{bytes} B"),
        KIB..MIB => format!("{} KiB", bytes / KIB),
        _ => format!("{:.1} MiB", bytes as f64 / MIB as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shows_what_is_known() {
        let seconds = Duration::from_secs;
        for (page, bytes, total, wait, elapsed, expected) in [
            (0, 0, 0, None, 1, "waiting for the response, 1 s"),
            (0, 100, 0, None, 2, "100 B, 2 s"),
            (0, 5 << 20, 10 << 20, None, 3, "5.0 MiB of 10.0 MiB, 3 s"),
            (7, 2048, 0, None, 4, "page 7, 2 KiB, 4 s"),
            (7, 2048, 0, Some("waiting for a turn in 2 s"), 4, "page 7, waiting for a turn in 2 s"),
        ] {
            let wait = wait.map(str::to_owned);
            assert_eq!(describe(page, bytes, total, wait, seconds(elapsed)), expected);
        }
    }
}
