//! Responses of servers and proxies that an earlier version did not handle correctly.

use std::io::Write as _;

use super::api::{api, api_requests, call, grants};
use super::common::{SECRET, TOKEN, amadeus, grant};
use crate::support::{Certificate, Reply, Sandbox, Server, TlsServer};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// N3: a response is decompressed as its header says before any other code reads it.
#[test]
fn compressed_responses_of_a_token_endpoint_are_read() {
    let document = format!(r#"{{"access_token":{},"expires_in":1799}}"#, serde_json::json!(TOKEN));
    let sandbox = Sandbox::new();
    let reply = Reply::json(200, gzip(document.as_bytes())).header("Content-Encoding", "gzip");
    let server = Server::start(move |_| reply.clone());
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), TOKEN);

    let reply = Reply::json(429, gzip(br#"{"errors":[{"code":38195}]}"#)).header("Content-Encoding", "gzip");
    let server = Server::start(move |_| reply.clone());
    amadeus(&sandbox, &server.url()).run().fails(7, &["38195"]);
    server.expect(1);
}

/// N3: no request is sent again after a quota is used up, also when the response is compressed.
#[test]
fn a_compressed_error_of_an_api_is_understood() {
    let reply = Reply::json(429, gzip(br#"{"errors":[{"code":38195}]}"#)).header("Content-Encoding", "gzip");
    let (sandbox, server) = (Sandbox::new(), api(move |_| reply.clone()));
    let output = call(&sandbox, &server.url()).args(["/x", "--compressed"]).run().exits(7);
    assert!(output.stderr.contains("38195"), "{output}");
    assert_eq!(api_requests(&server).len(), 1);
}

/// N4: no number that a server sends overflows.
#[test]
fn the_longest_retry_after_fails_at_once() {
    for wait in [u64::MAX.to_string(), "Thu, 30 Dec 9999 12:00:00 GMT".to_owned()] {
        let reply = Reply::json(429, r#"{"errors":[{"code":38194}]}"#).header("Retry-After", &wait);
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| reply.clone()));
        amadeus(&sandbox, &server.url()).args(["--retries", "9"]).run().fails(7, &["38194"]);
        server.expect(1);
        // The failure is recorded, and read again.
        amadeus(&sandbox, &server.url()).args(["--error-format", "json"]).run().exits(7).error();
    }
}

/// N5: an upload whose source stalls ends at the time limit. An upload that only takes long does not.
///
/// A body of at most 8 MiB is read before the connection is made, so these are longer.
#[cfg(unix)]
#[test]
fn an_upload_is_limited_by_silence_and_not_by_its_length() {
    const MIB: usize = 1 << 20;
    // The body of the response arrives later than its headers, as in a slow response.
    let reply = Reply::json(200, "{}").drip(1, std::time::Duration::from_millis(200));
    let (sandbox, server) = (Sandbox::new(), api(move |_| reply.clone()).at_least(0));
    let upload = |limit: &str, pauses: u32| {
        let pipe = sandbox.path(limit);
        let _ = sandbox.command("mkfifo").args([&pipe]).run().exits(0);
        let script = format!("exec \"$@\" <{}", pipe.display());
        let call = call(&sandbox, &server.url()).args(["-X", "POST", "/x", "-d", "-", "--timeout", limit]);
        let running = call.under(["sh", "-c", &script, "sh"]).spawn();
        let mut writer = std::fs::File::options().write(true).open(&pipe).unwrap();
        writer.write_all(&vec![b'x'; 9 * MIB]).unwrap();
        for _ in 0..pauses {
            std::thread::sleep(std::time::Duration::from_secs(1));
            writer.write_all(b"x").unwrap();
        }
        (running, writer)
    };
    // The writer stays open until the program has ended.
    let (running, writer) = upload("1s", 0);
    running.wait().fails(6, &["stalled"]);
    drop(writer);
    let (running, writer) = upload("4s", 6);
    drop(writer);
    running.wait().exits(0).silently();
    assert_eq!(api_requests(&server).last().unwrap().body.len(), 9 * MIB + 6);
}

/// N6: pages that alternate between two origins do not open more files with each page.
#[cfg(target_os = "linux")]
#[test]
fn pages_of_two_origins_need_few_open_files() {
    const PAGES: usize = 60;
    let other = Server::start(|_| Reply::json(200, r#"{"data":[1]}"#));
    let next = std::sync::atomic::AtomicUsize::new(1);
    let elsewhere = format!("{}/page", other.url());
    let server = api(move |request| {
        if request.path.starts_with("/redirected") {
            return Reply::redirect(302, &elsewhere);
        }
        let number = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let next =
            if number < PAGES { format!(r#","meta":{{"links":{{"next":"/page?{number}"}}}}"#) } else { String::new() };
        Reply::json(200, format!(r#"{{"data":[{number}]{next}}}"#))
    });
    let sandbox = Sandbox::new();
    let script = "ulimit -n 32; exec \"$@\"";
    let pages =
        call(&sandbox, &server.url()).args(["/page", "--paginate", "--follow"]).under(["sh", "-c", script, "sh"]);
    let _ = pages.run().exits(0).silently();
    assert_eq!(api_requests(&server).len(), PAGES);
    let redirected = call(&sandbox, &server.url()).args(["/redirected", "--follow"]);
    let _ = redirected.under(["sh", "-c", script, "sh"]).run().exits(0).silently();
    other.expect(1);
}

/// N10: a signature contains the time, so a wrong clock explains a 401, and the key may be right.
#[test]
fn a_wrong_clock_explains_a_rejected_signature() {
    let sandbox = Sandbox::new();
    for (minutes, state, exit_code) in [(15, "unknown", 6), (0, "invalid", 3)] {
        let server = Server::start(move |_| {
            let date = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
            let date = jiff::fmt::rfc2822::to_string(&date.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
            Reply::json(401, r#"{"error":"Request signature verification failed"}"#)
                .header("Date", &date.replace("+0000", "GMT"))
        });
        let config = format!(
            "[providers.signed]\nheaders = {{ X-Signature = \"{{signature}}\" }}\nsignature = \"sha256\"\n\
             probe = \"/x\"\nenvironments = {{ production = \"{}\" }}\n",
            server.url()
        );
        sandbox.write("config/travauth/config.toml", config);
        let program = |args: &[&str]| {
            let program = sandbox.travauth().args(args).args(["-p", "signed"]).env("SIGNED_CLIENT_ID", "i");
            program.env("SIGNED_CLIENT_SECRET", sandbox.secret(SECRET))
        };
        let report = program(&["check", "--format", "json"]).run().exits(exit_code);
        assert_eq!(report.json()["results"][0]["state"], state, "{report}");
        assert_eq!(report.stdout.contains("clock is 1"), minutes > 0, "{report}");
        let output = program(&["call", "/x"]).run().exits(4);
        assert_eq!(output.stderr.contains("behind the server's"), minutes > 0, "{output}");
    }
}

/// N11: a server that requires a client certificate is not reported as one that breaks TLS.
#[test]
fn a_demand_for_a_client_certificate_is_named() {
    let sandbox = Sandbox::new();
    let server = TlsServer::start(Certificate::Mutual, |_| grant(TOKEN));
    let get = amadeus(&sandbox, &server.url()).args(["--ca-bundle".as_ref(), server.ca_bundle().as_os_str()]);
    get.run().fails(6, &["demands a client certificate", "--client-cert"]);
}

/// I1: the existing file is unchanged if a page fails.
#[test]
fn a_failed_page_leaves_the_output_file_as_it_was() {
    let sandbox = Sandbox::new();
    let server = api(|request| match request.target.as_str() {
        "/x?page=3" => Reply::status(404),
        path => {
            let next = if path == "/x" { "/x?page=2" } else { "/x?page=3" };
            Reply::json(200, format!(r#"{{"data":[1],"meta":{{"links":{{"next":"{next}"}}}}}}"#))
        }
    });
    let file = sandbox.write("work/out", "old");
    let output = call(&sandbox, &server.url()).args(["/x", "--paginate", "-o", "out"]).run();
    assert!(output.code == 4 && output.stderr.contains("page 3"), "{output}");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "old");
    assert_eq!(std::fs::read_dir(sandbox.path("work")).unwrap().count(), 1);
}

/// N17: the server closes the connection after a 401, so the request is sent again over a new one.
#[test]
fn a_write_is_sent_again_on_a_new_connection_after_a_401() {
    let sandbox = Sandbox::new();
    let server = api(|request| {
        if request.bearer() == Some("token-number-0") {
            return Reply::raw(
                "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n{\"errors\":[{\"code\":\"38192\"}]}",
            );
        }
        Reply::json(200, "{}")
    });
    // The first token is from the cache, so it is worth renewing.
    let get = ["token", "get", "-p", "amadeus", "--base-url", &server.url()];
    let get =
        sandbox.travauth().args(get).env("AMADEUS_CLIENT_ID", "me").env("AMADEUS_CLIENT_SECRET", super::api::SECRET);
    assert_eq!(get.run().token(), "token-number-0");
    let output = call(&sandbox, &server.url()).args(["-X", "POST", "/x", "-d", "{}"]).run();
    assert_eq!(output.exits(0).stdout, "{}");
    assert_eq!((api_requests(&server).len(), grants(&server)), (2, 2));
}

/// N21: these responses are accepted, as by curl.
#[test]
fn many_headers_and_a_compressed_nothing_are_fine() {
    let sandbox = Sandbox::new();
    let many = (0..120).fold(Reply::json(200, "{}"), |reply, number| reply.header(&format!("X-{number}"), "value"));
    let server = api(move |_| many.clone());
    assert_eq!(call(&sandbox, &server.url()).args(["/x"]).run().exits(0).stdout, "{}");
    for status in [204, 304] {
        let server = api(move |_| Reply::status(status).header("Content-Encoding", "gzip"));
        let output = call(&sandbox, &server.url()).args(["/x", "--compressed"]).run();
        assert!(output.stdout.is_empty() && output.code != 6, "{output}");
    }
    let many = (0..120).fold(grant(TOKEN), |reply, number| reply.header(&format!("X-{number}"), "value"));
    let server = Server::start(move |_| many.clone());
    assert_eq!(amadeus(&sandbox, &server.url()).args(["--refresh"]).run().silently().token(), TOKEN);
}

/// N21: a page needs only a few times its size of memory.
#[cfg(target_os = "linux")]
#[test]
fn a_large_page_needs_little_memory() {
    const PAGE: usize = 30 << 20;
    let item = r#"{"name":"a name of an item","numbers":[1,2,3],"more":{"flag":true}}"#;
    let items = vec![item; PAGE / item.len()].join(",");
    let page = Reply::json(200, format!(r#"{{"data":[{items}]}}"#));
    let (sandbox, server) = (Sandbox::new(), api(move |_| page.clone()));
    // The limit is for the program and the page together. An earlier version needed 1.1 GB.
    let script = "ulimit -v 400000; exec \"$@\"";
    let call = call(&sandbox, &server.url()).args(["/x", "--paginate", "-o", "out"]);
    let _ = call.under(["sh", "-c", script, "sh"]).run().exits(0);
    assert!(std::fs::metadata(sandbox.path("work/out")).unwrap().len() > PAGE as u64 / 2);
}

/// N21: the time for a bundle with many cut certificates grows only linearly.
#[test]
fn a_bundle_of_many_cut_certificates_is_read() {
    let sandbox = Sandbox::new();
    let server = TlsServer::start(Certificate::Good, |_| grant(TOKEN));
    let good = std::fs::read_to_string(server.ca_bundle()).unwrap();
    let bundle = sandbox.write("bundle.pem", good + &"-----BEGIN CERTIFICATE-----\nMIIB\n".repeat(60_000));
    let get = amadeus(&sandbox, &server.url()).args(["--ca-bundle".as_ref(), bundle.as_os_str()]);
    assert_eq!(get.run().token(), TOKEN);
}

/// S13: the password in a URL is removed before the URL is shown.
#[test]
fn user_info_in_a_base_url_is_not_shown() {
    let sandbox = Sandbox::new();
    let password = sandbox.secret("hunter2-hunter2");
    for url in [format!("http://me:{password}@api.example"), format!("https://me:{password}@api.example:x/")] {
        let get = sandbox.travauth().args(["token", "get", "-p", "amadeus"]).env("AMADEUS_BASE_URL", &url);
        let get = get.env("AMADEUS_CLIENT_ID", "i").env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET));
        get.run().fails(2, &[]);
    }
}

/// S10: a token of this run is masked like a secret, wherever a server repeats it.
#[test]
fn a_bearer_that_an_api_repeats_is_masked() {
    let sandbox = Sandbox::new();
    let echoing = api(|request| {
        let bearer = request.bearer().unwrap_or_default().to_owned();
        if request.path.starts_with("/redirect") {
            return Reply::redirect(302, &format!("/elsewhere?seen={bearer}"));
        }
        let body = format!(r#"{{"errors":[{{"code":"{bearer}","detail":"no {bearer}"}}]}}"#);
        Reply::json(400, body).header("X-Harmless", &bearer)
    });
    for args in [&["/redirect"][..], &["/redirect", "--follow", "-v"], &["/x", "-vv"]] {
        let output = call(&sandbox, &echoing.url()).args(args).prints_token().run();
        assert!(output.stderr.contains("***") && !output.stderr.contains("token-number-0"), "{output}");
    }
}
