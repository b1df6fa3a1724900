//! Reads the error in a response body, in any of the known formats.

use serde_json::Value;

use super::{ErrorFields, Text};

/// The error in a response body; every field is none if the format is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The OAuth 2.0 error name: `invalid_client`.
    pub error: Option<String>,
    /// The provider's own code: `38187`, `ERR.2SG.SEC.INVALID_CREDENTIALS`.
    pub code: Option<String>,
    /// The provider's own message.
    pub words: Option<String>,
}

impl ErrorBody {
    /// Reads the fields that the provider's data names, then the usual ones.
    pub fn read_with(body: &[u8], fields: &ErrorFields) -> Self {
        let mut found = Self::read(body);
        if *fields == ErrorFields::NONE {
            return found;
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
        found.error = text(&fields.error).or(found.error);
        found.code = text(&fields.code).or(found.code);
        found.words = text(&fields.words).or(found.words);
        found
    }

    /// Reads any of: RFC 6749 (`error`, `error_description`) with Amadeus' `code` and `title`; Amadeus' `errors[]`; Sabre's
    /// `errorCode` and `message`; plain `code` and `message`.
    pub fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(document)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let first = document.get("errors").and_then(|errors| errors.get(0)).and_then(Value::as_object);
        let fields = first.unwrap_or(&document);
        let text = |names: &[&str]| names.iter().find_map(|name| fields.get(*name).and_then(scalar));
        Self {
            error: text(&["error"]),
            code: text(&["errorCode", "code"]),
            words: text(&["error_description", "detail", "message", "title"]),
        }
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

    /// Returns the provider's own code, or else the OAuth name.
    pub fn identifier(&self) -> Option<&str> {
        self.code.as_deref().or(self.error.as_deref())
    }

    /// Returns whether this is the error's code or name.
    pub fn is_called(&self, code: &str) -> bool {
        [&self.code, &self.error].into_iter().flatten().any(|found| {
            // Sabre writes some codes with a changing prefix.
            code.strip_prefix('…').map_or(found == code, |ending| found.ends_with(ending))
        })
    }
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
            (r#"{"errors":[]}"#, ErrorBody::default()),
            (r"[1]", ErrorBody::default()),
            ("<html>", ErrorBody::default()),
            ("", ErrorBody::default()),
        ] {
            assert_eq!(ErrorBody::read(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn the_challenge_is_used_if_the_body_names_no_error() {
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
