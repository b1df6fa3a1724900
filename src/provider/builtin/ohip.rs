//! Oracle Hospitality Integration Platform (OHIP), for OPERA Cloud.
//!
//! Source: the pages "Authenticating to Oracle Hospitality Property APIs" (OCIM and SSD) and "OAuth Token API" of
//! docs.oracle.com, and the Postman collections of github.com/oracle/hospitality-api-docs: client id and secret as HTTP Basic,
//! `x-app-key` in token requests and API requests, 60 minutes.

use std::borrow::Cow;

use super::parts::{header, param, template, text};
use crate::provider::{
    CredentialVariables, Grant, Placeholder, Provider, SelectionVariables, TemplatePart, TokenEndpoint,
};

const PATH: &str = "/oauth/v1/tokens";

/// Oracle Hospitality Integration Platform.
pub static OHIP: Provider = Provider {
    name: text("ohip"),
    title: text("Oracle OHIP"),
    endpoints: Cow::Borrowed(&[
        TokenEndpoint {
            version: Some(text("ocim")),
            url: text(PATH),
            headers: Cow::Borrowed(&[
                header("x-app-key", const { &[TemplatePart::Placeholder(Placeholder::Group)] }),
                header("enterpriseId", const { &[TemplatePart::Placeholder(Placeholder::Domain)] }),
            ]),
            params: Cow::Borrowed(&[param(
                "scope",
                const { &[template(const { &[TemplatePart::text("urn:opc:hgbu:ws:__myscopes__")] })] },
            )]),
            variables: Cow::Borrowed(&[CredentialVariables {
                client_id: Cow::Borrowed(&[text("OHIP_CLIENT_ID")]),
                client_secret: Cow::Borrowed(&[text("OHIP_CLIENT_SECRET")]),
                group: Cow::Borrowed(&[text("OHIP_APP_KEY")]),
                domain: Cow::Borrowed(&[text("OHIP_ENTERPRISE_ID")]),
                ..CredentialVariables::NONE
            }]),
            ..TokenEndpoint::EMPTY
        },
        TokenEndpoint {
            version: Some(text("ssd")),
            url: text(PATH),
            grant: Grant::Password,
            headers: Cow::Borrowed(&[header("x-app-key", const { &[TemplatePart::Placeholder(Placeholder::Group)] })]),
            variables: Cow::Borrowed(&[CredentialVariables {
                client_id: Cow::Borrowed(&[text("OHIP_CLIENT_ID")]),
                client_secret: Cow::Borrowed(&[text("OHIP_CLIENT_SECRET")]),
                user_id: Cow::Borrowed(&[text("OHIP_USERNAME")]),
                group: Cow::Borrowed(&[text("OHIP_APP_KEY")]),
                password: Cow::Borrowed(&[text("OHIP_PASSWORD")]),
                ..CredentialVariables::NONE
            }]),
            ..TokenEndpoint::EMPTY
        },
    ]),
    headers: Cow::Borrowed(&[header("x-app-key", const { &[TemplatePart::Placeholder(Placeholder::Group)] })]),
    lifetime_seconds: Some(3600),
    variables: SelectionVariables {
        base_url: Some(text("OHIP_BASE_URL")),
        environment: Some(text("OHIP_ENVIRONMENT")),
        host: None,
        auth_version: Some(text("OHIP_AUTH_VERSION")),
    },
    notes: Cow::Borrowed(&[
        text(
            "the developer portal names your gateway's URL: set it with --base-url, OHIP_BASE_URL or [providers.NAME.environments]",
        ),
        text("the application key is the group (--group), the enterprise id the domain (--domain)"),
        text(
            "the version is ocim (client credentials) or ssd (with an integration user): the portal shows which one applies",
        ),
        text("no probe: every call needs the id of a hotel (-H x-hotelid:…)"),
        text("uncertain: the scope of ocim, which --scope replaces"),
    ]),
    ..Provider::EMPTY
};
