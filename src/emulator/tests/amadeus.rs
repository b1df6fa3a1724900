//! Tests of the emulated Amadeus without a socket.

use serde_json::json;

use super::{EmulatedRequest, FORM, NOW, base64, request, settings};
use crate::emulator::response::EmulatedResponse;
use crate::emulator::router::respond;
use crate::emulator::settings::EmulatorSettings;
use crate::emulator::token::{Issuer, mint};

const TOKEN: &str = "/v1/security/oauth2/token";
const GOOD: &str =
    "grant_type=client_credentials&client_id=demo-amadeus-client-id&client_secret=demo-amadeus-client-secret";
const AIRLINES: &str = "/v1/reference-data/airlines?airlineCodes=BA,IB";

fn grant(body: &str) -> EmulatedRequest {
    request("POST", TOKEN).with_body(FORM, body)
}

pub fn token() -> String {
    let body = grant(GOOD).response().value();
    body["access_token"].as_str().unwrap().to_owned()
}

fn get(target: &str) -> EmulatedResponse {
    request("GET", target).authorized(&format!("Bearer {}", token())).response()
}

#[test]
fn a_token_response_has_every_documented_field() {
    let response = grant(GOOD).response();
    assert_eq!(response.status, 200);
    assert_eq!(response.content_type, "application/vnd.amadeus+json");
    let body = response.value();
    let fields: Vec<_> = body.as_object().unwrap().keys().collect();
    let documented = "type username application_name client_id token_type access_token expires_in state scope";
    assert_eq!(fields, documented.split(' ').collect::<Vec<_>>());
    assert_eq!(body["type"], "amadeusOAuth2Token");
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 1799);
    assert_eq!(body["state"], "approved");
}

#[test]
fn the_token_request_is_read_strictly() {
    let id = "client_id=demo-amadeus-client-id";
    let secret = "client_secret=demo-amadeus-client-secret";
    let grant_type = "grant_type=client_credentials";
    let cases = [
        (GOOD.to_owned(), 200, ""),
        (format!("{GOOD}&guest_office_id=NCE1A0000"), 200, ""),
        (format!("{GOOD}&a=1&a=2"), 200, ""),
        (String::new(), 400, "invalid_request"),
        (format!("{id}&{secret}"), 400, "invalid_request"),
        (format!("grant_type=password&{id}&{secret}"), 400, "unsupported_grant_type"),
        (format!("grant_type=Client_Credentials&{id}&{secret}"), 400, "unsupported_grant_type"),
        (format!("{grant_type}&{id}"), 400, "invalid_request"),
        (format!("{grant_type}&{secret}"), 400, "invalid_request"),
        (format!("{GOOD}&{id}"), 400, "invalid_request"),
        (format!("{GOOD}&{secret}"), 400, "invalid_request"),
        (format!("{GOOD}&{grant_type}"), 400, "invalid_request"),
        (format!("{grant_type}&client_id=&{secret}"), 401, "invalid_client"),
        (format!("{grant_type}&{id}&client_secret=wrong"), 401, "invalid_client"),
        (format!("{GOOD}%20"), 401, "invalid_client"),
        (format!("{GOOD}%ff"), 401, "invalid_client"),
    ];
    for (body, status, error) in cases {
        let response = grant(&body).response();
        assert_eq!(response.status, status, "{body}");
        if status != 200 {
            let value = response.value();
            assert_eq!(value["error"], error, "{body}");
            assert_eq!(value["code"], 38187, "{body}");
            assert_eq!(value["title"], "Invalid parameters", "{body}");
            assert!(value["error_description"].is_string(), "{body}");
        }
    }
}

#[test]
fn client_credentials_must_be_in_a_form_body() {
    let json = request("POST", TOKEN).with_body("application/json", GOOD);
    assert_eq!((json.response().status, json.response().code().as_str()), (400, "invalid_request"));
    let query = request("POST", &format!("{TOKEN}?{GOOD}"));
    assert_eq!(query.response().status, 400);
    let charset = "Application/X-WWW-Form-Urlencoded; charset=utf-8";
    assert_eq!(request("POST", TOKEN).with_body(charset, GOOD).response().status, 200);
    let basic = base64("demo-amadeus-client-id:demo-amadeus-client-secret");
    for body in [GOOD, "grant_type=client_credentials"] {
        let response = grant(body).authorized(&format!("Basic {basic}")).response();
        assert_eq!((response.status, response.code().as_str()), (401, "invalid_client"));
    }
}

#[test]
fn each_invalid_authorization_has_its_error_code() {
    let own = token();
    let foreign = mint(Issuer::Sabre, u64::MAX).unwrap();
    let cases = [
        (None, 401, "38191"),
        (Some(format!("bearer {own}")), 401, "38191"),
        (Some(format!("Baerer {own}")), 401, "38191"),
        (Some(own.clone()), 401, "38191"),
        (Some("Bearer garbage".to_owned()), 401, "38190"),
        (Some(format!("Bearer  {own}")), 401, "38190"),
        (Some(format!("Bearer {foreign}")), 401, "38190"),
    ];
    for (authorization, status, code) in cases {
        let request = request("GET", AIRLINES);
        let request = authorization.iter().fold(request, |request, value| request.authorized(value));
        let response = request.response();
        assert_eq!((response.status, response.code().as_str()), (status, code), "{authorization:?}");
    }
}

#[test]
fn a_token_expires_after_its_expires_in() {
    let bearer = format!("Bearer {}", token());
    let at = |later| request("GET", AIRLINES).authorized(&bearer).later(later).response();
    assert_eq!(at(1_798_999).status, 200);
    assert_eq!((at(1_799_000).status, at(1_799_000).code().as_str()), (401, "38192"));
    let short = EmulatorSettings { expires_in: Some(0), ..settings() };
    let body = respond(&grant(GOOD), &short).value();
    assert_eq!(body["expires_in"], 0);
    let token = body["access_token"].as_str().unwrap();
    let expired = request("GET", AIRLINES).authorized(&format!("Bearer {token}")).response();
    assert_eq!(expired.code(), "38192");
}

#[test]
fn the_state_of_a_token_can_be_read() {
    let token = token();
    let path = format!("{TOKEN}/{token}");
    let fresh = request("GET", &path).later(1_000).response();
    assert_eq!(fresh.status, 200);
    assert_eq!(fresh.value()["state"], "approved");
    assert_eq!(fresh.value()["expires_in"], 1798);
    assert_eq!(fresh.value()["access_token"], token);
    let old = request("GET", &path).later(NOW).response();
    assert_eq!((old.status, &old.value()["state"]), (200, &json!("expired")));
    let unknown = request("GET", &format!("{TOKEN}/unknown")).response();
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "38196"));
}

#[test]
fn checkin_links_require_the_newer_parameter() {
    let path = "/v2/reference-data/urls/checkin-links";
    let response = get(&format!("{path}?airlineCode=IB"));
    let body = response.value();
    assert_eq!((response.status, &body["meta"]["count"]), (200, &json!(2)));
    assert_eq!(
        body["meta"]["links"]["self"],
        "http://emulator.test/v2/reference-data/urls/checkin-links?airlineCode=IB"
    );
    assert_eq!(body["data"][0]["id"], "IBEN-GBWeb");
    assert_eq!(body["data"][1]["channel"], "Mobile");
    for (query, code) in [
        ("airline=IB", "32171"),
        ("", "32171"),
        ("airlineCode=", "32171"),
        ("airlineCode=I%C3%A9", "477"),
        ("airlineCode=I", "477"),
    ] {
        let response = get(&format!("{path}?{query}"));
        assert_eq!((response.status, response.code().as_str()), (400, code), "{query}");
        assert_eq!(response.value()["errors"][0]["source"]["parameter"], "airlineCode");
    }
    let unknown = get(&format!("{path}?airlineCode=ZZ"));
    assert_eq!((unknown.status, unknown.value()["meta"]["count"].clone()), (200, json!(0)));
}

#[test]
fn airlines_are_found_by_either_code() {
    let body = get("/v1/reference-data/airlines?airlineCodes=ibe,%20BA,ZZ").value();
    assert_eq!(body["meta"]["count"], 2);
    assert_eq!(
        body["data"][1],
        json!({"type": "airline", "iataCode": "IB", "icaoCode": "IBE", "businessName": "IBERIA LINEAS AEREAS DE ESPANA", "commonName": "IBERIA"})
    );
    assert_eq!(get("/v1/reference-data/airlines").value()["meta"]["count"], 27);
}

fn locations(query: &str) -> EmulatedResponse {
    get(&format!("/v1/reference-data/locations?{query}"))
}

#[test]
fn locations_check_their_parameters() {
    let cases = [
        ("keyword=MUC", "32171", "subType"),
        ("subType=CITY", "32171", "keyword"),
        ("subType=CITY&keyword=", "32171", "keyword"),
        ("subType=HOTEL&keyword=MUC", "477", "subType"),
        ("subType=CITY,&keyword=MUC", "477", "subType"),
        ("subType=CITY&keyword=MUC&page[limit]=0", "477", "page[limit]"),
        ("subType=CITY&keyword=MUC&page[limit]=x", "477", "page[limit]"),
        ("subType=CITY&keyword=MUC&page%5Boffset%5D=-1", "477", "page[offset]"),
    ];
    for (query, code, parameter) in cases {
        let response = locations(query);
        assert_eq!((response.status, response.code().as_str()), (400, code), "{query}");
        assert_eq!(response.value()["errors"][0]["source"]["parameter"], parameter, "{query}");
    }
}

#[test]
fn locations_match_the_start_of_a_word() {
    let count = |query: &str| locations(query).value()["meta"]["count"].as_u64().unwrap();
    assert_eq!(count("subType=CITY,AIRPORT&keyword=MUC"), 2);
    assert_eq!(count("subType=AIRPORT&keyword=muc"), 1);
    assert_eq!(count("subType=CITY,AIRPORT&keyword=heath"), 1);
    assert_eq!(count("subType=CITY,AIRPORT&keyword=eathrow"), 0);
    assert_eq!(count("subType=CITY,AIRPORT&keyword=LON&countryCode=gb"), 7);
    assert!(count("subType=CITY,AIRPORT&keyword=A") > 20);
    assert!(count("subType=AIRPORT&keyword=INT") > 100);
    let one = get("/v1/reference-data/locations/CMUC").value();
    assert_eq!(one["data"]["name"], "MUNICH");
    assert_eq!(one["data"]["address"]["countryName"], "GERMANY");
    assert_eq!(get("/v1/reference-data/locations/XMUC").code(), "38196");
}

#[test]
fn pages_link_to_each_other_on_another_host() {
    let body = locations("subType=CITY,AIRPORT&keyword=LON&page%5Blimit%5D=3&page%5Boffset%5D=3").value();
    let at = |offset: u32| {
        format!(
            "https://test.api.amadeus.com/v1/reference-data/locations?subType=CITY%2CAIRPORT&keyword=LON&page%5Blimit%5D=3&page%5Boffset%5D={offset}"
        )
    };
    assert_eq!(body["data"].as_array().unwrap().len(), 3);
    assert_eq!(body["meta"]["count"], 9);
    let own = "http://emulator.test/v1/reference-data/locations?subType=CITY%2CAIRPORT&keyword=LON&page%5Blimit%5D=3&page%5Boffset%5D=3";
    assert_eq!(
        body["meta"]["links"],
        json!({"first": at(0), "previous": at(0), "next": at(6), "last": at(6), "self": own})
    );
    let whole = locations("subType=CITY,AIRPORT&keyword=MUC").value();
    let links = whole["meta"]["links"].as_object().unwrap();
    assert_eq!(links.keys().collect::<Vec<_>>(), ["self"]);
    let beyond = locations("subType=CITY,AIRPORT&keyword=LON&page[limit]=3&page[offset]=18446744073709551615").value();
    assert_eq!(beyond["data"], json!([]));
    assert_eq!(beyond["meta"]["links"]["previous"], at(6));
    assert!(beyond["meta"]["links"].get("next").is_none());
}

#[test]
fn following_the_next_links_returns_each_location_once() {
    let mut query = "subType=CITY,AIRPORT&keyword=INT&page[limit]=1".to_owned();
    let mut seen = Vec::new();
    loop {
        let body = locations(&query).value();
        seen.push(body["data"][0]["id"].as_str().unwrap().to_owned());
        match body["meta"]["links"]["next"].as_str() {
            Some(next) => query = next.split_once('?').unwrap().1.to_owned(),
            None => break,
        }
    }
    let pages = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert!(pages >= 100 && seen.len() == pages, "{pages} pages");
}
