//! Output options.

use clap::ValueEnum;

/// Output options.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputOptions {
    /// The number of `-v` flags.
    pub verbose: u8,
    /// Whether warnings are suppressed.
    pub quiet: bool,
    /// When to use colour.
    pub color: Color,
    /// The format of errors.
    pub error_format: ErrorFormat,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The format of errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ErrorFormat {
    /// Readable text
    #[default]
    Text,
    /// A JSON document
    Json,
}
