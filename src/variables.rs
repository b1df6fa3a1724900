//! The variables that the program reads and sets, beside those that a provider's data names: for the reference page.

/// A variable, as the reference page lists it.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What its value means.
    pub meaning: &'static str,
}

const fn variable(name: &'static str, meaning: &'static str) -> Variable {
    Variable { name, meaning }
}

/// Those that choose what to talk to and where things are kept.
pub const OWN: [Variable; 6] = [
    variable("TRAVAUTH_PROVIDER", "The provider, where `--provider` is not given."),
    variable("TRAVAUTH_ENVIRONMENT", "The environment, where neither `--environment` nor `--base-url` is given."),
    variable("TRAVAUTH_PROFILE", "The profile of the config file, where `--profile` is not given."),
    variable("TRAVAUTH_CONFIG", "The config file, where `--config` is not given."),
    variable(
        "TRAVAUTH_CONFIG_DIR",
        "The directory of the config file and of the cache, in place of the platform's own.",
    ),
    variable(
        "TRAVAUTH_CACHE",
        "Where tokens are kept: `file` (the default), `none`, or in files in front of a cache that machines share: a \
         `redis://`, `rediss://` or `redis+unix://` URL.",
    ),
];

/// Those that many programs read in the same way.
pub const COMMON: [Variable; 11] = [
    variable(
        "HTTPS_PROXY",
        "The proxy for https, where `--proxy` is not given; also in lower case. Loopback never goes through a proxy, and \
         plain http goes to loopback only, so `HTTP_PROXY` is not looked at.",
    ),
    variable("ALL_PROXY", "The proxy, where `HTTPS_PROXY` is not set; also in lower case."),
    variable("NO_PROXY", "Hosts that are reached directly, with commas between them; also in lower case."),
    variable("SSL_CERT_FILE", "A PEM file of trusted certificates, in place of the system's."),
    variable("SSL_CERT_DIR", "Directories of such files, joined as in `PATH`; adds to `SSL_CERT_FILE`."),
    variable("NO_COLOR", "No colour, unless `--color always` is given."),
    variable("TERM", "No colour where it is `dumb`."),
    variable("RUST_LOG", "Filters for the log on standard error, which add to what `-v` and `-q` say."),
    variable("HOME", "Where the config dir is, unless `TRAVAUTH_CONFIG_DIR` says it."),
    variable("XDG_CONFIG_HOME", "On Linux, the parent of the config dir in place of `~/.config`."),
    variable(
        "XDG_RUNTIME_DIR",
        "`emulator`: a place for its files where the directory for temporary ones cannot be written.",
    ),
];

/// Those of GitHub Actions, which `--format github` needs.
pub const GITHUB: [Variable; 3] = [
    variable("GITHUB_ACTIONS", "`true` in a step of GitHub Actions; `token get --format github` works nowhere else."),
    variable("GITHUB_ENV", "The file that takes variables for the next steps of the job."),
    variable("GITHUB_STEP_SUMMARY", "The file that takes the summary of `check --format github`."),
];

/// Those that the program hands to commands, shells and jobs; a provider's own `…_ACCESS_TOKEN` goes with them.
pub const SET: [Variable; 8] = [
    variable("TRAVAUTH_TOKEN", "The token."),
    variable("TRAVAUTH_TOKEN_EXPIRES_AT", "When it expires, RFC 3339, UTC; empty when the provider does not say."),
    variable("TRAVAUTH_BASE_URL", "The base URL that the token is for; set by `exec`."),
    variable(
        "TRAVAUTH_SECRET_COMMANDS",
        "In the environment of a command that prints a secret: which ones are running, so that no circle goes on.",
    ),
    variable(
        "TRAVAUTH_HEADERS",
        "The headers that provider or profile add to each request, a line each; set by `exec` where there are any.",
    ),
    variable(
        "NODE_EXTRA_CA_CERTS",
        "A file with the CA that a command must trust; set by `emulator --tls`, as are `SSL_CERT_FILE` and the next two.",
    ),
    variable("REQUESTS_CA_BUNDLE", "A file with the system's certificates and this CA."),
    variable("CURL_CA_BUNDLE", "The same for curl."),
];
