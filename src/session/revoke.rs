//! Revokes tokens at the provider.

use std::time::Duration;

use url::Url;

use super::fetch::{LARGEST_RESPONSE_BYTES, TokenFetcher};
use super::{Session, TokenOptions};
use crate::clock::Deadline;
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, Retry, repeat};
use crate::provider::{RevokedToken, TokenRequest, judge_revocation, revocation_request};
use crate::secret::Secret;

impl Session {
    /// Returns the URL that revokes tokens. If the target has an issuer, its metadata can name the URL.
    ///
    /// # Errors
    ///
    /// Fails when the provider has no revocation URL.
    pub fn revocation_url(&self) -> Result<Url> {
        let is_path = self.target.endpoint.revocation_url.as_deref().is_some_and(|url| url.starts_with('/'));
        let base = if is_path { self.base_url().ok() } else { None };
        let configured = self.target.revocation_url(base.as_ref())?;
        let url = match configured {
            Some(url) => Some(url),
            None => self.driver.run(self.discovered_revocation_url(self.deadline()))??,
        };
        url.ok_or_else(|| self.no_revocation_url())
    }

    fn no_revocation_url(&self) -> Failure {
        let provider = &self.target.provider.value;
        let what = format!("{} has no revocation URL, so its tokens cannot be revoked", provider.title);
        let without = "leave out --revoke; the provider accepts the tokens until they expire";
        let failure = Failure::new(Kind::Usage, what);
        if provider.is_built_in() {
            return failure.hint(without);
        }
        failure.hint(format!("if it has one, add `revocation_url` to [providers.{}]; or {without}", provider.name))
    }

    fn deadline(&self) -> Deadline {
        Deadline::after(self.client.network().timeout)
    }

    /// Returns the stored refresh token, if the grant uses one.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be read.
    pub fn refresh_token(&self) -> Result<Option<Secret>> {
        self.target.used_refresh_token().map(|token| token.value.read()).transpose()
    }

    /// Revokes this token. It is not a failure if the provider no longer knows the token.
    ///
    /// # Errors
    ///
    /// Fails when the provider has no revocation URL, or when the request fails.
    pub fn revoke(&self, token: &RevokedToken) -> Result<()> {
        let url = self.revocation_url()?;
        let key = self.requirements(&TokenOptions::default())?.key;
        let mut fetcher = TokenFetcher::new(self, &key)?;
        fetcher.read_secrets()?;
        let server = self.driver.run(self.token_server(self.deadline()))??;
        let build =
            || fetcher.with_input(|input| revocation_request(&server.endpoint, url.clone(), &server.url, token, input));
        self.driver.run(self.send_revocation(token, build))?
    }

    /// Sends the request, and repeats it if that can help.
    async fn send_revocation(&self, token: &RevokedToken, build: impl Fn() -> Result<TokenRequest>) -> Result<()> {
        let client = &self.client;
        repeat(client.network().retry_limits(), self.deadline(), async |deadline| {
            // Each attempt has an assertion of its own, because a server accepts each only once.
            let request = match build() {
                Ok(request) => request,
                Err(failure) => return Attempt::last(Err(failure)),
            };
            let response = match client
                .fetch(&request.request, deadline.left(), LARGEST_RESPONSE_BYTES, &request.redactor)
                .await
            {
                Ok(response) => response,
                Err(error) => return Attempt::from(Err(error)),
            };
            let provider = &self.target.provider.value;
            let rejection = judge_revocation(provider, &request.request.url, token, &response, &request.redactor);
            let Some(rejection) = rejection else { return Attempt::last(Ok(())) };
            let retry = rejection.retryable.then(|| Retry {
                reason: rejection.failure.to_string(),
                retry_after: response.head.retry_after(),
                min_wait: Duration::ZERO,
            });
            Attempt { outcome: Err(rejection.failure), retry }
        })
        .await
    }
}
