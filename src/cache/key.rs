//! The key of a cache entry: token requests with the same key share a token.

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use crate::redact::has_unsafe_characters;

/// The values that decide which token a provider grants. The names of the environment and the profile are not among them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    /// The provider's name.
    pub provider: String,
    /// The token endpoint; `emulator:` and its path for the built-in emulator, whose port differs each time.
    pub token_url: String,
    /// The grant type, as in the form of the request.
    pub grant: String,
    /// The client id; for Sabre v2, the whole `V1:…` string.
    pub client_id: String,
    /// The user, where the grant has one.
    pub user: Option<String>,
    /// The requested scope.
    pub scope: Option<String>,
    /// Extra form fields, sorted. A value can be a secret, such as a client assertion, so only the names are stored.
    #[serde(serialize_with = "names_alone", deserialize_with = "names_without_values")]
    pub params: Vec<(String, String)>,
}

fn names_alone<S: serde::Serializer>(params: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(params.iter().map(|(name, _)| name))
}

/// Reads a list of names; older versions stored pairs.
fn names_without_values<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, String)>, D::Error> {
    use serde::de::Error as _;
    use serde_json::Value;
    let items = Vec::<Value>::deserialize(deserializer)?;
    let name = |item: &Value| item.as_str().or_else(|| item.get(0)?.as_str()).map(str::to_owned);
    let names = items.iter().map(|item| name(item).ok_or_else(|| D::Error::custom("a parameter without a name")));
    names.map(|name| name.map(|name| (name, String::new()))).collect()
}

impl Key {
    /// Returns whether an entry with this stored key belongs to this key. The values of parameters are not stored, and are
    /// compared by the name of the entry, which is a hash over them.
    pub fn matches(&self, stored: &Self) -> bool {
        let names = |key: &Self| key.params.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        self.provider == stored.provider
            && self.token_url == stored.token_url
            && self.grant == stored.grant
            && self.client_id == stored.client_id
            && self.user == stored.user
            && self.scope == stored.scope
            && names(self) == names(stored)
    }

    /// Returns whether a field has a character that no setting can have.
    pub(super) fn is_unsafe(&self) -> bool {
        let fields = [Some(&self.provider), Some(&self.token_url), Some(&self.grant), Some(&self.client_id)];
        let more = [self.user.as_ref(), self.scope.as_ref()];
        let names = self.params.iter().map(|(name, _)| Some(name));
        fields.into_iter().chain(more).chain(names).flatten().any(|text| has_unsafe_characters(text))
    }

    /// Returns the entry's name: 128 bits of a hash over all fields, in hex.
    pub fn name(&self) -> String {
        in_hex(&self.digest()[..16])
    }

    /// Returns the check value of a secret, see [`SecretCheck`].
    pub fn secret_check(&self, secret: &[&[u8]]) -> SecretCheck {
        SecretCheck(self.short_digest(secret))
    }

    /// Returns the check value of the way in which a request is sent, see [`SendingCheck`].
    pub fn sending_check(&self, sending: &[&[u8]]) -> SendingCheck {
        SendingCheck(self.short_digest(sending))
    }

    /// Returns 16 bits of a hash over the key and these parts: enough to notice a change, too few to confirm a guessed secret.
    fn short_digest(&self, parts: &[&[u8]]) -> u16 {
        let mut context = Context::new(&SHA256);
        context.update(&self.digest());
        for part in parts {
            add_field(&mut context, part);
        }
        let digest = context.finish();
        u16::from_be_bytes([digest.as_ref()[0], digest.as_ref()[1]])
    }

    fn digest(&self) -> [u8; 32] {
        let mut context = Context::new(&SHA256);
        for text in [&self.provider, &self.token_url, &self.grant, &self.client_id] {
            add_field(&mut context, text.as_bytes());
        }
        for text in [&self.user, &self.scope] {
            add_field(&mut context, &[u8::from(text.is_some())]);
            add_field(&mut context, text.as_deref().unwrap_or_default().as_bytes());
        }
        for (name, value) in &self.params {
            add_field(&mut context, name.as_bytes());
            add_field(&mut context, value.as_bytes());
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.finish().as_ref());
        bytes
    }
}

/// Returns 128 bits of a hash over these fields, in hex.
pub fn hash_name(fields: &[&str]) -> String {
    let mut context = Context::new(&SHA256);
    for field in fields {
        add_field(&mut context, field.as_bytes());
    }
    in_hex(&context.finish().as_ref()[..16])
}

/// Returns the bytes in hexadecimal digits.
pub fn in_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Hashes a field with its length, so that different keys never hash the same bytes.
fn add_field(context: &mut Context, bytes: &[u8]) {
    context.update(&(bytes.len() as u64).to_be_bytes());
    context.update(bytes);
}

/// A short hash of a secret, to notice that the secret has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretCheck(u16);

/// A short hash of the way in which a request is sent: client authentication, fields and headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendingCheck(u16);

/// The check values by which two token requests of one key are compared. An unknown value matches any value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestCheck {
    /// The check value of the secret; none if it is unknown without reading the secret.
    pub secret: Option<SecretCheck>,
    /// The check value of the way in which the request is sent; none in an entry of an older version.
    pub sending: Option<SendingCheck>,
}

impl RequestCheck {
    /// Returns whether both requests have the same secret and are sent in the same way.
    pub fn matches(self, other: Self) -> bool {
        is_same(self.secret, other.secret) && is_same(self.sending, other.sending)
    }
}

/// Returns whether two check values are equal. An unknown value equals any other.
pub fn is_same<C: PartialEq>(one: Option<C>, other: Option<C>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key {
            provider: "sabre".to_owned(),
            token_url: "https://api.example/v2/auth/token".to_owned(),
            grant: "client_credentials".to_owned(),
            client_id: "V1:7971:7TZA:AA".to_owned(),
            user: None,
            scope: None,
            params: Vec::new(),
        }
    }

    #[test]
    fn every_field_changes_the_name() {
        let changes: [fn(&mut Key); 8] = [
            |key| key.provider.push('x'),
            |key| key.token_url.push('x'),
            |key| key.grant.push('x'),
            |key| key.client_id.push('x'),
            |key| key.user = Some("u".to_owned()),
            |key| key.scope = Some(String::new()),
            |key| key.params.push(("a".to_owned(), "b".to_owned())),
            |key| key.params.push(("ab".to_owned(), String::new())),
        ];
        let mut names = vec![key().name()];
        for change in changes {
            let mut other = key();
            change(&mut other);
            names.push(other.name());
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(names.iter().all(|name| name.len() == 32));
    }

    #[test]
    fn the_check_value_depends_on_the_secret_and_on_the_key() {
        let check = key().secret_check(&[b"one"]);
        assert_eq!(check, key().secret_check(&[b"one"]));
        assert_ne!(check, key().secret_check(&[b"two"]));
        let mut other = key();
        other.client_id.push('x');
        assert_ne!(check, other.secret_check(&[b"one"]));
    }
}
