//! `exec`: runs a command with a fresh token in its environment.

use std::process::Command;

use super::token_get::variables;
use super::{Context, Outcome, child, setup, store};
use crate::broker::{self, ProviderGrant};
use crate::cli::ExecArgs;
use crate::clock;
use crate::config::{Config, HeaderText, Origin, SecretReference};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::shown;
use crate::provider::{Grant, Provider, builtin, configured};
use crate::target::Target;

/// Tells the command where the token is good.
const BASE_URL_VARIABLE: &str = "TRAVAUTH_BASE_URL";
/// Hands on the headers that provider or profile add to each request, a line each.
const HEADERS_VARIABLE: &str = "TRAVAUTH_HEADERS";

pub(super) fn run(args: &ExecArgs, context: &Context) -> Result<Outcome> {
    let env = &context.env;
    let Some((program, arguments)) = args.command.split_first() else {
        return Err(Failure::new(Kind::Usage, "there is no command to run").hint("name it after `--`"));
    };
    let target = Target::resolve(&setup::choice(&args.selection), env)?;
    let login = target.login.as_ref().map_err(Clone::clone)?;
    let (base, emulator) = setup::place(&target)?;
    let mut command = Command::new(program);
    command.args(arguments);
    if !args.keep_secrets {
        for name in secret_variables(&target) {
            command.env_remove(name);
        }
    }
    // What an outer run handed on is of another login.
    for name in ["TRAVAUTH_TOKEN", "TRAVAUTH_TOKEN_EXPIRES_AT", HEADERS_VARIABLE] {
        command.env_remove(name);
    }
    if target.endpoint.grant != Grant::None {
        let key = target.key(login)?;
        let network = setup::network(&args.network, &target.config, Some(&target), env);
        let store = store::open(&target.config, &args.network, env)?;
        let mut grant = ProviderGrant::new(&target, login, &key, &network, env).at(&base);
        let wish = setup::wish(&target, &key, args.min_valid, network.timeout);
        let obtained = broker::obtain(&*store, &wish, &mut grant)?;
        command.envs(variables(&target, &obtained.held.token));
    }
    let headers = target.api_headers(login, env, clock::now())?.headers;
    let lines: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))).collect();
    if !lines.is_empty() {
        command.env(HEADERS_VARIABLE, lines.join("\n"));
    }
    command.env(BASE_URL_VARIABLE, shown(&base));
    #[cfg(unix)]
    if emulator.is_none() {
        return Err(child::become_command(command));
    }
    // The emulator lives as long as this process, so this one stays; and where no process can be replaced, it stays too.
    let outcome = child::run(command);
    drop(emulator);
    outcome.map(Outcome::Passed)
}

/// The variables in which any provider or profile keeps a secret.
fn secret_variables(target: &Target) -> Vec<String> {
    let config: &Config = &target.config;
    let own = config.providers().filter_map(|(name, ..)| configured::find(config, name, &Origin::Default).ok());
    let providers: Vec<&Provider> = builtin::ALL.into_iter().chain(own).collect();
    let headers = providers.iter().flat_map(|provider| provider.headers.iter().cloned());
    let headers: Vec<_> = headers.chain(config.profiles().flat_map(|profile| profile.headers())).collect();
    let of_headers = headers.into_iter().filter_map(|(_, value)| match value {
        HeaderText::Secret(reference) => variable(reference),
        HeaderText::Template(_) => None,
    });
    let of_profiles = config.profiles().flat_map(|profile| {
        ["client_secret", "password"].map(|key| profile.secret(key).and_then(variable)).into_iter().flatten()
    });
    let of_providers = providers.iter().flat_map(|provider| provider.secret_variables()).map(ToString::to_string);
    of_providers.chain(of_profiles).chain(of_headers).collect()
}

fn variable(reference: SecretReference) -> Option<String> {
    match reference {
        SecretReference::Variable(name) => Some(name.into_owned()),
        SecretReference::File(_) | SecretReference::Command(..) => None,
    }
}
