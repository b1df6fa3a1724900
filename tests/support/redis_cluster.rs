//! A cluster of three real Redis nodes.

use std::process::Command;

use super::redis::Redis;
use super::wait::eventually;

/// A user with the rights of docs/fleet.md.
const USER: &str = "travauth";
const PASSWORD: &str = "password-of-the-cluster";
const RIGHTS: &str = "~travauth:1:* resetchannels -@all +get +set +del +eval +select +scan +cluster|slots +asking";

/// Three nodes without replicas. Each serves its slots while another is down.
pub struct RedisCluster {
    pub nodes: Vec<Redis>,
}

impl RedisCluster {
    pub fn start() -> Self {
        let args = ["--cluster-enabled", "yes", "--cluster-require-full-coverage", "no"];
        let nodes: Vec<Redis> = (0..3).map(|_| Redis::start_with(&args)).collect();
        let addresses = nodes.iter().map(Redis::address);
        let created = Command::new("redis-cli")
            .args(["--cluster", "create"])
            .args(addresses)
            .args(["--cluster-yes", "--cluster-replicas", "0"])
            .output()
            .expect("redis-cli starts");
        assert!(created.status.success(), "{}", String::from_utf8_lossy(&created.stdout));
        let cluster = Self { nodes };
        eventually("every node knows the cluster", || {
            cluster.nodes.iter().all(|node| {
                let info = node.cli(&["cluster", "info"]);
                info.contains("cluster_state:ok") && info.contains("cluster_slots_assigned:16384")
            })
        });
        for node in &cluster.nodes {
            let password = format!(">{PASSWORD}");
            let rights = ["acl", "setuser", USER, "on", &password].into_iter().chain(RIGHTS.split(' '));
            node.cli(&rights.collect::<Vec<_>>());
        }
        cluster
    }

    /// Returns the URL of this node, with a user that has no more rights than are needed.
    pub fn url(&self, node: usize) -> String {
        format!("redis://{USER}:{PASSWORD}@{}", self.nodes[node].address())
    }

    /// Returns the names of all keys of all nodes.
    pub fn keys(&self) -> Vec<String> {
        self.nodes.iter().flat_map(Redis::keys).collect()
    }

    /// Returns the position of the node that has this key.
    #[track_caller]
    pub fn node_of(&self, key: &str) -> usize {
        let position = self.nodes.iter().position(|node| node.keys().iter().any(|other| other == key));
        position.unwrap_or_else(|| panic!("no node has {key}"))
    }
}
