//! The progress of a batch, for a line on a terminal.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::clock::in_words;

/// Counts the lines of a batch.
#[derive(Debug)]
pub(crate) struct BatchProgress {
    started: Instant,
    done: AtomicU64,
    failed: AtomicU64,
    /// The bytes of the input that were read.
    pub(super) read: Arc<AtomicU64>,
    /// The size of the input in bytes; none if it is not known.
    size: Option<u64>,
}

impl BatchProgress {
    /// Starts counting; `size` is that of the input in bytes, none if it is not known.
    pub(crate) fn new(size: Option<u64>) -> Self {
        Self { started: Instant::now(), done: AtomicU64::new(0), failed: AtomicU64::new(0), read: Arc::default(), size }
    }

    pub(super) fn count(&self, has_failed: bool) {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.failed.fetch_add(u64::from(has_failed), Ordering::Relaxed);
    }

    /// Describes the progress, such as `250 done, 3 failed, 10.0/s, 45 s left`; none while nothing is done.
    pub(crate) fn describe(&self) -> Option<String> {
        let read = self.read.load(Ordering::Relaxed);
        let [done, failed] = [&self.done, &self.failed].map(|count| count.load(Ordering::Relaxed));
        (done > 0).then(|| describe(done, failed, self.started.elapsed(), self.size.map(|size| (read, size))))
    }
}

#[expect(clippy::cast_precision_loss, reason = "the numbers are rounded anyway")]
fn describe(done: u64, failed: u64, elapsed: Duration, read: Option<(u64, u64)>) -> String {
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    let rate = if rate < 100.0 { format!("{rate:.1}/s") } else { format!("{rate:.0}/s") };
    let mut text = format!("{done} done, {failed} failed, {rate}");
    if let Some((read, size)) = read.filter(|(read, size)| *read > 0 && read < size) {
        let left = elapsed.as_secs_f64() * (size - read) as f64 / read as f64;
        let left = Duration::try_from_secs_f64(left.ceil()).unwrap_or(Duration::MAX);
        // Writing to a string cannot fail.
        let _ = write!(text, ", {} left", in_words(left));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_depends_on_the_part_of_the_input_that_was_read() {
        let seconds = Duration::from_secs;
        for (done, failed, elapsed, read, expected) in [
            (250, 3, 25, Some((1000, 3000)), "250 done, 3 failed, 10.0/s, 50 s left"),
            (5000, 0, 10, Some((10, 10)), "5000 done, 0 failed, 500/s"),
            (90, 1, 60, None, "90 done, 1 failed, 1.5/s"),
        ] {
            assert_eq!(describe(done, failed, seconds(elapsed), read), expected);
        }
    }
}
