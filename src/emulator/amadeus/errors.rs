//! The two error formats of Amadeus: that of OAuth at the token endpoint, and `errors[]` everywhere else.
//!
//! Codes and titles follow the guide's page on common errors. For a status that is not on the page (405, 413),
//! the code is the status.

use serde_json::{Value, json};

use super::wire::MEDIA_TYPE;
use crate::emulator::response::EmulatedResponse;

/// Returns the usual error of the API for a status.
pub fn api(status: u16) -> EmulatedResponse {
    let (code, title, detail) = match status {
        400 => (477, "INVALID FORMAT", "The request is malformed"),
        401 => (38192, "Access token expired", "The access token is past its lifetime"),
        403 => (38197, "Forbidden", "Access to this resource is not allowed"),
        404 => (38196, "Resource not found", "There is no such resource"),
        405 => (405, "Method not allowed", "The resource does not support this method"),
        413 => (413, "Payload too large", "The body exceeds 1 MiB"),
        429 => (38194, "Too many requests", "The rate limit is exceeded, slow down"),
        500 => (38189, "Internal error", "The server failed"),
        501..=599 => (141, "SYSTEM ERROR HAS OCCURRED", "The server is temporarily unavailable"),
        _ => (u32::from(status), "Emulated response", "Emulated on demand"),
    };
    errors(status, &json!({"code": code, "title": title, "detail": detail, "status": status}))
}

/// Returns 401 for a token that Amadeus never issued.
pub fn invalid_token() -> EmulatedResponse {
    errors(
        401,
        &json!({
            "code": 38190,
            "title": "Invalid access token",
            "detail": "The Authorization header has no valid access token",
            "status": 401,
        }),
    )
}

/// Returns 401 for a missing or misspelt `Bearer`. Its numbers are strings, as in the guide's sample of this error.
pub fn bad_header() -> EmulatedResponse {
    errors(
        401,
        &json!({
            "code": "38191",
            "title": "Invalid HTTP header",
            "detail": "The Authorization header is missing or has no `Bearer` token",
            "status": "401",
        }),
    )
}

/// Returns 400 for a missing query parameter.
pub fn missing(parameter: &str) -> EmulatedResponse {
    let detail = format!("The query parameter {parameter} is required");
    bad_request(ErrorCase::MandatoryDataMissing, &detail, &json!({"parameter": parameter}))
}

/// Returns 400 for a query parameter with an invalid value.
pub fn malformed(parameter: &str, detail: &str) -> EmulatedResponse {
    bad_request(ErrorCase::InvalidFormat, detail, &json!({"parameter": parameter}))
}

/// A mistake in a request, with the code from the specifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCase {
    InvalidDate = 425,
    InvalidFormat = 477,
    InvalidCombination = 2668,
    InvalidData = 4926,
    TooManyOccurrences = 10661,
    MandatoryDataMissing = 32171,
}

/// Returns 400 with its source, which is a parameter or a pointer into the body.
pub fn bad_request(problem: ErrorCase, detail: &str, source: &Value) -> EmulatedResponse {
    let title = match problem {
        ErrorCase::InvalidDate => "INVALID DATE",
        ErrorCase::InvalidFormat => "INVALID FORMAT",
        ErrorCase::InvalidCombination => "PARAMETER COMBINATION INVALID/RESTRICTED",
        ErrorCase::InvalidData => "INVALID DATA RECEIVED",
        ErrorCase::TooManyOccurrences => "MAXIMUM NUMBER OF OCCURRENCES EXCEEDED",
        ErrorCase::MandatoryDataMissing => "MANDATORY DATA MISSING",
    };
    let code = problem as u32;
    errors(400, &json!({"status": 400, "code": code, "title": title, "detail": detail, "source": source}))
}

fn errors(status: u16, error: &Value) -> EmulatedResponse {
    EmulatedResponse::json(status, MEDIA_TYPE, &json!({"errors": [error]}))
}

/// Returns the usual error of the token endpoint for a status.
pub fn token(status: u16) -> EmulatedResponse {
    let (error, code, description) = match status {
        400 => ("invalid_request", 38187, "The request is malformed"),
        401 => ("invalid_client", 38187, "Client credentials are invalid"),
        403 => ("access_denied", 38197, "Access is not allowed"),
        404 => ("not_found", 38196, "There is no such resource"),
        405 => ("invalid_request", 405, "Only POST requests a token"),
        413 => ("invalid_request", 413, "The body exceeds 1 MiB"),
        429 => ("too_many_requests", 38194, "The rate limit is exceeded"),
        500 => ("server_error", 38189, "The server failed"),
        501..=599 => ("temporarily_unavailable", 141, "The server is temporarily unavailable"),
        _ => ("emulated", u32::from(status), "Emulated on demand"),
    };
    oauth(status, error, code, description)
}

/// Returns 400 for a grant other than client credentials.
pub fn unsupported_grant() -> EmulatedResponse {
    let description = "grant_type must be client_credentials";
    oauth(400, "unsupported_grant_type", 38187, description)
}

/// Returns 400 for a token request with a missing or repeated parameter.
pub fn invalid_request(description: &str) -> EmulatedResponse {
    oauth(400, "invalid_request", 38187, description)
}

fn oauth(status: u16, error: &str, code: u32, description: &str) -> EmulatedResponse {
    let title = match code {
        38187 => "Invalid parameters",
        38189 => "Internal error",
        38194 => "Too many requests",
        38196 => "Resource not found",
        _ => "Request failed",
    };
    EmulatedResponse::json(
        status,
        MEDIA_TYPE,
        &json!({"error": error, "error_description": description, "code": code, "title": title}),
    )
}
