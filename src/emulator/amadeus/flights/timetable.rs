//! Made-up flights: each airline flies to and from its hub, and connects other places with a change at the hub.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan as _};

use super::chance::pick;
use crate::emulator::airlines::{Airline, airlines};
use crate::emulator::amadeus::places::{Place, places};

/// The shortest time for a change, in minutes.
const CHANGE: i64 = 50;

/// One flight, a segment of a journey.
#[derive(Clone, Debug)]
pub struct Flight {
    /// The code of the airline that sells and operates the flight.
    pub carrier: String,
    /// The flight number, without the airline's code.
    pub number: String,
    /// The airport of departure.
    pub from: Place,
    /// The airport of arrival.
    pub to: Place,
    /// The departure in local time.
    pub departure: DateTime,
    /// The duration.
    pub duration: SignedDuration,
}

impl Flight {
    /// Returns the arrival in local time.
    pub fn arrival(&self) -> DateTime {
        self.departure.saturating_add(self.duration + offset(self.to) - offset(self.from))
    }

    /// Returns the distance in kilometres.
    pub fn kilometres(&self) -> i64 {
        kilometres(self.from, self.to)
    }
}

/// Connecting flights from one place to another.
pub type Journey = Vec<Flight>;

/// Returns the duration of a journey with its changes.
pub fn duration(journey: &[Flight]) -> SignedDuration {
    match (journey.first(), journey.last()) {
        (Some(first), Some(last)) => {
            last.arrival().duration_since(first.departure) + offset(first.from) - offset(last.to)
        }
        _ => SignedDuration::ZERO,
    }
}

/// Returns the time between the end of one journey and the start of another, which is negative if they overlap.
pub fn pause(before: &[Flight], after: &[Flight]) -> SignedDuration {
    match (before.last(), after.first()) {
        (Some(before), Some(after)) => {
            after.departure.duration_since(before.arrival()) + offset(before.to) - offset(after.from)
        }
        _ => SignedDuration::ZERO,
    }
}

/// Returns the airports with this city code or airport code; an unknown code has none.
pub fn airports(code: &str) -> Vec<Place> {
    places().into_iter().filter(|place| place.code == code || place.city_code == code).collect()
}

/// Returns every journey between two places on a day.
pub fn journeys(from: &[Place], to: &[Place], date: Date) -> Vec<Journey> {
    let all = places();
    let mut found: Vec<Journey> = Vec::new();
    let mut shortest_detour: Option<(i64, Airline, Place, Place)> = None;
    for airline in airlines() {
        let Some(hub) = all.iter().find(|place| place.code == airline.hub).copied() else {
            continue;
        };
        let (Some(start), Some(end)) = (airport(airline, from), airport(airline, to)) else {
            return found;
        };
        if start.code == end.code {
            continue;
        }
        let direct = kilometres(start, end);
        let detour = kilometres(start, hub) + kilometres(hub, end) - direct;
        let is_domestic = start.country == hub.country && end.country == hub.country;
        if start.code == hub.code || end.code == hub.code || is_domestic {
            found.extend(departures(airline.iata, start, end, date).into_iter().map(|flight| vec![flight]));
        } else if detour <= direct / 2 + 600 {
            found.extend(changes(airline, [start, hub, end], date));
        }
        if shortest_detour.as_ref().is_none_or(|(shortest, ..)| detour < *shortest) {
            shortest_detour = Some((detour, airline, start, end));
        }
    }
    match shortest_detour {
        // If no hub is suitable, one airline flies directly, so that every pair of places is connected.
        Some((_, airline, start, end)) if found.is_empty() => {
            departures(airline.iata, start, end, date).into_iter().map(|flight| vec![flight]).collect()
        }
        _ => found,
    }
}

/// Returns the airport that an airline uses in a city: its hub, or else one of the first two.
fn airport(airline: Airline, city: &[Place]) -> Option<Place> {
    let hub = city.iter().find(|place| place.code == airline.hub);
    let first = city.first()?;
    let choice = pick(&format!("{}{}", airline.iata, first.city_code), city.len().min(2) as u64);
    hub.or_else(|| city.get(usize::try_from(choice).unwrap_or_default())).copied()
}

/// Returns the flights of a day between two airports: three, or two on a long route.
fn departures(carrier: &str, from: Place, to: Place, date: Date) -> Vec<Flight> {
    let length = kilometres(from, to);
    let hours: &[i8] = if length < 2500 { &[6, 12, 18] } else { &[9, 20] };
    let route = format!("{carrier}{}{}", from.code, to.code);
    // The range is so large that two routes rarely share a number.
    let first_number = 100 + 3 * pick(&route, 2900);
    // A flight takes half an hour and the time at 828 km/h, rounded to five minutes.
    let minutes = (length * 10 / 138 + 32) / 5 * 5;
    let flight = |(hour, index): (&i8, u64)| {
        let delay = i64::try_from(pick(&format!("{route}{index}"), 30) * 5).unwrap_or_default();
        Flight {
            carrier: carrier.to_owned(),
            number: (first_number + index).to_string(),
            from,
            to,
            departure: date.at(*hour, 0, 0, 0).saturating_add(delay.minutes()),
            duration: SignedDuration::from_mins(minutes),
        }
    };
    hours.iter().zip(0..).map(flight).collect()
}

/// Returns journeys with a change at the hub: each first flight with the first onward flight that it can reach.
fn changes(airline: Airline, [start, hub, end]: [Place; 3], date: Date) -> Vec<Journey> {
    let onward: Vec<Flight> = [0, 1, 2]
        .into_iter()
        .filter_map(|days| date.checked_add(days.days()).ok())
        .flat_map(|date| departures(airline.iata, hub, end, date))
        .collect();
    let with_onward = |first: Flight| {
        let earliest = first.arrival().saturating_add(CHANGE.minutes());
        let next = onward.iter().find(|next| next.departure >= earliest)?;
        Some(vec![first, next.clone()])
    };
    departures(airline.iata, start, hub, date).into_iter().filter_map(with_onward).collect()
}

/// Returns the great-circle distance.
#[expect(clippy::cast_possible_truncation, reason = "no two places are farther apart than 20,038 km")]
fn kilometres(from: Place, to: Place) -> i64 {
    let [from_latitude, to_latitude, longitudes] =
        [from.latitude, to.latitude, to.longitude - from.longitude].map(f64::to_radians);
    // The functions of std would load a system library at each start of the program, those of libm are linked into it.
    let square_of_sine = |angle: f64| libm::sin(angle).powi(2);
    let haversine = square_of_sine((to_latitude - from_latitude) / 2.0)
        + libm::cos(from_latitude) * libm::cos(to_latitude) * square_of_sine(longitudes / 2.0);
    (2.0 * 6371.0 * libm::asin(haversine.sqrt())).round() as i64
}

fn offset(place: Place) -> SignedDuration {
    SignedDuration::try_from_secs_f64(place.utc_offset * 3600.0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_change_is_long_enough_and_as_short_as_possible() {
        let codes = ["LON", "PAR", "MUC", "LIS", "NYC", "LAX", "SYD", "BKK", "JNB", "GRU", "TYO", "DEL"];
        let (mut count, mut shortest) = (0, SignedDuration::MAX);
        for (from, to) in codes.iter().flat_map(|from| codes.map(|to| (from, to))).filter(|(from, to)| *from != to) {
            let found = journeys(&airports(from), &airports(to), date(2026, 12, 1));
            assert!(!found.is_empty(), "{from} {to}");
            for journey in found {
                assert!(journey.len() <= 2 && journey[0].departure.date() == date(2026, 12, 1));
                assert!(duration(&journey) < SignedDuration::from_hours(60), "{journey:?}");
                for pair in journey.windows(2) {
                    let change = pause(&pair[..1], &pair[1..]);
                    assert_eq!(pair[0].to.code, pair[1].from.code);
                    assert!((50..=24 * 60).contains(&change.as_mins()), "{journey:?}");
                    shortest = shortest.min(change);
                    count += 1;
                }
            }
        }
        assert!(count > 100 && shortest == SignedDuration::from_mins(CHANGE), "{count} changes, {shortest}");
    }

    #[test]
    fn distances_match_known_routes() {
        let place = |code: &str| airports(code)[0];
        for (from, to, expected) in
            [("LHR", "JFK", 5540), ("SYD", "SCL", 11_340), ("AKL", "HNL", 7090), ("MUC", "MUC", 0)]
        {
            let length = kilometres(place(from), place(to));
            assert!((length - expected).abs() < 20, "{from} {to}: {length}");
        }
    }
}
