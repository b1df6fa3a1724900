//! `emulator`: imitates Amadeus and Sabre on this machine, until it is stopped or for one command.

use std::ffi::OsString;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use super::emulator_files::{Files, variables_without_files};
use super::{Context, Outcome, child};
use crate::cli::EmulatorArgs;
use crate::emulator::{Behaviour, Running, Server, Tls, demo};
use crate::failure::{Failure, Kind, Result};
use crate::paths::CONFIG_DIR_VARIABLE;
use crate::settings::CACHE_VARIABLE;
use crate::signals;
use crate::variables::{Variable, variable};

/// The variables that `emulator` sets for its command. All others whose names begin with `AMADEUS_`, `SABRE_` or `TRAVAUTH_`
/// are removed.
pub const EMULATOR_VARIABLES: [Variable; 15] = [
    variable("AMADEUS_BASE_URL", "The URL of the emulator."),
    variable("AMADEUS_CLIENT_ID", "The client id of its Amadeus account."),
    variable("AMADEUS_CLIENT_SECRET", "The client secret of this account."),
    variable("AMADEUS_HOST", "The host of the URL, for the SDKs of Amadeus."),
    variable("AMADEUS_PORT", "Its port."),
    variable("AMADEUS_SSL", "`true` with `--tls`, otherwise empty."),
    variable("SABRE_BASE_URL", "The URL of the emulator."),
    variable("SABRE_USER_ID", "The user id of its Sabre account."),
    variable("SABRE_GROUP", "The group of this account."),
    variable("SABRE_DOMAIN", "Its domain."),
    variable("SABRE_PASSWORD", "Its password."),
    variable("SABRE_CLIENT_ID", "Its client id, for version 3 of the token endpoint."),
    variable("SABRE_CLIENT_SECRET", "Its client secret, for the same version."),
    variable(
        CONFIG_DIR_VARIABLE,
        "A directory of this run, so that the command uses neither your config nor your cached tokens.",
    ),
    variable(CACHE_VARIABLE, "`none`, if no such directory can be created."),
];

/// The variables with the demo credentials.
const CREDENTIALS: [(&str, &str); 8] = [
    ("AMADEUS_CLIENT_ID", demo::AMADEUS_CLIENT_ID),
    ("AMADEUS_CLIENT_SECRET", demo::AMADEUS_CLIENT_SECRET),
    ("SABRE_USER_ID", demo::SABRE_USER_ID),
    ("SABRE_GROUP", demo::SABRE_GROUP),
    ("SABRE_DOMAIN", demo::SABRE_DOMAIN),
    ("SABRE_PASSWORD", demo::SABRE_PASSWORD),
    ("SABRE_CLIENT_ID", demo::SABRE_CLIENT_ID),
    ("SABRE_CLIENT_SECRET", demo::SABRE_CLIENT_SECRET),
];

pub(super) fn run(args: EmulatorArgs, context: &Context) -> Result<Outcome> {
    if !args.listen.ip().is_loopback() {
        log::warn!("the emulator is reachable from other machines, on {}; its credentials are public", args.listen);
    }
    if let Some(dir) = args.data.as_ref().filter(|dir| !dir.is_dir()) {
        let name = crate::redact::escape_control(&dir.display().to_string());
        return Err(Failure::new(Kind::Usage, format!("--data {name}: this is not a directory"))
            .hint("name a directory with files such as v1/some/path.json"));
    }
    let tls =
        args.tls.then(|| Tls::generate("travauth emulator", args.listen.ip())).transpose().map_err(|error| {
            Failure::new(Kind::LocalIo, "cannot create a certificate for the emulator").because(error)
        })?;
    let authority = tls.as_ref().map(|tls| tls.authority().to_owned());
    let behaviour = Behaviour {
        expires_in: args.expires_in,
        latency: args.latency,
        faults: args.faults,
        rate: args.rate,
        data: args.data,
        tls,
        inspects: true,
    };
    let not_listening = |error: std::io::Error| {
        Failure::new(Kind::LocalIo, format!("the emulator cannot listen on {}", args.listen))
            .because(error)
            .hint("use a free port with `--listen 127.0.0.1:0`")
    };
    if let Some((program, arguments)) = args.command.split_first() {
        let running = Running::start(args.listen, behaviour).map_err(not_listening)?;
        let mut command = Command::new(program);
        command.args(arguments);
        return run_against(&running, command, authority.as_deref(), context);
    }
    let listener = TcpListener::bind(args.listen).map_err(not_listening)?;
    serve(Server::new(listener, behaviour).map_err(not_listening)?, authority.as_deref(), context)
}

/// Runs the command with variables that point it to the emulator, instead of the caller's variables.
fn run_against(running: &Running, mut command: Command, authority: Option<&str>, context: &Context) -> Result<Outcome> {
    for name in context.env.names() {
        let is_removed = ["AMADEUS_", "SABRE_", "TRAVAUTH_"]
            .iter()
            .any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes()));
        if is_removed {
            command.env_remove(name);
        }
    }
    let files = Files::create("travauth-emulator-", &context.env, authority);
    if let Err(tried) = &files {
        let missing =
            if authority.is_some() { "a token cache and a file with the CA to trust" } else { "a token cache" };
        log::warn!("the command runs without {missing}: no directory can be created in {}", joined(tried));
    }
    let file_variables = files.as_ref().map_or_else(|_| variables_without_files(), Files::variables);
    command.envs(variables(running, authority.is_some())).envs(file_variables);
    child::run_last(command).map(Outcome::ChildExited)
}

/// Serves until a signal ends the program.
fn serve(server: Server, authority: Option<&str>, context: &Context) -> Result<Outcome> {
    // `files` lives until the end, because dropping it removes the directory.
    let files =
        authority.map(|authority| (Files::create("travauth-emulator-", &context.env, Some(authority)), authority));
    let dir = files.as_ref().and_then(|(files, _)| files.as_ref().ok()).map(|files| files.path().to_owned());
    let clean_up = dir.map(|dir| signals::before_end(move || drop(std::fs::remove_dir_all(&dir)))).transpose();
    let _guard = clean_up.map_err(|error| Failure::limit("handle signals", &error))?;
    match &files {
        None => {}
        Some((Ok(files), _)) => {
            log::warn!("clients must trust the CA of this run: {}", files.authority().display());
        }
        Some((Err(tried), authority)) => {
            log::warn!("no file can be written in {}; clients must trust this CA:", joined(tried));
            context.ui.lines(authority);
        }
    }
    context.ui.data(format!("{}\n", server.base_url()))?;
    context.ui.note(&format!("requests are shown at {}/", server.base_url()));
    let lines: String = CREDENTIALS.iter().map(|(name, value)| format!("  {name}={value}\n")).collect();
    context.ui.note(&format!("demo credentials:\n{lines}stop with Ctrl-C"));
    // The shutdown is never sent, because a signal ends the process.
    let (_sender, shutdown) = tokio::sync::oneshot::channel();
    server.run(shutdown);
    Ok(Outcome::Done)
}

fn joined(dirs: &[PathBuf]) -> String {
    let dirs: Vec<_> = dirs.iter().map(|dir| dir.display().to_string()).collect();
    dirs.join(", ")
}

/// Returns the variables that point a command, and any SDK in it, to the emulator.
fn variables(running: &Running, tls: bool) -> Vec<(&'static str, OsString)> {
    let address = running.address();
    let url = running.base_url();
    let mut variables = vec![
        ("AMADEUS_BASE_URL", url.clone().into()),
        ("AMADEUS_HOST", address.ip().to_string().into()),
        ("AMADEUS_PORT", address.port().to_string().into()),
        // The SDKs read any value except an empty one as true, even `false`.
        ("AMADEUS_SSL", if tls { "true" } else { "" }.into()),
        ("SABRE_BASE_URL", url.into()),
    ];
    variables.extend(CREDENTIALS.map(|(name, value)| (name, value.into())));
    variables
}
