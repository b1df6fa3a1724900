//! Counters for Prometheus, labelled by mount, method and status, but never by a path or an id.

use std::collections::BTreeMap;
use std::time::Duration;

use super::exchange::Exchange;
use super::status::{MountStatus, TokenStatus, Totals};
use crate::prometheus_text::PrometheusText;

/// The media type of the Prometheus text format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Upper ends of the duration buckets, in seconds.
const BUCKETS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// The methods that are counted by name. All others count as `other`, because a client can send any word as the method,
/// and each word would create a time series.
const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Counts exchanges since the start.
#[derive(Debug, Default)]
pub struct Counters {
    mounts: BTreeMap<String, MountCounters>,
    totals: Totals,
}

#[derive(Debug, Default)]
struct MountCounters {
    requests: BTreeMap<(&'static str, Option<u16>), u64>,
    buckets: [u64; BUCKETS.len()],
    seconds: Duration,
    waited: Duration,
    repeats: u64,
    request_bytes: u64,
    response_bytes: u64,
}

impl Counters {
    /// Counts an exchange.
    pub fn count(&mut self, exchange: &Exchange) {
        let totals = &mut self.totals;
        totals.requests += 1;
        match exchange.status {
            Some(..300) => totals.success += 1,
            Some(300..400) => totals.redirect += 1,
            Some(400..500) => totals.client_error += 1,
            Some(_) => totals.server_error += 1,
            None => totals.failed += 1,
        }
        if !self.mounts.contains_key(&exchange.mount) {
            self.mounts.insert(exchange.mount.clone(), MountCounters::default());
        }
        let Some(mount) = self.mounts.get_mut(&exchange.mount) else { return };
        let method = METHODS.iter().find(|method| **method == exchange.method).copied().unwrap_or("other");
        *mount.requests.entry((method, exchange.status)).or_default() += 1;
        let seconds = exchange.times.total.as_secs_f64();
        for (count, _) in mount.buckets.iter_mut().zip(BUCKETS).filter(|(_, end)| seconds <= **end) {
            *count += 1;
        }
        mount.seconds = mount.seconds.saturating_add(exchange.times.total);
        mount.waited = mount.waited.saturating_add(exchange.times.waited);
        mount.repeats += u64::from(exchange.tries.saturating_sub(1));
        mount.request_bytes += exchange.request.bytes;
        mount.response_bytes += exchange.response.bytes;
    }

    /// Returns the sums over all mounts.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Formats all metrics in the Prometheus text format.
    pub fn text(&self, mounts: &[MountStatus], under_way: u32) -> String {
        let mut text = PrometheusText::default();
        text.family("travauth_http_requests_total", "counter", "Requests that have ended.");
        for (mount, counters) in &self.mounts {
            for ((method, status), count) in &counters.requests {
                let status = status.map_or("none".to_owned(), |status| status.to_string());
                let labels = [("mount", mount.as_str()), ("method", method), ("status", &status)];
                text.sample("travauth_http_requests_total", &labels, count);
            }
        }
        text.family(
            "travauth_http_request_duration_seconds",
            "histogram",
            "Time from the request's head to the last byte of the response.",
        );
        for (mount, counters) in &self.mounts {
            add_histogram(&mut text, "travauth_http_request_duration_seconds", mount, counters);
        }
        for (name, help, value) in SUMS {
            text.family(name, "counter", help);
            for (mount, counters) in &self.mounts {
                text.sample(name, &[("mount", mount)], value(counters));
            }
        }
        text.family("travauth_http_requests_under_way", "gauge", "Requests that have not ended.");
        text.sample("travauth_http_requests_under_way", &[], under_way);
        text.family("travauth_token_expiry_timestamp_seconds", "gauge", "When the token expires.");
        for mount in mounts {
            if let Some(TokenStatus::Held { expires, .. }) = &mount.token {
                let labels = [("mount", mount.name.as_str())];
                text.sample("travauth_token_expiry_timestamp_seconds", &labels, expires.as_second());
            }
        }
        text.family("travauth_rate_waiting_requests", "gauge", "Requests that wait for the rate limit.");
        for mount in mounts {
            if let Some(rate) = &mount.rate {
                text.sample("travauth_rate_waiting_requests", &[("mount", &mount.name)], rate.waiting);
            }
        }
        text.into_string()
    }
}

type Sum = fn(&MountCounters) -> String;

const SUMS: &[(&str, &str, Sum)] = &[
    ("travauth_http_request_bytes_total", "Bytes of request bodies.", |counters| counters.request_bytes.to_string()),
    ("travauth_http_response_bytes_total", "Bytes of response bodies.", |counters| counters.response_bytes.to_string()),
    ("travauth_http_repeats_total", "Requests that were sent again.", |counters| counters.repeats.to_string()),
    ("travauth_rate_wait_seconds_total", "Time spent waiting for the rate limit.", |counters| {
        counters.waited.as_secs_f64().to_string()
    }),
];

fn add_histogram(text: &mut PrometheusText, name: &str, mount: &str, counters: &MountCounters) {
    let bucket = format!("{name}_bucket");
    for (end, count) in BUCKETS.iter().zip(&counters.buckets) {
        text.sample(&bucket, &[("mount", mount), ("le", &end.to_string())], count);
    }
    let all: u64 = counters.requests.values().sum();
    text.sample(&bucket, &[("mount", mount), ("le", "+Inf")], all);
    text.sample(&format!("{name}_sum"), &[("mount", mount)], counters.seconds.as_secs_f64());
    text.sample(&format!("{name}_count"), &[("mount", mount)], all);
}

#[cfg(test)]
mod tests {
    use super::super::exchange::tests::draft;
    use super::super::status::RateStatus;
    use super::*;
    use crate::redact::Redactor;
    use jiff::Timestamp;

    fn exchange(mount: &str, method: &str, status: Option<u16>) -> Exchange {
        let mut draft = draft("/v1/secret-path?id=123456");
        draft.mount = mount.to_owned();
        draft.method = method.to_owned();
        draft.status = status;
        draft.tries = 3;
        draft.times.waited = Duration::from_millis(1500);
        draft.response_body.count(10);
        draft.mask(&Redactor::default())
    }

    #[test]
    fn metrics_are_labelled_by_mount_method_and_status_and_show_no_path() {
        let mut counters = Counters::default();
        for _ in 0..2 {
            counters.count(&exchange("", "GET", Some(200)));
        }
        counters.count(&exchange("sa\"bre", "BREW", None));
        let mounts = [MountStatus {
            name: "sa\"bre".to_owned(),
            target: "sabre cert".to_owned(),
            token: Some(TokenStatus::Held {
                obtained: Timestamp::from_second(1_764_000_000).unwrap(),
                renews: Timestamp::from_second(1_764_001_700).unwrap(),
                expires: Timestamp::from_second(1_764_001_799).unwrap(),
                problem: None,
            }),
            rate: Some(RateStatus { used: 1, allowed: 10, window: Duration::from_secs(1), waiting: 2 }),
        }];
        let text = counters.text(&mounts, 4);
        for line in [
            "# TYPE travauth_http_requests_total counter",
            "travauth_http_requests_total{mount=\"\",method=\"GET\",status=\"200\"} 2",
            "travauth_http_requests_total{mount=\"sa\\\"bre\",method=\"other\",status=\"none\"} 1",
            "travauth_http_request_duration_seconds_bucket{mount=\"\",le=\"0.025\"} 0",
            "travauth_http_request_duration_seconds_bucket{mount=\"\",le=\"0.05\"} 2",
            "travauth_http_request_duration_seconds_bucket{mount=\"\",le=\"+Inf\"} 2",
            "travauth_http_request_duration_seconds_sum{mount=\"\"} 0.091356",
            "travauth_http_request_duration_seconds_count{mount=\"\"} 2",
            "travauth_http_response_bytes_total{mount=\"\"} 20",
            "travauth_http_repeats_total{mount=\"\"} 4",
            "travauth_rate_wait_seconds_total{mount=\"\"} 3",
            "travauth_http_requests_under_way 4",
            "travauth_token_expiry_timestamp_seconds{mount=\"sa\\\"bre\"} 1764001799",
            "travauth_rate_waiting_requests{mount=\"sa\\\"bre\"} 2",
        ] {
            assert!(text.lines().any(|other| other == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("secret-path") && !text.contains("123456"));
        assert!(text.ends_with('\n'));
    }

    #[test]
    fn totals_are_counted_by_class_of_status() {
        let mut counters = Counters::default();
        for status in [Some(200), Some(204), Some(301), Some(404), Some(500), None] {
            counters.count(&exchange("", "GET", status));
        }
        let expected = Totals { requests: 6, success: 2, redirect: 1, client_error: 1, server_error: 1, failed: 1 };
        assert_eq!(counters.totals(), expected);
    }
}
