//! Sabre Dev Studio and Sabre's GDS APIs.
//!
//! Source: Sabre's guide "Token Create v2" (hosts, encoding, lifetime) and the public threads on v3.

use std::borrow::Cow;

use super::parts::{PROD, TEST, environment, text};
use crate::provider::{
    ClientAuth, CredentialVariables, Grant, List, Provider, SelectionVariables, Text, TokenEndpoint, Username,
};

const CLIENT_ID: List<Text> = Cow::Borrowed(&[text("SABRE_CLIENT_ID")]);
const USER_ID: List<Text> = Cow::Borrowed(&[text("SABRE_USER_ID"), text("SABRE_EPR")]);
const GROUP: List<Text> = Cow::Borrowed(&[text("SABRE_GROUP"), text("SABRE_PCC")]);
const DOMAIN: List<Text> = Cow::Borrowed(&[text("SABRE_DOMAIN")]);

/// Sabre.
pub static SABRE: Provider = Provider {
    name: text("sabre"),
    title: text("Sabre"),
    environments: Cow::Borrowed(&[
        environment("cert", TEST, "https://api.cert.platform.sabre.com"),
        environment("production", PROD, "https://api.platform.sabre.com"),
    ]),
    endpoints: Cow::Borrowed(&[
        TokenEndpoint {
            version: Some(text("2")),
            url: text("/v2/auth/token"),
            client_auth: ClientAuth::Sabre,
            variables: Cow::Borrowed(&[CredentialVariables {
                client_id: CLIENT_ID,
                user_id: USER_ID,
                group: GROUP,
                domain: DOMAIN,
                password: Cow::Borrowed(&[text("SABRE_PASSWORD"), text("SABRE_CLIENT_SECRET")]),
                ..CredentialVariables::NONE
            }]),
            ..TokenEndpoint::EMPTY
        },
        TokenEndpoint {
            version: Some(text("3")),
            url: text("/v3/auth/token"),
            grant: Grant::Password,
            client_auth: ClientAuth::BasicUnencoded,
            username: Username::SabreTriple,
            variables: Cow::Borrowed(&[CredentialVariables {
                client_id: CLIENT_ID,
                client_secret: Cow::Borrowed(&[text("SABRE_CLIENT_SECRET")]),
                user_id: USER_ID,
                group: GROUP,
                domain: DOMAIN,
                password: Cow::Borrowed(&[text("SABRE_PASSWORD")]),
            }]),
            ..TokenEndpoint::EMPTY
        },
    ]),
    variables: SelectionVariables {
        base_url: Some(text("SABRE_BASE_URL")),
        environment: Some(text("SABRE_ENVIRONMENT")),
        host: None,
        auth_version: Some(text("SABRE_AUTH_VERSION")),
    },
    probes: Cow::Borrowed(&[
        text("/v1/lists/supported/shop/themes"),
        text("/v1/lists/utilities/airlines?airlinecode=AA"),
    ]),
    token_prefix: Some(text("ATH:")),
    throttle_wait_ms: 500,
    is_emulated: true,
    dialect: text("sabre"),
    ..Provider::EMPTY
};
