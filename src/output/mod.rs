//! Output: data on standard output, everything else on standard error.

mod encoding_drawing;
mod github;
mod jq;
mod json;
mod junit;
mod line_file;
mod logging;
mod options;
mod progress;
mod prose;
mod quote;
mod report_brief;
mod report_folded;
mod report_html;
mod report_prometheus;
mod report_text;
mod sink;
mod stdout;
mod table;
mod terminal;
mod token_view;

pub use encoding_drawing::{EncodingSteps, encoding_drawing};
pub use github::{github_annotations, github_data, github_summary};
pub use jq::{Jq, JqError};
pub use json::{JsonStyle, pretty};
pub use junit::junit;
pub use line_file::LineFile;
pub use options::{Color, ErrorFormat, OutputOptions};
pub use progress::Progress;
pub use prose::labelled;
pub use quote::{curl_config, fish, powershell, sh};
pub use report_brief::report_brief;
pub use report_folded::report_folded;
pub use report_html::report_html;
pub use report_prometheus::report_prometheus;
pub use report_text::report_text;
pub use sink::Sink;
pub use stdout::stdout_is_open;
pub use table::{Cell, Column, TextFormat, TextTable, Tone};
pub use token_view::{TokenRow, TokenView, state_tone, token_table};

use std::io::{IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};
use terminal_size::{Height, Width};

use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::redact::escape_control;

/// The output of a run.
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    error_format: ErrorFormat,
    /// When to use colour; never, if the environment asks for none.
    color: Color,
    is_quiet: bool,
    /// Whether progress and notes can be shown, because neither `-q` nor `-v` was given.
    shows_progress: bool,
    /// Whether the terminal cannot erase a line.
    is_dumb: bool,
}

impl Ui {
    /// Chooses colours and starts the log.
    pub fn new(options: OutputOptions, env: &Env) -> Self {
        let is_dumb = env.os("TERM").is_some_and(|term| term == "dumb");
        let has_no_color = options.color == Color::Auto && (is_dumb || env.has("NO_COLOR"));
        let ui = Self {
            error_format: options.error_format,
            color: if has_no_color { Color::Never } else { options.color },
            is_quiet: options.quiet,
            shows_progress: !options.quiet && options.verbose == 0,
            is_dumb,
        };
        let is_terminal = std::io::stderr().is_terminal();
        logging::start(options, env, use_color(ui.color, is_terminal), ui.shows_progress && is_terminal);
        ui
    }

    /// Writes data to standard output; on a terminal, escapes characters that could control it.
    pub fn data(self, bytes: impl AsRef<[u8]>) -> Result<()> {
        let bytes = bytes.as_ref();
        if std::io::stdout().is_terminal() {
            write_stdout(terminal::escape_bytes(bytes).as_bytes())
        } else {
            write_stdout(bytes)
        }
    }

    /// Writes a table to standard output. On a terminal it fits the width, unless the user wants the wide one.
    pub fn table(self, table: &TextTable, is_wide: bool) -> Result<()> {
        let format = self.text_format();
        let formatted = table.format(TextFormat { width: format.width.filter(|_| !is_wide), ..format });
        write_stdout(formatted.text.as_bytes())?;
        if self.shows_progress && !formatted.omitted.is_empty() {
            self.note(&format!("--wide also shows {}", formatted.omitted.join(", ")));
        }
        Ok(())
    }

    /// Returns the style of JSON on standard output: unchanged in a pipe, indented on a terminal or with `--color always`.
    pub fn json_style(self) -> JsonStyle {
        let is_terminal = std::io::stdout().is_terminal();
        let is_forced = self.color == Color::Always;
        JsonStyle {
            indented: is_terminal || is_forced,
            colored: use_color(self.color, is_terminal),
            escaped: is_terminal,
        }
    }

    /// Shows the reason of each wait of more than a second, if standard error is a terminal.
    pub fn progress(self) -> Progress {
        Progress::start(self.shows_progress && !self.is_dumb)
    }

    /// Returns the width and the colours of text on standard output.
    pub fn text_format(self) -> TextFormat {
        let width = stdout_width();
        TextFormat { width, is_colored: use_color(self.color, width.is_some()) }
    }

    /// Writes text to standard output that is escaped already, and can have colours.
    pub fn escaped_data(self, text: &str) -> Result<()> {
        write_stdout(text.as_bytes())
    }

    /// Writes a line to standard error about the result of the command, unless `-q` was given.
    pub fn message(self, text: &str) {
        if !self.is_quiet {
            self.log_line(text);
        }
    }

    /// Writes a sentence to standard error, if it is a terminal.
    pub fn note(self, text: &str) {
        if let Some(width) = stderr_width() {
            let text = labelled("", text, Some(width));
            // A failure of standard error cannot be reported.
            let _ = progress::write_above_line(|| writeln!(std::io::stderr().lock(), "{text}"));
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
            let _ = progress::write_above_line(|| writeln!(std::io::stderr().lock(), "{}", text.trim_end()));
        }
    }

    /// Writes a line to standard error that the user has asked for, such as that of a log.
    pub fn log_line(self, text: &str) {
        let text = escape_control(text);
        let _ = progress::write_above_line(|| writeln!(std::io::stderr().lock(), "{text}"));
    }

    /// Prints an error with its hints.
    pub fn report(self, failure: &Failure) {
        if failure.kind() == Kind::ClosedPipe {
            return;
        }
        let text = match self.error_format {
            ErrorFormat::Json => terminal::escape_json(&failure.to_json().to_string()),
            ErrorFormat::Text => {
                let red = self.style(Style::new().bold().fg_color(Some(AnsiColor::Red.into())));
                let cyan = self.style(Style::new().bold().fg_color(Some(AnsiColor::Cyan.into())));
                let line = |label: &str, text: &str| labelled(label, &escape_control(text), stderr_width());
                let hints = failure.hints().iter().map(|hint| line(&format!("{cyan}hint:{cyan:#} "), hint));
                let error = line(&format!("{red}error:{red:#} "), &failure.message());
                [error].into_iter().chain(hints).collect::<Vec<_>>().join("\n")
            }
        };
        let _ = progress::write_above_line(|| writeln!(std::io::stderr().lock(), "{text}"));
    }

    fn style(self, style: Style) -> Style {
        if use_color(self.color, std::io::stderr().is_terminal()) { style } else { Style::new() }
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

/// Writes text in which no character can control the terminal, except for colours.
fn write_stdout(bytes: &[u8]) -> Result<()> {
    let write = |stdout: std::io::Stdout| {
        let mut stdout = stdout.lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush())
    };
    let written = stdout::open().and_then(|stdout| progress::write_above_line(|| write(stdout)));
    written.map_err(|error| output_failed(&error))
}

/// Returns the width of the terminal on standard output; none if it is not a terminal.
fn stdout_width() -> Option<usize> {
    let stdout = std::io::stdout();
    stdout.is_terminal().then(|| known_width(terminal_size::terminal_size_of(stdout)))
}

/// Returns the width of the terminal on standard error; none if it is not a terminal.
fn stderr_width() -> Option<usize> {
    let stderr = std::io::stderr();
    stderr.is_terminal().then(|| known_width(terminal_size::terminal_size_of(stderr)))
}

/// Returns the width of a terminal, or the usual one if the terminal does not know it.
fn known_width(size: Option<(Width, Height)>) -> usize {
    const USUAL_WIDTH: usize = 80;
    size.map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0).unwrap_or(USUAL_WIDTH)
}

fn use_color(color: Color, is_terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal,
    }
}
