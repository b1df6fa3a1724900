//! `check`: smoke-tests credentials and reports what it found.

use std::path::Path;
use std::sync::mpsc::{Sender, channel};

use super::check_targets::subjects;
use super::{Context, Outcome, store};
use crate::check::{self, Event, Plan, Probe};
use crate::cli::{CheckArgs, ReportFormat};
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, Result};
use crate::output;
use crate::report::Report;
use crate::settings::Settings;

/// Names the file that takes the summary of a step of GitHub Actions.
const SUMMARY_VARIABLE: &str = "GITHUB_STEP_SUMMARY";

pub(super) fn run(args: &CheckArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(args.selections.common.config.as_deref(), &context.env)?;
    let subjects = subjects(args, &settings)?;
    let (env, network_args) = (context.env.clone(), args.network.clone());
    let plan = Plan {
        network: settings.network(&args.network.flags(), None)?.to_network(),
        env: context.env.clone(),
        open_store: Box::new(move || store::open(settings.config(), &network_args, &env)),
        probe: match (&args.probe, args.no_probe) {
            (Some(path), _) => Probe::Path(path.clone()),
            (None, true) => Probe::None,
            (None, false) => Probe::Usual,
        },
        cached: args.cached,
        refresh: args.refresh,
        try_other_environments: args.try_other_environments,
    };
    let (sender, events) = channel();
    listen_for_interrupt(&sender)?;
    let report = check::run(subjects, plan, &sender, &events);
    print(&report, args.format.unwrap_or_default(), context)?;
    match report.exit_code() {
        ExitCode::Done => Ok(Outcome::Done),
        code => Ok(Outcome::Judged(code)),
    }
}

fn print(report: &Report, format: ReportFormat, context: &Context) -> Result<()> {
    let unexpected = |error: anyhow::Error| Failure::from(error);
    let text = match format {
        ReportFormat::Text => output::report_text(report),
        ReportFormat::Json => {
            let json = serde_json::to_string(report).map_err(|error| unexpected(anyhow::Error::new(error)))?;
            format!("{json}\n")
        }
        ReportFormat::Junit => output::junit(report).map_err(|error| unexpected(anyhow::Error::new(error)))?,
        ReportFormat::Github => output::github_annotations(report),
    };
    context.ui.data(text)?;
    let summary = context.env.os(SUMMARY_VARIABLE).filter(|file| !file.is_empty() && format == ReportFormat::Github);
    match summary.map(|file| append(Path::new(&file), &output::github_summary(report))) {
        // Of two things that are wrong, the credentials are the graver.
        Some(Err(failure)) if report.exit_code() != ExitCode::Done => {
            log::warn!("{failure}");
            Ok(())
        }
        Some(outcome) => outcome,
        None => Ok(()),
    }
}

fn append(file: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let opened = std::fs::OpenOptions::new().append(true).create(true).open(file);
    opened.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        Failure::new(Kind::LocalIo, format!("{} (from {SUMMARY_VARIABLE}) cannot be written", file.display()))
            .because(error)
    })
}

/// What is known when somebody interrupts is printed, so the signal must not end the program by itself.
#[cfg(unix)]
fn listen_for_interrupt(sender: &Sender<Event>) -> Result<()> {
    use signal_hook::consts::SIGINT;
    use signal_hook::iterator::Signals;
    let failed = |error: std::io::Error| Failure::new(Kind::LocalIo, "signals cannot be listened to").because(error);
    let mut signals = Signals::new([SIGINT]).map_err(failed)?;
    let sender = sender.clone();
    let listen = move || {
        for _ in &mut signals {
            let _ = sender.send(Event::Interrupted);
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(listen).map(drop).map_err(failed)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
fn listen_for_interrupt(_: &Sender<Event>) -> Result<()> {
    Ok(())
}
