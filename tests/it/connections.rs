//! Servers that are missing, silent, or break off a response: each run ends in time with exit code 6.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[cfg(target_os = "linux")]
use super::common::alone;
use super::common::{TOKEN, amadeus, grant, sabre};
use crate::support::{Output, Reply, Sandbox, Server};

/// Checks that a run failed with this error code and a hint, and returns its message.
#[track_caller]
fn unreachable(output: &Output, code: &str) -> String {
    let error = output.error();
    assert!(output.code == 6 && output.stdout.is_empty() && error["code"] == code, "not {code}: {output}");
    assert!(error["hint"].is_string(), "no hint: {output}");
    error["message"].as_str().expect("it is text").to_owned()
}

const JSON: [&str; 2] = ["--error-format", "json"];

#[test]
fn a_port_that_refuses_connections() {
    let sandbox = Sandbox::new();
    // Nothing listens on the port after the listener is dropped.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address").to_string();
    drop(listener);
    let output = amadeus(&sandbox, &format!("http://{address}")).args(JSON).run();
    let message = unreachable(&output, "connect-failed");
    assert!(message.contains(&address) && message.contains("refused"), "{message}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_host_name_that_cannot_be_resolved() {
    let sandbox = Sandbox::new();
    let args = ["token", "get", "-p", "sabre", "--client-id", "V1:1:2:AA", "--password-file", "-"];
    let program = alone(&sandbox, "--net", r#"exec "$@""#, &args).args(["--base-url", "https://host.example"]);
    let output = program.args(JSON).stdin("password").run();
    assert!(unreachable(&output, "dns-failed").contains("cannot be resolved"), "{output}");
}

/// Runs `token get` on a system whose only name server never responds.
#[cfg(target_os = "linux")]
fn with_silent_dns(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox
        .command(crate::support::SILENT_DNS)
        .args([Sandbox::binary().as_os_str(), "token".as_ref(), "get".as_ref()])
        .args(args)
        .args(JSON)
        .env("AMADEUS_CLIENT_ID", "id")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(super::common::SECRET))
        .run()
}

/// The system's resolver would wait for minutes.
#[cfg(target_os = "linux")]
#[test]
fn a_silent_name_server_does_not_delay_the_time_limits() {
    let sandbox = Sandbox::new();
    for (flags, phase) in [
        (&["--timeout", "300ms"][..], "within 300 ms"),
        (&["--connect-timeout", "300ms", "--timeout", "20s"], "no connection to silent.example within 300 ms"),
    ] {
        let args = [&["-p", "amadeus", "--base-url", "https://silent.example"], flags].concat();
        let message = unreachable(&with_silent_dns(&sandbox, &args), "timed-out");
        assert!(message.contains("silent.example") && message.contains(phase), "{message}");
    }
    let proxy = ["--proxy", "http://silent-proxy.example:3128", "--timeout", "300ms"];
    let args = [&["-p", "amadeus", "--base-url", "https://127.0.0.2.example"], &proxy[..]].concat();
    unreachable(&with_silent_dns(&sandbox, &args), "timed-out");
}

#[cfg(target_os = "linux")]
#[test]
fn a_retired_host_gets_a_hint() {
    let sandbox = Sandbox::new();
    for environment in ["test", "production"] {
        let output = with_silent_dns(&sandbox, &["-p", "amadeus", "-e", environment, "--timeout", "300ms"]);
        unreachable(&output, "timed-out");
        let hint = output.error()["hint"].as_str().expect("it is text").to_owned();
        for part in ["17 July 2026", "-e enterprise-test", "-e emulator"] {
            assert!(hint.contains(part), "{output}");
        }
    }
    let output = with_silent_dns(&sandbox, &["-p", "amadeus", "-e", "enterprise-test", "--timeout", "300ms"]);
    assert!(!output.stderr.contains("retired"), "{output}");
}

#[test]
fn a_server_that_never_responds() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::hang()));
    let output = sabre(&sandbox, &server.url()).args(["--timeout", "300ms"]).args(JSON).run();
    assert!(unreachable(&output, "timed-out").contains("did not respond within 300 ms"), "{output}");
    let hint = output.error()["hint"].to_string();
    assert!(hint.contains("--timeout"), "{hint}");
    // A request that reached its time limit is not sent again.
    server.expect(1);
}

#[test]
fn a_server_that_responds_byte_by_byte() {
    let reply = grant(TOKEN).drip(1, Duration::from_millis(100));
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
    sandbox.token(TOKEN);
    let output = sabre(&sandbox, &server.url()).args(["--timeout", "300ms"]).args(JSON).run();
    unreachable(&output, "timed-out");
    server.expect(1);
}

#[test]
fn a_server_that_is_silent_in_the_handshake() {
    let sandbox = Sandbox::new();
    // The system accepts the connection, but no program reads from it.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("https://{}", listener.local_addr().expect("it has an address"));
    let output = sabre(&sandbox, &url).args(["--connect-timeout", "300ms"]).args(JSON).run();
    assert!(
        unreachable(&output, "timed-out")
            .contains(&format!("no connection to {} within 300 ms", url.trim_start_matches("https://"))),
        "{output}"
    );
    assert!(output.error()["hint"].to_string().contains("--connect-timeout"), "{output}");
}

#[test]
fn a_connection_that_ends_too_early_is_tried_three_times() {
    for (name, reply) in [
        ("closed", Reply::close()),
        ("reset", Reply::reset()),
        ("body cut short", grant(TOKEN).cut_short()),
        ("chunks cut short", grant(TOKEN).chunked().cut_short()),
    ] {
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
        sandbox.token(TOKEN);
        let output = sabre(&sandbox, &server.url()).args(JSON).run();
        let message = unreachable(&output, "connection-lost");
        assert!(message.contains(&server.address().to_string()), "{name}: {message}");
        assert_eq!(server.requests().len(), 3, "{name}");
    }
}

#[test]
fn a_response_that_is_not_http_is_an_error() {
    for garbage in [&b"\x16\x03\x01nonsense"[..], b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\0\0\0"] {
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::raw(garbage)));
        let output = sabre(&sandbox, &server.url()).args(JSON).run();
        unreachable(&output, "connection-lost");
    }
}

#[test]
fn a_connection_that_was_lost_once_is_no_error() {
    for first in [Reply::reset(), Reply::close(), Reply::status(503), Reply::status(502).body("<html>")] {
        let count = AtomicUsize::new(0);
        let server =
            Server::start(
                move |_| if count.fetch_add(1, Ordering::SeqCst) == 0 { first.clone() } else { grant(TOKEN) },
            );
        let sandbox = Sandbox::new();
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), TOKEN);
        server.expect(2);
    }
}
