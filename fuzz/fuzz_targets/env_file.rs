//! An env file is read as it is written: nothing is expanded, and a mistake is reported by its line, without a value.
//!
//! Each `=@` in the input becomes a value that must not be shown.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use travauth::credentials::EnvFile;
use travauth::failure::{Failure, Kind};
use travauth::redact::has_unsafe_characters;

/// A value of the file. Neither the program's own texts nor an input that the fuzzer finds contains it.
const VALUE: &str = "Qz7-value-of-the-file";
/// A variable that is added to every file.
const ADDED: &str = "QZ7_ADDED";

fuzz_target!(|input: &str| {
    if input.contains(VALUE) || input.contains(ADDED) {
        return;
    }
    let text = input.replace("=@", &format!("={VALUE}"));
    match parse(&text) {
        Ok(file) => check_file(&text, &file),
        Err(failure) => check_mistake(&text, &failure),
    }
});

fn parse(text: &str) -> Result<EnvFile, Failure> {
    EnvFile::from_bytes(Path::new("travel.env"), text.as_bytes().to_vec())
}

/// Checks that the values can be written and read again, and that another line changes none of them.
fn check_file(text: &str, file: &EnvFile) {
    let longer = parse(&format!("{text}\n{ADDED}='$ADDED ${{ADDED}} $(ADDED)'\n")).expect("one more line");
    assert_eq!(longer.get(ADDED), Some("$ADDED ${ADDED} $(ADDED)"));
    assert_eq!(longer.names().count(), file.names().count() + 1, "{text:?}");
    for name in file.names() {
        let value = file.get(name).expect("a value");
        assert!(text.contains(name), "{name:?} is not in {text:?}");
        assert_eq!(longer.get(name), Some(value), "{text:?}");
        // Only `\n` in the file can become another character.
        let is_written = |c: char| c == '\n' || text.contains(c);
        assert!(value.chars().all(is_written), "{value:?} is not in {text:?}");
        if !value.contains(['\'', '\\']) && value.len() < text.len() {
            let again = parse(&format!("{name}='{value}'")).expect("a quoted value");
            assert_eq!(again.get(name), Some(value), "{text:?}");
        }
    }
    assert!(!format!("{file:?}").contains(VALUE) || file.names().any(|name| name.contains(VALUE)));
}

/// Checks that the failure names the first line that is not an assignment, and shows no value.
fn check_mistake(text: &str, failure: &Failure) {
    assert_eq!(failure.kind(), Kind::BadConfig);
    let shown = format!("{}; {}", failure.message(), failure.hint_line().unwrap_or_default());
    assert!(!has_unsafe_characters(&shown) && !shown.contains(VALUE), "{shown:?}");
    let number = shown.split_once(": line ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<usize>().ok());
    let Some(number) = number else { return assert!(shown.contains("larger than"), "{shown:?}") };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    assert!((1..=lines.len()).contains(&number), "{shown:?} in {text:?}");
    let before = lines[..number - 1].concat();
    assert!(parse(&before).is_ok(), "{shown:?}, but an earlier line is not an assignment: {text:?}");
    // A byte order mark is dropped only at the beginning of a file.
    let after = format!("\n{}", lines[number - 1..].concat());
    assert!(parse(&after).is_err(), "{shown:?}, but that line is an assignment: {text:?}");
}
