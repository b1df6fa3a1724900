//! Sabre's two shapes of error: OAuth's at the token endpoints, `errorCode` everywhere else.
//!
//! Codes follow the table of common errors in Sabre's API references. For statuses that it does not name
//! (405, 413) the codes are made up in its style.

use jiff::Timestamp;
use serde_json::json;

use crate::emulator::answer::Answer;

/// The media type of every answer.
pub const MEDIA_TYPE: &str = "application/json";

/// The API's usual error for a status; its 403 is that of an unknown path.
pub fn api(status: u16) -> Answer {
    let (code, message) = match status {
        400 => ("ERR.2SG.CLIENT.INVALID_REQUEST", "The request is malformed"),
        401 => ("ERR.2SG.SEC.INVALID_CREDENTIALS", "The access token is expired or invalid"),
        403 => ("ERR.2SG.CLIENT.SERVICE_UNKNOWN", "There is no such service or version"),
        404 => ("WARN.RAF.APPLICATION", "There is no data for this request"),
        405 => ("ERR.2SG.CLIENT.METHOD_NOT_ALLOWED", "The service does not know this method"),
        413 => ("ERR.2SG.CLIENT.REQUEST_TOO_LARGE", "The body exceeds 1 MiB"),
        429 => ("ERR.2SG.GATEWAY.REQUEST_THROTTLED", "Too many requests, slow down"),
        500 => ("ERR.2SG.GATEWAY.INTERNAL_PROCESSING_ERROR", "The server failed"),
        502 | 503 => ("ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR", "The service behind the gateway is out of reach"),
        504 => ("ERR.2SG.GATEWAY.TIMEOUT", "The service behind the gateway is silent"),
        _ => ("ERR.2SG.EMULATED", "Made up on demand"),
    };
    error(status, code, message)
}

/// 401 for a missing or misspelt `Bearer`.
pub fn missing_credentials() -> Answer {
    error(401, "ERR.2SG.SEC.MISSING_CREDENTIALS", "There is no `Bearer` and token in the Authorization header")
}

/// 403 for a good token without the right to this service.
pub fn not_authorized() -> Answer {
    error(403, "ERR.2SG.SEC.NOT_AUTHORIZED", "The account is not entitled to this service")
}

fn error(status: u16, code: &str, message: &str) -> Answer {
    let kind = if code.starts_with("WARN") { "Application" } else { "Validation" };
    Answer::json(
        status,
        MEDIA_TYPE,
        &json!({
            "status": "NotProcessed",
            "type": kind,
            "errorCode": code,
            "timeStamp": format!("{:.3}", Timestamp::now()),
            "message": message,
        }),
    )
}

/// The token endpoints' usual error for a status; its 401 is that of wrong values.
pub fn token(status: u16) -> Answer {
    let (error, description) = match status {
        400 => ("invalid_request", "The request is malformed"),
        401 => ("invalid_client", "Wrong clientID or clientSecret"),
        403 => ("access_denied", "Access is not allowed"),
        405 => ("invalid_request", "Only POST grants tokens"),
        413 => ("invalid_request", "The body exceeds 1 MiB"),
        429 => ("too_many_requests", "Wait at least 500 milliseconds"),
        500 => ("server_error", "The server failed"),
        501..=599 => ("temporarily_unavailable", "The server cannot answer now"),
        _ => ("emulated", "Made up on demand"),
    };
    oauth(status, error, description)
}

/// 401 for credentials whose encoding is wrong, whatever their values.
pub fn bad_syntax() -> Answer {
    let description = "Credentials are missing or the syntax is not correct";
    oauth(401, "invalid_client", description)
}

/// 400 for another grant than the endpoint's own.
pub fn unsupported_grant(expected: &str) -> Answer {
    let description = format!("grant_type must be {expected}");
    oauth(400, "unsupported_grant_type", &description)
}

/// 400 for a token request that lacks or repeats something.
pub fn invalid_request(description: &str) -> Answer {
    oauth(400, "invalid_request", description)
}

fn oauth(status: u16, error: &str, description: &str) -> Answer {
    Answer::json(status, MEDIA_TYPE, &json!({"error": error, "error_description": description}))
}
