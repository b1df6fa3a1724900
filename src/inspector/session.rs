//! Restricts the page to the user of the server: a link with a one-time code opens the page and sets a cookie.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::HeaderMap;
use hyper::header::COOKIE;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use super::page::ROOT;

/// How long a code is valid.
pub const CODE_LIFETIME: Duration = Duration::from_mins(1);
/// How many codes are valid at a time; a further code replaces the oldest.
const MAX_CODES: usize = 8;

/// The valid codes, and the cookie, which every run of the server chooses anew.
pub struct PageSession {
    cookie_name: String,
    cookie: String,
    secure: bool,
    /// Secrets are compared by their HMACs under this key, which takes the same time wherever the secrets differ.
    key: hmac::Key,
    codes: Mutex<Vec<(String, Instant)>>,
}

impl PageSession {
    /// Creates the session of the server on this port; `secure` is true if the server uses TLS.
    ///
    /// # Errors
    /// Fails if the system has no random numbers.
    pub fn new(port: u16, secure: bool) -> io::Result<Self> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).map_err(|_| no_random())?;
        Ok(Self {
            // Servers on different ports of a host share their cookies, so each needs its own name.
            cookie_name: format!("travauth-{port}"),
            cookie: random_text()?,
            secure,
            key,
            codes: Mutex::default(),
        })
    }

    /// Returns a path with a new code, which opens the page once within [`CODE_LIFETIME`].
    ///
    /// # Errors
    /// Fails if the system has no random numbers.
    pub fn open_path(&self, now: Instant) -> io::Result<String> {
        let code = random_text()?;
        let path = format!("{ROOT}?code={code}");
        let mut codes = self.codes();
        if codes.len() == MAX_CODES {
            codes.remove(0);
        }
        codes.push((code, now));
        Ok(path)
    }

    /// Uses up a code; returns the value of the `Set-Cookie` header if the code was valid.
    pub fn redeem(&self, code: &str, now: Instant) -> Option<String> {
        let mut codes = self.codes();
        codes.retain(|(_, issued)| now.saturating_duration_since(*issued) < CODE_LIFETIME);
        let position = codes.iter().position(|(valid, _)| self.is_equal(valid, code))?;
        codes.remove(position);
        drop(codes);
        let secure = if self.secure { "; Secure" } else { "" };
        Some(format!("{}={}; Path={ROOT}; HttpOnly; SameSite=Strict{secure}", self.cookie_name, self.cookie))
    }

    /// Returns whether the request has this session's cookie.
    pub fn admits(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == self.cookie_name && self.is_equal(&self.cookie, value))
    }

    fn is_equal(&self, expected: &str, received: &str) -> bool {
        let tag = hmac::sign(&self.key, expected.as_bytes());
        hmac::verify(&self.key, received.as_bytes(), tag.as_ref()).is_ok()
    }

    fn codes(&self) -> MutexGuard<'_, Vec<(String, Instant)>> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for PageSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageSession").field("cookie_name", &self.cookie_name).finish_non_exhaustive()
    }
}

/// Encodes 256 random bits as text for a URL or a cookie.
fn random_text() -> io::Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| no_random())?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn no_random() -> io::Error {
    io::Error::other("the system has no random numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> PageSession {
        PageSession::new(8900, false).unwrap()
    }

    fn code(session: &PageSession, now: Instant) -> String {
        session.open_path(now).unwrap().strip_prefix("/-/?code=").unwrap().to_owned()
    }

    fn with_cookie(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, value.parse().unwrap())])
    }

    #[test]
    fn a_code_is_valid_once_and_for_a_minute() {
        let (session, now) = (session(), Instant::now());
        let first = code(&session, now);
        assert!(session.redeem("wrong", now).is_none());
        assert!(session.redeem("", now).is_none());
        assert!(session.redeem(&first, now + Duration::from_secs(59)).is_some());
        assert!(session.redeem(&first, now).is_none());
        let second = code(&session, now);
        assert!(session.redeem(&second, now + CODE_LIFETIME).is_none());
    }

    #[test]
    fn a_further_code_replaces_the_oldest() {
        let (session, now) = (session(), Instant::now());
        let codes: Vec<String> = (0..=MAX_CODES).map(|_| code(&session, now)).collect();
        assert!(session.redeem(&codes[0], now).is_none());
        assert!(codes[1..].iter().all(|code| session.redeem(code, now).is_some()));
    }

    #[test]
    fn the_cookie_is_strict_random_and_named_after_the_port() {
        let (session, now) = (session(), Instant::now());
        let cookie = session.redeem(&code(&session, now), now).unwrap();
        let (pair, attributes) = cookie.split_once("; ").unwrap();
        assert_eq!(attributes, "Path=/-/; HttpOnly; SameSite=Strict");
        assert!(pair.starts_with("travauth-8900=") && pair.len() == 14 + 43, "{pair}");

        assert!(session.admits(&with_cookie(pair)));
        assert!(session.admits(&with_cookie(&format!("a=b; {pair};c"))));
        assert!(!session.admits(&with_cookie(&pair.replace("8900", "8901"))));
        assert!(!session.admits(&with_cookie(&pair[..pair.len() - 1])));
        assert!(!session.admits(&with_cookie("travauth-8900=")));
        assert!(!session.admits(&HeaderMap::new()));
        assert!(!super::tests::session().admits(&with_cookie(pair)));

        let secure = PageSession::new(8900, true).unwrap();
        assert!(secure.redeem(&code(&secure, now), now).unwrap().ends_with("; Secure"));
    }

    #[test]
    fn debug_shows_neither_codes_nor_cookie() {
        let (session, now) = (session(), Instant::now());
        let code = code(&session, now);
        let shown = format!("{session:?}");
        assert!(!shown.contains(&code) && !shown.contains(&session.cookie), "{shown}");
    }
}
