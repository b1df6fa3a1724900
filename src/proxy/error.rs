//! Errors of the proxy itself.

use std::time::Duration;

use hyper::StatusCode;

use crate::exit::ExitCode;
use crate::failure::{Failure, Kind};

/// The response header with the code of an error of the proxy itself.
pub(super) const ERROR_HEADER: &str = "x-travauth-error";

/// An error of the proxy itself.
#[derive(Clone, Debug)]
pub(super) struct ProxyError {
    pub(super) status: StatusCode,
    /// A documented kebab-case name.
    pub(super) code: String,
    pub(super) message: String,
    pub(super) hints: Vec<String>,
    pub(super) retry_after: Option<Duration>,
    /// A header that the status requires: its name and its value.
    pub(super) header: Option<&'static [&'static str; 2]>,
}

impl ProxyError {
    pub(super) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            hints: Vec::new(),
            retry_after: None,
            header: None,
        }
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    #[must_use]
    pub(super) fn with_header(mut self, header: &'static [&'static str; 2]) -> Self {
        self.header = Some(header);
        self
    }

    /// Returns the message and the hints as one text.
    pub(super) fn text(&self) -> String {
        let mut text = format!("travauth: {}", self.message);
        if !self.hints.is_empty() {
            text.push_str(" (hint: ");
            text.push_str(&self.hints.join("; "));
            text.push(')');
        }
        text
    }
}

impl From<&Failure> for ProxyError {
    /// Builds the error for a request that failed because no token was obtained or the API did not respond.
    fn from(failure: &Failure) -> Self {
        let kind = failure.kind();
        let is_throttled = kind.exit_code() == ExitCode::RateLimited;
        let status = match kind {
            _ if is_throttled => StatusCode::TOO_MANY_REQUESTS,
            Kind::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Kind::LocalIo | Kind::SharedCacheFailed | Kind::MinValidUnmet => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_GATEWAY,
        };
        Self {
            status,
            code: kind.name(),
            message: failure.message(),
            hints: failure.hints().to_vec(),
            retry_after: failure.wait_asked_for().or(is_throttled.then_some(Duration::from_secs(1))),
            header: None,
        }
    }
}
