//! Explains error responses of token endpoints and APIs, with the provider's own message.

use std::borrow::Cow;
use std::time::Duration;

use url::Url;

use super::advice::{Advice, Endpoint, TOKEN, explain, look_up};
use super::{ErrorBody, ErrorDialect, Grant, Provider, excerpt};
use crate::clock::in_words;
use crate::failure::{Failure, Kind};
use crate::http::url::shown;
use crate::http::{FullResponse, missing_certificate_hint};
use crate::redact::Redactor;

/// The largest difference between the clocks that keeps signatures valid.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// An error response of a token endpoint or an API, explained.
#[derive(Debug)]
pub struct ErrorResponse {
    /// The failure that the user sees.
    pub failure: Failure,
    /// Whether sending the request again can help.
    pub retryable: bool,
    /// Whether the same credentials may be valid in another environment.
    pub may_be_elsewhere: bool,
    /// Whether the response proves that the credentials are not valid.
    pub rejects_credentials: bool,
}

impl ErrorResponse {
    /// Returns whether the token endpoint rejected the request, and would reject it again.
    pub fn is_rejection(&self) -> bool {
        self.failure.kind().is_rejection()
    }

    fn of(failure: Failure) -> Self {
        let rejects_credentials = failure.kind() == Kind::CredentialsRejected;
        Self { failure, retryable: false, may_be_elsewhere: false, rejects_credentials }
    }
}

/// The URL of a token request, for messages.
#[derive(Clone, Copy, Debug)]
pub struct TokenRequestTarget<'u> {
    /// The URL.
    pub url: &'u Url,
    /// Whether the provider names an absolute URL instead of a path on the base URL.
    pub is_absolute: bool,
}

impl TokenRequestTarget<'_> {
    /// Returns the advice, which names the token URL instead of the base URL if the provider has a whole URL.
    fn advice(&self, advice: &'static str) -> Cow<'static, str> {
        if self.is_absolute { advice.replace("the base URL", "the token URL").into() } else { advice.into() }
    }

    /// Returns the end of a phrase that names the URL; empty if the URL cannot be the reason for the failure.
    fn origin(&self, kind: Kind) -> String {
        let may_be_wrong =
            matches!(kind, Kind::NoTokenEndpoint | Kind::BadResponse | Kind::UnexpectedRedirect | Kind::Forbidden);
        if self.is_absolute || may_be_wrong { format!(" from {}", shown(self.url)) } else { String::new() }
    }
}

/// Explains a token response that has no usable token although it has a success status.
pub(super) fn unusable(
    provider: &Provider,
    target: &TokenRequestTarget<'_>,
    response: &FullResponse,
    why: &str,
) -> ErrorResponse {
    let status = response.head.status;
    let what = format!("the response of {}'s token endpoint (HTTP {status}) cannot be used", provider.title);
    let length = response.body.len();
    let bytes = if length == 0 { String::new() } else { format!(" ({length} bytes)") };
    let advice = target.advice("check the base URL; a login page or a proxy in between responds like this");
    let failure = Failure::new(Kind::BadResponse, what)
        .because(format!("{why}{bytes}{}", target.origin(Kind::BadResponse)))
        .http_status(status);
    ErrorResponse::of(failure.hint(advice))
}

/// Explains a token endpoint's error.
pub(super) fn token_error_response(
    provider: &Provider,
    target: &TokenRequestTarget<'_>,
    response: &FullResponse,
    error: &ErrorBody,
    redactor: &Redactor,
) -> ErrorResponse {
    let is_success = response.head.status < 300;
    // A successful status with an error in the body counts as 400.
    let status = if is_success { 400 } else { response.head.status };
    let Some(row) = look_up(&provider.dialect, Endpoint::Token, status, error) else {
        return unusable(provider, target, response, "its status is unknown");
    };
    let is_unknown = row.code.is_none() && matches!(row.status, Some(4 | 403));
    let (row, own_words) = match error.oauth_name() {
        // An OAuth error that is not in the table is about the request, and only the provider can explain it.
        Some(name) if is_unknown => (&Advice { kind: Kind::RefusedRequest, ..UNKNOWN_ERROR }, Some(name)),
        None if row.status == Some(4) && is_success => (&UNKNOWN_ERROR, None),
        _ => (row, None),
    };
    let message = message(error, response, redactor);
    let origin = format!("HTTP {}{}", response.head.status, target.origin(row.kind));
    let failure = match own_words {
        Some(name) => {
            let words = error.words.as_deref().map(|words| format!(": {}", redactor.line(words)));
            let what = format!("{}{}", redactor.line(name), words.unwrap_or_default());
            Failure::new(row.kind, what).because(format!("{} rejects the token request, {origin}", provider.title))
        }
        None => Failure::new(row.kind, row.meaning).because(with_message(&origin, &message)),
    };
    let advice = target.advice(row.advice);
    complete(failure, row, provider, response, error, advice, redactor)
}

/// The row of an error that is not in the table.
const UNKNOWN_ERROR: Advice = Advice {
    meaning: "the token endpoint reports an error",
    advice: "the provider's documentation explains its error codes; check scope, --token-param and the other fields of \
             the request",
    ..TOKEN
};

/// Explains an API's error response, or the error in a response with a success status.
///
/// The body may be cut short.
pub fn judge_api(provider: &Provider, response: &FullResponse, redactor: &Redactor) -> ErrorResponse {
    let error = ErrorBody::read_with(&response.body, &provider.errors)
        .with_head(&response.head)
        .or_challenge(response.head.header("www-authenticate"));
    judge_api_error(provider, response, &error, redactor)
}

/// Explains the error in the body of a response with a success status; none if there is no error.
///
/// Only a SOAP fault and the error fields that the provider names count.
pub fn judge_api_success(provider: &Provider, response: &FullResponse, redactor: &Redactor) -> Option<ErrorResponse> {
    let fault = ErrorBody::read(&response.body);
    let error = match fault.format {
        Some(ErrorDialect::Soap) => fault,
        _ => ErrorBody::read_configured(&response.body, &provider.errors),
    };
    error.is_known().then(|| judge_api_error(provider, response, &error, redactor))
}

fn judge_api_error(
    provider: &Provider,
    response: &FullResponse,
    error: &ErrorBody,
    redactor: &Redactor,
) -> ErrorResponse {
    let is_success = response.head.status < 300;
    let is_of_server =
        error.is_of_server || matches!(error.oauth_name(), Some("server_error" | "temporarily_unavailable"));
    let status = match response.head.status {
        _ if is_success && is_of_server => 500,
        _ if is_success => 400,
        status => status,
    };
    let message = message(error, response, redactor);
    let origin = format!("HTTP {}", response.head.status);
    let Some(row) = look_up(&provider.dialect, Endpoint::Api, status, error) else {
        let what = format!("the API responded with the unknown status {status}");
        return ErrorResponse::of(Failure::new(Kind::BadResponse, what).http_status(status));
    };
    if let Some(error_response) = wrong_clock(provider, response, row, &with_message(&origin, &message)) {
        return error_response;
    }
    let has_tokens = provider.endpoints.iter().any(|endpoint| endpoint.grant != Grant::None);
    let advice =
        if has_tokens || row.advice_without_tokens.is_empty() { row.advice } else { row.advice_without_tokens };
    // A SOAP fault of either class is sent with any status.
    let kind =
        match row.kind {
            Kind::ApiClientError | Kind::ApiServerError if error.format == Some(ErrorDialect::Soap) => {
                if status >= 500 { Kind::ApiServerError } else { Kind::ApiClientError }
            }
            kind => kind,
        };
    let is_unknown_success = is_success && row.code.is_none() && matches!(row.status, Some(400 | 4 | 5));
    let (meaning, advice) = if is_unknown_success {
        ("the API reports an error", "the response says what is wrong; `--dry-run` shows the request")
    } else {
        (row.meaning, advice)
    };
    let failure = Failure::new(kind, meaning).because(with_message(&origin, &message));
    let error_response = complete(failure, row, provider, response, error, advice.into(), redactor);
    ErrorResponse { rejects_credentials: row.rejects_credentials.unwrap_or(status == 401), ..error_response }
}

/// Explains a rejected signature by a wrong clock, because the time is a part of the signature.
fn wrong_clock(provider: &Provider, response: &FullResponse, row: &Advice, reason: &str) -> Option<ErrorResponse> {
    let difference =
        response.head.clock_difference_seconds().filter(|seconds| seconds.abs() > CLOCK_TOLERANCE_SECONDS)?;
    let can_be_the_signature = row.kind == Kind::ApiClientError && matches!(response.head.status, 400 | 401 | 403);
    if provider.signature.is_none() || !can_be_the_signature {
        return None;
    }
    let span = in_words(Duration::from_secs(difference.unsigned_abs()));
    let direction = if difference > 0 { "behind" } else { "ahead of" };
    let what = format!("this machine's clock is {span} {direction} the server's, so no signature is valid");
    let failure = Failure::new(Kind::ApiClientError, what)
        .because(reason)
        .http_status(response.head.status)
        .hint("set this machine's clock, then try again: the credentials may be right");
    Some(ErrorResponse { rejects_credentials: false, ..ErrorResponse::of(failure) })
}

/// Returns code, name and message of the error, or a description of the body.
fn message(error: &ErrorBody, response: &FullResponse, redactor: &Redactor) -> String {
    let words: Vec<String> = [&error.code, &error.error, &error.words]
        .into_iter()
        .flatten()
        .map(|text| redactor.line(text))
        .filter(|text| !text.is_empty())
        .collect();
    if words.is_empty() { excerpt::describe(&response.body, redactor) } else { words.join(", ") }
}

fn with_message(origin: &str, message: &str) -> String {
    if message.is_empty() { origin.to_owned() } else { format!("{origin}, {message}") }
}

/// Adds status, code, waiting time and advice to the failure.
fn complete(
    failure: Failure,
    row: &Advice,
    provider: &Provider,
    response: &FullResponse,
    error: &ErrorBody,
    advice: Cow<'static, str>,
    redactor: &Redactor,
) -> ErrorResponse {
    let mut failure = failure
        .http_status(response.head.status)
        .retry_after(response.head.retry_after())
        .provider_code(error.identifier().map(|code| redactor.line(code)));
    if row.kind == Kind::UnexpectedRedirect
        && let Some(location) = response.head.header("location")
    {
        failure = failure.hint(format!("it redirects to {}", redactor.line(location)));
    }
    if response.head.lacked_certificate && matches!(response.head.status, 400 | 401 | 403 | 495 | 496) {
        failure = failure.hint(missing_certificate_hint());
    }
    if let Some(wait) = response.head.retry_after() {
        failure = failure.hint(format!("the server asks to wait {}", in_words(wait)));
    }
    if !advice.is_empty() {
        failure = failure.hint(advice);
    }
    let is_plain = |code: &&str| code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let has_explanation = |code: &&str| !explain(Some(&provider.dialect), code).is_empty();
    if let Some(code) = row.code.and(error.identifier()).filter(is_plain).filter(has_explanation) {
        let code = redactor.line(code);
        failure = failure.hint(format!("`travauth explain {} {code}` explains the code", provider.name));
    }
    ErrorResponse {
        failure,
        retryable: row.retryable,
        may_be_elsewhere: row.may_be_elsewhere,
        rejects_credentials: row.rejects_credentials.unwrap_or(row.kind == Kind::CredentialsRejected),
    }
}
