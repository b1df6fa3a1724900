//! The token endpoint of Amadeus's authorization guide.

use serde_json::json;

use super::errors;
use super::wire::MEDIA_TYPE;
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;
use crate::emulator::token::{Issuer, State, inspect, mint};
use crate::emulator::{authorization, demo};

/// The documented lifetime in seconds.
const LIFETIME: u64 = 1799;

/// `POST /v1/security/oauth2/token`: the client credentials grant with the credentials in the form body.
pub fn grant(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let Some(form) = request.form() else {
        return errors::invalid_request("The body must be application/x-www-form-urlencoded");
    };
    if let Some(name) = form.repeated(&["grant_type", "client_id", "client_secret"]) {
        return errors::invalid_request(&format!("The parameter {name} is repeated"));
    }
    // The guide sends the client credentials in the body, never in a Basic header.
    if authorization::mentions_basic(&request.headers) {
        return errors::token(401);
    }
    match form.get("grant_type") {
        None => return errors::invalid_request("The parameter grant_type is missing"),
        Some("client_credentials") => {}
        Some(_) => return errors::unsupported_grant(),
    }
    let (id, secret) = match (form.get("client_id"), form.get("client_secret")) {
        (Some(id), Some(secret)) => (id, secret),
        (None, _) => return errors::invalid_request("The parameter client_id is missing"),
        (_, None) => return errors::invalid_request("The parameter client_secret is missing"),
    };
    if (id, secret) != (demo::AMADEUS_CLIENT_ID, demo::AMADEUS_CLIENT_SECRET) {
        return errors::token(401);
    }
    let lifetime = settings.expires_in.unwrap_or(LIFETIME);
    let expires_at = request.now.saturating_add(lifetime.saturating_mul(1000));
    match mint(Issuer::Amadeus, expires_at) {
        Some(token) => description(&token, lifetime, "approved"),
        None => errors::token(500),
    }
}

/// `GET /v1/security/oauth2/token/{token}`: the state of a token.
pub fn describe(request: &EmulatedRequest, _: &EmulatorSettings) -> EmulatedResponse {
    let token = request.path.rsplit('/').next().unwrap_or_default();
    match inspect(Issuer::Amadeus, token, request.now) {
        State::Valid(left) => description(token, left / 1000, "approved"),
        State::Expired => description(token, 0, "expired"),
        State::Invalid => errors::api(404),
    }
}

fn description(token: &str, expires_in: u64, state: &str) -> EmulatedResponse {
    EmulatedResponse::json(
        200,
        MEDIA_TYPE,
        &json!({
            "type": "amadeusOAuth2Token",
            "username": "demo@emulator.example",
            "application_name": "travauth-emulator",
            "client_id": demo::AMADEUS_CLIENT_ID,
            "token_type": "Bearer",
            "access_token": token,
            "expires_in": expires_in,
            "state": state,
            "scope": "",
        }),
    )
}
