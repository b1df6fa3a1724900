//! Tests of flight offers search without a socket.

mod body;
mod query;

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::amadeus::token;
use super::{EmulatedRequest, request};
use crate::emulator::response::EmulatedResponse;

const PATH: &str = "/v2/shopping/flight-offers";
const JSON: &str = "application/vnd.amadeus+json";
/// A day about two weeks after [`NOW`], which is on 2026-11-18.
const DAY: &str = "2026-12-01";

fn get(query: &str) -> EmulatedResponse {
    request("GET", &format!("{PATH}?{query}")).authorized(&format!("Bearer {}", token())).response()
}

/// Searches offers on [`DAY`]; `more` has further parameters. The default is one adult.
pub fn offers(from: &str, to: &str, more: &str) -> Value {
    let adults = if more.contains("adults=") { "" } else { "&adults=1" };
    let query = format!("originLocationCode={from}&destinationLocationCode={to}&departureDate={DAY}{adults}&{more}");
    let response = get(&query);
    assert_eq!(response.status, 200, "{query}: {}", response.body);
    response.value()
}

pub fn posted(path: &str, body: &str) -> EmulatedRequest {
    let mut request = request("POST", path).authorized(&format!("Bearer {}", token())).with_body(JSON, body);
    request.headers.insert("x-http-method-override", "GET".parse().unwrap());
    request
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {value}"))
}

pub fn cents(value: &Value, pointer: &str) -> u64 {
    text(value, pointer).replace('.', "").parse().unwrap()
}

fn segments(offer: &Value) -> Vec<&Value> {
    list(&offer["itineraries"]).iter().flat_map(|itinerary| list(&itinerary["segments"])).collect()
}

fn carriers(body: &Value) -> BTreeSet<&str> {
    list(&body["data"]).iter().flat_map(segments).map(|segment| text(segment, "/carrierCode")).collect()
}

/// Collects the pointers to every value in a document.
pub fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                pointers(value, &format!("{at}/{name}"), all);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

pub fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([{"id": "1"}])),
    ]
}
