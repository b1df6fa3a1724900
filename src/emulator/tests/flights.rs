//! Flight offers search without a socket.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::amadeus::token;
use super::{EmulatedRequest, NOW, request};
use crate::emulator::response::EmulatedResponse;
use crate::emulator::token::{Issuer, mint};

const PATH: &str = "/v2/shopping/flight-offers";
const JSON: &str = "application/vnd.amadeus+json";
/// The day of [`NOW`] is 2026-11-18.
const DAY: &str = "2026-12-01";

fn get(query: &str) -> EmulatedResponse {
    request("GET", &format!("{PATH}?{query}")).authorized(&format!("Bearer {}", token())).response()
}

/// A search from one place to another on [`DAY`] for one adult, unless `more` says otherwise.
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

fn post(body: &Value) -> EmulatedResponse {
    posted(PATH, &body.to_string()).response()
}

/// The search from the official SDKs' examples, on later days.
fn criteria() -> Value {
    json!({
        "currencyCode": "USD",
        "originDestinations": [
            {
                "id": "1",
                "originLocationCode": "SYD",
                "destinationLocationCode": "BKK",
                "departureDateTimeRange": {"date": "2026-12-01", "time": "10:00:00"},
            },
            {
                "id": "2",
                "originLocationCode": "BKK",
                "destinationLocationCode": "SYD",
                "departureDateTimeRange": {"date": "2026-12-05", "time": "12:00:00"},
            },
        ],
        "travelers": [
            {"id": "1", "travelerType": "ADULT", "fareOptions": ["STANDARD"]},
            {"id": "2", "travelerType": "CHILD", "fareOptions": ["STANDARD"]},
        ],
        "sources": ["GDS"],
        "searchCriteria": {
            "maxFlightOffers": 50,
            "flightFilters": {
                "cabinRestrictions": [
                    {"cabin": "BUSINESS", "coverage": "MOST_SEGMENTS", "originDestinationIds": ["1"]},
                ],
                "carrierRestrictions": {"excludedCarrierCodes": ["AA", "TP", "AZ"]},
            },
        },
    })
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

#[test]
fn offers_have_the_documented_members_and_add_up() {
    let body = offers("LON", "NYC", "adults=2&children=1&infants=1&returnDate=2026-12-09");
    let data = list(&body["data"]);
    assert!(data.len() > 20 && body["meta"]["count"] == data.len());
    let link = text(&body, "/meta/links/self");
    assert!(link.starts_with("http://emulator.test/v2/shopping/flight-offers?originLocationCode=LON&"), "{link}");
    let totals: Vec<u64> = data.iter().map(|offer| cents(offer, "/price/total")).collect();
    assert!(totals.is_sorted());
    for (offer, id) in data.iter().zip(1..) {
        let members: Vec<_> = offer.as_object().unwrap().keys().collect();
        let documented = "type id source instantTicketingRequired nonHomogeneous oneWay lastTicketingDate \
                          lastTicketingDateTime numberOfBookableSeats itineraries price pricingOptions \
                          validatingAirlineCodes travelerPricings";
        assert_eq!(members, documented.split_whitespace().collect::<Vec<_>>());
        assert_eq!((text(offer, "/id"), list(&offer["itineraries"]).len()), (id.to_string().as_str(), 2));
        assert!((3..=9).contains(&offer["numberOfBookableSeats"].as_u64().unwrap()));
        assert!(text(offer, "/lastTicketingDate") <= DAY);
        let travelers = list(&offer["travelerPricings"]);
        let kinds: Vec<_> = travelers.iter().map(|traveler| text(traveler, "/travelerType")).collect();
        assert_eq!(kinds, ["ADULT", "ADULT", "CHILD", "HELD_INFANT"]);
        assert_eq!(travelers[3]["associatedAdultId"], "1");
        for pointer in ["/price/total", "/price/base"] {
            assert_eq!(travelers.iter().map(|one| cents(one, pointer)).sum::<u64>(), cents(offer, pointer), "{offer}");
        }
        assert!(cents(offer, "/price/base") < cents(offer, "/price/total"));
        assert_eq!(offer["price"]["total"], offer["price"]["grandTotal"]);
        let prices: Vec<u64> = travelers.iter().map(|one| cents(one, "/price/total")).collect();
        assert!(prices[0] == prices[1] && prices[1] > prices[2] && prices[2] > prices[3], "{prices:?}");
        let ids: Vec<_> = segments(offer).iter().map(|segment| text(segment, "/id")).collect();
        for traveler in travelers {
            let details = list(&traveler["fareDetailsBySegment"]);
            assert_eq!(details.iter().map(|detail| text(detail, "/segmentId")).collect::<Vec<_>>(), ids);
        }
    }
}

#[test]
fn segments_follow_one_another_and_are_in_the_dictionaries() {
    let body = offers("PER", "LIS", "returnDate=2026-12-01");
    for offer in list(&body["data"]) {
        let mut free_from: Option<DateTime> = None;
        for itinerary in list(&offer["itineraries"]) {
            for pair in list(&itinerary["segments"]).windows(2) {
                assert_eq!(pair[0]["arrival"]["iataCode"], pair[1]["departure"]["iataCode"]);
                let time = |segment: &Value, end: &str| text(segment, end).parse::<DateTime>().unwrap();
                let change = time(&pair[1], "/departure/at").duration_since(time(&pair[0], "/arrival/at"));
                assert!(change >= SignedDuration::from_mins(50), "{itinerary}");
            }
            let first = text(itinerary, "/segments/0/departure/at").parse().unwrap();
            // Both are local times of the same place.
            assert!(free_from.is_none_or(|time| time < first), "{offer}");
            free_from = list(&itinerary["segments"]).last().map(|last| text(last, "/arrival/at").parse().unwrap());
        }
        for segment in segments(offer) {
            for (dictionary, pointer) in [
                ("locations", "/departure/iataCode"),
                ("locations", "/arrival/iataCode"),
                ("aircraft", "/aircraft/code"),
                ("carriers", "/carrierCode"),
            ] {
                assert!(!body["dictionaries"][dictionary][text(segment, pointer)].is_null(), "{segment}");
            }
        }
    }
    assert_eq!(body["dictionaries"]["currencies"], json!({"EUR": "EURO"}));
    assert_eq!(body["dictionaries"]["locations"]["PER"], json!({"cityCode": "PER", "countryCode": "AU"}));
}

#[test]
fn durations_match_local_times() {
    // New York is five hours behind London.
    let body = offers("LHR", "JFK", "nonStop=true&includedAirlineCodes=BA&max=1");
    let [segment] = segments(&body["data"][0])[..] else { panic!("{body}") };
    let time = |pointer: &str| text(segment, pointer).parse::<DateTime>().unwrap();
    let by_clock = time("/arrival/at").duration_since(time("/departure/at"));
    let duration: SignedDuration = text(segment, "/duration").parse().unwrap();
    assert_eq!(duration - by_clock, SignedDuration::from_hours(5));
    assert_eq!(body["data"][0]["itineraries"][0]["duration"], segment["duration"]);
}

#[test]
fn the_same_search_has_the_same_result() {
    let more = "adults=1&returnDate=2026-12-20&currencyCode=GBP";
    assert_eq!(offers("MAD", "SIN", more), offers("MAD", "SIN", more));
    assert_ne!(offers("MAD", "SIN", "adults=1")["data"], offers("SIN", "MAD", "adults=1")["data"]);
}

#[test]
fn any_two_places_are_connected() {
    for (from, to) in [("TLL", "RIX"), ("GRU", "GIG"), ("HNL", "ADD"), ("ANC", "CHC"), ("JNB", "CPT"), ("HOU", "SCL")] {
        for (from, to) in [(from, to), (to, from)] {
            assert!(!list(&offers(from, to, "max=5")["data"]).is_empty(), "{from} {to}");
        }
    }
    // An unknown code is no error: the service finds no offers for many codes.
    let nowhere = offers("XXX", "BKK", "");
    assert_eq!((&nowhere["meta"]["count"], &nowhere["data"]), (&json!(0), &json!([])));
}

#[test]
fn parameters_narrow_the_search() {
    let all = offers("LON", "NYC", "");
    assert!(carriers(&all).len() > 3);
    assert_eq!(carriers(&offers("LON", "NYC", "includedAirlineCodes=BA,DL")), ["BA", "DL"].into());
    assert!(!carriers(&offers("LON", "NYC", "excludedAirlineCodes=BA")).contains("BA"));
    let direct = offers("LON", "NYC", "nonStop=true");
    let stops = |offer: &Value| segments(offer).len() - 1;
    assert!(list(&direct["data"]).iter().all(|offer| stops(offer) == 0));
    assert!(list(&all["data"]).iter().any(|offer| stops(offer) == 1));
    assert_eq!(list(&offers("LON", "NYC", "max=3")["data"]).len(), 3);
    let cheapest = cents(&all["data"][0], "/price/total").div_ceil(100);
    assert_eq!(list(&offers("LON", "NYC", &format!("maxPrice={cheapest}"))["data"])[0], all["data"][0]);
    assert_eq!(offers("LON", "NYC", &format!("maxPrice={}", cheapest - 1))["data"], json!([]));
    // The limit is per traveler.
    assert_ne!(offers("LON", "NYC", &format!("adults=2&maxPrice={cheapest}"))["data"], json!([]));
    let business = offers("LON", "NYC", "travelClass=BUSINESS");
    let details = business.pointer("/data/0/travelerPricings/0/fareDetailsBySegment").unwrap();
    assert!(list(details).iter().all(|detail| detail["cabin"] == "BUSINESS"));
    assert!(cents(&business["data"][0], "/price/total") > 2 * cents(&all["data"][0], "/price/total"));
    let yen = offers("LON", "NYC", "currencyCode=JPY&max=1");
    assert!(!text(&yen, "/data/0/price/total").contains('.'), "{yen}");
    assert_eq!(yen["dictionaries"]["currencies"], json!({"JPY": "JAPANESE YEN"}));
}

#[test]
fn each_mistake_in_the_query_has_its_code_and_parameter() {
    let good = "originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2026-12-01&adults=1";
    let cases = [
        ("", "32171", "originLocationCode"),
        ("originLocationCode=SYD", "32171", "destinationLocationCode"),
        ("originLocationCode=SYD&destinationLocationCode=BKK", "32171", "departureDate"),
        ("originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2026-12-01", "32171", "adults"),
        (
            "originLocationCode=&destinationLocationCode=BKK&departureDate=2026-12-01&adults=1",
            "32171",
            "originLocationCode",
        ),
        (
            "originLocationCode=syd&destinationLocationCode=BKK&departureDate=2026-12-01&adults=1",
            "477",
            "originLocationCode",
        ),
        (
            "originLocationCode=SYD&destinationLocationCode=BANG&departureDate=2026-12-01&adults=1",
            "477",
            "destinationLocationCode",
        ),
        (
            "originLocationCode=SYD&destinationLocationCode=SYD&departureDate=2026-12-01&adults=1",
            "2668",
            "destinationLocationCode",
        ),
        (
            "originLocationCode=SYD&destinationLocationCode=BKK&departureDate=01-12-2026&adults=1",
            "477",
            "departureDate",
        ),
        ("originLocationCode=SYD&destinationLocationCode=BKK&departureDate=20261201&adults=1", "477", "departureDate"),
        (
            "originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2026-12-32&adults=1",
            "425",
            "departureDate",
        ),
        (
            "originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2022-08-01&adults=1",
            "425",
            "departureDate",
        ),
        (
            "originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2028-01-01&adults=1",
            "425",
            "departureDate",
        ),
        ("originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2026-12-01&adults=0", "477", "adults"),
        ("originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2026-12-01&adults=10", "477", "adults"),
        ("originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2026-12-01&adults=one", "477", "adults"),
        (&format!("{good}&returnDate=2026-11-30"), "425", "returnDate"),
        (&format!("{good}&returnDate=tomorrow"), "477", "returnDate"),
        (&format!("{good}&children=9"), "10661", "children"),
        (&format!("{good}&infants=2"), "2668", "infants"),
        (&format!("{good}&travelClass=LUXURY"), "477", "travelClass"),
        (&format!("{good}&includedAirlineCodes=British"), "477", "includedAirlineCodes"),
        (&format!("{good}&includedAirlineCodes=BA&excludedAirlineCodes=AA"), "2668", "excludedAirlineCodes"),
        (&format!("{good}&nonStop=perhaps"), "477", "nonStop"),
        (&format!("{good}&currencyCode=eur"), "477", "currencyCode"),
        (&format!("{good}&currencyCode=XXX"), "4926", "currencyCode"),
        (&format!("{good}&maxPrice=9.99"), "477", "maxPrice"),
        (&format!("{good}&max=0"), "477", "max"),
    ];
    for (query, code, parameter) in cases {
        let response = get(query);
        assert_eq!((response.status, response.code().as_str()), (400, code), "{query}");
        assert_eq!(response.value()["errors"][0]["source"]["parameter"], parameter, "{query}");
    }
    assert_eq!(get(good).status, 200);
    assert_eq!(request("GET", &format!("{PATH}?{good}")).response().code(), "38191");
}

#[test]
fn a_day_is_accepted_while_it_is_today_anywhere() {
    let bearer = format!("Bearer {}", mint(Issuer::Amadeus, u64::MAX).unwrap());
    let at = |hours: u64, day: &str| {
        let query = format!("originLocationCode=SYD&destinationLocationCode=BKK&departureDate={day}&adults=1");
        let mut request = request("GET", &format!("{PATH}?{query}")).authorized(&bearer);
        // This many hours after 2026-11-18 began in London.
        request.now = NOW - NOW % 86_400_000 + hours * 3_600_000;
        request.response()
    };
    let day = "2026-11-18";
    assert_eq!([at(0, day).status, at(23, day).status, at(35, day).status], [200, 200, 200]);
    assert_eq!(at(36, day).code(), "425");
    assert_eq!(at(12, "2027-11-19").status, 200);
    assert_eq!(at(12, "2027-11-20").code(), "425");
}

#[test]
fn criteria_find_offers_of_the_same_form() {
    let response = post(&criteria());
    assert_eq!(response.status, 200, "{}", response.body);
    let body = response.value();
    let data = list(&body["data"]);
    assert!(!data.is_empty() && data.len() <= 50 && body["meta"] == json!({"count": data.len()}));
    assert!(carriers(&body).is_disjoint(&["AA", "TP", "AZ"].into()));
    for offer in data {
        assert_eq!(offer["price"]["currency"], "USD");
        assert!(text(offer, "/itineraries/0/segments/0/departure/at") >= "2026-12-01T10:00:00");
        assert!(text(offer, "/itineraries/1/segments/0/departure/at") >= "2026-12-05T12:00:00");
        let outbound = list(&offer["itineraries"][0]["segments"]).len();
        let details = list(&offer["travelerPricings"][1]["fareDetailsBySegment"]);
        for (index, detail) in details.iter().enumerate() {
            assert_eq!(detail["cabin"], if index < outbound { "BUSINESS" } else { "ECONOMY" });
        }
    }
}

#[test]
fn criteria_narrow_the_search() {
    let with = |pointer: &str, value: Value| {
        let mut body = criteria();
        body["searchCriteria"]["flightFilters"] = json!({});
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[member] = value;
        post(&body).value()
    };
    assert_eq!(list(&with("/searchCriteria/maxFlightOffers", json!(2))["data"]).len(), 2);
    let only = json!({"includedCarrierCodes": ["TG"]});
    assert_eq!(carriers(&with("/searchCriteria/flightFilters/carrierRestrictions", only)), ["TG"].into());
    let direct = with("/searchCriteria/flightFilters/connectionRestriction", json!({"maxNumberOfConnections": 0}));
    assert!(list(&direct["data"]).iter().all(|offer| segments(offer).len() == 2));
    let bags = with("/searchCriteria/pricingOptions", json!({"includedCheckedBagsOnly": true}));
    assert!(!list(&bags["data"]).is_empty());
    assert!(list(&bags["data"]).iter().all(|offer| offer["pricingOptions"]["includedCheckedBagsOnly"] == true));
    assert_eq!(with("/searchCriteria/maxPrice", json!(1))["data"], json!([]));
}

#[test]
fn a_trip_can_have_six_parts_with_several_airlines() {
    let stops = ["JNB", "CPT", "LON", "AKL", "CHC", "SCL", "ANC"];
    let parts: Vec<Value> = stops
        .windows(2)
        .zip(1..)
        .map(|(pair, day)| {
            json!({
                "id": day.to_string(),
                "originLocationCode": pair[0],
                "destinationLocationCode": pair[1],
                "departureDateTimeRange": {"date": format!("2026-12-{:02}", 3 * day)},
            })
        })
        .collect();
    let mut body = criteria();
    body["originDestinations"] = parts.into();
    body["searchCriteria"] = json!({"maxFlightOffers": 250});
    let found = post(&body).value();
    assert!(list(&found["data"]).iter().all(|offer| list(&offer["itineraries"]).len() == 6));
    assert!(list(&found["data"]).len() == 250 && carriers(&found).len() > 1);
}

#[test]
fn each_mistake_in_the_body_has_its_code_and_pointer() {
    let absent = Value::Null;
    let infant = |adult: &str| json!({"id": "3", "travelerType": "HELD_INFANT", "associatedAdultId": adult});
    let travelers = |more: Vec<Value>| {
        let own = criteria()["travelers"].as_array().cloned().unwrap();
        Value::from([own, more].concat())
    };
    let adults = |count: usize| -> Value {
        (0..count).map(|id| json!({"id": id.to_string(), "travelerType": "ADULT"})).collect()
    };
    let place = "/originDestinations/0/originLocationCode";
    let day = "/originDestinations/0/departureDateTimeRange/date";
    let filters = "/searchCriteria/flightFilters";
    let both = json!({"includedCarrierCodes": ["TG"], "excludedCarrierCodes": ["QF"]});
    let cases = [
        ("/originDestinations", absent.clone(), "32171", "/originDestinations"),
        ("/originDestinations", json!([]), "32171", "/originDestinations"),
        ("/originDestinations", json!("SYD-BKK"), "477", "/originDestinations"),
        ("/originDestinations", json!([1, 2, 3, 4, 5, 6, 7]), "10661", "/originDestinations"),
        ("/originDestinations/0/id", absent.clone(), "32171", "/originDestinations[0]/id"),
        (place, absent.clone(), "32171", "/originDestinations[0]/originLocationCode"),
        (place, json!("Sydney"), "477", "/originDestinations[0]/originLocationCode"),
        (place, json!("BKK"), "2668", "/originDestinations[0]"),
        (day, absent.clone(), "32171", "/originDestinations[0]/departureDateTimeRange/date"),
        (day, json!("2022-08-01"), "425", "/originDestinations[0]/departureDateTimeRange/date"),
        (day, json!("2026-12-06"), "425", "/originDestinations[1]"),
        (
            "/originDestinations/0/departureDateTimeRange/time",
            json!("10h"),
            "477",
            "/originDestinations[0]/departureDateTimeRange/time",
        ),
        ("/travelers", absent.clone(), "32171", "/travelers"),
        ("/travelers", adults(10), "10661", "/travelers"),
        ("/travelers", adults(19), "10661", "/travelers"),
        ("/travelers/1/id", json!("1"), "4926", "/travelers[1]/id"),
        ("/travelers/1/travelerType", json!("PET"), "477", "/travelers[1]/travelerType"),
        ("/travelers/1/travelerType", json!("HELD_INFANT"), "32171", "/travelers[1]/associatedAdultId"),
        ("/travelers", travelers(vec![infant("2")]), "4926", "/travelers"),
        ("/travelers", travelers(vec![infant("9")]), "4926", "/travelers"),
        ("/sources", absent.clone(), "32171", "/sources"),
        ("/sources", json!(["NDC"]), "477", "/sources[0]"),
        ("/currencyCode", json!("XXX"), "4926", "/currencyCode"),
        ("/searchCriteria/maxFlightOffers", json!("many"), "477", "/searchCriteria/maxFlightOffers"),
        (&format!("{filters}/carrierRestrictions"), both, "2668", "/searchCriteria/flightFilters/carrierRestrictions"),
        (
            &format!("{filters}/cabinRestrictions/0/cabin"),
            absent,
            "32171",
            "/searchCriteria/flightFilters/cabinRestrictions[0]/cabin",
        ),
    ];
    for (pointer, value, code, source) in cases {
        let mut body = criteria();
        *body.pointer_mut(pointer).unwrap() = value.clone();
        let response = post(&body);
        assert_eq!((response.status, response.code().as_str()), (400, code), "{pointer} {value}: {}", response.body);
        assert_eq!(response.value()["errors"][0]["source"]["pointer"], source, "{pointer} {value}");
    }
}

#[test]
fn a_posted_search_requires_the_method_override() {
    let mut request = posted(PATH, &criteria().to_string());
    assert_eq!(request.response().status, 200);
    request.headers.insert("x-http-method-override", "POST".parse().unwrap());
    assert_eq!(request.response().code(), "477");
    request.headers.remove("x-http-method-override");
    let response = request.response();
    assert_eq!((response.status, response.code().as_str()), (400, "32171"));
    assert_eq!(response.value()["errors"][0]["source"]["parameter"], "X-HTTP-Method-Override");
    for body in ["", "[]", "{", "\"text\"", "null"] {
        assert_eq!(posted(PATH, body).response().code(), "477", "{body}");
    }
}

/// The pointer to every value in a document.
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

proptest! {
    #[test]
    fn every_body_has_a_well_formed_response(place in any::<prop::sample::Index>(), value in odd_value()) {
        let mut body = criteria();
        let mut places = Vec::new();
        pointers(&body, "", &mut places);
        let place: &String = place.get(&places);
        *body.pointer_mut(place).unwrap() = value;
        let response = post(&body);
        prop_assert!(matches!(response.status, 200 | 400), "{}", response.body);
        prop_assert!(response.value().is_object());
    }
}
