//! A session: a target with its cache, its client and its token. It obtains tokens and sends requests.

mod content;
mod discovery;
mod fetch;
mod metadata_file;
mod open;
mod refresh;
mod rejection_hints;
mod request;
mod revoke;
mod send;
mod streamed;
mod token_in_use;
mod turn;
mod turn_usage;

pub use content::{Content, LARGEST_BUFFERED_BYTES, read_text};
pub use open::{SharedCachePolicy, open_cache};
pub use request::ApiRequest;
pub use send::{ApiResponse, SendEffort, SendRules, is_redirect, location};
pub use streamed::StreamedBody;
pub use token_in_use::TokenTimes;
pub use turn::TurnWait;
pub use turn_usage::RateUsage;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use url::Url;

use crate::broker::{self, Obtained, Requirements, TokenOrigin, TokenSource as _};
use crate::cache::{Entry, Key, RequestCheck, TokenCache};
use crate::clock;
use crate::credentials::{CredentialSource as _, Prompt};
use crate::emulator::{Behaviour, Running};
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::{Client, Driver, Network};
use crate::machine::run_to_end;
use crate::provider::{ApiHeaders, ClientAuth, Credentials, RequiredSecret, SecretName};
use crate::rate::RateFiles;
use crate::redact::Redactor;
use crate::secret::Secret;
use crate::settings::{BaseUrl, NetworkSettings, Target};
use fetch::TokenFetcher;
use metadata_file::StoredMetadata;
use token_in_use::{TokenInUse, TokenStep};
use turn::Turns;

/// A target with its cache, its client and its token.
///
/// Nothing is read, connected or started before it is needed.
pub struct Session {
    target: Target,
    cache: TokenCache,
    client: Client,
    driver: Driver,
    emulator: OnceLock<Running>,
    prompts: [OnceLock<Prompt>; 2],
    /// None if the account has no rate limit.
    turns: Option<Turns>,
    state: Mutex<SessionState>,
    token_step: TokenStep,
}

/// The state of a session.
#[derive(Default)]
struct SessionState {
    /// The token in use.
    token: Option<TokenInUse>,
    /// Every secret and token of this run.
    redactor: Redactor,
    /// Whether a token was fetched, which also stores a cache entry.
    has_stored: bool,
    /// The seconds by which the token endpoint's clock is ahead of this machine's.
    clock_difference: Option<i64>,
    /// The metadata of the issuer, once it is known.
    metadata: Option<StoredMetadata>,
}

/// The options for obtaining a token.
#[derive(Clone, Debug, Default)]
pub struct TokenOptions {
    /// The shortest time for which the token must still be valid; none for the profile's setting or the default margin.
    pub min_valid: Option<Duration>,
    /// Whether the cached token and a cooldown are ignored.
    pub refresh: bool,
    /// Whether the network must not be used.
    pub offline: bool,
    /// The id of a token that an API has just rejected.
    pub rejected: Option<String>,
}

impl Session {
    /// Creates a session.
    pub fn new(target: Target, network: &NetworkSettings, cache: TokenCache) -> Self {
        let turns = network.rate_of(&target).map(|rate| {
            let files = cache.local().map(|local| RateFiles::new(local.dir().to_owned()));
            Turns::new(rate, network.rate_wait.value, files)
        });
        Self {
            target,
            cache,
            client: Client::new(network.to_network()),
            driver: Driver::default(),
            emulator: OnceLock::new(),
            prompts: [OnceLock::new(), OnceLock::new()],
            turns,
            state: Mutex::default(),
            token_step: TokenStep::default(),
        }
    }

    /// Lets the session share the runtime of this driver.
    #[must_use]
    pub fn with_driver(mut self, driver: &Driver) -> Self {
        self.driver = driver.clone();
        self
    }

    /// Returns the target.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Returns the token cache.
    pub fn cache(&self) -> &TokenCache {
        &self.cache
    }

    /// Returns the network settings.
    pub fn network(&self) -> &Network {
        self.client.network()
    }

    /// Runs the session's asynchronous work on the calling thread.
    pub fn run<F: Future>(&self, future: F) -> Result<F::Output> {
        self.driver.run(future)
    }

    /// Returns the credentials.
    ///
    /// # Errors
    ///
    /// Fails when they are missing or incomplete.
    pub fn credentials(&self) -> Result<&Credentials> {
        self.target.credentials.as_ref().map_err(Clone::clone)
    }

    /// Returns the base URL of the API. If that is the built-in emulator, it is started.
    pub fn base_url(&self) -> Result<Url> {
        match &self.target.base_url {
            BaseUrl::Url(url) => Ok(url.clone()),
            BaseUrl::Emulator => Url::parse(&self.emulator()?.base_url()).or_internal("read the emulator's address"),
            BaseUrl::Unknown => Err(self.target.unknown_base_url()),
        }
    }

    /// Returns the URL of the token endpoint, or the issuer that names it. If the base URL is the built-in emulator, it is started.
    pub fn token_url(&self) -> Result<Url> {
        match &self.target.base_url {
            BaseUrl::Unknown => self.target.absolute_token_url(),
            BaseUrl::Emulator if self.target.has_absolute_token_url() => Err(self.target.no_emulated_token_url()),
            BaseUrl::Url(_) | BaseUrl::Emulator => self.target.token_url(&self.base_url()?),
        }
    }

    /// Returns whether the session has started an emulator, which ends with the session.
    pub fn has_emulator(&self) -> bool {
        self.emulator.get().is_some()
    }

    fn emulator(&self) -> Result<&Running> {
        if let Some(running) = self.emulator.get() {
            return Ok(running);
        }
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let running = Running::start(listen, Behaviour::default())
            .map_err(|error| Failure::new(Kind::LocalIo, "the emulator cannot be started").caused_by(error))?;
        Ok(self.emulator.get_or_init(|| running))
    }

    /// Obtains a token, from the cache or from the provider.
    ///
    /// # Errors
    ///
    /// Fails without complete credentials, and as [`broker::obtain`] does.
    pub(crate) fn token(&self, options: &TokenOptions) -> Result<Obtained> {
        let wanted = self.requirements(options)?;
        let mut fetcher = TokenFetcher::new(self, &wanted.key)?;
        let obtained = run_to_end(broker::obtain(&self.cache, &wanted, &mut fetcher))?;
        let mut state = self.state();
        state.has_stored |= obtained.origin == TokenOrigin::Network;
        state.redactor.add(&obtained.cached.token.access_token);
        state.token = Some(TokenInUse::new(obtained.clone()));
        Ok(obtained)
    }

    /// Returns the requirements for a token. A profile can set how long it must be valid.
    ///
    /// # Errors
    ///
    /// Fails without credentials.
    pub(crate) fn requirements(&self, options: &TokenOptions) -> Result<Requirements> {
        Ok(Requirements {
            key: self.target.key(self.credentials()?)?,
            environment: self.target.environment.value.clone(),
            base_url: self.target.base_url.shown(),
            min_valid: options.min_valid.or(self.target.min_valid.as_ref().map(|setting| setting.value)),
            refresh: options.refresh,
            offline: options.offline,
            rejected: options.rejected.clone(),
            timeout: self.network().timeout,
        })
    }

    /// Returns the check values of the token request, which show whether a cache entry is from the same request.
    pub fn request_check(&self) -> Result<RequestCheck> {
        let wanted = self.requirements(&TokenOptions::default())?;
        Ok(TokenFetcher::new(self, &wanted.key)?.request_check())
    }

    /// Returns the entries of this key in the local and in the shared cache.
    ///
    /// # Errors
    ///
    /// Fails when the shared cache fails and is required.
    pub fn load_entries(&self, key: &Key) -> Result<[Option<Entry>; 2]> {
        let local = run_to_end(self.cache.load_local(key));
        Ok([local, run_to_end(self.cache.load_shared(key))?])
    }

    /// Returns whether there is a token in use.
    pub fn has_token(&self) -> bool {
        self.state().token.is_some()
    }

    /// Reads the secrets and builds the token request, without a prompt and without sending it.
    ///
    /// # Errors
    ///
    /// Fails if a token request would fail before it is sent.
    pub fn rehearse_token_request(&self) -> Result<()> {
        let wanted = self.requirements(&TokenOptions::default())?;
        TokenFetcher::new(self, &wanted.key)?.rehearse()
    }

    /// Returns whether two ways of client authentication send the same bytes. The two kinds of HTTP Basic differ only for
    /// characters that form-encoding changes.
    ///
    /// # Errors
    ///
    /// Fails when the client secret cannot be read.
    pub fn sends_the_same(&self, one: ClientAuth, other: ClientAuth) -> Result<bool> {
        let is_basic = |way| matches!(way, ClientAuth::Basic | ClientAuth::BasicUnencoded);
        if !is_basic(one) || !is_basic(other) {
            return Ok(one == other);
        }
        let credentials = self.credentials()?;
        let secret = match &credentials.client_secret {
            RequiredSecret::Known(found) => found.source.find()?,
            RequiredSecret::NotNeeded => None,
            RequiredSecret::Missing(_) => self.prompt(SecretName::ClientSecret)?.find()?,
        };
        let is_plain = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>() == text;
        Ok(is_plain(&credentials.client_id.value) && secret.is_none_or(|secret| is_plain(secret.expose())))
    }

    /// Prompts for missing secrets if there is a terminal. A failure is reported later, when the secret is needed.
    pub fn ask_for_missing_secrets(&self) {
        let ask = || -> Result<()> {
            let wanted = self.requirements(&TokenOptions::default())?;
            run_to_end(TokenFetcher::new(self, &wanted.key)?.prepare())
        };
        if let Err(failure) = ask() {
            log::warn!("{failure}");
        }
    }

    /// Returns the headers that provider and profile add to a request. Signatures in them use the current time.
    ///
    /// # Errors
    ///
    /// Fails when a secret in them cannot be read.
    pub fn api_headers(&self, token: Option<&Secret>) -> Result<ApiHeaders> {
        self.target.api_headers(self.credentials()?, token, clock::now())
    }

    /// Returns the seconds by which the token endpoint's clock is ahead of this machine's, negative if it is behind; none if
    /// no token was requested in this session.
    pub fn clock_difference_seconds(&self) -> Option<i64> {
        self.state().clock_difference
    }

    /// Returns a redactor that knows every secret and token of this run.
    pub fn redactor(&self) -> Redactor {
        self.state().redactor.clone()
    }

    /// Returns the number of secrets and tokens of this run that are known. It never decreases.
    pub fn count_of_secrets(&self) -> usize {
        self.state().redactor.count()
    }

    /// Returns the shortest wait that the provider requires after a 429.
    fn throttle_wait(&self) -> Duration {
        Duration::from_millis(self.target.provider.value.throttle_wait_ms)
    }

    /// Returns the prompt for a missing secret. It asks only once.
    fn prompt(&self, secret: SecretName) -> Result<&Prompt> {
        let credentials = self.credentials()?;
        let title = &self.target.provider.value.title;
        let question = || Prompt::new(format!("{title} {secret} for {}", credentials.client_id.value));
        Ok(self.prompts[secret as usize].get_or_init(question))
    }

    fn state(&self) -> MutexGuard<'_, SessionState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Session {
    /// Deletes old entries of the cache last, so that the user does not wait for it.
    fn drop(&mut self) {
        if self.state().has_stored {
            self.cache.sweep();
        }
    }
}
