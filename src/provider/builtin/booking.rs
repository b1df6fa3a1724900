//! Booking.com Demand API.
//!
//! Source: developers.booking.com/demand: a static bearer token and the affiliate's id as headers of every call.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, PROD, TEST, environment, header, text, variables};
use crate::provider::{CredentialVariables, Placeholder, Provider, TemplatePart, TokenEndpoint};

/// Booking.com Demand API.
pub static BOOKING: Provider = Provider {
    name: text("booking"),
    title: text("Booking.com Demand API"),
    environments: Cow::Borrowed(&[
        environment("production", PROD, "https://demandapi.booking.com/3.1"),
        environment("sandbox", TEST, "https://demandapi-sandbox.booking.com/3.1"),
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("BOOKING_AFFILIATE_ID")]),
            client_secret: Cow::Borrowed(&[text("BOOKING_API_KEY"), text("BOOKING_API_TOKEN")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    headers: Cow::Borrowed(&[
        header(
            "Authorization",
            const { &[TemplatePart::text("Bearer "), TemplatePart::Placeholder(Placeholder::ClientSecret)] },
        ),
        header("X-Affiliate-Id", const { &[TemplatePart::Placeholder(Placeholder::ClientId)] }),
    ]),
    variables: variables("BOOKING_BASE_URL", "BOOKING_ENVIRONMENT"),
    notes: Cow::Borrowed(&[
        text("no probe: every call is a POST"),
        text("uncertain: the host of the sandbox, which is known only from public code"),
    ]),
    ..Provider::EMPTY
};
