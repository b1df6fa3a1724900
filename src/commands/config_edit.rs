//! `config edit`: opens a copy of the config file in an editor, and replaces the file if the new text is valid.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::Command;

use super::config::required_path;
use super::config_init::STARTER;
use super::{Context, Outcome, child};
use crate::config::ConfigText;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::keyboard::END_OF_INPUT;

#[cfg(windows)]
const DEFAULT_EDITOR: &str = "notepad";
#[cfg(not(windows))]
const DEFAULT_EDITOR: &str = "vi";

pub(super) fn run(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let path = required_path(named, &context.env)?.value;
    let file = ConfigText::open(&path)?;
    let failed =
        |error: std::io::Error| Failure::new(Kind::LocalIo, "a copy of the config file cannot be used").because(error);
    // tempfile creates it with mode 0600. The ending lets editors highlight the syntax.
    let mut copy = tempfile::Builder::new().prefix("travauth-").suffix(".toml").tempfile().map_err(failed)?;
    let before = file.original().unwrap_or(STARTER);
    copy.write_all(before.as_bytes()).map_err(failed)?;
    loop {
        open_editor(copy.path(), &context.env)?;
        let text = std::fs::read_to_string(copy.path()).map_err(failed)?;
        if text == before {
            context.ui.note("nothing was changed");
            return Ok(Outcome::Done);
        }
        let Err(failure) = file.save(&text) else { return Ok(Outcome::Done) };
        if failure.kind() != Kind::BadConfig || !wants_to_edit_again(&failure, copy.path(), context) {
            let kept = copy.into_temp_path().keep().map_err(|error| failed(error.error))?;
            return Err(failure.hint(format!("the config file was not changed; your text is in {}", kept.display())));
        }
    }
}

/// Shows a mistake and waits for Enter; returns false if there is no terminal, or if the user presses Ctrl-D.
fn wants_to_edit_again(failure: &Failure, copy: &Path, context: &Context) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    context.ui.report(failure);
    context.ui.note(&format!("your text is in {}", copy.display()));
    context.ui.note(&format!("press Enter to edit it again, or {END_OF_INPUT} to stop"));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).is_ok_and(|bytes| bytes > 0)
}

fn open_editor(file: &Path, env: &Env) -> Result<()> {
    let by_variable = match env.get("VISUAL")? {
        None => env.get("EDITOR")?,
        visual => visual,
    };
    let editor = by_variable.unwrap_or_else(|| DEFAULT_EDITOR.to_owned());
    let failed = |what: String| {
        Failure::new(Kind::LocalIo, what).hint("set VISUAL or EDITOR to another editor, or use `travauth config set`")
    };
    let words = words_of(&editor).ok_or_else(|| failed(format!("the editor `{editor}` has an open quote")))?;
    let mut words = words.into_iter();
    let program = words.next().unwrap_or_else(|| DEFAULT_EDITOR.to_owned());
    let mut command = Command::new(&program);
    command.args(words).arg(file);
    match child::run(command).map_err(|failure| failed(failure.message()))? {
        0 => Ok(()),
        code => Err(failed(format!("the editor `{program}` ended with exit code {code}"))
            .because("the config file was not changed")),
    }
}

/// Splits the text into the program and its options; `None` if it has an open quote.
fn words_of(editor: &str) -> Option<Vec<String>> {
    // A path to an existing file may contain spaces. Any other text can have options after the program.
    if Path::new(editor).is_file() {
        return Some(vec![editor.to_owned()]);
    }
    // On Windows a backslash separates directories, and does not escape the next character.
    if cfg!(windows) {
        return Some(editor.split_whitespace().map(str::to_owned).collect());
    }
    shell_words::split(editor).ok()
}
