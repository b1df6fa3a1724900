//! Parses the URL of a Redis, and prints it without its password.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use super::node::RedisNode;
use crate::config::SecretReference;
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// The default port of a server, with and without TLS.
const PORT: u16 = 6379;
/// The default port of a Sentinel.
const SENTINEL_PORT: u16 = 26379;

/// The address of a Redis, and the user and password to log in with.
#[derive(Clone, Debug)]
pub struct Address {
    /// The host or the socket.
    pub route: RedisRoute,
    /// The number of the database.
    pub database: u32,
    /// The user; none for the default user.
    pub user: Option<String>,
    /// The password.
    pub password: PasswordReference,
    /// The certificates for TLS.
    pub tls_files: TlsFiles,
}

/// The servers of a shared cache.
#[derive(Clone, Debug)]
pub enum RedisRoute {
    /// Over the network.
    Network {
        /// A server, or several nodes of one cluster.
        nodes: Vec<RedisNode>,
        /// Whether the connections use TLS.
        tls: bool,
    },
    /// The primary that Sentinels name.
    Sentinel(SentinelRoute),
    /// Through a Unix socket.
    Socket(PathBuf),
}

/// The Sentinels, and the name of the primary.
#[derive(Clone, Debug)]
pub struct SentinelRoute {
    /// The Sentinels.
    pub sentinels: Vec<RedisNode>,
    /// The name of the primary.
    pub name: String,
    /// Whether the connections to Sentinels and servers use TLS.
    pub tls: bool,
    /// The user of the Sentinels; none for the default user.
    pub user: Option<String>,
    /// The password of the Sentinels.
    pub password: PasswordReference,
}

/// The source of a password.
#[derive(Clone, Debug)]
pub enum PasswordReference {
    /// There is no password.
    None,
    /// The URL itself.
    Url(Secret),
    /// The variable of this name.
    Variable(String),
    /// This file.
    File(PathBuf),
}

/// The certificates for connections to the shared cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFiles {
    /// The PEM file with the trusted certificates, which replace those for API and token requests.
    pub ca_bundle: Option<PathBuf>,
    /// The PEM file with the client certificate.
    pub client_cert: Option<PathBuf>,
    /// The private key of the client certificate, in PEM; none if it is in the same file.
    pub client_key: Option<SecretReference>,
}

/// Returns whether the text begins with the scheme of a Redis, even if the rest is invalid.
pub fn is_redis(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    ["redis", "valkey"].iter().any(|name| scheme.starts_with(name)) || scheme == "unix"
}

impl Address {
    /// Parses the URL. Errors name its `origin` and never show its text, which may contain a password.
    pub fn parse(text: &str, origin: &str) -> Result<Self> {
        let invalid = |why: &str| invalid(text, origin, why);
        let Some((url, hosts)) = split_hosts(text.trim()) else { return Err(invalid("cannot be read")) };
        // Valkey has the protocol of Redis.
        let scheme = url.scheme().replace("valkey", "redis");
        let tls = scheme.starts_with("rediss");
        let nodes = |port| {
            let nodes: Option<Vec<RedisNode>> = hosts.iter().map(|host| node(host, port)).collect();
            nodes.filter(|nodes| !nodes.is_empty()).ok_or_else(|| invalid("has no host, or one that cannot be read"))
        };
        let path = || decoded(url.path().trim_matches('/')).ok_or_else(|| invalid("is not UTF-8"));
        let (route, database) = match scheme.as_str() {
            "redis" | "rediss" => (RedisRoute::Network { nodes: nodes(PORT)?, tls }, path()?),
            "redis+sentinel" | "rediss+sentinel" => {
                let path = path()?;
                let (name, database) = path.split_once('/').unwrap_or((&path, ""));
                if name.is_empty() {
                    return Err(invalid("does not name the primary after the hosts"));
                }
                let (sentinels, name) = (nodes(SENTINEL_PORT)?, name.to_owned());
                let route = SentinelRoute { sentinels, name, tls, user: None, password: PasswordReference::None };
                (RedisRoute::Sentinel(route), database.to_owned())
            }
            "redis+unix" | "unix" => {
                let path = decoded(url.path()).filter(|path| path.len() > 1 && !url.has_host());
                let path = path.ok_or_else(|| invalid("must name the socket by its whole path"))?;
                (RedisRoute::Socket(path.into()), String::new())
            }
            _ => {
                return Err(invalid(
                    "has another scheme than redis, rediss, redis+sentinel, rediss+sentinel or redis+unix",
                ));
            }
        };
        let mut address =
            Self { route, database: 0, user: None, password: PasswordReference::None, tls_files: TlsFiles::default() };
        if !database.is_empty() {
            address.database = database.parse().map_err(|_| invalid("has a path that is no database number"))?;
        }
        let text = |text: &str| decoded(text).ok_or_else(|| invalid("is not UTF-8"));
        if !url.username().is_empty() {
            address.user = Some(text(url.username())?);
        }
        if let Some(password) = url.password() {
            address.password = PasswordReference::Url(Secret::new(text(password)?));
        }
        for (name, value) in url.query_pairs() {
            address.set_parameter(&name, value.into_owned()).map_err(&invalid)?;
        }
        if url.fragment().is_some() {
            return Err(invalid("has a fragment (a `#` in a password is written %23)"));
        }
        Ok(address)
    }

    fn set_parameter(&mut self, name: &str, value: String) -> std::result::Result<(), &'static str> {
        match (name, &mut self.route) {
            ("db", _) => self.database = value.parse().map_err(|_| "has a `db` that is no number")?,
            ("user", _) => self.user = Some(value),
            ("pass", _) => self.password = PasswordReference::Url(Secret::new(value)),
            ("password_env", _) => self.password = PasswordReference::Variable(value),
            ("password_file", _) => self.password = PasswordReference::File(value.into()),
            ("ca_bundle", _) => self.tls_files.ca_bundle = Some(value.into()),
            ("client_cert", _) => self.tls_files.client_cert = Some(value.into()),
            ("client_key", _) => self.tls_files.client_key = Some(SecretReference::File(value.into())),
            ("sentinel_user", RedisRoute::Sentinel(sentinel)) => sentinel.user = Some(value),
            ("sentinel_pass", RedisRoute::Sentinel(sentinel)) => {
                sentinel.password = PasswordReference::Url(Secret::new(value));
            }
            ("sentinel_password_env", RedisRoute::Sentinel(sentinel)) => {
                sentinel.password = PasswordReference::Variable(value);
            }
            ("sentinel_password_file", RedisRoute::Sentinel(sentinel)) => {
                sentinel.password = PasswordReference::File(value.into());
            }
            ("sentinel_user" | "sentinel_pass" | "sentinel_password_env" | "sentinel_password_file", _) => {
                return Err("has a parameter for Sentinel, but not its scheme redis+sentinel or rediss+sentinel");
            }
            _ => {
                return Err("has a parameter other than db, user, pass, password_env, password_file, ca_bundle, \
                            client_cert, client_key and those for Sentinel");
            }
        }
        Ok(())
    }

    /// Returns whether Sentinels name the server.
    pub fn is_sentinel(&self) -> bool {
        matches!(self.route, RedisRoute::Sentinel(_))
    }

    /// Returns whether the connections use TLS.
    pub fn uses_tls(&self) -> bool {
        match &self.route {
            RedisRoute::Network { tls, .. } | RedisRoute::Sentinel(SentinelRoute { tls, .. }) => *tls,
            RedisRoute::Socket(_) => false,
        }
    }

    /// Returns the hosts of the URL; none for a Unix socket.
    pub fn nodes(&self) -> &[RedisNode] {
        match &self.route {
            RedisRoute::Network { nodes, .. } => nodes,
            RedisRoute::Sentinel(route) => &route.sentinels,
            RedisRoute::Socket(_) => &[],
        }
    }

    /// Returns whether the network can read the tokens, because a connection to another machine does not use TLS.
    pub fn is_exposed(&self) -> bool {
        !self.uses_tls() && !self.nodes().iter().all(RedisNode::is_loopback)
    }

    /// Returns the URL for messages, without the password and without the reference to it.
    pub fn shown(&self) -> String {
        let user = self.user.as_ref().map_or_else(String::new, |user| format!("{user}@"));
        let scheme = if self.uses_tls() { "rediss" } else { "redis" };
        let nodes: Vec<String> = self.nodes().iter().map(RedisNode::to_string).collect();
        let (nodes, database) = (nodes.join(","), self.database);
        let text = match &self.route {
            RedisRoute::Network { .. } => format!("{scheme}://{user}{nodes}/{database}"),
            RedisRoute::Sentinel(SentinelRoute { name, .. }) => {
                format!("{scheme}+sentinel://{user}{nodes}/{name}/{database}")
            }
            RedisRoute::Socket(path) => format!("redis+unix://{user}{}?db={database}", path.display()),
        };
        crate::redact::escape_control(&text)
    }
}

fn invalid(text: &str, origin: &str, why: &str) -> Failure {
    let example = if text.contains("+sentinel:") {
        "write it as rediss+sentinel://user@sentinel-1.example.com,sentinel-2.example.com:26379/NAME/0?password_env=NAME"
    } else {
        "write it as rediss://user@cache.example.com:6379/0?password_env=NAME, redis://127.0.0.1:6379/0 or \
         redis+unix:///run/redis.sock?db=0"
    };
    Failure::new(Kind::BadUrl, format!("the URL of the shared cache (from {origin}) {why}")).hint(example)
}

/// Splits a URL with several hosts into a URL with only the first host, and the list of all hosts with their ports.
fn split_hosts(text: &str) -> Option<(Url, Vec<&str>)> {
    let Some(start) = text.find("://").map(|at| at + 3) else { return Some((Url::parse(text).ok()?, Vec::new())) };
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    let start = text[start..end].rfind('@').map_or(start, |at| start + at + 1);
    let hosts: Vec<&str> = text[start..end].split(',').collect();
    let url = format!("{}{}{}", &text[..start], hosts.first()?, &text[end..]);
    Some((Url::parse(&url).ok()?, hosts))
}

fn node(host: &str, default_port: u16) -> Option<RedisNode> {
    let url = Url::parse(&format!("redis://{host}")).ok()?;
    let host = match url.host()? {
        // For this scheme, the url crate parses an IPv4 address as a name, and does not normalize names.
        Host::Domain(name) => decoded(name).filter(|name| !name.is_empty())?,
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    Some(RedisNode { host, port: url.port().unwrap_or(default_port) })
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_shown_without_their_password() {
        for (given, shown, exposed) in [
            ("redis://127.0.0.1", "redis://127.0.0.1:6379/0", false),
            ("redis://localhost:7000/3", "redis://localhost:7000/3", false),
            ("redis://[::1]:7000/", "redis://[::1]:7000/0", false),
            ("redis://cache.internal:6379/0", "redis://cache.internal:6379/0", true),
            ("redis://127.0.0.1.example.com", "redis://127.0.0.1.example.com:6379/0", true),
            ("rediss://me:hunter2hunter2@cache.internal/1", "rediss://me@cache.internal:6379/1", false),
            ("rediss://:hunter2hunter2@cache.internal", "rediss://cache.internal:6379/0", false),
            ("rediss://me@cache.internal?password_env=PW", "rediss://me@cache.internal:6379/0", false),
            (
                "redis+unix:///run/r%20s.sock?db=2&user=me&pass=hunter2hunter2",
                "redis+unix://me@/run/r s.sock?db=2",
                false,
            ),
            ("unix:///run/redis.sock", "redis+unix:///run/redis.sock?db=0", false),
            // Several nodes of one cluster.
            ("redis://127.0.0.1:7000,127.0.0.1:7001", "redis://127.0.0.1:7000,127.0.0.1:7001/0", false),
            ("redis://localhost,[::1]:7001,b/", "redis://localhost:6379,[::1]:7001,b:6379/0", true),
            ("rediss://me:hunter2,hunter2@a,b?db=1", "rediss://me@a:6379,b:6379/1", false),
            // Valkey.
            ("valkey://127.0.0.1/2", "redis://127.0.0.1:6379/2", false),
            ("valkeys://me:hunter2hunter2@h", "rediss://me@h:6379/0", false),
            ("valkey+unix:///run/v.sock", "redis+unix:///run/v.sock?db=0", false),
            ("valkeys+sentinel://h/main", "rediss+sentinel://h:26379/main/0", false),
            // Sentinel.
            ("redis+sentinel://h1,h2:26380/main/3", "redis+sentinel://h1:26379,h2:26380/main/3", true),
            ("redis+sentinel://[::1],localhost:1/m", "redis+sentinel://[::1]:26379,localhost:1/m/0", false),
            (
                "rediss+sentinel://me:hunter2hunter2@h/my%20main?db=2&sentinel_user=s&sentinel_pass=hunter2",
                "rediss+sentinel://me@h:26379/my main/2",
                false,
            ),
        ] {
            let address = Address::parse(given, "test").unwrap();
            assert_eq!(address.shown(), shown);
            assert_eq!(address.is_exposed(), exposed, "{given}");
            assert!(is_redis(given));
            assert!(!format!("{address:?}").contains("hunter2"), "{given}");
        }
    }

    #[test]
    fn the_password_or_its_source_is_read() {
        let password = |text| Address::parse(text, "test").unwrap().password;
        assert!(matches!(password("redis://h"), PasswordReference::None));
        assert!(
            matches!(password("redis://:p%40%23%2F@h"), PasswordReference::Url(secret) if secret.expose() == "p@#/")
        );
        assert!(matches!(password("redis://h?password_env=PW"), PasswordReference::Variable(name) if name == "PW"));
        let file = password("redis+unix:///s?password_file=/run/secrets/pw");
        assert!(matches!(file, PasswordReference::File(path) if path.as_os_str() == "/run/secrets/pw"));
    }

    #[test]
    fn the_password_of_sentinels_and_the_certificates_are_read() {
        let parsed = |text| Address::parse(text, "test").unwrap();
        let address = parsed("redis+sentinel://:own@h/m?sentinel_user=me&sentinel_password_env=PW");
        assert!(matches!(&address.password, PasswordReference::Url(secret) if secret.expose() == "own"));
        let RedisRoute::Sentinel(sentinel) = address.route else { panic!("{address:?}") };
        assert_eq!((sentinel.name.as_str(), sentinel.user.as_deref()), ("m", Some("me")));
        assert!(matches!(sentinel.password, PasswordReference::Variable(name) if name == "PW"));

        let files = parsed("valkeys://h?ca_bundle=/ca.pem&client_cert=/c.pem&client_key=/k.pem").tls_files;
        let key = Some(SecretReference::File("/k.pem".into()));
        let (ca_bundle, client_cert) = (Some("/ca.pem".into()), Some("/c.pem".into()));
        assert_eq!(files, TlsFiles { ca_bundle, client_cert, client_key: key });
    }

    #[test]
    fn invalid_urls_are_rejected_and_not_shown() {
        for given in [
            "redis://",
            "redis:///0",
            "redis://:hunter2hunter2@",
            "redis://:hunter2hunter2@host/nought",
            "redis://:hunter2#hunter2@host",
            "redis://:hunter2hunter2@host:99999",
            "redis://host?db=x&pass=hunter2hunter2",
            "redis://host?timeout=hunter2hunter2",
            "redis+unix://host/path",
            "redis+unix:",
            "redis://:hunter2hunter2@host,,other",
            "redis://:hunter2hunter2@host,other:99999",
            "redis://host?sentinel_pass=hunter2hunter2",
            "redis+sentinel://:hunter2hunter2@host",
            "redis+sentinel://:hunter2hunter2@host/",
            "redis+sentinel://:hunter2hunter2@host/main/x",
            "redis+sentinel://:hunter2hunter2@host/main/1/2",
            "redis+sentinel:///main/0?pass=hunter2hunter2",
            "redis+sentinel:main?pass=hunter2hunter2",
            "redis+cluster://:hunter2hunter2@host",
            "http://:hunter2hunter2@host",
        ] {
            let failure = Address::parse(given, "$TRAVAUTH_CACHE").unwrap_err();
            assert_eq!(failure.kind(), Kind::BadUrl, "{given}");
            assert!(!format!("{failure:?}").contains("hunter2"), "{given}");
        }
    }
}
