//! The token endpoints of Sabre's authentication guide.

use serde_json::json;

use super::errors::{self, MEDIA_TYPE};
use crate::emulator::answer::Answer;
use crate::emulator::ask::{Ask, Form};
use crate::emulator::authorization::{decode, with_scheme};
use crate::emulator::demo;
use crate::emulator::settings::EmulatorSettings;
use crate::emulator::token::{Issuer, mint};

/// The documented lifetime in seconds: a week.
const LIFETIME: u64 = 604_800;

/// `POST /v2/auth/token`: the user in a Basic header whose halves are base64 themselves.
pub fn v2(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    let Some((id, password)) = doubly_encoded(ask) else {
        return errors::bad_syntax();
    };
    // `source_ip` is taken as it is: the guide says no more of it than that it is optional.
    if let Err(answer) = form(ask, "client_credentials", &["grant_type", "source_ip"]) {
        return answer;
    }
    let expected = format!("V1:{}:{}:{}", demo::SABRE_USER_ID, demo::SABRE_GROUP, demo::SABRE_DOMAIN);
    if (id.as_str(), password.as_str()) != (&expected, demo::SABRE_PASSWORD) {
        return errors::token(401);
    }
    granted(ask, settings)
}

/// `POST /v3/auth/token`: the application in an ordinary Basic header, the user in the form.
pub fn v3(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    let pair = with_scheme(&ask.headers, "Basic").and_then(decode);
    let Some((id, secret)) = pair.as_deref().and_then(|pair| pair.split_once(':')) else {
        return errors::bad_syntax();
    };
    let form = match form(ask, "password", &["grant_type", "username", "password"]) {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let (user, password) = match (form.get("username"), form.get("password")) {
        (Some(user), Some(password)) => (user, password),
        (None, _) => return errors::invalid_request("The parameter username is missing"),
        (_, None) => return errors::invalid_request("The parameter password is missing"),
    };
    let expected = format!("{}-{}-{}", demo::SABRE_USER_ID, demo::SABRE_GROUP, demo::SABRE_DOMAIN);
    let application = (id, secret) == (demo::SABRE_CLIENT_ID, demo::SABRE_CLIENT_SECRET);
    if !application || (user, password) != (&expected, demo::SABRE_PASSWORD) {
        return errors::token(401);
    }
    granted(ask, settings)
}

/// The two halves of a v2 header; `None` for any other encoding than the guide's.
///
/// Whether the id has its four parts is a matter of values, not of encoding.
fn doubly_encoded(ask: &Ask) -> Option<(String, String)> {
    let pair = decode(with_scheme(&ask.headers, "Basic")?)?;
    let (id, password) = pair.split_once(':')?;
    Some((decode(id)?, decode(password)?))
}

fn form(ask: &Ask, grant: &str, single: &[&str]) -> Result<Form, Answer> {
    let Some(form) = ask.form() else {
        let description = "The body must be application/x-www-form-urlencoded";
        return Err(errors::invalid_request(description));
    };
    if let Some(name) = form.repeated(single) {
        let description = format!("The parameter {name} is repeated");
        return Err(errors::invalid_request(&description));
    }
    match form.get("grant_type") {
        Some(given) if given == grant => Ok(form),
        Some(_) => Err(errors::unsupported_grant(grant)),
        None => Err(errors::invalid_request("The parameter grant_type is missing")),
    }
}

fn granted(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    let lifetime = settings.expires_in.unwrap_or(LIFETIME);
    let expires_at = ask.now.saturating_add(lifetime.saturating_mul(1000));
    match mint(Issuer::Sabre, expires_at) {
        Some(token) => Answer::json(
            200,
            MEDIA_TYPE,
            &json!({"access_token": token, "token_type": "bearer", "expires_in": lifetime}),
        ),
        None => errors::token(500),
    }
}
