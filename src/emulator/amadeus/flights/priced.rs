//! An offer as far as its price depends on it.

use super::fares::{Fare, Price};
use super::money::Currency;
use super::query::TravelerKind;
use super::timetable::Flight;

/// An offer.
#[derive(Debug)]
pub struct Priced {
    pub id: String,
    pub currency: Currency,
    pub segments: Vec<Segment>,
    pub travelers: Vec<Payer>,
}

/// A flight of the offer, under the name that the offer gives it.
#[derive(Debug)]
pub struct Segment {
    pub id: String,
    pub flight: Flight,
}

/// A traveler, and the fare for each segment.
#[derive(Debug)]
pub struct Payer {
    pub id: String,
    pub kind: TravelerKind,
    pub fares: Vec<Fare>,
}

impl Payer {
    /// What the traveler pays.
    pub fn price(&self, currency: Currency) -> Price {
        let mut sum = Price::default();
        for fare in &self.fares {
            sum.add(fare.price(self.kind, currency));
        }
        sum
    }
}
