//! `call`: the request that it sends.
#![cfg(unix)]

use super::api::{api, api_requests, call, call_sabre, token};
use crate::support::{Reply, Request, Sandbox, Server};

/// Returns the request that `call` sends with these arguments and this input.
fn sent(args: &[&str], input: &str) -> Request {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    sandbox.write("work/body.bin", b"line\r\nline\0\xff\n");
    sandbox.write("work/note.txt", "a note\n");
    let output = call(&sandbox, &server.url()).args(args).stdin(input).run().exits(0);
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("{}", ""), "{output}");
    let mut requests = api_requests(&server);
    assert_eq!(requests.len(), 1, "{output}");
    requests.remove(0)
}

#[test]
fn a_get_carries_the_token_and_the_providers_accept() {
    let request = sent(&["/v1/x?a=1", "--query", "page[limit]=5", "--query", "q=a b&c", "--query", "q=ü"], "");
    assert_eq!(request.method, "GET");
    assert_eq!(request.target, "/v1/x?a=1&page%5Blimit%5D=5&q=a+b%26c&q=%C3%BC");
    assert_eq!(request.bearer(), Some(token(0).as_str()));
    assert_eq!(request.header("accept"), Some("application/vnd.amadeus+json, application/json"));
    assert_eq!(request.header("user-agent"), Some(concat!("travauth/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("accept-encoding"), None);
    assert!(request.body.is_empty());
}

#[test]
fn every_way_to_give_the_method_works() {
    for (args, method) in [
        (&["/x"] as &[_], "GET"),
        (&["delete", "/x"], "DELETE"),
        (&["-X", "patch", "/x"], "PATCH"),
        (&["--method", "OPTIONS", "/x"], "OPTIONS"),
        (&["/x", "-d", "text"], "POST"),
        (&["/x", "-f", "a=b"], "POST"),
        (&["/x", "-F", "a=b"], "POST"),
        (&["PUT", "/x", "-d", "text"], "PUT"),
        (&["POST", "/x"], "POST"),
    ] {
        assert_eq!(sent(args, "").method, method, "{args:?}");
    }
}

#[test]
fn a_body_is_sent_byte_for_byte() {
    for (args, input, expected) in [
        (&["-d", "text & more\n"] as &[_], "", b"text & more\n".as_slice()),
        (&["-d", "-x"], "", b"-x"),
        (&["-d", "@body.bin"], "", b"line\r\nline\0\xff\n"),
        (&["--data", "-"], "from input\n", b"from input\n"),
        (&["--data", "@-"], "from input\n", b"from input\n"),
        (&["-d", ""], "", b""),
    ] {
        let request = sent(&[&["/x"], args].concat(), input);
        assert_eq!(request.body, expected, "{args:?}");
        assert_eq!(request.header("content-length"), Some(expected.len().to_string().as_str()), "{args:?}");
        assert_eq!(request.header("content-type"), Some("application/vnd.amadeus+json"));
    }
}

#[test]
fn fields_make_json_or_a_query() {
    let fields = ["-f", "s=1", "-F", "n=1", "-F", "t=true", "-F", "z=null", "-F", "f=@note.txt", "-f", "a[b][]=x"];
    let request = sent(&[&["/x"], &fields[..]].concat(), "");
    assert_eq!(request.text(), r#"{"s":"1","a":{"b":["x"]},"n":1,"t":true,"z":null,"f":"a note\n"}"#);
    let request = sent(&[&["-X", "GET", "/x"], &fields[..]].concat(), "");
    let pairs: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(pairs, ["s=1", "a[b][]=x", "n=1", "t=true", "z=", "f=a note\n"]);
    assert!(request.body.is_empty());
    assert_eq!(sent(&["/x", "-F", "a=@-"], "input").text(), r#"{"a":"input"}"#);
}

#[test]
fn headers_are_added_replaced_and_removed() {
    let request = sent(&["/x", "-H", "X-One: a:b ", "-H", "Accept: text/csv", "-H", "x-one: two"], "");
    assert_eq!(request.header("accept"), Some("text/csv"));
    let ones: Vec<_> =
        request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-one")).map(|(_, value)| value).collect();
    assert_eq!(ones, ["a:b", "two"]);
    let request = sent(&["/x", "-d", "a", "-H", "Content-Type:"], "");
    assert_eq!(request.header("content-type"), None);
}

#[test]
fn a_post_that_only_reads_has_the_override_header() {
    for (path, expected) in [
        ("/v2/shopping/flight-offers", Some("GET")),
        ("/v1/shopping/seatmaps", Some("GET")),
        ("/v1/shopping/availability/flight-availabilities", Some("GET")),
        ("/v2/shopping/flight-offers/prediction", Some("GET")),
        ("/v1/shopping/flight-offers/pricing", Some("GET")),
        ("/v1/shopping/flight-offers/upselling", Some("GET")),
        ("/v1/booking/flight-orders", None),
    ] {
        assert_eq!(sent(&[path, "-d", "{}"], "").header("x-http-method-override"), expected, "{path}");
    }
    assert_eq!(sent(&["/v2/shopping/flight-offers"], "").header("x-http-method-override"), None);
    let request = sent(&["/v2/shopping/flight-offers", "-d", "{}", "-H", "X-HTTP-Method-Override: PUT"], "");
    assert_eq!(request.header("x-http-method-override"), Some("PUT"));
}

#[test]
fn sabre_requests_have_sabres_headers() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let output = call_sabre(&sandbox, &server.url()).args(["/v1/x", "-d", "{}"]).run().exits(0);
    assert_eq!(output.stdout, "{}");
    let request = api_requests(&server).remove(0);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.bearer(), Some("token-number-0"));
}

#[test]
fn a_path_is_appended_to_the_base_path_and_encoded() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let run = |base: &str, path: &str| {
        call(&sandbox, &format!("{}{base}", server.url())).args([path]).env("TRAVAUTH_CACHE", "none").run().exits(0);
    };
    run("/gateway", "/v1/with space/ü");
    run("", "v1/../../../v2/x");
    run("", "//elsewhere.example/x");
    run("", &format!("{}/v1/whole?a=1", server.url()));
    let targets: Vec<_> =
        server.requests().into_iter().filter(|request| request.method == "GET").map(|request| request.target).collect();
    assert_eq!(targets, ["/gateway/v1/with%20space/%C3%BC", "/v2/x", "/elsewhere.example/x", "/v1/whole?a=1"]);
}

#[test]
fn a_large_body_is_streamed_from_file_and_from_input() {
    let sandbox = Sandbox::new();
    let server = api(|request| Reply::json(200, request.body.len().to_string()));
    let body = vec![b'x'; 9 << 20];
    sandbox.write("work/large", &body);
    let call = || call(&sandbox, &server.url()).args(["/x", "-d"]);
    assert_eq!(call().args(["@large"]).run().exits(0).stdout, body.len().to_string());
    assert_eq!(call().args(["-"]).stdin(body.clone()).run().exits(0).stdout, body.len().to_string());
    let requests = api_requests(&server);
    assert_eq!(requests[0].header("content-length"), Some(body.len().to_string().as_str()));
    assert_eq!(requests[1].header("transfer-encoding"), Some("chunked"));
    assert!(requests.iter().all(|request| request.body == body));
}

#[test]
fn invalid_requests_are_errors_before_anything_is_sent() {
    let sandbox = Sandbox::new();
    let server = Server::never();
    std::fs::create_dir(sandbox.path("work/dir")).unwrap();
    for (args, code, part) in [
        (&["GTE", "/x"] as &[_], 2, "there is no method `GTE`"),
        (&["GET", "/x", "-d", "a"], 2, "a GET request has no body"),
        (&["-X", "GET", "POST", "/x"], 2, "cannot be used with"),
        (&["/x", "-H", "nonsense"], 2, "has no colon"),
        (&["/x", "-H", "a: b\r\nc: d"], 2, "control character"),
        (&["/x", "-H", "Authorization: Bearer mine"], 2, "--no-auth"),
        (&["/x", "-H", "Host: elsewhere.example"], 2, "set by travauth"),
        (&["/x", "-f", "novalue"], 2, "has no `=`"),
        (&["/x", "-f", "a=1", "-f", "a[b]=2"], 2, "does not fit"),
        (&["/x", "-F", "a=@missing"], 1, "the file missing cannot be read"),
        (&["/x", "-d", "@missing"], 1, "the file missing cannot be read"),
        (&["/x", "-d", "@dir"], 1, "the file dir cannot be read"),
        (&["/x", "-d", "a", "-f", "b=c"], 2, "cannot be used with"),
        (&["/x", "-d", "-", "-F", "b=@-"], 2, "cannot be used with"),
        (&["/x", "-d", "-", "--client-secret-file", "-"], 2, "one flag only"),
        (&["/x%"], 2, "%25"),
        (&["/x%2"], 2, "%25"),
        (&["/x#y"], 2, "%23"),
        (&["/x\ny"], 2, "control character"),
        (&[""], 2, "is empty"),
        (&["https://elsewhere.example/x"], 2, "must not be sent to"),
        (&["http://elsewhere.example/x", "--no-auth"], 2, "plain http"),
        (&["/x", "--query", "novalue"], 2, "name=value"),
        (&["/x", "--jq", ".a["], 2, "the jq expression is invalid"),
        (&["/x", "--paginate", "-d", "a"], 2, "a POST request cannot be paginated"),
        (&["/x", "--slurp"], 2, "--paginate"),
        (&["/x", "--rate", "fast"], 2, "10/s"),
        (&["/x", "--max-pages", "0", "--paginate"], 2, "max-pages"),
        (&["/x", "--max-size", "big"], 2, "20M"),
        (&["/x", "-o", "missing/file"], 1, "create its directory first"),
        (&["/x", "-o", "dir"], 1, "cannot be written"),
        (&[], 2, "PATH"),
    ] {
        let output = call(&sandbox, &server.url()).args(args).run().exits(code);
        assert!(output.stderr.contains(part), "{args:?} does not print `{part}`: {output}");
        assert_eq!(output.stdout, "", "{args:?}");
    }
    let output = call_sabre(&sandbox, &server.url()).args(["/x", "--paginate"]).run().exits(2);
    assert!(output.stderr.contains("Sabre documents no links"), "{output}");
}

/// The HTTP library rejects such a URL, so that is no failure of the connection, and trying again is useless.
#[test]
fn a_url_that_is_too_long_is_an_error() {
    let (sandbox, server) = (Sandbox::new(), api(|_| Reply::json(200, "{}")));
    let long = format!("/{}", "a".repeat(70_000));
    call(&sandbox, &server.url()).args([&long]).run().fails(2, &["cannot be sent", "65,534"]);
    assert!(api_requests(&server).is_empty());
}

#[test]
fn an_unreadable_file_is_an_error() {
    let sandbox = Sandbox::new();
    let server = Server::never();
    // Even root cannot open a socket as a file.
    let _socket = std::os::unix::net::UnixListener::bind(sandbox.path("work/socket")).unwrap();
    let output = call(&sandbox, &server.url()).args(["/x", "-d", "@socket"]).run().exits(1);
    assert!(output.stderr.contains("the file socket cannot be read"), "{output}");
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let sandbox = Sandbox::new();
    let server = Server::never();
    let output = call(&sandbox, &server.url())
        .args(["/v1/shopping/flight-offers/pricing", "--query", "a=b c", "-H", "X-Own: 1", "-F", "n=1", "--dry-run"])
        .run()
        .exits(0);
    let expected = format!(
        "POST /v1/shopping/flight-offers/pricing?a=b+c HTTP/1.1\nhost: {}\nuser-agent: travauth/{}\n\
         authorization: Bearer ***\naccept: application/vnd.amadeus+json, application/json\n\
         content-type: application/vnd.amadeus+json\nx-http-method-override: GET\nx-own: 1\ncontent-length: 7\n\n{{\"n\":1}}",
        server.address(),
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(output.stdout, expected);
    let output = call(&sandbox, &server.url()).args(["/x", "-d", "-", "--dry-run"]).stdin("the input").run().exits(0);
    assert!(output.stdout.ends_with("\n\nthe input"), "{output}");
    let output = call(&sandbox, &server.url()).args(["/x", "--no-auth", "--dry-run"]).run().exits(0);
    assert!(!output.stdout.contains("authorization"), "{output}");
    // No credentials are needed.
    sandbox.travauth().args(["call", "-p", "sabre", "/x", "--dry-run"]).run().exits(0);
    sandbox.travauth().args(["call", "-p", "sabre", "-e", "emulator", "/x", "--dry-run"]).run().exits(0);
}

#[test]
fn a_curl_command_is_printed_without_secrets() {
    let sandbox = Sandbox::new();
    let server = Server::never();
    let printed = |args: &[&str]| call(&sandbox, &server.url()).args(args).args(["--print-curl"]).run().exits(0).stdout;
    let url = server.url();
    let curl = printed(&["/x?it's", "-H", "X: it's", "--follow", "-i"]);
    let expected = format!(
        "travauth token get --provider 'amadeus' --base-url '{url}' --format 'curl' | curl -sS -g -K - -X 'GET' \
         -H 'accept: application/vnd.amadeus+json, application/json' -H 'x: it'\\''s' -i -L '{url}/x?it%27s'\n"
    );
    assert_eq!(curl, expected);
    assert!(printed(&["/x", "-d", "-"]).starts_with("{ travauth"));
    assert!(printed(&["/x", "-d", "@file"]).contains("--data-binary '@file'"));
    assert!(printed(&["/x", "-f", "a=b"]).contains(r#"--data-raw '{"a":"b"}'"#));
    assert!(printed(&["/x", "--no-auth"]).starts_with("curl -sS -g -X"));
    let output =
        sandbox.travauth().args(["call", "-p", "amadeus", "-e", "emulator", "/x", "--print-curl"]).run().exits(2);
    assert!(output.stderr.contains("curl cannot reach the built-in emulator"), "{output}");
}

/// I14: Git Bash turns `/v1/x` into a path of Windows.
#[test]
fn a_path_that_git_bash_rewrote_is_rejected() {
    let sandbox = Sandbox::new();
    for path in ["C:/Program Files/Git/v1/x", "D:\\msys64\\v1\\x"] {
        let program = sandbox.travauth().args(["call", "-p", "sabre", "-e", "emulator", path]);
        let output = program.run().exits(2);
        assert!(output.stderr.contains("Git Bash") && output.stderr.contains("MSYS_NO_PATHCONV=1"), "{output}");
    }
}
