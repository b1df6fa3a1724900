//! Builds the request that revokes a token (RFC 7009), and explains its response.

use reqwest::Method;
use url::Url;

use super::error_response::{ErrorResponse, TokenRequestTarget, token_error_response};
use super::request_parts::{RequestParts, TokenRequest, TokenRequestInput};
use super::{BodyFormat, ErrorBody, Provider, TokenEndpoint};
use crate::failure::Result;
use crate::http::FullResponse;
use crate::redact::Redactor;
use crate::secret::Secret;

/// A token that is revoked.
#[derive(Clone, Debug)]
pub enum RevokedToken {
    /// An access token.
    Access(Secret),
    /// A refresh token.
    Refresh(Secret),
}

impl RevokedToken {
    /// Returns the token, and its name in `token_type_hint`.
    const fn parts(&self) -> (&Secret, &'static str) {
        match self {
            Self::Access(token) => (token, "access_token"),
            Self::Refresh(token) => (token, "refresh_token"),
        }
    }

    /// Returns the name in sentences.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Access(_) => "access token",
            Self::Refresh(_) => "refresh token",
        }
    }
}

/// Builds the request that revokes a token (RFC 7009, section 2.1). The client authenticates as at the token endpoint.
pub fn revocation_request(
    endpoint: &TokenEndpoint,
    url: Url,
    token_url: &Url,
    token: &RevokedToken,
    input: &TokenRequestInput<'_>,
) -> Result<TokenRequest> {
    let mut parts = RequestParts::new(input);
    let (text, hint) = token.parts();
    parts.redactor.add(text);
    parts.fields.add("token", text.clone());
    parts.fields.add("token_type_hint", Secret::new(hint));
    parts.authenticate(endpoint, input, token_url)?;
    parts.into_request(Method::POST, url, BodyFormat::Form, input)
}

/// Returns the reason why the token was not revoked; none if it was, or if the server no longer knows it.
pub fn judge_revocation(
    provider: &Provider,
    url: &Url,
    token: &RevokedToken,
    response: &FullResponse,
    redactor: &Redactor,
) -> Option<ErrorResponse> {
    if (200..300).contains(&response.head.status) {
        return None;
    }
    let error = ErrorBody::read_with(&response.body, &provider.errors).with_head(&response.head);
    let target = TokenRequestTarget { url, is_absolute: true };
    let rejection = token_error_response(provider, &target, response, &error, redactor);
    let failure = rejection.failure.clone().within(&format!("the {} was not revoked", token.label()));
    Some(ErrorResponse { failure, ..rejection })
}
