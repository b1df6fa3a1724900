//! `help`: commands and the options that many commands share.

use clap::{Args, CommandFactory as _, ValueEnum};

use super::{Cli, GlobalArgs, NetworkArgs, SelectionArgs};

/// Explain a command, or options that many commands share.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  travauth help selection\n  travauth help network\n  travauth help token get")]
pub struct HelpArgs {
    /// A command such as `token get`, or selection, network, output or exit-codes.
    #[arg(value_name = "COMMAND or TOPIC")]
    pub words: Vec<String>,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Options that many commands share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HelpTopic {
    /// Options that select provider, environment and credentials.
    Selection,
    /// Network options.
    Network,
    /// Options of every command.
    Output,
    /// The exit codes.
    ExitCodes,
}

impl HelpTopic {
    /// Returns the names of all topics.
    pub fn names() -> impl Iterator<Item = String> {
        Self::value_variants().iter().filter_map(|topic| Some(topic.to_possible_value()?.get_name().to_owned()))
    }

    /// Returns a command that has only the options of this topic, to print its help; none for a topic without options.
    pub fn command(self) -> Option<clap::Command> {
        let (about, add): (_, fn(clap::Command) -> clap::Command) = match self {
            Self::Selection => (
                "Options that select provider, environment and credentials.\n\n\
                 Each value is looked up separately: first the flag, then the named profile, the variable, and the default profile.",
                SelectionArgs::augment_args,
            ),
            Self::Network => ("Options for requests.", NetworkArgs::augment_args),
            Self::Output => ("Options of every command.", GlobalArgs::augment_args),
            Self::ExitCodes => return None,
        };
        let command = clap::Command::new("travauth").disable_help_flag(true).max_term_width(100);
        Some(add(command).about(about).help_template("{about}\n\n{all-args}"))
    }
}

/// Returns the command that these words name.
///
/// # Errors
///
/// Returns the first word that names no command, and the names that are possible at its place.
pub fn command_of(words: &[String]) -> Result<clap::Command, (String, Vec<String>)> {
    let mut command = Cli::command();
    if !words.is_empty() {
        // The commands are defined on demand.
        command.build();
    }
    for word in words {
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        command = command.find_subcommand(word).cloned().ok_or_else(|| (word.clone(), names))?;
    }
    Ok(command)
}
