//! Tests of the emulator over real sockets.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::oneshot;

use crate::emulator::{Behaviour, Running, Server};

const AMADEUS_GRANT: &str =
    "grant_type=client_credentials&client_id=demo-amadeus-client-id&client_secret=demo-amadeus-client-secret";
const SABRE_BASIC: &str =
    "Authorization: Basic VmpFNlpHVnRienBFUlUxUE9rRkI6WkdWdGJ5MXpZV0p5WlMxd1lYTnpkMjl5WkE9PQ==\r\n";
const THEMES: &str = "/v1/lists/supported/shop/themes";

pub fn start(behaviour: Behaviour) -> Running {
    Running::start(SocketAddr::from(([127, 0, 0, 1], 0)), behaviour).unwrap()
}

/// Bytes to and from the emulator.
pub trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// One connection that stays open between requests.
pub struct Client(BufReader<Box<dyn Stream>>);

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Opens a connection with a time limit, so that a missing response fails the test instead of blocking it.
pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

impl Client {
    pub fn of(emulator: &Running) -> Self {
        Self::at(emulator.address())
    }

    fn at(address: SocketAddr) -> Self {
        Self::over(connect(address))
    }

    pub fn over(stream: impl Stream + 'static) -> Self {
        Self(BufReader::new(Box::new(stream)))
    }

    fn send(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).unwrap();
    }

    pub fn request(&mut self, method: &str, target: &str, head: &str, body: &str) -> Reply {
        let length = body.len();
        let text =
            format!("{method} {target} HTTP/1.1\r\nHost: emulator\r\n{head}Content-Length: {length}\r\n\r\n{body}");
        self.send(text.as_bytes());
        self.reply(method == "HEAD")
    }

    pub fn post(&mut self, target: &str, head: &str, form: &str) -> Reply {
        let head = format!("{head}Content-Type: application/x-www-form-urlencoded\r\n");
        self.request("POST", target, &head, form)
    }

    pub fn get(&mut self, target: &str, token: &str) -> Reply {
        self.request("GET", target, &format!("Authorization: Bearer {token}\r\n"), "")
    }

    fn reply(&mut self, bodiless: bool) -> Reply {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.0.read_line(&mut head).unwrap() > 0, "closed after {head:?}");
        }
        let head = head.to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1);
        let length = length.map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
        let mut body = vec![0; if bodiless { 0 } else { length }];
        self.0.read_exact(&mut body).unwrap();
        Reply { status: head.split(' ').nth(1).unwrap().parse().unwrap(), body: String::from_utf8(body).unwrap(), head }
    }

    pub fn amadeus_token(&mut self) -> String {
        self.post("/v1/security/oauth2/token", "", AMADEUS_GRANT).text("access_token")
    }

    pub fn sabre_token(&mut self) -> String {
        self.post("/v2/auth/token", SABRE_BASIC, "grant_type=client_credentials").text("access_token")
    }
}

impl Reply {
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn text(&self, member: &str) -> String {
        self.value()[member].as_str().unwrap().to_owned()
    }
}

#[test]
fn tokens_of_one_emulator_are_valid_in_another() {
    let (one, other) = (start(Behaviour::default()), start(Behaviour::default()));
    let (mut one, mut other) = (Client::of(&one), Client::of(&other));
    let (amadeus, sabre) = (one.amadeus_token(), one.sabre_token());
    assert_ne!(amadeus, one.amadeus_token());
    assert_ne!(sabre, one.sabre_token());
    let airlines = "/v1/reference-data/airlines?airlineCodes=BA";
    let response = other.get(airlines, &amadeus);
    assert_eq!(response.status, 200);
    assert!(response.head.contains("content-type: application/vnd.amadeus+json\r\n"), "{}", response.head);
    assert_eq!(other.get(THEMES, &sabre).status, 200);
    assert_eq!(other.get(airlines, &sabre).value()["errors"][0]["code"], 38190);
    assert_eq!(other.get(THEMES, &amadeus).text("errorCode"), "ERR.2SG.SEC.INVALID_CREDENTIALS");
}

#[test]
fn expires_in_can_be_set() {
    let emulator = start(Behaviour { expires_in: Some(0), ..Behaviour::default() });
    let mut client = Client::of(&emulator);
    let (amadeus, sabre) = (client.amadeus_token(), client.sabre_token());
    let airlines = client.get("/v1/reference-data/airlines", &amadeus);
    assert_eq!((airlines.status, &airlines.value()["errors"][0]["code"]), (401, &38192.into()));
    assert_eq!(client.get(THEMES, &sabre).status, 401);
}

#[test]
fn head_returns_the_headers_of_get_without_a_body() {
    let emulator = start(Behaviour::default());
    let mut client = Client::of(&emulator);
    let bearer = format!("Authorization: Bearer {}\r\n", client.sabre_token());
    let get = client.request("GET", THEMES, &bearer, "");
    let head = client.request("HEAD", THEMES, &bearer, "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let length = format!("content-length: {}\r\n", get.body.len());
    assert!(head.head.contains(&length), "{}", head.head);
    assert_eq!(client.request("HEAD", "/nowhere", "", "").status, 404);
}

#[test]
fn a_fault_occurs_the_given_number_of_times() {
    let faults = ["/v2/auth/token=429:2", "/v1/lists/supported/shop/themes=403", "/=204:1"];
    let faults = faults.map(|text| text.parse().unwrap()).to_vec();
    let emulator = start(Behaviour { faults, ..Behaviour::default() });
    let mut client = Client::of(&emulator);
    let statuses: Vec<u16> = (0..3)
        .map(|_| client.post("/v2/auth/token?x=y", SABRE_BASIC, "grant_type=client_credentials").status)
        .collect();
    assert_eq!(statuses, [429, 429, 200]);
    let token = client.sabre_token();
    let forbidden = client.get(THEMES, &token);
    assert_eq!((forbidden.status, forbidden.text("errorCode").as_str()), (403, "ERR.2SG.SEC.NOT_AUTHORIZED"));
    let empty = client.request("GET", "/", "", "");
    assert_eq!((empty.status, empty.body.as_str()), (204, ""));
    assert_eq!(client.request("GET", "/", "", "").status, 200);
}

#[test]
fn the_latency_delays_every_response() {
    let latency = Duration::from_millis(60);
    let emulator = start(Behaviour { latency, ..Behaviour::default() });
    let mut client = Client::of(&emulator);
    let begun = Instant::now();
    client.request("GET", "/", "", "");
    assert!(begun.elapsed() >= latency);
}

#[test]
fn request_bodies_are_limited() {
    let emulator = start(Behaviour::default());
    let mut client = Client::of(&emulator);
    let largest = "a".repeat(1 << 20);
    assert_eq!(client.post("/v1/security/oauth2/token", "", &largest).status, 400);
    let larger = "a".repeat((1 << 20) + 1);
    let amadeus = client.post("/v1/security/oauth2/token", "", &larger);
    assert_eq!((amadeus.status, amadeus.text("error").as_str()), (413, "invalid_request"));
    assert_eq!(client.request("GET", THEMES, "", &larger).status, 413);
    let chunk = format!("{:x}\r\n{largest}\r\n", largest.len());
    let head = "POST /v1/booking/x HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send(format!("{head}{chunk}{chunk}0\r\n\r\n").as_bytes());
    let chunked = client.reply(false);
    assert_eq!((chunked.status, &chunked.value()["errors"][0]["code"]), (413, &413.into()));
}

#[test]
fn invalid_http_does_not_affect_other_clients() {
    let emulator = start(Behaviour::default());
    let garbage: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe?\x00 HTTP/1.1\r\nHost: e\r\n\r\n",
        b"POST /v2/auth/token HTTP/1.1\r\nHost: e\r\nContent-Length: 10\r\n\r\nabc",
        b"POST /v2/auth/token HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: e\r\nAuthorization: Bearer \xff\r\n\r\n",
    ];
    for bytes in garbage {
        Client::of(&emulator).send(bytes);
    }
    assert_eq!(Client::of(&emulator).request("GET", "/", "", "").status, 200);
    let mut odd = Client::of(&emulator);
    odd.send(b"GET /v1/shop/themes HTTP/1.1\r\nHost: e\r\nAuthorization: Bearer \xff\r\n\r\n");
    assert_eq!(odd.reply(false).text("errorCode"), "ERR.2SG.SEC.MISSING_CREDENTIALS");
}

#[test]
fn dropping_the_emulator_closes_open_connections() {
    let emulator = start(Behaviour { latency: Duration::from_mins(1), ..Behaviour::default() });
    let address = emulator.address();
    assert_eq!(emulator.base_url(), format!("http://{address}"));
    let idle = Client::of(&emulator);
    let mut waiting = Client::of(&emulator);
    waiting.send(b"GET / HTTP/1.1\r\nHost: e\r\n\r\n");
    let begun = Instant::now();
    drop(emulator);
    assert!(begun.elapsed() < Duration::from_secs(10));
    for mut client in [idle, waiting] {
        let mut rest = Vec::new();
        // A reset also ends the connection.
        drop(client.0.read_to_end(&mut rest));
        assert_eq!(rest, b"");
    }
}

#[test]
fn a_message_or_a_dropped_sender_stops_the_server() {
    for by_message in [true, false] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let server = Server::new(listener, Behaviour::default()).unwrap();
        let serving = thread::spawn(move || server.run(stopped));
        assert_eq!(Client::at(address).request("GET", "/", "", "").status, 200);
        if by_message {
            stop.send(()).unwrap();
        } else {
            drop(stop);
        }
        serving.join().unwrap();
    }
}

#[test]
fn an_address_in_use_is_an_error() {
    let emulator = start(Behaviour::default());
    assert!(Running::start(emulator.address(), Behaviour::default()).is_err());
}
