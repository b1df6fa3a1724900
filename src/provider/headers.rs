//! The headers that a provider or profile adds to API requests: fixed text, credentials, signatures and the token.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::fill::{PlaceholderValues, TextSource};
use super::{Credentials, Grant, HeaderText, Placeholder, Provider, Text};
use crate::credentials::{PlaceholderPolicy, Variables};
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

/// Returns the sources of the headers of a provider and of the active profile, without reading a secret.
pub fn header_sources<'h>(
    provider: &'h Provider,
    of_profile: impl Iterator<Item = (&'h Text, &'h HeaderText)>,
    variables: &Variables,
    policy: PlaceholderPolicy,
) -> Vec<(Text, TextSource)> {
    let of_provider = provider.headers.iter().map(|(name, value)| (name, value));
    of_provider
        .chain(of_profile)
        .map(|(name, value)| (name.clone(), TextSource::new(value, variables, policy)))
        .collect()
}

/// Builds the headers to send; a later header replaces an earlier one of the same name.
///
/// A header is left out if its group, domain or token is not set.
pub fn api_headers(
    provider: &Provider,
    credentials: &Credentials,
    sources: &[(Text, TextSource)],
    token: Option<&Secret>,
    unix_seconds: i64,
) -> Result<ApiHeaders> {
    let values = PlaceholderValues { provider, credentials, secrets: [None, None], token, unix_seconds };
    let mut built = ApiHeaders { headers: HeaderMap::new(), redactor: Redactor::default() };
    for (name, source) in sources {
        if let Some(text) = values.fill(source, &mut built.redactor)? {
            let (name, value) = sensitive_header(name, &text)?;
            built.headers.insert(name, value);
        }
    }
    Ok(built)
}

/// Returns the header that carries the token, if it is not the usual `Authorization: Bearer`.
pub fn token_header(
    provider: &Provider,
    credentials: &Credentials,
    sources: &[(Text, TextSource)],
    token: &Secret,
) -> Result<Option<(Text, Secret)>> {
    let values =
        PlaceholderValues { provider, credentials, secrets: [None, None], token: Some(token), unix_seconds: 0 };
    let Some((name, source)) = sources.iter().find(|(_, source)| source.has(Placeholder::Token)) else {
        return Ok(None);
    };
    Ok(values.fill(source, &mut Redactor::default())?.map(|text| (name.clone(), text)))
}

/// Returns whether the headers of a provider use this placeholder, directly or through another placeholder.
pub(super) fn uses(provider: &Provider, placeholder: Placeholder) -> bool {
    let texts = provider.headers.iter().map(|(_, value)| value);
    texts.into_iter().any(|text| super::fill::uses(provider, text, placeholder))
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

/// Parses a header whose value the log must not show.
pub(super) fn sensitive_header(name: &str, value: &Secret) -> Result<(HeaderName, HeaderValue)> {
    let (name, mut value) = parse_header(name, value.expose())?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// Returns the failure of a token request if the provider has no tokens.
pub fn no_tokens(provider: &Provider) -> Option<Failure> {
    if provider.endpoints.iter().any(|endpoint| endpoint.grant != Grant::None) {
        return None;
    }
    let how = if provider.signature.is_some() { "a signature" } else { "the credentials themselves" };
    Some(
        Failure::new(Kind::NoTokens, format!("{} has no access tokens", provider.title))
            .because(format!("each request contains {how}"))
            .hint("use `call`, `exec` or `check` with the same selection: they authenticate each request"),
    )
}
