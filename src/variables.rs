//! The environment variables that travauth reads, for the reference page. A provider's variables are in its data, and those
//! that a command sets are beside its code.

/// A variable, as the reference page lists it.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name. Several names have commas between them, and `…` at the beginning or end of a name stands for any text.
    pub name: &'static str,
    /// The meaning of its value.
    pub meaning: &'static str,
}

/// Describes a variable.
pub const fn variable(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, meaning }
}

/// Variables that select the provider and locate files.
pub const OWN: [Variable; 10] = [
    variable("TRAVAUTH_PROVIDER", "The provider, if `--provider` is not given."),
    variable("TRAVAUTH_ENVIRONMENT", "The environment, if neither `--environment` nor `--base-url` is given."),
    variable("TRAVAUTH_PROFILE", "The profile of the config file, if `--profile` is not given."),
    variable("TRAVAUTH_CONFIG", "The config file, if `--config` is not given."),
    variable(
        "TRAVAUTH_CONFIG_DIR",
        "The directory of the config file and of the cache, instead of the platform's default.",
    ),
    variable(
        "TRAVAUTH_SYSTEM_CONFIG",
        "Another file instead of the system config, for tests and containers; empty for none. It is ignored, with a warning, \
         where a system config exists.",
    ),
    variable(
        "TRAVAUTH_CACHE",
        "Where tokens are stored: `file` (the default), `none`, or a `redis://`, `rediss://`, `redis+sentinel://`, \
         `rediss+sentinel://` or `redis+unix://` URL of a cache that machines share, in addition to files.",
    ),
    variable(
        "TRAVAUTH_ADD_CA",
        "A PEM file of trusted certificates in addition to the others, if `--add-ca` is not given.",
    ),
    variable("TRAVAUTH_CLIENT_CERT", "The PEM file of the TLS client certificate, if `--client-cert` is not given."),
    variable("TRAVAUTH_CLIENT_KEY", "The PEM file of its private key, if `--client-key` is not given."),
];

/// Variables that set how the network is used, each in place of a flag.
pub const NETWORK: [Variable; 8] = [
    variable("TRAVAUTH_TIMEOUT", "The time limit, if `--timeout` is not given."),
    variable("TRAVAUTH_CONNECT_TIMEOUT", "The time limit for connecting, if `--connect-timeout` is not given."),
    variable("TRAVAUTH_RETRIES", "The number of retries, if `--retries` is not given."),
    variable("TRAVAUTH_RETRY_MAX_TIME", "The time after which nothing is retried, if `--retry-max-time` is not given."),
    variable("TRAVAUTH_RATE", "The rate of API requests, if `--rate` is not given: `10/s`, `100/m` or `none`."),
    variable("TRAVAUTH_RATE_WAIT", "The longest wait for a turn, if `--rate-wait` is not given."),
    variable("TRAVAUTH_PROXY", "The proxy, if `--proxy` is not given; it takes precedence over `HTTPS_PROXY`."),
    variable("TRAVAUTH_CA_BUNDLE", "A PEM file of trusted certificates, if `--ca-bundle` is not given."),
];

/// Variables that many programs read in the same way.
pub const COMMON: [Variable; 18] = [
    variable("DBUS_SESSION_BUS_ADDRESS", "The bus of the keyring, on Linux. Only `unix:` addresses are used."),
    variable("CI", "If it is set, `login` asks no questions."),
    variable(
        "HTTPS_PROXY",
        "The proxy for https, if `--proxy` is not given; also in lower case. `HTTP_PROXY` is not read, because plain http is \
         allowed for loopback only, which never uses a proxy.",
    ),
    variable("ALL_PROXY", "The proxy, if `HTTPS_PROXY` is not set; also in lower case."),
    variable("NO_PROXY", "Hosts that are reached without the proxy, separated by commas; also in lower case."),
    variable("SSL_CERT_FILE", "A PEM file of trusted certificates, instead of the system's."),
    variable("SSL_CERT_DIR", "Directories of such files, separated as in `PATH`; used in addition to `SSL_CERT_FILE`."),
    variable("NO_COLOR", "Turns colour off, unless `--color always` is given."),
    variable("TERM", "`dumb` turns colour and the line that says what the program waits for off."),
    variable(
        "COLUMNS",
        "The width of help texts, at most 100, if neither input nor output nor errors are on a terminal.",
    ),
    variable("RUST_LOG", "Filters for the log on standard error, in addition to `-v` and `-q`."),
    variable("HOME", "The directory that contains the config directory, unless `TRAVAUTH_CONFIG_DIR` is set."),
    variable(
        "TMPDIR",
        "On Unix, the directory for temporary files instead of `/tmp`: for `emulator`, `proxy --tls` and `config edit`.",
    ),
    variable(
        "XDG_RUNTIME_DIR",
        "On Linux, the directory with the bus of the keyring, if `DBUS_SESSION_BUS_ADDRESS` is not set. Also a directory for the \
         files of `emulator` and `proxy --tls`, if the temporary directory cannot be written.",
    ),
    variable("VISUAL", "The editor for `config edit`."),
    variable("EDITOR", "The editor, if `VISUAL` is not set."),
    variable("PROGRAMDATA", "On Windows, the parent of the directory with the system config."),
    variable("XDG_CONFIG_HOME", "On Linux, the parent of the config directory, instead of `~/.config`."),
];

/// Variables of GitHub Actions that `--format github` needs.
pub const GITHUB: [Variable; 3] = [
    variable("GITHUB_ACTIONS", "`true` in a GitHub Actions step; `token get --format github` requires it."),
    variable("GITHUB_ENV", "The file for the variables of the next steps of the job."),
    variable("GITHUB_STEP_SUMMARY", "The file for the summary of `check --format github`."),
];
