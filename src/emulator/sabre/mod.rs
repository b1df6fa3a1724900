//! Emulates Sabre as its REST authentication guide and API references describe it.

pub mod errors;
pub mod lists;
pub mod token;

use super::authorization;
use super::request::EmulatedRequest;
use super::response::EmulatedResponse;
use super::token::{Issuer, State, inspect};

/// Returns the error response to a request without a valid token, with a code from the references' error tables.
pub fn token_error(request: &EmulatedRequest) -> Option<EmulatedResponse> {
    let Some(token) = authorization::with_scheme(&request.headers, "Bearer") else {
        return Some(errors::missing_credentials());
    };
    match inspect(Issuer::Sabre, token, request.now) {
        State::Valid(_) => None,
        State::Expired | State::Invalid => Some(errors::api(401)),
    }
}
