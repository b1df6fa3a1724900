//! `-h`, `--help` and `travauth help`.

use clap::CommandFactory as _;
use travauth::cli::Cli;

use crate::support::Sandbox;

/// Returns the words of every command, such as `token get`; none for `travauth` itself.
pub(super) fn commands() -> Vec<Vec<String>> {
    fn collect(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
        found.push(words.to_vec());
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            collect(sub, &[words, &[sub.get_name().to_owned()]].concat(), found);
        }
    }
    let mut command = Cli::command();
    command.build();
    let mut found = Vec::new();
    collect(&command, &[], &mut found);
    found
}

/// Returns the text below the options in the long help of a command.
pub(super) fn text_after_help(command: &clap::Command) -> String {
    command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn the_short_help_of_every_command_fits_one_screen() {
    let sandbox = Sandbox::new();
    let mut too_long = Vec::new();
    for words in commands() {
        let output = sandbox.travauth().args(&words).args(["-h"]).env("COLUMNS", "80").run().exits(0).silently();
        let lines = output.stdout.lines().count();
        let widest = output.stdout.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        if lines > 40 || widest > 80 {
            too_long.push(format!("{words:?}: {lines} lines, {widest} columns"));
        }
    }
    assert!(too_long.is_empty(), "{too_long:#?}");
}

#[test]
fn columns_sets_the_width_of_the_help() {
    let sandbox = Sandbox::new();
    for (columns, widest) in [("60", 60), ("80", 80), ("200", 100)] {
        let output = sandbox.travauth().args(["token", "get", "--help"]).env("COLUMNS", columns).run().exits(0);
        let width = output.stdout.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!((widest - 15..=widest).contains(&width), "{columns}: {width}");
    }
}

#[test]
fn the_help_of_a_command_is_also_found_by_help() {
    let sandbox = Sandbox::new();
    let help = |args: &[&str]| sandbox.travauth().args(args).run().exits(0).silently().stdout;
    assert_eq!(help(&["help", "token", "get"]), help(&["token", "get", "--help"]));
    assert_eq!(help(&["help"]), help(&["--help"]));
    assert!(help(&["token", "get", "-h"]).contains("travauth help selection"));
}

#[test]
fn shared_options_have_their_own_pages() {
    let sandbox = Sandbox::new();
    for (topic, option) in
        [("selection", "--password-file"), ("network", "--retry-max-time"), ("output", "--error-format")]
    {
        let output = sandbox.travauth().args(["help", topic]).run().exits(0).silently();
        assert!(output.stdout.contains(option), "{output}");
        assert!(!output.stdout.contains("Usage"), "{output}");
    }
    let output = sandbox.travauth().args(["help", "exit-codes"]).run().exits(0).silently();
    assert!(output.stdout.contains("3    The provider rejected the credentials"), "{output}");
    sandbox.travauth().args(["help", "netwrk"]).run().fails(2, &["netwrk", "did you mean `network`?"]);
    sandbox.travauth().args(["help", "token", "gte"]).run().fails(2, &["gte", "get, show, clear"]);
}
