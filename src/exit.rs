//! The exit codes of the program, each with its documented number and meaning.

/// How the program ends, as the caller's shell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Everything asked for was done.
    Done = 0,
    /// Something on this machine failed.
    Local = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// The provider rejected the credentials.
    Rejected = 3,
    /// The API answered 4xx.
    ApiClientError = 4,
    /// The API answered 5xx.
    ApiServerError = 5,
    /// The network, TLS, a time limit, or an answer that makes no sense.
    Unreachable = 6,
    /// The provider's rate limit or quota.
    RateLimited = 7,
    /// No token that will do.
    NoToken = 8,
    /// No credentials, or a source of them failed.
    NoCredentials = 9,
    /// The command to run cannot be executed.
    NotExecutable = 126,
    /// The command to run is not there.
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

    /// The number that the shell sees, 0 to 255.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// What the code tells the caller, as the reference page prints it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "Done; also when the reader of standard output closed the pipe.",
            Self::Local => "A local failure: the disk is full, a file cannot be written, a fault of travauth itself.",
            Self::Usage => {
                "Usage or configuration: an unknown flag, provider or environment, a refused URL, bad TOML; or the \
                 token endpoint answered 404, 405, `invalid_request`, `unsupported_grant_type` or `invalid_scope`."
            }
            Self::Rejected => {
                "The provider rejected the credentials: 401 at the token endpoint, or `invalid_client`, \
                 `invalid_grant`, `unauthorized_client`, `access_denied`."
            }
            Self::ApiClientError => "`call`: the API answered 4xx.",
            Self::ApiServerError => "`call`: the API answered 5xx.",
            Self::Unreachable => {
                "Network, TLS or time limit; or the token endpoint answered 403 without an OAuth error, 3xx, 408, \
                 5xx or nonsense; or a body was too large or cut short."
            }
            Self::RateLimited => "Rate-limited or quota used up (429), now or in the cooldown after it.",
            Self::NoToken => "No cached token that will do, or `--min-valid` cannot be met.",
            Self::NoCredentials => "No credentials found, or a named source of them failed.",
            Self::NotExecutable => "`exec`, `emulator --`: the command cannot be executed.",
            Self::NotFound => "`exec`, `emulator --`: there is no such command.",
            Self::Interrupted => "Interrupted (Ctrl-C).",
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.number())
    }
}
