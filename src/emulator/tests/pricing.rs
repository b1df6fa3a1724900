//! Tests of flight offers pricing without a socket.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::flights::{cents, list, odd_value, offers, pointers, posted, text};
use crate::emulator::response::EmulatedResponse;

const PATH: &str = "/v1/shopping/flight-offers/pricing";

fn price(query: &str, offers: &[Value]) -> EmulatedResponse {
    let body = json!({"data": {"type": "flight-offers-pricing", "flightOffers": offers}});
    posted(&format!("{PATH}{query}"), &body.to_string()).response()
}

/// The cheapest offer of a search, which is found once because the search takes some time.
static CHEAPEST: LazyLock<Value> = LazyLock::new(|| {
    let more = "adults=1&children=1&infants=1&returnDate=2026-12-08&currencyCode=USD&max=1";
    offers("MAD", "ATH", more)["data"][0].clone()
});

fn cheapest() -> Value {
    CHEAPEST.clone()
}

#[test]
fn pricing_confirms_the_price_of_the_search() {
    let found = cheapest();
    let response = price("", std::slice::from_ref(&found));
    assert_eq!(response.status, 200, "{}", response.body);
    let body = response.value();
    assert_eq!(body["data"]["type"], "flight-offers-pricing");
    let [priced] = list(&body["data"]["flightOffers"]) else { panic!("{body}") };
    for pointer in
        ["/price/total", "/price/base", "/price/grandTotal", "/price/currency", "/travelerPricings/1/price/total"]
    {
        assert_eq!(text(priced, pointer), text(&found, pointer), "{pointer}");
    }
    assert_eq!((&priced["price"]["billingCurrency"], &priced["paymentCardRequired"]), (&json!("USD"), &json!(false)));
    assert_eq!(list(&priced["price"]["fees"]).len(), 3);
    for traveler in list(&priced["travelerPricings"]) {
        let taxes = list(&traveler["price"]["taxes"]);
        let sum: u64 = taxes.iter().map(|tax| cents(tax, "/amount")).sum();
        assert_eq!(cents(traveler, "/price/base") + sum, cents(traveler, "/price/total"));
        assert_eq!(taxes.is_empty(), traveler["travelerType"] == "HELD_INFANT");
    }
    for itinerary in list(&priced["itineraries"]) {
        assert!(
            list(&itinerary["segments"]).iter().all(|segment| segment["co2Emissions"][0]["weight"].as_i64() > Some(0))
        );
    }
    assert_eq!(priced["itineraries"][0]["duration"], found["itineraries"][0]["duration"]);
    assert_eq!(body["dictionaries"]["locations"]["ATH"], json!({"cityCode": "ATH", "countryCode": "GR"}));
    let travelers = list(&body["data"]["bookingRequirements"]["travelerRequirements"]);
    assert!(travelers.len() == 3 && travelers.iter().all(|traveler| traveler["documentRequired"] == true));
    assert!(body.get("included").is_none());
}

#[test]
fn a_changed_price_is_corrected() {
    let found = cheapest();
    let mut cheap = found.clone();
    cheap["price"]["total"] = "1.00".into();
    cheap["price"]["grandTotal"] = "1.00".into();
    cheap["travelerPricings"][0]["price"]["base"] = "0.50".into();
    let prices = |offer: Value| price("", &[offer]).value()["data"]["flightOffers"][0].clone();
    assert_eq!(prices(cheap), prices(found.clone()));
    // The cabin changes the price.
    let mut first = found.clone();
    first["travelerPricings"][0]["fareDetailsBySegment"][0]["cabin"] = "FIRST".into();
    assert!(cents(&prices(first), "/price/total") > cents(&found, "/price/total"));
}

#[test]
fn up_to_six_offers_are_priced_at_once() {
    let offers = offers("LON", "NYC", "max=7")["data"].as_array().cloned().unwrap();
    let six = price("", &offers[..6]);
    assert_eq!(list(&six.value()["data"]["flightOffers"]).len(), 6);
    let seven = price("", &offers);
    assert_eq!((seven.status, seven.code().as_str()), (400, "10661"));
}

#[test]
fn include_adds_data_to_the_response() {
    let response =
        price("?include=credit-card-fees,bags,other-services,detailed-fare-rules&forceClass=false", &[cheapest()]);
    assert_eq!(response.status, 200, "{}", response.body);
    let body = response.value();
    let included = &body["included"];
    assert_eq!(included["credit-card-fees"]["1"]["flightOfferId"], "1");
    assert_eq!(included["bags"]["1"]["travelerIds"], json!(["1", "2"]));
    assert_eq!(included["other-services"]["1"]["price"]["currencyCode"], "USD");
    let rules = included["detailed-fare-rules"].as_object().unwrap();
    let details = &cheapest()["travelerPricings"][0]["fareDetailsBySegment"];
    assert_eq!(rules.len(), list(details).len());
    assert_eq!(rules["1"]["fareBasis"], details[0]["fareBasis"]);
    assert_eq!(rules["1"]["segmentId"], details[0]["segmentId"]);
    let one = price("?include=bags", &[cheapest()]).value();
    assert_eq!(one["included"].as_object().unwrap().keys().collect::<Vec<_>>(), ["bags"]);
    let unknown = price("?include=bags,meals", &[cheapest()]);
    assert_eq!((unknown.status, unknown.code().as_str()), (400, "477"));
}

#[test]
fn each_mistake_has_its_code_and_pointer() {
    let offer = "/data/flightOffers/0";
    let segment = "/itineraries/0/segments/0";
    let source = "/data/flightOffers[0]/itineraries[0]/segments[0]";
    let cases = [
        ("/data".to_owned(), Value::Null, "32171", "/data".to_owned()),
        ("/data/type".to_owned(), Value::Null, "32171", "/data/type".to_owned()),
        ("/data/type".to_owned(), json!("flight-order"), "477", "/data/type".to_owned()),
        ("/data/flightOffers".to_owned(), Value::Null, "32171", "/data/flightOffers".to_owned()),
        ("/data/flightOffers".to_owned(), json!([]), "32171", "/data/flightOffers".to_owned()),
        (offer.to_owned(), json!("an offer"), "32171", "/data/flightOffers[0]/type".to_owned()),
        (format!("{offer}/id"), Value::Null, "32171", "/data/flightOffers[0]/id".to_owned()),
        (format!("{offer}/itineraries"), Value::Null, "32171", "/data/flightOffers[0]/itineraries".to_owned()),
        (format!("{offer}{segment}/departure/iataCode"), json!("XXX"), "4926", format!("{source}/departure/iataCode")),
        (format!("{offer}{segment}/departure/at"), json!("noon"), "477", format!("{source}/departure/at")),
        (
            format!("{offer}{segment}/departure/at"),
            json!("2022-07-01T10:00:00"),
            "4926",
            format!("{source}/departure/at"),
        ),
        (format!("{offer}{segment}/carrierCode"), Value::Null, "32171", format!("{source}/carrierCode")),
        (
            format!("{offer}/travelerPricings/0/travelerType"),
            json!("PET"),
            "477",
            "/data/flightOffers[0]/travelerPricings[0]/travelerType".to_owned(),
        ),
        (
            format!("{offer}/travelerPricings/0/fareDetailsBySegment/0/segmentId"),
            json!("99"),
            "32171",
            "/data/flightOffers[0]/travelerPricings[0]/fareDetailsBySegment".to_owned(),
        ),
        (format!("{offer}/price/currency"), json!("XXX"), "4926", "/data/flightOffers[0]/price/currency".to_owned()),
    ];
    for (pointer, value, code, source) in cases {
        let mut body = json!({"data": {"type": "flight-offers-pricing", "flightOffers": [cheapest()]}});
        *body.pointer_mut(&pointer).unwrap() = value.clone();
        let response = posted(PATH, &body.to_string()).response();
        assert_eq!((response.status, response.code().as_str()), (400, code), "{pointer} {value}: {}", response.body);
        assert_eq!(response.value()["errors"][0]["source"]["pointer"], source.as_str(), "{pointer} {value}");
    }
}

#[test]
fn the_method_override_may_be_missing_but_not_wrong() {
    let body = json!({"data": {"type": "flight-offers-pricing", "flightOffers": [cheapest()]}});
    let mut request = posted(PATH, &body.to_string());
    request.headers.remove("x-http-method-override");
    assert_eq!(request.response().status, 200);
    request.headers.insert("x-http-method-override", "PUT".parse().unwrap());
    assert_eq!((request.response().status, request.response().code().as_str()), (400, "477"));
}

proptest! {
    #[test]
    fn every_offer_has_a_well_formed_response(place in any::<prop::sample::Index>(), value in odd_value()) {
        let mut body = json!({"data": {"type": "flight-offers-pricing", "flightOffers": [cheapest()]}});
        let mut places = Vec::new();
        pointers(&body, "", &mut places);
        let place: &String = place.get(&places);
        *body.pointer_mut(place).unwrap() = value;
        let response = posted(PATH, &body.to_string()).response();
        prop_assert!(matches!(response.status, 200 | 400), "{}", response.body);
        prop_assert!(response.value().is_object());
    }
}
