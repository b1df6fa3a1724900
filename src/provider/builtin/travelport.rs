//! Travelport `TripServices`, formerly JSON APIs.
//!
//! Source: the page "Authentication" of developer.travelport.com: the hosts since January 2026, all four credentials in the
//! body, 86400 s, and the access group as a header of every call.

use std::borrow::Cow;

use super::parts::{header, text, variables};
use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, Placeholder, Provider, TemplatePart, TokenEndpoint,
};

/// Travelport.
pub static TRAVELPORT: Provider = Provider {
    name: text("travelport"),
    title: text("Travelport TripServices"),
    environments: Cow::Borrowed(&[
        Environment {
            name: text("pre-production"),
            aliases: Cow::Borrowed(&[text("pre-prod"), text("test")]),
            base_url: text("https://api.pp.travelport.net"),
            token_url: Some(text("https://auth.pp.travelport.net/oauth/token")),
            ..Environment::EMPTY
        },
        Environment {
            name: text("production"),
            aliases: Cow::Borrowed(&[text("prod")]),
            base_url: text("https://api.travelport.net"),
            token_url: Some(text("https://auth.travelport.net/oauth/token")),
            ..Environment::EMPTY
        },
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("/oauth/token"),
        grant: Grant::Password,
        client_auth: ClientAuth::Post,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("TRAVELPORT_CLIENT_ID")]),
            client_secret: Cow::Borrowed(&[text("TRAVELPORT_CLIENT_SECRET")]),
            user_id: Cow::Borrowed(&[text("TRAVELPORT_USERNAME")]),
            group: Cow::Borrowed(&[text("TRAVELPORT_ACCESS_GROUP")]),
            password: Cow::Borrowed(&[text("TRAVELPORT_PASSWORD")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::EMPTY
    }]),
    headers: Cow::Borrowed(&[header(
        "xauth_travelport_accessgroup",
        const { &[TemplatePart::Placeholder(Placeholder::Group)] },
    )]),
    variables: variables("TRAVELPORT_BASE_URL", "TRAVELPORT_ENVIRONMENT"),
    lifetime_seconds: Some(86_400),
    notes: Cow::Borrowed(&[
        text("no probe: every known call is a POST"),
        text("uncertain: some APIs may need another header than XAUTH_TRAVELPORT_ACCESSGROUP for the point of sale"),
    ]),
    ..Provider::EMPTY
};
