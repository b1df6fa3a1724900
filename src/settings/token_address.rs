//! The URLs of a target's token endpoint and revocation endpoint, and the hosts that are allowed for them.

use url::Url;

use super::base_url::{self, BaseUrl};
use super::guard_rails::require_allowed;
use super::target::Target;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{join, parse_secure};
use crate::provider::Grant;

/// Where a target gets tokens, according to its provider and environment.
enum TokenAddress<'t> {
    /// A URL, or a path on the base URL.
    Url(&'t str),
    /// The issuer whose metadata names the URL.
    Issuer(&'t str),
}

impl Target {
    fn token_address(&self) -> TokenAddress<'_> {
        let environment = self.environment_data();
        let url = environment.and_then(|environment| environment.token_url.as_deref());
        let issuer = environment.and_then(|environment| environment.issuer.as_deref());
        match (url, issuer, self.endpoint.issuer.as_deref()) {
            (Some(url), _, _) => TokenAddress::Url(url),
            (None, Some(issuer), _) | (None, None, Some(issuer)) => TokenAddress::Issuer(issuer),
            (None, None, None) => TokenAddress::Url(&self.endpoint.url),
        }
    }

    /// Returns the issuer whose metadata names the token endpoint; none if its URL is configured.
    pub fn issuer(&self) -> Option<&str> {
        match self.token_address() {
            TokenAddress::Issuer(issuer) => Some(issuer),
            TokenAddress::Url(_) => None,
        }
    }

    /// Returns the URL of the token endpoint, or of the issuer that names it. A path is appended to this base URL.
    pub fn token_url(&self, base: &Url) -> Result<Url> {
        if self.endpoint.grant == Grant::None {
            // Without tokens, requests go to the API alone.
            return Ok(base.clone());
        }
        match self.token_address() {
            TokenAddress::Issuer(issuer) => parse_secure(issuer, "the provider's issuer"),
            TokenAddress::Url(url) if url.starts_with('/') => join(base, url),
            TokenAddress::Url(url) => parse_secure(url, "the provider's token_url"),
        }
    }

    /// Returns the URL of the token endpoint, or of the issuer that names it, if it does not depend on the base URL.
    ///
    /// # Errors
    ///
    /// Fails when it depends on the base URL.
    pub fn absolute_token_url(&self) -> Result<Url> {
        if !self.has_absolute_token_url() || self.endpoint.grant == Grant::None {
            return Err(self.unknown_base_url());
        }
        match self.token_address() {
            TokenAddress::Issuer(issuer) => parse_secure(issuer, "the provider's issuer"),
            TokenAddress::Url(url) => parse_secure(url, "the provider's token_url"),
        }
    }

    /// Returns whether the token endpoint's URL does not depend on the base URL.
    pub fn has_absolute_token_url(&self) -> bool {
        !matches!(self.token_address(), TokenAddress::Url(url) if url.starts_with('/'))
    }

    /// Returns the URL that revokes tokens; none if the provider does not name it. A path is appended to this base URL.
    ///
    /// # Errors
    ///
    /// Fails when the system config does not allow its host, and for a path without a base URL.
    pub fn revocation_url(&self, base: Option<&Url>) -> Result<Option<Url>> {
        let Some(url) = &self.endpoint.revocation_url else { return Ok(None) };
        let url = match base {
            _ if !url.starts_with('/') => parse_secure(url, "the provider's revocation_url")?,
            Some(base) => join(base, url)?,
            None => return Err(self.unknown_base_url()),
        };
        self.require_allowed_url("the revocation URL", &url)?;
        Ok(Some(url))
    }

    /// Builds the failure for a request to an API whose base URL is not known.
    pub fn unknown_base_url(&self) -> Failure {
        base_url::unknown(&self.provider.value)
    }

    /// Builds the failure for a token request to the emulator if the provider's token endpoint is an absolute URL.
    pub fn no_emulated_token_url(&self) -> Failure {
        let title = &self.provider.value.title;
        Failure::new(Kind::Usage, format!("the emulator does not imitate the token endpoint of {title}"))
            .because("the provider names a whole URL, which the emulator does not have")
            .hint("write `token_url` as a path on the base URL, or select another environment")
    }

    /// Fails when the system config does not allow sending tokens and credentials to this URL. `what` names the URL.
    pub fn require_allowed_url(&self, what: &str, url: &Url) -> Result<()> {
        require_allowed(what, url, self.allowed_hosts.as_ref())
    }

    /// Fails when tokens or credentials would be sent to a host that the system config does not allow.
    pub(super) fn require_allowed_hosts(&self) -> Result<()> {
        let what = if self.issuer().is_some() { "the issuer" } else { "the token URL" };
        match &self.base_url {
            BaseUrl::Url(base) => {
                self.require_allowed_url(what, &self.token_url(base)?)?;
                self.require_allowed_url("the base URL", base)
            }
            BaseUrl::Unknown if self.has_absolute_token_url() && self.endpoint.grant != Grant::None => {
                self.require_allowed_url(what, &self.absolute_token_url()?)
            }
            BaseUrl::Unknown | BaseUrl::Emulator => Ok(()),
        }
    }
}
