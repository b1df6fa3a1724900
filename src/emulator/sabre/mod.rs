//! Sabre, after its REST authentication guide and API references.

pub mod errors;
pub mod lists;
pub mod token;

use super::answer::Answer;
use super::ask::Ask;
use super::authorization;
use super::token::{Issuer, State, inspect};

/// Why a request may not use the APIs, if it may not; the codes are those of the references' error tables.
pub fn refusal(ask: &Ask) -> Option<Answer> {
    let Some(token) = authorization::with_scheme(&ask.headers, "Bearer") else {
        return Some(errors::missing_credentials());
    };
    match inspect(Issuer::Sabre, token, ask.now) {
        State::Valid(_) => None,
        State::Expired | State::Invalid => Some(errors::api(401)),
    }
}
