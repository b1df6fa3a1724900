//! Kiwi.com Tequila.
//!
//! Source: tequila.kiwi.com (documentation of the portal): a static header `apikey`.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, PROD, environment, header, text, variables};
use crate::provider::{CredentialVariables, Placeholder, Provider, TemplatePart, TokenEndpoint};

/// Kiwi.com Tequila.
pub static KIWI: Provider = Provider {
    name: text("kiwi"),
    title: text("Kiwi.com Tequila"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://api.tequila.kiwi.com")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("KIWI_API_KEY"), text("TEQUILA_API_KEY")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    headers: Cow::Borrowed(&[header("apikey", const { &[TemplatePart::Placeholder(Placeholder::ClientSecret)] })]),
    variables: variables("KIWI_BASE_URL", "KIWI_ENVIRONMENT"),
    probes: Cow::Borrowed(&[text("/locations/query?term=PRG&limit=1")]),
    notes: Cow::Borrowed(&[text("uncertain: new keys may no longer be issued, and partners may have another host")]),
    ..Provider::EMPTY
};
