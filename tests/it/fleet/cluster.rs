//! A Redis in cluster mode: one node that holds all slots, as clients see a managed service with one endpoint; and three nodes.

use serde_json::Value;

use super::{get, run_on};
use crate::it::common::{AMADEUS_ID, SECRET, numbered_grants, numbered_token};
use crate::support::{Output, Redis, RedisCluster, Sandbox, Server, eventually};

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

/// Runs `token get` with this client id. The run fails if the shared cache fails.
fn required(sandbox: &Sandbox, machine: usize, server: &Server, cache: &str, id: &str) -> Output {
    let program = get(sandbox, machine, &server.url(), cache).env("AMADEUS_CLIENT_ID", id);
    program.args(["--require-shared-cache"]).run().silently()
}

/// O4: an entry and its lock must be in the same slot.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn machines_share_a_token_through_a_cluster_of_one_node() {
    let (sandbox, redis, server) = (Sandbox::new(), start(), numbered_grants());
    let url = redis.url().replace("/0", "");
    for machine in 0..3 {
        assert_eq!(required(&sandbox, machine, &server, &url, AMADEUS_ID).token(), numbered_token(0));
    }
    assert_eq!(required(&sandbox, 0, &server, &url, "another").token(), numbered_token(1));
    server.expect(2);

    // Entries of two slots are listed and deleted.
    let show = run_on(&sandbox, 7, &url, &["token", "show", "--json"]).run().exits(0).silently();
    assert_eq!(show.json().as_array().map(Vec::len), Some(2), "{show}");
    assert_eq!(redis.keys().len(), 2);
    drop(run_on(&sandbox, 7, &url, &["token", "clear", "--all", "-q"]).run().exits(0).silently());
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
    assert!(step["detail"].as_str().is_some_and(|detail| detail.contains("part of the cluster is down")), "{step}");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn three_nodes_are_one_cache() {
    let (sandbox, cluster, server) = (Sandbox::new(), RedisCluster::start(), numbered_grants());
    let ids: Vec<String> = (0..6).map(|number| format!("client-{number}")).collect();
    // Each machine begins with another node, so two of three are redirected for each entry.
    for machine in 0..3 {
        for (number, id) in ids.iter().enumerate() {
            let output = required(&sandbox, machine, &server, &cluster.url(machine), id);
            assert_eq!(output.token(), numbered_token(number));
        }
    }
    server.expect(ids.len());
    assert_eq!(cluster.keys().len(), ids.len(), "an entry each, and no lock: {:?}", cluster.keys());

    // Entries of all nodes are listed, and one of them is deleted.
    let show = run_on(&sandbox, 7, &cluster.url(0), &["token", "show", "--json"]).run().exits(0).silently();
    assert_eq!(show.json().as_array().map(Vec::len), Some(ids.len()), "{show}");
    let clear = ["token", "clear", "-p", "amadeus", "--client-id", &ids[0]];
    drop(run_on(&sandbox, 7, &cluster.url(1), &clear).run().exits(0));
    assert_eq!(cluster.keys().len(), ids.len() - 1);

    let detail = shared_cache_step(&sandbox, &server, &cluster.url(2))["detail"].clone();
    assert!(detail.as_str().is_some_and(|detail| detail.contains("(cluster, node 127.0.0.1:")), "{detail}");
    let why =
        run_on(&sandbox, 7, &cluster.url(1), &["token", "show", "--why", "-p", "amadeus", "--base-url", &server.url()])
            .env("AMADEUS_CLIENT_ID", &ids[1])
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
            .run()
            .exits(0);
    let key = cluster.keys().into_iter().find(|key| why.stdout.contains(key.as_str())).expect("it names the entry");
    let node = cluster.nodes[cluster.node_of(&key)].address();
    assert!(why.stdout.contains(&format!("cluster, node {node}")), "{why}");

    drop(run_on(&sandbox, 7, &cluster.url(2), &["token", "clear", "--all", "-q"]).run().exits(0).silently());
    assert_eq!(cluster.keys(), [""; 0]);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_slot_that_moves_to_another_node_is_followed() {
    let (sandbox, cluster, server) = (Sandbox::new(), RedisCluster::start(), numbered_grants());
    let token = |machine: usize| required(&sandbox, machine, &server, &cluster.url(machine % 3), AMADEUS_ID).token();
    assert_eq!(token(0), numbered_token(0));
    let key = cluster.keys().remove(0);
    let source = cluster.node_of(&key);
    let target = (source + 1) % 3;
    let [from, to] = [source, target].map(|node| &cluster.nodes[node]);
    let [from_id, to_id] = [from, to].map(|node| node.cli(&["cluster", "myid"]));
    let slot = from.cli(&["cluster", "keyslot", &key]);

    // While the slot moves, the old node still responds for it, and says which keys are on the new one.
    to.cli(&["cluster", "setslot", &slot, "importing", &from_id]);
    from.cli(&["cluster", "setslot", &slot, "migrating", &to_id]);
    from.cli(&["migrate", "127.0.0.1", &to.port().to_string(), &key, "0", "10000"]);
    assert_eq!(cluster.node_of(&key), target);
    assert_eq!(token(source + 3), numbered_token(0));
    let show = run_on(&sandbox, 7, &cluster.url(source), &["token", "show", "--json"]).run().exits(0).silently();
    assert_eq!(show.json().as_array().map(Vec::len), Some(1), "{show}");

    for node in &cluster.nodes {
        node.cli(&["cluster", "setslot", &slot, "node", &to_id]);
    }
    for machine in 6..9 {
        assert_eq!(token(machine), numbered_token(0));
    }
    server.expect(1);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_node_that_is_down_costs_only_its_own_entries() {
    let (sandbox, mut cluster, server) = (Sandbox::new(), RedisCluster::start(), numbered_grants());
    // New client ids get tokens until two nodes have an entry.
    let mut entries: Vec<(String, String, usize)> = Vec::new();
    for number in 0..100 {
        let id = format!("client-{number}");
        let before = cluster.keys();
        drop(required(&sandbox, 0, &server, &cluster.url(0), &id).token());
        let key = cluster.keys().into_iter().find(|key| !before.contains(key)).expect("there is a new entry");
        entries.push((id, key.clone(), cluster.node_of(&key)));
        if entries.iter().any(|entry| entry.2 != entries[0].2) {
            break;
        }
    }
    let requests = entries.len();
    let (down_id, _, down) = entries[0].clone();
    let (up_id, _, up) = entries[requests - 1].clone();
    let down_address = cluster.nodes[down].address();
    let url = cluster.url(up);
    cluster.nodes[down].kill();

    // A machine that needs the node gets a token of its own, with a warning that names the node.
    let token = |machine, id: &str, url: &str| get(&sandbox, machine, &server.url(), url).env("AMADEUS_CLIENT_ID", id);
    let alone = token(1, &down_id, &url).run().warns_once("continuing with this machine's own");
    assert_eq!(alone.token(), numbered_token(requests));
    drop(token(2, &down_id, &url).args(["--require-shared-cache"]).run().fails(6, &["the shared cache"]));
    // Others are served, also by a URL that names the dead node first.
    let both = format!("{},{}", cluster.url(down), cluster.nodes[up].address());
    for (machine, url) in [(3, &url), (4, &both)] {
        let output = token(machine, &up_id, url).args(["--require-shared-cache"]).run().silently();
        assert_eq!(output.token(), numbered_token(requests - 1));
    }
    server.expect(requests + 1);

    // The entries of the other nodes are still shown and deleted.
    let show = run_on(&sandbox, 7, &url, &["token", "show", "--json"]).run().exits(0).warns_once(&down_address);
    let shown = show.json().as_array().map(Vec::len);
    let living = entries.iter().filter(|entry| entry.2 != down).count();
    assert_eq!(shown, Some(living), "{show}");
    drop(run_on(&sandbox, 7, &url, &["token", "clear", "--all"]).run().fails(6, &[&down_address]));
    assert_eq!(cluster.nodes[up].keys(), [""; 0]);
}
