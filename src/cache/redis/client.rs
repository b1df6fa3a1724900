//! Sends commands to a Redis. After a failure, or when the time limit of the run is used up, no more commands are sent.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::{Cmd, Value};

use super::links::{Links, RedisAccess, successful};
use super::node::RedisServer;
use super::time_budget::TimeBudget;
use super::topology::{ServerMode, hello, read_primaries, slots};
use super::wire::WireError;
use crate::cache::CacheError;

/// A client of a Redis, of a cluster, or of the primary that Sentinels name. It connects when the first command is sent.
///
/// All commands and scripts are sent by its methods, which find the node that stores the key.
pub struct RedisClient {
    shown: String,
    is_sentinel: bool,
    state: Mutex<ClientState>,
}

struct ClientState {
    links: Links,
    /// The error of the first failure, after which no more commands are sent.
    failed: Option<CacheError>,
}

impl RedisClient {
    /// Creates a client that is not connected yet.
    pub fn new(access: RedisAccess) -> Self {
        let (shown, is_sentinel) = (access.address.shown(), access.address.is_sentinel());
        Self { shown, is_sentinel, state: Mutex::new(ClientState { links: Links::new(access), failed: None }) }
    }

    /// Returns the address, without its password.
    pub fn shown(&self) -> String {
        self.shown.clone()
    }

    /// Changes the settings of later connections. Open connections do not change.
    pub fn change_access(&self, change: impl FnOnce(&mut RedisAccess)) {
        change(self.state().links.access());
    }

    fn state(&self) -> MutexGuard<'_, ClientState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether a command has failed. No more commands are sent then.
    pub fn has_failed(&self) -> bool {
        self.state().failed.is_some()
    }

    /// Sends a command and returns the reply. After a failure, each further command fails at once with the same error.
    pub fn query(&self, command: &Cmd) -> Result<Value, CacheError> {
        self.query_all(std::slice::from_ref(command)).map(|mut replies| replies.pop().unwrap_or_default())
    }

    /// Sends commands in one round trip and returns their replies. Fails if one of them fails.
    pub fn query_all(&self, commands: &[Cmd]) -> Result<Vec<Value>, CacheError> {
        let state = &mut *self.state();
        let replies = self.send(state, commands)?;
        replies.into_iter().map(successful).collect::<Result<_, _>>().map_err(|error| self.fail(state, error))
    }

    /// Sends a command, and returns the reply and the duration of the exchange. If the server rejects the command, later commands
    /// are still sent. A successful exchange does not count against the time limit.
    pub fn query_best_effort(&self, command: &Cmd) -> Result<(Value, Duration), CacheError> {
        let state = &mut *self.state();
        let budget = state.links.budget;
        let replies = self.send(state, std::slice::from_ref(command))?;
        state.links.budget = budget;
        let reply = successful(replies.into_iter().next().unwrap_or_default());
        Ok((reply.map_err(|error| self.error(state, error))?, state.links.exchange_took))
    }

    /// Sends commands to a server that [`Self::each_primary`] has passed. A failure does not affect the other servers.
    pub fn query_on(&self, server: &RedisServer, commands: &[Cmd]) -> Result<Vec<Value>, CacheError> {
        let state = &mut *self.state();
        let replies = state.links.send(commands, Some(server));
        let replies = replies.and_then(|replies| replies.into_iter().map(successful).collect());
        replies.map_err(|error| self.error(state, error))
    }

    fn send(&self, state: &mut ClientState, commands: &[Cmd]) -> Result<Vec<Value>, CacheError> {
        if let Some(error) = &state.failed {
            return Err(error.clone());
        }
        state.links.send(commands, None).map_err(|error| self.fail(state, error))
    }

    /// Makes each further command fail for this reason, and returns the error.
    pub fn disable(&self, why: &str) -> CacheError {
        self.fail(&mut self.state(), WireError::Final(why.to_owned()))
    }

    fn fail(&self, state: &mut ClientState, error: WireError) -> CacheError {
        let error = self.error(state, error);
        state.links.close();
        state.failed = Some(error.clone());
        error
    }

    fn error(&self, state: &ClientState, error: WireError) -> CacheError {
        match error {
            WireError::Misconfigured(failure) => CacheError::misconfigured(failure),
            error => CacheError::shared(format!("{}: {}", self.shown, state.links.redactor.line(&error.into_text()))),
        }
    }

    /// Returns the time that is left for further steps.
    pub fn time_left(&self) -> TimeBudget {
        self.state().links.budget
    }

    /// Sets the time that is left, so that a step in between does not count against the time limit.
    pub fn restore_time(&self, left: TimeBudget) {
        self.state().links.budget = left;
    }

    /// Extends the time limit, and calls `act` with each server that stores entries. If `act` fails for some of them, it is still
    /// called with the others, and the first failure is returned.
    pub fn each_primary(&self, mut act: impl FnMut(&RedisServer) -> Result<(), CacheError>) -> Result<(), CacheError> {
        self.restore_time(TimeBudget::for_all_entries());
        let mut outcome = Ok(());
        for server in self.primaries()? {
            outcome = outcome.and(act(&server));
        }
        outcome
    }

    fn primaries(&self) -> Result<Vec<RedisServer>, CacheError> {
        let (mode, current) = self.mode()?;
        if mode.is_cluster {
            let primaries = read_primaries(&self.query(&slots())?, &current);
            let primaries = primaries.ok_or_else(|| self.disable("it sent an unexpected reply"))?;
            // The address that a single node reports may not be reachable from here, so the current one is used.
            if primaries.len() > 1 {
                return Ok(primaries.into_iter().map(RedisServer::Node).collect());
            }
        }
        Ok(vec![current])
    }

    fn mode(&self) -> Result<(ServerMode, RedisServer), CacheError> {
        // An old server or a proxy may not know the command, so only a failed connection is an error.
        let mode = match self.query_best_effort(&hello()) {
            Ok((reply, _)) => ServerMode::from_hello(&reply),
            Err(error) if self.has_failed() => return Err(error),
            Err(_) => ServerMode::default(),
        };
        let state = &mut *self.state();
        match state.links.current() {
            Ok(current) => Ok((mode, current)),
            Err(error) => Err(self.fail(state, error)),
        }
    }

    /// Describes the server of the last command, for example `cluster, node 10.0.0.2:6379`.
    pub fn server(&self) -> Result<String, CacheError> {
        let (mode, server) = self.mode()?;
        let replica = if mode.is_replica { ", a replica" } else { "" };
        Ok(match (self.is_sentinel, mode.is_cluster) {
            (true, _) => format!("Sentinel, primary {server}"),
            (false, true) => format!("cluster, node {server}{replica}"),
            (false, false) => format!("single server {server}{replica}"),
        })
    }
}
