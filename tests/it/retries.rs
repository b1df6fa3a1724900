//! How often and when a failed token request is sent again.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::common::{TOKEN, amadeus, grant, sabre};
use crate::support::{Reply, Sandbox, Server};

/// Starts a server that sends `before` to this number of requests, and then grants tokens.
fn grants_at(number: usize, before: Reply) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |_| if count.fetch_add(1, Ordering::SeqCst) < number { before.clone() } else { grant(TOKEN) })
}

#[test]
fn the_flag_sets_the_number_of_retries() {
    for (retries, requests) in [("0", 1), ("1", 2), ("3", 4)] {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::status(503)));
        amadeus(&sandbox, &server.url()).args(["--retries", retries]).run().fails(6, &["unavailable"]);
        server.expect(requests);
    }
    let (sandbox, server) = (Sandbox::new(), grants_at(4, Reply::status(503)));
    assert_eq!(amadeus(&sandbox, &server.url()).args(["--retries", "4"]).run().silently().token(), TOKEN);
    let sandbox = Sandbox::new();
    amadeus(&sandbox, &server.url()).args(["--retries", "many"]).run().fails(2, &["--retries"]);
}

#[test]
fn retry_after_is_waited_for() {
    let (sandbox, server) = (Sandbox::new(), grants_at(1, Reply::status(429).header("Retry-After", "1")));
    let output = amadeus(&sandbox, &server.url()).args(["-v"]).run();
    assert_eq!(output.token(), TOKEN);
    assert!(output.stderr.contains("trying again in 1 s\n"), "{output}");
    server.expect(2);
}

#[test]
fn a_retry_after_in_the_past_needs_no_wait() {
    for status in [429, 503] {
        let reply = Reply::status(status).header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");
        let (sandbox, server) = (Sandbox::new(), grants_at(2, reply));
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), TOKEN);
        server.expect(3);
    }
}

#[test]
fn a_wait_beyond_the_time_limit_fails_at_once() {
    for (value, part) in [
        ("100", "the server asks to wait 1 min 40 s"),
        ("Tue, 31 Dec 2199 23:59:59 GMT", "the server asks to wait"),
        ("99999999999999", "the server asks to wait"),
    ] {
        for (status, exit_code) in [(429, 7), (503, 6)] {
            let reply = Reply::status(status).header("Retry-After", value);
            let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
            amadeus(&sandbox, &server.url()).run().fails(exit_code, &[part]);
            server.expect(1);
        }
    }
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::status(503).header("Retry-After", "5")));
    amadeus(&sandbox, &server.url()).args(["--timeout", "2s"]).run().fails(6, &["wait 5 s"]);
    server.expect(1);
}

#[test]
fn an_invalid_retry_after_is_ignored() {
    for value in ["soon", "", "-5", "1.5"] {
        let (sandbox, server) = (Sandbox::new(), grants_at(2, Reply::status(503).header("Retry-After", value)));
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), TOKEN, "{value}");
    }
}

#[test]
fn a_permanent_failure_is_not_repeated_even_with_the_flag() {
    for (status, body, exit_code) in [
        (401, r#"{"error":"invalid_client"}"#, 3),
        (400, r#"{"error":"invalid_grant"}"#, 3),
        (429, r#"{"errors":[{"code":38195}]}"#, 7),
        (403, "", 6),
        (404, "", 2),
    ] {
        let reply = Reply::json(status, body).header("Retry-After", "0");
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
        amadeus(&sandbox, &server.url()).args(["--retries", "9"]).run().fails(exit_code, &[]);
        server.expect(1);
    }
}

#[test]
fn the_retries_share_one_time_limit() {
    let count = AtomicUsize::new(0);
    let server =
        Server::start(
            move |_| if count.fetch_add(1, Ordering::SeqCst) == 0 { Reply::status(503) } else { Reply::hang() },
        );
    let sandbox = Sandbox::new();
    sabre(&sandbox, &server.url()).args(["--timeout", "2s", "--retries", "99"]).run().fails(6, &["did not respond"]);
    server.expect(2);
}

#[test]
fn a_retry_is_logged_with_v_only() {
    let (sandbox, server) = (Sandbox::new(), grants_at(1, Reply::status(503)));
    let output = amadeus(&sandbox, &server.url()).args(["-v"]).run();
    assert_eq!(output.token(), TOKEN);
    assert!(output.stderr.contains("info: the service is unavailable: HTTP 503; trying again in"), "{output}");
}
