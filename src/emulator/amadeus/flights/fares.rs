//! The price of a seat on a made-up flight.
//!
//! A fare depends only on the flight, the cabin and the type of traveler, so pricing an offer returns the price of the
//! search, even in another emulator.

use super::chance::pick;
use super::money::Currency;
use super::query::{Cabin, TravelerKind};
use super::timetable::Flight;

/// The price of one or more seats, in the smallest unit of a currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Price {
    /// Without taxes.
    pub base: i64,
    /// Taxes and surcharges with their codes, each code once.
    pub taxes: Vec<(String, i64)>,
}

impl Price {
    /// Returns the price with taxes.
    pub fn total(&self) -> i64 {
        self.base + self.taxes.iter().map(|(_, amount)| amount).sum::<i64>()
    }

    /// Adds a price in the same currency.
    pub fn add(&mut self, other: Self) {
        self.base += other.base;
        for (code, amount) in other.taxes {
            match self.taxes.iter_mut().find(|(known, _)| *known == code) {
                Some((_, sum)) => *sum += amount,
                None => self.taxes.push((code, amount)),
            }
        }
    }
}

/// The fare of a flight in a cabin, for an adult.
#[derive(Debug, Clone)]
pub struct Fare {
    /// The letter of the booking class.
    pub class: char,
    /// The name of the fare family.
    pub brand: &'static str,
    /// How many checked bags are included.
    pub bags: u8,
    /// The base fare in euro cents.
    base: i64,
    /// The airline's surcharge in euro cents.
    surcharge: i64,
    /// The tax of the country of departure in euro cents.
    tax: i64,
    country: &'static str,
}

/// Returns the fare of a seat.
pub fn fare(flight: &Flight, cabin: Cabin) -> Fare {
    let name = format!("{}{}{}", flight.carrier, flight.number, flight.departure.date());
    let dice = |purpose: &str, bound: u64| pick(&format!("{name}{purpose}"), bound);
    let percent = i64::try_from(80 + dice("price", 60)).unwrap_or(100);
    let (factor, classes, brand, bags) = match cabin {
        Cabin::Economy if dice("brand", 3) == 0 => (85, "OQVT", "LIGHT", 0),
        Cabin::Economy => (100, "YBMHK", "CLASSIC", 1),
        Cabin::PremiumEconomy => (170, "WE", "COMFORT", 2),
        Cabin::Business => (330, "JCD", "BUSINESS", 2),
        Cabin::First => (520, "FA", "FIRST", 3),
    };
    let class = classes.chars().nth(usize::try_from(dice("class", classes.len() as u64)).unwrap_or_default());
    // The full fare is 25 euros, and 6.20 euros for each 100 km.
    let base = (2500 + flight.kilometres() * 62 / 10) * percent / 100 * factor / 100;
    Fare {
        class: class.unwrap_or('Y'),
        brand,
        bags,
        base,
        surcharge: base * 12 / 100,
        tax: i64::try_from(600 + pick(flight.from.code, 40) * 50).unwrap_or(600),
        country: flight.from.country,
    }
}

impl Fare {
    /// Returns the price for a type of traveler.
    pub fn price(&self, kind: TravelerKind, currency: Currency) -> Price {
        let percent = match kind {
            TravelerKind::Adult => 100,
            TravelerKind::Child | TravelerKind::SeatedInfant => 75,
            TravelerKind::Senior | TravelerKind::Young | TravelerKind::Student => 90,
            // An infant without a seat pays no tax.
            TravelerKind::HeldInfant => 10,
        };
        let of = |cents: i64| currency.exchange(cents * percent / 100);
        let taxes = match kind {
            TravelerKind::HeldInfant => Vec::new(),
            _ => vec![("YQ".to_owned(), of(self.surcharge)), (self.country.to_owned(), currency.exchange(self.tax))],
        };
        Price { base: of(self.base), taxes }
    }

    /// Returns the fare basis, which consists of class, fare family and type of traveler.
    pub fn basis(&self, kind: TravelerKind) -> String {
        let suffix = match kind {
            TravelerKind::Child => "CH",
            TravelerKind::HeldInfant | TravelerKind::SeatedInfant => "IN",
            _ => "",
        };
        format!("{}{}{suffix}", self.class, self.brand)
    }
}
