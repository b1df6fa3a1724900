//! The `check` report for a person: one line for each target that works, and the steps of the others that need attention.

use std::fmt::Write as _;

use super::prose::labelled;
use super::report_text::{joined_names, reason, tally};
use super::table::{TextFormat, Tone};
use crate::redact::escape_control;
use crate::report::{CheckStep, Report, StepName, StepOutcome, TargetReport, TargetState};

/// The width of an outcome and the spaces around it.
const INDENT: usize = 11;

/// Returns the report in this format. With `only_problems` it has no lines for targets that work without a warning.
pub fn report_folded(report: &Report, only_problems: bool, format: TextFormat) -> String {
    let mut text = String::new();
    for result in report.results.iter().filter(|result| !only_problems || needs_attention(result)) {
        push_target(&mut text, result, format);
    }
    text.push_str(&tally(report));
    text
}

/// Returns whether the target is not valid, or has a warning.
pub(super) fn needs_attention(result: &TargetReport) -> bool {
    result.state != TargetState::Valid || result.steps.iter().any(|step| is_problem(step.outcome))
}

fn is_problem(outcome: StepOutcome) -> bool {
    matches!(outcome, StepOutcome::Warn | StepOutcome::Fail)
}

fn push_target(text: &mut String, result: &TargetReport, format: TextFormat) {
    let tone = match result.state {
        TargetState::Valid => Tone::Good,
        TargetState::Invalid => Tone::Bad,
        TargetState::Unknown => Tone::Warning,
    };
    let environment = result.environment.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
    let summary = format!("{}{environment}  {}", result.target, summary(&result.steps));
    push_lines(text, "", result.state.word(), Some(tone), &summary, format);
    for step in result.steps.iter().filter(|step| is_problem(step.outcome)) {
        let tone = if step.outcome == StepOutcome::Fail { Tone::Bad } else { Tone::Warning };
        push_lines(text, "  ", step.outcome.word(), Some(tone), &reason(step), format);
        for hint in &step.hints {
            push_lines(text, "  ", "hint", None, hint, format);
        }
    }
    let is_skipped = |step: &&CheckStep| step.outcome == StepOutcome::Skipped;
    let skipped: Vec<CheckStep> = result.steps.iter().filter(is_skipped).cloned().collect();
    if result.state != TargetState::Valid && !skipped.is_empty() {
        let names = joined_names(&skipped);
        push_lines(text, "  ", StepOutcome::Skipped.word(), None, &names, format);
    }
}

/// Returns the number of steps that succeeded, their time, and the remaining lifetime of the token.
fn summary(steps: &[CheckStep]) -> String {
    let is_ok = |step: &&CheckStep| step.outcome == StepOutcome::Ok;
    let count = steps.iter().filter(is_ok).count();
    if count == 0 {
        return "no step ok".to_owned();
    }
    let millis: u64 = steps.iter().filter(is_ok).map(|step| step.millis).sum();
    let lifetime = steps.iter().filter(is_ok).find(|step| step.name == StepName::Lifetime);
    // The detail begins with the remaining time, and the time of day follows after a comma.
    let left = |detail: &str| detail.split(',').next().unwrap_or_default().to_owned();
    let lifetime = lifetime.map_or_else(String::new, |step| format!("; {}", left(&step.detail)));
    let noun = if count == 1 { "step" } else { "steps" };
    format!("{count} {noun} ok in {millis} ms{lifetime}")
}

/// Adds a word, in the colour of the tone, and the text beside it, wrapped to the width.
fn push_lines(text: &mut String, indent: &str, word: &str, tone: Option<Tone>, words: &str, format: TextFormat) {
    let width = INDENT - 2 - indent.len();
    let style = format.style(tone);
    let label = format!("{indent}{style}{word:<width$}{style:#}  ");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", labelled(&label, &escape_control(words), format.width));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::{Failure, Kind};
    use crate::report::{Finding, judge};

    fn target(name: &str, steps: Vec<CheckStep>) -> TargetReport {
        let (state, exit_code) = judge(&steps);
        TargetReport {
            target: name.to_owned(),
            provider: None,
            environment: Some("test".to_owned()),
            state,
            exit_code,
            steps,
        }
    }

    fn report() -> Report {
        let step = |name, finding| CheckStep::new(name, 10, finding);
        let failure = Failure::new(Kind::CredentialsRejected, "the provider rejected the credentials of this client")
            .hint("check the client secret")
            .hint("ask the provider");
        let good = vec![
            step(StepName::Token, Finding::ok("a new token")),
            step(StepName::Lifetime, Finding::ok("valid for 29 min")),
        ];
        let slow =
            vec![step(StepName::Token, Finding::ok("")), step(StepName::Clock, Finding::warn("2 min off", "set it"))];
        let bad = vec![
            step(StepName::Dns, Finding::ok("")),
            step(StepName::Token, Finding::from(failure)),
            step(StepName::Lifetime, Finding::skipped("not reached")),
            step(StepName::Api, Finding::skipped("not reached")),
        ];
        let results = vec![target("good", good), target("slow", slow), target("bad", bad)];
        Report { results, was_interrupted: false }
    }

    #[test]
    fn only_steps_with_problems_have_lines() {
        let format = TextFormat { width: Some(48), is_colored: false };
        assert_eq!(
            report_folded(&report(), false, format),
            "\
valid      good (test)  2 steps ok in 20 ms;
           valid for 29 min
valid      slow (test)  1 step ok in 10 ms
  warn     clock: 2 min off
  hint     set it
invalid    bad (test)  1 step ok in 10 ms
  fail     token: the provider rejected the
           credentials of this client
  hint     check the client secret
  hint     ask the provider
  skipped  lifetime, api
2 valid, 1 invalid
"
        );
    }

    #[test]
    fn targets_without_problems_can_be_left_out() {
        let text = report_folded(&report(), true, TextFormat::default());
        assert!(!text.contains("good") && text.contains("slow") && text.contains("bad"), "{text}");
    }

    #[test]
    fn states_are_coloured() {
        let text = report_folded(&report(), false, TextFormat { width: None, is_colored: true });
        assert!(text.contains("\u{1b}[32mvalid") && text.contains("\u{1b}[31minvalid"), "{text}");
    }
}
