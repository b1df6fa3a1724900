//! Puts the credentials together that an endpoint needs, from the first layer that offers any.

use super::request::{malformed_id, username};
use super::{ClientAuth, CredentialVariables, Grant, Provider, Text, TokenEndpoint, Username};
use crate::config::{Origin, Setting};
use crate::credentials::{Layer, SecretSetting, VariableValue};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::sabre_id::{DEFAULT_DOMAIN, SabreId};

/// Who asks for a token, with the secrets not yet read.
#[derive(Debug)]
pub struct Login {
    /// The client id; Sabre v2's whole `V1:…` string.
    pub client_id: Setting<String>,
    /// The user name of the password grant.
    pub username: Option<String>,
    /// The group, where it is not a part of the id.
    pub group: Option<String>,
    /// The domain, where it is not a part of the id.
    pub domain: Option<String>,
    /// The client secret, where the endpoint takes one.
    pub client_secret: Part,
    /// The password, where the endpoint takes one.
    pub password: Part,
}

/// One secret of a login.
#[derive(Debug)]
pub enum Part {
    /// The endpoint does not take it.
    NotNeeded,
    /// It is known where it comes from.
    Known(SecretSetting),
    /// It was not found; a cached token does without. The text says what to set.
    Missing(String),
}

impl Login {
    /// Both secrets, each with its name.
    pub fn parts(&self) -> [(&'static str, &Part); 2] {
        [("client secret", &self.client_secret), ("password", &self.password)]
    }
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
    let text = |names: &[Text]| -> Result<Option<Setting<String>>> {
        for name in names {
            if let Some(value) = env.get(name)? {
                return Ok(Some(Setting::new(value, Origin::Variable(name.to_string()))));
            }
        }
        Ok(None)
    };
    let secret = |names: &[Text]| -> Result<Option<SecretSetting>> {
        Ok(text(names)?.map(|Setting { value, origin }| {
            let name = names.iter().find(|name| origin == Origin::Variable(name.to_string()));
            let source = VariableValue::new(name.map_or("", |name| name), value);
            SecretSetting { origin, source: Box::new(source) }
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
            "{} does not start with `V1:`, so it was left aside; an application's client id belongs to `--auth-version 3`",
            id.origin
        ));
    }
    Ok(layer)
}

/// The login from the first layer that offers anything; `looked_at` is added to the error when none does.
pub fn find_login(provider: &Provider, endpoint: &TokenEndpoint, layers: Vec<Layer>) -> Result<Login> {
    let mut remarks = Vec::new();
    for layer in layers {
        if !layer.is_empty() {
            return assemble(provider, endpoint, layer);
        }
        remarks.extend(layer.profile.map(|profile| format!("the profile {profile} has none")));
        remarks.extend(layer.remarks);
    }
    let looked_at: Vec<String> = endpoint
        .variables
        .iter()
        .map(|variables| variables.names().map(|name| format!("${name}")).collect::<Vec<_>>().join(", "))
        .collect();
    let flags = needed_flags(provider, endpoint).join(", ");
    let looked_at = match looked_at.join(" or ") {
        names if names.is_empty() => String::new(),
        names => format!(" and the variables {names}"),
    };
    let mut why = format!("looked at the flags {flags}{looked_at}");
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

/// What an endpoint takes.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
struct Needs {
    client_id: bool,
    client_secret: bool,
    user: bool,
    password: bool,
}

fn needs(provider: &Provider, endpoint: &TokenEndpoint) -> Needs {
    if endpoint.grant == Grant::None {
        let speaks_of = |what| super::headers::speaks_of(provider, what);
        return Needs {
            client_id: speaks_of("client_id"),
            client_secret: speaks_of("client_secret"),
            user: speaks_of("user_id"),
            password: speaks_of("password"),
        };
    }
    let is_sabre = endpoint.client_auth == ClientAuth::Sabre;
    let has_user = endpoint.grant == Grant::Password;
    Needs {
        // A public client need not have an id when a user signs in.
        client_id: !is_sabre && (endpoint.client_auth != ClientAuth::None || !has_user),
        client_secret: !is_sabre && endpoint.client_auth != ClientAuth::None,
        user: is_sabre || has_user,
        password: is_sabre || has_user,
    }
}

/// Whether requests take this part of a login, named as in a profile.
pub(super) fn takes(provider: &Provider, endpoint: &TokenEndpoint, part: &str) -> bool {
    let needs = needs(provider, endpoint);
    let is_sabre = endpoint.client_auth == ClientAuth::Sabre;
    match part {
        "client_id" => needs.client_id || is_sabre || endpoint.client_auth == ClientAuth::None,
        "client_secret" => needs.client_secret,
        "user_id" => needs.user,
        "password" => needs.password,
        _ => is_sabre || endpoint.username == Username::SabreTriple || super::headers::speaks_of(provider, part),
    }
}

fn assemble(provider: &Provider, endpoint: &TokenEndpoint, layer: Layer) -> Result<Login> {
    let given_by = layer.first_origin().cloned();
    let Layer { name, profile, client_id, client_secret, user_id, group, domain, password, remarks } = layer;
    let where_to_set = |piece: &str| match &profile {
        Some(profile) => format!("`{}` in [profiles.{profile}]", piece.replace(' ', "_")),
        None => where_to_set(endpoint, piece, given_by.as_ref()),
    };
    let half = |missing: &str| {
        let verb = if profile.is_some() { "gives" } else { "give" };
        let mut why =
            format!("{name} {verb} the {missing} nowhere, and credentials are never put together from several places");
        for remark in &remarks {
            why.push_str("; ");
            why.push_str(remark);
        }
        Failure::new(Kind::IncompleteCredentials, format!("half of the credentials for {}", provider.title))
            .because(why)
            .hint(format!("set {}", where_to_set(missing)))
    };
    let needs = needs(provider, endpoint);
    // In Sabre v2 the password is the client secret, and goes by both names.
    let (client_secret, password) = match endpoint.client_auth {
        ClientAuth::Sabre => (None, password.or(client_secret)),
        _ => (client_secret, password),
    };
    let group = group.map(|group| group.value);
    let domain = domain.map(|domain| domain.value);
    let mut login_name = None;
    let client_id = if endpoint.client_auth == ClientAuth::Sabre {
        let user = user_id.map(|user| (user, group.clone(), domain.clone()));
        sabre_client_id(client_id, user)?.map_err(half)?
    } else {
        if needs.client_id && client_id.is_none() {
            return Err(half("client id"));
        }
        let origin = user_id.as_ref().map(|user| &user.origin);
        let origin = origin.or(client_secret.as_ref().map(|secret| &secret.origin)).cloned();
        if needs.user {
            let user = user_id.ok_or_else(|| half("user id"))?;
            if endpoint.username == Username::SabreTriple && group.is_none() {
                return Err(half("group"));
            }
            let domain = domain.as_deref().unwrap_or(DEFAULT_DOMAIN);
            login_name = Some(username(endpoint.username, &user.value, group.as_deref().unwrap_or_default(), domain));
        }
        client_id.unwrap_or_else(|| Setting::new(String::new(), origin.unwrap_or(Origin::Default)))
    };
    let part = |needed: bool, found: Option<SecretSetting>, what: &str| match found {
        _ if !needed => Part::NotNeeded,
        Some(found) => Part::Known(found),
        None => Part::Missing(where_to_set(what)),
    };
    check_plain(provider, &client_id)?;
    Ok(Login {
        client_id,
        username: login_name,
        group,
        domain,
        client_secret: part(needs.client_secret, client_secret, "client secret"),
        password: part(needs.password, password, "password"),
    })
}

type User = (Setting<String>, Option<String>, Option<String>);

/// Sabre v2's id from a whole `V1:…` string or from its parts; the inner error names the missing part.
fn sabre_client_id(
    whole: Option<Setting<String>>,
    user: Option<User>,
) -> Result<std::result::Result<Setting<String>, &'static str>> {
    let (origin, id) = match (whole, user) {
        (Some(whole), _) => {
            let id = SabreId::from_client_id(&whole.value);
            (whole.origin, id)
        }
        (None, Some((user, group, domain))) => {
            if group.is_none() && !user.value.contains(':') {
                return Ok(Err("group"));
            }
            let id = SabreId::from_parts(&user.value, group.as_deref(), domain.as_deref());
            (user.origin, id)
        }
        (None, None) => return Ok(Err("user id")),
    };
    let id = id.map_err(|error| {
        let failure = malformed_id(&error);
        let hint = format!("{} (it comes from {origin})", failure.advice().unwrap_or_default());
        failure.hint(hint)
    })?;
    Ok(Ok(Setting::new(id.as_str().to_owned(), origin)))
}

/// An id with a line break or a space at its end would certainly be rejected; RFC 6749 allows spaces within.
fn check_plain(provider: &Provider, id: &Setting<String>) -> Result<()> {
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

fn needed_flags(provider: &Provider, endpoint: &TokenEndpoint) -> Vec<&'static str> {
    let needs = needs(provider, endpoint);
    let is_sabre = endpoint.client_auth == ClientAuth::Sabre;
    let has_parts = is_sabre || endpoint.username == Username::SabreTriple;
    [
        ("--client-id", needs.client_id || is_sabre),
        ("--client-secret-file", needs.client_secret),
        ("--user-id", needs.user),
        ("--group", has_parts),
        ("--domain", has_parts),
        ("--password-file", needs.password),
    ]
    .into_iter()
    .filter_map(|(flag, is_needed)| is_needed.then_some(flag))
    .collect()
}

/// The variables that make a whole login, for a person to set.
fn needed_variables(provider: &Provider, endpoint: &TokenEndpoint) -> String {
    let Some(names) = endpoint.variables.first() else {
        return "them in a profile of the config file".to_owned();
    };
    let needs = needs(provider, endpoint);
    let has_parts = endpoint.client_auth == ClientAuth::Sabre || endpoint.username == Username::SabreTriple;
    let wanted = [
        (&names.client_id, needs.client_id || (names.user_id.is_empty() && needs.user)),
        (&names.client_secret, needs.client_secret),
        (&names.user_id, needs.user),
        (&names.group, has_parts),
        (&names.password, needs.password),
    ];
    let first: Vec<&str> = wanted
        .into_iter()
        .filter_map(|(names, is_needed)| names.first().filter(|_| is_needed).map(|name| &**name))
        .collect();
    match first.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => first.join(""),
    }
}

/// Where the missing piece is to be set: beside what was given, because no other place is taken together with it.
fn where_to_set(endpoint: &TokenEndpoint, piece: &str, given_by: Option<&Origin>) -> String {
    let flag = match piece {
        "client id" => "--client-id",
        "client secret" => "--client-secret-file",
        "user id" => "--user-id",
        "group" => "--group",
        _ => "--password-file",
    };
    if matches!(given_by, Some(Origin::Flag(_))) {
        return flag.to_owned();
    }
    let pick = |names: &CredentialVariables| {
        let names = match piece {
            "client id" => &names.client_id,
            "client secret" => &names.client_secret,
            "user id" => &names.user_id,
            "group" => &names.group,
            _ => &names.password,
        };
        names.first().map(ToString::to_string)
    };
    let is_beside = |names: &&CredentialVariables| match given_by {
        Some(Origin::Variable(given)) => names.names().any(|name| name == given),
        _ => true,
    };
    let variables: Vec<String> = endpoint.variables.iter().filter(is_beside).filter_map(pick).collect();
    match (variables.join(" or "), given_by) {
        (variables, _) if variables.is_empty() => flag.to_owned(),
        (variables, Some(Origin::Variable(_))) => variables,
        (variables, _) => format!("{variables} (or {flag})"),
    }
}
