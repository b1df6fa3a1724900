//! The credentials that an endpoint needs, each from the first source that offers it.

use super::client_authentication::malformed_id;
use super::credential_field::{CredentialField, SecretName};
use super::credential_needs::CredentialNeeds;
use super::request::username;
use super::{Provider, TokenEndpoint, Username, builtin};
use crate::credentials::{CredentialPair, CredentialSettings, PairMismatch, PlaceholderPolicy, SecretSetting, combine};
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};
use crate::redact::escape_control;
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

    /// Returns the secrets whose source is known, each with its name.
    pub fn found_secrets(&self) -> impl Iterator<Item = (SecretName, &SecretSetting)> {
        self.secrets().into_iter().filter_map(|(name, secret)| match secret {
            RequiredSecret::Known(found) => Some((name, found)),
            RequiredSecret::NotNeeded | RequiredSecret::Missing(_) => None,
        })
    }

    /// Replaces the source of a secret that the endpoint needs.
    pub fn set_secret(&mut self, name: SecretName, source: SecretSetting) {
        let secret = match name {
            SecretName::ClientSecret => &mut self.client_secret,
            SecretName::Password => &mut self.password,
        };
        if !matches!(secret, RequiredSecret::NotNeeded) {
            *secret = RequiredSecret::Known(source);
        }
    }

    /// Returns both secrets, each with its name.
    pub fn secrets(&self) -> [(SecretName, &RequiredSecret); 2] {
        SecretName::ALL.map(|name| (name, self.secret(name)))
    }
}

/// Chooses the credentials from these sources. If there are none, the error names every place that was searched.
///
/// # Errors
///
/// Fails when a required id is missing or malformed, or when a secret belongs to another id.
pub fn find_credentials(
    provider: &Provider,
    endpoint: &TokenEndpoint,
    sources: Vec<CredentialSettings>,
    policy: PlaceholderPolicy,
) -> Result<Credentials> {
    let needs = CredentialNeeds { provider, endpoint };
    if sources.iter().all(CredentialSettings::is_empty) {
        return Err(no_credentials(needs, sources));
    }
    assemble(needs, combine_credentials(provider, endpoint, sources)?, policy)
}

/// Chooses each credential from the first source that has it. Sabre's whole ids are split into their parts.
///
/// # Errors
///
/// Fails when a secret belongs to another id.
pub fn combine_credentials(
    provider: &Provider,
    endpoint: &TokenEndpoint,
    mut sources: Vec<CredentialSettings>,
) -> Result<CredentialSettings> {
    let needs = CredentialNeeds { provider, endpoint };
    if needs.is_sabre() {
        sources = sources.into_iter().map(split_sabre_id).collect();
    }
    combine(&sources, &needs.pairs()).map_err(|mismatch| mismatched(provider, &mismatch))
}

fn no_credentials(needs: CredentialNeeds<'_>, sources: Vec<CredentialSettings>) -> Failure {
    let CredentialNeeds { provider, endpoint } = needs;
    let flags = CredentialField::ALL.into_iter().filter(|field| needs.takes(*field));
    let flags = flags.map(CredentialField::flag).collect::<Vec<_>>().join(", ");
    let sets = endpoint.variables.iter().map(|set| set.names().map(|name| format!("${name}")).collect::<Vec<_>>());
    let sets: Vec<String> = sets.filter(|names| !names.is_empty()).map(|names| names.join(", ")).collect();
    let looked_at = match sets.join(" or ") {
        names if names.is_empty() => format!("looked at the flags {flags}"),
        names => format!("looked at the flags {flags} and the variables {names}"),
    };
    let remarks = sources.into_iter().flat_map(|source| {
        let of_profile = source.profile.map(|profile| format!("the profile {profile} has no credentials"));
        of_profile.into_iter().chain(source.remarks)
    });
    let failure = Failure::new(Kind::NoCredentials, format!("no credentials for {}", provider.title))
        .because(with_remarks(looked_at, remarks.collect()))
        .hint(format!("run `travauth login -p {}`, or set {}", provider.name, needs.variables_to_set()));
    if provider.is_emulated { failure.hint("without an account, try `-e emulator`") } else { failure }
}

fn mismatched(provider: &Provider, mismatch: &PairMismatch) -> Failure {
    let PairMismatch { pair, secret: secret_origin, owner, chosen } = mismatch;
    let (id, secret) = match pair {
        CredentialPair::Client => (CredentialField::ClientId, CredentialField::ClientSecret),
        CredentialPair::User => (CredentialField::UserId, CredentialField::Password),
    };
    let (chosen_id, owner_id) = (escape_control(&chosen.value), escape_control(&owner.value));
    let why = format!(
        "the {} from {secret_origin} belongs to the {} {owner_id} (from {}), and not to {chosen_id} (from {})",
        secret.label(),
        id.label(),
        owner.origin,
        chosen.origin
    );
    Failure::new(
        Kind::IncompleteCredentials,
        format!("no {} for the {} of {}", secret.label(), id.label(), provider.title),
    )
    .because(why)
    .hint(format!("add {}, or leave out {}", secret.flag(), chosen.origin))
}

fn with_remarks(sentence: String, remarks: Vec<String>) -> String {
    [vec![sentence], remarks].concat().join("; ")
}

/// Splits a source's `V1:user:group:domain`, so that another source can replace the group or the domain.
///
/// A malformed id stays whole, and is reported when the id is built. In Sabre v2 the client secret is another name of
/// the password.
fn split_sabre_id(mut source: CredentialSettings) -> CredentialSettings {
    source.password = source.password.take().or(source.client_secret.take());
    let (whole, is_client_id) = match (source.client_id.take(), source.user_id.take()) {
        (Some(client_id), _) => {
            (source.group, source.domain) = (None, None);
            (client_id, true)
        }
        (None, Some(user_id)) => (user_id, false),
        (None, None) => return source,
    };
    let is_part = |given: &Option<Setting<String>>, own: Option<&str>| {
        given.as_ref().is_none_or(|given| Some(given.value.as_str()) == own)
    };
    match SabreId::from_client_id(&whole.value) {
        Ok(id) if !id.is_synxis() && is_part(&source.group, id.group()) && is_part(&source.domain, id.domain()) => {
            let part = |value: &str| Setting::new(value.to_owned(), whole.origin.clone());
            source.user_id = Some(part(id.user()));
            source.group = id.group().map(part);
            source.domain = id.domain().map(part);
        }
        _ => (source.user_id, source.has_complete_id) = (Some(whole), is_client_id),
    }
    source
}

fn assemble(
    needs: CredentialNeeds<'_>,
    combined: CredentialSettings,
    policy: PlaceholderPolicy,
) -> Result<Credentials> {
    let origins: Vec<Origin> = combined.origins().cloned().collect();
    let given_ids = given_ids(needs, &combined);
    let parts = [(CredentialField::Group, &combined.group), (CredentialField::Domain, &combined.domain)];
    let parts = parts.into_iter().filter(|(field, _)| needs.takes(*field));
    let parts = parts.filter_map(|(field, part)| Some((field.label(), part.as_ref()?)));
    for (label, id) in given_ids.iter().map(|(label, id)| (*label, id)).chain(parts) {
        policy.check(&id.value, format_args!("the {label} from {}", id.origin))?;
    }
    let CredentialSettings {
        profile,
        client_id,
        client_secret,
        user_id,
        has_complete_id,
        group,
        domain,
        password,
        remarks,
    } = combined;
    let CredentialNeeds { provider, endpoint } = needs;
    let where_to_set = |field: CredentialField| needs.where_to_set(field, profile.as_deref(), &origins);
    let incomplete = |missing: CredentialField| {
        Failure::new(Kind::IncompleteCredentials, format!("incomplete credentials for {}", provider.title))
            .because(with_remarks(format!("no {}", missing.label()), remarks.clone()))
            .hint(format!("set {}", where_to_set(missing)))
    };
    let mut user_name = None;
    let client_id = if needs.is_sabre() {
        let user = user_id.ok_or_else(|| incomplete(CredentialField::UserId))?;
        if !has_complete_id && group.is_none() && !user.value.contains(':') && !is_encoded(&user.value) {
            return Err(incomplete(CredentialField::Group));
        }
        sabre_id(user, has_complete_id, group.as_ref(), domain.as_ref())?
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

/// Returns the ids that requests carry, each with its name in sentences. The parts of a split id count as one.
fn given_ids(needs: CredentialNeeds<'_>, combined: &CredentialSettings) -> Vec<(&'static str, Setting<String>)> {
    let is_split = |part: &&Setting<String>| {
        needs.is_sabre() && combined.user_id.as_ref().is_some_and(|user| user.origin == part.origin)
    };
    let ids = [
        (CredentialField::ClientId, combined.client_id.as_ref()),
        (CredentialField::UserId, combined.user_id.as_ref()),
        (CredentialField::Group, combined.group.as_ref().filter(|part| !is_split(part))),
        (CredentialField::Domain, combined.domain.as_ref().filter(|part| !is_split(part))),
    ];
    let carried = ids.into_iter().filter(|(field, _)| needs.takes(*field));
    carried.filter_map(|(field, id)| Some((field.label(), id?.clone()))).collect()
}

/// Builds Sabre v2's id from a complete one or from its parts.
fn sabre_id(
    user: Setting<String>,
    is_complete: bool,
    group: Option<&Setting<String>>,
    domain: Option<&Setting<String>>,
) -> Result<Setting<String>> {
    let text = |part: Option<&Setting<String>>| part.map(|part| part.value.clone());
    let build = || {
        if is_complete {
            return SabreId::from_client_id(&user.value);
        }
        SabreId::from_parts(&user.value, text(group).as_deref(), text(domain).as_deref())
    };
    match require_plain(&user.value).and_then(|()| build()) {
        Ok(id) => Ok(Setting::new(id.as_str().to_owned(), user.origin)),
        Err(error) => {
            let part = match error.faulty_part() {
                Some(Part::Group) => group,
                Some(Part::Domain) => domain,
                _ => None,
            };
            Err(malformed(&error, part.map_or(&user.origin, |part| &part.origin)))
        }
    }
}

/// Returns the failure of a malformed Sabre id, with the origin of the malformed part.
fn malformed(error: &IdError, origin: &Origin) -> Failure {
    let failure = malformed_id(error);
    let hint = format!("{} (it is from {origin})", failure.hint_line().unwrap_or_default());
    failure.only_hint(hint)
}

/// Fails if an id has a control character or a space. RFC 6749 allows spaces inside an id, so the ids of providers
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
