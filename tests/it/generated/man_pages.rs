//! docs/man: a manual page for each command, from clap's definitions and the lists of exit codes and variables.

use clap::{Arg, Command};
use travauth::commands::{EMULATOR_VARIABLES, EXEC_VARIABLES, TLS_VARIABLES, TOKEN_VARIABLES};
use travauth::exit::ExitCode;
use travauth::proxy::CLIENT_VARIABLES;
use travauth::variables::{COMMON, GITHUB, NETWORK, OWN, Variable, variable};

use super::roff::Roff;
use super::{subcommands, text_after_help};

/// The date of the pages, because mandoc reports a page without one. A release sets it.
const DATE: &str = "2026-11-27";

/// Files that a command reads or writes, and whether only commands with a config do so.
const FILES: [(&str, &str); 4] = [
    (
        "~/.config/travauth/config.toml",
        "Profiles, providers and settings. On macOS the directory is ~/Library/Application Support/travauth, on Windows \
         %APPDATA%\\travauth. `TRAVAUTH_CONFIG_DIR` names another directory, and `travauth config path` prints the path.",
    ),
    ("~/.config/travauth/tokens/", "The cached tokens, each in a file that only its owner can read."),
    ("~/.config/travauth/secrets/", "The secrets that `login --store file` has stored, not encrypted."),
    (
        "/etc/travauth/config.toml",
        "The settings of all users, which the user's config can override unless they are locked.",
    ),
];

/// The variable of Sabre that `encode-sabre-id` reads, which has no options of a provider.
const SABRE_PASSWORD: Variable =
    variable("SABRE_PASSWORD", "The password, if neither `--password-file` nor `--password-stdin` is given.");

/// Commands, and other commands that their pages refer to.
const RELATED: [(&str, &[&str]); 12] = [
    ("call", &["token-get", "exec", "check"]),
    ("check", &["explain", "token-show"]),
    ("config", &["profile", "providers"]),
    ("emulator", &["proxy", "exec"]),
    ("encode-sabre-id", &["check", "login"]),
    ("exec", &["token-get", "proxy"]),
    ("explain", &["check"]),
    ("login", &["logout", "profile", "check"]),
    ("logout", &["login", "profile-remove", "token-clear"]),
    ("profile", &["login", "config"]),
    ("proxy", &["emulator", "exec", "call"]),
    ("providers", &["config", "login"]),
];

/// Renders the page of a command and those of its subcommands, each with its file name.
pub(super) fn render(command: &mut Command) -> Vec<(String, Vec<u8>)> {
    let mut pages = Vec::new();
    collect(command, &[], &mut pages);
    pages
}

fn collect(command: &mut Command, siblings: &[String], pages: &mut Vec<(String, Vec<u8>)>) {
    let name = page_name(command);
    pages.push((format!("{name}.1"), page(command, &name, siblings)));
    let subs: Vec<String> = subcommands(command).map(|sub| sub.get_name().to_owned()).collect();
    let siblings: Vec<String> =
        if name == "travauth" { Vec::new() } else { subcommands(command).map(page_name).collect() };
    for sub in &subs {
        collect(command.find_subcommand_mut(sub).expect("it was listed"), &siblings, pages);
    }
}

fn page_name(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &mut Command, name: &str, siblings: &[String]) -> Vec<u8> {
    let mut page = Roff::default();
    page.control("TH", &[&name.to_uppercase(), "1", DATE, concat!("travauth ", env!("CARGO_PKG_VERSION")), "travauth"]);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.control("SH", &["NAME"]);
    page.text(&format!("{name} - {}", about.trim_end_matches('.')));
    page.control("SH", &["SYNOPSIS"]);
    synopsis(&mut page, command);
    page.control("SH", &["DESCRIPTION"]);
    let description = command.get_long_about().map_or(about, ToString::to_string);
    for (at, paragraph) in description.split("\n\n").enumerate() {
        if at > 0 {
            page.control("PP", &[]);
        }
        page.text(&sentence(paragraph));
    }
    for lines in paragraphs(command, false) {
        page.control("PP", &[]);
        page.text(&sentence(&lines.join(" ")));
    }
    options(&mut page, command);
    if subcommands(command).next().is_some() {
        page.control("SH", &["COMMANDS"]);
        for sub in subcommands(command) {
            page.control("TP", &[]);
            page.styled(&[('B', &page_name(sub)), ('R', "(1)")]);
            page.text(&sentence(&sub.get_about().map(ToString::to_string).unwrap_or_default()));
        }
    }
    exit_status(&mut page, command, name);
    environment(&mut page, command, name);
    files(&mut page, command);
    examples(&mut page, command);
    see_also(&mut page, command, name, siblings);
    page.into_bytes()
}

/// Ends a text with a full stop.
fn sentence(text: &str) -> String {
    let text = text.replace('\n', " ");
    if text.ends_with(['.', ':']) { text } else { text + "." }
}

fn synopsis(page: &mut Roff, command: &mut Command) {
    let usage = command.render_usage().to_string();
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    for (at, line) in usage.lines().enumerate() {
        if at > 0 {
            page.control("br", &[]);
        }
        let line = line.trim().trim_start_matches("Usage: ").trim();
        let rest = line.strip_prefix(&name).unwrap_or(line);
        page.styled(&[('B', &name), ('R', rest)]);
    }
}

fn options(page: &mut Roff, command: &Command) {
    let args: Vec<&Arg> = command.get_arguments().filter(|arg| !arg.is_hide_set()).collect();
    let mut headings: Vec<Option<&str>> = Vec::new();
    for heading in args.iter().map(|arg| arg.get_help_heading()) {
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    headings.sort_by_key(Option::is_some);
    page.control("SH", &["OPTIONS"]);
    for heading in headings {
        if let Some(heading) = heading {
            page.control("SS", &[heading]);
        }
        for arg in args.iter().filter(|arg| arg.get_help_heading() == heading) {
            option(page, arg);
        }
    }
}

fn option(page: &mut Roff, arg: &Arg) {
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let aliases = arg.get_visible_aliases().unwrap_or_default().into_iter().map(|alias| format!("--{alias}"));
    let names: Vec<String> = short.into_iter().chain(long).chain(aliases).collect();
    let mut head: Vec<(char, &str)> = Vec::new();
    for name in &names {
        if !head.is_empty() {
            head.push(('R', ", "));
        }
        head.push(('B', name));
    }
    let takes_value = arg.get_action().takes_values();
    let values = arg.get_value_names().filter(|_| takes_value).map(|names| names.join(" ")).unwrap_or_default();
    if !values.is_empty() {
        if !head.is_empty() {
            head.push(('R', " "));
        }
        head.push(('I', &values));
    }
    page.control("TP", &[]);
    page.styled(&head);
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    page.text(&sentence(&help));
    let possible: Vec<_> = arg.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).collect();
    if takes_value && !arg.is_hide_possible_values_set() && !possible.is_empty() {
        page.control("RS", &[]);
        for value in possible {
            page.control("TP", &[]);
            page.styled(&[('B', value.get_name())]);
            page.text(&sentence(&value.get_help().map(ToString::to_string).unwrap_or_default()));
        }
        page.control("RE", &[]);
    }
}

fn has_group(command: &Command, heading: &str) -> bool {
    command.get_arguments().any(|arg| arg.get_help_heading() == Some(heading))
}

fn has_flag(command: &Command, long: &str) -> bool {
    command.get_arguments().any(|arg| arg.get_long() == Some(long))
}

fn can_exit_with(command: &Command, name: &str, code: ExitCode) -> bool {
    let is_all = name == "travauth";
    let gets_token = has_group(command, "Network") && has_flag(command, "timeout") && name != "travauth-config-show";
    let is_one_of = |commands: &[&str]| name.strip_prefix("travauth-").is_some_and(|name| commands.contains(&name));
    match code {
        ExitCode::Done | ExitCode::Local | ExitCode::Usage | ExitCode::Interrupted => true,
        ExitCode::Rejected | ExitCode::RateLimited => is_all || gets_token || is_one_of(&["logout"]),
        ExitCode::Unreachable => is_all || gets_token || is_one_of(&["logout", "profile-remove", "token-clear"]),
        ExitCode::NoCredentials => {
            is_all || gets_token || is_one_of(&["logout", "profile-remove", "token-show", "encode-sabre-id"])
        }
        ExitCode::NoToken => is_all || (gets_token && name != "travauth-login") || is_one_of(&["token-show"]),
        ExitCode::ApiClientError | ExitCode::ApiServerError => is_all || is_one_of(&["call"]),
        ExitCode::NotExecutable | ExitCode::NotFound => is_all || is_one_of(&["exec", "emulator", "proxy"]),
    }
}

fn exit_status(page: &mut Roff, command: &Command, name: &str) {
    page.control("SH", &["EXIT STATUS"]);
    for code in ExitCode::ALL.into_iter().filter(|code| can_exit_with(command, name, *code)) {
        page.control("TP", &[]);
        page.styled(&[('B', &code.number().to_string())]);
        page.text(code.meaning());
    }
}

fn environment(page: &mut Roff, command: &Command, name: &str) {
    let is_all = name == "travauth";
    let is_one_of = |commands: &[&str]| name.strip_prefix("travauth-").is_some_and(|name| commands.contains(&name));
    let has_target = has_group(command, "Selection");
    // These settle the same settings without having all of their options, for example to open the cache.
    let settles = has_target
        || has_group(command, "Network")
        || is_one_of(&["logout", "profile-list", "profile-show", "profile-remove", "config-validate"]);
    let reads_keyring = has_target || is_one_of(&["login", "logout", "profile-remove"]);
    let named = |variables: &'static [Variable], names: &'static [&'static str]| {
        variables.iter().filter(move |variable| names.contains(&variable.name))
    };
    let mut variables: Vec<&Variable> = Vec::new();
    if is_all {
        variables.extend(OWN.iter().chain(&NETWORK).chain(&COMMON).chain(&GITHUB));
    } else {
        if settles {
            // These act on the profile that they are told.
            let is_told = is_one_of(&["login", "profile-remove", "config-validate"]);
            let select = ["TRAVAUTH_PROVIDER", "TRAVAUTH_ENVIRONMENT", "TRAVAUTH_PROFILE"];
            variables.extend(OWN.iter().filter(|variable| !is_told || !select.contains(&variable.name)));
            variables.extend(&NETWORK);
            variables
                .extend(named(&COMMON, &["HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"]));
        } else if !is_one_of(&["completions", "config-schema", "encode-sabre-id", "version"]) {
            let has_config = has_flag(command, "config");
            variables.extend(named(&OWN, &["TRAVAUTH_CONFIG", "TRAVAUTH_SYSTEM_CONFIG"]).filter(|_| has_config));
            variables.extend(named(&OWN, &["TRAVAUTH_CONFIG_DIR"]));
        }
        variables.extend(named(&COMMON, &["DBUS_SESSION_BUS_ADDRESS"]).filter(|_| reads_keyring));
        variables.extend(named(&COMMON, &["XDG_RUNTIME_DIR"]).filter(|_| reads_keyring || name == "travauth-emulator"));
        let has_temporary_files = is_one_of(&["emulator", "proxy", "config-edit"]);
        variables.extend(named(&COMMON, &["TMPDIR"]).filter(|_| has_temporary_files));
        match name {
            "travauth-login" => variables.extend(named(&COMMON, &["CI"])),
            "travauth-config-edit" => variables.extend(named(&COMMON, &["VISUAL", "EDITOR"])),
            "travauth-encode-sabre-id" => variables.push(&SABRE_PASSWORD),
            "travauth-token-get" => variables.extend(named(&GITHUB, &["GITHUB_ACTIONS", "GITHUB_ENV"])),
            "travauth-check" => variables.extend(named(&GITHUB, &["GITHUB_STEP_SUMMARY"])),
            _ => {}
        }
        variables.extend(named(&COMMON, &["NO_COLOR", "COLUMNS", "RUST_LOG"]));
    }
    page.control("SH", &["ENVIRONMENT"]);
    list(page, &variables);
    if is_all || has_target {
        page.control("PP", &[]);
        page.text("`travauth providers show` prints the variables that hold the credentials of a provider.");
    }
    if is_all {
        page.control("PP", &[]);
        page.text(
            "`travauth-token-get`(1), `travauth-exec`(1), `travauth-emulator`(1) and `travauth-proxy`(1) list the variables \
             that these commands set.",
        );
    }
    let set: Vec<&Variable> = match name {
        "travauth-token-get" => TOKEN_VARIABLES.iter().collect(),
        "travauth-exec" => EXEC_VARIABLES.iter().collect(),
        "travauth-emulator" => EMULATOR_VARIABLES.iter().chain(&TLS_VARIABLES).collect(),
        "travauth-proxy" => CLIENT_VARIABLES.iter().chain(&TLS_VARIABLES).collect(),
        _ => Vec::new(),
    };
    if !set.is_empty() {
        let title = match name {
            "travauth-token-get" => "Variables that the formats env, dotenv and github set",
            _ => "Variables that are set for the command",
        };
        page.control("SS", &[title]);
        list(page, &set);
    }
}

fn list(page: &mut Roff, variables: &[&Variable]) {
    for variable in variables {
        page.control("TP", &[]);
        page.styled(&[('B', variable.name)]);
        page.text(variable.meaning);
    }
}

fn files(page: &mut Roff, command: &Command) {
    page.control("SH", &["FILES"]);
    let uses_tokens = has_group(command, "Selection") || has_group(command, "Network") || !has_flag(command, "config");
    for (path, meaning) in FILES {
        if path.ends_with("/config.toml") || uses_tokens {
            page.control("TP", &[]);
            page.styled(&[('I', path)]);
            page.text(meaning);
        }
    }
}

/// Returns the paragraphs of the text after the help: the examples, or the others. A page has all options, so it needs no
/// reference to the help about shared ones.
fn paragraphs(command: &Command, are_examples: bool) -> Vec<Vec<String>> {
    let text = text_after_help(command);
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.starts_with("Shared options:"));
    let paragraphs = paragraphs.filter(|paragraph| paragraph.starts_with("Examples:") == are_examples);
    let lines = |paragraph: &str| {
        let lines = paragraph.lines().filter(|line| *line != "Examples:");
        lines.map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned()).collect::<Vec<_>>()
    };
    paragraphs.map(lines).filter(|lines| !lines.concat().is_empty()).collect()
}

fn examples(page: &mut Roff, command: &Command) {
    page.control("SH", &["EXAMPLES"]);
    for lines in paragraphs(command, true) {
        page.example(&lines);
    }
}

fn see_also(page: &mut Roff, command: &Command, name: &str, siblings: &[String]) {
    let mut names: Vec<String> = Vec::new();
    if let Some(short) = name.strip_prefix("travauth-") {
        names.push("travauth".to_owned());
        let parent = name.rsplit_once('-').filter(|_| !siblings.is_empty());
        names.extend(parent.map(|(parent, _)| parent.to_owned()));
        let related = RELATED.iter().find(|(command, _)| *command == short).map_or(&[] as &[_], |(_, names)| names);
        names.extend(related.iter().map(|name| format!("travauth-{name}")));
    }
    names.extend(subcommands(command).map(page_name));
    names.extend(siblings.iter().filter(|sibling| *sibling != name).cloned());
    let references: Vec<String> = names.iter().map(|name| format!("`{name}`(1)")).collect();
    page.control("SH", &["SEE ALSO"]);
    page.text(&references.join(", "));
}
