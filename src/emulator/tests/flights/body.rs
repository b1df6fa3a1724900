//! Tests of searches with criteria in the body.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{PATH, carriers, list, odd_value, pointers, posted, segments, text};
use crate::emulator::response::EmulatedResponse;

fn post(body: &Value) -> EmulatedResponse {
    posted(PATH, &body.to_string()).response()
}

/// Returns the search from the official SDKs' examples, with later dates.
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
