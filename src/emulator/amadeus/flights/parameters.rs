//! Reads a search from the query of a `GET`.

use std::ops::RangeInclusive;

use jiff::civil::Time;

use super::query::{
    Airlines, Cabin, MAX_OFFERS, MAX_SEATS, Query, Slice, Traveler, TravelerKind, airline, check_slices,
    check_travelers, currency, date, parameter, place,
};
use crate::emulator::amadeus::errors::{self, ErrorCase, bad_request};
use crate::emulator::amadeus::places::Place;
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;

const ORIGIN: &str = "originLocationCode";
const DESTINATION: &str = "destinationLocationCode";

/// Reads the search.
///
/// # Errors
/// Returns the service's error response to an invalid query.
pub fn read(request: &EmulatedRequest) -> Result<Query, EmulatedResponse> {
    let required = |name: &str| request.parameter(name).ok_or_else(|| errors::missing(name));
    let (from, to) = (required(ORIGIN)?, required(DESTINATION)?);
    let departure = required("departureDate")?;
    required("adults")?;
    let (from, to) = (place(from, &parameter(ORIGIN))?, place(to, &parameter(DESTINATION))?);
    let cabin = match request.parameter("travelClass") {
        None => Cabin::Economy,
        Some(name) => Cabin::named(name).ok_or_else(|| {
            errors::malformed("travelClass", "This must be ECONOMY, PREMIUM_ECONOMY, BUSINESS or FIRST")
        })?,
    };
    let max_changes = usize::from(!flag(request, "nonStop")?);
    let slice = |from: &[Place], to: &[Place], name: &str, text: &str| {
        let date = date(text, request.now, &parameter(name))?;
        Ok(Slice { from: from.to_vec(), to: to.to_vec(), date, earliest: Time::MIN, cabin, max_changes })
    };
    let mut slices = vec![slice(&from, &to, "departureDate", departure)?];
    if let Some(back) = request.parameter("returnDate") {
        slices.push(slice(&to, &from, "returnDate", back)?);
    }
    check_slices(&slices, |_| parameter(DESTINATION), |_| parameter("returnDate"))?;
    let currency = currency(request.parameter("currencyCode").unwrap_or("EUR"), &parameter("currencyCode"))?;
    Ok(Query {
        slices,
        travelers: travelers(request)?,
        currency,
        airlines: airlines(request)?,
        max_price: number(request, "maxPrice", 1..=usize::MAX)?.map(|price| i64::try_from(price).unwrap_or(i64::MAX)),
        bags_only: false,
        max: number(request, "max", 1..=usize::MAX)?.unwrap_or(MAX_OFFERS).min(MAX_OFFERS),
    })
}

/// Returns the travelers with ids from 1: adults, then children, then infants. The nth infant travels with the nth
/// adult.
fn travelers(request: &EmulatedRequest) -> Result<Vec<Traveler>, EmulatedResponse> {
    let mut travelers = Vec::new();
    for (name, kind, least) in [
        ("adults", TravelerKind::Adult, 1),
        ("children", TravelerKind::Child, 0),
        ("infants", TravelerKind::HeldInfant, 0),
    ] {
        for rank in 1..=number(request, name, least..=MAX_SEATS)?.unwrap_or_default() {
            let adult = (kind == TravelerKind::HeldInfant).then(|| rank.to_string());
            travelers.push(Traveler { id: (travelers.len() + 1).to_string(), kind, adult });
        }
        check_travelers(&travelers, &parameter(name))?;
    }
    Ok(travelers)
}

fn airlines(request: &EmulatedRequest) -> Result<Airlines, EmulatedResponse> {
    let list = |name: &str| {
        let codes = request.parameter(name)?.split(',').map(|code| airline(code.trim(), &parameter(name)));
        Some(codes.collect::<Result<Vec<_>, _>>())
    };
    match (list("includedAirlineCodes").transpose()?, list("excludedAirlineCodes").transpose()?) {
        (None, None) => Ok(Airlines::Any),
        (Some(codes), None) => Ok(Airlines::Only(codes)),
        (None, Some(codes)) => Ok(Airlines::Not(codes)),
        (Some(_), Some(_)) => {
            let detail = "includedAirlineCodes and excludedAirlineCodes cannot be combined";
            Err(bad_request(ErrorCase::InvalidCombination, detail, &parameter("excludedAirlineCodes")))
        }
    }
}

fn number(
    request: &EmulatedRequest,
    name: &str,
    allowed: RangeInclusive<usize>,
) -> Result<Option<usize>, EmulatedResponse> {
    let read = |text: &str| text.parse().ok().filter(|number| allowed.contains(number));
    let number = request.parameter(name).map(|text| {
        let detail = "This must be a whole number in the allowed range";
        read(text).ok_or_else(|| errors::malformed(name, detail))
    });
    number.transpose()
}

fn flag(request: &EmulatedRequest, name: &str) -> Result<bool, EmulatedResponse> {
    match request.parameter(name) {
        None => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(errors::malformed(name, "This must be true or false")),
    }
}
