//! The providers that are built in.

mod airfranceklm;
mod amadeus;
mod booking;
mod duffel;
mod expedia;
mod hotelbeds;
mod kiwi;
mod lufthansa;
mod parts;
mod sabre;
mod skyscanner;
mod synxis;
mod travelport;

use super::Provider;

pub use airfranceklm::AIRFRANCEKLM;
pub use amadeus::AMADEUS;
pub use booking::BOOKING;
pub use duffel::DUFFEL;
pub use expedia::EXPEDIA;
pub use hotelbeds::HOTELBEDS;
pub use kiwi::KIWI;
pub use lufthansa::LUFTHANSA;
pub use sabre::SABRE;
pub use skyscanner::SKYSCANNER;
pub use synxis::SYNXIS;
pub use travelport::TRAVELPORT;

/// All built-in providers, in alphabetical order.
pub static ALL: [&Provider; 12] = [
    &AIRFRANCEKLM,
    &AMADEUS,
    &BOOKING,
    &DUFFEL,
    &EXPEDIA,
    &HOTELBEDS,
    &KIWI,
    &LUFTHANSA,
    &SABRE,
    &SKYSCANNER,
    &SYNXIS,
    &TRAVELPORT,
];

/// Returns the provider with this name.
pub fn find(name: &str) -> Option<&'static Provider> {
    ALL.into_iter().find(|provider| provider.name == name)
}
