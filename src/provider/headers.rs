//! The headers of API requests that are not the token's: fixed ones, those made of secrets, and signatures.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use ring::digest::{SHA256, SHA512, digest};

use super::{Grant, Login, Part, Provider, Signature, Text};
use crate::config::HeaderText;
use crate::credentials::referenced;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::redact::Redactor;
use crate::secret::Secret;

/// Headers that are ready, and what must not be shown of them.
#[derive(Debug)]
pub struct ApiHeaders {
    /// The headers; every value is marked sensitive.
    pub headers: HeaderMap,
    /// Knows their secrets.
    pub redactor: Redactor,
}

/// What can stand in braces in a header's value.
pub(super) const PLACEHOLDERS: [&str; 8] =
    ["client_id", "client_secret", "user_id", "group", "domain", "password", "timestamp", "signature"];

/// The headers of a provider and of the profile in force, whose own replace the provider's.
///
/// A header whose group or domain is not given is left out: it belongs to those who have one.
pub fn api_headers(
    provider: &Provider,
    login: &Login,
    of_profile: &[(Text, HeaderText)],
    env: &Env,
    unix_seconds: i64,
) -> Result<ApiHeaders> {
    let mut made = ApiHeaders { headers: HeaderMap::new(), redactor: Redactor::default() };
    for (name, value) in provider.headers.iter().chain(of_profile) {
        let text = match value {
            HeaderText::Secret(reference) => {
                let found = referenced(reference, env).find()?;
                found.inspect(|secret| made.redactor.add(secret))
            }
            HeaderText::Template(template) => fill(template, &mut |what| {
                let value = placeholder(what, provider, login, unix_seconds)?;
                if matches!(what, "client_secret" | "password" | "signature")
                    && let Some(secret) = &value
                {
                    made.redactor.add(secret);
                }
                Ok(value)
            })?,
        };
        if let Some(text) = text {
            let (name, mut value) = plain(name, text.expose())?;
            value.set_sensitive(true);
            made.headers.insert(name, value);
        }
    }
    Ok(made)
}

/// What the headers of a provider need of a login: whether they speak of this placeholder, also through the signature.
pub(super) fn speaks_of(provider: &Provider, what: &str) -> bool {
    let is_signed = matches!(what, "client_id" | "client_secret") && speaks_of_signature(provider);
    is_signed || mentions(provider, what)
}

fn speaks_of_signature(provider: &Provider) -> bool {
    provider.signature.is_some() && mentions(provider, "signature")
}

fn mentions(provider: &Provider, what: &str) -> bool {
    provider.headers.iter().any(|(_, value)| match value {
        HeaderText::Template(template) => pieces(template).any(|piece| piece == Piece::Placeholder(what)),
        HeaderText::Secret(_) => false,
    })
}

/// The first thing in braces that stands for nothing.
pub(super) fn unknown_placeholder(template: &str) -> Option<&str> {
    pieces(template).find_map(|piece| match piece {
        Piece::Placeholder(what) if !PLACEHOLDERS.contains(&what) => Some(what),
        _ => None,
    })
}

/// What is wrong with the headers of a profile, without their secrets being read.
pub fn header_problem(headers: &[(Text, HeaderText)]) -> Option<Failure> {
    headers.iter().find_map(|(name, value)| {
        let template = match value {
            HeaderText::Template(template) => template,
            HeaderText::Secret(_) => "",
        };
        match unknown_placeholder(template) {
            Some(what) => Some(unknown(what)),
            None => plain(name, template).err(),
        }
    })
}

fn unknown(what: &str) -> Failure {
    let all = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(", ");
    Failure::new(Kind::BadConfig, format!("`{{{}}}` stands for nothing", crate::redact::escape_control(what)))
        .hint(format!("in a header's value there can be {all}"))
}

/// A header of this name and value, checked.
pub(super) fn plain(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let bad = |what: &str| {
        Failure::new(Kind::BadConfig, format!("the header `{}` has {what}", crate::redact::escape_control(name)))
            .hint("check it in the config file")
    };
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("a name that no header can have"))?;
    let value = HeaderValue::from_str(value).map_err(|_| bad("a value with a control character"))?;
    Ok((header, value))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'t> {
    Plain(&'t str),
    Placeholder(&'t str),
}

/// Takes a template apart; a brace that nothing closes is plain.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((what, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            rest = after;
            return Some(Piece::Placeholder(what));
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[first..].find('{').map_or(rest.len(), |position| position + first);
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Plain(plain))
    })
}

/// The template filled in; none when something in it is not given.
fn fill(template: &str, value: &mut dyn FnMut(&str) -> Result<Option<Secret>>) -> Result<Option<Secret>> {
    let mut text = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Placeholder(what) => match value(what)? {
                Some(value) => text.push_str(value.expose()),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(Secret::new(text)))
}

fn placeholder(what: &str, provider: &Provider, login: &Login, unix_seconds: i64) -> Result<Option<Secret>> {
    let text = |text: Option<&str>| Ok(text.filter(|text| !text.is_empty()).map(Secret::new));
    match what {
        "client_id" => text(Some(&login.client_id.value)),
        "user_id" => text(login.username.as_deref()),
        "group" => text(login.group.as_deref()),
        "domain" => text(login.domain.as_deref()),
        "timestamp" => text(Some(&unix_seconds.to_string())),
        "client_secret" => part(&login.client_secret, "client secret"),
        "password" => part(&login.password, "password"),
        "signature" => {
            let Some(signature) = provider.signature else { return Ok(None) };
            let secret = part(&login.client_secret, "client secret")?;
            Ok(secret.map(|secret| Secret::new(sign(signature, &login.client_id.value, &secret, unix_seconds))))
        }
        _ => Err(unknown(what)),
    }
}

fn part(part: &Part, name: &str) -> Result<Option<Secret>> {
    match part {
        Part::Known(found) => found.source.find(),
        Part::NotNeeded => Ok(None),
        Part::Missing(where_to_set) => Err(Failure::new(Kind::IncompleteCredentials, format!("the {name} is missing"))
            .hint(format!("set {where_to_set}"))),
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

/// The failure of asking for a token where there are none.
pub fn no_tokens(provider: &Provider) -> Option<Failure> {
    if provider.endpoints.iter().any(|endpoint| endpoint.grant != Grant::None) {
        return None;
    }
    let how = if provider.signature.is_some() { "a signature of its own" } else { "the credentials themselves" };
    Some(
        Failure::new(Kind::NoTokens, format!("{} has no access tokens", provider.title))
            .because(format!("each request to it carries {how}"))
            .hint("use `call`, `exec` or `check` with the same selection: they send what is needed"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_taken_apart_at_its_braces() {
        for (template, expected) in [
            ("Bearer {client_secret}", vec![Piece::Plain("Bearer "), Piece::Placeholder("client_secret")]),
            ("{a}{b}", vec![Piece::Placeholder("a"), Piece::Placeholder("b")]),
            ("ä{a}ü", vec![Piece::Plain("ä"), Piece::Placeholder("a"), Piece::Plain("ü")]),
            ("ü{", vec![Piece::Plain("ü"), Piece::Plain("{")]),
            ("", vec![]),
        ] {
            assert_eq!(pieces(template).collect::<Vec<_>>(), expected, "{template}");
        }
    }

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
