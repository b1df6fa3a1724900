//! Finds the credentials that an endpoint needs, in the first layer that has any.

use super::credential_field::{CredentialField, SecretName};
use super::headers::uses;
use super::request::{malformed_id, username};
use super::{ClientAuth, CredentialVariables, Grant, Provider, Text, TokenEndpoint, Username, builtin};
use crate::credentials::{Layer, PlaceholderPolicy, SecretSetting, first_variable};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};
use crate::sabre_id::{DEFAULT_DOMAIN, IdError, Part, SabreId, is_encoded, require_plain};

/// Client credentials and user name, with the sources of the secrets.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client id; for Sabre v2 the whole `V1:…` string.
    pub client_id: Setting<String>,
    /// The user name of the password grant.
    pub username: Option<String>,
    /// The group, if it was set separately from the id.
    pub group: Option<String>,
    /// The domain, if it was set separately from the id.
    pub domain: Option<String>,
    /// The ids as the user set them, each with its name in sentences.
    pub given_ids: Vec<(&'static str, Setting<String>)>,
    /// The client secret, if the endpoint needs one.
    pub client_secret: RequiredSecret,
    /// The password, if the endpoint needs one.
    pub password: RequiredSecret,
}

/// A secret that the endpoint may need.
#[derive(Clone, Debug)]
pub enum RequiredSecret {
    /// The endpoint does not need it.
    NotNeeded,
    /// Its source is known.
    Known(SecretSetting),
    /// No source was found, which is an error only when the secret is used. The text says what to set.
    Missing(String),
}

impl Credentials {
    /// Returns the secret of this name.
    pub fn secret(&self, name: SecretName) -> &RequiredSecret {
        match name {
            SecretName::ClientSecret => &self.client_secret,
            SecretName::Password => &self.password,
        }
    }

    /// Returns both secrets, each with its name.
    pub fn secrets(&self) -> [(SecretName, &RequiredSecret); 2] {
        SecretName::ALL.map(|name| (name, self.secret(name)))
    }
}

/// The values that requests to an endpoint need.
#[derive(Clone, Copy)]
pub(super) struct CredentialNeeds<'p> {
    pub provider: &'p Provider,
    pub endpoint: &'p TokenEndpoint,
}

impl CredentialNeeds<'_> {
    fn is_sabre(self) -> bool {
        self.endpoint.client_auth == ClientAuth::Sabre
    }

    /// Returns whether user id, group and domain together identify the user.
    fn has_triple(self) -> bool {
        self.is_sabre() || self.endpoint.username == Username::SabreTriple
    }

    /// Returns whether the texts of the headers or of the token request contain this value.
    fn is_in_texts(self, field: CredentialField) -> bool {
        let placeholder = field.placeholder();
        let in_token_request = self.endpoint.texts().any(|text| super::fill::uses(self.provider, text, placeholder));
        in_token_request || uses(self.provider, placeholder)
    }

    /// Returns whether requests need this value.
    fn requires(self, field: CredentialField) -> bool {
        let has_user = self.endpoint.grant == Grant::Password || self.is_in_texts(CredentialField::UserId);
        let is_public =
            matches!(self.endpoint.client_auth, ClientAuth::None | ClientAuth::Tls | ClientAuth::PrivateKeyJwt);
        match field {
            CredentialField::Group | CredentialField::Domain => false,
            _ if self.endpoint.grant == Grant::None => uses(self.provider, field.placeholder()),
            _ if self.is_in_texts(field) => true,
            // A public client may have no id if a user signs in.
            CredentialField::ClientId if is_public && self.endpoint.client_auth != ClientAuth::None => true,
            CredentialField::ClientId => {
                let is_sent = !self.endpoint.fields.client_id.is_empty();
                !self.is_sabre() && (!is_public || (is_sent && !has_user))
            }
            CredentialField::ClientSecret => !self.is_sabre() && !is_public,
            CredentialField::UserId | CredentialField::Password => self.is_sabre() || has_user,
        }
    }

    /// Returns whether requests contain this value if it is set.
    pub(super) fn takes(self, field: CredentialField) -> bool {
        let is_optional = match field {
            CredentialField::ClientId => matches!(self.endpoint.client_auth, ClientAuth::Sabre | ClientAuth::None),
            CredentialField::Group | CredentialField::Domain => self.has_triple() || self.is_in_texts(field),
            CredentialField::ClientSecret | CredentialField::UserId | CredentialField::Password => false,
        };
        is_optional || self.requires(field)
    }

    /// Lists the variables that together make complete credentials, for a hint.
    fn variables_to_set(self) -> String {
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

    /// Returns where to set a missing value: in the same source as the other values, because sources are never combined.
    fn where_to_set(self, field: CredentialField, profile: Option<&str>, origin: Option<&Origin>) -> String {
        if let Some(profile) = profile {
            return format!("`{}` in [profiles.{profile}]", field.key());
        }
        let has_origin = |names: &&CredentialVariables| match origin {
            Some(Origin::Variable(variable)) => names.names().any(|name| name == variable),
            _ => true,
        };
        let variables = self.endpoint.variables.iter().filter(has_origin);
        let variables: Vec<&str> = variables.filter_map(|names| Some(&**field.variables(names).first()?)).collect();
        match (variables.join(" or "), origin, field.flag()) {
            (_, Some(Origin::Flag(_)), flag) => flag.to_owned(),
            (variables, _, flag) if variables.is_empty() => flag.to_owned(),
            (variables, Some(Origin::Variable(_)), _) => variables,
            (variables, _, flag) => format!("{variables} (or {flag})"),
        }
    }
}

/// Reads the credentials in the environment variables of this endpoint.
pub fn variables_layer(endpoint: &TokenEndpoint, env: &Env, policy: PlaceholderPolicy) -> Result<Layer> {
    let mut layer = Layer { name: "the variables".to_owned(), ..Layer::default() };
    for variables in endpoint.variables.iter() {
        layer = layer_of(endpoint, variables, env, policy)?;
        if !layer.is_empty() {
            break;
        }
    }
    Ok(layer)
}

fn layer_of(
    endpoint: &TokenEndpoint,
    names: &CredentialVariables,
    env: &Env,
    policy: PlaceholderPolicy,
) -> Result<Layer> {
    let text = |names: &[Text]| first_variable(names.iter().map(|name| &**name), env);
    let secret = |names: &[Text]| -> Result<Option<SecretSetting>> {
        Ok(text(names)?.map(|value| SecretSetting::of_value(value, policy)))
    };
    let mut layer = Layer {
        name: "the variables".to_owned(),
        client_id: text(&names.client_id)?,
        client_secret: secret(&names.client_secret)?,
        user_id: text(&names.user_id)?,
        group: text(&names.group)?,
        domain: text(&names.domain)?,
        password: secret(&names.password)?,
        ..Layer::default()
    };
    // An endpoint without a version (SynXis) has ids of another form.
    if endpoint.client_auth == ClientAuth::Sabre
        && endpoint.version.is_some()
        && let Some(id) = layer.client_id.take_if(|id| !id.value.starts_with("V1:"))
    {
        if !is_encoded(&id.value) {
            layer.remarks.push(format!(
                "{} does not start with `V1:`, so it was ignored; an application's client id needs `--auth-version 3`",
                id.origin
            ));
        } else if layer.user_id.is_none() {
            // No user id was set either, so this id is kept and its mistake is reported.
            layer.client_id = Some(id);
        }
    }
    Ok(layer)
}

/// Returns the credentials of the first layer that has any. The error names every flag and variable that was read.
pub fn find_credentials(
    provider: &Provider,
    endpoint: &TokenEndpoint,
    layers: Vec<Layer>,
    policy: PlaceholderPolicy,
) -> Result<Credentials> {
    let needs = CredentialNeeds { provider, endpoint };
    let mut remarks = Vec::new();
    for layer in layers {
        if !layer.is_empty() {
            return assemble(needs, layer, policy);
        }
        remarks.extend(layer.profile.map(|profile| format!("the profile {profile} has no credentials")));
        remarks.extend(layer.remarks);
    }
    let flags = CredentialField::ALL.into_iter().filter(|field| needs.takes(*field));
    let flags = flags.map(CredentialField::flag).collect::<Vec<_>>().join(", ");
    let sets = endpoint.variables.iter().map(|set| set.names().map(|name| format!("${name}")).collect::<Vec<_>>());
    let sets: Vec<String> = sets.filter(|names| !names.is_empty()).map(|names| names.join(", ")).collect();
    let looked_at = match sets.join(" or ") {
        names if names.is_empty() => format!("looked at the flags {flags}"),
        names => format!("looked at the flags {flags} and the variables {names}"),
    };
    let mut hint = format!("set {}", needs.variables_to_set());
    if provider.is_emulated {
        hint.push_str("; without an account, try `-e emulator`");
    }
    Err(Failure::new(Kind::NoCredentials, format!("no credentials for {}", provider.title))
        .because(with_remarks(looked_at, remarks))
        .hint(hint))
}

fn with_remarks(sentence: String, remarks: Vec<String>) -> String {
    [vec![sentence], remarks].concat().join("; ")
}

fn assemble(needs: CredentialNeeds<'_>, layer: Layer, policy: PlaceholderPolicy) -> Result<Credentials> {
    let first_origin = layer.first_origin().cloned();
    let given_ids = given_ids(needs, &layer);
    for (label, id) in &given_ids {
        policy.check(&id.value, format_args!("the {label} from {}", id.origin))?;
    }
    let Layer { name, profile, client_id, client_secret, user_id, group, domain, password, remarks } = layer;
    let CredentialNeeds { provider, endpoint } = needs;
    let where_to_set = |field: CredentialField| needs.where_to_set(field, profile.as_deref(), first_origin.as_ref());
    let incomplete = |missing: CredentialField| {
        let verb = if profile.is_some() { "has" } else { "have" };
        let why =
            format!("{name} {verb} no {}, and credentials from different sources are never combined", missing.label());
        Failure::new(Kind::IncompleteCredentials, format!("incomplete credentials for {}", provider.title))
            .because(with_remarks(why, remarks.clone()))
            .hint(format!("set {}", where_to_set(missing)))
    };
    // In Sabre v2 the password is also called the client secret.
    let (client_secret, password) = match endpoint.client_auth {
        ClientAuth::Sabre => (None, password.or(client_secret)),
        _ => (client_secret, password),
    };
    let mut user_name = None;
    let client_id = if needs.is_sabre() {
        sabre_client_id(client_id, user_id, group.as_ref(), domain.as_ref(), incomplete)?
    } else {
        if needs.has_triple()
            && let Some(id) = client_id.as_ref().filter(|id| is_encoded(&id.value))
        {
            return Err(malformed(&IdError::Encoded, &id.origin));
        }
        if needs.requires(CredentialField::ClientId) && client_id.is_none() {
            return Err(incomplete(CredentialField::ClientId));
        }
        let origin = user_id.as_ref().map(|user| &user.origin);
        let origin = origin.or(client_secret.as_ref().map(|secret| &secret.origin)).cloned();
        if needs.requires(CredentialField::UserId) {
            let user = user_id.ok_or_else(|| incomplete(CredentialField::UserId))?;
            if endpoint.username == Username::SabreTriple && group.is_none() {
                return Err(incomplete(CredentialField::Group));
            }
            let domain = domain.as_ref().map_or(DEFAULT_DOMAIN, |domain| &domain.value);
            let group = group.as_ref().map_or("", |group| &group.value);
            user_name = Some(username(endpoint.username, &user.value, group, domain));
        }
        client_id.unwrap_or_else(|| Setting::new(String::new(), origin.unwrap_or(Origin::Default)))
    };
    for (label, id) in &given_ids {
        check_id(provider, label, id)?;
    }
    let secret = |field: CredentialField, found: Option<SecretSetting>| match found {
        _ if !needs.requires(field) => RequiredSecret::NotNeeded,
        Some(found) => RequiredSecret::Known(found),
        None => RequiredSecret::Missing(where_to_set(field)),
    };
    Ok(Credentials {
        client_id,
        username: user_name,
        group: group.map(|group| group.value),
        domain: domain.map(|domain| domain.value),
        given_ids,
        client_secret: secret(CredentialField::ClientSecret, client_secret),
        password: secret(CredentialField::Password, password),
    })
}

/// Returns the ids of the layer that requests contain, each with its name in sentences.
fn given_ids(needs: CredentialNeeds<'_>, layer: &Layer) -> Vec<(&'static str, Setting<String>)> {
    let ids = [
        (CredentialField::ClientId, &layer.client_id),
        (CredentialField::UserId, &layer.user_id),
        (CredentialField::Group, &layer.group),
        (CredentialField::Domain, &layer.domain),
    ];
    let used = ids.into_iter().filter(|(field, _)| needs.takes(*field));
    used.filter_map(|(field, id)| Some((field.label(), id.clone()?))).collect()
}

/// Builds Sabre v2's id from a whole `V1:…` string or from its parts.
fn sabre_client_id(
    whole: Option<Setting<String>>,
    user: Option<Setting<String>>,
    group: Option<&Setting<String>>,
    domain: Option<&Setting<String>>,
    incomplete: impl Fn(CredentialField) -> Failure,
) -> Result<Setting<String>> {
    let text = |part: Option<&'_ Setting<String>>| part.map(|part| part.value.clone());
    let (origin, id) = match (whole, user) {
        (Some(whole), _) => {
            (whole.origin, require_plain(&whole.value).and_then(|()| SabreId::from_client_id(&whole.value)))
        }
        (None, Some(user)) if group.is_none() && !user.value.contains(':') && !is_encoded(&user.value) => {
            return Err(incomplete(CredentialField::Group));
        }
        (None, Some(user)) => {
            let (group, domain) = (text(group), text(domain));
            let id = || SabreId::from_parts(&user.value, group.as_deref(), domain.as_deref());
            let id = require_plain(&user.value).and_then(|()| id());
            (user.origin, id)
        }
        (None, None) => return Err(incomplete(CredentialField::UserId)),
    };
    match id {
        Ok(id) => Ok(Setting::new(id.as_str().to_owned(), origin)),
        Err(error) => {
            let part = match error.given_part() {
                Some(Part::Group) => group,
                Some(Part::Domain) => domain,
                _ => None,
            };
            Err(malformed(&error, part.map_or(&origin, |part| &part.origin)))
        }
    }
}

/// Returns the failure of a malformed Sabre id, with the origin of the malformed part.
fn malformed(error: &IdError, origin: &Origin) -> Failure {
    let failure = malformed_id(error);
    let hint = format!("{} (it is from {origin})", failure.hint_line().unwrap_or_default());
    failure.only_hint(hint)
}

/// Fails if an id has a control character or a space. RFC 6749 allows spaces inside an id, so only the ids of providers
/// without a dialect may have them.
fn check_id(provider: &Provider, label: &str, id: &Setting<String>) -> Result<()> {
    let last = id.value.chars().count().saturating_sub(1);
    let is_allowed_inside = |c: char| c == ' ' && builtin::find(&provider.dialect).is_none();
    let bad = id.value.chars().enumerate().position(|(index, c)| {
        (c.is_control() || c.is_whitespace()) && !(is_allowed_inside(c) && index > 0 && index < last)
    });
    bad.map_or(Ok(()), |position| {
        let what =
            format!("the {label} from {} has a space or control character at position {}", id.origin, position + 1);
        Err(Failure::new(Kind::MalformedCredential, what).hint("set it again without that character"))
    })
}
