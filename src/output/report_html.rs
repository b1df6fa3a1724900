//! The `check` report as one HTML file that loads nothing, for the artefacts of a CI job.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::report_text::{lines, reason, tally};
use crate::clock;
use crate::redact::escape_control;
use crate::report::{CheckStep, Report, StepOutcome, TargetReport, TargetState};

const STYLE: &str = include_str!("report_html.css");

/// The width of the bars in units of SVG: the time of the longest target.
const BAR_UNITS: u64 = 1000;

/// Returns the page. Rejected targets come first, then unknown ones, then valid ones; all but the valid ones are open. Each step
/// has a bar at its place in time.
pub fn report_html(report: &Report, now: Timestamp) -> String {
    let tally = escape(tally(report).trim_end());
    let longest = report.results.iter().map(total_millis).max().unwrap_or(0).max(1);
    let mut results: Vec<&TargetReport> = report.results.iter().collect();
    results.sort_by_key(|result| match result.state {
        TargetState::Invalid => 0,
        TargetState::Unknown => 1,
        TargetState::Valid => 2,
    });
    let targets: String = results.into_iter().map(|result| target(result, longest)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>travauth check: {tally}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>travauth check: {tally}</h1>\n<p class=\"faint\">{} · travauth {}</p>\n</header>\n\
         <main>\n{targets}</main>\n</body>\n</html>\n",
        clock::to_the_second(now),
        env!("CARGO_PKG_VERSION"),
    )
}

fn total_millis(result: &TargetReport) -> u64 {
    result.steps.iter().map(|step| step.millis).fold(0, u64::saturating_add)
}

fn target(result: &TargetReport, longest: u64) -> String {
    let state = result.state.word();
    let open = if result.state == TargetState::Valid { "" } else { " open" };
    let environment =
        result.environment.as_ref().map_or_else(String::new, |environment| format!(" ({})", escape(environment)));
    let reason = result
        .deciding_step()
        .map_or_else(String::new, |step| format!("\n<span class=\"reason\">{}</span>", escape(&reason(step))));
    let mut html = format!(
        "<details{open}>\n<summary><b class=\"{state}\">{state}</b> {}{environment} \
         <span class=\"faint\">{} ms</span>{reason}</summary>\n<table>\n",
        escape(&result.target),
        total_millis(result),
    );
    let mut start = 0_u64;
    for (names, step) in lines(&result.steps) {
        push_row(&mut html, &names, step, start, longest);
        start = start.saturating_add(step.millis);
    }
    html.push_str("</table>\n</details>\n");
    html
}

/// Appends the row of a step that started this many milliseconds after the check of the target.
fn push_row(html: &mut String, names: &str, step: &CheckStep, start: u64, longest: u64) {
    let outcome = step.outcome.word();
    let (time, bar) = if step.outcome == StepOutcome::Skipped {
        (String::new(), String::new())
    } else {
        (format!("{} ms", step.millis), bar(start, step.millis, longest))
    };
    let hints: String = step.hints.iter().map(|hint| format!("<p>hint: {}</p>", escape(hint))).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(
        html,
        "<tr class=\"{outcome}\"><td class=\"outcome {outcome}\">{outcome}</td><td class=\"step\">{}</td>\
         <td class=\"time\">{time}</td><td class=\"bar\">{bar}</td><td class=\"detail\">{}{hints}</td></tr>",
        escape(names),
        escape(&step.detail),
    );
}

/// Returns the bar as an SVG picture without styles, because some CI servers forbid styles in artefacts.
fn bar(start: u64, millis: u64, longest: u64) -> String {
    let units = |millis: u64| millis.saturating_mul(BAR_UNITS) / longest;
    format!(
        "<svg viewBox=\"0 0 {BAR_UNITS} 10\" width=\"120\" height=\"10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect x=\"{}\" width=\"{}\" height=\"10\"/></svg>",
        units(start),
        units(millis).max(BAR_UNITS / 100),
    )
}

/// Escapes text from outside for an element or an attribute of HTML.
fn escape(text: &str) -> String {
    quick_xml::escape::escape(&*escape_control(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::ExitCode;
    use crate::failure::Kind;
    use crate::report::{Finding, StepName};

    fn result(target: &str, state: TargetState, steps: Vec<CheckStep>) -> TargetReport {
        let exit_code = if state == TargetState::Valid { ExitCode::Done } else { ExitCode::Rejected };
        TargetReport { target: target.to_owned(), provider: None, environment: None, state, exit_code, steps }
    }

    fn page(results: Vec<TargetReport>) -> String {
        report_html(&Report { results, was_interrupted: false }, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn markup_and_control_characters_of_every_text_are_escaped() {
        let hostile = "</table><script>alert(1)</script><img src=x onerror='a'>\"\u{1b}[31m\u{202e}&";
        let finding = Finding {
            outcome: StepOutcome::Fail,
            hints: vec![hostile.to_owned()],
            kind: Some(Kind::CredentialsRejected),
            ..Finding::ok(hostile)
        };
        let steps = vec![CheckStep::new(StepName::Environment(hostile.to_owned()), 1, finding)];
        let mut hostile_result = result(hostile, TargetState::Invalid, steps);
        hostile_result.environment = Some(hostile.to_owned());
        let page = page(vec![hostile_result]);
        for part in ["<script", "<img", "onerror='", "\u{1b}", "\u{202e}"] {
            assert!(!page.contains(part), "{part}: {page}");
        }
        // Target, environment, step, detail and hint, and step and detail once more in the summary.
        assert_eq!(page.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count(), 7, "{page}");
    }

    #[test]
    fn targets_that_are_not_valid_come_first_and_are_open() {
        let page = page(vec![
            result("good", TargetState::Valid, Vec::new()),
            result("away", TargetState::Unknown, Vec::new()),
            result("bad", TargetState::Invalid, Vec::new()),
        ]);
        let place = |part: &str| page.find(part).unwrap_or_else(|| panic!("{part}: {page}"));
        assert!(place("<details open>") < place(" bad "));
        assert!(place(" bad ") < place(" away ") && place(" away ") < place("<details>"));
        assert!(place("<details>") < place(" good "));
        assert!(page.contains("<title>travauth check: 1 valid, 1 invalid, 1 unknown</title>"), "{page}");
    }

    #[test]
    fn bars_show_when_each_step_ran() {
        let step = |name, millis| CheckStep::new(name, millis, Finding::ok(""));
        let page = page(vec![result(
            "p",
            TargetState::Valid,
            vec![step(StepName::Dns, 100), step(StepName::Tcp, 0), step(StepName::Token, 300)],
        )]);
        for bar in [r#"x="0" width="250""#, r#"x="250" width="10""#, r#"x="250" width="750""#] {
            assert!(page.contains(bar), "{bar}: {page}");
        }
    }

    #[test]
    fn steps_that_were_skipped_for_the_same_reason_share_a_row() {
        let skipped = |name| CheckStep::new(name, 0, Finding::skipped("not reached"));
        let page = page(vec![result("p", TargetState::Valid, vec![skipped(StepName::Clock), skipped(StepName::Api)])]);
        assert_eq!(page.matches("<tr ").count(), 1, "{page}");
        assert!(page.contains("clock, api"), "{page}");
    }

    #[test]
    fn the_page_loads_nothing() {
        let page = page(vec![result("p", TargetState::Valid, Vec::new())]);
        for part in ["://", "url(", "@import", "<script", "<link", " src=", " href="] {
            assert!(!page.contains(part), "{part}: {page}");
        }
        assert!(page.contains("default-src 'none'"), "{page}");
    }
}
