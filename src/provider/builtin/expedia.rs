//! Expedia Rapid.
//!
//! Source: the page "Signature authentication" of developers.expediagroup.com: SHA-512 over key, secret and the time in
//! seconds, in the header `Authorization`.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, PROD, environment, header, text, variables};
use crate::provider::{CredentialVariables, Placeholder, Provider, Signature, TemplatePart, TokenEndpoint};

/// Expedia Rapid.
pub static EXPEDIA: Provider = Provider {
    name: text("expedia"),
    title: text("Expedia Rapid"),
    environments: Cow::Borrowed(&[
        environment("test", &[], "https://test.ean.com"),
        environment("production", PROD, "https://api.ean.com"),
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("EXPEDIA_API_KEY")]),
            client_secret: Cow::Borrowed(&[text("EXPEDIA_SHARED_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    signature: Some(Signature::Sha512),
    headers: Cow::Borrowed(&[header(
        "Authorization",
        const {
            &[
                TemplatePart::text("EAN APIKey="),
                TemplatePart::Placeholder(Placeholder::ClientId),
                TemplatePart::text(",Signature="),
                TemplatePart::Placeholder(Placeholder::Signature),
                TemplatePart::text(",timestamp="),
                TemplatePart::Placeholder(Placeholder::Timestamp),
            ]
        },
    )]),
    variables: variables("EXPEDIA_BASE_URL", "EXPEDIA_ENVIRONMENT"),
    notes: Cow::Borrowed(&[text("no probe: there is no known call that every account may make")]),
    ..Provider::EMPTY
};
