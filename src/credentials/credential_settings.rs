//! The credentials from one source, such as the flags, the variables or a profile.

use std::sync::Arc;

use super::{CredentialSource, PlaceholderPolicy, SecretFile, VariableValue};
use crate::origin::{Origin, Setting};

/// The source of a secret, and the origin of that source.
#[derive(Clone, Debug)]
pub struct SecretSetting {
    /// The origin of the source.
    pub origin: Origin,
    /// The source itself.
    pub source: Arc<dyn CredentialSource>,
}

impl SecretSetting {
    /// Creates a secret whose value is known already.
    pub fn of_value(setting: Setting<String>, policy: PlaceholderPolicy) -> Self {
        Self { origin: setting.origin.clone(), source: Arc::new(VariableValue::of(setting, policy)) }
    }

    /// Creates a secret in the file that a variable names.
    pub fn of_file(path: Setting<String>, policy: PlaceholderPolicy) -> Self {
        Self { origin: path.origin.clone(), source: Arc::new(SecretFile::named_by(path, policy)) }
    }
}

/// The credentials from one source.
#[derive(Clone, Debug, Default)]
pub struct CredentialSettings {
    /// The name of the profile, if the source is a profile.
    pub profile: Option<String>,
    /// The OAuth client id, or Sabre's `V1:…` string.
    pub client_id: Option<Setting<String>>,
    /// The OAuth client secret.
    pub client_secret: Option<SecretSetting>,
    /// The user: Sabre's EPR, or the password grant's user name.
    pub user_id: Option<Setting<String>>,
    /// Whether `user_id` is a complete id, which needs no group.
    pub has_complete_id: bool,
    /// Sabre's group (PCC).
    pub group: Option<Setting<String>>,
    /// Sabre's domain.
    pub domain: Option<Setting<String>>,
    /// The password of the user.
    pub password: Option<SecretSetting>,
    /// Remarks for the failure that reports missing credentials.
    pub remarks: Vec<String>,
}

impl CredentialSettings {
    /// Returns the origin of each value except the domain.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> {
        let texts = [&self.client_id, &self.user_id, &self.group].into_iter().flatten().map(|setting| &setting.origin);
        let secrets = [&self.client_secret, &self.password].into_iter().flatten().map(|setting| &setting.origin);
        texts.chain(secrets)
    }

    /// Returns whether the source has no credentials. A domain alone does not count.
    pub fn is_empty(&self) -> bool {
        self.origins().next().is_none()
    }
}
