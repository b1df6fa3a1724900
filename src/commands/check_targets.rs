//! The targets of `check`.

use crate::check::CheckTarget;
use crate::cli::CheckArgs;
use crate::credentials::{PlaceholderPolicy, Variables};
use crate::failure::{Failure, Kind, Result};
use crate::origin::Origin;
use crate::provider::{Provider, builtin, variable_credentials};
use crate::settings::{PROFILE_VARIABLE, PROVIDER_VARIABLE, Selection, Settings};

/// A target that is not resolved yet, and its label.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate {
    label: String,
    selection: Selection,
}

/// Returns the named targets without duplicates, resolved as far as possible without the network.
pub(super) fn targets(args: &CheckArgs, settings: &Settings) -> Result<Vec<CheckTarget>> {
    let mut named: Vec<Candidate> = Vec::new();
    for candidate in candidates(args, settings)? {
        if named.contains(&candidate) {
            log::warn!("{} was named twice and is checked once", candidate.label);
        } else {
            named.push(candidate);
        }
    }
    if named.is_empty() {
        return Err(no_targets(args, settings));
    }
    if named.len() > 1
        && let Some(flag) = single_target_flag(&named[0].selection)
    {
        return Err(Failure::new(Kind::Usage, format!("{flag} applies to one target, but {} were named", named.len()))
            .hint("check that target alone, or set the credentials of each one in variables or profiles"));
    }
    let resolve = |Candidate { label, selection }| {
        let target = settings.target(&selection);
        let profile = selection.profile.as_ref().and_then(|name| settings.config().profile(name, &Origin::Config).ok());
        let of_profile = profile.and_then(|profile| Some(profile.provider()?.get_ref().clone()));
        CheckTarget { label, provider: selection.provider.or(of_profile), target }
    };
    Ok(named.into_iter().map(resolve).collect())
}

fn candidates(args: &CheckArgs, settings: &Settings) -> Result<Vec<Candidate>> {
    let common = Selection { probe: args.probe.clone(), ..args.selections.common.selection() };
    let of_provider = |name: &str| Candidate {
        label: name.to_owned(),
        selection: Selection { provider: Some(name.to_owned()), ..common.clone() },
    };
    let mut found: Vec<Candidate> = args.selections.providers.iter().map(|name| of_provider(name)).collect();
    let of_profile = |name: &str| Candidate {
        label: name.to_owned(),
        selection: Selection { profile: Some(name.to_owned()), ..common.clone() },
    };
    found.extend(args.selections.profiles.iter().map(|name| of_profile(name)));
    if args.all {
        let is_named = |name: &str| args.selections.profiles.iter().any(|named| named == name);
        let profiles = settings.config().profile_names().into_iter();
        found.extend(profiles.filter(|name| !is_named(name)).map(of_profile));
        let with_credentials =
            builtin::ALL.into_iter().filter(|provider| has_credentials(provider, settings.variables()));
        found.extend(
            with_credentials
                .map(|provider| of_provider(&provider.name))
                .filter(|candidate| !args.selections.providers.contains(&candidate.label)),
        );
    } else if found.is_empty() {
        if let Some(name) = settings.variables().get(PROFILE_VARIABLE)? {
            found.push(of_profile(&name.value));
        } else if let Some(name) = settings.variables().get(PROVIDER_VARIABLE)? {
            found.push(of_provider(&name.value));
        } else if let Some(name) = settings.profile_of_rule().or_else(|| settings.default_profile()) {
            found.push(of_profile(&name.value));
        }
    }
    Ok(found)
}

/// Returns whether a variable has a credential of the provider. A variable that cannot be read counts as one, so that the
/// report shows its failure.
fn has_credentials(provider: &Provider, variables: &Variables) -> bool {
    provider.endpoints.iter().any(|endpoint| {
        variable_credentials(endpoint, variables, PlaceholderPolicy::Allow)
            .map_or(true, |sources| sources.iter().any(|credentials| !credentials.is_empty()))
    })
}

/// Returns the failure of a check without targets, because such a check proves nothing.
fn no_targets(args: &CheckArgs, settings: &Settings) -> Failure {
    if args.all {
        return Failure::new(Kind::NoProvider, "nothing to check")
            .because(match settings.config().path() {
                Some(path) => {
                    format!("{} has no profiles, and no variable of a built-in provider is set", path.display())
                }
                None => "there is no config file, and no variable of a built-in provider is set".to_owned(),
            })
            .hint("set the variables of a provider, such as AMADEUS_CLIENT_ID and AMADEUS_CLIENT_SECRET");
    }
    Failure::new(Kind::NoProvider, "nothing to check").because("no provider was chosen").hint(format!(
        "name one or several with `-p NAME` or `-P NAME`, set {PROVIDER_VARIABLE}, or check all that have credentials with `--all`"
    ))
}

/// Returns a flag of the command line that can apply to one target only.
fn single_target_flag(selection: &Selection) -> Option<&'static str> {
    [
        (selection.base_url.is_some(), "--base-url"),
        (selection.client_id.is_some(), "--client-id"),
        (selection.client_secret_file.is_some(), "--client-secret-file"),
        (selection.password_file.is_some(), "--password-file"),
        (selection.user_id.is_some(), "--user-id"),
        (selection.group.is_some(), "--group"),
        (selection.domain.is_some(), "--domain"),
    ]
    .into_iter()
    .find_map(|(is_given, flag)| is_given.then_some(flag))
}
