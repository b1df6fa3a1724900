//! `check`: smoke-tests credentials and reports the results.

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::check_live::LiveCheck;
use super::check_targets::targets;
use super::{Context, Outcome};
use crate::check::{self, Event, Plan, Probe};
use crate::cli::{CheckArgs, ReportFormat, chosen_format};
use crate::clock;
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::output;
use crate::random::random_u64;
use crate::report::Report;
use crate::settings::Settings;
#[cfg(unix)]
use crate::signals;

/// The variable with the file for the summary of a GitHub Actions step.
const SUMMARY_VARIABLE: &str = "GITHUB_STEP_SUMMARY";

pub(super) fn run(args: &CheckArgs, context: &Context) -> Result<Outcome> {
    let format = chosen_format(args.format, args.json, ReportFormat::Json)?.unwrap_or_default();
    if args.problems {
        require_readable(format)?;
    }
    let settings = Settings::load(args.selections.common.files(), &context.env)?;
    let targets = targets(args, &settings)?;
    let plan = Plan {
        network: args.network.flags(),
        timeout: settings.network(&args.network.flags(), None)?.timeout.value,
        shared_cache: args.network.shared_cache(),
        settings,
        probe: match (&args.probe, args.no_probe) {
            (Some(path), _) => Probe::Path(path.clone()),
            (None, true) => Probe::None,
            (None, false) => Probe::Usual,
        },
        cached: args.cached,
        refresh: args.refresh,
        try_other_environments: args.try_other_environments,
        try_auth: args.try_auth,
    };
    let (sender, events) = channel();
    let _listening = listen_for_interrupt(&sender)?;
    let is_folded = format == ReportFormat::Text && (args.problems || context.ui.text_format().width.is_some());
    let live = Arc::new(Mutex::new(LiveCheck::new(&targets)));
    let progress = context.ui.progress();
    let shown = Arc::clone(&live);
    progress.show_work(move || Some(shown.lock().unwrap_or_else(PoisonError::into_inner).describe()));
    progress.show_now();
    let watch = |event: &Event| live.lock().unwrap_or_else(PoisonError::into_inner).observe(event);
    let report = check::run(targets, plan, &sender, &events, watch);
    progress.hide();
    if is_folded {
        let text = output::report_folded(&report, args.problems, context.ui.text_format());
        context.ui.escaped_data(&text)?;
    } else {
        print(&report, format, args.problems, context)?;
    }
    match report.exit_code() {
        ExitCode::Done => Ok(Outcome::Done),
        code => Ok(Outcome::ProblemReported(code)),
    }
}

/// Fails for `--problems` with a format for programs, which always has all targets.
fn require_readable(format: ReportFormat) -> Result<()> {
    if matches!(format, ReportFormat::Text | ReportFormat::Brief) {
        return Ok(());
    }
    Err(Failure::new(Kind::Usage, "`--problems` works only with the formats text and brief")
        .hint("leave out --problems; the other formats always have all targets"))
}

fn print(report: &Report, format: ReportFormat, only_problems: bool, context: &Context) -> Result<()> {
    let text = match format {
        ReportFormat::Text => output::report_text(report),
        ReportFormat::Brief => output::report_brief(report, only_problems),
        ReportFormat::Html => output::report_html(report, clock::now()),
        ReportFormat::Prometheus => output::report_prometheus(report, clock::now()),
        ReportFormat::Json => {
            let json = serde_json::to_string(report).or_internal("write the report as JSON")?;
            format!("{json}\n")
        }
        ReportFormat::Junit => output::junit(report).or_internal("write the report as JUnit XML")?,
        ReportFormat::Github => {
            output::github_annotations(report, &format!("{:016x}{:016x}", random_u64(), random_u64()))
        }
    };
    context.ui.data(text)?;
    let summary = context.env.os(SUMMARY_VARIABLE).filter(|file| !file.is_empty() && format == ReportFormat::Github);
    match summary.map(|file| append(Path::new(&file), &output::github_summary(report))) {
        // A failed check matters more than a summary that cannot be written.
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
            .caused_by(error)
    })
}

/// Sends SIGINT as an event, so that Ctrl-C prints the results so far instead of ending the program.
#[cfg(unix)]
fn listen_for_interrupt(sender: &Sender<Event>) -> Result<impl Sized> {
    let sender = sender.clone();
    let send = move |_| drop(sender.send(Event::Interrupted));
    signals::listen(&[signal_hook::consts::SIGINT], send).map_err(|error| Failure::limit("handle signals", &error))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
fn listen_for_interrupt(_: &Sender<Event>) -> Result<impl Sized> {
    Ok(())
}
