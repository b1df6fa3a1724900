//! Duffel.
//!
//! Source: the page "Making requests" of duffel.com/docs: a static bearer, and the version of the API as a header. Test and
//! live tokens (`duffel_test_…`, `duffel_live_…`) go to the same host.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, PROD, environment, header, text, variables};
use crate::provider::{CredentialVariables, Placeholder, Provider, TemplatePart, TokenEndpoint};

/// Duffel.
pub static DUFFEL: Provider = Provider {
    name: text("duffel"),
    title: text("Duffel"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://api.duffel.com")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("DUFFEL_ACCESS_TOKEN")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    headers: Cow::Borrowed(&[
        header(
            "Authorization",
            const { &[TemplatePart::text("Bearer "), TemplatePart::Placeholder(Placeholder::ClientSecret)] },
        ),
        header("Duffel-Version", const { &[TemplatePart::text("v2")] }),
    ]),
    variables: variables("DUFFEL_BASE_URL", "DUFFEL_ENVIRONMENT"),
    probes: Cow::Borrowed(&[text("/air/airlines?limit=1")]),
    ..Provider::EMPTY
};
