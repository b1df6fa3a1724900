//! The offers that a search finds.

use std::rc::Rc;

use jiff::SignedDuration;

use super::fares::{Fare, Price, fare};
use super::query::{Cabin, Query, Slice, TravelerKind};
use super::timetable::{self, Flight, Journey, journeys};

/// The number of partial trips that the search extends by the next part, the cheapest first.
const BREADTH: usize = 500;

/// Journeys that are sold together, one for each part of the trip.
#[derive(Debug, Clone, Default)]
pub struct Offer {
    /// The journeys, in order.
    pub parts: Vec<Rc<OfferPart>>,
}

/// A journey for one part of the trip.
#[derive(Debug)]
pub struct OfferPart {
    /// Its flights, at least one.
    pub journey: Journey,
    /// The cabin of all its flights.
    pub cabin: Cabin,
    /// The price for all travelers, in the smallest unit of the currency.
    cost: i64,
}

impl Offer {
    /// Returns each flight with its fare, in order.
    pub fn fares(&self) -> impl Iterator<Item = (&Flight, Cabin, Fare)> {
        self.parts.iter().flat_map(|part| part.fares())
    }

    /// Returns the flights, in order.
    pub fn flights(&self) -> impl Iterator<Item = &Flight> {
        self.parts.iter().flat_map(|part| &part.journey)
    }

    /// Returns the code of the airline that sells the offer.
    pub fn airline(&self) -> &str {
        self.flights().next().map_or("", |flight| &flight.carrier)
    }

    /// Returns the price for one traveler.
    pub fn price(&self, kind: TravelerKind, query: &Query) -> Price {
        let mut sum = Price::default();
        for (_, _, fare) in self.fares() {
            sum.add(fare.price(kind, query.currency));
        }
        sum
    }

    fn cost(&self) -> i64 {
        self.parts.iter().map(|part| part.cost).sum()
    }

    fn is_affordable(&self, query: &Query) -> bool {
        query.max_price.is_none_or(|most| {
            let prices = query.travelers.iter().map(|traveler| self.price(traveler.kind, query).total());
            prices.max().is_none_or(|highest| query.currency.whole(highest) <= most)
        })
    }
}

impl OfferPart {
    fn new(journey: Journey, cabin: Cabin, query: &Query) -> Self {
        let mut part = Self { journey, cabin, cost: 0 };
        let of_fare = |fare: Fare| -> i64 {
            query.travelers.iter().map(|traveler| fare.price(traveler.kind, query.currency).total()).sum()
        };
        part.cost = part.fares().map(|(_, _, fare)| of_fare(fare)).sum();
        part
    }

    fn fares(&self) -> impl Iterator<Item = (&Flight, Cabin, Fare)> {
        self.journey.iter().map(|flight| (flight, self.cabin, fare(flight, self.cabin)))
    }

    fn departure(&self) -> Option<jiff::civil::DateTime> {
        self.journey.first().map(|flight| flight.departure)
    }
}

/// Returns the offers of a search, the cheapest first.
pub fn find(query: &Query) -> Vec<Offer> {
    let parts: Vec<Vec<Rc<OfferPart>>> = query.slices.iter().map(|slice| candidates(slice, query)).collect();
    let by_one_airline = |trip: &Offer, part: &OfferPart| {
        trip.parts.is_empty() || part.journey.iter().all(|flight| flight.carrier == trip.airline())
    };
    let mut offers = combine(&parts, by_one_airline);
    if offers.is_empty() {
        // Several airlines are combined only if none flies the whole trip.
        offers = combine(&parts, |_, _| true);
    }
    offers.retain(|offer| offer.is_affordable(query));
    offers.truncate(query.max);
    offers
}

/// Returns the possible journeys for a part of the trip.
fn candidates(slice: &Slice, query: &Query) -> Vec<Rc<OfferPart>> {
    let fits = |journey: &Journey| {
        journey.len() <= slice.max_changes + 1
            && journey.first().is_some_and(|first| first.departure.time() >= slice.earliest)
            && journey.iter().all(|flight| query.airlines.allow(&flight.carrier))
            && (!query.bags_only || journey.iter().all(|flight| fare(flight, slice.cabin).bags > 0))
    };
    let found = journeys(&slice.from, &slice.to, slice.date);
    found.into_iter().filter(fits).map(|journey| Rc::new(OfferPart::new(journey, slice.cabin, query))).collect()
}

/// Combines journeys to whole trips, the cheapest first. Each part departs after the arrival of the previous part.
fn combine(parts: &[Vec<Rc<OfferPart>>], may_follow: impl Fn(&Offer, &OfferPart) -> bool) -> Vec<Offer> {
    let in_time = |trip: &Offer, part: &OfferPart| {
        let pause = |previous: &Rc<OfferPart>| timetable::pause(&previous.journey, &part.journey);
        trip.parts.last().is_none_or(|previous| pause(previous) > SignedDuration::ZERO)
    };
    let mut trips = vec![Offer::default()];
    for candidates in parts {
        let mut longer = Vec::new();
        for trip in &trips {
            let next = candidates.iter().filter(|part| in_time(trip, part) && may_follow(trip, part));
            longer.extend(next.map(|part| Offer { parts: trip.parts.iter().chain([part]).cloned().collect() }));
        }
        longer.sort_by_cached_key(|trip| {
            let departures: Vec<_> = trip.parts.iter().map(|part| part.departure()).collect();
            (trip.cost(), departures)
        });
        longer.truncate(BREADTH);
        trips = longer;
    }
    trips
}
