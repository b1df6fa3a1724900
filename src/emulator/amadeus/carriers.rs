//! Airline code lookup.

use serde_json::{Value, json};

use super::wire::{MEDIA_TYPE, link};
use crate::emulator::airlines::{Airline, airlines, named};
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;

/// `GET /v1/reference-data/airlines?airlineCodes=BA,IB`: the airlines with these IATA or ICAO codes,
/// or all airlines.
pub fn list(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let data: Vec<Value> = match request.parameter("airlineCodes") {
        Some(codes) => named(codes).map(describe).collect(),
        None => airlines().map(describe).collect(),
    };
    let own = link(&settings.base_url, &request.path, &request.query);
    EmulatedResponse::json(
        200,
        MEDIA_TYPE,
        &json!({"meta": {"count": data.len(), "links": {"self": own}}, "data": data}),
    )
}

fn describe(airline: Airline) -> Value {
    json!({
        "type": "airline",
        "iataCode": airline.iata,
        "icaoCode": airline.icao,
        "businessName": airline.business,
        "commonName": airline.common,
    })
}
