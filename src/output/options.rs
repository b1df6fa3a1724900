//! How the user wants to be talked to.

use clap::ValueEnum;

/// How the user wants to be talked to; what is not said has its default.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputOptions {
    /// How often `-v` was given.
    pub verbose: u8,
    /// Whether warnings are left out.
    pub quiet: bool,
    /// When to use colour.
    pub color: Color,
    /// How an error is printed.
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

/// How an error is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ErrorFormat {
    /// For a person
    #[default]
    Text,
    /// One JSON document
    Json,
}
