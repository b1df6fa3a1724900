//! `call`: the output for a response.
#![cfg(unix)]

use std::io::Write as _;
use std::time::Duration;

use super::api::{api, api_requests, call, call_sabre};
#[cfg(target_os = "linux")]
use super::common::alone_with;
use crate::support::{Certificate, Output, Reply, Request, Sandbox, TlsServer};

const BODY: &[u8] = b"{\"a\": 1.10,\r\n \"b\":\"\xc3\xbc\"}\0\xff";

/// Runs `call /x` with these arguments against a server that sends this response.
fn shown(sandbox: &Sandbox, reply: &Reply, args: &[&str]) -> Output {
    let reply = reply.clone();
    let server = api(move |_| reply.clone());
    call(sandbox, &server.url()).args(["/x"]).args(args).run()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_body_is_printed_byte_for_byte() {
    let sandbox = Sandbox::new();
    for reply in [
        Reply::status(200).body(BODY),
        Reply::status(201).body(BODY).chunked(),
        Reply::status(200).body(BODY).drip(7, Duration::from_millis(1)),
        Reply::status(404).body(BODY),
        Reply::status(500).body(BODY).chunked(),
    ] {
        assert_eq!(shown(&sandbox, &reply, &["--retries", "0"]).bytes, BODY);
    }
    let output = shown(&sandbox, &Reply::status(204), &[]).exits(0);
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
}

#[test]
fn an_error_status_has_its_exit_code_and_a_message_with_the_providers_words() {
    let sandbox = Sandbox::new();
    let amadeus = |status: u16, code: &str| {
        Reply::json(
            status,
            format!(r#"{{"errors":[{{"code":{code},"title":"A TITLE","detail":"its words","status":{status}}}]}}"#),
        )
    };
    let html = Reply::status(502).header("Content-Type", "text/html").body("<html>");
    for (reply, exit, parts) in [
        (
            amadeus(400, "32171"),
            4,
            ["a required parameter is missing", "HTTP 400, 32171, its words", "hint: add it with --query"],
        ),
        (amadeus(400, "\"477\""), 4, ["the format of a value is wrong", "HTTP 400, 477", "`source`"]),
        (amadeus(401, "38191"), 4, ["found no bearer token", "38191", "hint:"]),
        (amadeus(403, "38197"), 4, ["Amadeus forbids", "38197", "the token is not the reason"]),
        (amadeus(404, "38196"), 4, ["no such resource", "38196", "version"]),
        (amadeus(429, "38195"), 7, ["monthly quota", "38195", "until next month"]),
        (amadeus(500, "1"), 5, ["an internal error", "HTTP 500, 1", "try again later"]),
        (amadeus(501, "1"), 5, ["does not support this", "HTTP 501", "hint:"]),
        (html, 5, ["a gateway got no valid response", "HTTP 502, a web page", "hint:"]),
        (Reply::status(418), 4, ["rejects the request", "HTTP 418", "hint:"]),
    ] {
        let output = shown(&sandbox, &reply, &["--retries", "0"]).exits(exit);
        for part in parts {
            assert!(output.stderr.contains(part), "`{part}` is missing: {output}");
        }
        let json = shown(&sandbox, &reply, &["--retries", "0", "--error-format", "json"]).exits(exit);
        let error: serde_json::Value = serde_json::from_str(&json.stderr).expect("one JSON document");
        assert_eq!(error["error"]["exit_code"], exit);
    }
}

#[test]
fn sabres_errors_are_shown_in_its_words() {
    let sandbox = Sandbox::new();
    for (status, code, exit, part) in [
        (403, "ERR.2SG.SEC.NOT_AUTHORIZED", 4, "the account is not entitled"),
        (403, "ERR.2SG.CLIENT.SERVICE_UNKNOWN", 4, "no service at this path"),
        (404, "WARN.RAF.APPLICATION", 4, "no data for this request"),
        (401, "ERR.2SG.SEC.MISSING_CREDENTIALS", 4, "found no bearer token"),
        (429, "ERR.2SG.GATEWAY.REQUEST_THROTTLED", 7, "too many requests"),
        (500, "ERR.2SG.GATEWAY.TIMEOUT", 5, "waited too long"),
    ] {
        let body = format!(r#"{{"status":"NotProcessed","errorCode":"{code}","message":"its words"}}"#);
        let server = api(move |_| Reply::json(status, body.clone()));
        let output = call_sabre(&sandbox, &server.url()).args(["/x", "--retries", "0"]).run().exits(exit);
        for part in [part, code, "its words"] {
            assert!(output.stderr.contains(part), "`{part}` is missing: {output}");
        }
        assert_eq!(api_requests(&server).len(), 1, "{code}");
    }
}

#[test]
fn include_prints_the_head() {
    let sandbox = Sandbox::new();
    let reply = Reply::status(200).header("X-Thing", "a; b").body("body");
    let output = shown(&sandbox, &reply, &["-i"]).exits(0);
    assert_eq!(output.stdout, "HTTP/1.1 200 Scripted\r\nx-thing: a; b\r\ncontent-length: 4\r\n\r\nbody");
    let output = shown(&sandbox, &reply, &["-i", "--silent"]).exits(0);
    assert!(output.stdout.ends_with("\r\n\r\n"), "{output}");
    assert_eq!(shown(&sandbox, &reply, &["--silent"]).exits(0).stdout, "");
    assert_eq!(shown(&sandbox, &Reply::status(404).body("body"), &["--silent"]).exits(4).stdout, "");

    let server = api(move |_| reply.clone());
    let output = call(&sandbox, &server.url()).args(["-I", "/x", "--max-size", "1"]).run().exits(0);
    assert_eq!(output.stdout, "HTTP/1.1 200 Scripted\r\nx-thing: a; b\r\ncontent-length: 4\r\n\r\n");
    assert_eq!(api_requests(&server)[0].method, "HEAD");
}

#[test]
fn jq_filters_successes_and_error_bodies_are_printed_unchanged() {
    let sandbox = Sandbox::new();
    let reply = Reply::json(200, r#"{"data":[{"c":"BA"},{"c":null},{"c":{"n":1.10}}]}"#);
    assert_eq!(shown(&sandbox, &reply, &["--jq", ".data[].c"]).exits(0).stdout, "BA\nnull\n{\"n\":1.10}\n");
    let error = Reply::json(404, r#"{"errors":[]}"#);
    assert_eq!(shown(&sandbox, &error, &["--jq", ".data[].c"]).exits(4).stdout, r#"{"errors":[]}"#);
    let output = shown(&sandbox, &reply, &["--jq", ".data[].c | test(\"A\")"]).exits(2);
    assert_eq!(output.stdout, "true\n");
    assert!(output.stderr.contains("does not fit the response"), "{output}");
    let output = shown(&sandbox, &Reply::status(200).body("<html>"), &["--jq", "."]).exits(6);
    assert!(output.stderr.contains("not JSON"), "{output}");
    let deep = Reply::json(200, "[".repeat(200_000));
    shown(&sandbox, &deep, &["--jq", "."]).exits(6);
}

/// I1: a response that is cut short leaves the existing file unchanged.
#[test]
fn an_output_file_is_written_completely_or_not_at_all() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    let file = sandbox.path("work/out");
    let output = shown(&sandbox, &Reply::status(200).body(BODY), &["-o", "out"]).exits(0);
    assert_eq!(output.stdout, "");
    assert_eq!(std::fs::read(&file).unwrap(), BODY);

    // A failed download leaves an existing file unchanged. A complete one replaces its content but not its mode.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    for reply in [
        Reply::status(200).body("0123456789").cut_short(),
        Reply::status(200).body("0123456789").chunked().cut_short(),
        Reply::status(200).header("Content-Encoding", "gzip").body("0123456789"),
    ] {
        shown(&sandbox, &reply, &["-o", "out", "--compressed"]).exits(6);
        assert_eq!(std::fs::read(&file).unwrap(), BODY);
    }
    shown(&sandbox, &Reply::status(200).body("new"), &["-o", "out", "--retries", "0"]).exits(0);
    assert_eq!(std::fs::read(&file).unwrap(), b"new");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    // I1: the body of an error response is printed, and never replaces the file.
    for args in [&["-o", "out"][..], &["-o", "out", "--paginate"], &["-o", "out", "--jq", "."]] {
        assert_eq!(shown(&sandbox, &Reply::status(404).body("error"), args).exits(4).stdout, "error", "{args:?}");
        assert_eq!(std::fs::read(&file).unwrap(), b"new", "{args:?}");
    }
    assert_eq!(shown(&sandbox, &Reply::json(200, r#"{"a":1}"#), &["-o", "out", "--jq", ".a[]"]).exits(2).stdout, "");
    assert_eq!(std::fs::read(&file).unwrap(), b"new");
    let names: Vec<_> =
        std::fs::read_dir(sandbox.path("work")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["out"], "no other file is left");

    std::os::unix::fs::symlink("out", sandbox.path("work/link")).unwrap();
    shown(&sandbox, &Reply::status(200).body("through a link"), &["-o", "link"]).exits(0);
    assert!(sandbox.path("work/link").is_symlink());
    assert_eq!(std::fs::read(&file).unwrap(), b"through a link");
    shown(&sandbox, &Reply::status(200).body("x"), &["-o", "/dev/null"]).exits(0);
}

/// I1: `-o -` prints the response and creates no file.
#[test]
fn the_file_name_dash_is_standard_output() {
    let sandbox = Sandbox::new();
    assert_eq!(shown(&sandbox, &Reply::status(200).body(BODY), &["-o", "-"]).exits(0).bytes, BODY);
    assert_eq!(std::fs::read_dir(sandbox.path("work")).unwrap().count(), 0);
}

/// I17: as curl does, `-o` accepts a name of 255 bytes and a link to a file that does not exist yet.
#[test]
fn a_long_name_and_a_dangling_link_are_written_as_curl_writes_them() {
    let sandbox = Sandbox::new();
    let long = "n".repeat(255);
    shown(&sandbox, &Reply::status(200).body("long"), &["-o", &long]).exits(0);
    assert_eq!(std::fs::read(sandbox.path("work").join(long)).unwrap(), b"long");

    std::fs::create_dir(sandbox.path("work/dir")).unwrap();
    std::os::unix::fs::symlink("../target", sandbox.path("work/dir/second")).unwrap();
    std::os::unix::fs::symlink("dir/second", sandbox.path("work/first")).unwrap();
    shown(&sandbox, &Reply::status(200).body("linked"), &["-o", "first"]).exits(0);
    assert!(sandbox.path("work/first").is_symlink() && sandbox.path("work/dir/second").is_symlink());
    assert_eq!(std::fs::read(sandbox.path("work/target")).unwrap(), b"linked");

    std::os::unix::fs::symlink("loop", sandbox.path("work/loop")).unwrap();
    let server = api(|_| Reply::status(200)).at_least(0);
    let output = call(&sandbox, &server.url()).args(["/x", "-o", "loop"]).run().exits(1);
    assert!(output.stderr.contains("the file loop cannot be written"), "{output}");
}

/// I17: the directory is read-only, or the file is a mount point.
#[cfg(target_os = "linux")]
#[test]
fn a_file_is_written_in_place_where_it_cannot_be_replaced() {
    const READ_ONLY: &str = r#"mount --bind . .; cd "$PWD"; mount --bind file file; mount -o remount,bind,ro ."#;
    let sandbox = Sandbox::new();
    let server = api(|request| match request.path.as_str() {
        "/good" => Reply::status(200).body("new"),
        _ => Reply::status(200).body("01234").cut_short(),
    });
    for (mount, path, exit, expected) in [
        (READ_ONLY, "/good", 0, "new"),
        (READ_ONLY, "/cut", 6, "before, and longer"),
        ("mount --bind file file", "/good", 0, "new"),
        ("mount --bind file file", "/cut", 6, "before, and longer"),
    ] {
        std::fs::create_dir_all(sandbox.path("work/dir")).unwrap();
        let file = sandbox.write("work/dir/file", "before, and longer");
        let script = format!("cd dir; {mount}; \"$@\"");
        let program = call(&sandbox, &server.url()).args([path, "-o", "file"]);
        let _ = alone_with("--mount", &script, program).run().exits(exit);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), expected, "{mount} {path}");
        assert_eq!(std::fs::read_dir(sandbox.path("work/dir")).unwrap().count(), 1, "{mount} {path}");
    }
}

/// N16: the limits of depth and digits hold in the response and in its strings, also behind comments, which jaq accepts.
#[test]
fn a_response_that_exceeds_the_limits_of_the_jq_parser_fails_with_exit_code_6() {
    let sandbox = Sandbox::new();
    let deep = "[".repeat(200_000);
    for body in
        [format!("#\"\n{deep}"), format!("[1#\"\n,{deep}"), "7".repeat(4 << 20), format!("[{}]", "7".repeat(4 << 20))]
    {
        let output = shown(&sandbox, &Reply::status(200).body(body), &["--jq", "."]).exits(6);
        assert!(output.stderr.contains("nested deeper") || output.stderr.contains("digits"), "{output}");
    }
    for text in [deep, "7".repeat(4 << 20)] {
        let reply = Reply::json(200, format!("\"{text}\""));
        for expression in ["fromjson", "tonumber"] {
            let output = shown(&sandbox, &reply, &["--jq", expression]).exits(2);
            assert!(output.stderr.contains("cannot parse the text as JSON"), "{output}");
        }
    }
    let reply = Reply::json(200, r#"["{\"a\":[1.10]}","12"]"#);
    let output = shown(&sandbox, &reply, &["--jq", "(.[0] | fromjson.a[0]), (.[1] | tonumber)"]).exits(0);
    assert_eq!(output.stdout, "1.10\n12\n");
}

#[test]
fn an_interrupted_download_leaves_no_file() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(200).body(vec![b'x'; 1 << 20]).drip(1, Duration::from_millis(20)));
    let running = call(&sandbox, &server.url()).args(["/x", "-o", "out"]).spawn();
    server.wait_for(2);
    crate::support::eventually("the file is begun", || {
        std::fs::read_dir(sandbox.path("work"))
            .unwrap()
            .any(|entry| entry.unwrap().metadata().is_ok_and(|metadata| metadata.len() > 0))
    });
    running.signal("INT");
    assert_eq!(running.wait().code, 130);
    assert_eq!(std::fs::read_dir(sandbox.path("work")).unwrap().count(), 0);
}

#[test]
fn a_response_larger_than_max_size_is_an_error() {
    let sandbox = Sandbox::new();
    let plain = Reply::status(200).body("0123456789");
    assert_eq!(shown(&sandbox, &plain, &["--max-size", "10"]).exits(0).stdout, "0123456789");
    let output = shown(&sandbox, &plain, &["--max-size", "9"]).exits(6);
    assert_eq!(output.stdout, "", "no output if the head announces too large a body");
    assert!(output.stderr.contains("larger than 9 bytes") && output.stderr.contains("--max-size"), "{output}");
    shown(&sandbox, &plain.clone().chunked(), &["--max-size", "9"]).exits(6);
    shown(&sandbox, &plain, &["--max-size", "9", "--jq", "."]).exits(6);
    let bomb = Reply::status(200).header("Content-Encoding", "gzip").body(gzip(&vec![0; 1 << 20]));
    shown(&sandbox, &bomb, &["--max-size", "64K", "--compressed"]).exits(6);
    shown(&sandbox, &bomb, &["--max-size", "1M", "--compressed"]).exits(0);
}

#[test]
fn gzip_is_decompressed_only_with_the_flag() {
    let sandbox = Sandbox::new();
    let compressed = gzip(BODY);
    let server = {
        let compressed = compressed.clone();
        api(move |request: &Request| {
            assert_eq!(request.header("accept-encoding").is_some(), request.path == "/compressed");
            Reply::status(200).header("Content-Encoding", "gzip").body(compressed.clone())
        })
    };
    assert_eq!(call(&sandbox, &server.url()).args(["/plain"]).run().exits(0).bytes, compressed);
    assert_eq!(call(&sandbox, &server.url()).args(["/compressed", "--compressed"]).run().exits(0).bytes, BODY);
    assert_eq!(api_requests(&server)[1].header("accept-encoding"), Some("gzip"));

    let broken = |body: &[u8]| Reply::status(200).header("Content-Encoding", "gzip").body(body);
    let output = shown(&sandbox, &broken(b"no gzip at all"), &["--compressed"]).exits(6);
    assert!(output.stderr.contains("is not compressed as its Content-Encoding says"), "{output}");
    let output = shown(&sandbox, &broken(&compressed[..compressed.len() - 4]), &["--compressed"]).exits(6);
    assert!(output.stderr.contains("ends too early"), "{output}");
    let plain = Reply::status(200).body(BODY);
    assert_eq!(shown(&sandbox, &plain, &["--compressed"]).exits(0).bytes, BODY);
}

#[test]
fn a_response_that_is_cut_short_is_an_error() {
    let sandbox = Sandbox::new();
    for reply in [
        Reply::status(200).body("0123456789").cut_short(),
        Reply::status(200).body("0123456789").chunked().cut_short(),
        Reply::close(),
        Reply::reset(),
        Reply::raw("nonsense\r\n\r\n"),
    ] {
        let output = shown(&sandbox, &reply, &["--retries", "0"]).exits(6);
        assert!(output.stderr.starts_with("error: "), "{output}");
    }
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_disk_is_one() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(200).body(vec![b'x'; 4 << 20]));
    let binary = Sandbox::binary().display().to_string();
    let script = |rest: &str| format!("'{binary}' call -p amadeus --base-url '{}' /x {rest}", server.url());
    let run = |script: String| {
        drop(call(&sandbox, &server.url()));
        sandbox
            .command("sh")
            .args(["-c", &script])
            .env("AMADEUS_CLIENT_ID", "me")
            .env("AMADEUS_CLIENT_SECRET", super::api::SECRET)
            .run()
            .exits(0)
    };
    let output = run(format!("{{ {}; echo \"code $?\" >&2; }} | head -c 1 >/dev/null", script("")));
    assert_eq!(output.stderr, "code 0\n");
    if cfg!(target_os = "linux") {
        let output = run(format!("{} >/dev/full; echo \"code $?\"", script("")));
        assert_eq!(output.stdout, "code 1\n");
        assert!(output.stderr.contains("standard output cannot be written"), "{output}");
    }
}

#[test]
fn a_silent_server_times_out() {
    let sandbox = Sandbox::new();
    let output = shown(&sandbox, &Reply::hang(), &["--timeout", "1s"]).exits(6);
    assert!(output.stderr.contains("did not respond within 1 s"), "{output}");
    let drip = Reply::status(200).body("0123456789").drip(1, Duration::from_millis(400));
    let output = shown(&sandbox, &drip, &["--timeout", "1s"]).exits(6);
    assert!(output.stderr.contains("not complete within the time limit"), "{output}");
}

#[test]
fn call_works_over_tls() {
    let sandbox = Sandbox::new();
    let server = TlsServer::start(Certificate::Good, super::api::granting(|_| Reply::status(200).body(BODY)));
    let bundle = server.ca_bundle();
    let get = || call(&sandbox, &server.url()).args(["/x"]);
    assert_eq!(get().args(["--ca-bundle".as_ref(), bundle.as_os_str()]).run().exits(0).bytes, BODY);
    assert_eq!(get().env("SSL_CERT_FILE", &bundle).run().exits(0).bytes, BODY);
    assert!(get().run().exits(6).stderr.contains("not trusted"));
}

#[test]
fn the_log_shows_no_secret() {
    let sandbox = Sandbox::new();
    let server = api(|request| {
        let token = request.header("authorization").unwrap_or_default().to_owned();
        Reply::json(403, format!(r#"{{"errors":[{{"code":1,"detail":"you sent {token}"}}]}}"#)).header("X-Echo", &token)
    });
    let output = call(&sandbox, &server.url())
        .args(["/x", "-vv", "--silent", "-H", "X-Own: a-secret-of-mine"])
        .env("RUST_LOG", "trace")
        .run()
        .exits(4);
    assert!(output.stderr.contains("you sent Bearer ***"), "{output}");
    assert!(!output.stderr.contains("a-secret-of-mine"), "{output}");
}
