//! The report of a check for a person.

use std::fmt::Write as _;

use crate::report::{Outcome, Report, State, Step, StepName};

/// One block a target, one line a step; at the end how many targets came to what.
pub fn report_text(report: &Report) -> String {
    let mut text = String::new();
    for result in &report.results {
        let environment = result.environment.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(text, "{}{environment}: {}", result.target, result.state.word());
        // What was not reached for one reason is one line.
        let is_alike = |one: &Step, other: &Step| {
            [one, other].iter().all(|step| step.outcome == Outcome::Skipped) && one.detail == other.detail
        };
        let lines: Vec<(String, &Step)> =
            result.steps.chunk_by(is_alike).map(|alike| (joined_names(alike), &alike[0])).collect();
        let single = |(names, _): &&(String, &Step)| !names.contains(',');
        let name_width = lines.iter().filter(single).map(|(name, _)| name.len()).max().unwrap_or(0);
        for (names, step) in lines {
            push_step(&mut text, &names, step, name_width);
        }
        text.push('\n');
    }
    text.push_str(&tally(report));
    text
}

fn joined_names(steps: &[Step]) -> String {
    steps.iter().map(|step| step.name.text()).collect::<Vec<_>>().join(", ")
}

fn push_step(text: &mut String, names: &str, step: &Step, name_width: usize) {
    let word = step.outcome.word();
    let _ = match step.outcome {
        Outcome::Skipped if names.contains(',') => writeln!(text, "  {word:<7}  {names}: {}", step.detail),
        Outcome::Skipped => writeln!(text, "  {word:<7}  {names:<name_width$}  {:>8}  {}", "", step.detail),
        _ => {
            let millis = format!("{} ms", step.millis);
            writeln!(text, "  {word:<7}  {names:<name_width$}  {millis:>8}  {}", step.detail)
        }
    };
    if let Some(advice) = &step.advice {
        let _ = writeln!(text, "  {:<7}  {:<name_width$}  {:>8}  hint: {advice}", "", "", "");
    }
}

/// How many targets came to what, in one line.
fn tally(report: &Report) -> String {
    let counts: Vec<String> = [State::Valid, State::Invalid, State::Unknown]
        .into_iter()
        .filter(|state| report.count(*state) > 0)
        .map(|state| format!("{} {}", report.count(state), state.word()))
        .collect();
    let interrupted = if report.was_interrupted { " (interrupted)" } else { "" };
    format!("{}{interrupted}\n", counts.join(", "))
}

/// What a person is told of a target in one line: the step that failed or is worth a look, why, and what to do.
pub(super) fn headline(step: &Step, elsewhere: Option<&Step>) -> String {
    let mut text = format!("{}: {}", step.name.text(), step.detail);
    for hint in
        [elsewhere.map(|step| &step.detail), elsewhere.and_then(|step| step.advice.as_ref()), step.advice.as_ref()]
            .into_iter()
            .flatten()
    {
        let _ = write!(text, "; {hint}");
    }
    text
}

/// The environment that accepts the credentials after all.
pub(super) fn elsewhere(steps: &[Step]) -> Option<&Step> {
    steps.iter().find(|step| matches!(step.name, StepName::Environment(_)) && step.outcome == Outcome::Ok)
}
