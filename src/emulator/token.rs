//! Access tokens that contain their own expiry.
//!
//! A token consists of a mark of the issuer, the expiry in milliseconds, random bytes and an HMAC-SHA256 of all three.
//! It is encoded so that it looks like a token of its provider.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

/// The key is public, because every emulator must accept the tokens of all others.
const KEY: &[u8] = b"travauth emulator: this key guards sample data only";
const MARK: usize = 5;
const EXPIRY: usize = 8;
const NONCE: usize = 16;
const TAG: usize = 32;

/// The provider that issued a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Issuer {
    /// Tokens of URL-safe characters, as in the authorization guide.
    Amadeus,
    /// Tokens that begin with `T1RLAQ` and use all of base64, as in the authentication guide.
    Sabre,
}

/// The state of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The token is valid for this many more milliseconds.
    Valid(u64),
    /// The token has expired.
    Expired,
    /// This issuer did not issue the token.
    Invalid,
}

impl Issuer {
    const fn mark(self) -> [u8; MARK] {
        match self {
            Self::Amadeus => *b"AMA\x01\x00",
            // In base64 this begins with T1RLAQ.
            Self::Sabre => *b"OTK\x01\x02",
        }
    }

    const fn alphabet(self) -> GeneralPurpose {
        match self {
            Self::Amadeus => URL_SAFE_NO_PAD,
            Self::Sabre => STANDARD,
        }
    }
}

/// Creates a token that expires at a time in milliseconds since 1970; returns `None` if the system has no random
/// numbers.
///
/// The random bytes distinguish tokens with the same expiry.
pub fn mint(issuer: Issuer, expires_at: u64) -> Option<String> {
    let mut nonce = [0; NONCE];
    SystemRandom::new().fill(&mut nonce).ok()?;
    let mut bytes = Vec::with_capacity(MARK + EXPIRY + NONCE + TAG);
    bytes.extend(issuer.mark());
    bytes.extend(expires_at.to_be_bytes());
    bytes.extend(nonce);
    let tag = hmac::sign(&key(), &bytes);
    bytes.extend(tag.as_ref());
    Some(issuer.alphabet().encode(bytes))
}

/// Checks a token at a time in milliseconds since 1970.
pub fn inspect(issuer: Issuer, token: &str, now: u64) -> State {
    let Ok(bytes) = issuer.alphabet().decode(token) else {
        return State::Invalid;
    };
    let Some((signed, tag)) = bytes.split_at_checked(MARK + EXPIRY + NONCE) else {
        return State::Invalid;
    };
    if hmac::verify(&key(), signed, tag).is_err() {
        return State::Invalid;
    }
    let expiry = signed.strip_prefix(&issuer.mark()).and_then(|rest| rest.first_chunk::<EXPIRY>());
    match expiry.map(|expiry| u64::from_be_bytes(*expiry)) {
        None => State::Invalid,
        Some(at) if at <= now => State::Expired,
        Some(at) => State::Valid(at - now),
    }
}

fn key() -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Issuer; 2] = [Issuer::Amadeus, Issuer::Sabre];

    #[test]
    fn a_token_expires_at_its_millisecond() {
        for issuer in BOTH {
            let token = mint(issuer, 5_000).unwrap();
            assert_eq!(inspect(issuer, &token, 0), State::Valid(5_000));
            assert_eq!(inspect(issuer, &token, 4_999), State::Valid(1));
            assert_eq!(inspect(issuer, &token, 5_000), State::Expired);
            assert_eq!(inspect(issuer, &token, u64::MAX), State::Expired);
        }
    }

    #[test]
    fn two_tokens_with_the_same_expiry_differ() {
        for issuer in BOTH {
            assert_ne!(mint(issuer, 1), mint(issuer, 1));
        }
    }

    #[test]
    fn a_changed_token_is_invalid() {
        for issuer in BOTH {
            let token = mint(issuer, u64::MAX).unwrap();
            for at in 0..token.len() {
                let mut changed = token.clone().into_bytes();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).unwrap();
                assert_eq!(inspect(issuer, &changed, 0), State::Invalid, "{changed}");
            }
            for changed in [&token[1..], &token[..token.len() - 1], "", "garbage", "€"] {
                assert_eq!(inspect(issuer, changed, 0), State::Invalid);
            }
        }
    }

    #[test]
    fn a_token_is_invalid_for_the_other_issuer() {
        for (issuer, other) in [(BOTH[0], BOTH[1]), (BOTH[1], BOTH[0])] {
            let token = mint(issuer, u64::MAX).unwrap();
            assert_eq!(inspect(other, &token, 0), State::Invalid);
            let bytes = issuer.alphabet().decode(&token).unwrap();
            let recoded = other.alphabet().encode(bytes);
            assert_eq!(inspect(other, &recoded, 0), State::Invalid);
        }
    }

    #[test]
    fn tokens_look_like_those_of_the_provider() {
        let sabre = mint(Issuer::Sabre, 1).unwrap();
        assert!(sabre.starts_with("T1RLAQ") && sabre.ends_with("=="), "{sabre}");
        let amadeus = mint(Issuer::Amadeus, 1).unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        assert!(amadeus.chars().all(plain), "{amadeus}");
    }
}
