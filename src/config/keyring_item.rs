//! The name of a secret in the user's keyring.

use std::fmt;

/// The name of one secret in the keyring, written `PROFILE/KEY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyringItem {
    /// The profile that the secret was stored for.
    pub profile: String,
    /// The profile's key for the secret: `password` or `client_secret`.
    pub key: String,
}

impl KeyringItem {
    /// Parses `PROFILE/KEY`; `None` if a part is missing or contains a control character.
    pub fn parse(text: &str) -> Option<Self> {
        let (profile, key) = text.split_once('/')?;
        let is_valid = |part: &str| !part.is_empty() && !part.contains('/') && !part.chars().any(char::is_control);
        (is_valid(profile) && is_valid(key)).then(|| Self { profile: profile.to_owned(), key: key.to_owned() })
    }

    /// Returns the label that keyring programs show.
    pub fn label(&self) -> String {
        format!("travauth: {} {}", self.profile, self.key)
    }
}

impl fmt::Display for KeyringItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.profile, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_written_as_profile_and_key() {
        let item = KeyringItem { profile: "acme".to_owned(), key: "password".to_owned() };
        assert_eq!(KeyringItem::parse("acme/password"), Some(item.clone()));
        assert_eq!(
            (item.to_string(), item.label()),
            ("acme/password".to_owned(), "travauth: acme password".to_owned())
        );
        for text in ["", "acme", "acme/", "/password", "a/b/c", "a\n/b"] {
            assert_eq!(KeyringItem::parse(text), None, "{text:?}");
        }
    }
}
