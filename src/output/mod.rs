//! Output: data on standard output, everything else on standard error.

mod github;
mod jq;
mod json;
mod junit;
mod line_file;
mod logging;
mod options;
mod progress;
mod quote;
mod report_brief;
mod report_html;
mod report_prometheus;
mod report_text;
mod sink;
mod stdout;
mod table;
mod terminal;
mod token_view;

pub use github::{github_annotations, github_data, github_summary};
pub use jq::{Jq, JqError};
pub use json::{JsonStyle, pretty};
pub use junit::junit;
pub use line_file::LineFile;
pub use options::{Color, ErrorFormat, OutputOptions};
pub use progress::Progress;
pub use quote::{curl_config, fish, powershell, sh};
pub use report_brief::report_brief;
pub use report_html::report_html;
pub use report_prometheus::report_prometheus;
pub use report_text::report_text;
pub use sink::Sink;
pub use stdout::stdout_is_open;
pub use table::table;
pub use token_view::{TokenView, token_table};

use std::io::{IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};

use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::redact::escape_control;

/// The output of a run.
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    error_format: ErrorFormat,
    color: Color,
    stderr_color: bool,
    /// Whether a progress line can be shown, because neither `-q` nor `-v` was given.
    shows_progress: bool,
}

impl Ui {
    /// Chooses colours and starts the log.
    pub fn new(options: OutputOptions, env: &Env) -> Self {
        let ui = Self {
            error_format: options.error_format,
            stderr_color: use_color(options.color, env, std::io::stderr().is_terminal()),
            color: options.color,
            shows_progress: !options.quiet && options.verbose == 0,
        };
        logging::start(options, env, ui.stderr_color);
        ui
    }

    /// Writes data to standard output; on a terminal, escapes characters that could control it.
    pub fn data(self, bytes: impl AsRef<[u8]>) -> Result<()> {
        let bytes = bytes.as_ref();
        let write = |stdout: std::io::Stdout| {
            let escaped = stdout.is_terminal().then(|| terminal::escape_bytes(bytes));
            let mut stdout = stdout.lock();
            stdout.write_all(escaped.as_deref().map_or(bytes, str::as_bytes)).and_then(|()| stdout.flush())
        };
        stdout::open().and_then(write).map_err(|error| output_failed(&error))
    }

    /// Returns the style of JSON on standard output: unchanged in a pipe, indented on a terminal or with `--color always`.
    pub fn json_style(self, env: &Env) -> JsonStyle {
        let is_terminal = std::io::stdout().is_terminal();
        let is_forced = self.color == Color::Always;
        JsonStyle {
            indented: is_terminal || is_forced,
            colored: use_color(self.color, env, is_terminal),
            escaped: is_terminal,
        }
    }

    /// Starts a progress line, if standard error is a terminal.
    pub fn progress(self) -> Progress {
        Progress::start(self.shows_progress)
    }

    /// Writes a line to standard error, if it is a terminal.
    pub fn note(self, text: &str) {
        if std::io::stderr().is_terminal() {
            // A failure of standard error cannot be reported.
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        }
    }

    /// Writes a line about work that has ended: on a terminal, like a progress line, and to the log with `-v`.
    pub fn summary(self, text: &str) {
        if self.shows_progress {
            self.note(text);
        } else {
            log::info!("{text}");
        }
    }

    /// Writes lines to standard error that belong to a warning, such as a certificate.
    pub fn lines(self, text: &str) {
        if log::log_enabled!(log::Level::Warn) {
            let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
        }
    }

    /// Writes a line to standard error that the user has asked for, such as that of a log.
    pub fn log_line(self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{}", escape_control(text));
    }

    /// Prints the error that ends the run.
    pub fn report(self, failure: &Failure) {
        if failure.kind() == Kind::ClosedPipe {
            return;
        }
        let text = match self.error_format {
            ErrorFormat::Json => terminal::escape_json(&failure.to_json().to_string()),
            ErrorFormat::Text => {
                let red = self.style(Style::new().bold().fg_color(Some(AnsiColor::Red.into())));
                let cyan = self.style(Style::new().bold().fg_color(Some(AnsiColor::Cyan.into())));
                let hints =
                    failure.hints().iter().map(|hint| format!("\n{cyan}hint:{cyan:#} {}", escape_control(hint)));
                format!("{red}error:{red:#} {}{}", escape_control(&failure.message()), hints.collect::<String>())
            }
        };
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    fn style(self, style: Style) -> Style {
        if self.stderr_color { style } else { Style::new() }
    }
}

/// Returns the failure of a write to standard output; a closed pipe is not an error for the user.
pub fn output_failed(error: &std::io::Error) -> Failure {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        return Failure::new(Kind::ClosedPipe, "the reader of standard output closed the pipe");
    }
    let hint = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => "is the disk full?",
        _ => "check where it leads; `>/dev/null` discards it",
    };
    Failure::new(Kind::LocalIo, "standard output cannot be written").because(error).hint(hint)
}

fn use_color(color: Color, env: &Env, is_terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let is_dumb = env.os("TERM").is_some_and(|term| term == "dumb");
            is_terminal && !env.has("NO_COLOR") && !is_dumb
        }
    }
}
