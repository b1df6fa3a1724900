//! The parts of an offer that determine its price.

use super::fares::{Fare, Price};
use super::money::Currency;
use super::query::TravelerKind;
use super::timetable::Flight;

/// An offer with the fare of each traveler and segment.
#[derive(Debug)]
pub struct Priced {
    pub id: String,
    pub currency: Currency,
    pub segments: Vec<Segment>,
    pub travelers: Vec<Payer>,
}

/// A flight of the offer, with its id in the offer.
#[derive(Debug)]
pub struct Segment {
    pub id: String,
    pub flight: Flight,
}

/// A traveler with the fare for each segment.
#[derive(Debug)]
pub struct Payer {
    pub id: String,
    pub kind: TravelerKind,
    pub fares: Vec<Fare>,
}

impl Payer {
    /// Returns the price for this traveler.
    pub fn price(&self, currency: Currency) -> Price {
        let mut sum = Price::default();
        for fare in &self.fares {
            sum.add(fare.price(self.kind, currency));
        }
        sum
    }
}
