//! Servers that are not there, that say nothing, or that stop in the middle: each ends in time with exit code 6.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[cfg(target_os = "linux")]
use super::common::alone;
use super::common::{TOKEN, amadeus, grant, sabre};
use crate::support::{Output, Reply, Sandbox, Server};

/// The one error of a run that failed for want of an answer.
#[track_caller]
fn unreachable(output: &Output, code: &str) -> String {
    let error = output.error();
    assert!(output.code == 6 && output.stdout.is_empty() && error["code"] == code, "not {code}: {output}");
    assert!(error["hint"].is_string(), "no hint: {output}");
    error["message"].as_str().expect("it is text").to_owned()
}

const JSON: [&str; 2] = ["--error-format", "json"];

#[test]
fn a_refused_port() {
    let sandbox = Sandbox::new();
    // Nobody listens there once the listener is gone.
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

/// Runs where the system's resolver finds a name server that never answers, and nothing else.
#[cfg(target_os = "linux")]
fn where_dns_is_silent(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox
        .command(crate::support::SILENT_DNS)
        .args([Sandbox::binary().as_os_str(), "token".as_ref(), "get".as_ref()])
        .args(args)
        .args(JSON)
        .env("AMADEUS_CLIENT_ID", "id")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(super::common::SECRET))
        .run()
}

/// The resolver itself would wait for minutes, far beyond a test's patience.
#[cfg(target_os = "linux")]
#[test]
fn a_name_server_that_never_answers_holds_up_nothing() {
    let sandbox = Sandbox::new();
    for (flags, phase) in [
        (&["--timeout", "300ms"][..], "within 300 ms"),
        (&["--connect-timeout", "300ms", "--timeout", "20s"], "made no connection within 300 ms"),
    ] {
        let args = [&["-p", "amadeus", "--base-url", "https://silent.example"], flags].concat();
        let message = unreachable(&where_dns_is_silent(&sandbox, &args), "timed-out");
        assert!(message.contains("silent.example") && message.contains(phase), "{message}");
    }
    let proxy = ["--proxy", "http://silent-proxy.example:3128", "--timeout", "300ms"];
    let args = [&["-p", "amadeus", "--base-url", "https://127.0.0.2.example"], &proxy[..]].concat();
    unreachable(&where_dns_is_silent(&sandbox, &args), "timed-out");
}

#[cfg(target_os = "linux")]
#[test]
fn a_retired_host_says_so() {
    let sandbox = Sandbox::new();
    for environment in ["test", "production"] {
        let output = where_dns_is_silent(&sandbox, &["-p", "amadeus", "-e", environment, "--timeout", "300ms"]);
        unreachable(&output, "timed-out");
        let hint = output.error()["hint"].as_str().expect("it is text").to_owned();
        for part in ["17 July 2026", "-e enterprise-test", "-e emulator"] {
            assert!(hint.contains(part), "{output}");
        }
    }
    let output = where_dns_is_silent(&sandbox, &["-p", "amadeus", "-e", "enterprise-test", "--timeout", "300ms"]);
    assert!(!output.stderr.contains("retired"), "{output}");
}

#[test]
fn a_server_that_never_answers() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::hang()));
    let output = sabre(&sandbox, &server.url()).args(["--timeout", "300ms"]).args(JSON).run();
    assert!(unreachable(&output, "timed-out").contains("did not answer within 300 ms"), "{output}");
    let hint = output.error()["hint"].to_string();
    assert!(hint.contains("--timeout"), "{hint}");
    // Whoever waited for the whole time does not wait for it twice.
    server.expect(1);
}

#[test]
fn a_server_that_answers_bit_by_bit() {
    let reply = grant(TOKEN).drip(1, Duration::from_millis(100));
    let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
    sandbox.token(TOKEN);
    let output = sabre(&sandbox, &server.url()).args(["--timeout", "300ms"]).args(JSON).run();
    unreachable(&output, "timed-out");
    server.expect(1);
}

#[test]
fn a_server_that_says_nothing_of_tls() {
    let sandbox = Sandbox::new();
    // The system accepts the connection, and nobody ever reads from it.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("https://{}", listener.local_addr().expect("it has an address"));
    let output = sabre(&sandbox, &url).args(["--connect-timeout", "300ms"]).args(JSON).run();
    assert!(unreachable(&output, "timed-out").contains("made no connection within 300 ms"), "{output}");
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
fn what_is_not_http_is_no_answer() {
    for garbage in [&b"\x16\x03\x01nonsense"[..], b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\0\0\0"] {
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| Reply::raw(garbage)));
        let output = sabre(&sandbox, &server.url()).args(JSON).run();
        unreachable(&output, "connection-lost");
    }
}

#[test]
fn a_connection_that_was_lost_once_is_no_failure() {
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
