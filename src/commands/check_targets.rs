//! Which targets a `check` is to examine.

use super::{Context, setup};
use crate::check::Subject;
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::failure::{Failure, Kind, Result};
use crate::provider::{Provider, builtin, variables_layer};
use crate::target::{Choice, PROFILE_VARIABLE, PROVIDER_VARIABLE, Target};

/// One target to be, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    label: String,
    choice: Choice,
}

/// The targets that were named, each once, as far as they can be settled without the network.
pub(super) fn subjects(args: &CheckArgs, config: &Config, context: &Context) -> Result<Vec<Subject>> {
    let mut named: Vec<Named> = Vec::new();
    for candidate in candidates(args, config, context)? {
        if named.contains(&candidate) {
            log::warn!("{} was named twice and is checked once", candidate.label);
        } else {
            named.push(candidate);
        }
    }
    if named.is_empty() {
        return Err(nothing(args, config));
    }
    if named.len() > 1
        && let Some(flag) = flag_of_one(&named[0].choice)
    {
        return Err(Failure::new(Kind::Usage, format!("{flag} belongs to one target, and {} were named", named.len()))
            .hint("check that target by itself, or give each one its credentials in variables or profiles"));
    }
    let subject = |Named { label, choice }| {
        let target = Target::resolve(&choice, &context.env);
        let of_profile = |name: &String| config.profiles().find(|profile| profile.name == name);
        let of_profile = choice.profile.as_ref().and_then(of_profile).and_then(|profile| profile.text("provider"));
        let provider = choice.provider.or(of_profile.map(str::to_owned));
        Subject { label, provider, target }
    };
    Ok(named.into_iter().map(subject).collect())
}

fn candidates(args: &CheckArgs, config: &Config, context: &Context) -> Result<Vec<Named>> {
    let common = setup::choice(&args.selections.common);
    let of_provider = |name: &str| Named {
        label: name.to_owned(),
        choice: Choice { provider: Some(name.to_owned()), ..common.clone() },
    };
    let mut found: Vec<Named> = args.selections.providers.iter().map(|name| of_provider(name)).collect();
    let of_profile = |name: &str| Named {
        label: name.to_owned(),
        choice: Choice { profile: Some(name.to_owned()), ..common.clone() },
    };
    found.extend(args.selections.profiles.iter().map(|name| of_profile(name)));
    if args.all {
        let is_named = |name: &str| args.selections.profiles.iter().any(|named| named == name);
        found.extend(config.profiles().filter(|one| !is_named(one.name)).map(|one| of_profile(one.name)));
        let set = builtin::ALL.into_iter().filter(|provider| has_credentials(provider, context));
        found.extend(
            set.map(|provider| of_provider(&provider.name))
                .filter(|one| !args.selections.providers.contains(&one.label)),
        );
    } else if found.is_empty() {
        if let Some(name) = context.env.get(PROFILE_VARIABLE)? {
            found.push(of_profile(&name));
        } else if let Some(name) = context.env.get(PROVIDER_VARIABLE)? {
            found.push(of_provider(&name));
        } else if let Some(name) = config.default_profile() {
            found.push(of_profile(name));
        }
    }
    Ok(found)
}

/// Whether any variable holds a credential for it. One that cannot be read is told of in the report.
fn has_credentials(provider: &Provider, context: &Context) -> bool {
    provider
        .endpoints
        .iter()
        .any(|endpoint| variables_layer(endpoint, &context.env).map_or(true, |layer| !layer.is_empty()))
}

/// A check of nothing must not look like a success.
fn nothing(args: &CheckArgs, config: &Config) -> Failure {
    if args.all {
        return Failure::new(Kind::NoProvider, "nothing to check")
            .because(match config.path() {
                Some(path) => {
                    format!("{} has no profiles, and no variable of a built-in provider is set", path.display())
                }
                None => "there is no config file, and no variable of a built-in provider is set".to_owned(),
            })
            .hint("set the variables of a provider, such as AMADEUS_CLIENT_ID and AMADEUS_CLIENT_SECRET");
    }
    Failure::new(Kind::NoProvider, "nothing to check").because("no provider was chosen").hint(format!(
        "name one or several with `-p NAME` or `-P NAME`, set {PROVIDER_VARIABLE}, or check all whose variables are set with `--all`"
    ))
}

/// The first flag in use that makes sense for one target only.
fn flag_of_one(choice: &Choice) -> Option<&'static str> {
    [
        (choice.base_url.is_some(), "--base-url"),
        (choice.client_id.is_some(), "--client-id"),
        (choice.client_secret_file.is_some(), "--client-secret-file"),
        (choice.password_file.is_some(), "--password-file"),
        (choice.user_id.is_some(), "--user-id"),
        (choice.group.is_some(), "--group"),
        (choice.domain.is_some(), "--domain"),
    ]
    .into_iter()
    .find_map(|(is_given, flag)| is_given.then_some(flag))
}
