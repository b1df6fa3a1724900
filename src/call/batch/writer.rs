//! Writes the lines of a batch on a thread of its own, because a slow reader of the output must not stop the requests.

use std::sync::mpsc;
use std::task::{Context, Poll};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::failure::{Failure, Result};

/// The size in bytes at which no further waiting line is added to a write.
const LARGEST_WRITE_BYTES: usize = 64 << 10;

/// Writes complete lines, and returns when they are written.
pub(crate) type WriteLines = Box<dyn FnMut(&[u8]) -> Result<()> + Send>;

/// The lines that are being written.
pub(super) struct LineWriter {
    lines: mpsc::Sender<Vec<u8>>,
    written: UnboundedReceiver<Result<u64>>,
}

impl LineWriter {
    /// Starts the thread, which ends when the writer is dropped.
    pub(super) fn start(mut write: WriteLines) -> Result<Self> {
        let (lines, next_lines) = mpsc::channel::<Vec<u8>>();
        let (report, written) = unbounded_channel();
        let work = move || {
            while let Ok(mut bytes) = next_lines.recv() {
                let mut count = 1;
                while bytes.len() < LARGEST_WRITE_BYTES
                    && let Ok(line) = next_lines.try_recv()
                {
                    bytes.extend_from_slice(&line);
                    count += 1;
                }
                let outcome = write(&bytes).map(|()| count);
                let has_failed = outcome.is_err();
                if report.send(outcome).is_err() || has_failed {
                    return;
                }
            }
        };
        let started = std::thread::Builder::new().name("output".to_owned()).spawn(work);
        started.map_err(|error| Failure::limit("start a thread", &error))?;
        Ok(Self { lines, written })
    }

    /// Writes a line after all earlier ones. [`Self::poll_written`] reports a failure.
    pub(super) fn write(&self, line: Vec<u8>) {
        // This fails only if the thread has reported a failure and ended.
        let _ = self.lines.send(line);
    }

    /// Returns the number of lines that were written since the last call.
    pub(super) fn poll_written(&mut self, context: &mut Context<'_>) -> Poll<Result<u64>> {
        let ended = || Err(Failure::internal(anyhow::anyhow!("the thread that writes the output has ended")));
        self.written.poll_recv(context).map(|report| report.unwrap_or_else(ended))
    }
}
