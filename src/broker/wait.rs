//! Waits for the lock of a token. Its holder may store a token or a failure, so the cache is read during the wait.

use std::time::Duration;

use super::{NetworkStep, Obtained, Requirements, TokenOrigin, TokenSource, is_acceptable, too_short, usable};
use crate::cache::{Entry, EntryLock, LocalStore, RecordedFailure, RequestCheck, SharedAttempt, SharedStore};
use crate::clock::in_words;
use crate::failure::Result;
use crate::machine::Machine;
use crate::random;
use jiff::{SignedDuration, Timestamp};

/// The longest time to wait until another process or machine finishes its request.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The extra wait after the time limit, in which the holder can store its outcome.
const REPORT_MARGIN: Duration = Duration::from_secs(1);
/// The shortest pause between two reads of the cache, and the longest random time that is added to it.
const PAUSE: [Duration; 2] = [Duration::from_millis(10), Duration::from_millis(30)];

/// The outcome of waiting for a lock.
#[expect(clippy::large_enum_variant, reason = "there is one of them at a time")]
pub(super) enum Waited {
    /// This process holds the lock. The stored entry, if there is one, cannot change now.
    Locked(Option<Entry>),
    /// The lock was still held when the time limit of the wait expired.
    TimedOut,
    /// The holder stored a token or a failure.
    Settled(Result<Obtained>),
}

/// The largest difference between the clocks of two machines. If a token had been expired for longer than this when the
/// wait began, it was not obtained during the wait.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(1);

/// The ids of the tokens and failures that were stored before the wait began. A token or failure with another id is new,
/// unless it had expired before the wait: then another process has copied it from the shared store.
pub(super) struct KnownOutcomes {
    tokens: Vec<String>,
    failures: Vec<String>,
    began: Timestamp,
}

impl KnownOutcomes {
    pub(super) fn new(entries: [Option<&Entry>; 2], began: Timestamp) -> Self {
        let mut known = Self { tokens: Vec::new(), failures: Vec::new(), began };
        for entry in entries.into_iter().flatten() {
            known.tokens.extend(entry.token.as_ref().map(|cached| cached.id.clone()));
            known.failures.extend(entry.failures.iter().map(|failure| failure.id.clone()));
        }
        known
    }

    /// Returns the outcome of the wait if the entry decides it: a token that meets the requirements, or a new failure
    /// that applies to this process too. A new token that does not live long enough is a failure.
    pub(super) fn settled(
        &self,
        entry: Option<&Entry>,
        wanted: &Requirements,
        check: RequestCheck,
        now: Timestamp,
    ) -> Option<Result<Obtained>> {
        let entry = entry?;
        if let Some(cached) = entry.token.as_ref().filter(|cached| is_acceptable(cached, wanted, check.secret)) {
            let end = cached.token.expires_at.unwrap_or(cached.token.obtained_at);
            let is_new = !self.tokens.contains(&cached.id) && !self.had_expired(end);
            let obtained = || Some(Ok(Obtained { cached: cached.clone(), origin: TokenOrigin::Cache }));
            match wanted.min_valid {
                // A token that was obtained during the wait is used even if it expires soon.
                None if is_new => return obtained(),
                Some(min_valid) if is_new && cached.token.lasts(now, Some(min_valid)) => return obtained(),
                // Another token request would not help: the next token would expire too soon as well.
                Some(min_valid) if is_new && cached.token.lifetime().is_none_or(|lifetime| lifetime < min_valid) => {
                    return Some(Err(too_short(&cached.token, min_valid)));
                }
                _ if usable(Some(entry), wanted, check.secret, now).is_some() => return obtained(),
                _ => {}
            }
        }
        let concerns_this_process = |recorded: &&RecordedFailure| {
            !self.failures.contains(&recorded.id)
                && recorded.request_check().matches(check)
                && !self.had_expired(recorded.until.unwrap_or(recorded.at))
        };
        entry.failures.iter().find(concerns_this_process).map(|recorded| Err(recorded.failure.clone()))
    }

    fn had_expired(&self, end: Timestamp) -> bool {
        self.began.duration_since(end) > CLOCK_TOLERANCE
    }
}

impl<M: Machine, L: LocalStore, S: SharedStore> NetworkStep<'_, M, L, S> {
    /// Waits until no other process of this machine requests this token.
    ///
    /// The holder may first read a secret, which has its own time limit, and then wait for another machine, so the time
    /// limit of this wait includes both.
    pub(super) async fn wait_for_local_lock(
        &mut self,
        lock: &mut EntryLock<'_, M, L, S>,
        source: &impl TokenSource,
    ) -> Waited {
        let other_machine_limit = if self.cache.is_shared() { self.longest_wait() } else { Duration::ZERO };
        let mut wait = self.start_wait("process", source.longest_read().saturating_add(other_machine_limit));
        loop {
            let is_held = lock.try_local().await;
            // The entry is read after the attempt, because the last holder stored it before it released the lock.
            self.local = self.cache.load_local(&self.wanted.key).await;
            let now = self.cache.machine().now();
            if let Some(outcome) = self.known.settled(self.local.as_ref(), self.wanted, source.request_check(), now) {
                return Waited::Settled(outcome);
            }
            if is_held {
                return Waited::Locked(self.local.clone());
            }
            if !self.pause(&mut wait).await {
                return Waited::TimedOut;
            }
        }
    }

    /// Waits until no other machine requests this token. The caller holds this machine's lock.
    ///
    /// # Errors
    ///
    /// Fails when the shared store fails and is required.
    pub(super) async fn wait_for_shared_lock(
        &mut self,
        lock: &mut EntryLock<'_, M, L, S>,
        source: &impl TokenSource,
    ) -> Result<Waited> {
        let mut wait = self.start_wait("machine", Duration::ZERO);
        loop {
            let (is_held, entry) = match lock.try_shared().await? {
                SharedAttempt::Held(entry) => (true, entry),
                SharedAttempt::Busy(entry) => (false, entry),
            };
            let entry = entry.map(|entry| entry.with_newer_token(self.local.as_ref()));
            let now = self.cache.machine().now();
            if let Some(outcome) = self.known.settled(entry.as_ref(), self.wanted, source.request_check(), now) {
                if let Some(entry) = &entry {
                    lock.copy_to_local(entry).await;
                }
                return Ok(Waited::Settled(outcome));
            }
            if is_held {
                return Ok(Waited::Locked(entry));
            }
            if !self.pause(&mut wait).await {
                return Ok(Waited::TimedOut);
            }
        }
    }

    fn start_wait(&self, holder: &'static str, extra: Duration) -> Wait {
        let limit = LONGEST_WAIT.min(self.wanted.timeout).saturating_add(extra);
        let end = self.cache.machine().uptime().saturating_add(self.longest_wait()).saturating_add(extra);
        Wait { holder, limit, end, has_logged: false }
    }

    /// Returns the longest time to wait for another process or machine, including the time to store its outcome.
    fn longest_wait(&self) -> Duration {
        LONGEST_WAIT.min(self.wanted.timeout).saturating_add(REPORT_MARGIN)
    }

    /// Waits a moment; returns false if the time limit has expired.
    async fn pause(&self, wait: &mut Wait) -> bool {
        let machine = self.cache.machine();
        if machine.uptime() >= wait.end {
            let limit = in_words(wait.limit);
            log::warn!("another {} has been getting this token for {limit}; no longer waiting for it", wait.holder);
            return false;
        }
        if !wait.has_logged {
            log::info!("another {} is getting this token; waiting for it", wait.holder);
            wait.has_logged = true;
        }
        machine.sleep(PAUSE[0] + PAUSE[1].mul_f64(random::fraction(machine.random()))).await;
        true
    }
}

/// A wait that has begun.
struct Wait {
    /// The kind of the holder, for messages: `process` or `machine`.
    holder: &'static str,
    limit: Duration,
    end: Duration,
    has_logged: bool,
}
