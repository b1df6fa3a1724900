//! Predicts how the next token will be obtained, for `token show --why`.

use std::time::Duration;

use jiff::Timestamp;

use super::cooldown::cooling_failure;
use super::{Requirements, usable};
use crate::cache::{Entry, RequestCheck, is_same};
use crate::clock::{self, in_words};
use crate::failure::Kind;

/// The way in which the next token will be obtained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Forecast {
    /// From this machine's cache.
    Cached,
    /// From the shared cache.
    Shared,
    /// No token: the last failure, of this kind, is repeated for this time.
    Cooldown(Duration, Kind),
    /// From the provider by a token request, for this reason.
    Fetch(&'static str),
}

impl std::fmt::Display for Forecast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cached => f.write_str("takes the cached token, without the network"),
            Self::Shared => f.write_str("takes the token of the shared cache, without asking the provider"),
            Self::Cooldown(left, kind) => {
                let left = in_words(*left);
                write!(f, "repeats the last failure without the network for {left} more ({})", kind.name())
            }
            Self::Fetch(why) => write!(f, "asks the provider: {why}"),
        }
    }
}

/// Predicts how the next token will be obtained.
pub(crate) fn forecast(
    local: Option<&Entry>,
    shared: Option<&Entry>,
    wanted: &Requirements,
    check: RequestCheck,
    now: Timestamp,
) -> Forecast {
    if usable(local, wanted, check.secret, now).is_some() {
        return Forecast::Cached;
    }
    if usable(shared, wanted, check.secret, now).is_some() {
        return Forecast::Shared;
    }
    for entry in [local, shared] {
        if let Some(recorded) = cooling_failure(entry, wanted, check, now) {
            let left = recorded.until.map_or(Duration::ZERO, |until| clock::until(now, until));
            return Forecast::Cooldown(left, recorded.failure.kind());
        }
    }
    Forecast::Fetch(match local.or(shared).and_then(|entry| entry.token.as_ref()) {
        None => "nothing is cached",
        Some(cached) if !is_same(cached.secret_check, check.secret) => {
            "the cached token was obtained with a different secret"
        }
        Some(cached) if cached.token.is_from_the_future(now) => "the cached token is dated in the future",
        Some(cached) if cached.token.left(now).is_zero() => "the cached token has expired",
        Some(_) => "the cached token expires too soon",
    })
}
