//! Commands that describe servers, and their replies: the mode of a server, the primaries of a cluster, the primary that a
//! Sentinel names.

use redis::{Cmd, Value};

use super::node::{RedisNode, RedisServer};
use super::value::{number, text};

/// A server's description of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerMode {
    /// Whether it is a node of a cluster.
    pub is_cluster: bool,
    /// Whether it is a Sentinel, which stores nothing.
    pub is_sentinel: bool,
    /// Whether it is a replica, which cannot be written.
    pub is_replica: bool,
}

/// Returns the command that asks a server for its mode (HELLO). No access list can forbid it.
pub fn hello() -> Cmd {
    redis::cmd("HELLO")
}

impl ServerMode {
    /// Reads the reply to [`hello`], which is a list of names and values. A server older than Redis 6 does not know the command.
    pub fn from_hello(reply: &Value) -> Self {
        let pairs: Vec<(Option<&str>, Option<&str>)> = match reply {
            Value::Array(items) => {
                items.chunks_exact(2).map(|pair| (pair.first().and_then(text), pair.get(1).and_then(text))).collect()
            }
            Value::Map(pairs) => pairs.iter().map(|(name, value)| (text(name), text(value))).collect(),
            _ => Vec::new(),
        };
        let value = |name| pairs.iter().find(|pair| pair.0 == Some(name)).and_then(|pair| pair.1);
        Self {
            is_cluster: value("mode") == Some("cluster"),
            is_sentinel: value("mode") == Some("sentinel"),
            is_replica: value("role").is_some_and(|role| role != "master"),
        }
    }
}

/// Returns the command that asks a Sentinel for the primary of this name.
pub fn primary_of(name: &str) -> Cmd {
    let mut command = redis::cmd("SENTINEL");
    command.arg("GET-MASTER-ADDR-BY-NAME").arg(name);
    command
}

/// Reads the reply to [`primary_of`]; none if the Sentinel does not know the name.
pub fn read_primary(reply: &Value) -> Option<RedisNode> {
    let Value::Array(items) = reply else { return None };
    let [host, port] = items.as_slice() else { return None };
    node(text(host).unwrap_or_default(), text(port)?.parse().ok()?)
}

/// Returns the command that asks a node for the nodes of its cluster.
pub fn slots() -> Cmd {
    let mut command = redis::cmd("CLUSTER");
    command.arg("SLOTS");
    command
}

/// Reads the primaries from the reply to [`slots`], which lists ranges of slots, each with its primary first.
pub fn read_primaries(reply: &Value, server: &RedisServer) -> Option<Vec<RedisNode>> {
    let Value::Array(ranges) = reply else { return None };
    let mut primaries = Vec::new();
    for range in ranges {
        let Value::Array(range) = range else { return None };
        let [_, _, Value::Array(primary), ..] = range.as_slice() else { return None };
        let [host, port, ..] = primary.as_slice() else { return None };
        // If the host is missing or `?`, it is the host that replied.
        let host = text(host).filter(|host| !matches!(*host, "" | "?")).or_else(|| server.host())?;
        let node = node(host, u16::try_from(number(port)?).ok()?)?;
        if !primaries.contains(&node) {
            primaries.push(node);
        }
    }
    Some(primaries)
}

fn node(host: &str, port: u16) -> Option<RedisNode> {
    (!host.is_empty() && port != 0).then(|| RedisNode { host: host.to_owned(), port })
}

#[cfg(test)]
mod tests {
    use redis::parse_redis_value;

    use super::*;

    /// Returns a reply with these lines.
    fn reply(lines: &str) -> Value {
        let text: String = lines.split(' ').map(|line| format!("{line}\r\n")).collect();
        parse_redis_value(text.as_bytes()).unwrap()
    }

    fn server() -> RedisServer {
        RedisServer::Node(RedisNode { host: "first".to_owned(), port: 6379 })
    }

    #[test]
    fn the_mode_of_a_server_is_read() {
        let mode = |lines| ServerMode::from_hello(&reply(lines));
        let cluster = ServerMode { is_cluster: true, ..ServerMode::default() };
        assert_eq!(mode("*4 +mode +cluster +role +master"), cluster);
        assert_eq!(mode("%2 +mode +cluster +role +master"), cluster);
        assert_eq!(mode("*4 $5 proto :2 $4 mode $10 standalone"), ServerMode::default());
        assert!(mode("*4 +mode +standalone +role +replica").is_replica);
        assert!(mode("*4 +mode +standalone +role +slave").is_replica);
        assert!(mode("*2 +mode +sentinel").is_sentinel);
        for other in ["$-1", "*1 +mode", "+OK", "-NOAUTH"] {
            assert_eq!(mode(other), ServerMode::default(), "{other}");
        }
    }

    #[test]
    fn the_primary_is_read_from_the_reply_of_a_sentinel() {
        let node = |lines| read_primary(&reply(lines)).map(|node| node.to_string());
        assert_eq!(node("*2 $8 10.0.0.2 $4 6379").as_deref(), Some("10.0.0.2:6379"));
        assert_eq!(node("*2 $7 fd00::2 $4 6379").as_deref(), Some("[fd00::2]:6379"));
        for other in ["*-1", "$-1", "*2 $0  $4 6379", "*2 $1 h $1 0", "*2 $1 h $2 no", "*1 $1 h", ":1"] {
            assert_eq!(node(other), None, "{other}");
        }
    }

    #[test]
    fn each_primary_of_a_cluster_is_read_once() {
        let nodes = |lines: &str| {
            let primaries = read_primaries(&reply(lines), &server())?;
            Some(primaries.iter().map(RedisNode::to_string).collect::<Vec<_>>().join(" "))
        };
        let of = |host, port| format!("*4 :0 :9 *3 {host} :{port} $2 id *3 +replica :1 $2 id");
        let three = format!("*3 {} {} {}", of("+a", 7000), of("+b", 7001), of("+a", 7000));
        assert_eq!(nodes(&three).as_deref(), Some("a:7000 b:7001"));
        assert_eq!(nodes(&format!("*1 {}", of("$-1", 7000))).as_deref(), Some("first:7000"));
        assert_eq!(nodes(&format!("*1 {}", of("+?", 7000))).as_deref(), Some("first:7000"));
        assert_eq!(nodes("*0").as_deref(), Some(""));
        for other in ["$-1", "*1 :1", "*1 *2 :0 :9", "*1 *3 :0 :9 *1 +a", "*1 *3 :0 :9 *2 +a :70000"] {
            assert_eq!(nodes(other), None, "{other}");
        }
    }
}
