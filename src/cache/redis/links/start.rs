//! Finds the server of the first command: a server of the URL, or the primary that Sentinels name.

use redis::{Cmd, Value};

use super::{Links, PasswordOwner, SENTINEL_PAUSE, auth, successful};
use crate::cache::redis::address::{RedisRoute, SentinelRoute};
use crate::cache::redis::node::{RedisNode, RedisServer};
use crate::cache::redis::topology::{primary_of, read_primary};
use crate::cache::redis::wire::WireError;

/// How many times each Sentinel is asked before the search fails.
const SENTINEL_ROUNDS: usize = 3;

impl Links {
    /// Returns the server for the next command. If there is none yet, finds one.
    pub fn current(&mut self) -> Result<RedisServer, WireError> {
        if let Some(current) = &self.current {
            return Ok(current.clone());
        }
        let found = match self.access.address.route.clone() {
            RedisRoute::Socket(path) => RedisServer::Socket(path),
            RedisRoute::Network { nodes, .. } => self.first_that_connects(&nodes)?,
            RedisRoute::Sentinel(route) => self.find_primary(&route)?,
        };
        self.current = Some(found.clone());
        Ok(found)
    }

    fn first_that_connects(&mut self, nodes: &[RedisNode]) -> Result<RedisServer, WireError> {
        let mut last = None;
        for (index, node) in nodes.iter().enumerate() {
            let server = RedisServer::Node(node.clone());
            match self.connect(&server, nodes.len() - index) {
                Ok(()) => return Ok(server),
                Err(error @ (WireError::Lost(_) | WireError::TimedOut(_))) => {
                    log::info!("{server} does not respond; trying the next node");
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(WireError::timed_out))
    }

    /// Asks the Sentinels in order and connects to the server that each names, until one of these servers is a primary.
    fn find_primary(&mut self, route: &SentinelRoute) -> Result<RedisServer, WireError> {
        let mut last = WireError::timed_out();
        for round in 0..SENTINEL_ROUNDS {
            if round > 0 {
                self.budget.pause(SENTINEL_PAUSE);
            }
            for (index, node) in route.sentinels.iter().enumerate() {
                let sentinel = RedisServer::Node(node.clone());
                let candidates = route.sentinels.len() - index;
                let found = self.ask_sentinel(route, &sentinel, candidates).map_err(|error| error.of(&sentinel));
                match found.and_then(|primary| self.connect(&primary, 1).map(|()| primary)) {
                    Ok(primary) => return Ok(primary),
                    Err(error @ WireError::Misconfigured(_)) => return Err(error),
                    Err(error) => last = error,
                }
            }
            if matches!(last, WireError::Final(_)) || self.budget.is_spent() {
                break;
            }
        }
        Err(last)
    }

    fn ask_sentinel(
        &mut self,
        route: &SentinelRoute,
        sentinel: &RedisServer,
        candidates: usize,
    ) -> Result<RedisServer, WireError> {
        let password = self.password(PasswordOwner::Sentinel)?;
        let auth = password.map(|password| auth(route.user.as_deref(), &password));
        let commands: Vec<Cmd> = auth.into_iter().chain([primary_of(&route.name)]).collect();
        log::info!("asking the Sentinel {sentinel} for the primary of {}", route.name);
        let (_, mut replies) = self.open(sentinel, &commands, candidates)?;
        let reply = replies.pop().unwrap_or_default();
        for reply in replies {
            successful(reply)?;
        }
        match successful(reply)? {
            Value::Nil => Err(WireError::Final(format!("this Sentinel knows no primary named {}", route.name))),
            reply => read_primary(&reply)
                .map(RedisServer::Node)
                .ok_or_else(|| WireError::Final("its reply cannot be read; is it a Sentinel?".to_owned())),
        }
    }
}
