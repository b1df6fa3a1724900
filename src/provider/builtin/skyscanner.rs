//! Skyscanner Partners API.
//!
//! Source: developers.skyscanner.net: a static header `x-api-key`.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, PROD, environment, header, text, variables};
use crate::provider::{CredentialVariables, Placeholder, Provider, TemplatePart, TokenEndpoint};

/// Skyscanner.
pub static SKYSCANNER: Provider = Provider {
    name: text("skyscanner"),
    title: text("Skyscanner"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://partners.api.skyscanner.net")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("SKYSCANNER_API_KEY")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    headers: Cow::Borrowed(&[header("x-api-key", const { &[TemplatePart::Placeholder(Placeholder::ClientSecret)] })]),
    variables: variables("SKYSCANNER_BASE_URL", "SKYSCANNER_ENVIRONMENT"),
    probes: Cow::Borrowed(&[text("/apiservices/v3/culture/locales")]),
    ..Provider::EMPTY
};
