//! Airport and city search, with its pagination.

use serde_json::{Map, Value, json};

use super::errors;
use super::places::{Place, country, places};
use super::wire::{MEDIA_TYPE, link};
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;

/// The host of page links. In the documented samples, `self` and `next` have different hosts, so a client must use only
/// the path and query of a link; a client of the emulator that uses this host fails.
const LINK_HOST: &str = "https://test.api.amadeus.com";
const PATH: &str = "/v1/reference-data/locations";
const LIMIT: &str = "page[limit]";
const OFFSET: &str = "page[offset]";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PlaceKind {
    City,
    Airport,
}

/// `GET /v1/reference-data/locations?subType=CITY,AIRPORT&keyword=MUC`: places whose code, name or city has a word that
/// starts with the keyword.
pub fn search(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let (Some(kinds), Some(keyword)) = (request.parameter("subType"), request.parameter("keyword")) else {
        let subtype = request.parameter("subType").is_some();
        return errors::missing(if subtype { "keyword" } else { "subType" });
    };
    let kinds: Option<Vec<PlaceKind>> = kinds.split(',').map(kind).collect();
    let Some(kinds) = kinds else {
        return errors::malformed("subType", "This must be CITY or AIRPORT");
    };
    let (Some(limit), Some(offset)) = (number(request, LIMIT, 10), number(request, OFFSET, 0)) else {
        let good = number(request, LIMIT, 10).is_some();
        return errors::malformed(if good { OFFSET } else { LIMIT }, "This must be a number");
    };
    if limit == 0 {
        return errors::malformed(LIMIT, "A page has at least one element");
    }
    let nation = request.parameter("countryCode");
    let keyword = keyword.to_uppercase();
    let found: Vec<_> = all_locations()
        .into_iter()
        .filter(|(kind, place)| {
            kinds.contains(kind)
                && nation.is_none_or(|nation| nation.eq_ignore_ascii_case(place.country))
                && matches(*kind, place, &keyword)
        })
        .collect();
    let page = found.iter().skip(offset).take(limit);
    let data: Vec<Value> = page.map(|(kind, place)| describe(*kind, place)).collect();
    let mut links = page_links(&request.query, limit, offset, found.len());
    let own = link(&settings.base_url, PATH, &request.query);
    links.insert("self".to_owned(), own.into());
    EmulatedResponse::json(200, MEDIA_TYPE, &json!({"meta": {"count": found.len(), "links": links}, "data": data}))
}

/// `GET /v1/reference-data/locations/{id}`: one place, the target of the links in a search.
pub fn one(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let id = request.path.rsplit('/').next().unwrap_or_default();
    match all_locations().into_iter().find(|(kind, place)| identity(*kind, place) == id) {
        Some((kind, place)) => {
            let own = link(&settings.base_url, &request.path, &request.query);
            EmulatedResponse::json(
                200,
                MEDIA_TYPE,
                &json!({"meta": {"links": {"self": own}}, "data": describe(kind, &place)}),
            )
        }
        None => errors::api(404),
    }
}

fn page_links(query: &[(String, String)], limit: usize, offset: usize, count: usize) -> Map<String, Value> {
    let rest = query.iter().filter(|(key, _)| ![LIMIT, OFFSET].contains(&key.as_str()));
    let rest: Vec<(String, String)> = rest.cloned().collect();
    let at = |offset: usize| {
        let mut query = rest.clone();
        query.push((LIMIT.to_owned(), limit.to_string()));
        query.push((OFFSET.to_owned(), offset.to_string()));
        Value::from(link(LINK_HOST, PATH, &query))
    };
    let mut links = Map::new();
    if offset > 0 {
        links.insert("first".to_owned(), at(0));
        // The page before one beyond the end is the last page, not another empty one.
        let previous = offset.saturating_sub(limit).min(last(limit, count));
        links.insert("previous".to_owned(), at(previous));
    }
    if offset.saturating_add(limit) < count {
        links.insert("next".to_owned(), at(offset + limit));
    }
    if count > limit {
        links.insert("last".to_owned(), at(last(limit, count)));
    }
    links
}

/// Returns the offset of the last page.
const fn last(limit: usize, count: usize) -> usize {
    count.saturating_sub(1) / limit * limit
}

fn number(request: &EmulatedRequest, name: &str, default: usize) -> Option<usize> {
    request.parameter(name).map_or(Some(default), |text| text.parse().ok())
}

fn kind(name: &str) -> Option<PlaceKind> {
    match name.trim() {
        "CITY" => Some(PlaceKind::City),
        "AIRPORT" => Some(PlaceKind::Airport),
        _ => None,
    }
}

/// Returns every location: each city once, and its airports after it.
fn all_locations() -> Vec<(PlaceKind, Place)> {
    let mut all: Vec<(PlaceKind, Place)> = Vec::new();
    for place in places() {
        if !all.iter().any(|(_, earlier)| earlier.city_code == place.city_code) {
            all.push((PlaceKind::City, place));
        }
        all.push((PlaceKind::Airport, place));
    }
    all
}

fn matches(kind: PlaceKind, place: &Place, keyword: &str) -> bool {
    let (name, code) = naming(kind, place);
    let texts = [name, code, place.city, place.city_code];
    let begins =
        |text: &str| text.match_indices(keyword).any(|(at, _)| at == 0 || text[..at].ends_with([' ', '-', '/']));
    texts.into_iter().any(begins)
}

fn naming(kind: PlaceKind, place: &Place) -> (&'static str, &'static str) {
    match kind {
        PlaceKind::City => (place.city, place.city_code),
        PlaceKind::Airport => (place.name, place.code),
    }
}

fn identity(kind: PlaceKind, place: &Place) -> String {
    match kind {
        PlaceKind::City => format!("C{}", place.city_code),
        PlaceKind::Airport => format!("A{}", place.code),
    }
}

fn describe(kind: PlaceKind, place: &Place) -> Value {
    let (name, code) = naming(kind, place);
    let id = identity(kind, place);
    json!({
        "type": "location",
        "subType": match kind {
            PlaceKind::City => "CITY",
            PlaceKind::Airport => "AIRPORT",
        },
        "name": name,
        "detailedName": format!("{}/{}:{name}", place.city, place.country),
        "id": id,
        "self": {"href": format!("{LINK_HOST}{PATH}/{id}"), "methods": ["GET"]},
        "iataCode": code,
        "geoCode": {"latitude": place.latitude, "longitude": place.longitude},
        "address": {
            "cityName": place.city,
            "cityCode": place.city_code,
            "countryName": country(place.country),
            "countryCode": place.country,
        },
    })
}
