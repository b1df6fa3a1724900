//! Emulates Amadeus as its Self-Service developer guides and specifications describe it.

pub mod carriers;
pub mod checkin;
pub mod errors;
pub mod flights;
pub mod locations;
mod places;
pub mod token;
mod wire;

use super::authorization;
use super::request::EmulatedRequest;
use super::response::EmulatedResponse;
use super::token::{Issuer, State, inspect};
pub use wire::MEDIA_TYPE;

/// Returns the error response to a request without a valid token, with a code from the guide's common errors.
pub fn token_error(request: &EmulatedRequest) -> Option<EmulatedResponse> {
    let Some(token) = authorization::with_scheme(&request.headers, "Bearer") else {
        return Some(errors::bad_header());
    };
    match inspect(Issuer::Amadeus, token, request.now) {
        State::Valid(_) => None,
        State::Expired => Some(errors::api(401)),
        State::Invalid => Some(errors::invalid_token()),
    }
}
