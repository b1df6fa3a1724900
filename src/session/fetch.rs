//! Requests a token from the provider: reads the secrets, builds the request, sends and repeats it, reads the response.

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use super::Session;
use super::discovery::TokenServer;
use super::refresh::RefreshTokenUse;
use crate::broker::{FetchError, TokenSource};
use crate::cache::{Key, SecretCheck, SendingCheck};
use crate::clock::{self, Deadline, in_words};
use crate::credentials::{CredentialSource, PrivateKeySource, RotatingSecret, SecretIdentity, can_prompt};
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, Retry, repeat};
use crate::http::{FullResponse, ResponseHead};
use crate::provider::{
    ClientAuth, Credentials, Grant, RequiredSecret, SecretName, TokenRequest, TokenRequestInput, TokenRequestTarget,
    added_fields, new_refresh_token, read_token, token_request,
};
use crate::secret::Secret;
use crate::token::Token;

/// The largest response of a token endpoint that is read.
pub(super) const LARGEST_RESPONSE_BYTES: usize = 1 << 20;
/// The largest difference between the server's clock and this machine's that gets no warning.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// Fetches a token for a session.
pub(super) struct TokenFetcher<'a> {
    pub(super) session: &'a Session,
    pub(super) credentials: &'a Credentials,
    key: &'a Key,
    /// The secrets as they were read, in the order of [`SecretName::ALL`].
    pub(super) secrets: [Option<Secret>; 2],
    /// The private key that signs assertions, if it was read.
    private_key: Option<Secret>,
}

/// The outcome of a token request.
struct TokenOutcome {
    outcome: Result<(Token, ResponseHead), FetchError>,
    /// The last response, if it has a success status.
    success: Option<SuccessfulResponse>,
}

/// A response with a success status.
struct SuccessfulResponse {
    /// The new refresh token, if there is one.
    refresh_token: Option<Secret>,
}

impl<'a> TokenFetcher<'a> {
    pub(super) fn new(session: &'a Session, key: &'a Key) -> Result<Self> {
        Ok(Self { session, credentials: session.credentials()?, key, secrets: [None, None], private_key: None })
    }

    /// Reads the secrets and builds the request, without a prompt and without sending it.
    pub(super) fn rehearse(&mut self) -> Result<()> {
        for name in SecretName::ALL {
            if let RequiredSecret::Missing(where_to_set) = self.credentials.secret(name) {
                return Err(self.missing(name, where_to_set));
            }
        }
        self.read_secrets()?;
        let endpoint = Cow::Borrowed(&self.session.target.endpoint);
        let refresh_token = self.refresh_token_source()?.map(RotatingSecret::read).transpose()?;
        self.build(&TokenServer { url: self.session.token_url()?, endpoint }, refresh_token.as_ref()).map(drop)
    }

    /// Returns the source of a secret: the one that was found, or the prompt.
    fn source(&self, name: SecretName) -> Result<Option<&dyn CredentialSource>> {
        Ok(match self.credentials.secret(name) {
            RequiredSecret::NotNeeded => None,
            RequiredSecret::Known(found) => Some(&*found.source),
            RequiredSecret::Missing(_) => Some(self.session.prompt(name)?),
        })
    }

    pub(super) fn read_secrets(&mut self) -> Result<()> {
        for (index, name) in SecretName::ALL.into_iter().enumerate() {
            let Some(source) = self.source(name)? else { continue };
            let secret = source.find()?.ok_or_else(|| {
                Failure::new(Kind::CredentialSourceFailed, format!("{} has no secret", source.name()))
            })?;
            self.session.state().redactor.add(&secret);
            self.secrets[index] = Some(secret);
        }
        if self.session.target.endpoint.client_auth == ClientAuth::PrivateKeyJwt {
            let key = self.private_key_source()?.read()?;
            self.session.state().redactor.add(&key);
            self.private_key = Some(key);
        }
        for source in self.session.target.token_texts.secrets() {
            if let Some(secret) = source.find()? {
                self.session.state().redactor.add(&secret);
            }
        }
        Ok(())
    }

    fn private_key_source(&self) -> Result<&PrivateKeySource> {
        let target = &self.session.target;
        target.private_key.as_ref().map(|(source, _)| source).ok_or_else(|| {
            let what = format!("{} requires a private key (private_key_jwt)", target.provider.value.title);
            Failure::new(Kind::IncompleteCredentials, what).hint("set `private_key` in the profile")
        })
    }

    /// Returns the source of the refresh token; none if the grant uses none.
    fn refresh_token_source(&self) -> Result<Option<&RotatingSecret>> {
        let target = &self.session.target;
        if target.endpoint.grant != Grant::RefreshToken {
            return Ok(None);
        }
        let source = target.used_refresh_token().map(|setting| Some(&setting.value));
        source.ok_or_else(|| {
            let what = format!("{} requires a refresh token, and there is none", target.provider.value.title);
            Failure::new(Kind::IncompleteCredentials, what).hint(
                "set `refresh_token = { keyring = \"PROFILE/refresh_token\" }` or `{ file = \"PATH\" }` in the profile",
            )
        })
    }

    fn build(&self, server: &TokenServer<'_>, refresh_token: Option<&Secret>) -> Result<TokenRequest> {
        self.with_input(|input| {
            token_request(&server.endpoint, server.url.clone(), &TokenRequestInput { refresh_token, ..*input })
        })
    }

    /// Passes the values of a request to a function that builds the request.
    pub(super) fn with_input(
        &self,
        build: impl FnOnce(&TokenRequestInput<'_>) -> Result<TokenRequest>,
    ) -> Result<TokenRequest> {
        let target = &self.session.target;
        if target.endpoint.client_auth == ClientAuth::Tls && self.session.network().client_certificate.is_none() {
            let what = format!("{} requires a client certificate (tls_client_auth)", target.provider.value.title);
            return Err(Failure::new(Kind::IncompleteCredentials, what).hint(
                "name it with --client-cert and --client-key, or `client_cert` and `client_key` in the profile",
            ));
        }
        let [client_secret, password] = self.secrets.each_ref().map(Option::as_ref);
        let params = target.param_values();
        let added = added_fields(
            &target.provider.value,
            self.credentials,
            [client_secret, password],
            &target.token_texts,
            clock::now().as_second(),
        )?;
        let input = TokenRequestInput {
            client_id: &self.credentials.client_id.value,
            username: self.credentials.username.as_deref(),
            client_secret,
            password,
            refresh_token: None,
            scope: target.scope.as_ref().map(|scope| scope.value.as_str()),
            params: &params,
            added: &added,
            private_key: self
                .private_key
                .as_ref()
                .map(|key| (key, target.private_key.as_ref().and_then(|(_, kid)| kid.as_deref()))),
            unix_seconds: clock::now().as_second(),
        };
        build(&input)
    }

    fn missing(&self, name: SecretName, where_to_set: &str) -> Failure {
        let title = &self.session.target.provider.value.title;
        let client_id = &self.credentials.client_id;
        let failure = Failure::new(Kind::IncompleteCredentials, format!("incomplete credentials for {title}"))
            .because(format!(
                "the client id {} is from {}, but there is no {name} for it",
                client_id.value, client_id.origin
            ))
            .hint(format!("set {where_to_set}"));
        match &self.session.target.profile {
            Some(profile) => failure.hint(format!("or store it: travauth login {} --replace", profile.value)),
            None => failure,
        }
    }

    /// Sends the request, and repeats it if that can help.
    async fn send(&self, server: &TokenServer<'_>, refresh_token: Option<&Secret>, deadline: Deadline) -> TokenOutcome {
        let provider = &self.session.target.provider.value;
        let client = &self.session.client;
        let is_absolute = self.session.target.has_absolute_token_url();
        let mut success = None;
        let outcome = repeat(client.network().retry_limits(), deadline, async |deadline| {
            // Each attempt has an assertion of its own, because a server accepts each only once.
            let TokenRequest { request, mut redactor } = match self.build(server, refresh_token) {
                Ok(request) => request,
                Err(failure) => return Attempt::last(Err(not_rejected(failure))),
            };
            let target = TokenRequestTarget { url: &request.url, is_absolute };
            let response = match client.fetch(&request, deadline.left(), LARGEST_RESPONSE_BYTES, &redactor).await {
                Ok(response) => response,
                Err(error) => {
                    let failure = self.session.target.with_unreachable_hint(error.failure);
                    let retry = error.retryable.then(|| Retry { reason: failure.to_string(), ..Retry::default() });
                    return Attempt { outcome: Err(not_rejected(failure)), retry };
                }
            };
            match self.new_refresh_token(refresh_token, &response) {
                Ok(new) => {
                    if let Some(new) = &new {
                        redactor.add(new);
                    }
                    success =
                        (200..300).contains(&response.head.status).then_some(SuccessfulResponse { refresh_token: new });
                }
                Err(failure) => return Attempt::last(Err(not_rejected(failure))),
            }
            match read_token(provider, &target, &response, &redactor) {
                Ok(granted) => {
                    if let Some(warning) = granted.warning {
                        log::warn!("{warning}");
                    }
                    Attempt::last(Ok((granted.token, response.head)))
                }
                Err(error) => {
                    let is_throttled = error.failure.kind() == Kind::RateLimited;
                    let retry = error.retryable.then(|| Retry {
                        reason: error.failure.to_string(),
                        retry_after: response.head.retry_after(),
                        min_wait: if is_throttled { self.session.throttle_wait() } else { Duration::ZERO },
                    });
                    let is_rejection = error.is_rejection();
                    let failure = self.with_likely_mistakes(error).retry_after(response.head.retry_after());
                    Attempt { outcome: Err(FetchError { failure, is_rejection }), retry }
                }
            }
        })
        .await;
        TokenOutcome { outcome, success }
    }

    /// Begins to use the refresh token; none if the grant uses none.
    fn begin_refresh(&self, deadline: Deadline) -> Result<Option<RefreshTokenUse<'_>>> {
        let Some(source) = self.refresh_token_source()? else { return Ok(None) };
        let refresh = RefreshTokenUse::begin(source, self.key, deadline)?;
        self.session.state().redactor.add(refresh.token());
        Ok(Some(refresh))
    }

    /// Returns the refresh token of a response, which replaces the one that was sent; none if the grant uses none.
    fn new_refresh_token(&self, sent: Option<&Secret>, response: &FullResponse) -> Result<Option<Secret>> {
        if sent.is_none() {
            return Ok(None);
        }
        let new = new_refresh_token(&self.session.target.provider.value, response)?;
        if let Some(new) = &new {
            self.session.state().redactor.add(new);
        }
        Ok(new)
    }
}

impl TokenSource for TokenFetcher<'_> {
    async fn prepare(&mut self) -> Result<()> {
        for name in SecretName::ALL {
            match self.credentials.secret(name) {
                RequiredSecret::NotNeeded => {}
                RequiredSecret::Known(found) => found.source.check()?,
                RequiredSecret::Missing(where_to_set) if !can_prompt() => {
                    return Err(self.missing(name, where_to_set));
                }
                RequiredSecret::Missing(_) => drop(self.session.prompt(name)?.find()?),
            }
        }
        self.refresh_token_source().map(drop)
    }

    fn longest_read(&self) -> Duration {
        let sources = SecretName::ALL.into_iter().filter_map(|name| self.source(name).ok().flatten());
        let of_texts = self.session.target.token_texts.secrets().map(|source| &**source);
        let refresh_token = self.refresh_token_source().ok().flatten().map(RotatingSecret::longest_read);
        sources.chain(of_texts).map(<dyn CredentialSource>::longest_read).chain(refresh_token).sum()
    }

    async fn read_secret(&mut self) -> Result<()> {
        self.read_secrets()
    }

    /// Returns the check value of the secrets; none if they cannot be compared without reading them.
    fn secret_check(&self) -> Option<SecretCheck> {
        let mut material = Vec::new();
        let of_credentials = SecretName::ALL.map(|name| self.source(name));
        let of_texts = self.session.target.token_texts.secrets().map(|source| Ok(Some(&**source)));
        for source in of_credentials.into_iter().chain(of_texts) {
            let Some(source) = source.ok()? else { continue };
            material.push(match source.identity() {
                SecretIdentity::Value(secret) => secret,
                SecretIdentity::Reference(reference) => Secret::new(reference),
                SecretIdentity::Unknown => return None,
            });
        }
        if self.session.target.endpoint.client_auth == ClientAuth::PrivateKeyJwt {
            material.push(self.private_key_source().ok()?.identity()?);
        }
        if let Some(source) = self.refresh_token_source().ok()? {
            // This is the current refresh token. If the request replaces it, the entry is stored with the check value of the
            // new one.
            material.push(source.identity()?);
        }
        // Another certificate can identify another client.
        if let Some(source) = &self.session.network().client_certificate {
            let digest = digest(&SHA256, &source.certificate()?);
            material.push(Secret::new(STANDARD.encode(digest.as_ref())));
        }
        let bytes: Vec<&[u8]> = material.iter().map(|secret| secret.expose().as_bytes()).collect();
        Some(self.key.secret_check(&bytes))
    }

    /// Returns the check value of the way in which the request is sent: client authentication, fields and headers.
    fn sending_check(&self) -> Option<SendingCheck> {
        let target = &self.session.target;
        let endpoint = serde_json::to_vec(&target.endpoint).ok()?;
        let params = serde_json::to_vec(&target.param_values()).ok()?;
        let kid = target.private_key.as_ref().and_then(|(_, kid)| kid.as_deref()).unwrap_or_default();
        Some(self.key.sending_check(&[&endpoint, &params, kid.as_bytes()]))
    }

    async fn fetch(&mut self) -> Result<Token, FetchError> {
        let session = self.session;
        let run = &session.driver;
        let deadline = Deadline::after(session.network().timeout);
        let server = run.run(session.token_server(deadline)).flatten().map_err(not_rejected)?;
        let mut refresh = self.begin_refresh(deadline).map_err(not_rejected)?;
        let refresh_token = refresh.as_ref().map(RefreshTokenUse::token);
        let sent = run.run(self.send(&server, refresh_token, deadline)).map_err(not_rejected)?;
        // The new refresh token is stored even if the response has no usable access token.
        if let (Some(refresh), Some(success)) = (&mut refresh, sent.success) {
            refresh.succeed(success.refresh_token.as_ref()).map_err(not_rejected)?;
        }
        let (token, head) = sent.outcome.map_err(|FetchError { failure, is_rejection }| {
            session.expire_metadata(&failure);
            let failure = match &refresh {
                Some(refresh) => refresh.fail(failure),
                None => failure,
            };
            FetchError { failure, is_rejection }
        })?;
        let difference = head.clock_difference_seconds();
        session.state().clock_difference = difference;
        warn_of_clock(difference);
        Ok(token)
    }
}

/// Returns the error of a request that the provider has not rejected.
fn not_rejected(failure: Failure) -> FetchError {
    FetchError { failure, is_rejection: false }
}

/// Warns of a clock that differs from the server's: tokens expire earlier or later than they seem to.
fn warn_of_clock(difference_seconds: Option<i64>) {
    if let Some(difference) = difference_seconds.and_then(clock_difference) {
        log::warn!("{difference} ({} here)", clock::now());
    }
}

/// Describes a difference from the server's clock; none if it is small.
pub(super) fn clock_difference(seconds: i64) -> Option<String> {
    if seconds.abs() <= CLOCK_TOLERANCE_SECONDS {
        return None;
    }
    let span = in_words(Duration::from_secs(seconds.unsigned_abs()));
    let direction = if seconds > 0 { "behind" } else { "ahead of" };
    Some(format!("this machine's clock is {span} {direction} the server's"))
}
