//! The fields of credentials, and the names of each field.

use super::{CredentialVariables, List, Placeholder, Text};

/// A field of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialField {
    /// The OAuth client id, or Sabre's `V1:…` string.
    ClientId,
    /// The OAuth client secret.
    ClientSecret,
    /// The user: Sabre's EPR, or the password grant's user name.
    UserId,
    /// Sabre's group (PCC).
    Group,
    /// Sabre's domain.
    Domain,
    /// The password of the user.
    Password,
}

impl CredentialField {
    /// All fields, in the order in which messages name them.
    pub(super) const ALL: [Self; 6] =
        [Self::ClientId, Self::ClientSecret, Self::UserId, Self::Group, Self::Domain, Self::Password];

    /// Returns the placeholder in headers, the name in sentences, and the flag.
    const fn names(self) -> (Placeholder, &'static str, &'static str) {
        match self {
            Self::ClientId => (Placeholder::ClientId, "client id", "--client-id"),
            Self::ClientSecret => (Placeholder::ClientSecret, "client secret", "--client-secret-file"),
            Self::UserId => (Placeholder::UserId, "user id", "--user-id"),
            Self::Group => (Placeholder::Group, "group", "--group"),
            Self::Domain => (Placeholder::Domain, "domain", "--domain"),
            Self::Password => (Placeholder::Password, "password", "--password-file"),
        }
    }

    /// Returns the placeholder in headers.
    pub(super) const fn placeholder(self) -> Placeholder {
        self.names().0
    }

    /// Returns the key in a profile.
    pub const fn key(self) -> &'static str {
        self.placeholder().name()
    }

    /// Returns the name in sentences.
    pub const fn label(self) -> &'static str {
        self.names().1
    }

    /// Returns the flag that sets the field.
    pub const fn flag(self) -> &'static str {
        self.names().2
    }

    /// Returns this field as a secret; `None` for an id.
    pub const fn secret(self) -> Option<SecretName> {
        match self {
            Self::ClientSecret => Some(SecretName::ClientSecret),
            Self::Password => Some(SecretName::Password),
            _ => None,
        }
    }

    /// Returns the variables that hold the field.
    pub(super) const fn variables(self, names: &CredentialVariables) -> &List<Text> {
        match self {
            Self::ClientId => &names.client_id,
            Self::ClientSecret => &names.client_secret,
            Self::UserId => &names.user_id,
            Self::Group => &names.group,
            Self::Domain => &names.domain,
            Self::Password => &names.password,
        }
    }
}

/// The name of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretName {
    /// The client secret.
    ClientSecret,
    /// The password.
    Password,
}

impl SecretName {
    /// Both secrets, in the order of requests and hints.
    pub const ALL: [Self; 2] = [Self::ClientSecret, Self::Password];

    /// Returns the key in a profile.
    pub const fn key(self) -> &'static str {
        self.field().key()
    }

    /// Returns the name in sentences.
    pub const fn label(self) -> &'static str {
        self.field().label()
    }

    const fn field(self) -> CredentialField {
        match self {
            Self::ClientSecret => CredentialField::ClientSecret,
            Self::Password => CredentialField::Password,
        }
    }
}

impl std::fmt::Display for SecretName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}
