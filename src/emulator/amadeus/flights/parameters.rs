//! A search as `GET` writes it, in the parameters of the query.

use std::ops::RangeInclusive;

use jiff::civil::Time;

use super::query::{
    Airlines, Cabin, MAX_OFFERS, MAX_SEATS, Query, Slice, Traveler, TravelerKind, airline, check_slices,
    check_travelers, currency, date, parameter, place,
};
use crate::emulator::amadeus::errors::{self, ErrorCase, bad_request};
use crate::emulator::amadeus::places::Place;
use crate::emulator::answer::Answer;
use crate::emulator::ask::Ask;

const ORIGIN: &str = "originLocationCode";
const DESTINATION: &str = "destinationLocationCode";

/// Reads the search.
///
/// # Errors
/// The answer that the service gives to a query that it cannot use.
pub fn read(ask: &Ask) -> Result<Query, Answer> {
    let required = |name: &str| ask.parameter(name).ok_or_else(|| errors::missing(name));
    let (from, to) = (required(ORIGIN)?, required(DESTINATION)?);
    let departure = required("departureDate")?;
    required("adults")?;
    let (from, to) = (place(from, &parameter(ORIGIN))?, place(to, &parameter(DESTINATION))?);
    let cabin = match ask.parameter("travelClass") {
        None => Cabin::Economy,
        Some(name) => Cabin::named(name).ok_or_else(|| {
            errors::malformed("travelClass", "Known are ECONOMY, PREMIUM_ECONOMY, BUSINESS and FIRST")
        })?,
    };
    let max_changes = usize::from(!flag(ask, "nonStop")?);
    let slice = |from: &[Place], to: &[Place], name: &str, text: &str| {
        let date = date(text, ask.now, &parameter(name))?;
        Ok(Slice { from: from.to_vec(), to: to.to_vec(), date, earliest: Time::MIN, cabin, max_changes })
    };
    let mut slices = vec![slice(&from, &to, "departureDate", departure)?];
    if let Some(back) = ask.parameter("returnDate") {
        slices.push(slice(&to, &from, "returnDate", back)?);
    }
    check_slices(&slices, |_| parameter(DESTINATION), |_| parameter("returnDate"))?;
    let currency = currency(ask.parameter("currencyCode").unwrap_or("EUR"), &parameter("currencyCode"))?;
    Ok(Query {
        slices,
        travelers: travelers(ask)?,
        currency,
        airlines: airlines(ask)?,
        max_price: number(ask, "maxPrice", 1..=usize::MAX)?.map(|price| i64::try_from(price).unwrap_or(i64::MAX)),
        bags_only: false,
        max: number(ask, "max", 1..=usize::MAX)?.unwrap_or(MAX_OFFERS).min(MAX_OFFERS),
    })
}

/// The travelers, numbered from 1: adults, then children, then infants, each with the adult of the same rank.
fn travelers(ask: &Ask) -> Result<Vec<Traveler>, Answer> {
    let mut travelers = Vec::new();
    for (name, kind, least) in [
        ("adults", TravelerKind::Adult, 1),
        ("children", TravelerKind::Child, 0),
        ("infants", TravelerKind::HeldInfant, 0),
    ] {
        for rank in 1..=number(ask, name, least..=MAX_SEATS)?.unwrap_or_default() {
            let adult = (kind == TravelerKind::HeldInfant).then(|| rank.to_string());
            travelers.push(Traveler { id: (travelers.len() + 1).to_string(), kind, adult });
        }
        check_travelers(&travelers, &parameter(name))?;
    }
    Ok(travelers)
}

fn airlines(ask: &Ask) -> Result<Airlines, Answer> {
    let list = |name: &str| {
        let codes = ask.parameter(name)?.split(',').map(|code| airline(code.trim(), &parameter(name)));
        Some(codes.collect::<Result<Vec<_>, _>>())
    };
    match (list("includedAirlineCodes").transpose()?, list("excludedAirlineCodes").transpose()?) {
        (None, None) => Ok(Airlines::Any),
        (Some(codes), None) => Ok(Airlines::Only(codes)),
        (None, Some(codes)) => Ok(Airlines::Not(codes)),
        (Some(_), Some(_)) => {
            let detail = "includedAirlineCodes and excludedAirlineCodes exclude each other";
            Err(bad_request(ErrorCase::InvalidCombination, detail, &parameter("excludedAirlineCodes")))
        }
    }
}

fn number(ask: &Ask, name: &str, allowed: RangeInclusive<usize>) -> Result<Option<usize>, Answer> {
    let read = |text: &str| text.parse().ok().filter(|number| allowed.contains(number));
    let number = ask.parameter(name).map(|text| {
        let detail = "This is no number that the parameter can have";
        read(text).ok_or_else(|| errors::malformed(name, detail))
    });
    number.transpose()
}

fn flag(ask: &Ask, name: &str) -> Result<bool, Answer> {
    match ask.parameter(name) {
        None => Ok(false),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(errors::malformed(name, "This must be true or false")),
    }
}
