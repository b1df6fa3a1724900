//! Travelport Universal API (uAPI).
//!
//! Source: the page "End Points for Universal API Services" of support.travelport.com: SOAP with HTTP Basic, one host for each
//! region.

use std::borrow::Cow;

use super::parts::{NO_TOKENS, environment, header, text, variables};
use crate::provider::{Api, CredentialVariables, Placeholder, Provider, TemplatePart, TokenEndpoint};

/// Travelport Universal API.
pub static TRAVELPORT_UAPI: Provider = Provider {
    name: text("travelport-uapi"),
    title: text("Travelport Universal API"),
    environments: Cow::Borrowed(&[
        environment("americas-pp", &[], "https://americas.universal-api.pp.travelport.com/B2BGateway/connect/uAPI"),
        environment("emea-pp", &[], "https://emea.universal-api.pp.travelport.com/B2BGateway/connect/uAPI"),
        environment("apac-pp", &[], "https://apac.universal-api.pp.travelport.com/B2BGateway/connect/uAPI"),
        environment("americas", &[], "https://americas.universal-api.travelport.com/B2BGateway/connect/uAPI"),
        environment("emea", &[], "https://emea.universal-api.travelport.com/B2BGateway/connect/uAPI"),
        environment("apac", &[], "https://apac.universal-api.travelport.com/B2BGateway/connect/uAPI"),
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("TRAVELPORT_UAPI_USERNAME")]),
            client_secret: Cow::Borrowed(&[text("TRAVELPORT_UAPI_PASSWORD")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    api: Api { accept: text("text/xml"), content_type: text("text/xml; charset=utf-8"), ..Api::JSON },
    dialect: text("soap"),
    headers: Cow::Borrowed(&[header(
        "Authorization",
        const { &[TemplatePart::text("Basic "), TemplatePart::Placeholder(Placeholder::Basic)] },
    )]),
    variables: variables("TRAVELPORT_UAPI_BASE_URL", "TRAVELPORT_UAPI_ENVIRONMENT"),
    notes: Cow::Borrowed(&[
        text("the user name begins with `Universal API/`"),
        text("no probe: every call is a POST, such as `call -p travelport-uapi /SystemService -d @ping.xml`"),
    ]),
    ..Provider::EMPTY
};
