//! Tests in many worlds that the shared rate is never exceeded and no process is stuck.

use super::number_from;
use super::rate_fleet::simulate_rate;
use super::rate_stores::RateFault;

/// Returns the first of these seeds whose world breaks a promise, and the promise.
fn first_violation(mut seeds: impl Iterator<Item = u64>, fault: Option<RateFault>) -> Option<(u64, String)> {
    seeds.find_map(|seed| simulate_rate(seed, fault).violation.map(|violation| (seed, violation)))
}

#[test]
fn the_rate_holds_in_every_world() {
    let seeds = match number_from("SIMULATION_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number_from("SIMULATION_SEEDS").unwrap_or(400),
    };
    let violation = first_violation(seeds, None);
    assert_eq!(
        violation,
        None,
        "run it again with: SIMULATION_SEED={} cargo test --lib the_rate_holds",
        violation.as_ref().map_or(0, |(seed, _)| *seed)
    );
}

#[test]
fn the_worlds_differ() {
    let outcomes: Vec<_> = (0..100).map(|seed| simulate_rate(seed, None)).collect();
    assert!(outcomes.iter().any(|outcome| outcome.is_calm && outcome.sent > 50));
    assert!(outcomes.iter().any(|outcome| outcome.refused > 0));
    for seed in 0..20 {
        assert_eq!(format!("{:?}", simulate_rate(seed, None)), format!("{:?}", simulate_rate(seed, None)));
    }
}

#[test]
fn the_simulation_finds_known_faults_of_the_rate() {
    for fault in [RateFault::IgnoresLateness, RateFault::SharesTheLock, RateFault::ForgetsPauses] {
        let found = first_violation(0..400, Some(fault));
        assert!(found.is_some(), "{fault:?} breaks no promise");
        println!("{fault:?}: {found:?}");
    }
}
