//! Amadeus, after its Self-Service developer guides and specifications.

pub mod carriers;
pub mod checkin;
pub mod errors;
pub mod flights;
pub mod locations;
mod places;
pub mod token;
mod wire;

use super::answer::Answer;
use super::ask::Ask;
use super::authorization;
use super::token::{Issuer, State, inspect};
pub use wire::MEDIA_TYPE;

/// Why a request may not use the APIs, if it may not; the codes are those of the guide's common errors.
pub fn refusal(ask: &Ask) -> Option<Answer> {
    let Some(token) = authorization::with_scheme(&ask.headers, "Bearer") else {
        return Some(errors::bad_header());
    };
    match inspect(Issuer::Amadeus, token, ask.now) {
        State::Valid(_) => None,
        State::Expired => Some(errors::api(401)),
        State::Invalid => Some(errors::invalid_token()),
    }
}
