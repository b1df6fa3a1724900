//! The headers that a provider or profile adds to API requests: fixed text, credentials and signatures.

use std::sync::Arc;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use ring::digest::{SHA256, SHA512, digest};

use super::{
    Credentials, Grant, HeaderText, Placeholder, Provider, RequiredSecret, SecretName, Signature, Template,
    TemplatePart, Text,
};
use crate::credentials::{CredentialSource, PlaceholderPolicy, referenced};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::redact::Redactor;
use crate::secret::Secret;

/// Headers to send, and the redactor for their secrets.
#[derive(Debug)]
pub struct ApiHeaders {
    /// The headers; every value is marked sensitive.
    pub headers: HeaderMap,
    /// The redactor for their secrets.
    pub redactor: Redactor,
}

/// The source of a header's value.
#[derive(Clone, Debug)]
pub enum HeaderSource {
    /// Text with placeholders for values of the credentials.
    Template(Template),
    /// A secret, which its source reads once.
    Secret(Arc<dyn CredentialSource>),
}

/// Returns the sources of the headers of a provider and of the active profile, without reading a secret.
pub fn header_sources<'h>(
    provider: &'h Provider,
    of_profile: impl Iterator<Item = (&'h Text, &'h HeaderText)>,
    env: &Env,
    policy: PlaceholderPolicy,
) -> Vec<(Text, HeaderSource)> {
    let source = |text: &HeaderText| match text {
        HeaderText::Template(template) => HeaderSource::Template(template.clone()),
        HeaderText::Secret(reference) => HeaderSource::Secret(referenced(reference, env, policy)),
    };
    let of_provider = provider.headers.iter().map(|(name, value)| (name, value));
    of_provider.chain(of_profile).map(|(name, value)| (name.clone(), source(value))).collect()
}

/// Builds the headers to send; a later header replaces an earlier one of the same name.
///
/// A header is left out if its group or domain is not set, because it is for accounts that have one.
pub fn api_headers(
    provider: &Provider,
    credentials: &Credentials,
    sources: &[(Text, HeaderSource)],
    unix_seconds: i64,
) -> Result<ApiHeaders> {
    let mut built = ApiHeaders { headers: HeaderMap::new(), redactor: Redactor::default() };
    for (name, value) in sources {
        let text = match value {
            HeaderSource::Secret(source) => source.find()?.inspect(|secret| built.redactor.add(secret)),
            HeaderSource::Template(template) => fill(template, |placeholder| {
                let value = value_of(placeholder, provider, credentials, unix_seconds)?;
                if let Some(secret) = value.as_ref().filter(|_| placeholder.is_secret()) {
                    built.redactor.add(secret);
                }
                Ok(value)
            })?,
        };
        if let Some(text) = text {
            let (name, mut value) = parse_header(name, text.expose())?;
            value.set_sensitive(true);
            built.headers.insert(name, value);
        }
    }
    Ok(built)
}

/// Returns whether the headers of a provider use this placeholder, directly or through the signature.
pub(super) fn uses(provider: &Provider, placeholder: Placeholder) -> bool {
    let has = |placeholder: Placeholder| {
        provider.headers.iter().any(|(_, value)| match value {
            HeaderText::Template(template) => template.has(placeholder),
            HeaderText::Secret(_) => false,
        })
    };
    let is_signed = matches!(placeholder, Placeholder::ClientId | Placeholder::ClientSecret)
        && provider.signature.is_some()
        && has(Placeholder::Signature);
    is_signed || has(placeholder)
}

/// Parses the name and the value of a header.
pub(super) fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let bad = |what: &str| {
        Failure::new(Kind::BadConfig, format!("the header `{}` has {what}", crate::redact::escape_control(name)))
            .hint("check it in the config file")
    };
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("an invalid name"))?;
    let value = HeaderValue::from_str(value).map_err(|_| bad("a value with a control character"))?;
    Ok((header, value))
}

/// Fills in the template; returns none if one of its values is not set.
fn fill(template: &Template, mut value: impl FnMut(Placeholder) -> Result<Option<Secret>>) -> Result<Option<Secret>> {
    let mut filled = String::new();
    for part in template.parts() {
        match part {
            TemplatePart::Text(text) => filled.push_str(text),
            TemplatePart::Placeholder(placeholder) => match value(*placeholder)? {
                Some(value) => filled.push_str(value.expose()),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(Secret::new(filled)))
}

fn value_of(
    placeholder: Placeholder,
    provider: &Provider,
    credentials: &Credentials,
    unix_seconds: i64,
) -> Result<Option<Secret>> {
    let text = |text: Option<&str>| Ok(text.filter(|text| !text.is_empty()).map(Secret::new));
    match placeholder {
        Placeholder::ClientId => text(Some(&credentials.client_id.value)),
        Placeholder::UserId => text(credentials.username.as_deref()),
        Placeholder::Group => text(credentials.group.as_deref()),
        Placeholder::Domain => text(credentials.domain.as_deref()),
        Placeholder::Timestamp => text(Some(&unix_seconds.to_string())),
        Placeholder::ClientSecret => find(SecretName::ClientSecret, &credentials.client_secret),
        Placeholder::Password => find(SecretName::Password, &credentials.password),
        Placeholder::Signature => {
            let Some(signature) = provider.signature else { return Ok(None) };
            let secret = find(SecretName::ClientSecret, &credentials.client_secret)?;
            let client_id = &credentials.client_id.value;
            Ok(secret.map(|secret| Secret::new(sign(signature, client_id, &secret, unix_seconds))))
        }
    }
}

fn find(name: SecretName, secret: &RequiredSecret) -> Result<Option<Secret>> {
    match secret {
        RequiredSecret::Known(found) => found.source.find(),
        RequiredSecret::NotNeeded => Ok(None),
        RequiredSecret::Missing(where_to_set) => {
            Err(Failure::new(Kind::IncompleteCredentials, format!("the {name} is missing"))
                .hint(format!("set {where_to_set}")))
        }
    }
}

fn sign(signature: Signature, client_id: &str, secret: &Secret, unix_seconds: i64) -> String {
    use std::fmt::Write as _;
    let algorithm = match signature {
        Signature::Sha256 => &SHA256,
        Signature::Sha512 => &SHA512,
    };
    let signed = format!("{client_id}{}{unix_seconds}", secret.expose());
    let mut hex = String::new();
    for byte in digest(algorithm, signed.as_bytes()).as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Returns the failure of a token request if the provider has no tokens.
pub fn no_tokens(provider: &Provider) -> Option<Failure> {
    if provider.endpoints.iter().any(|endpoint| endpoint.grant != Grant::None) {
        return None;
    }
    let how = if provider.signature.is_some() { "a signature of its own" } else { "the credentials themselves" };
    Some(
        Failure::new(Kind::NoTokens, format!("{} has no access tokens", provider.title))
            .because(format!("each request contains {how}"))
            .hint("use `call`, `exec` or `check` with the same selection: they authenticate each request"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_hash_of_id_secret_and_time() {
        // printf '%s' keysecret1700000000 | sha256sum, sha512sum
        let secret = Secret::new("secret");
        assert_eq!(sign(Signature::Sha256, "key", &secret, 1_700_000_000), SHA256_HEX);
        assert_eq!(sign(Signature::Sha512, "key", &secret, 1_700_000_000), SHA512_HEX);
    }

    const SHA256_HEX: &str = "278d74471a3b5267e27221967122169ad26fac349e0fb6a94779cdf050a0d038";
    const SHA512_HEX: &str = "62e832680df40233f927f57fd973bd38e395f7e5ed3ca1fb7441fbb3b5c0973d808388fa8587ff2be50d243b21f102b0ca125cd2559fb52b64056c0ac53c09f7";
}
