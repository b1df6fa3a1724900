//! `__complete`: prints the names that a completion script offers, one per line.
//!
//! It runs while the user types, so it prints nothing on standard error and never fails.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser as _;

use super::config_validate::environments;
use crate::cli::{CompleteArgs, Names};
use crate::config::Config;
use crate::env::Env;
use crate::origin::Origin;
use crate::settings::{Selection, Settings, SettingsFiles};

/// The hidden command that completion scripts run.
pub const SUBCOMMAND: &str = "__complete";

/// Returns the names for the arguments after [`SUBCOMMAND`]; empty if the arguments are invalid.
pub fn names(args: &[OsString], env: &Env) -> String {
    CompleteArgs::try_parse_from(args).map_or_else(|_| String::new(), |args| lines(&args, env))
}

fn lines(args: &CompleteArgs, env: &Env) -> String {
    let file = flag(&args.words, &["--config"]).map(PathBuf::from);
    let settings = Settings::load(SettingsFiles::config(file.as_deref()), env)
        .unwrap_or_else(|_| Settings::new(Config::default(), env));
    let names: Vec<String> = match args.what {
        Names::Profiles => settings.config().profile_names().into_iter().map(str::to_owned).collect(),
        Names::Providers => settings.providers().names().into_iter().map(str::to_owned).collect(),
        Names::Environments => {
            let selection = Selection {
                provider: flag(&args.words, &["-p", "--provider"]).map(str::to_owned),
                profile: flag(&args.words, &["-P", "--profile"]).map(str::to_owned),
                ..Selection::default()
            };
            match settings.target(&selection) {
                Ok(target) => environments(&target.provider.value).into_iter().map(str::to_owned).collect(),
                Err(_) => all_environments(&settings),
            }
        }
    };
    names.iter().map(|name| format!("{name}\n")).collect()
}

/// Returns the environments of all providers, for a command line that selects no provider.
fn all_environments(settings: &Settings) -> Vec<String> {
    let mut all = Vec::new();
    for name in settings.providers().names() {
        if let Ok(provider) = settings.providers().find(name, &Origin::Config) {
            for environment in environments(&provider) {
                if !all.iter().any(|known| known == environment) {
                    all.push(environment.to_owned());
                }
            }
        }
    }
    all
}

/// Returns the last value of a flag in an unfinished command line.
fn flag<'w>(words: &'w [String], names: &[&str]) -> Option<&'w str> {
    words.iter().enumerate().rev().find_map(|(index, word)| {
        if names.contains(&word.as_str()) {
            return words.get(index + 1).map(String::as_str);
        }
        let (name, value) = word.split_once('=')?;
        names.contains(&name).then_some(value)
    })
}
