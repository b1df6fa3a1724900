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
        client_id: text(&names.client_id)?,
        client_secret: secret(&names.client_secret)?,
        user_id: text(&names.user_id)?,
        group: text(&names.group)?,
        domain: text(&names.domain)?,
        password: secret(&names.password)?,
        remarks: Vec::new(),
    };
    if endpoint.client_auth == ClientAuth::Sabre
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
        remarks.extend(layer.remarks);
    }
    let looked_at: Vec<String> = endpoint
        .variables
        .iter()
        .map(|variables| variables.names().map(|name| format!("${name}")).collect::<Vec<_>>().join(", "))
        .collect();
    let flags = needed_flags(endpoint).join(", ");
    let mut why = format!("looked at the flags {flags} and the variables {}", looked_at.join(" or "));
    for remark in remarks {
        why.push_str("; ");
        why.push_str(&remark);
    }
    let mut hint = format!("set {}", needed_variables(endpoint));
    if provider.is_emulated {
        hint.push_str("; without an account, try `-e emulator`");
    }
    Err(Failure::new(Kind::NoCredentials, format!("no credentials for {}", provider.title)).because(why).hint(hint))
}

fn assemble(provider: &Provider, endpoint: &TokenEndpoint, layer: Layer) -> Result<Login> {
    let Layer { name, client_id, client_secret, user_id, group, domain, password, remarks } = layer;
    let half = |missing: &str| {
        let mut why =
            format!("{name} give the {missing} nowhere, and credentials are never put together from several places");
        for remark in &remarks {
            why.push_str("; ");
            why.push_str(remark);
        }
        Failure::new(Kind::IncompleteCredentials, format!("half of the credentials for {}", provider.title))
            .because(why)
            .hint(format!("set {}", where_to_set(endpoint, missing)))
    };
    let needs_secret = endpoint.client_auth != ClientAuth::Sabre;
    let needs_password = endpoint.client_auth == ClientAuth::Sabre || endpoint.grant == Grant::Password;
    // In Sabre v2 the password is the client secret, and goes by both names.
    let (client_secret, password) = match endpoint.client_auth {
        ClientAuth::Sabre => (None, password.or(client_secret)),
        ClientAuth::Post | ClientAuth::BasicUnencoded => (client_secret, password),
    };
    let user = user_id.map(|user| (user, group.map(|group| group.value), domain.map(|domain| domain.value)));
    let mut login_name = None;
    let client_id = if endpoint.client_auth == ClientAuth::Sabre {
        sabre_client_id(client_id, user)?.map_err(half)?
    } else {
        let client_id = client_id.ok_or_else(|| half("client id"))?;
        if endpoint.grant == Grant::Password {
            let (user, group, domain) = user.ok_or_else(|| half("user id"))?;
            if endpoint.username == Username::SabreTriple && group.is_none() {
                return Err(half("group"));
            }
            let domain = domain.as_deref().unwrap_or(DEFAULT_DOMAIN);
            login_name = Some(username(endpoint.username, &user.value, group.as_deref().unwrap_or_default(), domain));
        }
        client_id
    };
    let part = |needed: bool, found: Option<SecretSetting>, what: &str| match found {
        _ if !needed => Part::NotNeeded,
        Some(found) => Part::Known(found),
        None => Part::Missing(where_to_set(endpoint, what)),
    };
    check_plain(&client_id)?;
    Ok(Login {
        client_id,
        username: login_name,
        client_secret: part(needs_secret, client_secret, "client secret"),
        password: part(needs_password, password, "password"),
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

/// An id with a line break or a space at its end would certainly be rejected.
fn check_plain(id: &Setting<String>) -> Result<()> {
    let bad = id.value.chars().position(|c| c.is_control() || c.is_whitespace());
    bad.map_or(Ok(()), |position| {
        let what =
            format!("the client id from {} has a space or control character at position {}", id.origin, position + 1);
        Err(Failure::new(Kind::MalformedCredential, what).hint("set it again without that character"))
    })
}

fn needed_flags(endpoint: &TokenEndpoint) -> Vec<&'static str> {
    match (endpoint.client_auth, endpoint.grant) {
        (ClientAuth::Sabre, _) => vec!["--client-id", "--user-id", "--group", "--domain", "--password-file"],
        (_, Grant::Password) => {
            vec!["--client-id", "--client-secret-file", "--user-id", "--group", "--domain", "--password-file"]
        }
        (_, Grant::ClientCredentials) => vec!["--client-id", "--client-secret-file"],
    }
}

/// The variables that make a whole login, for a person to set.
fn needed_variables(endpoint: &TokenEndpoint) -> String {
    let Some(names) = endpoint.variables.first() else {
        return "them in the config file".to_owned();
    };
    let mut wanted: Vec<&super::List<Text>> = Vec::new();
    if endpoint.client_auth != ClientAuth::Sabre {
        wanted.extend([&names.client_id, &names.client_secret]);
    }
    if endpoint.client_auth == ClientAuth::Sabre || endpoint.grant == Grant::Password {
        wanted.extend([&names.user_id, &names.group, &names.password]);
    }
    let first: Vec<&str> = wanted.into_iter().filter_map(|names| names.first().map(|name| &**name)).collect();
    match first.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => first.join(""),
    }
}

/// Where the missing piece is to be set.
fn where_to_set(endpoint: &TokenEndpoint, piece: &str) -> String {
    let first = |pick: fn(&CredentialVariables) -> &super::List<Text>| {
        endpoint
            .variables
            .iter()
            .filter_map(|names| pick(names).first())
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" or ")
    };
    let (variables, flag) = match piece {
        "client id" => (first(|names| &names.client_id), "--client-id"),
        "client secret" => (first(|names| &names.client_secret), "--client-secret-file"),
        "user id" => (first(|names| &names.user_id), "--user-id"),
        "group" => (first(|names| &names.group), "--group"),
        _ => (first(|names| &names.password), "--password-file"),
    };
    if variables.is_empty() { flag.to_owned() } else { format!("{variables} (or {flag})") }
}
