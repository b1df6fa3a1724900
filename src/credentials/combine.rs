//! Chooses each credential from several places, and prevents a secret from being sent with the id of another account.

use super::{Layer, SecretSetting};
use crate::origin::{Origin, Setting};

/// Names an id and the secret that belongs to it.
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
    fn id(self, layer: &Layer) -> Option<&Setting<String>> {
        match self {
            Self::Client => layer.client_id.as_ref(),
            Self::User => layer.user_id.as_ref(),
        }
    }

    fn secret(self, layer: &Layer) -> Option<&SecretSetting> {
        match self {
            Self::Client => layer.client_secret.as_ref(),
            Self::User => layer.password.as_ref(),
        }
    }
}

/// Chooses each value from the first place that has it. The places are in the order of their precedence.
///
/// # Errors
///
/// Fails when the secret of one of the pairs belongs to another id than the chosen one.
pub fn combine(layers: &[Layer], pairs: &[CredentialPair]) -> Result<Layer, Box<PairMismatch>> {
    if let Some(mismatch) = pairs.iter().find_map(|pair| find_mismatch(layers, *pair)) {
        return Err(Box::new(mismatch));
    }
    Ok(Layer {
        profile: layers.iter().find_map(|layer| layer.profile.clone().filter(|_| !layer.is_empty())),
        client_id: layers.iter().find_map(|layer| layer.client_id.clone()),
        client_secret: layers.iter().find_map(|layer| layer.client_secret.clone()),
        user_id: layers.iter().find_map(|layer| layer.user_id.clone()),
        has_complete_id: layers.iter().find(|layer| layer.user_id.is_some()).is_some_and(|layer| layer.has_complete_id),
        group: layers.iter().find_map(|layer| layer.group.clone()),
        domain: layers.iter().find_map(|layer| layer.domain.clone()),
        password: layers.iter().find_map(|layer| layer.password.clone()),
        remarks: layers.iter().flat_map(|layer| layer.remarks.clone()).collect(),
    })
}

/// Returns a mismatch if the chosen secret belongs to another id than the one chosen from an earlier place.
///
/// A secret belongs to the id in its own place. If that place has no id, the secret could belong to the id of any place, so all
/// ids must equal the chosen one.
fn find_mismatch(layers: &[Layer], pair: CredentialPair) -> Option<PairMismatch> {
    let chosen_at = layers.iter().position(|layer| pair.id(layer).is_some())?;
    let secret_at = layers.iter().position(|layer| pair.secret(layer).is_some())?;
    if chosen_at >= secret_at {
        return None;
    }
    let (chosen, secret) = (pair.id(&layers[chosen_at])?, pair.secret(&layers[secret_at])?);
    let is_other = |id: &&Setting<String>| id.value != chosen.value;
    let owner = match pair.id(&layers[secret_at]) {
        Some(own) => Some(own).filter(is_other)?,
        None => layers[chosen_at + 1..].iter().filter_map(|layer| pair.id(layer)).find(is_other)?,
    };
    Some(PairMismatch { pair, secret: secret.origin.clone(), owner: owner.clone(), chosen: chosen.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::PlaceholderPolicy;

    /// Returns a place with this id and this secret. An empty text means no value.
    fn layer(place: usize, id: &str, secret: &str) -> Layer {
        let setting = |text: &str| {
            (!text.is_empty()).then(|| Setting::new(text.to_owned(), Origin::Variable(format!("PLACE_{place}"))))
        };
        Layer {
            user_id: setting(id),
            password: setting(secret).map(|secret| SecretSetting::of_value(secret, PlaceholderPolicy::Allow)),
            ..Layer::default()
        }
    }

    #[test]
    fn a_secret_is_never_combined_with_an_id_that_replaces_its_own() {
        // Each place is an id and a secret. The expected value is the id of the secret, or none if there is no mismatch.
        for (places, owner) in [
            (&[("a", "s")][..], None),
            // The secret is from the same place or an earlier one.
            (&[("", "s"), ("a", "")], None),
            (&[("", "s"), ("a", "t"), ("b", "u")], None),
            (&[("a", "s"), ("b", "t")], None),
            // All ids up to the place of the secret are equal.
            (&[("a", ""), ("", "s")], None),
            (&[("a", ""), ("a", "s")], None),
            (&[("a", ""), ("", ""), ("a", "s"), ("b", "t")], None),
            // The secret belongs to the id in its own place.
            (&[("a", ""), ("b", "s")], Some("b")),
            (&[("a", ""), ("a", ""), ("b", "s")], Some("b")),
            (&[("a", ""), ("b", ""), ("a", "s")], None),
            // The place of the secret has no id, and another place has another id.
            (&[("a", ""), ("", "s"), ("b", "")], Some("b")),
            (&[("a", ""), ("", "s"), ("b", "t")], Some("b")),
            (&[("a", ""), ("b", ""), ("", "s")], Some("b")),
            (&[("a", ""), ("", "s"), ("a", "t")], None),
            (&[("a", ""), ("", "")], None),
            (&[("", ""), ("", "s")], None),
        ] {
            let layers: Vec<Layer> =
                places.iter().enumerate().map(|(place, (id, secret))| layer(place, id, secret)).collect();
            let combined = combine(&layers, &[CredentialPair::User]);
            let found = combined.as_ref().err().map(|mismatch| mismatch.owner.value.as_str());
            assert_eq!(found, owner, "{places:?}");
            // Only pairs that the endpoint uses are checked.
            let combined = combine(&layers, &[CredentialPair::Client]).unwrap();
            let first = places.iter().map(|(id, _)| *id).find(|id| !id.is_empty());
            assert_eq!(combined.user_id.as_ref().map(|id| id.value.as_str()), first, "{places:?}");
        }
    }

    #[test]
    fn each_value_keeps_the_origin_of_its_place() {
        let layers = [layer(0, "", "s"), layer(1, "a", "t")];
        let combined = combine(&layers, &[CredentialPair::User]).unwrap();
        assert_eq!(combined.user_id.unwrap().origin, Origin::Variable("PLACE_1".to_owned()));
        assert_eq!(combined.password.unwrap().origin, Origin::Variable("PLACE_0".to_owned()));
        let layers = [layer(0, "a", ""), layer(1, "b", "s")];
        let mismatch = combine(&layers, &[CredentialPair::User]).unwrap_err();
        assert_eq!(mismatch.secret, Origin::Variable("PLACE_1".to_owned()));
        assert_eq!(mismatch.chosen, Setting::new("a".to_owned(), Origin::Variable("PLACE_0".to_owned())));
    }
}
