//! Asks the provider for a token over the network: credentials read, request built, sent, repeated, answer read.

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

use super::{Rejection, TokenSource};
use crate::cache::{Key, SecretCheck};
use crate::clock::{self, Deadline, in_words};
use crate::config::Origin;
use crate::credentials::{Comparable, Prompt, SecretSetting, can_prompt};
use crate::emulator::{Behaviour, Running};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, wait};
use crate::http::{Answer, Client, Network};
use crate::provider::{Ingredients, Login, Part, TokenRequest, read_token, token_request};
use crate::secret::Secret;
use crate::target::{Place, Target};
use crate::token::Token;

/// More than this is not read of a token endpoint's answer.
const LARGEST_ANSWER_BYTES: usize = 1 << 20;
/// A server whose clock differs by more gets a warning.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// The network side of a target.
pub struct ProviderGrant<'a> {
    target: &'a Target,
    login: &'a Login,
    key: &'a Key,
    network: &'a Network,
    env: &'a Env,
    prompted: [Option<SecretSetting>; 2],
    emulator: Option<Running>,
}

impl<'a> ProviderGrant<'a> {
    /// Nothing is read or connected before it is needed.
    pub fn new(target: &'a Target, login: &'a Login, key: &'a Key, network: &'a Network, env: &'a Env) -> Self {
        Self { target, login, key, network, env, prompted: [None, None], emulator: None }
    }

    /// The source of each secret that is needed and known.
    fn sources(&self) -> [Option<&SecretSetting>; 2] {
        let parts = self.login.parts();
        let source = |index: usize| match parts[index].1 {
            Part::Known(found) => Some(found),
            Part::Missing(_) => self.prompted[index].as_ref(),
            Part::NotNeeded => None,
        };
        [source(0), source(1)]
    }

    fn base_url(&mut self) -> Result<Url> {
        let text = match (&self.target.place, &self.emulator) {
            (Place::Url(url), _) => return Ok(url.clone()),
            (Place::Emulator, Some(running)) => running.base_url(),
            (Place::Emulator, None) => {
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
        let base = self.base_url()?;
        let url = self.target.token_url(&base)?;
        let with = Ingredients {
            client_id: &self.login.client_id.value,
            username: self.login.username.as_deref(),
            client_secret: secrets[0].as_ref(),
            password: secrets[1].as_ref(),
            scope: self.target.scope.as_deref(),
            params: &self.target.params,
        };
        token_request(self.target.endpoint, url, &with)
    }

    /// The hint of a host that is known not to be there any more, in place of the general one.
    fn with_local_knowledge(&self, failure: Failure) -> Failure {
        let hint = self.target.environment_data().and_then(|environment| environment.unreachable_hint.as_deref());
        match (failure.kind(), hint) {
            (Kind::DnsFailed | Kind::ConnectFailed | Kind::TimedOut, Some(hint)) => failure.hint(hint),
            _ => failure,
        }
    }
}

impl TokenSource for ProviderGrant<'_> {
    fn prepare(&mut self) -> Result<()> {
        for (index, (name, part)) in self.login.parts().into_iter().enumerate() {
            let Part::Missing(where_to_set) = part else {
                continue;
            };
            let title = &self.target.provider.value.title;
            if !can_prompt() {
                return Err(Failure::new(Kind::IncompleteCredentials, format!("half of the credentials for {title}"))
                    .because(format!(
                        "the client id {} comes from {}, and the {name} is missing there",
                        self.login.client_id.value, self.login.client_id.origin
                    ))
                    .hint(format!("set {where_to_set}")));
            }
            let prompt = Prompt::new(format!("{title} {name} for {}", self.login.client_id.value));
            let setting = SecretSetting { origin: Origin::Default, source: Box::new(prompt) };
            setting.source.find()?;
            self.prompted[index] = Some(setting);
        }
        Ok(())
    }

    fn secret_check(&self) -> Option<SecretCheck> {
        let mut material = Vec::new();
        for (part, source) in self.login.parts().into_iter().zip(self.sources()) {
            match (part.1, source.map(|source| source.source.comparable())) {
                (Part::NotNeeded, _) => {}
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
        let no_proxy = self.env.get("NO_PROXY")?.or(self.env.get("no_proxy")?).unwrap_or_default();
        let client = Client::new(self.network, &no_proxy, &request.outgoing.url)?;
        let deadline = Deadline::after(self.network.timeout);
        let mut number = 1;
        loop {
            let (failure, retryable, retry_after) =
                match client.exchange(&request.outgoing, deadline.left(), LARGEST_ANSWER_BYTES) {
                    Ok(answer) => match read_token(self.target.provider.value, &answer, &request.redactor) {
                        Ok(token) => {
                            warn_of_clock(&answer);
                            return Ok(token);
                        }
                        Err(refused) => (refused.failure, refused.retryable, answer.retry_after()),
                    },
                    Err(trouble) => (self.with_local_knowledge(trouble.failure), trouble.retryable, None),
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
