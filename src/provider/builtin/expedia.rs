//! Expedia Rapid.
//!
//! Source: the page "Signature authentication" of developers.expediagroup.com: SHA-512 over key, secret and the time in
//! seconds, in the header `Authorization`.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, HeaderText, Placeholder, Provider, SelectionVariables,
    Signature, Template, TemplatePart, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Expedia Rapid.
pub static EXPEDIA: Provider = Provider {
    name: text("expedia"),
    title: text("Expedia Rapid"),
    environments: Cow::Borrowed(&[
        Environment { name: text("test"), base_url: text("https://test.ean.com"), ..Environment::PLAIN },
        Environment {
            name: text("production"),
            aliases: Cow::Borrowed(&[text("prod")]),
            base_url: text("https://api.ean.com"),
            ..Environment::PLAIN
        },
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        grant: Grant::None,
        client_auth: ClientAuth::None,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("EXPEDIA_API_KEY")]),
            client_secret: Cow::Borrowed(&[text("EXPEDIA_SHARED_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    signature: Some(Signature::Sha512),
    headers: Cow::Borrowed(&[(
        text("Authorization"),
        HeaderText::Template(Template(Cow::Borrowed(&[
            TemplatePart::text("EAN APIKey="),
            TemplatePart::Placeholder(Placeholder::ClientId),
            TemplatePart::text(",Signature="),
            TemplatePart::Placeholder(Placeholder::Signature),
            TemplatePart::text(",timestamp="),
            TemplatePart::Placeholder(Placeholder::Timestamp),
        ]))),
    )]),
    variables: SelectionVariables {
        base_url: Some(text("EXPEDIA_BASE_URL")),
        environment: Some(text("EXPEDIA_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    notes: Cow::Borrowed(&[text("no probe: there is no known call that every account may make")]),
    ..Provider::PLAIN
};
