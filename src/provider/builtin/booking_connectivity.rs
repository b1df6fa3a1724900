//! Booking.com Connectivity APIs.
//!
//! Source: the page "Using the token-based authentication scheme" of developers.booking.com/connectivity: a JSON request with
//! id and secret, the token as `jwt`, one hour, at most 30 tokens per hour.

use std::borrow::Cow;

use super::parts::{PROD, environment, text, variables};
use crate::provider::{
    BodyFormat, ClientAuth, CredentialVariables, Provider, RequestFields, ResponseFields, TokenEndpoint,
};

/// Booking.com Connectivity APIs.
pub static BOOKING_CONNECTIVITY: Provider = Provider {
    name: text("booking-connectivity"),
    title: text("Booking.com Connectivity"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://supply-xml.booking.com")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("https://connectivity-authentication.booking.com/token-based-authentication/exchange"),
        client_auth: ClientAuth::Post,
        body: BodyFormat::Json,
        fields: RequestFields { grant_type: text(""), ..RequestFields::STANDARD },
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("BOOKING_CONNECTIVITY_CLIENT_ID")]),
            client_secret: Cow::Borrowed(&[text("BOOKING_CONNECTIVITY_CLIENT_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::EMPTY
    }]),
    response: ResponseFields { token: text("jwt"), ..ResponseFields::STANDARD },
    lifetime_seconds: Some(3600),
    variables: variables("BOOKING_CONNECTIVITY_BASE_URL", "BOOKING_CONNECTIVITY_ENVIRONMENT"),
    notes: Cow::Borrowed(&[
        text("Booking.com grants at most 30 tokens per hour, so all processes must share one cache"),
        text("no probe is known; some APIs are at https://secure-supply-xml.booking.com (--base-url)"),
    ]),
    ..Provider::EMPTY
};
