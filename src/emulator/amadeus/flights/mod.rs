//! Flight offers: search and price, after the specifications of Flight Offers Search 2.9 and Flight Offers Price 1.3.
//!
//! Flights and fares are made up, but the same request has the same answer in every emulator, and pricing an offer
//! confirms its price.

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
use crate::emulator::answer::Answer;
use crate::emulator::ask::Ask;
use crate::emulator::settings::EmulatorSettings;
pub use pricing::price;

/// `GET /v2/shopping/flight-offers`: the offers for a journey, there alone or there and back.
pub fn search(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    let own = json!({"self": link(&settings.base_url, &ask.path, &ask.query)});
    parameters::read(ask).map_or_else(|answer| answer, |query| found(&query, ask, Some(own)))
}

/// `POST /v2/shopping/flight-offers`: the same by a list of criteria, for up to six journeys.
pub fn search_by_criteria(ask: &Ask, _: &EmulatorSettings) -> Answer {
    let body = body::check_override(ask, true).and_then(|()| body::object(ask));
    let query = body.and_then(|body| criteria::read(&body, ask.now));
    query.map_or_else(|answer| answer, |query| found(&query, ask, None))
}

fn found(query: &query::Query, ask: &Ask, links: Option<Value>) -> Answer {
    let offers = offers::find(query);
    let mut body =
        json!({"meta": {"count": offers.len()}, "data": wire::offers(&offers, query, query::today(ask.now))});
    if let Some(links) = links {
        body["meta"]["links"] = links;
    }
    if !offers.is_empty() {
        body["dictionaries"] = wire::dictionaries(&offers, query.currency);
    }
    Answer::json(200, MEDIA_TYPE, &body)
}
