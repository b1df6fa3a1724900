//! The state that the requests of all connections share.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::access::AccessControl;
use super::guard::Guard;
use super::mount::Mount;
use super::path;
use super::status::{ProxyStatus, Redactors};
use crate::inspector::{Draft, Exchange, Inspector, PageSession};
use crate::session::SendRules;

/// Called with every exchange that has ended.
pub type ExchangeLog = Box<dyn Fn(&Exchange) + Send + Sync>;

/// The state that all connections share.
pub(super) struct ProxyState {
    pub(super) guard: Guard,
    pub(super) access: AccessControl,
    pub(super) mounts: Vec<Arc<Mount>>,
    pub(super) inspector: Arc<Inspector>,
    /// Whether the inspector is turned on.
    pub(super) inspects: bool,
    pub(super) page: PageSession,
    pub(super) read_only: bool,
    pub(super) rules: SendRules,
    pub(super) status: Arc<ProxyStatus>,
    pub(super) log: Option<ExchangeLog>,
    pub(super) activity: Activity,
}

/// Whether requests are under way, and when the last one ended.
pub(super) struct Activity {
    under_way: AtomicUsize,
    last: Mutex<Instant>,
}

impl ProxyState {
    /// Returns the mount of a request target, and the part of the target below the mount.
    pub(super) fn mount(&self, target: &str) -> Option<(Arc<Mount>, String)> {
        if let Some(root) = self.mounts.iter().find(|mount| mount.name().is_empty()) {
            return Some((Arc::clone(root), target.to_owned()));
        }
        let (name, below) = path::first_segment(target);
        let mount = self.mounts.iter().find(|mount| mount.name() == name)?;
        Some((Arc::clone(mount), below))
    }

    pub(super) fn redactors(&self) -> Redactors {
        self.status.redactors.get(&self.mounts, &self.access.key)
    }

    /// Records and logs an exchange that has ended.
    pub(super) fn record(&self, draft: Draft) {
        let exchange = self.inspector.record(draft);
        if let Some(log) = &self.log {
            log(&exchange);
        }
    }

    pub(super) fn begin_request(&self) {
        self.activity.under_way.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn end_request(&self) {
        *self.activity.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.activity.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Activity {
    pub(super) fn new() -> Self {
        Self { under_way: AtomicUsize::new(0), last: Mutex::new(Instant::now()) }
    }

    /// Waits until the proxy has had no request under way for this time.
    pub(super) async fn idle_for(&self, span: Duration) {
        loop {
            let idle = self.last.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
            let is_idle = self.under_way.load(Ordering::Relaxed) == 0;
            if is_idle && idle >= span {
                return;
            }
            tokio::time::sleep(if is_idle { span.saturating_sub(idle) } else { span }).await;
        }
    }
}
