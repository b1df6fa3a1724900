//! An access token, its lifetime, and whether it is still usable.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock;
use crate::secret::Secret;

/// Without `--min-valid`, a token must be valid for this long, or for half its lifetime if that is less.
pub const DEFAULT_MARGIN: Duration = Duration::from_mins(1);

/// A token that is dated further in the future than this was stored with a wrong clock, and is not used.
const FUTURE_TOLERANCE: Duration = Duration::from_mins(1);

/// The longest accepted lifetime, ten years; a longer `expires_in` is reduced to it.
pub const LONGEST_LIFETIME: Duration = Duration::from_secs(LONGEST_LIFETIME_SECONDS.unsigned_abs());
const LONGEST_LIFETIME_SECONDS: i64 = 10 * 365 * 86_400;

/// The longest access token that is accepted, in bytes.
const LONGEST_TOKEN_BYTES: usize = 1 << 20;

/// Returns whether the text can be an access token: one or more visible ASCII characters, as in RFC 6750.
pub fn is_access_token(text: &str) -> bool {
    let is_visible = |byte: u8| (0x21..=0x7e).contains(&byte);
    !text.is_empty() && text.len() <= LONGEST_TOKEN_BYTES && text.bytes().all(is_visible)
}

/// An access token as a provider granted it.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token itself; only visible ASCII characters.
    pub access_token: Secret,
    /// The granted scope; none if the provider sent none.
    pub scope: Option<String>,
    /// When the request was sent: the lifetime is counted from here.
    pub obtained_at: Timestamp,
    /// When it expires; none if the provider sent no usable lifetime, which counts as already expired.
    pub expires_at: Option<Timestamp>,
    /// The part of the lifetime that each use extends; none if a use changes nothing.
    pub idle: Option<IdleLifetime>,
    /// Other fields of the token response.
    pub extra: Map<String, Value>,
}

/// How long a token is valid after its last use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdleLifetime {
    /// The seconds from a use to the expiry.
    pub seconds: u64,
    /// When the token expires in any case; none if that is not known.
    pub ends_at: Option<Timestamp>,
}

impl IdleLifetime {
    /// Returns the expiry of a token that is used at this time.
    pub fn expiry_after(&self, used_at: Timestamp) -> Timestamp {
        let seconds = i64::try_from(self.seconds).unwrap_or(i64::MAX).min(LONGEST_LIFETIME_SECONDS);
        let expires_at = clock::plus_seconds(used_at, seconds);
        self.ends_at.map_or(expires_at, |end| end.min(expires_at))
    }
}

/// The state of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// Valid for long enough.
    Valid,
    /// Valid, but not for long enough.
    Expiring,
    /// Expired, or of unknown expiry.
    Expired,
}

impl TokenState {
    /// Returns the word that users see.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
        }
    }
}

impl Token {
    /// Returns the whole lifetime; none if unknown.
    pub fn lifetime(&self) -> Option<Duration> {
        self.expires_at.map(|expires_at| clock::until(self.obtained_at, expires_at))
    }

    /// Returns the time left; zero if expired or unknown.
    pub fn left(&self, now: Timestamp) -> Duration {
        self.expires_at.map_or(Duration::ZERO, |expires_at| clock::until(now, expires_at))
    }

    /// Returns how long the token must be valid if the user did not set `--min-valid`.
    fn default_margin(&self) -> Duration {
        self.lifetime().map_or(DEFAULT_MARGIN, |lifetime| DEFAULT_MARGIN.min(lifetime / 2))
    }

    /// Returns the time from which the token must be renewed, because it expires within `min_valid` or the default margin; none
    /// if the expiry is unknown.
    pub fn renews_at(&self, min_valid: Option<Duration>) -> Option<Timestamp> {
        let margin = min_valid.unwrap_or_else(|| self.default_margin());
        Some(self.expires_at?.checked_sub(margin).unwrap_or(self.obtained_at))
    }

    /// Returns whether the token is valid for `min_valid`, or for the default margin if that is none.
    pub fn lasts(&self, now: Timestamp, min_valid: Option<Duration>) -> bool {
        let left = self.left(now);
        !left.is_zero() && left >= min_valid.unwrap_or_else(|| self.default_margin()) && !self.is_from_the_future(now)
    }

    /// Returns whether the token was stored while the clock was ahead.
    pub fn is_from_the_future(&self, now: Timestamp) -> bool {
        clock::until(now, self.obtained_at) > FUTURE_TOLERANCE
    }

    /// Returns the state at this moment.
    pub fn state(&self, now: Timestamp) -> TokenState {
        if self.left(now).is_zero() || self.is_from_the_future(now) {
            TokenState::Expired
        } else if self.lasts(now, None) {
            TokenState::Valid
        } else {
            TokenState::Expiring
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(lifetime: Option<i64>) -> Token {
        Token {
            access_token: Secret::new("t"),
            scope: None,
            obtained_at: Timestamp::UNIX_EPOCH,
            expires_at: lifetime.map(|seconds| clock::plus_seconds(Timestamp::UNIX_EPOCH, seconds)),
            idle: None,
            extra: Map::new(),
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn a_token_lasts_until_its_margin() {
        for (lifetime, now, min_valid, lasts, state) in [
            (Some(1799), 0, None, true, TokenState::Valid),
            (Some(1799), 1739, None, true, TokenState::Valid),
            (Some(1799), 1740, None, false, TokenState::Expiring),
            (Some(1799), 1798, None, false, TokenState::Expiring),
            (Some(1799), 1799, None, false, TokenState::Expired),
            (Some(1799), 1740, Some(0), true, TokenState::Expiring),
            (Some(1799), 1799, Some(0), false, TokenState::Expired),
            (Some(1799), 0, Some(1799), true, TokenState::Valid),
            (Some(1799), 0, Some(1800), false, TokenState::Valid),
            (Some(10), 5, None, true, TokenState::Valid),
            (Some(10), 6, None, false, TokenState::Expiring),
            (Some(0), 0, None, false, TokenState::Expired),
            (None, 0, None, false, TokenState::Expired),
            (Some(1799), -60, None, true, TokenState::Valid),
            (Some(1799), -61, None, false, TokenState::Expired),
        ] {
            let token = token(lifetime);
            let min_valid = min_valid.map(Duration::from_secs);
            assert_eq!(token.lasts(at(now), min_valid), lasts, "{lifetime:?} at {now}, {min_valid:?}");
            assert_eq!(token.state(at(now)), state, "{lifetime:?} at {now}");
        }
    }
}
