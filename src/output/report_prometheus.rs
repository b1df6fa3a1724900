//! The `check` report for the textfile collector of Prometheus' `node_exporter`.

use std::time::Duration;

use jiff::Timestamp;

use crate::prometheus_text::PrometheusText;
use crate::report::{Report, TargetReport, TargetState};

/// Returns three gauges for each target: its state, the seconds left of its token, and the duration of its check.
pub fn report_prometheus(report: &Report, now: Timestamp) -> String {
    let mut text = PrometheusText::default();
    text.family("travauth_check_state", "gauge", "1 for the state of the target, 0 for the other states.");
    for result in &report.results {
        for state in [TargetState::Valid, TargetState::Invalid, TargetState::Unknown] {
            let labels = [labels(result).as_slice(), &[("state", state.word())]].concat();
            text.sample("travauth_check_state", &labels, u8::from(result.state == state));
        }
    }
    text.family("travauth_check_token_seconds_left", "gauge", "Seconds until the token expires.");
    for result in &report.results {
        if let Some(expires_at) = result.steps.iter().find_map(|step| step.expires_at) {
            let left = expires_at.duration_since(now).as_secs().max(0);
            text.sample("travauth_check_token_seconds_left", &labels(result), left);
        }
    }
    text.family("travauth_check_duration_seconds", "gauge", "Duration of the check.");
    for result in &report.results {
        let millis = result.steps.iter().map(|step| step.millis).fold(0, u64::saturating_add);
        text.sample("travauth_check_duration_seconds", &labels(result), Duration::from_millis(millis).as_secs_f64());
    }
    text.into_string()
}

fn labels(result: &TargetReport) -> [(&'static str, &str); 3] {
    [
        ("target", &result.target),
        ("provider", result.provider.as_deref().unwrap_or_default()),
        ("environment", result.environment.as_deref().unwrap_or_default()),
    ]
}
