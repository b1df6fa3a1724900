//! The connections to the servers of one shared cache. Chooses the server of each command, and follows redirects.
//!
//! There is no map of slots. Each command is sent to the server of the previous command. If that is a cluster node without
//! the slot, it replies with the address of the node that has the slot. A run uses few slots, so following these redirects
//! is faster than first reading a map.

mod start;

use std::time::{Duration, Instant};

use redis::{Cmd, Value};
use rustls::ClientConfig;

use super::address::{Address, RedisRoute, SentinelRoute};
use super::node::RedisServer;
use super::redirect::Redirect;
use super::time_budget::TimeBudget;
use super::topology::{ServerMode, hello};
use super::wire::{CLIENT_CERTIFICATE_ADVICE, Wire, WireError};
use crate::config::AllowedHosts;
use crate::failure;
use crate::http::{CertificateFiles, Trust, tls_config_with_certificate};
use crate::redact::Redactor;
use crate::secret::Secret;

/// The largest number of redirects of one command.
const MAX_REDIRECTS: usize = 5;
/// The wait before the Sentinels are asked again.
const SENTINEL_PAUSE: Duration = Duration::from_millis(100);
/// The wait before a command is sent again because its keys are being moved to another node (`TRYAGAIN`).
const MOVING_PAUSE: Duration = Duration::from_millis(200);

/// Reads a password, if there is one. It is called only when a connection is made.
pub type PasswordSource = Box<dyn Fn() -> failure::Result<Option<Secret>> + Send + Sync>;
/// Reads the client certificate, if there is one. It is called only when a TLS connection is made.
pub type CertificateReader = Box<dyn Fn() -> failure::Result<Option<CertificateFiles>> + Send + Sync>;

/// The address of the servers, and the secrets and certificates for the connections.
pub struct RedisAccess {
    /// The address.
    pub address: Address,
    /// The password of the servers.
    pub password: PasswordSource,
    /// The password of the Sentinels.
    pub sentinel_password: PasswordSource,
    /// The sources of trusted certificates.
    pub trust: Trust,
    /// The hosts that the system config allows. `None` allows all hosts.
    pub allowed_hosts: Option<AllowedHosts>,
    /// The client certificate.
    pub certificate: CertificateReader,
}

/// The open connections, and the time that is left for using them.
pub struct Links {
    access: RedisAccess,
    connections: Vec<(RedisServer, Wire)>,
    /// The server that the next command is sent to.
    current: Option<RedisServer>,
    tls: Option<ClientConfig>,
    has_certificate: bool,
    passwords: [Option<Secret>; 2],
    /// The time that is left for further steps.
    pub budget: TimeBudget,
    /// Masks the passwords in messages.
    pub redactor: Redactor,
    /// The duration of the last exchange.
    pub exchange_took: Duration,
}

/// The kind of server that a password is for.
#[derive(Clone, Copy)]
enum PasswordOwner {
    Server,
    Sentinel,
}

impl Links {
    /// Creates the links. Connects only when the first command is sent.
    pub fn new(access: RedisAccess) -> Self {
        Self {
            access,
            connections: Vec::new(),
            current: None,
            tls: None,
            has_certificate: false,
            passwords: [None, None],
            budget: TimeBudget::for_a_run(),
            redactor: Redactor::default(),
            exchange_took: Duration::ZERO,
        }
    }

    /// Returns the access so that it can be changed. A change has no effect on open connections.
    pub fn access(&mut self) -> &mut RedisAccess {
        &mut self.access
    }

    /// Closes all connections and forgets the current server, so that the next command finds one again.
    pub fn close(&mut self) {
        self.connections.clear();
        self.current = None;
        self.passwords = [None, None];
    }

    /// Sends commands in one round trip and returns the replies, after following redirects. If `server` is `None`, sends them
    /// to the current server.
    pub fn send(&mut self, commands: &[Cmd], server: Option<&RedisServer>) -> Result<Vec<Value>, WireError> {
        let mut packed = Vec::new();
        for command in commands {
            command.write_packed_command(&mut packed);
        }
        let mut used = self.server_or_current(server)?;
        let was_open = self.position(&used).is_some();
        let replies = match self.exchange(&used, &packed, commands.len()) {
            // The Sentinels may have promoted another server, so find the primary again.
            Err(WireError::Lost(_)) if was_open && server.is_none() => {
                self.close();
                used = self.current()?;
                self.exchange(&used, &packed, commands.len())?
            }
            outcome => outcome?,
        };
        let may_change_current = server.is_none();
        commands
            .iter()
            .zip(replies)
            .map(|(command, reply)| self.follow(command, reply, &used, may_change_current))
            .collect()
    }

    /// Follows the redirects of one command. If `may_change_current` is true, a `MOVED` changes the current server.
    fn follow(
        &mut self,
        command: &Cmd,
        mut reply: Value,
        server: &RedisServer,
        may_change_current: bool,
    ) -> Result<Value, WireError> {
        let (mut server, mut asking) = (server.clone(), false);
        for _ in 0..MAX_REDIRECTS {
            match Redirect::of(&reply, &server) {
                None => return Ok(reply),
                Some(Redirect::Replica) if self.sentinel().is_none() => return Ok(reply),
                Some(Redirect::Replica) => {
                    self.close();
                    self.budget.pause(SENTINEL_PAUSE);
                    server = self.server_or_current(None)?;
                }
                Some(Redirect::TryAgain) => self.budget.pause(MOVING_PAUSE),
                Some(Redirect::Moved(node)) => {
                    (server, asking) = (RedisServer::Node(node), false);
                    if may_change_current {
                        self.current = Some(server.clone());
                    }
                }
                Some(Redirect::Ask(node)) => (server, asking) = (RedisServer::Node(node), true),
            }
            log::debug!("the shared cache redirects to {server}");
            let mut packed = Vec::new();
            if asking {
                redis::cmd("ASKING").write_packed_command(&mut packed);
            }
            command.write_packed_command(&mut packed);
            let mut replies = self.exchange(&server, &packed, 1 + usize::from(asking))?;
            reply = replies.pop().unwrap_or_default();
        }
        match Redirect::of(&reply, &server) {
            None => Ok(reply),
            Some(_) => Err(WireError::Final(format!("its servers redirected a command {MAX_REDIRECTS} times"))),
        }
    }

    fn sentinel(&self) -> Option<&SentinelRoute> {
        match &self.access.address.route {
            RedisRoute::Sentinel(route) => Some(route),
            RedisRoute::Network { .. } | RedisRoute::Socket(_) => None,
        }
    }

    fn server_or_current(&mut self, server: Option<&RedisServer>) -> Result<RedisServer, WireError> {
        match server {
            Some(server) => Ok(server.clone()),
            None => self.current(),
        }
    }

    fn position(&self, server: &RedisServer) -> Option<usize> {
        self.connections.iter().position(|(open, _)| open == server)
    }

    /// Sends packed commands to this server and returns their replies. If an open connection was lost, connects again.
    fn exchange(&mut self, server: &RedisServer, packed: &[u8], replies: usize) -> Result<Vec<Value>, WireError> {
        let was_open = self.position(server).is_some();
        match self.exchange_once(server, packed, replies) {
            // The server restarted, or a firewall ended the idle connection.
            Err(WireError::Lost(why)) if was_open => {
                log::info!("the connection to {server} was lost ({why}); connecting again");
                self.exchange_once(server, packed, replies)
            }
            outcome => outcome,
        }
    }

    fn exchange_once(&mut self, server: &RedisServer, packed: &[u8], replies: usize) -> Result<Vec<Value>, WireError> {
        let position = if let Some(position) = self.position(server) {
            position
        } else {
            self.connect(server, 1)?;
            self.connections.len() - 1
        };
        // The connection is put back only after a successful exchange; otherwise it is dropped, which closes it.
        let (_, mut wire) = self.connections.swap_remove(position);
        let started = Instant::now();
        let replies = self.budget.step(1, |deadline| wire.exchange(packed, replies, deadline));
        self.exchange_took = started.elapsed();
        let replies = replies.map_err(|error| self.named(error, server))?;
        self.connections.push((server.clone(), wire));
        Ok(replies)
    }

    /// Connects, authenticates and selects the database, in one round trip.
    fn connect(&mut self, server: &RedisServer, candidates: usize) -> Result<(), WireError> {
        let password = self.password(PasswordOwner::Server)?;
        let mut commands: Vec<Cmd> = Vec::new();
        commands.extend(password.map(|password| auth(self.access.address.user.as_deref(), &password)));
        if self.access.address.database != 0 {
            let mut select = redis::cmd("SELECT");
            select.arg(self.access.address.database);
            commands.push(select);
        }
        let must_be_primary = self.sentinel().is_some();
        if must_be_primary {
            commands.push(hello());
        }
        log::info!("asking the shared cache {} at {server}", self.access.address.shown());
        let connected = self.open(server, &commands, candidates).and_then(|(wire, mut replies)| {
            let mode = must_be_primary.then(|| replies.pop().map(|reply| ServerMode::from_hello(&reply))).flatten();
            for reply in replies {
                successful(reply)?;
            }
            if mode.is_some_and(|mode| mode.is_replica) {
                return Err(WireError::Lost("it is a replica; a fail-over may be under way".to_owned()));
            }
            Ok(wire)
        });
        let wire = connected.map_err(|error| self.named(error, server))?;
        self.connections.push((server.clone(), wire));
        Ok(())
    }

    /// Opens a connection and sends its first commands.
    fn open(
        &mut self,
        server: &RedisServer,
        commands: &[Cmd],
        candidates: usize,
    ) -> Result<(Wire, Vec<Value>), WireError> {
        if let (RedisServer::Node(node), Some(hosts)) = (server, &self.access.allowed_hosts)
            && !node.is_allowed(hosts)
        {
            return Err(WireError::Final(format!("the system config does not allow this host, only {hosts}")));
        }
        let tls = self.tls()?;
        let mut packed = Vec::new();
        for command in commands {
            command.write_packed_command(&mut packed);
        }
        let may_lack_certificate = tls.is_some() && !self.has_certificate;
        self.budget.step(candidates, |deadline| {
            let mut wire = Wire::connect(server, tls, deadline)?;
            if commands.is_empty() {
                return Ok((wire, Vec::new()));
            }
            let replies = wire.exchange(&packed, commands.len(), deadline).map_err(|error| match error {
                WireError::Lost(why) if may_lack_certificate => {
                    WireError::Lost(format!("{why}{CLIENT_CERTIFICATE_ADVICE}"))
                }
                error => error,
            })?;
            Ok((wire, replies))
        })
    }

    /// Adds the server's name to the error, unless the URL names only this server.
    fn named(&self, error: WireError, server: &RedisServer) -> WireError {
        match (&self.access.address.route, server) {
            (RedisRoute::Network { nodes, .. }, RedisServer::Node(node)) if *nodes == [node.clone()] => error,
            (RedisRoute::Socket(path), RedisServer::Socket(used)) if path == used => error,
            _ => error.of(server),
        }
    }

    fn tls(&mut self) -> Result<Option<ClientConfig>, WireError> {
        if !self.access.address.uses_tls() {
            return Ok(None);
        }
        if self.tls.is_none() {
            // The error is not `Misconfigured`, which would fail the run: the next run may be able to read the certificate.
            let certificate = (self.access.certificate)().map_err(|failure| WireError::Final(failure.message()))?;
            self.has_certificate = certificate.is_some();
            let config = tls_config_with_certificate(&self.access.trust, certificate.as_ref());
            self.tls = Some(config.map_err(WireError::Misconfigured)?);
        }
        Ok(self.tls.clone())
    }

    /// Reads a password. This does not count against the time limit, because a command that prints a password has its own limit.
    fn password(&mut self, owner: PasswordOwner) -> Result<Option<Secret>, WireError> {
        let (source, position) = match owner {
            PasswordOwner::Server => (&self.access.password, 0),
            PasswordOwner::Sentinel => (&self.access.sentinel_password, 1),
        };
        if self.passwords[position].is_none() {
            let password = source().map_err(|failure| WireError::Final(failure.message()))?;
            if let Some(password) = &password {
                self.redactor.add(password);
            }
            self.passwords[position] = password;
        }
        Ok(self.passwords[position].clone())
    }
}

fn auth(user: Option<&str>, password: &Secret) -> Cmd {
    let mut command = redis::cmd("AUTH");
    command.arg(user).arg(password.expose());
    command
}

/// Returns the reply; fails with an explanation if it is an error.
pub fn successful(value: Value) -> Result<Value, WireError> {
    let Value::ServerError(error) = value else { return Ok(value) };
    let code = error.code();
    let details = error.details().unwrap_or_default();
    // The rest of the message contains the command, which can contain a secret.
    let details = details.split(", with args").next().unwrap_or_default();
    let advice = match code {
        "NOAUTH" => " (it requires a password; docs/fleet.md says where to name one)",
        "WRONGPASS" => " (the user or the password is wrong)",
        "NOPERM" => " (the user lacks the permission; docs/fleet.md lists the permissions it needs)",
        "READONLY" => " (it is a replica: name the primary)",
        "OOM" => " (it is full)",
        "CLUSTERDOWN" => " (a part of the cluster is down)",
        "ERR" if details.starts_with("unknown command") => {
            " (is it a Redis? For a Sentinel, begin the URL with redis+sentinel://)"
        }
        "CROSSSLOT" | "MOVED" | "ASK" => " (it is part of a cluster, and does not say which node to ask)",
        _ => "",
    };
    Err(WireError::Final(format!("it replied {code} {details}{advice}")))
}
