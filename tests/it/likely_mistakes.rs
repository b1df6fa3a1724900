//! Likely mistakes in credentials are shown after a rejection, and never before one.

use super::common::{grant, numbered_token};
use crate::support::{Reply, Sandbox, Server};

const CREDENTIAL: &str = "VmpFNk56azNNVG8zVkZwQk9rRkI6TVRJek5EVTJOemc9";

#[test]
fn likely_mistakes_are_shown_when_the_credentials_are_rejected() {
    for (password, part) in [
        ("Y29ycmVjdC1ob3JzZQ==", "the password from $SABRE_PASSWORD looks like base64 of a text"),
        (CREDENTIAL, "the password from $SABRE_PASSWORD is a whole encoded Sabre credential"),
        (" correct-horse ", "the password from $SABRE_PASSWORD has white space at an end"),
        ("\"correct-horse\"", "the password from $SABRE_PASSWORD is in quotes"),
        ("correct-horse,", "the password from $SABRE_PASSWORD ends in a comma"),
        ("'correct-horse',", "the password from $SABRE_PASSWORD is in quotes"),
        ("correct-horse", ""),
    ] {
        for is_accepted in [false, true] {
            let sandbox = Sandbox::new();
            let server = Server::start(move |_| {
                if is_accepted {
                    return grant(&numbered_token(0));
                }
                Reply::json(401, r#"{"error":"invalid_client","error_description":"Wrong clientID or clientSecret"}"#)
            });
            let output = sandbox
                .travauth()
                .args(["token", "get", "-p", "sabre", "--base-url", &server.url()])
                .env("SABRE_CLIENT_ID", "V1:7971:7TZA:AA")
                .env("SABRE_PASSWORD", sandbox.secret(password))
                .run();
            if is_accepted {
                assert_eq!(output.token(), numbered_token(0));
                assert_eq!(output.stderr, "", "a success is silent: {output}");
                continue;
            }
            let output = output.fails(3, &[part, "check the password (was it changed?)"]);
            let has_hint = output.stderr.contains("from $SABRE_PASSWORD");
            assert_eq!(has_hint, !part.is_empty(), "{output}");
            // A custom base URL belongs to no environment.
            assert!(!output.stderr.contains("--try-other-environments"), "{output}");
        }
    }
}

#[test]
fn no_mistake_is_suggested_after_a_network_failure() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::status(503));
    let output = sandbox
        .travauth()
        .args(["token", "get", "-p", "amadeus", "--retries", "0", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", "\"my-id\"")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret("\"the secret\""))
        .run()
        .exits(6);
    assert!(!output.stderr.contains("quotes"), "{output}");
}
