//! Asks the provider for a token over the network: credentials read, request built, sent, repeated, answer read.

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

use super::{Rejection, TokenSource};
use crate::cache::{Key, SecretCheck};
use crate::clock::{self, Deadline, in_words};
use crate::credentials::{Comparable, Prompt, SecretSetting, can_prompt};
use crate::emulator::{Behaviour, Running};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, wait};
use crate::http::{Answer, Client, Network, no_proxy};
use crate::origin::Origin;
use crate::provider::{
    Credentials, Refused, RequiredSecret, SecretName, TokenRequest, TokenRequestInput, read_token, suspicions,
    token_request,
};
use crate::secret::Secret;
use crate::settings::{BaseUrl, Target};
use crate::token::Token;

/// More than this is not read of a token endpoint's answer.
const LARGEST_ANSWER_BYTES: usize = 1 << 20;
/// A server whose clock differs by more gets a warning.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// The network side of a target.
pub struct ProviderGrant<'a> {
    target: &'a Target,
    login: &'a Credentials,
    key: &'a Key,
    network: &'a Network,
    env: &'a Env,
    prompted: [Option<SecretSetting>; 2],
    secrets: [Option<Secret>; 2],
    emulator: Option<Running>,
    clock_difference_seconds: Option<i64>,
    base: Option<Url>,
}

impl<'a> ProviderGrant<'a> {
    /// Nothing is read or connected before it is needed.
    pub fn new(target: &'a Target, login: &'a Credentials, key: &'a Key, network: &'a Network, env: &'a Env) -> Self {
        Self {
            target,
            login,
            key,
            network,
            env,
            prompted: [None, None],
            secrets: [None, None],
            emulator: None,
            clock_difference_seconds: None,
            base: None,
        }
    }

    /// Asks here: an emulator that runs already.
    #[must_use]
    pub fn at(mut self, base: &Url) -> Self {
        self.base = Some(base.clone());
        self
    }

    /// The source of each secret that is needed and known.
    fn sources(&self) -> [Option<&SecretSetting>; 2] {
        let parts = self.login.secrets();
        let source = |index: usize| match parts[index].1 {
            RequiredSecret::Known(found) => Some(found),
            RequiredSecret::Missing(_) => self.prompted[index].as_ref(),
            RequiredSecret::NotNeeded => None,
        };
        [source(0), source(1)]
    }

    /// Does all that a request takes short of sending it: finds the secrets, asking nobody, and builds the request.
    pub fn rehearse(&mut self) -> Result<()> {
        for (name, part) in self.login.secrets() {
            if let RequiredSecret::Missing(where_to_set) = part {
                return Err(self.missing(name, where_to_set));
            }
        }
        self.build().map(drop)
    }

    /// The secrets that the request was built with, for a redactor.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.secrets.iter().flatten()
    }

    /// How far the server's clock was ahead of this one (negative: behind) at the last answer that brought a token.
    pub fn clock_difference_seconds(&self) -> Option<i64> {
        self.clock_difference_seconds
    }

    /// Where the API is; starts the emulator if that is where.
    pub fn base_url(&mut self) -> Result<Url> {
        if let Some(base) = &self.base {
            return Ok(base.clone());
        }
        let text = match (&self.target.base_url, &self.emulator) {
            (BaseUrl::Url(url), _) => return Ok(url.clone()),
            (BaseUrl::Emulator, Some(running)) => running.base_url(),
            (BaseUrl::Emulator, None) => {
                let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let running = Running::start(listen, Behaviour::default())
                    .map_err(|error| Failure::new(Kind::LocalIo, "the emulator cannot be started").because(error))?;
                let text = running.base_url();
                self.emulator = Some(running);
                text
            }
        };
        Url::parse(&text).map_err(|error| Failure::from(anyhow::Error::new(error)))
    }

    fn build(&mut self) -> Result<TokenRequest> {
        let mut secrets: [Option<Secret>; 2] = [None, None];
        for (secret, source) in secrets.iter_mut().zip(self.sources()) {
            if let Some(source) = source {
                *secret = Some(source.source.find()?.ok_or_else(|| {
                    Failure::new(Kind::CredentialSourceFailed, format!("{} has no secret", source.source.name()))
                })?);
            }
        }
        self.secrets = secrets;
        let base = self.base_url()?;
        let url = self.target.token_url(&base)?;
        let with = TokenRequestInput {
            client_id: &self.login.client_id.value,
            username: self.login.username.as_deref(),
            client_secret: self.secrets[0].as_ref(),
            password: self.secrets[1].as_ref(),
            scope: self.target.scope.as_ref().map(|scope| scope.value.as_str()),
            params: &self.target.param_values(),
        };
        token_request(&self.target.endpoint, url, &with)
    }

    fn missing(&self, name: SecretName, where_to_set: &str) -> Failure {
        let title = &self.target.provider.value.title;
        let client_id = &self.login.client_id;
        Failure::new(Kind::IncompleteCredentials, format!("half of the credentials for {title}"))
            .because(format!(
                "the client id {} comes from {}, and the {name} is missing there",
                client_id.value, client_id.origin
            ))
            .hint(format!("set {where_to_set}"))
    }

    /// The failure, its hint widened by what these credentials suggest.
    fn with_suspicions(&self, refused: Refused) -> Failure {
        let Refused { failure, may_be_elsewhere, .. } = refused;
        if failure.kind() != Kind::CredentialsRejected || self.target.base_url == BaseUrl::Emulator {
            return failure;
        }
        let environment = self.target.environment_data().map_or("", |environment| &*environment.name);
        let mut hints = suspicions(self.login, self.secrets.each_ref().map(Option::as_ref), environment);
        let mut others = self.target.provider.value.other_environments(environment);
        others.retain(|other| self.target.endpoint.differs_in(other));
        if may_be_elsewhere && !others.is_empty() {
            let flags: Vec<String> = others.iter().map(|other| format!("`-e {}`", other.name)).collect();
            hints.push(format!(
                "this is {environment}: if the credentials are of another environment, use {} (`travauth check \
                 --try-other-environments` finds out which)",
                flags.join(" or ")
            ));
        }
        hints.extend(failure.advice().map(str::to_owned));
        if hints.is_empty() { failure } else { failure.hint(hints.join("; ")) }
    }
}

impl TokenSource for ProviderGrant<'_> {
    fn prepare(&mut self) -> Result<()> {
        for (index, (name, part)) in self.login.secrets().into_iter().enumerate() {
            let where_to_set = match part {
                RequiredSecret::NotNeeded => continue,
                RequiredSecret::Known(found) => {
                    found.source.check()?;
                    continue;
                }
                RequiredSecret::Missing(where_to_set) => where_to_set,
            };
            if !can_prompt() {
                return Err(self.missing(name, where_to_set));
            }
            let title = &self.target.provider.value.title;
            let prompt = Prompt::new(format!("{title} {name} for {}", self.login.client_id.value));
            let setting = SecretSetting { origin: Origin::Default, source: Box::new(prompt) };
            setting.source.find()?;
            self.prompted[index] = Some(setting);
        }
        Ok(())
    }

    fn secret_check(&self) -> Option<SecretCheck> {
        let mut material = Vec::new();
        for (part, source) in self.login.secrets().into_iter().zip(self.sources()) {
            match (part.1, source.map(|source| source.source.comparable())) {
                (RequiredSecret::NotNeeded, _) => {}
                (_, Some(Comparable::Value(secret))) => material.push(secret),
                (_, Some(Comparable::Reference(reference))) => {
                    material.push(Secret::new(reference));
                }
                (_, Some(Comparable::Unknown) | None) => return None,
            }
        }
        let bytes: Vec<&[u8]> = material.iter().map(|secret| secret.expose().as_bytes()).collect();
        Some(self.key.secret_check(&bytes))
    }

    fn request(&mut self) -> Result<Token, Rejection> {
        let request = self.build()?;
        let client = Client::new(self.network, &no_proxy(self.env)?, &request.outgoing.url)?;
        let deadline = Deadline::after(self.network.timeout);
        let mut number = 1;
        loop {
            let (failure, retryable, retry_after) =
                match client.exchange(&request.outgoing, deadline.left(), LARGEST_ANSWER_BYTES) {
                    Ok(answer) => match read_token(&self.target.provider.value, &answer, &request.redactor) {
                        Ok(token) => {
                            self.clock_difference_seconds = answer.clock_difference_seconds();
                            warn_of_clock(&answer);
                            return Ok(token);
                        }
                        Err(refused) => {
                            let retryable = refused.retryable;
                            (self.with_suspicions(refused), retryable, answer.retry_after())
                        }
                    },
                    Err(trouble) => (self.target.with_local_knowledge(trouble.failure), trouble.retryable, None),
                };
            let is_throttled = failure.kind() == Kind::RateLimited;
            let least_wait_ms = if is_throttled { self.target.provider.value.throttle_wait_ms } else { 0 };
            let attempt = Attempt {
                number,
                retries: self.network.retries,
                retryable,
                retry_after,
                least_wait: std::time::Duration::from_millis(least_wait_ms),
                left: deadline.left(),
            };
            let Some(pause) = wait(attempt, fastrand::f64()) else {
                return Err(Rejection { failure, retry_after });
            };
            log::info!("{failure}; trying again in {}", in_words(pause));
            std::thread::sleep(pause);
            number += 1;
        }
    }
}

/// Tokens of a server whose clock differs may expire earlier or later than it seems.
fn warn_of_clock(answer: &Answer) {
    let Some(seconds) = answer.clock_difference_seconds().filter(|seconds| seconds.abs() > CLOCK_TOLERANCE_SECONDS)
    else {
        return;
    };
    let span = in_words(std::time::Duration::from_secs(seconds.unsigned_abs()));
    let direction = if seconds > 0 { "behind" } else { "ahead of" };
    log::warn!("this machine's clock is {span} {direction} the server's ({} here)", clock::now());
}
