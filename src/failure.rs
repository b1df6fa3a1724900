//! Failures that are reported to the user: their kinds, exit codes, messages and hints.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::exit::ExitCode;

/// The kind of a failure; the kebab-case name is the `code` of `--error-format json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The reader of standard output closed the pipe, which is not an error.
    ClosedPipe,
    /// A bug in travauth.
    Internal,
    /// A local file, directory or stream cannot be read or written.
    LocalIo,
    /// The command line is wrong.
    Usage,
    /// No provider was chosen.
    NoProvider,
    /// The provider does not exist.
    UnknownProvider,
    /// The provider has no such environment.
    UnknownEnvironment,
    /// The config has no such profile.
    UnknownProfile,
    /// The configuration file or a variable is wrong.
    BadConfig,
    /// The URL cannot be used as it is.
    BadUrl,
    /// Plain http to a host other than this machine.
    InsecureUrl,
    /// The certificate bundle cannot be used.
    BadTrustStore,
    /// The client certificate or its key cannot be used.
    BadClientCertificate,
    /// A credential is malformed, so the provider would reject it.
    MalformedCredential,
    /// The provider has no access tokens.
    NoTokens,
    /// The token endpoint returned 404 or 405.
    NoTokenEndpoint,
    /// The token endpoint rejected the form of the request.
    RefusedRequest,
    /// The provider rejected the credentials.
    CredentialsRejected,
    /// The API returned 4xx.
    ApiClientError,
    /// The API returned 5xx.
    ApiServerError,
    /// The host name could not be resolved.
    DnsFailed,
    /// No connection could be made.
    ConnectFailed,
    /// The proxy rejected the connection or failed.
    ProxyFailed,
    /// The TLS handshake failed.
    TlsFailed,
    /// A time limit expired.
    TimedOut,
    /// The connection closed before the response was complete.
    ConnectionLost,
    /// The server failed.
    ServerError,
    /// The server forbids the request, but not because of the credentials.
    Forbidden,
    /// The server returned a redirect, which is not followed.
    UnexpectedRedirect,
    /// The response is invalid.
    #[serde(rename = "bad-answer")] // the documented code
    BadResponse,
    /// The response is larger than allowed.
    #[serde(rename = "answer-too-large")] // the documented code
    ResponseTooLarge,
    /// Too many requests; later ones can succeed.
    RateLimited,
    /// The quota is used up; retrying does not help.
    QuotaExhausted,
    /// The shared cache does not work, but is required.
    SharedCacheFailed,
    /// The cache holds no usable token, and the network is not allowed.
    NoCachedToken,
    /// Even a fresh token is not valid long enough.
    MinValidUnmet,
    /// No credentials were found.
    NoCredentials,
    /// Only a part of the credentials was found.
    IncompleteCredentials,
    /// A named source of a credential failed.
    CredentialSourceFailed,
    /// The command to run exists but cannot be executed.
    CommandNotExecutable,
    /// The command to run does not exist.
    CommandNotFound,
}

impl Kind {
    /// All kinds, in the order of the reference page.
    pub const ALL: [Self; 41] = [
        Self::ClosedPipe,
        Self::Internal,
        Self::LocalIo,
        Self::Usage,
        Self::NoProvider,
        Self::UnknownProvider,
        Self::UnknownEnvironment,
        Self::UnknownProfile,
        Self::BadConfig,
        Self::BadUrl,
        Self::InsecureUrl,
        Self::BadTrustStore,
        Self::BadClientCertificate,
        Self::MalformedCredential,
        Self::NoTokens,
        Self::NoTokenEndpoint,
        Self::RefusedRequest,
        Self::CredentialsRejected,
        Self::ApiClientError,
        Self::ApiServerError,
        Self::DnsFailed,
        Self::ConnectFailed,
        Self::ProxyFailed,
        Self::TlsFailed,
        Self::TimedOut,
        Self::ConnectionLost,
        Self::ServerError,
        Self::Forbidden,
        Self::UnexpectedRedirect,
        Self::BadResponse,
        Self::ResponseTooLarge,
        Self::RateLimited,
        Self::QuotaExhausted,
        Self::SharedCacheFailed,
        Self::NoCachedToken,
        Self::MinValidUnmet,
        Self::NoCredentials,
        Self::IncompleteCredentials,
        Self::CredentialSourceFailed,
        Self::CommandNotExecutable,
        Self::CommandNotFound,
    ];

    /// Returns the exit code and a short meaning of the kind.
    const fn row(self) -> (ExitCode, &'static str) {
        match self {
            Self::ClosedPipe => (ExitCode::Done, "the reader of standard output closed the pipe"),
            Self::Internal => (ExitCode::Local, "a bug in travauth"),
            Self::LocalIo => (ExitCode::Local, "a local file or stream cannot be read or written"),
            Self::Usage => (ExitCode::Usage, "the command line is wrong"),
            Self::NoProvider => (ExitCode::Usage, "no provider was chosen"),
            Self::UnknownProvider => (ExitCode::Usage, "there is no such provider"),
            Self::UnknownEnvironment => (ExitCode::Usage, "the provider has no such environment"),
            Self::UnknownProfile => (ExitCode::Usage, "the config has no such profile"),
            Self::BadConfig => (ExitCode::Usage, "the config file or a variable is wrong"),
            Self::BadUrl => (ExitCode::Usage, "a URL cannot be used as it is"),
            Self::InsecureUrl => (ExitCode::Usage, "plain http to a host that is not this machine"),
            Self::BadTrustStore => (ExitCode::Usage, "the certificate bundle cannot be used"),
            Self::BadClientCertificate => (ExitCode::Usage, "the client certificate or its private key cannot be used"),
            Self::MalformedCredential => (ExitCode::Usage, "a credential is malformed; nothing was sent"),
            Self::NoTokens => (ExitCode::Usage, "the provider has no access tokens"),
            Self::NoTokenEndpoint => (ExitCode::Usage, "the token endpoint returned 404 or 405"),
            Self::RefusedRequest => (ExitCode::Usage, "the token endpoint rejected the form of the request"),
            Self::CredentialsRejected => (ExitCode::Rejected, "the provider rejected the credentials"),
            Self::ApiClientError => (ExitCode::ApiClientError, "the API returned 4xx"),
            Self::ApiServerError => (ExitCode::ApiServerError, "the API returned 5xx"),
            Self::DnsFailed => (ExitCode::Unreachable, "the host name could not be resolved"),
            Self::ConnectFailed => (ExitCode::Unreachable, "no connection could be made"),
            Self::ProxyFailed => (ExitCode::Unreachable, "the proxy rejected the connection or failed"),
            Self::TlsFailed => (ExitCode::Unreachable, "the TLS handshake failed"),
            Self::TimedOut => (ExitCode::Unreachable, "a time limit expired"),
            Self::ConnectionLost => (ExitCode::Unreachable, "the connection closed before the response was complete"),
            Self::ServerError => (ExitCode::Unreachable, "the token endpoint returned 408 or 5xx"),
            Self::Forbidden => (ExitCode::Unreachable, "403 without an OAuth error"),
            Self::UnexpectedRedirect => (ExitCode::Unreachable, "a redirect, which is not followed"),
            Self::BadResponse => (ExitCode::Unreachable, "the response is invalid"),
            Self::ResponseTooLarge => (ExitCode::Unreachable, "the response is larger than allowed"),
            Self::RateLimited => (ExitCode::RateLimited, "too many requests; later ones can succeed"),
            Self::QuotaExhausted => (ExitCode::RateLimited, "the quota is used up"),
            Self::SharedCacheFailed => (ExitCode::Unreachable, "the shared cache does not work, but is required"),
            Self::NoCachedToken => (ExitCode::NoToken, "the cache holds no usable token"),
            Self::MinValidUnmet => (ExitCode::NoToken, "even a fresh token is not valid long enough"),
            Self::NoCredentials => (ExitCode::NoCredentials, "no credentials were found"),
            Self::IncompleteCredentials => (ExitCode::NoCredentials, "only a part of the credentials was found"),
            Self::CredentialSourceFailed => (ExitCode::NoCredentials, "a named source of a credential failed"),
            Self::CommandNotExecutable => (ExitCode::NotExecutable, "the command cannot be executed"),
            Self::CommandNotFound => (ExitCode::NotFound, "the command does not exist"),
        }
    }

    /// Returns the exit code of this kind.
    pub const fn exit_code(self) -> ExitCode {
        self.row().0
    }

    /// Returns whether the provider rejected a token request, and would reject the same request again.
    pub const fn is_rejection(self) -> bool {
        matches!(
            self,
            Self::CredentialsRejected
                | Self::RateLimited
                | Self::QuotaExhausted
                | Self::Forbidden
                | Self::RefusedRequest
        )
    }

    /// Returns the meaning, for the reference page.
    pub const fn meaning(self) -> &'static str {
        self.row().1
    }

    /// Returns the documented name, such as `credentials-rejected`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

/// A failure as it is reported: what failed, why, and what to do.
///
/// Its texts are single lines without control characters and without secrets: text from outside goes through
/// [`crate::redact::Redactor`] first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure(Box<FailureParts>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct FailureParts {
    kind: Kind,
    what: String,
    why: Option<String>,
    #[serde(default)]
    hints: Vec<String>,
    provider_code: Option<String>,
    http_status: Option<u16>,
    /// The delay that the server asked for, in seconds.
    #[serde(default)]
    retry_after: Option<u64>,
    /// The error that `why` describes, for the log.
    #[serde(skip)]
    source: Option<Arc<anyhow::Error>>,
}

/// The longest text of a stored failure that is shown, in characters.
const LONGEST_STORED_TEXT: usize = 1024;
/// The most hints of a stored failure that are shown.
const MAX_STORED_HINTS: usize = 8;

/// The result of an operation whose failure is reported to the user.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Creates a failure of this kind; `what` says in one line what failed.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self(Box::new(FailureParts {
            kind,
            what: what.into(),
            why: None,
            hints: Vec::new(),
            provider_code: None,
            http_status: None,
            retry_after: None,
            source: None,
        }))
    }

    /// Creates the failure of a bug in travauth. The error's context says what travauth was doing.
    pub fn internal(error: anyhow::Error) -> Self {
        Self::new(Kind::Internal, "unexpected error")
            .because(format!("{error:#}"))
            .hint("this is a bug in travauth: please report it with the output of the same command and `-v`")
            .with_source(error)
    }

    /// Creates the failure of an operation that a limit of the system prevents, such as the limit of threads. `doing`
    /// completes "cannot …".
    pub fn limit(doing: &str, error: &std::io::Error) -> Self {
        let hint = limit_hint(error).unwrap_or("check the limits of the system, such as `ulimit -a`");
        Self::new(Kind::LocalIo, format!("cannot {doing}")).because(error).hint(hint)
    }

    /// Adds the reason as text.
    #[must_use]
    pub fn because(mut self, why: impl std::fmt::Display) -> Self {
        self.0.why = Some(why.to_string());
        self
    }

    /// Adds an error as the reason, and keeps it as the source.
    #[must_use]
    pub fn caused_by(self, error: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.because(&error).with_source(anyhow::Error::new(error))
    }

    fn with_source(mut self, error: anyhow::Error) -> Self {
        self.0.source = Some(Arc::new(error));
        self
    }

    /// Adds a hint; the most helpful hint comes first.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(hint.into());
        self
    }

    /// Adds hints before the existing ones.
    #[must_use]
    pub fn hints_first(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.0.hints.splice(..0, hints);
        self
    }

    /// Replaces all hints by this one.
    #[must_use]
    pub fn only_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints = vec![hint.into()];
        self
    }

    /// Prepends the part that failed, such as `page 3`.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        self.0.what = format!("{part}: {}", self.0.what);
        self
    }

    /// Adds the provider's own error code.
    #[must_use]
    pub fn provider_code(mut self, code: Option<String>) -> Self {
        self.0.provider_code = code;
        self
    }

    /// Adds the HTTP status of the response.
    #[must_use]
    pub fn http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    /// Adds the delay that the server asked for.
    #[must_use]
    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait.map(|wait| wait.as_secs());
        self
    }

    /// Makes every text safe to show, for a failure that was read from the cache.
    #[must_use]
    pub fn made_safe(mut self) -> Self {
        let parts = &mut *self.0;
        let texts = [Some(&mut parts.what), parts.why.as_mut(), parts.provider_code.as_mut()];
        for text in texts.into_iter().flatten().chain(&mut parts.hints) {
            *text = crate::redact::safe_line(text, LONGEST_STORED_TEXT);
        }
        parts.hints.truncate(MAX_STORED_HINTS);
        self
    }

    /// Returns the kind of the failure.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Returns what failed and why, on one line.
    pub fn message(&self) -> String {
        match &self.0.why {
            Some(why) => format!("{}: {why}", self.0.what),
            None => self.0.what.clone(),
        }
    }

    /// Returns the hints, the most helpful first.
    pub fn hints(&self) -> &[String] {
        &self.0.hints
    }

    /// Returns the hints on one line, if there are any.
    pub fn hint_line(&self) -> Option<String> {
        (!self.0.hints.is_empty()).then(|| self.0.hints.join("; "))
    }

    /// Returns the HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// Returns the delay that the server asked for in `Retry-After`.
    pub fn wait_asked_for(&self) -> Option<Duration> {
        self.0.retry_after.map(Duration::from_secs)
    }

    /// Returns the document of `--error-format json`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "error": {
            "code": self.0.kind,
            "exit_code": self.0.kind.exit_code().number(),
            "message": self.message(),
            "provider_code": self.0.provider_code,
            "http_status": self.0.http_status,
            "retry_after": self.0.retry_after,
            "hint": self.hint_line(),
            "hints": self.0.hints,
        }})
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let error: &anyhow::Error = self.0.source.as_ref()?;
        Some(error.as_ref())
    }
}

/// Converts an error that only a bug can cause into a failure that says what travauth was doing.
pub trait OrInternal<T> {
    /// Converts the error; `doing` completes "cannot …", such as `write the token as JSON`.
    fn or_internal(self, doing: &'static str) -> Result<T>;
}

impl<T, E: std::error::Error + Send + Sync + 'static> OrInternal<T> for std::result::Result<T, E> {
    fn or_internal(self, doing: &'static str) -> Result<T> {
        self.map_err(|error| {
            let error = anyhow::Error::new(error);
            let limit =
                error.chain().find_map(|cause| cause.downcast_ref().filter(|cause| limit_hint(cause).is_some()));
            match limit {
                Some(limit) => Failure::limit(doing, limit),
                None => Failure::internal(error.context(format!("cannot {doing}"))),
            }
        })
    }
}

/// Returns the hint for a limit of the system; none if the error has another reason.
pub fn limit_hint(error: &std::io::Error) -> Option<&'static str> {
    match error.kind() {
        std::io::ErrorKind::WouldBlock => {
            Some("raise the limit of threads and processes (`ulimit -u`), or of memory (`ulimit -v`)")
        }
        std::io::ErrorKind::OutOfMemory => Some("raise the limit of memory (`ulimit -v`)"),
        _ if is_file_limit(error) => Some("raise the limit of open files (`ulimit -n`)"),
        _ => None,
    }
}

#[cfg(unix)]
fn is_file_limit(error: &std::io::Error) -> bool {
    let limits = [rustix::io::Errno::MFILE, rustix::io::Errno::NFILE].map(rustix::io::Errno::raw_os_error);
    error.raw_os_error().is_some_and(|code| limits.contains(&code))
}

#[cfg(not(unix))]
fn is_file_limit(_: &std::io::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_different_name() {
        let mut names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert!(names.iter().all(|name| !name.is_empty()));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), Kind::ALL.len());
    }

    #[test]
    fn the_json_document_has_the_fields_of_the_contract() {
        let failure = Failure::new(Kind::CredentialsRejected, "rejected")
            .because("invalid_client")
            .hint("look")
            .hint("look again")
            .retry_after(Some(Duration::from_secs(7)))
            .provider_code(Some("38187".to_owned()))
            .http_status(401);
        assert_eq!(
            failure.to_json(),
            serde_json::json!({"error": {
                "code": "credentials-rejected", "exit_code": 3, "message": "rejected: invalid_client",
                "provider_code": "38187", "http_status": 401, "retry_after": 7,
                "hint": "look; look again", "hints": ["look", "look again"],
            }})
        );
    }
}
