//! The additional data that pricing returns for its parameter `include`.

use serde_json::{Map, Value, json};

use super::money::Currency;
use super::priced::{Priced, Segment};
use super::query::TravelerKind;
use crate::emulator::amadeus::errors;
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;

const NAMES: [&str; 4] = ["credit-card-fees", "bags", "other-services", "detailed-fare-rules"];

/// Returns the names in the parameter `include`.
///
/// # Errors
/// Fails for an unknown name, with the error response of the service.
pub fn wanted(request: &EmulatedRequest) -> Result<Vec<&'static str>, EmulatedResponse> {
    let named = |text: &str| NAMES.into_iter().find(|name| *name == text.trim());
    let wanted = request.parameter("include").map(|list| list.split(',').map(named).collect::<Option<Vec<_>>>());
    wanted.unwrap_or_else(|| Some(Vec::new())).ok_or_else(|| {
        let detail = "This must be credit-card-fees, bags, other-services or detailed-fare-rules";
        errors::malformed("include", detail)
    })
}

/// Returns a map for each name, with entries that are numbered across all offers.
pub fn included(wanted: &[&'static str], priced: &[Priced]) -> Value {
    let entries = |name: &str, offer: &Priced| match name {
        "credit-card-fees" => card_fees(offer),
        "bags" => vec![service(offer, "CHECKED_BAG", 3500, &[("quantity", 1.into())])],
        "other-services" => vec![service(offer, "PRIORITY_BOARDING", 1200, &[("bookableByTraveler", true.into())])],
        _ => fare_rules(offer),
    };
    let map = |name: &&'static str| {
        let all = priced.iter().flat_map(|offer| entries(name, offer));
        let numbered: Map<String, Value> = (1..).zip(all).map(|(number, entry)| (format!("{number}"), entry)).collect();
        ((*name).to_owned(), numbered.into())
    };
    Value::Object(wanted.iter().map(map).collect())
}

fn card_fees(offer: &Priced) -> Vec<Value> {
    let fee = |brand: &str| {
        json!({
            "brand": brand,
            "amount": offer.currency.text(0),
            "currency": offer.currency.code,
            "flightOfferId": offer.id,
        })
    };
    ["VISA", "MASTERCARD", "AMERICAN_EXPRESS"].map(fee).into()
}

/// Describes a service for all travelers with a seat, on all flights.
fn service(offer: &Priced, name: &str, cents: i64, more: &[(&str, Value)]) -> Value {
    let seated = offer.travelers.iter().filter(|payer| payer.kind != TravelerKind::HeldInfant);
    let mut service = json!({
        "name": name,
        "price": {"amount": amount(offer.currency, cents), "currencyCode": offer.currency.code},
        "bookableByItinerary": true,
        "segmentIds": offer.segments.iter().map(|segment| &segment.id).collect::<Vec<_>>(),
        "travelerIds": seated.map(|payer| &payer.id).collect::<Vec<_>>(),
    });
    for (name, value) in more {
        service[*name] = value.clone();
    }
    service
}

/// Describes the rules of the first traveler's fares, since all made-up fares have the same rules.
fn fare_rules(offer: &Priced) -> Vec<Value> {
    let Some(payer) = offer.travelers.first() else {
        return Vec::new();
    };
    let penalty = amount(offer.currency, 7500);
    let rule = |(segment, fare): (&Segment, &super::fares::Fare)| {
        let text =
            format!("CHANGES AND REFUNDS: {} {penalty} BEFORE DEPARTURE, NOT PERMITTED AFTER", offer.currency.code);
        json!({
            "fareBasis": fare.basis(payer.kind),
            "name": fare.brand,
            "fareNotes": {"descriptions": [{"descriptionType": "PENALTIES", "text": text}]},
            "segmentId": segment.id,
        })
    };
    offer.segments.iter().zip(&payer.fares).map(rule).collect()
}

fn amount(currency: Currency, cents: i64) -> String {
    currency.text(currency.exchange(cents))
}
