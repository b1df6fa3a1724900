//! The provider of a simulated world: it grants tokens, rejects secrets, revokes tokens, and counts.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use super::executor::World;
use super::stores::{SimulatedFiles, SimulatedMachine, SimulatedServer};
use crate::broker::{FetchError, TokenSource};
use crate::cache::{Key, SecretCheck, SendingCheck};
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::machine::Machine as _;
use crate::secret::Secret;
use crate::token::Token;

/// The state and the counters of the provider.
pub(super) struct Provider {
    /// The number of the secret that is valid now.
    pub(super) secret: u32,
    pub(super) lifetime: Duration,
    /// The longest time until it responds.
    pub(super) slowest: Duration,
    /// One in this many requests fails; 0 if none fails.
    pub(super) fails_one_in: u64,
    pub(super) tokens: HashMap<String, Granted>,
    pub(super) in_flight: u32,
    pub(super) most_in_flight: u32,
    /// The requests of processes that did not hold every lock, because their time to wait was over.
    pub(super) unlocked: u32,
    pub(super) requests: u32,
    /// The rejections of each secret, in order.
    pub(super) rejections: HashMap<u32, Vec<Rejection>>,
}

/// A rejected request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rejection {
    pub(super) at: Duration,
    /// Whether the process ignored the cooldown.
    pub(super) is_refresh: bool,
}

/// A token that was granted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Granted {
    pub(super) secret: u32,
    pub(super) expires: Duration,
    pub(super) is_revoked: bool,
}

impl Provider {
    pub(super) fn revoke_all(&mut self) {
        for granted in self.tokens.values_mut() {
            granted.is_revoked = true;
        }
    }

    /// Returns whether its API accepts this token.
    pub(super) fn accepts(&self, token: &str, now: Duration) -> bool {
        self.tokens.get(token).is_some_and(|granted| !granted.is_revoked && granted.expires > now)
    }
}

/// One process's connection to the provider, with its secret.
pub(super) struct SimulatedSource {
    pub(super) world: Rc<World>,
    pub(super) machine: SimulatedMachine,
    pub(super) provider: Rc<RefCell<Provider>>,
    pub(super) key: Key,
    pub(super) secret: u32,
    /// How long reading the secret takes.
    pub(super) read: Duration,
    /// The processes of this machine that read the secret now, and the most that did so at once.
    pub(super) readers: Rc<[Cell<u32>; 2]>,
    pub(super) refresh: bool,
    pub(super) files: SimulatedFiles,
    /// None where machines share no store.
    pub(super) server: Option<Rc<RefCell<SimulatedServer>>>,
    pub(super) fault: Option<Fault>,
}

/// A fault that the simulation must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The secret is read under the lock, and the processes that wait do not know how long that takes.
    ReadsTheSecretUnannounced,
    /// A cooldown applies to every secret.
    ComparesNoSecret,
    /// An entry of the shared store replaces any local entry, even a newer one.
    CopiesBlindly,
    /// A failure replaces the rejections of all other requests.
    ForgetsOthers,
}

impl TokenSource for SimulatedSource {
    async fn prepare(&mut self) -> Result<()> {
        self.world.step().await;
        Ok(())
    }

    fn longest_read(&self) -> Duration {
        if self.fault == Some(Fault::ReadsTheSecretUnannounced) { Duration::ZERO } else { self.read }
    }

    async fn read_secret(&mut self) -> Result<()> {
        let reading = Reading::begin(&self.readers);
        self.world.sleep(self.read).await;
        drop(reading);
        Ok(())
    }

    fn secret_check(&self) -> Option<SecretCheck> {
        let secret = if self.fault == Some(Fault::ComparesNoSecret) { 0 } else { self.secret };
        Some(self.key.secret_check(&[&secret.to_be_bytes()]))
    }

    fn sending_check(&self) -> Option<SendingCheck> {
        None
    }

    async fn fetch(&mut self) -> Result<Token, FetchError> {
        let obtained_at = self.machine.now();
        let has_locks = self.has_locks();
        let slowest = {
            let mut provider = self.provider.borrow_mut();
            provider.requests += 1;
            provider.unlocked += u32::from(!has_locks);
            provider.in_flight += 1;
            provider.most_in_flight = provider.most_in_flight.max(provider.in_flight);
            provider.slowest
        };
        // A killed process ends here: its request no longer counts.
        let in_flight = InFlight(Rc::clone(&self.provider));
        let took = slowest.mul_f64(0.2 + 0.8 * crate::random::fraction(self.world.random()));
        self.world.sleep(took / 2).await;
        let response = self.respond();
        self.world.sleep(took / 2).await;
        drop(in_flight);
        let text = response?;
        let lifetime = i64::try_from(self.provider.borrow().lifetime.as_secs()).unwrap();
        Ok(Token {
            access_token: Secret::new(text),
            scope: None,
            obtained_at,
            expires_at: Some(clock::plus_seconds(obtained_at, lifetime)),
            idle: None,
            extra: serde_json::Map::new(),
        })
    }
}

impl SimulatedSource {
    /// Returns whether this process holds this machine's lock and the shared one.
    fn has_locks(&self) -> bool {
        let process = Some(self.world.current());
        let has_shared = self.server.as_ref().is_none_or(|server| server.borrow().holder() == process);
        self.files.holder() == process && has_shared
    }

    fn respond(&self) -> Result<String, FetchError> {
        let mut provider = self.provider.borrow_mut();
        if provider.fails_one_in > 0 && self.world.one_in(provider.fails_one_in) {
            return Err(FetchError { failure: Failure::new(Kind::ServerError, "down"), is_rejection: false });
        }
        if provider.secret != self.secret {
            let rejection = Rejection { at: self.world.now(), is_refresh: self.refresh };
            provider.rejections.entry(self.secret).or_default().push(rejection);
            return Err(FetchError { failure: Failure::new(Kind::CredentialsRejected, "wrong"), is_rejection: true });
        }
        let text = format!("token-{}", provider.tokens.len());
        let expires = self.world.now() + provider.lifetime;
        provider.tokens.insert(text.clone(), Granted { secret: self.secret, expires, is_revoked: false });
        Ok(text)
    }
}

struct InFlight(Rc<RefCell<Provider>>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.borrow_mut().in_flight -= 1;
    }
}

/// A process reads the secret; it no longer does so when it is killed.
struct Reading(Rc<[Cell<u32>; 2]>);

impl Reading {
    fn begin(readers: &Rc<[Cell<u32>; 2]>) -> Self {
        let [now, most] = &**readers;
        now.set(now.get() + 1);
        most.set(most.get().max(now.get()));
        Self(Rc::clone(readers))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let [now, _] = &*self.0;
        now.set(now.get() - 1);
    }
}
