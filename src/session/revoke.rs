//! Revokes tokens at the provider.

use std::time::Duration;

use url::Url;

use super::{Session, TokenOptions};
use super::fetch::{LARGEST_RESPONSE_BYTES, TokenFetcher};
use crate::clock::Deadline;
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, Retry, repeat};
use crate::provider::{RevokedToken, judge_revocation, revocation_request};

impl Session {
    /// Returns the URL that revokes tokens.
    ///
    /// # Errors
    ///
    /// Fails when the provider has none.
    pub fn revocation_url(&self) -> Result<Url> {
        let provider = &self.target.provider.value;
        let is_path = self.target.endpoint.revocation_url.as_deref().is_some_and(|url| url.starts_with('/'));
        let base = if is_path { self.base_url().ok() } else { None };
        self.target.revocation_url(base.as_ref())?.ok_or_else(|| {
            let what = format!("{} has no revocation URL, so its tokens cannot be revoked", provider.title);
            let failure = Failure::new(Kind::Usage, what);
            let without = "leave out --revoke; the provider accepts the tokens until they expire";
            if provider.is_built_in() {
                return failure.hint(without);
            }
            failure.hint(format!("if it has one, add `revocation_url` to [providers.{}]; or {without}", provider.name))
        })
    }

    /// Revokes this token. A token that the provider does not know any more is no failure.
    ///
    /// # Errors
    ///
    /// Fails when the provider has no revocation URL, or when the request fails.
    pub fn revoke(&self, token: &RevokedToken) -> Result<()> {
        let (url, token_url) = (self.revocation_url()?, self.token_url()?);
        let key = self.requirements(&TokenOptions::default())?.key;
        let mut fetcher = TokenFetcher::new(self, &key)?;
        fetcher.read_secrets()?;
        let endpoint = &self.target.endpoint;
        let build = || fetcher.with_input(|input| revocation_request(endpoint, url.clone(), &token_url, token, input));
        self.driver.run(self.send_revocation(token, build))?
    }

    /// Sends the request, and repeats it if that can help.
    async fn send_revocation(
        &self,
        token: &RevokedToken,
        build: impl Fn() -> Result<crate::provider::TokenRequest>,
    ) -> Result<()> {
        let client = &self.client;
        let deadline = Deadline::after(client.network().timeout);
        repeat(client.network().retry_limits(), deadline, async |deadline| {
            // Each attempt has an assertion of its own, because a server accepts each only once.
            let request = match build() {
                Ok(request) => request,
                Err(failure) => return Attempt::last(Err(failure)),
            };
            let response = match client.fetch(&request.request, deadline.left(), LARGEST_RESPONSE_BYTES).await {
                Ok(response) => response,
                Err(error) => return Attempt::from(Err(error)),
            };
            let provider = &self.target.provider.value;
            let rejection =
                judge_revocation(provider, &request.request.url, token, &response, &request.redactor);
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
