//! `check --try-auth`: finds the client authentication that the server expects.

use super::own_providers::World;
use crate::support::{Reply, Request, Sandbox, Server};

/// Responds like a server that accepts only this way of client authentication.
fn accepts(way: &'static str) -> impl Fn(&Request) -> Reply + Send + Sync {
    move |request| {
        let sent = match request.header("authorization") {
            Some("Basic dGhlK2lkJTNBJTJCOnMzY3JldCUzQSslMkYlQzMlQkMlMjUlMjYlM0QlMkI=") => "client_secret_basic",
            Some("Basic dGhlIGlkOis6czNjcmV0OiAvw7wlJj0r") => "basic_unencoded",
            None if request.text().contains("client_secret=") => "client_secret_post",
            _ => "nothing",
        };
        if sent == way {
            return Reply::json(200, super::own_providers::TOKEN);
        }
        Reply::json(401, r#"{"error":"invalid_client"}"#)
    }
}

#[test]
fn the_way_that_works_is_found_with_one_request_each() {
    for (way, requests) in [("basic_unencoded", 2), ("client_secret_post", 3), ("other", 3)] {
        let world = World::new("", accepts(way));
        world.sandbox.token("token-of-the-test");
        // Without `--try-auth`, no other way is tried.
        world.run(&["check"]).exits(3);
        world.server.expect(1);
        let output = world.run(&["check", "--try-auth", "--refresh"]).exits(3);
        assert_eq!(world.server.requests().len(), 1 + requests, "{output}");
        let has_line = output.stdout.contains(&format!("add `client_auth = \"{way}\"` to [providers.acme]"));
        assert_eq!(has_line, way != "other", "{output}");
        assert!(output.stdout.contains("counts as a failed one") || way == "basic_unencoded", "{output}");
    }
}

#[test]
fn equal_requests_are_sent_once_and_a_limit_ends_the_search() {
    // Without special characters both kinds of HTTP Basic are the same request.
    let world = World::new("", |_| Reply::json(401, r#"{"error":"invalid_client"}"#));
    let plain = [("ACME_CLIENT_ID", "plain"), ("ACME_CLIENT_SECRET", "plain-secret-0815")];
    world.sandbox.secret("plain-secret-0815");
    world.run_with(&plain, &["check", "--try-auth"]).exits(3);
    world.server.expect(2);
    for (reply, requests) in [
        (Reply::json(429, "{}"), 2),
        (Reply::json(401, r#"{"error":"invalid_client","error_description":"Account locked"}"#), 2),
        (Reply::json(503, "{}"), 2),
    ] {
        let world = World::new("", move |request| match request.header("authorization") {
            Some("Basic dGhlK2lkJTNBJTJCOnMzY3JldCUzQSslMkYlQzMlQkMlMjUlMjYlM0QlMkI=") => {
                Reply::json(401, r#"{"error":"invalid_client"}"#)
            }
            _ => reply.clone(),
        });
        world.run(&["check", "--try-auth"]).exits(3);
        world.server.expect(requests);
    }
}

#[test]
fn accepted_credentials_and_built_in_providers_are_not_tried_again() {
    let world = World::new("", accepts("client_secret_basic"));
    world.sandbox.token("token-of-the-test");
    world.run(&["check", "--try-auth"]).exits(0);
    world.server.expect(1);

    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(401, r#"{"error":"invalid_client"}"#));
    let program = sandbox.travauth().args(["check", "--try-auth", "-p", "amadeus", "--base-url", &server.url()]);
    let program =
        program.env("AMADEUS_CLIENT_ID", "id").env("AMADEUS_CLIENT_SECRET", sandbox.secret("secret +/= of amadeus"));
    let output = program.run().exits(3);
    assert!(output.stdout.contains("built in"), "{output}");
    server.expect(1);
}
