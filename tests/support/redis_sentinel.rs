//! A real Sentinel that watches a primary.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::redis::Redis;
use super::wait::eventually;

/// The name of the primary at every Sentinel.
pub const PRIMARY_NAME: &str = "main";

/// A Sentinel that is killed on drop. It replaces a primary that does not reply for half a second.
#[must_use = "a Sentinel stops when it is dropped"]
pub struct Sentinel {
    _dir: TempDir,
    port: u16,
    password: Option<String>,
    child: Child,
}

impl Sentinel {
    /// Starts a Sentinel, and waits until it knows the replica. `password` is its own, `server_password` that of the servers.
    pub fn start(primary: &Redis, password: Option<&str>, server_password: Option<&str>) -> Self {
        let dir = tempfile::Builder::new().prefix("sentinel-").tempdir().expect("a temporary directory can be created");
        let mut config = format!(
            "sentinel monitor {PRIMARY_NAME} 127.0.0.1 {} 1\n\
             sentinel down-after-milliseconds {PRIMARY_NAME} 500\n\
             sentinel failover-timeout {PRIMARY_NAME} 5000\n",
            primary.port()
        );
        for (option, password) in
            [(format!("sentinel auth-pass {PRIMARY_NAME}"), server_password), ("requirepass".to_owned(), password)]
        {
            if let Some(password) = password {
                config = format!("{config}{option} {password:?}\n");
            }
        }
        for _ in 0..20 {
            let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
            let port = listener.local_addr().expect("a listener has an address").port();
            drop(listener);
            // The Sentinel writes to its config file.
            let file = dir.path().join("sentinel.conf");
            fs::write(&file, format!("bind 127.0.0.1\nport {port}\n{config}")).expect("a file can be written");
            let mut child = Command::new("redis-server")
                .arg(&file)
                .args(["--sentinel", "--dir"])
                .arg(dir.path())
                .args(["--logfile"])
                .arg(dir.path().join("log"))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .unwrap_or_else(|error| panic!("redis-server does not start ({error}): tests/run installs it"));
            let mut has_ended = false;
            eventually("the Sentinel knows the replica", || {
                has_ended = child.try_wait().expect("a child can be waited for").is_some();
                has_ended || cli(port, password, &["sentinel", "replicas", PRIMARY_NAME]).contains("flags")
            });
            if !has_ended {
                return Self { _dir: dir, port, password: password.map(str::to_owned), child };
            }
        }
        panic!("the Sentinel does not start: {}", fs::read_to_string(dir.path().join("log")).unwrap_or_default());
    }

    /// Returns the host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Returns the URL of the primary.
    pub fn url(&self) -> String {
        format!("redis+sentinel://{}/{PRIMARY_NAME}/0", self.address())
    }

    /// Runs this command with `redis-cli` and returns its output.
    pub fn cli(&self, args: &[&str]) -> String {
        cli(self.port, self.password.as_deref(), args)
    }

    /// Waits until this server has become the primary, and the Sentinel names it.
    pub fn wait_for_primary(&self, server: &Redis, server_password: Option<&str>) {
        let port = server.port().to_string();
        let with_password: Vec<&str> = match server_password {
            Some(password) => vec!["-a", password, "--no-auth-warning", "role"],
            None => vec!["role"],
        };
        eventually("the fail-over is complete", || {
            let named = self.cli(&["sentinel", "get-master-addr-by-name", PRIMARY_NAME]);
            named.lines().any(|line| line == port) && server.cli(&with_password).starts_with("master")
        });
    }
}

fn cli(port: u16, password: Option<&str>, args: &[&str]) -> String {
    let mut client = Command::new("redis-cli");
    client.args(["-p", &port.to_string()]);
    if let Some(password) = password {
        client.args(["-a", password, "--no-auth-warning"]);
    }
    let output = client.args(args).output().expect("redis-cli starts");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
