//! Names of headers, fields and members whose values are secrets.

/// Words that make a header's value a secret wherever they are in its name.
const HEADER_WORDS: &[&str] =
    &["authorization", "cookie", "credential", "key", "password", "passwd", "secret", "session", "signature", "token"];

/// Ends of the names of members, fields and elements whose values are secrets; separators are left out.
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

/// Names of form fields that are secrets besides those of all bodies.
const FORM_NAMES: &[&str] = &["code", "codeverifier", "devicecode", "otp", "pin"];

/// Returns whether a header of this name, in any case, has a secret as its value.
pub fn is_secret_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HEADER_WORDS.iter().any(|word| name.contains(word))
}

/// Returns whether a member, field or element of this name has a secret as its value.
pub fn is_secret_member(name: &str) -> bool {
    // Bodies have thousands of names, so nothing is allocated here.
    let ends_with = |end: &&str| {
        let mut letters = letters(name).rev();
        end.bytes().rev().all(|wanted| letters.next() == Some(wanted))
    };
    BODY_ENDS.iter().any(ends_with)
}

/// Returns whether a form's field of this name has a secret as its value.
pub fn is_secret_field(name: &str) -> bool {
    is_secret_member(name) || FORM_NAMES.iter().any(|other| letters(name).eq(other.bytes()))
}

/// The letters and digits of a name in lower case, without its separators.
fn letters(name: &str) -> impl DoubleEndedIterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_headers_are_known_by_their_names() {
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
        for name in
            ["Accept", "MessageContent-Type", "Ama-Client-Ref", "WWW-Authenticate", "X-Request-Id", "Retry-After"]
        {
            assert!(!is_secret_header(name), "{name}");
        }
    }

    #[test]
    fn secret_members_are_known_and_their_neighbours_are_not() {
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
