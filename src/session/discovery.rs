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
use crate::provider::{CertificateUse, ClientAuth, MetadataError, ServerMetadata, TokenEndpoint, metadata_urls};

/// The size limit of metadata in bytes.
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
        let url = metadata.token_url(self.certificate_use())?;
        self.target.require_allowed_url("the token endpoint that the issuer names", &url)?;
        let endpoint = if endpoint.client_auth == ClientAuth::Discovered {
            Cow::Owned(TokenEndpoint { client_auth: metadata.client_auth()?, ..endpoint.clone() })
        } else {
            Cow::Borrowed(endpoint)
        };
        Ok(TokenServer { url, endpoint })
    }

    /// Returns the revocation URL in the issuer's metadata; none if it is missing there, and without an issuer.
    pub(super) async fn discovered_revocation_url(&self, deadline: Deadline) -> Result<Option<Url>> {
        let Some(issuer) = self.target.issuer() else { return Ok(None) };
        let url = self.metadata(issuer, deadline).await?.revocation_url(self.certificate_use())?;
        if let Some(url) = &url {
            self.target.require_allowed_url("the revocation endpoint that the issuer names", url)?;
        }
        Ok(url)
    }

    /// Returns the configured client authentication, or the discovered one if discovery is configured and has finished.
    pub fn client_auth(&self) -> ClientAuth {
        let configured = self.target.endpoint.client_auth;
        let discovered = || self.state().metadata.as_ref()?.metadata.client_auth().ok();
        if configured == ClientAuth::Discovered { discovered().unwrap_or(configured) } else { configured }
    }

    /// Returns the URL of the token endpoint that an earlier run discovered, from the metadata file.
    pub fn stored_token_url(&self) -> Option<Url> {
        let stored = self.metadata_file(self.target.issuer()?)?.read()?;
        stored.metadata.token_url(self.certificate_use()).ok()
    }

    /// Returns the URL of the token endpoint that this session has discovered.
    pub fn discovered_token_url(&self) -> Option<Url> {
        self.state().metadata.as_ref()?.metadata.token_url(self.certificate_use()).ok()
    }

    fn certificate_use(&self) -> CertificateUse {
        if self.network().client_certificate.is_some() { CertificateUse::Shown } else { CertificateUse::None }
    }

    /// Makes the next token request read the metadata again, if this failure can mean that the token endpoint has moved.
    pub(super) fn expire_metadata(&self, failure: &Failure) {
        let may_have_moved = matches!(failure.kind(), Kind::NoTokenEndpoint | Kind::DnsFailed | Kind::ConnectFailed);
        let Some(issuer) = self.target.issuer().filter(|_| may_have_moved) else { return };
        let stale = self.state().metadata.take().map(StoredMetadata::stale);
        if let Some(file) = self.metadata_file(issuer)
            && let Some(stale) = &stale
        {
            file.store(stale);
        }
        self.state().metadata = stale;
    }

    /// Returns the file of the metadata; none without a cache on this machine.
    fn metadata_file(&self, issuer: &str) -> Option<MetadataFile> {
        Some(MetadataFile::new(self.cache.local()?.dir(), issuer))
    }

    /// Returns the metadata of the issuer. A fresh copy of this session or of this machine is used without a request.
    async fn metadata(&self, issuer: &str, deadline: Deadline) -> Result<ServerMetadata> {
        let file = self.metadata_file(issuer);
        let known = self.state().metadata.clone().or_else(|| file.as_ref()?.read());
        let now = clock::now();
        let current = match known {
            Some(known) if known.is_fresh(now) => known,
            known => {
                // If there is an older copy, most of the time is reserved for the token request.
                let limit = if known.is_some() { deadline.left() / 3 } else { deadline.left() };
                match (self.request_metadata(issuer, Deadline::after(limit)).await, known) {
                    (Ok(metadata), _) => {
                        let new = StoredMetadata { read_at: now, metadata };
                        if let Some(file) = &file {
                            file.store(&new);
                        }
                        new
                    }
                    (Err(failure), Some(older)) => {
                        log::warn!("{failure}; continuing with an older copy of the metadata");
                        older
                    }
                    (Err(failure), None) => return Err(failure),
                }
            }
        };
        let metadata = current.metadata.clone();
        self.state().metadata = Some(current);
        Ok(metadata)
    }

    /// Requests the metadata from its possible URLs, one after the other.
    async fn request_metadata(&self, issuer: &str, deadline: Deadline) -> Result<ServerMetadata> {
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
            let response =
                match self.client.fetch(request, deadline.left(), LARGEST_METADATA_BYTES, &self.redactor()).await {
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
