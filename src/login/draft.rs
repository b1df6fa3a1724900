//! The values of a new profile that are known so far.

use std::path::PathBuf;

use crate::config::SecretReference;
use crate::provider::{CredentialField, SecretName};
use crate::sabre_id::{Expected, SabreId};
use crate::secret::Secret;
use crate::settings::{CUSTOM, EMULATOR};

/// The values of a new profile that are known so far, from flags, variables and typed answers.
#[derive(Clone, Debug, Default)]
pub struct NewProfile {
    /// The name of the profile.
    pub name: Option<String>,
    /// The name of the provider.
    pub provider: Option<String>,
    /// The token URL of a provider that the config does not have yet.
    pub token_url: Option<String>,
    /// Whether that provider receives id and secret as fields of the form, and not by HTTP Basic.
    pub has_secret_in_form: bool,
    /// The environment.
    pub environment: Option<String>,
    /// The base URL, in place of an environment.
    pub base_url: Option<String>,
    /// The version of the token endpoint.
    pub auth_version: Option<String>,
    /// The client id, or Sabre's whole `V1:…` string.
    pub client_id: Option<String>,
    /// The user id.
    pub user_id: Option<String>,
    /// Sabre's group.
    pub group: Option<String>,
    /// Sabre's domain.
    pub domain: Option<String>,
    /// The scope of the token request.
    pub scope: Option<String>,
    /// More fields of the token request.
    pub params: Vec<(String, String)>,
    /// The client secret.
    pub client_secret: Option<NewSecret>,
    /// The password.
    pub password: Option<NewSecret>,
}

/// A secret of the new profile.
#[derive(Clone, Debug)]
pub enum NewSecret {
    /// The value, which travauth stores.
    Value(Secret),
    /// The absolute path of a file that already holds the secret.
    File(PathBuf),
    /// A command that prints the secret, with its arguments.
    Command(Vec<String>),
}

impl NewSecret {
    /// Returns the value if travauth stores it.
    pub fn value(&self) -> Option<&Secret> {
        match self {
            Self::Value(secret) => Some(secret),
            Self::File(_) | Self::Command(_) => None,
        }
    }

    /// Returns the reference to a secret that travauth does not store.
    pub fn reference(&self) -> Option<SecretReference> {
        match self {
            Self::Value(_) => None,
            Self::File(path) => Some(SecretReference::File(path.clone())),
            Self::Command(arguments) => {
                Some(SecretReference::Command { arguments: arguments.clone(), dir: PathBuf::new() })
            }
        }
    }
}

impl NewProfile {
    /// Returns the name of the environment: `custom` if a base URL is set, or if the provider has no environments.
    pub fn environment_name(&self) -> &str {
        self.environment.as_deref().filter(|_| self.base_url.is_none()).unwrap_or(CUSTOM)
    }

    /// Returns whether the environment is the emulator, which needs no credentials of the user.
    pub fn is_emulator(&self) -> bool {
        self.environment.as_deref() == Some(EMULATOR)
    }

    /// Returns the secret of this name.
    pub fn secret(&self, name: SecretName) -> Option<&NewSecret> {
        match name {
            SecretName::ClientSecret => self.client_secret.as_ref(),
            SecretName::Password => self.password.as_ref(),
        }
    }

    /// Sets a secret.
    pub fn set_secret(&mut self, name: SecretName, secret: NewSecret) {
        match name {
            SecretName::ClientSecret => self.client_secret = Some(secret),
            SecretName::Password => self.password = Some(secret),
        }
    }

    /// Returns the value of a field that is not secret.
    pub fn text(&self, field: CredentialField) -> Option<&str> {
        match field {
            CredentialField::ClientId => self.client_id.as_deref(),
            CredentialField::UserId => self.user_id.as_deref(),
            CredentialField::Group => self.group.as_deref(),
            CredentialField::Domain => self.domain.as_deref(),
            CredentialField::ClientSecret | CredentialField::Password => None,
        }
    }

    /// Sets a field that is not secret. A whole `V1:…` string sets user id, group and domain.
    pub fn set_text(&mut self, field: CredentialField, value: &str) {
        if matches!(field, CredentialField::UserId | CredentialField::ClientId)
            && value.starts_with("V1:")
            && let Ok(id) = SabreId::from_client_id(value)
        {
            let parts = Expected::id(&id);
            let owned = |part: Option<&str>| part.map(str::to_owned);
            (self.user_id, self.group, self.domain) = (owned(parts.user), owned(parts.group), owned(parts.domain));
            self.client_id = None;
            return;
        }
        let value = Some(value.to_owned());
        match field {
            CredentialField::ClientId => self.client_id = value,
            CredentialField::UserId => self.user_id = value,
            CredentialField::Group => self.group = value,
            CredentialField::Domain => self.domain = value,
            CredentialField::ClientSecret | CredentialField::Password => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_id_is_taken_apart() {
        let mut draft = NewProfile::default();
        draft.set_text(CredentialField::UserId, "V1:7971:7TZA:AA");
        let parts = [draft.user_id.as_deref(), draft.group.as_deref(), draft.domain.as_deref()];
        assert_eq!(parts, [Some("7971"), Some("7TZA"), Some("AA")]);
        draft.set_text(CredentialField::UserId, "8000");
        assert_eq!(draft.text(CredentialField::UserId), Some("8000"));
        draft.set_text(CredentialField::ClientId, "V1:broken");
        assert_eq!(draft.client_id.as_deref(), Some("V1:broken"));
    }
}
