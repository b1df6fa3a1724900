//! A progress line on a terminal. It shows the reason why the program waits, if it waits for more than one second.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use textwrap::core::display_width;

use super::stderr_width;
use crate::keyboard::is_typing;
use crate::signals;

/// Work that is shorter than this shows no line.
const DELAY: Duration = Duration::from_secs(1);
const INTERVAL: Duration = Duration::from_millis(200);

/// The progress line that was started last. Other output erases it first, and the log sets its reason.
static CURRENT: Mutex<Weak<ProgressState>> = Mutex::new(Weak::new());

/// A progress line, erased when dropped.
pub struct Progress(Option<Arc<ProgressState>>);

struct ProgressState {
    /// When the log gave the first reason. Until then, the program waits for nothing.
    started: OnceLock<Instant>,
    /// The received bytes.
    bytes: AtomicU64,
    /// The expected total in bytes; 0 if unknown.
    total: AtomicU64,
    /// The number of the page; 0 if there are no pages.
    page: AtomicU64,
    is_hidden: AtomicBool,
    /// Describes work that is not one response; none before there is something to describe.
    work: OnceLock<Box<dyn Fn() -> Option<String> + Send + Sync>>,
    /// Describes a wait for something other than the server.
    waits: OnceLock<Box<dyn Fn() -> Option<String> + Send + Sync>>,
    /// The reason why the program waits, if the log gave one.
    reason: Mutex<Option<WaitReason>>,
    has_thread: AtomicBool,
    /// The text that is shown, if there is one; locked while it is written.
    line: Mutex<Option<String>>,
}

/// The reason why the program waits.
#[derive(Clone, Debug)]
pub(super) struct WaitReason {
    /// The reason in words.
    pub text: String,
    /// When the wait began.
    pub since: Instant,
    /// Whether another program can use the terminal meanwhile. Then the line is written once, without the time.
    pub shares_terminal: bool,
}

impl Progress {
    /// Starts the line one second after the log gives the first reason, if it is wanted and standard error is a terminal. No
    /// thread starts before that.
    pub(super) fn start(is_wanted: bool) -> Self {
        if !is_wanted || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let shared = Arc::new(ProgressState {
            started: OnceLock::new(),
            bytes: AtomicU64::new(0),
            total: AtomicU64::new(0),
            page: AtomicU64::new(0),
            is_hidden: AtomicBool::new(false),
            work: OnceLock::new(),
            waits: OnceLock::new(),
            reason: Mutex::new(None),
            has_thread: AtomicBool::new(false),
            line: Mutex::new(None),
        });
        *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&shared);
        Self(Some(shared))
    }

    /// Shows this description of the work instead of reasons, while there is one.
    pub fn show_work(&self, describe: impl Fn() -> Option<String> + Send + Sync + 'static) {
        if let Some(shared) = &self.0 {
            let _ = shared.work.set(Box::new(describe));
        }
    }

    /// Shows the line at once.
    pub fn show_now(&self) {
        if let Some(shared) = &self.0 {
            shared.start_thread(Duration::ZERO);
        }
    }

    /// Shows the description of a wait for something other than the server, while there is one.
    pub fn show_waits(&self, describe: impl Fn() -> Option<String> + Send + Sync + 'static) {
        if let Some(shared) = &self.0 {
            let _ = shared.waits.set(Box::new(describe));
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
    /// Starts the thread that draws the line, unless it runs already.
    fn start_thread(self: &Arc<Self>, delay: Duration) {
        if self.has_thread.swap(true, Ordering::Relaxed) {
            return;
        }
        let weak = Arc::downgrade(self);
        let draw = move || {
            std::thread::sleep(delay);
            // Without the guard, the line stays on the screen after Ctrl-C, which is not worth an error.
            let _guard = signals::before_end(erase_if_free);
            while let Some(shared) = weak.upgrade() {
                shared.draw();
                drop(shared);
                std::thread::sleep(INTERVAL);
            }
        };
        // A failure to start the thread is ignored, because the line is not essential.
        let _ = std::thread::Builder::new().name("progress".to_owned()).spawn(draw);
    }

    fn draw(&self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_hidden.load(Ordering::Relaxed) || is_typing() {
            return;
        }
        let Some(text) = self.text().map(|text| shortened(&text, stderr_width().unwrap_or(usize::MAX))) else { return };
        if line.as_deref() != Some(&*text) {
            // A failure of standard error cannot be reported.
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K{text}");
            *line = Some(text);
        }
    }

    /// Returns the text of the line now.
    fn text(&self) -> Option<String> {
        if let Some(work) = self.work.get().and_then(|describe| describe()) {
            return Some(work);
        }
        let wait = self.waits.get().and_then(|describe| describe());
        let [page, bytes, total] = [&self.page, &self.bytes, &self.total].map(|number| number.load(Ordering::Relaxed));
        if bytes == 0 && wait.is_none() {
            return self.reason.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(WaitReason::text);
        }
        let elapsed = self.started.get().map(Instant::elapsed).unwrap_or_default();
        Some(describe(page, bytes, total, wait, elapsed))
    }

    fn erase(&self) {
        self.write_above(|| {});
    }

    /// Erases the line, and writes in its place. The line is not drawn meanwhile.
    fn write_above<T>(&self, write: impl FnOnce() -> T) -> T {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.take().is_some() {
            let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
        }
        write()
    }
}

impl WaitReason {
    fn text(&self) -> String {
        match self.since.elapsed().as_secs() {
            seconds @ 1.. if !self.shares_terminal => format!("{}, {seconds} s", self.text),
            _ => self.text.clone(),
        }
    }
}

fn current() -> Option<Arc<ProgressState>> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
}

/// Erases the line.
pub(super) fn erase_line() {
    write_above_line(|| {});
}

/// Erases the line for good, unless another thread is writing it. A signal must not wait for a terminal that takes no output.
fn erase_if_free() {
    let Some(shared) = CURRENT.try_lock().ok().and_then(|current| current.upgrade()) else { return };
    shared.is_hidden.store(true, Ordering::Relaxed);
    if shared.line.try_lock().is_ok_and(|mut line| line.take().is_some()) {
        let _ = write!(std::io::stderr().lock(), "\r\u{1b}[K");
    }
}

/// Erases the line, and writes whole lines in its place. The line is not drawn meanwhile.
pub(super) fn write_above_line<T>(write: impl FnOnce() -> T) -> T {
    match current() {
        Some(shared) => shared.write_above(write),
        None => write(),
    }
}

/// Sets the reason why the program waits.
pub(super) fn set_reason(reason: WaitReason) {
    if let Some(shared) = current() {
        shared.started.get_or_init(Instant::now);
        *shared.reason.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
        shared.start_thread(DELAY);
    }
}

/// Shortens a text to less than the width, because a line that wraps cannot be erased. The end stays, because it says what the
/// program does next, and for how long it has waited.
fn shortened(text: &str, width: usize) -> String {
    if display_width(text) < width {
        return text.to_owned();
    }
    let end_width = width * 2 / 5;
    let end: String = fitting(text.chars().rev(), end_width).chars().rev().collect();
    let start = fitting(text.chars(), width.saturating_sub(end_width + 2));
    format!("{start}…{end}")
}

/// Returns the first characters that fit the width.
fn fitting(characters: impl Iterator<Item = char>, width: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for character in characters {
        used += display_width(character.encode_utf8(&mut [0; 4]));
        if used > width {
            break;
        }
        text.push(character);
    }
    text
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
    parts.push(if total > 0 { format!("{} of {}", size(bytes), size(total)) } else { size(bytes) });
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
    fn a_long_line_is_shortened() {
        assert_eq!(shortened("short", 80), "short");
        assert_eq!(shortened("0123456789", 10), "0123…6789");
        assert_eq!(shortened("東京東京東京", 10), "東京…東京");
        assert_eq!(shortened("POST https://host/a/long/path, 3 s", 24), "POST https://…path, 3 s");
    }

    #[test]
    fn a_reason_has_its_time_unless_another_program_uses_the_terminal() {
        let reason = |shares_terminal| WaitReason {
            text: "running `op`".to_owned(),
            since: Instant::now().checked_sub(Duration::from_secs(3)).unwrap(),
            shares_terminal,
        };
        assert_eq!(reason(false).text(), "running `op`, 3 s");
        assert_eq!(reason(true).text(), "running `op`");
    }

    #[test]
    fn the_line_shows_what_is_known() {
        let seconds = Duration::from_secs;
        for (page, bytes, total, wait, elapsed, expected) in [
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
