//! The log on standard error: warnings always, steps with `-v`, request and response headers with `-vv`.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use log::{Level, LevelFilter};

use super::OutputOptions;
use crate::env::Env;
use crate::redact::escape_control;

/// Starts the log at the level of the flags; `RUST_LOG` adds filters.
pub(super) fn start(options: OutputOptions, env: &Env, color: bool) {
    let level = match (options.quiet, options.verbose) {
        (true, _) => LevelFilter::Off,
        (false, 0) => LevelFilter::Warn,
        (false, 1) => LevelFilter::Info,
        (false, _) => LevelFilter::Debug,
    };
    let mut builder = env_logger::Builder::new();
    builder.filter_module("travauth", level);
    if let Ok(Some(filters)) = env.get("RUST_LOG") {
        builder.parse_filters(&filters);
    }
    builder.format(move |out, record| {
        let (word, shade) = match record.level() {
            Level::Error | Level::Warn => ("warning", AnsiColor::Yellow),
            Level::Info => ("info", AnsiColor::Blue),
            Level::Debug | Level::Trace => ("debug", AnsiColor::BrightBlack),
        };
        let style = if color { Style::new().fg_color(Some(shade.into())) } else { Style::new() };
        let text = escape_control(&record.args().to_string());
        writeln!(out, "{style}{word}:{style:#} {text}")
    });
    // A second start, as in a test that runs the program twice, has no effect.
    let _ = builder.try_init();
}
