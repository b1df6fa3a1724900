//! Kiwi.com Tequila.
//!
//! Source: tequila.kiwi.com (documentation of the portal): a static header `apikey`.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, HeaderText, Placeholder, Provider, SelectionVariables,
    Template, TemplatePart, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Kiwi.com Tequila.
pub static KIWI: Provider = Provider {
    name: text("kiwi"),
    title: text("Kiwi.com Tequila"),
    environments: Cow::Borrowed(&[Environment {
        name: text("production"),
        aliases: Cow::Borrowed(&[text("prod")]),
        base_url: text("https://api.tequila.kiwi.com"),
        ..Environment::PLAIN
    }]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        grant: Grant::None,
        client_auth: ClientAuth::None,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("KIWI_API_KEY"), text("TEQUILA_API_KEY")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    headers: Cow::Borrowed(&[(
        text("apikey"),
        HeaderText::Template(Template(Cow::Borrowed(&[TemplatePart::Placeholder(Placeholder::ClientSecret)]))),
    )]),
    variables: SelectionVariables {
        base_url: Some(text("KIWI_BASE_URL")),
        environment: Some(text("KIWI_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    probes: Cow::Borrowed(&[text("/locations/query?term=PRG&limit=1")]),
    notes: Cow::Borrowed(&[text("uncertain: new keys may no longer be issued, and partners may have another host")]),
    ..Provider::PLAIN
};
