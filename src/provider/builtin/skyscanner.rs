//! Skyscanner Partners API.
//!
//! Source: developers.skyscanner.net: a static header `x-api-key`.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, HeaderText, Placeholder, Provider, SelectionVariables,
    Template, TemplatePart, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Skyscanner.
pub static SKYSCANNER: Provider = Provider {
    name: text("skyscanner"),
    title: text("Skyscanner"),
    environments: Cow::Borrowed(&[Environment {
        name: text("production"),
        aliases: Cow::Borrowed(&[text("prod")]),
        base_url: text("https://partners.api.skyscanner.net"),
        ..Environment::PLAIN
    }]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        grant: Grant::None,
        client_auth: ClientAuth::None,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("SKYSCANNER_API_KEY")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    headers: Cow::Borrowed(&[(
        text("x-api-key"),
        HeaderText::Template(Template(Cow::Borrowed(&[TemplatePart::Placeholder(Placeholder::ClientSecret)]))),
    )]),
    variables: SelectionVariables {
        base_url: Some(text("SKYSCANNER_BASE_URL")),
        environment: Some(text("SKYSCANNER_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    probes: Cow::Borrowed(&[text("/apiservices/v3/culture/locales")]),
    ..Provider::PLAIN
};
