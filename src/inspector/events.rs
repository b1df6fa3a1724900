//! The page's live feed, as Server-Sent Events.
//!
//! Nothing is queued for a page: an event is built only when the connection can send it, and contains all changes since
//! the last event. A slow page therefore skips exchanges, and delays neither the server nor other pages.

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

/// Pause after an event, so that the next event reports many exchanges at once.
const PACE: Duration = Duration::from_millis(200);
/// How often the status is checked for changes while no exchange ends.
const POLL: Duration = Duration::from_secs(1);
/// Time without an event after which a comment is sent, so that a broken connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The state that the page shows above the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Overview {
    pub mounts: Vec<MountStatus>,
    pub totals: Totals,
    pub under_way: u32,
}

/// The first event of a page: the settings and the whole state.
#[derive(Serialize)]
struct Snapshot<'i> {
    /// When the server started, in milliseconds since 1970; a new value shows the page that the server was restarted.
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

/// Builds the events of a page, each from the changes since the previous event.
#[derive(Debug, Default)]
pub(super) struct Feed {
    last_id: u64,
    last_step: i64,
    overview: Option<Overview>,
}

impl Feed {
    /// Returns the next event, or `None` when nothing has changed.
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
        // The newest step is sent again with the next event, because its counts still grow.
        self.last_step = steps.unwrap_or(self.last_step);
        self.overview = Some(overview);
        Some(event)
    }
}

/// Serializes to JSON without line breaks; serializing the inspector's types cannot fail.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The state that every stream watches; sending it wakes them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signal {
    /// True when the server shuts down.
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

    /// Waits for the next event; returns `None` when the server shuts down. Must run in a tokio runtime with a timer.
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
                // A page that loses the connection connects again after one second.
                let head = if self.is_started { "" } else { "retry: 1000\n" };
                self.is_started = true;
                return Some(Bytes::from(format!("{head}{event}")));
            }
            if started.elapsed() >= HEARTBEAT {
                return Some(Bytes::from_static(b": still here\n\n"));
            }
            // The status is checked again after a signal as well as after the timeout.
            drop(timeout(POLL, self.signal.changed()).await);
        }
    }
}
