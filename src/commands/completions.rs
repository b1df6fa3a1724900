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

/// Returns the completion script of a shell; completions/ has a copy.
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
    with_names(shell, &script)
}

/// Adds the completion of provider, profile and environment names.
fn with_names(shell: Shell, script: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(script);
    let text = match shell {
        Shell::Bash => format!("{text}{}", include_str!("completions/names.bash")),
        Shell::Fish => format!("{text}{}", include_str!("completions/names.fish")),
        Shell::Zsh => zsh_with_names(&text),
        Shell::PowerShell | Shell::Elvish | Shell::Nushell => text.into_owned(),
    };
    text.into_bytes()
}

/// Replaces zsh's default completion function for each argument that is a provider, profile or environment.
fn zsh_with_names(text: &str) -> String {
    // The first time that zsh loads the script, it skips the code after this line.
    const LAST: &str = "if [ \"$funcstack[1]\" = \"_travauth\" ]; then";
    const NAME: &str = "':name -- The provider:_default'";
    const FUNCTIONS: [([&str; 4], &str); 3] = [
        (["'-p+[", "'*-p+[", "'--provider=[", "'*--provider=["], "_travauth_providers"),
        (["'-P+[", "'*-P+[", "'--profile=[", "'*--profile=["], "_travauth_profiles"),
        (["'-e+[", "'*-e+[", "'--environment=[", "'*--environment=["], "_travauth_environments"),
    ];
    let text: String = text
        .lines()
        .map(|line| {
            let of_line = FUNCTIONS.iter().find(|(flags, _)| flags.iter().any(|flag| line.starts_with(flag)));
            let line = of_line.map_or_else(
                || line.to_owned(),
                |(_, function)| line.replace(":NAME:_default", &format!(":NAME:{function}")),
            );
            format!("{line}\n")
        })
        .collect();
    text.replace(NAME, &NAME.replace("_default", "_travauth_providers"))
        .replace(LAST, &format!("{}{LAST}", include_str!("completions/names.zsh")))
}
