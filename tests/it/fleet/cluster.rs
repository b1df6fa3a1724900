//! A Redis in cluster mode with one node that holds all slots, as clients see a managed service with one endpoint.

use serde_json::Value;

use super::{get, run_on};
use crate::it::common::{AMADEUS_ID, SECRET, numbered_grants, numbered_token};
use crate::support::{Redis, Sandbox, Server, eventually};

/// Starts a node with all slots.
fn start() -> Redis {
    let redis = Redis::start_with(&["--cluster-enabled", "yes"]);
    redis.cli(&["cluster", "addslotsrange", "0", "16383"]);
    eventually("the cluster is ready", || redis.cli(&["cluster", "info"]).contains("cluster_state:ok"));
    redis
}

/// Runs `check` and returns its step that tests the shared cache.
fn shared_cache_step(sandbox: &Sandbox, server: &Server, cache: &str) -> Value {
    let url = server.url();
    let args = ["check", "-p", "amadeus", "--base-url", &url, "--no-probe", "--refresh", "--format", "json"];
    let check = run_on(sandbox, 9, cache, &args).env("AMADEUS_CLIENT_ID", AMADEUS_ID);
    let report = check.env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET)).run().exits(0).json();
    let steps = report["results"][0]["steps"].as_array().expect("it has steps").clone();
    steps.into_iter().find(|step| step["name"] == "shared-cache").expect("it has the step")
}

/// O4: an entry and its lock must be in the same slot.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn machines_share_a_token_through_a_cluster() {
    let (sandbox, redis, server) = (Sandbox::new(), start(), numbered_grants());
    let url = redis.url().replace("/0", "");
    for machine in 0..3 {
        let output = get(&sandbox, machine, &server.url(), &url).args(["--require-shared-cache"]).run().silently();
        assert_eq!(output.token(), numbered_token(0));
    }
    let other = get(&sandbox, 0, &server.url(), &url).env("AMADEUS_CLIENT_ID", "another");
    assert_eq!(other.args(["--require-shared-cache"]).run().silently().token(), numbered_token(1));
    server.expect(2);

    // Entries of two slots are listed and deleted.
    let show = run_on(&sandbox, 7, &url, &["token", "show", "--json"]).run().exits(0).silently();
    assert_eq!(show.json().as_array().map(Vec::len), Some(2), "{show}");
    assert_eq!(redis.keys().len(), 2);
    drop(run_on(&sandbox, 7, &url, &["token", "clear", "--all"]).run().exits(0).silently());
    assert_eq!(redis.keys(), [""; 0]);
    assert_eq!(shared_cache_step(&sandbox, &server, &url)["outcome"], "ok");
}

/// O4: `check` runs the same scripts as a token request, so it reports what would fail in one.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_check_reports_a_node_without_the_slot() {
    let (sandbox, redis, server) =
        (Sandbox::new(), Redis::start_with(&["--cluster-enabled", "yes"]), numbered_grants());
    let step = shared_cache_step(&sandbox, &server, &redis.url().replace("/0", ""));
    assert_eq!(step["outcome"], "warn", "{step}");
    assert!(step["detail"].as_str().is_some_and(|detail| detail.contains("of a cluster")), "{step}");
}
