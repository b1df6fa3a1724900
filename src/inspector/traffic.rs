//! Requests and latency over the last minutes, for the chart.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

/// The length of a step of the chart, in seconds.
pub const STEP: i64 = 5;
/// How many steps the chart has; together they are ten minutes.
pub const STEPS: u16 = 120;

/// How many latency buckets a step has. The upper bound of each is 2^(1/4) times the previous one. A quantile is
/// reported as the upper bound of its bucket, so it is at most 19 % too high.
const BUCKETS: usize = 80;
/// The upper bound of the first bucket, in seconds.
const FIRST_BUCKET_SECONDS: f64 = 0.000_1;

/// Counts the requests of each step by result and by latency.
#[derive(Debug, Default)]
pub struct Traffic {
    steps: VecDeque<Step>,
}

#[derive(Debug)]
struct Step {
    number: i64,
    good: u32,
    client_errors: u32,
    server_errors: u32,
    buckets: Box<[u32; BUCKETS]>,
}

/// The counts of one step, as they are sent to the page.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Seconds since 1970, divided by [`STEP`].
    pub step: i64,
    /// Responses below 400.
    pub good: u32,
    /// Responses from 400 to 499.
    pub client_errors: u32,
    /// Responses from 500, and requests without a response.
    pub server_errors: u32,
    /// Half of the requests took this long or less, in milliseconds.
    pub median: f64,
    /// 95 of 100 requests took this long or less, in milliseconds.
    pub p95: f64,
}

impl Traffic {
    /// Counts a request that has ended now.
    pub fn count(&mut self, now: Timestamp, status: Option<u16>, took: Duration) {
        let step = self.step(now.as_second().div_euclid(STEP));
        let counter = match status {
            Some(..400) => &mut step.good,
            Some(400..500) => &mut step.client_errors,
            _ => &mut step.server_errors,
        };
        *counter = counter.saturating_add(1);
        let bucket = &mut step.buckets[bucket_of(took)];
        *bucket = bucket.saturating_add(1);
    }

    /// Returns the steps from `step` on that the chart shows at the time `now`.
    pub fn since(&self, step: i64, now: Timestamp) -> Vec<Point> {
        let oldest = step.max(now.as_second().div_euclid(STEP) - i64::from(STEPS) + 1);
        self.steps.iter().filter(|step| step.number >= oldest).map(Step::point).collect()
    }

    fn step(&mut self, number: i64) -> &mut Step {
        // After the clock was set back, requests count in the newest step.
        let newest = self.steps.back().map_or(i64::MIN, |step| step.number);
        if number > newest {
            if self.steps.len() == usize::from(STEPS) {
                self.steps.pop_front();
            }
            self.steps.push_back(Step {
                number,
                good: 0,
                client_errors: 0,
                server_errors: 0,
                buckets: Box::new([0; BUCKETS]),
            });
        }
        let last = self.steps.len() - 1;
        &mut self.steps[last]
    }
}

impl Step {
    fn point(&self) -> Point {
        Point {
            step: self.number,
            good: self.good,
            client_errors: self.client_errors,
            server_errors: self.server_errors,
            median: self.quantile(0.5),
            p95: self.quantile(0.95),
        }
    }

    /// Returns the latency, in milliseconds, that this share of the requests did not exceed.
    fn quantile(&self, share: f64) -> f64 {
        let all: u32 = self.buckets.iter().fold(0, |sum, count| sum.saturating_add(*count));
        let wanted = f64::from(all) * share;
        let mut seen = 0.0;
        let mut bound = FIRST_BUCKET_SECONDS;
        for count in self.buckets.iter() {
            seen += f64::from(*count);
            if seen >= wanted {
                break;
            }
            bound *= 2_f64.powf(0.25);
        }
        (bound * 100_000.0).round() / 100.0
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the bucket is not negative, and bounded below"
)]
fn bucket_of(took: Duration) -> usize {
    let bucket = ((took.as_secs_f64() / FIRST_BUCKET_SECONDS).max(1.0).log2() * 4.0).ceil();
    (bucket as usize).min(BUCKETS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_764_000_000 + second).unwrap()
    }

    #[test]
    fn requests_are_counted_by_step_and_outcome() {
        let mut traffic = Traffic::default();
        for (second, status) in [(0, Some(200)), (1, Some(302)), (4, Some(404)), (5, Some(503)), (6, None)] {
            traffic.count(at(second), status, Duration::from_millis(40));
        }
        let points = traffic.since(i64::MIN, at(6));
        let counts: Vec<_> =
            points.iter().map(|point| (point.step, point.good, point.client_errors, point.server_errors)).collect();
        assert_eq!(counts, [(352_800_000, 2, 1, 0), (352_800_001, 0, 0, 2)]);
        assert_eq!(traffic.since(352_800_001, at(6)).len(), 1);
    }

    #[test]
    fn quantiles_are_at_most_a_fifth_too_high() {
        let mut traffic = Traffic::default();
        for millis in 1..=1000 {
            traffic.count(at(0), Some(200), Duration::from_millis(millis));
        }
        let point = traffic.since(0, at(0))[0];
        assert!((450.0..=600.0).contains(&point.median), "{point:?}");
        assert!((900.0..=1150.0).contains(&point.p95), "{point:?}");
        assert_eq!((bucket_of(Duration::ZERO), bucket_of(Duration::MAX)), (0, BUCKETS - 1));
    }

    #[test]
    fn old_steps_are_removed_and_the_clock_can_be_set_back() {
        let mut traffic = Traffic::default();
        for second in 0..2000 {
            traffic.count(at(second), Some(200), Duration::from_millis(1));
        }
        assert_eq!(traffic.steps.len(), usize::from(STEPS));
        traffic.count(at(0), Some(200), Duration::from_millis(1));
        assert_eq!(traffic.since(i64::MIN, at(1999)).last().unwrap().good, 6);
        assert!(traffic.since(i64::MIN, at(4000)).is_empty());
    }
}
