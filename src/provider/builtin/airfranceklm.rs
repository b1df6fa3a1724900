//! Air France-KLM.
//!
//! Source: developer.airfranceklm.com: a static header `API-Key`.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, CredentialVariables, Environment, Grant, HeaderText, Placeholder, Provider, SelectionVariables,
    Template, TemplatePart, Text, TokenEndpoint,
};

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// Air France-KLM.
pub static AIRFRANCEKLM: Provider = Provider {
    name: text("airfranceklm"),
    title: text("Air France-KLM"),
    environments: Cow::Borrowed(&[Environment {
        name: text("production"),
        aliases: Cow::Borrowed(&[text("prod")]),
        base_url: text("https://api.airfranceklm.com"),
        ..Environment::PLAIN
    }]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        grant: Grant::None,
        client_auth: ClientAuth::None,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("AIRFRANCEKLM_API_KEY"), text("AFKLM_API_KEY")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::PLAIN
    }]),
    headers: Cow::Borrowed(&[(
        text("API-Key"),
        HeaderText::Template(Template(Cow::Borrowed(&[TemplatePart::Placeholder(Placeholder::ClientSecret)]))),
    )]),
    variables: SelectionVariables {
        base_url: Some(text("AIRFRANCEKLM_BASE_URL")),
        environment: Some(text("AIRFRANCEKLM_ENVIRONMENT")),
        host: None,
        auth_version: None,
    },
    probes: Cow::Borrowed(&[text("/opendata/flightstatus/?origin=AMS")]),
    notes: Cow::Borrowed(&[text("uncertain: the probe, which needs a key for the Flight Status API")]),
    ..Provider::PLAIN
};
