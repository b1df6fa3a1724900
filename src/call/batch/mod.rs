//! Many requests as one call: one JSON object a line in, one out.

mod id;
mod input;
mod line;
mod log;
mod output_line;
mod progress;
mod run;
mod send;
mod totals;
mod writer;

pub use id::BatchId;
pub use line::{BatchRequest, BrokenLine, parse_batch_line};
pub(crate) use log::{BatchLogContent, copy_answered, read_log};
pub(crate) use progress::BatchProgress;
pub(crate) use run::{Batch, BatchInput, BodyFilter};
pub(crate) use send::BatchSender;
pub(crate) use writer::WriteLines;
