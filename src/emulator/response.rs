//! The response that the emulated services return.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

/// A response with its whole body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmulatedResponse {
    /// The HTTP status, which is always valid.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// The `Allow` header, which a 405 must have.
    pub allow: Option<String>,
}

impl EmulatedResponse {
    /// Creates a response with a JSON body.
    pub fn json(status: u16, content_type: &'static str, body: &Value) -> Self {
        Self { status, content_type, body: body.to_string(), allow: None }
    }

    /// Creates a response with a plain-text body.
    pub fn text(status: u16, body: String) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body, allow: None }
    }

    /// Adds the methods that the path allows.
    pub fn allowing(self, allow: String) -> Self {
        Self { allow: Some(allow), ..self }
    }
}

impl From<EmulatedResponse> for Response<Full<Bytes>> {
    fn from(emulated: EmulatedResponse) -> Self {
        // 204 and 304 have neither a body nor a content type.
        let empty = matches!(emulated.status, 204 | 304);
        let body = if empty { Bytes::new() } else { emulated.body.into() };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = StatusCode::from_u16(emulated.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if !empty {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(emulated.content_type));
        }
        if let Some(allow) = emulated.allow.and_then(|allow| HeaderValue::try_from(allow).ok()) {
            headers.insert(ALLOW, allow);
        }
        response
    }
}
