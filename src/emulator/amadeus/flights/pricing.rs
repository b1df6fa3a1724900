//! `POST /v1/shopping/flight-offers/pricing`: confirms the price of offers and describes what they include.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use super::body::{self, Node};
use super::fares::{Price, fare};
use super::included;
use super::priced::{Payer, Priced, Segment};
use super::query::{self, Cabin, TravelerKind};
use super::timetable::{Flight, airports};
use super::wire;
use crate::emulator::amadeus::errors::ErrorCase;
use crate::emulator::amadeus::wire::MEDIA_TYPE;
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;

/// Prices the offers of the body.
pub fn price(request: &EmulatedRequest, _: &EmulatorSettings) -> EmulatedResponse {
    confirm(request).map_or_else(|response| response, |body| EmulatedResponse::json(200, MEDIA_TYPE, &body))
}

fn confirm(request: &EmulatedRequest) -> Result<Value, EmulatedResponse> {
    let wanted = included::wanted(request)?;
    body::check_override(request, false)?;
    let body = body::object(request)?;
    let data = Node::root(&body).require("data")?;
    data.require("type")?.named(|name| (name == "flight-offers-pricing").then_some(()))?;
    let offers = data.require("flightOffers")?.list(6)?;
    let today = query::today(request.now);
    let priced = offers.iter().map(|offer| read(offer, today)).collect::<Result<Vec<_>, _>>()?;
    let confirmed: Vec<Value> =
        offers.iter().zip(&priced).map(|(offer, priced)| describe(offer.value, priced)).collect();
    let flights = || priced.iter().flat_map(|offer| offer.segments.iter().map(|segment| &segment.flight));
    let codes: BTreeSet<&str> = flights().flat_map(|flight| [flight.from.code, flight.to.code]).collect();
    let mut response = json!({
        "data": {
            "type": "flight-offers-pricing",
            "flightOffers": confirmed,
            "bookingRequirements": requirements(&priced),
        },
        "dictionaries": {"locations": wire::locations(&codes)},
    });
    if !wanted.is_empty() {
        response["included"] = included::included(&wanted, &priced);
    }
    Ok(response)
}

fn read(offer: &Node, today: Date) -> Result<Priced, EmulatedResponse> {
    offer.require("type")?.named(|name| (name == "flight-offer").then_some(()))?;
    let id = offer.require("id")?.text()?.to_owned();
    let currency = match offer.get("price").and_then(|price| price.get("currency")) {
        None => query::currency("EUR", &Value::Null)?,
        Some(code) => query::currency(code.text()?, &code.source())?,
    };
    let mut segments = Vec::new();
    for itinerary in offer.require("itineraries")?.list(query::MAX_OFFERS)? {
        for node in itinerary.require("segments")?.list(9)? {
            segments.push(segment(&node, today)?);
        }
    }
    let pricings = offer.require("travelerPricings")?.list(2 * query::MAX_SEATS)?;
    let travelers = pricings.iter().map(|pricing| payer(pricing, &segments)).collect::<Result<Vec<_>, _>>()?;
    Ok(Priced { id, currency, segments, travelers })
}

fn segment(node: &Node, today: Date) -> Result<Segment, EmulatedResponse> {
    let airport = |end: &str| {
        let code = node.require(end)?.require("iataCode")?;
        let found = airports(code.text()?).into_iter().find(|place| Some(place.code) == code.value.as_str());
        found.ok_or_else(|| code.wrong(ErrorCase::InvalidData, "This airport is unknown"))
    };
    let at = node.require("departure")?.require("at")?;
    let departure: DateTime = at
        .text()?
        .parse()
        .map_err(|_| at.wrong(ErrorCase::InvalidFormat, "A time has the form YYYY-MM-DDThh:mm:ss"))?;
    if departure.date() < today {
        return Err(at.wrong(ErrorCase::InvalidData, "No fare is applicable: the flight has departed"));
    }
    let flight = Flight {
        carrier: node.require("carrierCode")?.text()?.to_owned(),
        number: node.require("number")?.text()?.to_owned(),
        from: airport("departure")?,
        to: airport("arrival")?,
        departure,
        duration: SignedDuration::ZERO,
    };
    Ok(Segment { id: node.require("id")?.text()?.to_owned(), flight })
}

fn payer(pricing: &Node, segments: &[Segment]) -> Result<Payer, EmulatedResponse> {
    let id = pricing.require("travelerId")?.text()?.to_owned();
    let kind = pricing.require("travelerType")?.named(TravelerKind::named)?;
    let details = pricing.require("fareDetailsBySegment")?;
    let mut cabins = Vec::new();
    for detail in details.list(18)? {
        let cabin = detail.get("cabin").map_or(Ok(Cabin::Economy), |cabin| cabin.named(Cabin::named))?;
        cabins.push((detail.require("segmentId")?.text()?, cabin));
    }
    let mut fares = Vec::new();
    for segment in segments {
        let Some((_, cabin)) = cabins.iter().find(|(id, _)| *id == segment.id) else {
            let detail = format!("The segment {} has no fare", segment.id);
            return Err(details.wrong(ErrorCase::MandatoryDataMissing, &detail));
        };
        fares.push(fare(&segment.flight, *cabin));
    }
    Ok(Payer { id, kind, fares })
}

/// Returns the offer from the request with confirmed prices and their taxes.
fn describe(posted: &Value, priced: &Priced) -> Value {
    let currency = priced.currency;
    let mut offer = posted.clone();
    let mut all = Price::default();
    for (index, payer) in priced.travelers.iter().enumerate() {
        let price = payer.price(currency);
        let taxes = price.taxes.iter().map(|(code, amount)| json!({"amount": currency.text(*amount), "code": code}));
        offer["travelerPricings"][index]["price"] = json!({
            "currency": currency.code,
            "total": currency.text(price.total()),
            "base": currency.text(price.base),
            "taxes": taxes.collect::<Vec<_>>(),
        });
        all.add(price);
    }
    offer["price"] = wire::offer_price(&all, currency, &["SUPPLIER", "TICKETING", "FORM_OF_PAYMENT"]);
    offer["price"]["billingCurrency"] = currency.code.into();
    offer["paymentCardRequired"] = false.into();
    let mut segments = priced.segments.iter();
    for itinerary in offer["itineraries"].as_array_mut().into_iter().flatten() {
        for (posted, segment) in itinerary["segments"].as_array_mut().into_iter().flatten().zip(&mut segments) {
            // An economy seat causes about 9 kg for each 100 km.
            let weight = segment.flight.kilometres() * 9 / 100;
            posted["co2Emissions"] = json!([{"weight": weight, "weightUnit": "KG", "cabin": Cabin::Economy.name()}]);
        }
    }
    offer
}

/// Returns which data of the travelers a booking requires.
fn requirements(priced: &[Priced]) -> Value {
    let leaves_country =
        |offer: &Priced| offer.segments.iter().any(|segment| segment.flight.from.country != segment.flight.to.country);
    let of_offer = |offer: &Priced| {
        let document = leaves_country(offer);
        let of_traveler = |payer: &Payer| {
            json!({
                "travelerId": payer.id,
                "dateOfBirthRequired": payer.kind != TravelerKind::Adult,
                "documentRequired": document,
            })
        };
        offer.travelers.iter().map(of_traveler).collect::<Vec<_>>()
    };
    json!({
        "emailAddressRequired": true,
        "mobilePhoneNumberRequired": true,
        "travelerRequirements": priced.first().map(of_offer).unwrap_or_default(),
    })
}
