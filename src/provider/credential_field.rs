//! The fields of credentials, and the names of each field.

use super::{CredentialVariables, List, Placeholder, Text};

/// A field of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialField {
    ClientId,
    ClientSecret,
    UserId,
    Group,
    Domain,
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
    pub(super) const fn key(self) -> &'static str {
        self.placeholder().name()
    }

    /// Returns the name in sentences.
    pub(super) const fn label(self) -> &'static str {
        self.names().1
    }

    /// Returns the flag that sets the field.
    pub(super) const fn flag(self) -> &'static str {
        self.names().2
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
