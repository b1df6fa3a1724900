//! Tests of a limited rate over real sockets. The limit is one request a minute, so that even a slow machine sends the
//! second request too early.

use std::time::Duration;

use super::http::{Client, start};
use crate::emulator::{Behaviour, Rate};

const AIRLINES: &str = "/v1/reference-data/airlines";
const THEMES: &str = "/v1/shop/themes";

fn limited() -> Behaviour {
    Behaviour { rate: Rate::new(1.0, Duration::from_mins(1)), ..Behaviour::default() }
}

#[test]
fn each_provider_has_its_own_account_and_error_format() {
    let emulator = start(limited());
    let mut client = Client::of(&emulator);
    let (amadeus, sabre) = (client.amadeus_token(), client.sabre_token());
    assert_eq!(client.get(AIRLINES, &amadeus).status, 200);
    let too_fast = client.get(AIRLINES, &amadeus);
    assert_eq!(too_fast.status, 429);
    assert_eq!(too_fast.value()["errors"][0]["code"], 38194);
    // Amadeus does not document this header.
    assert!(!too_fast.head.contains("retry-after"), "{}", too_fast.head);
    assert_eq!(client.get(THEMES, &sabre).status, 200);
    let too_fast = client.get(THEMES, &sabre);
    assert_eq!((too_fast.status, too_fast.text("errorCode").as_str()), (429, "ERR.2SG.GATEWAY.REQUEST_THROTTLED"));
}

#[test]
fn an_account_has_one_rate_for_all_tokens_connections_and_paths() {
    let emulator = start(limited());
    let mut client = Client::of(&emulator);
    let tokens = [client.amadeus_token(), client.amadeus_token()];
    assert_eq!(client.get("/v1/no/such/resource", &tokens[0]).status, 404);
    assert_eq!(Client::of(&emulator).get(AIRLINES, &tokens[1]).status, 429);
}

#[test]
fn only_api_requests_of_an_account_count() {
    let emulator = start(limited());
    let mut client = Client::of(&emulator);
    let tokens: Vec<String> = (0..5).map(|_| client.amadeus_token()).collect();
    for token in &tokens {
        assert_eq!(client.get(&format!("/v1/security/oauth2/token/{token}"), token).status, 200);
        assert_eq!(client.get("/", token).status, 200);
        assert_eq!(client.get(THEMES, token).status, 401);
    }
    assert_eq!(client.request("GET", AIRLINES, "", "").status, 401);
    assert_eq!(client.get(AIRLINES, "garbage").status, 401);
    assert_eq!(client.get(AIRLINES, &tokens[0]).status, 200);
    assert_eq!(client.get(AIRLINES, &tokens[0]).status, 429);
    assert!(!client.amadeus_token().is_empty());
}

#[test]
fn a_throttled_request_does_not_use_up_a_fault() {
    let faults = vec!["/v1/reference-data/airlines=500:1".parse().unwrap(), "/v1/shop/themes=500:1".parse().unwrap()];
    let emulator = start(Behaviour { faults, ..limited() });
    let mut client = Client::of(&emulator);
    let token = client.amadeus_token();
    assert_eq!(client.get("/v1/reference-data/locations?subType=CITY&keyword=MUC", &token).status, 200);
    assert_eq!(client.get(AIRLINES, &token).status, 429);
    // A request without a token does not belong to an account.
    assert_eq!(client.request("GET", AIRLINES, "", "").status, 500);
    assert_eq!(client.request("GET", AIRLINES, "", "").status, 401);
}

#[test]
fn without_a_rate_there_is_no_limit() {
    let emulator = start(Behaviour::default());
    let mut client = Client::of(&emulator);
    let token = client.amadeus_token();
    assert!((0..100).all(|_| client.get(AIRLINES, &token).status == 200));
}
