//! `proxy`: serves an API on this machine with the access token added.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use url::Url;

use super::emulator_files::Files;
use super::proxy_address::{address, url_with_key};
use super::proxy_log::exchange_log;
use super::{Context, Outcome, child};
use crate::cli::{ProxyArgs, ProxyFormat, ProxyLogFormat, SelectionArgs, chosen_format};
use crate::emulator::Tls;
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, Result};
use crate::fs::Replacement;
use crate::http::Driver;
use crate::inspector::{DEFAULT_LIMIT, Inspector};
use crate::origin::Origin;
use crate::provider::Provider;
use crate::proxy::{
    AccessKey, Listen, Listeners, Mount, MountOpener, Proxy, ProxyOptions, StopSignal, Stopped, client_variables,
    replaced_variables,
};
use crate::redact::escape_control;
use crate::session::SendRules;
use crate::settings::{Selection, Settings};
#[cfg(unix)]
use crate::signals;

/// The port without `--listen`.
const DEFAULT_PORT: u16 = 8900;

pub(super) fn run(args: &ProxyArgs, context: &Context) -> Result<Outcome> {
    let usual_port = if args.command.is_empty() { DEFAULT_PORT } else { 0 };
    let usual = Listen::Tcp(SocketAddr::from((Ipv4Addr::LOCALHOST, usual_port)));
    let listen = args.listen.clone().unwrap_or(usual);
    check(args, &listen)?;
    let format = chosen_format(args.format, args.json, ProxyFormat::Json)?.unwrap_or_default();
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let driver = Driver::default();
    let mounts = mounts(args, &driver, context)?;
    let tls = args.tls.then(|| certificate(&listen)).transpose()?;
    let files = tls.as_ref().map(|tls| certificate_files(tls, context)).transpose()?;
    let har = args.har.as_deref().map(HarFile::create).transpose()?;
    let options = ProxyOptions {
        key: key(args, &listen, context)?,
        allowed_hosts: args.allow_hosts.clone(),
        allowed_origins: args.allow_origins.clone(),
        tls,
        read_only: args.read_only,
        rules: rules(args, &settings, &mounts)?,
        inspected: (!args.no_inspect).then_some(args.inspect.unwrap_or(DEFAULT_LIMIT)),
        idle_exit: args.idle_exit,
        log: exchange_log(log_format(args), context.ui),
    };
    let proxy = Proxy::new(Listeners::bind(&listen)?, mounts, options)?;
    let inspector = proxy.inspector();
    let outcome = if let Some((program, arguments)) = args.command.split_first() {
        let mut command = Command::new(program);
        command.args(arguments);
        point_to_proxy(&mut command, &proxy, &settings, files.as_ref())?;
        open_page(args, &proxy)?;
        run_command(proxy, &driver, command)
    } else {
        let authority = files.as_ref().map(Files::authority);
        // A signal may arrive as soon as the address is printed.
        let signals = EndSignals::listen()?;
        context.ui.data(address(format, &proxy, authority.as_deref()))?;
        introduce(&proxy, authority.as_deref(), context);
        open_page(args, &proxy)?;
        signals.serve(proxy, &driver)
    };
    let written = har.zip(inspector).map_or(Ok(()), |(har, inspector)| har.write(&inspector));
    outcome.and_then(|outcome| written.map(|()| outcome))
}

/// Checks the combinations that clap cannot check.
fn check(args: &ProxyArgs, listen: &Listen) -> Result<()> {
    let usage = |what: &str, hint: &str| Err(Failure::new(Kind::Usage, what).hint(hint));
    if listen.is_remote() && !args.allow_remote {
        return usage(
            &format!("--listen {listen} lets other machines connect"),
            "use 127.0.0.1, or add --allow-remote if that is what you want",
        );
    }
    if listen.is_remote() && args.no_key {
        return usage("--allow-remote needs a key", "leave out --no-key");
    }
    if matches!(listen, Listen::Unix(_)) && (args.tls || !args.command.is_empty()) {
        let what = "--listen unix:PATH cannot be combined with --tls or with a command";
        return usage(what, "listen on 127.0.0.1:0 instead");
    }
    if !args.mounts.is_empty() && selects_target(&args.selection) {
        let what =
            "--mount serves profiles, so provider, environment and credentials cannot be chosen together with it";
        return usage(what, "put them into the profile, or leave out --mount");
    }
    let mut names: Vec<&String> = args.mounts.iter().map(|(name, _)| name).collect();
    names.sort();
    if let Some([name, _]) = names.array_windows().find(|[one, other]| one == other) {
        return usage(&format!("two mounts have the name {name}"), "give each mount a name of its own");
    }
    for origin in &args.allow_origins {
        if Url::parse(origin).ok().is_none_or(|url| url.origin().ascii_serialization() != *origin) {
            let what = format!("--allow-origin {}: this is not an origin", escape_control(origin));
            return usage(&what, "write it as browsers do, without a slash at the end: http://localhost:3000");
        }
    }
    if let Some(host) = args.allow_hosts.iter().find(|host| host.is_empty() || host.contains(['/', '@', '*', ' '])) {
        let what = format!("--allow-host {}: this is not a host", escape_control(host));
        return usage(&what, "write a name such as host.docker.internal, with a port if it differs from the proxy's");
    }
    Ok(())
}

fn selects_target(selection: &SelectionArgs) -> bool {
    let mut typed = selection.selection();
    typed.allow_placeholder = false;
    typed != Selection::default()
}

fn mounts(args: &ProxyArgs, driver: &Driver, context: &Context) -> Result<Vec<Mount>> {
    let opener = |selection| MountOpener {
        driver: driver.clone(),
        config: args.selection.config.clone(),
        env_files: args.selection.env_files.clone(),
        env: context.env.clone(),
        selection,
        network: args.network_flags(),
        shared_cache: args.network.shared_cache(),
    };
    if args.mounts.is_empty() {
        let selection = Selection { min_valid: args.min_valid, ..args.selection.selection() };
        return Ok(vec![opened("", opener(selection))?]);
    }
    let selection = |profile: &String| Selection {
        profile: Some(profile.clone()),
        min_valid: args.min_valid,
        allow_placeholder: args.selection.allow_placeholder,
        ..Selection::default()
    };
    args.mounts.iter().map(|(name, profile)| opened(name, opener(selection(profile)))).collect()
}

/// Opens a mount, and prompts for a missing secret now, because the user may have left the terminal later.
fn opened(name: &str, opener: MountOpener) -> Result<Mount> {
    let mount = Mount::open(name, opener)?;
    match mount.session().credentials() {
        Ok(_) => mount.session().ask_for_missing_secrets(),
        Err(failure) => {
            let hint = failure.hint_line().unwrap_or_default();
            log::warn!("{failure}; requests fail until there are credentials: {hint}");
        }
    }
    Ok(mount)
}

fn key(args: &ProxyArgs, listen: &Listen, context: &Context) -> Result<Option<AccessKey>> {
    if args.no_key {
        log::warn!("every program and user of this machine can use the API through this proxy");
        return Ok(None);
    }
    match (&args.key, listen) {
        // Only this user can connect to the socket.
        (None, Listen::Unix(_)) => Ok(None),
        (key, _) => AccessKey::read(key.as_deref().unwrap_or("auto"), &context.env).map(Some),
    }
}

fn rules(args: &ProxyArgs, settings: &Settings, mounts: &[Mount]) -> Result<SendRules> {
    let network = match mounts.first() {
        Some(mount) => settings.network(&args.network_flags(), Some(mount.session().target()))?,
        None => settings.network(&args.network_flags(), None)?,
    };
    Ok(SendRules {
        bounds_body: args.network.timeout.is_some(),
        // Clients decide themselves whether to retry an error status, unless the user has set the number of retries.
        keep_status: network.retries.origin == Origin::Default,
        unexplained: true,
        shares_thread: true,
        min_valid: args.min_valid,
        ..SendRules::default()
    })
}

fn log_format(args: &ProxyArgs) -> ProxyLogFormat {
    let is_quiet = args.global.quiet || !args.command.is_empty();
    args.log.unwrap_or(if is_quiet { ProxyLogFormat::None } else { ProxyLogFormat::Text })
}

fn certificate(listen: &Listen) -> Result<Tls> {
    let ip = match listen {
        Listen::Tcp(address) => address.ip(),
        Listen::Unix(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
    };
    Tls::generate("travauth proxy", ip)
        .map_err(|error| Failure::new(Kind::LocalIo, "cannot create a certificate for the proxy").because(error))
}

fn certificate_files(tls: &Tls, context: &Context) -> Result<Files> {
    Files::create("travauth-proxy-", &context.env, Some(tls.authority())).map_err(|tried| {
        let tried: Vec<_> = tried.iter().map(|dir| dir.display().to_string()).collect();
        Failure::new(Kind::LocalIo, "no file can be written for the CA of --tls")
            .because(format!("no directory can be created in {}", tried.join(", ")))
            .hint("set TMPDIR to a directory that can be written")
    })
}

/// Prints how to use and stop the proxy.
fn introduce(proxy: &Proxy, authority: Option<&Path>, context: &Context) {
    if let Some(file) = authority {
        log::warn!("clients must trust the CA of this run: {}", file.display());
    }
    if proxy.inspector().is_some() && proxy.listeners().address().is_some() {
        context.ui.note(&format!("requests are shown at {}/-/", url_with_key(proxy)));
    }
    context.ui.note("stop with Ctrl-C");
}

fn open_page(args: &ProxyArgs, proxy: &Proxy) -> Result<()> {
    if !args.open {
        return Ok(());
    }
    let link = proxy.inspector_link()?;
    if let Err(error) = open::that_detached(&link) {
        log::warn!("no browser can be opened ({error}); open the base URL yourself, with /-/ at its end");
    }
    Ok(())
}

/// Sets the variables that point to the proxy, and removes those that hold secrets.
fn point_to_proxy(command: &mut Command, proxy: &Proxy, settings: &Settings, files: Option<&Files>) -> Result<()> {
    let providers: Vec<&Provider> = proxy.mounts().iter().map(|mount| &**mount.provider()).collect();
    for name in settings.secret_variables()?.into_iter().chain(replaced_variables(&providers)) {
        command.env_remove(name);
    }
    command.envs(client_variables(proxy));
    if let Some(files) = files {
        command.envs(files.certificate_variables());
    }
    Ok(())
}

/// Serves while the command runs.
fn run_command(proxy: Proxy, driver: &Driver, command: Command) -> Result<Outcome> {
    let stop = StopSignal::new();
    let (driver, signal) = (driver.clone(), stop.clone());
    let serve = move || proxy.run(&driver, &signal);
    let server = std::thread::Builder::new().name("proxy".to_owned()).spawn(serve);
    let server = server.map_err(|error| Failure::limit("start a thread", &error))?;
    let code = child::run_last(command);
    stop.send(Stopped::Now);
    match server.join() {
        Ok(outcome) => outcome?,
        Err(_) => return Err(Failure::internal(anyhow::anyhow!("the proxy's thread panicked"))),
    }
    code.map(Outcome::ChildExited)
}

/// The signals that end the proxy.
struct EndSignals {
    stop: StopSignal,
    is_interrupted: Arc<AtomicBool>,
    #[cfg(unix)]
    _guard: signals::ReactionGuard,
}

impl EndSignals {
    fn listen() -> Result<Self> {
        let stop = StopSignal::new();
        let is_interrupted = Arc::<AtomicBool>::default();
        #[cfg(unix)]
        let guard = {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
            let (stop, is_interrupted) = (stop.clone(), Arc::clone(&is_interrupted));
            let listening = signals::listen(&[SIGHUP, SIGINT, SIGTERM], move |signal| {
                if signal == SIGINT {
                    is_interrupted.store(true, Ordering::Relaxed);
                    stop.send(Stopped::Now);
                } else {
                    stop.send(Stopped::Gracefully);
                }
            });
            listening.map_err(|error| Failure::limit("handle signals", &error))?
        };
        Ok(Self {
            stop,
            is_interrupted,
            #[cfg(unix)]
            _guard: guard,
        })
    }

    /// Serves until a signal arrives or the idle time is over.
    fn serve(&self, proxy: Proxy, driver: &Driver) -> Result<Outcome> {
        proxy.run(driver, &self.stop)?;
        let was_interrupted = self.is_interrupted.load(Ordering::Relaxed);
        Ok(if was_interrupted { Outcome::ProblemReported(ExitCode::Interrupted) } else { Outcome::Done })
    }
}

/// The file of `--har`. It is created at the start, because a wrong path should be reported before any request.
struct HarFile {
    file: Replacement,
    name: String,
}

impl HarFile {
    fn create(path: &Path) -> Result<Self> {
        let name = escape_control(&path.display().to_string());
        let path = std::path::absolute(path).map_err(|error| unwritable(&name, &error))?;
        let file = Replacement::create_unlocked(&path).map_err(|error| unwritable(&name, &error))?;
        Ok(Self { file, name })
    }

    fn write(self, inspector: &Inspector) -> Result<()> {
        let text: Vec<u8> = inspector.har().flatten().collect();
        self.file.finish(&String::from_utf8_lossy(&text)).map_err(|error| unwritable(&self.name, &error))
    }
}

fn unwritable(name: &str, error: &std::io::Error) -> Failure {
    Failure::new(Kind::LocalIo, format!("--har {name}: the file cannot be written"))
        .because(error)
        .hint("check the path and its permissions")
}
