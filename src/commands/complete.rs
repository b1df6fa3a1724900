//! `__complete`: the names that a completion script offers, one a line.
//!
//! A script asks while somebody types, so nothing is ever said on standard error, and nothing fails.

use std::path::PathBuf;

use super::config_validate::environments;
use super::{Context, Outcome};
use crate::cli::{CompleteArgs, Names};
use crate::config::{Config, Origin};
use crate::failure::Result;
use crate::provider::configured;
use crate::target::{Choice, Target};

pub(super) fn run(args: &CompleteArgs, context: &Context) -> Result<Outcome> {
    let file = flag(&args.words, &["--config"]).map(PathBuf::from);
    let config = Config::load(file.as_deref(), &context.env).unwrap_or_default();
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
            match Target::resolve(&choice, &context.env) {
                Ok(target) => environments(target.provider.value).into_iter().map(str::to_owned).collect(),
                Err(_) => all_environments(&config),
            }
        }
    };
    let lines: String =
        names.iter().filter(|name| !name.contains(char::is_whitespace)).map(|name| format!("{name}\n")).collect();
    context.ui.data(lines)?;
    Ok(Outcome::Done)
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
