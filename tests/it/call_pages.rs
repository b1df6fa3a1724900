//! `call --paginate`: links, rates, and the output of several pages.
#![cfg(unix)]

use super::api::{api, api_requests, call, token};
use crate::support::{Reply, Request, Sandbox, Server};

/// Returns the number of the page that is requested, from 1.
fn number(request: &Request) -> usize {
    let page = request.query.iter().find(|(name, _)| name == "page[offset]");
    page.map_or(1, |(_, value)| value.parse::<usize>().unwrap() + 1)
}

fn page(number: usize, next: Option<&str>) -> Reply {
    let next = next.map_or_else(|| "null".to_owned(), |next| format!("\"{next}\""));
    Reply::json(200, format!(r#"{{"data":[{number}],"meta":{{"links":{{"next":{next}}}}}}}"#))
}

/// Starts an API with this number of pages, whose links name another host.
fn pages(count: usize) -> Server {
    api(move |request| {
        let number = number(request);
        let next = format!("https://elsewhere.example/v1/x?page%5Boffset%5D={number}&keep=a%20b");
        let reply = page(number, (number < count).then_some(&next));
        // A client finds the end of a chunked body in another way than the end of a body with a length.
        if number.is_multiple_of(2) { reply.chunked() } else { reply }
    })
}

#[test]
fn pages_are_followed_on_the_configured_origin_over_one_connection() {
    let sandbox = Sandbox::new();
    let server = pages(30);
    let output = call(&sandbox, &server.url()).args(["/v1/x", "--paginate", "--jq", ".data[]"]).run().exits(0);
    let numbers: Vec<usize> = output.stdout.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
    let requests = api_requests(&server);
    assert_eq!(requests.len(), 30);
    assert_eq!(requests[1].target, "/v1/x?page%5Boffset%5D=1&keep=a%20b");
    assert!(requests.iter().all(|request| request.bearer() == Some(token(0).as_str())));
    assert!(requests.iter().all(|request| request.connection == requests[0].connection), "one connection");
    assert_eq!(server.connections(), 1, "the token request used the same connection");
}

#[test]
fn pages_are_printed_as_they_are_or_as_one_array() {
    let sandbox = Sandbox::new();
    let server = pages(3);
    let run =
        |args: &[&str]| call(&sandbox, &server.url()).args(["/v1/x", "--paginate"]).args(args).run().exits(0).stdout;
    let plain = run(&[]);
    let lines: Vec<serde_json::Value> = plain.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), plain.ends_with('\n')), (3, false), "{plain}");
    let slurped: serde_json::Value = serde_json::from_str(&run(&["--slurp"])).unwrap();
    assert_eq!(slurped.as_array().unwrap(), &lines);
    assert_eq!(run(&["--slurp", "--jq", "[.[].data[]] | add"]), "6\n");
    assert_eq!(run(&["--max-pages", "2", "--jq", ".data[0]"]), "1\n2\n");
    assert_eq!(run(&["--silent"]), "");
    assert_eq!(run(&["-o", "out"]), "");
    assert_eq!(std::fs::read_to_string(sandbox.path("work/out")).unwrap(), plain);
    assert_eq!(run(&["-i"]).matches("HTTP/1.1 200").count(), 3);
    assert_eq!(run(&["--max-pages", "1", "--slurp"]).matches("meta").count(), 1);
}

#[test]
fn a_link_that_starts_with_the_base_path_does_not_get_it_twice() {
    let sandbox = Sandbox::new();
    for prefix in ["", "/gateway"] {
        let server = api(move |request| {
            assert_eq!(request.path, "/gateway/v1/x");
            let number = number(request);
            page(number, (number < 3).then_some(&format!("{prefix}/v1/x?page%5Boffset%5D={number}")))
        });
        let url = format!("{}/gateway", server.url());
        call(&sandbox, &url).args(["/v1/x", "--paginate"]).run().exits(0);
        assert_eq!(api_requests(&server).len(), 3);
    }
}

#[test]
fn a_loop_in_the_links_is_an_error() {
    let sandbox = Sandbox::new();
    let server = api(|request| {
        let next = format!("/v1/x?page%5Boffset%5D={}", number(request) % 2);
        page(number(request), Some(&next))
    });
    let output =
        call(&sandbox, &server.url()).args(["/v1/x?page%5Boffset%5D=0", "--paginate", "--slurp"]).run().exits(6);
    assert_eq!(output.json().as_array().unwrap().len(), 2, "the pages so far are printed, as JSON");
    assert!(output.stderr.contains("page 2: the link to the next page cannot be followed"), "{output}");
    assert_eq!(api_requests(&server).len(), 2);
}

#[test]
fn a_failure_names_its_page_and_the_pages_before_it_are_printed() {
    let sandbox = Sandbox::new();
    for (failure, exit) in [
        (Reply::json(500, "{}"), 5),
        (Reply::json(400, "{}"), 4),
        (Reply::json(429, r#"{"errors":[{"code":38195}]}"#), 7),
        (Reply::close(), 6),
        (Reply::status(200).body("{\"cut\":").cut_short(), 6),
    ] {
        let server = {
            api(move |request| match number(request) {
                3 => failure.clone(),
                number => page(number, Some(&format!("/v1/x?page%5Boffset%5D={number}"))),
            })
        };
        let run = |args: &[&str]| {
            call(&sandbox, &server.url())
                .args(["/v1/x", "--paginate", "--retries", "0"])
                .args(args)
                .env("TRAVAUTH_CACHE", "none")
                .run()
                .exits(exit)
        };
        let output = run(&["--jq", ".data[]"]);
        assert_eq!(output.stdout, "1\n2\n");
        assert!(output.stderr.starts_with("error: page 3: "), "{output}");
        assert_eq!(run(&["--slurp"]).json().as_array().unwrap().len(), 2);
        assert_eq!(run(&[]).stdout.lines().count(), 2);
        // I1: incomplete pages never replace the file.
        let file = sandbox.write("work/out", "before");
        for args in [&["-o", "out"][..], &["-o", "out", "--slurp"], &["-o", "out", "--jq", "."]] {
            assert_eq!(run(args).stdout, "", "{args:?}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), "before", "{args:?}");
        }
        assert_eq!(std::fs::read_dir(sandbox.path("work")).unwrap().count(), 1);
        assert_eq!(run(&["-o", "-"]).stdout.lines().count(), 2);
    }
    let server = api(|_| Reply::json(404, "\"none\""));
    let output = call(&sandbox, &server.url()).args(["/v1/x", "--paginate", "--slurp"]).run().exits(4);
    assert_eq!(output.stdout, "\"none\"");
    assert!(output.stderr.starts_with("error: page 1: "), "{output}");
}

#[test]
fn a_response_without_json_has_no_next_page() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(200).body("<html>"));
    let output = call(&sandbox, &server.url()).args(["/v1/x", "--paginate"]).run().exits(6);
    assert_eq!(output.stdout, "<html>");
    assert!(output.stderr.contains("page 1: the response is not JSON"), "{output}");
}

#[test]
fn a_token_that_is_rejected_between_pages_is_replaced() {
    let sandbox = Sandbox::new();
    let server = api(|request| match (number(request), request.bearer()) {
        (2, Some("token-number-0")) => Reply::json(401, r#"{"errors":[{"code":38192}]}"#),
        (number, _) => page(number, (number < 3).then_some(&format!("/v1/x?page%5Boffset%5D={number}"))),
    });
    let output = call(&sandbox, &server.url()).args(["/v1/x", "--paginate", "--jq", ".data[]"]).run().exits(0);
    assert_eq!(output.stdout, "1\n2\n3\n");
}

#[test]
fn the_emulators_pages_are_followed() {
    let sandbox = Sandbox::new();
    let output = sandbox
        .travauth()
        .args(["call", "-p", "amadeus", "-e", "emulator", "/v1/reference-data/locations"])
        .args(["--query", "subType=CITY,AIRPORT", "--query", "keyword=M", "--query", "page[limit]=7"])
        .args(["--paginate", "--slurp", "--jq", "(map(.data | length) | add), .[0].meta.count"])
        .run()
        .exits(0);
    let numbers: Vec<_> = output.stdout.lines().collect();
    assert_eq!(numbers[0], numbers[1], "all locations");
    assert!(numbers[0].parse::<u32>().unwrap() > 7);
}

/// O3: a command that prints a secret for a header runs once, not once for each page.
#[test]
fn the_command_of_a_header_runs_once_for_all_pages() {
    let sandbox = Sandbox::new();
    let server = pages(5);
    let header =
        "headers = { x-of-NAME = { command = [\"sh\", \"-c\", \"echo run >> runs; echo the-header-secret\"] } }";
    let text = format!(
        "[providers.acme]\ndialect = \"amadeus\"\ntoken_url = \"/v1/security/oauth2/token\"\nnext_page = \"/meta/links/next\"\n{}\n\
         [providers.acme.environments]\nprod = \"{}\"\n\
         [profiles.a]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = {{ env = \"MINE\" }}\n{}\n",
        header.replace("NAME", "provider"),
        server.url(),
        header.replace("NAME", "profile")
    );
    sandbox.write("config/travauth/config.toml", text);
    sandbox.token(&token(0));
    let program = sandbox.travauth().args(["call", "-P", "a", "/v1/x", "--paginate", "--jq", ".data[]"]);
    let output = program.env("MINE", sandbox.secret("secret-of-the-pages")).run().exits(0);
    assert_eq!(output.stdout, "1\n2\n3\n4\n5\n");
    for request in api_requests(&server) {
        for name in ["x-of-provider", "x-of-profile"] {
            assert_eq!(request.header(name), Some("the-header-secret"));
        }
    }
    // The headers of provider and profile have a command each.
    assert_eq!(std::fs::read_to_string(sandbox.path("config/travauth/runs")).unwrap(), "run\nrun\n");
}
