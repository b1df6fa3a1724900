//! A mistake in a config file is reported with a position in the file, on one line, and without a value of the file.
//!
//! Each `= "@"` in the input becomes a value that must not be shown.
#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use travauth::config::Config;
use travauth::failure::{Failure, Kind};
use travauth::provider::{configured, written};
use travauth::redact::has_unsafe_characters;

/// A value of the file. Neither the program's own texts nor an input that the fuzzer finds contains it.
const VALUE: &str = "Qz7-value-of-the-file";

fuzz_target!(|input: &str| {
    if input.contains(VALUE) {
        return;
    }
    let text = input.replace("= \"@\"", &format!("= \"{VALUE}\""));
    let config = match Config::parse(text.clone(), PathBuf::from("c.toml")) {
        Ok(config) => config,
        Err(failure) => return check_mistake(&failure, &text),
    };
    for (name, table) in config.providers() {
        match configured::from_table(name, table) {
            Ok(provider) => {
                let written = written::toml(&provider, "again").expect("a provider can be written as a table");
                Config::parse(written, PathBuf::from("c.toml")).expect("a written provider can be read");
            }
            Err(problem) => check_mistake(&config.failure(problem), &text),
        }
    }
});

/// Checks the failure that reports a mistake in this text.
fn check_mistake(failure: &Failure, text: &str) {
    assert_eq!(failure.kind(), Kind::BadConfig);
    let shown = format!("{}; {}", failure.message(), failure.hint_line().unwrap_or_default());
    assert!(!has_unsafe_characters(&shown), "{shown:?}");
    // A command that is not a list is shown as one. Its arguments must hold no secret, because every user can see them.
    let is_command = shown.contains("a command is a list");
    assert!(!shown.contains(VALUE) || is_command || is_in_a_key(text), "{shown:?}");
    let position: Vec<usize> = shown.split(':').skip(1).map_while(|part| part.trim().parse().ok()).take(2).collect();
    let [line, column] = position[..] else { panic!("{shown:?} has no position") };
    let lines: Vec<&str> = text.split('\n').collect();
    assert!((1..=lines.len()).contains(&line), "{shown:?}");
    assert!((1..=lines[line - 1].chars().count() + 1).contains(&column), "{shown:?}");
}

/// Returns whether the value stands in the name of a key, which is shown.
fn is_in_a_key(text: &str) -> bool {
    fn in_table(table: &toml::Table) -> bool {
        table.iter().any(|(key, value)| key.contains(VALUE) || in_value(value))
    }
    fn in_value(value: &toml::Value) -> bool {
        match value {
            toml::Value::Table(table) => in_table(table),
            toml::Value::Array(items) => items.iter().any(in_value),
            _ => false,
        }
    }
    text.parse::<toml::Table>().is_ok_and(|table| in_table(&table))
}
