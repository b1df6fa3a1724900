//! `emulator`: serves both providers on this machine, alone or around a command.

use std::net::TcpListener;
use std::process::Command;

use super::{Context, Outcome, child};
use crate::cli::EmulatorArgs;
use crate::emulator::{Behaviour, Running, base_url, demo, serve};
use crate::failure::{Failure, Kind, Result};
use crate::paths::CONFIG_DIR_VARIABLE;

pub(super) fn run(args: EmulatorArgs, context: &Context) -> Result<Outcome> {
    if !args.listen.ip().is_loopback() {
        log::warn!("the emulator listens beyond this machine, on {}; its credentials are known to all", args.listen);
    }
    let behaviour = Behaviour { expires_in: args.expires_in, latency: args.latency, faults: args.faults };
    let not_listening = |error: std::io::Error| {
        Failure::new(Kind::LocalIo, format!("the emulator cannot listen on {}", args.listen))
            .because(error)
            .hint("take a free port with `--listen 127.0.0.1:0`")
    };
    if let Some((program, arguments)) = args.command.split_first() {
        let running = Running::start(args.listen, behaviour).map_err(not_listening)?;
        let config_dir = tempfile::tempdir().map_err(|error| {
            Failure::new(Kind::LocalIo, "no directory can be made for the command's config").because(error)
        })?;
        let mut command = Command::new(program);
        command.args(arguments);
        for name in context.env.names() {
            let is_ours = ["AMADEUS_", "SABRE_", "TRAVAUTH_"]
                .iter()
                .any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes()));
            if is_ours {
                command.env_remove(name);
            }
        }
        command.envs(variables(&running)).env(CONFIG_DIR_VARIABLE, config_dir.path());
        return child::run(command).map(Outcome::Passed);
    }
    let listener = TcpListener::bind(args.listen).map_err(not_listening)?;
    let address = listener.local_addr().map_err(not_listening)?;
    context.ui.data(format!("{}\n", base_url(address)))?;
    context.ui.note(&format!(
        "demo credentials: AMADEUS_CLIENT_ID={} AMADEUS_CLIENT_SECRET={}\n                  \
         SABRE_USER_ID={} SABRE_GROUP={} SABRE_DOMAIN={} SABRE_PASSWORD={}\nstop with Ctrl-C",
        demo::AMADEUS_CLIENT_ID,
        demo::AMADEUS_CLIENT_SECRET,
        demo::SABRE_USER_ID,
        demo::SABRE_GROUP,
        demo::SABRE_DOMAIN,
        demo::SABRE_PASSWORD
    ));
    // It serves until a signal ends the program: nobody sends.
    let (_sender, shutdown) = tokio::sync::oneshot::channel();
    serve(listener, shutdown, behaviour)
        .map_err(|error| Failure::new(Kind::LocalIo, "the emulator stopped").because(error))?;
    Ok(Outcome::Done)
}

/// What a command finds its way to the emulator by, SDKs included.
fn variables(running: &Running) -> Vec<(&'static str, String)> {
    let address = running.address();
    let url = running.base_url();
    let text = str::to_owned;
    vec![
        ("AMADEUS_BASE_URL", url.clone()),
        ("AMADEUS_CLIENT_ID", text(demo::AMADEUS_CLIENT_ID)),
        ("AMADEUS_CLIENT_SECRET", text(demo::AMADEUS_CLIENT_SECRET)),
        ("AMADEUS_HOST", address.ip().to_string()),
        ("AMADEUS_PORT", address.port().to_string()),
        // The SDKs take any text, even `false`, for true.
        ("AMADEUS_SSL", String::new()),
        ("SABRE_BASE_URL", url),
        ("SABRE_USER_ID", text(demo::SABRE_USER_ID)),
        ("SABRE_GROUP", text(demo::SABRE_GROUP)),
        ("SABRE_DOMAIN", text(demo::SABRE_DOMAIN)),
        ("SABRE_PASSWORD", text(demo::SABRE_PASSWORD)),
        ("SABRE_CLIENT_ID", text(demo::SABRE_CLIENT_ID)),
        ("SABRE_CLIENT_SECRET", text(demo::SABRE_CLIENT_SECRET)),
    ]
}
