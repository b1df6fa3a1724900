//! Counts the outcomes of the lines of a batch, and determines its exit code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::exit::ExitCode;
use crate::failure::{Failure, Kind};

/// The exit codes of lines, the worst first.
const WORST_FIRST: [ExitCode; 8] = [
    ExitCode::Rejected,
    ExitCode::NoCredentials,
    ExitCode::RateLimited,
    ExitCode::Unreachable,
    ExitCode::Local,
    ExitCode::ApiServerError,
    ExitCode::ApiClientError,
    ExitCode::Usage,
];

/// The counts of a batch.
#[derive(Debug, Default)]
pub(crate) struct BatchTotals {
    /// The lines that have a response or an error.
    pub(crate) done: u64,
    /// The lines that `--resume` has skipped.
    pub(crate) skipped: u64,
    /// Whether sending has stopped before the end of the input.
    pub(crate) has_stopped: bool,
    failed: u64,
    /// The number of failed lines of each exit code, by the rank of the code.
    by_rank: BTreeMap<usize, (ExitCode, u64)>,
    /// The first failure of the worst exit code so far.
    worst: Option<Failure>,
}

impl BatchTotals {
    /// Counts a line. The failure names the line.
    pub(super) fn count(&mut self, failure: Option<Failure>) {
        self.done += 1;
        let Some(failure) = failure else { return };
        self.failed += 1;
        let code = failure.kind().exit_code();
        self.by_rank.entry(rank(code)).or_insert((code, 0)).1 += 1;
        if self.worst.as_ref().is_none_or(|worst| rank(code) < rank(worst.kind().exit_code())) {
            self.worst = Some(failure);
        }
    }

    /// Returns the number of failed lines.
    pub(super) fn failed(&self) -> u64 {
        self.failed
    }

    /// Describes the counts, such as `1000 requests, 2 failed`.
    pub(crate) fn summary(&self) -> String {
        let mut text =
            format!("{} request{}, {} failed", self.done, if self.done == 1 { "" } else { "s" }, self.failed);
        if self.skipped > 0 {
            // Writing to a string cannot fail, here and below.
            let _ = write!(text, ", {} skipped because the file has their responses", self.skipped);
        }
        text
    }

    /// Returns the failure of the run; none if no line failed. Its exit code is the worst of all lines.
    pub(crate) fn into_failure(self) -> Option<Failure> {
        let worst = self.worst?;
        let mut what = format!("{} of {} requests failed", self.failed, self.done);
        if self.by_rank.len() > 1 {
            let counts = self.by_rank.values().map(|(code, count)| format!("{count} with exit code {}", code.number()));
            let _ = write!(what, " ({})", counts.collect::<Vec<_>>().join(", "));
        }
        if self.has_stopped {
            what.push_str(", and the remaining ones were not sent");
        }
        let failure = Failure::new(worst.kind(), what).because(worst.message());
        Some(failure.hints_first(worst.hints().to_vec()))
    }
}

/// Returns whether no other request should be sent after this failure.
pub(super) fn stops(failure: &Failure) -> bool {
    let code = failure.kind().exit_code();
    matches!(code, ExitCode::Rejected | ExitCode::NoCredentials) || failure.kind() == Kind::QuotaExhausted
}

fn rank(code: ExitCode) -> usize {
    WORST_FIRST.iter().position(|other| *other == code).unwrap_or(WORST_FIRST.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_failure_decides() {
        let mut totals = BatchTotals::default();
        for (kind, what) in [
            (None, ""),
            (Some(Kind::Usage), "line 2: wrong"),
            (Some(Kind::ApiClientError), "line 3: not found"),
            (Some(Kind::RateLimited), "line 4: too many"),
            (Some(Kind::ApiClientError), "line 5: not found"),
            (Some(Kind::RateLimited), "line 6: too many"),
            (Some(Kind::TimedOut), "line 7: too slow"),
        ] {
            totals.count(kind.map(|kind| Failure::new(kind, what).hint("a hint")));
        }
        assert_eq!(totals.summary(), "7 requests, 6 failed");
        let failure = totals.into_failure().unwrap();
        let counts = "2 with exit code 7, 1 with exit code 6, 2 with exit code 4, 1 with exit code 2";
        assert_eq!(failure.message(), format!("6 of 7 requests failed ({counts}): line 4: too many"));
        assert_eq!((failure.kind(), failure.hints()), (Kind::RateLimited, &["a hint".to_owned()][..]));
        let mut totals = BatchTotals { has_stopped: true, ..BatchTotals::default() };
        assert!(BatchTotals::default().into_failure().is_none());
        totals.count(Some(Failure::new(Kind::NoCredentials, "line 1: none")));
        let message = totals.into_failure().unwrap().message();
        assert_eq!(message, "1 of 1 requests failed, and the remaining ones were not sent: line 1: none");
    }

    #[test]
    fn the_order_is_that_of_the_exit_codes() {
        let numbers: Vec<u8> = WORST_FIRST.iter().map(|code| code.number()).collect();
        assert_eq!(numbers, [3, 9, 7, 6, 1, 5, 4, 2]);
        assert!(stops(&Failure::new(Kind::QuotaExhausted, "")) && !stops(&Failure::new(Kind::RateLimited, "")));
        assert!(stops(&Failure::new(Kind::CredentialsRejected, "")) && stops(&Failure::new(Kind::NoCredentials, "")));
        assert!(!stops(&Failure::new(Kind::ApiServerError, "")));
    }
}
