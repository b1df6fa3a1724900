//! `help`: prints the help of a command or topic.

use clap::ValueEnum as _;

use super::{Context, Outcome};
use crate::cli::{HelpArgs, HelpTopic, command_of};
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, Result};
use crate::output::{TextTable, output_failed, stdout_is_open};
use crate::suggest;

pub(super) fn run(args: &HelpArgs, context: &Context) -> Result<Outcome> {
    let topic = match args.words.as_slice() {
        [word] => HelpTopic::from_str(word, false).ok(),
        _ => None,
    };
    let mut command = match topic.map(HelpTopic::command) {
        Some(Some(options)) => options,
        Some(None) => return exit_codes(context),
        None => command_of(&args.words).map_err(|(word, names)| unknown(&word, names, args.words.len() == 1))?,
    };
    // Unlike `Ui::data`, clap uses bold text on a terminal.
    stdout_is_open().and_then(|()| command.print_long_help()).map_err(|error| output_failed(&error))?;
    Ok(Outcome::Done)
}

fn exit_codes(context: &Context) -> Result<Outcome> {
    let rows = ExitCode::ALL.map(|code| [code.number().to_string(), code.meaning().to_owned()]);
    context.ui.table(&TextTable::without_header(rows), false)?;
    Ok(Outcome::Done)
}

fn unknown(word: &str, mut names: Vec<String>, may_be_topic: bool) -> Failure {
    if may_be_topic {
        names.extend(HelpTopic::names());
    }
    let failure = Failure::new(Kind::Usage, format!("there is no help on `{word}`"));
    if names.is_empty() {
        return failure.hint("leave it out: the command before it has no subcommands");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    failure.hint(suggest::hint(word, &names))
}
