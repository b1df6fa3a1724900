//! A few airlines, for both providers' lookups.

/// An airline.
#[derive(Debug)]
pub struct Airline {
    /// Two-character IATA code.
    pub iata: &'static str,
    /// Three-letter ICAO code.
    pub icao: &'static str,
    /// Full name in capitals.
    pub business: &'static str,
    /// Everyday name in capitals.
    pub common: &'static str,
}

const fn airline(iata: &'static str, icao: &'static str, business: &'static str, common: &'static str) -> Airline {
    Airline { iata, icao, business, common }
}

/// All that the emulator knows, by IATA code.
pub const AIRLINES: &[Airline] = &[
    airline("AA", "AAL", "AMERICAN AIRLINES", "AMERICAN AIRLINES"),
    airline("AC", "ACA", "AIR CANADA", "AIR CANADA"),
    airline("AF", "AFR", "AIR FRANCE", "AIR FRANCE"),
    airline("AY", "FIN", "FINNAIR OYJ", "FINNAIR"),
    airline("AZ", "ITY", "ITALIA TRASPORTO AEREO", "ITA AIRWAYS"),
    airline("BA", "BAW", "BRITISH AIRWAYS P.L.C.", "BRITISH A/W"),
    airline("DL", "DAL", "DELTA AIR LINES", "DELTA AIR LINES"),
    airline("EK", "UAE", "EMIRATES", "EMIRATES"),
    airline("IB", "IBE", "IBERIA LINEAS AEREAS DE ESPANA", "IBERIA"),
    airline("JL", "JAL", "JAPAN AIRLINES", "JAPAN AIRLINES"),
    airline("KL", "KLM", "KLM ROYAL DUTCH AIRLINES", "KLM"),
    airline("LH", "DLH", "DEUTSCHE LUFTHANSA AG", "LUFTHANSA"),
    airline("LX", "SWR", "SWISS INTERNATIONAL AIR LINES", "SWISS"),
    airline("OS", "AUA", "AUSTRIAN AIRLINES AG", "AUSTRIAN"),
    airline("QF", "QFA", "QANTAS AIRWAYS", "QANTAS AIRWAYS"),
    airline("QR", "QTR", "QATAR AIRWAYS", "QATAR AIRWAYS"),
    airline("SK", "SAS", "SCANDINAVIAN AIRLINES SYSTEM", "SAS"),
    airline("SQ", "SIA", "SINGAPORE AIRLINES", "SINGAPORE"),
    airline("TP", "TAP", "TAP AIR PORTUGAL", "AIR PORTUGAL"),
    airline("UA", "UAL", "UNITED AIRLINES", "UNITED AIRLINES"),
];

/// The airlines of a comma-separated list of codes, in any case, each once.
pub fn named(codes: &str) -> impl Iterator<Item = &'static Airline> {
    AIRLINES.iter().filter(move |airline| {
        codes
            .split(',')
            .map(str::trim)
            .any(|code| code.eq_ignore_ascii_case(airline.iata) || code.eq_ignore_ascii_case(airline.icao))
    })
}
