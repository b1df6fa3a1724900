//! Navitaire's Digital API (New Skies).
//!
//! Source: the API reference that airlines give to their partners, as public clients use it: a JSON request with user name,
//! password and domain, the token in `data`, and a time-out after the last use.

use std::borrow::Cow;

use super::parts::{param, template, text, variables};
use crate::provider::{
    BodyFormat, ClientAuth, CredentialVariables, Grant, LifetimeUnit, Placeholder, Provider, RequestFields,
    ResponseFields, TemplatePart, TokenEndpoint,
};

/// Navitaire's Digital API.
pub static NAVITAIRE: Provider = Provider {
    name: text("navitaire"),
    title: text("Navitaire"),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("/api/nsk/v1/token"),
        grant: Grant::Password,
        client_auth: ClientAuth::None,
        body: BodyFormat::Json,
        fields: RequestFields {
            grant_type: text(""),
            client_id: text(""),
            username: text("credentials.userName"),
            password: text("credentials.password"),
            ..RequestFields::STANDARD
        },
        params: Cow::Borrowed(&[param(
            "credentials.domain",
            const { &[template(const { &[TemplatePart::Placeholder(Placeholder::Domain)] })] },
        )]),
        variables: Cow::Borrowed(&[CredentialVariables {
            user_id: Cow::Borrowed(&[text("NAVITAIRE_USERNAME")]),
            domain: Cow::Borrowed(&[text("NAVITAIRE_DOMAIN")]),
            password: Cow::Borrowed(&[text("NAVITAIRE_PASSWORD")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::EMPTY
    }]),
    response: ResponseFields {
        token: text("data.token"),
        idle_lifetime: Some(text("data.idleTimeoutInMinutes")),
        ..ResponseFields::STANDARD
    },
    lifetime_unit: Some(LifetimeUnit::Minutes),
    idle_lifetime_seconds: Some(900),
    variables: variables("NAVITAIRE_BASE_URL", "NAVITAIRE_ENVIRONMENT"),
    notes: Cow::Borrowed(&[
        text("the airline names the host: set it with --base-url, NAVITAIRE_BASE_URL or [providers.NAME.environments]"),
        text(
            "uncertain: the version in the token endpoint's path, and the default time-out of 15 minutes; no probe is known",
        ),
    ]),
    ..Provider::EMPTY
};
