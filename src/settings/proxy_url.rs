//! The URL of a proxy, which may hold a user name and a password.

use crate::http::url::without_user_info;

/// The URL of a proxy; printed, it has no user name and no password.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(String);

impl ProxyUrl {
    /// The URL as it was given, good or bad.
    pub fn new(url: String) -> Self {
        Self(url)
    }

    /// The whole URL, for the connection.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&without_user_info(&self.0))
    }
}

impl std::fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProxyUrl({self})")
    }
}
