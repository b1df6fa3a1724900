//! One layer of the chain: the credentials that one place offers, never mixed with another's.

use std::sync::Arc;

use super::{CredentialSource, PlaceholderPolicy, VariableValue};
use crate::origin::{Origin, Setting};

/// A secret that is known to exist, and where.
#[derive(Clone, Debug)]
pub struct SecretSetting {
    /// What named the source.
    pub origin: Origin,
    /// The source itself.
    pub source: Arc<dyn CredentialSource>,
}

impl SecretSetting {
    /// A secret whose value is known already.
    pub fn of_value(setting: Setting<String>, policy: PlaceholderPolicy) -> Self {
        Self { origin: setting.origin.clone(), source: Arc::new(VariableValue::of(setting, policy)) }
    }
}

/// What one place offers: the flags, the variables, a profile.
#[derive(Debug, Default)]
pub struct Layer {
    /// What it is, for a person: `the flags`.
    pub name: String,
    /// The profile of the config file that it is, if it is one.
    pub profile: Option<String>,
    /// The OAuth client id, or Sabre's `V1:…` string.
    pub client_id: Option<Setting<String>>,
    /// The OAuth client secret.
    pub client_secret: Option<SecretSetting>,
    /// The user: Sabre's EPR, or the password grant's user name.
    pub user_id: Option<Setting<String>>,
    /// Sabre's group (PCC).
    pub group: Option<Setting<String>>,
    /// Sabre's domain.
    pub domain: Option<Setting<String>>,
    /// The password of the user.
    pub password: Option<SecretSetting>,
    /// What to say when nothing usable was found in the end.
    pub remarks: Vec<String>,
}

impl Layer {
    /// What named the first of the values that it offers.
    pub fn first_origin(&self) -> Option<&Origin> {
        let texts = [&self.client_id, &self.user_id, &self.group].into_iter().flatten().map(|setting| &setting.origin);
        let secrets = [&self.client_secret, &self.password].into_iter().flatten().map(|setting| &setting.origin);
        texts.chain(secrets).next()
    }

    /// Returns whether it offers nothing; a domain alone is not a credential.
    pub fn is_empty(&self) -> bool {
        self.first_origin().is_none()
    }
}
