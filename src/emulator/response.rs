//! An answer before it becomes bytes.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

/// A status, a content type and a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status, always a valid one.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body's text.
    pub body: String,
    /// What a 405 must name.
    pub allow: Option<String>,
}

impl Answer {
    /// An answer whose body is JSON.
    pub fn json(status: u16, content_type: &'static str, body: &Value) -> Self {
        Self { status, content_type, body: body.to_string(), allow: None }
    }

    /// A text for people.
    pub fn text(status: u16, body: String) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body, allow: None }
    }

    /// The same answer with the methods that the path allows.
    pub fn allowing(self, allow: String) -> Self {
        Self { allow: Some(allow), ..self }
    }
}

impl From<Answer> for Response<Full<Bytes>> {
    fn from(answer: Answer) -> Self {
        // 204 and 304 have no body, and a length would contradict that.
        let empty = matches!(answer.status, 204 | 304);
        let body = if empty { Bytes::new() } else { answer.body.into() };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if !empty {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
        }
        if let Some(allow) = answer.allow.and_then(|allow| HeaderValue::try_from(allow).ok()) {
            headers.insert(ALLOW, allow);
        }
        response
    }
}
