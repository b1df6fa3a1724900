//! A search for offers, which is read from a query or from a body.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};
use serde_json::{Value, json};

use super::money::Currency;
use crate::emulator::amadeus::errors::{self, ErrorCase};
use crate::emulator::amadeus::places::Place;
use crate::emulator::response::EmulatedResponse;

/// The most offers in one response.
pub const MAX_OFFERS: usize = 250;
/// The most travelers with a seat.
pub const MAX_SEATS: usize = 9;

/// A search for offers.
#[derive(Debug)]
pub struct Query {
    /// The parts of the trip, in order.
    pub slices: Vec<Slice>,
    /// All travelers.
    pub travelers: Vec<Traveler>,
    /// The currency of all prices.
    pub currency: Currency,
    /// The airlines that may fly.
    pub airlines: Airlines,
    /// The highest price for one traveler, in whole units of the currency.
    pub max_price: Option<i64>,
    /// True if fares without a checked bag are excluded.
    pub bags_only: bool,
    /// The most offers to return.
    pub max: usize,
}

/// One part of a trip.
#[derive(Debug)]
pub struct Slice {
    /// The airports of departure.
    pub from: Vec<Place>,
    /// The airports of arrival.
    pub to: Vec<Place>,
    /// The day of departure.
    pub date: Date,
    /// The earliest time of departure on that day.
    pub earliest: Time,
    /// The cabin of all flights.
    pub cabin: Cabin,
    /// The most changes between flights.
    pub max_changes: usize,
}

/// A traveler.
#[derive(Debug, Clone)]
pub struct Traveler {
    /// The id that the response refers to.
    pub id: String,
    /// The type, which determines the fare.
    pub kind: TravelerKind,
    /// The id of the adult on whose lap an infant travels.
    pub adult: Option<String>,
}

/// The airlines that a search allows.
#[derive(Debug)]
pub enum Airlines {
    /// All airlines.
    Any,
    /// Only these.
    Only(Vec<String>),
    /// All except these.
    Not(Vec<String>),
}

impl Airlines {
    /// Returns whether this airline may fly.
    pub fn allow(&self, carrier: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(codes) => codes.iter().any(|code| code == carrier),
            Self::Not(codes) => codes.iter().all(|code| code != carrier),
        }
    }
}

/// A cabin class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cabin {
    Economy,
    PremiumEconomy,
    Business,
    First,
}

impl Cabin {
    const ALL: [Self; 4] = [Self::Economy, Self::PremiumEconomy, Self::Business, Self::First];

    /// Returns the name in the specification.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Economy => "ECONOMY",
            Self::PremiumEconomy => "PREMIUM_ECONOMY",
            Self::Business => "BUSINESS",
            Self::First => "FIRST",
        }
    }

    /// Returns the cabin with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cabin| cabin.name() == name)
    }
}

/// A type of traveler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TravelerKind {
    Adult,
    Child,
    Senior,
    Young,
    HeldInfant,
    SeatedInfant,
    Student,
}

impl TravelerKind {
    const ALL: [Self; 7] =
        [Self::Adult, Self::Child, Self::Senior, Self::Young, Self::HeldInfant, Self::SeatedInfant, Self::Student];

    /// Returns the name in the specification.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adult => "ADULT",
            Self::Child => "CHILD",
            Self::Senior => "SENIOR",
            Self::Young => "YOUNG",
            Self::HeldInfant => "HELD_INFANT",
            Self::SeatedInfant => "SEATED_INFANT",
            Self::Student => "STUDENT",
        }
    }

    /// Returns the type with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Reads the date of a departure, which must be neither in the past nor more than 365 days in the future.
///
/// # Errors
/// Returns the service's error response.
pub fn date(text: &str, now: u64, source: &Value) -> Result<Date, EmulatedResponse> {
    let is_well_formed = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    if !is_well_formed {
        return Err(errors::bad_request(ErrorCase::InvalidFormat, "A date has the form YYYY-MM-DD", source));
    }
    let invalid = |detail: &str| errors::bad_request(ErrorCase::InvalidDate, detail, source);
    let date: Date = text.parse().map_err(|_| invalid("This day does not exist"))?;
    let today = today(now);
    if date < today {
        return Err(invalid("The date is in the past"));
    }
    if date > today.saturating_add(366.days()) {
        return Err(invalid("The date is more than 365 days in the future"));
    }
    Ok(date)
}

/// Returns the earliest date that is today anywhere on Earth; `now` is in milliseconds since 1970.
pub fn today(now: u64) -> Date {
    let now = i64::try_from(now).ok().and_then(|now| Timestamp::from_millisecond(now).ok()).unwrap_or_default();
    let west = now.saturating_sub(SignedDuration::from_hours(12)).unwrap_or(now);
    west.to_zoned(TimeZone::UTC).date()
}

/// Reads the code of a city or an airport, and returns its airports; an unknown code has none.
///
/// # Errors
/// Returns the service's error response to a text that cannot be a code.
pub fn place(text: &str, source: &Value) -> Result<Vec<Place>, EmulatedResponse> {
    if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let detail = "The IATA code of a city or an airport has 3 capital letters";
        return Err(errors::bad_request(ErrorCase::InvalidFormat, detail, source));
    }
    Ok(super::timetable::airports(text))
}

/// Reads a currency's code.
///
/// # Errors
/// Returns the service's error response.
pub fn currency(text: &str, source: &Value) -> Result<Currency, EmulatedResponse> {
    if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let detail = "The ISO 4217 code of a currency has 3 capital letters";
        return Err(errors::bad_request(ErrorCase::InvalidFormat, detail, source));
    }
    let unknown = || errors::bad_request(ErrorCase::InvalidData, "There is no fare in this currency", source);
    Currency::of(text).ok_or_else(unknown)
}

/// Reads an airline's code.
///
/// # Errors
/// Returns the service's error response.
pub fn airline(text: &str, source: &Value) -> Result<String, EmulatedResponse> {
    if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        let detail = "The IATA code of an airline has 2 characters";
        return Err(errors::bad_request(ErrorCase::InvalidFormat, detail, source));
    }
    Ok(text.to_owned())
}

/// Checks that there are enough seats, and that each infant has an adult.
///
/// # Errors
/// Returns the service's error response.
pub fn check_travelers(travelers: &[Traveler], source: &Value) -> Result<(), EmulatedResponse> {
    let of = |kind: TravelerKind| travelers.iter().filter(move |traveler| traveler.kind == kind);
    let infants = of(TravelerKind::HeldInfant).count();
    if travelers.len() - infants > MAX_SEATS {
        let detail = "No more than 9 travelers can have a seat";
        return Err(errors::bad_request(ErrorCase::TooManyOccurrences, detail, source));
    }
    for infant in of(TravelerKind::HeldInfant) {
        let shared = of(TravelerKind::HeldInfant).filter(|other| other.adult == infant.adult).count();
        if shared > 1 || infants > of(TravelerKind::Adult).count() {
            let detail = "Each infant needs an adult of its own";
            return Err(errors::bad_request(ErrorCase::InvalidCombination, detail, source));
        }
        if !of(TravelerKind::Adult).any(|adult| Some(&adult.id) == infant.adult.as_ref()) {
            let detail = format!("The infant {} is associated with no adult", infant.id);
            return Err(errors::bad_request(ErrorCase::InvalidData, &detail, source));
        }
    }
    Ok(())
}

/// Checks that each part of the trip has a different origin and destination, and that the dates are in order.
///
/// # Errors
/// Returns the service's error response; `place` and `date` return the source of an error in a part.
pub fn check_slices(
    slices: &[Slice],
    place: impl Fn(usize) -> Value,
    date: impl Fn(usize) -> Value,
) -> Result<(), EmulatedResponse> {
    let codes = |places: &[Place]| places.iter().map(|place| place.code).collect::<Vec<_>>();
    let mut latest = Date::MIN;
    for (index, slice) in slices.iter().enumerate() {
        if !slice.from.is_empty() && codes(&slice.from) == codes(&slice.to) {
            let detail = "Origin and destination are the same";
            return Err(errors::bad_request(ErrorCase::InvalidCombination, detail, &place(index)));
        }
        if slice.date < latest {
            return Err(errors::bad_request(ErrorCase::InvalidDate, "The dates are not in order", &date(index)));
        }
        latest = slice.date;
    }
    Ok(())
}

/// Returns the `source` of an error in a query parameter.
pub fn parameter(name: &str) -> Value {
    json!({"parameter": name})
}
