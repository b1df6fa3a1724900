//! Builds, explains and diagnoses the credential string of Sabre's v2 token endpoint.
//!
//! The string is encoded twice, `b64( b64("V1:user:group:domain") ":" b64(password) )`, in the standard alphabet of
//! base64, with padding, on one line. Programs often get one of these details wrong. [`credential`] builds the string,
//! [`explain`] shows the steps, and [`verify`] finds the mistakes in an existing string, and [`repair`] removes them.
//!
//! All functions are pure. Only the results of [`credential`] and [`repair`] contain any part of a password.

mod check;
mod diagnosis;
mod encode;
mod found_mistake;
mod half;
mod id;
mod layers;
mod mistake;
mod reading;
mod repair;
#[cfg(test)]
mod tests;
mod text;
mod verify;

pub use diagnosis::{Diagnosis, Expected, Verdict};
pub use encode::{credential, explain};
pub use found_mistake::{FoundMistake, Part, Section};
pub use id::{DEFAULT_DOMAIN, IdError, SabreId};
pub use repair::repair;
pub use verify::{MAX_LENGTH, is_encoded, require_plain, verify};

/// Replaces the password and every text that depends on it. Its length does not depend on the password.
pub const MASK: &str = "********";
