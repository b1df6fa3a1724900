//! The lines of a batch: what is sent for each, and what is printed.

use serde_json::{Value, json};

use super::{batch, ids, printed};
use crate::it::api::{api, api_requests, call, grants};
use crate::support::{Gate, Reply, Sandbox, Server};

#[test]
fn each_line_is_sent_and_printed() {
    let sandbox = Sandbox::new();
    let server = api(|request| match request.path.as_str() {
        "/json" => Reply::json(200, "{\n \"n\": 1.10,\n \"n\": 12345678901234567890123\n}\n"),
        "/text" => {
            Reply::status(201).header("Content-Type", "text/plain").header("X-A", "1").header("x-a", "2").body("é\n")
        }
        "/bytes" => Reply::status(200).body(b"\xff\x00".to_vec()),
        "/nothing" => Reply::status(204),
        _ => Reply::json(404, r#"{"errors":[]}"#),
    });
    let lines = "\u{feff}{\"id\":1,\"path\":\"/json\"}\r\n\n\
        {\"id\":\"two\",\"path\":\"/text\",\"method\":\"put\",\"body\":{\"n\": 1.10 ,\"n\":2},\"query\":{\"a\":[\"x y\",1.0]}}\n\
        {\"path\":\"/bytes\",\"headers\":{\"X-Own\":\"v\",\"Accept\":null}}\n\
        {\"id\":4,\"path\":\"/nothing\",\"body\":\"<a/>\",\"headers\":{\"content-type\":\"text/xml\"}}\n\
        {\"id\":5,\"path\":\"/else\"}";
    let output = batch(&sandbox, &server.url(), lines).args(["-H", "X-Own: all", "-H", "X-All: yes"]).run().exits(4);
    let lines = printed(&output);
    assert_eq!(ids(&lines), ["1", "\"two\"", "null", "4", "5"]);
    assert!(output.stdout.contains(r#""body":{"n":1.10,"n":12345678901234567890123}}"#), "{output}");
    assert_eq!(lines[1]["body"], "é\n");
    assert_eq!(lines[1]["headers"]["x-a"], json!(["1", "2"]));
    assert_eq!(lines[2]["body_base64"], "/wA=");
    assert_eq!((&lines[3]["body"], &lines[3]["status"]), (&Value::Null, &json!(204)));
    assert_eq!((&lines[4]["body"], &lines[4]["status"]), (&json!({"errors": []}), &json!(404)));
    assert!(output.stderr.contains("error: 1 of 5 requests failed: line 6: "), "{output}");

    assert_eq!(grants(&server), 1);
    let requests = api_requests(&server);
    let find = |path: &str| requests.iter().find(|request| request.path == path).unwrap();
    let two = find("/text");
    assert_eq!((two.method.as_str(), two.target.as_str()), ("PUT", "/text?a=x+y&a=1.0"));
    assert_eq!((two.text().as_str(), two.header("x-own")), (r#"{"n": 1.10 ,"n":2}"#, Some("all")));
    assert_eq!(two.header("content-type"), Some("application/vnd.amadeus+json"));
    let bytes = find("/bytes");
    assert_eq!((bytes.header("x-own"), bytes.header("x-all")), (Some("v"), Some("yes")));
    assert_ne!(bytes.header("accept"), two.header("accept"));
    let nothing = find("/nothing");
    assert_eq!((nothing.method.as_str(), nothing.text().as_str()), ("POST", "<a/>"));
    assert_eq!(nothing.header("content-type"), Some("text/xml"));
}

#[test]
fn a_broken_line_is_its_own_error() {
    let sandbox = Sandbox::new();
    sandbox.write("work/file", "the content of the file");
    let server = api(|request| Reply::json(200, json!({ "body": request.text() }).to_string()));
    let too_long = format!(r#"{{"id":9,"path":"/x","body":"{}"}}"#, "x".repeat(17 << 20));
    let mut lines = String::new();
    let mut expected = Vec::new();
    for (line, id, part) in [
        ("not JSON", "null", "line 1: the line is not a JSON object"),
        (r#"{"id":2,"path":"/x","method":"GTE"}"#, "2", "line 2: there is no method `GTE`"),
        (r#"{"id":3,"path":"https://elsewhere.example/x"}"#, "3", "must not be sent to https://elsewhere.example"),
        (r#"{"id":2,"path":"/x"}"#, "2", "line 4: an earlier line has the id 2 too"),
        (
            r#"{"id":5,"path":"/x","headers":{"Authorization":"Bearer x"}}"#,
            "5",
            "`Authorization` cannot be set by a line",
        ),
        (r#"{"id":6,"path":"/x","method":"GET","body":1}"#, "6", "a GET request has no body"),
        (r#"{"id":7,"path":"/x","headers":{"a":"b\nc: d"}}"#, "7", "contains a control character"),
        (r#"{"id":8,"path":""}"#, "8", "the path is empty"),
        (&too_long, "null", "line 9: the line is longer than 16 MiB"),
        (r#"{"id":10,"path":"/x","body":"@file"}"#, "10", ""),
    ] {
        lines.push_str(line);
        lines.push('\n');
        expected.push((id, part));
    }
    sandbox.write("work/lines", &lines);
    let output = call(&sandbox, &server.url()).args(["--batch", "lines"]).run().exits(2);
    let lines = printed(&output);
    assert_eq!(lines.len(), expected.len());
    for (line, (id, part)) in lines.iter().zip(expected) {
        assert_eq!(line["id"].to_string(), id, "{line}");
        if part.is_empty() {
            assert_eq!(line["body"]["body"], "@file", "no value of a line reads a file");
        } else {
            assert!(line["error"]["message"].as_str().unwrap().contains(part), "{part}: {line}");
            assert_eq!((&line["error"]["exit_code"], line.get("status")), (&json!(2), None));
        }
    }
    assert_eq!(api_requests(&server).len(), 1);
}

/// Starts an API that holds back `/slow` until the gate is open.
fn gated(gate: &Gate) -> Server {
    let gate = gate.clone();
    api(move |request| {
        let reply = Reply::json(200, "1");
        if request.path == "/slow" { reply.hold_until(&gate) } else { reply }
    })
}

#[test]
fn the_output_is_in_order_unless_it_need_not_be() {
    let sandbox = Sandbox::new();
    let mut lines = "{\"id\":\"slow\",\"path\":\"/slow\"}\n".to_owned();
    lines.extend((1..100).map(|id| format!("{{\"id\":{id},\"path\":\"/x\"}}\n")));
    // In order, at most 4 responses for each parallel request wait for the slow one.
    let gate = Gate::new();
    let server = gated(&gate);
    let running = batch(&sandbox, &server.url(), &lines).args(["--parallel", "2"]).spawn();
    server.wait_for(1 + 8);
    assert!(server.requests().len() <= 1 + 8);
    gate.open();
    let lines_in_order = printed(&running.wait().exits(0));
    assert_eq!(lines_in_order.len(), 100);
    assert_eq!(ids(&lines_in_order)[..3], ["\"slow\"", "1", "2"]);
    // Without the order, the others do not wait.
    let gate = Gate::new();
    let server = gated(&gate);
    let running = batch(&sandbox, &server.url(), &lines).args(["--parallel", "2", "--unordered"]).spawn();
    server.wait_for(1 + 100);
    assert_eq!(running.first_line().split(',').next(), Some("{\"id\":1"));
    gate.open();
    let unordered = printed(&running.wait().exits(0));
    // The last of the others can be printed at the same time.
    let slow = ids(&unordered).iter().position(|id| id == "\"slow\"");
    assert!(unordered.len() == 100 && slow >= Some(98), "{slow:?}");
}

#[test]
fn requests_are_sent_side_by_side_over_as_many_connections() {
    let sandbox = Sandbox::new();
    let lines: String = (0..60).map(|id| format!("{{\"id\":{id},\"path\":\"/slow\"}}\n")).collect();
    for parallel in [1, 8] {
        let gate = Gate::new();
        let server = gated(&gate);
        let number = parallel.to_string();
        let program = batch(&sandbox, &server.url(), &lines).env("TRAVAUTH_CACHE", "none");
        let program = if parallel == 8 { program } else { program.args(["--parallel", &number]) };
        let running = program.spawn();
        server.wait_for(1 + parallel);
        gate.open();
        assert_eq!(printed(&running.wait().exits(0)).len(), 60);
        assert!(server.connections() <= parallel, "{} connections", server.connections());
    }
}

#[test]
fn flags_that_change_the_response_apply_to_each_line() {
    let sandbox = Sandbox::new();
    let server = api(|request| match request.path.as_str() {
        "/many" => Reply::json(200, r#"{"data":[{"a":1.10},{"a":"b"}]}"#),
        "/one" => Reply::json(200, r#"{"data":[{"a":null}]}"#),
        "/text" => Reply::status(200).body("text"),
        _ => Reply::json(500, r#"{"data":[]}"#),
    });
    let lines: String =
        ["/many", "/one", "/text", "/fails"].iter().map(|path| format!("{{\"path\":\"{path}\"}}\n")).collect();
    let output = batch(&sandbox, &server.url(), &lines).args(["--jq", ".data[].a", "--retries", "0"]).run().exits(6);
    let lines_printed = printed(&output);
    assert!(output.stdout.contains(r#""body":[1.10,"b"]}"#), "{output}");
    assert_eq!((&lines_printed[1]["body"], &lines_printed[1]["status"]), (&Value::Null, &json!(200)));
    assert_eq!(lines_printed[2]["error"]["code"], "bad-answer");
    assert_eq!((&lines_printed[3]["body"], &lines_printed[3]["status"]), (&json!({"data": []}), &json!(500)));
    let silent = printed(&batch(&sandbox, &server.url(), &lines).args(["--silent", "--retries", "0"]).run().exits(5));
    assert!(silent.iter().all(|line| line.get("body").is_none() && line["status"].is_u64()));
    let small =
        printed(&batch(&sandbox, &server.url(), &lines).args(["--max-size", "20", "--retries", "0"]).run().exits(6));
    assert_eq!(small[0]["error"]["code"], "answer-too-large");
}

#[test]
fn wrong_flags_are_usage_errors() {
    let sandbox = Sandbox::new();
    sandbox.write("work/lines", "{\"path\":\"/x\"}\n");
    let server = Server::never();
    for args in [
        &["--batch", "lines", "/x"][..],
        &["--batch", "lines", "GET", "/x"],
        &["--batch", "lines", "-X", "GET"],
        &["--batch", "lines", "-d", "x"],
        &["--batch", "lines", "-f", "a=b"],
        &["--batch", "lines", "-F", "a=b"],
        &["--batch", "lines", "--query", "a=b"],
        &["--batch", "lines", "-i"],
        &["--batch", "lines", "-I"],
        &["--batch", "lines", "--paginate"],
        &["--batch", "lines", "--dry-run"],
        &["--batch", "lines", "--print-curl"],
        &["--batch", "lines", "--parallel", "0"],
        &["--batch", "lines", "--max-errors", "0"],
        &["--batch", "lines", "--resume"],
        &["--batch", "lines", "--resume", "-o", "-"],
        &["--batch", "lines", "--resume", "-o", "/dev/null"],
        &["--batch", "lines", "-o", "lines"],
        &["--batch", "lines", "-H", "Authorization: Bearer x"],
        &["--batch", "-", "--client-secret-file", "-"],
        &["/x", "--parallel", "2"],
        &["/x", "--unordered"],
        &["/x", "--resume", "-o", "out"],
        &["/x", "--max-errors", "1"],
        &[],
    ] {
        let output = call(&sandbox, &server.url()).args(args).run();
        assert!(output.code == 2 && output.stdout.is_empty(), "{output}");
    }
    assert_eq!(std::fs::read_to_string(sandbox.path("work/lines")).unwrap(), "{\"path\":\"/x\"}\n");
    for (file, part) in [("missing", "cannot be read"), ("..", "cannot be read")] {
        call(&sandbox, &server.url()).args(["--batch", file]).run().fails(1, &[part]);
    }
}
