//! The `check` report with one line for each target.

use super::report_folded::needs_attention;
use super::report_text::reason;
use crate::redact::escape_control;
use crate::report::{Report, TargetReport};

/// Returns a line for each target: its state, its name, and the reason if it is not valid. With `only_problems` it has no
/// lines for targets that work without a warning.
pub fn report_brief(report: &Report, only_problems: bool) -> String {
    let line = |result: &TargetReport| {
        let environment = result.environment.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        let reason = result.deciding_step().map_or_else(String::new, |step| format!("  {}", reason(step)));
        let line = format!("{:<7}  {}{environment}{reason}", result.state.word(), result.target);
        format!("{}\n", escape_control(&line))
    };
    report.results.iter().filter(|result| !only_problems || needs_attention(result)).map(line).collect()
}
