//! Asks a Redis, and stops asking for good once it has failed or has cost too much time.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use redis::{Cmd, Value};

use super::address::Address;
use super::wire::{Trouble, Wire};
use crate::cache::Problem;
use crate::clock::{Deadline, in_words};
use crate::failure;
use crate::http::Trust;
use crate::redact::Redactor;
use crate::secret::Secret;

/// The longest that one step may take: to connect, or to answer.
const LONGEST_STEP: Duration = Duration::from_secs(1);
/// All that a process may lose to the shared cache: what ends in time is told of a little later, and 2 s are promised.
const LONGEST_LOSS: Duration = Duration::from_millis(1800);
/// The same for a person who looks into it or clears it.
const LONGEST_SURVEY: Duration = Duration::from_secs(30);

/// Finds the password; none when there is none. Asked when a connection is made, and not before.
pub type PasswordSource = Box<dyn Fn() -> failure::Result<Option<Secret>>>;

/// A Redis that is connected to when it is first asked.
pub struct Client {
    address: Address,
    password: PasswordSource,
    trust: Trust,
    state: RefCell<State>,
}

struct State {
    wire: Option<Wire>,
    redactor: Redactor,
    /// The time that may still be lost.
    left: Duration,
    /// Why it is not asked any more.
    broken: Option<String>,
}

impl Client {
    /// Nothing is connected yet.
    pub fn new(address: Address, password: PasswordSource, trust: Trust) -> Self {
        let state = State { wire: None, redactor: Redactor::default(), left: LONGEST_LOSS, broken: None };
        Self { address, password, trust, state: RefCell::new(state) }
    }

    /// Where it is, without its password.
    pub fn shown(&self) -> String {
        self.address.shown()
    }

    /// Whether it is asked no more.
    pub fn is_broken(&self) -> bool {
        self.state.borrow().broken.is_some()
    }

    /// Gives it the time that a person has, instead of a program.
    pub fn be_patient(&self) {
        self.state.borrow_mut().left = LONGEST_SURVEY;
    }

    /// Asks. A failure is the last: whoever asks again is told the same at once.
    pub fn ask(&self, command: &Cmd) -> Result<Value, Problem> {
        let state = &mut *self.state.borrow_mut();
        let outcome = match &state.broken {
            Some(why) => Err(why.clone()),
            None => self.try_to_ask(state, command).map_err(|trouble| {
                let why = match trouble {
                    Trouble::Lost(why) | Trouble::Final(why) => why,
                    Trouble::TimedOut => "it takes too long".to_owned(),
                };
                let why = state.redactor.line(&why);
                state.wire = None;
                state.broken = Some(why.clone());
                why
            }),
        };
        outcome.map_err(|why| self.problem(&why))
    }

    /// Asks no more, for this reason; the problem that it is.
    pub fn give_up(&self, why: &str) -> Problem {
        let state = &mut *self.state.borrow_mut();
        state.wire = None;
        state.broken = Some(why.to_owned());
        self.problem(why)
    }

    fn problem(&self, why: &str) -> Problem {
        Problem::new(format!("{}: {why}", self.shown())).shared()
    }

    /// The time that may still be lost.
    pub fn left(&self) -> Duration {
        self.state.borrow().left
    }

    /// Gives back what an answer has cost that was waited for anyway.
    pub fn restore(&self, left: Duration) {
        self.state.borrow_mut().left = left;
    }

    fn try_to_ask(&self, state: &mut State, command: &Cmd) -> Result<Value, Trouble> {
        let packed = command.get_packed_command();
        let was_connected = state.wire.is_some();
        match self.connect_and_exchange(state, &packed) {
            // A restart, or somebody between who ends idle connections.
            Err(Trouble::Lost(why)) if was_connected => {
                log::info!("the connection to {} was lost ({why}); connecting again", self.shown());
                state.wire = None;
                self.connect_and_exchange(state, &packed)
            }
            outcome => outcome,
        }
    }

    fn connect_and_exchange(&self, state: &mut State, packed: &[u8]) -> Result<Value, Trouble> {
        let mut wire = if let Some(wire) = state.wire.take() {
            wire
        } else {
            // Untimed: a command that finds it has a clock of its own.
            let password = (self.password)().map_err(|failure| Trouble::Final(failure.message()))?;
            if let Some(password) = &password {
                state.redactor.add(password);
            }
            state.step(|deadline| self.connect(password.as_ref(), deadline))?
        };
        let mut values = state.step(|deadline| wire.exchange(packed, 1, deadline))?;
        state.wire = Some(wire);
        accepted(values.pop().unwrap_or_default())
    }

    /// Connects, says who is asking, and chooses the database, both in one go.
    fn connect(&self, password: Option<&Secret>, deadline: Deadline) -> Result<Wire, Trouble> {
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
                accepted(reply)?;
            }
        }
        Ok(wire)
    }
}

impl State {
    /// Does a step, and takes what it cost from the time that may be lost.
    fn step<T>(&mut self, act: impl FnOnce(Deadline) -> Result<T, Trouble>) -> Result<T, Trouble> {
        if self.left.is_zero() {
            return Err(Trouble::Final(format!("it has cost {} already", in_words(LONGEST_LOSS))));
        }
        let started = Instant::now();
        let outcome = act(Deadline::after(LONGEST_STEP.min(self.left)));
        self.left = self.left.saturating_sub(started.elapsed());
        outcome
    }
}

/// The reply, unless it is an error: then what it means.
fn accepted(value: Value) -> Result<Value, Trouble> {
    let Value::ServerError(error) = value else { return Ok(value) };
    let code = error.code();
    let details = error.details().unwrap_or_default();
    // What follows repeats what was sent.
    let details = details.split(", with args").next().unwrap_or_default();
    let advice = match code {
        "NOAUTH" => " (it wants a password: name one with `?password_env=NAME` or `?password_file=PATH` in the URL)",
        "WRONGPASS" => " (the user or the password is wrong)",
        "NOPERM" => " (the user may not do that; docs/fleet.md says what it must be allowed)",
        "READONLY" => " (it is a replica: name the primary)",
        "OOM" => " (it is full)",
        "MOVED" | "ASK" | "CROSSSLOT" => " (it is a cluster, which travauth cannot follow; docs/fleet.md)",
        _ => "",
    };
    Err(Trouble::Final(format!("it answered {code} {details}{advice}")))
}
