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
    with_names(shell, script)
}

/// The script with what completes the names of providers, profiles and environments.
fn with_names(shell: Shell, script: Vec<u8>) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => text.push_str(include_str!("completions/names.bash")),
        Shell::Fish => text.push_str(include_str!("completions/names.fish")),
        Shell::Zsh => {
            for (flags, function) in [
                (["'-p+[", "'*-p+[", "'--provider=[", "'*--provider=["], "_travauth_providers"),
                (["'-P+[", "'*-P+[", "'--profile=[", "'*--profile=["], "_travauth_profiles"),
                (["'-e+[", "'*-e+[", "'--environment=[", "'*--environment=["], "_travauth_environments"),
            ] {
                text = text
                    .lines()
                    .map(|line| match flags.iter().any(|flag| line.starts_with(flag)) {
                        true => format!("{}\n", line.replace(":NAME:_default", &format!(":NAME:{function}"))),
                        false => format!("{line}\n"),
                    })
                    .collect();
            }
            let name = "':name -- The provider:_default'";
            text = text.replace(name, &name.replace("_default", "_travauth_providers"));
            // What comes after this line is not read when the script is loaded for the first time.
            const LAST: &str = "if [ \"$funcstack[1]\" = \"_travauth\" ]; then";
            text = text.replace(LAST, &format!("{}{LAST}", include_str!("completions/names.zsh")));
        }
        Shell::PowerShell | Shell::Elvish | Shell::Nushell => {}
    }
    text.into_bytes()
}
