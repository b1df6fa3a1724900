//! The two error formats of Sabre: that of OAuth at the token endpoints, and `errorCode` everywhere else.
//!
//! Codes follow the table of common errors in Sabre's API references. For a status that is not in the table
//! (405, 413), the code is made up in the same style.

use jiff::Timestamp;
use serde_json::json;

use crate::emulator::response::EmulatedResponse;

/// The media type of every response.
pub const MEDIA_TYPE: &str = "application/json";

/// Returns the usual error of the API for a status; 403 is the error for an unknown path.
pub fn api(status: u16) -> EmulatedResponse {
    let (code, message) = match status {
        400 => ("ERR.2SG.CLIENT.INVALID_REQUEST", "The request is malformed"),
        401 => ("ERR.2SG.SEC.INVALID_CREDENTIALS", "The access token is expired or invalid"),
        403 => ("ERR.2SG.CLIENT.SERVICE_UNKNOWN", "There is no such service or version"),
        404 => ("WARN.RAF.APPLICATION", "No data matches this request"),
        405 => ("ERR.2SG.CLIENT.METHOD_NOT_ALLOWED", "The service does not support this method"),
        413 => ("ERR.2SG.CLIENT.REQUEST_TOO_LARGE", "The body exceeds 1 MiB"),
        429 => ("ERR.2SG.GATEWAY.REQUEST_THROTTLED", "The rate limit is exceeded, slow down"),
        500 => ("ERR.2SG.GATEWAY.INTERNAL_PROCESSING_ERROR", "The server failed"),
        502 | 503 => ("ERR.2SG.GATEWAY.PROVIDER_CONNECTION_ERROR", "The gateway cannot reach the service"),
        504 => ("ERR.2SG.GATEWAY.TIMEOUT", "The service did not respond to the gateway"),
        _ => ("ERR.2SG.EMULATED", "Emulated on demand"),
    };
    error(status, code, message)
}

/// Returns 401 for a missing or misspelt `Bearer`.
pub fn missing_credentials() -> EmulatedResponse {
    error(401, "ERR.2SG.SEC.MISSING_CREDENTIALS", "The Authorization header is missing or has no `Bearer` token")
}

/// Returns 403 for a valid token whose account may not use this service.
pub fn not_authorized() -> EmulatedResponse {
    error(403, "ERR.2SG.SEC.NOT_AUTHORIZED", "The account is not entitled to this service")
}

fn error(status: u16, code: &str, message: &str) -> EmulatedResponse {
    let kind = if code.starts_with("WARN") { "Application" } else { "Validation" };
    EmulatedResponse::json(
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

/// Returns the usual error of the token endpoints for a status; 401 is the error for wrong credentials.
pub fn token(status: u16) -> EmulatedResponse {
    let (error, description) = match status {
        400 => ("invalid_request", "The request is malformed"),
        401 => ("invalid_client", "Wrong clientID or clientSecret"),
        403 => ("access_denied", "Access is not allowed"),
        405 => ("invalid_request", "Only POST requests a token"),
        413 => ("invalid_request", "The body exceeds 1 MiB"),
        429 => ("too_many_requests", "Wait at least 500 milliseconds"),
        500 => ("server_error", "The server failed"),
        501..=599 => ("temporarily_unavailable", "The server is temporarily unavailable"),
        _ => ("emulated", "Emulated on demand"),
    };
    oauth(status, error, description)
}

/// Returns 401 for credentials whose encoding is wrong.
pub fn bad_syntax() -> EmulatedResponse {
    let description = "Credentials are missing or the syntax is not correct";
    oauth(401, "invalid_client", description)
}

/// Returns 400 for a grant that the endpoint does not support.
pub fn unsupported_grant(expected: &str) -> EmulatedResponse {
    let description = format!("grant_type must be {expected}");
    oauth(400, "unsupported_grant_type", &description)
}

/// Returns 400 for a token request with a missing or repeated parameter.
pub fn invalid_request(description: &str) -> EmulatedResponse {
    oauth(400, "invalid_request", description)
}

fn oauth(status: u16, error: &str, description: &str) -> EmulatedResponse {
    EmulatedResponse::json(status, MEDIA_TYPE, &json!({"error": error, "error_description": description}))
}
