//! Proxies: which requests use one, and how a failing one is reported.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

#[cfg(target_os = "linux")]
use super::common::alone;
use super::common::{TOKEN, amadeus, grant, sabre};
use crate::support::{Certificate, Program, Reply, Sandbox, Server, TlsServer};

/// The host in the certificate [`Certificate::WrongHost`]. It does not exist.
const REMOTE: &str = "https://elsewhere.example";

/// A proxy that supports only CONNECT, and always connects to the same server.
struct Tunnel {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Tunnel {
    /// Starts the proxy. Its thread ends with the test's process.
    fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&heads);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let seen = Arc::clone(&seen);
                // If the connection fails, the test fails too.
                thread::spawn(move || drop(connect(client, server, &seen)));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no thread panicked with it").clone()
    }
}

fn connect(mut client: TcpStream, server: SocketAddr, seen: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    seen.lock().expect("no thread panicked with it").push(String::from_utf8_lossy(&head).into_owned());
    let server = TcpStream::connect(server)?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    let upwards = thread::spawn(move || {
        drop(io::copy(&mut from, &mut to));
        drop(to.shutdown(Shutdown::Write));
    });
    io::copy(&mut &server, &mut client)?;
    drop(client.shutdown(Shutdown::Both));
    drop(upwards.join());
    Ok(())
}

/// Starts a server that can be reached as [`REMOTE`] only through the tunnel.
fn remote() -> (Sandbox, TlsServer, Tunnel) {
    let server = TlsServer::start(Certificate::WrongHost, |_| grant(TOKEN));
    let tunnel = Tunnel::to(server.address());
    (Sandbox::new(), server, tunnel)
}

fn get(sandbox: &Sandbox, server: &TlsServer) -> Program {
    sabre(sandbox, REMOTE).args(["--refresh", "--ca-bundle"]).args([server.ca_bundle()])
}

#[test]
fn the_flag_and_the_usual_variables_name_a_proxy() {
    let (sandbox, server, tunnel) = remote();
    let proxy = format!("http://{}", tunnel.address);
    let get = || get(&sandbox, &server);
    assert_eq!(get().args(["--proxy", &proxy]).run().silently().token(), TOKEN);
    assert_eq!(get().args(["--proxy", &tunnel.address.to_string()]).run().silently().token(), TOKEN);
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        assert_eq!(get().env(name, &proxy).run().silently().token(), TOKEN, "{name}");
    }
    // The flag overrides the variable.
    let get = get().args(["--proxy", &proxy]).env("HTTPS_PROXY", "http://127.0.0.1:1");
    assert_eq!(get.run().silently().token(), TOKEN);
    let heads = tunnel.heads();
    assert_eq!(heads.len(), 7);
    assert!(heads.iter().all(|head| head.starts_with("CONNECT elsewhere.example:443 HTTP/1.1\r\n")), "{heads:?}");
    // The tunnel does not see the request.
    assert!(!heads.concat().contains("Basic"), "{heads:?}");
    assert_eq!(server.expect(7)[0].path, "/v2/auth/token");
}

#[test]
fn the_password_in_a_proxys_url_is_sent_to_the_proxy_only() {
    let (sandbox, server, tunnel) = remote();
    let password = sandbox.secret("proxy-p%40ss");
    sandbox.secret("proxy-p@ss");
    let proxy = format!("http://me:{password}@{}", tunnel.address);
    let by_variable = get(&sandbox, &server).env("HTTPS_PROXY", &proxy).args(["-vv"]).env("RUST_LOG", "trace");
    assert_eq!(by_variable.run().token(), TOKEN);
    assert_eq!(get(&sandbox, &server).args(["-vv", "--proxy", &proxy]).run().token(), TOKEN);
    for head in tunnel.heads() {
        // me:proxy-p@ss
        assert!(head.to_lowercase().contains("proxy-authorization: basic bwu6chjvehktcebzcw=="), "{head}");
    }
    assert!(server.expect(2).iter().all(|request| request.header("proxy-authorization").is_none()));
}

/// The test has no network, so the failure shows whether the program tried to reach the host or the proxy.
#[cfg(target_os = "linux")]
#[test]
fn hosts_without_a_proxy_are_reached_directly() {
    let sandbox = Sandbox::new();
    let proxy = "http://127.0.0.1:1";
    let get = |flags: &[&str], env: [(&str, &str); 2]| {
        let args =
            ["token", "get", "-p", "sabre", "--client-id", "V1:1:2:AA", "--password-file", "-", "--base-url", REMOTE];
        let program = alone(&sandbox, "--net", r#"exec "$@""#, &args).args(["--error-format", "json"]).args(flags);
        let output = env.into_iter().fold(program, |program, (name, value)| program.env(name, value));
        output.stdin("password").run().exits(6).error()["code"].clone()
    };
    for (name, value, code) in [
        ("NO_PROXY", "example", "dns-failed"),
        ("NO_PROXY", ".example", "dns-failed"),
        ("no_proxy", "elsewhere.example", "dns-failed"),
        ("NO_PROXY", "other.example, *", "dns-failed"),
        ("NO_PROXY", "other.example", "proxy-failed"),
    ] {
        assert_eq!(get(&[], [("HTTPS_PROXY", proxy), (name, value)]), code, "{name}={value}");
        assert_eq!(get(&["--proxy", proxy], [("HTTPS_PROXY", ""), (name, value)]), code, "--proxy, {name}={value}");
    }
}

/// A locked proxy is final, so `NO_PROXY` cannot lead around it.
#[cfg(target_os = "linux")]
#[test]
fn a_locked_proxy_is_used_for_every_host() {
    for system in [
        "locked = [\"network.proxy\"]\n[network]\nproxy = \"http://127.0.0.1:1\"\n",
        "locked = [\"profiles.a.proxy\"]\n[profiles.a]\nproxy = \"http://127.0.0.1:1\"\n",
    ] {
        let sandbox = super::common::with_configs(system, "[profiles.a]\nprovider = \"sabre\"\n");
        let get = |no_proxy: &str| {
            let ids = ["-P", "a", "--user-id", "1", "--group", "2", "--password-file", "-", "--base-url", REMOTE];
            let program = alone(&sandbox, "--net", r#"exec "$@""#, &[&["token", "get"], &ids[..]].concat());
            let program = program.env("TRAVAUTH_SYSTEM_CONFIG", sandbox.path("etc/config.toml"));
            program.env("NO_PROXY", no_proxy).stdin("password").run()
        };
        get(".example").fails(2, &["NO_PROXY cannot exempt elsewhere.example", "the system config locks the proxy"]);
        get("localhost,other.example").fails(6, &["proxy"]);
    }
}

#[test]
fn this_machine_is_never_reached_through_a_proxy() {
    let proxy = Server::never();
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    for url in [server.url(), server.url().replace("127.0.0.1", "localhost")] {
        let mut get = amadeus(&sandbox, &url).args(["--proxy", &proxy.url()]);
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
            get = get.env(name, proxy.url());
        }
        assert_eq!(get.run().silently().token(), TOKEN);
    }
    server.expect(2);
}

#[test]
fn a_proxy_that_fails_or_is_missing_is_named() {
    let sandbox = Sandbox::new();
    for (status, hint) in [(407, "password"), (403, "NO_PROXY"), (502, "NO_PROXY")] {
        let proxy = Server::start(move |_| Reply::status(status));
        let output = sabre(&sandbox, REMOTE).args(["--proxy", &proxy.url(), "--error-format", "json"]).run().exits(6);
        let error = output.error();
        assert_eq!(error["code"], "proxy-failed", "{output}");
        assert!(error["message"].as_str().is_some_and(|text| text.contains(&proxy.url())), "{error}");
        assert!(error["hint"].as_str().is_some_and(|text| text.contains(hint)), "{error}");
        assert!(proxy.requests().iter().all(|request| request.method == "CONNECT"));
    }
    let output = sabre(&sandbox, REMOTE).env("HTTPS_PROXY", "http://127.0.0.1:1").run();
    output.fails(6, &["through the proxy http://127.0.0.1:1", "HTTPS_PROXY"]);
}

#[test]
fn a_proxy_with_an_invalid_url_is_an_error() {
    let sandbox = Sandbox::new();
    let password = sandbox.secret("proxy-password");
    for proxy in ["ftp://127.0.0.1", "http://", "http://[::1", &format!("gopher://me:{password}@127.0.0.1")] {
        let parts = ["--proxy", "http://proxy.example.com:3128"];
        sabre(&sandbox, REMOTE).args(["--proxy", proxy]).run().fails(2, &parts);
        // An invalid one in a variable is not ignored.
        sabre(&sandbox, REMOTE).env("HTTPS_PROXY", proxy).run().fails(2, &parts);
    }
}

/// N2: the error shows the response of the proxy.
#[test]
fn a_rejection_by_the_proxy_shows_its_status_and_the_schemes_it_accepts() {
    for (response, parts) in [
        (
            "HTTP/1.1 407 Authenticate\r\nProxy-Authenticate: NTLM\r\n\r\n",
            ["HTTP 407 Authenticate", "accepts NTLM only"],
        ),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", ["HTTP 403 Forbidden", "NO_PROXY"]),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let mut head = [0; 4096];
                drop(client.read(&mut head).and_then(|_| client.write_all(response.as_bytes())));
            }
        });
        let sandbox = Sandbox::new();
        let output = sabre(&sandbox, REMOTE).env("HTTPS_PROXY", format!("http://{address}")).run().exits(6);
        for part in parts {
            assert!(output.stderr.contains(part), "{output}");
        }
    }
}

/// N1, S3, S13, S14: credentials in a proxy URL are used as curl uses them, even if they are not percent-encoded.
#[test]
fn a_proxy_with_odd_credentials_is_used_and_its_password_is_never_shown() {
    let (sandbox, server, tunnel) = remote();
    for user_info in
        [r"CORP\user:p%40ss-of-the-proxy", "user:hunter2@hunter3", "user:hunter2/#?hunter3", "user:hunter2 hunter3"]
    {
        let proxy = format!("http://{user_info}@{}", tunnel.address);
        let before = tunnel.heads().len();
        let output = get(&sandbox, &server).args(["-vv"]).env("HTTPS_PROXY", &proxy).run().exits(0);
        assert_eq!(tunnel.heads().len(), before + 1, "{user_info}");
        let shown = sandbox.travauth().args(["config", "show", "--proxy", &proxy]).run().exits(0);
        for text in [&output.stderr, &shown.stdout, &shown.stderr] {
            assert!(!text.contains("hunter") && !text.contains("p%40ss") && !text.contains("p@ss"), "{text}");
        }
    }
}
