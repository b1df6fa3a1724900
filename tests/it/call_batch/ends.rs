//! The end of a batch: failures that stop it, tokens that are renewed, slow readers and signals.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::{batch, ids, parsed, printed};
use crate::it::api::{api, api_requests, call, grants};
use crate::support::{Gate, Reply, Sandbox, Server};

/// Returns this number of lines with the ids from 0.
fn lines(count: usize) -> String {
    (0..count).map(|id| format!("{{\"id\":{id},\"path\":\"/{id}\"}}\n")).collect()
}

#[test]
fn a_rejected_token_is_renewed_once_for_all() {
    let sandbox = Sandbox::new();
    let count = AtomicUsize::new(0);
    let server = api(move |request| {
        let is_old = request.bearer() == Some("token-number-0");
        if is_old && count.fetch_add(1, Ordering::SeqCst) >= 20 { Reply::status(401) } else { Reply::json(200, "{}") }
    });
    let output = batch(&sandbox, &server.url(), &lines(100)).run().exits(0);
    assert_eq!(printed(&output).len(), 100);
    assert_eq!(grants(&server), 2);
}

#[test]
fn without_a_token_nothing_is_sent_or_changed() {
    let sandbox = Sandbox::new();
    sandbox.write("work/out", "before");
    let server = Server::start(|_| Reply::json(401, r#"{"error":"invalid_client"}"#));
    let run = || batch(&sandbox, &server.url(), &lines(3)).args(["-o", "out"]);
    run().env("AMADEUS_CLIENT_SECRET", "").run().fails(9, &[]);
    run().run().fails(3, &[]);
    server.expect(1);
    assert_eq!(std::fs::read_to_string(sandbox.path("work/out")).unwrap(), "before");
}

#[test]
fn rejected_credentials_stop_the_batch() {
    let sandbox = Sandbox::new();
    sandbox.secret(crate::it::api::SECRET);
    let granted = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.path.as_str() {
        path if path.ends_with("token") && granted.fetch_add(1, Ordering::SeqCst) == 0 => {
            Reply::json(200, r#"{"access_token":"token-number-0","expires_in":1799}"#)
        }
        path if path.ends_with("token") => Reply::json(401, r#"{"error":"invalid_client"}"#),
        "/0" | "/1" => Reply::json(200, "{}"),
        _ => Reply::status(401),
    });
    let output = batch(&sandbox, &server.url(), &lines(50)).args(["--parallel", "1"]).run().exits(3);
    let printed = printed(&output);
    assert_eq!(ids(&printed), ["0", "1", "2"]);
    assert_eq!(printed[2]["error"]["code"], "credentials-rejected");
    assert!(
        output.stderr.contains("1 of 3 requests failed, and the remaining ones were not sent: line 3: "),
        "{output}"
    );
}

#[test]
fn a_used_up_quota_and_too_many_errors_stop_the_batch() {
    let sandbox = Sandbox::new();
    let quota = r#"{"errors":[{"status":429,"code":38195,"title":"Quota limit exceeded"}]}"#;
    for (reply, args, code, count) in [
        (Reply::json(429, quota), &[][..], 7, 1),
        (Reply::json(404, "{}"), &["--max-errors", "3"], 4, 3),
        (Reply::json(404, "{}"), &[], 4, 50),
        (Reply::json(429, "{}"), &["--retries", "0"], 7, 50),
    ] {
        let server = api(move |_| reply.clone());
        let program = batch(&sandbox, &server.url(), &lines(50)).args(["--parallel", "1"]).args(args);
        let output = program.env("TRAVAUTH_CACHE", "none").run().exits(code);
        assert_eq!((printed(&output).len(), api_requests(&server).len()), (count, count), "{output}");
        assert_eq!(output.stderr.contains("the remaining ones were not sent"), count < 50, "{output}");
    }
}

#[test]
fn the_exit_code_is_that_of_the_worst_line() {
    let sandbox = Sandbox::new();
    let server = api(|request| match request.path.as_str() {
        "/4" => Reply::json(404, "{}"),
        "/5" => Reply::json(500, "{}"),
        "/6" => Reply::close(),
        "/7" => Reply::status(429),
        _ => Reply::json(200, "{}"),
    });
    for (codes, code) in
        [(&["0"][..], 0), (&["0", "2"], 2), (&["2", "4"], 4), (&["4", "5"], 5), (&["5", "6"], 6), (&["7", "6"], 7)]
    {
        let line = |code: &&str| if *code == "2" { "x\n".to_owned() } else { format!("{{\"path\":\"/{code}\"}}\n") };
        let lines: String = codes.iter().map(line).collect();
        let output = batch(&sandbox, &server.url(), &lines).args(["--retries", "0", "--error-format", "json"]).run();
        assert_eq!(output.code, code, "{output}");
        if code > 0 {
            assert_eq!(output.error()["exit_code"], json!(code));
        }
    }
    assert_eq!(batch(&sandbox, &server.url(), "").run().exits(0).silently().stdout, "");
}

#[test]
fn lines_are_retried_like_single_calls_and_take_turns() {
    let sandbox = Sandbox::new();
    let count = AtomicUsize::new(0);
    let server = api(move |request| match (request.method.as_str(), count.fetch_add(1, Ordering::SeqCst)) {
        ("GET", 0) => Reply::status(503).header("Retry-After", "0"),
        ("GET", _) => Reply::json(200, "{}"),
        _ => Reply::status(503).header("Retry-After", "0"),
    });
    let lines = "{\"path\":\"/x\"}\n{\"path\":\"/x\",\"body\":1}\n";
    let output = batch(&sandbox, &server.url(), lines).args(["--parallel", "1"]).run().exits(5);
    assert_eq!(printed(&output)[0]["status"], 200);
    assert_eq!(api_requests(&server).len(), 3, "a POST is not repeated");
    // Each line waits for its own turn only, so that many lines do not exceed the longest wait.
    let server = api(|_| Reply::json(200, "{}"));
    let args = ["--rate", "50/s", "--rate-wait", "100ms"];
    let output = batch(&sandbox, &server.url(), &self::lines(20)).args(args).run().exits(0);
    assert_eq!(printed(&output).len(), 20);
    let args = ["--rate", "1/m", "--rate-wait", "0", "--parallel", "1"];
    let output =
        batch(&sandbox, &server.url(), &self::lines(3)).args(args).env("AMADEUS_CLIENT_ID", "you").run().exits(7);
    let printed = printed(&output);
    assert_eq!((&printed[0]["status"], &printed[2]["error"]["code"]), (&json!(200), &json!("rate-limited")));
}

#[test]
fn a_slow_reader_of_the_output_loses_no_line() {
    let sandbox = Sandbox::new();
    // A pipe holds 64 KiB, so the program cannot write more than a few of these.
    let body = format!("\"{}\"", "x".repeat(40 << 10));
    let server = api(move |_| Reply::json(200, body.clone()));
    sandbox.write("work/lines", lines(200));
    // The reader begins when more lines have finished than fit into the pipe.
    let script = r#""$@" | { until [ -e read ]; do sleep 0.01; done; cat; }"#;
    let program = call(&sandbox, &server.url()).args(["--batch", "lines", "--parallel", "2"]);
    let running = program.under(["sh", "-c", script, "sh"]).spawn();
    server.wait_for(1 + 8);
    sandbox.write("work/read", "");
    assert_eq!(printed(&running.wait().exits(0)).len(), 200);
}

#[test]
fn a_closed_pipe_is_not_a_failure_and_a_full_disk_is() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    sandbox.write("work/lines", lines(2000));
    let program = || call(&sandbox, &server.url()).args(["--batch", "lines"]);
    let script = r#"{ "$@"; echo $? >code; } | head -n 1; read -r code <code; exit "$code""#;
    let output = program().under(["sh", "-c", script, "sh"]).run().exits(0).silently();
    assert_eq!(printed(&output).len(), 1);
    #[cfg(target_os = "linux")]
    program().args(["-o", "/dev/full"]).run().fails(1, &["cannot be written", "No space left"]);
}

#[test]
fn a_signal_leaves_whole_lines() {
    let sandbox = Sandbox::new();
    let gate = Gate::new();
    let held = gate.clone();
    let server = api(move |request| {
        let reply = Reply::json(200, "{}");
        if request.path == "/30" { reply.hold_until(&held) } else { reply }
    });
    let file = sandbox.path("work/out");
    let running = batch(&sandbox, &server.url(), &lines(100)).args(["-o", "out"]).spawn();
    crate::support::eventually("30 lines are written", || {
        std::fs::read_to_string(&file).is_ok_and(|text| text.lines().count() >= 30)
    });
    running.signal("INT");
    assert_eq!(running.wait().code, 130);
    gate.open();
    assert_eq!(ids(&parsed(&std::fs::read_to_string(&file).unwrap())).len(), 30);
    drop(batch(&sandbox, &server.url(), &lines(100)).args(["-o", "out", "--resume"]).run().exits(0));
    let all = parsed(&std::fs::read_to_string(&file).unwrap());
    let numbers: Vec<String> = (0..100).map(|id| id.to_string()).collect();
    assert_eq!(ids(&all), numbers);
}

#[cfg(target_os = "linux")]
#[test]
fn the_progress_and_the_summary_are_shown_on_a_terminal() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    sandbox.write("work/lines", lines(4));
    // The progress line is shown after a second.
    let args = ["--batch", "lines", "-o", "out", "--rate", "2/s", "--parallel", "1"];
    let shown = crate::it::output::on_terminal(call(&sandbox, &server.url()).args(args)).run().exits(0).stdout;
    assert!(shown.contains(" done, 0 failed, ") && shown.contains("/s"), "{shown:?}");
    assert!(shown.ends_with("4 requests, 0 failed\r\n"), "{shown:?}");
    // With -q the terminal shows only the lines of the batch.
    let args = ["--batch", "lines", "--rate", "none", "-q"];
    let shown = crate::it::output::on_terminal(call(&sandbox, &server.url()).args(args)).run().exits(0).stdout;
    assert_eq!(shown.lines().count(), 4, "{shown:?}");
}
