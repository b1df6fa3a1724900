//! Makes a session's API requests wait for their turns if the account has a rate limit.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::turn_usage::{RateUsage, TurnUsage};
use super::{SendRules, Session};
use crate::cache::{hash_name, redis::RedisStore};
use crate::clock::in_words;
use crate::failure::{Failure, Kind, Result};
use crate::http::ResponseHead;
use crate::machine::{Machine, ThisMachine, on_thread};
use crate::origin::Setting;
use crate::rate::{NoTurn, Pace, ProcessTurns, RateFiles, SharedRate};
use crate::request_rate::RequestRate;

/// The longest delay of the runtime's timer.
const TIMER_PRECISION: Duration = Duration::from_millis(2);

/// The rate limit of a session's requests, and the state that their turns need.
pub(super) struct Turns {
    rate: Setting<RequestRate>,
    longest_wait: Duration,
    machine: TurnMachine,
    local: Option<RateFiles>,
    process: ProcessTurns,
    usage: TurnUsage,
    /// Locked by the first request in the line, if requests of the session queue.
    queue: tokio::sync::Mutex<()>,
}

impl Turns {
    pub(super) fn new(rate: Setting<RequestRate>, longest_wait: Duration, local: Option<RateFiles>) -> Self {
        Self {
            rate,
            longest_wait,
            machine: TurnMachine::default(),
            local,
            process: ProcessTurns::default(),
            usage: TurnUsage::default(),
            queue: tokio::sync::Mutex::default(),
        }
    }
}

/// The time at which a request's wait for its turn ends, for a progress line.
#[derive(Debug, Default)]
pub struct TurnWait(Mutex<Option<Instant>>);

impl TurnWait {
    /// Returns how long the request still waits; none if it does not wait.
    pub fn left(&self) -> Option<Duration> {
        let end = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(end?.saturating_duration_since(Instant::now()))
    }

    fn set(&self, end: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }
}

/// This machine, but its thread can run other requests while a request waits.
#[derive(Default)]
struct TurnMachine {
    machine: ThisMachine,
    wait: Arc<TurnWait>,
}

impl Machine for TurnMachine {
    fn now(&self) -> Timestamp {
        self.machine.now()
    }

    fn uptime(&self) -> Duration {
        self.machine.uptime()
    }

    async fn sleep(&self, span: Duration) {
        let end = Instant::now().checked_add(span);
        self.wait.set(end);
        if span > TIMER_PRECISION {
            tokio::time::sleep(span.saturating_sub(TIMER_PRECISION)).await;
        }
        // The runtime's timer can be late, so the thread itself sleeps for the last part of the wait.
        std::thread::sleep(end.map_or(span, |end| end.saturating_duration_since(Instant::now())));
        self.wait.set(None);
    }

    fn random(&self) -> u64 {
        self.machine.random()
    }
}

impl Session {
    /// Returns the rate limit that all requests of the account share, and its origin.
    pub fn rate(&self) -> Option<&Setting<RequestRate>> {
        self.turns.as_ref().map(|turns| &turns.rate)
    }

    /// Returns the current wait for a turn, for a progress line.
    pub fn turn_wait(&self) -> Option<Arc<TurnWait>> {
        self.turns.as_ref().map(|turns| Arc::clone(&turns.machine.wait))
    }

    /// Returns how much of the rate this session uses now; none if the account has no rate.
    pub fn rate_usage(&self) -> Option<RateUsage> {
        let turns = self.turns.as_ref()?;
        Some(turns.usage.now(turns.rate.value))
    }

    /// Waits until the account may send the next request, and returns how long that took.
    ///
    /// Reserving a turn blocks the thread briefly, and for a round trip if there is a shared cache. So it runs on another thread
    /// if other requests share this one.
    ///
    /// # Errors
    ///
    /// Fails when no turn begins within the longest wait.
    pub(super) async fn wait_for_turn(self: &Arc<Self>, rules: SendRules) -> Result<Duration> {
        let Some(turns) = &self.turns else { return Ok(Duration::ZERO) };
        if !rules.shares_thread {
            return self.take_turn(turns).await;
        }
        let began = Instant::now();
        let session = Arc::clone(self);
        let take = move || match &session.turns {
            Some(turns) => session.driver.run(session.take_turn(turns))?,
            None => Ok(Duration::ZERO),
        };
        let _waiting = turns.usage.begin_waiting();
        let _first = if rules.queues { Some(turns.queue.lock().await) } else { None };
        on_thread(take).await?;
        turns.usage.count_turn();
        Ok(began.elapsed())
    }

    async fn take_turn(&self, turns: &Turns) -> Result<Duration> {
        let account = self.account()?;
        let taken = self.shared_rate(turns, &account).take_turn().await;
        taken.map_err(|no_turn| no_turn_failure(turns, &self.target.provider.value.title, no_turn))
    }

    /// Pauses the requests of all processes of the account for as long as the response asks.
    pub(super) async fn pause_turns(self: &Arc<Self>, head: &ResponseHead, shares_thread: bool) -> Result<()> {
        if self.turns.is_none() || !shares_thread {
            return self.block_turns(head).await;
        }
        let (session, head) = (Arc::clone(self), head.clone());
        on_thread(move || session.driver.run(session.block_turns(&head))?).await
    }

    async fn block_turns(&self, head: &ResponseHead) -> Result<()> {
        let Some(turns) = &self.turns else { return Ok(()) };
        let span = head.retry_after().unwrap_or_default().max(self.throttle_wait());
        if span > Duration::ZERO {
            self.shared_rate(turns, &self.account()?).block(span).await;
        }
        Ok(())
    }

    fn shared_rate<'a>(
        &'a self,
        turns: &'a Turns,
        account: &'a str,
    ) -> SharedRate<'a, TurnMachine, RateFiles, RedisStore> {
        SharedRate {
            machine: &turns.machine,
            local: turns.local.as_ref(),
            shared: self.cache.shared(),
            process: &turns.process,
            account,
            pace: Pace::new(turns.rate.value, turns.longest_wait),
        }
    }

    /// Returns the name of the account whose requests share a rate: provider, client id, user and origin of the API.
    fn account(&self) -> Result<String> {
        let credentials = self.credentials()?;
        let provider = &self.target.provider.value.name;
        let origin = self.base_url()?.origin().ascii_serialization();
        let user = credentials.username.as_deref().unwrap_or_default();
        Ok(hash_name(&[provider, &credentials.client_id.value, user, &origin]))
    }
}

fn no_turn_failure(turns: &Turns, provider: &str, no_turn: NoTurn) -> Failure {
    let Setting { value: rate, origin } = &turns.rate;
    let (limit, next_in) = (in_words(turns.longest_wait), in_words(no_turn.next_in));
    Failure::new(
        Kind::RateLimited,
        format!("the request to {provider} was not sent, because no turn begins within {limit}"),
    )
    .because(format!(
        "all requests of this account share a rate of {rate} ({origin}), and the next turn begins in {next_in}"
    ))
    .hint("try again later, or wait longer with `--rate-wait DURATION`")
    .retry_after(Some(no_turn.next_in))
}
