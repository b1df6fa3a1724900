//! Tests of responses from the user's files.

use std::path::Path;

use tempfile::TempDir;

use super::{EmulatedRequest, amadeus, request, sabre, settings};
use crate::emulator::response::EmulatedResponse;
use crate::emulator::router::{self, respond};
use crate::emulator::settings::EmulatorSettings;

fn directory(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        crate::fs::create_private(&path, text).unwrap();
    }
    dir
}

fn respond_from(request: &EmulatedRequest, dir: &Path) -> EmulatedResponse {
    respond(request, &EmulatorSettings { data: Some(dir.to_owned()), ..settings() })
}

fn with_amadeus(method: &str, path: &str) -> EmulatedRequest {
    request(method, path).authorized(&format!("Bearer {}", amadeus::token()))
}

fn with_sabre(method: &str, path: &str) -> EmulatedRequest {
    request(method, path).authorized(&format!("Bearer {}", sabre::token()))
}

#[test]
fn files_are_found_by_path_and_method() {
    let dir = directory(&[
        ("v1/travel/trips.json", "{\"of\":\"get\"}"),
        ("v1/travel/trips.POST.json", "{\"of\":\"post\"}"),
        ("v1/travel/trips/7.DELETE.json", "{\"of\":\"delete\"}"),
        ("v4/offers/shop.POST.json", "{\"of\":\"sabre\"}"),
        ("v3/hotels.GET.json", "{\"of\":\"either\"}"),
    ]);
    let amadeus = "application/vnd.amadeus+json";
    let sabre = "application/json";
    for (request, media_type, of) in [
        (with_amadeus("GET", "/v1/travel/trips"), amadeus, "get"),
        (with_amadeus("GET", "/v1/travel/trips?page=2"), amadeus, "get"),
        (with_amadeus("HEAD", "/v1/travel/trips"), amadeus, "get"),
        (with_amadeus("POST", "/v1/travel/trips"), amadeus, "post"),
        (with_amadeus("DELETE", "/v1/travel/trips/7"), amadeus, "delete"),
        (with_sabre("POST", "/v4/offers/shop"), sabre, "sabre"),
        (with_sabre("GET", "/v3/hotels"), sabre, "either"),
        (with_amadeus("GET", "/v3/hotels"), amadeus, "either"),
    ] {
        let response = respond_from(&request, dir.path());
        assert_eq!((response.status, response.content_type), (200, media_type), "{request:?}");
        assert_eq!(response.value()["of"], of, "{request:?}");
    }
    for (request, status, allow) in [
        (with_amadeus("PUT", "/v1/travel/trips"), 405, Some("GET, POST")),
        (with_amadeus("GET", "/v1/travel/trips/7"), 405, Some("DELETE")),
        (with_amadeus("BREW", "/v1/travel/trips/7"), 405, Some("DELETE")),
        (with_amadeus("GET", "/v1/travel"), 404, None),
        (with_amadeus("GET", "/v1/travel/trips.json"), 404, None),
        (with_amadeus("GET", "/v1/travel/trips/7/8"), 404, None),
        (with_amadeus("GET", "/v1/travel/trips/"), 404, None),
    ] {
        let response = respond_from(&request, dir.path());
        assert_eq!((response.status, response.allow.as_deref()), (status, allow), "{request:?}");
    }
}

#[test]
fn a_missing_token_fails_in_the_format_of_the_path() {
    let dir = directory(&[("v1/travel/trips.json", "{}"), ("v4/offers/shop.POST.json", "{}")]);
    for (request, code) in [
        (request("GET", "/v1/travel/trips"), "38191"),
        (with_sabre("GET", "/v1/travel/trips"), "38190"),
        (request("POST", "/v4/offers/shop"), "ERR.2SG.SEC.MISSING_CREDENTIALS"),
        (with_amadeus("POST", "/v4/offers/shop"), "ERR.2SG.SEC.INVALID_CREDENTIALS"),
    ] {
        let response = respond_from(&request, dir.path());
        assert_eq!((response.status, response.code().as_str()), (401, code), "{request:?}");
    }
}

#[test]
fn files_replace_built_in_responses_except_those_of_the_token_endpoint() {
    let airlines = "/v1/reference-data/airlines";
    let dir = directory(&[
        ("v1/reference-data/airlines.json", "{\"own\":true}"),
        ("v2/shopping/flight-offers.PUT.json", "{\"own\":true}"),
        ("v1/security/oauth2/token.POST.json", "{\"own\":true}"),
    ]);
    assert_eq!(respond_from(&with_amadeus("GET", airlines), dir.path()).value()["own"], true);
    let offers = "/v2/shopping/flight-offers";
    assert_eq!(respond_from(&with_amadeus("PUT", offers), dir.path()).value()["own"], true);
    assert_eq!(respond_from(&with_amadeus("GET", offers), dir.path()).code(), "32171");
    let allow = respond_from(&with_amadeus("DELETE", offers), dir.path()).allow;
    assert_eq!(allow.as_deref(), Some("GET, HEAD, POST, PUT"));
    assert_eq!(respond_from(&request("POST", "/v1/security/oauth2/token"), dir.path()).code(), "invalid_request");
    let page = respond_from(&request("GET", "/"), dir.path()).body;
    assert!(page.contains(&dir.path().display().to_string()), "{page}");
}

#[test]
fn a_file_is_read_for_each_request_and_served_unchanged() {
    let dir = directory(&[("v1/travel/trips.json", "not JSON")]);
    let request = with_amadeus("GET", "/v1/travel/trips");
    assert_eq!(respond_from(&request, dir.path()).body, "not JSON");
    crate::fs::replace_private(&dir.path().join("v1/travel/trips.json"), "{}").unwrap();
    assert_eq!(respond_from(&request, dir.path()).body, "{}");
    std::fs::remove_dir_all(dir.path()).unwrap();
    assert_eq!(respond_from(&request, dir.path()).status, 404);
}

#[test]
fn a_file_that_cannot_be_read_is_a_server_error() {
    let dir = directory(&[("v1/travel/trips.json/inside", ""), ("v1/offers/large.json", "")]);
    let large = std::fs::File::options().write(true).open(dir.path().join("v1/offers/large.json")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    assert_eq!(respond_from(&with_amadeus("GET", "/v1/travel/trips"), dir.path()).code(), "38189");
    let large = respond_from(&with_sabre("GET", "/v1/offers/large"), dir.path());
    assert_eq!(large.code(), "ERR.2SG.GATEWAY.INTERNAL_PROCESSING_ERROR");
}

#[test]
fn paths_stay_in_the_directory() {
    let outer = directory(&[("secret.json", "{\"own\":true}"), ("data/v1/a.json", "{}")]);
    let dir = outer.path().join("data");
    let absolute = format!("/{}", outer.path().join("secret").display());
    for path in ["/../secret", "/v1/../../secret", "/%2e%2e/secret", "/..%2fsecret", "//secret", &absolute] {
        assert_eq!(respond_from(&with_amadeus("GET", path), &dir).status, 404, "{path}");
    }
    assert_eq!(respond_from(&with_amadeus("GET", "/v1/a"), &dir).status, 200);
}

#[test]
fn requests_for_files_count_in_the_rate() {
    assert!(router::account(&with_amadeus("GET", "/v1/travel/trips")).is_some());
    assert!(router::account(&request("GET", "/v1/travel/trips")).is_none());
}
