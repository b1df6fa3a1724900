//! Attempts at the network: repeated where that may help, and for a token within the rules of the broker.

use std::time::Duration;

use super::Plan;
use crate::broker::{self, Obtained, ProviderGrant, TokenSource as _, Wish};
use crate::cache::{Key, TokenStore};
use crate::clock::{self, Deadline, in_words};
use crate::failure::Result;
use crate::http::retry::{Attempt, wait};
use crate::http::{Network, Trouble};
use crate::settings::Target;

/// Tries again what may pass, as often as the network settings say.
pub(super) fn persistently<T>(network: &Network, mut work: impl FnMut() -> Result<T, Trouble>) -> Result<T> {
    let deadline = Deadline::after(network.timeout);
    let mut number = 1;
    loop {
        let trouble = match work() {
            Ok(brought) => return Ok(brought),
            Err(trouble) => trouble,
        };
        let attempt = Attempt {
            number,
            retries: network.retries,
            retryable: trouble.retryable,
            retry_after: None,
            least_wait: Duration::ZERO,
            left: deadline.left(),
        };
        let Some(pause) = wait(attempt, fastrand::f64()) else {
            return Err(trouble.failure);
        };
        log::info!("{}; trying again in {}", trouble.failure, in_words(pause));
        std::thread::sleep(pause);
        number += 1;
    }
}

/// A token, fresh unless the plan says otherwise. A cooldown holds; `rejected` is the id of one that the API rejected.
pub(super) fn obtain(
    target: &Target,
    key: &Key,
    plan: &Plan,
    store: &dyn TokenStore,
    grant: &mut ProviderGrant<'_>,
    rejected: Option<&str>,
) -> Result<Obtained> {
    let mut wish = Wish {
        key: key.clone(),
        environment: target.environment.value.clone(),
        base_url: target.base_url.shown(),
        min_valid: None,
        refresh: false,
        offline: false,
        rejected: rejected.map(str::to_owned),
        timeout: plan.network.timeout,
    };
    if !plan.refresh {
        // What cannot be read is told by the broker.
        for entry in [store.load(key), store.load_shared(key)].into_iter().filter_map(std::result::Result::ok) {
            if let Some(failure) = broker::cooldown(entry.as_ref(), &wish, grant.secret_check(), clock::now()) {
                return Err(failure);
            }
        }
    }
    wish.refresh = plan.refresh || !plan.cached;
    broker::obtain(store, &wish, grant)
}
