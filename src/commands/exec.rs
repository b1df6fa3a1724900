//! `exec`: runs a command with a fresh token in its environment.

use std::process::Command;

use super::token_get::variables;
use super::{Context, Outcome, child, setup, store};
use crate::broker::{self, ProviderGrant};
use crate::cli::ExecArgs;
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::shown;
use crate::provider::Grant;
use crate::settings::Settings;

/// Tells the command where the token is good.
const BASE_URL_VARIABLE: &str = "TRAVAUTH_BASE_URL";
/// Hands on the headers that provider or profile add to each request, a line each.
const HEADERS_VARIABLE: &str = "TRAVAUTH_HEADERS";

pub(super) fn run(args: &ExecArgs, context: &Context) -> Result<Outcome> {
    let env = &context.env;
    let Some((program, arguments)) = args.command.split_first() else {
        return Err(Failure::new(Kind::Usage, "there is no command to run").hint("name it after `--`"));
    };
    let settings = Settings::load(args.selection.config.as_deref(), env)?;
    let target = settings.target(&args.selection.selection())?;
    let login = target.credentials.as_ref().map_err(Clone::clone)?;
    let (base, emulator) = setup::base_url(&target)?;
    let mut command = Command::new(program);
    command.args(arguments);
    if !args.keep_secrets {
        for name in settings.secret_variables() {
            command.env_remove(name);
        }
    }
    // What an outer run handed on is of another login.
    for name in ["TRAVAUTH_TOKEN", "TRAVAUTH_TOKEN_EXPIRES_AT", HEADERS_VARIABLE] {
        command.env_remove(name);
    }
    if target.endpoint.grant != Grant::None {
        let key = target.key(login)?;
        let network = settings.network(&args.network.flags(), Some(&target))?.to_network();
        let store = store::open(settings.config(), &args.network, env)?;
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
