//! Tests of the test support: it must find the errors that it is written for.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::support::{
    Certificate, Gate, Output, Program, Reply, Request, Running, Sandbox, Server, TlsServer, eventually,
};

const SECRET: &str = "pass word/ü+1?~";
const TOKEN: &str = "T1RLAQ+x/y=**";

fn shell(sandbox: &Sandbox, script: &str) -> Program {
    sandbox.command("sh").args(["-c", script])
}

// ── Sandbox ─────────────────────────────────────────────────────────────────

#[test]
fn a_program_has_a_clean_environment() {
    let sandbox = Sandbox::new();
    let output = shell(&sandbox, "env; pwd; ls -A \"$HOME\"").env("GIVEN", "yes").run().exits(0);
    let mut names: Vec<_> = output
        .stdout
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(_, value)| !value.contains("travauth-test-"))
        .map(|(name, _)| name)
        .filter(|name| !["PWD", "OLDPWD", "SHLVL", "_", "LLVM_PROFILE_FILE"].contains(name))
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["GIVEN", "PATH"], "{output}");
    let work = sandbox.path("work").canonicalize().expect("it exists");
    assert!(output.stdout.ends_with(&format!("{}\n", work.display())), "{output}");
}

#[test]
fn a_run_has_input_arguments_a_directory_and_an_exit_code() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.config_dir()).expect("it is new");
    let output = shell(&sandbox, "cat; echo \"$1\" >&2; pwd; exit 7")
        .args(["sh", "argument"])
        .stdin("input\n")
        .dir(sandbox.config_dir())
        .run()
        .exits(7);
    assert!(output.stdout.starts_with("input\n"));
    assert!(output.stdout.ends_with("config/travauth\n"));
    assert_eq!(output.stderr, "argument\n");
    assert_eq!(shell(&sandbox, "kill -9 $$").run().code, 137);
    assert_eq!(shell(&sandbox, "printf '\\377'").run().bytes, [255]);
    assert_eq!(shell(&sandbox, "echo '[1]'").run().json()[0], 1);
}

#[test]
fn the_program_under_test_exists() {
    let sandbox = Sandbox::new();
    assert!(Sandbox::binary().is_file());
    assert_eq!(sandbox.travauth().args(["--version"]).run().code, 0);
}

#[test]
fn a_secret_is_found_in_every_place_and_encoding() {
    let ways = [
        ("unchanged", SECRET.to_owned()),
        ("percent-encoded", "pass%20word%2F%C3%BC%2B1%3F%7E".to_owned()),
        ("percent-encoded in lower case", "pass%20word%2f%c3%bc%2b1%3f%7e".to_owned()),
        ("as a form field", "pass+word%2F%C3%BC%2B1%3F%7E".to_owned()),
        ("base64", STANDARD.encode(SECRET)),
        ("base64 for URLs", URL_SAFE.encode(SECRET)),
        ("base64 after a user name", STANDARD.encode(format!("me:{SECRET}"))),
        ("base64 within other text", STANDARD.encode(format!("user:{SECRET}\n"))),
    ];
    for (way, written) in ways {
        let places = [
            ("standard error", "printf '%s' \"$SHOWN\" >&2"),
            ("standard output", "printf '%s' \"$SHOWN\""),
            ("the file", "mkdir -p ../cache/tokens; printf 'x%sx' \"$SHOWN\" >../cache/tokens/t.json"),
            ("the name", "touch \"$(printf '%s' \"$SHOWN\" | tr / _)\""),
            ("the target", "ln -s \"$SHOWN\" link"),
        ];
        for (place, script) in places {
            if place == "the name" && written.contains('/') {
                continue; // a file name cannot contain it
            }
            let message = panic_of(|| {
                let sandbox = Sandbox::new();
                sandbox.secret(SECRET);
                drop(shell(&sandbox, script).env("SHOWN", &written).run());
            });
            let message = message.unwrap_or_else(|| panic!("{way} in {place} was not found"));
            assert!(message.contains("leaked") && message.contains(place), "{way}: {message}");
        }
    }
}

#[test]
fn a_token_may_be_in_its_entry_and_where_a_run_prints_it() {
    let sandbox = Sandbox::new();
    let entry = format!(
        "mkdir -p ../config/travauth/tokens; echo '\"{TOKEN}\"' >../config/travauth/tokens/a.json; echo '{TOKEN}'"
    );
    let output = shell(&sandbox, &entry).run();
    assert_eq!(output.token(), TOKEN);
    drop(shell(&sandbox, &format!("echo 'Bearer {TOKEN}'")).prints_token().run());
    assert_eq!(sandbox.leaks(), Vec::<String>::new());

    drop(shell(&sandbox, &format!("echo '{TOKEN}' >../config/travauth/tokens/a.tmp")).run());
    let leaks = sandbox.leaks();
    assert!(leaks.len() == 1 && leaks[0].ends_with("in the file config/travauth/tokens/a.tmp"), "{leaks:?}");
    sandbox.allow("config/travauth/tokens/a.tmp");
    assert_eq!(sandbox.leaks(), Vec::<String>::new());
}

#[test]
fn a_token_on_the_standard_output_of_another_run_is_a_leak() {
    let sandbox = Sandbox::new();
    sandbox.token(TOKEN);
    drop(shell(&sandbox, &format!("echo '{TOKEN}'")).run());
    assert_eq!(sandbox.leaks().len(), 1);
    assert!(panic_of(move || drop(sandbox)).is_some());
}

#[test]
fn values_that_a_test_wrote_or_allowed_are_no_leak() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret(SECRET);
    let file = sandbox.write("given/secret", secret);
    drop(shell(&sandbox, "cat \"$1\"").args(["sh".as_ref(), file.as_os_str()]).shows(secret).run());
    assert_eq!(sandbox.leaks(), Vec::<String>::new());

    drop(shell(&sandbox, "echo >>../given/secret").run());
    assert_eq!(sandbox.leaks().len(), 1, "the file was changed");
    std::fs::remove_file(file).expect("it is there");
}

#[test]
fn unreadable_directories_are_searched_too() {
    let sandbox = Sandbox::new();
    sandbox.secret(SECRET);
    let script = "mkdir dir; printf '%s' \"$SHOWN\" >dir/file; chmod 0 dir/file dir";
    drop(shell(&sandbox, script).env("SHOWN", SECRET).run());
    assert_eq!(sandbox.leaks().len(), 1);
    std::fs::remove_dir_all(sandbox.path("work/dir")).expect("it is there");
}

#[test]
fn a_secret_that_is_too_short_is_rejected() {
    let message = panic_of(|| {
        Sandbox::new().secret("12345");
    });
    assert!(message.is_some_and(|message| message.contains("too short")));
}

#[test]
fn programs_run_in_parallel() {
    let sandbox = Sandbox::new();
    let mut running: Vec<_> = (0..5)
        .map(|number| shell(&sandbox, &format!("echo ready; cat >&2; exit {number}")).stdin("read").spawn())
        .collect();
    assert!(running.iter().all(|running| running.first_line() == "ready"));
    running[0].until_stderr_says("read");
    let last = running.pop().expect("there are five").kill();
    assert!(last.code == 4 || last.code == 137, "{last}");
    let outputs: Vec<Output> = running.into_iter().map(Running::wait).collect();
    assert_eq!(outputs.iter().map(|output| output.code).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert!(outputs.iter().all(|output| output.stderr == "read"));
}

#[test]
fn a_running_program_receives_signals_and_is_killed_on_drop() {
    let sandbox = Sandbox::new();
    let running = shell(&sandbox, "trap 'echo caught; exit 3' TERM; echo ready; while :; do sleep 0.01; done").spawn();
    assert_eq!(running.first_line(), "ready");
    running.signal("TERM");
    assert_eq!(running.wait().exits(3).stdout, "ready\ncaught\n");

    let running = shell(&sandbox, "echo $$ >id; echo ready; exec sleep 1000").spawn();
    assert_eq!(running.first_line(), "ready");
    let id = running.id();
    drop(running);
    eventually("the process has ended", || shell(&sandbox, &format!("kill -0 {id}")).run().code != 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_test_can_wait_until_processes_open_a_lock_file() {
    use crate::support::until_each_opened_a_lock_file;

    let sandbox = Sandbox::new();
    let waiting = || shell(&sandbox, "exec 9>entry.lock; exec sleep 1000").spawn();
    let running = [waiting(), waiting()];
    until_each_opened_a_lock_file(&[running[0].id(), running[1].id()]);

    let gone = shell(&sandbox, "exit 0").spawn();
    let id = gone.id();
    let message = panic_of(|| until_each_opened_a_lock_file(&[id]));
    assert!(message.is_some_and(|message| message.contains("ended before")));
    gone.wait().exits(0);
}

// ── Server ──────────────────────────────────────────────────────────────────

#[test]
fn a_server_responds_and_records_requests() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/echo" => {
            Reply::json(200, request.body.clone()).header("X-Seen", request.header("x-sent").unwrap_or("nothing"))
        }
        "/moved" => Reply::redirect(307, "/echo"),
        _ => Reply::status(404),
    });
    let mut client = Client::new(&server);
    let response = client.exchange("POST /echo?a=1&b=%26 HTTP/1.1\r\nX-Sent: this\r\nAuthorization: Bearer abc\r\nContent-Length: 7\r\n\r\nk=v+w&x");
    assert!(
        response.starts_with("HTTP/1.1 200 ") && response.contains("X-Seen: this\r\n") && response.ends_with("k=v+w&x"),
        "{response}"
    );
    assert!(client.exchange("GET /moved HTTP/1.1\r\n\r\n").contains("Location: /echo\r\n"));
    assert!(client.exchange("HEAD /echo HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200 "));
    let chunked = "PUT http://host.example/echo?q HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x\r\nd\r\n0\r\n\r\n";
    assert!(client.exchange(chunked).ends_with("\r\n\r\nabcd"));

    let requests = server.expect(4);
    assert_eq!(requests[0].query, [("a".into(), "1".into()), ("b".into(), "&".into())]);
    assert_eq!(requests[0].form()["k"], "v w");
    assert_eq!(requests[0].bearer(), Some("abc"));
    assert_eq!(requests[3].method, "PUT");
    assert_eq!(requests[3].text(), "abcd");
    assert_eq!((requests[3].connection, server.connections()), (0, 1), "the connection stays open");
}

#[test]
fn a_server_breaks_the_protocol_as_scripted() {
    let server = Server::start(|request| match request.path.as_str() {
        "/close" => Reply::close(),
        "/reset" => Reply::reset(),
        "/garbage" => Reply::raw(b"\x16\x03nonsense".as_slice()),
        "/short" => Reply::status(200).body("0123456789").cut_short(),
        "/short-empty" => Reply::status(200).cut_short(),
        "/chunked" => Reply::status(200).body("0123456789").chunked(),
        "/chunked-short" => Reply::status(200).body("0123456789").chunked().cut_short(),
        "/closing" => Reply::status(204).header("Connection", "close"),
        other => panic!("{other} is not scripted"),
    });
    let until_end = |path| Client::new(&server).until_end(&format!("GET {path} HTTP/1.1\r\n\r\n"));
    assert_eq!(until_end("/close"), Ok(String::new()));
    assert_eq!(until_end("/reset"), Err(std::io::ErrorKind::ConnectionReset));
    assert_eq!(until_end("/garbage"), Ok("\u{16}\u{3}nonsense".to_owned()));
    let body =
        |path| until_end(path).map(|response| response.split_once("\r\n\r\n").expect("it has a head").1.to_owned());
    assert_eq!(body("/short"), Ok("01234".to_owned()));
    assert!(until_end("/short-empty").is_ok_and(|response| response.contains("Content-Length: 1\r\n")));
    assert_eq!(body("/chunked-short"), Ok("a\r\n0123456789\r\n".to_owned()));
    assert_eq!(body("/closing"), Ok(String::new()));
    assert!(Client::new(&server).exchange("GET /chunked HTTP/1.1\r\n\r\n").ends_with("a\r\n0123456789\r\n0\r\n\r\n"));

    // A request with a body is reset too.
    let reset = Client::new(&server).until_end("POST /reset HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
    assert_eq!(reset, Err(std::io::ErrorKind::ConnectionReset));
}

#[test]
fn a_server_hangs_drips_and_waits_for_a_gate() {
    let gate = Gate::new();
    let server = Server::start({
        let gate = gate.clone();
        move |request| match request.path.as_str() {
            "/hang" => Reply::hang(),
            "/drip" => Reply::status(200).body("abc").drip(1, Duration::from_millis(20)),
            _ => Reply::status(200).body("held").hold_until(&gate),
        }
    });
    let mut hung = Client::new(&server);
    hung.stream.set_read_timeout(Some(Duration::from_millis(50))).expect("it can be set");
    assert_eq!(hung.until_end("GET /hang HTTP/1.1\r\n\r\n"), Err(std::io::ErrorKind::WouldBlock));

    let started = Instant::now();
    assert!(Client::new(&server).exchange("GET /drip HTTP/1.1\r\n\r\n").ends_with("abc"));
    assert!(started.elapsed() >= Duration::from_millis(40));

    let mut held = [Client::new(&server), Client::new(&server)];
    for client in &mut held {
        client.send("GET /hold HTTP/1.1\r\n\r\n");
    }
    server.wait_for(4);
    gate.open();
    assert!(held.iter_mut().all(|client| client.response().ends_with("held")));
}

#[test]
fn a_server_with_unexpected_requests_panics() {
    let request = |server: &Server| drop(Client::new(server).until_end("GET / HTTP/1.1\r\n\r\n"));
    let of = |test: Box<dyn FnOnce()>| panic_of(test).unwrap_or_default();

    assert!(of(Box::new(|| drop(Server::start(|_| Reply::close())))).contains("at least 1 requests, but got 0"));
    let twice = of(Box::new(move || {
        request(&Server::start(|_| Reply::close()).at_least(2));
    }));
    assert!(twice.contains("at least 2 requests, but got 1\nGET /"), "{twice}");
    assert!(
        of(Box::new(move || {
            let server = Server::never();
            let mut client = Client::new(&server);
            client.exchange("GET / HTTP/1.1\r\n\r\n");
        }))
        .contains("expected no requests")
    );
    let handler = of(Box::new(move || {
        request(&Server::start(|request| panic!("not {}", request.path)));
    }));
    assert!(handler.contains("handler panicked at GET /"), "{handler}");
    assert!(of(Box::new(|| drop(Server::start(|_| Reply::close()).expect(1)))).contains("expected 1 requests, got 0"));
    drop(Server::start(|_| Reply::close()).at_least(0));
    drop(Server::never());
}

#[test]
fn a_tls_server_is_trusted_only_when_its_certificate_is_good() {
    let outcome = |certificate| {
        let server =
            TlsServer::start(certificate, |_| Reply::status(200).body("over TLS").header("Connection", "close"));
        assert!(server.url().starts_with("https://127.0.0.1:"));
        let mut roots = RootCertStore::empty();
        let authority = rustls::pki_types::CertificateDer::from_pem_file(server.ca_bundle()).expect("it is PEM");
        roots.add(authority).expect("it is a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the versions are supported")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::from(server.address().ip());
        let client = ClientConnection::new(Arc::new(config), name).expect("the configuration is valid");
        let tcp = TcpStream::connect(server.address()).expect("the server listens");
        let mut stream = StreamOwned::new(client, tcp);
        let result = stream
            .write_all(b"GET / HTTP/1.1\r\n\r\n")
            .and_then(|()| {
                let mut response = String::new();
                stream.read_to_string(&mut response).map(|_| response)
            })
            .map_err(|error| error.to_string());
        if result.is_err() {
            drop(stream);
            eventually("the server sees the handshake fail", || server.failed_handshakes() == 1);
        }
        assert_eq!(server.ca_dir().read_dir().expect("it is there").count(), 1);
        result
    };
    assert!(outcome(Certificate::Good).is_ok_and(|response| response.ends_with("over TLS")));
    assert!(outcome(Certificate::Expired).is_err_and(|error| error.contains("expired")));
    assert!(outcome(Certificate::WrongHost).is_err_and(|error| error.contains("not valid for name")));
}

// ── silent-dns ──────────────────────────────────────────────────────────────

#[cfg(target_os = "linux")]
#[test]
fn a_silent_name_server_lets_a_lookup_wait() {
    let sandbox = Sandbox::new();
    let run = |command: &[&str]| sandbox.command(crate::support::SILENT_DNS).args(command).run();
    let resolver = run(&["cat", "/etc/resolv.conf"]).exits(0).stdout;
    assert!(resolver.starts_with("nameserver 127.0.0.1\n"), "{resolver}");
    assert_eq!(run(&["sh", "-c", "exit 7"]).code, 7);
    // `timeout` exits with 124 if the command still runs: any response, also "no such host", would end it.
    run(&["timeout", "2", "getent", "hosts", "host.example"]).exits(124);
}

// ── Helpers ─────────────────────────────────────────────────────────────────

/// The message of a panic in `test`.
fn panic_of(test: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(std::panic::AssertUnwindSafe(test)).err()?;
    let message = panic.downcast_ref::<String>().cloned();
    Some(message.unwrap_or_else(|| (*panic.downcast_ref::<&str>().expect("a panic has a message")).to_owned()))
}

/// A client that sends a text unchanged.
struct Client {
    stream: TcpStream,
}

impl Client {
    fn new(server: &Server) -> Self {
        let stream = TcpStream::connect(server.address()).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("it can be set");
        Self { stream }
    }

    fn send(&mut self, request: &str) {
        self.stream.write_all(request.as_bytes()).expect("the server reads");
    }

    fn until_end(&mut self, request: &str) -> Result<String, std::io::ErrorKind> {
        self.send(request);
        let mut response = String::new();
        self.stream.read_to_string(&mut response).map_err(|error| error.kind())?;
        Ok(response)
    }

    fn exchange(&mut self, request: &str) -> String {
        self.send(request);
        self.response()
    }

    /// Reads one response, whose head has the length of the body.
    fn response(&mut self) -> String {
        let mut response = Vec::new();
        let mut byte = [0];
        loop {
            self.stream.read_exact(&mut byte).expect("the server responds");
            response.push(byte[0]);
            let text = String::from_utf8_lossy(&response);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
                let complete = match length {
                    Some(length) => body.len() == length.parse::<usize>().expect("it is a number"),
                    None => body.ends_with("0\r\n\r\n"),
                };
                if complete {
                    return text.into_owned();
                }
            }
        }
    }
}
