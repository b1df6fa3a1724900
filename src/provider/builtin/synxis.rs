//! SynXis: Sabre Hospitality, by its newer name Aven Hospitality.
//!
//! Source: the page "Get a Token for REST APIs" of developer.synxis.com: Sabre's double base64 over a plain user name.

use std::borrow::Cow;

use super::parts::{text, variables};
use crate::provider::{ClientAuth, CredentialVariables, Provider, TokenEndpoint};

/// SynXis.
pub static SYNXIS: Provider = Provider {
    name: text("synxis"),
    title: text("SynXis"),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("/v2/auth/token"),
        client_auth: ClientAuth::Sabre,
        variables: Cow::Borrowed(&[CredentialVariables {
            client_id: Cow::Borrowed(&[text("SYNXIS_CLIENT_ID"), text("SYNXIS_USERNAME")]),
            password: Cow::Borrowed(&[text("SYNXIS_PASSWORD"), text("SYNXIS_CLIENT_SECRET")]),
            ..CredentialVariables::NONE
        }]),
        ..TokenEndpoint::EMPTY
    }]),
    variables: variables("SYNXIS_BASE_URL", "SYNXIS_ENVIRONMENT"),
    notes: Cow::Borrowed(&[
        text("your contract names the host: set it with --base-url, SYNXIS_BASE_URL or [providers.NAME.environments]"),
        text("uncertain: the token endpoint's path, which is Sabre's here; no probe is known"),
    ]),
    ..Provider::EMPTY
};
