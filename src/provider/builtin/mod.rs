//! The providers that are built in.

mod amadeus;
mod sabre;

use super::Provider;

pub use amadeus::AMADEUS;
pub use sabre::SABRE;

/// All of them, in alphabetical order.
pub static ALL: [&Provider; 2] = [&AMADEUS, &SABRE];

/// The provider of this name.
pub fn find(name: &str) -> Option<&'static Provider> {
    ALL.into_iter().find(|provider| provider.name == name)
}
