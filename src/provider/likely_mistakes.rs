//! Finds likely mistakes in credentials that a provider has rejected.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::credential_field::CredentialField;
use super::{Credentials, RequiredSecret};
use crate::sabre_id::{self, Expected, SabreId, Verdict};
use crate::secret::Secret;

/// Shorter texts are not checked for base64, because many short passwords are valid base64.
const SHORTEST_ENCODED: usize = 8;

/// Returns the likely mistakes in rejected credentials, one clause each, the likeliest first.
///
/// `secrets` has the values of [`Credentials::secrets`]; none for a secret that is not needed. No clause contains any part
/// of a secret. A clause may be wrong, so it is shown only after the provider has rejected the credentials.
pub fn likely_mistakes(credentials: &Credentials, secrets: [Option<&Secret>; 2], environment: &str) -> Vec<String> {
    let mut found = Vec::new();
    for ((name, required), secret) in credentials.secrets().into_iter().zip(secrets) {
        let (RequiredSecret::Known(setting), Some(secret)) = (required, secret) else {
            continue;
        };
        for mistake in copy_mistake(secret.expose()).into_iter().chain(encoded(secret)) {
            found.push(format!("the {name} from {} {mistake}", setting.origin));
        }
    }
    for (label, id) in &credentials.given_ids {
        if let Some(mistake) = copy_mistake(&id.value) {
            found.push(format!("the {label} from {} {mistake}", id.origin));
        }
    }
    let id = SabreId::from_client_id(&credentials.client_id.value).ok();
    found.extend(lowercase_group(credentials, id.as_ref()));
    if id.is_some_and(|id| id.is_dev_studio()) && environment == "production" {
        found.push("keys of Sabre's Dev Studio (V1:…:DEVCENTER:EXT) work in cert only: use `-e cert`".to_owned());
    }
    found
}

/// Finds a group in lower-case letters, set separately or as part of a Sabre id.
fn lowercase_group(credentials: &Credentials, id: Option<&SabreId>) -> Option<String> {
    let group = id.and_then(SabreId::group).or(credentials.group.as_deref())?;
    let separate = credentials.given_ids.iter().find(|(label, _)| *label == CredentialField::Group.label());
    let origin = match separate {
        Some((_, group)) => format!("from {}", group.origin),
        None => format!("in the id from {}", credentials.client_id.origin),
    };
    SabreId::has_lowercase_pcc(group).then(|| {
        format!("the group {origin} has lower-case letters, and Sabre writes a group (PCC) in capital letters")
    })
}

/// Finds characters that were copied by mistake, or that a shell would have removed.
fn copy_mistake(text: &str) -> Option<&'static str> {
    if text.trim() != text {
        return Some("begins or ends with white space, which may have been copied by mistake");
    }
    let without_comma = text.strip_suffix([',', ';']).unwrap_or(text);
    let is_quote = |c: char| matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’');
    let quotes = [without_comma.starts_with(is_quote), without_comma.ends_with(is_quote)];
    match (quotes, text.len() - without_comma.len()) {
        ([true, true], _) if without_comma.chars().count() > 1 => {
            Some("is in quotes, as in a .env file; here the quotes are part of the value")
        }
        ([false, false], 1..) => Some("ends in a comma or semicolon, which may belong to the file it was copied from"),
        ([true, _] | [_, true], 1..) => Some("has a quote and a comma at its end, as in a JSON or .env file"),
        ([true, _] | [_, true], _) => Some("begins or ends with a quote, as in a .env file"),
        _ => None,
    }
}

/// Finds a secret that is encoded already, although it must be plain.
fn encoded(secret: &Secret) -> Option<&'static str> {
    let text = secret.expose();
    if sabre_id::verify(text.as_bytes(), Expected::default()).verdict == Verdict::Right {
        return Some("is a whole encoded Sabre credential: give the plain password, it is encoded for you");
    }
    if text.len() < SHORTEST_ENCODED {
        return None;
    }
    let decoded = STANDARD.decode(text).ok()?;
    let is_text = !decoded.is_empty() && decoded.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r'));
    is_text.then_some("looks like base64 of a text: give the plain text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::{PlaceholderPolicy, SecretSetting, VariableValue};
    use crate::origin::{Origin, Setting};
    use std::sync::Arc;

    fn credentials(client_id: &str) -> Credentials {
        let source = Arc::new(VariableValue::new("SABRE_PASSWORD", "unused".to_owned(), PlaceholderPolicy::Allow));
        let client_id = Setting::new(client_id.to_owned(), Origin::Variable("SABRE_CLIENT_ID".to_owned()));
        Credentials {
            given_ids: vec![("client id", client_id.clone())],
            client_id,
            username: None,
            group: None,
            domain: None,
            client_secret: RequiredSecret::NotNeeded,
            password: RequiredSecret::Known(SecretSetting {
                origin: Origin::Variable("SABRE_PASSWORD".to_owned()),
                source,
            }),
        }
    }

    #[test]
    fn a_likely_mistake_gets_one_clause_and_an_ordinary_secret_none() {
        for (password, part) in [
            ("correct horse", None),
            ("password", None),
            ("12345678", None),
            ("Passw0rd", None),
            ("it's", None),
            ("a\"b,c", None),
            ("TVRJeg==", Some("base64 of a text")),
            ("TVRJek5EVT0=", Some("base64 of a text")),
            ("MTIz", None),
            ("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0=", Some("a whole encoded Sabre credential")),
            (" password", Some("begins or ends with white space")),
            ("password\u{a0}", Some("begins or ends with white space")),
            ("\"password\"", Some("in quotes")),
            ("'password'", Some("in quotes")),
            ("\"password\",", Some("in quotes")),
            ("\"password", Some("begins or ends with a quote")),
            ("password\",", Some("a quote and a comma")),
            ("password,", Some("a comma or semicolon")),
            ("\"", Some("begins or ends with a quote")),
            ("", None),
        ] {
            let secret = Secret::new(password);
            let found = likely_mistakes(&credentials("V1:7971:7TZA:AA"), [None, Some(&secret)], "cert");
            match part {
                None => assert!(found.is_empty(), "{password}: {found:?}"),
                Some(part) => {
                    assert_eq!(found.len(), 1, "{password}: {found:?}");
                    assert!(found[0].contains(part), "{password}: {found:?}");
                    assert!(found[0].starts_with("the password from $SABRE_PASSWORD "), "{found:?}");
                    assert!(!found[0].contains("assword\""), "{found:?}");
                }
            }
        }
    }

    #[test]
    fn client_ids_are_checked_too() {
        for (id, environment, part) in [
            ("V1:7971:7TZA:AA", "production", None),
            ("V1:abcdefgh12345678:DEVCENTER:EXT", "cert", None),
            ("V1:abcdefgh12345678:DEVCENTER:EXT", "production", Some("cert only")),
            ("V1:7971:7tza:AA", "cert", Some("the group in the id from $SABRE_CLIENT_ID has lower-case letters")),
            ("\"key\"", "test", Some("the client id from $SABRE_CLIENT_ID is in quotes")),
            ("key,", "test", Some("a comma or semicolon")),
        ] {
            let found = likely_mistakes(&credentials(id), [None, None], environment);
            assert_eq!(found.len(), usize::from(part.is_some()), "{id}: {found:?}");
            assert!(found.iter().all(|clause| part.is_some_and(|part| clause.contains(part))), "{id}: {found:?}");
        }
    }
}
