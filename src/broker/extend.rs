//! Extends the lifetime of a token that is valid for some time after its last use.

use std::time::Duration;

use jiff::Timestamp;

use crate::cache::{Cache, CachedToken, Entry, Key, LocalStore, SharedAttempt, SharedStore};
use crate::machine::Machine;
use crate::token::Token;

/// An extension is stored only if it is longer than the idle lifetime divided by this number, so that most uses do not write
/// to the cache.
const SMALLEST_EXTENSION_DIVISOR: u64 = 20;

/// Returns the token with its new expiry after a use; none if the new expiry is not worth storing.
pub(crate) fn extended_by_use(cached: &CachedToken, used_at: Timestamp) -> Option<CachedToken> {
    let idle = cached.token.idle?;
    let expires_at = idle.expiry_after(used_at);
    let extension = crate::clock::until(cached.token.expires_at?, expires_at);
    let is_worth_storing = extension > Duration::from_secs(idle.seconds / SMALLEST_EXTENSION_DIVISOR);
    is_worth_storing.then(|| CachedToken {
        token: Token { expires_at: Some(expires_at), ..cached.token.clone() },
        ..cached.clone()
    })
}

/// Replaces the stored token with the same token and its new expiry. Stores nothing if another process holds a lock,
/// because that process is about to store a newer token.
pub(crate) async fn store_extended<M: Machine, L: LocalStore, S: SharedStore>(
    cache: &Cache<M, L, S>,
    key: &Key,
    extended: &CachedToken,
    timeout: Duration,
) {
    let mut lock = cache.open_lock(key, timeout).await;
    if lock.try_local().await
        && let Some(current) = cache.load_local(key).await
        && Entry::token_id(Some(&current)) == Some(&extended.id)
    {
        let is_still_shared = match lock.try_shared().await {
            Ok(SharedAttempt::Held(None)) => true,
            Ok(SharedAttempt::Held(Some(shared))) => Entry::token_id(Some(&shared)) == Some(&extended.id),
            Ok(SharedAttempt::Busy(_)) | Err(_) => false,
        };
        if is_still_shared {
            // An error is ignored, because the cache has already printed a warning.
            let _ = lock.save(&Entry { token: Some(extended.clone()), ..current }).await;
        }
    }
    lock.release().await;
}
