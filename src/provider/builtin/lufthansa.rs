//! Lufthansa Open API.
//!
//! Source: the page "Authentication" of developer.lufthansa.com: client credentials in the body, 21600 s, `bearer` in the
//! response and `Bearer` in the request.

use std::borrow::Cow;

use super::parts::{PROD, environment, text, variables};
use crate::provider::{ClientAuth, CredentialVariables, Provider, TokenEndpoint};

/// Lufthansa Open API.
pub static LUFTHANSA: Provider = Provider {
    name: text("lufthansa"),
    title: text("Lufthansa Open API"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://api.lufthansa.com")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("/v1/oauth/token"),
        client_auth: ClientAuth::Post,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("LUFTHANSA_CLIENT_ID")]),
            client_secret: Cow::Borrowed(&[text("LUFTHANSA_CLIENT_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::EMPTY
    }]),
    variables: variables("LUFTHANSA_BASE_URL", "LUFTHANSA_ENVIRONMENT"),
    probes: Cow::Borrowed(&[text("/v1/mds-references/countries/DE")]),
    lifetime_seconds: Some(21_600),
    notes: Cow::Borrowed(&[text("uncertain: the probe's path, which is /v1/references/countries/DE for older keys")]),
    ..Provider::EMPTY
};
