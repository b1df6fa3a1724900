//! Reads what a provider answers: a token, or a failure in the provider's own words.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::advice::{Advice, Endpoint, look_up};
use super::{ErrorBody, Provider};
use crate::failure::{Failure, Kind, Result};
use crate::http::Answer;
use crate::redact::Redactor;
use crate::secret::Secret;
use crate::token::{Token, expiry};

/// More than this is not kept of what else a provider sends.
const LARGEST_EXTRA_BYTES: usize = 16 << 10;

/// A refusal.
#[derive(Debug)]
pub struct Refused {
    /// What to tell the user.
    pub failure: Failure,
    /// Whether sending the request again may help.
    pub retryable: bool,
    /// Whether the same credentials may be right in another environment.
    pub may_be_elsewhere: bool,
    /// Whether the API says that the token, not the request, is at fault.
    pub token_is_dead: bool,
}

/// The token of an answer, or why there is none.
pub fn read_token(provider: &Provider, answer: &Answer, redactor: &Redactor) -> Result<Token, Refused> {
    let error = ErrorBody::read_with(&answer.body, &provider.errors);
    if !(200..300).contains(&answer.status) {
        return Err(refused_token(provider, answer, &error, redactor));
    }
    let nonsense = |what: &str| nonsense(provider, answer, what, redactor);
    let document = match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(document)) => document,
        Ok(_) => return Err(nonsense("it is JSON, but not an object")),
        Err(_) if answer.body.trim_ascii().is_empty() => return Err(nonsense("it is empty")),
        Err(_) if looks_like_html(&answer.body) => {
            return Err(nonsense("it is a web page, not JSON"));
        }
        Err(_) => return Err(nonsense("it is not JSON, or was cut short")),
    };
    let field = &provider.answer.token;
    let raw = match at(&document, field) {
        Some(Value::String(raw)) if !raw.is_empty() => raw,
        Some(Value::String(_)) => return Err(nonsense(&format!("its {field} is empty"))),
        Some(_) => return Err(nonsense(&format!("its {field} is not a text"))),
        None if error.error.is_some() => return Err(refused_token(provider, answer, &error, redactor)),
        None => return Err(nonsense(&format!("it holds no {field}"))),
    };
    let raw = provider.token_prefix.as_ref().and_then(|prefix| raw.strip_prefix(&**prefix)).unwrap_or(raw);
    if !raw.bytes().all(|byte| (0x21..=0x7e).contains(&byte)) || raw.is_empty() {
        return Err(nonsense(&format!("its {field} holds a space, a control character or a byte that is not ASCII")));
    }
    Ok(token(provider, &document, raw, answer.sent_at, redactor))
}

/// The value of this field; a dot leads into an object.
fn at<'d>(document: &'d Map<String, Value>, path: &str) -> Option<&'d Value> {
    if let Some(value) = document.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    at(document.get(first)?.as_object()?, rest)
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
    let own_fields = [&fields.token, &fields.expires_in, &fields.scope];
    let mut redactor = redactor.clone();
    redactor.add(&Secret::new(raw));
    let mut extra = Map::new();
    for (name, value) in document {
        if !STANDARD_FIELDS.contains(&name.as_str())
            && !own_fields.iter().any(|field| *field == name)
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
        scope: at(document, &fields.scope)
            .and_then(Value::as_str)
            .filter(|scope| !scope.is_empty())
            .map(|s| redactor.mask(s)),
        obtained_at: sent_at,
        expires_at: match at(document, &fields.expires_in) {
            Some(expires_in) => expiry(sent_at, expires_in),
            None => provider.lifetime_seconds.and_then(|seconds| expiry(sent_at, &Value::from(seconds))),
        },
        extra,
    }
}

/// The value, other tokens (`refresh_token`, `id_token`) left out and echoed secrets masked.
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

fn bad_answer(provider: &Provider, answer: &Answer, why: &str, redactor: &Redactor) -> Failure {
    let shown = redactor.line(&String::from_utf8_lossy(&answer.body));
    let why = if shown.is_empty() || looks_like_html(&answer.body) {
        why.to_owned()
    } else if answer.status < 300 {
        // An answer that was meant to be a token is not shown: who knows where in it the token stands.
        format!("{why} ({} bytes)", answer.body.len())
    } else {
        format!("{why}: {shown}")
    };
    Failure::new(
        Kind::BadAnswer,
        format!("the answer of {}'s token endpoint (HTTP {}) makes no sense", provider.title, answer.status),
    )
    .because(why)
    .http_status(answer.status)
    .hint("check the base URL; a login page or a proxy in between answers like this")
}

fn nonsense(provider: &Provider, answer: &Answer, why: &str, redactor: &Redactor) -> Refused {
    Refused {
        failure: bad_answer(provider, answer, why, redactor),
        retryable: false,
        may_be_elsewhere: false,
        token_is_dead: false,
    }
}

fn refused_token(provider: &Provider, answer: &Answer, error: &ErrorBody, redactor: &Redactor) -> Refused {
    // A 200 that holds an OAuth error is judged as the 400 that it should have been.
    let status = if answer.status < 300 { 400 } else { answer.status };
    match look_up(&provider.dialect, Endpoint::Token, status, error) {
        Some(row) => refused(row, answer, error, redactor),
        None => nonsense(provider, answer, "its status is unknown", redactor),
    }
}

/// What an API's answer with an error status says went wrong, in the provider's words.
///
/// The body may be the beginning of the whole one.
pub fn judge_api(provider: &Provider, answer: &Answer, redactor: &Redactor) -> Refused {
    let error = ErrorBody::read_with(&answer.body, &provider.errors).or_challenge(answer.header("www-authenticate"));
    if let Some(row) = look_up(&provider.dialect, Endpoint::Api, answer.status, &error) {
        return refused(row, answer, &error, redactor);
    }
    let what = format!("the API answered with the status {}, which means nothing", answer.status);
    let failure = Failure::new(Kind::BadAnswer, what).http_status(answer.status);
    Refused { failure, retryable: false, may_be_elsewhere: false, token_is_dead: false }
}

fn refused(row: &Advice, answer: &Answer, error: &ErrorBody, redactor: &Redactor) -> Refused {
    let words: Vec<String> = [&error.code, &error.error, &error.words]
        .into_iter()
        .flatten()
        .map(|text| redactor.line(text))
        .filter(|text| !text.is_empty())
        .collect();
    let own_words = if words.is_empty() { body_excerpt(answer, redactor) } else { words.join(", ") };
    let reason = match own_words.as_str() {
        "" => format!("HTTP {}", answer.status),
        words => format!("HTTP {}, {words}", answer.status),
    };
    let mut failure = Failure::new(row.kind, row.meaning)
        .because(reason)
        .http_status(answer.status)
        .provider_code(error.identifier().map(|code| redactor.line(code)));
    let mut hints = Vec::new();
    if row.kind == Kind::UnexpectedRedirect
        && let Some(location) = answer.header("location")
    {
        hints.push(format!("it redirects to {}", redactor.line(location)));
    }
    if let Some(wait) = answer.retry_after() {
        hints.push(format!("the server asks to wait {}", crate::clock::in_words(wait)));
    }
    if !row.advice.is_empty() {
        hints.push(row.advice.to_owned());
    }
    if !hints.is_empty() {
        failure = failure.hint(hints.join("; "));
    }
    Refused {
        failure,
        retryable: row.retryable,
        may_be_elsewhere: row.may_be_elsewhere,
        token_is_dead: row.token_is_dead,
    }
}

/// The beginning of a body of no known shape; a web page says nothing.
fn body_excerpt(answer: &Answer, redactor: &Redactor) -> String {
    if looks_like_html(&answer.body) {
        return "a web page".to_owned();
    }
    redactor.line(&String::from_utf8_lossy(&answer.body))
}
