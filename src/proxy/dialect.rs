//! Builds the responses for errors of the proxy itself, in the format of the provider's errors, which its SDKs can read.

use hyper::Response;
use hyper::body::Bytes;
use reqwest::header::{HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};

use super::error::{ERROR_HEADER, ProxyError};
use super::own_response::own_response;
use crate::clock;
use crate::provider::Provider;

/// The format of a provider's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProxyDialect {
    Amadeus,
    Sabre,
    /// The format of `--error-format json`; at a token endpoint, the format of RFC 6749.
    Plain,
}

impl ProxyDialect {
    pub(super) fn of(provider: &Provider) -> Self {
        match &*provider.dialect {
            "amadeus" => Self::Amadeus,
            "sabre" => Self::Sabre,
            _ => Self::Plain,
        }
    }

    /// Returns the media type of the provider's error responses.
    fn media_type(self) -> &'static str {
        match self {
            Self::Amadeus => "application/vnd.amadeus+json",
            Self::Sabre | Self::Plain => "application/json",
        }
    }

    /// Builds the error response to a request for an API path.
    pub(super) fn api_error(self, error: &ProxyError) -> Response<Bytes> {
        let status = error.status.as_u16();
        let detail = error.text();
        let body = match self {
            Self::Amadeus => {
                let (code, title) = match status {
                    401 => (38190, "Invalid access token"),
                    404 => (38196, "Resource not found"),
                    429 => (38194, "Too many requests"),
                    500..=599 => (141, "SYSTEM ERROR HAS OCCURRED"),
                    _ => (u32::from(status), "Refused by travauth proxy"),
                };
                json!({"errors": [{"status": status, "code": code, "title": title, "detail": detail}]})
            }
            Self::Sabre => {
                let code = match status {
                    401 => "ERR.2SG.SEC.INVALID_CREDENTIALS",
                    429 => "ERR.2SG.GATEWAY.REQUEST_THROTTLED",
                    504 => "ERR.2SG.GATEWAY.TIMEOUT",
                    500..=599 => "ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR",
                    _ => "ERR.2SG.CLIENT.INVALID_REQUEST",
                };
                json!({
                    "status": "NotProcessed",
                    "type": "Validation",
                    "errorCode": code,
                    "timeStamp": format!("{:.3}", clock::now()),
                    "message": detail,
                })
            }
            Self::Plain => json!({"error": {"code": error.code, "message": error.message, "hints": error.hints}}),
        };
        self.response(error, &body)
    }

    /// Builds the error response to a token request.
    pub(super) fn token_error(self, error: &ProxyError) -> Response<Bytes> {
        let (name, code, title) = match error.status.as_u16() {
            401 => ("invalid_client", 38187, "Invalid parameters"),
            429 => ("temporarily_unavailable", 38194, "Too many requests"),
            503 => ("temporarily_unavailable", 141, "Request failed"),
            500..=599 => ("server_error", 38189, "Internal error"),
            _ => ("invalid_request", 38187, "Invalid parameters"),
        };
        let mut body = json!({"error": name, "error_description": error.text()});
        if self == Self::Amadeus {
            body["code"] = code.into();
            body["title"] = title.into();
        }
        self.response(error, &body)
    }

    fn response(self, error: &ProxyError, body: &Value) -> Response<Bytes> {
        let mut response = own_response(error.status, self.media_type(), body.to_string());
        let headers = response.headers_mut();
        if let Ok(code) = HeaderValue::from_str(&error.code) {
            headers.insert(ERROR_HEADER, code);
        }
        if let Some(wait) = error.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if let Some([name, value]) = error.header {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hyper::StatusCode;

    use super::*;
    use crate::failure::{Failure, Kind};
    use crate::provider::ErrorBody;
    use crate::provider::builtin::{AMADEUS, DUFFEL, SABRE};

    #[test]
    fn errors_of_the_proxy_can_be_read_like_errors_of_the_provider() {
        let failure = Failure::new(Kind::NoCredentials, "no credentials for Amadeus").hint("set AMADEUS_CLIENT_ID");
        let error = ProxyError::from(&failure);
        for (provider, code) in [
            (&AMADEUS, Some("141")),
            (&SABRE, Some("ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR")),
            (&DUFFEL, Some("no-credentials")),
        ] {
            let dialect = ProxyDialect::of(provider);
            let response = dialect.api_error(&error);
            assert_eq!(
                (response.status(), &response.headers()[ERROR_HEADER]),
                (StatusCode::BAD_GATEWAY, &HeaderValue::from_static("no-credentials"))
            );
            let text = response.into_body();
            assert_eq!(ErrorBody::read(&text).code.as_deref(), code);
            assert!(String::from_utf8_lossy(&text).contains("set AMADEUS_CLIENT_ID"));
            let refused = ProxyError::new(StatusCode::UNAUTHORIZED, "wrong-key", "wrong");
            let read = ErrorBody::read(dialect.token_error(&refused).body());
            assert_eq!(read.error.as_deref(), Some("invalid_client"));
        }
    }

    #[test]
    fn each_kind_of_failure_has_its_status() {
        for (kind, status) in [
            (Kind::NoCredentials, 502),
            (Kind::CredentialsRejected, 502),
            (Kind::ConnectFailed, 502),
            (Kind::LocalIo, 503),
            (Kind::SharedCacheFailed, 503),
            (Kind::TimedOut, 504),
            (Kind::RateLimited, 429),
            (Kind::QuotaExhausted, 429),
            (Kind::Internal, 500),
        ] {
            let error = ProxyError::from(&Failure::new(kind, "x").retry_after(Some(Duration::from_secs(7))));
            assert_eq!(error.status.as_u16(), status, "{kind:?}");
            let response = ProxyDialect::Plain.api_error(&error);
            assert_eq!(response.headers()["retry-after"], "7");
        }
        let error = ProxyError::from(&Failure::new(Kind::RateLimited, "x"));
        assert_eq!(ProxyDialect::Plain.api_error(&error).headers()["retry-after"], "1");
    }
}
