//! A page that shows the traffic of a local server: its requests, its responses and explanations of errors.
//!
//! The inspector does not depend on a provider: a server records its exchanges, reports tokens and rates through
//! [`Owner`], and passes requests below [`ROOT`] to [`Inspector::respond`]. Secrets are masked before an exchange is
//! stored.

mod body;
mod capture;
mod decode;
mod events;
mod exchange;
mod har;
mod mask;
mod mask_body;
mod message;
mod metrics;
mod names;
mod page;
mod record;
mod request_guard;
mod routes;
mod session;
mod status;
mod traffic;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::clock;
use crate::redact::Redactor;

pub use body::ResponseBody;
pub use capture::Capture;
pub use events::EventStream;
pub use exchange::{CopyText, Draft, Exchange, Explanation, Times, body_options};
pub use har::Har;
pub use message::{Header, Message, MessageContent};
pub use names::{is_secret_field, is_secret_header, is_secret_member};
pub use page::ROOT;
pub use record::{DEFAULT_LIMIT, MEMORY};
pub use request_guard::{Rejected, RequestGuard};
pub use routes::{Access, wants_page};
pub use session::{CODE_LIFETIME, PageSession};
pub use status::{MountStatus, RateStatus, TokenStatus, Totals};

use events::{Overview, Signal};
use metrics::Counters;
use record::Record;
use traffic::{Point, Traffic};

/// The server that the page belongs to. Its methods must not block, because they are called while requests are served.
pub trait Owner: Send + Sync {
    /// Returns every upstream with the state of its token and its rate.
    fn mounts(&self) -> Vec<MountStatus>;
    /// Returns a redactor for the secrets that the server knows now.
    fn redactor(&self) -> Arc<Redactor> {
        Arc::default()
    }
    /// Returns commands that send the request of an exchange again, for the user to copy.
    fn copy_texts(&self, exchange: &Exchange) -> Vec<CopyText>;
}

/// The texts and limits that do not change while a server runs.
#[derive(Clone, Debug)]
pub struct InspectorSettings {
    /// The name of the server, for example `travauth proxy`.
    pub title: String,
    /// The base URL of the server, without a key.
    pub base_url: String,
    /// A command that sends a first request.
    pub example: String,
    /// A sentence that explains how to open the page.
    pub how_to_open: String,
    /// How many exchanges are stored; 0 stores none.
    pub limit: usize,
}

/// Records exchanges and shows them.
pub struct Inspector {
    settings: InspectorSettings,
    owner: Box<dyn Owner>,
    started: Timestamp,
    record: Record,
    tally: Mutex<Tally>,
    under_way: AtomicU32,
    signal: watch::Sender<Signal>,
}

#[derive(Debug, Default)]
struct Tally {
    counters: Counters,
    traffic: Traffic,
}

impl Inspector {
    /// Creates an inspector without exchanges.
    pub fn new(settings: InspectorSettings, owner: impl Owner + 'static) -> Arc<Self> {
        Arc::new(Self {
            record: Record::new(settings.limit),
            settings,
            owner: Box::new(owner),
            started: clock::now(),
            tally: Mutex::default(),
            under_way: AtomicU32::new(0),
            signal: watch::Sender::new(Signal::default()),
        })
    }

    /// Returns whether exchanges are stored. If not, the server need not capture their bodies.
    pub fn stores_exchanges(&self) -> bool {
        self.settings.limit > 0
    }

    /// Counts a request as under way until the returned value is dropped.
    #[must_use]
    pub fn begin(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(self))
    }

    /// Masks, counts and stores an exchange that has ended, and returns it as it is stored.
    pub fn record(&self, draft: Draft) -> Arc<Exchange> {
        let exchange = draft.mask(&self.owner.redactor());
        let ended = exchange.started.saturating_add(exchange.times.total).unwrap_or(exchange.started);
        let mut tally = self.tally();
        tally.counters.count(&exchange);
        tally.traffic.count(ended, exchange.status, exchange.times.total);
        drop(tally);
        let exchange = self.record.add(exchange);
        self.wake();
        exchange
    }

    /// Makes open pages read [`Owner::mounts`] now instead of within a second.
    pub fn wake(&self) {
        self.signal.send_modify(|_| {});
    }

    /// Exports the stored exchanges as an HTTP Archive.
    pub fn har(&self) -> Har {
        Har::new(&self.settings.base_url, self.record.after(0))
    }

    /// Formats the metrics in the Prometheus text format.
    pub fn metrics(&self) -> String {
        let mounts = self.owner.mounts();
        self.tally().counters.text(&mounts, self.under_way.load(Ordering::Relaxed))
    }

    /// Ends the streams of all open pages, which would otherwise delay the shutdown of the server.
    pub fn close(&self) {
        self.signal.send_modify(|signal| signal.closed = true);
    }

    fn overview(&self) -> Overview {
        let redactor = self.owner.redactor();
        let mounts = self.owner.mounts().into_iter().map(|mount| mount.masked(&redactor)).collect();
        let totals = self.tally().counters.totals();
        Overview { mounts, totals, under_way: self.under_way.load(Ordering::Relaxed) }
    }

    fn traffic(&self, step: i64, now: Timestamp) -> Vec<Point> {
        self.tally().traffic.since(step, now)
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Inspector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inspector").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Counts a request as under way until it is dropped.
#[derive(Debug)]
pub struct UnderWay(Arc<Inspector>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
