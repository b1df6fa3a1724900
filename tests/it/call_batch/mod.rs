//! `call --batch`: many requests as one call.
#![cfg(unix)]

mod ends;
mod lines;
mod resume;

use serde_json::Value;

use super::api;
use crate::support::{Output, Program, Sandbox};

/// Prepares a batch of these lines, from standard input.
fn batch(sandbox: &Sandbox, url: &str, lines: &str) -> Program {
    api::call(sandbox, url).args(["--batch", "-"]).stdin(lines)
}

/// Returns the lines of the output as JSON.
#[track_caller]
fn printed(output: &Output) -> Vec<Value> {
    parsed(&output.stdout)
}

#[track_caller]
fn parsed(lines: &str) -> Vec<Value> {
    assert!(lines.is_empty() || lines.ends_with('\n'), "the last line is incomplete: {lines:?}");
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// Returns the ids of lines, as JSON.
fn ids(lines: &[Value]) -> Vec<String> {
    lines.iter().map(|line| line["id"].to_string()).collect()
}
