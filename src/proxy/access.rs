//! Checks whether a request contains the key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde_json::Value;

use super::{AccessKey, phantom};

/// Decides which requests the proxy accepts.
#[derive(Debug)]
pub(super) struct AccessControl {
    /// The key of this run. It signs phantom tokens even if requests do not need it.
    pub(super) key: AccessKey,
    /// Whether requests must contain the key or a phantom token.
    pub(super) requires_key: bool,
}

impl AccessControl {
    /// Returns whether the headers contain the key or a phantom token. Always true if requests need no key.
    pub(super) fn admits(&self, headers: &HeaderMap, now: Timestamp) -> bool {
        !self.requires_key
            || secrets_in_headers(headers)
                .iter()
                .any(|candidate| self.key.is(candidate) || phantom::is_valid(&self.key, candidate, now))
    }

    /// Returns whether the request contains the key itself, in its headers or as the client secret or password in its
    /// body. Always true if requests need no key.
    pub(super) fn has_key(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let is_key = |candidate: &String| self.key.is(candidate);
        !self.requires_key || secrets_in_headers(headers).iter().chain(&secrets_in_body(headers, body)).any(is_key)
    }
}

/// Returns the texts in `Authorization` that can be the key: the bearer token, or the password of HTTP Basic.
fn secrets_in_headers(headers: &HeaderMap) -> Vec<String> {
    let mut candidates = Vec::new();
    for value in headers.get_all(AUTHORIZATION).iter().filter_map(|value| value.to_str().ok()) {
        let Some((scheme, credentials)) = value.split_once(' ') else { continue };
        let credentials = credentials.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            candidates.push(credentials.to_owned());
        } else if scheme.eq_ignore_ascii_case("basic")
            && let Some((_, password)) = decoded(credentials).as_deref().and_then(|pair| pair.split_once(':'))
        {
            // Sabre's clients encode the password in Base64 before they encode the pair.
            candidates.extend(decoded(password));
            candidates.push(password.to_owned());
        }
    }
    candidates
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// Returns the client secret and the password in a form or a JSON object.
fn secrets_in_body(headers: &HeaderMap, body: &[u8]) -> Vec<String> {
    let is_secret = |name: &str| matches!(name, "client_secret" | "password");
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if media_type.to_ascii_lowercase().starts_with("application/json") {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else { return Vec::new() };
        let secrets = fields.into_iter().filter(|(name, _)| is_secret(name));
        return secrets.filter_map(|(_, value)| value.as_str().map(str::to_owned)).collect();
    }
    let fields = url::form_urlencoded::parse(body);
    fields.filter(|(name, _)| is_secret(name)).map(|(_, value)| value.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn headers(pairs: &[(&'static str, String)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn basic(user: &str, password: &str) -> String {
        format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
    }

    #[test]
    fn the_key_is_accepted_in_each_supported_form() {
        let control = AccessControl { key: AccessKey::random().unwrap(), requires_key: true };
        let key = control.key.secret().expose();
        let admits = |value: String| control.admits(&headers(&[("authorization", value)]), clock::now());
        let token = phantom::issue(&control.key, clock::plus_seconds(clock::now(), 60));
        let expired = phantom::issue(&control.key, clock::plus_seconds(clock::now(), -120));
        for value in [
            format!("Bearer {key}"),
            format!("bearer  {key}"),
            basic("anyone", key),
            basic("", key),
            basic(&STANDARD.encode("V1:1:2:AA"), &STANDARD.encode(key)),
            format!("Bearer {}", token.expose()),
        ] {
            assert!(admits(value.clone()), "{value}");
        }
        for value in [
            String::new(),
            key.to_owned(),
            "Bearer".to_owned(),
            format!("Bearer {}", &key[1..]),
            format!("Bearer {key}x"),
            format!("Digest {key}"),
            basic(key, "wrong"),
            format!("Basic {key}"),
            format!("Bearer {}", expired.expose()),
        ] {
            assert!(!admits(value.clone()), "{value}");
        }
        assert!(!control.admits(&HeaderMap::new(), clock::now()));
        let open = AccessControl { requires_key: false, ..control };
        assert!(open.admits(&HeaderMap::new(), clock::now()) && open.has_key(&HeaderMap::new(), b""));
    }

    #[test]
    fn a_token_request_contains_the_key_as_its_secret() {
        let control = AccessControl { key: AccessKey::random().unwrap(), requires_key: true };
        let key = control.key.secret().expose();
        let form = headers(&[("content-type", "application/x-www-form-urlencoded".to_owned())]);
        let json = headers(&[("content-type", "application/json; charset=utf-8".to_owned())]);
        for (headers, body, expected) in [
            (&form, format!("grant_type=client_credentials&client_id=a&client_secret={key}"), true),
            (&form, format!("grant_type=password&username=a&password={key}"), true),
            (&form, format!("client_id={key}&client_secret=wrong"), false),
            (&form, String::new(), false),
            (&json, format!(r#"{{"client_id":"a","client_secret":"{key}"}}"#), true),
            (&json, format!("client_secret={key}"), false),
        ] {
            assert_eq!(control.has_key(headers, body.as_bytes()), expected, "{body}");
        }
        assert!(control.has_key(&headers(&[("authorization", basic("a", key))]), b""));
        let token = phantom::issue(&control.key, clock::plus_seconds(clock::now(), 60));
        let bearer = headers(&[("authorization", format!("Bearer {}", token.expose()))]);
        assert!(!control.has_key(&bearer, b""), "a phantom token must not obtain the next one");
    }
}
