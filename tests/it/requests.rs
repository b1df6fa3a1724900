//! The token request byte for byte, as servers that share no code with the program receive it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use httpmock::prelude::*;
use serde_json::json;

use super::common::{AMADEUS_PATH, SECRET, TOKEN, amadeus, grant, sabre, sabre_v3};
use crate::support::{Request, Sandbox, Server};

/// Passwords with characters that are often encoded wrongly.
const PASSWORDS: [&str; 9] = [
    SECRET,
    "pass word",
    "with:colon:s",
    "plus+slash/equals==",
    "percent%41%20&amp;",
    " leading and trailing ",
    "ümläut-ß-€-日本-🛫",
    "back\\slash\"quote'",
    "$(touch x)`id`;|<>*",
];

/// Encodes by the form encoding of WHATWG: letters, digits and `*-._` stay, a space becomes a plus, the rest is escaped.
fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' => "+".to_owned(),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Returns the headers with lower-case names, sorted, without `host` and `content-length`.
fn headers(request: &Request) -> Vec<(String, String)> {
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
    headers.retain(|(name, _)| name != "host" && name != "content-length");
    headers.sort();
    headers
}

#[track_caller]
fn check(request: &Request, target: &str, authorization: Option<&str>, body: &str) {
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, target);
    assert_eq!(request.text(), body);
    assert_eq!(request.header("content-length"), Some(&*body.len().to_string()));
    let agent = format!("travauth/{}", env!("CARGO_PKG_VERSION"));
    let mut expected = vec![
        ("accept", "application/json, */*;q=0.5"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("user-agent", &agent),
    ];
    expected.extend(authorization.map(|value| ("authorization", value)));
    expected.sort_unstable();
    let expected: Vec<_> = expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(headers(request), expected);
}

#[test]
fn amadeus_gets_the_client_in_the_form() {
    for password in PASSWORDS {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
        let get = amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", sandbox.secret(password));
        assert_eq!(get.run().silently().token(), TOKEN);
        let body =
            format!("grant_type=client_credentials&client_id=my-amadeus-key&client_secret={}", form_encoded(password));
        check(&server.expect(1)[0], AMADEUS_PATH, None, &body);
    }
}

#[test]
fn sabres_second_version_gets_its_parts_and_the_whole_in_base64() {
    for password in PASSWORDS {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
        let get = sabre(&sandbox, &server.url()).env("SABRE_PASSWORD", sandbox.secret(password));
        assert_eq!(get.run().silently().token(), TOKEN);
        let halves = format!("{}:{}", STANDARD.encode("V1:7971:7TZA:AA"), STANDARD.encode(password));
        let header = format!("Basic {}", STANDARD.encode(halves));
        check(&server.expect(1)[0], "/v2/auth/token", Some(&header), "grant_type=client_credentials");
    }
}

#[test]
fn sabres_second_version_sends_the_published_example() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let get = sandbox.travauth().args(["token", "get", "-p", "sabre", "--base-url", &server.url()]);
    let get = get.args(["--user-id", "userid", "--pcc", "group", "--domain", "domain", "--password-file", "-"]);
    assert_eq!(get.stdin("12345\n").run().token(), TOKEN);
    let header = "Basic VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0=";
    check(&server.expect(1)[0], "/v2/auth/token", Some(header), "grant_type=client_credentials");
}

#[test]
fn sabres_third_version_gets_plain_basic_and_the_user_in_the_form() {
    for (secret, password) in PASSWORDS.iter().zip(PASSWORDS.iter().rev()) {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
        assert_eq!(sabre_v3(&sandbox, &server.url(), secret, password).run().silently().token(), TOKEN);
        let header = format!("Basic {}", STANDARD.encode(format!("my-app:{secret}")));
        let body = format!("grant_type=password&username=79%2671-7TZA-EXT&password={}", form_encoded(password));
        check(&server.expect(1)[0], "/v3/auth/token", Some(&header), &body);
    }
}

#[test]
fn scope_and_extra_fields_are_sent_in_the_order_given() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let extra = ["--scope", "read write", "--token-param", "guest_office_id=NCE1A0955", "--token-param", "empty="];
    assert_eq!(amadeus(&sandbox, &server.url()).args(extra).run().token(), TOKEN);
    let extra = ["--token-param", "source_ip=192.0.2.1", "--token-param", "a=b=c&d"];
    assert_eq!(sabre(&sandbox, &server.url()).args(extra).run().token(), TOKEN);
    let requests = server.expect(2);
    let body = requests[0].text();
    assert!(body.ends_with("&scope=read+write&guest_office_id=NCE1A0955&empty="), "{body}");
    assert_eq!(requests[1].text(), "grant_type=client_credentials&source_ip=192.0.2.1&a=b%3Dc%26d");
}

// ── A mock server of another project ────────────────────────────────────────

#[test]
fn a_strict_mock_of_amadeus_grants_a_token() {
    let sandbox = Sandbox::new();
    let server = MockServer::start();
    let mock = server.mock(|when, then| {
        when.method(POST)
            .path(AMADEUS_PATH)
            .header("content-type", "application/x-www-form-urlencoded")
            .header_missing("authorization")
            .form_urlencoded_tuple("grant_type", "client_credentials")
            .form_urlencoded_tuple("client_id", "my-amadeus-key")
            .form_urlencoded_tuple("client_secret", SECRET);
        then.status(200)
            .header("content-type", "application/vnd.amadeus+json")
            .json_body(json!({"access_token": TOKEN, "expires_in": 1799, "token_type": "Bearer"}));
    });
    for _ in 0..2 {
        assert_eq!(amadeus(&sandbox, &server.base_url()).run().silently().token(), TOKEN);
    }
    mock.assert_calls(1);
}

#[test]
fn a_strict_mock_of_both_sabre_versions_grants_tokens() {
    let sandbox = Sandbox::new();
    let server = MockServer::start();
    let response = json!({"access_token": TOKEN, "token_type": "bearer", "expires_in": 604_800});
    let halves = format!("{}:{}", STANDARD.encode("V1:7971:7TZA:AA"), STANDARD.encode(SECRET));
    let v2 = server.mock(|when, then| {
        when.method(POST)
            .path("/v2/auth/token")
            .header("authorization", format!("Basic {}", STANDARD.encode(halves)))
            .body("grant_type=client_credentials");
        then.status(200).json_body(response.clone());
    });
    let v3 = server.mock(|when, then| {
        when.method(POST)
            .path("/v3/auth/token")
            .header("authorization", format!("Basic {}", STANDARD.encode(format!("my-app:{SECRET}"))))
            .form_urlencoded_tuple("grant_type", "password")
            .form_urlencoded_tuple("username", "79&71-7TZA-EXT")
            .form_urlencoded_tuple("password", "with:colon:s");
        then.status(200).json_body(response);
    });
    for _ in 0..2 {
        assert_eq!(sabre(&sandbox, &server.base_url()).run().silently().token(), TOKEN);
        let third = sabre_v3(&sandbox, &server.base_url(), SECRET, "with:colon:s");
        assert_eq!(third.run().silently().token(), TOKEN);
    }
    v2.assert_calls(1);
    v3.assert_calls(1);
}
