//! The options that choose how a result is printed.

use clap::{Args, ValueEnum};

use crate::failure::{Failure, Kind, Result};

/// The option of commands that print a table.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct TableArgs {
    /// Show all columns, also those that do not fit the terminal.
    #[arg(long)]
    pub wide: bool,
}

/// The options of commands that print text or JSON.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct JsonArgs {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// The output format [default: text].
    #[arg(long, value_name = "FORMAT", hide_short_help = true)]
    pub format: Option<TextOrJson>,
}

/// The output format of commands that print text or JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// Readable text
    Text,
    /// JSON, as with `--json`
    Json,
}

impl JsonArgs {
    /// Returns whether JSON is wanted.
    ///
    /// # Errors
    ///
    /// Fails for `--json` with `--format text`.
    pub fn is_json(self) -> Result<bool> {
        Ok(chosen_format(self.format, self.json, TextOrJson::Json)? == Some(TextOrJson::Json))
    }
}

/// Returns the format of `--format`, or JSON for `--json`.
///
/// # Errors
///
/// Fails for `--json` with another `--format`.
pub fn chosen_format<F: Copy + PartialEq>(format: Option<F>, is_json: bool, json: F) -> Result<Option<F>> {
    match format {
        Some(other) if is_json && other != json => {
            Err(Failure::new(Kind::Usage, "`--json` cannot be used with another `--format`")
                .hint("leave one of them out"))
        }
        _ if is_json => Ok(Some(json)),
        format => Ok(format),
    }
}
