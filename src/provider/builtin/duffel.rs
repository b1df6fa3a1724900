//! Duffel.
//!
//! Source: the page "Making requests" of duffel.com/docs: a static bearer, and the version of the API as a header. Test and
//! live tokens (`duffel_test_…`, `duffel_live_…`) go to the same host.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, HeaderText, Placeholder, Provider, SelectionVariables,
    Template, TemplatePart, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Duffel.
pub static DUFFEL: Provider = Provider {
    name: text("duffel"),
    title: text("Duffel"),
    environments: Cow::Borrowed(&[Environment {
        name: text("production"),
        aliases: Cow::Borrowed(&[text("prod")]),
        base_url: text("https://api.duffel.com"),
        ..Environment::PLAIN
    }]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        grant: Grant::None,
        client_auth: ClientAuth::None,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("DUFFEL_ACCESS_TOKEN")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    headers: Cow::Borrowed(&[
        (
            text("Authorization"),
            HeaderText::Template(Template(Cow::Borrowed(&[
                TemplatePart::text("Bearer "),
                TemplatePart::Placeholder(Placeholder::ClientSecret),
            ]))),
        ),
        (text("Duffel-Version"), HeaderText::Template(Template(Cow::Borrowed(&[TemplatePart::text("v2")])))),
    ]),
    variables: SelectionVariables {
        base_url: Some(text("DUFFEL_BASE_URL")),
        environment: Some(text("DUFFEL_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    probes: Cow::Borrowed(&[text("/air/airlines?limit=1")]),
    ..Provider::PLAIN
};
