//! Tests of how the proxy ends.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};

use super::{Proxy, RawResponse, api, echo, program};
use crate::support::{Gate, Reply, Sandbox, Server, eventually};

/// Starts a proxy with one request under way, whose response waits for the gate.
fn busy(sandbox: &Sandbox, gate: &Gate) -> (Proxy, TcpStream, Server) {
    let held = gate.clone();
    let server = api(move |_| Reply::json(200, "{}").hold_until(&held));
    let proxy = Proxy::start(sandbox, &server, &[]);
    let mut stream = proxy.connect();
    let request = proxy.filled("GET /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    server.wait_for(2);
    (proxy, stream, server)
}

#[test]
fn after_a_term_signal_requests_under_way_end_and_no_others_begin() {
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let (proxy, mut stream, _server) = busy(&sandbox, &gate);
    let idle = proxy.connect();
    proxy.running.signal("TERM");
    eventually("it takes no connections", || TcpStream::connect(proxy.address).is_err());
    gate.open();
    RawResponse::read(&mut stream).is(200);
    drop(idle);
    proxy.running.wait().exits(0);
}

#[test]
fn a_request_that_does_not_end_delays_the_end_for_some_seconds_only() {
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let (proxy, mut stream, server) = busy(&sandbox, &gate);
    proxy.running.signal("TERM");
    // The limit is 15 seconds; the test waits for a minute.
    proxy.running.wait().exits(0);
    assert!(RawResponse::try_read(&mut stream).is_err());
    gate.open();
    drop(server);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let (proxy, mut stream, server) = busy(&sandbox, &gate);
    proxy.running.signal("TERM");
    eventually("it takes no connections", || TcpStream::connect(proxy.address).is_err());
    proxy.running.signal("TERM");
    proxy.running.wait().exits(0);
    assert!(RawResponse::try_read(&mut stream).is_err());
    gate.open();
    drop(server);
}

/// `kill -STOP`, or a laptop that sleeps. One client gives up meanwhile.
#[test]
fn after_a_stop_it_responds_to_what_was_sent_meanwhile() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &[]);
    proxy.running.signal("STOP");
    let [mut waiting, mut gone] = [proxy.connect(), proxy.connect()];
    let request = proxy.filled("GET /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
    for stream in [&mut waiting, &mut gone] {
        stream.write_all(request.as_bytes()).expect("the system accepts it");
    }
    drop(gone);
    proxy.running.signal("CONT");
    RawResponse::read(&mut waiting).is(200);
    proxy.get("/v1/a", &[]).is(200);
    proxy.running.signal("TERM");
    proxy.running.wait().exits(0);
}

/// `env` resets the signal, because a test run in the background of a script ignores it, and child processes inherit
/// that.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_it_with_130() {
    let (sandbox, server) = (Sandbox::new(), echo().at_least(0));
    let program = program(&sandbox, &server.url()).args(super::FREE_PORT).under(["env", "--default-signal=INT"]);
    let proxy = Proxy::of(program);
    proxy.running.signal("INT");
    proxy.running.wait().exits(130);
}

#[test]
fn it_ends_when_no_request_comes_even_with_an_open_page() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let proxy = Proxy::start(&sandbox, &server, &["--idle-exit", "2s"]);
    let mut page = proxy.connect();
    let events = proxy.filled("GET /-/events HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\n\r\n");
    page.write_all(events.as_bytes()).expect("it reads");
    proxy.get("/v1/a", &[]).is(200);
    proxy.running.wait().exits(0);
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let sandbox = Sandbox::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port();
    let start = || program(&sandbox, "https://api.example").args(["--listen", &format!("127.0.0.1:{port}")]);
    start().run().fails(1, &["cannot listen on 127.0.0.1", "127.0.0.1:0"]);
    // The same port of the other protocol is usually free.
    if let Ok(taken) = TcpListener::bind("[::1]:0") {
        let port = taken.local_addr().expect("it has an address").port();
        let start = |host: &str| program(&sandbox, "https://api.example").args(["--listen", &format!("{host}:{port}")]);
        start("127.0.0.1").run().fails(1, &["cannot listen on", "on the same port"]);
        start("[::1]").run().fails(1, &["cannot listen on [::1]"]);
    }
}
