//! Air France-KLM.
//!
//! Source: developer.airfranceklm.com: a static header `API-Key`.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, PROD, environment, header, text, variables};
use crate::provider::{CredentialVariables, Placeholder, Provider, TemplatePart, TokenEndpoint};

/// Air France-KLM.
pub static AIRFRANCEKLM: Provider = Provider {
    name: text("airfranceklm"),
    title: text("Air France-KLM"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://api.airfranceklm.com")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("AIRFRANCEKLM_API_KEY"), text("AFKLM_API_KEY")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    headers: Cow::Borrowed(&[header("API-Key", const { &[TemplatePart::Placeholder(Placeholder::ClientSecret)] })]),
    variables: variables("AIRFRANCEKLM_BASE_URL", "AIRFRANCEKLM_ENVIRONMENT"),
    probes: Cow::Borrowed(&[text("/opendata/flightstatus/?origin=AMS")]),
    notes: Cow::Borrowed(&[text("uncertain: the probe, which needs a key for the Flight Status API")]),
    ..Provider::EMPTY
};
