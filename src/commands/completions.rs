//! `completions`: prints the completion script of a shell.

use clap::CommandFactory as _;
use clap_complete::Shell as Complete;

use super::{Context, Outcome};
use crate::cli::{Cli, CompletionsArgs, Shell};
use crate::failure::Result;

pub(super) fn run(args: CompletionsArgs, context: &Context) -> Result<Outcome> {
    context.ui.data(script(args.shell))?;
    Ok(Outcome::Done)
}

/// The script, as completions/ holds it.
pub fn script(shell: Shell) -> Vec<u8> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    let mut generate = |generator: Complete| {
        clap_complete::generate(generator, &mut command, "travauth", &mut script);
    };
    match shell {
        Shell::Bash => generate(Complete::Bash),
        Shell::Zsh => generate(Complete::Zsh),
        Shell::Fish => generate(Complete::Fish),
        Shell::PowerShell => generate(Complete::PowerShell),
        Shell::Elvish => generate(Complete::Elvish),
        Shell::Nushell => {
            clap_complete::generate(clap_complete_nushell::Nushell, &mut command, "travauth", &mut script);
        }
    }
    script
}
