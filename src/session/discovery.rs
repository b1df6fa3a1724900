//! Finds the token endpoint of an issuer in the metadata that its server publishes.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use url::Url;

use super::Session;
use super::metadata_file::{MetadataFile, StoredMetadata};
use crate::clock::{self, Deadline};
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, Retry, repeat};
use crate::http::url::shown;
use crate::http::{Body, Request};
use crate::provider::{ClientAuth, MetadataError, ServerMetadata, TokenEndpoint, metadata_urls};

/// The largest metadata that are read.
const LARGEST_METADATA_BYTES: usize = 1 << 20;

/// The token endpoint of a target, after discovery if it has an issuer.
pub(super) struct TokenServer<'s> {
    /// Its URL.
    pub(super) url: Url,
    /// How to request a token there.
    pub(super) endpoint: Cow<'s, TokenEndpoint>,
}

impl Session {
    /// Returns the token endpoint. If the target has an issuer, it is read from the issuer's metadata.
    ///
    /// # Errors
    ///
    /// Fails when the metadata cannot be read or used.
    pub(super) async fn token_server(&self, deadline: Deadline) -> Result<TokenServer<'_>> {
        let endpoint = &self.target.endpoint;
        let url = self.token_url()?;
        let Some(issuer) = self.target.issuer() else {
            return Ok(TokenServer { url, endpoint: Cow::Borrowed(endpoint) });
        };
        let metadata = self.metadata(issuer, deadline).await?;
        let url = metadata.token_url()?;
        self.target.require_allowed_url("the token endpoint that the issuer names", &url)?;
        let endpoint = if endpoint.client_auth == ClientAuth::Discovered {
            Cow::Owned(TokenEndpoint { client_auth: metadata.client_auth()?, ..endpoint.clone() })
        } else {
            Cow::Borrowed(endpoint)
        };
        Ok(TokenServer { url, endpoint })
    }

    /// Returns the URL that revokes tokens, according to the provider or to the issuer's metadata.
    pub(super) async fn discovered_revocation_url(&self, deadline: Deadline) -> Result<Option<Url>> {
        let Some(issuer) = self.target.issuer() else { return Ok(None) };
        let url = self.metadata(issuer, deadline).await?.revocation_url()?;
        if let Some(url) = &url {
            self.target.require_allowed_url("the revocation endpoint that the issuer names", url)?;
        }
        Ok(url)
    }

    /// Returns the client authentication that this session uses; a discovered one if it is known already.
    pub fn client_auth(&self) -> ClientAuth {
        let configured = self.target.endpoint.client_auth;
        let discovered = || self.metadata.get()?.client_auth().ok();
        if configured == ClientAuth::Discovered { discovered().unwrap_or(configured) } else { configured }
    }

    /// Returns the URL of the token endpoint that is known from an earlier discovery, without asking the server.
    pub fn known_token_url(&self) -> Option<Url> {
        let stored = self.metadata_file(self.target.issuer()?)?.read()?;
        stored.metadata.token_url().ok()
    }

    /// Lets the next run read the metadata again, because the token endpoint failed in a way that a moved one does.
    pub(super) fn doubt_metadata(&self, failure: &Failure) {
        let is_gone = matches!(failure.kind(), Kind::NoTokenEndpoint | Kind::DnsFailed | Kind::ConnectFailed);
        if let Some(issuer) = self.target.issuer().filter(|_| is_gone)
            && let Some(file) = self.metadata_file(issuer)
        {
            file.mark_stale();
        }
    }

    /// Returns the file of the metadata; none if this machine caches nothing.
    fn metadata_file(&self, issuer: &str) -> Option<MetadataFile> {
        Some(MetadataFile::new(self.cache.local()?.dir(), issuer))
    }

    async fn metadata(&self, issuer: &str, deadline: Deadline) -> Result<ServerMetadata> {
        if let Some(metadata) = self.metadata.get() {
            return Ok(metadata.clone());
        }
        let file = self.metadata_file(issuer);
        let stored = file.as_ref().and_then(MetadataFile::read);
        let metadata = match stored {
            Some(stored) if stored.is_fresh(clock::now()) => stored.metadata,
            stored => {
                // With an older copy, most of the time is left for the token request.
                let limit = if stored.is_some() { deadline.left() / 3 } else { deadline.left() };
                match (self.ask_for_metadata(issuer, Deadline::after(limit)).await, stored) {
                    (Ok(metadata), _) => {
                        if let Some(file) = &file {
                            file.store(&StoredMetadata { read_at: clock::now(), metadata: metadata.clone() });
                        }
                        metadata
                    }
                    (Err(failure), Some(older)) => {
                        log::warn!("{failure}; continuing with an older copy of the metadata");
                        older.metadata
                    }
                    (Err(failure), None) => return Err(failure),
                }
            }
        };
        Ok(self.metadata.get_or_init(|| metadata).clone())
    }

    /// Asks the addresses of the metadata one after the other.
    async fn ask_for_metadata(&self, issuer: &str, deadline: Deadline) -> Result<ServerMetadata> {
        let mut last = None;
        for url in metadata_urls(issuer)? {
            log::info!("reading the metadata of the issuer from {}", shown(&url));
            let request = Request {
                method: Method::GET,
                url,
                headers: HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]),
                body: Body::Empty,
                shows_certificate: false,
            };
            match self.fetch_metadata(issuer, &request, deadline).await {
                Ok(metadata) => return Ok(metadata),
                Err(MetadataError::Unusable(failure)) => return Err(failure),
                Err(MetadataError::NoMetadata(why)) => last = Some(why),
            }
        }
        let what = format!("no metadata of the issuer {issuer} could be read");
        Err(Failure::new(Kind::BadResponse, what)
            .because(last.unwrap_or_default())
            .hint("check `issuer`, or set `token_url` in its place"))
    }

    async fn fetch_metadata(
        &self,
        issuer: &str,
        request: &Request,
        deadline: Deadline,
    ) -> Result<ServerMetadata, MetadataError> {
        let limits = self.client.network().retry_limits();
        repeat(limits, deadline, async |deadline| {
            let response = match self.client.fetch(request, deadline.left(), LARGEST_METADATA_BYTES).await {
                Ok(response) => response,
                Err(error) => {
                    let retry =
                        error.retryable.then(|| Retry { reason: error.failure.to_string(), ..Retry::default() });
                    return Attempt { outcome: Err(MetadataError::Unusable(error.failure)), retry };
                }
            };
            let status = response.head.status;
            let origin = shown(&request.url);
            if status == 200 {
                let read = ServerMetadata::read(issuer, &response.body);
                return Attempt::last(read.map_err(|error| match error {
                    MetadataError::NoMetadata(why) => MetadataError::NoMetadata(format!("{why} ({origin})")),
                    unusable @ MetadataError::Unusable(_) => unusable,
                }));
            }
            let reason = format!("HTTP {status} from {origin}");
            let retry = matches!(status, 429 | 502..=504).then(|| Retry {
                reason: reason.clone(),
                retry_after: response.head.retry_after(),
                min_wait: Duration::ZERO,
            });
            Attempt { outcome: Err(MetadataError::NoMetadata(reason)), retry }
        })
        .await
    }
}
