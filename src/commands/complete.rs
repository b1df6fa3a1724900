//! `__complete`: the names that a completion script offers, one a line.
//!
//! A script asks while somebody types, so nothing is ever said on standard error, and nothing fails.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser as _;

use super::config_validate::environments;
use crate::cli::{CompleteArgs, Names};
use crate::config::{Config, Origin};
use crate::env::Env;
use crate::provider::configured;
use crate::target::{Choice, Target};

/// The word that a completion script puts in the place of a command.
pub const WORD: &str = "__complete";

/// The names for these arguments, which come after [`WORD`]; nothing where they make no sense.
pub fn answer(args: &[OsString], env: &Env) -> String {
    CompleteArgs::try_parse_from(args).map_or_else(|_| String::new(), |args| lines(&args, env))
}

fn lines(args: &CompleteArgs, env: &Env) -> String {
    let file = flag(&args.words, &["--config"]).map(PathBuf::from);
    let config = Config::load(file.as_deref(), env).unwrap_or_default();
    let names: Vec<String> = match args.what {
        Names::Profiles => config.profiles().map(|profile| profile.name.to_owned()).collect(),
        Names::Providers => configured::names(&config).into_iter().map(str::to_owned).collect(),
        Names::Environments => {
            let choice = Choice {
                provider: flag(&args.words, &["-p", "--provider"]).map(str::to_owned),
                profile: flag(&args.words, &["-P", "--profile"]).map(str::to_owned),
                config: file,
                ..Choice::default()
            };
            match Target::resolve(&choice, env) {
                Ok(target) => environments(target.provider.value).into_iter().map(str::to_owned).collect(),
                Err(_) => all_environments(&config),
            }
        }
    };
    names.iter().map(|name| format!("{name}\n")).collect()
}

/// Before a provider is chosen, those of all.
fn all_environments(config: &Config) -> Vec<String> {
    let mut all = Vec::new();
    for name in configured::names(config) {
        if let Ok(provider) = configured::find(config, name, &Origin::Config) {
            for environment in environments(provider) {
                if !all.iter().any(|own| own == environment) {
                    all.push(environment.to_owned());
                }
            }
        }
    }
    all
}

/// The last value of a flag among words that are not complete yet.
fn flag<'w>(words: &'w [String], names: &[&str]) -> Option<&'w str> {
    words.iter().enumerate().rev().find_map(|(index, word)| {
        if names.contains(&word.as_str()) {
            return words.get(index + 1).map(String::as_str);
        }
        let (name, value) = word.split_once('=')?;
        names.contains(&name).then_some(value)
    })
}
