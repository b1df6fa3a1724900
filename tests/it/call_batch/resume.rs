//! `call --batch -o FILE --resume`: continues where an earlier run has ended.

use std::fs;
use std::path::Path;

use super::{batch, ids, parsed};
use crate::it::api::{api, api_requests};
use crate::support::{Gate, Reply, Sandbox};

const LINES: &str = "{\"id\":1,\"path\":\"/1\"}\n{\"id\":\"b\",\"path\":\"/b\"}\n{\"id\":3,\"path\":\"/3\"}\n";

fn ids_in(file: &Path) -> Vec<String> {
    ids(&parsed(&fs::read_to_string(file).unwrap()))
}

#[test]
fn only_requests_without_a_response_are_sent_again() {
    let sandbox = Sandbox::new();
    let file = sandbox.path("work/out");
    let answered = "{\"id\":1,\"status\":404,\"headers\":{},\"body\":null}\n";
    for (earlier, expected, sent) in [
        (None, &["1", "\"b\"", "3"][..], &["/1", "/b", "/3"][..]),
        (Some(String::new()), &["1", "\"b\"", "3"], &["/1", "/b", "/3"]),
        (Some(answered.to_owned()), &["1", "\"b\"", "3"], &["/b", "/3"]),
        (Some(answered.trim_end().to_owned()), &["1", "\"b\"", "3"], &["/b", "/3"]),
        (Some(format!("{answered}{{\"id\":\"b\",\"status\":200,\"hea")), &["1", "\"b\"", "3"], &["/b", "/3"]),
        (Some(format!("{{\"id\":3,\"error\":{{}}}}\n{answered}")), &["1", "\"b\"", "3"], &["/b", "/3"]),
        (Some(format!("{answered}{{\"id\":\"b\",\"status\":429}}\n")), &["1", "\"b\"", "3"], &["/b", "/3"]),
        (Some(format!("{answered}{}", answered.replace('1', "\"b\""))), &["1", "\"b\"", "3"], &["/3"]),
    ] {
        let server = api(|_| Reply::json(200, "{}"));
        let _ = fs::remove_file(&file);
        if let Some(earlier) = &earlier {
            sandbox.write("work/out", earlier);
        }
        let program = batch(&sandbox, &server.url(), LINES).args(["-o", "out", "--resume", "--parallel", "1"]);
        let output = program.env("TRAVAUTH_CACHE", "none").run().exits(0);
        assert_eq!(output.stdout, "");
        assert_eq!(ids_in(&file), expected, "{earlier:?}");
        let paths: Vec<String> = api_requests(&server).into_iter().map(|request| request.path).collect();
        assert_eq!(paths, sent, "{earlier:?}");
        assert_eq!(fs::read_dir(sandbox.path("work")).unwrap().count(), 1);
    }
    // Without --resume the file is replaced.
    let server = api(|_| Reply::json(200, "{}"));
    drop(batch(&sandbox, &server.url(), "{\"id\":9,\"path\":\"/9\"}\n").args(["-o", "out"]).run().exits(0));
    assert_eq!(ids_in(&file), ["9"]);
}

#[test]
fn a_file_or_a_line_without_ids_is_an_error() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let run = |lines: &str| batch(&sandbox, &server.url(), lines).args(["-o", "out", "--resume"]).run();
    for text in ["notes of mine\n", "{\"id\":null,\"status\":200}\n"] {
        let file = sandbox.write("work/out", text);
        run(LINES).fails(2, &["out cannot be resumed: line 1"]);
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    fs::remove_file(sandbox.path("work/out")).unwrap();
    let output = run("{\"path\":\"/x\"}\n{\"id\":1,\"path\":\"/x\"}\nbroken\n").exits(2);
    assert!(output.stderr.contains("2 of 3 requests failed: line 1: the line has no id"), "{output}");
    let written = parsed(&fs::read_to_string(sandbox.path("work/out")).unwrap());
    assert_eq!(ids(&written), ["null", "1", "null"]);
    assert!(written[2]["error"]["message"].as_str().unwrap().contains("not a JSON object"));
}

#[test]
fn two_runs_do_not_write_the_same_file() {
    let sandbox = Sandbox::new();
    let gate = Gate::new();
    let held = gate.clone();
    let server = api(move |_| Reply::json(200, "{}").hold_until(&held));
    let run = || batch(&sandbox, &server.url(), LINES).args(["-o", "out"]);
    let first = run().spawn();
    server.wait_for(2);
    run().run().fails(1, &["another process writes the file out"]);
    gate.open();
    drop(first.wait().exits(0));
    assert_eq!(ids_in(&sandbox.path("work/out")).len(), 3);
}
