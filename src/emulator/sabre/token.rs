//! The token endpoints of Sabre's authentication guide.

use serde_json::json;

use super::errors::{self, MEDIA_TYPE};
use crate::emulator::authorization::{decode, with_scheme};
use crate::emulator::demo;
use crate::emulator::request::{EmulatedRequest, Form};
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;
use crate::emulator::token::{Issuer, mint};

/// The documented lifetime in seconds: a week.
const LIFETIME: u64 = 604_800;

/// `POST /v2/auth/token`: the user is in a Basic header, whose two halves are encoded in base64 themselves.
pub fn v2(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let Some((id, password)) = doubly_encoded(request) else {
        return errors::bad_syntax();
    };
    // Any `source_ip` is accepted, because the guide says only that it is optional.
    if let Err(response) = form(request, "client_credentials", &["grant_type", "source_ip"]) {
        return response;
    }
    let expected = format!("V1:{}:{}:{}", demo::SABRE_USER_ID, demo::SABRE_GROUP, demo::SABRE_DOMAIN);
    if (id.as_str(), password.as_str()) != (&expected, demo::SABRE_PASSWORD) {
        return errors::token(401);
    }
    granted(request, settings)
}

/// `POST /v3/auth/token`: the client credentials are in an ordinary Basic header, and the user is in the form.
pub fn v3(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let pair = with_scheme(&request.headers, "Basic").and_then(decode);
    let Some((id, secret)) = pair.as_deref().and_then(|pair| pair.split_once(':')) else {
        return errors::bad_syntax();
    };
    let form = match form(request, "password", &["grant_type", "username", "password"]) {
        Ok(form) => form,
        Err(response) => return response,
    };
    let (user, password) = match (form.get("username"), form.get("password")) {
        (Some(user), Some(password)) => (user, password),
        (None, _) => return errors::invalid_request("The parameter username is missing"),
        (_, None) => return errors::invalid_request("The parameter password is missing"),
    };
    let expected = format!("{}-{}-{}", demo::SABRE_USER_ID, demo::SABRE_GROUP, demo::SABRE_DOMAIN);
    let is_client = (id, secret) == (demo::SABRE_CLIENT_ID, demo::SABRE_CLIENT_SECRET);
    if !is_client || (user, password) != (&expected, demo::SABRE_PASSWORD) {
        return errors::token(401);
    }
    granted(request, settings)
}

/// Returns the id and the password of a v2 header, or `None` unless they are encoded as in the guide.
///
/// The number of parts of the id is not checked here, because it is a matter of the value, not of the encoding.
fn doubly_encoded(request: &EmulatedRequest) -> Option<(String, String)> {
    let pair = decode(with_scheme(&request.headers, "Basic")?)?;
    let (id, password) = pair.split_once(':')?;
    Some((decode(id)?, decode(password)?))
}

fn form(request: &EmulatedRequest, grant: &str, single: &[&str]) -> Result<Form, EmulatedResponse> {
    let Some(form) = request.form() else {
        let description = "The body must be application/x-www-form-urlencoded";
        return Err(errors::invalid_request(description));
    };
    if let Some(name) = form.repeated(single) {
        let description = format!("The parameter {name} is repeated");
        return Err(errors::invalid_request(&description));
    }
    match form.get("grant_type") {
        Some(sent) if sent == grant => Ok(form),
        Some(_) => Err(errors::unsupported_grant(grant)),
        None => Err(errors::invalid_request("The parameter grant_type is missing")),
    }
}

fn granted(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let lifetime = settings.expires_in.unwrap_or(LIFETIME);
    let expires_at = request.now.saturating_add(lifetime.saturating_mul(1000));
    match mint(Issuer::Sabre, expires_at) {
        Some(token) => EmulatedResponse::json(
            200,
            MEDIA_TYPE,
            &json!({"access_token": token, "token_type": "bearer", "expires_in": lifetime}),
        ),
        None => errors::token(500),
    }
}
