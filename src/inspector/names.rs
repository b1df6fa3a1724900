//! Recognizes the names of headers, fields and members whose values are secrets.

/// A header is secret if its name contains one of these words.
const HEADER_WORDS: &[&str] =
    &["authorization", "cookie", "credential", "key", "password", "passwd", "secret", "session", "signature", "token"];

/// A member, field or element is secret if its name, without separators, ends with one of these words.
const BODY_ENDS: &[&str] = &[
    "apikey",
    "assertion",
    "authorization",
    "credentials",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "signature",
    "token",
];

/// Names, without separators, of further form fields that are secret.
const FORM_NAMES: &[&str] = &["code", "codeverifier", "devicecode", "otp", "pin"];

/// Returns whether the value of the header with this name, in any case, is a secret.
pub fn is_secret_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HEADER_WORDS.iter().any(|word| name.contains(word))
}

/// Returns whether the value of the member, field or element with this name is a secret.
pub fn is_secret_member(name: &str) -> bool {
    // This function does not allocate, because it is called for every name in a body.
    let ends_with = |end: &&str| {
        let mut letters = letters(name).rev();
        end.bytes().rev().all(|expected| letters.next() == Some(expected))
    };
    BODY_ENDS.iter().any(ends_with)
}

/// Returns whether the value of the form field with this name is a secret.
pub fn is_secret_field(name: &str) -> bool {
    is_secret_member(name) || FORM_NAMES.iter().any(|other| letters(name).eq(other.bytes()))
}

/// Iterates over the letters and digits of a name in lower case, without its separators.
fn letters(name: &str) -> impl DoubleEndedIterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_headers_are_recognized_by_their_names() {
        for name in [
            "Authorization",
            "Proxy-Authorization",
            "Cookie",
            "set-cookie",
            "X-Api-Key",
            "apikey",
            "X-Auth-Token",
            "X-Hub-Signature-256",
            "Client-Secret",
            "X-Password",
        ] {
            assert!(is_secret_header(name), "{name}");
        }
        for name in ["Accept", "Content-Type", "Ama-Client-Ref", "WWW-Authenticate", "X-Request-Id", "Retry-After"] {
            assert!(!is_secret_header(name), "{name}");
        }
    }

    #[test]
    fn secret_members_are_recognized_and_similar_names_are_not() {
        for name in [
            "access_token",
            "accessToken",
            "refresh-token",
            "id_token",
            "client_secret",
            "password",
            "user.password",
            "BinarySecurityToken",
            "api_key",
            "client_assertion",
        ] {
            assert!(is_secret_member(name), "{name}");
        }
        for name in ["token_type", "expires_in", "keyword", "hotelKey", "code", "client_id", "tokens_left"] {
            assert!(!is_secret_member(name), "{name}");
        }
        assert!(is_secret_field("code") && is_secret_field("code_verifier") && !is_secret_field("grant_type"));
    }
}
