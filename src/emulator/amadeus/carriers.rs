//! Airline code lookup.

use serde_json::{Value, json};

use super::wire::{MEDIA_TYPE, link};
use crate::emulator::airlines::{Airline, airlines, named};
use crate::emulator::answer::Answer;
use crate::emulator::ask::Ask;
use crate::emulator::settings::EmulatorSettings;

/// `GET /v1/reference-data/airlines?airlineCodes=BA,IB`: the airlines of these IATA or ICAO codes, or all.
pub fn list(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    let data: Vec<Value> = match ask.parameter("airlineCodes") {
        Some(codes) => named(codes).map(describe).collect(),
        None => airlines().map(describe).collect(),
    };
    let own = link(&settings.base_url, &ask.path, &ask.query);
    Answer::json(200, MEDIA_TYPE, &json!({"meta": {"count": data.len(), "links": {"self": own}}, "data": data}))
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
