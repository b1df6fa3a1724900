//! A request as the emulated services see it.

use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{HeaderMap, Method};
use url::form_urlencoded;

/// A request, read to its end.
#[derive(Debug)]
pub struct Ask {
    /// The method as sent.
    pub method: Method,
    /// The path as sent, still percent-encoded.
    pub path: String,
    /// The query's pairs, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body, bounded by the server.
    pub body: Bytes,
    /// When it came, in milliseconds since 1970; handlers take the time from here so that tests can set it.
    pub now: u64,
}

impl Ask {
    /// The first value of a query parameter, trimmed; an empty one counts as absent.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().find(|(key, _)| key == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// The fields of a form body, or `None` for any other content type.
    pub fn form(&self) -> Option<Form> {
        let content_type = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/x-www-form-urlencoded").then(|| Form(pairs(&self.body)))
    }
}

/// Decodes what forms and queries share.
pub fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// A form body's fields.
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The value of a field that occurs; of a repeated one the first.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        Some(value)
    }

    /// The first of these fields that occurs more than once, which OAuth forbids (RFC 6749, section 3.2).
    pub fn repeated<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        let count = |name: &str| self.0.iter().filter(|(key, _)| key == name).count();
        names.iter().copied().find(|name| count(name) > 1)
    }
}
