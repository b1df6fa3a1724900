//! Reads a provider's response: a token, or a failure with the provider's own message.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::advice::{Advice, Endpoint, look_up};
use super::{ErrorBody, Provider};
use crate::failure::{Failure, Kind, Result};
use crate::http::FullResponse;
use crate::redact::{Redactor, has_unsafe_characters};
use crate::secret::Secret;
use crate::token::{Token, expiry, is_access_token};

/// If the other fields of a token response are larger than this, all of them are dropped.
const LARGEST_EXTRA_BYTES: usize = 16 << 10;

/// An error response of a token endpoint or an API.
#[derive(Debug)]
pub struct Rejection {
    /// The failure that the user sees.
    pub failure: Failure,
    /// Whether sending the request again can help.
    pub retryable: bool,
    /// Whether the same credentials can be right in another environment.
    pub may_be_elsewhere: bool,
}

impl Rejection {
    /// Returns whether the token endpoint would reject the same request again.
    pub fn is_refusal(&self) -> bool {
        self.failure.kind().is_refusal()
    }

    fn of(failure: Failure) -> Self {
        Self { failure, retryable: false, may_be_elsewhere: false }
    }
}

/// Reads the token of a response, or the reason why it has none.
pub fn read_token(provider: &Provider, response: &FullResponse, redactor: &Redactor) -> Result<Token, Rejection> {
    let error = ErrorBody::read_with(&response.body, &provider.errors);
    if !(200..300).contains(&response.head.status) {
        return Err(token_rejection(provider, response, &error, redactor));
    }
    let unusable = |what: &str| unusable(provider, response, what, redactor);
    let document = match serde_json::from_slice(&response.body) {
        Ok(Value::Object(document)) => document,
        Ok(_) => return Err(unusable("it is JSON, but not an object")),
        Err(_) if response.body.trim_ascii().is_empty() => return Err(unusable("it is empty")),
        Err(_) if looks_like_html(&response.body) => {
            return Err(unusable("it is a web page, not JSON"));
        }
        Err(_) => return Err(unusable("it is not JSON, or was cut short")),
    };
    let field = &provider.answer.token;
    let raw = match field_at(&document, field) {
        Some(Value::String(raw)) if !raw.is_empty() => raw,
        Some(Value::String(_)) => return Err(unusable(&format!("its {field} is empty"))),
        Some(_) => return Err(unusable(&format!("its {field} is not a string"))),
        None if error.error.is_some() => return Err(token_rejection(provider, response, &error, redactor)),
        None => return Err(unusable(&format!("it has no {field}"))),
    };
    let raw = provider.token_prefix.as_ref().and_then(|prefix| raw.strip_prefix(&**prefix)).unwrap_or(raw);
    if !is_access_token(raw) {
        return Err(unusable(&format!(
            "its {field} contains a space, a control character or a byte that is not ASCII"
        )));
    }
    Ok(token(provider, &document, raw, response.head.sent_at, redactor))
}

/// Returns the value of a field; a dot leads into an object.
fn field_at<'d>(document: &'d Map<String, Value>, path: &str) -> Option<&'d Value> {
    if let Some(value) = document.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    field_at(document.get(first)?.as_object()?, rest)
}

fn token(
    provider: &Provider,
    document: &Map<String, Value>,
    raw: &str,
    sent_at: Timestamp,
    redactor: &Redactor,
) -> Token {
    const STANDARD_FIELDS: [&str; 5] = ["access_token", "token_type", "expires_in", "scope", "client_id"];
    let fields = &provider.answer;
    let named_fields = [&fields.token, &fields.expires_in, &fields.scope];
    let mut redactor = redactor.clone();
    redactor.add(&Secret::new(raw));
    let mut extra = Map::new();
    for (name, value) in document {
        if !STANDARD_FIELDS.contains(&name.as_str())
            && !named_fields.iter().any(|field| *field == name)
            && let Some(value) = without_secrets(name, value, &redactor)
        {
            extra.insert(redactor.mask(name), value);
        }
    }
    if serde_json::to_string(&extra).map_or(usize::MAX, |text| text.len()) > LARGEST_EXTRA_BYTES {
        extra.clear();
    }
    Token {
        access_token: Secret::new(raw),
        scope: field_at(document, &fields.scope)
            .and_then(Value::as_str)
            .filter(|scope| !scope.is_empty() && !has_unsafe_characters(scope))
            .map(|s| redactor.mask(s)),
        obtained_at: sent_at,
        expires_at: match field_at(document, &fields.expires_in) {
            Some(expires_in) => expiry(sent_at, expires_in),
            None => provider.lifetime_seconds.and_then(|seconds| expiry(sent_at, &Value::from(seconds))),
        },
        extra,
    }
}

/// Returns the value without other tokens (`refresh_token`, `id_token`), and with echoed secrets masked.
fn without_secrets(name: &str, value: &Value, redactor: &Redactor) -> Option<Value> {
    if name.to_ascii_lowercase().ends_with("_token") {
        return None;
    }
    Some(match value {
        Value::String(text) => Value::String(redactor.mask(text)),
        Value::Array(items) => items.iter().filter_map(|item| without_secrets("", item, redactor)).collect(),
        Value::Object(fields) => fields
            .iter()
            .filter_map(|(name, value)| Some((redactor.mask(name), without_secrets(name, value, redactor)?)))
            .collect(),
        Value::Number(_) | Value::Bool(_) | Value::Null => value.clone(),
    })
}

fn looks_like_html(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

fn unusable(provider: &Provider, response: &FullResponse, why: &str, redactor: &Redactor) -> Rejection {
    let shown = redactor.line(&String::from_utf8_lossy(&response.body));
    let why = if shown.is_empty() || looks_like_html(&response.body) {
        why.to_owned()
    } else if response.head.status < 300 {
        // A successful response can contain a token anywhere, so its body is not shown.
        format!("{why} ({} bytes)", response.body.len())
    } else {
        format!("{why}: {shown}")
    };
    let status = response.head.status;
    let what = format!("the response of {}'s token endpoint (HTTP {status}) cannot be used", provider.title);
    let failure = Failure::new(Kind::BadResponse, what).because(why).http_status(status);
    Rejection::of(failure.hint("check the base URL; a login page or a proxy in between responds like this"))
}

fn token_rejection(provider: &Provider, response: &FullResponse, error: &ErrorBody, redactor: &Redactor) -> Rejection {
    // A successful status with an OAuth error in the body counts as 400.
    let status = if response.head.status < 300 { 400 } else { response.head.status };
    match look_up(&provider.dialect, Endpoint::Token, status, error) {
        Some(row) => rejection(row, response, error, redactor),
        None => unusable(provider, response, "its status is unknown", redactor),
    }
}

/// Explains an API's response with an error status, with the provider's own message.
///
/// The response may have only the beginning of the body.
pub fn judge_api(provider: &Provider, response: &FullResponse, redactor: &Redactor) -> Rejection {
    let error =
        ErrorBody::read_with(&response.body, &provider.errors).or_challenge(response.head.header("www-authenticate"));
    if let Some(row) = look_up(&provider.dialect, Endpoint::Api, response.head.status, &error) {
        return rejection(row, response, &error, redactor);
    }
    let what = format!("the API responded with the unknown status {}", response.head.status);
    let failure = Failure::new(Kind::BadResponse, what).http_status(response.head.status);
    Rejection::of(failure)
}

fn rejection(row: &Advice, response: &FullResponse, error: &ErrorBody, redactor: &Redactor) -> Rejection {
    let words: Vec<String> = [&error.code, &error.error, &error.words]
        .into_iter()
        .flatten()
        .map(|text| redactor.line(text))
        .filter(|text| !text.is_empty())
        .collect();
    let message = if words.is_empty() { body_excerpt(response, redactor) } else { words.join(", ") };
    let reason = match message.as_str() {
        "" => format!("HTTP {}", response.head.status),
        words => format!("HTTP {}, {words}", response.head.status),
    };
    let mut failure = Failure::new(row.kind, row.meaning)
        .because(reason)
        .http_status(response.head.status)
        .retry_after(response.head.retry_after())
        .provider_code(error.identifier().map(|code| redactor.line(code)));
    if row.kind == Kind::UnexpectedRedirect
        && let Some(location) = response.head.header("location")
    {
        failure = failure.hint(format!("it redirects to {}", redactor.line(location)));
    }
    if let Some(wait) = response.head.retry_after() {
        failure = failure.hint(format!("the server asks to wait {}", crate::clock::in_words(wait)));
    }
    if !row.advice.is_empty() {
        failure = failure.hint(row.advice);
    }
    Rejection { failure, retryable: row.retryable, may_be_elsewhere: row.may_be_elsewhere }
}

/// Returns the beginning of a body of unknown format; a web page is not quoted.
fn body_excerpt(response: &FullResponse, redactor: &Redactor) -> String {
    if looks_like_html(&response.body) {
        return "a web page".to_owned();
    }
    redactor.line(&String::from_utf8_lossy(&response.body))
}
