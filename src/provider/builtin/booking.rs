//! Booking.com Demand API.
//!
//! Source: developers.booking.com/demand: a static bearer and the affiliate's id as headers of every call.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, HeaderText, Placeholder, Provider, SelectionVariables,
    Template, TemplatePart, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Booking.com Demand API.
pub static BOOKING: Provider = Provider {
    name: text("booking"),
    title: text("Booking.com Demand API"),
    environments: Cow::Borrowed(&[
        Environment {
            name: text("production"),
            aliases: Cow::Borrowed(&[text("prod")]),
            base_url: text("https://demandapi.booking.com/3.1"),
            ..Environment::PLAIN
        },
        Environment {
            name: text("sandbox"),
            aliases: Cow::Borrowed(&[text("test")]),
            base_url: text("https://demandapi-sandbox.booking.com/3.1"),
            ..Environment::PLAIN
        },
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        grant: Grant::None,
        client_auth: ClientAuth::None,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("BOOKING_AFFILIATE_ID")]),
            client_secret: Cow::Borrowed(&[text("BOOKING_API_KEY"), text("BOOKING_API_TOKEN")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    headers: Cow::Borrowed(&[
        (
            text("Authorization"),
            HeaderText::Template(Template(Cow::Borrowed(&[
                TemplatePart::text("Bearer "),
                TemplatePart::Placeholder(Placeholder::ClientSecret),
            ]))),
        ),
        (
            text("X-Affiliate-Id"),
            HeaderText::Template(Template(Cow::Borrowed(&[TemplatePart::Placeholder(Placeholder::ClientId)]))),
        ),
    ]),
    variables: SelectionVariables {
        base_url: Some(text("BOOKING_BASE_URL")),
        environment: Some(text("BOOKING_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    notes: Cow::Borrowed(&[
        text("no probe: every call is a POST"),
        text("uncertain: the host of the sandbox, which is known only from public code"),
    ]),
    ..Provider::PLAIN
};
