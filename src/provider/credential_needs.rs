//! The credentials that an endpoint needs, and where each of them can be set.

use super::credential_field::CredentialField;
use super::headers::uses;
use super::{ClientAuth, CredentialVariables, Grant, Provider, TokenEndpoint, Username};
use crate::credentials::CredentialPair;
use crate::origin::Origin;

/// The credentials that requests to an endpoint of a provider carry.
#[derive(Clone, Copy)]
pub(super) struct CredentialNeeds<'p> {
    pub provider: &'p Provider,
    pub endpoint: &'p TokenEndpoint,
}

/// Returns the values that a user has to give for requests to this endpoint, the ids before the secrets.
pub fn required_fields(provider: &Provider, endpoint: &TokenEndpoint) -> Vec<CredentialField> {
    let needs = CredentialNeeds { provider, endpoint };
    let is_asked_for = |field: &CredentialField| match field {
        CredentialField::Group | CredentialField::Domain => {
            endpoint.username == Username::SabreTriple || (needs.is_sabre() && endpoint.version.is_some())
        }
        field => needs.requires(*field),
    };
    let (secrets, ids): (Vec<_>, Vec<_>) =
        CredentialField::ALL.into_iter().filter(is_asked_for).partition(|field| field.secret().is_some());
    [ids, secrets].concat()
}

impl CredentialNeeds<'_> {
    /// Returns whether the credentials are encoded as Sabre v2 requires.
    pub(super) fn is_sabre(self) -> bool {
        self.endpoint.client_auth == ClientAuth::Sabre
    }

    /// Returns whether the user is named by user id, group and domain together.
    pub(super) fn has_triple(self) -> bool {
        self.is_sabre() || self.endpoint.username == Username::SabreTriple
    }

    /// Returns whether the texts of the headers or of the token request contain this value.
    fn is_in_texts(self, field: CredentialField) -> bool {
        let placeholder = field.placeholder();
        let in_token_request = self.endpoint.texts().any(|text| super::fill::uses(self.provider, text, placeholder));
        in_token_request || uses(self.provider, placeholder)
    }

    /// Returns whether requests need this value.
    pub(super) fn requires(self, field: CredentialField) -> bool {
        let has_user = self.endpoint.grant == Grant::Password || self.is_in_texts(CredentialField::UserId);
        let is_public =
            matches!(self.endpoint.client_auth, ClientAuth::None | ClientAuth::Tls | ClientAuth::PrivateKeyJwt);
        match field {
            CredentialField::Group | CredentialField::Domain => false,
            _ if self.endpoint.grant == Grant::None => uses(self.provider, field.placeholder()),
            _ if self.is_in_texts(field) => true,
            CredentialField::ClientId if is_public && self.endpoint.client_auth != ClientAuth::None => true,
            // A public client needs no id if a user signs in.
            CredentialField::ClientId => {
                let is_sent = !self.endpoint.fields.client_id.is_empty();
                !self.is_sabre() && (!is_public || (is_sent && !has_user))
            }
            CredentialField::ClientSecret => !self.is_sabre() && !is_public,
            CredentialField::UserId | CredentialField::Password => self.is_sabre() || has_user,
        }
    }

    /// Returns whether requests carry this value if it is set.
    pub(super) fn takes(self, field: CredentialField) -> bool {
        let is_optional = match field {
            CredentialField::ClientId => matches!(self.endpoint.client_auth, ClientAuth::Sabre | ClientAuth::None),
            CredentialField::Group | CredentialField::Domain => self.has_triple() || self.is_in_texts(field),
            CredentialField::ClientSecret | CredentialField::UserId | CredentialField::Password => false,
        };
        is_optional || self.requires(field)
    }

    /// Returns the variables that make complete credentials, for a hint.
    pub(super) fn variables_to_set(self) -> String {
        let Some(names) = self.endpoint.variables.first() else {
            return "them in a profile of the config file".to_owned();
        };
        let is_id_of_user = names.user_id.is_empty() && self.requires(CredentialField::UserId);
        let is_wanted = |field: &CredentialField| match field {
            CredentialField::ClientId if is_id_of_user => true,
            CredentialField::Group => self.has_triple(),
            field => self.requires(*field),
        };
        let wanted = CredentialField::ALL.into_iter().filter(is_wanted);
        let first: Vec<&str> = wanted.filter_map(|field| Some(&**field.variables(names).first()?)).collect();
        match first.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => first.concat(),
        }
    }

    /// Returns the places where a missing value can be set, for a hint. `origins` has the origins of the other values.
    pub(super) fn where_to_set(self, field: CredentialField, profile: Option<&str>, origins: &[Origin]) -> String {
        if let Some(profile) = profile {
            return format!("`{}` in [profiles.{profile}]", field.key());
        }
        let sets = self.endpoint.variables.iter();
        let is_in_use = |names: &&CredentialVariables| {
            let mut used = origins.iter().filter_map(|origin| match origin {
                Origin::Variable(name) | Origin::EnvFile { name, .. } => Some(name),
                _ => None,
            });
            used.any(|used| names.names().any(|name| name == used))
        };
        let in_use: Vec<&CredentialVariables> = sets.clone().filter(is_in_use).collect();
        let sets = if in_use.is_empty() { sets.collect() } else { in_use };
        let names: Vec<&str> = sets.into_iter().filter_map(|names| Some(&**field.variables(names).first()?)).collect();
        match names.join(" or ") {
            names if names.is_empty() => field.flag().to_owned(),
            names => format!("{names} (or {})", field.flag()),
        }
    }

    /// Returns the pairs of an id and a secret that requests carry.
    pub(super) fn pairs(self) -> Vec<CredentialPair> {
        let client = self.requires(CredentialField::ClientSecret).then_some(CredentialPair::Client);
        let user = self.requires(CredentialField::Password).then_some(CredentialPair::User);
        client.into_iter().chain(user).collect()
    }
}
