//! The log of requests and responses, without secrets.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::url::shown;
use super::{Body, Request};
use crate::redact::{Redactor, escape_control};

/// Logs a request. A server can choose the URL by a redirect, so secrets are masked in it.
pub(super) fn request(request: &Request, redactor: &Redactor) {
    if log::log_enabled!(log::Level::Info) {
        log::info!("{} {}", request.method, redactor.mask(&shown(&request.url)));
    }
    headers(">", &request.headers, redactor);
    match &request.body {
        Body::Form(fields) => {
            let names: Vec<_> = fields.iter().map(|(name, _)| format!("{name}=***")).collect();
            log::debug!("> form: {}", names.join("&"));
        }
        Body::Json { names, .. } => log::debug!("> JSON with the fields {}", names.join(", ")),
        Body::Empty | Body::Bytes(_) => {}
    }
}

/// Logs headers. A server can echo a secret in any of them, so only a few values are shown, with known secrets masked.
pub(super) fn headers(mark: &str, headers: &HeaderMap, redactor: &Redactor) {
    const SHOWN: [&str; 12] = [
        "accept",
        "age",
        "allow",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "retry-after",
        "transfer-encoding",
        "x-http-method-override",
    ];
    if !log::log_enabled!(log::Level::Debug) {
        return;
    }
    let value_of = |name: &HeaderName, value: &HeaderValue| {
        let text = value.to_str().ok().filter(|_| !value.is_sensitive() && SHOWN.contains(&name.as_str()));
        text.map_or_else(|| "***".to_owned(), |text| escape_control(&redactor.mask(text)))
    };
    for (name, value) in headers {
        log::debug!("{mark} {}: {}", redactor.mask(name.as_str()), value_of(name, value));
    }
}
