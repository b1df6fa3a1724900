//! The credentials that an endpoint needs, from the first layer that offers any.

use std::sync::Arc;

use super::credential_field::{CredentialField, SecretName};
use super::headers::uses;
use super::request::{malformed_id, username};
use super::{ClientAuth, CredentialVariables, Grant, Provider, Text, TokenEndpoint, Username};
use crate::credentials::{Layer, SecretSetting, VariableValue};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};
use crate::sabre_id::{DEFAULT_DOMAIN, SabreId};

/// Client credentials and user, with the secrets not yet read.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client id; Sabre v2's whole `V1:…` string.
    pub client_id: Setting<String>,
    /// The user name of the password grant.
    pub username: Option<String>,
    /// The group, where it is not a part of the id.
    pub group: Option<String>,
    /// The domain, where it is not a part of the id.
    pub domain: Option<String>,
    /// The client secret, where the endpoint takes one.
    pub client_secret: RequiredSecret,
    /// The password, where the endpoint takes one.
    pub password: RequiredSecret,
}

/// A secret that the endpoint may need.
#[derive(Clone, Debug)]
pub enum RequiredSecret {
    /// The endpoint does not take it.
    NotNeeded,
    /// Its source is known.
    Known(SecretSetting),
    /// No source was found, which matters once a new token is needed. The text says what to set.
    Missing(String),
}

impl Credentials {
    /// The secret of this name.
    pub fn secret(&self, name: SecretName) -> &RequiredSecret {
        match name {
            SecretName::ClientSecret => &self.client_secret,
            SecretName::Password => &self.password,
        }
    }

    /// Both secrets, each with its name.
    pub fn secrets(&self) -> [(SecretName, &RequiredSecret); 2] {
        [(SecretName::ClientSecret, &self.client_secret), (SecretName::Password, &self.password)]
    }
}

/// True when requests cannot be made without it.
fn is_needed(field: CredentialField, provider: &Provider, endpoint: &TokenEndpoint) -> bool {
    let is_sabre = endpoint.client_auth == ClientAuth::Sabre;
    let has_user = endpoint.grant == Grant::Password;
    match field {
        CredentialField::Group | CredentialField::Domain => false,
        _ if endpoint.grant == Grant::None => uses(provider, field.placeholder()),
        // A public client need not have an id when a user signs in.
        CredentialField::ClientId => !is_sabre && (endpoint.client_auth != ClientAuth::None || !has_user),
        CredentialField::ClientSecret => !is_sabre && endpoint.client_auth != ClientAuth::None,
        CredentialField::UserId | CredentialField::Password => is_sabre || has_user,
    }
}

/// True when the user is named by user id, group and domain together.
fn has_triple(endpoint: &TokenEndpoint) -> bool {
    endpoint.client_auth == ClientAuth::Sabre || endpoint.username == Username::SabreTriple
}

/// True when requests carry this value if it is given.
pub(super) fn takes(provider: &Provider, endpoint: &TokenEndpoint, field: CredentialField) -> bool {
    let is_optional = match field {
        CredentialField::ClientId => matches!(endpoint.client_auth, ClientAuth::Sabre | ClientAuth::None),
        CredentialField::Group | CredentialField::Domain => has_triple(endpoint) || uses(provider, field.placeholder()),
        CredentialField::ClientSecret | CredentialField::UserId | CredentialField::Password => false,
    };
    is_optional || is_needed(field, provider, endpoint)
}

/// The layer that the environment variables offer for this endpoint.
pub fn variables_layer(endpoint: &TokenEndpoint, env: &Env) -> Result<Layer> {
    let mut layer = Layer { name: "the variables".to_owned(), ..Layer::default() };
    for variables in endpoint.variables.iter() {
        layer = layer_of(endpoint, variables, env)?;
        if !layer.is_empty() {
            break;
        }
    }
    Ok(layer)
}

fn layer_of(endpoint: &TokenEndpoint, names: &CredentialVariables, env: &Env) -> Result<Layer> {
    let first = |names: &[Text]| -> Result<Option<(String, String)>> {
        for name in names {
            if let Some(value) = env.get(name)? {
                return Ok(Some((name.to_string(), value)));
            }
        }
        Ok(None)
    };
    let text = |names: &[Text]| -> Result<Option<Setting<String>>> {
        Ok(first(names)?.map(|(name, value)| Setting::new(value, Origin::Variable(name))))
    };
    let secret = |names: &[Text]| -> Result<Option<SecretSetting>> {
        Ok(first(names)?.map(|(name, value)| {
            let source = Arc::new(VariableValue::new(&name, value));
            SecretSetting { origin: Origin::Variable(name), source }
        }))
    };
    let mut layer = Layer {
        name: "the variables".to_owned(),
        profile: None,
        client_id: text(&names.client_id)?,
        client_secret: secret(&names.client_secret)?,
        user_id: text(&names.user_id)?,
        group: text(&names.group)?,
        domain: text(&names.domain)?,
        password: secret(&names.password)?,
        remarks: Vec::new(),
    };
    // Where there is no other version, an id of another shape (SynXis) belongs here too.
    if endpoint.client_auth == ClientAuth::Sabre
        && endpoint.version.is_some()
        && let Some(id) = layer.client_id.take_if(|id| !id.value.starts_with("V1:"))
    {
        layer.remarks.push(format!(
            "{} does not start with `V1:`, so it was ignored; an application's client id needs `--auth-version 3`",
            id.origin
        ));
    }
    Ok(layer)
}

/// The credentials of the first layer that offers any; the error names every place that was looked at.
pub fn find_credentials(provider: &Provider, endpoint: &TokenEndpoint, layers: Vec<Layer>) -> Result<Credentials> {
    let mut remarks = Vec::new();
    for layer in layers {
        if !layer.is_empty() {
            return assemble(provider, endpoint, layer);
        }
        remarks.extend(layer.profile.map(|profile| format!("the profile {profile} has none")));
        remarks.extend(layer.remarks);
    }
    let variables: Vec<String> = endpoint
        .variables
        .iter()
        .map(|variables| variables.names().map(|name| format!("${name}")).collect::<Vec<_>>().join(", "))
        .filter(|names| !names.is_empty())
        .collect();
    let flags = accepted_flags(provider, endpoint).join(", ");
    let variables = match variables.join(" or ") {
        names if names.is_empty() => String::new(),
        names => format!(" and the variables {names}"),
    };
    let mut why = format!("looked at the flags {flags}{variables}");
    for remark in remarks {
        why.push_str("; ");
        why.push_str(&remark);
    }
    let mut hint = format!("set {}", needed_variables(provider, endpoint));
    if provider.is_emulated {
        hint.push_str("; without an account, try `-e emulator`");
    }
    Err(Failure::new(Kind::NoCredentials, format!("no credentials for {}", provider.title)).because(why).hint(hint))
}

fn assemble(provider: &Provider, endpoint: &TokenEndpoint, layer: Layer) -> Result<Credentials> {
    let given_by = layer.first_origin().cloned();
    let Layer { name, profile, client_id, client_secret, user_id, group, domain, password, remarks } = layer;
    let needs = |field: CredentialField| is_needed(field, provider, endpoint);
    let where_to_set = |field: CredentialField| match &profile {
        Some(profile) => format!("`{}` in [profiles.{profile}]", field.key()),
        None => where_to_set(endpoint, field, given_by.as_ref()),
    };
    let incomplete = |missing: CredentialField| {
        let verb = if profile.is_some() { "has" } else { "have" };
        let mut why =
            format!("{name} {verb} no {}, and credentials of several places are never combined", missing.label());
        for remark in &remarks {
            why.push_str("; ");
            why.push_str(remark);
        }
        Failure::new(Kind::IncompleteCredentials, format!("half of the credentials for {}", provider.title))
            .because(why)
            .hint(format!("set {}", where_to_set(missing)))
    };
    // In Sabre v2 the password is the client secret, and goes by both names.
    let (client_secret, password) = match endpoint.client_auth {
        ClientAuth::Sabre => (None, password.or(client_secret)),
        _ => (client_secret, password),
    };
    let group = group.map(|group| group.value);
    let domain = domain.map(|domain| domain.value);
    let mut user_name = None;
    let client_id = if endpoint.client_auth == ClientAuth::Sabre {
        let user = user_id.map(|user| (user, group.clone(), domain.clone()));
        sabre_client_id(client_id, user)?.map_err(incomplete)?
    } else {
        if needs(CredentialField::ClientId) && client_id.is_none() {
            return Err(incomplete(CredentialField::ClientId));
        }
        let origin = user_id.as_ref().map(|user| &user.origin);
        let origin = origin.or(client_secret.as_ref().map(|secret| &secret.origin)).cloned();
        if needs(CredentialField::UserId) {
            let user = user_id.ok_or_else(|| incomplete(CredentialField::UserId))?;
            if endpoint.username == Username::SabreTriple && group.is_none() {
                return Err(incomplete(CredentialField::Group));
            }
            let domain = domain.as_deref().unwrap_or(DEFAULT_DOMAIN);
            user_name = Some(username(endpoint.username, &user.value, group.as_deref().unwrap_or_default(), domain));
        }
        client_id.unwrap_or_else(|| Setting::new(String::new(), origin.unwrap_or(Origin::Default)))
    };
    check_client_id(provider, &client_id)?;
    let secret = |field: CredentialField, found: Option<SecretSetting>| match found {
        _ if !needs(field) => RequiredSecret::NotNeeded,
        Some(found) => RequiredSecret::Known(found),
        None => RequiredSecret::Missing(where_to_set(field)),
    };
    Ok(Credentials {
        client_id,
        username: user_name,
        group,
        domain,
        client_secret: secret(CredentialField::ClientSecret, client_secret),
        password: secret(CredentialField::Password, password),
    })
}

type User = (Setting<String>, Option<String>, Option<String>);

/// Sabre v2's id from a whole `V1:…` string or from its parts; the inner error names the missing part.
fn sabre_client_id(
    whole: Option<Setting<String>>,
    user: Option<User>,
) -> Result<std::result::Result<Setting<String>, CredentialField>> {
    let (origin, id) = match (whole, user) {
        (Some(whole), _) => {
            let id = SabreId::from_client_id(&whole.value);
            (whole.origin, id)
        }
        (None, Some((user, group, domain))) => {
            if group.is_none() && !user.value.contains(':') {
                return Ok(Err(CredentialField::Group));
            }
            let id = SabreId::from_parts(&user.value, group.as_deref(), domain.as_deref());
            (user.origin, id)
        }
        (None, None) => return Ok(Err(CredentialField::UserId)),
    };
    let id = id.map_err(|error| {
        let failure = malformed_id(&error);
        let hint = format!("{} (it comes from {origin})", failure.hint_line().unwrap_or_default());
        failure.only_hint(hint)
    })?;
    Ok(Ok(Setting::new(id.as_str().to_owned(), origin)))
}

/// An id with a line break or a space at its end would certainly be rejected; RFC 6749 allows spaces within.
fn check_client_id(provider: &Provider, id: &Setting<String>) -> Result<()> {
    let last = id.value.chars().count().saturating_sub(1);
    let may_be_within = |c: char| c == ' ' && provider.dialect.is_empty();
    let bad = id.value.chars().enumerate().position(|(index, c)| {
        (c.is_control() || c.is_whitespace()) && !(may_be_within(c) && index > 0 && index < last)
    });
    bad.map_or(Ok(()), |position| {
        let what =
            format!("the client id from {} has a space or control character at position {}", id.origin, position + 1);
        Err(Failure::new(Kind::MalformedCredential, what).hint("set it again without that character"))
    })
}

fn accepted_flags(provider: &Provider, endpoint: &TokenEndpoint) -> Vec<&'static str> {
    let has_triple = has_triple(endpoint);
    let needs = |field: CredentialField| is_needed(field, provider, endpoint);
    let is_sabre = endpoint.client_auth == ClientAuth::Sabre;
    [
        (CredentialField::ClientId, needs(CredentialField::ClientId) || is_sabre),
        (CredentialField::ClientSecret, needs(CredentialField::ClientSecret)),
        (CredentialField::UserId, needs(CredentialField::UserId)),
        (CredentialField::Group, has_triple),
        (CredentialField::Domain, has_triple),
        (CredentialField::Password, needs(CredentialField::Password)),
    ]
    .into_iter()
    .filter_map(|(field, is_accepted)| is_accepted.then_some(field.flag()))
    .collect()
}

/// The variables that make complete credentials, for a person to set.
fn needed_variables(provider: &Provider, endpoint: &TokenEndpoint) -> String {
    let Some(names) = endpoint.variables.first() else {
        return "them in a profile of the config file".to_owned();
    };
    let needs = |field: CredentialField| is_needed(field, provider, endpoint);
    let is_id_of_user = names.user_id.is_empty() && needs(CredentialField::UserId);
    let wanted = [
        (CredentialField::ClientId, needs(CredentialField::ClientId) || is_id_of_user),
        (CredentialField::ClientSecret, needs(CredentialField::ClientSecret)),
        (CredentialField::UserId, needs(CredentialField::UserId)),
        (CredentialField::Group, has_triple(endpoint)),
        (CredentialField::Password, needs(CredentialField::Password)),
    ];
    let first: Vec<&str> = wanted
        .into_iter()
        .filter_map(|(field, is_wanted)| field.variables(names).first().filter(|_| is_wanted).map(|name| &**name))
        .collect();
    match first.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => first.join(""),
    }
}

/// Where the missing value is to be set: beside what was given, because no other place is taken together with it.
fn where_to_set(endpoint: &TokenEndpoint, field: CredentialField, given_by: Option<&Origin>) -> String {
    let flag = field.flag();
    if matches!(given_by, Some(Origin::Flag(_))) {
        return flag.to_owned();
    }
    let is_beside = |names: &&CredentialVariables| match given_by {
        Some(Origin::Variable(given)) => names.names().any(|name| name == given),
        _ => true,
    };
    let variable = |names: &CredentialVariables| field.variables(names).first().map(ToString::to_string);
    let variables: Vec<String> = endpoint.variables.iter().filter(is_beside).filter_map(variable).collect();
    match (variables.join(" or "), given_by) {
        (variables, _) if variables.is_empty() => flag.to_owned(),
        (variables, Some(Origin::Variable(_))) => variables,
        (variables, _) => format!("{variables} (or {flag})"),
    }
}
