//! The providers that are built in.

mod airfranceklm;
mod amadeus;
mod apaleo;
mod beds24;
mod booking;
mod booking_connectivity;
mod cloudbeds;
mod duffel;
mod expedia;
mod hotelbeds;
mod kiwi;
mod lufthansa;
mod navitaire;
mod ohip;
mod parts;
mod sabre;
mod skyscanner;
mod synxis;
mod travelport;
mod travelport_uapi;

use super::Provider;

pub use airfranceklm::AIRFRANCEKLM;
pub use amadeus::AMADEUS;
pub use apaleo::APALEO;
pub use beds24::BEDS24;
pub use booking::BOOKING;
pub use booking_connectivity::BOOKING_CONNECTIVITY;
pub use cloudbeds::CLOUDBEDS;
pub use duffel::DUFFEL;
pub use expedia::EXPEDIA;
pub use hotelbeds::HOTELBEDS;
pub use kiwi::KIWI;
pub use lufthansa::LUFTHANSA;
pub use navitaire::NAVITAIRE;
pub use ohip::OHIP;
pub use sabre::SABRE;
pub use skyscanner::SKYSCANNER;
pub use synxis::SYNXIS;
pub use travelport::TRAVELPORT;
pub use travelport_uapi::TRAVELPORT_UAPI;

/// All built-in providers, in alphabetical order.
pub static ALL: [&Provider; 19] = [
    &AIRFRANCEKLM,
    &AMADEUS,
    &APALEO,
    &BEDS24,
    &BOOKING,
    &BOOKING_CONNECTIVITY,
    &CLOUDBEDS,
    &DUFFEL,
    &EXPEDIA,
    &HOTELBEDS,
    &KIWI,
    &LUFTHANSA,
    &NAVITAIRE,
    &OHIP,
    &SABRE,
    &SKYSCANNER,
    &SYNXIS,
    &TRAVELPORT,
    &TRAVELPORT_UAPI,
];

/// Returns the provider with this name.
pub fn find(name: &str) -> Option<&'static Provider> {
    ALL.into_iter().find(|provider| provider.name == name)
}
