//! Lufthansa Open API.
//!
//! Source: the page "Authentication" of developer.lufthansa.com: client credentials in the body, 21600 s, `bearer` in the
//! response and `Bearer` in the request.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Provider, SelectionVariables, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Lufthansa Open API.
pub static LUFTHANSA: Provider = Provider {
    name: text("lufthansa"),
    title: text("Lufthansa Open API"),
    environments: Cow::Borrowed(&[Environment {
        name: text("production"),
        aliases: Cow::Borrowed(&[text("prod")]),
        base_url: text("https://api.lufthansa.com"),
        ..Environment::PLAIN
    }]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("/v1/oauth/token"),
        client_auth: ClientAuth::Post,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("LUFTHANSA_CLIENT_ID")]),
            client_secret: Cow::Borrowed(&[text("LUFTHANSA_CLIENT_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    variables: SelectionVariables {
        base_url: Some(text("LUFTHANSA_BASE_URL")),
        environment: Some(text("LUFTHANSA_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    probes: Cow::Borrowed(&[text("/v1/mds-references/countries/DE")]),
    lifetime_seconds: Some(21_600),
    notes: Cow::Borrowed(&[text("uncertain: the probe's path, which is /v1/references/countries/DE for older keys")]),
    ..Provider::PLAIN
};
