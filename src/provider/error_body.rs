//! Reads the error in a response, in any of the known formats.

use serde_json::{Map, Value};

use super::soap::read_fault;
use super::{ErrorFields, Text};
use crate::http::ResponseHead;

/// The header in which the gateway Mashery names its own error.
const MASHERY_CODE: &str = "x-mashery-error-code";
/// The header in which Mashery describes its error.
const MASHERY_DETAIL: &str = "x-error-detail-header";

/// A format of errors that any provider can use. The table of advice has rows for each format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorDialect {
    /// A SOAP fault.
    Soap,
    /// An error of the gateway Mashery.
    Mashery,
}

impl ErrorDialect {
    /// Returns the name as in the `dialect` of a provider and in the table of advice.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Soap => "soap",
            Self::Mashery => "mashery",
        }
    }

    /// The names of all formats.
    pub const NAMES: [&'static str; 2] = [Self::Soap.name(), Self::Mashery.name()];
}

/// The error in a response; every field is none if the format is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The OAuth 2.0 error name: `invalid_client`.
    pub error: Option<String>,
    /// The provider's own code: `38187`, `ERR.2SG.SEC.INVALID_CREDENTIALS`.
    pub code: Option<String>,
    /// The provider's own message.
    pub words: Option<String>,
    /// The format, if it has rows of its own in the table of advice.
    pub format: Option<ErrorDialect>,
    /// Whether a SOAP fault says that the server is at fault.
    pub is_of_server: bool,
}

impl ErrorBody {
    /// Reads the provider's own fields, then the usual ones.
    pub fn read_with(body: &[u8], fields: &ErrorFields) -> Self {
        let found = Self::read(body);
        let configured = Self::read_configured(body, fields);
        Self {
            error: configured.error.or(found.error),
            code: configured.code.or(found.code),
            words: configured.words.or(found.words),
            ..found
        }
    }

    /// Reads the provider's own fields only.
    pub fn read_configured(body: &[u8], fields: &ErrorFields) -> Self {
        if *fields == ErrorFields::NONE {
            return Self::default();
        }
        let document = serde_json::from_slice::<Value>(body).unwrap_or_default();
        let text = |names: &[Text]| {
            names.iter().find_map(|name| {
                let value = name.split('.').try_fold(&document, |value, step| match step.parse::<usize>() {
                    Ok(index) if value.is_array() => value.get(index),
                    _ => value.get(step),
                });
                scalar(value?)
            })
        };
        Self { error: text(&fields.error), code: text(&fields.code), words: text(&fields.words), ..Self::default() }
    }

    /// Reads any of: RFC 6749 (`error`, `error_description`) with Amadeus' `code` and `title`; `errors[]`; `error` or
    /// `fault` as an object; Sabre's `errorCode` and `message`; the problem details of RFC 9457; a SOAP fault.
    pub fn read(body: &[u8]) -> Self {
        if let Some(fault) = read_fault(body) {
            let format = Some(ErrorDialect::Soap);
            return Self {
                error: None,
                code: fault.code,
                words: fault.words,
                format,
                is_of_server: fault.is_of_server,
            };
        }
        let Ok(Value::Object(document)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let objects = error_objects(&document);
        let text = |names: &[&str]| {
            objects.iter().find_map(|fields| names.iter().find_map(|name| fields.get(*name).and_then(scalar)))
        };
        let first = document.get("errors").and_then(|errors| errors.get(0)).and_then(scalar);
        let code = text(&["errorCode", "code", "error_code", "errorcode", "o:errorCode"]);
        Self {
            error: text(&["error"]),
            code: code.or_else(|| problem_type(&document)),
            words: text(&["error_description", "detail", "message", "title", "errorMessage", "faultstring"]).or(first),
            ..Self::default()
        }
    }

    /// Adds the error that the headers of the response name: Mashery's headers, or `WWW-Authenticate`.
    #[must_use]
    pub fn with_head(mut self, head: &ResponseHead) -> Self {
        let Some(code) = head.header(MASHERY_CODE).map(str::trim).filter(|code| !code.is_empty()) else {
            return self;
        };
        self.code = Some(code.to_owned());
        self.format = Some(ErrorDialect::Mashery);
        self.words = head.header(MASHERY_DETAIL).map(str::to_owned).or(self.words);
        self
    }

    /// Adds the error of the header `WWW-Authenticate` (RFC 6750, section 3) if the body names none.
    #[must_use]
    pub fn or_challenge(mut self, header: Option<&str>) -> Self {
        if self.identifier().is_none()
            && let Some((_, rest)) = header.and_then(|header| header.split_once("error="))
        {
            let name = rest.trim_start_matches('"').split(['"', ',', ' ']).next();
            self.error = name.filter(|name| !name.is_empty()).map(str::to_owned);
        }
        self
    }

    /// Returns whether the response names an error by any code, name or message.
    pub fn is_known(&self) -> bool {
        self.error.is_some() || self.code.is_some() || self.words.is_some()
    }

    /// Returns the provider's own code, or else the OAuth name.
    pub fn identifier(&self) -> Option<&str> {
        self.code.as_deref().or(self.error.as_deref())
    }

    /// Returns the error if it can be an OAuth name. A text with a space is a sentence in the same field.
    pub fn oauth_name(&self) -> Option<&str> {
        self.error.as_deref().filter(|error| error.bytes().all(|byte| byte.is_ascii_graphic()))
    }

    /// Returns whether the error has this code or name.
    pub fn is_called(&self, code: &str) -> bool {
        [&self.code, &self.error].into_iter().flatten().any(|own| {
            // Some codes have a changing prefix or suffix.
            match (code.strip_prefix('…'), code.strip_suffix('…')) {
                (Some(ending), _) => own.ends_with(ending),
                (None, Some(beginning)) => own.starts_with(beginning),
                (None, None) => own == code,
            }
        })
    }
}

/// Returns the objects that can hold the fields of an error, the most specific first.
fn error_objects(document: &Map<String, Value>) -> Vec<&Map<String, Value>> {
    let first = document.get("errors").and_then(|errors| errors.get(0)).and_then(Value::as_object);
    let nested = ["error", "fault", "Error", "Fault"].map(|name| document.get(name).and_then(Value::as_object));
    let detail = nested.iter().flatten().find_map(|fields| fields.get("detail").and_then(Value::as_object));
    first.into_iter().chain(nested.into_iter().flatten()).chain(detail).chain([document]).collect()
}

/// Returns the last part of the `type` of problem details (RFC 9457), which is a URI.
fn problem_type(document: &Map<String, Value>) -> Option<String> {
    let uri = document.get("type")?.as_str()?;
    let is_uri = uri.contains("://") || uri.starts_with('/') || uri.starts_with("urn:");
    let last = uri.trim_end_matches('/').rsplit(['/', ':', '#']).next()?;
    (is_uri && !last.is_empty()).then(|| last.to_owned())
}

/// Returns a string or a number as text, because providers send codes as both.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read() {
        let body = |error: Option<&str>, code: Option<&str>, words: Option<&str>| ErrorBody {
            error: error.map(str::to_owned),
            code: code.map(str::to_owned),
            words: words.map(str::to_owned),
            ..ErrorBody::default()
        };
        for (text, expected) in [
            (
                r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187,"title":"Invalid parameters"}"#,
                body(Some("invalid_client"), Some("38187"), Some("Client credentials are invalid")),
            ),
            (
                r#"{"errors":[{"code":"38192","title":"Invalid access token","detail":"expired","status":401}]}"#,
                body(None, Some("38192"), Some("expired")),
            ),
            (
                r#"{"status":"NotProcessed","type":"Validation","errorCode":"ERR.2SG.SEC.NOT_AUTHORIZED","message":"no"}"#,
                body(None, Some("ERR.2SG.SEC.NOT_AUTHORIZED"), Some("no")),
            ),
            (r#"{"error":"invalid_client"}"#, body(Some("invalid_client"), None, None)),
            (
                r#"{"type":"https://example.com/probs/out-of-credit","title":"No credit","detail":"0 left","status":403}"#,
                body(None, Some("out-of-credit"), Some("0 left")),
            ),
            (r#"{"type":"urn:problem:locked","title":"Locked"}"#, body(None, Some("locked"), Some("Locked"))),
            (r#"{"type":"about:blank","title":"Not Found"}"#, body(None, None, Some("Not Found"))),
            (
                r#"{"type":"https://w3.example/","title":"Bad","o:errorCode":"OPERAWS-1"}"#,
                body(None, Some("OPERAWS-1"), Some("Bad")),
            ),
            (r#"{"error":{"code":401,"message":"no key"}}"#, body(None, Some("401"), Some("no key"))),
            (
                r#"{"fault":{"faultstring":"Invalid token","detail":{"errorcode":"oauth.v2.InvalidAccessToken"}}}"#,
                body(None, Some("oauth.v2.InvalidAccessToken"), Some("Invalid token")),
            ),
            (r#"{"errors":["locked"]}"#, body(None, None, Some("locked"))),
            (r#"{"errors":[]}"#, ErrorBody::default()),
            (r"[1]", ErrorBody::default()),
            ("<html>", ErrorBody::default()),
            ("", ErrorBody::default()),
        ] {
            assert_eq!(ErrorBody::read(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_challenge_counts_if_the_body_names_no_error() {
        for (body, header, expected) in [
            (
                "",
                Some(r#"Bearer realm="api", error="invalid_token", error_description="expired""#),
                Some("invalid_token"),
            ),
            ("", Some("Bearer error=invalid_token"), Some("invalid_token")),
            (r#"{"code":"38191"}"#, Some(r#"Bearer error="invalid_token""#), Some("38191")),
            ("", Some("Bearer"), None),
            ("", None, None),
        ] {
            let error = ErrorBody::read(body.as_bytes()).or_challenge(header);
            assert_eq!(error.identifier(), expected, "{body} {header:?}");
        }
    }
}
