//! Parses the URL of a Redis, and shows it without its password.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::failure::{Failure, Kind, Result};
use crate::http::url::is_loopback;
use crate::secret::Secret;

/// The default port, with TLS and without.
const PORT: u16 = 6379;

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
    pub password: PasswordFrom,
}

/// The host or the socket of a Redis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedisRoute {
    /// Over the network.
    Network {
        /// A name or an IP address, without brackets.
        host: String,
        /// The port.
        port: u16,
        /// Whether the connection uses TLS.
        tls: bool,
        /// Whether the host is this machine.
        is_loopback: bool,
    },
    /// Through a Unix socket.
    Socket(PathBuf),
}

/// The source of the password.
#[derive(Clone, Debug)]
pub enum PasswordFrom {
    /// There is no password.
    Nowhere,
    /// The URL itself.
    Url(Secret),
    /// The variable of this name.
    Variable(String),
    /// This file.
    File(PathBuf),
}

/// Returns whether the text begins with the scheme of a Redis, even if the rest is invalid.
pub fn is_redis(text: &str) -> bool {
    ["redis:", "rediss:", "redis+unix:", "unix:"].iter().any(|scheme| text.starts_with(scheme))
}

impl Address {
    /// Parses the URL. Errors name its `origin` and never show its text, which may contain a password.
    pub fn parse(text: &str, origin: &str) -> Result<Self> {
        let invalid = |why: &str| {
            Failure::new(Kind::BadUrl, format!("the URL of the shared cache (from {origin}) {why}")).hint(
                "write it as rediss://user@cache.example.com:6379/0?password_env=NAME, \
                 redis://127.0.0.1:6379/0 or redis+unix:///run/redis.sock?db=0",
            )
        };
        let url = Url::parse(text.trim()).map_err(|_| invalid("cannot be read"))?;
        let route = match url.scheme() {
            "redis" | "rediss" => network(&url).ok_or_else(|| invalid("names no host"))?,
            "redis+unix" | "unix" => {
                let path = decoded(url.path()).filter(|path| path.len() > 1 && !url.has_host());
                RedisRoute::Socket(path.ok_or_else(|| invalid("must name the socket by its whole path"))?.into())
            }
            _ => return Err(invalid("has another scheme than redis, rediss or redis+unix")),
        };
        let mut address = Self { route, database: 0, user: None, password: PasswordFrom::Nowhere };
        let path = url.path().trim_matches('/');
        if matches!(address.route, RedisRoute::Network { .. }) && !path.is_empty() {
            address.database = path.parse().map_err(|_| invalid("has a path that is no database number"))?;
        }
        let text = |text: &str| decoded(text).ok_or_else(|| invalid("is not UTF-8"));
        if !url.username().is_empty() {
            address.user = Some(text(url.username())?);
        }
        if let Some(password) = url.password() {
            address.password = PasswordFrom::Url(Secret::new(text(password)?));
        }
        for (name, value) in url.query_pairs() {
            let value = value.into_owned();
            match &*name {
                "db" => address.database = value.parse().map_err(|_| invalid("has a `db` that is no number"))?,
                "user" => address.user = Some(value),
                "pass" => address.password = PasswordFrom::Url(Secret::new(value)),
                "password_env" => address.password = PasswordFrom::Variable(value),
                "password_file" => address.password = PasswordFrom::File(value.into()),
                _ => return Err(invalid("has a parameter other than db, user, pass, password_env and password_file")),
            }
        }
        if url.fragment().is_some() {
            return Err(invalid("has a fragment (a `#` in a password is written %23)"));
        }
        Ok(address)
    }

    /// Returns whether the network can read the tokens: plain Redis to another machine.
    pub fn is_exposed(&self) -> bool {
        matches!(self.route, RedisRoute::Network { tls: false, is_loopback: false, .. })
    }

    /// Returns the URL for messages, without the password and without its source.
    pub fn shown(&self) -> String {
        let user = self.user.as_ref().map_or_else(String::new, |user| format!("{user}@"));
        let text = match &self.route {
            RedisRoute::Network { host, port, tls, .. } => {
                let scheme = if *tls { "rediss" } else { "redis" };
                let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
                format!("{scheme}://{user}{host}:{port}/{}", self.database)
            }
            RedisRoute::Socket(path) => format!("redis+unix://{user}{}?db={}", path.display(), self.database),
        };
        crate::redact::escape_control(&text)
    }
}

fn network(url: &Url) -> Option<RedisRoute> {
    let host = match url.host()? {
        // Under this scheme the url crate takes an IPv4 address for a name, and leaves a name as it is.
        Host::Domain(name) => decoded(name).filter(|name| !name.is_empty())?,
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    let is_loopback = is_loopback(url) || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    Some(RedisRoute::Network { host, port: url.port().unwrap_or(PORT), tls: url.scheme() == "rediss", is_loopback })
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
        assert!(matches!(password("redis://h"), PasswordFrom::Nowhere));
        assert!(matches!(password("redis://:p%40%23%2F@h"), PasswordFrom::Url(secret) if secret.expose() == "p@#/"));
        assert!(matches!(password("redis://h?password_env=PW"), PasswordFrom::Variable(name) if name == "PW"));
        let file = password("redis+unix:///s?password_file=/run/secrets/pw");
        assert!(matches!(file, PasswordFrom::File(path) if path.as_os_str() == "/run/secrets/pw"));
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
            "http://:hunter2hunter2@host",
        ] {
            let failure = Address::parse(given, "$TRAVAUTH_CACHE").unwrap_err();
            assert_eq!(failure.kind(), Kind::BadUrl, "{given}");
            assert!(!format!("{failure:?}").contains("hunter2"), "{given}");
        }
    }
}
