//! Flight offers: search and price, as specified in Flight Offers Search 2.9 and Flight Offers Price 1.3.
//!
//! Flights and fares are made up, but every emulator returns the same response to the same request, and pricing an
//! offer confirms its price.

mod body;
mod chance;
mod criteria;
mod fares;
mod included;
mod money;
mod offers;
mod parameters;
mod priced;
mod pricing;
mod query;
mod timetable;
mod wire;

use serde_json::{Value, json};

use super::wire::{MEDIA_TYPE, link};
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;
pub use pricing::price;

/// `GET /v2/shopping/flight-offers`: offers for a one-way or a return trip.
pub fn search(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let own = json!({"self": link(&settings.base_url, &request.path, &request.query)});
    parameters::read(request).map_or_else(|response| response, |query| found(&query, request, Some(own)))
}

/// `POST /v2/shopping/flight-offers`: offers for the criteria in the body, for trips of up to six parts.
pub fn search_by_criteria(request: &EmulatedRequest, _: &EmulatorSettings) -> EmulatedResponse {
    let body = body::check_override(request, true).and_then(|()| body::object(request));
    let query = body.and_then(|body| criteria::read(&body, request.now));
    query.map_or_else(|response| response, |query| found(&query, request, None))
}

fn found(query: &query::Query, request: &EmulatedRequest, links: Option<Value>) -> EmulatedResponse {
    let offers = offers::find(query);
    let mut body =
        json!({"meta": {"count": offers.len()}, "data": wire::offers(&offers, query, query::today(request.now))});
    if let Some(links) = links {
        body["meta"]["links"] = links;
    }
    if !offers.is_empty() {
        body["dictionaries"] = wire::dictionaries(&offers, query.currency);
    }
    EmulatedResponse::json(200, MEDIA_TYPE, &body)
}
