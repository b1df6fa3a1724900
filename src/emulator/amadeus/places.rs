//! The sample airports with their cities, coordinates and local time.
//!
//! The tables are text files that each call parses. A table of references in the program would slow down every start,
//! because the loader must relocate them.

/// An airport and its city. Names are in capitals, as Amadeus sends them.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The airport's IATA code.
    pub code: &'static str,
    /// The airport's name.
    pub name: &'static str,
    /// The city's IATA code, shared by all of its airports.
    pub city_code: &'static str,
    /// The city's name.
    pub city: &'static str,
    /// The country's ISO 3166 code, two letters.
    pub country: &'static str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Hours that local clocks are ahead of UTC, without daylight saving time.
    pub utc_offset: f64,
}

/// Returns all sample airports, those of a city in succession.
pub fn places() -> Vec<Place> {
    include_str!("places.txt").lines().filter_map(read).collect()
}

fn read(line: &'static str) -> Option<Place> {
    let mut fields = line.split('|');
    Some(Place {
        code: fields.next()?,
        name: fields.next()?,
        city_code: fields.next()?,
        city: fields.next()?,
        country: fields.next()?,
        latitude: fields.next()?.parse().ok()?,
        longitude: fields.next()?.parse().ok()?,
        utc_offset: fields.next()?.parse().ok()?,
    })
}

/// Returns the name of a country, which is empty if the country has no sample airport.
pub fn country(code: &str) -> &'static str {
    let mut countries = include_str!("countries.txt").lines().filter_map(|line| line.split_once('|'));
    countries.find(|(known, _)| *known == code).map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_place_in_a_known_country() {
        let places = places();
        assert_eq!(places.len(), include_str!("places.txt").lines().count());
        assert!(places.iter().all(|place| !country(place.country).is_empty()));
        for place in places {
            let solar = place.longitude / 15.0;
            assert!((place.utc_offset - solar).abs() < 3.0, "{place:?}");
        }
    }
}
