//! apaleo.
//!
//! Source: the pages "Client credentials grant flow" and "Refresh token grant flow" of apaleo.dev: HTTP Basic at
//! identity.apaleo.com, the APIs at api.apaleo.com.

use std::borrow::Cow;

use super::parts::{PROD, environment, text, variables};
use crate::provider::{CredentialVariables, Provider, TokenEndpoint};

/// apaleo.
pub static APALEO: Provider = Provider {
    name: text("apaleo"),
    title: text("apaleo"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://api.apaleo.com")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("https://identity.apaleo.com/connect/token"),
        revocation_url: Some(text("https://identity.apaleo.com/connect/revocation")),
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("APALEO_CLIENT_ID")]),
            client_secret: Cow::Borrowed(&[text("APALEO_CLIENT_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::EMPTY
    }]),
    probes: Cow::Borrowed(&[text("/inventory/v1/properties?pageSize=1")]),
    variables: variables("APALEO_BASE_URL", "APALEO_ENVIRONMENT"),
    notes: Cow::Borrowed(&[
        text("uncertain: the probe needs the scope properties.read"),
        text("uncertain: the revocation URL is from the discovery document, as others quote it"),
    ]),
    ..Provider::EMPTY
};
