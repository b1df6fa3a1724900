//! The cooldown after a rejection: how long it lasts, and whether it applies to a request.

use std::time::Duration;

use jiff::Timestamp;

use super::Requirements;
use crate::cache::{Entry, LONGEST_COOLDOWN, RecordedFailure, RequestCheck};
use crate::clock::{self, in_words};
use crate::failure::{Failure, Kind};

/// The cooldown after the first rejection of a request. Each further rejection doubles it.
const FIRST_COOLDOWN: Duration = Duration::from_secs(30);
/// A failure that is dated further in the future than this has no cooldown, because the clock was set back after it.
const FUTURE_TOLERANCE: Duration = Duration::from_mins(1);

/// Returns how many times in a row the provider has rejected this request, according to the entry.
pub(super) fn rejections_in_a_row(entry: Option<&Entry>, check: RequestCheck) -> u32 {
    let failures = entry.map_or(&[][..], |entry| &entry.failures);
    let rejection = failures.iter().find(|failure| failure.count > 0 && failure.request_check().matches(check));
    rejection.map_or(0, |rejection| rejection.count)
}

/// Returns the end of the cooldown after the `count`th rejection in a row of the same request.
pub(super) fn cooldown_end(now: Timestamp, count: u32, retry_after: Option<Duration>) -> Timestamp {
    let doubled = FIRST_COOLDOWN.saturating_mul(1 << count.saturating_sub(1).min(16));
    let span = retry_after.unwrap_or(doubled).min(LONGEST_COOLDOWN);
    clock::plus_seconds(now, i64::try_from(span.as_secs()).unwrap_or(i64::MAX))
}

/// Returns the recorded failure whose cooldown applies to this request.
pub(crate) fn cooling_failure<'e>(
    entry: Option<&'e Entry>,
    wanted: &Requirements,
    check: RequestCheck,
    now: Timestamp,
) -> Option<&'e RecordedFailure> {
    entry?.failures.iter().find(|recorded| {
        !wanted.refresh
            && recorded.request_check().matches(check)
            && recorded.until.is_some_and(|until| now < until)
            && clock::until(now, recorded.at) <= FUTURE_TOLERANCE
    })
}

/// Returns the failure that a cooldown repeats instead of a new request; none without a cooldown.
pub(crate) fn active_cooldown(
    entry: Option<&Entry>,
    wanted: &Requirements,
    check: RequestCheck,
    now: Timestamp,
) -> Option<Failure> {
    let recorded = cooling_failure(entry, wanted, check, now)?;
    let left = in_words(clock::until(now, recorded.until?));
    let ago = in_words(clock::until(recorded.at, now));
    let (reason, how) = why_and_how_to_continue(recorded.failure.kind());
    Some(recorded.failure.clone().hint(format!(
        "this failure is {ago} old, and is repeated for {left} more without asking again, {reason}: {how}"
    )))
}

/// Returns the reason for the cooldown after a failure of this kind, and how to continue.
pub(crate) fn why_and_how_to_continue(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::RateLimited | Kind::QuotaExhausted => (
            "so that the limit is not exceeded further",
            "wait, or ask at once with --refresh of `token get` or `check`",
        ),
        _ => (
            "so that no account is locked",
            "change the secret, or ask at once with --refresh of `token get` or `check`",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cooldown_doubles_with_every_rejection_up_to_a_quarter_of_an_hour() {
        let now = Timestamp::UNIX_EPOCH;
        for (count, retry_after, seconds) in [
            (1, None, 30),
            (2, None, 60),
            (3, None, 120),
            (4, None, 240),
            (5, None, 480),
            (6, None, 900),
            (u32::MAX, None, 900),
            (1, Some(7), 7),
            (6, Some(7), 7),
            (1, Some(u64::MAX), 900),
        ] {
            let end = cooldown_end(now, count, retry_after.map(Duration::from_secs));
            assert_eq!(end.as_second(), seconds, "{count} {retry_after:?}");
        }
    }
}
