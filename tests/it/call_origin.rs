//! `call`: the token is sent to its own origin only.
#![cfg(unix)]

use super::api::{api, api_requests, call, token};
use crate::support::{Reply, Sandbox, Server};

/// Starts a server of another origin, which must not get a token.
fn elsewhere() -> Server {
    Server::start(|request| {
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.header("x-http-method-override"), None);
        Reply::json(200, "\"elsewhere\"")
    })
}

#[test]
fn a_url_of_another_origin_is_an_error_without_the_flag_no_auth() {
    let sandbox = Sandbox::new();
    let (server, other) = (api(|_| Reply::json(200, "{}")), elsewhere());
    let url = format!("{}/x", other.url());
    let output = call(&sandbox, &server.url()).args([&url]).run().exits(2);
    assert!(output.stderr.contains("must not be sent to") && output.stderr.contains("--no-auth"), "{output}");
    let output = call(&sandbox, &server.url()).args([&url, "--no-auth"]).run().exits(0);
    assert_eq!(output.stdout, "\"elsewhere\"");
    let request = other.expect(1).remove(0);
    assert_eq!(request.header("accept"), Some("*/*"), "not the one of the provider");

    // Another name for the same machine is another origin.
    let port = server.address().port();
    call(&sandbox, &server.url()).args([format!("http://localhost:{port}/x")]).run().exits(2);
    let same = call(&sandbox, &server.url()).args([format!("{}/own", server.url())]).run().exits(0);
    assert_eq!(same.stdout, "{}");
    assert_eq!(api_requests(&server)[0].bearer(), Some(token(0).as_str()));
}

#[test]
fn no_auth_needs_no_credentials_and_lets_the_user_set_the_header() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::json(200, "{}"));
    let bare = || sandbox.travauth().args(["call", "-p", "amadeus", "--base-url", &server.url(), "/x", "--no-auth"]);
    bare().run().exits(0);
    bare().args(["-H", "Authorization: Basic bXk6b3du"]).run().exits(0);
    let requests = server.expect(2);
    assert_eq!(requests[0].header("authorization"), None);
    assert_eq!(requests[1].header("authorization"), Some("Basic bXk6b3du"));
    assert!(requests[0].header("accept").is_some_and(|accept| accept.contains("amadeus")));
}

#[test]
fn a_redirect_is_reported_and_not_followed() {
    let sandbox = Sandbox::new();
    for status in [301, 302, 303, 307, 308] {
        let server = api(move |_| Reply::redirect(status, "/other").body("moved"));
        let output = call(&sandbox, &server.url()).args(["/x"]).env("TRAVAUTH_CACHE", "none").run().exits(0);
        assert_eq!(output.stdout, "moved");
        assert!(output.stderr.contains(&format!("HTTP {status}")) && output.stderr.contains("--follow"), "{output}");
        assert_eq!(api_requests(&server).len(), 1);
    }
    let server = api(|_| Reply::status(304));
    assert_eq!(call(&sandbox, &server.url()).args(["/x"]).run().exits(0).stderr, "");
}

#[test]
fn follow_sends_the_token_to_the_same_origin() {
    let sandbox = Sandbox::new();
    let server = api(|request| match request.path.as_str() {
        "/a" => Reply::redirect(302, "b?x=1"),
        "/b" => Reply::redirect(307, "/c"),
        _ => Reply::json(200, "\"here\""),
    });
    let output = call(&sandbox, &server.url()).args(["/a", "--follow"]).run().exits(0);
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("\"here\"", ""));
    let requests = api_requests(&server);
    assert!(requests.iter().all(|request| request.bearer() == Some(token(0).as_str())));
    assert_eq!(requests[1].target, "/b?x=1");
    assert_eq!(requests.iter().map(|request| request.connection).max(), Some(requests[0].connection));
}

#[test]
fn follow_sends_neither_token_nor_private_headers_to_another_origin() {
    let sandbox = Sandbox::new();
    let other = elsewhere();
    let target = format!("{}/y", other.url());
    let server = api(move |_| Reply::redirect(302, &target));
    let output = call(&sandbox, &server.url())
        .args(["/x", "--follow", "-H", "Cookie: a=b", "-H", "X-Key: k", "-H", "Accept-Language: de"])
        .run()
        .exits(0);
    assert_eq!(output.stdout, "\"elsewhere\"");
    let request = other.expect(1).remove(0);
    assert_eq!(request.header("cookie"), None);
    assert_eq!(request.header("x-key"), None);
    assert_eq!(request.header("accept-language"), Some("de"));
}

#[test]
fn methods_and_bodies_change_as_in_other_clients() {
    for (status, method, expected) in [
        (301, "POST", ("GET", "")),
        (302, "POST", ("GET", "")),
        (303, "PUT", ("GET", "")),
        (307, "POST", ("POST", "body")),
        (308, "PUT", ("PUT", "body")),
        (302, "PUT", ("PUT", "body")),
    ] {
        let sandbox = Sandbox::new();
        let server = api(
            move |request| {
                if request.path == "/a" { Reply::redirect(status, "/b") } else { Reply::json(200, "{}") }
            },
        );
        call(&sandbox, &server.url()).args([method, "/a", "-d", "body", "--follow"]).run().exits(0);
        let request = api_requests(&server).remove(1);
        assert_eq!((request.method.as_str(), request.text().as_str()), expected, "{status} {method}");
        assert_eq!(request.header("content-type").is_some(), !expected.1.is_empty());
    }
}

#[test]
fn a_body_is_never_sent_to_another_origin() {
    let sandbox = Sandbox::new();
    let other = Server::never();
    let target = format!("{}/y", other.url());
    let server = api(move |_| Reply::redirect(307, &target).body("moved"));
    let output = call(&sandbox, &server.url()).args(["/x", "-d", "private", "--follow"]).run().exits(0);
    assert_eq!(output.stdout, "moved");
    assert!(output.stderr.contains("is not followed"), "{output}");
}

#[test]
fn endless_and_insecure_redirects_are_errors() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::redirect(302, "/x"));
    let output = call(&sandbox, &server.url()).args(["/x", "--follow"]).run().exits(6);
    assert!(output.stderr.contains("more than 10 redirects"), "{output}");
    assert_eq!(api_requests(&server).len(), 11);
    let server = api(|_| Reply::redirect(302, "http://elsewhere.example/x"));
    let output = call(&sandbox, &server.url()).args(["/x", "--follow"]).run().exits(6);
    assert!(output.stderr.contains("plain http"), "{output}");
}
