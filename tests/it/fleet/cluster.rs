//! A Redis in cluster mode whose one node holds all slots, which is also what managed services look like from outside.

use serde_json::Value;

use super::{get, on};
use crate::it::common::{AMADEUS_ID, SECRET, numbered_grants, numbered_token};
use crate::support::{Redis, Sandbox, Server, eventually};

/// A node with all slots.
fn start() -> Redis {
    let redis = Redis::start_with(&["--cluster-enabled", "yes"]);
    redis.say(&["cluster", "addslotsrange", "0", "16383"]);
    eventually("the cluster is ready", || redis.say(&["cluster", "info"]).contains("cluster_state:ok"));
    redis
}

/// The step of `check` that tries the shared cache out.
fn try_out(sandbox: &Sandbox, server: &Server, cache: &str) -> Value {
    let url = server.url();
    let args = ["check", "-p", "amadeus", "--base-url", &url, "--no-probe", "--refresh", "--format", "json"];
    let check = on(sandbox, 9, cache, &args).env("AMADEUS_CLIENT_ID", AMADEUS_ID);
    let report = check.env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET)).run().exits(0).json();
    let steps = report["results"][0]["steps"].as_array().expect("it has steps").clone();
    steps.into_iter().find(|step| step["name"] == "shared-cache").expect("it has the step")
}

/// O4: an entry and its lock are in one slot.
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
    let show = on(&sandbox, 7, &url, &["token", "show", "--json"]).run().exits(0).silently();
    assert_eq!(show.json().as_array().map(Vec::len), Some(2), "{show}");
    assert_eq!(redis.keys().len(), 2);
    drop(on(&sandbox, 7, &url, &["token", "clear", "--all"]).run().exits(0).silently());
    assert_eq!(redis.keys(), [""; 0]);
    assert_eq!(try_out(&sandbox, &server, &url)["outcome"], "ok");
}

/// O4: `check` tries what a token request does, so it notices what would fail there.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_check_notices_a_node_without_the_slot() {
    let (sandbox, redis, server) =
        (Sandbox::new(), Redis::start_with(&["--cluster-enabled", "yes"]), numbered_grants());
    let step = try_out(&sandbox, &server, &redis.url().replace("/0", ""));
    assert_eq!(step["outcome"], "warn", "{step}");
    assert!(step["detail"].as_str().is_some_and(|detail| detail.contains("of a cluster")), "{step}");
}
