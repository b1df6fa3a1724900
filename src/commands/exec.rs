//! `exec`: runs a command with an access token in its environment.

use std::process::Command;

use super::token_get::{BASE_URL_VARIABLE, variables};
use super::{Context, Outcome, child};
use crate::cli::ExecArgs;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::shown;
use crate::provider::Grant;
use crate::session::{Session, TokenOptions};
use crate::settings::{BaseUrl, Selection, Settings};
use crate::variables::{Variable, variable};

/// The variable with the headers that the provider or profile adds to each request, one per line.
const HEADERS_VARIABLE: &str = "TRAVAUTH_HEADERS";

/// The variables that `exec` sets for its command.
pub const EXEC_VARIABLES: [Variable; 5] = [
    variable("TRAVAUTH_TOKEN", "The token, if the provider has tokens."),
    variable("TRAVAUTH_TOKEN_EXPIRES_AT", "When it expires, RFC 3339, UTC; empty if unknown."),
    variable("…_ACCESS_TOKEN", "The token again, in the provider's own variable, such as `AMADEUS_ACCESS_TOKEN`."),
    variable(BASE_URL_VARIABLE, "The base URL that the token is for, if it is known."),
    variable(
        HEADERS_VARIABLE,
        "The headers that the provider or profile adds to each request, one per line, if there are any.",
    ),
];

pub(super) fn run(args: &ExecArgs, context: &Context) -> Result<Outcome> {
    let Some((program, arguments)) = args.command.split_first() else {
        return Err(Failure::new(Kind::Usage, "no command was given").hint("add it after `--`"));
    };
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let selection = Selection { min_valid: args.min_valid, ..args.selection.selection() };
    let session = Session::open(&settings, &selection, &args.network.flags(), args.network.shared_cache())?;
    session.credentials()?;
    let base_url = match &session.target().base_url {
        BaseUrl::Unknown => None,
        BaseUrl::Url(_) | BaseUrl::Emulator => Some(session.base_url()?),
    };
    let mut command = Command::new(program);
    command.args(arguments);
    if !args.keep_secrets {
        for name in settings.secret_variables()? {
            command.env_remove(name);
        }
    }
    // These variables can be from an outer `exec` with another account.
    for name in ["TRAVAUTH_TOKEN", "TRAVAUTH_TOKEN_EXPIRES_AT", HEADERS_VARIABLE] {
        command.env_remove(name);
    }
    let mut token = None;
    if session.target().endpoint.grant != Grant::None {
        let line = context.ui.progress();
        let options = TokenOptions { min_valid: args.min_valid, ..TokenOptions::default() };
        let obtained = session.token(&options).map_err(|failure| session.with_origins(failure))?;
        drop(line);
        command.envs(variables(session.target(), &obtained.cached.token));
        token = Some(obtained.cached.token.access_token);
    }
    let headers = session.api_headers(token.as_ref())?.headers;
    let lines: Vec<String> =
        headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))).collect();
    if !lines.is_empty() {
        command.env(HEADERS_VARIABLE, lines.join("\n"));
    }
    match base_url {
        Some(url) => command.env(BASE_URL_VARIABLE, shown(&url)),
        None => command.env_remove(BASE_URL_VARIABLE),
    };
    #[cfg(unix)]
    if !session.has_emulator() {
        return Err(child::become_command(command));
    }
    // The command runs as a child, because the emulator ends with this process, and because Windows cannot replace a process.
    child::run_last(command).map(Outcome::ChildExited)
}
