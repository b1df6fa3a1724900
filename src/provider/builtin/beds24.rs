//! Beds24 API V2.
//!
//! Source: the pages "API V2.0" and "Category:API V2" of wiki.beds24.com: a GET with the refresh token as a header returns a
//! token, which every request has in the header `token`. Refresh tokens stay the same.

use std::borrow::Cow;

use super::parts::{PROD, environment, header, text, variables};
use crate::provider::{
    BodyFormat, ClientAuth, CredentialVariables, Placeholder, Provider, RequestFields, ResponseFields, TemplatePart,
    TokenEndpoint,
};

/// Beds24.
pub static BEDS24: Provider = Provider {
    name: text("beds24"),
    title: text("Beds24"),
    environments: Cow::Borrowed(&[environment("production", PROD, "https://api.beds24.com")]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("/v2/authentication/token"),
        client_auth: ClientAuth::None,
        body: BodyFormat::None,
        fields: RequestFields { grant_type: text(""), client_id: text(""), ..RequestFields::STANDARD },
        headers: Cow::Borrowed(&[header(
            "refreshToken",
            const { &[TemplatePart::Placeholder(Placeholder::ClientSecret)] },
        )]),
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("BEDS24_REFRESH_TOKEN")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::EMPTY
    }]),
    response: ResponseFields { token: text("token"), expires_in: text("expiresIn"), ..ResponseFields::STANDARD },
    lifetime_seconds: Some(86_400),
    headers: Cow::Borrowed(&[header("token", const { &[TemplatePart::Placeholder(Placeholder::Token)] })]),
    probes: Cow::Borrowed(&[text("/v2/authentication/details")]),
    variables: variables("BEDS24_BASE_URL", "BEDS24_ENVIRONMENT"),
    notes: Cow::Borrowed(&[
        text("get the refresh token once with an invite code: GET /authentication/setup"),
        text("uncertain: the host api.beds24.com, which is https://beds24.com/api/v2 in older examples"),
    ]),
    ..Provider::EMPTY
};
