//! Generated files match the code. `UPDATE=1` writes them again.

mod cli_page;
mod config_page;
mod environment_page;
mod errors_page;
mod exit_codes_page;
mod json_page;
mod man_pages;
mod roff;

use clap::{CommandFactory as _, ValueEnum as _};
use travauth::cli::{Cli, Shell};

use super::help::text_after_help;
use crate::support::{Sandbox, generated};

/// Returns the complete tree of commands, including those that clap builds on demand.
fn commands() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// Returns the subcommands that have a page, without clap's own `help`.
fn subcommands(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
}

#[test]
fn completions_match_the_output_of_the_program() {
    let sandbox = Sandbox::new();
    let file = |shell: Shell| {
        let name = match shell {
            Shell::Bash => "travauth.bash",
            Shell::Zsh => "_travauth",
            Shell::Fish => "travauth.fish",
            Shell::PowerShell => "_travauth.ps1",
            Shell::Elvish => "travauth.elv",
            Shell::Nushell => "travauth.nu",
        };
        let value = shell.to_possible_value().expect("every shell has a name");
        let output = sandbox.travauth().args(["completions", value.get_name()]).run().exits(0);
        (name.to_owned(), output.bytes)
    };
    let files: Vec<_> = Shell::value_variants().iter().copied().map(file).collect();
    generated::assert_same_dir("completions", &files);
}

#[test]
fn manual_pages_match_the_commands() {
    generated::assert_same_dir("docs/man", &man_pages::render(&mut commands()));
}

#[test]
fn manual_pages_name_only_pages_that_exist() {
    let pages = man_pages::render(&mut commands());
    let mut count = 0;
    for (page, text) in &pages {
        let text = String::from_utf8_lossy(text).replace("\\-", "-").replace("\\fR", "");
        for (before, _) in text.split("(1)").zip(text.split("(1)").skip(1)) {
            count += 1;
            let name = before.rsplit("\\fB").next().unwrap_or_default();
            assert!(pages.iter().any(|(file, _)| *file == format!("{name}.1")), "{page} names {name}(1)");
        }
    }
    assert!(count > 100, "{count}");
}

/// Calls a function with each command that has a page.
fn for_each_command(command: &clap::Command, call: &mut impl FnMut(&clap::Command)) {
    call(command);
    for sub in subcommands(command) {
        for_each_command(sub, call);
    }
}

#[test]
fn the_pages_have_the_examples_of_every_command() {
    let all = cli_page::render(&mut commands());
    let pages = man_pages::render(&mut commands());
    for_each_command(&commands(), &mut |command| {
        let name = command.get_display_name().unwrap_or("travauth");
        let text = text_after_help(command);
        let examples = text.split("\n\n").find_map(|paragraph| paragraph.strip_prefix("Examples:\n"));
        let examples = examples.unwrap_or_else(|| panic!("{name} has no examples"));
        assert!(all.contains(examples), "docs/cli.md lacks the examples of {name}");
        let (_, page) = pages.iter().find(|(file, _)| *file == format!("{name}.1")).expect("it has a page");
        let page = String::from_utf8_lossy(page).replace("\\\n", "").replace("\\-", "-");
        let page = page.replace("\\(aq", "'").replace("\\(dq", "\"").replace("\\e", "\\");
        let lines: String = examples.lines().map(|line| line.replacen("  ", "", 1) + "\n").collect();
        assert!(page.contains(&format!(".nf\n.RS 4\n{lines}.RE\n")), "{name}.1 lacks its examples:\n{lines}\n{page}");
        for other in ["Shared options:", "More options"] {
            assert!(!page.contains(other), "{name}.1 refers to another help, but it has all options itself");
        }
    });
}

#[test]
fn the_page_of_commands_matches_the_code() {
    generated::assert_same("docs/cli.md", cli_page::render(&mut commands()).as_bytes());
}

#[test]
fn the_page_of_errors_matches_the_code() {
    generated::assert_same("docs/errors.md", errors_page::render().as_bytes());
}

#[test]
fn the_page_of_exit_codes_matches_the_code() {
    generated::assert_same("docs/exit-codes.md", exit_codes_page::render().as_bytes());
}

#[test]
fn the_page_of_json_outputs_matches_the_schemas() {
    generated::assert_same("docs/json.md", json_page::render().as_bytes());
}

#[test]
fn the_page_of_variables_matches_the_code() {
    generated::assert_same("docs/environment.md", environment_page::render().as_bytes());
}

#[test]
fn the_page_of_the_config_matches_the_code() {
    generated::assert_same("docs/config.md", config_page::page().as_bytes());
}

#[test]
fn the_schema_of_the_config_matches_the_code() {
    generated::assert_same("docs/config.schema.json", config_page::schema().as_bytes());
}
