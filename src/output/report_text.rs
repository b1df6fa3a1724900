//! The `check` report as readable text.

use std::fmt::Write as _;

use crate::redact::escape_control;
use crate::report::{CheckStep, Report, StepName, StepOutcome, TargetState};

/// Returns one block per target, one line per step, and a last line with counts.
pub fn report_text(report: &Report) -> String {
    let mut text = String::new();
    for result in &report.results {
        let environment =
            result.environment.as_ref().map_or_else(String::new, |name| format!(" ({})", escape_control(name)));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(text, "{}{environment}: {}", escape_control(&result.target), result.state.word());
        let lines = lines(&result.steps);
        let single = |(names, _): &&(String, &CheckStep)| !names.contains(',');
        let name_width = lines.iter().filter(single).map(|(name, _)| name.len()).max().unwrap_or(0);
        for (names, step) in lines {
            push_step(&mut text, &names, step, name_width);
        }
        text.push('\n');
    }
    text.push_str(&tally(report));
    text
}

/// Returns each step with its name; steps that were skipped for the same reason share a line with their names.
pub(super) fn lines(steps: &[CheckStep]) -> Vec<(String, &CheckStep)> {
    let is_alike = |one: &CheckStep, other: &CheckStep| {
        [one, other].iter().all(|step| step.outcome == StepOutcome::Skipped) && one.detail == other.detail
    };
    steps.chunk_by(is_alike).map(|alike| (joined_names(alike), &alike[0])).collect()
}

/// Returns the names of the steps, separated by commas.
pub(super) fn joined_names(steps: &[CheckStep]) -> String {
    steps.iter().map(|step| step.name.text()).collect::<Vec<_>>().join(", ")
}

fn push_step(text: &mut String, names: &str, step: &CheckStep, name_width: usize) {
    let word = step.outcome.word();
    let detail = escape_control(&step.detail);
    let _ = match step.outcome {
        StepOutcome::Skipped if names.contains(',') => writeln!(text, "  {word:<7}  {names}: {detail}"),
        StepOutcome::Skipped => writeln!(text, "  {word:<7}  {names:<name_width$}  {:>8}  {detail}", ""),
        _ => {
            let millis = format!("{} ms", step.millis);
            writeln!(text, "  {word:<7}  {names:<name_width$}  {millis:>8}  {detail}")
        }
    };
    for hint in &step.hints {
        let _ = writeln!(text, "  {:<7}  {:<name_width$}  {:>8}  hint: {}", "", "", "", escape_control(hint));
    }
}

/// Counts the targets of each state, in one line.
pub(super) fn tally(report: &Report) -> String {
    let counts: Vec<String> = [TargetState::Valid, TargetState::Invalid, TargetState::Unknown]
        .into_iter()
        .filter(|state| report.count(*state) > 0)
        .map(|state| format!("{} {}", report.count(state), state.word()))
        .collect();
    let interrupted = if report.was_interrupted { " (interrupted)" } else { "" };
    format!("{}{interrupted}\n", counts.join(", "))
}

/// Returns the name of the step and what it found.
pub(super) fn reason(step: &CheckStep) -> String {
    format!("{}: {}", step.name.text(), step.detail)
}

/// Summarizes a failure or warning in one line: the step, the reason, and the hints.
///
/// `accepting` is the step from [`accepting_step`].
pub(super) fn headline(step: &CheckStep, accepting: Option<&CheckStep>) -> String {
    let mut text = reason(step);
    let of_accepting = accepting.into_iter().flat_map(|step| [&step.detail].into_iter().chain(&step.hints));
    for hint in of_accepting.chain(&step.hints) {
        let _ = write!(text, "; {hint}");
    }
    text
}

/// Returns the step that found another environment that accepts the credentials.
pub(super) fn accepting_step(steps: &[CheckStep]) -> Option<&CheckStep> {
    steps.iter().find(|step| {
        matches!(step.name, StepName::Environment(_) | StepName::ClientAuth(_)) && step.outcome == StepOutcome::Ok
    })
}
