//! Sends commands to a Redis. After a failure, or when the time limit of the run is used up, no more commands are sent.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use redis::{Cmd, Value};

use super::address::Address;
use super::wire::{Wire, WireError};
use crate::cache::CacheError;
use crate::clock::{Deadline, in_words};
use crate::failure;
use crate::http::Trust;
use crate::redact::Redactor;
use crate::secret::Secret;

/// The time limit of one step: a connection or a command.
const STEP_LIMIT: Duration = Duration::from_secs(1);
/// The time limit of all steps of a run. The promised limit is 2 s, which leaves a margin for reporting the failure.
const RUN_LIMIT: Duration = Duration::from_millis(1800);
/// The time limit of all steps of a command that lists or clears the cache.
const ALL_ENTRIES_LIMIT: Duration = Duration::from_secs(30);

/// Reads the password, if there is one. It is called only when a connection is made.
pub type PasswordSource = Box<dyn Fn() -> failure::Result<Option<Secret>> + Send + Sync>;

/// A client that connects when the first command is sent.
pub struct RedisClient {
    address: Address,
    password: PasswordSource,
    trust: Trust,
    connection: Mutex<Connection>,
}

struct Connection {
    wire: Option<Wire>,
    redactor: Redactor,
    /// The time that is left for further steps.
    left: Duration,
    /// The reason why no more commands are sent; none before a failure.
    failed: Option<String>,
    /// How long the last exchange took.
    exchange_took: Duration,
}

impl RedisClient {
    /// Creates a client that is not connected yet.
    pub fn new(address: Address, password: PasswordSource, trust: Trust) -> Self {
        let connection = Connection {
            wire: None,
            redactor: Redactor::default(),
            left: RUN_LIMIT,
            failed: None,
            exchange_took: Duration::ZERO,
        };
        Self { address, password, trust, connection: Mutex::new(connection) }
    }

    /// Returns the address, without its password.
    pub fn shown(&self) -> String {
        self.address.shown()
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether a command has failed. No more commands are sent then.
    pub fn has_failed(&self) -> bool {
        self.connection().failed.is_some()
    }

    /// Extends the time limit for a command that lists or clears the cache.
    pub fn allow_time_for_all_entries(&self) {
        self.connection().left = ALL_ENTRIES_LIMIT;
    }

    /// Sends a command and returns the reply. After a failure, each further command fails at once with the same error.
    pub fn ask(&self, command: &Cmd) -> Result<Value, CacheError> {
        self.ask_all(std::slice::from_ref(command)).map(|mut replies| replies.pop().unwrap_or_default())
    }

    /// Sends commands in one round trip and returns their replies. Fails if one of them fails.
    pub fn ask_all(&self, commands: &[Cmd]) -> Result<Vec<Value>, CacheError> {
        let connection = &mut *self.connection();
        let replies = self.send_or_fail(connection, commands).map_err(|why| self.error(&why))?;
        let accepted: Result<Vec<Value>, WireError> = replies.into_iter().map(successful).collect();
        accepted.map_err(|error| self.error(&connection.fail(error)))
    }

    /// Sends a command, and returns the reply and how long the exchange took. If the server rejects the command, other commands
    /// can still be sent. A successful exchange is not subtracted from the time that is left.
    pub fn ask_leniently(&self, command: &Cmd) -> Result<(Value, Duration), CacheError> {
        let connection = &mut *self.connection();
        let left = connection.left;
        let replies = self.send_or_fail(connection, std::slice::from_ref(command)).map_err(|why| self.error(&why))?;
        connection.left = left;
        let reply = replies.into_iter().next().unwrap_or_default();
        let reply = successful(reply).map_err(|error| self.error(&connection.redactor.line(&error.into_text())))?;
        Ok((reply, connection.exchange_took))
    }

    /// Sends commands and returns their replies. After a failure each further command fails at once, in the same way.
    fn send_or_fail(&self, connection: &mut Connection, commands: &[Cmd]) -> Result<Vec<Value>, String> {
        match &connection.failed {
            Some(why) => Err(why.clone()),
            None => self.send(connection, commands).map_err(|error| connection.fail(error)),
        }
    }

    /// Makes each further command fail for this reason, and returns the error.
    pub fn stop_asking(&self, why: &str) -> CacheError {
        let mut connection = self.connection();
        connection.wire = None;
        connection.failed = Some(why.to_owned());
        self.error(why)
    }

    fn error(&self, why: &str) -> CacheError {
        CacheError::shared(format!("{}: {why}", self.shown()))
    }

    /// Returns the time that is left for further steps.
    pub fn time_left(&self) -> Duration {
        self.connection().left
    }

    /// Restores the time that was left before a step that does not count.
    pub fn restore_time(&self, left: Duration) {
        self.connection().left = left;
    }

    fn send(&self, connection: &mut Connection, commands: &[Cmd]) -> Result<Vec<Value>, WireError> {
        let mut packed = Vec::new();
        for command in commands {
            command.write_packed_command(&mut packed);
        }
        let was_connected = connection.wire.is_some();
        match self.connect_and_exchange(connection, &packed, commands.len()) {
            // The server restarted, or a firewall ended the idle connection.
            Err(WireError::Lost(why)) if was_connected => {
                log::info!("the connection to {} was lost ({why}); connecting again", self.shown());
                connection.wire = None;
                self.connect_and_exchange(connection, &packed, commands.len())
            }
            outcome => outcome,
        }
    }

    fn connect_and_exchange(
        &self,
        connection: &mut Connection,
        packed: &[u8],
        replies: usize,
    ) -> Result<Vec<Value>, WireError> {
        let mut wire = if let Some(wire) = connection.wire.take() {
            wire
        } else {
            // Not within the time limit of a step: a command that prints the password has its own limit.
            let password = (self.password)().map_err(|failure| WireError::Final(failure.message()))?;
            if let Some(password) = &password {
                connection.redactor.add(password);
            }
            connection.step(|deadline| self.connect(password.as_ref(), deadline))?
        };
        let started = Instant::now();
        let values = connection.step(|deadline| wire.exchange(packed, replies, deadline))?;
        connection.exchange_took = started.elapsed();
        connection.wire = Some(wire);
        Ok(values)
    }

    /// Connects, authenticates and selects the database, in one round trip.
    fn connect(&self, password: Option<&Secret>, deadline: Deadline) -> Result<Wire, WireError> {
        let mut greeting = Vec::new();
        let mut replies = 0;
        if let Some(password) = password {
            let mut auth = redis::cmd("AUTH");
            auth.arg(self.address.user.as_deref()).arg(password.expose());
            auth.write_packed_command(&mut greeting);
            replies += 1;
        }
        if self.address.database != 0 {
            redis::cmd("SELECT").arg(self.address.database).write_packed_command(&mut greeting);
            replies += 1;
        }
        log::info!("asking the shared cache {}", self.shown());
        let mut wire = Wire::connect(&self.address.route, &self.trust, deadline)?;
        if replies > 0 {
            for reply in wire.exchange(&greeting, replies, deadline)? {
                successful(reply)?;
            }
        }
        Ok(wire)
    }
}

impl Connection {
    /// Sends no more commands, and returns the reason.
    fn fail(&mut self, error: WireError) -> String {
        let why = self.redactor.line(&error.into_text());
        self.wire = None;
        self.failed = Some(why.clone());
        why
    }

    /// Runs a step, and subtracts its duration from the time that is left.
    fn step<T>(&mut self, act: impl FnOnce(Deadline) -> Result<T, WireError>) -> Result<T, WireError> {
        if self.left.is_zero() {
            return Err(WireError::Final(format!("it has taken {} already", in_words(RUN_LIMIT))));
        }
        let started = Instant::now();
        let outcome = act(Deadline::after(STEP_LIMIT.min(self.left)));
        self.left = self.left.saturating_sub(started.elapsed());
        outcome
    }
}

/// Returns the reply; fails with an explanation if it is an error.
fn successful(value: Value) -> Result<Value, WireError> {
    let Value::ServerError(error) = value else { return Ok(value) };
    let code = error.code();
    let details = error.details().unwrap_or_default();
    // The rest of the message contains the command, which can contain a secret.
    let details = details.split(", with args").next().unwrap_or_default();
    let advice = match code {
        "NOAUTH" => " (it requires a password: name one with `?password_env=NAME` or `?password_file=PATH` in the URL)",
        "WRONGPASS" => " (the user or the password is wrong)",
        "NOPERM" => " (the user lacks the permission; docs/fleet.md lists the permissions it needs)",
        "READONLY" => " (it is a replica: name the primary)",
        "OOM" => " (it is full)",
        "MOVED" | "ASK" | "CROSSSLOT" | "CLUSTERDOWN" => {
            " (it is one of several nodes of a cluster, which travauth cannot follow; docs/fleet.md)"
        }
        _ => "",
    };
    Err(WireError::Final(format!("it replied {code} {details}{advice}")))
}
