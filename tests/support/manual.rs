//! The manual pages, and the check that they list the exit code of each run.

use std::ffi::{OsStr, OsString};
use std::fs;

use super::source::root;

/// Returns the name of the page of the command in these arguments, and a section of it.
pub fn section<A: AsRef<OsStr>>(args: &[A], title: &str) -> (String, String) {
    let words = args.iter().map(|arg| arg.as_ref().to_string_lossy()).filter(|arg| !arg.starts_with('-'));
    let (mut name, mut page) = ("travauth".to_owned(), String::new());
    // An option before the command may have a value, which is no command.
    for word in std::iter::once(String::new()).chain(words.take(3).map(|word| format!("-{word}"))) {
        if let Ok(text) = fs::read_to_string(root().join(format!("docs/man/{name}{word}.1"))) {
            name.push_str(&word);
            page = text;
        }
    }
    let section = page.split(".SH \"").find_map(|section| section.strip_prefix(&format!("{title}\"\n")));
    let section = section.unwrap_or_else(|| panic!("{name}(1) has no section {title}")).to_owned();
    (name, section)
}

/// Fails unless the page of the command in these arguments lists the code. The codes of other commands, after `--`, and of
/// signals are not listed.
#[track_caller]
pub fn assert_exit_code_is_listed(args: &[OsString], code: i32) {
    let runs_command = args.iter().any(|arg| arg == "--");
    if code > 128 || runs_command {
        return;
    }
    let (name, section) = section(args, "EXIT STATUS");
    assert!(
        section.contains(&format!("\\fB{code}\\fR\n")),
        "{name}(1) does not list the exit code {code}, with which this run ended: {args:?}"
    );
}
