//! Reads the response of a token endpoint: a token, or a failure with the provider's own message.

use serde_json::{Map, Value};

use super::error_response::{ErrorResponse, TokenRequestTarget, token_error_response, unusable};
use super::json_fields::field_at;
use super::{ErrorBody, Placeholder, Provider, excerpt, extra, headers, lifetime};
use crate::failure::{Failure, Kind, Result};
use crate::http::FullResponse;
use crate::redact::{Redactor, has_unsafe_characters};
use crate::secret::Secret;
use crate::token::{Token, is_access_token};

/// A token, and a warning about its lifetime.
#[derive(Debug)]
pub struct GrantedToken {
    /// The token.
    pub token: Token,
    /// The warning about a missing or implausible lifetime.
    pub warning: Option<String>,
}

/// Reads the token of a response, or the reason why it has none.
pub fn read_token(
    provider: &Provider,
    target: &TokenRequestTarget<'_>,
    response: &FullResponse,
    redactor: &Redactor,
) -> Result<GrantedToken, ErrorResponse> {
    let error = ErrorBody::read_with(&response.body, &provider.errors).with_head(&response.head);
    if !(200..300).contains(&response.head.status) {
        return Err(token_error_response(provider, target, response, &error, redactor));
    }
    let unusable = |what: &str| unusable(provider, target, response, what);
    let document = match serde_json::from_slice(&response.body) {
        Ok(Value::Object(document)) => document,
        Ok(_) => return Err(unusable("it is JSON, but not an object")),
        Err(_) if response.body.trim_ascii().is_empty() => return Err(unusable("it is empty")),
        Err(_) if error.is_known() => return Err(token_error_response(provider, target, response, &error, redactor)),
        Err(_) if response.body.trim_ascii_start().first() == Some(&b'<') => {
            return Err(unusable("it is a web page, not JSON"));
        }
        Err(_) => return Err(unusable("it is not JSON, or was cut short")),
    };
    let field = &provider.response.token;
    let raw = match field_at(&document, field) {
        Some(Value::String(raw)) if !raw.is_empty() => raw,
        Some(Value::String(_)) => return Err(unusable(&format!("its {field} is empty"))),
        Some(_) if error.is_known() => {
            return Err(token_error_response(provider, target, response, &error, redactor));
        }
        Some(_) => return Err(unusable(&format!("its {field} is not a string"))),
        None if error.is_known() => return Err(token_error_response(provider, target, response, &error, redactor)),
        None => return Err(without_token(provider, target, response, document, redactor)),
    };
    let raw = provider.token_prefix.as_ref().and_then(|prefix| raw.strip_prefix(&**prefix)).unwrap_or(raw);
    if !is_access_token(raw) {
        return Err(unusable(&format!(
            "its {field} contains a space, a control character or a byte that is not ASCII"
        )));
    }
    if let Some(token_type) = unsupported_type(provider, &document) {
        let token_type = redactor.line(token_type);
        return Err(unusable(&format!("its token_type is `{token_type}`, and only Bearer tokens can be used"))
            .with_hint("ask the provider how a client gets Bearer tokens (RFC 6749, section 7.1)"));
    }
    Ok(granted(provider, &document, raw, response, redactor))
}

/// Returns the refresh token of a successful response, which replaces the one that was sent; none if there is none.
///
/// # Errors
///
/// Fails when it has characters that no refresh token can have (RFC 6749, appendix A.17).
pub fn new_refresh_token(provider: &Provider, response: &FullResponse) -> Result<Option<Secret>> {
    if !(200..300).contains(&response.head.status) {
        return Ok(None);
    }
    let document: Map<String, Value> = serde_json::from_slice(&response.body).unwrap_or_default();
    match field_at(&document, &provider.response.refresh_token).and_then(Value::as_str) {
        None | Some("") => Ok(None),
        Some(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => Ok(Some(Secret::new(text))),
        Some(_) => {
            let what = "the new refresh token has a control character, or one that is not ASCII";
            Err(Failure::new(Kind::BadResponse, what).hint("get a new refresh token from the provider, and store it"))
        }
    }
}

/// Returns the token type if a token of this type is not sent as a Bearer token (RFC 6749, section 7.1).
fn unsupported_type<'d>(provider: &Provider, document: &'d Map<String, Value>) -> Option<&'d str> {
    let token_type = document.get("token_type")?.as_str()?.trim();
    let is_bearer = ["", "bearer", "bearertoken"].iter().any(|usual| token_type.eq_ignore_ascii_case(usual));
    // A header with `{token}` says how the token is sent.
    (!is_bearer && !headers::uses(provider, Placeholder::Token)).then_some(token_type)
}

/// Explains a successful response that lacks the field with the token, and names the fields that it has.
fn without_token(
    provider: &Provider,
    target: &TokenRequestTarget<'_>,
    response: &FullResponse,
    document: Map<String, Value>,
    redactor: &Redactor,
) -> ErrorResponse {
    let field = &provider.response.token;
    let names: Vec<String> = document.keys().cloned().collect();
    let found = match excerpt::list(&names, redactor) {
        found if found.is_empty() => "is an empty object".to_owned(),
        found => format!("has {found}"),
    };
    let unusable = unusable(provider, target, response, &format!("it has no {field}, but {found}"));
    match excerpt::token_candidates(&Value::Object(document)).first() {
        Some(path) => {
            let path = redactor.line(path);
            let place = provider.config_table();
            unusable.with_hint(&format!("if `{path}` is the token, set `answer = {{ token = \"{path}\" }}` {place}"))
        }
        None => unusable,
    }
}

fn granted(
    provider: &Provider,
    document: &Map<String, Value>,
    raw: &str,
    response: &FullResponse,
    redactor: &Redactor,
) -> GrantedToken {
    let mut redactor = redactor.clone();
    redactor.add(&Secret::new(raw));
    let lifetime = lifetime::read(provider, document, raw, &response.head);
    let scope = field_at(document, &provider.response.scope).and_then(Value::as_str);
    let scope = scope.filter(|scope| !scope.is_empty() && !has_unsafe_characters(scope));
    let token = Token {
        access_token: Secret::new(raw),
        scope: scope.map(|scope| redactor.mask(scope)),
        obtained_at: response.head.sent_at,
        expires_at: lifetime.expires_at,
        idle: lifetime.idle,
        extra: extra::harmless(document, &redactor),
    };
    GrantedToken { token, warning: lifetime.warning }
}

impl ErrorResponse {
    /// Adds a hint before the others.
    fn with_hint(self, hint: &str) -> Self {
        Self { failure: Failure::hints_first(self.failure, [hint.to_owned()]), ..self }
    }
}
