//! The request that the emulated services read.

use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{HeaderMap, Method};
use url::form_urlencoded;

/// A request with its whole body.
#[derive(Debug)]
pub struct EmulatedRequest {
    /// The method as sent.
    pub method: Method,
    /// The path as sent, still percent-encoded.
    pub path: String,
    /// The query's pairs, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body; the server limits its length.
    pub body: Bytes,
    /// The time of the request in milliseconds since 1970. Handlers use no other clock, so tests can set the time.
    pub now: u64,
}

impl EmulatedRequest {
    /// Returns the first value of a query parameter, trimmed; an empty value counts as absent.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().find(|(key, _)| key == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns the fields of a form body, or `None` for any other content type.
    pub fn form(&self) -> Option<Form> {
        let content_type = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/x-www-form-urlencoded").then(|| Form(pairs(&self.body)))
    }
}

/// Decodes the pairs of a form or a query.
pub fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// A form body's fields.
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Returns the value of a field, or the first value if the field is repeated.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// Returns the first of these fields that is repeated; OAuth forbids repeated parameters (RFC 6749, section 3.2).
    pub fn repeated<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        let count = |name: &str| self.0.iter().filter(|(key, _)| key == name).count();
        names.iter().copied().find(|name| count(name) > 1)
    }
}
