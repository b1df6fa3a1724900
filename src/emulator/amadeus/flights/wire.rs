//! Offers in the JSON format of the specification.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value, json};

use super::chance::pick;
use super::fares::{Fare, Price};
use super::money::Currency;
use super::offers::Offer;
use super::query::{Query, Traveler, TravelerKind};
use super::timetable::{Flight, duration};
use crate::emulator::airlines::airlines;
use crate::emulator::amadeus::places::{Place, places};

/// Describes the offers. Segments are numbered across all offers, and the same flight has the same number in each.
pub fn offers(offers: &[Offer], query: &Query, today: Date) -> Vec<Value> {
    let mut segments: Vec<String> = Vec::new();
    let mut segment_id = |flight: &Flight| {
        let name = format!("{}{}{}", flight.carrier, flight.number, flight.departure);
        let known = segments.iter().position(|other| *other == name);
        known.unwrap_or_else(|| {
            segments.push(name);
            segments.len() - 1
        }) + 1
    };
    let with_ids = |offer: &Offer| offer.fares().map(|(flight, ..)| segment_id(flight).to_string()).collect::<Vec<_>>();
    let ids: Vec<Vec<String>> = offers.iter().map(with_ids).collect();
    let numbered = (1..).zip(offers).zip(&ids);
    numbered.map(|((number, offer), ids)| describe(number, offer, ids, query, today)).collect()
}

fn describe(number: usize, offer: &Offer, segment_ids: &[String], query: &Query, today: Date) -> Value {
    let mut ids = segment_ids.iter();
    let itineraries: Vec<Value> = offer
        .parts
        .iter()
        .map(|part| {
            let segments: Vec<Value> =
                part.journey.iter().zip(ids.by_ref()).map(|(flight, id)| segment(flight, id)).collect();
            json!({"duration": iso(duration(&part.journey)), "segments": segments})
        })
        .collect();
    let seated = query.travelers.iter().filter(|traveler| traveler.kind != TravelerKind::HeldInfant).count();
    let seats = usize::try_from(pick(&segment_ids.concat(), 9)).unwrap_or_default() + 1;
    let first = offer.flights().next();
    let last_ticketing = first.map_or(today, |flight| flight.departure.date().min(today.tomorrow().unwrap_or(today)));
    let mut all = Price::default();
    for traveler in &query.travelers {
        all.add(offer.price(traveler.kind, query));
    }
    let of_traveler = |traveler| pricing(traveler, offer, segment_ids, query);
    let pricings: Vec<Value> = query.travelers.iter().map(of_traveler).collect();
    json!({
        "type": "flight-offer",
        "id": number.to_string(),
        "source": "GDS",
        "instantTicketingRequired": false,
        "nonHomogeneous": false,
        "oneWay": false,
        "lastTicketingDate": last_ticketing.to_string(),
        "lastTicketingDateTime": last_ticketing.to_string(),
        "numberOfBookableSeats": seats.max(seated),
        "itineraries": itineraries,
        "price": offer_price(&all, query.currency, &["SUPPLIER", "TICKETING"]),
        "pricingOptions": {
            "fareType": ["PUBLISHED"],
            "includedCheckedBagsOnly": offer.fares().all(|(.., fare)| fare.bags > 0),
        },
        "validatingAirlineCodes": [offer.airline()],
        "travelerPricings": pricings,
    })
}

fn segment(flight: &Flight, id: &str) -> Value {
    json!({
        "departure": end_point(flight.from, flight.departure),
        "arrival": end_point(flight.to, flight.arrival()),
        "carrierCode": flight.carrier,
        "number": flight.number,
        "aircraft": {"code": aircraft(flight).0},
        "operating": {"carrierCode": flight.carrier},
        "duration": iso(flight.duration),
        "id": id,
        "numberOfStops": 0,
        "blacklistedInEU": false,
    })
}

fn end_point(place: Place, at: DateTime) -> Value {
    let terminal = pick(place.code, 4);
    let mut point = Map::new();
    point.insert("iataCode".to_owned(), place.code.into());
    // Small airports have no terminals.
    if terminal > 0 {
        point.insert("terminal".to_owned(), terminal.to_string().into());
    }
    point.insert("at".to_owned(), at.to_string().into());
    point.into()
}

/// Returns the code and name of an aircraft with a suitable range.
fn aircraft(flight: &Flight) -> (&'static str, &'static str) {
    match flight.kilometres() {
        ..1500 => ("320", "AIRBUS A320"),
        1500..4500 => ("321", "AIRBUS A321"),
        4500..9000 => ("789", "BOEING 787-9"),
        _ => ("359", "AIRBUS A350-900"),
    }
}

/// Describes the price of an offer.
pub fn offer_price(price: &Price, currency: Currency, fees: &[&str]) -> Value {
    let fees: Vec<Value> = fees.iter().map(|kind| json!({"amount": currency.text(0), "type": kind})).collect();
    let total = currency.text(price.total());
    json!({
        "currency": currency.code,
        "total": total,
        "base": currency.text(price.base),
        "fees": fees,
        "grandTotal": total,
    })
}

fn pricing(traveler: &Traveler, offer: &Offer, segment_ids: &[String], query: &Query) -> Value {
    let price = offer.price(traveler.kind, query);
    let mut pricing = json!({
        "travelerId": traveler.id,
        "fareOption": "STANDARD",
        "travelerType": traveler.kind.name(),
        "price": {
            "currency": query.currency.code,
            "total": query.currency.text(price.total()),
            "base": query.currency.text(price.base),
        },
    });
    if let Some(adult) = &traveler.adult {
        pricing["associatedAdultId"] = adult.as_str().into();
    }
    let detail = |((_, cabin, fare), id): ((&Flight, super::query::Cabin, Fare), &String)| {
        json!({
            "segmentId": id,
            "cabin": cabin.name(),
            "fareBasis": fare.basis(traveler.kind),
            "brandedFare": fare.brand,
            "class": fare.class,
            "includedCheckedBags": {"quantity": if traveler.kind == TravelerKind::HeldInfant { 0 } else { fare.bags }},
        })
    };
    pricing["fareDetailsBySegment"] = offer.fares().zip(segment_ids).map(detail).collect();
    pricing
}

/// Returns the names of the codes in the offers.
pub fn dictionaries(offers: &[Offer], currency: Currency) -> Value {
    let flights = || offers.iter().flat_map(Offer::flights);
    let aircraft: Map<String, Value> =
        flights().map(aircraft).map(|(code, name)| (code.to_owned(), name.into())).collect();
    let used: BTreeSet<&str> = flights().map(|flight| flight.carrier.as_str()).collect();
    let carriers = airlines().filter(|airline| used.contains(airline.iata));
    let carriers: Map<String, Value> =
        carriers.map(|airline| (airline.iata.to_owned(), airline.business.into())).collect();
    json!({
        "locations": locations(&flights().flat_map(|flight| [flight.from.code, flight.to.code]).collect()),
        "aircraft": aircraft,
        "currencies": {currency.code: currency.name},
        "carriers": carriers,
    })
}

/// Returns the city and country of each airport.
pub fn locations(codes: &BTreeSet<&str>) -> Value {
    let used = places().into_iter().filter(|place| codes.contains(place.code));
    let entry =
        |place: Place| (place.code.to_owned(), json!({"cityCode": place.city_code, "countryCode": place.country}));
    Value::Object(used.map(entry).collect())
}

/// Formats a duration in ISO 8601 with hours and minutes only: `PT32H15M`.
fn iso(duration: SignedDuration) -> String {
    let (hours, minutes) = (duration.as_mins() / 60, duration.as_mins() % 60);
    match (hours, minutes) {
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}
