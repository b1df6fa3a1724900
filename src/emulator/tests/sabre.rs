//! Tests of the emulated Sabre without a socket.

use super::{EmulatedRequest, FORM, NOW, base64, request};
use crate::emulator::response::EmulatedResponse;
use crate::emulator::token::{Issuer, mint};

const V2: &str = "/v2/auth/token";
const V3: &str = "/v3/auth/token";
const GRANT: &str = "grant_type=client_credentials";
const USER: &str = "grant_type=password&username=demo-DEMO-AA&password=demo-sabre-password";
const THEMES: &str = "/v1/lists/supported/shop/themes";
const SYNTAX: &str = "Credentials are missing or the syntax is not correct";
const WRONG: &str = "Wrong clientID or clientSecret";

/// The header of the demo user. Another program encoded it, since an encoder in this test could have the same bug.
const HEADER: &str = "Basic VmpFNlpHVnRienBFUlUxUE9rRkI6WkdWdGJ5MXpZV0p5WlMxd1lYTnpkMjl5WkE9PQ==";

fn v2(authorization: &str) -> EmulatedRequest {
    request("POST", V2).with_body(FORM, GRANT).authorized(authorization)
}

fn v3(body: &str) -> EmulatedRequest {
    let basic = base64("demo-sabre-client-id:demo-sabre-client-secret");
    request("POST", V3).with_body(FORM, body).authorized(&format!("Basic {basic}"))
}

pub fn token() -> String {
    let body = v2(HEADER).response().value();
    body["access_token"].as_str().unwrap().to_owned()
}

fn get(target: &str) -> EmulatedResponse {
    request("GET", target).authorized(&format!("Bearer {}", token())).response()
}

fn doubly_encoded(id: &str, password: &str) -> String {
    format!("Basic {}", base64(&format!("{}:{}", base64(id), base64(password))))
}

#[test]
fn both_versions_return_the_documented_response() {
    for request in [v2(HEADER), v3(USER), v2(&doubly_encoded("V1:demo:DEMO:AA", "demo-sabre-password"))] {
        let response = request.response();
        assert_eq!((response.status, response.content_type), (200, "application/json"));
        let body = response.value();
        let fields: Vec<_> = body.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["access_token", "token_type", "expires_in"]);
        assert_eq!(body["token_type"], "bearer");
        assert_eq!(body["expires_in"], 604_800);
        assert!(body["access_token"].as_str().unwrap().starts_with("T1RLAQ"));
    }
}

#[test]
fn wrong_encodings_and_wrong_values_have_different_errors() {
    let pair = format!("{}:{}", base64("V1:demo:DEMO:AA"), base64("demo-sabre-password"));
    let basic = |text: &str| format!("Basic {text}");
    let cases = [
        // The first two have a correct encoding, the others have common mistakes.
        (basic("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0="), WRONG),
        (basic("ZVc5MWNtTnNhV1Z1ZEdsazplVzkxY21Oc2FXVnVkSE5sWTNKbGRBPT0="), WRONG),
        (basic("VjE6dXNlcmlkOmdyb3VwOmRvbWFpbjoxMjM0NQ=="), SYNTAX),
        (basic("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnbz06TVRJek5EVUs="), SYNTAX),
        (basic("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0K"), SYNTAX),
        (basic("VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnJTNEJTNEOk1USXpORFUlM0Q="), SYNTAX),
        (basic("VjE6dXNlcmlkOmdyb3VwOmRvbWFpbg==:MTIzNDU="), SYNTAX),
        (basic("TVRJek5EVT0="), SYNTAX),
        (basic(&base64("b'VjE6dXNlcmlkOmdyb3VwOmRvbWFpbg==':b'MTIzNDU='")), SYNTAX),
        (basic(HEADER), SYNTAX),
        (basic(&base64(&base64(&pair))), SYNTAX),
        (basic(base64(&pair).trim_end_matches('=')), SYNTAX),
        (basic(&base64(&format!("{pair}:"))), SYNTAX),
        (basic(&base64(":")), SYNTAX),
        (basic(""), SYNTAX),
        (HEADER.replace("Basic", "Bearer"), SYNTAX),
        (doubly_encoded("V1:demo:DEMO:AA", ""), SYNTAX),
        (doubly_encoded("V1:V1:demo:DEMO:AA", "demo-sabre-password"), WRONG),
        (doubly_encoded("demo:DEMO:AA", "demo-sabre-password"), WRONG),
        (doubly_encoded("V1:demo:DEMO:EXT", "demo-sabre-password"), WRONG),
        (doubly_encoded("V1:demo:DEMO:AA", "demo-sabre-passwort"), WRONG),
        (doubly_encoded("V1:demo:DEMO:AA", "demo-sabre-password "), WRONG),
    ];
    for (authorization, description) in cases {
        let response = v2(&authorization).response();
        let body = response.value();
        assert_eq!((response.status, response.code().as_str()), (401, "invalid_client"), "{authorization}");
        assert_eq!(body["error_description"], description, "{authorization}");
    }
    let bare = request("POST", V2).with_body(FORM, GRANT).response();
    assert_eq!(bare.value()["error_description"], SYNTAX);
}

#[test]
fn the_wrong_grant_is_a_400() {
    let cases = [
        ("grant_type=client_credentials&source_ip=192.0.2.1", 200),
        ("grant_type=password", 400),
        ("", 400),
        ("grant_type=client_credentials&grant_type=client_credentials", 400),
    ];
    for (body, status) in cases {
        let request = request("POST", V2).with_body(FORM, body).authorized(HEADER);
        assert_eq!(request.response().status, status, "{body}");
    }
    let json = request("POST", V2).with_body("application/json", "{}").authorized(HEADER);
    assert_eq!(json.response().code(), "invalid_request");
    assert_eq!(v3(GRANT).response().code(), "unsupported_grant_type");
}

#[test]
fn version_three_checks_client_and_user() {
    let with_client = |text: &str| {
        let basic = format!("Basic {}", base64(text));
        request("POST", V3).with_body(FORM, USER).authorized(&basic).response()
    };
    for wrong in ["demo-sabre-client-id:wrong", "wrong:demo-sabre-client-secret", ":"] {
        assert_eq!(with_client(wrong).value()["error_description"], WRONG, "{wrong}");
    }
    assert_eq!(with_client("no colon").value()["error_description"], SYNTAX);
    let version_two = request("POST", V3).with_body(FORM, USER).authorized(HEADER).response();
    assert_eq!(version_two.value()["error_description"], WRONG);
    let bare = request("POST", V3).with_body(FORM, USER).response();
    assert_eq!(bare.value()["error_description"], SYNTAX);
    let cases = [
        ("grant_type=password&username=demo-DEMO-AA", 400),
        ("grant_type=password&password=demo-sabre-password", 400),
        ("grant_type=password&username=demo&password=demo-sabre-password", 401),
        ("grant_type=password&username=demo-DEMO-AA&password=wrong", 401),
        ("grant_type=password&username=a&username=b&password=c", 400),
    ];
    for (body, status) in cases {
        assert_eq!(v3(body).response().status, status, "{body}");
    }
}

#[test]
fn each_invalid_authorization_has_its_error_code() {
    let own = token();
    let foreign = mint(Issuer::Amadeus, u64::MAX).unwrap();
    let missing = "ERR.2SG.SEC.MISSING_CREDENTIALS";
    let invalid = "ERR.2SG.SEC.INVALID_CREDENTIALS";
    let cases = [
        (None, missing),
        (Some(format!("bearer {own}")), missing),
        (Some(HEADER.to_owned()), missing),
        (Some("Bearer T1RLAQgarbage".to_owned()), invalid),
        (Some(format!("Bearer ATH:{own}")), invalid),
        (Some(format!("Bearer {foreign}")), invalid),
    ];
    for (authorization, code) in cases {
        let request = request("GET", THEMES);
        let request = authorization.iter().fold(request, |request, value| request.authorized(value));
        let response = request.response();
        assert_eq!((response.status, response.code().as_str()), (401, code), "{authorization:?}");
        assert_eq!(response.value()["status"], "NotProcessed");
    }
    let bearer = format!("Bearer {own}");
    let at = |later| request("GET", THEMES).authorized(&bearer).later(later).response();
    assert_eq!(at(604_799_999).status, 200);
    assert_eq!(at(604_800_000).code(), invalid);
    assert_eq!(at(NOW).code(), invalid);
}

#[test]
fn themes_link_to_the_oldest_host() {
    let newer = get(THEMES);
    assert_eq!(newer.status, 200);
    assert_eq!(newer, get("/v1/shop/themes"));
    let body = newer.value();
    assert_eq!(body["Themes"][0]["Theme"], "BEACH");
    assert_eq!(body["Themes"][0]["Links"][0]["href"], "https://api.test.sabre.com/v1/shop/themes/BEACH");
}

#[test]
fn airlines_are_looked_up() {
    let path = "/v1/lists/utilities/airlines";
    let count = |query: &str| get(&format!("{path}{query}")).value()["AirlineInfo"].as_array().map(Vec::len);
    assert_eq!(count(""), Some(27));
    assert_eq!(count("?airlinecode="), Some(27));
    assert_eq!(count("?airlinecode=AA"), Some(1));
    assert_eq!(count("?airlinecode=aa,ba"), Some(2));
    let none = get(&format!("{path}?airlinecode=ZZ"));
    assert_eq!((none.status, none.code().as_str()), (404, "WARN.RAF.APPLICATION"));
}
