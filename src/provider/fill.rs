//! Fills in texts with placeholders, for the headers of API requests and for the fields and headers of token requests.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, SHA512, digest};

use super::{
    Credentials, FieldValues, HeaderText, Placeholder, Provider, RequiredSecret, SecretName, Signature, Template,
    TemplatePart, Text, TokenEndpoint,
};
use crate::config::ScopeText;
use crate::credentials::{CredentialSource, PlaceholderPolicy, Variables, referenced};
use crate::failure::{Failure, Kind, Result};
use crate::redact::Redactor;
use crate::secret::Secret;

/// The source of the value of a field or header.
#[derive(Clone, Debug)]
pub enum TextSource {
    /// Text with placeholders for values of the credentials.
    Template(Template),
    /// A secret, which is read at most once.
    Secret(Arc<dyn CredentialSource>),
}

/// The sources of the extra fields and headers of a token request.
#[derive(Clone, Debug, Default)]
pub struct TokenTexts {
    /// The fields, each with its values.
    pub params: Vec<(Text, Vec<TextSource>)>,
    /// The headers.
    pub headers: Vec<(Text, TextSource)>,
}

/// Returns the sources of an endpoint's extra fields and headers, without reading a secret.
pub fn token_texts(endpoint: &TokenEndpoint, variables: &Variables, policy: PlaceholderPolicy) -> TokenTexts {
    let source = |text: &HeaderText| TextSource::new(text, variables, policy);
    let values = |FieldValues(values): &FieldValues| values.iter().map(source).collect();
    TokenTexts {
        params: endpoint.params.iter().map(|(name, list)| (name.clone(), values(list))).collect(),
        headers: endpoint.headers.iter().map(|(name, text)| (name.clone(), source(text))).collect(),
    }
}

impl TextSource {
    pub(super) fn new(text: &HeaderText, variables: &Variables, policy: PlaceholderPolicy) -> Self {
        match text {
            HeaderText::Template(template) => Self::Template(template.clone()),
            HeaderText::Secret(reference) => Self::Secret(referenced(reference, variables, policy)),
        }
    }

    /// Returns whether this is a text with the placeholder.
    pub fn has(&self, placeholder: Placeholder) -> bool {
        matches!(self, Self::Template(template) if template.has(placeholder))
    }

    /// Returns a text for the cache key: with the ids filled in, and with a name in place of each secret.
    fn key_text(&self, credentials: &Credentials) -> String {
        match self {
            Self::Secret(source) => format!("{{{}}}", source.name()),
            Self::Template(template) => template.parts().iter().map(|part| key_part(part, credentials)).collect(),
        }
    }
}

fn key_part(part: &TemplatePart, credentials: &Credentials) -> String {
    let filled = match part {
        TemplatePart::Text(text) => return text.to_string(),
        TemplatePart::Placeholder(placeholder) => id(*placeholder, credentials),
    };
    filled.map_or_else(|| Template(vec![part.clone()].into()).to_string(), str::to_owned)
}

/// Returns an id of the credentials; none for other placeholders and for an id that is not set.
fn id(placeholder: Placeholder, credentials: &Credentials) -> Option<&str> {
    let id = match placeholder {
        Placeholder::ClientId => Some(credentials.client_id.value.as_str()),
        Placeholder::UserId => credentials.username.as_deref(),
        Placeholder::Group => credentials.group.as_deref(),
        Placeholder::Domain => credentials.domain.as_deref(),
        _ => None,
    };
    id.filter(|id| !id.is_empty())
}

/// Returns the scope of a profile with the ids filled in, without the texts whose group or domain is not set.
pub fn filled_scope(scope: &ScopeText, credentials: &Credentials) -> String {
    let filled = |template: &Template| -> Option<String> {
        let parts = template.parts().iter().map(|part| match part {
            TemplatePart::Text(text) => Some(&**text),
            TemplatePart::Placeholder(placeholder) => id(*placeholder, credentials),
        });
        parts.collect()
    };
    scope.texts().iter().filter_map(filled).collect::<Vec<_>>().join(" ")
}

impl TokenTexts {
    /// Returns the names and texts that distinguish one token from another, for the cache key. A header is included if
    /// it differs between accounts.
    pub fn key_fields(&self, credentials: &Credentials) -> Vec<(String, String)> {
        let is_constant = |source: &TextSource| match source {
            TextSource::Template(template) => template.parts().iter().all(|part| matches!(part, TemplatePart::Text(_))),
            TextSource::Secret(_) => false,
        };
        let params = self
            .params
            .iter()
            .flat_map(|(name, sources)| sources.iter().map(|source| (name.to_string(), source.key_text(credentials))));
        let headers = self.headers.iter().filter(|(_, source)| !is_constant(source));
        let headers = headers.map(|(name, source)| (format!("header {name}"), source.key_text(credentials)));
        params.chain(headers).collect()
    }

    /// Returns the sources of the secrets in these texts, without those of the credentials.
    pub fn secrets(&self) -> impl Iterator<Item = &Arc<dyn CredentialSource>> {
        let of_params = self.params.iter().flat_map(|(_, sources)| sources);
        let all = of_params.chain(self.headers.iter().map(|(_, source)| source));
        all.filter_map(|source| match source {
            TextSource::Template(_) => None,
            TextSource::Secret(source) => Some(source),
        })
    }
}

/// The values for placeholders.
pub(super) struct PlaceholderValues<'a> {
    pub(super) provider: &'a Provider,
    pub(super) credentials: &'a Credentials,
    /// The secrets of the credentials if they were read already, in the order of [`SecretName::ALL`].
    pub(super) secrets: [Option<&'a Secret>; 2],
    /// The access token, if there is one.
    pub(super) token: Option<&'a Secret>,
    pub(super) unix_seconds: i64,
}

impl PlaceholderValues<'_> {
    /// Returns the text of a source, and adds its secrets to the redactor; none if one of its values is not set.
    pub(super) fn fill(&self, source: &TextSource, redactor: &mut Redactor) -> Result<Option<Secret>> {
        let template = match source {
            TextSource::Secret(source) => return Ok(source.find()?.inspect(|secret| redactor.add(secret))),
            TextSource::Template(template) => template,
        };
        let mut filled = String::new();
        for part in template.parts() {
            match part {
                TemplatePart::Text(text) => filled.push_str(text),
                TemplatePart::Placeholder(placeholder) => match self.value(*placeholder)? {
                    Some(value) => {
                        if placeholder.is_secret() {
                            redactor.add(&value);
                        }
                        filled.push_str(value.expose());
                    }
                    None => return Ok(None),
                },
            }
        }
        Ok(Some(Secret::new(filled)))
    }

    fn value(&self, placeholder: Placeholder) -> Result<Option<Secret>> {
        let client_id = &self.credentials.client_id.value;
        Ok(match placeholder {
            Placeholder::ClientId | Placeholder::UserId | Placeholder::Group | Placeholder::Domain => {
                id(placeholder, self.credentials).map(Secret::new)
            }
            Placeholder::Timestamp => Some(Secret::new(self.unix_seconds.to_string())),
            Placeholder::ClientSecret => self.secret(SecretName::ClientSecret)?,
            Placeholder::Password => self.secret(SecretName::Password)?,
            Placeholder::Token => self.token.cloned(),
            Placeholder::Basic => {
                let secret = self.secret(SecretName::ClientSecret)?;
                secret.map(|secret| Secret::new(STANDARD.encode(format!("{client_id}:{}", secret.expose()))))
            }
            Placeholder::Signature => {
                let Some(signature) = self.provider.signature else { return Ok(None) };
                let secret = self.secret(SecretName::ClientSecret)?;
                secret.map(|secret| Secret::new(sign(signature, client_id, &secret, self.unix_seconds)))
            }
        })
    }

    fn secret(&self, name: SecretName) -> Result<Option<Secret>> {
        if let Some(secret) = self.secrets[name as usize] {
            return Ok(Some(secret.clone()));
        }
        match self.credentials.secret(name) {
            RequiredSecret::Known(found) => found.source.find(),
            RequiredSecret::NotNeeded => Ok(None),
            RequiredSecret::Missing(where_to_set) => {
                Err(Failure::new(Kind::IncompleteCredentials, format!("the {name} is missing"))
                    .hint(format!("set {where_to_set}")))
            }
        }
    }
}

/// Returns whether a text uses this placeholder, directly or through the signature or HTTP Basic.
pub(super) fn uses(provider: &Provider, text: &HeaderText, placeholder: Placeholder) -> bool {
    let HeaderText::Template(template) = text else { return false };
    let is_client = matches!(placeholder, Placeholder::ClientId | Placeholder::ClientSecret);
    let is_signed = provider.signature.is_some() && template.has(Placeholder::Signature);
    template.has(placeholder) || (is_client && (is_signed || template.has(Placeholder::Basic)))
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
