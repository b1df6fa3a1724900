//! Tests that send requests to the emulator, some without a socket and some over real sockets.

mod amadeus;
mod data;
mod flights;
mod http;
mod pricing;
mod rate;
mod sabre;
mod tls;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, Method};
use proptest::prelude::*;
use serde_json::Value;

use super::request::{EmulatedRequest, pairs};
use super::response::EmulatedResponse;
use super::router::{failure, respond};
use super::settings::EmulatorSettings;

/// Some day in November 2026.
const NOW: u64 = 1_795_000_000_000;
const FORM: &str = "application/x-www-form-urlencoded";

fn settings() -> EmulatorSettings {
    EmulatorSettings { base_url: "http://emulator.test".to_owned(), ..EmulatorSettings::default() }
}

/// Creates a request without headers; the target may have a query.
fn request(method: &str, target: &str) -> EmulatedRequest {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    EmulatedRequest {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        path: path.to_owned(),
        query: pairs(query.as_bytes()),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        now: NOW,
    }
}

impl EmulatedRequest {
    fn authorized(mut self, value: &str) -> Self {
        let value = HeaderValue::from_str(value).unwrap();
        self.headers.append(AUTHORIZATION, value);
        self
    }

    fn with_body(mut self, content_type: &'static str, body: &str) -> Self {
        let content_type = HeaderValue::from_static(content_type);
        self.headers.insert(CONTENT_TYPE, content_type);
        self.body = Bytes::copy_from_slice(body.as_bytes());
        self
    }

    fn later(mut self, milliseconds: u64) -> Self {
        self.now += milliseconds;
        self
    }

    fn response(&self) -> EmulatedResponse {
        respond(self, &settings())
    }
}

impl EmulatedResponse {
    fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Returns the error code in the body, in any of the error formats.
    fn code(&self) -> String {
        let body = self.value();
        let places = ["/errors/0/code", "/errorCode", "/error"];
        let code = places.iter().find_map(|place| body.pointer(place)).unwrap();
        code.as_str().map_or_else(|| code.to_string(), str::to_owned)
    }
}

fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

#[test]
fn the_front_page_lists_paths_and_credentials() {
    let page = request("GET", "/").response();
    assert_eq!(page.status, 200);
    for part in ["http://emulator.test", "/v2/auth/token", "demo-sabre-password", "(bearer)"] {
        assert!(page.body.contains(part), "{part} is missing in\n{}", page.body);
    }
}

#[test]
fn unknown_paths_fail_in_the_format_of_the_likely_service() {
    let amadeus = "Bearer QU1BAQA";
    let sabre = "Bearer T1RLAQL";
    let cases = [
        ("/v1/nowhere", None, 404, "38196"),
        ("/v1/nowhere", Some(amadeus), 404, "38196"),
        ("/v1/nowhere", Some(sabre), 403, "ERR.2SG.CLIENT.SERVICE_UNKNOWN"),
        ("/v1/lists/nothing", None, 403, "ERR.2SG.CLIENT.SERVICE_UNKNOWN"),
        ("/v4/auth/token", Some(amadeus), 403, "ERR.2SG.CLIENT.SERVICE_UNKNOWN"),
        ("/v9/reference-data", Some(sabre), 404, "38196"),
        ("/v1/security/oauth2/token/", None, 404, "38196"),
        ("/v1/security/oauth2/token/a/b", None, 404, "38196"),
        ("//", None, 404, "38196"),
        ("*", None, 404, "38196"),
    ];
    for (path, bearer, status, code) in cases {
        let request = request("GET", path);
        let request = bearer.into_iter().fold(request, EmulatedRequest::authorized);
        let response = request.response();
        assert_eq!((response.status, response.code().as_str()), (status, code), "{path}");
    }
}

#[test]
fn a_wrong_method_lists_the_allowed_ones() {
    let cases = [
        ("DELETE", "/", "GET, HEAD"),
        ("GET", "/v1/security/oauth2/token", "POST"),
        ("POST", "/v1/reference-data/airlines", "GET, HEAD"),
        ("POST", "/v1/security/oauth2/token/x", "GET, HEAD"),
        ("HEAD", "/v2/auth/token", "POST"),
        ("PUT", "/v3/auth/token", "POST"),
        ("BREW", "/v1/shop/themes", "GET, HEAD"),
        ("PUT", "/v2/shopping/flight-offers", "GET, HEAD, POST"),
    ];
    for (method, path, allow) in cases {
        let response = request(method, path).response();
        assert_eq!((response.status, response.allow.as_deref()), (405, Some(allow)), "{method} {path}");
    }
}

#[test]
fn failures_on_demand_have_the_format_of_the_path() {
    let cases = [
        ("/v1/security/oauth2/token", 400, "invalid_request"),
        ("/v1/security/oauth2/token", 401, "invalid_client"),
        ("/v1/security/oauth2/token", 403, "access_denied"),
        ("/v1/security/oauth2/token", 429, "too_many_requests"),
        ("/v1/security/oauth2/token", 500, "server_error"),
        ("/v1/security/oauth2/token", 503, "temporarily_unavailable"),
        ("/v1/security/oauth2/token", 418, "emulated"),
        ("/v1/reference-data/airlines", 400, "477"),
        ("/v1/reference-data/airlines", 401, "38192"),
        ("/v1/reference-data/airlines", 403, "38197"),
        ("/v1/reference-data/airlines", 404, "38196"),
        ("/v1/reference-data/airlines", 413, "413"),
        ("/v1/reference-data/airlines", 429, "38194"),
        ("/v1/reference-data/airlines", 500, "38189"),
        ("/v1/reference-data/airlines", 503, "141"),
        ("/v1/booking/anything", 429, "38194"),
        ("/v2/auth/token", 400, "invalid_request"),
        ("/v3/auth/token", 401, "invalid_client"),
        ("/v2/auth/token", 429, "too_many_requests"),
        ("/v2/auth/token", 500, "server_error"),
        ("/v1/shop/themes", 401, "ERR.2SG.SEC.INVALID_CREDENTIALS"),
        ("/v1/shop/themes", 403, "ERR.2SG.SEC.NOT_AUTHORIZED"),
        ("/v1/shop/themes", 404, "WARN.RAF.APPLICATION"),
        ("/v1/shop/themes", 429, "ERR.2SG.GATEWAY.REQUEST_THROTTLED"),
        ("/v1/shop/themes", 500, "ERR.2SG.GATEWAY.INTERNAL_PROCESSING_ERROR"),
        ("/v1/shop/themes", 503, "ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR"),
        ("/v1/shop/themes", 504, "ERR.2SG.GATEWAY.TIMEOUT"),
        ("/v1/shop/themes", 418, "ERR.2SG.EMULATED"),
    ];
    for (path, status, code) in cases {
        let response = failure(&request("GET", path), status);
        assert_eq!((response.status, response.code().as_str()), (status, code), "{path}");
    }
}

/// Generates the paths of all handlers, and unknown paths.
fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("/v1/security/oauth2/token".to_owned()),
        Just("/v2/auth/token".to_owned()),
        Just("/v3/auth/token".to_owned()),
        Just("/v1/lists/utilities/airlines".to_owned()),
        Just("/v2/reference-data/urls/checkin-links".to_owned()),
        Just("/v1/reference-data/locations".to_owned()),
        Just("/v2/shopping/flight-offers".to_owned()),
        Just("/v1/shopping/flight-offers/pricing".to_owned()),
        "/v1/reference-data/locations/\\PC{0,9}",
        "/v1/security/oauth2/token/\\PC{0,9}",
        "\\PC{0,30}",
    ]
}

fn authorization() -> impl Strategy<Value = String> {
    let text = "\\PC{0,9}";
    prop_oneof![
        Just(format!("Bearer {}", amadeus::token())),
        Just(format!("Bearer {}", sabre::token())),
        "[ -~]{0,20}",
        text.prop_map(|text| format!("Basic {}", base64(&text))),
        (text, text).prop_map(|(id, secret)| {
            let pair = format!("{}:{}", base64(&id), base64(&secret));
            format!("Basic {}", base64(&pair))
        }),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let name = "(subType|keyword|page\\[limit\\]|page%5Boffset%5D|airlineCode|airlinecode|grant_type)";
    let value = "(CITY,AIRPORT|A|[0-9]{1,20}|\\PC{0,6}|%[0-9A-F]{2}|client_credentials|password)";
    proptest::collection::vec((name, value), 0..5).prop_map(|pairs| {
        let texts = pairs.iter().map(|(name, value)| format!("{name}={value}"));
        texts.collect::<Vec<_>>().join("&")
    })
}

proptest! {
    #[test]
    fn every_request_has_a_well_formed_response(
        method in "(GET|HEAD|POST|[A-Z]{1,7})",
        path in path(),
        authorization in authorization(),
        query in query(),
        body in query(),
        now in prop_oneof![Just(NOW), any::<u64>()],
        expires_in in any::<Option<u64>>(),
    ) {
        let mut request = request(&method, &path)
            .authorized(&authorization)
            .with_body(FORM, &body);
        request.query = pairs(query.as_bytes());
        request.now = now;
        let response = respond(&request, &EmulatorSettings { expires_in, ..settings() });
        prop_assert!((200..=599).contains(&response.status));
        if response.content_type.ends_with("json") {
            prop_assert!(response.value().is_object());
        }
    }
}
