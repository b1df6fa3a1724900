//! Rejects requests that were not meant for this server, as in DNS rebinding and cross-site request forgery (CSRF).

use hyper::HeaderMap;
use hyper::header::{HOST, HeaderName, HeaderValue, ORIGIN};

/// The scheme and the `HOST:PORT` names that requests to this server may use.
#[derive(Clone, Debug)]
pub struct RequestGuard {
    scheme: &'static str,
    authorities: Vec<String>,
}

/// The reason why a request was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// `Host` is missing, sent twice, or does not name this server; the status is 421.
    Host,
    /// A page of another site sent the request; the status is 403. Contains the `Origin` header if it is the reason.
    Site(Option<String>),
}

impl RequestGuard {
    /// Creates a guard that accepts requests to the loopback names with this port.
    pub fn new(port: u16, tls: bool) -> Self {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut authorities: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        // Clients omit the default port of the scheme.
        if port == if tls { 443 } else { 80 } {
            authorities.extend(names.map(str::to_owned));
        }
        Self { scheme: if tls { "https" } else { "http" }, authorities }
    }

    /// Accepts requests to another `HOST:PORT` as well.
    pub fn allow(&mut self, authority: &str) {
        self.authorities.push(authority.to_ascii_lowercase());
    }

    /// Checks that the `Host` header names this server.
    ///
    /// # Errors
    /// Fails with [`Rejected::Host`] if it does not.
    pub fn check_host(&self, headers: &HeaderMap) -> Result<(), Rejected> {
        let mut hosts = headers.get_all(HOST).iter();
        let (host, second) = (hosts.next().and_then(|host| host.to_str().ok()), hosts.next());
        if second.is_none() && host.is_some_and(|host| self.is_allowed(host)) { Ok(()) } else { Err(Rejected::Host) }
    }

    /// Checks that no page of another site sent the request.
    ///
    /// # Errors
    /// Fails with [`Rejected::Site`] if one did.
    pub fn check_site(&self, headers: &HeaderMap) -> Result<(), Rejected> {
        for origin in headers.get_all(ORIGIN) {
            let origin = origin.to_str().unwrap_or_default();
            let authority = origin.strip_prefix(self.scheme).and_then(|rest| rest.strip_prefix("://"));
            if !authority.is_some_and(|authority| self.is_allowed(authority)) {
                return Err(Rejected::Site(Some(origin.to_owned())));
            }
        }
        // `same-site` is rejected too: a page of another port on this host has the same site, but another origin.
        let is_same_origin = |value: &HeaderValue| matches!(value.as_bytes(), b"none" | b"same-origin");
        let all_same_origin = headers.get_all(SEC_FETCH_SITE).iter().all(is_same_origin);
        if all_same_origin { Ok(()) } else { Err(Rejected::Site(None)) }
    }

    /// Returns whether a request with a whole URL in its first line names this server.
    pub fn accepts(&self, scheme: &str, authority: &str) -> bool {
        scheme.eq_ignore_ascii_case(self.scheme) && self.is_allowed(authority)
    }

    fn is_allowed(&self, authority: &str) -> bool {
        self.authorities.iter().any(|allowed| allowed.eq_ignore_ascii_case(authority))
    }
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_host_header_must_name_this_server() {
        let mut guard = RequestGuard::new(8900, false);
        for host in ["127.0.0.1:8900", "localhost:8900", "LOCALHOST:8900", "[::1]:8900"] {
            assert_eq!(guard.check_host(&headers(&[(HOST, host)])), Ok(()), "{host}");
        }
        for host in ["", "127.0.0.1", "127.0.0.1:80", "evil.test:8900", "127.0.0.1.evil.test:8900", "[::1]:8900 "] {
            assert_eq!(guard.check_host(&headers(&[(HOST, host)])), Err(Rejected::Host), "{host}");
        }
        assert_eq!(guard.check_host(&headers(&[])), Err(Rejected::Host));
        let twice = headers(&[(HOST, "127.0.0.1:8900"), (HOST, "127.0.0.1:8900")]);
        assert_eq!(guard.check_host(&twice), Err(Rejected::Host));

        guard.allow("Docker.internal:8900");
        assert_eq!(guard.check_host(&headers(&[(HOST, "docker.internal:8900")])), Ok(()));
        assert_eq!(RequestGuard::new(80, false).check_host(&headers(&[(HOST, "localhost")])), Ok(()));
        assert_eq!(RequestGuard::new(80, true).check_host(&headers(&[(HOST, "localhost")])), Err(Rejected::Host));
    }

    #[test]
    fn requests_of_other_sites_are_recognized_by_origin_and_by_fetch_metadata() {
        let guard = RequestGuard::new(8900, false);
        for pairs in [
            &[][..],
            &[(ORIGIN, "http://127.0.0.1:8900"), (SEC_FETCH_SITE, "same-origin")],
            &[(SEC_FETCH_SITE, "none")],
        ] {
            assert_eq!(guard.check_site(&headers(pairs)), Ok(()), "{pairs:?}");
        }
        for origin in ["null", "", "https://127.0.0.1:8900", "http://127.0.0.1:9000", "http://evil.test"] {
            let rejected = Err(Rejected::Site(Some(origin.to_owned())));
            assert_eq!(guard.check_site(&headers(&[(ORIGIN, origin)])), rejected, "{origin}");
        }
        for site in ["same-site", "cross-site", "", "anything"] {
            assert_eq!(guard.check_site(&headers(&[(SEC_FETCH_SITE, site)])), Err(Rejected::Site(None)), "{site}");
        }
        let twice = headers(&[(ORIGIN, "http://127.0.0.1:8900"), (ORIGIN, "http://evil.test")]);
        assert!(guard.check_site(&twice).is_err());
    }
}
