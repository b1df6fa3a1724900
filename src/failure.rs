//! Every failure that a user can meet: its name, exit code, words and hint.

use serde::{Deserialize, Serialize};

use crate::exit::ExitCode;

/// What kind of failure it is; the kebab-case name is the `code` of `--error-format json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The reader of standard output went away, which is no failure of ours.
    ClosedPipe,
    /// A fault of travauth itself.
    Internal,
    /// A local file, directory or stream cannot be read or written.
    LocalIo,
    /// The command line is wrong.
    Usage,
    /// No provider was chosen.
    NoProvider,
    /// The provider is not known.
    UnknownProvider,
    /// The provider has no such environment.
    UnknownEnvironment,
    /// The config has no such profile.
    UnknownProfile,
    /// The configuration file or a variable is wrong.
    BadConfig,
    /// The URL cannot be used as it is.
    BadUrl,
    /// Plain http to another host than this one.
    InsecureUrl,
    /// The certificate bundle cannot be used.
    BadTrustStore,
    /// A credential is malformed, so that the provider would certainly reject it.
    MalformedCredential,
    /// The provider has no access tokens to get.
    NoTokens,
    /// The token endpoint answered 404 or 405.
    NoTokenEndpoint,
    /// The token endpoint refused the form of the request.
    RefusedRequest,
    /// The provider rejected the credentials.
    CredentialsRejected,
    /// The API answered 4xx.
    ApiClientError,
    /// The API answered 5xx.
    ApiServerError,
    /// The host name could not be resolved.
    DnsFailed,
    /// No connection could be made.
    ConnectFailed,
    /// The proxy refused or failed.
    ProxyFailed,
    /// The TLS handshake failed.
    TlsFailed,
    /// A time limit ran out.
    TimedOut,
    /// The connection ended before the answer did.
    ConnectionLost,
    /// The server answered with an error of its own.
    ServerError,
    /// The server forbids the request, and not because of the credentials.
    Forbidden,
    /// The server answered with a redirect, which is not followed.
    UnexpectedRedirect,
    /// The answer makes no sense.
    BadAnswer,
    /// The answer is larger than allowed.
    AnswerTooLarge,
    /// Too many requests; later ones will do.
    RateLimited,
    /// The quota is used up; retrying does not help.
    QuotaExhausted,
    /// The shared cache does not work, and the user requires it.
    SharedCacheFailed,
    /// The cache holds no token that will do, and the network was not to be used.
    NoCachedToken,
    /// Even a fresh token is not valid long enough.
    MinValidUnmet,
    /// No credentials were found.
    NoCredentials,
    /// Half of the credentials was found.
    IncompleteCredentials,
    /// A named source of a credential failed.
    CredentialSourceFailed,
    /// The command to run is there and cannot be executed.
    CommandNotExecutable,
    /// The command to run is not there.
    CommandNotFound,
    /// The user interrupted.
    Interrupted,
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
        Self::BadAnswer,
        Self::AnswerTooLarge,
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
        Self::Interrupted,
    ];

    /// The exit code and, in a few words, what the kind means.
    const fn row(self) -> (ExitCode, &'static str) {
        match self {
            Self::ClosedPipe => (ExitCode::Done, "the reader of standard output closed the pipe"),
            Self::Internal => (ExitCode::Local, "a fault of travauth itself"),
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
            Self::MalformedCredential => (ExitCode::Usage, "a credential is malformed; nothing was sent"),
            Self::NoTokens => (ExitCode::Usage, "the provider has no access tokens"),
            Self::NoTokenEndpoint => (ExitCode::Usage, "the token endpoint answered 404 or 405"),
            Self::RefusedRequest => (ExitCode::Usage, "the token endpoint refused the form of the request"),
            Self::CredentialsRejected => (ExitCode::Rejected, "the provider rejected the credentials"),
            Self::ApiClientError => (ExitCode::ApiClientError, "the API answered 4xx"),
            Self::ApiServerError => (ExitCode::ApiServerError, "the API answered 5xx"),
            Self::DnsFailed => (ExitCode::Unreachable, "the host name could not be resolved"),
            Self::ConnectFailed => (ExitCode::Unreachable, "no connection could be made"),
            Self::ProxyFailed => (ExitCode::Unreachable, "the proxy refused or failed"),
            Self::TlsFailed => (ExitCode::Unreachable, "the TLS handshake failed"),
            Self::TimedOut => (ExitCode::Unreachable, "a time limit ran out"),
            Self::ConnectionLost => (ExitCode::Unreachable, "the connection ended before the answer did"),
            Self::ServerError => (ExitCode::Unreachable, "the token endpoint answered 408 or 5xx"),
            Self::Forbidden => (ExitCode::Unreachable, "403 without an OAuth error"),
            Self::UnexpectedRedirect => (ExitCode::Unreachable, "a redirect, which is not followed"),
            Self::BadAnswer => (ExitCode::Unreachable, "an answer that makes no sense"),
            Self::AnswerTooLarge => (ExitCode::Unreachable, "an answer larger than allowed"),
            Self::RateLimited => (ExitCode::RateLimited, "too many requests; later ones will do"),
            Self::QuotaExhausted => (ExitCode::RateLimited, "the quota is used up"),
            Self::SharedCacheFailed => (ExitCode::Unreachable, "the shared cache does not work, and it is required"),
            Self::NoCachedToken => (ExitCode::NoToken, "the cache holds no token that will do"),
            Self::MinValidUnmet => (ExitCode::NoToken, "even a fresh token is not valid long enough"),
            Self::NoCredentials => (ExitCode::NoCredentials, "no credentials were found"),
            Self::IncompleteCredentials => (ExitCode::NoCredentials, "half of the credentials was found"),
            Self::CredentialSourceFailed => (ExitCode::NoCredentials, "a named source of a credential failed"),
            Self::CommandNotExecutable => (ExitCode::NotExecutable, "the command cannot be executed"),
            Self::CommandNotFound => (ExitCode::NotFound, "there is no such command"),
            Self::Interrupted => (ExitCode::Interrupted, "the user interrupted"),
        }
    }

    /// The exit code of the program that ends with this failure.
    pub const fn exit_code(self) -> ExitCode {
        self.row().0
    }

    /// What the kind means, in a few words for the reference page.
    pub const fn meaning(self) -> &'static str {
        self.row().1
    }

    /// The documented name, such as `credentials-rejected`.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

/// A failure as the user meets it: what failed, why, and what to do.
///
/// All texts are single-line, free of control characters and of secrets: whoever makes a failure out of foreign text
/// passes the text through [`crate::redact::Redactor`] first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure(Box<Parts>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Parts {
    kind: Kind,
    what: String,
    why: Option<String>,
    hint: Option<String>,
    provider_code: Option<String>,
    http_status: Option<u16>,
}

/// The result of everything that can fail in a way a user meets.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// A failure of this kind; `what` says in one line what failed.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self(Box::new(Parts { kind, what: what.into(), why: None, hint: None, provider_code: None, http_status: None }))
    }

    /// Adds the reason.
    #[must_use]
    pub fn because(mut self, why: impl std::fmt::Display) -> Self {
        self.0.why = Some(why.to_string());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Says first in the course of what it happened: `page 3`.
    #[must_use]
    pub fn within(mut self, course: &str) -> Self {
        self.0.what = format!("{course}: {}", self.0.what);
        self
    }

    /// Adds the provider's own error code.
    #[must_use]
    pub fn provider_code(mut self, code: Option<String>) -> Self {
        self.0.provider_code = code;
        self
    }

    /// Adds the HTTP status of the answer.
    #[must_use]
    pub fn http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What failed and why, on one line.
    pub fn message(&self) -> String {
        match &self.0.why {
            Some(why) => format!("{}: {why}", self.0.what),
            None => self.0.what.clone(),
        }
    }

    /// What to do, where something can be done.
    pub fn advice(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The HTTP status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The document of `--error-format json`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "error": {
            "code": self.0.kind,
            "exit_code": self.0.kind.exit_code().number(),
            "message": self.message(),
            "provider_code": self.0.provider_code,
            "http_status": self.0.http_status,
            "hint": self.0.hint,
        }})
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Failure {}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Kind::Internal, "something unexpected happened")
            .because(format!("{error:#}"))
            .hint("this is a fault of travauth itself; please report it with the output of the same command and `-v`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
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
            .provider_code(Some("38187".to_owned()))
            .http_status(401);
        assert_eq!(
            failure.to_json(),
            serde_json::json!({"error": {
                "code": "credentials-rejected", "exit_code": 3, "message": "rejected: invalid_client",
                "provider_code": "38187", "http_status": 401, "hint": "look",
            }})
        );
    }
}
