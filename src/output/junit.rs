//! The `check` report as `JUnit` XML, which GitLab and Jenkins show beside the tests.
//!
//! A rejected credential is a failure. Anything else that stops the check is an error, so that a network problem does not
//! look like a bad credential.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as JunitReport, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::report_text::{accepting_step, headline};
use crate::report::{CheckStep, Report, StepOutcome, TargetReport, TargetState};

/// Returns the report with one suite per target and one case per step.
pub fn junit(report: &Report) -> Result<String, SerializeError> {
    let mut document = JunitReport::new("travauth check");
    document.add_test_suites(report.results.iter().map(suite));
    document.set_time(report.results.iter().map(time).max().unwrap_or_default());
    let text = document.to_string()?;
    // The schema of Jenkins allows the attribute `skipped` on a suite, but not on the root.
    Ok(text.replacen(&format!(" skipped=\"{}\"", document.skipped), "", 1))
}

fn suite(result: &TargetReport) -> TestSuite {
    let mut suite = TestSuite::new(result.target.as_str());
    for (name, value) in [("provider", &result.provider), ("environment", &result.environment)] {
        if let Some(value) = value {
            suite.add_property((name, value.as_str()));
        }
    }
    suite.add_property(("state", result.state.word()));
    suite.add_test_cases(result.steps.iter().map(|step| case(result, step)));
    suite.set_time(time(result));
    suite
}

fn case(result: &TargetReport, step: &CheckStep) -> TestCase {
    let outcome = outcome(result, step);
    let mut status = match outcome {
        StepOutcome::Ok | StepOutcome::Warn => TestCaseStatus::success(),
        StepOutcome::Skipped => TestCaseStatus::skipped(),
        StepOutcome::Fail if result.state == TargetState::Invalid => {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        }
        StepOutcome::Fail => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    let mut warning = None;
    match outcome {
        StepOutcome::Ok => {}
        StepOutcome::Warn => warning = Some(format!("warning: {}", headline(step, None))),
        StepOutcome::Skipped => {
            status.set_message(step.detail.as_str());
        }
        StepOutcome::Fail => {
            status.set_message(headline(step, accepting_step(&result.steps)));
            if let Some(kind) = step.kind {
                status.set_type(kind.name());
            }
        }
    }
    let mut case = TestCase::new(step.name.text().as_ref(), status);
    case.set_classname(format!("travauth.check.{}", result.target)).set_time(Duration::from_millis(step.millis));
    if let Some(warning) = warning {
        case.set_system_out(warning);
    }
    case
}

/// Returns the outcome of a step; the step that makes the state of the target unknown counts as failed.
fn outcome(result: &TargetReport, step: &CheckStep) -> StepOutcome {
    if result.deciding_step().is_some_and(|deciding_step| deciding_step.name == step.name) {
        StepOutcome::Fail
    } else {
        step.outcome
    }
}

fn time(result: &TargetReport) -> Duration {
    Duration::from_millis(result.steps.iter().map(|step| step.millis).sum())
}
