//! The stamps that machines share, stored in the Redis of the token cache. Their times are those of the server's clock.
//!
//! The key `travauth:1:{ACCOUNT}:rate` holds `last`, `blocked_until` and `written` in microseconds. It expires when it
//! is no longer useful.

use std::time::Duration;

use ::redis::Value;

use super::stamp::{CLOCK_TOLERANCE, LONGEST_AHEAD, LONGEST_BLOCK, Pace, TurnDecision};
use super::stores::SharedTurns;
use crate::cache::CacheError;
use crate::cache::redis::RedisStore;

/// Prepends the common beginning of all scripts, which reads the stamp. A damaged or implausible stamp counts as none.
///
/// KEYS: stamp. ARGV, in microseconds: clock tolerance, the furthest that a stamp can be ahead, interval, span.
macro_rules! script {
    ($body:literal) => {
        concat!(
            "local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local tolerance, ahead, interval, span = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local last, blocked, written = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (%d+) (%d+)$')
last, blocked, written = tonumber(last) or 0, tonumber(blocked) or 0, tonumber(written) or 0
if written > now + tolerance or math.max(last, blocked) > now + ahead then last, blocked = 0, 0 end
local function store()
  local life = (math.max(last, blocked, now) - now + interval) / 1000 + 900000
  local stamp = string.format('%.0f %.0f %.0f', last, blocked, now)
  redis.call('SET', KEYS[1], stamp, 'PX', string.format('%.0f', life))
end
",
            $body
        )
    };
}

/// A script that reserves the next turn if it begins within `span`. Returns the time until the turn begins, and 1 if it was
/// reserved or 0 if not.
const RESERVE: &str = script!(
    "local turn = math.max(now, last + interval, blocked)
if turn - now > span then return {turn - now, 0} end
last = turn
store()
return {turn - now, 1}"
);

/// A script that blocks the account for `span`.
const BLOCK: &str = script!(
    "blocked = math.max(blocked, now + span)
store()
return 1"
);

/// A script that returns the time until the account is no longer blocked.
const BLOCKED_FOR: &str = script!("return math.max(blocked - now, 0)");

impl RedisStore {
    /// Runs a script on the stamp of this account, and returns the reply and the duration of the exchange.
    fn run(&self, script: &str, account: &str, pace: &Pace, span: Duration) -> Result<(Value, Duration), CacheError> {
        self.run_script(script, account, &[CLOCK_TOLERANCE, LONGEST_AHEAD, pace.interval, span].map(microseconds))
    }
}

fn microseconds(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

fn as_time(value: &Value) -> Option<Duration> {
    match value {
        Value::Int(number) => u64::try_from(*number).ok().map(Duration::from_micros),
        _ => None,
    }
}

impl SharedTurns for RedisStore {
    fn has_failed(&self) -> bool {
        crate::cache::SharedStore::has_failed(self)
    }

    async fn reserve(&self, account: &str, pace: &Pace) -> Result<TurnDecision, CacheError> {
        let (reply, took) = self.run(RESERVE, account, pace, pace.longest_wait)?;
        let Value::Array(reply) = reply else { return Err(self.unexpected_reply()) };
        let [wait, is_reserved] = reply.as_slice() else { return Err(self.unexpected_reply()) };
        let Some(wait) = as_time(wait) else { return Err(self.unexpected_reply()) };
        if *is_reserved != Value::Int(1) {
            return Ok(TurnDecision::TooLong(wait));
        }
        // The wait is counted from the middle of the exchange, because the server decided at some time within the exchange.
        Ok(TurnDecision::Reserved(wait.saturating_sub(took / 2)))
    }

    async fn block(&self, account: &str, span: Duration, pace: &Pace) -> Result<(), CacheError> {
        self.run(BLOCK, account, pace, span.min(LONGEST_BLOCK)).map(drop)
    }

    async fn blocked_for(&self, account: &str, pace: &Pace) -> Result<Duration, CacheError> {
        let (reply, _) = self.run(BLOCKED_FOR, account, pace, Duration::ZERO)?;
        as_time(&reply).ok_or_else(|| self.unexpected_reply())
    }
}
