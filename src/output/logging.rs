//! The log on standard error: warnings always, steps with `-v`, request and response headers with `-vv`. On a terminal, the
//! steps that can take long are also the reasons that the progress line shows.

use std::io::Write as _;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use log::{Level, LevelFilter, Log, Metadata, Record};

use super::progress::{self, WaitReason};
use super::{OutputOptions, labelled, stderr_width};
use crate::env::Env;
use crate::keyboard::QUESTION_TARGET;
use crate::redact::escape_control;

/// Starts the log at the level of the flags; `RUST_LOG` adds filters.
pub(super) fn start(options: OutputOptions, env: &Env, color: bool, shows_reasons: bool) {
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
        // Only warnings are sentences. The other levels have lines that users search and copy, such as headers.
        let width = stderr_width().filter(|_| record.level() <= Level::Warn);
        writeln!(out, "{}", labelled(&format!("{style}{word}:{style:#} "), &text, width))
    });
    let lines = builder.build();
    let level = if shows_reasons { lines.filter().max(LevelFilter::Info) } else { lines.filter() };
    // A second start, as in a test that runs the program twice, has no effect.
    if log::set_boxed_logger(Box::new(ProgramLog { lines, shows_reasons })).is_ok() {
        log::set_max_level(level);
    }
}

/// The modules whose steps can take long.
const WAITING_MODULES: [&str; 8] = [
    "travauth::broker::wait",
    "travauth::cache::redis",
    COMMAND_MODULE,
    "travauth::credentials::keyring",
    "travauth::http",
    "travauth::keyboard",
    "travauth::rate",
    "travauth::session",
];
/// The module that runs commands, which can ask something on the terminal.
const COMMAND_MODULE: &str = "travauth::credentials::command";

/// Writes log lines, and passes steps that can take long to the progress line.
struct ProgramLog {
    lines: env_logger::Logger,
    shows_reasons: bool,
}

impl ProgramLog {
    fn is_reason(&self, metadata: &Metadata<'_>) -> bool {
        self.shows_reasons
            && metadata.level() == Level::Info
            && WAITING_MODULES.iter().any(|module| metadata.target().starts_with(module))
    }
}

impl Log for ProgramLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.lines.enabled(metadata) || self.is_reason(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if self.lines.matches(record) {
            progress::write_above_line(|| self.lines.log(record));
        } else if self.shows_reasons && record.target() == QUESTION_TARGET {
            // A failure of standard error cannot be reported.
            let _ = progress::write_above_line(|| writeln!(std::io::stderr().lock(), "{}", record.args()));
        } else if self.is_reason(record.metadata()) {
            progress::set_reason(WaitReason {
                text: escape_control(&record.args().to_string()),
                since: Instant::now(),
                shares_terminal: record.target().starts_with(COMMAND_MODULE),
            });
        }
    }

    fn flush(&self) {
        progress::erase_line();
        self.lines.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waiting_modules_exist() {
        for module in WAITING_MODULES {
            let path = module.replace("travauth::", concat!(env!("CARGO_MANIFEST_DIR"), "/src/")).replace("::", "/");
            let exists = std::path::Path::new(&path).is_dir() || std::path::Path::new(&format!("{path}.rs")).is_file();
            assert!(exists, "{module} was renamed");
        }
    }
}
