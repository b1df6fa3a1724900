//! What is generated from the code is as it would be generated now. `UPDATE=1` writes it anew.

mod cli_page;
mod environment_page;
mod exit_codes_page;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::{CommandFactory as _, ValueEnum as _};
use travauth::cli::{Cli, Shell};

use crate::support::{Sandbox, source};

/// The whole tree of commands: those that clap builds when they are typed are built.
fn commands() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// The subcommands that have a page: not clap's own `help`.
fn subcommands(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
}

/// Compares the file with what it should be, or makes it so.
fn compare(path: &str, wanted: &[u8]) -> Result<(), String> {
    let file = source::root().join(path);
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::create_dir_all(file.parent().expect("it is in a directory")).expect("the directory can be made");
        fs::write(&file, wanted).expect("a generated file can be written");
        return Ok(());
    }
    let found = fs::read(&file).map_err(|error| format!("{path}: {error}"))?;
    if found == wanted {
        return Ok(());
    }
    let (found, wanted) = (String::from_utf8_lossy(&found), String::from_utf8_lossy(wanted));
    let line = found.lines().zip(wanted.lines()).take_while(|(found, wanted)| found == wanted).count();
    let at = |text: &str| text.lines().nth(line).unwrap_or("(its end)").to_owned();
    Err(format!("{path}, line {}:\n  has     {}\n  not     {}", line + 1, at(&found), at(&wanted)))
}

#[track_caller]
fn assert_same(outcomes: impl IntoIterator<Item = Result<(), String>>) {
    let wrong: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}\nrun `just generate` and look at the difference", wrong.join("\n"));
}

/// Compares a directory with the files that should be in it, and no others.
#[track_caller]
fn assert_same_dir(dir: &str, wanted: &[(String, Vec<u8>)]) {
    let names: BTreeSet<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), wanted.len(), "two files of one name in {dir}");
    assert_same(wanted.iter().map(|(name, text)| compare(&format!("{dir}/{name}"), text)));
    let stale = |path: &Path| path.file_name().is_none_or(|name| !names.contains(&*name.to_string_lossy()));
    let present = fs::read_dir(source::root().join(dir)).expect("it is a directory").flatten().map(|item| item.path());
    for path in present.filter(|path| stale(path)) {
        if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
            fs::remove_file(&path).expect("a stale file can be deleted");
        } else {
            panic!("{} is generated no more: run `just generate`", path.display());
        }
    }
}

#[test]
fn completions_are_those_that_the_program_prints() {
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
    assert_same_dir("completions", &files);
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    fn collect(command: &clap::Command, pages: &mut Vec<(String, Vec<u8>)>) {
        let man = clap_mangen::Man::new(command.clone())
            .manual("travauth")
            .source(concat!("travauth ", env!("CARGO_PKG_VERSION")));
        let mut page = Vec::new();
        man.render(&mut page).expect("memory can be written");
        pages.push((man.get_filename(), page));
        for sub in subcommands(command) {
            collect(sub, pages);
        }
    }
    let mut files = Vec::new();
    collect(&commands(), &mut files);
    assert_same_dir("docs/man", &files);
}

#[test]
fn the_page_of_commands_is_that_of_the_code() {
    assert_same([compare("docs/cli.md", cli_page::render(&mut commands()).as_bytes())]);
}

#[test]
fn the_page_of_exit_codes_is_that_of_the_code() {
    assert_same([compare("docs/exit-codes.md", exit_codes_page::render().as_bytes())]);
}

#[test]
fn the_page_of_variables_is_that_of_the_code() {
    assert_same([compare("docs/environment.md", environment_page::render().as_bytes())]);
}
