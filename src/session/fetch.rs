//! Requests a token from the provider: reads the secrets, builds the request, sends and repeats it, reads the response.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use url::form_urlencoded;

use super::Session;
use crate::broker::{FetchError, TokenSource};
use crate::cache::{Key, RequestCheck, SecretCheck, SendingCheck};
use crate::clock::{self, Deadline, in_words};
use crate::credentials::{CredentialSource, PrivateKeySource, SecretIdentity, can_prompt};
use crate::failure::{Failure, Kind, Result};
use crate::http::ResponseHead;
use crate::http::retry::{Attempt, Retry, repeat};
use crate::provider::{
    ClientAuth, Credentials, ErrorResponse, Grant, RequiredSecret, SecretName, TokenRequest, TokenRequestInput,
    TokenRequestTarget, added_fields, likely_mistakes, read_token, token_request,
};
use crate::secret::Secret;
use crate::settings::BaseUrl;
use crate::token::Token;

/// The largest response of a token endpoint that is read.
const LARGEST_RESPONSE_BYTES: usize = 1 << 20;
/// A larger difference between the server's clock and this machine's gets a warning.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// Fetches a token for a session.
pub(super) struct TokenFetcher<'a> {
    session: &'a Session,
    credentials: &'a Credentials,
    key: &'a Key,
    /// The secrets as they were read, in the order of [`SecretName::ALL`].
    secrets: [Option<Secret>; 2],
    /// The private key that signs assertions, if it was read.
    private_key: Option<Secret>,
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
        self.build().map(drop)
    }

    /// Returns the source of a secret: the one that was found, or the prompt.
    fn source(&self, name: SecretName) -> Result<Option<&dyn CredentialSource>> {
        Ok(match self.credentials.secret(name) {
            RequiredSecret::NotNeeded => None,
            RequiredSecret::Known(found) => Some(&*found.source),
            RequiredSecret::Missing(_) => Some(self.session.prompt(name)?),
        })
    }

    fn read_secrets(&mut self) -> Result<()> {
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

    fn build(&self) -> Result<TokenRequest> {
        let target = &self.session.target;
        let url = self.session.token_url()?;
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
            scope: target.scope.as_ref().map(|scope| scope.value.as_str()),
            params: &params,
            added: &added,
            private_key: self
                .private_key
                .as_ref()
                .map(|key| (key, target.private_key.as_ref().and_then(|(_, kid)| kid.as_deref()))),
            unix_seconds: clock::now().as_second(),
        };
        token_request(&target.endpoint, url, &input)
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
        // Another certificate can be that of another client.
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
        Some(self.key.sending_check(&[&endpoint, &params]))
    }

    fn missing(&self, name: SecretName, where_to_set: &str) -> Failure {
        let title = &self.session.target.provider.value.title;
        let client_id = &self.credentials.client_id;
        Failure::new(Kind::IncompleteCredentials, format!("incomplete credentials for {title}"))
            .because(format!("the client id {} is from {}, which has no {name}", client_id.value, client_id.origin))
            .hint(format!("set {where_to_set}"))
    }

    /// Sends the request, repeats it if that can help, and returns the token.
    async fn send(&self) -> Result<(Token, ResponseHead), FetchError> {
        let provider = &self.session.target.provider.value;
        let client = &self.session.client;
        let deadline = Deadline::after(client.network().timeout);
        let is_whole = self.session.target.has_whole_token_url();
        repeat(client.network().retry_limits(), deadline, async |deadline| {
            // Each attempt has an assertion of its own, because a server accepts each only once.
            let request = match self.build() {
                Ok(request) => request,
                Err(failure) => return Attempt::last(Err(FetchError { failure, is_rejection: false })),
            };
            let target = TokenRequestTarget { url: &request.request.url, is_whole };
            let response = match client.fetch(&request.request, deadline.left(), LARGEST_RESPONSE_BYTES).await {
                Ok(response) => response,
                Err(error) => {
                    let failure = self.session.target.with_unreachable_hint(error.failure);
                    let retry = error.retryable.then(|| Retry { reason: failure.to_string(), ..Retry::default() });
                    return Attempt { outcome: Err(FetchError { failure, is_rejection: false }), retry };
                }
            };
            match read_token(provider, &target, &response, &request.redactor) {
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
        .await
    }

    /// Adds hints about likely mistakes in the credentials to the failure.
    fn with_likely_mistakes(&self, error: ErrorResponse) -> Failure {
        let ErrorResponse { failure, may_be_elsewhere, .. } = error;
        let target = &self.session.target;
        if failure.kind() != Kind::CredentialsRejected || target.base_url == BaseUrl::Emulator {
            return failure;
        }
        let environment = target.environment_data().map_or("", |environment| &*environment.name);
        let secrets = self.secrets.each_ref().map(Option::as_ref);
        let mut hints = likely_mistakes(self.credentials, secrets, environment);
        hints.extend(self.other_client_auth(secrets[SecretName::ClientSecret as usize]));
        let mut others = target.provider.value.other_environments(environment);
        others.retain(|other| target.endpoint.differs_in(other));
        if may_be_elsewhere && !others.is_empty() {
            let flags: Vec<String> = others.iter().map(|other| format!("`-e {}`", other.name)).collect();
            hints.push(format!(
                "this is {environment}: if the credentials belong to another environment, use {} (`travauth check \
                 --try-other-environments` finds out which)",
                flags.join(" or ")
            ));
        }
        failure.hints_first(hints)
    }
}

impl TokenFetcher<'_> {
    /// Returns a hint about the other ways in which a provider of the config file can expect id and secret.
    fn other_client_auth(&self, secret: Option<&Secret>) -> Option<String> {
        let target = &self.session.target;
        let (provider, way) = (&target.provider.value, target.endpoint.client_auth);
        if provider.is_built_in() || target.endpoint.grant == Grant::None {
            return None;
        }
        let texts = [Some(self.credentials.client_id.value.as_str()), secret.map(Secret::expose)];
        let is_changed = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>() != text;
        let others = match way {
            ClientAuth::Basic if texts.into_iter().flatten().any(is_changed) => {
                "most servers do not decode them: try `client_auth = \"basic_unencoded\"` or \"client_secret_post\""
            }
            ClientAuth::Basic | ClientAuth::BasicUnencoded => {
                "some servers expect them in the body: try `client_auth = \"client_secret_post\"`"
            }
            ClientAuth::Post => "some servers expect HTTP Basic: try `client_auth = \"client_secret_basic\"`",
            ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt => {
                "check that the key is registered for the client id, the `audience` and `kid` of `assertion`, and this \
                 machine's clock"
            }
            ClientAuth::Sabre | ClientAuth::Tls | ClientAuth::None => return None,
        };
        let is_assertion = matches!(way, ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt);
        let name = &provider.name;
        let find_out = format!(" in [providers.{name}] (`travauth check -p {name} --try-auth` finds out which works)");
        let find_out = if is_assertion { String::new() } else { find_out };
        Some(format!("the client authenticated by {}; {others}{find_out}", way.description()))
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
        Ok(())
    }

    fn longest_read(&self) -> Duration {
        let sources = SecretName::ALL.into_iter().filter_map(|name| self.source(name).ok().flatten());
        let of_texts = self.session.target.token_texts.secrets().map(|source| &**source);
        sources.chain(of_texts).map(<dyn CredentialSource>::longest_read).sum()
    }

    async fn read_secret(&mut self) -> Result<()> {
        self.read_secrets()
    }

    fn request_check(&self) -> RequestCheck {
        RequestCheck { secret: self.secret_check(), sending: self.sending_check() }
    }

    async fn fetch(&mut self) -> Result<Token, FetchError> {
        let not_sent = |failure| FetchError { failure, is_rejection: false };
        let (token, head) = self.session.driver.run(self.send()).map_err(not_sent)??;
        let difference = head.clock_difference_seconds();
        self.session.state().clock_difference = difference;
        warn_of_clock(difference);
        Ok(token)
    }
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
