//! The page's live feed, as Server-Sent Events.
//!
//! Nothing is queued for a page: when its connection has room, it is sent what has changed since it was last sent
//! something. A slow page therefore skips what it is too slow for, and holds up nothing.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::exchange::Row;
use super::status::{MountStatus, Totals};
use super::traffic::{Point, STEP, STEPS};
use super::{Inspector, clock};

/// The pause after an event, so that many exchanges become one event.
const PACE: Duration = Duration::from_millis(200);
/// How often the status is looked at when no exchange ends.
const POLL: Duration = Duration::from_secs(1);
/// After this time without an event a comment is sent, so that a dead connection is noticed.
const BEAT: Duration = Duration::from_secs(15);

/// The state that the page shows above the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Overview {
    pub mounts: Vec<MountStatus>,
    pub totals: Totals,
    pub under_way: u32,
}

/// Everything, for a page that was just opened.
#[derive(Serialize)]
struct Snapshot<'i> {
    /// When the server was started: two runs differ in it.
    run: i64,
    title: &'i str,
    base_url: &'i str,
    example: &'i str,
    limit: usize,
    step: i64,
    steps: u16,
    #[serde(flatten)]
    update: Update<'i>,
}

/// The changes since the last event.
#[derive(Serialize)]
struct Update<'i> {
    /// Milliseconds since 1970 by the server's clock.
    now: i64,
    rows: Vec<Row<'i>>,
    traffic: Vec<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overview: Option<&'i Overview>,
}

/// Knows what a page has been sent.
#[derive(Debug, Default)]
pub(super) struct Feed {
    last_id: u64,
    last_step: i64,
    overview: Option<Overview>,
}

impl Feed {
    /// The next event, or `None` when nothing has changed.
    pub(super) fn next(&mut self, inspector: &Inspector, now: Timestamp) -> Option<String> {
        let exchanges = inspector.record.after(self.last_id);
        let overview = inspector.overview();
        let is_first = self.overview.is_none();
        let is_new = self.overview.as_ref() != Some(&overview);
        if exchanges.is_empty() && !is_new {
            return None;
        }
        let update = Update {
            now: now.as_millisecond(),
            rows: exchanges.iter().map(|exchange| exchange.row()).collect(),
            traffic: inspector.traffic(self.last_step, now),
            overview: is_new.then_some(&overview),
        };
        let steps = update.traffic.last().map(|point| point.step);
        let event = if is_first {
            let settings = &inspector.settings;
            let snapshot = Snapshot {
                run: inspector.started.as_millisecond(),
                title: &settings.title,
                base_url: &settings.base_url,
                example: &settings.example,
                limit: inspector.record.limit(),
                step: STEP,
                steps: STEPS,
                update,
            };
            format!("event: snapshot\ndata: {}\n\n", json(&snapshot))
        } else {
            format!("event: update\ndata: {}\n\n", json(&update))
        };
        self.last_id = exchanges.last().map_or(self.last_id, |exchange| exchange.id);
        // The newest step is sent again, for it still grows.
        self.last_step = steps.unwrap_or(self.last_step);
        self.overview = Some(overview);
        Some(event)
    }
}

/// JSON without line breaks; the types here cannot fail to become JSON.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Wakes the streams.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signal {
    /// True when the server ends.
    pub closed: bool,
}

/// One page's stream of events.
pub struct EventStream {
    inspector: Arc<Inspector>,
    signal: watch::Receiver<Signal>,
    feed: Feed,
    is_started: bool,
}

impl EventStream {
    pub(super) fn new(inspector: Arc<Inspector>, signal: watch::Receiver<Signal>) -> Self {
        Self { inspector, signal, feed: Feed::default(), is_started: false }
    }

    /// Waits for the next event; `None` when the server ends. It needs tokio's timer.
    pub async fn next(&mut self) -> Option<Bytes> {
        if self.is_started {
            sleep(PACE).await;
        }
        let started = Instant::now();
        loop {
            if self.signal.borrow_and_update().closed {
                return None;
            }
            if let Some(event) = self.feed.next(&self.inspector, clock::now()) {
                // A page that lost its server asks again after a second.
                let head = if self.is_started { "" } else { "retry: 1000\n" };
                self.is_started = true;
                return Some(Bytes::from(format!("{head}{event}")));
            }
            if started.elapsed() >= BEAT {
                return Some(Bytes::from_static(b": still here\n\n"));
            }
            // Both a change and the time limit mean: look again.
            drop(timeout(POLL, self.signal.changed()).await);
        }
    }
}
