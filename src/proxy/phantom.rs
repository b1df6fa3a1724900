//! Phantom tokens, which the proxy's token endpoints return instead of the real ones.
//!
//! A phantom token contains the time of its expiry, signed with the key. Only a proxy with the same key accepts it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::hmac;

use super::key::{AccessKey, PHANTOM_PREFIX};
use crate::clock;
use crate::secret::Secret;

/// How long a phantom token is accepted after its expiry, because a request may have been sent just before.
const GRACE: Duration = Duration::from_mins(1);

/// Creates a phantom token that expires at this time.
pub(super) fn issue(key: &AccessKey, expires: Timestamp) -> Secret {
    let signed = format!("{PHANTOM_PREFIX}.{}", expires.as_second());
    let signature = hmac::sign(&key.signing_key(), signed.as_bytes());
    Secret::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Returns whether the text is a phantom token of this key that has not expired, or expired less than [`GRACE`] ago.
pub(super) fn is_valid(key: &AccessKey, candidate: &str, now: Timestamp) -> bool {
    let Some((signed, signature)) = candidate.rsplit_once('.') else { return false };
    let expires = signed.strip_prefix(PHANTOM_PREFIX).and_then(|rest| rest.strip_prefix('.')?.parse::<i64>().ok());
    let Some(expires) = expires.and_then(|seconds| Timestamp::from_second(seconds).ok()) else { return false };
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    hmac::verify(&key.signing_key(), signed.as_bytes(), &signature).is_ok() && clock::until(expires, now) < GRACE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::is_access_token;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_764_000_000 + second).unwrap()
    }

    #[test]
    fn a_phantom_token_is_valid_with_its_key_until_a_minute_after_its_expiry() {
        let (key, other) = (AccessKey::random().unwrap(), AccessKey::random().unwrap());
        let token = issue(&key, at(100));
        let token = token.expose();
        assert!(is_access_token(token) && !token.contains(key.secret().expose()));
        for (second, is_accepted) in [(0, true), (100, true), (159, true), (160, false), (10_000, false)] {
            assert_eq!(is_valid(&key, token, at(second)), is_accepted, "{second}");
        }
        assert!(!is_valid(&other, token, at(0)));
        let later = token.replace("1764000100", "1764999999");
        assert_ne!(later, token);
        for wrong in [&later, &token[..token.len() - 1], &format!("{token}A"), "", ".", "travauth-phantom.1764000100."]
        {
            assert!(!is_valid(&key, wrong, at(0)), "{wrong}");
        }
    }
}
