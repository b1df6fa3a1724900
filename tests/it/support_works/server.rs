//! The scripted server.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::panic_of;
use crate::support::{Certificate, Gate, Reply, Request, Server, TlsServer, eventually};

/// A client that sends text unchanged.
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

    /// Reads one response that has a `Content-Length` or is chunked.
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
        assert_eq!(server.ca_dir().read_dir().expect("it exists").count(), 1);
        result
    };
    assert!(outcome(Certificate::Good).is_ok_and(|response| response.ends_with("over TLS")));
    assert!(outcome(Certificate::Expired).is_err_and(|error| error.contains("expired")));
    assert!(outcome(Certificate::WrongHost).is_err_and(|error| error.contains("not valid for name")));
}
