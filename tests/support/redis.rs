//! A real Redis server with its own loopback port and Unix socket.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use tempfile::TempDir;

use super::tls::ServerFiles;
use super::wait::{PATIENCE, eventually};

/// A `redis-server` that is killed on drop.
#[must_use = "a server stops when it is dropped"]
pub struct Redis {
    dir: TempDir,
    args: Vec<String>,
    with_tls: bool,
    port: u16,
    child: Child,
}

impl Redis {
    /// Starts a server without a password.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with these additional arguments.
    pub fn start_with(args: &[&str]) -> Self {
        Self::new(args, None)
    }

    /// Starts a server with TLS for `127.0.0.1`. Also returns the file with the certificate of its authority.
    pub fn start_with_tls() -> (Self, PathBuf) {
        let redis = Self::new(&["--tls-auth-clients", "no"], Some(&ServerFiles::new()));
        let authority = redis.dir.path().join("ca.pem");
        (redis, authority)
    }

    /// Starts a server that demands a client certificate of these files' authority.
    pub fn start_with_client_certificates(files: &ServerFiles) -> Self {
        Self::new(&["--tls-auth-clients", "yes"], Some(files))
    }

    /// Starts a replica, and waits until it has the content of its primary.
    pub fn start_replica_of(primary: &Self, args: &[&str]) -> Self {
        let port = primary.port.to_string();
        let replica = Self::start_with(&[&["--replicaof", "127.0.0.1", &port], args].concat());
        eventually("the replica is in sync", || replica.cli(&["role"]).contains("connected"));
        replica
    }

    fn new(args: &[&str], tls: Option<&ServerFiles>) -> Self {
        let dir = tempfile::Builder::new().prefix("redis-").tempdir().expect("a temporary directory can be created");
        let mut args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        let with_tls = tls.is_some();
        if let Some(files) = tls {
            for (name, option, content) in [
                ("ca.pem", "--tls-ca-cert-file", &files.authority),
                ("cert.pem", "--tls-cert-file", &files.certificate),
                ("key.pem", "--tls-key-file", &files.key),
            ] {
                let path = dir.path().join(name);
                fs::write(&path, content).expect("a temporary file can be written");
                args.extend([option.to_owned(), path.display().to_string()]);
            }
        }
        let (child, port) = launch(dir.path(), &args, with_tls);
        Self { dir, args, with_tls, port, child }
    }

    /// Returns the URL for TCP.
    pub fn url(&self) -> String {
        let scheme = if self.with_tls { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}/0", self.port)
    }

    /// Returns the URL of the Unix socket.
    pub fn socket_url(&self) -> String {
        format!("redis+unix://{}?db=0", self.socket().display())
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns host and port, for other URLs.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn socket(&self) -> PathBuf {
        self.dir.path().join("socket")
    }

    fn client(&self, args: &[&str]) -> Command {
        let mut client = Command::new("redis-cli");
        client.arg("-s").arg(self.socket()).args(args);
        client
    }

    /// Runs this command with `redis-cli` and returns its output.
    #[track_caller]
    pub fn cli(&self, args: &[&str]) -> String {
        let output = self.client(args).output().expect("redis-cli starts");
        assert!(output.status.success(), "redis-cli {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Returns the names of all keys, sorted.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<_> = self.cli(&["keys", "*"]).lines().map(str::to_owned).collect();
        keys.retain(|key| !key.is_empty());
        keys.sort();
        keys
    }

    /// Starts to record all commands.
    pub fn monitor(&self) -> Monitor {
        let mut child =
            self.client(&["monitor"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("redis-cli starts");
        let lines = lines_of(child.stdout.take().expect("standard output is a pipe"));
        let first = lines.recv_timeout(PATIENCE).expect("redis-cli responds");
        assert_eq!(first, "OK");
        Monitor { child, lines }
    }

    /// Suspends the process with `kill -STOP`. The kernel still accepts connections, but the server does not reply.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// Continues the process after [`Redis::pause`].
    pub fn resume(&self) {
        self.signal("CONT");
    }

    /// Kills the process. After that, the port rejects connections.
    pub fn kill(&mut self) {
        self.child.kill().expect("a child can be killed");
        self.child.wait().expect("a child can be waited for");
    }

    /// Kills the process and starts an empty server on the same port.
    pub fn restart(&mut self) {
        self.kill();
        let mut child = None;
        // Connections that were open may keep the port for a moment.
        eventually("redis-server listens on its port again", || {
            child = try_to_launch(self.dir.path(), &self.args, self.with_tls, self.port);
            child.is_some()
        });
        self.child = child.expect("the server was started");
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(status.expect("kill starts").success());
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn launch(dir: &Path, args: &[String], with_tls: bool) -> (Child, u16) {
    for _ in 0..20 {
        // Another process may take the port before the server does. Then another port is tried.
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
        let port = listener.local_addr().expect("a listener has an address").port();
        drop(listener);
        if let Some(child) = try_to_launch(dir, args, with_tls, port) {
            return (child, port);
        }
    }
    panic!("redis-server does not start: {}", fs::read_to_string(dir.join("log")).unwrap_or_default());
}

/// Starts a server and waits until it is ready. Returns `None` if the server ended instead.
fn try_to_launch(dir: &Path, args: &[String], with_tls: bool, port: u16) -> Option<Child> {
    let port = port.to_string();
    // A server that is built without TLS rejects `--tls-port`.
    let ports = if with_tls { vec!["--port", "0", "--tls-port", &port] } else { vec!["--port", &port] };
    let log = dir.join("log");
    drop(fs::remove_file(&log));
    let mut child = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--unixsocket"])
        .arg(dir.join("socket"))
        .arg("--dir")
        .arg(dir)
        .arg("--logfile")
        .arg(&log)
        .args(ports)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("redis-server does not start ({error}): tests/run installs it"));
    let mut has_ended = false;
    eventually("redis-server is ready", || {
        let is_ready = fs::read_to_string(&log).is_ok_and(|log| log.contains("ready to accept connections at"));
        has_ended = child.try_wait().expect("a child can be waited for").is_some();
        is_ready || has_ended
    });
    (!has_ended).then_some(child)
}

/// The recorded commands of a Redis.
pub struct Monitor {
    child: Child,
    lines: Receiver<String>,
}

impl Monitor {
    /// Returns the commands that clients have sent so far, without those that scripts have run.
    pub fn commands(&self, redis: &Redis) -> Vec<String> {
        // The monitor prints commands in order, so this one marks the end of the list.
        redis.cli(&["echo", "the last command"]);
        let mut commands = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("the monitor prints every command");
            let (head, command) = line.split_once("] ").expect("a line of the monitor has a head");
            if command.contains("the last command") {
                return commands;
            }
            if !head.ends_with(" lua") {
                commands.push(command.to_owned());
            }
        }
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn lines_of(stdout: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
