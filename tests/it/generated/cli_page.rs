//! docs/cli.md: every command and flag, from clap's definitions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{Arg, Command};

use super::{subcommands, text_after_help};

const HEAD: &str = "\
# Commands

All commands and flags. `travauth COMMAND --help` shows the same on a terminal, and [man/](man) contains manual pages.
Flags that several commands share are described once, [at the end](#flags-that-several-commands-share).

";

/// A heading and its rendered flags.
type Group = (String, String);

pub(super) fn render(command: &mut Command) -> String {
    let mut pages = Vec::new();
    collect(command, &mut pages);
    let shared = shared_groups(&pages);
    let mut text = HEAD.to_owned();
    for page in &pages {
        let summary = page.about.lines().next().unwrap_or_default().trim_end_matches('.');
        let _ = writeln!(text, "- [`{}`](#{}): {summary}", page.name, page.name.replace(' ', "-"));
    }
    for page in &pages {
        let _ = write!(text, "\n## {}\n\n{}\n\n```text\n{}\n```\n", page.name, page.about, page.usage);
        let mut links = Vec::new();
        for (heading, flags) in &page.groups {
            if heading.is_empty() {
                let _ = write!(text, "\n{flags}");
            } else if shared.get(heading) == Some(flags) {
                links.push(format!("[{heading}](#{})", heading.to_lowercase()));
            } else {
                let _ = write!(text, "\n{heading}:\n\n{flags}");
            }
        }
        if !links.is_empty() {
            let _ = writeln!(text, "\nAnd the flags of {}.", links.join(" and "));
        }
        if let Some(after) = &page.after {
            let _ = write!(text, "\n```text\n{after}\n```\n");
        }
    }
    text.push_str("\n## Flags that several commands share\n");
    for (heading, flags) in &shared {
        let _ = write!(text, "\n### {heading}\n\n{flags}");
    }
    text
}

struct Page {
    name: String,
    about: String,
    usage: String,
    groups: Vec<Group>,
    after: Option<String>,
}

fn collect(command: &mut Command, pages: &mut Vec<Page>) {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).lines().map(str::trim);
    pages.push(Page {
        name: command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned(),
        about: command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default(),
        usage: usage.collect::<Vec<_>>().join("\n"),
        groups: groups(command),
        after: Some(text_after_help(command)).filter(|text| !text.is_empty()),
    });
    let names: Vec<String> = subcommands(command).map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        collect(command.find_subcommand_mut(&name).expect("it was listed"), pages);
    }
}

/// Returns the flags of a command, grouped by heading. Arguments without a heading are first.
fn groups(command: &Command) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![(String::new(), String::new())];
    for arg in command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str()))
    {
        let heading = arg.get_help_heading().unwrap_or_default();
        let at = groups.iter().position(|(name, _)| name == heading).unwrap_or_else(|| {
            groups.push((heading.to_owned(), String::new()));
            groups.len() - 1
        });
        groups[at].1.push_str(&line(arg));
    }
    groups.retain(|(_, flags)| !flags.is_empty());
    groups
}

/// Returns for each heading the flags that most commands have under it, if at least two commands have the same.
fn shared_groups(pages: &[Page]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<&Group, usize> = BTreeMap::new();
    for group in pages.iter().flat_map(|page| &page.groups).filter(|(heading, _)| !heading.is_empty()) {
        *counts.entry(group).or_default() += 1;
    }
    let mut shared: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for ((heading, flags), count) in counts.into_iter().filter(|(_, count)| *count > 1) {
        let best = shared.entry(heading.clone()).or_default();
        if count > best.0 {
            *best = (count, flags.clone());
        }
    }
    shared.into_iter().map(|(heading, (_, flags))| (heading, flags)).collect()
}

/// Renders one argument as a list item.
fn line(arg: &Arg) -> String {
    let mut names = Vec::new();
    names.extend(arg.get_short().map(|short| format!("-{short}")));
    names.extend(arg.get_long().map(|long| format!("--{long}")));
    let takes_value = arg.get_action().takes_values();
    let values: Vec<String> = match arg.get_value_names() {
        Some(values) if takes_value => values.iter().map(|value| format!("<{value}>")).collect(),
        _ => Vec::new(),
    };
    let spelling = names.join(", ");
    let spelling = [spelling].into_iter().chain(values).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let help =
        arg.get_long_help().or(arg.get_help()).map(|help| help.to_string().replace('\n', " ")).unwrap_or_default();
    let mut line = format!("- `{spelling}`: {help}");
    let aliases = arg.get_visible_aliases().unwrap_or_default();
    if !aliases.is_empty() {
        let aliases: Vec<String> = aliases.iter().map(|alias| format!("`--{alias}`")).collect();
        let _ = write!(line, "; also {}", aliases.join(", "));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if takes_value && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        let _ = write!(line, " [default: {}]", defaults.join(", "));
    }
    line.push('\n');
    if takes_value && !arg.is_hide_possible_values_set() {
        for value in arg.get_possible_values().iter().filter(|value| !value.is_hide_set()) {
            let help = value.get_help().map(|help| format!(": {help}")).unwrap_or_default();
            let _ = writeln!(line, "  - `{}`{help}", value.get_name());
        }
    }
    line
}
