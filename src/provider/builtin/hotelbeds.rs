//! Hotelbeds.
//!
//! Source: the page "Getting started" of developer.hotelbeds.com: a signature of each request, SHA-256 over key, secret and
//! the time in seconds.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, HeaderText, Placeholder, Provider, SelectionVariables,
    Signature, Template, TemplatePart, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Hotelbeds.
pub static HOTELBEDS: Provider = Provider {
    name: text("hotelbeds"),
    title: text("Hotelbeds"),
    environments: Cow::Borrowed(&[
        Environment { name: text("test"), base_url: text("https://api.test.hotelbeds.com"), ..Environment::PLAIN },
        Environment {
            name: text("production"),
            aliases: Cow::Borrowed(&[text("prod")]),
            base_url: text("https://api.hotelbeds.com"),
            ..Environment::PLAIN
        },
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        grant: Grant::None,
        client_auth: ClientAuth::None,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("HOTELBEDS_API_KEY")]),
            client_secret: Cow::Borrowed(&[text("HOTELBEDS_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    signature: Some(Signature::Sha256),
    headers: Cow::Borrowed(&[
        (
            text("Api-key"),
            HeaderText::Template(Template(Cow::Borrowed(&[TemplatePart::Placeholder(Placeholder::ClientId)]))),
        ),
        (
            text("X-Signature"),
            HeaderText::Template(Template(Cow::Borrowed(&[TemplatePart::Placeholder(Placeholder::Signature)]))),
        ),
    ]),
    variables: SelectionVariables {
        base_url: Some(text("HOTELBEDS_BASE_URL")),
        environment: Some(text("HOTELBEDS_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    probes: Cow::Borrowed(&[text("/hotel-api/1.0/status")]),
    ..Provider::PLAIN
};
