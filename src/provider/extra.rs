//! Chooses the other fields of a token response that are stored and shown.

use serde_json::{Map, Value};

use crate::redact::Redactor;

/// The fields that cannot hold a credential, in small letters without underscores.
const HARMLESS: [&str; 20] = [
    "account",
    "accountname",
    "apiproductlist",
    "applicationname",
    "clientname",
    "environment",
    "expiresat",
    "expireson",
    "issuedat",
    "notbefore",
    "organizationname",
    "refreshcount",
    "refreshtokenexpiresin",
    "requestid",
    "ruid",
    "state",
    "status",
    "type",
    "userid",
    "username",
];
/// The longest text that is kept, in bytes.
const LONGEST_TEXT_BYTES: usize = 256;

/// Returns the harmless fields of a token response. All others are left out, because they can hold further tokens.
pub(super) fn harmless(document: &Map<String, Value>, redactor: &Redactor) -> Map<String, Value> {
    let mut extra = Map::new();
    for (name, value) in document.iter().filter(|(name, _)| is_harmless(name)) {
        let value = match value {
            Value::String(text) if text.len() > LONGEST_TEXT_BYTES || text.starts_with("eyJ") => continue,
            Value::String(text) => Value::String(redactor.mask(text)),
            Value::Number(_) | Value::Bool(_) | Value::Null => value.clone(),
            Value::Array(_) | Value::Object(_) => continue,
        };
        extra.insert(name.clone(), value);
    }
    extra
}

fn is_harmless(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect();
    HARMLESS.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use serde_json::json;

    #[test]
    fn only_known_fields_with_short_values_are_kept() {
        let response = json!({
            "type": "amadeusOAuth2Token", "application_name": "App", "username": "me", "state": "approved",
            "refreshToken": "r", "refresh_token": "r", "session": {"token": "s"}, "jwt": "j", "id_token": "i",
            "session_id": "x", "apiKey": "k", "password": "p", "anything": "a",
            "status": "a secret", "account": {"name": "n"}, "account_name": "x".repeat(300), "ruid": "eyJhbGciOi",
            "issued_at": 17, "requestId": null,
        });
        let Value::Object(document) = response else { panic!("no object") };
        let kept = harmless(&document, &Redactor::new([&Secret::new("secret")]));
        let expected = json!({
            "type": "amadeusOAuth2Token", "application_name": "App", "username": "me", "state": "approved",
            "status": "a ***", "issued_at": 17, "requestId": null,
        });
        assert_eq!(Value::Object(kept), expected);
    }
}
