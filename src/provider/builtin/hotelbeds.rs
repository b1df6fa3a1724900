//! Hotelbeds.
//!
//! Source: the page "Getting started" of developer.hotelbeds.com: a signature of each request, SHA-256 over key, secret and
//! the time in seconds. The page "Mutual authentication" names the operations that need a client certificate.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, PROD, environment, header, text, variables};
use crate::provider::{CredentialVariables, Placeholder, Provider, Signature, TemplatePart, TokenEndpoint};

/// Hotelbeds.
pub static HOTELBEDS: Provider = Provider {
    name: text("hotelbeds"),
    title: text("Hotelbeds"),
    environments: Cow::Borrowed(&[
        environment("test", &[], "https://api.test.hotelbeds.com"),
        environment("production", PROD, "https://api.hotelbeds.com"),
        environment("production-mtls", &[], "https://api-mtls.hotelbeds.com"),
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("HOTELBEDS_API_KEY")]),
            client_secret: Cow::Borrowed(&[text("HOTELBEDS_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    signature: Some(Signature::Sha256),
    headers: Cow::Borrowed(&[
        header("Api-key", const { &[TemplatePart::Placeholder(Placeholder::ClientId)] }),
        header("X-Signature", const { &[TemplatePart::Placeholder(Placeholder::Signature)] }),
    ]),
    variables: variables("HOTELBEDS_BASE_URL", "HOTELBEDS_ENVIRONMENT"),
    probes: Cow::Borrowed(&[text("/hotel-api/1.0/status")]),
    notes: Cow::Borrowed(&[
        text(
            "availability and booking need a client certificate that is registered for the key (`client_cert` in the profile)",
        ),
        text("uncertain: the host of the environment production-mtls"),
    ]),
    ..Provider::EMPTY
};
