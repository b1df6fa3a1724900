//! The values that credentials are made of, and the names that each has.

use super::{CredentialVariables, List, Placeholder, Text};

/// One of the values that credentials are made of.
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
    /// The key of a profile.
    pub(super) const fn key(self) -> &'static str {
        self.placeholder().name()
    }

    /// The name in sentences.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::ClientId => "client id",
            Self::ClientSecret => "client secret",
            Self::UserId => "user id",
            Self::Group => "group",
            Self::Domain => "domain",
            Self::Password => "password",
        }
    }

    /// The flag that sets it.
    pub(super) const fn flag(self) -> &'static str {
        match self {
            Self::ClientId => "--client-id",
            Self::ClientSecret => "--client-secret-file",
            Self::UserId => "--user-id",
            Self::Group => "--group",
            Self::Domain => "--domain",
            Self::Password => "--password-file",
        }
    }

    /// The placeholder in headers.
    pub(super) const fn placeholder(self) -> Placeholder {
        match self {
            Self::ClientId => Placeholder::ClientId,
            Self::ClientSecret => Placeholder::ClientSecret,
            Self::UserId => Placeholder::UserId,
            Self::Group => Placeholder::Group,
            Self::Domain => Placeholder::Domain,
            Self::Password => Placeholder::Password,
        }
    }

    /// The variables that hold it.
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

/// Which secret it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretName {
    /// The client secret.
    ClientSecret,
    /// The password.
    Password,
}

impl SecretName {
    /// Both, in the order in which requests and hints have them.
    pub const ALL: [Self; 2] = [Self::ClientSecret, Self::Password];

    /// The key of a profile.
    pub const fn key(self) -> &'static str {
        self.field().key()
    }

    /// The name in sentences.
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
