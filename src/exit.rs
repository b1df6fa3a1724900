//! The exit codes of the program, each with its documented number and meaning.

/// The exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Success.
    Done = 0,
    /// Something on this machine failed.
    Local = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// The provider rejected the credentials.
    Rejected = 3,
    /// The API returned 4xx.
    ApiClientError = 4,
    /// The API returned 5xx.
    ApiServerError = 5,
    /// The network, TLS, a time limit, or an invalid response.
    Unreachable = 6,
    /// The provider's rate limit or quota.
    RateLimited = 7,
    /// No usable token.
    NoToken = 8,
    /// No credentials, or a source of them failed.
    NoCredentials = 9,
    /// The command to run cannot be executed.
    NotExecutable = 126,
    /// The command to run does not exist.
    NotFound = 127,
    /// The user interrupted.
    Interrupted = 130,
}

impl ExitCode {
    /// All codes, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::Done,
        Self::Local,
        Self::Usage,
        Self::Rejected,
        Self::ApiClientError,
        Self::ApiServerError,
        Self::Unreachable,
        Self::RateLimited,
        Self::NoToken,
        Self::NoCredentials,
        Self::NotExecutable,
        Self::NotFound,
        Self::Interrupted,
    ];

    /// Returns the number, 0 to 255.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the meaning, as the reference page prints it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "Success; also if the reader of standard output closed the pipe.",
            Self::Local => {
                "A local failure: a file cannot be written or deleted, a bug in travauth. For a command that needs a token, a \
                 cache that cannot be written is only a warning."
            }
            Self::Usage => {
                "Usage or configuration: an unknown flag, provider or environment, an unusable URL, invalid TOML; or \
                 the token endpoint returned 404, 405, `invalid_request`, `unsupported_grant_type`, `invalid_scope` or \
                 an OAuth error that `travauth explain` does not know."
            }
            Self::Rejected => {
                "The provider rejected the credentials: 401 at the token endpoint, or `invalid_client`, \
                 `invalid_grant`, `unauthorized_client`, `access_denied`."
            }
            Self::ApiClientError => "`call`: the API returned 4xx.",
            Self::ApiServerError => "`call`: the API returned 5xx.",
            Self::Unreachable => {
                "Network, TLS or time limit; or the token endpoint returned 403 without an OAuth error, 3xx, 408, \
                 5xx or an invalid response; or a body was too large or incomplete."
            }
            Self::RateLimited => "Rate-limited or quota used up (429), now or in the cooldown after it.",
            Self::NoToken => "No usable cached token, or `--min-valid` cannot be met.",
            Self::NoCredentials => "No credentials found, or a named source of them failed.",
            Self::NotExecutable => "`exec`, `emulator --`, `proxy --`: the command cannot be executed.",
            Self::NotFound => "`exec`, `emulator --`, `proxy --`: the command does not exist.",
            Self::Interrupted => {
                "Interrupted (Ctrl-C). On SIGTERM, `proxy` ends with 0, a command after `--` decides the code, and a shell \
                 shows 143 for every other command."
            }
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.number())
    }
}
