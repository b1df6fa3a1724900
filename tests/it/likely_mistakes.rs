//! Hints about likely mistakes in credentials are shown only after a rejection.

use super::common::{grant, numbered_token};
use crate::support::{Reply, Sandbox, Server};

const CREDENTIAL: &str = "VmpFNk56azNNVG8zVkZwQk9rRkI6TVRJek5EVTJOemc9";

#[test]
fn likely_mistakes_are_shown_when_the_credentials_are_rejected() {
    for (password, part) in [
        ("Y29ycmVjdC1ob3JzZQ==", "the password from $SABRE_PASSWORD looks like base64 of a text"),
        (CREDENTIAL, "the password from $SABRE_PASSWORD is a whole encoded Sabre credential"),
        (" correct-horse ", "the password from $SABRE_PASSWORD begins or ends with white space"),
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
            let has_hint = output.stderr.contains("hint: the password from $SABRE_PASSWORD");
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

/// I4: the message names the mistake and the variable that has it.
#[test]
fn the_mistake_in_an_id_is_named_with_its_variable() {
    let (user, group) = (("SABRE_USER_ID", "7971"), ("SABRE_PCC", "7TZA"));
    for (variables, code, parts) in [
        (vec![("SABRE_USER_ID", "\"7971\""), group], 3, &["the user id from $SABRE_USER_ID is in quotes"][..]),
        (vec![user, ("SABRE_GROUP", "'7TZA'")], 3, &["the group from $SABRE_GROUP is in quotes"]),
        (vec![user, ("SABRE_PCC", "7tza")], 3, &["the group from $SABRE_PCC has lower-case letters"]),
        (
            vec![("SABRE_CLIENT_ID", "V1:7971:7tza:AA")],
            3,
            &["the group in the id from $SABRE_CLIENT_ID has lower-case"],
        ),
        (vec![user, ("SABRE_PCC", "DEMO ")], 2, &["the group of the Sabre id has white space", "from $SABRE_PCC"]),
        (vec![user, group, ("SABRE_DOMAIN", "AA\t")], 2, &["the domain of the Sabre id", "from $SABRE_DOMAIN"]),
        (vec![("SABRE_USER_ID", " 7971"), group], 2, &["the user of the Sabre id", "from $SABRE_USER_ID"]),
        (vec![("SABRE_CLIENT_ID", CREDENTIAL)], 2, &["a whole encoded credential", "from $SABRE_CLIENT_ID"]),
        (vec![("SABRE_USER_ID", CREDENTIAL)], 2, &["a whole encoded credential", "from $SABRE_USER_ID"]),
    ] {
        let sandbox = Sandbox::new();
        sandbox.secret(CREDENTIAL);
        let server = Server::start(|_| Reply::json(401, r#"{"error":"invalid_client"}"#)).at_least(0);
        let mut program = sandbox.travauth().args(["token", "get", "-p", "sabre", "--base-url", &server.url()]);
        for (name, value) in variables {
            program = program.env(name, value);
        }
        let output = program.env("SABRE_PASSWORD", sandbox.secret("correct-horse")).run().fails(code, parts);
        assert_eq!(server.requests().len(), usize::from(code == 3), "{output}");
    }
}

/// I4: the same holds in version 3 of the token endpoint, and for ids in flags.
#[test]
fn the_mistake_in_an_id_of_version_3_is_named_too() {
    let sandbox = Sandbox::new();
    sandbox.secret(CREDENTIAL);
    let server = Server::never();
    let run = |client_id: &str, group: &str| {
        let args = ["token", "get", "-p", "sabre", "--auth-version", "3", "--base-url", &server.url()];
        let program = sandbox.travauth().args(args).env("SABRE_CLIENT_ID", client_id).env("SABRE_CLIENT_SECRET", "s");
        program.env("SABRE_USER_ID", "7971").env("SABRE_PCC", group).env("SABRE_PASSWORD", "p").run()
    };
    run("app", "DEMO ").fails(2, &["the group from $SABRE_PCC has a space"]);
    run(CREDENTIAL, "DEMO").fails(2, &["a whole encoded credential", "from $SABRE_CLIENT_ID"]);
    for command in [&["token", "get", "-p", "sabre"][..], &["encode-sabre-id"], &["encode-sabre-id", "--verify", "-"]] {
        for flag in ["--client-id", "--user-id"] {
            let program = sandbox.travauth().args(command).args([flag, CREDENTIAL]).stdin("x");
            program.env("SABRE_PASSWORD", "p").run().fails(2, &["a whole encoded credential"]);
        }
    }
}
