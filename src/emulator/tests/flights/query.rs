//! Tests of searches with parameters in the query.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::{DAY, PATH, carriers, cents, get, list, offers, segments, text};
use crate::emulator::tests::{NOW, request};
use crate::emulator::token::{Issuer, mint};

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
fn segments_connect_and_are_in_the_dictionaries() {
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
            // Both times are local times of the same place.
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
    // An unknown code is not an error, because the service has no offers for many codes.
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
    // The limit applies to each traveler.
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
        // Each time is this many hours after the start of 2026-11-18 in London.
        request.now = NOW - NOW % 86_400_000 + hours * 3_600_000;
        request.response()
    };
    let day = "2026-11-18";
    assert_eq!([at(0, day).status, at(23, day).status, at(35, day).status], [200, 200, 200]);
    assert_eq!(at(36, day).code(), "425");
    assert_eq!(at(12, "2027-11-19").status, 200);
    assert_eq!(at(12, "2027-11-20").code(), "425");
}
