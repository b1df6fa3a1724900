//! The state of the mounts, as the inspector shows it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::AccessKey;
use super::headers::SHORTEST_MASKED;
use super::mount::Mount;
use crate::failure::Failure;
use crate::inspector::{CopyText, Exchange, Explanation, MountStatus, Owner, RateStatus, TokenStatus, body_options};
use crate::provider::Grant;
use crate::redact::Redactor;

/// The state of the proxy that the inspector shows.
pub(super) struct ProxyStatus {
    pub(super) mounts: Vec<Arc<Mount>>,
    pub(super) key: AccessKey,
    /// The base URL without the key.
    pub(super) base_url: String,
    pub(super) min_valid: Option<Duration>,
    pub(super) redactors: RedactorCache,
}

/// The redactors for the secrets of all sessions. They are rebuilt when a session has learned another secret.
#[derive(Default)]
pub(super) struct RedactorCache(Mutex<(Vec<usize>, Redactors)>);

/// The redactors of a proxy.
#[derive(Clone, Default)]
pub(super) struct Redactors {
    /// Masks all secrets, for the output of the proxy.
    pub(super) shown: Arc<Redactor>,
    /// Masks tokens and other long secrets, for the responses to clients.
    pub(super) passed_on: Arc<Redactor>,
}

impl RedactorCache {
    pub(super) fn get(&self, mounts: &[Arc<Mount>], key: &AccessKey) -> Redactors {
        let known: Vec<usize> = mounts.iter().map(|mount| mount.session().count_of_secrets()).collect();
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.0 != known || known.is_empty() {
            // The old redactor is extended, so that the secrets of a replaced session are still masked.
            let mut shown = (*cached.1.shown).clone();
            shown.add(key.secret());
            for mount in mounts {
                shown.learn(&mount.session().redactor());
            }
            let passed_on = shown.of_long_secrets(SHORTEST_MASKED);
            *cached = (known, Redactors { shown: Arc::new(shown), passed_on: Arc::new(passed_on) });
        }
        cached.1.clone()
    }
}

impl ProxyStatus {
    fn status(&self, mount: &Mount) -> MountStatus {
        let session = mount.session();
        let target = session.target();
        let problem = mount.problem().map(|failure| explanation(&failure));
        let token = match session.token_times(self.min_valid) {
            _ if target.endpoint.grant == Grant::None => problem.map(TokenStatus::Missing),
            Some(times) => match (times.renews, times.expires) {
                (Some(renews), Some(expires)) => {
                    Some(TokenStatus::Held { obtained: times.obtained, renews, expires, problem })
                }
                _ => Some(problem.map_or(TokenStatus::Idle, TokenStatus::Missing)),
            },
            None => Some(problem.map_or(TokenStatus::Idle, TokenStatus::Missing)),
        };
        MountStatus {
            name: mount.name().to_owned(),
            target: format!("{} {}", target.provider.value.name, target.environment.value),
            token,
            rate: session.rate_usage().map(|usage| RateStatus {
                used: usage.used,
                allowed: usage.allowed,
                window: usage.window,
                waiting: usage.waiting,
            }),
        }
    }
}

impl Owner for Arc<ProxyStatus> {
    fn mounts(&self) -> Vec<MountStatus> {
        self.mounts.iter().map(|mount| self.status(mount)).collect()
    }

    fn redactor(&self) -> Arc<Redactor> {
        self.redactors.get(&self.mounts, &self.key).shown
    }

    fn copy_texts(&self, exchange: &Exchange) -> Vec<CopyText> {
        let body = body_options(exchange);
        // A method can have characters such as & and |, which a shell reads.
        let method = shell_words::quote(&exchange.method);
        let url = format!("{}{}", self.base_url, exchange.target);
        let curl = format!("curl -X {method} {} -H \"Authorization: Bearer $KEY\"{body}", shell_words::quote(&url));
        let mut selection = String::new();
        let mut path = exchange.target.as_str();
        if let Some(mount) = self.mounts.iter().find(|mount| mount.name() == exchange.mount) {
            let session = mount.session();
            let target = session.target();
            selection = match &target.profile {
                Some(profile) => format!(" -P {}", shell_words::quote(&profile.value)),
                None => format!(" -p {} -e {}", target.provider.value.name, target.environment.value),
            };
            path =
                path.strip_prefix(&format!("/{}", mount.name())).filter(|rest| rest.starts_with('/')).unwrap_or(path);
        }
        let call = format!("travauth call{selection} {method} {}{body}", shell_words::quote(path));
        [("curl", curl), ("travauth call", call)].map(|(label, text)| CopyText { label: label.to_owned(), text }).into()
    }
}

/// Returns the text of the failure for the inspector.
pub(super) fn explanation(failure: &Failure) -> Explanation {
    Explanation { title: failure.message(), advice: failure.hints().to_vec() }
}
