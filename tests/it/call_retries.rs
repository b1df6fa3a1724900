//! `call`: which requests it sends again.
#![cfg(unix)]

use std::sync::atomic::{AtomicUsize, Ordering};

use super::api::{api, api_requests, call, call_sabre};
use crate::support::{Output, Reply, Sandbox, Server};

/// Starts an API that fails this number of times, then succeeds.
fn failing(times: usize, failure: &Reply) -> Server {
    let failure = failure.clone();
    let count = AtomicUsize::new(0);
    api(move |_| if count.fetch_add(1, Ordering::SeqCst) < times { failure.clone() } else { Reply::json(200, "{}") })
}

fn run(server: &Server, args: &[&str]) -> Output {
    let sandbox = Sandbox::new();
    call(&sandbox, &server.url()).args(args).run()
}

#[test]
fn a_read_is_repeated_when_that_may_help() {
    for failure in [
        Reply::status(502),
        Reply::status(503),
        Reply::status(504),
        Reply::status(429),
        Reply::json(429, r#"{"errors":[{"code":38194}]}"#),
        Reply::json(500, r#"{"errors":[{"code":38189}]}"#),
        Reply::json(500, r#"{"errors":[{"code":"141"}]}"#),
        Reply::status(503).header("Retry-After", "0"),
        Reply::close(),
        Reply::reset(),
    ] {
        let server = failing(2, &failure);
        let output = run(&server, &["/x"]).exits(0);
        assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("{}", ""));
        assert_eq!(api_requests(&server).len(), 3);
        let server = failing(3, &failure);
        assert_ne!(run(&server, &["/x"]).code, 0);
        assert_eq!(api_requests(&server).len(), 3);
    }
    let sandbox = Sandbox::new();
    let server = failing(1, &Reply::json(500, r#"{"errorCode":"ERR.2SG.GATEWAY.INTERNAL_PROCESSING_ERROR"}"#));
    call_sabre(&sandbox, &server.url()).args(["/x"]).run().exits(0);
    assert_eq!(api_requests(&server).len(), 2);
}

#[test]
fn a_permanent_failure_is_not_repeated() {
    for (failure, exit) in [
        (Reply::status(500), 5),
        (Reply::status(501), 5),
        (Reply::status(400), 4),
        (Reply::status(408), 4),
        (Reply::json(429, r#"{"errors":[{"code":38195}]}"#), 7),
        (Reply::json(403, r#"{"errors":[{"code":38197}]}"#), 4),
        (Reply::status(503).header("Retry-After", "3600"), 5),
    ] {
        let server = failing(1, &failure);
        run(&server, &["/x"]).exits(exit);
        assert_eq!(api_requests(&server).len(), 1);
    }
}

#[test]
fn a_write_is_repeated_only_with_retry_unsafe() {
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let server = failing(1, &Reply::status(503));
        run(&server, &[method, "/x"]).exits(5);
        assert_eq!(api_requests(&server).len(), 1, "{method}");
        let server = failing(1, &Reply::status(503));
        run(&server, &[method, "/x", "-d", "body", "--retry-unsafe"]).exits(0);
        assert!(api_requests(&server).iter().all(|request| request.text() == "body"));
        assert_eq!(api_requests(&server).len(), 2, "{method}");
    }
    let server = failing(1, &Reply::close());
    run(&server, &["/x", "-d", "body"]).exits(6);
    assert_eq!(api_requests(&server).len(), 1);
    let server = failing(1, &Reply::status(503));
    run(&server, &["HEAD", "/x"]).exits(0);
    let server = failing(1, &Reply::status(503));
    run(&server, &["/x", "--retries", "0"]).exits(5);
    assert_eq!(api_requests(&server).len(), 1);
}
