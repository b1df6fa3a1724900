//! The `check` report for GitHub Actions: annotations, and a summary of the step.

use std::fmt::Write as _;

use super::report_text::{accepting_step, headline, report_text};
use crate::redact::escape_control;
use crate::report::{Report, StepOutcome, TargetReport, TargetState};

/// Returns the report as text, followed by an annotation for each failure and warning.
///
/// Workflow commands are turned off in the text until the stop token follows, because the text quotes servers. A server
/// must not know the token.
pub fn github_annotations(report: &Report, stop_token: &str) -> String {
    // The log shows `##[` as groups and colours even if workflow commands are off.
    let text = report_text(report).replace("##[", "## [");
    let mut text = format!("::stop-commands::{stop_token}\n{text}::{stop_token}::\n");
    for result in &report.results {
        for step in &result.steps {
            let is_culprit = result.deciding_step().is_some_and(|deciding_step| deciding_step.name == step.name);
            let command = match step.outcome {
                _ if is_culprit => "error",
                StepOutcome::Fail => "error",
                StepOutcome::Warn => "warning",
                StepOutcome::Ok | StepOutcome::Skipped => continue,
            };
            let title = property(&format!("{}: {}", result.target, result.state.word()));
            let message = github_data(&headline(step, accepting_step(&result.steps).filter(|_| command == "error")));
            // Writing to a string cannot fail, here and below.
            let _ = writeln!(text, "::{command} title={title}::{message}");
        }
    }
    text
}

/// Returns a Markdown table with one row per target.
pub fn github_summary(report: &Report) -> String {
    let mut text =
        "### travauth check\n\n| target | environment | state | details |\n| --- | --- | --- | --- |\n".to_owned();
    for result in &report.results {
        let environment = result.environment.as_deref().unwrap_or_default();
        let state = match result.state {
            TargetState::Valid => "✅ valid",
            TargetState::Invalid => "❌ invalid",
            TargetState::Unknown => "❓ unknown",
        };
        let _ = writeln!(
            text,
            "| {} | {} | {state} | {} |",
            cell(&result.target),
            cell(environment),
            cell(&details(result))
        );
    }
    text.push('\n');
    text
}

fn details(result: &TargetReport) -> String {
    let steps = |outcome: StepOutcome| result.steps.iter().filter(move |step| step.outcome == outcome);
    let notable: Vec<String> = match result.deciding_step() {
        Some(deciding_step) => vec![headline(deciding_step, accepting_step(&result.steps))],
        None => steps(StepOutcome::Warn).map(|step| headline(step, None)).collect(),
    };
    notable.join("; ")
}

/// Escapes the value of a workflow command.
pub fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of an annotation.
fn property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes a table cell, so that text from outside is not rendered as Markdown or HTML.
fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in escape_control(text).chars() {
        if matches!(character, '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '!' | '@' | '~') {
            let _ = write!(escaped, "&#{};", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::ExitCode;
    use crate::failure::Kind;
    use crate::report::{CheckStep, Finding, StepName};

    fn report(target: &str, detail: &str) -> Report {
        let finding = Finding {
            outcome: StepOutcome::Fail,
            hints: vec!["100 % sure".to_owned()],
            kind: Some(Kind::CredentialsRejected),
            ..Finding::ok(detail)
        };
        let result = TargetReport {
            target: target.to_owned(),
            provider: None,
            environment: Some("cert".to_owned()),
            state: TargetState::Invalid,
            exit_code: ExitCode::Rejected,
            steps: vec![CheckStep::new(StepName::Token, 5, finding)],
        };
        Report { results: vec![result], was_interrupted: false }
    }

    #[test]
    fn annotations_are_escaped_and_nothing_else_is_a_command() {
        let text = github_annotations(&report("::set-env a,b", "##[error]x"), "0123");
        let lines: Vec<&str> = text.lines().collect();
        let end = lines.iter().position(|line| *line == "::0123::").unwrap();
        assert_eq!((lines[0], lines[1]), ("::stop-commands::0123", "::set-env a,b (cert): invalid"));
        assert_eq!(
            lines[end + 1..],
            ["::error title=%3A%3Aset-env a%2Cb%3A invalid::token: ##[error]x; 100 %25 sure"],
            "{text}"
        );
        assert!(text.lines().filter(|line| !line.starts_with("::")).all(|line| !line.contains("##[")), "{text}");
    }

    #[test]
    fn a_summary_shows_markdown_as_text() {
        let text = github_summary(&report("a|b", "<img src=x> `x` [y](z)"));
        let row = text.lines().nth(4).unwrap_or_default();
        assert!(row.starts_with("| a&#124;b | cert | ❌ invalid | token: &#60;img src=x&#62;"), "{row}");
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
}
