//! Checks that the manual page of a command lists the exit code of each run.

use std::ffi::OsString;
use std::fs;

use super::source::root;

/// Fails unless the page of the command in these arguments lists the code. The codes of other commands, after `--`, and of
/// signals are not listed.
#[track_caller]
pub fn assert_listed(args: &[OsString], code: i32) {
    let runs_command = args.iter().any(|arg| arg == "--");
    if code > 128 || runs_command {
        return;
    }
    let words = args.iter().map(|arg| arg.to_string_lossy()).filter(|arg| !arg.starts_with('-'));
    let (mut name, mut page) = ("travauth".to_owned(), String::new());
    // An option before the command may have a value, which is no command.
    for word in std::iter::once(String::new()).chain(words.take(3).map(|word| format!("-{word}"))) {
        let file = root().join(format!("docs/man/{name}{word}.1"));
        if let Ok(text) = fs::read_to_string(file) {
            name.push_str(&word);
            page = text;
        }
    }
    let section = page.split(".SH \"").find_map(|section| section.strip_prefix("EXIT STATUS\"")).unwrap_or_default();
    assert!(
        section.contains(&format!("\n\\fB{code}\\fR\n")),
        "{name}(1) does not list the exit code {code}, with which this run ended: {args:?}"
    );
}
