//! Travel themes and airline lookup.

use serde_json::{Value, json};

use super::errors::{self, MEDIA_TYPE};
use crate::emulator::airlines::{self, Airline, named};
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;

/// The host of links, which is Sabre's oldest host, as in the documentation. A client that follows a link therefore
/// sends its token to another host.
const LINK_HOST: &str = "https://api.test.sabre.com";

const THEMES: [&str; 12] = [
    "BEACH",
    "CARIBBEAN",
    "DISNEY",
    "GAMBLING",
    "HISTORIC",
    "MOUNTAINS",
    "NATIONAL-PARKS",
    "OUTDOORS",
    "ROMANTIC",
    "SHOPPING",
    "SKIING",
    "THEME-PARK",
];

/// `GET /v1/lists/supported/shop/themes` and the older `/v1/shop/themes`: the travel themes.
pub fn themes(_: &EmulatedRequest, _: &EmulatorSettings) -> EmulatedResponse {
    let themes: Vec<Value> = THEMES
        .iter()
        .map(|theme| {
            let href = format!("{LINK_HOST}/v1/shop/themes/{theme}");
            json!({"Theme": theme, "Links": [{"rel": "destinations", "href": href}]})
        })
        .collect();
    let own = format!("{LINK_HOST}/v1/shop/themes");
    ok(&json!({"Themes": themes, "Links": [{"rel": "self", "href": own}]}))
}

/// `GET /v1/lists/utilities/airlines?airlinecode=AA`: the airlines with these codes, or all.
pub fn airlines(request: &EmulatedRequest, _: &EmulatorSettings) -> EmulatedResponse {
    let path = "/v1/lists/utilities/airlines";
    let (found, own): (Vec<Value>, _) = match request.parameter("airlinecode") {
        None => (airlines::airlines().map(describe).collect(), format!("{LINK_HOST}{path}")),
        Some(codes) => {
            let codes = codes.to_ascii_uppercase();
            let query: String = url::form_urlencoded::byte_serialize(codes.as_bytes()).collect();
            (named(&codes).map(describe).collect(), format!("{LINK_HOST}{path}?airlinecode={query}"))
        }
    };
    if found.is_empty() {
        return errors::api(404);
    }
    ok(&json!({"AirlineInfo": found, "Links": [{"rel": "self", "href": own}]}))
}

fn describe(airline: Airline) -> Value {
    json!({
        "AirlineCode": airline.iata,
        "AirlineName": airline.business,
        "AlternativeBusinessName": airline.common,
    })
}

fn ok(body: &Value) -> EmulatedResponse {
    EmulatedResponse::json(200, MEDIA_TYPE, body)
}
