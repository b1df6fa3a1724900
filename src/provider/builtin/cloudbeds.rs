//! Cloudbeds, with an API key.
//!
//! Source: the pages "API Keys Authentication Guide" and "Tech specs" of developers.cloudbeds.com: the key as a header of every
//! request, the property's id as another, 10 requests per second.

use std::borrow::Cow;
use std::num::NonZeroU32;

use super::parts::{NO_TOKENS, header, text, variables};
use crate::provider::{CredentialVariables, Environment, Placeholder, Provider, TemplatePart, TokenEndpoint};

/// Cloudbeds.
pub static CLOUDBEDS: Provider = Provider {
    name: text("cloudbeds"),
    title: text("Cloudbeds"),
    environments: Cow::Borrowed(&[Environment {
        name: text("production"),
        aliases: Cow::Borrowed(&[text("prod")]),
        base_url: text("https://api.cloudbeds.com"),
        requests_per_second: NonZeroU32::new(10),
        ..Environment::EMPTY
    }]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        variables: Cow::Borrowed(&[CredentialVariables {
            client_secret: Cow::Borrowed(&[text("CLOUDBEDS_API_KEY")]),
            group: Cow::Borrowed(&[text("CLOUDBEDS_PROPERTY_ID")]),
            ..CredentialVariables::NONE
        }]),
        ..NO_TOKENS
    }]),
    headers: Cow::Borrowed(&[
        header("x-api-key", const { &[TemplatePart::Placeholder(Placeholder::ClientSecret)] }),
        header("X-PROPERTY-ID", const { &[TemplatePart::Placeholder(Placeholder::Group)] }),
    ]),
    probes: Cow::Borrowed(&[text("/api/v1.2/getHotels")]),
    variables: variables("CLOUDBEDS_BASE_URL", "CLOUDBEDS_ENVIRONMENT"),
    notes: Cow::Borrowed(&[text("uncertain: the probe needs the permission read:hotel")]),
    ..Provider::EMPTY
};
