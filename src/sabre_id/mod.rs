//! The credential string of Sabre's v2 token endpoint: build it, show how it is built, diagnose one.
//!
//! The string is base64 twice over, `b64( b64("V1:user:group:domain") ":" b64(password) )`, in the standard
//! alphabet, padded, on one line, and people get every one of these details wrong. [`credential`] builds it,
//! [`explain`] shows the steps, [`verify`] says what is wrong with a string that exists already.
//!
//! Everything here is pure. No result but the string of [`credential`] carries any part of a password.

mod diagnosis;
mod encode;
mod found_mistake;
mod found_mistakes;
mod half;
mod id;
mod judge;
mod mistake;
mod peel;
#[cfg(test)]
mod tests;
mod text;
mod verify;

pub use diagnosis::{Diagnosis, Expected, Verdict};
pub use encode::{credential, explain};
pub use found_mistake::{FoundMistake, Part, Section};
pub use id::{DEFAULT_DOMAIN, IdError, SabreId};
pub use verify::{MAX_LENGTH, verify};

/// Stands for the password and all that is made from it; its width says nothing of the length.
pub const MASK: &str = "********";
