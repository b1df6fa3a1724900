//! The sample airlines of both providers.
//!
//! Each call parses the table from a text file; `amadeus/places.rs` gives the reason.

/// An airline. Its names are in capitals, as both providers send them.
#[derive(Clone, Copy, Debug)]
pub struct Airline {
    /// Two-character IATA code.
    pub iata: &'static str,
    /// Three-letter ICAO code.
    pub icao: &'static str,
    /// Full name.
    pub business: &'static str,
    /// Everyday name.
    pub common: &'static str,
    /// The airport where its flights begin and end.
    pub hub: &'static str,
}

/// Returns all sample airlines, sorted by IATA code.
pub fn airlines() -> impl Iterator<Item = Airline> {
    include_str!("airlines.txt").lines().filter_map(read)
}

fn read(line: &'static str) -> Option<Airline> {
    let mut fields = line.split('|');
    Some(Airline {
        iata: fields.next()?,
        icao: fields.next()?,
        business: fields.next()?,
        common: fields.next()?,
        hub: fields.next()?,
    })
}

/// Returns the airlines whose codes are in this comma-separated list, each once. Case is ignored.
pub fn named(codes: &str) -> impl Iterator<Item = Airline> {
    airlines().filter(move |airline| {
        codes
            .split(',')
            .map(str::trim)
            .any(|code| code.eq_ignore_ascii_case(airline.iata) || code.eq_ignore_ascii_case(airline.icao))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_an_airline_and_no_code_occurs_twice() {
        let mut codes: Vec<_> = airlines().map(|airline| airline.iata).collect();
        assert_eq!(codes.len(), include_str!("airlines.txt").lines().count());
        assert!(codes.is_sorted());
        codes.dedup();
        assert_eq!(codes.len(), airlines().count());
    }
}
