//! Chooses each credential from several sources, and prevents a secret from being sent with the id of another account.

use super::{CredentialSettings, SecretSetting};
use crate::origin::{Origin, Setting};

/// A pair of an id and the secret that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialPair {
    /// The client id and the client secret.
    Client,
    /// The user id and the password.
    User,
}

/// The chosen secret belongs to another id than the chosen one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairMismatch {
    /// The pair.
    pub pair: CredentialPair,
    /// The origin of the secret.
    pub secret: Origin,
    /// The id that the secret belongs to.
    pub owner: Setting<String>,
    /// The id that was chosen.
    pub chosen: Setting<String>,
}

impl CredentialPair {
    fn id(self, source: &CredentialSettings) -> Option<&Setting<String>> {
        match self {
            Self::Client => source.client_id.as_ref(),
            Self::User => source.user_id.as_ref(),
        }
    }

    fn secret(self, source: &CredentialSettings) -> Option<&SecretSetting> {
        match self {
            Self::Client => source.client_secret.as_ref(),
            Self::User => source.password.as_ref(),
        }
    }
}

/// Chooses each value from the first source that has it. The sources are in the order of their precedence.
///
/// # Errors
///
/// Fails when the secret of one of the pairs belongs to another id than the chosen one.
pub fn combine(
    sources: &[CredentialSettings],
    pairs: &[CredentialPair],
) -> Result<CredentialSettings, Box<PairMismatch>> {
    if let Some(mismatch) = pairs.iter().find_map(|pair| find_mismatch(sources, *pair)) {
        return Err(Box::new(mismatch));
    }
    Ok(CredentialSettings {
        profile: sources.iter().find_map(|source| source.profile.clone().filter(|_| !source.is_empty())),
        client_id: sources.iter().find_map(|source| source.client_id.clone()),
        client_secret: sources.iter().find_map(|source| source.client_secret.clone()),
        user_id: sources.iter().find_map(|source| source.user_id.clone()),
        has_complete_id: sources
            .iter()
            .find(|source| source.user_id.is_some())
            .is_some_and(|source| source.has_complete_id),
        group: sources.iter().find_map(|source| source.group.clone()),
        domain: sources.iter().find_map(|source| source.domain.clone()),
        password: sources.iter().find_map(|source| source.password.clone()),
        remarks: sources.iter().flat_map(|source| source.remarks.clone()).collect(),
    })
}

/// Returns a mismatch if the chosen secret belongs to another id than the one chosen from an earlier source.
///
/// A secret belongs to the id from the same source. If that source has no id, the secret could belong to the id of any source,
/// so all ids must equal the chosen one.
fn find_mismatch(sources: &[CredentialSettings], pair: CredentialPair) -> Option<PairMismatch> {
    let chosen_at = sources.iter().position(|source| pair.id(source).is_some())?;
    let secret_at = sources.iter().position(|source| pair.secret(source).is_some())?;
    if chosen_at >= secret_at {
        return None;
    }
    let (chosen, secret) = (pair.id(&sources[chosen_at])?, pair.secret(&sources[secret_at])?);
    let is_other = |id: &&Setting<String>| id.value != chosen.value;
    let owner = match pair.id(&sources[secret_at]) {
        Some(own) => Some(own).filter(is_other)?,
        None => sources[chosen_at + 1..].iter().filter_map(|source| pair.id(source)).find(is_other)?,
    };
    Some(PairMismatch { pair, secret: secret.origin.clone(), owner: owner.clone(), chosen: chosen.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::PlaceholderPolicy;

    /// Returns a source with this id and this secret. An empty text means no value.
    fn source(index: usize, id: &str, secret: &str) -> CredentialSettings {
        let setting = |text: &str| {
            (!text.is_empty()).then(|| Setting::new(text.to_owned(), Origin::Variable(format!("SOURCE_{index}"))))
        };
        CredentialSettings {
            user_id: setting(id),
            password: setting(secret).map(|secret| SecretSetting::of_value(secret, PlaceholderPolicy::Allow)),
            ..CredentialSettings::default()
        }
    }

    #[test]
    fn a_secret_is_never_combined_with_an_id_that_replaces_its_own() {
        // Each source is an id and a secret. The expected value is the id of the secret, or none if there is no mismatch.
        for (pairs, owner) in [
            (&[("a", "s")][..], None),
            // The secret is from the same source or an earlier one.
            (&[("", "s"), ("a", "")], None),
            (&[("", "s"), ("a", "t"), ("b", "u")], None),
            (&[("a", "s"), ("b", "t")], None),
            // All ids up to the source of the secret are equal.
            (&[("a", ""), ("", "s")], None),
            (&[("a", ""), ("a", "s")], None),
            (&[("a", ""), ("", ""), ("a", "s"), ("b", "t")], None),
            // The secret belongs to the id from its own source.
            (&[("a", ""), ("b", "s")], Some("b")),
            (&[("a", ""), ("a", ""), ("b", "s")], Some("b")),
            (&[("a", ""), ("b", ""), ("a", "s")], None),
            // The source of the secret has no id, and another source has another id.
            (&[("a", ""), ("", "s"), ("b", "")], Some("b")),
            (&[("a", ""), ("", "s"), ("b", "t")], Some("b")),
            (&[("a", ""), ("b", ""), ("", "s")], Some("b")),
            (&[("a", ""), ("", "s"), ("a", "t")], None),
            (&[("a", ""), ("", "")], None),
            (&[("", ""), ("", "s")], None),
        ] {
            let sources: Vec<CredentialSettings> =
                pairs.iter().enumerate().map(|(index, (id, secret))| source(index, id, secret)).collect();
            let combined = combine(&sources, &[CredentialPair::User]);
            let found = combined.as_ref().err().map(|mismatch| mismatch.owner.value.as_str());
            assert_eq!(found, owner, "{pairs:?}");
            // Only pairs that the endpoint uses are checked.
            let combined = combine(&sources, &[CredentialPair::Client]).unwrap();
            let first = pairs.iter().map(|(id, _)| *id).find(|id| !id.is_empty());
            assert_eq!(combined.user_id.as_ref().map(|id| id.value.as_str()), first, "{pairs:?}");
        }
    }

    #[test]
    fn each_value_keeps_the_origin_of_its_source() {
        let sources = [source(0, "", "s"), source(1, "a", "t")];
        let combined = combine(&sources, &[CredentialPair::User]).unwrap();
        assert_eq!(combined.user_id.unwrap().origin, Origin::Variable("SOURCE_1".to_owned()));
        assert_eq!(combined.password.unwrap().origin, Origin::Variable("SOURCE_0".to_owned()));
        let sources = [source(0, "a", ""), source(1, "b", "s")];
        let mismatch = combine(&sources, &[CredentialPair::User]).unwrap_err();
        assert_eq!(mismatch.secret, Origin::Variable("SOURCE_1".to_owned()));
        assert_eq!(mismatch.chosen, Setting::new("a".to_owned(), Origin::Variable("SOURCE_0".to_owned())));
    }
}
