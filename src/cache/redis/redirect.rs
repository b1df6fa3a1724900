//! Replies that redirect a command to another server, or that require another attempt.

use redis::{ServerError, Value};

use super::node::{RedisNode, RedisServer};

/// The step that a redirecting reply requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// The slot belongs to this node: send the command there, and later commands too.
    Moved(RedisNode),
    /// The key moves to this node: send only this command there, after `ASKING`.
    Ask(RedisNode),
    /// The keys of the command are on two nodes while the slot moves: send the command again.
    TryAgain,
    /// The server has become a replica.
    Replica,
}

impl Redirect {
    /// Returns the redirect in a reply of this server; none if it is an ordinary reply.
    pub fn of(reply: &Value, server: &RedisServer) -> Option<Self> {
        let Value::ServerError(error) = reply else { return None };
        match error.code() {
            "MOVED" => node(error, server).map(Self::Moved),
            "ASK" => node(error, server).map(Self::Ask),
            "TRYAGAIN" => Some(Self::TryAgain),
            "READONLY" => Some(Self::Replica),
            _ => None,
        }
    }
}

/// Reads `SLOT HOST:PORT`. If the host is missing or `?`, it is the host that replied.
fn node(error: &ServerError, server: &RedisServer) -> Option<RedisNode> {
    let (_, address) = error.details()?.split_once(' ')?;
    let (host, port) = address.trim().rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let host = match host.trim_start_matches('[').trim_end_matches(']') {
        "" | "?" => server.host()?,
        host => host,
    };
    Some(RedisNode { host: host.to_owned(), port })
}

#[cfg(test)]
mod tests {
    use redis::parse_redis_value;

    use super::*;

    #[test]
    fn redirects_are_read_from_replies() {
        let server = RedisServer::Node(RedisNode { host: "first".to_owned(), port: 6379 });
        let moved = |host: &str, port| Some(Redirect::Moved(RedisNode { host: host.to_owned(), port }));
        let ask = Redirect::Ask(RedisNode { host: "10.0.0.2".to_owned(), port: 7001 });
        for (reply, expected) in [
            ("-MOVED 866 10.0.0.2:7001\r\n", moved("10.0.0.2", 7001)),
            ("-MOVED 866 node-2.cache.internal:7001\r\n", moved("node-2.cache.internal", 7001)),
            ("-MOVED 866 fd00::2:7001\r\n", moved("fd00::2", 7001)),
            ("-MOVED 866 [fd00::2]:7001\r\n", moved("fd00::2", 7001)),
            ("-MOVED 866 :7001\r\n", moved("first", 7001)),
            ("-MOVED 866 ?:7001\r\n", moved("first", 7001)),
            ("-ASK 866 10.0.0.2:7001\r\n", Some(ask)),
            ("-TRYAGAIN Multiple keys request during rehashing of slot\r\n", Some(Redirect::TryAgain)),
            ("-READONLY You can't write against a read only replica.\r\n", Some(Redirect::Replica)),
            // These are no redirects, or have no usable address.
            ("-MOVED 866\r\n", None),
            ("-MOVED\r\n", None),
            ("-MOVED 866 10.0.0.2\r\n", None),
            ("-MOVED 866 10.0.0.2:0\r\n", None),
            ("-MOVED 866 10.0.0.2:70010\r\n", None),
            ("-CLUSTERDOWN Hash slot not served\r\n", None),
            ("+MOVED 866 10.0.0.2:7001\r\n", None),
            ("$-1\r\n", None),
        ] {
            let reply_value = parse_redis_value(reply.as_bytes()).unwrap();
            assert_eq!(Redirect::of(&reply_value, &server), expected, "{reply}");
        }
        let without_host = parse_redis_value(b"-MOVED 866 :7001\r\n").unwrap();
        assert_eq!(Redirect::of(&without_host, &RedisServer::Socket("/run/redis.sock".into())), None);
    }
}
